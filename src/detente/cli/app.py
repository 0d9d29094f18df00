"""The application: its commands, in the order in which one meets them."""

from typing import Annotated

import typer

import detente
from detente.cli import (
    bargaining,
    board,
    briefing,
    checking,
    flipping,
    ingesting,
    making,
    reading,
    recording,
    reviewing,
    sequencing,
    stable,
    transfer,
)
from detente.cli.guard import Commands
from detente.cli.help_groups import GroupedCommand
from detente.cli.terminal import write_out

__all__ = ["app", "main"]

app = typer.Typer(
    name="detente",
    cls=Commands,
    help="Design, negotiate and watch over conditional agreements between parties that do not trust "
    "each other.",
    epilog="Exit status: 0 fine; 1 a check says no; 2 wrong use or a wrong file; 3 cannot compute; "
    "130 stopped.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


def _version(asked: bool) -> None:  # noqa: FBT001 - the form of a callback
    if asked:
        write_out(f"detente {detente.__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and stop.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Take what stands before the command; without a command, show what there is."""
    del version
    if context.invoked_subcommand is None:
        write_out(context.get_help() + "\n")


app.command("new")(making.new)
app.command("check")(checking.check)
app.command("explain")(checking.explain)
app.command("schema")(checking.schema)
app.command("status")(board.status)
app.command("add")(recording.add)
app.command("ingest")(ingesting.ingest)
app.command("review")(reviewing.review)
app.command("log")(reading.log)
app.command("verify")(reading.verify)
app.command("erase")(recording.erase)
app.command("export")(transfer.export)
app.command("import")(transfer.import_)
app.command("stability", cls=GroupedCommand)(stable.stability)
app.command("bargain")(bargaining.bargain)
app.command("sequence")(sequencing.sequence)
app.command("flips")(flipping.flips)
app.command("brief")(briefing.brief)


def main() -> None:
    """Run the command line on the arguments of the process."""
    app()

"""The application: its commands, in the order in which one meets them."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_command_from_info
from typer.models import CommandInfo

import detente
from detente.cli.guard import Commands
from detente.cli.help_groups import GroupedCommand
from detente.cli.memory import ends_without_search, rarely_collected
from detente.cli.terminal import write_out

__all__ = ["app", "main"]

# Command -> the function that runs it; its module is imported when the command is asked for.
COMMANDS = {
    "new": "making:new",
    "check": "checking:check",
    "explain": "checking:explain",
    "schema": "checking:schema",
    "status": "board:status",
    "add": "recording:add",
    "ingest": "ingesting:ingest",
    "review": "reviewing:review",
    "log": "reading:log",
    "verify": "reading:verify",
    "erase": "recording:erase",
    "export": "transfer:export",
    "import": "transfer:import_",
    "stability": "stable:stability",
    "bargain": "bargaining:bargain",
    "sequence": "sequencing:sequence",
    "flips": "flipping:flips",
    "brief": "briefing:brief",
}


class OnDemand(Mapping[str, Any]):
    """The commands by their names, each made when it is looked up."""

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self.made:
            module, _, function = COMMANDS[name].partition(":")
            told = CommandInfo(
                name=name,
                cls=GroupedCommand,
                callback=getattr(import_module(f"detente.cli.{module}"), function),
            )
            self.made[name] = get_command_from_info(
                told, pretty_exceptions_short=True, rich_markup_mode=None
            )
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class CommandsOnDemand(Commands):
    """The group, which imports no command but the one that is asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = OnDemand()  # type: ignore[assignment]  # nobody adds a command later

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in the order in which one meets the commands."""
        del ctx
        return list(COMMANDS)


app = typer.Typer(
    name="detente",
    cls=CommandsOnDemand,
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


def main() -> None:
    """Run the command line on the arguments of the process."""
    with ends_without_search(), rarely_collected():
        app()

"""``detente sequence``: does this order of steps hold; which one would."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.deal_picture import OF_STEPS, asked_for, write_steps
from detente.cli.guard import STOPPED
from detente.cli.options import CaseArgument, Common, with_common
from detente.cli.progress import progress
from detente.cli.session import Session, begin, title
from detente.cli.terminal import answer, as_json, say
from detente.errors import CannotComputeError, UsageError

if TYPE_CHECKING:
    from detente.cli.page import Page
    from detente.sequence import Sequencing

__all__ = ["sequence"]

OBJECTIVES = ("nash", "leximin", "welfare", "fewest_irreversible")
MOST_DRAWS = 100_000


@with_common()
def sequence(
    case: CaseArgument,
    *,
    schedule: Annotated[
        str | None,
        typer.Option(
            "--schedule",
            metavar="NAME",
            help="Check this schedule of the case. Without it: find the best one that holds.",
            show_default=False,
        ),
    ] = None,
    objective: Annotated[
        str,
        typer.Option(
            "--objective",
            metavar="WORD",
            help="What is to be best: nash (product of gains), leximin (the least gain), welfare "
            "(their sum), fewest_irreversible (the fewest steps beyond return, then nash).",
        ),
    ] = "nash",
    levers: Annotated[
        int,
        typer.Option(
            "--levers",
            metavar="N",
            help="A party changes at most N levers in one period (more where rules tie them "
            "together); 0: any number.",
        ),
    ] = 1,
    text: Annotated[
        bool, typer.Option("--text", help="Show only the clauses, ready for a case file.")
    ] = False,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", metavar="N", help="Draw so many values where only intervals are known."
        ),
    ] = 200,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Which draws: the same seed, the same draws.")
    ] = 1,
    picture: Annotated[
        str | None,
        typer.Option(
            "--picture",
            metavar="WORD",
            help="Draw this into the SVG file of --out instead of a page: schedule (the steps), heat "
            "(by detection and snapback), cheated (what it costs to be cheated).",
            show_default=False,
        ),
    ] = None,
    common: Common,
) -> None:
    """Show whether an order of steps holds, who would break it first, or which order would hold.

    A step holds if no party gains by withholding it, or by taking something back, given when that
    is found, what the others would then take back, how soon, and how much tomorrow counts today.
    """
    _validate(objective, levers, draws, seed)
    drawn = asked_for(picture, OF_STEPS, common)
    if text and (drawn is not None or common.json):
        raise UsageError("--text: the clauses are asked for, and something else", "leave one out")
    session = begin(case, common)
    import numpy as np

    from detente import sequence as engine

    board = session.levers()
    with _nothing_kept(common), progress("Schedules", common) as report:
        found = engine.sequence(
            session.case,
            board,
            schedule=schedule,
            objective=objective,  # type: ignore[arg-type] # one of OBJECTIVES, checked above
            steps=engine.Steps(levers=levers or None),
            rng=np.random.Generator(np.random.PCG64(seed)),
            draws=draws,
            reading=session.reading,
            report=report if schedule is None else None,
        )
    if drawn is not None:
        write_steps(session, found, drawn, common)
    elif common.json:
        as_json(found.finding().as_dict(), common)
    else:
        answer(_page(session, found, common, text=text), common)
    if found.stopped:
        raise SystemExit(STOPPED)  # the page says so: no error is to be said
    if schedule is not None and not found.examined.holds:
        raise typer.Exit(1)


@contextmanager
def _nothing_kept(common: Common) -> Iterator[None]:
    """Say of an interruption that there is nothing to keep: a search goes from the last step back."""
    from detente.cli.page import Page

    try:
        yield
    except KeyboardInterrupt:
        if not common.quiet:
            page = Page()
            page.line(
                "No order of steps had been found yet: they are built from the last step to the "
                "first. 'detente sequence CASE --schedule NAME' checks one that the case names."
            )
            say(page, common)
        raise


def _page(session: Session, found: "Sequencing", common: Common, *, text: bool) -> "Page":
    from detente.cli.page import Page
    from detente.cli.sequencing_page import fill
    from detente.sequence.wording import written_out

    page = Page()
    if text and not found.moves:
        raise CannotComputeError(
            "no order of steps holds, so there are no clauses to write",
            "without --text it says why",
        )
    if text:
        for line in written_out(found.clauses()).split("\n"):
            page.source(line)
    else:
        title(page, session)
        fill(page, session, found, common)
    return page


def _validate(objective: str, levers: int, draws: int, seed: int) -> None:
    from detente.interpret import did_you_mean

    if objective not in OBJECTIVES:
        raise UsageError(
            f"--objective: no objective '{objective}'", did_you_mean(objective, [*OBJECTIVES])
        )
    if levers < 0:
        raise UsageError(f"--levers: {levers} is below 0")
    if not 1 <= draws <= MOST_DRAWS:
        raise UsageError(f"--draws: {draws} is not between 1 and {MOST_DRAWS:,}")
    if not 0 <= seed < 2**64:
        raise UsageError(f"--seed: {seed} is not between 0 and 2^64 - 1")

"""``detente bargain --out plot.svg`` and ``detente sequence --out plot.svg``: one picture of the answer."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.options import Common
from detente.cli.out_file import is_svg
from detente.errors import CannotComputeError, UsageError

if TYPE_CHECKING:
    from detente.bargain import Bargaining
    from detente.cli.session import Session
    from detente.sequence import Sequencing

__all__ = ["OF_A_DEAL", "OF_STEPS", "asked_for", "write_deal", "write_steps"]

OF_A_DEAL = ("pareto",)
"""Pictures of `detente bargain`."""
OF_STEPS = ("schedule", "heat", "cheated")
"""Pictures of `detente sequence`."""
TITLES: Mapping[str, str] = {
    "pareto": "What each package is worth to each party",
    "schedule": "The order of steps, and what each has by complying",
    "heat": "What would break the order of steps",
    "cheated": "What it costs to be cheated",
}
SIGNS: Mapping[str, tuple[str, ...]] = {
    "pareto": (
        "Point: a package. Green ground: both have at least what no deal is worth to them.",
        "Filled triangle: a named package that all would accept; hollow: one that somebody would refuse.",
        "Diamond: what a bargaining solution chooses. Ring: now.",
    ),
    "schedule": (
        "Bar: how much more a party has by complying than by its best breach.",
        "Below the line it would break the schedule there.",
        "Diamond: no way back. Dashed line: the others wait until the step is certified.",
    ),
    "heat": (
        "The least slack, by how often one looks and how much longer a return takes.",
        "The line divides what holds from what does not.",
    ),
    "cheated": (
        "Bar: what a party loses if another breaks the schedule at that step as suits it best.",
    ),
}
"""What the signs of each picture mean."""


def asked_for(picture: str | None, kinds: Sequence[str], common: Common) -> str | None:
    """Return which picture is asked for: of ``--out plot.svg`` the first kind; None for a page.

    Raises
    ------
    UsageError
        There is no such picture.

    Examples
    --------
    >>> asked_for(None, OF_STEPS, Common(out=Path("plot.svg")))
    'schedule'
    >>> asked_for(None, OF_STEPS, Common(out=Path("page.txt"))) is None
    True
    """
    from detente.interpret import did_you_mean

    if picture is None and not is_svg(common.out):
        return None
    if picture is not None and picture not in kinds:
        hint = did_you_mean(picture, list(kinds)) or f"it is one of {', '.join(kinds)}"
        raise UsageError(f"--picture: no picture '{picture}'", hint)
    return picture or kinds[0]


def write_deal(session: "Session", found: "Bargaining", common: Common) -> None:
    """Write the scatter of all packages, one for each two parties.

    Raises
    ------
    UsageError
        The file cannot be written.
    """
    from detente.brief.pictures.pareto import pareto, pareto_table
    from detente.brief.report.dealing import deal_of

    deal = deal_of(session.case, found)
    _write(session, pareto(deal), pareto_table(deal), "pareto", common)


def write_steps(session: "Session", found: "Sequencing", kind: str, common: Common) -> None:
    """Write one picture of a schedule: the steps, the heat map, or the cost of being cheated.

    Raises
    ------
    CannotComputeError
        There is nothing to draw, and why.
    UsageError
        The file cannot be written.
    """
    from detente.brief.deal_pictures import pictures_of
    from detente.brief.report.ordering import heat_of, steps_of

    if not found.moves:
        raise CannotComputeError(
            "there is nothing to draw: no order of steps holds",
            f"'detente sequence {session.where}' says why",
        )
    heat = heat_of(found) if kind == "heat" else None
    drawn = pictures_of(None, steps_of(session.case, found, heat))
    if kind not in drawn:
        raise CannotComputeError(
            "there is nothing to draw: no party loses by the breach of another"
        )
    svg, table = drawn[kind]
    _write(session, svg, table, kind, common)


def _write(
    session: "Session",
    svg: str,
    table: tuple[Sequence[str], Sequence[Sequence[str]]],
    kind: str,
    common: Common,
) -> None:
    from detente.brief.pictures.alone import Key, alone
    from detente.cli.page import Page
    from detente.cli.stable_picture import source_of
    from detente.cli.svg_file import write_svg
    from detente.cli.terminal import say

    path: Path | None = common.out
    if path is None:
        raise UsageError("--picture: no file is named", "add --out plot.svg")
    signs = [Key("", words) for words in SIGNS[kind]]
    write_svg(path, alone(svg, TITLES[kind], source_of(session), signs), *table)
    if not common.quiet:
        page = Page()
        page.line(f"{path}  {kind}")
        say(page, common)

"""``detente bargain --out plot.svg`` and ``detente sequence --out plot.svg``: one picture of the answer."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.options import Common
from detente.cli.out_file import is_svg
from detente.errors import CannotComputeError, UsageError

if TYPE_CHECKING:
    from detente.bargain import Bargaining
    from detente.case import Case
    from detente.sequence import Sequencing

__all__ = ["OF_A_DEAL", "OF_STEPS", "asked_for", "write_deal", "write_steps"]

OF_A_DEAL = ("pareto",)
"""Pictures of `detente bargain`."""
OF_STEPS = ("schedule", "heat", "cheated")
"""Pictures of `detente sequence`."""


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


def write_deal(case: "Case", found: "Bargaining", common: Common) -> None:
    """Write the scatter of all packages, one for each two parties.

    Raises
    ------
    UsageError
        The file cannot be written.
    """
    from detente.brief.pictures.pareto import pareto, pareto_table
    from detente.brief.report.dealing import deal_of

    deal = deal_of(case, found)
    _write(pareto(deal), pareto_table(deal), "pareto", common)


def write_steps(case: "Case", found: "Sequencing", kind: str, common: Common) -> None:
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
            f"'detente sequence {case.id}' says why",
        )
    drawn = pictures_of(None, steps_of(case, found, heat_of(found) if kind == "heat" else None))
    if kind not in drawn:
        raise CannotComputeError(
            "there is nothing to draw: no party loses by the breach of another"
        )
    svg, table = drawn[kind]
    _write(svg, table, kind, common)


def _write(
    svg: str, table: tuple[Sequence[str], Sequence[Sequence[str]]], kind: str, common: Common
) -> None:
    from detente.cli.page import Page
    from detente.cli.svg_file import write_svg
    from detente.cli.terminal import say

    path: Path | None = common.out
    if path is None:
        raise UsageError("--picture: no file is named", "add --out plot.svg")
    write_svg(path, svg, *table)
    if not common.quiet:
        page = Page()
        page.line(f"{path}  {kind}")
        say(page, common)

"""Packages side by side: what each would change, and what the parties would make of it."""

from detente.brief.report.analysis import Analysis, package_state
from detente.brief.report.board import owners, shade_of
from detente.brief.report.records import Cell, Comparison, PackageColumn
from detente.brief.words import level_in_words, package_name
from detente.case import Case
from detente.ledger import Status

__all__ = ["compare"]


def compare(case: Case, status: Status, analysis: Analysis | None) -> Comparison | None:
    """Return the packages beside the present state, lever by lever; None if there are none.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente import ledger
    >>> case = Case(id="talks")
    >>> status = ledger.status(case, (), dt.date(2019, 10, 15))
    >>> compare(case, status, None) is None
    True
    """
    if not case.packages or not case.levers:
        return None
    known = owners(case)
    touched = [id_ for id_ in case.levers if any(id_ in p for p in case.packages.values())]
    present = {id_: status.levers[id_].levels for id_ in touched}
    now = PackageColumn(
        id="",
        name="Now",
        cells=tuple(_cell(case, id_, present[id_], changed=False) for id_ in touched),
        better=(),
        standing=_standing(analysis, analysis.model.status_quo) if analysis else "",
        feasible=True,
    )
    columns = [_column(case, id_, touched, present, analysis) for id_ in case.packages]
    return Comparison(
        levers=tuple(
            (id_, case.levers[id_].name, known[case.levers[id_].owner]) for id_ in touched
        ),
        packages=(now, *columns),
    )


def _column(
    case: Case,
    id_: str,
    touched: list[str],
    present: dict[str, tuple[str, ...]],
    analysis: Analysis | None,
) -> PackageColumn:
    package = case.packages[id_]
    state = package_state(analysis, id_) if analysis else None
    feasible = bool(analysis.model.feasible[state]) if analysis and state is not None else None
    return PackageColumn(
        id=id_,
        name=package_name(case, id_),
        cells=tuple(
            _cell(
                case,
                lever,
                (package[lever],) if lever in package else present[lever],
                changed=lever in package and (package[lever],) != present[lever],
            )
            for lever in touched
        ),
        better=analysis.better(state) if analysis and state is not None and feasible else (),
        standing=_standing(analysis, state) if analysis and feasible else "",
        feasible=feasible,
    )


def _standing(analysis: Analysis, state: int | None) -> str:
    """Return how a state holds; ``none`` where no concept holds it, empty where it is not known."""
    return "" if state is None else analysis.standing(state) or "none"


def _cell(case: Case, lever: str, levels: tuple[str, ...], *, changed: bool) -> Cell:
    what = case.levers[lever]
    words = " or ".join(level_in_words(what, level) for level in levels)
    shade = shade_of(what, levels[0]) if len(levels) == 1 else "unknown"
    return Cell(words=words or "an amount", shade=shade, changed=changed)

"""The stability tableau of Fraser and Hipel, as it is printed in the literature."""

from collections.abc import Sequence
from typing import Any

from detente.cli.page import Page, Part
from detente.cli.stable_question import Question
from detente.cli.words import short_name
from detente.model import Model
from detente.stability.simultaneous import Column, Tableau
from detente.stability.simultaneous import tableau as work_out

__all__ = ["as_plain", "tableau"]

DEFAULT_COLUMNS = 12
MOST_IMPROVEMENTS = 3


def _rows(asked: Question, found: Tableau, limit: int | None) -> dict[str, list[Column]]:
    parties = enumerate(asked.model.parties)
    return {party: list(found.row(index, limit)) for index, party in parties}


def as_plain(asked: Question) -> dict[str, Any]:
    """Return the tableau for JSON: per party its states from the best to the worst."""
    found = work_out(asked.model)
    feasible = int(asked.model.feasible.sum())
    limit = asked.wish.limit
    out: dict[str, Any] = {}
    for party, columns in _rows(asked, found, limit).items():
        out[party] = {
            "count": feasible,
            "columns": [
                {
                    "state": asked.model.state(column.state),
                    "label": column.label.value,
                    "equilibrium": column.equilibrium,
                    "improvements": asked.states(column.improvements),
                }
                for column in columns
            ],
        }
        if len(columns) < feasible:
            out[party]["truncated"] = True
    return out


def tableau(page: Page, asked: Question) -> None:
    """Add the tableau: for each party its states from the best to the worst, labelled."""
    found = work_out(asked.model)
    limit = asked.wish.listed(DEFAULT_COLUMNS)
    rows = _rows(asked, found, limit)
    feasible = int(asked.model.feasible.sum())
    page.blank()
    page.line(
        ("Tableau", "bold"),
        f", each party's states from the best to the worst{_cut(limit, feasible)}:",
    )
    page.fitting(lambda width: _blocks(asked, rows, width))
    said = (
        "E: lasts, x: does not. r: no improvement. s: every improvement is deterred by what the "
        "others would gain by doing next. u: neither. /u: u crossed out, for the others who are "
        "unstable would move at the same time. Below each: where the party would gain by going."
    )
    page.line((said, "dim"))
    if asked.model.state_names is None:
        page.line(("What a number stands for: --why NUMBER.", "dim"))


def _cut(limit: int, feasible: int) -> str:
    return "" if limit >= feasible else f" (the best {limit:,} of {feasible:,}; --limit N)"


def _name(model: Model, state: int) -> str:
    return f"{state:,}" if model.state_names is None else model.state_names[state]


def _blocks(asked: Question, rows: dict[str, list[Column]], width: int) -> Page:
    """Return the tableau in blocks of columns that fit."""
    page = Page()
    names = {party: short_name(asked.session.case, party) for party in rows}
    longest = max(
        (len(_name(asked.model, c.state)) for row in rows.values() for c in row), default=1
    )
    label = max(len(name) for name in names.values()) + 2
    many = max(1, (width - label) // (max(longest, 2) + 2))
    for party, columns in rows.items():
        for first in range(0, len(columns), many):
            page.blank()
            name = names[party] if first == 0 else ""
            _block(page, asked.model, name, columns[first : first + many], label)
    return page


def _block(page: Page, model: Model, name: str, columns: Sequence[Column], label: int) -> None:
    cells: list[list[Part]] = [
        ["", *("E" if column.equilibrium else "x" for column in columns)],
        [(name, "bold"), *(column.label.value for column in columns)],
        ["", *(_name(model, column.state) for column in columns)],
    ]
    most = max((len(column.improvements) for column in columns), default=0)
    cells += [
        ["", *(_improvement(model, column, row) for column in columns)]
        for row in range(min(most, MOST_IMPROVEMENTS))
    ]
    if most > MOST_IMPROVEMENTS:
        cells.append(["", *(_more(column) for column in columns)])
    whole = range(1, len(columns) + 1)
    page.table([""] * (len(columns) + 1), cells, right=whole, whole=whole, least={0: label - 2})


def _improvement(model: Model, column: Column, row: int) -> Part:
    if row >= len(column.improvements):
        return ""
    return _name(model, column.improvements[row]), "dim"


def _more(column: Column) -> Part:
    more = len(column.improvements) - MOST_IMPROVEMENTS
    return (f"+{more:,}", "dim") if more > 0 else ""

"""The table of stipulations on the board: how far each part of an accord is carried out."""

from typing import TYPE_CHECKING

from detente.cli.page import Page, Part
from detente.cli.session import Session

if TYPE_CHECKING:
    from detente.ledger import Status

__all__ = ["add_scorecard"]


def add_scorecard(page: Page, session: Session, board: "Status") -> None:
    """Add how many stipulations of each theme stand at each stage, if the case is a list of them."""
    from detente.ledger.scorecard import scorecard

    card = scorecard(session.case, board.levers)
    if card is None:
        return
    heads = ["Theme", *map(str, range(len(card.stages)))]
    scale = ", ".join(f"{n} {stage.replace('_', ' ')}" for n, stage in enumerate(card.stages))
    rows: list[list[Part]] = [
        [row.theme, *map(_cell, row.sure, row.most), str(row.open), str(row.total)]
        for row in (*card.themes, card.all)
    ]
    total = card.all.total
    shares = [_share(*pair, total) for pair in zip(card.all.sure, card.all.most, strict=True)]
    rows.append(["Per cent", *shares, f"{100 * card.all.open / total:.0f}", "100"])
    page.line((f"{total} stipulations by stage; a range where some are not known.", "bold"))
    page.line(f"{scale}.")
    page.blank()
    numbers = range(1, len(heads) + 2)
    page.table([*heads, "Not known", "All"], rows, right=tuple(numbers), least={0: 12})
    page.blank()


def _cell(sure: int, most: int) -> str:
    return str(sure) if sure == most else f"{sure}-{most}"


def _share(sure: int, most: int, total: int) -> str:
    return _cell(round(100 * sure / total), round(100 * most / total))

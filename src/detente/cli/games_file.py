"""``detente export CASE --to nfg|efg``: a small game for Gambit."""

from typing import TYPE_CHECKING, Literal

from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.session import Session, begin
from detente.cli.terminal import as_json, say, write_file, write_out

if TYPE_CHECKING:
    from detente.exchange.gambit import Table, Tree

__all__ = ["Game", "export_game"]

Game = Literal["nfg", "efg"]
BREACHES = (
    (
        "A breach at each step is the one that would serve its party best; the others wait until it is "
        "found. Of intervals of patience and detection the worse end is taken."
    ),
    "Where the others go on before a breach is found: 'detente sequence' says whether it holds.",
)


def export_game(where: str, to: Game, schedule: str | None, common: Common) -> None:
    """Write the bargaining table, or with a schedule who breaks it first and when, as a game."""
    from detente.cli.words import count
    from detente.exchange.gambit import efg, nfg

    session = begin(where, common)
    table, tree, remarks = _breaches(session, schedule) if schedule else _offers(session, to)
    if to == "nfg" and table is not None:
        text, size = nfg(table), count(len(table.payoffs), "profile")
    elif tree is not None:
        text, size = efg(tree), count(sum(1 for _ in tree.nodes()), "node")
    if common.out is None:
        write_out(text, encoding="ascii")
        return
    write_file(common.out, text.encode("ascii"))
    if common.json:
        answer = {"file": str(common.out), "size": size, "remarks": list(remarks)}
        as_json({"schema": "detente.export_game/1", **answer}, Common())
        return
    if common.quiet:
        return
    page = Page()
    page.line((f"{common.out}: a game of {size}, for Gambit", "bold"))
    for sentence in remarks:
        page.line(("- ", "dim"), sentence, indent=2)
    say(page, common)


def _offers(session: Session, to: Game) -> "tuple[Table | None, Tree | None, tuple[str, ...]]":
    from detente.bargain import bargain
    from detente.exchange.gambit import offers_of, offers_table, offers_tree

    board = session.levers()
    offers = offers_of(bargain(session.case, board, reading=session.reading))
    name = session.case.name or session.case.id
    if to == "nfg":
        return offers_table(offers, f"{name}: all name an offer"), None, offers.remarks
    return None, offers_tree(offers, f"{name}: proposals by turns"), offers.remarks


def _breaches(
    session: Session, schedule: str
) -> "tuple[Table | None, Tree | None, tuple[str, ...]]":
    from detente.exchange.gambit import breaches_of, breaches_table, breaches_tree
    from detente.model import compile_model
    from detente.model.utilities import utility_table
    from detente.sequence.building import schedule_states, setting_from_case

    case = session.case
    model = compile_model(case, session.levers(), reading=session.reading)
    values = utility_table(case, model, reading=session.reading)
    states = schedule_states(case, model, schedule)
    found = breaches_of(setting_from_case(case, model, values), states)
    title = f"{case.name or case.id}: who breaks {schedule} first"
    notes = tuple(f"{note.message}." for note in values.notes)
    return breaches_table(found, title), breaches_tree(found, title), (*BREACHES, *notes)

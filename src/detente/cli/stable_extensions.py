"""What pages on unknown and on graded preference have in common: the four extensions, and which states."""

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from detente.cli.firmness import Firmness
from detente.cli.page import Page
from detente.cli.stable_list import IMPLIED, Chosen, choose, list_states
from detente.cli.stable_names import short
from detente.cli.stable_question import Question
from detente.cli.words import and_, short_name
from detente.model import Bools, Model
from detente.model.partial_order import UNKNOWN
from detente.model.preferences import statements_of
from detente.model.relations import Relations

__all__ = [
    "DEFAULT_STATES",
    "MEANING",
    "left_open",
    "listing",
    "open_pairs",
    "places",
    "stated_nothing",
    "where",
    "without_implied",
]

DEFAULT_STATES = 6
STAND_INS = ("D403", "D404")
"""Notes on weights and types that stand in for those that are not stated."""
MEANING = {
    "a": "bold: goes where it may gain, fears certain losses only",
    "b": "goes for certain gains, fears certain losses only",
    "c": "goes where it may gain, fears what may be a loss",
    "d": "careful: goes for certain gains, fears what may be a loss",
}


def open_pairs(known: Relations) -> dict[str, float]:
    """Return which share of pairs of feasible states is unknown, by party, of a sample if many."""
    states = int(np.count_nonzero(known.model.feasible))
    places = np.unique(np.linspace(0, states - 1, min(states, 400)).astype(np.int64))
    shares = {}
    for party, order in zip(known.model.parties, known.orders, strict=True):
        codes = np.asarray(order.against(places))
        codes = codes if codes.shape[0] == len(places) else codes.T
        pairs = max(1, codes.size - len(places))
        shares[party] = float(np.count_nonzero(codes == UNKNOWN)) / pairs
    return shares


def stated_nothing(question: Question) -> list[str]:
    """Return the parties of which the case states nothing: they count as indifferent."""
    stated = question.session.case.preferences
    return [
        party
        for party in question.model.parties
        if party not in stated
        or (stated[party].ranking is None and not statements_of(stated[party]))
    ]


def where(states: Bools) -> list[int]:
    """Return the numbers of some states."""
    found: list[int] = np.flatnonzero(states).tolist()
    return found


def without_implied(said: Mapping[str, str]) -> str:
    """Join what is said by concept, but what follows from the same said of a stricter concept."""
    implied = {weaker for c in said for weaker in IMPLIED.get(c, ()) if said.get(weaker) == said[c]}
    return ", ".join(f"{short(c)} {words}" for c, words in said.items() if c not in implied)


def listing(
    page: Page,
    question: Question,
    model: Model,
    lasting: Mapping[str, Bools],
    words: Mapping[int, str],
) -> bool:
    """Add the states that last, in words; return whether there are any to list."""
    chosen = choose(model, lasting, question.wish.listed(DEFAULT_STATES))
    if not chosen.total or not chosen.numbers:
        return False
    page.blank()
    told = Chosen(chosen.numbers, chosen.holds, chosen.total, chosen.better, words)
    list_states(page, question.session, model, told, Firmness())
    return True


def places(page: Page, question: Question, known: Relations) -> None:
    """Add of whom the places in a list of states are those of one order among several."""
    shares, case = open_pairs(known), question.session.case
    some = [short_name(case, party) for party in shares if shares[party]]
    none = [short_name(case, party) for party in known.open]
    some = [name for name in some if name not in none]
    if some:
        said = (
            f"Places of {and_(some)}: by weights that stand in for what is open, and the most likely "
            "type; other orders agree with what is stated too."
        )
        page.line((said, "dim"))
    if none:
        said = f"Of {and_(none)} no one order is stated: all states share a place."
        page.line((said, "dim"))


def left_open(question: Question) -> Model:
    """Return the model with only those notes on it that its answer rests on.

    What stands in for types and weights that are not stated is not used where they are left open.
    """
    wish = question.wish
    others = (
        "why", "coalitions", "merged", "attitudes", "hypergame", "inverse", "mediate", "tree"
    )  # fmt: skip
    if not wish.unknown or any(getattr(wish, other) for other in others):
        return question.model
    kept = tuple(it for it in question.model.problems if it.code not in STAND_INS)
    return replace(question.model, problems=kept)

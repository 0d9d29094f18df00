"""The strategic surprises of ``--hypergame``: from now first, then from what lasts most firmly."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby, islice
from typing import Any

import numpy as np
from msgspec import Struct

from detente.cli.page import Page
from detente.cli.stable_list import steps_away, strictest, strictest_first, tell_state
from detente.cli.stable_names import short
from detente.cli.stable_question import Question
from detente.cli.words import and_, count
from detente.model import Bools, Model
from detente.stability.misperception import Hypergame, Surprise, surprises

__all__ = ["Surprises", "find", "show"]

DEFAULT_SURPRISES = 6
MOST_LISTED = 100
"""Surprises that JSON lists unless ``--limit`` says otherwise."""
MOST_COUNTED = 100_000
KINDS = {
    "outside": "the target thinks that the new state cannot be",
    "unnoticed": "the target sees no change",
    "unexpected": "the target does not think that the mover would gain",
}


class Surprises(Struct, frozen=True):
    """The surprises from now and from the states that last, those that matter first.

    Attributes
    ----------
    found : tuple of Surprise
        From now; then from the states that last under the concept that asks most, and so on.
    lasting : dict of (S,) bool
        Per concept the hypergame equilibria.
    cut : bool
        There are more than were counted.
    """

    found: tuple[Surprise, ...]
    lasting: Mapping[str, Bools]
    cut: bool

    def under(self, concept: str) -> int:
        """Return how many begin in states that last under a concept."""
        states = self.lasting[concept]
        return sum(1 for surprise in self.found if states[surprise.step.before])

    def as_dict(self, model: Model, limit: int) -> dict[str, Any]:
        """Return them as plain values for JSON; a count that is not known is null, with the reason."""
        shown, now = self.found[:limit], model.status_quo
        counted: dict[str, Any] = {
            "count": len(self.found),
            "from_status_quo": None
            if now is None
            else sum(1 for surprise in self.found if surprise.step.before == now),
            "from_lasting": {concept: self.under(concept) for concept in self.lasting},
        }
        if self.cut:
            why = f"counting ended at {len(self.found):,}"
            counted = {"count": None, "count_why": why, "more_than": len(self.found)}
        plain: dict[str, Any] = {
            "from": "equilibria" if now is None else "status quo and equilibria",
            "of": list(self.lasting),
            **counted,
            "moves": [
                surprise.as_dict(model)
                | {"lasts_under": [c for c, s in self.lasting.items() if s[surprise.step.before]]}
                for surprise in shown
            ],
        }
        if len(shown) < len(self.found):
            plain["truncated"] = True
        return plain


def find(game: Hypergame, lasting: Mapping[str, Bools], limit: int) -> Surprises:
    """Return the surprises from now and from states that last under any of the concepts."""
    most = max(limit, MOST_COUNTED)
    first = tuple(islice(surprises(game, _starts(game.model, lasting)), most + 1))
    return Surprises(first[:most], lasting, len(first) > most)


def _starts(model: Model, lasting: Mapping[str, Bools]) -> Iterable[int]:
    """Return now, then the states that last: under what asks most first, the nearest first."""
    starts = [] if model.status_quo is None else [model.status_quo]
    for concept in strictest_first(lasting):
        states = np.flatnonzero(lasting[concept])
        near = np.lexsort((states, steps_away(model, states)))
        starts += states[near].tolist()
    return dict.fromkeys(starts)


def show(page: Page, question: Question, model: Model, it: Surprises) -> None:
    """Add how many surprises there are, from where, and the first of them."""
    page.blank()
    names = and_(short(concept) for concept in it.lasting)
    if not it.found:
        begin = "" if model.status_quo is None else "now or from "
        page.line(f"No move from {begin}a state that lasts under {names} would come as a surprise.")
        return
    page.line((_headline(it), "bold"), _from_where(model, it))
    kinds = Counter(surprise.kind for surprise in it.found)
    for kind, many in kinds.items():
        who = f"{many:,}" if len(kinds) > 1 else "Each time"
        page.line(f"  {who}: {KINDS[kind]}.", indent=4)
    shown = it.found[: question.wish.listed(DEFAULT_SURPRISES)]
    for start, several in groupby(shown, key=lambda surprise: surprise.step.before):
        tell_state(page, question.session, model, start, f"from here; {_lasts(it, start)}")
        for surprise in several:
            page.line(f"    {surprise.sentence(model)}", indent=6)
    if len(it.found) > len(shown):
        more = f"{len(it.found) - len(shown):,} more" if not it.cut else "There are more"
        page.line((f"  {more}; --limit N shows more of them.", "dim"))


def _headline(it: Surprises) -> str:
    many = f"More than {len(it.found):,} surprises" if it.cut else count(len(it.found), "surprise")
    return f"{many} from now and from states that last."


def _from_where(model: Model, it: Surprises) -> str:
    """Say how many begin where; nothing where not all were counted."""
    if it.cut:
        return ""
    many = sum(1 for surprise in it.found if surprise.step.before == model.status_quo)
    now = "" if model.status_quo is None else f" From now: {many:,}."
    each = ", ".join(f"{short(concept)} {it.under(concept):,}" for concept in it.lasting)
    return f"{now} From what lasts under: {each}."


def _lasts(it: Surprises, start: int) -> str:
    """Say under what the state lasts where surprises begin."""
    holds = strictest(it.lasting, start)
    return f"lasts under {and_(short(c) for c in holds)}" if holds else "does not last"

"""``--hypergame``: what lasts if each party acts on its own picture of the case."""

from typing import Any

import numpy as np

from detente.case import Case
from detente.cli import stable_surprises
from detente.cli.firmness import Firmness
from detente.cli.page import Page, Part
from detente.cli.stable_list import choose, list_states
from detente.cli.stable_names import short
from detente.cli.stable_question import Question, Section
from detente.cli.words import and_, count, short_name
from detente.errors import CannotComputeError
from detente.model import Bools
from detente.stability import equilibria
from detente.stability.misperception import Hypergame, solve_hypergame, solve_unaware
from detente.stability.misperception import hypergame as compile_hypergame

__all__ = ["hypergame"]

DEFAULT_STATES = 6


def hypergame(question: Question) -> Section:
    """Return the equilibria of the hypergame, surprises, and states outside a picture."""
    session, wish = question.session, question.wish
    if not session.case.misperceptions:
        raise CannotComputeError(
            "the case says of no party that it sees the situation differently",
            "write 'misperceptions:' in the case file: who does not know of what, or takes whose "
            "preferences to be different",
        )
    board = session.levers()
    game = compile_hypergame(session.case, board, reading=session.reading)
    concepts = question.ordinary("--hypergame")
    lasting = equilibria(solve_hypergame(game, concepts))
    seen = (game.image >= 0) | ~game.model.feasible
    unaware = equilibria(solve_unaware(game.model, seen, concepts))
    limit = wish.listed(stable_surprises.MOST_LISTED)
    found = stable_surprises.find(game, lasting, limit)
    plain: dict[str, Any] = {
        "pictures": _pictures(session.case),
        "equilibria": {c: question.states(_where(states)) for c, states in lasting.items()},
        "lasts_at_status_quo": _now(game, lasting),
        "outside": {
            party: question.states(_where(game.outside[place]))
            for place, party in enumerate(game.model.parties)
        },
        "surprises": found.as_dict(game.model, limit),
        "unaware": {c: question.states(_where(states)) for c, states in unaware.items()},
    }

    def show(page: Page) -> None:
        _show(page, question, game, (lasting, unaware))
        stable_surprises.show(page, question, game.model, found)

    return Section(key="hypergame", plain=plain, show=show)


def _where(states: Bools) -> list[int]:
    found: list[int] = np.flatnonzero(states).tolist()
    return found


def _pictures(case: Case) -> dict[str, Any]:
    return {
        party: {
            "unseen": list(picture.unseen),
            "impossible": [condition.text for condition in picture.impossible],
            "preferences": list(picture.preferences),
        }
        for party, picture in case.misperceptions.items()
    }


def _now(game: Hypergame, lasting: dict[str, Bools]) -> dict[str, bool] | None:
    now = game.model.status_quo
    return None if now is None else {c: bool(states[now]) for c, states in lasting.items()}


def _show(
    page: Page,
    question: Question,
    game: Hypergame,
    found: tuple[dict[str, Bools], dict[str, Bools]],
) -> None:
    model, case = game.model, question.session.case
    lasting, unaware = found
    now = _now(game, lasting)
    if now is not None:
        holds = [short(c) for c, yes in now.items() if yes]
        lasts = f"lasts under {and_(holds)}" if holds else "does not last"
        page.line((f"With each party acting on its own picture, the status quo {lasts}.", "bold"))
    for party in case.misperceptions:
        page.line(f"  {_picture(question, party)}", indent=4)
    page.blank()
    plain = equilibria({c: s for c, s in question.solution.items() if c in lasting})
    rows: list[list[Part]] = [
        [name, *(f"{int(table[c].sum()):,}" if c in table else "" for c in lasting)]
        for name, table in (
            ("If all saw it as it is", plain),
            ("Each by its own picture", lasting),
            ("GMCR+: no moves into what is not seen", unaware),
        )
    ]
    page.table(
        ["States that last", *(short(c) for c in lasting)], rows, right=range(1, len(lasting) + 1)
    )
    for place, party in enumerate(model.parties):
        outside = int(game.outside[place].sum())
        if outside:
            has, them = ("has", "it does") if outside == 1 else ("have", "none of them")
            last = "not last" if outside == 1 else "lasts"
            page.line(
                f"{count(outside, 'feasible state')} {has} no place in the picture of "
                f"{short_name(case, party)}; {them} {last} here."
            )
    chosen = choose(model, lasting, question.wish.listed(DEFAULT_STATES))
    if chosen.total and chosen.numbers:
        page.blank()
        list_states(page, question.session, model, chosen, Firmness())


def _picture(question: Question, party: str) -> str:
    """Say what a party sees differently."""
    case = question.session.case
    picture = case.misperceptions[party]
    said = []
    if picture.unseen:
        levers = and_(case.levers[lever].name or lever for lever in picture.unseen)
        said.append(f"does not know of {levers}")
    if picture.impossible:
        conditions = and_(f"'{condition.text}'" for condition in picture.impossible)
        said.append(f"thinks {conditions} impossible")
    for whom in picture.preferences:
        name = (
            "its own preferences"
            if whom == party
            else f"the preferences of {short_name(case, whom)}"
        )
        said.append(f"takes {name} to be different")
    return f"{short_name(case, party)} {and_(said)}."

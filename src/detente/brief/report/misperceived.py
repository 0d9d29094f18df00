"""What each party takes the situation to be, what lasts if each acts on that, what would surprise."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

import numpy as np

from detente.brief.conditions import condition_in_words, effect_in_words
from detente.brief.report.analysis import Analysis
from detente.brief.report.chip import Chip
from detente.brief.report.seen import Misperceived, View
from detente.brief.words import count, lever_in_words, listed, party_called, sentence
from detente.case import Case, Misperception, Preference
from detente.conditions.tree import Effect
from detente.ledger import Status
from detente.model import Bools
from detente.stability import equilibria
from detente.stability.misperception import (
    Hypergame,
    Surprise,
    hypergame,
    solve_hypergame,
    surprises,
)

__all__ = ["misperceived", "not_worked_out", "views"]

MOST_WANTS = 8
MOST_TOLD = 3
"""Surprises that are told in words; all are counted."""


_Shown = Sequence[tuple[int, str, str]]


def misperceived(
    analysis: Analysis,
    status: Status | None,
    reading: str | None,
    shown: _Shown,
    names: Mapping[str, str],
) -> Misperceived:
    """Return the hypergame of a case that has ``misperceptions:``.

    Parameters
    ----------
    status, reading
        What the model was compiled from.
    shown : sequence of (number, key, title)
        The states that the report shows: the verdicts on these are compared, and from those of them
        that last in the hypergame, and from now, surprises are looked for.
    names : dict
        Concept -> its short name.

    Raises
    ------
    CannotComputeError
        A party thinks every state impossible.

    Examples
    --------
    >>> from detente import casefile
    >>> from detente.model import compile_model
    >>> from detente.stability import solve
    >>> case, _ = casefile.parse('''detente: 1
    ... case: talks
    ... parties: {a: {name: A}, b: {name: B}}
    ... levers: {x: {owner: a, levels: [off, on]}, y: {owner: b, levels: [off, on]}}
    ... status_quo: {x: off, y: off}
    ... preferences: {a: {statements: [x = on]}, b: {statements: [y = on]}}
    ... misperceptions: {b: {preferences: {a: {statements: [x = off]}}}}
    ... ''')
    >>> model = compile_model(case)
    >>> analysis = Analysis(case=case, model=model, solution=solve(model, ["nash"]))
    >>> found = misperceived(analysis, None, None, [(0, "0", "Now")], {"nash": "Nash"})
    >>> found.views[0].text, found.now
    ('B takes A to want “x: off”.', 'The present state does not last if each acts on its own picture.')
    >>> found.told[0]
    ('0', 'A would gain by moving x from off to on; B does not think that A would gain by it.')
    """
    game = hypergame(analysis.case, status, reading=reading)
    lasting = equilibria(solve_hypergame(game, analysis.concepts))
    plain = analysis.equilibria
    sentence_, told = _surprises(game, lasting, shown)
    return Misperceived(
        views=tuple(views(analysis.case)),
        counts=tuple(
            (c, names[c], int(plain[c].sum()), int(lasting[c].sum())) for c in analysis.concepts
        ),
        now=_now(game, lasting, names),
        changed=tuple(
            (key, title, _verdict(lasting, number, names))
            for number, key, title in shown
            if any(plain[c][number] != lasting[c][number] for c in analysis.concepts)
        ),
        surprises=sentence_,
        told=told,
    )


def not_worked_out(case: Case, why: str) -> Misperceived:
    """Return what the parties take to be otherwise, and why no more was worked out.

    Examples
    --------
    >>> not_worked_out(Case(id="c"), "too large").why_not
    'too large'
    """
    return Misperceived(
        views=tuple(views(case)), counts=(), now="", changed=(), surprises="", told=(), why_not=why
    )


def views(case: Case) -> Iterator[View]:
    """Yield what each party takes to be otherwise than the case says.

    Examples
    --------
    >>> from detente.case import Lever, Party
    >>> case = Case(id="c", levers={"x": Lever(id="x", name="Spies", owner="a", levels=("no", "yes"))},
    ...             parties={"b": Party(id="b", name="B")},
    ...             preferences={"b": Preference(party="b")},
    ...             misperceptions={"b": Misperception(party="b", unseen=("x",))})
    >>> [view.text for view in views(case)]
    ['B does not know of Spies.']
    """
    for party, picture in case.misperceptions.items():
        who, place = party_called(case, party), case.players.index(party)
        for text, claims in _view(case, party, who, picture):
            chips = tuple(Chip(id=id_, grade="", quote="", listed=False) for id_ in claims)
            yield View(party=place, text=f"{sentence(text)}.", rests_on=chips)


def _view(
    case: Case, party: str, who: str, picture: Misperception
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if picture.unseen:
        yield (
            f"{who} does not know of {listed([lever_in_words(case, n) for n in picture.unseen])}",
            (),
        )
    for condition in picture.impossible:
        yield f"{who} thinks this impossible: “{condition_in_words(case, condition.tree)}”", ()
    for whom, preference in picture.preferences.items():
        other = f"takes {party_called(case, whom)} to want"
        takes = "wants, by its own picture," if whom == party else other
        claims = chain(preference.rests_on, *(it.rests_on for it in preference.statements))
        yield (
            f"{who} {takes} {_wants(case, preference)}",
            tuple(dict.fromkeys(claims)),
        )


def _wants(case: Case, preference: Preference) -> str:
    said = [condition_in_words(case, it.condition.tree) for it in preference.statements]
    said = said or [_group(case, group) for group in preference.ranking or ()]
    if not said:
        return "nothing in particular"
    shown = [f"“{one}”" for one in said[:MOST_WANTS]]
    more = len(said) - len(shown)
    return ", then ".join([*shown, f"{more} more"] if more else shown)


def _group(case: Case, group: Sequence[Mapping[str, str] | str]) -> str:
    """Return the states of one place in a ranking; the empty group stands for all others."""
    said = [
        state if isinstance(state, str) else effect_in_words(case, Effect(tuple(state.items())))
        for state in group
    ]
    return " or ".join(said) or "any other state"


def _now(game: Hypergame, lasting: Mapping[str, Bools], names: Mapping[str, str]) -> str:
    now = game.model.status_quo
    if now is None:
        return ""
    return f"The present state {_verdict(lasting, now, names)} if each acts on its own picture."


def _verdict(lasting: Mapping[str, Bools], state: int, names: Mapping[str, str]) -> str:
    holds = [names[concept] for concept, states in lasting.items() if states[state]]
    return f"lasts under {listed(holds)}" if holds else "does not last"


def _surprises(
    game: Hypergame, lasting: Mapping[str, Bools], shown: _Shown
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Say how many moves surprise, from now and from what is shown and lasts; and a few, one per state."""
    ever = np.logical_or.reduce(list(lasting.values()))
    now = game.model.status_quo
    keys = {number: key for number, key, _ in shown if ever[number] or number == now}
    found = list(surprises(game, list(keys)))
    others = len(keys) - (now in keys)
    if not found:
        said = "from the present state, or from one above that lasts by these pictures,"
        return f"No gainful move {said} would come as a surprise.", ()
    from_now = sum(1 for one in found if one.step.before == now)
    where = [f"{from_now or 'none'} from the present state"] if now in keys else []
    if others:
        more = "other " if where else ""
        rest = f"{len(found) - from_now:,}" if len(found) > from_now else "none"
        states = count(others, f"{more}state", f"{more}states")
        where.append(f"{rest} from the {states} above that last by these pictures")
    many = f"{count(len(found), 'gainful move')} would come as a surprise: {', '.join(where)}."
    told = tuple((keys[it.step.before], it.sentence(game.model)) for it in _told(game, found))
    return many + (" Among them:" if len(told) < len(found) else ""), told


def _told(game: Hypergame, found: Sequence[Surprise]) -> Iterator[Surprise]:
    """Yield the smallest surprise from each of the first few states."""
    by_start: dict[int, list[Surprise]] = {}
    for one in found:
        by_start.setdefault(one.step.before, []).append(one)
    for several in islice(by_start.values(), MOST_TOLD):
        yield min(several, key=lambda it: len(game.model.changes(it.step.before, it.step.after)))

"""Where each side can move, which states would last, and why."""

from collections.abc import Iterable, Mapping, Sequence

from detente.brief.report.analysis import MOST_ROWS, Analysis, Chosen
from detente.brief.report.apart import differs, titles
from detente.brief.report.board import owners, shade_of
from detente.brief.report.grid import grid
from detente.brief.report.records import Owner, Positions, Shade, StateRow
from detente.brief.words import count, level_in_words, listed
from detente.stability import count_moves

__all__ = ["CONCEPTS", "left_out_in_words", "no_positions", "positions", "standing_in_words"]

CONCEPTS: Mapping[str, tuple[str, str]] = {
    "nash": ("Nash", "no party gains by moving alone"),
    "seq": (
        "SEQ",
        "whoever would gain by moving is put off by a reply that pays those who give it",
    ),
    "sseq": ("SSEQ", "as SEQ, and no further move of the first mover makes up for the reply"),
    "smr": (
        "SMR",
        "whoever would gain by moving can be hurt for it, and no further move avoids that",
    ),
    "gmr": (
        "GMR",
        "whoever would gain by moving can be hurt for it, at any cost to those who do so",
    ),
}
"""Concept -> its short name, and what it means that a state lasts under it."""

_STANDINGS = {
    "nash": "lasts: no party gains by moving alone",
    "seq": "lasts, held by a credible reply (SEQ)",
    "sseq": "lasts, held by a credible reply that nothing makes up for (SSEQ)",
    "smr": "lasts only by fear of retaliation (SMR)",
    "gmr": "lasts only by fear of retaliation, if none finds a way around it (GMR)",
    "": "does not last: a party gains by leaving it, whatever the others do",
}


def standing_in_words(standing: str) -> str:
    """Return how a state holds, in words.

    Examples
    --------
    >>> standing_in_words("nash")
    'lasts: no party gains by moving alone'
    """
    return _STANDINGS[standing]


def no_positions(why: str) -> Positions:
    """Return the part where there is no model, with the reason.

    Examples
    --------
    >>> no_positions("the case has no preferences").states
    ()
    """
    return Positions(
        total=0,
        feasible=0,
        moves=(),
        concepts=(),
        counts={},
        better_for_all=None,
        levers=(),
        states=(),
        rule="",
        left_out={},
        lattice=None,
        why_not=why,
    )


def positions(analysis: Analysis, chosen: Sequence[Chosen]) -> Positions:
    """Return the states worth showing, the present one first, with verdicts and reasons.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.case import Case
    >>> from detente.model import Model
    >>> from detente.brief.report.analysis import choose
    >>> model = Model(parties=("a",), state_names=("war", "peace"), levels=(), owner=(),
    ...               feasible=np.ones(2, dtype=bool), rank=np.array([[0, 1]], dtype=np.int32),
    ...               arcs=((np.array([0, 1, 1]), np.array([1])),), status_quo=0)
    >>> analysis = Analysis(case=Case(id="c"), model=model, solution={"nash": np.array([[False, True]])})
    >>> shown = positions(analysis, choose(analysis, None))
    >>> [(row.key, row.names, row.standing) for row in shown.states]
    [('war', ('Now',), ''), ('peace', (), 'nash')]
    """
    model = analysis.model
    better = analysis.better_for_all
    levers = _levers(analysis, chosen)
    lattice = grid(analysis)
    names = titles(analysis, chosen)
    rows = [_row(analysis, one.state, own, levers) for one, own in zip(chosen, names, strict=True)]
    lasting = {concept: int(found.sum()) for concept, found in analysis.equilibria.items()}
    strongest = next((c for c in analysis.concepts if lasting[c]), None)
    return Positions(
        total=model.size,
        feasible=int(model.feasible.sum()),
        moves=tuple(count_moves(model).values()),
        concepts=tuple((c, *CONCEPTS[c]) for c in analysis.concepts),
        counts=lasting,
        better_for_all=(
            int((better & analysis.equilibria[strongest]).sum())
            if better is not None and strongest
            else None
        ),
        levers=levers,
        states=tuple(rows),
        rule=_rule(analysis, chosen),
        left_out=_left_out(analysis, chosen),
        lattice=lattice,
        why_not="",
    )


def left_out_in_words(shown: Positions) -> str:
    """Return how many states that last are not shown; empty where all are.

    Examples
    --------
    >>> left_out_in_words(no_positions("no preferences"))
    ''
    """
    said = [
        f"{shown.left_out[concept]:,} under {name}"
        for concept, name, _ in shown.concepts
        if shown.left_out.get(concept)
    ]
    return f"More states last that are not shown: {listed(said)}." if said else ""


def _left_out(analysis: Analysis, chosen: Sequence[Chosen]) -> dict[str, int]:
    states = [one.state for one in chosen]
    return {
        concept: int(found.sum()) - int(found[states].sum())
        for concept, found in analysis.equilibria.items()
    }


def _rule(analysis: Analysis, chosen: Sequence[Chosen]) -> str:
    if len(chosen) == int(analysis.model.feasible.sum()):
        return "All states."
    return (
        "Shown: the present state, every package of the case, for each goal the lasting state "
        "nearest to the present one, lasting states that all parties prefer to it, and all that last "
        f"where these are {MOST_ROWS} at most."
    )


def _levers(analysis: Analysis, chosen: Sequence[Chosen]) -> tuple[tuple[str, str, Owner], ...]:
    """Return the levers that stand differently somewhere among the states shown."""
    model, known = analysis.model, owners(analysis.case)
    if model.state_names is not None:
        return ()
    states = [model.state(one.state) for one in chosen]
    return tuple(
        (lever, model.lever_name(lever), known[analysis.case.levers[lever].owner])
        for lever in model.levers
        if len({state[lever] for state in states}) > 1
    )


def _row(
    analysis: Analysis,
    number: int,
    names: tuple[str, ...],
    levers: Sequence[tuple[str, str, Owner]],
) -> StateRow:
    model, case = analysis.model, analysis.case
    state = model.state(number)
    now = model.state(model.status_quo) if model.status_quo is not None else {}
    path, gaining = _path(analysis, number)
    return StateRow(
        key=str(number) if model.state_names is None else model.state_names[number],
        names=names,
        state=state,
        differs=differs(model, number),
        levels=tuple(_level(analysis, lever, state[lever]) for lever, _, _ in levers),
        changed=tuple(bool(now) and state[lever] != now[lever] for lever, _, _ in levers),
        verdicts=analysis.verdicts(number),
        better=analysis.better(number),
        standing=analysis.standing(number),
        reasons=tuple(_reasons(analysis, number)) if case.players else (),
        path=path,
        by_improvements=gaining,
    )


def _level(analysis: Analysis, lever: str, level: str) -> tuple[str, Shade]:
    what = analysis.case.levers[lever]
    return f"{what.name}: {level_in_words(what, level)}", shade_of(what, level)


def _reasons(analysis: Analysis, state: int) -> Iterable[str]:
    """Yield for each party why it stays or leaves: its temptation, and what would come of it."""
    for party in range(len(analysis.model.parties)):
        reason = analysis.reasons.get((party, state))
        if reason is not None:
            said = reason.sentence(analysis.model)
            yield said if reason.improvement is None else f"{CONCEPTS[reason.concept][0]}: {said}"


def _path(analysis: Analysis, state: int) -> tuple[str, str]:
    route = analysis.routes.get(state)
    if route is None or state == analysis.model.status_quo:
        return "", ""
    moves, gains = route["by_moves"], route["by_improvements"]
    said = moves["paths"][0]["text"] if moves["paths"] else str(moves.get("why", ""))
    if gains["length"] is None:
        return said, "not by gains alone: at some step nobody gains by taking it"
    return said, f"each of the {count(gains['length'], 'step')} pays the one who takes it"

"""Why a party stays at a state, or does not, in words: who would gain, and what would come of it.

A state is stable for a party if each of its improvements is deterred. The reason names the most
tempting improvement and the shortest sequence of moves of the others that deters it; or the
improvement that nothing deters. Every reason can be checked by hand: its moves are moves of the
model, and its comparisons are comparisons of ranks.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from detente.model import Model
from detente.stability.fibres import fibre_of
from detente.stability.moves import Step, moves_from
from detente.stability.paths import search
from detente.stability.words import answering, gaining

__all__ = ["Reason", "explain", "reason"]

CREDIBLE = ("seq", "sseq")
NO_ESCAPE = ("smr", "sseq")
NAMES = {
    "nash": "Nash",
    "gmr": "general metarationality",
    "smr": "symmetric metarationality",
    "seq": "sequential stability",
    "sseq": "symmetric sequential stability",
}


class Reason(Struct, frozen=True, kw_only=True):
    """Why a party is stable at a state, or is not, under one concept.

    Attributes
    ----------
    party, state : int
        Who, where.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    stable : bool
        Whether the party stays.
    improvements : int
        How many improvements it has from the state.
    improvement : int or None
        Where it would gain by going: the most tempting improvement where it is stable, the most
        tempting one that nothing deters where it is not (of equal ones that which changes fewest
        levers); None if it has none.
    sanction : tuple of Step
        Moves of the others from the improvement that deter it. Where it is not stable under a
        concept with a countermove: moves that would, but for the escape. Else empty.
    escape : int or None
        Where the party would go after the sanction, to be better off than at the state all the same.
    """

    party: int
    state: int
    concept: str
    stable: bool
    improvements: int
    improvement: int | None = None
    sanction: tuple[Step, ...] = ()
    escape: int | None = None

    def sentence(self, model: Model) -> str:
        """Return the reason as one plain sentence, in the names of the case."""
        return _sentence(model, self)

    def as_dict(self, model: Model) -> dict[str, Any]:
        """Return the reason as plain values for JSON, states as in the JSON contract."""
        return {
            "party": model.parties[self.party],
            "state": model.state(self.state),
            "concept": self.concept,
            "stable": self.stable,
            "improvements": self.improvements,
            "improvement": None if self.improvement is None else model.state(self.improvement),
            "sanction": [
                {"party": model.parties[step.party], "state": model.state(step.after)}
                for step in self.sanction
            ],
            "escape": None if self.escape is None else model.state(self.escape),
            "text": self.sentence(model),
        }


def reason(model: Model, party: int, state: int, concept: str) -> Reason:
    """Return why `party` stays at `state` under `concept`, or why it does not.

    The answer is worked out from the definition, apart from the engines that solve the whole model.

    Parameters
    ----------
    model : Model
        The graph model.
    party, state : int
        Who, where; the state is feasible.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.

    Raises
    ------
    ValueError
        There is no such concept.

    Examples
    --------
    In the prisoners' dilemma mutual cooperation is not Nash, but sequentially stable.

    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> dilemma = Model(
    ...     parties=("Ann", "Bob"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2,
    ...     owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> print(reason(dilemma, 0, 0, "nash").sentence(dilemma))
    Ann would gain by moving x from quiet to talks.
    >>> print(reason(dilemma, 0, 0, "seq").sentence(dilemma))
    Ann would gain by moving x from quiet to talks, but Bob would then gain by moving y from quiet
    to talks, which leaves Ann worse off than before.
    """
    if concept not in NAMES:
        message = f"{concept!r} is none of {', '.join(NAMES)}"
        raise ValueError(message)
    rank = model.rank[party]
    tempting = moves_from(model, party, state, improving=True)
    tempting = tempting[np.lexsort((_changed(model, state, tempting), -rank[tempting]))]
    said = Reason(
        party=party,
        state=state,
        concept=concept,
        stable=not len(tempting),
        improvements=len(tempting),
        improvement=int(tempting[0]) if len(tempting) else None,
    )
    if said.stable or concept == "nash":
        return said
    sanctions = []
    for improvement in tempting.tolist():
        sanction = _sanction(model, party, state, improvement, concept)
        if sanction is None:
            return _undeterred(model, replace(said, improvement=improvement))
        sanctions.append(sanction)
    return replace(said, stable=True, sanction=sanctions[0])


def _changed(model: Model, state: int, others: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many levers differ between `state` and each of `others`: (M,) int64."""
    count = np.zeros(len(others), dtype=np.int64)
    for levels, stride in zip(model.levels, model.strides, strict=True):
        count += others // stride % len(levels) != state // stride % len(levels)
    return count


def explain(
    model: Model, state: int, concepts: Iterable[str] = ("nash", "gmr", "smr", "seq")
) -> tuple[Reason, ...]:
    """Return the reasons of every party at `state`, concept by concept.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, dtype=bool),
    ...               rank=np.array([[0, 1]], dtype=np.int32))
    >>> [(r.concept, r.stable) for r in explain(model, 1, ("nash", "seq"))]
    [('nash', True), ('seq', True)]
    """
    parties = range(len(model.parties))
    return tuple(reason(model, party, state, concept) for concept in concepts for party in parties)


def _undeterred(model: Model, said: Reason) -> Reason:
    """Return `said`, not stable: under SMR and SSEQ with the sanction that comes nearest, and the escape."""
    if said.concept not in NO_ESCAPE or said.improvement is None:
        return said
    weaker = "seq" if said.concept in CREDIBLE else "gmr"
    sanction = _sanction(model, said.party, said.state, said.improvement, weaker)
    if sanction is None:
        return said
    back = moves_from(model, said.party, sanction[-1].after)
    best = int(back[np.argmax(model.rank[said.party][back])])
    return replace(said, sanction=sanction, escape=best)


def _sanction(
    model: Model, party: int, state: int, improvement: int, concept: str
) -> tuple[Step, ...] | None:
    """Return the shortest moves of the others from `improvement` that deter `party` at `state`; or None."""
    others = [other for other in range(len(model.parties)) if other != party]
    fibre = fibre_of(model, party, improvement)
    level = int(model.rank[party][state])
    deters = fibre.model.feasible & (fibre.model.rank[party] <= level)
    if concept in NO_ESCAPE:
        deters &= ~fibre.escapes(level)
    found = search(
        fibre.model,
        fibre.inside(improvement),
        movers=others,
        improving=concept in CREDIBLE,
        until=deters,
    )
    reached = np.flatnonzero(deters & (found.by_mover > 0).any(axis=0))
    if not len(reached):
        return None
    nearest = min(reached.tolist(), key=lambda end: found.distance(end) or 0)
    path = next(found.paths(nearest))
    return tuple(Step(s.party, fibre.outside(s.before), fibre.outside(s.after)) for s in path)


def _sentence(model: Model, said: Reason) -> str:
    words = _told(model, said, model.party_called(said.party))
    return words[0].upper() + words[1:]


def _told(model: Model, said: Reason, name: str) -> str:
    if said.improvement is None:
        if len(moves_from(model, said.party, said.state)):
            return f"{name} prefers none of the states that it can move to."
        return f"{name} has no move."
    gain = f"{name} would gain by {gaining(model, Step(said.party, said.state, said.improvement))}"
    if said.concept == "nash":
        return f"{gain}."
    credible = said.concept in CREDIBLE
    if not said.sanction:
        return f"{gain}, and {_unanswered(model, credible=credible)}."
    answer = answering(model, said.sanction, credible=credible)
    if said.escape is not None:
        escape = gaining(model, Step(said.party, said.sanction[-1].after, said.escape))
        return f"{gain}; {answer}, but {name} would then be better off all the same by {escape}."
    return f"{gain}, but {answer}, which leaves {name} {_outcome(model, said)}{_rest(said)}."


def _unanswered(model: Model, *, credible: bool) -> str:
    if len(model.parties) == 1:
        return "there is no other party to answer"
    then = "then gain by doing" if credible else "then do"
    return f"stays better off whatever the others would {then}"


def _outcome(model: Model, said: Reason) -> str:
    rank = model.rank[said.party]
    same = rank[said.sanction[-1].after] == rank[said.state]
    outcome = "no better off than before" if same else "worse off than before"
    later = ", whatever it does next" if said.concept in NO_ESCAPE else ""
    return outcome + later


def _rest(said: Reason) -> str:
    others = said.improvements - 1
    if not others:
        return ""
    return f"; its other {'improvement is' if others == 1 else f'{others} improvements are'} deterred too"

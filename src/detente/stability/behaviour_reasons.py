"""Why a party stays at a state, or does not, under any concept that has a name, in words.

For Nash, GMR, SMR, SEQ and SSEQ this is `detente.stability.reasons`. For the others:

    sim, tableau   the improvements of others, made at the same time, that deter the most tempting
                   improvement; or the improvement that none deter
    l<h>, nm       how things would go on if both look ahead and both do their best
    mr<h>, cmr<h>  up to three moves the reason of the concept that it is; beyond, the verdict alone

Every reason can be checked by hand: its moves are moves of the model, its comparisons are
comparisons of ranks.
"""

import re
from collections.abc import Collection
from typing import Any

import numpy as np
from msgspec import Struct

from detente.errors import UsageError
from detente.model import Model
from detente.stability import behaviour, foresight, reasons, simultaneous
from detente.stability.moves import Step, moves_from
from detente.stability.words import gaining, told

__all__ = ["Verdict", "because"]

NARRATED = 12
"""The longest foresight of which the moves are told one by one."""
SAME = {
    "mr1": "nash",
    "mr2": "gmr",
    "mr3": "smr",
    "cmr1": "nash",
    "cmr2": "seq",
    "cmr3": "sseq",
    "l1": "nash",
}
"""Concepts that are another one by definition."""


class Verdict(Struct, frozen=True, kw_only=True):
    """Whether a party stays at a state under a concept, and why, in a sentence.

    Attributes
    ----------
    party, state : int
        Who, where.
    concept : str
        Its name, as in `detente.stability.behaviour`.
    stable : bool
        Whether the party stays.
    text : str
        Why, in the names of the case.
    improvement : int or None
        Where it would gain by going; None where there is nothing to tell of.
    answer : tuple of Step
        What others do at the same time, or what both would do next.
    end : int or None
        Where that ends.
    """

    party: int
    state: int
    concept: str
    stable: bool
    text: str
    improvement: int | None = None
    answer: tuple[Step, ...] = ()
    end: int | None = None

    def sentence(self, model: Model) -> str:
        """Return the reason as plain words, in the names of the case."""
        del model
        return self.text[0].upper() + self.text[1:]

    def as_dict(self, model: Model) -> dict[str, Any]:
        """Return the reason as plain values for JSON, states as in the JSON contract."""
        return {
            "party": model.parties[self.party],
            "state": model.state(self.state),
            "concept": self.concept,
            "stable": self.stable,
            "improvement": None if self.improvement is None else model.state(self.improvement),
            "answer": [
                {"party": model.parties[step.party], "state": model.state(step.after)}
                for step in self.answer
            ],
            "end": None if self.end is None else model.state(self.end),
            "text": self.sentence(model),
        }


def because(model: Model, party: int, state: int, concept: str) -> "Verdict | reasons.Reason":
    """Return why a party stays at a state under a concept, or why it does not.

    Parameters
    ----------
    model : Model
        The graph model.
    party, state : int
        Who, where; the state is feasible.
    concept : str
        As in `detente.stability.behaviour.NAMES`.

    Returns
    -------
    Verdict or Reason
        A `Reason` for the concepts that `detente.stability.reasons` explains.

    Raises
    ------
    UsageError
        There is no such concept.
    CannotComputeError
        The concept is not defined for this model.

    Examples
    --------
    Chicken, level 1 to drive on.

    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("Ann", "Bob"), levers=("x", "y"), levels=(("swerve", "drive"),) * 2, owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> print(because(chicken, 0, 0, "sim").sentence(chicken))
    Ann would gain by moving x from swerve to drive, but if at the same time Bob moves y from swerve
    to drive, Ann ends up worse off than before.
    >>> print(because(chicken, 0, 0, "l2").sentence(chicken))
    Looking 2 moves ahead, Ann would gain by moving x from swerve to drive: that is where it ends.
    """
    concept = SAME.get(concept, concept)
    if concept in reasons.NAMES:
        return reasons.reason(model, party, state, concept)
    if concept in ("sim", "seq-or-sim", "tableau"):
        return _together(model, party, state, concept)
    if concept == "nm":
        return _for_ever(model, party, state)
    if re.fullmatch(r"l[1-9]\d*", concept):
        return _ahead(model, party, state, concept, int(concept[1:]))
    return _in_rounds(model, party, state, concept)


def _tempting(model: Model, party: int, state: int) -> list[int]:
    """Return the improvements of a party, the best first."""
    better = moves_from(model, party, state, improving=True)
    return [int(q) for q in better[np.argsort(-model.rank[party][better], kind="stable")]]


def _together(model: Model, party: int, state: int, concept: str) -> "Verdict | reasons.Reason":
    """Return the reason under SIM, SEQ or SIM, and the tableau."""
    if concept != "sim":
        in_turn = reasons.reason(model, party, state, "seq")
        if in_turn.stable:
            return in_turn
    among: Collection[int] = range(len(model.parties))
    if concept == "tableau":
        among = [j for j in among if not reasons.reason(model, j, state, "seq").stable]
    return _at_once(model, party, state, concept, among)


def _at_once(
    model: Model, party: int, state: int, concept: str, among: Collection[int]
) -> "Verdict | reasons.Reason":
    tempting = _tempting(model, party, state)
    if not tempting:
        return reasons.reason(model, party, state, "nash")
    name, first = model.party_called(party), None
    for improvement in tempting:
        found = simultaneous.deterrent(model, party, state, improvement, among)
        gain = f"{name} would gain by {gaining(model, Step(party, state, improvement))}"
        if found is None:
            who = "others who have a reason to move" if concept == "tableau" else "others"
            text = f"{gain}, and no gains that {who} could take at the same time deter it."
            return Verdict(
                party=party,
                state=state,
                concept=concept,
                stable=False,
                text=text,
                improvement=improvement,
            )
        first = first or (gain, improvement, *found)
    assert first is not None  # noqa: S101 - there is at least one improvement
    gain, improvement, steps, end = first
    moved = " and ".join(told(model, step) for step in steps)
    outcome = f"{name} ends up {_compared(model, party, end, state)} than before"
    more = len(tempting) - 1
    rest = "" if not more else f"; its other {_improvements(more)} deterred too"
    return Verdict(
        party=party,
        state=state,
        concept=concept,
        stable=True,
        text=f"{gain}, but if at the same time {moved}, {outcome}{rest}.",
        improvement=improvement,
        answer=steps,
        end=end,
    )


def _improvements(count: int) -> str:
    return "improvement is" if count == 1 else f"{count} improvements are"


def _compared(model: Model, party: int, end: int, state: int) -> str:
    rank = model.rank[party]
    return "worse off" if rank[end] < rank[state] else "no better off"


def _ahead(model: Model, party: int, state: int, concept: str, moves: int) -> Verdict:
    """Return the reason under limited moves with a horizon."""
    name = model.party_called(party)
    ends = foresight.anticipated(model, moves)
    end = int(ends[party, state])
    looking = f"looking {moves} moves ahead, {name}"
    if end != state:
        steps = _play(model, party, state, moves)
        return Verdict(
            party=party,
            state=state,
            concept=concept,
            stable=False,
            text=_gain(model, looking, steps, state, end),
            improvement=steps[0].after if steps else None,
            answer=steps[1:],
            end=end,
        )
    tempting = _tempting(model, party, state)
    if not tempting:
        text = f"{looking} expects to gain by no move."
        return Verdict(party=party, state=state, concept=concept, stable=True, text=text)
    first = Step(party, state, tempting[0])
    steps = (first, *_play(model, 1 - party, tempting[0], moves - 1))
    end = steps[-1].after
    then = _then(model, steps[1:])
    text = f"{looking} would gain by {gaining(model, first)} at first, but {then}, "
    text += f"which leaves it {_compared(model, party, end, state)} than before."
    if not steps[1:]:
        text = f"{looking} would gain by {gaining(model, first)} at first, but not in the end."
    return Verdict(
        party=party,
        state=state,
        concept=concept,
        stable=True,
        text=text,
        improvement=tempting[0],
        answer=steps[1:],
        end=end,
    )


def _play(model: Model, party: int, state: int, moves: int) -> tuple[Step, ...]:
    """Return what both would do, `party` on the move and `moves` to come; () if that is not told."""
    if moves > NARRATED:
        return ()
    steps = []
    for left in range(moves, 0, -1):
        if int(foresight.anticipated(model, left)[party, state]) == state:
            break
        to = moves_from(model, party, state)
        ends = to if left == 1 else foresight.anticipated(model, left - 1)[1 - party, to]
        after = int(to[np.argmax(model.rank[party][ends])])
        steps.append(Step(party, state, after))
        party, state = 1 - party, after
    return tuple(steps)


def _then(model: Model, steps: tuple[Step, ...]) -> str:
    said = [
        f"{model.party_called(step.party)} would then {gaining(model, step).replace('moving', 'move', 1)}"
        for step in steps
    ]
    return " and ".join(said)


def _end(model: Model, state: int, end: int) -> str:
    """Return what is otherwise than at `state` where things end."""
    if model.state_names is not None:
        return model.describe(end)
    changes = model.changes(state, end).items()
    return "; ".join(
        f"{model.lever_name(it)}, {model.level_name(it, new)}" for it, (_, new) in changes
    )


def _gain(model: Model, looking: str, steps: tuple[Step, ...], state: int, end: int) -> str:
    """Return that a party expects to gain, and by what play."""
    if not steps:
        return f"{looking} expects to gain: things would end at {_end(model, state, end)}."
    text = f"{looking} would gain by {gaining(model, steps[0])}"
    return f"{text}; {_then(model, steps[1:])}." if steps[1:] else f"{text}: that is where it ends."


def _for_ever(model: Model, party: int, state: int) -> Verdict:
    """Return the reason under non-myopic stability."""
    found = foresight.nonmyopic(model)
    name = model.party_called(party)
    if found.stable[party, state]:
        since = int(found.since[party, state])
        text = f"{name} expects to gain by no move, however far it looks from {since} moves on."
        if since <= 1:
            text = f"{name} expects to gain by no move, however far it looks."
        return Verdict(party=party, state=state, concept="nm", stable=True, text=text)
    for moves in range(found.first, found.first + found.length):
        if int(foresight.anticipated(model, moves)[party, state]) != state:
            said = _ahead(model, party, state, "nm", moves)
            again = f" So it is again every {found.length} moves." if found.length > 1 else ""
            return Verdict(
                party=party,
                state=state,
                concept="nm",
                stable=False,
                text=said.text + again,
                improvement=said.improvement,
                answer=said.answer,
                end=said.end,
            )
    message = "a party that is not stable leaves somewhere in the cycle"
    raise AssertionError(message)


def _in_rounds(model: Model, party: int, state: int, concept: str) -> Verdict:
    """Return the verdict under metarational stability with many moves."""
    numbered = behaviour.NUMBERED.fullmatch(concept)
    if numbered is None:
        raise UsageError(
            f"there is no concept '{concept}'", f"concepts: {', '.join(behaviour.NAMES)}"
        )
    stable = bool(behaviour.solve_all(model, (concept,))[concept][party, state])
    name, moves = model.party_called(party), numbered[2]
    answers = "only by what they gain by" if numbered[1] == "cmr" else "whatever it costs them"
    sure = f"in an exchange of {moves} moves that it begins, the others answering {answers}"
    verb = "cannot be sure of" if stable else "can be sure of"
    what = "anything" if stable else "something"
    text = f"{name} {verb} {what} better than this {sure}."
    return Verdict(party=party, state=state, concept=concept, stable=stable, text=text)

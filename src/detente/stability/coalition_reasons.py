"""Why a coalition stays at a state, or does not, in words: what tempts it and what would come of it.

The reason names one joint improvement and how the members get there; and the shortest answer of the
parties outside that deters them, or that nothing does. It can be checked by hand: its moves are moves
of the model and its comparisons are comparisons of ranks, member by member.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.model import Bools, Model
from detente.stability.coalition_words import CoalitionReason, JointStep
from detente.stability.contests import least_by_moves
from detente.stability.credible import Answers, Who
from detente.stability.joint_gain import Gain, gain_of
from detente.stability.moves import Step
from detente.stability.paths import search
from detente.stability.reachable import Improvement, Jointly, coalitions_of, unpack

__all__ = ["reason"]

CONCEPTS = ("cnash", "cgmr", "csmr", "cseq")


def reason(
    model: Model,
    coalition: Collection[str],
    state: int,
    concept: str,
    *,
    improvement: Improvement = "strict",
    sanctions: Who = "coalition",
) -> CoalitionReason:
    """Return why a coalition stays at `state` under `concept`, or why it does not.

    Parameters
    ----------
    model : Model
        The graph model.
    coalition : collection of str
        Ids of the members.
    state : int
        A feasible state.
    concept : str
        ``cnash``, ``cgmr``, ``csmr`` or ``cseq``.
    improvement, sanctions : str
        As in :func:`detente.stability.coalitions.solve`.

    Raises
    ------
    ValueError
        A concept, party or reading of another name; or the state is not feasible.
    CannotComputeError
        The model is too large.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.ones((2, 2), dtype=bool)
    >>> dilemma = Model(
    ...     parties=("Ann", "Bob"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2,
    ...     owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> print(reason(dilemma, ("Ann", "Bob"), 3, "cgmr").sentence(dilemma))
    Ann and Bob would both gain if Bob moves y from talks to quiet and Ann moves x from talks to quiet,
    and nobody is left to answer.
    """
    if concept not in CONCEPTS:
        message = f"{concept!r} is none of {', '.join(CONCEPTS)}"
        raise ValueError(message)
    (members,) = coalitions_of(model, [coalition])
    joint = Jointly.of(model)
    place = joint.over.place(state)
    if place is None:
        message = f"state {state} is not feasible"
        raise ValueError(message)
    said = _Search(joint, members, place, concept, Answers(joint, improvement, sanctions)).reason()
    return _numbered(said, joint)


class _Search(Struct, frozen=True, eq=False):
    """The search for one reason, by places among the feasible states."""

    joint: Jointly
    members: tuple[int, ...]
    state: int
    concept: str
    answers: Answers

    @property
    def gain(self) -> Gain:
        return gain_of(self.joint.rank, self.members, self.answers.improvement)

    @property
    def outside(self) -> tuple[int, ...]:
        return self.joint.others(self.members)

    def reason(self) -> CoalitionReason:
        reach = unpack(
            self.joint.reach(self.members)[self.state : self.state + 1], self.joint.states
        )
        better = self.gain.improves(self.state)
        tempting = self._in_order(np.flatnonzero(reach[0] & better))
        deters = ~better & ~self._escapes(better) if self.concept == "csmr" else ~better
        deterred = self._deterred(deters)
        undeterred = [q for q in tempting if not deterred[q]]
        said = CoalitionReason(
            coalition=self.members,
            state=self.state,
            concept=self.concept,
            stable=not undeterred,
            can_move=bool(reach.any()),
            improvements=len(tempting),
        )
        if not tempting:
            return said
        first = (undeterred or tempting)[0]
        path = self._path(self.state, self.members, np.arange(self.joint.states) == first)
        said = replace(said, improvement=first, route=path or ())
        if said.stable:
            return replace(said, sanction=self._sanction(first, deters))
        return self._escaping(said, better) if self.concept == "csmr" else said

    def _in_order(self, states: np.ndarray[Any, np.dtype[np.int64]]) -> list[int]:
        """Return improvements: those that no other improves on first, then by levers changed."""
        worth, mark = self.gain.worth[:, states], self.gain.mark[:, states]
        beaten = Gain(worth, mark).above(worth, np.arange(states.size)).any(axis=1)
        model, numbers = self.joint.over.model, self.joint.over.states
        changed = np.zeros(states.size, np.int64)
        for levels, stride in zip(model.levels, model.strides, strict=True):
            level = numbers // stride % len(levels)
            changed += level[states] != level[self.state]
        return [int(state) for state in states[np.lexsort((states, changed, beaten))]]

    def _escapes(self, better: Bools) -> Bools:
        """Return from where the coalition can reach an improvement over the state."""
        reach = least_by_moves(self.joint.group(self.members), self.joint.states)
        return np.asarray(reach((~better).astype(np.int32)) == 0)

    def _deterred(self, deters: Bools) -> Bools:
        """Return from where those outside can lead to a state that deters."""
        if self.concept == "cnash":
            return np.zeros_like(deters)
        least = (
            self.answers.least(self.outside)
            if self.concept == "cseq"
            else least_by_moves(self.joint.group(self.outside), self.joint.states)
        )
        return np.asarray(least((~deters).astype(np.int32)) == 0)

    def _path(
        self, start: int, movers: Collection[int], until: Bools, *, improving: bool = False
    ) -> tuple[Step, ...] | None:
        """Return a shortest legal sequence from `start` to one of the states `until`; or None."""
        over = self.joint.over.model
        found = search(over, start, movers=movers, improving=improving, until=until)
        reached = np.flatnonzero(until & (found.by_mover > 0).any(axis=0)).tolist()
        if not reached:
            return None
        return next(found.paths(min(reached, key=lambda end: found.distance(end) or 0)))

    def _sanction(self, start: int, deters: Bools) -> tuple[JointStep, ...]:
        """Return the shortest answer from `start` that deters; empty if there is none."""
        if self.concept == "cseq" and self.answers.who == "coalition" and len(self.outside) > 1:
            return self._joint_answer(start, deters)
        credible = self.concept == "cseq"
        path = self._path(start, self.outside, deters, improving=credible)
        return tuple(JointStep((step.party,), step.before, step.after) for step in path or ())

    def _joint_answer(self, start: int, deters: Bools) -> tuple[JointStep, ...]:
        """Return the same where each step is an improvement of a coalition, none twice in a row."""
        groups = self.answers.groups(self.outside)
        came: dict[tuple[int, int], tuple[int, int]] = {}
        layer = [(start, -1)]
        while layer:
            fresh = []
            for here, last in layer:
                for kind, group in enumerate(groups):
                    if kind == last:
                        continue
                    for there in np.flatnonzero(self.answers.steps_from(group, here)).tolist():
                        if (there, kind) not in came:
                            came[there, kind] = (here, last)
                            fresh.append((there, kind))
            ends = [node for node in fresh if deters[node[0]]]
            if ends:
                return _back(came, ends[0], groups)
            layer = fresh
        return ()

    def _escaping(self, said: CoalitionReason, better: Bools) -> CoalitionReason:
        """Return `said`, not stable under CSMR, with the answer that comes nearest and the escape."""
        if said.improvement is None:
            return said
        path = self._path(said.improvement, self.outside, ~better)
        if path is None:
            return said
        end = path[-1].after
        reach = unpack(self.joint.reach(self.members)[end : end + 1], self.joint.states)[0]
        steps = tuple(JointStep((step.party,), step.before, step.after) for step in path)
        return replace(
            said, sanction=steps, escape=self._in_order(np.flatnonzero(reach & better))[0]
        )


def _back(
    came: dict[tuple[int, int], tuple[int, int]],
    node: tuple[int, int],
    groups: list[tuple[int, ...]],
) -> tuple[JointStep, ...]:
    """Return the steps that led to `node`."""
    steps: list[JointStep] = []
    while node[1] >= 0:
        before = came[node]
        steps.insert(0, JointStep(groups[node[1]], before[0], node[0]))
        node = before
    return tuple(steps)


def _numbered(said: CoalitionReason, joint: Jointly) -> CoalitionReason:
    """Return `said` with the numbers of states in the model instead of places."""
    number = joint.over.states.tolist()
    return replace(
        said,
        state=number[said.state],
        improvement=None if said.improvement is None else number[said.improvement],
        route=tuple(Step(s.party, number[s.before], number[s.after]) for s in said.route),
        sanction=tuple(
            JointStep(s.parties, number[s.before], number[s.after]) for s in said.sanction
        ),
        escape=None if said.escape is None else number[said.escape],
    )

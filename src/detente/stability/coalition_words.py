"""Why a coalition stays or not, in the names of the case."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from detente.model import Model
from detente.stability.moves import Step
from detente.stability.words import gaining, told

__all__ = ["CoalitionReason", "JointStep"]


class JointStep(Struct, frozen=True):
    """One step of one or more parties together: who, from which state to which."""

    parties: tuple[int, ...]
    before: int
    after: int


class CoalitionReason(Struct, frozen=True, kw_only=True):
    """Why a coalition is stable at a state, or is not, under one concept.

    Attributes
    ----------
    coalition : tuple of int
        Its members.
    state : int
        Where.
    concept : str
        ``cnash``, ``cgmr``, ``csmr`` or ``cseq``.
    stable : bool
        Whether the coalition stays.
    can_move : bool
        Whether it can reach any other state.
    improvements : int
        How many improvements it can reach.
    improvement : int or None
        One that tempts: where it is not stable, one that nothing deters. Of several, one that no
        other improves on, and of those the one that changes fewest levers. None if there is none.
    route : tuple of Step
        A shortest legal sequence of the members to it.
    sanction : tuple of JointStep
        Steps of those outside that deter it. Where the coalition is not stable under CSMR: steps that
        would, but for the escape. Else empty.
    escape : int or None
        What the coalition would reach after the sanction, to gain all the same.
    """

    coalition: tuple[int, ...]
    state: int
    concept: str
    stable: bool
    can_move: bool
    improvements: int
    improvement: int | None = None
    route: tuple[Step, ...] = ()
    sanction: tuple[JointStep, ...] = ()
    escape: int | None = None

    def sentence(self, model: Model) -> str:
        """Return the reason as one plain sentence, in the names of the case."""
        words = _told(model, self)
        return words[0].upper() + words[1:]

    def as_dict(self, model: Model) -> dict[str, Any]:
        """Return the reason as plain values for JSON, states as in the JSON contract."""
        return {
            "coalition": _ids(model, self.coalition),
            "state": model.state(self.state),
            "concept": self.concept,
            "stable": self.stable,
            "improvements": self.improvements,
            "improvement": None if self.improvement is None else model.state(self.improvement),
            "route": [
                {"party": model.parties[step.party], "state": model.state(step.after)}
                for step in self.route
            ],
            "sanction": [
                {"parties": _ids(model, step.parties), "state": model.state(step.after)}
                for step in self.sanction
            ],
            "escape": None if self.escape is None else model.state(self.escape),
            "text": self.sentence(model),
        }


def _ids(model: Model, parties: Iterable[int]) -> list[str]:
    return [model.parties[party] for party in parties]


def _names(model: Model, parties: Iterable[int]) -> str:
    return _listed([model.party_called(party) for party in parties])


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _all(count: int) -> str:
    """Return the word that says that each of `count` parties does: ``both ``, ``all ``."""
    return {1: "", 2: "both "}.get(count, "all ")


def _content(model: Model, said: CoalitionReason) -> str:
    """Return that nothing tempts."""
    who, every = _names(model, said.coalition), _all(len(said.coalition))
    alone = len(said.coalition) == 1
    if not said.can_move:
        return f"{who} {'has' if alone else 'have'} no move."
    if alone:
        return f"{who} prefers none of the states that it can move to."
    return f"{who} can together reach nothing that {every}would gain by."


def _told(model: Model, said: CoalitionReason) -> str:
    if said.improvement is None:
        return _content(model, said)
    who = _names(model, said.coalition)
    gain = _tempted(model, said)
    if said.concept == "cnash":
        return f"{gain}."
    outside = [party for party in range(len(model.parties)) if party not in said.coalition]
    if not said.sanction:
        if not outside:
            return f"{gain}, and nobody is left to answer."
        then = "gain by doing" if said.concept == "cseq" else "do"
        keep = "keeps" if len(said.coalition) == 1 else "keep"
        return f"{gain}, and {keep} the gain whatever {_names(model, outside)} could then {then}."
    answer = _listed(
        [_answer(model, step, credible=said.concept == "cseq") for step in said.sanction]
    )
    if said.escape is not None:
        escape = gaining(model, Step(0, said.sanction[-1].after, said.escape))
        return f"{gain}; {answer}, but {who} would then gain all the same by {escape}."
    return f"{gain}, but {answer}, which leaves {_outcome(model, said)}{_rest(said)}."


def _tempted(model: Model, said: CoalitionReason) -> str:
    """Return who would gain, and by which moves."""
    if len(said.coalition) == 1:
        return f"{_gains(model, said)} by {gaining(model, said.route[0])}"
    return f"{_gains(model, said)} if {_listed([told(model, step) for step in said.route])}"


def _gains(model: Model, said: CoalitionReason) -> str:
    """Return who would gain: all members, or some while none is worse off."""
    who, every = _names(model, said.coalition), _all(len(said.coalition))
    better = [
        p for p in said.coalition if model.rank[p, said.improvement] > model.rank[p, said.state]
    ]
    if len(better) == len(said.coalition):
        return f"{who} would {every}gain"
    others = _names(model, [party for party in said.coalition if party not in better])
    return f"{_names(model, better)} would gain, and {others} lose nothing,"


def _answer(model: Model, step: JointStep, *, credible: bool) -> str:
    verb = gaining(model, Step(step.parties[0], step.before, step.after))
    who, every = _names(model, step.parties), _all(len(step.parties))
    if credible:
        return f"{who} would then {every}gain by {verb}"
    return f"{who} could then {verb.replace('moving', 'move', 1)}"


def _outcome(model: Model, said: CoalitionReason) -> str:
    end = said.sanction[-1].after
    change = {p: int(model.rank[p, end]) - int(model.rank[p, said.state]) for p in said.coalition}
    worse = [party for party, gain in change.items() if gain < 0]
    same = [party for party, gain in change.items() if gain == 0]
    who = _names(model, worse or same)
    later = ", whatever the coalition does next" if said.concept == "csmr" else ""
    return f"{who} {'worse' if worse else 'no better'} off than before{later}"


def _rest(said: CoalitionReason) -> str:
    others = said.improvements - 1
    if not others:
        return ""
    whose = "its" if len(said.coalition) == 1 else "their"
    return f"; {whose} other {'improvement is' if others == 1 else f'{others} improvements are'} deterred too"

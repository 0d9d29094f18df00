"""A case and its graph model -> a conflict, with a list of what has no place in the format.

A lever of n levels becomes n - 1 options, "at least its second level" and so on, of which each rules
out the ones above it. The model must be expressible: what the parties can do, which states are
feasible and who prefers what are kept exactly, or nothing is written.

Array letters: S states, n levels of one lever.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.case import Case, Condition
from detente.conditions import Space, names_used, truth
from detente.conditions.tree import Node
from detente.errors import CannotComputeError
from detente.exchange.gmcr.conflict import Conflict, Direction, Maker, Option, Ranking, Statement
from detente.exchange.gmcr.covering import MOST_OPTIONS, cover
from detente.exchange.gmcr.left_out import left_out
from detente.model import Model
from detente.model.preferences import statements_of
from detente.model.readings import settled

__all__ = ["MOST_RANKED", "Export", "export"]

MOST_RANKED = 4_096
"""The most feasible states that are ranked by number."""
MOST_STATEMENTS = 60
"""The most statements: the program that reads the file adds up powers of two in 64 bits."""
PLAIN = ({"no", "yes"}, {"off", "on"})
Bools = npt.NDArray[np.bool_]


class Export(Struct, frozen=True):
    """A conflict made of a case.

    Attributes
    ----------
    conflict : Conflict
        What can be said in the format.
    left_out : tuple of str
        What cannot, and what is said in another way; in sentences.
    """

    conflict: Conflict
    left_out: tuple[str, ...]


def export(case: Case, model: Model, *, reading: str | None = None) -> Export:
    """Return the conflict that a case is.

    Parameters
    ----------
    case : Case
        In lever form, without `moves:`.
    model : Model
        What was compiled from it, with the same `reading`.

    Raises
    ------
    CannotComputeError
        The format cannot hold the model, with what is in the way.

    Examples
    --------
    >>> from detente import casefile, model
    >>> case, _ = casefile.parse('''detente: 1
    ... case: talks
    ... parties: {a: {}}
    ... levers: {ban: {owner: a, levels: [in_force, suspended, lifted]}}
    ... preferences: {a: {statements: [ban >= suspended]}}
    ... ''')
    >>> made = export(case, model.compile_model(case))
    >>> [option.name for option in made.conflict.options], made.conflict.makers[0].statements
    (['ban: at least suspended', 'ban: lifted'], (({0: True},),))
    """
    return _Writing(case, model, reading or "").export()


class _Writing:
    """One case on its way into the format."""

    def __init__(self, case: Case, model: Model, reading: str) -> None:
        if model.state_names is not None:
            raise CannotComputeError(
                "a .gmcr file cannot hold a case in graph form",
                "it knows states only as settings of options; write the case with levers",
            )
        if model.arcs is not None:
            raise CannotComputeError(
                "a .gmcr file cannot hold 'moves:'",
                "in it a party can change any of its options at once; leave out 'moves:'",
            )
        self.case, self.model, self.reading = case, model, reading
        self.first = [0]
        for levels in model.levels:
            self.first.append(self.first[-1] + len(levels) - 1)

    def export(self) -> Export:
        options = tuple(
            option for k in range(len(self.model.levers)) for option in self._options(k)
        )
        infeasible = (*self._ladders(), *self._impossible())
        said, why = self._statements()
        ranked = bool(why)
        makers = tuple(self._maker(party, said, ranked=ranked) for party in range(len(said)))
        joined, unjoined = self._coalitions()
        conflict = Conflict(
            options=options,
            makers=makers,
            infeasible=infeasible,
            ranked=ranked,
            coalitions=joined,
            version="1",
        )
        notes = [*([why] if why else []), *unjoined]
        return Export(conflict, (*left_out(self.case, self.model), *notes))

    # ------------------------------------------------------------------------------------- levers

    def _options(self, lever: int) -> Iterator[Option]:
        id_, levels = self.model.levers[lever], self.model.levels[lever]
        name = self.model.lever_name(id_)
        allowed = self.model.allowed[lever]
        up, down = np.diagonal(allowed, 1), np.diagonal(allowed, -1)
        if not (allowed == _by_steps(up, down)).all() or not (up | down).all():
            raise CannotComputeError(
                f"a .gmcr file cannot hold which changes of {name} are ruled out",
                "an option in it can be allowed in one direction or both, and each level by itself",
            )
        for step, level in enumerate(levels[1:]):
            said = self.model.level_name(id_, level)
            last = step == len(levels) - 2
            plain = len(levels) == 2 and set(levels) in PLAIN
            full = name if plain else f"{name}: {said}" if last else f"{name}: at least {said}"
            direction: Direction = (
                "both" if up[step] and down[step] else "fwd" if up[step] else "back"
            )
            yield Option(full, direction)

    def _ladders(self) -> Iterator[Statement]:
        """Yield what no setting may be: above a level without being at it."""
        for lever in range(len(self.model.levers)):
            for option in range(self.first[lever], self.first[lever + 1] - 1):
                yield ({option: False, option + 1: True},)

    # --------------------------------------------------------------------------------- conditions

    @cached_property
    def _fixed(self) -> dict[str, tuple[tuple[str, ...], str]]:
        levers = self.case.levers
        return {id_: (levers[id_].levels, level) for id_, level in self.model.fixed.items()}

    def _patterns(self, condition: Condition, *readers: str) -> Statement | None:
        """Return the patterns of the states that meet a condition; None if there are too many."""
        tree = settled(self.case, condition, *readers)
        return self._cover(tree)

    def _cover(self, tree: Node) -> Statement | None:
        used = set(names_used(tree).levers)
        levers = [k for k, id_ in enumerate(self.model.levers) if id_ in used]
        options = [o for k in levers for o in range(self.first[k], self.first[k + 1])]
        if len(options) > MOST_OPTIONS:
            return None
        counts = [len(self.model.levels[k]) for k in levers]
        space = Space(
            tuple(self.model.levers[k] for k in levers),
            tuple(self.model.levels[k] for k in levers),
            self._fixed,
        )
        number, valid = _settings(counts)
        met = truth(tree, space).ravel()[number] == 2
        try:
            found = cover(met & valid, met | ~valid)
        except CannotComputeError:
            return None
        return tuple({options[digit]: on for digit, on in one.items()} for one in found)

    def _impossible(self) -> Iterator[Statement]:
        for condition in self.case.impossible:
            found = self._patterns(condition, self.reading)
            if found is None:
                raise CannotComputeError(
                    f"a .gmcr file cannot hold the condition '{condition.text[:80]}'",
                    f"it uses more than {MOST_OPTIONS} options, or takes too many patterns",
                )
            yield from ((pattern,) for pattern in found)

    # -------------------------------------------------------------------------------- preferences

    def _statements(self) -> tuple[list[tuple[Statement, ...]], str]:
        """Return each party's statements, and why states have to be ranked by number instead."""
        said, whys = [], []
        for party in self.model.parties:
            found = self._of(party)
            said.append(found if isinstance(found, tuple) else ())
            if isinstance(found, str):
                whys.append(f"{self.case.parties[party].name} {found}")
        if not whys:
            return said, ""
        feasible = int(np.count_nonzero(self.model.feasible))
        if feasible > MOST_RANKED:
            raise CannotComputeError(
                f"a .gmcr file cannot hold these preferences: {whys[0]}",
                f"states would have to be ranked one by one: {feasible:,} of them, at most "
                f"{MOST_RANKED:,}",
            )
        why = f"States are ranked by hand, for all decision makers: {'; '.join(whys)}."
        return said, why

    def _of(self, party: str) -> tuple[Statement, ...] | str:
        """Return the statements of a party, or why it has none that the format can hold."""
        preference = self.case.preferences.get(party)
        if preference is None:
            return ()
        if preference.ranking is not None:
            return "has a ranking"
        if preference.reading != "lexicographic":
            return "has weights"
        statements = statements_of(preference)
        if len(statements) > MOST_STATEMENTS:
            return f"has more than {MOST_STATEMENTS} statements"
        found = [self._patterns(one.condition, party, self.reading) for one in statements]
        if any(one is None for one in found):
            return "has a statement that takes too many patterns"
        return tuple(one for one in found if one and all(one))

    def _maker(self, party: int, said: Sequence[tuple[Statement, ...]], *, ranked: bool) -> Maker:
        id_ = self.model.parties[party]
        own = self.model.own(party)
        view = self.case.misperceptions.get(id_)
        unperceived = [
            (pattern,)
            for condition in (view.impossible if view else ())
            for pattern in self._patterns(condition, id_, self.reading) or ()
        ]
        return Maker(
            name=self.model.party_name(party),
            options=tuple(o for k in own for o in range(self.first[k], self.first[k + 1])),
            statements=said[party],
            ranking=self._ranking(party) if ranked else None,
            unperceived=tuple(unperceived),
        )

    def _ranking(self, party: int) -> Ranking:
        # The ladders keep the order of states, so the n-th feasible state is number n in the file.
        rank = self.model.rank[party][self.model.feasible]
        return tuple(
            tuple((np.flatnonzero(rank == value) + 1).tolist())
            for value in sorted(np.unique(rank), reverse=True)
        )

    def _coalitions(self) -> tuple[tuple[tuple[int, ...], ...], list[str]]:
        groups = [
            tuple(sorted(self.model.parties.index(party) for party in group))
            for group in self.case.coalitions or ()
            if len(group) > 1
        ]
        members = [member for group in groups for member in group]
        if len(members) > len(set(members)):
            return (), ["Coalitions that share members: nobody is joined in the file."]
        joined = "Coalitions: in the file each is one player, and its members no longer move alone."
        return tuple(groups), [joined] if groups else []


def _by_steps(up: Bools, down: Bools) -> Bools:
    """Return the changes of level that are made of single steps up, or of single steps down.

    Examples
    --------
    >>> _by_steps(np.array([True, True]), np.array([True, False])).astype(int).tolist()
    [[1, 1, 1], [1, 1, 1], [0, 0, 1]]
    """
    count = len(up) + 1
    return np.array(
        [[up[a:b].all() if a <= b else down[b:a].all() for b in range(count)] for a in range(count)]
    )


def _settings(counts: Sequence[int]) -> tuple[npt.NDArray[np.int64], Bools]:
    """Return of each setting of the options the state that it is, and whether it is one.

    Examples
    --------
    >>> [part.tolist() for part in _settings([3])]
    [[0, 1, 1, 2], [True, True, False, True]]
    """
    setting = np.arange(2 ** sum(count - 1 for count in counts))
    state = np.zeros(setting.size, np.int64)
    valid = np.ones(setting.size, np.bool_)
    stride = 1
    for count in counts:
        bits, setting = setting % 2 ** (count - 1), setting >> (count - 1)
        level = np.bitwise_count(bits).astype(np.int64)
        valid &= bits == 2**level - 1
        state += stride * level
        stride *= count
    return state, valid

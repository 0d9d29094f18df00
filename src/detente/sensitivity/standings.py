"""What would last, in many worlds at once: moves and states are prepared once, orders are new.

Array letters: P parties, F feasible states, C classes of one party, B worlds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field
from msgspec.structs import replace

from detente.errors import CannotComputeError
from detente.ledger import Status
from detente.model import Model, compile_model
from detente.model.preferences import statement_weights
from detente.model.utilities import is_weighted, whole_weights
from detente.sensitivity.board import Board
from detente.sensitivity.supports import Fallen, Supports
from detente.stability import CONCEPTS
from detente.stability.listing import listed
from detente.stability.robust.analysis import too_large
from detente.stability.robust.lanes import LANES, Lanes
from detente.stability.robust.prepared import Prepared
from detente.stability.robust.stated import Ranks, Stated, stated

__all__ = ["Standing", "Standings"]

STRONGEST_FIRST = ("nash", "seq", "sseq", "smr", "gmr")
Key = tuple[Fallen, tuple[tuple[str, str], ...]]
Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
T = TypeVar("T")


class Standing(Struct, frozen=True, eq=False):
    """What would last in one world.

    Attributes
    ----------
    model : Model
        Its states and moves; its ranks are those of the world as it is.
    states : (F,) int64
        The numbers of the feasible states; the arrays below go by it.
    now : int or None
        The number of the present state; None where it is not feasible or not known.
    ranks : tuple of (F,) int32
        Per party, larger better.
    lasting : dict of (F,) bool
        Per concept where all parties are stable, those that ask most first.
    """

    model: Model
    states: Numbers
    now: int | None
    ranks: tuple[Ranks, ...]
    lasting: Mapping[str, Bools]
    _numbers: dict[tuple[int, tuple[tuple[str, str], ...]], int | None] = field(
        default_factory=dict
    )
    _scores: Callable[[], Numbers] | None = None
    _kept: dict[str, Any] = field(default_factory=dict)

    def scores(self) -> Numbers:
        """Return what each feasible state is worth to each party, in whole units of its own: (P, F).

        Sums of weights; ranks, larger better, of a party of which only an order is known.
        """
        return np.stack(self.ranks).astype(np.int64) if self._scores is None else self._scores()

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return what is the same in all worlds with these states and moves, made once."""
        if name not in self._kept:
            self._kept[name] = make()
        found: T = self._kept[name]
        return found

    def changed(self, levels: Mapping[str, str]) -> int | None:
        """Return the number of the present state with some levels changed; None if there is none."""
        if self.now is None:
            return None
        key = self.now, tuple(levels.items())
        if key not in self._numbers:
            try:
                found = self.model.number({**self.model.state(self.now), **levels})
            except (KeyError, ValueError):
                found = None
            self._numbers[key] = found
        return self._numbers[key]

    def place(self, state: int) -> int | None:
        """Return the place of a state in the arrays; None if it is not feasible."""
        place = int(np.searchsorted(self.states, state))
        return place if place < self.states.size and self.states[place] == state else None

    def how(self, state: int) -> str | None:
        """Return the first concept under which a state lasts; empty if none; None if it cannot be."""
        place = self.place(state)
        if place is None:
            return None
        return next((c for c, where in self.lasting.items() if where[place]), "")

    def gains(self, state: int) -> tuple[int, ...]:
        """Return for each party 1 where it prefers a feasible state to now, -1 to the contrary, else 0."""
        place, now = self.place(state), self.place(-1 if self.now is None else self.now)
        if place is None or now is None:
            return ()
        return tuple(int(np.sign(int(rank[place]) - int(rank[now]))) for rank in self.ranks)

    def better_for_all(self) -> int | None:
        """Return how many lasting states all prefer to now, by the first concept that any state meets."""
        now = self.place(-1 if self.now is None else self.now)
        strongest = next((where for where in self.lasting.values() if where.any()), None)
        if now is None or strongest is None:
            return None
        better = strongest.copy()
        for rank in self.ranks:
            better &= rank > rank[now]
        return int(np.count_nonzero(better))


class _Frame(Struct, eq=False):
    """States and moves, prepared, with the orders of each party as they are needed."""

    model: Model
    states: Numbers
    prepared: Prepared
    supports: Supports
    orders: dict[tuple[int, Fallen], Ranks] = field(default_factory=dict)
    numbers: dict[tuple[int, tuple[tuple[str, str], ...]], int | None] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    def scores(self, worlds: Sequence[Fallen]) -> Numbers:
        """Return what each feasible state is worth to each party, (P, F), in a world."""
        parties = zip(self.prepared.parties, worlds, strict=True)
        return np.stack(
            [self._score(n, it, world)[it.class_of] for n, (it, world) in enumerate(parties)]
        )

    def _score(self, party: int, it: Stated, world: Fallen) -> Numbers:
        """Return what each class of a party is worth: (C,)."""
        if not is_weighted(it.preference) or it.preference is None:
            return self.order(party, world).astype(np.int64)
        kept, turned = self._standing_statements(it, world)
        if not kept:
            return np.zeros(len(it.truths), np.int64)
        weights = whole_weights(statement_weights(tuple(it.statements[n] for n in kept)))
        return (it.truths ^ turned)[:, kept].astype(np.int64) @ np.array(weights, np.int64)

    def order(self, party: int, world: Fallen) -> Ranks:
        """Return the rank of each class of a party: (C,)."""
        key = party, world
        if key not in self.orders:
            self.orders[key] = self._order(self.prepared.parties[party], world)
        return self.orders[key]

    def _order(self, it: Stated, world: Fallen) -> Ranks:
        name = it.preference.party if it.preference else ""
        place = self.supports.place
        if it.ranked:
            bit = 1 << place.get(("ranking", (name,)), len(self.supports.items))
            if world.fallen & bit:
                return np.zeros_like(it.written)
            return it.written.max() - it.written if world.reversed & bit else it.written
        kept, turned = self._standing_statements(it, world)
        if len(kept) == len(it.order) and not turned.any():
            return it.written
        if not kept:
            return np.zeros_like(it.written)
        return replace(it, truths=it.truths ^ turned).rank(kept)

    def _standing_statements(self, it: Stated, world: Fallen) -> tuple[list[int], Bools]:
        """Return the columns that still count, and which of all columns are turned round."""
        name = it.preference.party if it.preference else ""
        kept, turned = [], np.zeros(it.truths.shape[1], np.bool_)
        for n, column in enumerate(it.order):
            bit = 1 << self.supports.place.get(("statement", (name, n)), len(self.supports.items))
            turned[column] = bool(world.reversed & bit)
            if not world.fallen & bit:
                kept.append(column)
        return kept, turned


Asked = tuple[_Frame, int | None, tuple[Fallen, ...]]
"""What decides the answer: states and moves, the present state, what each party states."""


class Standings(Struct, eq=False, dict=True):
    """What would last, in any world."""

    board: Board
    concepts: Sequence[str] = CONCEPTS
    _frames: dict[Key, "_Frame | str"] = field(default_factory=dict)
    _found: dict[Fallen, "tuple[_Frame | str, int | None]"] = field(default_factory=dict)

    def why_not(self, world: Fallen) -> str:
        """Return why nothing can be said about stability in a world; empty if it can."""
        frame = self._frame(world)[0]
        return frame if isinstance(frame, str) else ""

    def solved(self, worlds: Sequence[Fallen]) -> Iterator[tuple[list[int], Standing | None]]:
        """Yield what would last, once for all worlds that agree on it, with their places.

        None where it cannot be worked out.
        """
        alike: dict[Asked, list[int]] = defaultdict(list)
        cannot: list[int] = []
        for n, world in enumerate(worlds):
            frame, now = self._frame(world)
            if isinstance(frame, str):
                cannot.append(n)
            else:
                alike[frame, now, tuple(self._orders(world))].append(n)
        if cannot:
            yield cannot, None
        by_frame: dict[_Frame, list[Asked]] = defaultdict(list)
        for one in alike:
            by_frame[one[0]].append(one)
        for frame, asked in by_frame.items():
            for first in range(0, len(asked), LANES):
                part = asked[first : first + LANES]
                for one, standing in zip(part, self._batch(frame, part), strict=True):
                    yield alike[one], standing

    def _batch(self, frame: _Frame, asked: Sequence[Asked]) -> Iterator[Standing]:
        orders = [
            {party: frame.order(party, world) for party, world in enumerate(worlds)}
            for _, _, worlds in asked
        ]
        found = frame.prepared.equilibria(orders, self.concepts)
        first = [concept for concept in STRONGEST_FIRST if concept in found]
        for lane, (_, now, _) in enumerate(asked):
            ranks = tuple(
                orders[lane][party][it.class_of] for party, it in enumerate(frame.prepared.parties)
            )
            lasting = {concept: found[concept][:, lane] for concept in first}
            yield Standing(
                frame.model,
                frame.states,
                now,
                ranks,
                lasting,
                frame.numbers,
                partial(frame.scores, asked[lane][2]),
                frame.kept,
            )

    @cached_property
    def _stated(self) -> tuple[int, ...]:
        depends = self.board.depends
        return tuple(depends.orders(party) for party in depends.case.players)

    def _orders(self, world: Fallen) -> Iterator[Fallen]:
        for supports in self._stated:
            yield world.within(supports)

    def _frame(self, world: Fallen) -> "tuple[_Frame | str, int | None]":
        """Return states and moves in a world, and the number of the present state."""
        depends = self.board.depends
        key = world.within(depends.states | depends.status_quo)
        if key not in self._found:
            self._found[key] = self._framed(key)
        return self._found[key]

    def _framed(self, world: Fallen) -> "tuple[_Frame | str, int | None]":
        depends = self.board.depends
        case = depends.case
        board = {lever: self.board.lever(lever, world) for lever in case.levers}
        written = case.status_quo if isinstance(case.status_quo, Mapping) else {}
        now = {
            lever: written.get(lever) or (it.levels[0] if len(it.levels) == 1 else it.certain)
            for lever, it in board.items()
            if not case.levers[lever].quantity
        }
        fixed = tuple((k, v) for k, v in now.items() if case.levers[k].owner not in case.players)
        key = world.within(depends.states), fixed
        if key not in self._frames:
            status = Status(
                as_of=self.board.as_of,
                known=self.board.known,
                reading=self.board.reading,
                levers=board,
                clauses={},
            )
            self._frames[key] = self._compiled(key[0], None if case.graph else status)
        frame = self._frames[key]
        return frame, None if isinstance(frame, str) else self._now(frame, now)

    def _compiled(self, world: Fallen, status: Status | None) -> "_Frame | str":
        supports, reading = self.board.depends.supports, self.board.reading
        case = supports.case_after(world)
        if not case.preferences or not (case.levers or case.graph):
            return "the case says of no party what it prefers"
        try:
            model = compile_model(case, status, reading=reading)
        except CannotComputeError as error:
            return error.message
        if why := too_large(model):
            return why
        place = listed(model)
        parties = tuple(
            stated(case, model, place.states, n, reading or "") for n in range(len(model.parties))
        )
        lanes = Lanes.of(place, [it.class_of for it in parties], transitive=model.arcs is None)
        return _Frame(model, place.states, Prepared.of(lanes, parties), supports)

    @staticmethod
    def _now(frame: _Frame, now: Mapping[str, str]) -> int | None:
        model = frame.model
        if model.state_names is not None:
            return model.status_quo
        number = model.number(now)
        return number if model.feasible[number] else None

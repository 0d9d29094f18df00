"""What was found about how firm the equilibria of a model are."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.stability.robust.changes import Change
from detente.stability.robust.lanes import LANES
from detente.stability.robust.prepared import Prepared
from detente.stability.robust.shares import Share, share

__all__ = ["FEW_PAIRS", "PAIRS", "Bools", "Counts", "Robustness"]

FEW_PAIRS = 500
"""Pairs of changes that a page looks at where no single change flips a state; JSON looks at more."""
PAIRS = 2_000
"""Pairs of changes that are looked at where no single change flips a state."""
BY_OWN_PREFERENCES = ("nash", "gmr", "smr")
"""Concepts under which a party's stability does not turn on what the others prefer. So a draw that takes
a party as indifferent shows what may be, if nothing is stated for it: the state as the best it could have."""
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


class Robustness(Struct, frozen=True, eq=False):
    """How firm the equilibria of a model are.

    Attributes
    ----------
    states : (F,) int64
        The numbers of the feasible states; all arrays of F go by it.
    written : dict of (F,) bool
        Per concept the equilibria under the preferences as written.
    draws, asked : int
        How many draws count, and how many were asked for.
    seed : int
        What the draws depend on.
    counts : dict of (F,) int64
        Per concept in how many draws each state is an equilibrium.
    varied : dict
        Per party what the draws vary: ``order`` or ``weights``, ``type``, ``type and order``, ``type
        and weights``, or ``nothing``.
    silent : dict
        The names of the parties for which nothing is stated, or nothing for a type that they may be
        of. They count as indifferent in the draws, and nothing is proved that rests on it.
    changes : tuple of Change
        The D single changes that alter an order.
    others : tuple of Change
        The single changes that alter nothing by themselves.
    joint : tuple of Change
        Pairs of claims on which something stands that stands on neither of them alone.
    kept : dict of (D, F) bool, bit-packed along D
        Per concept under which of the changes each state is an equilibrium.
    stopped : bool
        Whether it was stopped before the last draw.
    """

    states: npt.NDArray[np.int64]
    written: Mapping[str, Bools]
    draws: int
    asked: int
    seed: int
    counts: Mapping[str, Counts]
    varied: Mapping[str, str]
    silent: Mapping[str, str]
    changes: tuple[Change, ...]
    others: tuple[Change, ...]
    joint: tuple[Change, ...]
    kept: Mapping[str, npt.NDArray[np.uint8]]
    stopped: bool
    _prepared: Prepared

    @property
    def tried(self) -> int:
        """How many single changes there are, with those that alter nothing."""
        return len(self.changes) + len(self.others)

    @property
    def draws_differ(self) -> bool:
        """Whether there is anything to draw: some party's order is not settled by what it states."""
        return any(it != "nothing" for it in self.varied.values())

    @property
    def nothing_stated(self) -> bool:
        """Whether nothing is stated for any party."""
        return len(self.silent) == len(self.varied) and not self.draws_differ

    def place(self, state: int) -> int:
        """Return the place of a feasible state of the model in the arrays.

        Raises
        ------
        KeyError
            The state is not feasible.
        """
        place = int(np.searchsorted(self.states, state))
        if place == self.states.size or self.states[place] != state:
            raise KeyError(state)
        return place

    def share(self, concept: str, state: int) -> Share:
        """Return the acceptability of a state under a concept.

        There is none where nothing can be drawn and some party's preferences are not known at all.
        """
        place = self.place(state)
        if self.silent and not self.draws_differ:
            return share(0, 0)
        if not self.draws_differ:
            return share(int(self.written[concept][place]), 1, exact=True)
        return share(int(self.counts[concept][place]), self.draws)

    def holds(self, concept: str, state: int) -> Bools:
        """Return under which of the changes a state is an equilibrium: (D,) bool."""
        column = self.kept[concept][:, self.place(state)]
        return np.unpackbits(column, count=len(self.changes)).astype(np.bool_)

    def flips(self, concept: str, state: int) -> list[Change]:
        """Return the single changes under which a state stops being an equilibrium, or becomes one."""
        here = self.holds(concept, state) != self.written[concept][self.place(state)]
        return [self.changes[number] for number in np.flatnonzero(here).tolist()]

    def smallest(
        self, wanted: Sequence[tuple[str, int]], *, most: int = PAIRS
    ) -> dict[tuple[str, int], Change | None]:
        """Return for each (concept, state) the smallest change that flips it: a single one, else two.

        None where no single one does, and no two among the first `most` pairs.
        """
        singles = {key: next(iter(self.flips(*key)), None) for key in wanted}
        still = [key for key, change in singles.items() if change is None]
        return singles | self.double_flips(still, most=most)

    def double_flips(
        self, wanted: Sequence[tuple[str, int]], *, most: int = PAIRS
    ) -> dict[tuple[str, int], Change | None]:
        """Return for each (concept, state) the first two changes that flip it together.

        None where no two do among the first `most` pairs; see :meth:`pairs_left_out`.
        """
        found: dict[tuple[str, int], Change | None] = dict.fromkeys(wanted)
        places = {key: self.place(key[1]) for key in wanted}
        concepts = list(dict.fromkeys(concept for concept, _ in wanted))
        pairs = self._prepared.pairs(self.changes, self.others, self.joint, most)
        while concepts and (batch := list(islice(pairs, LANES))):
            holds = self._prepared.equilibria([after for _, after in batch], concepts)
            for key in [key for key in wanted if found[key] is None]:
                concept, place = key[0], places[key]
                flipped = holds[concept][place] != self.written[concept][place]
                if flipped.any():
                    found[key] = batch[int(flipped.argmax())][0]
            if all(found[key] for key in wanted):
                break
        return found

    def pairs_left_out(self, most: int = PAIRS) -> int:
        """Return how many pairs of changes :meth:`double_flips` does not look at."""
        return max(0, self.tried * (self.tried - 1) // 2 + len(self.joint) - most)

    def certain(
        self, concepts: Sequence[str], states: Sequence[int]
    ) -> list[dict[str, bool | None]]:
        """Return for each state and concept whether it is a necessary equilibrium.

        True is proved, False is witnessed (by the preferences as written, or by a draw), None is
        open.
        """
        places = [self.place(state) for state in states]

        def fails(concept: str, place: int) -> bool:
            return not self.written[concept][place] or self.counts[concept][place] < self.draws

        return self._settled(concepts, places, fails, sure=False)

    def possible(
        self, concepts: Sequence[str], states: Sequence[int]
    ) -> list[dict[str, bool | None]]:
        """Return for each state and concept whether it is a possible equilibrium.

        True is witnessed, False is proved, None is open.
        """
        places = [self.place(state) for state in states]

        def holds(concept: str, place: int) -> bool:
            return bool(self.written[concept][place] or self.counts[concept][place])

        return self._settled(concepts, places, holds, sure=True)

    def _settled(
        self,
        concepts: Sequence[str],
        places: Sequence[int],
        seen: Callable[[str, int], bool],
        *,
        sure: bool,
    ) -> list[dict[str, bool | None]]:
        """Return `sure` where something is seen, its opposite where that is proved, else None."""
        if self.nothing_stated:
            return [dict.fromkeys(concepts) for _ in places]
        if not self.silent and not self.draws_differ:
            return [{c: bool(self.written[c][place]) for c in concepts} for place in places]

        def witnessed(concept: str, place: int) -> bool:
            return seen(concept, place) and (not self.silent or concept in BY_OWN_PREFERENCES)

        wanted = [n for n in places if not all(witnessed(c, n) for c in concepts)]
        bound = self._prepared.bounded(wanted, concepts, sure=sure)
        row = {place: number for number, place in enumerate(wanted)}
        return [
            {
                c: sure
                if witnessed(c, place)
                else self._proved(c, bound=bool(bound[c][row[place]]), sure=sure)
                for c in concepts
            }
            for place in places
        ]

    def _proved(self, concept: str, *, bound: bool, sure: bool) -> bool | None:
        """Return what a bound proves. For Nash that on what is necessary is exact: pairs decide."""
        if bound != sure:
            return not sure
        return False if concept == "nash" and not sure and not self.silent else None

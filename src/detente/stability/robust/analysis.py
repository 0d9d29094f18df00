"""How firm each equilibrium is: draws of consistent preferences, single changes, what holds for certain.

Let W_i be the preferences that agree with what party i states. Over the product of the W_i

    acceptability of a state   the share of preferences under which it is an equilibrium
    necessary equilibrium      it is one under all of them
    possible equilibrium       it is one under some of them

(Lahdelma, Hokkanen and Salminen 1998 for acceptability; Greco, Mousseau and Slowinski 2008 for the
necessary and the possible.) Shares come from draws and carry an interval. What is necessary or
impossible is proved, from what all of W_i say about pairs of states, or left open.

Array letters: P parties, F feasible states, B draws, D changes.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.case import Case
from detente.model import Model
from detente.stability.concepts import CONCEPTS
from detente.stability.listing import listed
from detente.stability.moves import count_moves
from detente.stability.robust.changes import Change, changes, ranks_after
from detente.stability.robust.lanes import LANES, Lanes
from detente.stability.robust.prepared import Prepared
from detente.stability.robust.shares import Share, share
from detente.stability.robust.stated import Ranks, Stated, stated
from detente.stability.robust.weights import BLOCK
from detente.stability.sparse import pairs

__all__ = ["DRAWS", "Progress", "Robustness", "robustness", "too_large"]

DRAWS = 400
"""Draws where the caller does not say: intervals of five hundredths either way at most."""
PAIRS = 2_000
"""Pairs of changes that are looked at where no single change flips a state."""
MOST_MOVES = 4_000_000
MOST_STATES = 200_000
Progress = Callable[[int, int], None]
"""Called with how many draws are done and how many there are to be."""
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
        Per party what the draws vary: ``order``, ``weights``, or ``nothing``.
    changes : tuple of Change
        The D single changes that alter an order.
    tried : int
        How many single changes there are, with those that alter nothing.
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
    changes: tuple[Change, ...]
    tried: int
    kept: Mapping[str, npt.NDArray[np.uint8]]
    stopped: bool
    _prepared: Prepared

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
        """Return the acceptability of a state under a concept."""
        place = self.place(state)
        if not self._prepared.draws_differ:
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

    def double_flips(
        self, wanted: Sequence[tuple[str, int]], *, most: int = PAIRS
    ) -> dict[tuple[str, int], Change | None]:
        """Return for each (concept, state) the first two changes that flip it together.

        None where no two do among the first `most` pairs; see :meth:`pairs_left_out`.
        """
        found: dict[tuple[str, int], Change | None] = dict.fromkeys(wanted)
        places = {key: self.place(key[1]) for key in wanted}
        concepts = list(dict.fromkeys(concept for concept, _ in wanted))
        pairs = self._prepared.pairs(self.changes, most)
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
        count = len(self.changes)
        return max(0, count * (count - 1) // 2 - most)

    def certain(
        self, concepts: Sequence[str], states: Sequence[int]
    ) -> list[dict[str, bool | None]]:
        """Return for each state and concept whether it is a necessary equilibrium.

        True is proved, False is witnessed (by the preferences as written, or by a draw), None is
        open.
        """
        places = [self.place(state) for state in states]
        return self._settled(
            concepts,
            places,
            lambda c, n: not self.written[c][n] or self.counts[c][n] < self.draws,
            sure=False,
        )

    def possible(
        self, concepts: Sequence[str], states: Sequence[int]
    ) -> list[dict[str, bool | None]]:
        """Return for each state and concept whether it is a possible equilibrium.

        True is witnessed, False is proved, None is open.
        """
        places = [self.place(state) for state in states]
        return self._settled(
            concepts, places, lambda c, n: bool(self.written[c][n] or self.counts[c][n]), sure=True
        )

    def _settled(
        self,
        concepts: Sequence[str],
        places: Sequence[int],
        witnessed: Callable[[str, int], bool],
        *,
        sure: bool,
    ) -> list[dict[str, bool | None]]:
        """Return `sure` where something is witnessed, its opposite where that is proved, else None."""
        if not self._prepared.draws_differ:
            return [{c: bool(self.written[c][place]) for c in concepts} for place in places]
        wanted = [n for n in places if not all(witnessed(c, n) for c in concepts)]
        bound = self._prepared.bounded(wanted, concepts, sure=sure)
        row = {place: number for number, place in enumerate(wanted)}
        return [
            {
                c: sure
                if witnessed(c, place)
                else _proved(c, bound=bool(bound[c][row[place]]), sure=sure)
                for c in concepts
            }
            for place in places
        ]


def _proved(concept: str, *, bound: bool, sure: bool) -> bool | None:
    """Return what a bound proves. For Nash the bound on what is necessary is exact: pairs decide."""
    if bound != sure:
        return not sure
    return sure if concept == "nash" and not sure else None


def robustness(
    case: Case,
    model: Model,
    *,
    concepts: Sequence[str] = CONCEPTS,
    draws: int = DRAWS,
    seed: int = 1,
    reading: str = "",
    workers: int = 1,
    progress: Progress | None = None,
) -> Robustness:
    """Return how firm the equilibria of a model are.

    Parameters
    ----------
    case : Case
        What the model was compiled from.
    model : Model
        As :func:`detente.model.compile_model` gives it.
    concepts : sequence of str
        Some of ``nash``, ``gmr``, ``smr``, ``seq``, ``sseq``.
    draws : int
        How many consistent preferences to draw. Draw k depends on the seed and k only.
    seed : int
        Any whole number from 0 to 2^64 - 1.
    reading : str
        Whose reading of a disputed word counts, as for the model.
    workers : int
        Threads; the answer is the same for any number.
    progress : callable, optional
        Called with the draws done and asked for, from the calling thread.

    Returns
    -------
    Robustness
        An interruption (KeyboardInterrupt) during the draws ends them: those done count, and
        ``stopped`` is set.

    Raises
    ------
    CannotComputeError
        No weights agree with what a party states, or almost none.

    Examples
    --------
    A party with two statements and nobody against it: whatever they weigh, it does both.

    >>> from detente.casefile import parse
    >>> from detente.model import compile_model
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {usa: {name: US}}
    ... levers:
    ...   ban: {owner: usa, levels: [in_force, lifted]}
    ...   talks: {owner: usa, levels: [closed, open]}
    ... preferences: {usa: {statements: [talks = open, ban = lifted]}}
    ... ''')
    >>> found = robustness(case, compile_model(case), draws=100)
    >>> [found.share("nash", state).share for state in range(4)]
    [0.0, 0.0, 0.0, 1.0]
    >>> found.certain(["nash"], [3])
    [{'nash': True}]
    >>> [change.text for change in found.flips("nash", 2)]
    ["US: without statement 2, 'ban = lifted'"]
    """
    place = listed(model)
    parties = tuple(
        stated(case, model, place.states, n, reading) for n in range(len(model.parties))
    )
    class_of = [it.class_of for it in parties]
    lanes = Lanes.of(place, class_of, transitive=model.arcs is None)
    prepared = Prepared.of(lanes, parties)
    written = {c: it[:, 0] for c, it in prepared.equilibria([{}], concepts).items()}
    singles = changes(model, parties, place.states)
    orders = [ranks_after(change, parties) for change in singles]
    altering = [n for n, order in enumerate(orders) if order]
    kept = _kept(prepared, [orders[n] for n in altering], concepts, place.states.size)
    asked = draws if prepared.draws_differ else 0

    def block(number: int, used: int) -> dict[str, Counts]:
        return prepared.block(seed, number, used, concepts)

    counts, done, stopped = _drawn(block, asked, workers, progress)
    if not counts:
        counts = {concept: np.zeros(place.states.size, np.int64) for concept in concepts}
    return Robustness(
        states=place.states,
        written=written,
        draws=done,
        asked=asked,
        seed=seed,
        counts=counts,
        varied={party: _varied(it) for party, it in zip(model.parties, parties, strict=True)},
        changes=tuple(singles[n] for n in altering),
        tried=len(singles),
        kept=kept,
        stopped=stopped,
        _prepared=prepared,
    )


def too_large(model: Model) -> str:
    """Say why robustness is left out for a model unless it is asked for; empty if it is not."""
    feasible = int(np.count_nonzero(model.feasible))
    if feasible > MOST_STATES:
        return f"{feasible:,} feasible states are more than {MOST_STATES:,}"
    if model.arcs is None and pairs(model) <= MOST_MOVES:  # a quick bound that settles most cases
        return ""
    moves = sum(count_moves(model).values())
    if moves > MOST_MOVES:
        return f"{moves:,} moves are more than {MOST_MOVES:,}"
    return ""


def _varied(it: Stated) -> str:
    if it.sampler() is None:
        return "nothing"
    return "order" if all(bound is None for bound in it.bounds) else "weights"


def _kept(
    prepared: Prepared,
    orders: Sequence[Mapping[int, Ranks]],
    concepts: Sequence[str],
    size: int,
) -> dict[str, npt.NDArray[np.uint8]]:
    """Return for each concept under which orders each state is an equilibrium, (ceil(D / 8), F) uint8."""
    packed: dict[str, list[npt.NDArray[np.uint8]]] = {concept: [] for concept in concepts}
    for first in range(0, len(orders), LANES):
        found = prepared.equilibria(orders[first : first + LANES], concepts)
        for concept, where in found.items():
            packed[concept].append(np.packbits(where.T, axis=0))
    nothing = np.zeros((0, size), np.uint8)
    return {concept: np.concatenate([nothing, *parts]) for concept, parts in packed.items()}


def _drawn(
    block: Callable[[int, int], dict[str, Counts]],
    asked: int,
    workers: int,
    progress: Progress | None,
) -> tuple[dict[str, Counts], int, bool]:
    """Return the counts, how many draws are in them, and whether an interruption ended it.

    Blocks are counted in order, so that what is done is what a run of so many draws gives.
    """
    counts: dict[str, Counts] = {}
    done = 0
    sizes = [min(BLOCK, asked - first) for first in range(0, asked, BLOCK)]
    ahead = enumerate(sizes)
    running: deque[Future[dict[str, Counts]]] = deque()
    pool = ThreadPoolExecutor(max(1, min(workers, len(sizes))))
    try:
        for used in sizes:
            for number, size in islice(ahead, 2 * workers - len(running)):
                running.append(pool.submit(block, number, size))
            found = running.popleft().result()
            counts = {c: counts[c] + it if c in counts else it for c, it in found.items()}
            done += used
            if progress is not None:
                progress(done, asked)
    except KeyboardInterrupt:
        return counts, done, True
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return counts, done, False

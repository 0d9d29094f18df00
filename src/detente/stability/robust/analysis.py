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

from detente.case import Case
from detente.model import Model
from detente.stability.concepts import CONCEPTS
from detente.stability.listing import listed
from detente.stability.moves import count_moves
from detente.stability.robust.changes import changes, joint_claims, ranks_after
from detente.stability.robust.lanes import LANES, Lanes
from detente.stability.robust.prepared import Prepared
from detente.stability.robust.result import Counts, Robustness
from detente.stability.robust.stated import Ranks, stated
from detente.stability.robust.weights import BLOCK
from detente.stability.sparse import pairs

__all__ = ["DRAWS", "Progress", "Robustness", "robustness", "too_large"]

DRAWS = 400
"""Draws where the caller does not say: intervals of five hundredths either way at most."""
MOST_MOVES = 4_000_000
MOST_STATES = 200_000
Progress = Callable[[int, int], None]
"""Called with how many draws are done and how many there are to be."""


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
        varied={party: it.varies for party, it in zip(model.parties, parties, strict=True)},
        silent={model.parties[n]: model.party_name(n) for n, it in enumerate(parties) if it.silent},
        changes=tuple(singles[n] for n in altering),
        others=tuple(change for change, order in zip(singles, orders, strict=True) if not order),
        joint=tuple(joint_claims(model, parties)),
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

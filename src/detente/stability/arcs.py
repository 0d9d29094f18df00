"""Individual stability where the moves are given as arcs: graph form, or restricted moves.

With A_j the arcs of party j, a *legal sequence* of the opponents O of party i is a walk in which
each step is an arc of some j in O and no party moves twice in succession (Fang, Hipel and Kilgour
1993). Given arcs need not be transitive, so the rule matters: what can follow depends on who moved
last. With

    h_j(x) = min( w(x), min { h_k(y) : k in O, k != j, (x, y) in A_k } )

the least worth that the opponents can lead to from x when j has just moved, and party i itself
being the last mover when it has just moved to s1, the definitions of `detente.stability.plain`
hold with g = h_i: any opponent may answer party i, none may follow itself. For improvements the
arcs of each party are those to a state it strictly prefers to the one the arc leaves.

Sequences may lead back to s (a coalition can own the reverse of party i's move). Then s itself
counts among the sanctions, by the definition: it is not preferred to s.

Array letters: P parties, S states, M arcs of one party.
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.model import Model
from detente.stability.boxes import Bools, Ints
from detente.stability.plain import NEVER

Indexes = npt.NDArray[np.int64]
Closure = Callable[[int, Ints], Ints]
"""From a focal party and the worth (S,) of states to the least worth its opponents reach."""


class Moves(Struct, frozen=True):
    """The arcs of one party, sorted by the state they leave.

    Attributes
    ----------
    origin : (N,) int64
        The states that have an arc, in increasing order.
    first : (N,) int64
        Where the arcs of each of them begin in `to`.
    to : (M,) int64
        End states.
    """

    origin: Indexes
    first: Indexes
    to: Indexes


def solve(model: Model, concepts: Collection[str], *, compiled: bool = False) -> dict[str, Bools]:
    """Return for each concept where each party is stable.

    Parameters
    ----------
    model : Model
        With arcs.
    concepts : collection of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.
    compiled : bool
        Search with compiled code, in time linear in arcs, instead of sweeping over all arcs until
        nothing changes.

    Returns
    -------
    dict of (P, S) bool
        False at infeasible states.

    Raises
    ------
    ValueError
        The model is in product form.
    """
    moves = all_moves(model)
    prepare = searching if compiled else sweeping
    closures: dict[str, Closure] = {}
    if {"gmr", "smr"} & set(concepts):
        closures["gmr"] = closures["smr"] = prepare(moves, model.feasible.size)
    if {"seq", "sseq"} & set(concepts):
        better = [improving(move, rank) for move, rank in zip(moves, model.rank, strict=True)]
        closures["seq"] = closures["sseq"] = prepare(better, model.feasible.size)
    stable = {concept: np.zeros(model.rank.shape, np.bool_) for concept in concepts}
    for party, rank in enumerate(model.rank):
        for concept in concepts:
            worth = rank.astype(np.int32)
            if concept in {"smr", "sseq"}:
                worth = extreme(moves[party], worth, worth, np.maximum)
            if concept in closures:
                worth[~model.feasible] = NEVER
                worth = closures[concept](party, worth)
            stable[concept][party] = verdict(worth, rank, moves[party])
    return stable


def all_moves(model: Model) -> list[Moves]:
    """Return the arcs of each party by the state they leave."""
    if model.arcs is None:
        message = "the model is in product form: it has no arcs"
        raise ValueError(message)
    found = []
    for start, to in model.arcs:
        origin = np.flatnonzero(start[1:] > start[:-1])
        found.append(Moves(origin, start[origin].astype(np.int64), to.astype(np.int64)))
    return found


def moves_between(origin: Indexes, to: Indexes) -> Moves:
    """Return arcs given as pairs, those of one origin being neighbours."""
    names, first = np.unique(origin, return_index=True)
    return Moves(names, first, to)


def improving(moves: Moves, rank: Ints) -> Moves:
    """Return the arcs whose mover strictly prefers their end to their origin."""
    origin = origins(moves)
    better = rank[moves.to] > rank[origin]
    return moves_between(origin[better], moves.to[better])


def origins(moves: Moves) -> Indexes:
    """Return the origin of every arc, (M,) int64."""
    return np.repeat(moves.origin, np.diff(moves.first, append=moves.to.size))


def extreme(moves: Moves, values: Ints, found: Ints, take: np.ufunc) -> Ints:
    """Return for each state the extreme of what was found there and of the values one arc away.

    Parameters
    ----------
    moves : Moves
        Arcs of one party.
    values : (S,) int32
        Values to look up at the ends of arcs.
    found : (S,) int32
        Values that stand without any arc.
    take : ufunc
        ``numpy.minimum`` or ``numpy.maximum``.

    Returns
    -------
    (S,) int32
    """
    result = found.copy()
    if moves.to.size:
        ahead = take.reduceat(values[moves.to], moves.first)
        result[moves.origin] = take(result[moves.origin], ahead)
    return result


def sweeping(replies: Sequence[Moves], states: int) -> Closure:
    """Return the closure h_i over some arcs, found by sweeps until nothing changes.

    Parameters
    ----------
    replies : sequence of Moves
        The arcs that may be used, per party. The focal party's are not.
    states : int
        Number of states S.
    """
    nothing = np.full(states, NEVER, np.int32)

    def close(party: int, worth: Ints) -> Ints:
        least = np.tile(worth, (len(replies), 1))
        settled = False
        while not settled:
            before = least.copy()
            for mover, moves in enumerate(replies):
                if mover != party:
                    ahead = extreme(moves, least[mover], nothing, np.minimum)
                    others = np.arange(len(replies)) != mover
                    least[others] = np.minimum(least[others], ahead)
            settled = np.array_equal(before, least)
        found: Ints = least[party]
        return found

    return close


def searching(replies: Sequence[Moves], states: int) -> Closure:
    """Return the closure h_i over some arcs, found by a search against the arcs' direction.

    Parameters
    ----------
    replies : sequence of Moves
        The arcs that may be used, per party. The focal party's are not.
    states : int
        Number of states S.
    """
    from detente.stability.kernels import search_arcs

    start = np.zeros((len(replies), states + 1), np.int64)
    sources: list[Indexes] = []
    for mover, moves in enumerate(replies):
        order = np.argsort(moves.to, kind="stable")
        arriving = np.bincount(moves.to, minlength=states)
        start[mover, 1:] = np.cumsum(arriving)
        start[mover] += sum(part.size for part in sources)
        sources.append(origins(moves)[order])
    all_sources = np.concatenate(sources)
    stack = np.empty(start.size, np.int64)

    def close(party: int, worth: Ints) -> Ints:
        least = np.full((len(replies), states), NEVER, np.int32)
        order = np.argsort(worth, kind="stable")
        search_arcs(order, worth, party, start, all_sources, least, stack)
        found: Ints = least[party]
        return found

    return close


def verdict(worth: Ints, rank: Ints, moves: Moves) -> Bools:
    """Return where no arc of the party leads to something it prefers, sanctions counted.

    Parameters
    ----------
    worth : (S,) int32
        The worst g that the other parties can make of each state.
    rank : (S,) int32
        The party's rank, -1 at infeasible states.
    moves : Moves
        The party's arcs.

    Returns
    -------
    (S,) bool
    """
    outcome = np.minimum(worth, rank)
    stable: Bools = (extreme(moves, outcome, outcome, np.maximum) <= rank) & (rank >= 0)
    return stable

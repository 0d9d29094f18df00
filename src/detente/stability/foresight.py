"""Limited-move and non-myopic stability: both parties look h moves ahead, and both do their best.

For two parties i and j who move in turn, a party may stay at its turn, and then all is over. With
v_i the rank of i and R_i(s) the states it can move to, the state where i, on the move at s with h
moves to come, expects things to end is

    G_0(i, s) = s
    G_h(i, s) = G_{h-1}(j, q*)   where q* in R_i(s) has the largest v_i(G_{h-1}(j, q*)),
                                 if that is larger than v_i(s);  otherwise s

    L_h         i is stable at s iff G_h(i, s) = s
    NM          i is stable at s iff some h0 has G_h(i, s) = s for all h >= h0
    Stackelberg the leader is stable by L_2, the follower by L_1

L_1 is Nash stability. The definitions suppose strict preference. Where ranks are equal two rules
decide here: a party stays if no move makes it strictly better off; and of moves that promise
equally much it makes the one to the state with the lowest number. With another rule the other
party may be led elsewhere, and the answer may differ.

The vector G_h decides G_{h+1}, and there are finitely many, so from some h on the vectors repeat in
a cycle. Non-myopic stability is therefore stability at each h of that cycle, not "at a large h".

Not found here: more than two parties. Of the definitions in print for them the two older are
disputed, and the two newer (Soares, Rego and Vieira) could not be read in full.

Array letters: P parties (2), S states, M moves of one party.

References
----------
F. C. Zagare (1984), Limited-move equilibria in 2 x 2 games, Theory and Decision 16 (L_h).
S. J. Brams and D. Wittman (1981), Nonmyopic equilibria in 2 x 2 games, Conflict Management and
Peace Science 6; D. M. Kilgour (1984), Equilibria for far-sighted players, Theory and Decision 16,
and (1985), Anticipation and stability in two-person noncooperative games (NM). L. Fang, K. W. Hipel
and D. M. Kilgour (1989), Conflict models in graph form, European Journal of Operational Research 41,
and (1993), Interactive Decision Making (all of them in the graph model).
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.errors import CannotComputeError
from detente.model import Bools, Model
from detente.stability.arcs import Moves, all_moves
from detente.stability.boxes import Box, party_boxes
from detente.stability.listing import listed
from detente.stability.sparse import pairs

__all__ = ["NonMyopic", "anticipated", "limited", "nonmyopic", "stackelberg"]

MOST_HORIZONS = 10_000
"""How far the search for a cycle goes unless told otherwise."""
MANY_PAIRS = 2**21
"""Pairs of states in one another's reach from which whole fibres are searched, not listed moves."""

Ends = npt.NDArray[np.int64]
Scalar = TypeVar("Scalar", bound=np.generic)
Choose = Callable[[Ends], tuple[Ends, Ends]]
"""From values (S,) of the states one could move to: the best of them and the state; -1 for no move."""


class NonMyopic(Struct, frozen=True, eq=False):
    """Where two parties are non-myopically stable, and how that was found out.

    Attributes
    ----------
    stable : (2, S) bool
        Where each party stays at every h of the cycle. False at infeasible states.
    since : (2, S) int32
        The least h0 such that the party stays for all h >= h0; 0 where it is not stable.
    first : int
        The h at which the cycle begins: the vectors of anticipated ends at `first` and at
        `first` + `length` are equal, and no earlier two are.
    length : int
        How many h the cycle has. 1: nothing changes any more.
    """

    stable: Bools
    since: npt.NDArray[np.int32]
    first: int
    length: int


def anticipated(model: Model, moves: int) -> Ends:
    """Return G_h: where each party, on the move at each state, expects things to end.

    Parameters
    ----------
    model : Model
        The graph model, of two parties.
    moves : int
        The horizon h >= 1: how many moves both together look ahead.

    Returns
    -------
    (2, S) int64
        State numbers; -1 at infeasible states.

    Raises
    ------
    CannotComputeError
        The model has not two parties.
    ValueError
        `moves` is less than 1.

    Examples
    --------
    Chicken, level 1 to drive on. From mutual swerving each would drive on if that were the end of
    it; with two moves in view each still does, since the other would then rather swerve.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> anticipated(chicken, 1).tolist()
    [[1, 1, 2, 2], [2, 1, 2, 1]]
    >>> anticipated(chicken, 2).tolist()
    [[1, 1, 1, 2], [2, 2, 2, 1]]
    """
    table = _table(model)
    return table.spread(table.states[table.after(_horizon(moves))], -1)


def limited(model: Model, moves: int) -> Bools:
    """Return where each of two parties is limited-move stable, L_h.

    Party i is stable at s iff G_h(i, s) = s: looking h moves ahead, where both parties do their
    best at each turn and may stay, it expects to gain by no move (Zagare 1984; Kilgour 1985; Fang,
    Hipel and Kilgour 1993). L_1 is Nash stability.

    Parameters
    ----------
    model : Model
        The graph model, of two parties.
    moves : int
        The horizon h >= 1.

    Returns
    -------
    (2, S) bool
        False at infeasible states.

    Raises
    ------
    CannotComputeError
        The model has not two parties.
    ValueError
        `moves` is less than 1.

    Examples
    --------
    The prisoners' dilemma: with two moves in view cooperation lasts as well.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> [limited(dilemma, h).all(axis=0).nonzero()[0].tolist() for h in (1, 2, 3)]
    [[3], [0, 3], [0, 3]]
    """
    ends = anticipated(model, moves)
    stable: Bools = ends == np.arange(model.size)
    return stable


def nonmyopic(model: Model, *, most: int = MOST_HORIZONS) -> NonMyopic:
    """Return where each of two parties is non-myopically stable, NM.

    Party i is stable at s iff it is L_h stable there for every h from some h0 on (Brams and Wittman
    1981; Kilgour 1984; Fang, Hipel and Kilgour 1993). G_h is worked out until it repeats; then the
    party has to stay at every h of the cycle.

    Parameters
    ----------
    model : Model
        The graph model, of two parties.
    most : int
        The largest h that is tried.

    Returns
    -------
    NonMyopic

    Raises
    ------
    CannotComputeError
        The model has not two parties; or nothing has repeated at h = `most`.

    Examples
    --------
    Chicken: mutual swerving alone is non-myopic.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> found = nonmyopic(chicken)
    >>> found.stable.all(axis=0).nonzero()[0].tolist(), found.first, found.length
    ([0], 3, 1)
    """
    table = _table(model)
    here = np.arange(table.size)
    ends = table.after(0)
    unstable_last = np.zeros((2, table.size), np.int32)
    seen: dict[bytes, int] = {}
    for horizon in range(1, most + 1):
        ends = table.earlier(ends)
        first = seen.setdefault(blake2b(ends.tobytes(), digest_size=32).digest(), horizon)
        if first < horizon:
            stable = unstable_last < first
            since = table.spread(np.where(stable, unstable_last + 1, 0), 0)
            return NonMyopic(table.spread(stable, 0), since, first, horizon - first)
        unstable_last[ends != here] = horizon
    message = f"what the parties expect has not begun to repeat within {most:,} moves"
    raise CannotComputeError(
        message, "ask for limited-move stability with a horizon of your choice"
    )


def stackelberg(model: Model, leader: int) -> Bools:
    """Return where two parties are stable if one leads and the other follows.

    The leader foresees the follower's best reply: it is stable where it is L_2 stable. The follower
    just replies: it is stable where it is Nash stable. A state where both are is a Stackelberg
    equilibrium with that leader (von Stackelberg 1934; Fang, Hipel and Kilgour 1989, 1993). Ties as
    everywhere in this module: a follower to whom two replies are equal gives the first.

    Parameters
    ----------
    model : Model
        The graph model, of two parties.
    leader : int
        The index of the party that leads.

    Returns
    -------
    (2, S) bool
        False at infeasible states.

    Raises
    ------
    CannotComputeError
        The model has not two parties.
    ValueError
        There is no such party.

    Examples
    --------
    In chicken the leader drives on and the follower swerves.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> stackelberg(chicken, 0).all(axis=0).tolist()
    [False, True, False, False]
    """
    if leader not in (0, 1):
        message = f"the leader is party 0 or 1, not {leader}"
        raise ValueError(message)
    stable = limited(model, 1)
    stable[leader] = limited(model, 2)[leader]
    return stable


def _horizon(moves: int) -> int:
    if moves < 1:
        message = f"the horizon is 1 or more, not {moves}"
        raise ValueError(message)
    return moves


class _Table(Struct, frozen=True, eq=False):
    """The states that matter, numbered from 0, and what each party can do from each."""

    states: Ends
    feasible: Bools
    total: int
    rank: npt.NDArray[np.int32]
    choose: tuple[Choose, Choose]

    @property
    def size(self) -> int:
        return len(self.states)

    def after(self, moves: int) -> Ends:
        """Return G_h."""
        ends = np.tile(np.arange(self.size), (2, 1))
        for _ in range(moves):
            before, ends = ends, self.earlier(ends)
            if np.array_equal(before, ends):
                break
        return ends

    def earlier(self, ends: Ends) -> Ends:
        """Return G_{h+1}, from G_h."""
        found = np.empty_like(ends)
        for party, rank in enumerate(self.rank):
            reply = ends[1 - party]
            best, state = self.choose[party](rank[reply].astype(np.int64))
            moves = (best > rank) & self.feasible
            found[party] = np.where(moves, reply[state], np.arange(self.size))
        return found

    def spread(self, values: npt.NDArray[Scalar], nothing: int) -> npt.NDArray[Scalar]:
        """Return values over the states of the original model; `nothing` at infeasible ones."""
        out = np.full((2, self.total), nothing, values.dtype)
        out[:, self.states] = np.where(self.feasible, values, nothing)
        return out


def _table(model: Model) -> _Table:
    """Return the tables of a model of two parties."""
    count = len(model.parties)
    if count != 2:
        message = f"looking many moves ahead is defined for two parties; this model has {count}"
        hint = "use sequential stability, or metarational stability with more moves"
        raise CannotComputeError(message, hint)
    if model.arcs is None and pairs(model) > MANY_PAIRS:
        first, second = (_over_fibres(box) for box in party_boxes(model))
        everything = np.arange(model.size)
        return _Table(everything, model.feasible, model.size, model.rank, (first, second))
    over = listed(model)
    first, second = (_over_arcs(moves, over.states.size) for moves in all_moves(over.model))
    return _Table(over.states, over.model.feasible, over.size, over.model.rank, (first, second))


def _over_arcs(moves: Moves, size: int) -> Choose:
    """Return the choice among moves that are listed."""

    def choose(values: Ends) -> tuple[Ends, Ends]:
        best, state = np.full(size, -1), np.arange(size)
        if moves.to.size:
            # One number for both rules: the larger value first, then the lower state.
            keys = values[moves.to] * size + (size - 1 - moves.to)
            largest = np.maximum.reduceat(keys, moves.first)
            best[moves.origin] = largest // size
            state[moves.origin] = size - 1 - largest % size
        return best, state

    return choose


def _over_fibres(box: Box) -> Choose:
    """Return the choice among all settings of a party's levers; values are -1 where infeasible.

    The settings of one group can become the same others. The best of these is what each of them
    would choose, but for the best itself, which would choose the second.
    """
    targets = np.zeros((box.groups, box.groups), np.bool_)
    targets[box.group_from, box.group_to] = True
    own = np.arange(box.size)[None, :, None]

    def choose(values: Ends) -> tuple[Ends, Ends]:
        table = values.reshape(box.higher, box.size, box.lower)
        best, setting = np.full(table.shape, -1), np.broadcast_to(own, table.shape).copy()
        for group in range(box.groups):
            open_to = np.flatnonzero(targets[group][box.group])
            members = np.flatnonzero(box.group == group)
            one, first, two, second = _two_best(table[:, open_to])
            again = open_to[first] == members[None, :, None]
            best[:, members] = np.where(again, two, one)
            setting[:, members] = open_to[np.where(again, second, first)]
        number = np.arange(values.size).reshape(table.shape)
        return best.ravel(), (number + (setting - own) * box.lower).ravel()

    return choose


def _two_best(table: Ends) -> tuple[Ends, Ends, Ends, Ends]:
    """Return the best and the second best over the middle axis, each followed by its place.

    Of equal ones the first counts as better. Where there is no second, it is -1.
    """
    first = table.argmax(axis=1, keepdims=True)
    one = np.take_along_axis(table, first, axis=1)
    rest = table.copy()
    np.put_along_axis(rest, first, -1, axis=1)
    second = rest.argmax(axis=1, keepdims=True)
    return one, first, np.take_along_axis(rest, second, axis=1), second

"""Simultaneous sanctioning: all improve at once, each from where they all are, and meet elsewhere.

Party i would gain by going from s to s1. If others have improvements from s too, and take them at
the same time, nobody arrives where they meant to. In option form, with q_j the improvement of party
j and the levers of different parties apart, they arrive at the setting that has i's levers as in
s1, j's levers as in q_j, and all else as in s:

    p = s1 + sum over j in K of (q_j - s)        K a non-empty set of others, q_j in R_j+(s)

(as state numbers, which are sums over levers). Party i is stable at s

    SIM     if for every s1 in R_i+(s) there are K and (q_j) with p feasible and not preferred to s
    tableau if it is by Nash, or by SEQ, or at a state where two or more parties are stable by
            neither, if the condition of SIM holds with those parties alone in K

so SIM counts improvements of all others, stable or not, and the tableau of Fraser and Hipel only
those of parties that have reason to move. Its labels for a party at a state are

    r   rational: no improvement (Nash)
    s   every improvement is sanctioned in sequence (SEQ)
    u   unstable: neither
    /u  u crossed out: unstable as it seemed, but stable since the others who are unstable would
        move at the same time

Ties: improvements strict, sanctions weak, as in `detente.stability.concepts`. Each improvement has
to be deterred at once with the others; one that is sanctioned in sequence only counts as open here.

Not found here: models in graph form, where states have no levers and so cannot be combined;
improvements that a coalition makes.

Array letters: P parties, S states, N states of a part of the work, U settings of a party's levers,
M improvements, C combinations.

References
----------
N. M. Fraser and K. W. Hipel (1979), Solving complex conflicts, IEEE Trans. SMC 9, and (1984),
Conflict Analysis: Models and Resolutions.
"""

import math
from collections.abc import Collection, Iterator
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.errors import CannotComputeError
from detente.model import Bools, Model, Ranks
from detente.stability.concepts import solve
from detente.stability.moves import Step, moves_from

__all__ = ["Column", "Label", "Tableau", "deterrent", "seq_or_sim", "sim", "tableau"]

MOST_LOOKED_AT = 2**33
"""Pairs of states that may be looked at for improvements: about a minute."""
PART = 2**18
"""Elements of one array of the work."""

Numbers = npt.NDArray[np.int64]


class Label(StrEnum):
    """What the tableau says of a party at a state."""

    RATIONAL = "r"
    SEQUENTIAL = "s"
    SIMULTANEOUS = "/u"
    UNSTABLE = "u"
    INFEASIBLE = ""


LABELS: tuple[Label, ...] = tuple(Label)


class Column(Struct, frozen=True):
    """One state of a tableau, as one party sees it.

    Attributes
    ----------
    state : int
        The state's number.
    label : Label
        ``r``, ``s``, ``u`` or ``/u``.
    equilibrium : bool
        Whether the state is stable for all parties.
    improvements : tuple of int
        The states that the party would gain by moving to, the best first.
    """

    state: int
    label: Label
    equilibrium: bool
    improvements: tuple[int, ...]


class Tableau(Struct, frozen=True, eq=False):
    """The stability tableau of Fraser and Hipel.

    Attributes
    ----------
    codes : (P, S) int8
        The label of each party at each state, as a place in ``LABELS``; see :meth:`label`.
    stable : (P, S) bool
        Where the label is r, s or /u.
    """

    model: Model
    codes: npt.NDArray[np.int8]
    stable: Bools

    @property
    def equilibria(self) -> Bools:
        """Where all parties are stable, (S,) bool."""
        found: Bools = np.logical_and.reduce(self.stable)
        return found

    def label(self, party: int, state: int) -> Label:
        """Return the label of a party at a state."""
        return LABELS[int(self.codes[party, state])]

    def row(self, party: int, limit: int | None = None) -> Iterator[Column]:
        """Yield the columns of one party's row: its states from the best to the worst.

        Of equally good states the one with the lower number comes first. At most `limit` columns.
        """
        states = np.flatnonzero(self.model.feasible)
        rank = self.model.rank[party]
        equilibria = self.equilibria
        for state in states[np.argsort(-rank[states], kind="stable")][:limit].tolist():
            better = moves_from(self.model, party, state, improving=True)
            best_first = better[np.argsort(-rank[better], kind="stable")]
            yield Column(
                state, self.label(party, state), bool(equilibria[state]), tuple(best_first.tolist())
            )


def sim(model: Model) -> Bools:
    """Return where each party is stable by simultaneous sanctioning, SIM.

    Party i is stable at s iff for every s1 in R_i+(s) some other parties have improvements from s
    that, taken at the same time, lead to a feasible state that i does not prefer to s (Fraser and
    Hipel 1979, 1984). All improvements of all others count, also of parties that would stay.

    Parameters
    ----------
    model : Model
        The graph model, in product form.

    Returns
    -------
    (P, S) bool
        False at infeasible states.

    Raises
    ------
    CannotComputeError
        The moves are listed, or too many settings are in one party's hands.

    Examples
    --------
    The prisoners' dilemma: if both defect at once, both lose.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> dilemma = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], np.int32))
    >>> sim(dilemma).tolist()
    [[True, True, False, True], [True, False, True, True]]
    """
    everybody = np.broadcast_to(model.feasible, model.rank.shape)
    return _deterred(model, everybody)


def seq_or_sim(model: Model) -> Bools:
    """Return where each party is stable by SEQ or by SIM, the one or the other.

    What the program GMCR+ calls "SEQ & SIM".

    Parameters
    ----------
    model : Model
        The graph model, in product form.

    Returns
    -------
    (P, S) bool
        False at infeasible states.

    Raises
    ------
    CannotComputeError
        As for :func:`sim`.

    Examples
    --------
    Chicken: mutual swerving is not sequentially stable, but if both drive on at once, they crash.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> seq_or_sim(chicken).all(axis=0).tolist()
    [True, True, True, False]
    """
    return sim(model) | solve(model, ("seq",))["seq"]


def tableau(model: Model) -> Tableau:
    """Return the stability tableau of Fraser and Hipel: r, s, u or crossed u for all parties.

    First Nash and sequential stability are worked out. Then, at each state where two or more
    parties are stable by neither, each of them is asked whether the improvements of the others
    among them, taken at the same time, deter each of its own (Fraser and Hipel 1979, 1984).

    Parameters
    ----------
    model : Model
        The graph model, in product form.

    Returns
    -------
    Tableau

    Raises
    ------
    CannotComputeError
        As for :func:`sim`.

    Examples
    --------
    Chicken, level 1 to drive on. Mutual swerving: both would drive on, and crash.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> [(c.state, c.label.value, c.improvements) for c in tableau(chicken).row(0)]
    [(1, 'r', ()), (0, '/u', (1,)), (2, 'r', ()), (3, 'u', (2,))]
    """
    _product_form(model)
    stable = solve(model, ("nash", "seq"))
    unstable = model.feasible & ~stable["seq"]
    unstable &= np.count_nonzero(unstable, axis=0) > 1
    crossed = _deterred(model, unstable)
    codes = np.full(model.rank.shape, LABELS.index(Label.UNSTABLE), np.int8)
    codes[crossed] = LABELS.index(Label.SIMULTANEOUS)
    codes[stable["seq"]] = LABELS.index(Label.SEQUENTIAL)
    codes[stable["nash"]] = LABELS.index(Label.RATIONAL)
    codes[:, ~model.feasible] = LABELS.index(Label.INFEASIBLE)
    return Tableau(model, codes, stable["seq"] | crossed)


def deterrent(
    model: Model, party: int, state: int, improvement: int, among: Collection[int] | None = None
) -> tuple[tuple[Step, ...], int] | None:
    """Return improvements of others that, made at the same time, deter one improvement of a party.

    Parameters
    ----------
    model : Model
        The graph model, in product form.
    party, state, improvement : int
        Who would gain, from where, by moving where.
    among : collection of int, optional
        Which of the others count; all.

    Returns
    -------
    (steps, end), or None
        What the others do from `state`, and where all arrive; the first that is found, in an order
        that does not change. None if nothing deters.

    Raises
    ------
    CannotComputeError
        As for :func:`sim`.

    Examples
    --------
    Chicken: from mutual swerving, to drive on together with the other ends in a crash.

    >>> import numpy as np
    >>> from detente.model import Model
    >>> free = np.ones((2, 2), bool)
    >>> chicken = Model(
    ...     parties=("a", "b"), levers=("x", "y"), levels=(("c", "d"), ("c", "d")), owner=(0, 1),
    ...     allowed=(free, free), feasible=np.ones(4, bool),
    ...     rank=np.array([[2, 3, 1, 0], [2, 1, 3, 0]], np.int32))
    >>> deterrent(chicken, 0, 0, 1)
    ((Step(party=1, before=0, after=2),), 3)
    """
    _product_form(model)
    counted = range(len(model.parties)) if among is None else sorted(among)
    others = [j for j in counted if j != party]
    gains = [
        np.insert(moves_from(model, j, state, improving=True) - state, 0, 0).astype(np.int64)
        for j in others
    ]
    moves = [_Shifts(np.zeros(1, np.int64), np.array([len(g)]), g) for g in gains]
    total = math.prod(len(g) for g in gains)
    rank, place = model.rank[party], np.zeros(1, np.int64)
    for begin in range(1, total, PART):
        number = np.arange(begin, min(begin + PART, total))
        reached = rank[improvement + _combined(number, place, moves)[0]]
        deters = np.flatnonzero((reached >= 0) & (reached <= rank[state]))
        if len(deters):
            rest, steps, end = int(number[deters[0]]), [], improvement
            for j, shifts in zip(others, gains, strict=True):
                rest, digit = divmod(rest, len(shifts))
                end += int(shifts[digit])
                if digit:
                    steps.append(Step(j, state, state + int(shifts[digit])))
            return tuple(steps), end
    return None


def _product_form(model: Model) -> None:
    if model.arcs is not None:
        message = (
            "simultaneous sanctions combine the levers of several parties; here moves are listed"
        )
        raise CannotComputeError(message, "use seq, or write the moves as levers with levels")


def _deterred(model: Model, movers: Bools) -> Bools:
    """Return where each party's improvements are all deterred by others who move at the same time.

    Parameters
    ----------
    movers : (P, S) bool
        Who counts, as one to be deterred and as one who deters, at which states.

    Returns
    -------
    (P, S) bool
        False where the party does not count.
    """
    _product_form(model)
    reaches = [_Reach.of(model, party) for party in range(len(model.parties))]
    states = np.flatnonzero(movers.any(axis=0))
    widest = max((reach.settings.size for reach in reaches), default=1)
    if len(states) * widest > MOST_LOOKED_AT:
        message = f"{len(states):,} states with up to {widest:,} settings of one party are too many"
        raise CannotComputeError(message, "leave out sim, or fix a lever of that party")
    stable = np.zeros(model.rank.shape, np.bool_)
    length = max(1, PART // max(1, widest))
    for begin in range(0, len(states), length):
        part = states[begin : begin + length]
        better = [
            reach.improvements(model.rank[party], part, movers[party, part])
            for party, reach in enumerate(reaches)
        ]
        for party, own in enumerate(better):
            others = [_with_staying(m) for j, m in enumerate(better) if j != party]
            open_ = _undeterred(model.rank[party], part, own, others)
            stable[party, part] = movers[party, part] & ~open_
    return stable


class _Shifts(Struct, frozen=True, eq=False):
    """What some moves of one party add to the number of a state.

    Attributes
    ----------
    first, count : (N,) int64
        The moves from the state at place n are ``shift[first[n]:first[n] + count[n]]``.
    shift : (M,) int64
    """

    first: Numbers
    count: Numbers
    shift: Numbers


class _Reach(Struct, frozen=True, eq=False):
    """The settings of one party's levers that occur in feasible states, and how they can change."""

    stride: int
    size: int
    settings: Numbers
    allowed: Bools

    @classmethod
    def of(cls, model: Model, party: int) -> "_Reach":
        """Return the reach of a party, `allowed` being (U, U) from setting to setting."""
        stride, size = model.block(party)
        settings = np.unique(np.flatnonzero(model.feasible) // stride % size)
        if len(settings) ** 2 > MOST_LOOKED_AT // 64:
            message = (
                f"{model.party_called(party)} has {len(settings):,} settings: too many for sim"
            )
            raise CannotComputeError(message, "fix some of its levers, or leave out sim")
        allowed = np.ones((len(settings), len(settings)), np.bool_)
        for lever in model.own(party):
            if not model.allowed[lever].all():
                step = model.strides[lever] // stride
                level = settings // step % len(model.levels[lever])
                allowed &= model.allowed[lever][level[:, None], level]
        return cls(stride, size, settings, allowed)

    def improvements(self, rank: Ranks, states: Numbers, counted: Bools) -> _Shifts:
        """Return the improvements from `states`; none where the party is not counted."""
        own = states // self.stride % self.size
        shift = (self.settings - own[:, None]) * self.stride
        better = rank[states[:, None] + shift] > rank[states][:, None]
        better &= self.allowed[np.searchsorted(self.settings, own)] & counted[:, None]
        count = np.count_nonzero(better, axis=1)
        return _Shifts(np.cumsum(count) - count, count, shift[better])


def _with_staying(moves: _Shifts) -> _Shifts:
    """Return the moves of a party with staying before them."""
    shift = np.insert(moves.shift, moves.first, 0)
    return _Shifts(moves.first + np.arange(len(moves.first)), moves.count + 1, shift)


def _undeterred(rank: Ranks, states: Numbers, own: _Shifts, others: list[_Shifts]) -> Bools:
    """Return where some improvement is deterred by no combination of moves of the others.

    Combination number c of a state is read digit by digit, one digit per party: 0 is to stay, d to
    make its d-th improvement. Number 0, where all stay, is left out. Few numbers are tried at
    first: most improvements are deterred by one of them.

    Parameters
    ----------
    rank : (S,) int32
        Of the party whose improvements `own` are.
    states : (N,) int64
        Where they all start.

    Returns
    -------
    (N,) bool
    """
    found = np.zeros(len(states), np.bool_)
    combinations = np.ones(len(states), np.int64)
    for moves in others:
        combinations *= moves.count
    place = np.repeat(np.arange(len(states)), own.count)
    gain = states[place] + own.shift
    begin = wide = 1
    while len(place):
        number = np.arange(begin, begin + wide)
        together = gain[:, None] + _combined(number, place, others)
        reached = rank[together]
        deters = (reached >= 0) & (reached <= rank[states[place]][:, None])
        if begin + wide > combinations.min():
            deters &= number < combinations[place][:, None]
        deterred = deters.any(axis=1)
        begin += wide
        found[place[~deterred & (combinations[place] <= begin)]] = True
        left = ~(deterred | found[place])
        place, gain = place[left], gain[left]
        wide = min(2 * wide, max(1, PART // max(1, len(place))))
    return found


def _combined(number: Numbers, place: Numbers, others: list[_Shifts]) -> Numbers:
    """Return what the numbered combinations add to the number of a state, (M, C) int64."""
    rest = np.broadcast_to(number, (len(place), len(number)))
    total = np.zeros(rest.shape, np.int64)
    for moves in others[:-1]:
        rest, digit = np.divmod(rest, moves.count[place][:, None])
        total += moves.shift[moves.first[place][:, None] + digit]
    if others:  # a number that is too large is read as another, and not counted
        last = others[-1]
        digit = np.minimum(rest, last.count[place][:, None] - 1)
        total += last.shift[last.first[place][:, None] + digit]
    return total

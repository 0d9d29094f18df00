"""How many strict rankings meet a monotone condition, exactly, without going through them.

Give each state q of the condition, by itself, a place t_q drawn evenly from 0 to 1, and s* a place t.
The order of the places is a strict ranking, every one as likely as another, and given t each q lies
below s* with chance t, independently. So with P(t) the chance that the condition holds when each
state lies below with chance t,

    share of all strict rankings that meet the condition  =  integral of P(t) from 0 to 1

which equals sum over the sets B that meet it of |B|! (m-1-|B|)! / m! for m states. States that the
condition does not name drop out by themselves. P is a polynomial with whole coefficients, in t or
in u = 1 - t, so the share is an exact fraction.

P is found by parts. States that no set of two or more joins stand alone; the rest fall into *blocks*
that share no state. Each block yields, for every set of requirements that it may meet, the chance of
meeting just those; blocks are independent, so their yields multiply. Requirements that share no
block multiply too. In product form one sanction of one move is one state of one fibre, and the
blocks are small; at worst the work doubles with each requirement, so it is bounded and given up
with `TooMuchError`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from math import comb, factorial, lcm

__all__ = ["TooMuchError", "count_by_size", "share_of_rankings", "weak_orders"]

MOST_WORK = 20_000_000
"""Products of coefficients before a count is given up."""

Clause = Sequence[frozenset[int]]
"""Sets of states, of which one must lie below as a whole."""
Polynomial = dict[int, int]
"""Power -> whole coefficient."""
Yield = dict[int, Polynomial]
"""Bits of the requirements that are met -> chance of meeting just those."""


class TooMuchError(Exception):
    """The count would take more work than it may."""


class _Chance:
    """Polynomials in one variable, and how much has been multiplied."""

    def __init__(self, *, in_t: bool, work: int) -> None:
        self.in_t, self.work = in_t, work

    def all_of(self, size: int) -> Polynomial:
        """The chance that `size` states all lie below."""
        return {size: 1} if self.in_t else _one_minus_to(size)

    def none_of(self, size: int) -> Polynomial:
        """The chance that none of `size` states lies below."""
        return _one_minus_to(size) if self.in_t else {size: 1}

    def none_whole(self, size: int, count: int) -> Polynomial:
        """The chance that of `count` sets of `size` states, which share none, no one lies below whole."""
        if self.in_t:
            return {size * power: factor for power, factor in _one_minus_to(count).items()}
        none: Polynomial = {0: 1}
        for _ in range(count):
            none = self.times(none, _complement(self.all_of(size)))
        return none

    def times(self, one: Polynomial, two: Polynomial) -> Polynomial:
        """The product; counts the work."""
        self.work -= len(one) * len(two)
        if self.work < 0:
            raise TooMuchError
        out: defaultdict[int, int] = defaultdict(int)
        for a, x in one.items():
            for b, y in two.items():
                out[a + b] += x * y
        return {power: factor for power, factor in out.items() if factor}


def _one_minus_to(size: int) -> Polynomial:
    return {power: (-1) ** power * comb(size, power) for power in range(size + 1)}


def _plus(one: Polynomial, two: Polynomial) -> Polynomial:
    out = Counter(one)
    for power, factor in two.items():
        out[power] += factor
    return {power: factor for power, factor in out.items() if factor}


def _complement(one: Polynomial) -> Polynomial:
    return _plus({0: 1}, {power: -factor for power, factor in one.items()})


def _polynomial(clauses: Sequence[Clause], work: int) -> tuple[Polynomial, bool]:
    """Return P, and whether it is in t (else in u = 1 - t)."""
    longest = max((len(states) for clause in clauses for states in clause), default=1)
    single = all(len(clause) == 1 for clause in clauses)
    chance = _Chance(in_t=longest > 1 or single, work=work)
    met_by: defaultdict[frozenset[int], int] = defaultdict(int)
    for place, clause in enumerate(clauses):
        for states in clause:
            met_by[states] |= 1 << place
    yields = _yields(met_by, chance)
    total: Polynomial = {0: 1}
    for part in _components(yields, len(clauses)):
        total = chance.times(total, _joined(part, chance))
    return total, chance.in_t


def _yields(met_by: dict[frozenset[int], int], chance: _Chance) -> list[Yield]:
    """Return the yield of each block of states; blocks share no state."""
    joined = {state for states in met_by if len(states) > 1 for state in states}
    alone: Counter[int] = Counter()
    for states, bits in met_by.items():
        if len(states) == 1 and not states & joined:
            alone[bits] += 1
    out: list[Yield] = []
    for bits, size in alone.items():
        none = chance.none_of(size)
        out.append({0: none, bits: _complement(none)})
    rest = [states for states in met_by if states & joined]
    blocks = _linked(rest)
    like: Counter[tuple[int, int]] = Counter()
    for block in blocks:
        if len(block) == 1:
            like[met_by[block[0]], len(block[0])] += 1
    for (bits, size), count in like.items():
        none = chance.none_whole(size, count)
        out.append({0: none, bits: _complement(none)})
    return [*(_block(block, met_by, chance) for block in blocks if len(block) > 1), *out]


def _linked(sets: Sequence[frozenset[int]]) -> list[list[frozenset[int]]]:
    """Return the sets in groups that share no state."""
    leader = list(range(len(sets)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = place = leader[leader[place]]
        return place

    holder: dict[int, int] = {}
    for place, states in enumerate(sets):
        for state in states:
            leader[lead(holder.setdefault(state, place))] = lead(place)
    groups: dict[int, list[frozenset[int]]] = {}
    for place, states in enumerate(sets):
        groups.setdefault(lead(place), []).append(states)
    return list(groups.values())


def _block(sets: list[frozenset[int]], met_by: dict[frozenset[int], int], chance: _Chance) -> Yield:
    """Return the yield of sets that overlap: cell by cell, which sets are still whole."""
    cells: Counter[int] = Counter()
    for state in frozenset().union(*sets):
        cells[sum(1 << place for place, states in enumerate(sets) if state in states)] += 1
    whole: Yield = {(1 << len(sets)) - 1: {0: 1}}
    for members, size in sorted(cells.items(), key=lambda it: -it[0].bit_count()):
        stays = chance.all_of(size)
        breaks = _complement(stays)
        after: Yield = {}
        for alive, likely in whole.items():
            if not alive & members:
                _add(after, alive, likely)
                continue
            _add(after, alive, chance.times(likely, stays))
            _add(after, alive & ~members, chance.times(likely, breaks))
        whole = after
    out: Yield = {}
    for alive, likely in whole.items():
        bits = 0
        for place, states in enumerate(sets):
            bits |= met_by[states] if alive >> place & 1 else 0
        _add(out, bits, likely)
    return out


def _add(to: Yield, bits: int, likely: Polynomial) -> None:
    to[bits] = _plus(to[bits], likely) if bits in to else likely


def _touched(one: Yield) -> int:
    bits = 0
    for met in one:
        bits |= met
    return bits


def _components(yields: list[Yield], count: int) -> list[list[Yield]]:
    """Return the yields in groups that touch no requirement in common; untouched ones fail."""
    groups: list[tuple[int, list[Yield]]] = []
    for one in yields:
        bits = _touched(one)
        apart = [group for group in groups if not group[0] & bits]
        touching = [group for group in groups if group[0] & bits]
        members = [it for group in touching for it in group[1]]
        for group in touching:
            bits |= group[0]
        groups = [*apart, (bits, [*members, one])]
    covered = sum(bits for bits, _ in groups)
    if covered != (1 << count) - 1:
        return [[{0: {0: 1}}, {1: {}}]]
    return [members for _, members in groups]


def _joined(yields: list[Yield], chance: _Chance) -> Polynomial:
    """Return the chance that the yields together meet every requirement that they touch."""
    touched = [_touched(one) for one in yields]
    wanted = 0
    for bits in touched:
        wanted |= bits
    order = sorted(range(len(yields)), key=lambda i: (-touched[i].bit_count(), touched[i]))
    later = [0] * (len(order) + 1)
    for place in range(len(order) - 1, -1, -1):
        later[place] = later[place + 1] | touched[order[place]]
    done: Polynomial = {}
    open_: Yield = {0: {0: 1}}
    for place, index in enumerate(order):
        after: Yield = {}
        for met, likely in open_.items():
            for bits, more in yields[index].items():
                now = met | bits
                if (wanted & ~now) & ~later[place + 1]:
                    continue
                product = chance.times(likely, more)
                if now == wanted:
                    done = _plus(done, product)
                else:
                    _add(after, now, product)
        open_ = after
    return done


def share_of_rankings(clauses: Sequence[Clause], *, work: int = MOST_WORK) -> Fraction:
    """Return the share of all strict rankings under which one set of each clause lies below s*.

    Parameters
    ----------
    clauses : sequence of sequences of frozenset of int
        States by number, s* not among them. Of each clause one set must lie below as a whole.
    work : int
        Products of coefficients before it is given up.

    Returns
    -------
    Fraction
        Exact. Times m! it is the number of rankings of m states.

    Raises
    ------
    TooMuchError
        It would take more than `work`.

    Examples
    --------
    Of 720 rankings of six states, those with 1 or 4, and 3 or 6, below a seventh ... below s*.

    >>> clauses = [[frozenset({1}), frozenset({4})], [frozenset({3}), frozenset({6})]]
    >>> share_of_rankings(clauses), 720 * share_of_rankings(clauses)
    (Fraction(8, 15), Fraction(384, 1))
    """
    polynomial, _ = _polynomial(clauses, work)
    unit = lcm(*(power + 1 for power in polynomial))
    total = sum(factor * (unit // (power + 1)) for power, factor in polynomial.items())
    return Fraction(total, unit)


def count_by_size(clauses: Sequence[Clause], states: int, *, work: int = MOST_WORK) -> list[int]:
    """Return how many sets B of each size meet the condition, of `states` states other than s*.

    Parameters
    ----------
    clauses : sequence of sequences of frozenset of int
        As in :func:`share_of_rankings`.
    states : int
        How many states there are beside s*, named or not.
    work : int
        As there.

    Returns
    -------
    list of int
        ``states + 1`` counts, for the sizes 0, 1, ...

    Raises
    ------
    TooMuchError
        It would take more than `work`.

    Examples
    --------
    >>> count_by_size([[frozenset({1}), frozenset({4})]], 3)
    [0, 2, 3, 1]
    """
    polynomial, in_t = _polynomial(clauses, work)
    out = [0] * (states + 1)
    for power, factor in polynomial.items():
        for extra in range(states - power + 1):
            size = power + extra if in_t else extra
            out[size] += factor * comb(states - power, extra)
    return out


def weak_orders(counts: Sequence[int]) -> int:
    """Return how many weak orders (rankings with ties) have an admissible set no better than s*.

    Of a set of n states there are F(n) weak orders, F(n) = sum_k C(n, k) F(n - k), F(0) = 1
    (Fubini numbers). Of the states no better than s*, any may be level with it.

    Parameters
    ----------
    counts : sequence of int
        What :func:`count_by_size` returns.

    Examples
    --------
    Of the three weak orders of two states, in two the other one is no better.

    >>> weak_orders([0, 1]), weak_orders([1, 1])
    (2, 3)
    """
    others = len(counts) - 1
    fubini = [1]
    for size in range(1, others + 1):
        fubini.append(sum(comb(size, k) * fubini[size - k] for k in range(1, size + 1)))
    return sum(
        count
        * fubini[others - size]
        * sum(comb(size, low) * fubini[low] for low in range(size + 1))
        for size, count in enumerate(counts)
    )


def rankings(share: Fraction, states: int) -> int:
    """Return the number of strict rankings of `states` states that a share of them is.

    Examples
    --------
    >>> rankings(Fraction(1, 3), 6)
    240
    """
    return int(share * factorial(states))

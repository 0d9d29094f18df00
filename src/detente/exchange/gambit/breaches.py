"""A schedule of steps as a game: who withholds a step first, and when.

Each party plans to keep the schedule for ever, or to break it first at one of the steps or at rest,
in the way that would serve it best there: the best breach of `detente.sequence`. All follow the
schedule until somebody breaks it. Then the others wait (nobody takes a further step) until the breach
is found, and go back as far as serves them. So *all keep it* is an equilibrium of the game exactly if
no inequality of the schedule fails in ``freeze`` mode, and what a party would gain is the same number.

If several break at the same step, a breach is found by what is off for any of them; each goes to
what serves it best against the others' lowest levels. No single party's incentive depends on that.
"""

from collections.abc import Mapping
from itertools import product

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from detente.exchange.gambit.games import (
    MOST_CELLS,
    MOST_NODES,
    Decision,
    End,
    Payoffs,
    Table,
    Tree,
    too_large,
)
from detente.sequence.answers import answer, lowest
from detente.sequence.incentives import Constraint, check
from detente.sequence.setting import Setting

__all__ = ["Breaches", "breaches_of", "breaches_table", "breaches_tree"]

Floats = NDArray[np.float64]
KEEP = "keep"


class Breaches(Struct, frozen=True, kw_only=True):
    """What each party gets by breaking a schedule, alone or with others, at each step.

    Attributes
    ----------
    ways : tuple of dict
        Per period (the last: at rest), party -> what its breach is called.
    flows : tuple of tuple of float
        Per step, what keeping it is worth in that period, seen from the start.
    kept : tuple of float
        What keeping it for ever is worth.
    values : tuple of dict
        Per period, the parties that break then -> what follows is worth, seen from the start.
    """

    parties: tuple[str, ...]
    ways: tuple[Mapping[int, str], ...]
    flows: tuple[Payoffs, ...]
    kept: Payoffs
    values: tuple[Mapping[tuple[int, ...], Payoffs], ...]


def breaches_of(setting: Setting, schedule: tuple[int, ...]) -> Breaches:
    """Return what breaking a schedule is worth.

    Parameters
    ----------
    setting : Setting
        Parties, levers, ways back, detection, patience.
    schedule : tuple of int
        The states, the start first.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])     # Friedman (1971)
    >>> found = breaches_of(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.5), (0, 3))
    >>> found.kept, found.values[0][0,]
    ((3.0, 3.0), (3.0, 0.5))
    """
    found = check(setting, schedule, "freeze")
    last = len(schedule) - 1
    rows: list[dict[int, Constraint]] = [{} for _ in range(last + 1)]
    for one in found.constraints:
        if one.deviation and np.isfinite(one.deviate):
            rows[last if one.period is None else one.period][one.party] = one
    past = np.ones(len(setting.parties))
    flows: list[Payoffs] = []
    values: list[dict[tuple[int, ...], Payoffs]] = []
    for period, row in enumerate(rows):
        due = schedule[min(period + 1, last)]
        some = {
            who: tuple((past * _worth(setting, due, {p: row[p] for p in who})).tolist())
            for who in _groups(tuple(row))
        }
        values.append(some)
        if period < last:
            flow = past * (1 - setting.patience) * setting.utility[:, due]
            flows.append(tuple(flow.tolist()))
            past = past * setting.patience
    return Breaches(
        parties=setting.parties,
        ways=tuple({p: _said(setting, one) for p, one in row.items()} for row in rows),
        flows=tuple(flows),
        kept=found.value,
        values=tuple(values),
    )


def _groups(parties: tuple[int, ...]) -> list[tuple[int, ...]]:
    chosen = product((False, True), repeat=len(parties))
    return [tuple(p for p, is_in in zip(parties, some, strict=True) if is_in) for some in chosen][
        1:
    ]


def _said(setting: Setting, one: Constraint) -> str:
    levels = (f"{setting.levers[k]} {setting.levels[k][v]}" for k, v in one.deviation.items())
    return " ".join(["keep", *levels]) if one.period is not None else " ".join(["back", *levels])


def _worth(setting: Setting, due: int, broken: Mapping[int, Constraint]) -> Floats:
    """Return what follows a breach, per party and from that period on."""
    here = list(setting.digits(due))
    off: set[int] = set()
    for one in broken.values():
        for lever, level in one.deviation.items():
            here[lever] = level
            off.add(lever)
    seen = 1 - np.prod([1 - setting.detect[k] for k in sorted(off)])
    delta = setting.patience
    m = delta * seen / (1 - (1 - seen) * delta)
    waiting = setting.utility[:, setting.number(here)]
    after = np.zeros(len(setting.parties))
    phases = _phases(setting, due, here, tuple(broken))
    for place, (begins, state) in enumerate(phases):
        ends = phases[place + 1][0] if place + 1 < len(phases) else None
        weight = delta**begins - (delta**ends if ends is not None else 0.0)
        after += weight * setting.utility[:, state]
    return np.asarray((1 - m) * waiting + np.where(m > 0, m * after, 0.0))


def _phases(
    setting: Setting, due: int, here: list[int], broken: tuple[int, ...]
) -> list[tuple[int, int]]:
    """Return the states after the breach is found, and in which period each begins."""
    at = list(setting.digits(due))
    target = list(at)
    for party in broken:
        low = lowest(setting, party, [here[k] for k in setting.own(party)])
        reply = answer(setting, party, low, at)
        for k, owner in enumerate(setting.owner):
            if owner not in broken:
                target[k] = reply[k]
    lags = {
        k: int(setting.lag[k][at[k], target[k]])
        for k, owner in enumerate(setting.owner)
        if owner not in broken and target[k] != at[k]
    }
    found = [(0, setting.number(here))]
    for begins in sorted({0, *lags.values()}):
        back = [target[k] if lags.get(k, begins + 1) <= begins else at[k] for k in range(len(at))]
        now = _settled(setting, here, (at, back), broken)
        if setting.feasible(setting.number(now)):
            found = [*(f for f in found if f[0] < begins), (begins, setting.number(now))]
    return found


def _settled(
    setting: Setting,
    here: list[int],
    others: tuple[list[int], list[int]],
    broken: tuple[int, ...],
) -> list[int]:
    """Return the state of one phase: the others where they went back to, the breakers' best reply."""
    at, back = others
    now = list(back)
    for p in range(len(setting.parties)):
        stays = here if p in broken else at
        if p in broken or not _is_position(setting, p, back):
            for k in setting.own(p):
                now[k] = stays[k]
    for party in broken:
        now = _best_reply(setting, party, (here, at), now)
    return now


def _is_position(setting: Setting, party: int, state: list[int]) -> bool:
    own = [state[k] for k in setting.own(party)]
    return bool((setting.positions[party] == np.asarray(own)).all(axis=1).any())


def _best_reply(
    setting: Setting, party: int, ends: tuple[list[int], list[int]], now: list[int]
) -> list[int]:
    """Return the state in which a party has its best own levels: within reach, and no more than due."""
    here, due = ends
    best, most = list(now), -np.inf
    own = setting.own(party)
    for row in setting.positions[party].tolist():
        levels = dict(zip(own, row, strict=True))
        if all(setting.allowed[k][here[k], v] and v <= due[k] for k, v in levels.items()):
            state = [levels.get(k, level) for k, level in enumerate(now)]
            value = float(setting.utility[party, setting.number(state)])
            if value > most:
                best, most = state, value
    return best


def _plans(found: Breaches, party: int) -> list[tuple[str, int | None]]:
    """Return a party's strategies: break first at a period, or never."""
    last = len(found.ways) - 1
    plans: list[tuple[str, int | None]] = []
    for period, ways in enumerate(found.ways):
        if party in ways:
            when = f"step {period + 1}" if period < last else "at rest"
            plans.append((f"{when}: {ways[party]}", period))
    return [*plans, ("never", None)]


def breaches_table(found: Breaches, title: str) -> Table:
    """Return the game in which each party plans when to break the schedule first, or never.

    Raises
    ------
    CannotComputeError
        It would be too large.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> found = breaches_of(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.5), (0, 3))
    >>> breaches_table(found, "PD").strategies[0]
    ('step 1: keep lever_0 0', 'at rest: back lever_0 0', 'never')
    """
    plans = [_plans(found, party) for party in range(len(found.parties))]
    cells = int(np.prod([len(own) for own in plans]))
    if cells > MOST_CELLS:
        raise too_large("profiles", cells, MOST_CELLS, "write the tree: --to efg is smaller")
    payoffs = []
    for chosen in product(*(own for own in reversed(plans))):  # the first player's changes fastest
        when = [period for _, period in reversed(chosen)]
        payoffs.append(_outcome(found, when))
    return Table(
        title=title,
        players=found.parties,
        strategies=tuple(tuple(name for name, _ in own) for own in plans),
        payoffs=tuple(payoffs),
        note="First to break the schedule, and when; values per period.",
    )


def _outcome(found: Breaches, when: list[int | None]) -> Payoffs:
    first = min((period for period in when if period is not None), default=None)
    if first is None:
        return found.kept
    who = tuple(party for party, period in enumerate(when) if period == first)
    had = np.sum([np.zeros(len(found.parties)), *map(np.array, found.flows[:first])], axis=0)
    return tuple((had + np.array(found.values[first][who])).tolist())


def breaches_tree(found: Breaches, title: str) -> Tree:
    """Return the same game step by step: at each step all choose at once to keep it or not.

    Raises
    ------
    CannotComputeError
        It would be too large.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> found = breaches_of(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.5), (0, 3))
    >>> tree = breaches_tree(found, "PD")
    >>> tree.root.actions[0][0], len(list(tree.nodes()))
    ('keep', 13)
    """
    count = sum(2 ** (len(ways) + 1) - 1 for ways in found.ways)
    if count > MOST_NODES:
        raise too_large("nodes", count, MOST_NODES, "take a schedule of fewer steps")
    note = "At each step all choose at once; payoffs per period, had where they stand."
    return Tree(title=title, players=found.parties, root=_step(found, 0, None), note=note)


def _step(found: Breaches, period: int, flow: Payoffs | None) -> Decision | End:
    """Return the choices of a period; they are made at once, so later ones do not see earlier ones."""
    ways = list(found.ways[period].items())
    return _choice(found, period, ways, (), flow)


def _choice(
    found: Breaches,
    period: int,
    ways: list[tuple[int, str]],
    broken: tuple[int, ...],
    flow: Payoffs | None,
) -> Decision | End:
    if not ways:
        return _after_step(found, period, broken, flow)
    (party, way), *others = ways
    last = len(found.ways) - 1
    return Decision(
        player=party,
        known=sum(party in earlier for earlier in found.ways[:period]) + 1,
        actions=(
            (KEEP, _choice(found, period, others, broken, None)),
            (
                way if way != KEEP else "break",
                _choice(found, period, others, (*broken, party), None),
            ),
        ),
        label="at rest" if period == last else f"step {period + 1}",
        flow=flow,
    )


def _after_step(
    found: Breaches, period: int, broken: tuple[int, ...], flow: Payoffs | None
) -> Decision | End:
    zero = tuple(0.0 for _ in found.parties)
    had = flow or zero
    last = len(found.ways) - 1
    if broken:
        names = " and ".join(found.parties[p] for p in broken)
        payoffs = tuple(a + b for a, b in zip(had, found.values[period][broken], strict=True))
        return End(label=f"broken by {names}", payoffs=payoffs)
    if period == last:
        before = np.sum([np.zeros(len(zero)), *map(np.array, found.flows)], axis=0)
        payoffs = tuple((np.array(had) + np.array(found.kept) - before).tolist())
        return End(label="kept", payoffs=payoffs)
    total = tuple(a + b for a, b in zip(had, found.flows[period], strict=True))
    return _step(found, period + 1, total)

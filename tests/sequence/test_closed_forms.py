"""Numbers that can be worked out by hand, each with the paper it comes from."""

import math

import numpy as np
import pytest

from detente.sequence import (
    Setting,
    Steps,
    additive,
    check,
    critical,
    design,
    prepare,
    reversible,
    setting_of,
)
from detente.sequence.labels import breaches, rest_states
from detente.sequence.lattice import lattice
from detente.sequence.rates import sampling


def dilemma(
    patience: float, *, detect: float = 1.0, lag: int = 0, t: float = 5, r: float = 3, p: float = 1
) -> Setting:
    """Return the prisoners' dilemma T > R > P > S = 0 as two reversible levers."""
    utility = np.array([[p, 0.0, t, r], [p, t, 0.0, r]])
    levers = [reversible(i, 2, detect=detect, lag=lag) for i in (0, 1)]
    return setting_of(levers, utility, patience)


def contributions(levels: int, alpha: float, patience: float, *, irreversible: bool) -> Setting:
    """Return pi_i = alpha c_j - c_i with both contributions on a lattice (Lockwood and Thomas)."""
    c = np.arange(levels, dtype=float)
    tables = [np.array([-c, alpha * c]), np.array([alpha * c, -c])]
    floors = range(levels) if irreversible else None
    levers = [reversible(i, levels, floors=floors) for i in (0, 1)]
    return setting_of(levers, additive(tables), patience)


@pytest.mark.parametrize(("t", "r", "p"), [(5, 3, 1), (4, 3, 2), (10, 9, 3)])
def test_friedman_1971(t: float, r: float, p: float) -> None:
    """S1: mutual cooperation holds from delta = (T-R)/(T-P) on."""
    found = critical(prepare(dilemma(0.6, t=t, r=r, p=p), (0, 3)), [True])
    ((low, high),) = found.patience_common
    assert low == pytest.approx((t - r) / (t - p), abs=1e-6)
    assert high == 1.0


def test_axelrod_1984() -> None:
    """S1, second part: with max[(T-R)/(T-P), (T-R)/(R-S)] = 2/3 for 5, 3, 1, 0, grim's half is less."""
    t, r, p, s = 5, 3, 1, 0
    assert max((t - r) / (t - p), (t - r) / (r - s)) == pytest.approx(2 / 3)
    assert check(dilemma(2 / 3), (0, 3)).holds


@pytest.mark.parametrize(("patience", "detect"), [(0.8, 0.25), (0.9, 1 / 9), (0.95, 1 / 19)])
def test_least_detection(patience: float, detect: float) -> None:
    """S3: q* = g (1-d) / (d^(lag+1) - g d) with g = (T-R)/(T-P)."""
    found = critical(prepare(dilemma(patience), (0, 3)), [True])
    assert found.detect_common == pytest.approx(detect, abs=1e-6)


@pytest.mark.parametrize(("patience", "lag"), [(0.8, 2), (0.9, 5), (0.95, 12)])
def test_slowest_snapback(patience: float, lag: int) -> None:
    """S3: lag* = floor(ln g / ln d - 1), seen at once."""
    found = critical(prepare(dilemma(patience), (0, 3)), [True])
    assert found.lag_common == lag == math.floor(math.log(0.5) / math.log(patience) - 1)


@pytest.mark.parametrize("lag", [0, 1, 4])
@pytest.mark.parametrize("detect", [0.2, 0.7, 1.0])
@pytest.mark.parametrize("patience", [0.5, 0.8, 0.95])
def test_detection_and_lag_together(patience: float, detect: float, lag: int) -> None:
    """S3: it holds exactly where d^(lag+1) q / (1 - (1-q) d) >= g, whether or not the others wait."""
    left = patience ** (lag + 1) * detect / (1 - (1 - detect) * patience)
    for mode in ("freeze", "continue"):
        found = check(dilemma(patience, detect=detect, lag=lag), (0, 3), mode)
        assert found.holds == (left >= 0.5 - 1e-9)


def test_lockwood_thomas_2002_linear() -> None:
    """S4: on c_t = c*(1 - a^t), a = 1/(d alpha), with a final jump, slack_t = alpha (1-d) c* d^(T-t) a^T."""
    alpha, d, steps, top = 2.0, 0.8, 8, 1.0
    a = 1 / (d * alpha)
    c = np.array([top * (1 - a**t) for t in range(steps)] + [top])
    tables = [np.array([-c, alpha * c]), np.array([alpha * c, -c])]
    n = len(c)
    levers = [reversible(i, n, floors=range(n)) for i in (0, 1)]
    setting = setting_of(levers, additive(tables), d)
    found = check(setting, [t + n * t for t in range(n)])
    slack = {c.period: c.slack for c in found.constraints if c.party == 0}
    for t in range(1, steps):
        expected = alpha * (1 - d) * top * d ** (steps - t) * a**steps
        assert slack[t - 1] == pytest.approx(expected, abs=1e-12)
    assert slack[steps - 1] == pytest.approx(-top * a ** (steps - 1), abs=1e-12)
    assert slack[0] == pytest.approx(0.001953125, abs=1e-12)
    assert slack[steps - 1] == pytest.approx(-0.037252903, abs=1e-9)


def smooth_path(first: float, d: float, most: int) -> list[float]:
    """Return the path on which every inequality binds, pi = 2 sqrt(c_j) - c_i, until it leaves [0, 4]."""
    path = [0.0, first]
    while len(path) < most and path[-1] < 4:
        before, now = path[-2:]
        gap = 2 * math.sqrt(now) - before - (1 - d) * (2 * math.sqrt(now) - now)
        path.append(((gap / d + now) / 2) ** 2)
    return path


@pytest.mark.parametrize("d", [0.6, 0.9])
def test_lockwood_thomas_2002_smooth(d: float) -> None:
    """S5: from the first step d^2/4 the path tends to d^2, below the efficient 1; a larger one has no end."""
    path = smooth_path(d**2 / 4, d, 5000)
    assert path == sorted(path)
    # the limit is a double root: the distance falls as 1/t
    assert 0 < d**2 - path[-1] < 1e-3
    assert (d**2 - path[1250]) / (d**2 - path[-1]) == pytest.approx(4, rel=0.05)
    assert smooth_path(d**2 / 4 * 1.01, d, 5000)[-1] > 4


@pytest.mark.parametrize("d", [0.6, 0.9])
def test_lockwood_thomas_2002_smooth_checked(d: float) -> None:
    """S5: on that path the checker finds each inequality short by what the cut tail would have added."""
    path = np.array(smooth_path(d**2 / 4, d, 40))
    n = len(path)
    share = np.array([-path, 2 * np.sqrt(path)])
    levers = [reversible(i, n, floors=range(n)) for i in (0, 1)]
    setting = setting_of(levers, additive([share, share[::-1]]), d)
    slack = [
        c.slack
        for c in check(setting, [t + n * t for t in range(n)]).constraints
        if c.party == 0 and c.period is not None
    ]
    # binding at every t but the last, where the step is not answered: its slack is -(c_T - c_(T-1))
    assert slack[-1] == pytest.approx(-(path[-1] - path[-2]), abs=1e-12)
    for t in range(n - 1, 0, -1):
        assert slack[t - 1] == pytest.approx(slack[-1] * d ** (n - 1 - t), abs=1e-9)


def test_false_alarms() -> None:
    """S6: with a false alarm rate a, (1-d)/(1-d(1-a)) (R-P) >= (1-d)/(1-d(1-q)) (T-P)."""
    d, q, t, r, p = 0.9, 0.8, 5, 3, 1
    right = (1 - d) / (1 - d * (1 - q)) * (t - p)
    most = ((1 - d) * (r - p) / right - (1 - d)) / d
    assert most == pytest.approx(0.31 / 0.9, abs=1e-9)
    # without false alarms the checker's slack is the difference of both sides
    found = check(dilemma(d, detect=q), (0, 3)).constraints[-1]
    assert found.slack == pytest.approx((r - p) - right, abs=1e-12)


def marx_matthews(total: int) -> Setting:
    """Return u_i = lam (c_1 + c_2) - c_i + b [complete], irreversible, lam .7, d 6/7, b .3."""
    lam, bonus = 0.7, 0.3
    c = np.arange(total + 1, dtype=float)
    own, other = c[None, :], c[:, None]  # lever 0 least significant
    done = bonus * ((own + other) == 2 * total)
    utility = np.array(
        [
            (lam * (own + other) - own + done).reshape(-1),
            (lam * (own + other) - other + done).reshape(-1),
        ]
    )
    floors = range(total + 1)
    return setting_of([reversible(i, total + 1, floors=floors) for i in (0, 1)], utility, 6 / 7)


@pytest.mark.kernels
@pytest.mark.parametrize(
    ("total", "steps"), [(1, 1), (3, 2), (7, 3), (8, 4), (15, 4), (16, 5), (31, 5)]
)
def test_marx_matthews_2000(total: int, steps: int) -> None:
    """S7: totals 1, 3, 7, 15, 31 are completed in 1, 2, 3, 4, 5 steps, and 8 needs 4, 16 needs 5."""
    found = design(marx_matthews(total), objective="welfare", classes=0)
    assert found is not None
    path = [marx_matthews(total).digits(s) for s in found.schedule]
    assert path[-1] == (total, total)
    if all(a == b for a, b in path):
        assert len(path) - 1 == steps
    assert check(marx_matthews(total), found.schedule).holds


def test_marx_matthews_2000_binds() -> None:
    """S7: for 7 the steps are 4, 2, 1, every inequality binds, and one jump fails."""
    setting = marx_matthews(7)
    found = check(setting, [setting.number((c, c)) for c in (0, 4, 6, 7)])
    assert max(abs(c.slack) for c in found.constraints if c.period is not None) < 1e-12
    assert not check(setting, [0, setting.number((7, 7))]).holds


def test_marx_matthews_2000_alternating() -> None:
    """S7, one after the other: z_(T-1) = d z_T / (1-lam), then the ratio 1/a; the movers' slacks are 0."""
    lam, d, bonus = 0.7, 6 / 7, 0.3
    last = bonus / (1 - lam)
    sizes = [d * last / (1 - lam), last]
    while len(sizes) < 4:
        sizes.insert(0, sizes[0] * d * lam / (1 - lam))
    first = np.array([0, sizes[0], sizes[0] + sizes[2]])
    second = np.array([0, sizes[1], sizes[1] + sizes[3]])
    own, other = first[None, :], second[:, None]
    done = np.zeros((3, 3))
    done[2, 2] = bonus
    utility = np.array(
        [
            (lam * (own + other) - own + done).reshape(-1),
            (lam * (own + other) - other + done).reshape(-1),
        ]
    )
    setting = setting_of([reversible(i, 3, floors=range(3)) for i in (0, 1)], utility, d)
    path = [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2)]
    found = check(setting, [setting.number(x) for x in path])
    movers = [c.slack for c in found.constraints if c.period is not None and c.deviation]
    assert movers == pytest.approx([0, 0, 0, 0], abs=1e-12)


@pytest.mark.kernels
def test_spaniel_butter_for_bombs() -> None:
    """S8: enforceable payments lie between p - c(1-d)/d and d p: .475 and .48; on the grid .475 only."""
    power, cost, d = 0.6, 0.5, 0.8
    pays = np.round(np.arange(0, 0.61, 0.025), 3)
    n = len(pays)
    utility = np.zeros(
        (2, 2, n)
    )  # [party, restraint of the rising state, payment of the declining]
    utility[1, 1], utility[1, 0] = pays, pays - cost
    utility[0, 1], utility[0, 0] = 1 - pays, 1 - power - pays
    utility[1, 0, 0], utility[0, 0, 0] = power, 1 - power
    setting = setting_of([reversible(0, n), reversible(1, 2)], utility.reshape(2, -1), d)
    lat = lattice(setting)
    rest = rest_states(lat, breaches(lat)).reshape(2, n)[1]
    assert pays[rest].tolist() == [0.475]
    assert power - cost * (1 - d) / d == pytest.approx(0.475)
    assert d * power == pytest.approx(0.48)


@pytest.mark.kernels
def test_irreversible_on_both_sides_unravels() -> None:
    """S9: on a finite lattice the last mover keeps its move, so nothing is self-enforcing."""
    found = design(contributions(5, 2, 0.99, irreversible=True))
    assert found is not None
    assert found.schedule == (0,)


@pytest.mark.kernels
@pytest.mark.parametrize(("patience", "top"), [(0.51, 4), (0.49, 0)])
def test_reversible_on_both_sides(patience: float, top: int) -> None:
    """S9: the same levers, reversible: a full jump holds exactly where d >= 1/alpha."""
    setting = contributions(5, 2, patience, irreversible=False)
    found = design(setting, steps=Steps())
    assert found is not None
    assert setting.digits(found.schedule[-1]) == (top, top)


def test_attribute_sampling() -> None:
    """Avenhaus and Canty: 2 of 20 falsified, 5 looked at: 1 - C(18,5)/C(20,5) = .447368."""
    assert sampling(20, 2, 5) == pytest.approx(0.447368, abs=1e-6)
    assert sampling(20, 20, 1) == 1.0
    assert sampling(20, 0, 20) == 0.0


@pytest.mark.parametrize(
    ("periods", "inspections", "value"),
    [(2, 1, -1 / 3), (3, 1, -1 / 2), (4, 2, -3 / 11), (10, 3, -0.477273), (12, 5, -0.291299)],
)
def test_dresher_1962(periods: int, inspections: int, value: float) -> None:
    """S10: Dresher's inspection game, as von Stengel (2016) writes it: closed form against recursion."""

    def closed(n: int, m: int) -> float:
        return -math.comb(n - 1, m) / sum(math.comb(n, i) for i in range(m + 1))

    def solved(n: int, m: int) -> float:
        if m == 0:
            return -1.0 if n else 0.0
        if n <= m:
            return 0.0
        # rows: inspect or not; columns: act now or wait; caught +1, not caught -1
        a, b = 1.0, solved(n - 1, m - 1)
        c, d = -1.0, solved(n - 1, m)
        return (a * d - b * c) / (a - b - c + d)

    assert closed(periods, inspections) == pytest.approx(value, abs=1e-6)
    assert solved(periods, inspections) == pytest.approx(value, abs=1e-6)


def test_abreu_sannikov_2014() -> None:
    """S2: in the dilemma 5, 3, 1, 0 the value (3, 3) is reached at .50 and .51 and not at .49."""
    assert [check(dilemma(d), (0, 3)).holds for d in (0.49, 0.50, 0.51)] == [False, True, True]

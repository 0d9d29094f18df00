"""What breaches are worth, without compiled loops; see `detente.sequence.labels.breaches`.

Array letters: P parties, A own positions, O joint positions of the others, N pairs, R lowest
positions, H phases.
"""

import numpy as np

from detente.sequence.lattice import Lattice
from detente.sequence.setting import Floats, Ints

__all__ = ["Answer", "answers", "breach_values"]

Answer = tuple[Ints, Ints, Ints]


def answers(lat: Lattice, party: int, lows: Ints) -> Answer:
    """Return in which joint positions the others are, phase by phase, after a breach is found.

    Parameters
    ----------
    lat : Lattice
        The lattice.
    party : int
        Who broke the schedule.
    lows : (R,) int64
        Its lowest own positions.

    Returns
    -------
    to, begin, phases : (R, O, H), (R, O, H), (R, O) int
        As ``kernels.answers``.

    Examples
    --------
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> lat = lattice(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6))
    >>> answers(lat, 0, np.array([0]))[0][0].tolist()     # (stays), (goes back at once)
    [[0, 0, 0], [0, 0, 0]]
    """
    others = lat.others(party)
    parties = [p for p in range(len(lat.counts)) if p != party]
    widest = max([1, *(len(lat.setting.own(p)) for p in range(len(lat.counts)))])
    shape = (len(lows), len(others), widest * len(lat.counts) + 1)
    to, begin = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    phases = np.zeros(shape[:2], np.int64)
    stride = dict(zip(parties, np.cumprod([1, *(lat.counts[p] for p in parties)]), strict=False))
    lowest = np.zeros(len(others), np.int64)
    for p in parties:
        lowest += lat.low[p][others[:, p]] * lat.strides[p]
    for r, low in enumerate(lows):
        back = [_Back(lat, p, others[:, p], lowest + low * lat.strides[party]) for p in parties]
        to[r, :, 0] = sum(others[:, p] * stride[p] for p in parties)
        none = np.zeros((len(others), 0), np.int64)
        times = np.sort(np.concatenate([none, *(b.times for b in back)], axis=1), axis=1)
        fresh = times >= 0
        fresh[:, 1:] &= times[:, 1:] != times[:, :-1]
        h = np.zeros(len(others), np.int64)
        for z in range(times.shape[1]):
            here = np.flatnonzero(fresh[:, z])
            now = times[here, z]
            h[here] += now > 0
            place = sum(b.position(here, now) * stride[b.party] for b in back)
            to[r, here, h[here]] = place
            begin[r, here, h[here]] = now
        phases[r] = h + 1
    return to, begin, phases


class _Back:
    """Where one of the others goes back to, for each joint position of them, and how long it takes."""

    def __init__(self, lat: Lattice, party: int, now: Ints, base: Ints) -> None:
        self.party, self.now = party, now
        rows = lat.setting.positions[party].reshape(lat.counts[party], -1)
        own = lat.setting.own(party)
        rest = base - lat.low[party][now] * lat.strides[party]
        every = np.arange(lat.counts[party])
        worth = lat.flow[party][rest[:, None] + every[None, :] * lat.strides[party]]
        worth = np.where(lat.down[party][now], worth, -np.inf)
        best = np.argmax(worth, axis=1)
        target = np.where(worth[np.arange(len(now)), best] > -np.inf, best, now)
        self.before, self.after = rows[now], rows[target]
        self.times = np.full(self.before.shape, -1, np.int64)
        for z, k in enumerate(own):
            lag = lat.setting.lag[k][self.before[:, z], self.after[:, z]]
            self.times[:, z] = np.where(self.before[:, z] != self.after[:, z], lag, -1)
        self.strides = np.cumprod([1, *(lat.setting.counts[k] for k in own)])
        self.of = np.full(int(self.strides[-1]), -1, np.int64)
        self.of[rows @ self.strides[:-1]] = every

    def position(self, here: Ints, time: Ints) -> Ints:
        """Return the own positions once all that takes at most `time` periods is back."""
        back = (self.times[here] >= 0) & (self.times[here] <= time[:, None])
        level = np.where(back, self.after[here], self.before[here])
        found = self.of[level @ self.strides[:-1]]
        return np.where(found >= 0, found, self.now[here])


def breach_values(lat: Lattice, party: int, ref: Ints, answer: Answer, weight: Floats) -> Floats:
    """Return what the best breach of a party is worth, (N, O), where the others wait.

    Parameters
    ----------
    lat, party : Lattice, int
        The lattice, and who breaks the schedule.
    ref : (A,) int64
        For each own position which of the lowest positions is within reach.
    answer : tuple
        From `answers`.
    weight : (R, O, H) float64
        From `detente.sequence.labels.phase_weights`.

    Examples
    --------
    >>> from detente.sequence.labels import breaches
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> lat = lattice(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6))
    >>> breaches(lat, engine="plain").values[0].round(3).tolist()  # stay low, rise, stay high
    [[-inf, -inf], [1.0, 2.6], [1.0, 2.6]]
    """
    pairs = lat.pairs[party]
    flow = lat.flow_of(party)
    setting = lat.setting
    rows = setting.positions[party].reshape(len(ref), -1)
    detect = setting.detect[list(setting.own(party))]
    delta = float(setting.patience[party])
    within = lat.reach[party][pairs.source] & lat.below[party][:, pairs.due].T
    best = np.stack([flow[inside].max(axis=0) for inside in within])
    after = _after_found(best, ref[pairs.source], answer, weight)
    out = np.full(best.shape, -np.inf)
    for n, due in enumerate(pairs.due.tolist()):
        within[n, due] = False
        where = np.flatnonzero(within[n])
        if not len(where):
            continue
        hidden = np.ones(len(where))
        for k in range(rows.shape[1]):
            hidden *= np.where(rows[where, k] != rows[due, k], 1 - detect[k], 1.0)
        m = delta * (1 - hidden) / (1 - hidden * delta)
        row = np.where(pairs.of[where, due] >= 0, pairs.of[where, due], n)
        worth = (1 - m)[:, None] * flow[where]
        some = m > 0
        worth[some] += m[some, None] * after[row[some]]
        out[n] = worth.max(axis=0)
    return out


def _after_found(best: Floats, ref: Ints, answer: Answer, weight: Floats) -> Floats:
    """Return what is left after the breach is found, (N, O)."""
    to, _, phases = answer
    total = np.zeros(best.shape)
    worth = np.full(best.shape, -np.inf)
    each = np.arange(len(best))[:, None]
    for h in range(int(phases.max())):
        now = np.where(h < phases[ref], best[each, to[ref, :, h]], -np.inf)
        worth = np.where(now > -np.inf, now, worth)
        share = weight[ref, :, h]
        some = share > 0
        total[some] += share[some] * worth[some]
    return total

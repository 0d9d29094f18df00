"""Labels that carry what hidden breaches are worth, without compiled loops; see `detente.sequence.continued`.

Array letters: P parties, A own positions, C labels.
"""

import numpy as np

from detente.sequence.lattice import Lattice
from detente.sequence.plain.breaches import Answer
from detente.sequence.plain.labels import Arrays, Found, Held, candidates, needs, positions, thinned
from detente.sequence.setting import Floats, Ints

__all__ = ["carried_labels"]

Hidden = tuple[tuple[Floats, ...], tuple[Ints, ...], tuple[Answer, ...], tuple[Floats, ...]]


class _Carried:
    """What a breach hidden at every own position is worth, for every label: (labels, A) per party."""

    def __init__(
        self,
        lat: Lattice,
        refs: tuple[Ints, ...],
        answer: tuple[Answer, ...],
        weight: tuple[Floats, ...],
    ) -> None:
        self.lat, self.refs, self.answer, self.weight = lat, refs, answer, weight
        self.at: dict[int, list[Floats]] = {}
        self.seen = []
        setting = lat.setting
        for p, rows in enumerate(setting.positions):
            hidden = np.ones((len(rows), len(rows)))
            for z, k in enumerate(setting.own(p)):
                off = rows[:, None, z] != rows[None, :, z]
                hidden *= np.where(off, 1 - setting.detect[k], 1.0)
            self.seen.append(1 - hidden)

    def add(self, s: int, own: list[int], held: Held) -> None:
        """Work backwards by one period, for all labels of a joint position."""
        setting = self.lat.setting
        found = []
        for p in range(len(own)):
            d = float(setting.patience[p])
            flow, after = self._now(p, s, own)
            seen = self.seen[p][own[p]]
            m = d * seen / (1 - (1 - seen) * d)
            rest = (1 - m) * flow
            rest[m > 0] += (m * after)[m > 0]
            worth = np.empty((len(held.to), len(flow)))
            for z, (t, label) in enumerate(zip(held.to.tolist(), held.label.tolist(), strict=True)):
                worth[z] = rest if t < 0 else self._onward(p, (t, label), (d, seen), (flow, after))
            under = self.lat.below[p][:, own[p]]
            reach = self.lat.reach[p] & under[None, :]
            best = np.where(reach[None, :, :], worth[:, None, :], -np.inf).max(axis=2)
            found.append(np.where(under, best, np.nan))
        self.at[s] = found

    def _onward(
        self,
        party: int,
        ahead: tuple[int, int],
        chance: tuple[float, Floats],
        now: tuple[Floats, Floats],
    ) -> Floats:
        d, seen = chance
        flow, after = now
        on = np.zeros(len(flow))
        hidden = seen < 1
        on[hidden] += self.at[ahead[0]][party][ahead[1]][hidden] * (1 - seen[hidden])
        some = seen > 0
        on[some] += seen[some] * after[some]
        return (1 - d) * flow + d * on

    def _now(self, party: int, s: int, own: list[int]) -> tuple[Floats, Floats]:
        """Return the flow at every own position beside the others', and what is left once found."""
        lat = self.lat
        stride, count = int(lat.strides[party]), int(lat.counts[party])
        row = s % stride + s // (stride * count) * stride
        flow = lat.flow[party].reshape(-1, count, stride)  # (above, own, below)
        under = lat.below[party][:, own[party]]
        near = lat.reach[party] & under[None, :]
        to, _, phases = self.answer[party]
        total, last = np.zeros(count), np.full(count, -1e300)
        ref = self.refs[party]
        for h in range(int(phases[:, row].max())):
            o = to[ref, row, h]
            there = flow[o // stride, :, o % stride]  # (A, own)
            best = np.where(near, there, -np.inf).max(axis=1)
            lasting = h < phases[ref, row]
            last = np.where(lasting & (best > -np.inf), best, last)
            total += np.where(lasting, self.weight[party][ref, row, h] * last, 0.0)
        return flow[row // stride, :, row % stride], total


def carried_labels(
    lat: Lattice,
    worth: Hidden,
    start: int,
    span: tuple[Floats, Floats],
    *,
    classes: int,
    movers: int,
    tolerance: float,
) -> Arrays:
    """Return labels that hold although the others go on; as ``hidden.kernels.guarded_labels``.

    Parameters
    ----------
    lat, start, span, classes, movers, tolerance
        As for `grid_labels`.
    worth : tuple
        What breaches are worth, the lowest positions, the answers, and how much each phase counts.

    Examples
    --------
    >>> from detente.sequence.labels import breaches, phase_weights, value_range
    >>> from detente.sequence.lattice import lattice
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> lat = lattice(setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6))
    >>> b = breaches(lat, engine="plain")
    >>> weights = tuple(phase_weights(begin, phases, 0.6) for _, begin, phases in b.answers)
    >>> every, span = (b.values, b.refs, b.answers, weights), value_range(lat)
    >>> carried_labels(lat, every, 0, span, classes=8, movers=2, tolerance=1e-9)[1].tolist()
    [3, 1, 1, 1]
    """
    breach, refs, answer, weight = worth
    found = Found.none(lat.size, len(lat.counts))
    carried = _Carried(lat, refs, answer, weight)
    for s, asked in positions(lat, start, movers):
        need = needs(lat, breach, asked, tolerance)
        held, step = candidates(lat, found, s, asked, need)
        fine = np.ones(len(step), np.bool_)
        going = step >= 0
        for p in range(len(lat.counts)):
            there = [
                carried.at[t][p][:, asked.own[p]] for t in dict.fromkeys(held.to[going].tolist())
            ]
            if there:
                fine[going] &= ~(np.concatenate(there) > held.values[going, p] + tolerance)
        kept = thinned(held.only(fine), span, classes)
        found.add(s, kept)
        if len(kept.values):
            carried.add(s, asked.own, kept)
    return found.arrays()

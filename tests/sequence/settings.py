"""Random settings for tests: additive or any flows, floors, detection, lags, states that cannot be."""

from collections.abc import Sequence

import numpy as np

from detente.sequence import Setting, additive, reversible, setting_of


def random_setting(
    seed: int,
    levels: Sequence[Sequence[int]],
    *,
    patience: float = 0.9,
    plain: bool = True,
    holes: float = 0.0,
    generous: float = 2.0,
) -> Setting:
    """Return a setting; `levels` gives the levels of each lever, party by party.

    `plain`: a lever costs its owner and serves the others; else any flows at all.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    parties = len(levels)
    levers, tables = [], []
    for owner, counts in enumerate(levels):
        for n in counts:
            kind = int(rng.integers(3))
            floors = [[0] * n, list(range(n)), [0] * (n - 1) + [n - 1]][kind]
            detect = float(rng.choice([0.3, 0.5, 0.9, 1.0]))
            lag = int(rng.choice([0, 0, 1, 3]))
            levers.append(reversible(owner, n, floors=floors, detect=detect, lag=lag))
            rise = np.concatenate([[0], np.sort(rng.random(n - 1)).cumsum()])
            table = np.outer(rng.uniform(0.8, generous, parties) / (parties - 1), rise)
            table[owner] = -rng.uniform(0.3, 1.0) * rise
            tables.append(table)
    utility = additive(tables)
    if not plain:
        utility = utility + rng.normal(0, 0.4, utility.shape)
    if holes:
        gone = np.asarray(rng.random(utility.shape[1]) < holes)
        gone[0] = False
        utility[:, gone] = -np.inf
    return setting_of(levers, utility, patience)

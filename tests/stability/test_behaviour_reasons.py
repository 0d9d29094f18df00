"""Reasons under any concept: the verdict is the engine's, and what is told can be checked."""

import numpy as np
import pytest

from detente.errors import UsageError
from detente.model import Model
from detente.stability.behaviour import solve_all
from detente.stability.behaviour_reasons import Verdict, because

CONCEPTS = (
    "nash",
    "seq",
    "sim",
    "seq-or-sim",
    "tableau",
    "l1",
    "l2",
    "l5",
    "nm",
    "mr2",
    "mr4",
    "cmr5",
)


def random_model(seed: int, parties: int) -> Model:
    """A small model in product form, with ties and infeasible states."""
    generator = np.random.default_rng(seed)  # noqa: TID251 - a seed for each test
    levers = parties + int(generator.integers(0, 2))
    size = 2**levers
    feasible = generator.random(size) < 0.85
    feasible[0] = True
    rank = generator.integers(0, 6, (parties, size)).astype(np.int32)
    rank[:, ~feasible] = -1
    one_way = np.array([[True, True], [False, True]])
    free = np.ones((2, 2), dtype=bool)
    return Model(
        parties=tuple("abc"[:parties]),
        levers=tuple("uvwx"[:levers]),
        levels=(("off", "on"),) * levers,
        owner=tuple(sorted(k % parties for k in range(levers))),
        allowed=tuple(one_way if generator.random() < 0.2 else free for _ in range(levers)),
        feasible=feasible,
        rank=rank,
    )


@pytest.mark.parametrize("seed", range(25))
def test_the_verdict_is_that_of_the_engine(seed: int) -> None:
    """For every concept, party and state; with three parties where the concept is defined."""
    parties = 2 + seed % 2
    model = random_model(seed, parties)
    names = [c for c in CONCEPTS if parties == 2 or (c[0] != "l" and c != "nm")]
    stable = solve_all(model, names)
    for concept in names:
        for party in range(parties):
            for state in np.flatnonzero(model.feasible).tolist():
                said = because(model, party, state, concept)
                assert said.stable == bool(stable[concept][party, state]), (concept, party, state)
                assert said.sentence(model)[0].isupper()
                assert said.as_dict(model)["stable"] == said.stable
                if isinstance(said, Verdict):
                    check(model, said)


def check(model: Model, said: Verdict) -> None:
    """An improvement told of is one; where a stay is explained, what follows is no better."""
    rank = model.rank[said.party]
    if said.concept in ("sim", "seq-or-sim", "tableau") and said.improvement is not None:
        assert rank[said.improvement] > rank[said.state]
        assert all(
            model.rank[step.party, step.after] > model.rank[step.party, step.before]
            for step in said.answer
        )
    if said.end is not None:
        assert (rank[said.end] <= rank[said.state]) == said.stable


def test_a_concept_of_another_name_is_refused() -> None:
    """With the names that there are."""
    with pytest.raises(UsageError, match="no concept 'simm'") as refused:
        because(random_model(1, 2), 0, 0, "simm")
    assert "tableau" in refused.value.hint

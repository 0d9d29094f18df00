"""The answer of `detente stability`, in the form of the JSON contract."""

import json

import numpy as np
import pytest
from msgspec.structs import replace
from tests.stability.models import generator, random_arcs_model, random_product_model
from tests.stability.oracle import Oracle

from detente.model import Model
from detente.stability import CONCEPTS, equilibria, solve, stability


@pytest.mark.parametrize("seed", range(20))
def test_lists_are_what_the_definitions_give(seed: int) -> None:
    """Every equilibrium and every stable state, as states of the model."""
    rng = generator(seed)
    model = random_arcs_model(rng) if seed % 2 else random_product_model(rng, largest=48)
    answer = stability(model, per_party=True).answer
    right = Oracle(model).solve()
    for concept in CONCEPTS:
        numbers = np.flatnonzero(right[concept].all(axis=0)).tolist()
        assert answer["equilibria"][concept] == {
            "count": len(numbers),
            "states": [model.state(number) for number in numbers],
        }
        for party, row in zip(model.parties, right[concept], strict=True):
            found = answer["stable"][concept][party]
            assert found["states"] == [model.state(int(s)) for s in np.flatnonzero(row)]


def model_of(seed: int = 4) -> Model:
    """A model with some equilibria."""
    return random_product_model(generator(seed), parties=2)


def test_the_answer_has_the_keys_of_the_contract_and_goes_through_json() -> None:
    """Without per_party there is no `stable`; nothing but plain values."""
    found = stability(replace(model_of(), status_quo=None), concepts=["nash", "seq"])
    answer = found.answer
    assert list(answer)[:3] == ["schema", "parties", "states"]
    assert answer["schema"] == "detente.stability/1"
    assert set(answer["equilibria"]) == {"nash", "seq"}
    assert "stable" not in answer
    assert answer["status_quo"] is None
    assert answer["status_quo_why"] == "the status quo is not feasible"
    assert json.loads(json.dumps(found.as_dict())) == found.as_dict()


def test_a_limit_cuts_lists_and_says_so() -> None:
    """The count stays the whole count; a list that is not longer is not marked."""
    model = model_of()
    whole = {c: int(s.sum()) for c, s in equilibria(solve(model)).items()}
    assert max(whole.values()) > 2
    for concept, found in stability(model, limit=2).answer["equilibria"].items():
        assert found["count"] == whole[concept]
        assert len(found["states"]) == min(2, whole[concept])
        assert found.get("truncated", False) == (whole[concept] > 2)
    with pytest.raises(ValueError, match="limit must be 0 or more"):
        stability(model, limit=-1)


def test_claims_and_assumptions_of_the_model_are_handed_on() -> None:
    """What the answer rests on, sorted, once each."""
    model = replace(model_of(), basis={"preferences.A": ("c2", "c1"), "status_quo": ("c1",)})
    assert stability(model).rests_on == ("c1", "c2")


def test_who_is_stable_at_the_status_quo_is_said() -> None:
    """Party by party and concept by concept."""
    model = model_of()
    now = int(np.flatnonzero(model.feasible)[0])
    answer = stability(replace(model, status_quo=now)).answer
    assert answer["status_quo"] == model.state(now)
    stable = solve(model)
    assert answer["at_status_quo"] == {
        concept: dict(zip(model.parties, stable[concept][:, now].tolist(), strict=True))
        for concept in CONCEPTS
    }

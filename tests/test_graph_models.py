"""Every engine finds the stable states of 33 graph models whose answers are on file."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.stability.models import product_model, with_arcs

from detente.model import Model
from detente.stability.concepts import equilibria, solve

FILES = sorted((Path(__file__).parent / "data" / "graph_models").glob("*.json"))


def matches(pattern: str, levels: np.ndarray) -> np.ndarray:
    """Which states match a pattern; `levels` is (S, L)."""
    wanted = [(lever, int(level)) for lever, level in enumerate(pattern) if level != "-"]
    found = np.ones(len(levels), bool)
    for lever, level in wanted:
        found &= levels[:, lever] == level
    return found


def scores(preference: dict[str, Any], levels: np.ndarray, feasible: np.ndarray) -> np.ndarray:
    """The score of each state for one party."""
    found = np.zeros(len(levels), np.int64)
    if preference["kind"] == "explicit":
        found[feasible] = preference["scores"]
    else:
        for pattern, weight in preference["terms"]:
            found += weight * matches(pattern, levels)
    return found


def read_model(data: dict[str, Any]) -> Model:
    """The model of one file."""
    sizes = [lever["levels"] for lever in data["levers"]]
    strides = np.cumprod([1, *sizes])
    levels = np.arange(strides[-1])[:, None] // strides[:-1] % sizes
    feasible = np.ones(len(levels), bool)
    for pattern in data["infeasible"]:
        feasible &= ~matches(pattern, levels)
    rank = [
        np.unique(scores(preference, levels, feasible), return_inverse=True)[1]
        for preference in data["prefs"]
    ]
    return product_model(
        sizes,
        [lever["owner"] for lever in data["levers"]],
        [allowed(lever["direction"], lever["levels"]) for lever in data["levers"]],
        feasible,
        np.array(rank),
    )


def allowed(direction: str, size: int) -> np.ndarray:
    """Which level of a lever can become which."""
    level = np.arange(size)
    rises = level[:, None] <= level
    return {"both": rises | rises.T, "up": rises, "down": rises.T}[direction]


def in_words(states: np.ndarray, expected: Sequence[int] | dict[str, Any]) -> Any:
    """A set of states, written as the file writes what it expects."""
    numbers = np.flatnonzero(states).tolist()
    if not isinstance(expected, dict):
        return numbers
    text = "".join(f"{number}\n" for number in numbers)
    digest = hashlib.sha256(text.encode()).hexdigest()
    written = {"count": len(numbers), "sha256": digest, "first": numbers[:10]}
    return {key: written[key] for key in expected}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "engine", ["plain", pytest.param("numba", marks=pytest.mark.kernels), "arcs"]
)
def test_stable_states_on_file(path: Path, engine: str) -> None:
    """Per party and concept, and for all parties together."""
    data = json.loads(path.read_text("utf-8"))
    model = read_model(data)
    if engine == "arcs":
        model = with_arcs(model)
    stable = solve(model, engine="numba" if engine == "numba" else "plain")
    expected = data["expected"]
    assert int(model.feasible.sum()) == expected["feasible"]
    for concept, parties in expected["stable"].items():
        found = [in_words(s, e) for s, e in zip(stable[concept], parties, strict=True)]
        assert found == parties, concept
    for concept, states in equilibria(stable).items():
        on_file = expected["equilibria"][concept]
        assert in_words(states, on_file) == on_file, concept


def test_all_files_are_there() -> None:
    """Thirty small models and three large ones."""
    assert len(FILES) == 33
    assert sum(path.stem.startswith("big") for path in FILES) == 3

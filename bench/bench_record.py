"""The record: appends one by one, in batches and by many threads; verification, and its parts."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.record.drafts import NOW, drafts

from detente.record import engines
from detente.record.chain import Chain
from detente.record.merkle import Tree
from detente.record.store import Store
from detente.record.transfer import envelopes, export_lines, take_in

SIZES = [pytest.param(10_000), pytest.param(100_000, marks=pytest.mark.slow)]


@pytest.mark.parametrize("kept_open", [False, True], ids=["opened each time", "kept open"])
@pytest.mark.parametrize("size", [1, 100])
def test_append(benchmark: Any, tmp_path: Path, size: int, kept_open: bool) -> None:  # noqa: FBT001 - a parameter
    """One transaction each, durable when it returns: `size` records at once."""
    store = Store.open(tmp_path / "record.sqlite", kept_open=kept_open)
    numbers = count()
    benchmark(lambda: store.append(drafts(size, next(numbers) * size), NOW))
    assert store.head().seq == size * next(numbers)
    store.close()


@pytest.mark.parametrize("threads", [1, 8, 40])
def test_append_by_threads(benchmark: Any, tmp_path: Path, threads: int) -> None:
    """400 records, one by one, by so many threads at once: those that wait share a commit."""
    store = Store.open(tmp_path / "record.sqlite", kept_open=True)
    numbers = count()

    def append(some: int) -> None:
        for _ in range(some):
            store.append(drafts(1, next(numbers)), NOW)

    def all_of_them() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(append, [400 // threads] * threads))

    benchmark.pedantic(all_of_them, rounds=5)
    assert store.head().seq == next(numbers)
    store.close()


@pytest.fixture(scope="module")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of so many records."""
    store = Store.open(tmp_path_factory.mktemp("filled") / "record.sqlite")
    store.append(drafts(request.param), NOW)
    return store


@pytest.mark.parametrize("filled", SIZES, indirect=True)
def test_verify(benchmark: Any, filled: Store) -> None:
    """All of it: SQLite's integrity_check, the chain, the Merkle root, erasures and jumps."""
    found = benchmark.pedantic(filled.check, rounds=5)
    assert found.holds


@pytest.mark.parametrize("filled", SIZES, indirect=True)
@pytest.mark.parametrize("part", ["integrity_check", "read", "chain", "merkle"])
def test_verify_in_parts(benchmark: Any, filled: Store, part: str) -> None:
    """Each part for itself; `chain` and `merkle` on rows that have been read."""
    batches = [*filled.batches()]

    def follow() -> None:
        chain = Chain()
        assert not any(chain.follow(batch) for batch in batches)

    def grow() -> None:
        tree = Tree()
        for batch in batches:
            tree.add([record.hash for record in batch])

    parts: dict[str, Any] = {
        "integrity_check": lambda: engines.damage(filled.engine, filled.name),
        "read": lambda: [*filled.batches()],
        "chain": follow,
        "merkle": grow,
    }
    benchmark.pedantic(parts[part], rounds=5)


@pytest.mark.parametrize("filled", SIZES, indirect=True)
def test_export_and_import(benchmark: Any, filled: Store, tmp_path: Path) -> None:
    """Out to lines of JSON, and into an empty store with the same head."""
    numbers = count()

    def over() -> None:
        text = "\n".join(export_lines(filled))
        other = Store.open(tmp_path / f"{next(numbers)}.sqlite")
        take_in(other, envelopes(text), NOW)
        assert other.head() == filled.head()

    benchmark.pedantic(over, rounds=1)

"""Damaged files: no flipped bit changes what the record says without being seen."""

import shutil
from pathlib import Path
from random import Random  # noqa: TID251 - seeded; quick for single draws

import pytest
from tests.record.drafts import NOW, drafts

from detente.errors import DetenteError
from detente.record.store import Store

pytestmark = pytest.mark.slow

FLIPS = 2000


def content(store: Store) -> list[object]:
    """All that a store says."""
    return [*store.records()]


def test_no_flipped_bit_goes_unseen(tmp_path: Path) -> None:
    """2,000 single bits flipped: each is seen, or changes nothing of what the record says."""
    place = tmp_path / "record.sqlite"
    store = Store.open(place)
    store.append(drafts(80), NOW)
    store.erase("e3", "law", NOW)
    before, head = content(store), store.head()
    store.engine.dispose()
    data = place.read_bytes()
    random, copy = Random(5), tmp_path / "copy.sqlite"  # noqa: S311 - seeded
    figures = {"refused": 0, "chain": 0, "file": 0, "harmless": 0, "unseen": 0}
    for _ in range(FLIPS):
        for beside in tmp_path.glob("copy.sqlite*"):
            beside.unlink()
        flipped = bytearray(data)
        flipped[random.randrange(len(data))] ^= 1 << random.randrange(8)
        copy.write_bytes(flipped)
        figures[seen(copy, before, (head.seq, head.hash.hex()))] += 1
    print(figures)  # noqa: T201 - the figures of a run
    assert figures["unseen"] == 0
    assert figures["chain"] > FLIPS / 10


def seen(copy: Path, before: list[object], head: tuple[int, str]) -> str:
    """How the damage shows."""
    try:
        store = Store.open(copy, writable=False)
        found = store.check(head)
        now = content(store)
    except DetenteError:
        return "refused"
    if found.damage:
        return "file"
    if not found.holds:
        return "chain"
    return "harmless" if now == before else "unseen"


def test_a_cut_file_is_refused_in_words(tmp_path: Path) -> None:
    """A file cut off anywhere is said to be damaged, never a traceback."""
    place = tmp_path / "record.sqlite"
    store = Store.open(place)
    store.append(drafts(50), NOW)
    store.engine.dispose()
    data = place.read_bytes()
    for part in range(1, 10):
        copy = tmp_path / f"copy-{part}.sqlite"
        shutil.copy(place, copy)
        copy.write_bytes(data[: len(data) * part // 10])
        try:
            holds = Store.open(copy, writable=False).check().holds
        except DetenteError:
            holds = False
        assert not holds

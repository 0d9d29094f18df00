"""Threads that append at once share a commit; each is answered for itself, and only once it is there."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from tests.record.drafts import NOW, draft, drafts

from detente.record.failures import ConflictError, StoreBusyError
from detente.record.group_commit import Request, WriterQueue, queue_of
from detente.record.store import Appended, Draft, Store


def while_one_writes(
    store: Store, works: Sequence[Callable[..., Any]], monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Any], list[int]]:
    """Start `works` in threads while another thread writes; what came of each, and the groups."""
    begun, go_on = threading.Event(), threading.Event()
    groups: list[int] = []
    write = Store._write

    def slowly(self: Store, group: Any) -> None:
        groups.append(len(group))
        if len(groups) == 1:
            begun.set()
            assert go_on.wait(30)
        write(self, group)

    monkeypatch.setattr(Store, "_write", slowly)
    with ThreadPoolExecutor(len(works) + 1) as pool:
        first = pool.submit(store.append, [draft("first")], NOW)
        assert begun.wait(30)
        rest = [pool.submit(work) for work in works]
        while len(store.queue._waiting) < len(works):
            threading.Event().wait(0.002)
        go_on.set()
        found = [one.exception() or one.result() for one in rest]
        first.result()
    return found, groups


def test_who_waits_is_taken_along(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten threads that come while another writes: one transaction for all ten."""
    store = Store.open(place)
    commits: list[int] = []
    works = [lambda n=n: store.append([draft(f"e{n}")], NOW) for n in range(10)]
    event.listen(store.engine, "commit", lambda _: commits.append(1))
    found, groups = while_one_writes(store, works, monkeypatch)
    assert groups == [1, 10]
    assert len(commits) == 2
    assert [one.id for [one] in found] == [f"e{n}" for n in range(10)]
    assert sorted(one.seq for [one] in found) == [*range(2, 12)]
    assert store.check().holds


def test_an_error_of_one_is_not_that_of_the_others(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conflict, within the group and with the record, fails alone; nothing of it is recorded."""
    store = Store.open(place)
    store.append([draft("old")], NOW)
    asked = [
        [draft("a")], [draft("b"), draft("old", "vote")], [draft("c")], [draft("a")],
        [draft("c", "vote")], [draft("old")],
    ]  # fmt: skip
    works = [lambda some=some: store.append(some, NOW) for some in asked]
    found, _ = while_one_writes(store, works, monkeypatch)
    kinds = [type(one) for one in found]
    assert kinds[0] is kinds[3] is kinds[5] is list
    assert kinds[1] is ConflictError
    assert sorted([kinds[2] is list, kinds[4] is list]) == [False, True]  # whichever came first
    assert {record.id for record in store.records()} == {"old", "first", "a", "c"}
    assert sorted(one.new for one in (found[0][0], found[3][0])) == [False, True]
    assert store.check().holds


def test_what_stops_a_transaction_is_tried_by_each_alone(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One draft that the database cannot take: the others of its group are recorded."""
    store = Store.open(place)
    bad = Draft("bad", '{"id":"bad","kind":"event","name":"\ud800"}')
    works = [lambda one=one: store.append([one], NOW) for one in (draft("a"), bad, draft("b"))]
    found, groups = while_one_writes(store, works, monkeypatch)
    assert sorted(groups) == [1, 1, 1, 1, 3]
    assert isinstance(found[1], ValueError)
    assert {record.id for record in store.records()} == {"first", "a", "b"}


def test_nothing_is_acknowledged_before_its_commit(tmp_path: Path) -> None:
    """A commit that fails fails all who waited for it, and nothing is there."""
    store = Store.open(tmp_path / "record.sqlite")

    def refuse(*_: Any) -> None:
        raise StoreBusyError("the disk is full; nothing was written")

    event.listen(store.engine, "commit", refuse)
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(store.append, [draft(f"e{n}")], NOW) for n in range(40)]
        assert all(isinstance(one.exception(), StoreBusyError) for one in done)
    event.remove(store.engine, "commit", refuse)
    assert store.head().seq == 0
    assert store.append([draft("e1")], NOW)[0].seq == 1


@pytest.mark.slow
def test_forty_threads_record_each_id_once(place: str) -> None:
    """40 threads x 50, every fifth id shared by all, two stores of one place: exact, one chain."""
    stores = [Store.open(place), Store.open(place)]
    assert stores[0].queue is stores[1].queue

    def work(number: int) -> list[Appended]:
        return [
            stores[number % 2].append([draft(f"shared-{n}" if n % 5 == 0 else f"w{number}-{n}")], NOW)[0]
            for n in range(50)
        ]  # fmt: skip

    with ThreadPoolExecutor(40) as pool:
        answers = [one for some in pool.map(work, range(40)) for one in some]
    records = {record.id: record.seq for record in stores[0].records()}
    assert len(records) == 40 * 40 + 10
    assert all(records[one.id] == one.seq for one in answers)
    assert sum(one.new for one in answers) == len(records)
    assert stores[0].check().holds


def test_a_writer_that_is_stopped_leaves_the_others_their_turn() -> None:
    """Interrupted half way, the requests of the others are written by the next of them."""
    queue, written = WriterQueue(), []
    others: list[threading.Thread] = []

    def stopped(_: Any) -> None:
        for n in range(3):
            request = Request([draft(f"e{n}")], NOW)
            others.append(threading.Thread(target=queue.submit, args=(request, settle)))
            others[-1].start()
        while len(queue._waiting) < 3:
            threading.Event().wait(0.002)
        raise KeyboardInterrupt

    def settle(group: Any) -> None:
        for one in group:
            written.append(one.drafts[0].id)
            one.answer = []

    with pytest.raises(KeyboardInterrupt):
        queue.submit(Request([draft("mine")], NOW), stopped)
    for thread in others:
        thread.join(30)
    assert sorted(written) == ["e0", "e1", "e2"]


def test_a_transaction_has_a_size() -> None:
    """What waits goes in several transactions if it is much; a large request goes as it is."""
    sizes: list[list[int]] = []
    queue = WriterQueue()

    def write(group: Any) -> None:
        sizes.append([len(one.drafts) for one in group])
        for one in group:
            one.answer = []

    for number in (1500, 400, 200, 9000):
        queue._waiting.append(Request(drafts(number), NOW))
    queue.submit(Request(drafts(1), NOW), write)
    assert sizes == [[1500, 400], [200], [9000], [1]]


def test_each_place_has_a_queue_of_its_own(tmp_path: Path) -> None:
    """Two records do not wait for each other."""
    one, other = (Store.open(tmp_path / name) for name in ("a.sqlite", "b.sqlite"))
    assert one.queue is not other.queue
    assert queue_of("elsewhere") is not one.queue

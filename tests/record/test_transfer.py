"""Export and import: nothing is lost, nothing comes twice, the head stays the same."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.record.drafts import NOW, body, drafts
from tests.record.servers import Server

from detente.folder import lines_in_files, open_case
from detente.record import parse
from detente.record.chain import instant_of
from detente.record.failures import ConflictError, RecordError
from detente.record.store import Store
from detente.record.transfer import envelopes, export_lines, take_in


def exported(store: Store) -> str:
    """The record as a file."""
    return "".join(f"{line}\n" for line in export_lines(store))


def imported(store: Store, text: str) -> tuple[int, int]:
    """Take a file in; return how many records were new, and how many there already."""
    taken = take_in(store, envelopes(text), NOW)
    return taken.new, taken.there


@pytest.fixture
def full(tmp_path: Path) -> Store:
    """The record of the main case in a store, with one erased."""
    store = Store.open(tmp_path / "full.sqlite")
    imported(store, lines_in_files(open_case("dprk-2019")))
    store.erase("e118-reactor", "law", NOW)
    return store


def test_a_round_trip_over_both_backends_keeps_the_head(
    full: Store, tmp_path: Path, server: Server
) -> None:
    """SQLite to PostgreSQL and back: the same head, the same records, to the letter."""
    there = Store.open(server.database())
    imported(there, exported(full))
    back = Store.open(tmp_path / "back.sqlite")
    imported(back, exported(there))
    assert there.head() == back.head() == full.head()
    assert [*back.records()] == [*full.records()] == [*there.records()]
    assert exported(back) == exported(full)
    assert back.check().erased == ("e118-reactor",)


def test_an_export_is_a_record_that_every_command_reads(full: Store) -> None:
    """Lines of an export read as lines of a record; an erased one says nothing."""
    lines, problems = parse(exported(full), "record.jsonl")
    assert problems == []
    assert {line.id for line, _ in lines} == {
        record.id for record in full.records() if record.id not in ("e118-reactor", "erasure-" + str(
            next(r.seq for r in full.records() if r.id == "e118-reactor")))
    }  # fmt: skip


def test_the_same_file_three_times_is_the_same_record(place: str) -> None:
    """Lines without hashes too: the second and the third time nothing is new."""
    store = Store.open(place)
    text = "".join(f"{one.body}\n" for one in drafts(50))
    assert [imported(store, text) for _ in range(3)] == [(50, 0), (0, 50), (0, 50)]
    head = store.head()
    assert imported(store, exported(store)) == (0, 50)
    assert store.head() == head


def test_an_export_continues_the_record_that_it_began(full: Store, tmp_path: Path) -> None:
    """A copy that is behind catches up, hashes and all."""
    copy = Store.open(tmp_path / "copy.sqlite")
    imported(copy, exported(full))
    full.append(drafts(5), NOW)
    assert imported(copy, exported(full))[0] == 5
    assert copy.head() == full.head()


def test_into_another_record_lines_are_recorded_anew(full: Store, tmp_path: Path) -> None:
    """A store with records of its own takes the lines, not their hashes, and no erased one."""
    other = Store.open(tmp_path / "other.sqlite")
    other.append(drafts(1), NOW)
    new, _ = imported(other, exported(full))
    assert new == full.head().seq - 2  # but the erased one, and the word of its erasure
    assert other.check().holds


def test_a_changed_export_is_refused(full: Store, tmp_path: Path) -> None:
    """One word changed in an export: the chain shows it and nothing is taken in."""
    text = exported(full).replace("moratorium", "moratorio", 1)
    store = Store.open(tmp_path / "new.sqlite")
    with pytest.raises(RecordError, match="the export was changed: at record"):
        imported(store, text)
    assert store.head().seq == 0


def test_other_content_under_a_known_id_is_refused(place: str) -> None:
    """An import with a conflict leaves the record as it was."""
    store = Store.open(place)
    store.append(drafts(3), NOW)
    with pytest.raises(ConflictError):
        imported(store, body("new") + "\n" + body("e1", "vote"))
    assert store.head().seq == 3


def stamps(store: Store) -> dict[str, str]:
    """What each body says of when it was recorded."""
    return {r.id: json.loads(r.body or "{}").get("recorded", "") for r in store.records()}


def said(id_: str, recorded: str) -> str:
    """An event that says when it became known."""
    return json.dumps(json.loads(body(id_)) | {"recorded": recorded})


def test_what_a_file_says_of_when_it_was_known_is_kept_if_it_can_be(place: str) -> None:
    """Into an empty record as it is; later only if it is not before the last one there."""
    store = Store.open(place)
    imported(store, "\n".join([said("a", "2018-03-01"), said("b", "2018-01-01"), body("c")]))
    imported(store, "\n".join([said("d", "2018-02-01"), said("e", "2018-04-01"), body("f")]))
    times = {
        r.id: instant_of(r.recorded).isoformat(timespec="microseconds") for r in store.records()
    }
    assert stamps(store) == {
        "a": "2018-03-01", "b": "2018-01-01", "c": "", "d": times["d"], "e": "2018-04-01",
        "f": times["f"],
    }  # fmt: skip
    assert imported(store, said("d", "2018-02-01")) == (0, 1)


IMPORT = """
import sys, datetime as dt
from pathlib import Path
from detente.record.store import Store
from detente.record.transfer import envelopes, take_in
store = Store.open(sys.argv[2])
print("ready", flush=True)
take_in(store, envelopes(Path(sys.argv[1]).read_text("utf-8")), dt.datetime(2019, 10, 5, tzinfo=dt.UTC))
"""


def importing(file: Path, place: str) -> "subprocess.Popen[str]":
    """Start an import in a process of its own."""
    command = [sys.executable, "-c", IMPORT, str(file), place]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_two_imports_at_once_and_killed_ones_make_one_record(place: str, tmp_path: Path) -> None:
    """Killed half way: all or nothing, and repeated it is whole; two at once: each line once."""
    file = tmp_path / "many.jsonl"
    file.write_text("".join(f"{one.body}\n" for one in drafts(3000)), "utf-8")
    store = Store.open(place)
    for turn in range(8):
        process = importing(file, place)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.04 * turn)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert store.head().seq in (0, 3000)
    both = [importing(file, place) for _ in range(2)]
    for process in both:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert [record.id for record in store.records()] == [f"e{n}" for n in range(3000)]
    assert store.check().holds


@pytest.mark.slow
def test_a_hundred_thousand_records_go_over_and_back(tmp_path: Path) -> None:
    """10^5 records: export and import keep the head."""
    store = Store.open(tmp_path / "a.sqlite")
    store.append(drafts(100_000), NOW)
    begin = time.perf_counter()
    text = exported(store)
    other = Store.open(tmp_path / "b.sqlite")
    imported(other, text)
    print({"round_trip_s": time.perf_counter() - begin})  # noqa: T201 - the figures of a run
    assert other.head() == store.head()
    assert other.check().holds

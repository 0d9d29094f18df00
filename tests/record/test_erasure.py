"""Ids ``erasure-N`` are the record's own: nobody else can take one, in any way in."""

import json
from pathlib import Path

import pytest
from tests.record.drafts import NOW, body, draft, drafts

from detente.record import parse
from detente.record.chain import EMPTY, Stored, content_of, link
from detente.record.failures import RecordError
from detente.record.store import Draft, Store
from detente.record.transfer import envelopes, export_lines, take_in


def exported(store: Store) -> str:
    """The record as a file."""
    return "".join(f"{line}\n" for line in export_lines(store))


def test_an_entry_cannot_have_such_an_id(place: str) -> None:
    """A line is refused where its id stands; so is a draft, and nothing of its batch is written."""
    lines, [problem] = parse(body("erasure-7"))
    assert not lines
    assert (problem.code, problem.message) == (
        "D104", "'erasure-7' is an id that the record gives itself",
    )  # fmt: skip
    assert [line.id for line, _ in parse(body("erasure-of-debts"))[0]] == ["erasure-of-debts"]
    store = Store.open(place)
    with pytest.raises(RecordError, match="is an id that the record gives itself"):
        store.append([draft("a"), draft("erasure-1")], NOW)
    assert store.head() == EMPTY


@pytest.mark.parametrize("kind", ["erasure", "erased"])
def test_nobody_but_the_record_says_that_words_are_gone(kind: str) -> None:
    """Typed by hand such a line is refused; an export's is the record's own and says nothing more."""
    _, [problem] = parse(json.dumps({"kind": kind, "id": "x", "about": "e1"}))
    assert problem.message == f"'{kind}' is what a record says of itself"
    assert parse(json.dumps({"kind": kind, "id": "x", "stored": {}})) == ([], [])


def sealed(*bodies: str) -> str:
    """An export that somebody who knows the hash has made up."""
    rows, last = [], EMPTY.hash
    for n, text in enumerate(bodies, start=1):
        content = content_of(bytes(16), text)
        last = link(last, n, n, json.loads(text)["id"], content)
        rows.append(Stored(n, n, json.loads(text)["id"], bytes(16), text, content, last))
    return "".join(f"{line}\n" for line in map(_line, rows))


def _line(record: Stored) -> str:
    from detente.record.body import export_line

    return export_line(record)


@pytest.mark.parametrize(
    "forged",
    [
        '{"about":"e1","id":"erasure-2","kind":"erasure"}',
        '{"about":"e9","id":"erasure-1","kind":"erasure"}',
        '{"about":"e1","id":"word","kind":"erasure"}',
        '{"about":"e1", "id":"word", "kind" : "erasure"}',
        body("erasure-1"),
    ],
)
def test_a_made_up_word_of_an_erasure_is_refused(place: str, forged: str) -> None:
    """In an export whose chain holds: of itself, of another record, under another id, no word at all."""
    store = Store.open(place)
    with pytest.raises(RecordError, match=r"at record 2, '(erasure-[12]|word)' "):
        take_in(store, envelopes(sealed(body("e1"), forged)), NOW)
    assert store.head() == EMPTY


def test_a_copy_that_learned_of_an_erasure_can_erase_too(place: str, tmp_path: Path) -> None:
    """A copy catches up with the word of an erasure; it keeps its own words until it erases them."""
    store, copy = Store.open(place), Store.open(tmp_path / "copy.sqlite")
    store.append(drafts(3), NOW)
    take_in(copy, envelopes(exported(store)), NOW)
    store.erase("e1", "law", NOW)
    assert take_in(copy, envelopes(exported(store)), NOW).new == 1
    assert copy.head() == store.head()
    assert copy.check().erased == ()
    third = Store.open(tmp_path / "third.sqlite")
    take_in(third, envelopes(exported(copy)), NOW)
    done = copy.erase("e1", "law", NOW)
    assert (done.id, done.new) == ("erasure-2", False)
    assert copy.check().erased == ("e1",)
    assert copy.check().holds
    assert copy.head() == store.head() == third.head()
    assert exported(copy) == exported(store)


def test_drafts_with_other_ids_that_look_alike_are_taken(place: str) -> None:
    """Only the exact form is reserved."""
    store = Store.open(place)
    ids = ["erasure", "erasure-", "erasure-x", "erasures-1", "Erasure-1"]
    store.append([Draft(id_, body(id_)) for id_ in ids], NOW)
    assert store.check().holds

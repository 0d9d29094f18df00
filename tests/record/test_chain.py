"""The chain shows every change before its end; a remembered head shows the rest."""

import hashlib
from collections.abc import Callable
from random import Random  # noqa: TID251 - seeded; quick for single draws

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.record.drafts import body

from detente.record.chain import (
    EMPTY,
    Head,
    Stored,
    content_of,
    link,
    read_head,
    verify,
)
from detente.record.merkle import inclusion_proof, inclusion_root, merkle_root
from detente.record.verification import examine

Rows = list[Stored]


def chain(number: int, mark: str = "") -> Rows:
    """A record of that many, built by the definition and by nothing of the store."""
    rows: Rows = []
    before = bytes(32)
    for n in range(1, number + 1):
        id_, salt = f"e{n}", hashlib.sha256(f"salt {n}".encode()).digest()[:16]
        text = body(id_, f"talks{mark}")
        content = hashlib.sha256(salt + text.encode()).digest()
        before = hashlib.sha256(
            b"detente/1" + before + n.to_bytes(8, "big") + (1000 + n).to_bytes(8, "big")
            + hashlib.sha256(id_.encode()).digest() + content
        ).digest()  # fmt: skip
        rows.append(Stored(n, 1000 + n, id_, salt, text, content, before))
    return rows


def sealed(rows: Rows) -> Rows:
    """The rows with a chain that somebody who can write the file has worked out anew."""
    made: Rows = []
    last = EMPTY.hash
    for n, row in enumerate(rows, start=1):
        content = content_of(row.salt or b"", row.body or "")
        last = link(last, n, 1000 + n, row.id, content)
        made.append(row._replace(seq=n, recorded=1000 + n, content=content, hash=last))
    return made


def test_the_hash_is_that_of_the_definition() -> None:
    """The code agrees with the bytes that the definition names, worked out apart from it."""
    rows = chain(20)
    assert verify(rows) == (Head(20, rows[-1].hash), None)


def edited(rows: Rows, at: int) -> Rows:
    rows[at] = rows[at]._replace(body=body(rows[at].id, "vote"))
    return rows


def edited_with_content(rows: Rows, at: int) -> Rows:
    text = body(rows[at].id, "vote")
    content = content_of(rows[at].salt or b"", text)
    rows[at] = rows[at]._replace(body=text, content=content)
    return rows


def deleted(rows: Rows, at: int) -> Rows:
    return rows[:at] + rows[at + 1 :]


def inserted(rows: Rows, at: int) -> Rows:
    return [*rows[:at], rows[at]._replace(id="new"), *rows[at:]]


def swapped(rows: Rows, at: int) -> Rows:
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return rows


def renumbered(rows: Rows, at: int) -> Rows:
    return [row._replace(seq=n) for n, row in enumerate(rows[:at] + rows[at + 1 :], start=1)]


def redated(rows: Rows, at: int) -> Rows:
    rows[at] = rows[at]._replace(
        recorded=rows[at].recorded - 1 if at == 0 else rows[at].recorded + 1
    )
    return rows


def renamed(rows: Rows, at: int) -> Rows:
    rows[at] = rows[at]._replace(id="other")
    return rows


def emptied(rows: Rows, at: int) -> Rows:
    rows[at] = rows[at]._replace(salt=None, body=None)
    return rows


CHANGES = [
    edited,
    edited_with_content,
    deleted,
    inserted,
    swapped,
    renumbered,
    redated,
    renamed,
    emptied,
]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_before_the_end_is_seen(change: Callable[[Rows, int], Rows]) -> None:
    """50 random places each: edit, delete, insert, swap, renumber, redate, rename, empty: all seen."""
    random = Random(3)  # noqa: S311 - seeded
    for _ in range(50):
        assert examine(change(chain(60), random.randrange(58))).broken is not None


@given(st.integers(1, 7), st.lists(st.sampled_from(range(7)), max_size=3), st.data())
def test_the_quick_loop_finds_what_the_definition_says(
    size: int, cells: list[int], data: st.DataObject
) -> None:
    """Any cells changed, to any kind of value: the first record that is wrong is the one found."""
    rows = chain(size)
    for cell in cells:
        at = data.draw(st.integers(0, size - 1))
        value = data.draw(st.sampled_from([None, 0, 3, 1002, 2.0, "", "e1", b"", bytes(32)]))
        rows[at] = Stored._make(value if n == cell else old for n, old in enumerate(rows[at]))
    holding = 0
    for at, row in enumerate(rows):
        before = rows[at - 1] if at else None
        if not follows(row, before):
            break
        holding += 1
    head, broken = verify(rows)
    assert head.seq == holding
    assert (broken is None) == (holding == size)


def follows(row: Stored, before: Stored | None) -> bool:
    """The definition, word for word and slowly."""
    kinds = (int, int, str, bytes | None, str | None, bytes, bytes)
    if not all(isinstance(cell, kind) for cell, kind in zip(row, kinds, strict=True)):
        return False
    if row.seq != (before.seq + 1 if before else 1):
        return False
    if before is not None and row.recorded <= before.recorded:
        return False
    if (row.salt is None) != (row.body is None):
        return False
    if row.salt is not None and content_of(row.salt, row.body or "") != row.content:
        return False
    last = before.hash if before else EMPTY.hash
    return link(last, row.seq, row.recorded, row.id, row.content) == row.hash


def test_a_cut_tail_is_seen_with_a_head_and_not_without() -> None:
    """A chain alone does not show that its end is missing; a remembered head does: 50 of 50."""
    rows = chain(60)
    head = (60, rows[-1].hash.hex())
    for left in range(10, 60):
        assert examine(rows[:left]).holds
        assert not examine(rows[:left], head).holds


def test_a_full_rewrite_is_seen_with_a_head_and_not_without() -> None:
    """Whoever can write the file can make a new chain; a remembered head shows it: 50 of 50."""
    rows = chain(60)
    head = (60, rows[-1].hash.hex())
    for at in range(50):
        forged = sealed(edited(chain(60), at))
        assert examine(forged).holds
        assert not examine(forged, head).holds


def test_a_head_stays_good_while_the_record_grows() -> None:
    """A head that was remembered is found again in any longer record, by a part of its hash too."""
    rows = chain(60)
    assert examine(rows, (10, rows[9].hash.hex())).holds
    assert examine(rows, (None, rows[9].hash.hex()[:32])).holds
    assert not examine(rows, (11, rows[9].hash.hex())).holds
    assert examine(rows, read_head(str(EMPTY))).holds


@pytest.mark.parametrize(
    "text", ["", "3", "3/", "abc", "-1/" + "0" * 64, "3/" + "g" * 64, "3/0/" + "0" * 64]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    """A head is a number and a hash of at least 128 bits."""
    with pytest.raises(ValueError, match="expected a head"):
        read_head(text)


# ---------------------------------------------------------------------------------------- Merkle tree

# The leaves and roots of the reference test of Certificate Transparency (RFC 6962).
LEAVES = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", ROOTS)
def test_the_root_is_that_of_certificate_transparency(size: int) -> None:
    """The published roots come out."""
    assert merkle_root(LEAVES[:size]).hex() == ROOTS[size]


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))))
def test_one_record_is_shown_without_the_others(case: tuple[int, int]) -> None:
    """An audit path leads to the root for its record, and for no other."""
    size, seq = case
    hashes = [row.hash for row in chain(size)]
    path = inclusion_proof(hashes, seq)
    root = merkle_root(hashes)
    assert inclusion_root(hashes[seq - 1], seq, size, path) == root
    assert inclusion_root(bytes(32), seq, size, path) != root
    assert inclusion_root(hashes[seq - 1], seq, size, [*path, bytes(32)]) is None

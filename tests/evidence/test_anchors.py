"""Anchors: exact words at their place, else by what stands around them, else orphaned."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from detente.claims import Claim
from detente.evidence import read
from detente.evidence.anchors import Anchored, Orphaned, anchor, settle_claims
from detente.evidence.texts import keep_text

TEXT = "Iran left. Then Iraq stayed, and Iran left again. Iran can always return."


def claim(quote: str, start: int | None, prefix: str = "", suffix: str = "", **more: Any) -> Claim:
    words = {"type": "TextQuoteSelector", "exact": quote, "prefix": prefix, "suffix": suffix}
    end = None if start is None else start + len(quote)
    return Claim(id="c1", quote=quote, start=start, end=end, selectors=(words,), **more)


def test_words_at_their_place_stay_there() -> None:
    """Even where the same words stand elsewhere too."""
    assert anchor(TEXT, claim("Iran left", 33)) == Anchored(33, 42)


def test_words_that_moved_are_found_if_they_stand_there_once() -> None:
    """Whatever stands around them."""
    assert anchor("Well. " + TEXT, claim("Iraq stayed", 16)) == Anchored(22, 33, moved=True)


def test_words_that_stand_there_twice_are_told_apart_by_what_is_around_them() -> None:
    """First by the words before and after, then by the distance."""
    found = anchor("Well. " + TEXT, claim("Iran left", 33, "stayed, and ", " again."))
    assert found == Anchored(39, 48, moved=True)
    assert isinstance(anchor("Well. " + TEXT, claim("Iran left", 33)), Orphaned)


def test_words_that_only_resemble_the_quotation_are_never_taken() -> None:
    """A negated sentence resembles the quoted one more than anything else does."""
    text = TEXT.replace("can always", "can not always")
    found = anchor(text, claim("Iran can always return", 50))
    assert found == Orphaned("its words are not in the text")


def test_an_edited_quotation_counts_not_the_one_that_was_proposed() -> None:
    """A reviewer moved the edges of the span: the selector still has the old words."""
    edited = claim("Iraq stayed, and", 16)
    edited = Claim(id="c1", quote="Iraq stayed", start=16, end=27, selectors=edited.selectors)
    assert anchor(TEXT, edited) == Anchored(16, 27)


@given(
    st.text(alphabet="ab \n🙂", max_size=40),
    st.integers(0, 40),
    st.integers(1, 8),
    st.text(alphabet="ab ", max_size=12),
)
def test_an_anchor_always_quotes_the_claim(text: str, start: int, size: int, more: str) -> None:
    """Wherever it is found, exactly its words stand there."""
    quote = text[start : start + size]
    one = claim(quote, start, text[max(0, start - 4) : start], text[start + size :][:4])
    for changed in (text, more + text, text + more, text[::-1], text[: start + 2] + more):
        found = anchor(changed, one)
        if isinstance(found, Anchored):
            assert changed[found.start : found.end] == quote
    if quote:
        assert anchor(text, one) == Anchored(start, start + len(quote))


def test_the_claims_of_a_case_are_settled_against_the_texts_that_are_kept(tmp_path: Path) -> None:
    """Moved ones count at their new place, lost ones do not; both are told, as is the altered text."""
    source = read(TEXT.encode(), "d.txt")
    keep_text(tmp_path, source)
    claims = {
        "c1": claim("Iran can always return", 50, document="d"),
        "c2": Claim(id="c2", quote="Iraq stayed", start=16, end=27, document="d"),
        "c3": Claim(id="c3", quote="somewhere else", start=1, end=15, document="other"),
        "c4": Claim(id="c4", quote="no place", document="d"),
    }
    documents = {"d": source.document}
    assert settle_claims(tmp_path, claims, documents).problems == ()
    [file] = (tmp_path / "texts").iterdir()
    file.write_text("Well. " + TEXT.replace("can always", "cannot"), encoding="utf-8")
    settled = settle_claims(tmp_path, claims, documents)
    assert [(id_, one.code) for id_, one in settled.problems] == [
        ("d", "D340"), ("c1", "D342"), ("c2", "D341"),
    ]  # fmt: skip
    assert settled.claims["c1"].standing == "orphaned"
    assert not settled.claims["c1"].counts
    assert (settled.claims["c2"].start, settled.claims["c2"].counts) == (22, True)
    assert settled.claims["c3"].counts
    assert settled.claims["c4"].counts

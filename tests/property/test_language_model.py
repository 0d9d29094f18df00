"""Whatever a model answers, a candidate is words of the text under ids of the case."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case import Case, Lever, Party
from detente.evidence import KINDS, extract, read
from detente.evidence.language_model import BadReplyError, agreed, proposed

CASE = Case(
    id="c",
    parties={p: Party(id=p, name=p.title()) for p in ("iran", "iraq")},
    levers={"dam": Lever(id="dam", name="the dam", owner="iran", levels=("shut", "open"))},
)
WORDS = (
    "Iran", "Iraq", "cannot", "never", "offered", "to pay", "if", "will", "said", "\u201cWe sign\u201d",
    "it", "\u2014", ".", "\n", "can\u200bnot", "5,000", "talks\u00a0now", "demands", "The", "\u202eeht",
)  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), min_size=3, max_size=40).map(" ".join)


@st.composite
def conversations(draw: st.DrawFn) -> tuple[str, list[Any]]:
    """A text, and items of which many are nearly right."""
    text = draw(texts)
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    quote = cut.map(lambda span: text[min(span) : max(span)])
    bent = quote.map(lambda words: words.replace("\u201c", '"').replace("cannot", "can").upper())
    either = st.one_of(quote, quote, bent, st.text(max_size=20))
    party = st.sampled_from([None, "iran", "Iraq", "IRAN", "france", ""])
    item = st.fixed_dictionaries(
        {"quote": either, "kind": st.sampled_from([*KINDS, "gift"])},
        optional={
            "actor_alias": party,
            "target_alias": party,
            "speaker_alias": party,
            "lever_id": st.sampled_from([None, "dam", "border"]),
            "condition_quote": st.one_of(st.none(), either),
            "prefix": either,
            "polarity": st.sampled_from(["positive", "negative"]),
        },
    )
    other = st.recursive(st.none() | st.booleans() | st.text(max_size=5), st.lists)
    return text, draw(st.lists(st.one_of(item, item, item, other), max_size=8))


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(conversations())
def test_every_candidate_is_words_of_the_text_and_ids_of_the_case(
    told: tuple[str, list[Any]],
) -> None:
    text, items = told
    document = read(text.encode(), "a.txt")
    rules = extract(document, CASE)
    got = proposed(document, CASE, "m1", lambda _: json.dumps(items), rules=rules)
    ids = {one.id for one in (*rules, *got.candidates)}
    for one in (*got.candidates, *agreed(rules, got.candidates)):
        assert one.quote == text[one.start : one.end]
        assert one.quote.strip() != ""
        assert one.actor in (None, *CASE.parties)
        assert one.target in (None, *CASE.parties)
        assert {*one.levers} <= {*CASE.levers}
        assert one.kind in KINDS
        assert one.condition_of in ("", *ids)
    assert len(got.refused) <= len(items)


@settings(deadline=None, max_examples=200)
@given(
    texts,
    st.one_of(st.text(max_size=200), st.binary(max_size=50).map(lambda b: b.decode("latin-1"))),
)
def test_any_words_at_all_are_a_list_of_proposals_or_refused_whole(text: str, words: str) -> None:
    document = read(text.encode(), "a.txt")
    try:
        got = proposed(document, CASE, "m1", lambda _: words)
    except BadReplyError:
        return
    assert all(one.quote == text[one.start : one.end] for one in got.candidates)


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\u2060"])
def test_a_mark_that_cannot_be_seen_does_not_cut_a_negation_off(mark: str) -> None:
    text = f"Iran can{mark}not pay."
    got = proposed(
        read(text.encode(), "a.txt"), CASE, "m1",
        lambda _: json.dumps([{"quote": "Iran can", "kind": "statement"}]),
    )  # fmt: skip
    assert got.candidates == ()

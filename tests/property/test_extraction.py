"""The extractor on any text: it never fails, quotes word for word, and its work grows with the text."""

import re
import sys
from collections.abc import Iterator
from re import _parser as grammar
from types import FrameType
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente.evidence
from detente.case import Case, Party
from detente.evidence import Candidate, extract, read
from detente.evidence.parse import installed

Tier = Literal["keywords", "nlp"]
needs_parser = pytest.mark.skipif(
    not installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)
CASE = Case(
    id="c",
    parties={
        "iran": Party(id="iran", name="Iran", aliases=("President Raisi",)),
        "usa": Party(id="usa", name="United States"),
        "rebels": Party(id="rebels", name="Rebel Front"),
    },
)
PIECES = st.sampled_from(
    [
        "Iran",
        "Washington",
        "Raisi",
        "rebels",
        "The",
        "the",
        "its",
        "his",
        "they",
        "we",
        "I",
        "he",
        "minister",
        "statement",
        "said",
        "told",
        "warned",
        "offers",
        "demands",
        "will",
        "would",
        "not",
        "never",
        "if",
        "unless",
        "until",
        "should",
        "must",
        "is",
        "ready",
        "to",
        "talks",
        "sanctions",
        "lift",
        "strike",
        "accuses",
        "calls",
        "of",
        "for",
        "on",
        "and",
        "or",
        "but",
        "that",
        "whether",
        "who",
        "which",
        "Q:",
        "A:",
        ",",
        ".",
        ";",
        ":",
        "!",
        "?",
        "'",
        '"',
        "“",
        "”",
        "—",
        "-",
        "(",
        ")",
        "\n",
        "\u200b",
        "\u202e",
        "🙂",
        "é",
        "3",
        "May",
        "2024",
        "going",
        "no",
        "longer",
        "Under",
        "accord",
        "all",
        "options",
        "are",
        "on",
        "table",
    ]
)


def checked(text: str, tier: Tier) -> list[Candidate]:
    source = read(text.encode(), "a.txt")
    found = extract(source, CASE, tier=tier)
    for one in found:
        assert one.quote == source.text[one.start : one.end]
        assert one.quote.strip()
        assert one.actor is None or one.actor in CASE.parties
    assert len({one.id for one in found}) == len(found)
    return found


@given(st.lists(PIECES, max_size=60).map(" ".join))
def test_keywords_read_any_words(text: str) -> None:
    checked(text, "keywords")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_keywords_read_any_characters(text: str) -> None:
    checked(text, "keywords")


@needs_parser
@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60).map(" ".join))
def test_the_parsers_tier_reads_any_words(text: str) -> None:
    checked(text, "nlp")


@needs_parser
@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_the_parsers_tier_reads_any_characters(text: str) -> None:
    checked(text, "nlp")


HOSTILE = {
    "sentences": "Iran demands peace if Washington pays. ",
    "one sentence": "Iran demands and ",
    "clauses": "Iran demands peace, and if Washington pays it will ",
    "marks": '"Iran said "',
    "paragraphs": "Iran demands peace if Washington pays on Friday.\n",
    "turns": "Q: What now? A: We will pay.\n",
    "persons": "President Abc Def left. ",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_work_grows_no_faster_than_a_long_hostile_text(kind: str) -> None:
    few = calls(HOSTILE[kind] * 300)
    many = calls(HOSTILE[kind] * 1200)
    assert many <= 5 * few, (few, many)


def calls(text: str) -> int:
    """Count the functions called, ours and built in: a measure of work that no clock disturbs."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    source = read(text.encode(), "a.txt")
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        extract(source, CASE)
    finally:
        sys.setprofile(before)
    return counted


def test_no_more_than_two_thousand_candidates_come_of_one_text() -> None:
    assert len(checked("Iran demands peace.\n" * 3000, "keywords")) == 2000


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every regular expression of the extractor's modules."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith(f"{detente.evidence.__name__}."):
            for key, value in vars(module).items():
                items = value if isinstance(value, tuple) else (value,)
                for item in items:
                    parts = item if isinstance(item, tuple) else (item,)
                    yield from ((f"{name}.{key}", p) for p in parts if isinstance(p, re.Pattern))


def nested(tree: Any, *, inside: bool = False) -> bool:
    """Whether a repetition without an upper bound stands inside another."""
    for operation, argument in tree:
        unbounded = inside
        if operation in (grammar.MAX_REPEAT, grammar.MIN_REPEAT):
            unbounded = argument[1] is grammar.MAXREPEAT
            if inside and unbounded:
                return True
            unbounded = inside or unbounded
        for part in parts_of(argument):
            if nested(part, inside=unbounded):
                return True
    return False


def parts_of(argument: Any) -> Iterator[Any]:
    if isinstance(argument, grammar.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for one in argument:
            yield from parts_of(one)


def test_no_regular_expression_repeats_a_repetition() -> None:
    found = dict(patterns())
    assert len(found) > 20
    assert [
        name for name, one in found.items() if nested(grammar.parse(one.pattern, one.flags))
    ] == []


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(?:\w+ ?)*x"])
def test_a_nested_repetition_is_noticed(pattern: str) -> None:
    assert nested(grammar.parse(pattern))

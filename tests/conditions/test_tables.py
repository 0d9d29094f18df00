"""The parser's tables: made from the grammar as it stands, and driven as lark drives its own."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lark import Lark, Token
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer
from scripts.grammar_tables import FILE, page

from detente.conditions.grammar import GRAMMAR, STARTS
from detente.conditions.shift_reduce import StuckError, shift_reduce
from detente.conditions.words import Word

KINDS = sorted(
    line
    for text in GRAMMAR.splitlines()
    if text.startswith("%declare")
    for line in text.split()[1:]
)


def test_the_tables_are_those_of_the_grammar() -> None:
    """If this fails: scripts/grammar_tables.py --write."""
    assert FILE.read_text("utf-8") == page()


class Plain:
    """Builds nested lists; one method for every rule."""

    def __getattr__(self, rule: str) -> Any:
        if rule.startswith("__"):
            raise AttributeError(rule)
        return lambda pieces: [rule, *(p if isinstance(p, list) else str(p.type) for p in pieces)]


class Ours(Plain):
    """The same from our words."""

    def __getattr__(self, rule: str) -> Any:
        return lambda pieces: [rule, *(p if isinstance(p, list) else p.kind for p in pieces)]


class Kinds(Lexer):
    """Gives lark words by their kinds."""

    def __init__(self, conf: Any) -> None:
        """Take nothing from the grammar."""

    def lex(self, lexer_state: Any, *_: Any) -> Any:
        for place, kind in enumerate(str(lexer_state).split()):
            yield Token(kind, kind, place)


THEIRS = Lark(
    GRAMMAR,
    parser="lalr",
    lexer=Kinds,
    start=list(STARTS),
    transformer=Plain(),
    maybe_placeholders=False,
)


def by_lark(kinds: list[str], start: str) -> tuple[Any, set[str]]:
    """What lark reads, or the place where it is stuck, and what it would take there."""
    try:
        return THEIRS.parse(" ".join(kinds), start=start), set()
    except UnexpectedToken as error:
        place = len(kinds) if error.token.type == "$END" else error.token.start_pos
        parser = THEIRS.parse_interactive("", start=start)
        for kind in kinds[:place]:
            parser.feed_token(Token(kind, kind))
        return place, parser.accepts()  # type: ignore[no-untyped-call]  # lark's gap


def by_tables(kinds: list[str], start: str) -> tuple[Any, set[str]]:
    """The same by our tables."""
    words = [Word(kind, kind, place, place + 1) for place, kind in enumerate(kinds)]
    try:
        return shift_reduce(words, start, Ours()), set()
    except StuckError as error:
        return len(kinds) if error.word is None else error.word.start, error.accepts


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(start=st.sampled_from(STARTS), data=st.data())
def test_the_tables_are_driven_as_lark_drives_them(start: str, data: st.DataObject) -> None:
    """Same rules in the same order, stuck at the same word, which can be replaced by the same."""
    kinds: list[str] = []
    for _ in range(data.draw(st.integers(0, 25))):
        _, possible = by_tables(kinds, start)
        wise = sorted(possible - {"$END"})
        kinds.append(data.draw(st.sampled_from(wise * 4 + KINDS if wise else KINDS)))
    assert by_tables(kinds, start) == by_lark(kinds, start)


@pytest.mark.parametrize("start", STARTS)
def test_nothing_at_all_is_read_as_nothing(start: str) -> None:
    """And what could begin a text is the same."""
    assert by_tables([], start) == by_lark([], start)


@given(st.lists(st.sampled_from(KINDS), max_size=12))
@example(["NAME", "OR", "NAME", "OR", "NAME", "AND", "NAME"])
@example(["NAME", "FOR", "NUMBER", "UNIT", "IN", "LAST", "NUMBER", "UNIT"])
def test_any_words_are_read_or_refused_alike(kinds: list[str]) -> None:
    """Also those that make no sense."""
    assert by_tables(kinds, "condition") == by_lark(kinds, "condition")

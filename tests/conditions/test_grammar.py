"""Reading conditions: what the forms mean, and what is said about text that is none."""

import logging
import subprocess
import sys

import pytest

from detente.conditions import (
    WORDS,
    ConditionError,
    parse,
    parse_deadline,
    parse_duration,
    parse_effect,
    parse_verification,
)
from detente.conditions.grammar import GRAMMAR, STARTS
from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Deadline,
    Duration,
    Effect,
    Happened,
    Held,
    If,
    Iff,
    Node,
    Not,
    Once,
    Or,
    Since,
    TermIs,
    Unless,
    Verification,
    Verified,
)

A, B, C = TermIs("a"), TermIs("b"), TermIs("c")
DAYS = Duration(30, "days")

FORMS: dict[str, Node] = {
    "yongbyon >= frozen": Compare("yongbyon", ">=", "frozen"),
    "coal != lifted": Compare("coal", "!=", "lifted"),
    "fuel_oil >= 500 t": Compare("fuel_oil", ">=", 500.0, "t"),
    "power < 2.5 MW": Compare("power", "<", 2.5, "MW"),
    "fuel_oil > 0": Compare("fuel_oil", ">", 0.0),
    "event(signed)": Happened("signed"),
    "60 days since signed": Since(Duration(60, "days"), "signed"),
    "1 month since signed": Since(Duration(1, "months"), "signed"),
    "5 business days since signed": Since(Duration(5, "business days"), "signed"),
    "fulfilled(freeze)": ClauseIs("fulfilled", "freeze"),
    "claimed_done(freeze)": ClauseIs("claimed_done", "freeze"),
    "always": Constant(value=True),
    "never": Constant(value=False),
    "a as usa": TermIs("a", "usa"),
    "a or b and c": Or((A, And((B, C)))),
    "(a or b) and c": And((Or((A, B)), C)),
    "not a and b": And((Not(A), B)),
    "not not a": Not(Not(A)),
    "a or b or c": Or((A, B, C)),
    "(a or b) or c": Or((Or((A, B)), C)),
    "a unless b or c": Unless(A, Or((B, C))),
    "a if b": If(A, B),
    "a iff not b": Iff(A, Not(B)),
    "(a if b) iff c": Iff(If(A, B), C),
    "(a if b) and c": And((If(A, B), C)),
    "a for 30 days": Held(A, DAYS),
    "a in last 30 days": Once(A, DAYS),
    "not a for 30 days": Not(Held(A, DAYS)),
    "(not a) for 30 days": Held(Not(A), DAYS),
    "a and b for 30 days": And((A, Held(B, DAYS))),
    "a verified by iaea": Verified(A, ("iaea",)),
    "a verified by iaea|unscom in last 30 days": Verified(A, ("iaea", "unscom"), DAYS),
    "(a verified by iaea) in last 30 days": Once(Verified(A, ("iaea",)), DAYS),
    "a verified by iaea for 30 days": Held(Verified(A, ("iaea",)), DAYS),
    "a claimed by dprk": Claimed(A, "dprk"),
    "a for 30 days verified by v claimed by p": Claimed(Verified(Held(A, DAYS), ("v",)), "p"),
    "at least 2 of (a; b; c)": AtLeast(2, (A, B, C)),
    "at least 1 of (a if b; c)": AtLeast(1, (If(A, B), C)),
    "a\n  and\tb": And((A, B)),
    "android = ifs": Compare("android", "=", "ifs"),
    "notice >= days_left": Compare("notice", ">=", "days_left"),
}


@pytest.mark.parametrize("text", FORMS)
def test_each_form_gives_its_tree(text: str) -> None:
    """Every form of the language, and how tightly each binds."""
    assert parse(text) == FORMS[text]


def test_the_small_forms() -> None:
    """Deadlines, verifications, effects and durations have readers of their own."""
    assert parse_deadline("60 days of signed") == Deadline(Duration(60, "days"), "signed")
    assert parse_deadline("30 days of trigger") == Deadline(DAYS, None)
    assert parse_verification("by iaea") == Verification(("iaea",))
    assert parse_verification("by v|w within 30 days") == Verification(("v", "w"), DAYS)
    assert parse_effect("coal = banned") == Effect((("coal", "banned"),))
    assert parse_effect("a = b and c = d") == Effect((("a", "b"), ("c", "d")))
    assert parse_duration("1 hour") == Duration(1, "hours")
    assert parse_duration("2 weeks") == Duration(2, "weeks")


ANY = (
    ">= <= = != > <, and, or, as, for, in last, verified by, claimed by, if, iff, unless or the end"
)
AFTER = "and, or, for, in last, verified by, claimed by, if, iff, unless or the end"
NO_NAME = "is a word of the language and cannot be a name"

WRONG = [
    (
        "a for 60 dayz",
        "unexpected 'dayz'; expected days/weeks/months/years",
        "did you mean 'days'?",
        9,
        13,
    ),
    ("a for 60 fortnights", "unexpected 'fortnights'; expected days/weeks/months/years", "", 9, 19),
    ("", "unexpected end; expected a condition", "", 0, 1),
    ("  ", "unexpected end; expected a condition", "", 0, 1),
    ("a and", "unexpected end; expected a condition", "", 5, 6),
    ("a = ", "unexpected end; expected a name or a number", "", 3, 4),
    ("(a = b", f"unexpected end; expected {AFTER[:-11]} or ')'", "a bracket is not closed", 6, 7),
    ("a = b)", f"unexpected ')'; expected {AFTER}", "no bracket is open here", 5, 6),
    ("()", "unexpected ')'; expected a condition", "", 1, 2),
    ("a == b", "unexpected '=='", "write a single '='", 2, 4),
    ("a && b", "unexpected '&&'", "write 'and'", 2, 4),
    (
        "a, b",
        "unexpected ','",
        "the parts of 'at least n of ( ... )' are parted by ';', names by '|'",
        1,
        2,
    ),
    ("a \u2265 b", "unexpected '\u2265'", "write '>='", 2, 3),
    ("a = 'b'", "unexpected '''", "names stand without quotation marks", 4, 5),
    ("a\x00b", "unexpected '\\x00'", "", 1, 2),
    ("a AND b", f"unexpected 'AND'; expected {ANY}", "words are in lower case: write 'and'", 2, 5),
    ("a is b", f"unexpected 'is'; expected {ANY}", "write '='", 2, 4),
    ("a adn b", f"unexpected 'adn'; expected {ANY}", "did you mean 'and'?", 2, 5),
    (
        "Coal = lifted",
        "unexpected 'Coal'; expected a condition",
        "names have small letters, digits and _, and begin with a letter",
        0,
        4,
    ),
    (
        "if a then b",
        "unexpected 'if'; expected a condition",
        "write 'B if A' for 'if A then B'",
        0,
        2,
    ),
    (
        "a if b unless c",
        f"unexpected 'unless'; expected {ANY.replace(', if, iff, unless', '')}",
        "'if', 'iff' and 'unless' do not chain: put brackets around one",
        7,
        13,
    ),
    (
        "a < b < c",
        f"unexpected '<'; expected {AFTER}",
        "a comparison has one lever and one level: join two comparisons by 'and'",
        6,
        7,
    ),
    ("a = live", "unexpected 'live'; expected a name or a number", f"'live' {NO_NAME}", 4, 8),
    ("event(last)", "unexpected 'last'; expected a name", f"'last' {NO_NAME}", 6, 10),
    ("event(3)", "unexpected '3'; expected a name", "names begin with a letter", 6, 7),
    (
        "waived = yes",
        "unexpected '='; expected '('",
        "a comparison has one lever and one level: join two comparisons by 'and'",
        7,
        8,
    ),
    (
        "not live",
        "unexpected end; expected '('",
        "'live' is a word of the language, written live(NAME); it cannot be a name",
        8,
        9,
    ),
    (
        "1.5 days since signed",
        "expected a whole number of at most six digits, got '1.5'",
        "",
        0,
        3,
    ),
    ("5 business weeks since a", "expected business days, got 'business weeks'", "", 0, 16),
    ("at least 1 of (a)", f"unexpected ')'; expected {ANY[:-11]} or ';'", "", 16, 17),
    (
        "a >= 1234567890123",
        "the number '1234567890123' is too long",
        "at most 12 digits before and 6 after the point",
        5,
        18,
    ),
    (
        "a >= 50,000 t",
        "unexpected ','",
        "the parts of 'at least n of ( ... )' are parted by ';', names by '|'",
        7,
        8,
    ),
]


@pytest.mark.parametrize(("text", "message", "hint", "start", "end"), WRONG)
def test_wrong_text_is_told_what_is_wrong_and_where(
    text: str, message: str, hint: str, start: int, end: int
) -> None:
    """The message names the word and what could stand there; the place is exact."""
    with pytest.raises(ConditionError) as caught:
        parse(text)
    error = caught.value
    assert (message, hint, start, end) == (error.message, error.hint, error.start, error.end)


def test_an_effect_sets_levels_and_compares_nothing() -> None:
    """What a party does is written with '=' only."""
    with pytest.raises(ConditionError) as caught:
        parse_effect("coal >= banned")
    assert caught.value.message == "unexpected '>='; expected ="
    assert (caught.value.start, caught.value.end) == (5, 7)


def test_no_word_of_the_language_is_read_as_a_name() -> None:
    """Each word is refused as the name of a level and of an event."""
    for word in WORDS:
        for text in (f"lever = {word}", f"event({word})", f"a as {word}"):
            with pytest.raises(ConditionError):
                parse(text)


@pytest.mark.parametrize("depth", [40, 41])
def test_conditions_are_nested_forty_deep_at_most(depth: int) -> None:
    """40 is fine, 41 is refused, by brackets, by 'not' and by windows alike."""
    texts = {
        "brackets": "(" * depth + "a" + ")" * depth,
        "not": "not " * (depth - 1) + "a",
        "windows": "a" + " for 1 day" * (depth - 1),
    }
    for text in texts.values():
        if depth == 40:
            parse(text)
            continue
        with pytest.raises(ConditionError, match="nested deeper than 40"):
            parse(text)


def test_conditions_have_at_most_4000_characters() -> None:
    """4,000 are read; one more is refused, at the first too many."""
    text = "a" + " or a" * 799
    parse(text.ljust(4_000))
    with pytest.raises(ConditionError, match="longer than 4,000 characters") as caught:
        parse(text.ljust(4_001))
    assert caught.value.start == 4_000


def test_the_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    """LALR(1): the generator resolves nothing by itself."""
    from lark import Lark, logger

    logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, logger=logger.name):
            Lark("%declare A B\nstart: start A start | B\n", parser="lalr", debug=True)
            assert "conflict" in caplog.text.lower(), "the generator reports conflicts here"
            caplog.clear()
            Lark(GRAMMAR, parser="lalr", start=list(STARTS), debug=True)
            assert "conflict" not in caplog.text.lower()
    finally:
        logger.setLevel(logging.CRITICAL)


def test_reading_a_condition_loads_no_parser_generator() -> None:
    """Nor does reading a condition: the tables are made ahead of time."""
    script = "import sys, detente.conditions as c; c.parse('a'); print('lark' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "False"

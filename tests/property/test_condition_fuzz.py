"""100,000 broken and unbroken conditions: each is read, or refused with a message and a place.

Conditions are drawn with every construct and then changed: tokens and characters put in, left out,
doubled, moved. A tree that is read must print and read back the same.
"""

from collections.abc import Callable

import numpy as np
import pytest
from tests.property.clause_ledgers import Draw, Style, duration, expression

from detente.conditions import (
    WORDS,
    ConditionError,
    parse,
    parse_deadline,
    parse_duration,
    parse_effect,
    parse_verification,
    show,
)
from detente.conditions.tree import Node

BLOCKS = range(4)
EACH = 25_000
TOKENS = (
    *sorted(WORDS), "coal", "lifted", "60", "1.5", "0", "(", ")", ";", "|", ">=", "<=", "=", "!=",
    "<", ">", "'", '"', "\u00e9", "\n", "\t", "\x00", "\U0001f600", "\u2028", "-", "_", ".", "#",
)  # fmt: skip
SMALL_FORMS = (parse_deadline, parse_duration, parse_effect, parse_verification)
CLAUSES = ["c0", "c1"]


def right(draw: Draw) -> str:
    """Draw a condition, or one of the small forms, as it should be written."""
    kind = draw.number(0, 9)
    if kind == 0:
        return f"{duration(draw, Style())} of {draw.one_of(['trigger', 'signed'])}"
    if kind == 1:
        return f"by iaea|unsc within {duration(draw, Style())}"
    if kind == 2:
        return "ban = lifted and trade = open"
    return expression(draw, Style(), CLAUSES)


def changed(text: str, rng: np.random.Generator) -> str:
    """Put in, leave out, double or move tokens, or replace a character."""
    for kind, at, other, pick in rng.integers(0, 2**31, (int(rng.integers(0, 4)), 4)).tolist():
        words = text.split(" ")
        at_word, token = at % len(words), TOKENS[pick % len(TOKENS)]
        match kind % 6:
            case 0:
                words.insert(at_word, token)
            case 1:
                del words[at_word]
            case 2:
                words[at_word] = token
            case 3:
                words.insert(other % len(words), words[at_word])
            case 4:
                place = at % (len(text) + 1)
                words = [text[:place] + token + text[place + other % 3 :]]
            case _:
                place = at % (len(text) + 1)
                words = [text[:place] + chr(pick % 0x3000) + text[place + 1 :]]
        text = " ".join(words)
    return text


def read_or_refused(read: Callable[[str], Node], text: str) -> Node | None:
    """Read `text`; what is refused has words and a place in the text."""
    try:
        return read(text)
    except ConditionError as refused:
        error = refused
    assert error.message, text
    assert 0 <= error.start <= error.end <= len(text) + 1, text
    return None


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS)
def test_a_changed_condition_is_read_or_refused_with_a_place(block: int) -> None:
    """25,000 texts; one in ten goes to the readers of the small forms as well."""
    draw = Draw(block)
    good = 0
    for number in range(EACH):
        if number % 50 == 0:
            originals = [right(draw) for _ in range(10)]
        text = changed(originals[number % 10], draw.generator)
        node = read_or_refused(parse, text)
        if node is not None:
            good += 1
            if number % 10 == 0:
                assert parse(show(node)) == node, text
        if number % 10 == 1:
            for read in SMALL_FORMS:
                read_or_refused(read, text)
    assert EACH // 10 < good < EACH * 0.7  # the changes do break conditions, and do not break all

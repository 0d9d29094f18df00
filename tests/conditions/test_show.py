"""Printing: as few brackets as the reading needs."""

import pytest

from detente.conditions import parse, show
from detente.conditions.tree import And, Disputed, Duration, Held, Not, Once, Or, TermIs, Verified

A, B, C = TermIs("a"), TermIs("b"), TermIs("c")


@pytest.mark.parametrize(
    "text",
    [
        "a and b or c",
        "(a or b) and c",
        "(a and b) and c",
        "not (a and b)",
        "not a for 30 days",
        "(not a) for 1 day",
        "(a verified by v) in last 2 weeks",
        "a verified by v|w in last 2 weeks",
        "a unless b or c",
        "(a if b) iff c",
        "at least 2 of (a if b; b; c or a)",
        "fuel_oil >= 0.25 t",
        "fuel_oil >= 500",
        "5 business days since signed",
        "always and not never",
    ],
)
def test_what_is_written_with_few_brackets_prints_as_written(text: str) -> None:
    """Reading and printing leave tidy text alone."""
    assert show(parse(text)) == text


def test_brackets_that_do_nothing_are_dropped() -> None:
    """Printing keeps those brackets only that the tree needs."""
    assert show(parse("((a)) and ((not b))")) == "a and not b"


def test_a_window_after_a_bare_verification_keeps_its_brackets() -> None:
    """Without them the window would be the verification's own."""
    assert (
        show(Once(Verified(A, ("v",)), Duration(2, "days"))) == "(a verified by v) in last 2 days"
    )


def test_a_disputed_term_prints_as_its_word() -> None:
    """What stands for an open term is printed as people wrote it."""
    disputed = Disputed("denuclearised", (A, B))
    assert show(And((Not(disputed), Or((Held(disputed, Duration(1, "days")), C))))) == (
        "not denuclearised and (denuclearised for 1 day or c)"
    )

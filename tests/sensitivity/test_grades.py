"""From grades to probabilities, and likelihood in words."""

import re
from pathlib import Path

import pytest

from detente.claims import Claim, Grade
from detente.errors import UsageError
from detente.sensitivity import grades_from, likelihood_in_words, shipped_grades

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "flips.md"


def test_what_cannot_be_judged_says_nothing() -> None:
    """F6 is the prior; F and 6 leave what the other half says as it is, and are not the worst."""
    table = shipped_grades()
    assert table.of_grade(Grade.parse("F6")) == table.prior == 0.5
    assert table.of_grade(Grade.parse("F3")) > 0.5 > table.of_grade(Grade.parse("F4"))
    assert table.of_grade(Grade.parse("E5")) < table.of_grade(Grade.parse("F5"))
    assert table.of_grade(Grade.parse("E6")) < table.of_grade(Grade.parse("F6"))


def test_better_grades_are_likelier() -> None:
    """Along letters A to E and digits 1 to 5 the probability falls."""
    rows = dict(shipped_grades().rows())
    for letter in "ABCDE":
        assert list(rows[letter][:5]) == sorted(rows[letter][:5], reverse=True)
    for digit in range(6):
        column = [rows[letter][digit] for letter in "ABCDE"]
        assert column == sorted(column, reverse=True)


def test_the_table_on_the_page_is_the_one_that_ships() -> None:
    """Every number of the page's table, in hundredths."""
    lines = re.findall(r"^\| \*\*([A-F])\*\*(.*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    shown = {letter: [int(cell) for cell in cells.split("|")[1:]] for letter, cells in lines}
    assert shown == {
        letter: [round(100 * one) for one in row] for letter, row in shipped_grades().rows()
    }


def test_a_verdict_counts_instead_of_the_grade() -> None:
    """A claim that a person found false is taken as nearly so, whatever its grade."""
    claim = Claim(id="c", quote="", grade=Grade.parse("A1"), verdict="false")
    assert shipped_grades().of_claim(claim) == 0.05


def test_a_file_changes_what_it_names_only() -> None:
    """A single grade, a letter, the prior; the rest is as shipped."""
    mine = grades_from("prior = 0.2\n[grade]\nB2 = 0.7\n[reliability]\nA = 9.0\n", "mine.toml")
    assert mine.of_grade(Grade.parse("B2")) == 0.7
    assert mine.of_grade(Grade.parse("F6")) == pytest.approx(0.2)
    assert mine.of_grade(Grade.parse("A6")) == pytest.approx(9 / (9 + 4))
    assert mine.credibility == shipped_grades().credibility


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prior = 2", "mine.toml: prior: expected a probability from 0 to 1, got 2"),
        ("[grade]\nB2 = true", "mine.toml: [grade] B2: expected a probability"),
        ("[reliability]\nF = 2.0", "mine.toml: [reliability] has no 'F'"),
        ("[credibility]\n1 = 0", "mine.toml: [credibility] 1: expected a number above 0, got 0"),
        ("[credibility]\n1 = nan", "mine.toml: [credibility] 1: expected a number above 0"),
        ("grades = 1", "mine.toml: no 'grades'"),
        ("reliability = 1", "mine.toml: 'reliability' is a table"),
        ("prior = ", "mine.toml: Invalid value"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(text: str, message: str) -> None:
    """What is wrong, and where."""
    with pytest.raises(UsageError, match=re.escape(message)):
        grades_from(text, "mine.toml")


@pytest.mark.parametrize(
    ("probability", "word"),
    [(0.0, ""), (0.01, "almost no chance"), (0.2, "unlikely"), (0.45, "roughly even chance"),
     (0.55, "likely"), (0.949, "very likely"), (0.95, "almost certain"), (1.0, "")],
)  # fmt: skip
def test_words_of_likelihood_are_those_of_the_directive(probability: float, word: str) -> None:
    """Half-open bands; nothing is said of what is certain."""
    assert likelihood_in_words(probability) == word

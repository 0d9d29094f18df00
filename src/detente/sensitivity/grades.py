"""How likely a claim is to be true, by its grade: a table that can be changed.

The odds of a claim are the prior odds times a factor for the letter times a factor for the digit
(Bayes' rule, letter and digit being judged apart from each other). F and 6 have the factor 1: they
say nothing. The table that ships with the package is an assumption, not a measurement.
"""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from detente.claims import Claim, Grade
from detente.errors import UsageError

__all__ = ["Grades", "grades_from", "shipped_grades"]

LETTERS, DIGITS = "ABCDE", "12345"
VERDICTS = ("true", "false", "contested", "opinion", "prediction")


class Grades(Struct, frozen=True, kw_only=True):
    """The table from grades to probabilities.

    Attributes
    ----------
    prior : float
        How likely a claim is to be true of which nothing is known (F6).
    reliability, credibility : dict
        Letter A to E, digit 1 to 5 -> what multiplies the odds.
    verdict : dict
        Verdict of a person -> probability, which counts instead of the grade.
    single : dict
        Grade -> probability, for single grades that do not follow the rule.

    Examples
    --------
    >>> table = Grades(prior=0.5, reliability={"B": 2.5}, credibility={"2": 4.0})
    >>> round(table.of_grade(Grade.parse("B2")), 3), table.of_grade(Grade.parse("F6"))
    (0.909, 0.5)
    """

    prior: float = 0.5
    reliability: Mapping[str, float] = field(default_factory=dict)
    credibility: Mapping[str, float] = field(default_factory=dict)
    verdict: Mapping[str, float] = field(default_factory=dict)
    single: Mapping[str, float] = field(default_factory=dict)

    def of_grade(self, grade: Grade) -> float:
        """Return how likely a claim of this grade is to be true."""
        if str(grade) in self.single:
            return self.single[str(grade)]
        factor = self.reliability.get(grade.reliability, 1.0)
        factor *= self.credibility.get(str(grade.credibility), 1.0)
        odds = self.prior * factor
        return odds / (odds + 1.0 - self.prior)

    def of_claim(self, claim: Claim) -> float:
        """Return how likely a claim is to be true: by its verdict, where that is listed, else its grade."""
        if claim.verdict is not None and claim.verdict in self.verdict:
            return self.verdict[claim.verdict]
        return self.of_grade(claim.grade)

    def rows(self) -> list[tuple[str, tuple[float, ...]]]:
        """Return the whole table: each letter with its probability for the digits 1 to 6."""
        return [
            (letter, tuple(self.of_grade(Grade(letter, digit)) for digit in range(1, 7)))
            for letter in "ABCDEF"
        ]


def grades_from(text: str, name: str, base: Grades | None = None) -> Grades:
    r"""Read a table from the text of a TOML file; what it leaves out is as in `base`.

    Parameters
    ----------
    text, name : str
        The text, and the name by which messages call the file.
    base : Grades, optional
        By default the table that ships with the package.

    Raises
    ------
    UsageError
        It is no TOML, names something unknown, or a number lies outside its range.

    Examples
    --------
    >>> grades_from("prior = 0.3", "mine.toml").of_grade(Grade.parse("F6"))
    0.3
    >>> grades_from("[grade]\nB7 = 0.5", "mine.toml")
    Traceback (most recent call last):
    ...
    detente.errors.UsageError: mine.toml: [grade] has no 'B7'
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: {error}", "a table of grades is a TOML file") from None
    found = base if base is not None else shipped_grades()
    for key, value in plain.items():
        found = _with(found, key, value, name)
    return found


def _with(table: Grades, key: str, value: Any, name: str) -> Grades:
    every = [f"{letter}{digit}" for letter in "ABCDEF" for digit in range(1, 7)]
    parts: dict[str, tuple[str, tuple[str, ...], float]] = {
        "reliability": ("reliability", tuple(LETTERS), math.inf),
        "credibility": ("credibility", tuple(DIGITS), math.inf),
        "verdict": ("verdict", VERDICTS, 1.0),
        "grade": ("single", tuple(every), 1.0),
    }
    if key == "prior":
        return replace(table, prior=_number(value, f"{name}: prior", 1.0))
    if key not in parts:
        raise UsageError(f"{name}: no '{key[:40]}'", f"it may hold prior, {', '.join(parts)}")
    attribute, allowed, most = parts[key]
    if not isinstance(value, dict):
        raise UsageError(f"{name}: '{key}' is a table", f"write [{key}] on a line of its own")
    for one in value:
        if one not in allowed:
            raise UsageError(f"{name}: [{key}] has no '{one[:40]}'", f"one of {', '.join(allowed)}")
    read = {one: _number(it, f"{name}: [{key}] {one}", most) for one, it in value.items()}
    changed: dict[str, Any] = {attribute: {**getattr(table, attribute), **read}}
    return replace(table, **changed)


def _number(value: Any, where: str, most: float) -> float:
    """Return a number from 0 to `most`; a factor must be more than 0."""
    good = isinstance(value, int | float) and not isinstance(value, bool)
    if good and math.isfinite(value) and 0 <= value <= most and (value > 0 or most == 1.0):
        return float(value)
    right = "a probability from 0 to 1" if most == 1.0 else "a number above 0"
    raise UsageError(f"{where}: expected {right}, got {str(value)[:40]}")


@cache
def shipped_grades() -> Grades:
    """Return the table that ships with the package.

    Examples
    --------
    >>> table = shipped_grades()
    >>> [round(table.of_grade(Grade.parse(text)), 2) for text in ("A1", "B2", "C3", "D4", "F6")]
    [0.97, 0.91, 0.69, 0.25, 0.5]
    """
    text = resources.files("detente.sensitivity").joinpath("grades.toml").read_text("utf-8")
    return grades_from(text, "grades.toml", Grades())

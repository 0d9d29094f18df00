"""One file per mistake in ``tests/bad/checks``: what is said about it, and where.

The last lines of a file say what is expected, all of it and nothing else::

    # expect: warning[D230] 8:65 message | hint
"""

from pathlib import Path

import pytest

from detente import casefile
from detente.checks import check
from detente.codes import RULES
from detente.errors import Problem

BAD = Path(__file__).resolve().parent.parent / "bad" / "checks"
FILES = sorted(BAD.glob("*.yaml"))
MARK = "# expect: "


def expected_in(text: str) -> list[str]:
    """The lines of a file that say what is expected."""
    return [line.removeprefix(MARK) for line in text.splitlines() if line.startswith(MARK)]


def problems_in(text: str) -> list[Problem]:
    """What is found in a case file that stands alone, and how it reads here."""
    case, problems = casefile.parse(text, "case.yaml")
    assert case is not None, problems
    return check(case, case.events, {claim.id: claim for claim in case.claims})


def said(problem: Problem) -> str:
    """A problem in the form of the expectations."""
    hint = f" | {problem.hint}" if problem.hint else ""
    place = f"{problem.line}:{problem.column}"
    return f"{problem.severity}[{problem.code}] {place} {problem.message}{hint}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_mistake_is_found_and_nothing_else(path: Path) -> None:
    """Severity, code, place, message and hint, word for word."""
    text = path.read_text(encoding="utf-8")
    assert expected_in(text)
    assert expected_in(text) == [said(problem) for problem in problems_in(text)]


def test_there_is_a_bad_file_for_every_rule_of_the_checks() -> None:
    """Every code that the checks can give is given for some file, and has a rule."""
    found = {
        problem.code for path in FILES for problem in problems_in(path.read_text(encoding="utf-8"))
    }
    sources = Path(check.__code__.co_filename).parent.glob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert found == {code for code in RULES if f'"{code}"' in text}


def test_a_sound_case_has_no_problem() -> None:
    """Sources, watched levers, named readings, a first mover: nothing is left to say."""
    text = (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")
    assert [said(problem) for problem in problems_in(text)] == []

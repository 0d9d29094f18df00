"""One bad file per mistake: the message, its place and the help are fixed in the file itself.

Each file in ``tests/bad`` ends in the problems that it must give, in their order::

    # expect: error[D102] 12:7 unknown lever 'yongbyun' | did you mean 'yongbyon'? ...
"""

from pathlib import Path

import pytest

from detente.casefile import parse_bytes
from detente.codes import RULES
from detente.errors import Problem

BAD = Path(__file__).parent.parent / "bad"
MARK = "# expect: "
# Mistakes that the reader of the case file finds; others are found by the checks of the whole case.
OURS = tuple(f"error[D10{digit}]" for digit in range(10))


def expected(file: Path) -> list[str]:
    lines = file.read_text("utf-8").splitlines()
    return [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]


def in_one_line(problem: Problem) -> str:
    help_ = f" | {problem.hint}" if problem.hint else ""
    place = f"{problem.line}:{problem.column}"
    return f"{problem.severity}[{problem.code}] {place} {problem.message}{help_}"


FILES = [f for f in sorted(BAD.glob("*.yaml")) if all(e.startswith(OURS) for e in expected(f))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_bad_file_gives_the_problems_that_it_names_and_no_others(file: Path) -> None:
    """Place, code, message and help are as the file says; there is no case."""
    case, problems = parse_bytes(file.read_bytes(), file.name)
    assert case is None
    assert [in_one_line(problem) for problem in problems] == expected(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_underlined_lies_within_its_line(file: Path) -> None:
    """Columns and widths point at characters that are there."""
    lines = file.read_text("utf-8").splitlines()
    _, problems = parse_bytes(file.read_bytes(), file.name)
    for problem in problems:
        assert 1 <= problem.line <= len(lines)
        assert problem.width >= 1
        assert problem.column + problem.width - 1 <= max(1, len(lines[problem.line - 1]) + 1)


def test_every_bad_file_says_what_it_expects() -> None:
    """No file is there for nothing."""
    assert [file.name for file in BAD.glob("*.yaml") if not expected(file)] == []


def test_there_is_a_file_for_every_code_of_the_reader() -> None:
    """Each rule about files and names is broken by some file."""
    seen = {line[6:10] for file in FILES for line in expected(file)}
    assert seen == {f"D10{digit}" for digit in range(10)}
    assert seen <= set(RULES)

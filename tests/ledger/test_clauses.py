"""The clause machine on worked cases. Each file in ``boards`` is a case, then what it must show."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente import casefile, ledger
from detente.ledger import ClauseStatus, Status

BOARDS = sorted((Path(__file__).parent / "boards").glob("*.txt"))
LINE = re.compile(
    r"(?P<day>\S+?)(?: as known (?P<known>\S+))?(?: as read by (?P<who>\w+))?: (?P<told>.*)"
)
MORE = {"due", "done", "days-late", "late-by", "share"}


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Yield each expected line of a file, with the case as it then is."""
    first, *rest = re.split(r"^--- (\w+)\n", text, flags=re.MULTILINE)
    case = first
    for what, part in zip(rest[::2], rest[1::2], strict=True):
        if what == "events":
            case += part
        else:
            yield from ((case, line) for line in part.splitlines() if line and line[0] != "#")


def board_of(text: str, day: str, known: str | None, reading: str | None) -> Status:
    case, problems = casefile.parse(text)
    assert case is not None, problems
    return ledger.status(
        case,
        case.events,
        dt.date.fromisoformat(day),
        dt.date.fromisoformat(known) if known else None,
        reading,
    )


def said(board: Status, name: str, keys: list[str]) -> str:
    """Say of a clause or lever what the board shows, in the words of an expected line."""
    if name in board.levers:
        return f"{name} {' or '.join(board.levers[name].levels)}"
    clause = board.clauses[name]
    words = [f"{name} {' or '.join(clause.statuses)}", *(f"{k} {shown(clause, k)}" for k in keys)]
    return " ".join(words)


def shown(clause: ClauseStatus, key: str) -> str:
    if key == "share":
        assert clause.share is not None
        return "-".join(map(str, clause.share))
    value = {
        "due": clause.due,
        "done": clause.done,
        "days-late": clause.overdue_days,
        "late-by": clause.late_by,
    }[key]
    return str(value)


EXPECTED = [
    pytest.param(case, line, id=f"{path.stem}-{number}-{line.partition(':')[0]}".replace(" ", "-"))
    for path in BOARDS
    for number, (case, line) in enumerate(steps(path.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize(("case", "line"), EXPECTED)
def test_the_board_shows_what_the_worked_case_says(case: str, line: str) -> None:
    found = LINE.fullmatch(line)
    assert found, line
    board = board_of(case, found["day"], found["known"], found["who"])
    for told in found["told"].split(", "):
        name = told.split()[0]
        keys = [word for word in told.split() if word in MORE]
        assert said(board, name, keys) == told

"""From the text of a case file to the case, with every problem."""

from collections.abc import Collection

from detente.case import Case
from detente.casefile.build import build
from detente.casefile.desk import Desk
from detente.casefile.reader import decode, read
from detente.casefile.values import SyntaxFault
from detente.errors import Problem, sort_problems

__all__ = ["parse", "parse_bytes"]


def parse(
    text: str, source: str = "case.yaml", *, known_entries: Collection[str] = ()
) -> tuple[Case | None, list[Problem]]:
    """Read a case file; return the case, or None if there is an error, and all problems.

    Parameters
    ----------
    text : str
        YAML as in the reference of the case file, or JSON.
    source : str
        The file as the user named it, for the messages.
    known_entries : collection of str
        Ids of entries of the record, to which entries under ``events:`` may refer.

    Examples
    --------
    >>> case, problems = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {usa: {}, dprk: {}}
    ... levers: {coal_ban: {owner: usa, levels: [in_force, lifted]}}
    ... ''')
    >>> case.levers["coal_ban"].start, problems
    ('in_force', [])
    >>> parse("detente: 1")[1][0].concise()
    "case.yaml:1:1: error[D103] missing key 'case' (add 'case:')"
    """
    reading = read(text)
    desk = Desk(source, reading.marks)
    _take(reading.faults, desk)
    case = None
    if () in reading.marks and not _stopped(reading.faults, reading.value):
        case = build(reading.value, known_entries, desk)
    problems = sort_problems(desk.problems)
    if desk.left_out:
        message = f"{desk.left_out:,} more errors are not shown"
        problems.append(Problem(severity="error", code="D100", message=message, file=source))
    return (None if problems else case), problems


def parse_bytes(
    raw: bytes, source: str = "case.yaml", *, known_entries: Collection[str] = ()
) -> tuple[Case | None, list[Problem]]:
    r"""Read the bytes of a case file: UTF-8, with or without a byte order mark.

    Examples
    --------
    >>> parse_bytes(b"\xff\xfe")[1][0].hint
    'the file looks like UTF-16: save it as UTF-8'
    """
    text, faults = decode(raw)
    if not faults:
        return parse(text, source, known_entries=known_entries)
    desk = Desk(source, {})
    _take(faults, desk)
    return None, desk.problems


def _take(faults: list[SyntaxFault], desk: Desk) -> None:
    for fault in faults:
        problem = Problem(severity="error", code=fault.code, message=fault.message, hint=fault.hint)
        desk.problems.append(problem.at(desk.source, fault.mark))


def _stopped(faults: list[SyntaxFault], value: object) -> bool:
    """Whether the reading broke off, so that what was read is not the whole."""
    return bool(faults) and value is None

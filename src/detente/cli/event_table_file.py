"""``detente import FILE``: rows of GDELT, ICEWS and POLECAT as candidate claims."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.progress import progress
from detente.cli.proposing import Proposed, conclude, propose
from detente.cli.recording import begin_to_write
from detente.cli.terminal import answer, as_json
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.cli.session import Session
    from detente.exchange.event_tables import Found, Happening

__all__ = ["import_event_table", "is_event_table"]

SUFFIXES = frozenset([".csv", ".tsv", ".tab", ".txt", ".gz", ".zip"])
MOST_SHOWN = 20
SHORT = 16 << 20
"""Bytes of a table that is read before anybody wonders."""


def is_event_table(file: str) -> bool:
    """Return whether a file is meant to be an event table: by its name, unless it holds JSON.

    Examples
    --------
    >>> is_event_table("20191005.export.CSV.zip"), is_event_table("record.jsonl")
    (True, False)
    """
    path = Path(file)
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        with path.open("rb") as stream:
            return not stream.read(100).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except OSError:
        return True  # what reads the table says why it cannot


def import_event_table(
    file: str,
    case: str,
    common: Common,
    *,
    days: tuple[dt.date | None, dt.date | None],
    parties: Sequence[str],
    dry_run: bool,
) -> None:
    """Propose what a table says happened between the parties of a case."""
    from detente.exchange.event_tables import as_lines

    path = Path(file)
    session = begin_to_write(case, common)
    found = _scan(path, session, days, parties, common)
    lines = as_lines(found, path.name, path.stat().st_size)
    known = {*session.opened.claims, *session.opened.candidates}
    if all(line["id"] in known for line in lines[1:]):
        lines = lines[1:]  # a table that says nothing new is no document of the case
    done = propose(session, lines, common, dry_run=dry_run)
    if common.json:
        as_json(_as_dict(found, lines, done), common)
        return
    page = Page()
    if found.problems and not common.quiet:
        for problem in found.problems:
            place = f"{problem.file}:{problem.line}:{problem.column}"
            page.line((place, "dim"), f": {problem.message}", indent=2)
        page.blank()
    _tell(page, path, session, found)
    _tell_rest(page, found)
    page.blank()
    conclude(page, done)
    answer(page, common)


def _scan(
    path: Path,
    session: "Session",
    days: tuple[dt.date | None, dt.date | None],
    parties: Sequence[str],
    common: Common,
) -> "Found":
    from detente.exchange.event_tables import Actors, Table, Window, scan
    from detente.interpret import did_you_mean

    for party in parties:
        if party not in session.case.parties:
            near = did_you_mean(party, [*session.case.parties])
            raise UsageError(f"--party: no party '{party}'", near)
    if days[0] and days[1] and days[0] > days[1]:
        raise UsageError("--from is after --until", "the days are --from, --until and between")
    with progress("MiB read", common) as report:

        def in_mebibytes(done: int, total: int) -> None:
            if report is not None and total > SHORT:
                report(done >> 20, total >> 20)

        return scan(Table(path), Actors(session.case, parties), Window(*days), in_mebibytes)


def _tell(page: Page, path: Path, session: "Session", found: "Found") -> None:
    from detente.cli.words import count

    page.line((path.name, "bold"), f": {found.layout.name}, {count(found.rows, 'row')}")
    told = found.happenings
    rows = sum(one.rows for one in told)
    if not told:
        page.line("No row tells of two different parties of the case in these days.")
        return
    page.line(f"{count(len(told), 'happening')} between parties, in {count(rows, 'row')}:")
    page.blank()
    shown = sorted(told, key=lambda one: (-one.rows, one.day, one.line))[:MOST_SHOWN]
    shown.sort(key=lambda one: (one.day, one.line))
    mentions = bool(found.layout.mentions)
    columns = ["Day", "Who", "Coded as", "To whom", "Rows"]
    page.table(
        columns + ["Mentions"] * mentions,
        [_row(one, session, mentions=mentions) for one in shown],
        whole=(0, 1, 3),
        right=(4, 5) if mentions else (4,),
    )
    if len(told) > len(shown):
        page.line(f"and {len(told) - len(shown):,} more with as few rows or fewer.")


def _row(one: "Happening", session: "Session", *, mentions: bool) -> list[str]:
    from detente.cli.words import short_name
    from detente.exchange.event_tables import in_words

    who, whom = (short_name(session.case, party) for party in (one.actor, one.target))
    row = [one.day.isoformat(), who, in_words(one), whom]
    return [*row, f"{one.rows:,}", *([f"{one.mentions:,}"] if mentions else [])]


def _tell_rest(page: Page, found: "Found") -> None:
    from detente.cli.words import count

    page.blank()
    others = found.rows - found.named - found.domestic - found.bad
    said = [
        f"{count(others, 'row')} of others" if others else "",
        f"{count(found.domestic, 'row')} of a party with itself" if found.domestic else "",
        f"{count(found.outside, 'row')} of other days" if found.outside else "",
    ]
    if any(said):
        page.line(f"Left aside: {', '.join(part for part in said if part)}.")
    if found.bad:
        told = "" if found.bad == len(found.problems) else "; the first are named above"
        page.line(f"{count(found.bad, 'bad row')}, left out{told} (detente explain D116).")
    if found.not_utf8:
        page.line(f"{count(found.not_utf8, 'row')} not in UTF-8, read as ISO 8859-1.")


def _as_dict(found: "Found", lines: Sequence[dict[str, Any]], done: Proposed) -> dict[str, Any]:
    return {
        "schema": "detente.import_events/1",
        "table": found.layout.id,
        "rows": found.rows,
        "between_parties": found.named,
        "other_days": found.outside,
        "with_itself": found.domestic,
        "bad": found.bad,
        "not_utf8": found.not_utf8,
        "candidates": [line for line in lines if line["kind"] == "claim"],
        **done.as_dict(),
        "problems": [problem.as_dict() for problem in found.problems],
    }

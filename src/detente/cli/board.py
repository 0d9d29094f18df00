"""``detente status``: what is in force as of a day, as known on a day, and why."""

import datetime as dt
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import CaseArgument, Common, read_date, with_common
from detente.cli.page import Page, Part
from detente.cli.session import Session, WrongFileError, begin, title
from detente.cli.terminal import answer, as_json, write_out

if TYPE_CHECKING:
    from detente.case import Lever
    from detente.ledger import LeverStatus, Status

__all__ = ["status"]

WATCH_SECONDS = 1.0
COLUMNS = ("Lever", "Party", "State", "Since", "Because of")


@with_common()
def status(
    case: CaseArgument,
    *,
    diff: Annotated[
        str | None,
        typer.Option("--diff", metavar="DATE", help="Show what changed since this date."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it again whenever the files change; Ctrl-C stops.")
    ] = False,
    common: Common,
) -> None:
    """Show what is in force, since when, by which entries, and what is not known, and why."""
    since = read_date(diff, "--diff")
    if not watch:
        _show(begin(case, common), since, common)
        return
    while True:
        files = _show_again(case, since, common)
        seen = _times(files)
        while _times(files) == seen:
            time.sleep(WATCH_SECONDS)


def _show_again(case: str, since: dt.date | None, common: Common) -> list[Path]:
    """Show the board, or what is wrong with the files; return the files to watch."""
    from detente.folder import open_case

    if sys.stdout.isatty():
        write_out("\x1b[2J\x1b[H")
    files = [Path(name) for name in open_case(case, store=common.record).texts]
    with suppress(WrongFileError):  # it has been said; the next version may be right
        _show(begin(case, common), since, common)
    return files


def _times(files: list[Path]) -> list[int]:
    return [file.stat().st_mtime_ns if file.exists() else 0 for file in files]


def _show(session: Session, since: dt.date | None, common: Common) -> None:
    from detente import ledger

    board = session.status()
    before = session.status(since) if since else None
    if common.json:
        answered = ledger.finding(board).as_dict()
        as_json(answered | (_diff_as_dict(before, board) if before else {}), common)
        return
    page = Page()
    title(page, session)
    if before:
        _changes(page, session, before, board)
    else:
        _headline(page, session, board)
        _levers(page, session, board)
        _unknown(page, session, board)
        _clauses(page, session, board, common)
    answer(page, common)


def _headline(page: Page, session: Session, board: "Status") -> None:
    from detente.cli.words import count, date_in_words

    if not board.levers:
        page.line(("This case is given as a graph of states: it has no levers to show.", "bold"))
        return
    unknown = [session.case.levers[lever].name for lever, s in board.levers.items() if not s.known]
    total = len(board.levers)
    said = f"{count(total, 'lever')}, all known."
    if unknown:
        said = f"{total - len(unknown)} of {count(total, 'lever')} known; not known: {'; '.join(unknown)}."
    dated = [(s.since, s) for s in board.levers.values() if s.since]
    if dated:
        day, last = max(dated, key=lambda pair: pair[0])
        lever = session.case.levers[last.lever]
        said += f" Last change: {lever.name}, {_in_words(lever, last)} since {date_in_words(day)}."
    page.line((said, "bold"))
    page.blank()


def _in_words(lever: "Lever", shown: "LeverStatus") -> str:
    from detente.cli.words import level_in_words, number

    if shown.amount is None:
        return " or ".join(level_in_words(lever, level) for level in shown.levels)
    return " to ".join(number(end) for end in dict.fromkeys(shown.amount)) + f" {lever.unit}"


def _state(lever: "Lever", shown: "LeverStatus") -> Part:
    from detente.cli.words import glyph

    words = _in_words(lever, shown)
    if not shown.known:
        return f"? {words}", "yellow"
    sign = "+" if shown.amount is not None else glyph(lever, shown.levels)
    return f"{sign} {words}"


def _levers(page: Page, session: Session, board: "Status") -> None:
    """Add the board: a block per group of levers, in the order of the file."""
    from detente.cli.words import date_in_words, short_name

    case = session.case
    groups: dict[str, list[str]] = {}
    for lever in board.levers:
        groups.setdefault(case.levers[lever].group, []).append(lever)
    rows: list[list[Part]] = []
    heads: list[int] = []
    for group, levers in groups.items():
        if rows:
            rows.append([""] * 5)
        if group or rows:
            heads.append(len(rows))
            rows.append([group[:1].upper() + group[1:] or "Other", "", "", "", ""])
        for lever in levers:
            what, shown = case.levers[lever], board.levers[lever]
            nothing = "start level" if shown.amount is None else "no delivery"
            because = (", ".join(shown.because) or nothing, "dim")
            owner = short_name(case, what.owner)
            rows.append(
                [what.name, owner, _state(what, shown), date_in_words(shown.since), because]
            )
    if rows:
        page.table(COLUMNS, rows, whole=(1, 3), heads=heads, least=_least(rows))


def _least(rows: list[list[Part]]) -> dict[int, int]:
    """Return how wide names, states and entries should stay where there is little room."""
    longest = [
        max((len(c if isinstance(c, str) else c[0]) for c in cells), default=0)
        for cells in zip(*rows, strict=True)
    ]
    return {number: min(longest[number], most) for number, most in ((0, 20), (2, 14), (4, 10))}


def _unknown(page: Page, session: Session, board: "Status") -> None:
    """Say of each lever that is not known why, and which entries decide."""
    for shown in board.levers.values():
        if not shown.known:
            page.blank()
            page.line((session.case.levers[shown.lever].name, "bold"), f", {shown.why}.", indent=2)


def _clauses(page: Page, session: Session, board: "Status", common: Common) -> None:
    """Count the clauses, or add them as they are written; their states are not worked out."""
    from detente.cli.words import and_, count, party_in_words

    if not board.clauses or common.quiet:
        return
    page.blank()
    more = "" if common.verbose else " (-v shows them)"
    page.line((f"{count(len(board.clauses), 'clause')}; {NOT_YET}{more}.", "dim"))
    for clause in board.clauses.values() if common.verbose else ():
        parties = and_(party_in_words(session.case, p) for p in clause.parties)
        name = session.case.clauses[clause.clause].name or clause.clause
        page.blank()
        page.line((name, "bold"), f", {parties}")
        page.line(f"  {clause.kind}: {clause.text}", indent=4)
        page.line((f"  when: {clause.trigger or 'always'}", "dim"), indent=4)


NOT_YET = "whether they are met is not worked out yet"


def _diff_as_dict(before: "Status", after: "Status") -> dict[str, Any]:
    from detente import ledger

    old, new = ledger.finding(before).answer["levers"], ledger.finding(after).answer["levers"]
    changed = {
        lever: {"before": old[lever], "after": new[lever]} for lever in _changed(before, after)
    }
    return {"diff": {"from": before.as_of.isoformat(), "levers": changed}}


def _changed(before: "Status", after: "Status") -> list[str]:
    return [
        lever
        for lever, now in after.levers.items()
        if (now.levels, now.amount) != (before.levers[lever].levels, before.levers[lever].amount)
    ]


def _changes(page: Page, session: Session, before: "Status", after: "Status") -> None:
    from detente.cli.words import count, date_in_words

    changed = _changed(before, after)
    page.line(
        (f"{count(len(changed), 'lever')} changed since {date_in_words(before.as_of)}.", "bold")
    )
    page.blank()
    rows: list[list[Part]] = []
    for lever in changed:
        what, now = session.case.levers[lever], after.levers[lever]
        because = ", ".join(now.because)
        rows.append(
            [
                what.name,
                _in_words(what, before.levers[lever]),
                _state(what, now),
                date_in_words(now.since),
                (because, "dim"),
            ]
        )
    if rows:
        page.table(["Lever", "Then", "Now", "Since", "Because of"], rows, whole=(3,))

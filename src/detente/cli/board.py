"""``detente status``: what is in force as of a day, as known on a day, and why."""

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import Struct

from detente.cli import watching
from detente.cli.options import CaseArgument, Common, read_date, with_common
from detente.cli.page import Page, Part
from detente.cli.register import (
    add_clocks,
    add_outlook,
    add_register,
    failing,
    outlook_as_dicts,
    read_ahead,
    state,
)
from detente.cli.scoring import add_scorecard
from detente.cli.session import Session, begin, title
from detente.cli.terminal import answer, as_json

if TYPE_CHECKING:
    from detente.case import Lever
    from detente.conditions.tree import Duration
    from detente.ledger import LeverStatus, Status

__all__ = ["status"]


class FailOn(StrEnum):
    """What makes the check fail."""

    OVERDUE = "overdue"
    BREACHED = "breached"


class _Asked(Struct, frozen=True):
    """What is asked beside the board: what changed since a day, what comes, what fails."""

    since: dt.date | None
    ahead: "tuple[str, Duration] | None"
    fail_on: str


MOST_NAMED = 6
"""How many levers that are not known the headline names."""
COLUMNS = ("Lever", "Party", "State", "Since", "Because of")


@with_common()
def status(
    case: CaseArgument,
    *,
    diff: Annotated[
        str | None,
        typer.Option("--diff", metavar="DATE", help="Show what changed since this date."),
    ] = None,
    ahead: Annotated[
        str | None,
        typer.Option(
            "--next",
            metavar="TIME",
            help="Show what comes due within this time (90d, '3 months') if nobody acts.",
        ),
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            "--fail-on",
            help="Exit 1 if a clause is overdue (or breached), for certain.",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it again whenever the files change; Ctrl-C stops.")
    ] = False,
    common: Common,
) -> None:
    """Show what is in force, who owes what by when, and what is not known, and why.

    Exit status 1 with --fail-on if a clause is overdue or breached.
    """
    asked = _Asked(
        since=read_date(diff, "--diff"),
        ahead=(ahead, read_ahead(ahead)) if ahead is not None else None,
        fail_on=fail_on.value if fail_on else "",
    )
    if not watch:
        failed = _show(begin(case, common), asked, common)
        raise typer.Exit(1 if failed else 0)
    watching.watch(case, common, lambda: _show(begin(case, common), asked, common))


def _show(session: Session, asked: _Asked, common: Common) -> bool:
    """Show the board; return whether it fails what was asked of it."""
    from detente import ledger

    board = session.status()
    before = session.status(asked.since) if asked.since else None
    failed = failing(board, asked.fail_on) if asked.fail_on else []
    coming = session.outlook(asked.ahead[1]) if asked.ahead else ()
    if common.json:
        told = ledger.finding(board).as_dict()
        told |= _diff_as_dict(before, board) if before else {}
        told |= {"next": outlook_as_dicts(coming)} if asked.ahead else {}
        as_json(told, common)
        return bool(failed)
    page = Page()
    title(page, session)
    if before:
        _changes(page, session, before, board)
    else:
        _headline(page, session, board)
        add_scorecard(page, session, board)
        _levers(page, session, board)
        _unknown(page, session, board)
        if common.verbose:
            _relief(page, session, board)
        add_register(page, session, board, common)
    if common.verbose:
        page.blank()
        head = session.opened.head or "none, the record is a file that has no chain yet"
        page.source(("Record head: ", "bold"), head)
    if asked.ahead:
        add_outlook(page, session, coming, asked.ahead[0])
        add_clocks(page, session, board, coming)
    answer(page, common)
    return bool(failed)


def _headline(page: Page, session: Session, board: "Status") -> None:
    from detente.cli.words import count, date_in_words

    if not board.levers:
        page.line(("This case is given as a graph of states: it has no levers to show.", "bold"))
        return
    unknown = [session.case.levers[lever].name for lever, s in board.levers.items() if not s.known]
    total = len(board.levers)
    said = f"{count(total, 'lever')}, all known."
    if unknown:
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        named = f"{'; '.join(unknown[:MOST_NAMED])}{more}"
        said = f"{total - len(unknown)} of {count(total, 'lever')} known; not known: {named}."
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
        page.table(COLUMNS, rows, whole=(3,), heads=heads, least=_least(rows))


def _least(rows: list[list[Part]]) -> dict[int, int]:
    """Return how wide names, states and entries should stay where there is little room."""
    longest = [
        max((len(c if isinstance(c, str) else c[0]) for c in cells), default=0)
        for cells in zip(*rows, strict=True)
    ]
    return {
        number: min(longest[number], most) for number, most in ((0, 20), (1, 8), (2, 14), (4, 10))
    }


def _unknown(page: Page, session: Session, board: "Status") -> None:
    """Say of each lever that is not known why, and which entries decide."""
    from detente.cli.words import level_in_words
    from detente.ledger.reading_words import by_reading

    for shown in board.levers.values():
        if not shown.known:
            lever = session.case.levers[shown.lever]
            page.blank()
            page.line((lever.name, "bold"), f", {shown.why}.", indent=2)
            for who, levels in by_reading(session.case, shown.levels, shown.readings):
                said = " or ".join(level_in_words(lever, level) for level in levels)
                page.line(f"  as {who}: {said}", indent=4)


def _relief(page: Page, session: Session, board: "Status") -> None:
    """Say of each measure that is not in force which relief that is, and how it can come back."""
    from detente.relief import said_of

    for shown in board.levers.values():
        if shown.relief:
            lever = session.case.levers[shown.lever]
            page.blank()
            said = said_of(shown.relief)
            words = f", {_in_words(lever, shown)}. {said[:1].upper()}{said[1:]}."
            page.line((lever.name, "bold"), words, indent=2)


def _diff_as_dict(before: "Status", after: "Status") -> dict[str, Any]:
    from detente import ledger

    old, new = ledger.finding(before).answer["levers"], ledger.finding(after).answer["levers"]
    changed = {
        lever: {"before": old[lever], "after": new[lever]} for lever in _changed(before, after)
    }
    then, today = ledger.finding(before).answer["clauses"], ledger.finding(after).answer["clauses"]
    moved = {
        clause: {"before": then[clause], "after": today[clause]} for clause in _moved(before, after)
    }
    return {"diff": {"from": before.as_of.isoformat(), "levers": changed, "clauses": moved}}


def _moved(before: "Status", after: "Status") -> list[str]:
    return [
        clause
        for clause, now in after.clauses.items()
        if now.statuses != before.clauses[clause].statuses
    ]


def _changed(before: "Status", after: "Status") -> list[str]:
    return [
        lever
        for lever, now in after.levers.items()
        if (now.levels, now.amount) != (before.levers[lever].levels, before.levers[lever].amount)
    ]


def _changes(page: Page, session: Session, before: "Status", after: "Status") -> None:
    from detente.cli.words import count, date_in_words

    changed = _changed(before, after)
    said = f"{count(len(changed), 'lever')} changed since {date_in_words(before.as_of)}."
    page.line((said[:1].upper() + said[1:], "bold"))
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
    _clause_changes(page, session, before, after)


def _clause_changes(page: Page, session: Session, before: "Status", after: "Status") -> None:
    from detente.cli.words import count, date_in_words

    moved = _moved(before, after)
    if not after.clauses:
        return
    page.blank()
    said = f"{count(len(moved), 'clause')} changed."
    page.line((said[:1].upper() + said[1:], "bold"))
    page.blank()
    rows: list[list[Part]] = []
    for clause in moved:
        now = after.clauses[clause]
        name = session.case.clauses[clause].name or clause
        because = (", ".join(now.because), "dim")
        then = state(before.clauses[clause])
        plain = then if isinstance(then, str) else then[0]
        rows.append([name, plain, state(now), date_in_words(now.since), because])
    if rows:
        page.table(["Clause", "Then", "Now", "Since", "Because of"], rows, whole=(3,))

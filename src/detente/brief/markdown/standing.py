"""The report in Markdown: what stands, was promised, changed, is open, and happened."""

from collections.abc import Iterable, Iterator

from detente.brief.markdown.writing import say, signs, table
from detente.brief.report.records import (
    Change,
    LeverRow,
    Report,
)
from detente.brief.words import count, listed
from detente.case import called
from detente.ledger.clocks import date_in_words

__all__ = ["parts"]


def parts(report: Report) -> Iterator[Iterable[str]]:
    """Yield the sections, each as its lines.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente.brief import build
    >>> from detente.case import Case
    >>> report = build(case=Case(id="talks"), entries=(), documents={}, claims={},
    ...                as_of=dt.date(2019, 10, 15))
    >>> [lines[0] for lines in map(list, parts(report)) if lines]
    ['## What could not be verified?', '## What happened, by whom, in what order?']
    """
    yield _board(report)
    yield _obligations(report)
    yield _changes(report)
    yield _unverified(report)
    yield _events(report)


def _board(report: Report) -> Iterator[str]:
    for holder in report.board:
        yield f"## What does {say(called(holder.owner.name))} hold?"
        yield ""
        rows = [row for group in holder.groups for row in group.levers]
        yield from table(("Lever", "State", "Since", "Note"), map(_lever, rows))
        yield ""


def _lever(row: LeverRow) -> tuple[str, ...]:
    readings = [f"As {who}: {words}" for who, words in row.readings]
    notes = ". ".join(part for part in (*row.notes, row.doubt, *readings) if part)
    return (say(row.name), f"**{say(row.words)}**", say(row.since), say(notes))


def _obligations(report: Report) -> Iterator[str]:
    if not report.obligations:
        return
    yield "## What was promised, and was it done?"
    yield ""
    yield from table(
        ("Obligation", "Whose", "State", "Why"),
        (
            (
                say(row.name),
                say(listed([owner.name for owner in row.who])),
                f"**{say(signs(row.signs))}**",
                say("; ".join((row.why, *(f"as {who}: {words}" for who, words in row.readings)))),
            )
            for row in report.obligations
        ),
    )
    if report.coming:
        yield ""
    for one in report.coming:
        then = f"; then {one.changes}" if one.changes else ""
        yield (
            f"- If nobody acts, after {date_in_words(one.last)}: **{say(one.name)}**: "
            f"{say(one.what + then)}."
        )


def _changes(report: Report) -> Iterator[str]:
    told = report.changes
    if told is None:
        return
    yield f"## What changed since {date_in_words(told.since)}?"
    yield ""
    if not (told.levers or told.clauses):
        yield "Nothing stands otherwise."
    else:
        heads = ("Lever or clause", "Then", "Now", "By what")
        yield from table(heads, map(_change, (*told.levers, *told.clauses)))
    if told.corrected:
        yield ""
    for row in told.corrected:
        yield (
            f"- **{say(row.name)}**: on that day it was known as {say(signs(row.before))}; "
            f"by what is known now it was {say(signs(row.after))}."
        )
    if told.entries:
        yield ""
        yield f"{count(len(told.entries), 'entry', 'entries')} dated since then:"
        yield ""
        yield from (f"- {day} {say(id_)}: {say(words)}" for id_, day, words in told.entries)


def _change(row: Change) -> tuple[str, ...]:
    now = f"**{say(signs(row.after))}**"
    if row.day:
        now += f", since {date_in_words(row.day)}"
    by = "; ".join(f"{id_} {words}".strip() for id_, words in row.entries)
    return (
        say(row.name),
        say(signs(row.before)),
        f"{now}. {say(row.why)}".rstrip(". ") if row.why else now,
        say(by) or "time alone: no new entry",
    )


def _unverified(report: Report) -> Iterator[str]:
    yield "## What could not be verified?"
    yield ""
    if not report.unverified:
        yield "Every lever and clause is known for certain, and what can be verified was."
        return
    yield from table(
        ("Lever or clause", "What is open", "Why", "Who could verify it", "Since"),
        (
            (
                say(row.name),
                say(row.what),
                say(row.why),
                say(row.who or "nobody is named"),
                date_in_words(row.since) if row.since else "from the start",
            )
            for row in report.unverified
        ),
    )


def _events(report: Report) -> Iterator[str]:
    yield "## What happened, by whom, in what order?"
    yield ""
    yield from table(
        ("Date", "Who", "Kind", "What", "Grade", "Sources", "Entry"),
        (
            (
                date_in_words(event.last)
                if event.first == event.last
                else f"{date_in_words(event.first)} to {date_in_words(event.last)}",
                say(event.who),
                event.kind,
                say(event.words + (f" (in doubt: {event.doubt})" if event.doubt else "")),
                event.grade,
                say(", ".join(event.sources)),
                say(event.id),
            )
            for event in report.timeline.events
        ),
    )
    if report.timeline.left_out:
        yield ""
        yield f"Left out: {say(listed(report.timeline.left_out))}."

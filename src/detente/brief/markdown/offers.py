"""The report in Markdown: what was offered and asked, the clauses, the words in dispute."""

from collections.abc import Iterable, Iterator

from detente.brief.markdown.writing import chips, say, signs, table
from detente.brief.report.records import (
    ClauseRow,
    Report,
)
from detente.brief.words import listed
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
    []
    """
    yield _packages(report)
    yield _clauses(report)
    yield _terms(report)


def _packages(report: Report) -> Iterator[str]:
    if report.packages is None:
        return
    columns = report.packages.packages
    yield "## What was offered and asked?"
    yield ""
    rows = [
        (
            say(name),
            *(
                f"**{say(cell.words)}**" if cell.changed else say(cell.words)
                for cell in (column.cells[place] for column in columns)
            ),
        )
        for place, (_, name, _) in enumerate(report.packages.levers)
    ]
    if report.positions.states:
        lasts = [
            {"": "not known", "none": "no", "nash": "yes", "seq": "by a credible reply"}.get(
                column.standing, "only by fear of retaliation"
            )
            for column in columns
        ]
        rows.append(("Would it last?", *lasts))
    yield from table(("Lever", *(say(column.name) for column in columns)), rows)


def _clauses(report: Report) -> Iterator[str]:
    if not report.clauses:
        return
    yield "### Clauses, by what sets them off"
    yield ""
    if report.clauses_why:
        yield f"How the clauses stand: {say(report.clauses_why)}."
    for group in report.clauses:
        yield ""
        yield f"{say(group.name)} {say(f'({group.recorded})') if group.recorded else ''}".rstrip()
        yield ""
        for row in group.clauses:
            yield _clause(row)


def _clause(row: ClauseRow) -> str:
    who = listed([owner.name for owner in row.who])
    when = f", when {row.when}" if row.when else ""
    more = "; ".join(row.terms)
    said = f"{who} {row.verb}: {row.says}{when}{f'; {more}' if more else ''}."
    rests = f" Rests on: {chips(row.rests_on)}." if row.rests_on else ""
    stands = ""
    if row.status:
        stands = f" How it stands: {say(signs(row.signs))}"
        stands += f", due {date_in_words(row.due)}." if row.due else "."
    return f"- **{say(row.name)}**: {say(said)}{stands}{rests}"


def _terms(report: Report) -> Iterator[str]:
    if not report.terms:
        return
    yield "### Which words are in dispute?"
    yield ""
    yield from table(
        ("Term", "Read by", "As meaning", "Rests on"),
        (
            (say(term.name), say(who), say(f"{means}. {note}".strip()), chips(claims))
            for term in report.terms
            for who, means, note, claims in term.readings
        ),
    )

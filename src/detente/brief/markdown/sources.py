"""The report in Markdown: where it comes from, and what is taken for granted."""

from collections.abc import Iterable, Iterator

from detente.brief.markdown.writing import say, table
from detente.brief.report.records import (
    Report,
)

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
    ['## Where does it come from?', '## What is taken for granted?']
    """
    yield _sources(report)
    yield _assumptions(report)


def _sources(report: Report) -> Iterator[str]:
    yield "## Where does it come from?"
    yield ""
    yield from table(
        ("Document", "Date", "Source grade", "Claims", "Entries", "Address"),
        (
            (
                f"{say(row.title)} ({say(row.id)})",
                say(row.date),
                f"{row.grade} {say(row.grade_words)}",
                str(row.claims),
                str(row.entries),
                say(row.url),
            )
            for row in report.sources
        ),
    )


def _assumptions(report: Report) -> Iterator[str]:
    yield "## What is taken for granted?"
    yield ""
    for one in report.assumptions:
        hint = f" To change it: {say(one.hint)}." if one.hint else ""
        yield f"- {say(one.text)}{hint}"

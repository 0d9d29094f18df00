"""The report in Markdown: what was claimed, and what follows from it."""

from collections.abc import Iterable, Iterator

from detente.brief.markdown.writing import chips, say, table
from detente.brief.report.records import (
    ClaimRow,
    Report,
)
from detente.brief.words import quoted

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
    ['## What was claimed by whom, and what is wrong with it?', '## What follows, and what does it rest on?']
    """
    yield _claims(report)
    yield _conclusions(report)


def _claims(report: Report) -> Iterator[str]:
    heads = ("Claim", "Who says so, through whom", "Grade", "What is known of it")
    yield "## What was claimed by whom, and what is wrong with it?"
    yield ""
    if report.claims:
        yield from table(heads, map(_claim, report.claims))
    else:
        yield "No claim is marked false or contested."
    if report.other_claims:
        yield ""
        yield "### Other claims on which something here rests"
        yield ""
        yield from table(heads, map(_claim, report.other_claims))


def _claim(row: ClaimRow) -> tuple[str, ...]:
    known = [part for part in (row.correct, "; ".join(row.correcting)) if part]
    verdict = f"**{row.verdict}**" if row.verdict else "not checked"
    return (
        f"“{say(quoted(row.quote))}” {say(row.meaning)} ({say(row.id)})",
        "; ".join(map(say, filter(None, (" → ".join(row.chain), row.voice, row.behind)))),
        f"{row.grade}: {say(row.grade_words)}",
        f"{verdict}. {say('. '.join(known))}",
    )


def _conclusions(report: Report) -> Iterator[str]:
    yield "## What follows, and what does it rest on?"
    for one in report.conclusions:
        yield ""
        yield f"**{one.id}. {say(one.text)}** {say(one.why)}".rstrip()
        yield ""
        yield f"- How it was obtained ({one.question}): {say(one.method)}"
        rests = f"the same claims as {one.same_as}" if one.same_as else chips(one.rests_on)
        yield f"- Rests on: {rests or 'no claim'}"
        if one.holds_unless:
            yield f"- What would flip it: {say(one.holds_unless)} {say(one.survives)}"

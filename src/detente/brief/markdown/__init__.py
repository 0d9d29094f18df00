"""A report as Markdown: the same content as the page, for people who edit text."""

import itertools
from collections.abc import Iterator

from detente.brief.markdown import claims, deal, offers, sources, standing, states
from detente.brief.markdown.writing import say
from detente.brief.report.records import Report
from detente.brief.words import count
from detente.ledger.clocks import date_in_words

__all__ = ["render"]


def render(report: Report) -> str:
    r"""Return the report as Markdown; every text of the case is escaped, so none of it is markup.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente.brief import build
    >>> from detente.case import Case
    >>> page = render(build(case=Case(id="talks", name="<b>*Talks*"), entries=(), documents={},
    ...                     claims={}, as_of=dt.date(2019, 10, 15)))
    >>> page.splitlines()[0]
    '# &lt;b&gt;\\*Talks\\*'
    """
    sections = itertools.chain(
        [_head(report)],
        standing.parts(report),
        states.parts(report),
        deal.parts(report),
        claims.parts(report),
        offers.parts(report),
        sources.parts(report),
        [_foot(report)],
    )
    return "\n\n".join("\n".join(lines) for lines in map(list, sections) if lines) + "\n"


def _head(report: Report) -> Iterator[str]:
    yield f"# {say(report.title)}"
    yield ""
    as_of = f"As of {date_in_words(report.as_of)}"
    if report.known:
        as_of += f", as known on {date_in_words(report.known)}"
    if report.reading:
        as_of += f", as read by {say(report.reading)}"
    sizes = report.sizes
    yield (
        f"{as_of}. Case {say(report.case)}, version {say(report.version or 'not given')}: "
        f"{count(sizes['documents'], 'document')}, {count(sizes['claims'], 'claim')}, "
        f"{count(sizes['entries'], 'entry', 'entries')}."
    )
    yield ""
    yield f"**{say(report.lead.headline)}**"
    if report.lead.second:
        yield ""
        yield say(report.lead.second)
    if report.lead.facts:
        yield ""
        yield " · ".join(f"**{fact.number:,}** {say(fact.words)}" for fact in report.lead.facts)


def _foot(report: Report) -> Iterator[str]:
    yield (
        f"Every figure here is computed from the case file: {say(report.case)}, version "
        f"{say(report.version or 'not given')}, as of {date_in_words(report.as_of)}. "
        f"{f'Head of the record: {report.head}. ' if report.head else ''}"
        "This page reports what was said and what follows from it; it recommends nothing."
    )

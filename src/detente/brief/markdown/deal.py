"""The report in Markdown: which deal all would accept, and in which order of steps it would hold."""

from collections.abc import Iterable, Iterator

from detente.brief.deal_pictures import Rows, tables_of
from detente.brief.markdown.writing import say, table
from detente.brief.report.records import Report

__all__ = ["parts"]

HEADS = {
    "schedule": "",
    "heat": "The least slack, by how often one looks and how much longer a return takes",
    "cheated": "What it costs to be cheated",
}


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
    yield _deal(report)
    yield _order(report)


def _deal(report: Report) -> Iterator[str]:
    deal = report.deal
    if deal is None:
        return
    yield f"## Is there a deal {deal.whom} prefer?"
    yield ""
    if deal.why_not:
        yield f"Not worked out: {say(deal.why_not)}."
        return
    yield f"**{say(deal.headline)}**"
    yield ""
    yield from (f"- {say(sentence)}" for sentence in deal.sentences)
    yield ""
    yield from _rows(tables_of(deal, None)["pareto"])


def _order(report: Report) -> Iterator[str]:
    order = report.order
    if order is None:
        return
    yield "## In which order would it hold?"
    yield ""
    if order.why_not:
        yield f"Not worked out: {say(order.why_not)}."
        return
    yield f"**{say(order.headline)}**"
    yield ""
    yield from (f"- {say(sentence)}" for sentence in order.sentences)
    yield from (f"- {say(words)}" for _, _, words in order.others)
    tables = tables_of(None, order)
    for name, head in HEADS.items():
        if name in tables:
            yield ""
            if head:
                yield f"### {head}"
                yield ""
            yield from _rows(tables[name])


def _rows(rows: Rows) -> Iterator[str]:
    head, lines = rows
    yield from table([say(one) for one in head], ([say(cell) for cell in row] for row in lines))

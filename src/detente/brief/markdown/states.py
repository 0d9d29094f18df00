"""The report in Markdown: where the parties can move, what would last, and the ways there."""

from collections.abc import Iterable, Iterator, Sequence

from detente.brief.markdown.writing import say, table
from detente.brief.pictures.acceptability import table as table_of_bars
from detente.brief.pictures.paths import table as table_of_paths
from detente.brief.report.firm import drawn_in_words
from detente.brief.report.positions import left_out_in_words, standing_in_words
from detente.brief.report.records import (
    Positions,
    Report,
    StateRow,
)
from detente.brief.words import count, sentence, state_in_words

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
    ['## Where can each side move, and what would last?']
    """
    yield _positions(report)
    yield _firm(report)
    yield _misperceived(report)
    yield _ahead(report)


def _positions(report: Report) -> Iterator[str]:
    shown = report.positions
    yield "## Where can each side move, and what would last?"
    yield ""
    if not shown.states:
        yield f"Not worked out: {say(shown.why_not)}."
        return
    yield _counts(shown)
    yield ""
    for _, name, means in shown.concepts:
        yield f"- **{name}**: {say(means)}"
    yield ""
    names = [owner.name for owner in report.parties]
    ends = {row.key: row.ends for row in report.firm.rows} if report.firm else {}
    yield from table(
        ("State", "How it differs from now", "Better than now?", "Would it last, and why?"),
        (_state(row, names, ends.get(row.key, "")) for row in shown.states),
    )
    if left_out_in_words(shown):
        yield ""
        yield left_out_in_words(shown)


def _counts(shown: Positions) -> str:
    lasting = ", ".join(f"{shown.counts[concept]:,} {name}" for concept, name, _ in shown.concepts)
    return f"{count(shown.feasible, 'state')} can be. States that would last: {lasting}."


def _state(row: StateRow, parties: Sequence[str], ends: str) -> tuple[str, ...]:
    words = {True: "better", False: "worse", None: "as good"}
    better = [f"{name}: {words[one]}" for name, one in zip(parties, row.better, strict=True)]
    why = f"**{say(sentence(standing_in_words(row.standing)))}.** {say(' '.join(row.reasons))}"
    if ends:
        why += f" {say(ends)}"
    if row.path:
        why += f" How to get there: {say(row.path)}"
    return (
        f"{state_in_words(row.key)} {say('; '.join(row.names))}".rstrip(),
        say("; ".join(row.differs)) or "the present state",
        "" if row.now else say("; ".join(better)),
        why,
    )


def _firm(report: Report) -> Iterator[str]:
    shown = report.firm
    if shown is None:
        return
    yield "## How firm is that?"
    yield ""
    if shown.why_not:
        yield f"Not examined: {say(shown.why_not)}."
    elif not shown.varied:
        yield "The preferences are stated to the last: only one order of the states agrees with them."
    else:
        yield f"The share of {say(drawn_in_words(shown))} under which a state lasts."
        yield ""
        head, rows = table_of_bars(shown)
        yield from table(head, ([say(cell) for cell in row] for row in rows))


def _misperceived(report: Report) -> Iterator[str]:
    seen = report.misperceived
    if seen is None:
        return
    yield "## What if each sees it its own way?"
    yield ""
    yield (
        "A hypergame: each party acts on its own picture of the case. A state lasts if every party "
        "would stay, as it sees it."
    )
    yield ""
    for view in seen.views:
        claims = ", ".join(chip.id for chip in view.rests_on)
        yield f"- {say(view.text)}{f' Rests on {say(claims)}.' if claims else ''}"
    yield ""
    if seen.why_not:
        yield f"Not worked out: {say(seen.why_not)}."
        return
    yield from table(
        ("States that last", *(name for _, name, _, _ in seen.counts)),
        [
            ("if all see it as the case says", *(f"{plain:,}" for _, _, plain, _ in seen.counts)),
            ("if each acts on its own picture", *(f"{own:,}" for _, _, _, own in seen.counts)),
        ],
    )
    yield ""
    changed = [f"{state_in_words(key)} {title}: {what}" for key, title, what in seen.changed]
    said = "Of the states above none stands otherwise then."
    if changed:
        said = f"Of the states above these stand otherwise then: {'; '.join(changed)}."
    yield say(f"{seen.now} {said}".strip())
    yield ""
    yield say(seen.surprises)
    if seen.told:
        yield ""
    for key, words in seen.told:
        yield f"- From {state_in_words(key)}: {say(words)}"


def _ahead(report: Report) -> Iterator[str]:
    shown = report.ahead
    if shown is None:
        return
    yield "## How could it get there, and what could not be undone?"
    yield ""
    if shown.why_not:
        yield f"Not worked out: {say(shown.why_not)}."
        return
    if shown.ways:
        head, rows = table_of_paths(shown.ways, report.parties)
        yield from table(head, ([say(cell) for cell in row] for row in rows))
        yield ""
    lost = shown.no_way_back
    if lost is not None and lost.lost:
        of = count(lost.reachable, "state")
        stay = f" Once reached, these stay: {say('; '.join(lost.levels))}." if lost.levels else ""
        yield f"Of {of} that moves lead to from now, {lost.lost:,} have no way back to it.{stay}"
    elif lost is not None:
        yield "From every state that moves lead to there is a way back to the present one."

"""A report as Markdown: the same content as the page, for people who edit text."""

import re
from collections.abc import Iterable, Iterator, Sequence

from detente.brief.pictures.acceptability import table as table_of_bars
from detente.brief.pictures.paths import table as table_of_paths
from detente.brief.report.firm import drawn_in_words
from detente.brief.report.positions import standing_in_words
from detente.brief.report.records import (
    Change,
    Chip,
    ClaimRow,
    ClauseRow,
    LeverRow,
    Positions,
    Report,
    StateRow,
)
from detente.brief.words import clean, count, listed, quoted, sentence
from detente.case import called
from detente.ledger.clocks import date_in_words

__all__ = ["render"]

MOST_CHIPS = 8
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$^>-])")


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
    parts = [
        _head(report),
        _board(report),
        _obligations(report),
        _changes(report),
        _unverified(report),
        _events(report),
        _positions(report),
        _firm(report),
        _ahead(report),
        _claims(report),
        _conclusions(report),
        _packages(report),
        _clauses(report),
        _terms(report),
        _sources(report),
        _assumptions(report),
        _foot(report),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


def _say(words: str) -> str:
    """Return `words` as text of one line in which nothing is markup."""
    flat = " ".join(clean(words).split())
    flat = flat.replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(_escaped, flat)


def _escaped(match: re.Match[str]) -> str:
    found = match.group(1)
    return "&gt;" if found == ">" else found if found in "()-" else f"\\{found}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table; its cells are finished Markdown."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _head(report: Report) -> Iterator[str]:
    yield f"# {_say(report.title)}"
    yield ""
    as_of = f"As of {date_in_words(report.as_of)}"
    if report.known:
        as_of += f", as known on {date_in_words(report.known)}"
    if report.reading:
        as_of += f", as read by {_say(report.reading)}"
    sizes = report.sizes
    yield (
        f"{as_of}. Case {_say(report.case)}, version {_say(report.version or 'not given')}: "
        f"{count(sizes['documents'], 'document')}, {count(sizes['claims'], 'claim')}, "
        f"{count(sizes['entries'], 'entry', 'entries')}."
    )
    yield ""
    yield f"**{_say(report.lead.headline)}**"
    if report.lead.second:
        yield ""
        yield _say(report.lead.second)
    if report.lead.facts:
        yield ""
        yield " · ".join(f"**{fact.number:,}** {_say(fact.words)}" for fact in report.lead.facts)


def _board(report: Report) -> Iterator[str]:
    for holder in report.board:
        yield f"## What does {_say(called(holder.owner.name))} hold?"
        yield ""
        rows = [row for group in holder.groups for row in group.levers]
        yield from _table(("Lever", "State", "Since", "Note"), map(_lever, rows))
        yield ""


def _obligations(report: Report) -> Iterator[str]:
    if not report.obligations:
        return
    yield "## What was promised, and was it done?"
    yield ""
    yield from _table(
        ("Obligation", "Whose", "State", "Why"),
        (
            (
                _say(row.name),
                _say(listed([owner.name for owner in row.who])),
                f"**{_say(_standing(row))}**",
                _say("; ".join((row.why, *(f"as {who}: {words}" for who, words in row.readings)))),
            )
            for row in report.obligations
        ),
    )
    if report.coming:
        yield ""
    for one in report.coming:
        then = f"; then {one.changes}" if one.changes else ""
        yield (
            f"- If nobody acts, after {date_in_words(one.last)}: **{_say(one.name)}**: "
            f"{_say(one.what + then)}."
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
        yield from _table(heads, map(_change, (*told.levers, *told.clauses)))
    if told.corrected:
        yield ""
    for row in told.corrected:
        yield (
            f"- **{_say(row.name)}**: on that day it was known as {_say(_signs(row.before))}; "
            f"by what is known now it was {_say(_signs(row.after))}."
        )
    if told.entries:
        yield ""
        yield f"{count(len(told.entries), 'entry', 'entries')} dated since then:"
        yield ""
        yield from (f"- {day} {_say(id_)}: {_say(words)}" for id_, day, words in told.entries)


def _change(row: Change) -> tuple[str, ...]:
    now = f"**{_say(_signs(row.after))}**"
    if row.day:
        now += f", since {date_in_words(row.day)}"
    by = "; ".join(f"{id_} {words}".strip() for id_, words in row.entries)
    return (
        _say(row.name),
        _say(_signs(row.before)),
        f"{now}. {_say(row.why)}".rstrip(". ") if row.why else now,
        _say(by) or "time alone: no new entry",
    )


def _signs(signs: Sequence[tuple[str, str, str]]) -> str:
    return listed([words for _, _, words in signs], "or")


def _unverified(report: Report) -> Iterator[str]:
    yield "## What could not be verified?"
    yield ""
    if not report.unverified:
        yield "Every lever and clause is known for certain, and what can be verified was."
        return
    yield from _table(
        ("Lever or clause", "What is open", "Why", "Who could verify it", "Since"),
        (
            (
                _say(row.name),
                _say(row.what),
                _say(row.why),
                _say(row.who or "nobody is named"),
                date_in_words(row.since) if row.since else "from the start",
            )
            for row in report.unverified
        ),
    )


def _standing(row: ClauseRow) -> str:
    return _signs(row.signs)


def _lever(row: LeverRow) -> tuple[str, ...]:
    readings = [f"As {who}: {words}" for who, words in row.readings]
    notes = ". ".join(part for part in (*row.notes, row.doubt, *readings) if part)
    return (_say(row.name), f"**{_say(row.words)}**", _say(row.since), _say(notes))


def _events(report: Report) -> Iterator[str]:
    yield "## What happened, by whom, in what order?"
    yield ""
    yield from _table(
        ("Date", "Who", "Kind", "What", "Grade", "Sources", "Entry"),
        (
            (
                date_in_words(event.last)
                if event.first == event.last
                else f"{date_in_words(event.first)} to {date_in_words(event.last)}",
                _say(event.who),
                event.kind,
                _say(event.words + (f" (in doubt: {event.doubt})" if event.doubt else "")),
                event.grade,
                _say(", ".join(event.sources)),
                _say(event.id),
            )
            for event in report.timeline.events
        ),
    )
    if report.timeline.left_out:
        yield ""
        yield f"Left out: {_say(listed(report.timeline.left_out))}."


def _positions(report: Report) -> Iterator[str]:
    shown = report.positions
    yield "## Where can each side move, and what would last?"
    yield ""
    if not shown.states:
        yield f"Not worked out: {_say(shown.why_not)}."
        return
    yield _counts(shown)
    yield ""
    for _, name, means in shown.concepts:
        yield f"- **{name}**: {_say(means)}"
    yield ""
    names = [owner.name for owner in report.parties]
    yield from _table(
        ("State", "How it differs from now", "Better than now?", "Would it last, and why?"),
        (_state(row, names) for row in shown.states),
    )


def _counts(shown: Positions) -> str:
    lasting = ", ".join(f"{shown.counts[concept]:,} {name}" for concept, name, _ in shown.concepts)
    return f"{count(shown.feasible, 'state')} can be. States that would last: {lasting}."


def _state(row: StateRow, parties: Sequence[str]) -> tuple[str, ...]:
    words = {True: "better", False: "worse", None: "as good"}
    better = [f"{name}: {words[one]}" for name, one in zip(parties, row.better, strict=True)]
    why = f"**{_say(sentence(standing_in_words(row.standing)))}.** {_say(' '.join(row.reasons))}"
    if row.path:
        why += f" How to get there: {_say(row.path)}"
    now = row.names[:1] == ("Now",)
    return (
        f"{row.key} {_say('; '.join(row.names))}",
        _say("; ".join(row.differs)) or "the present state",
        "" if now else _say("; ".join(better)),
        why,
    )


def _firm(report: Report) -> Iterator[str]:
    shown = report.firm
    if shown is None:
        return
    yield "## How firm is that?"
    yield ""
    if shown.why_not:
        yield f"Not examined: {_say(shown.why_not)}."
    elif not shown.varied:
        yield "The preferences are stated to the last: only one order of the states agrees with them."
    else:
        yield f"The share of {_say(drawn_in_words(shown))} under which a state lasts."
        yield ""
        head, rows = table_of_bars(shown)
        yield from _table(head, ([_say(cell) for cell in row] for row in rows))


def _ahead(report: Report) -> Iterator[str]:
    shown = report.ahead
    if shown is None:
        return
    yield "## How could it get there, and what could not be undone?"
    yield ""
    if shown.why_not:
        yield f"Not worked out: {_say(shown.why_not)}."
        return
    if shown.ways:
        head, rows = table_of_paths(shown.ways, report.parties)
        yield from _table(head, ([_say(cell) for cell in row] for row in rows))
        yield ""
    lost = shown.no_way_back
    if lost is not None and lost.lost:
        of = count(lost.reachable, "state")
        stay = f" Once reached, these stay: {_say('; '.join(lost.levels))}." if lost.levels else ""
        yield f"Of {of} that moves lead to from now, {lost.lost:,} have no way back to it.{stay}"
    elif lost is not None:
        yield "From every state that moves lead to there is a way back to the present one."


def _claims(report: Report) -> Iterator[str]:
    heads = ("Claim", "Who says so, through whom", "Grade", "What is known of it")
    yield "## What was claimed by whom, and what is wrong with it?"
    yield ""
    if report.claims:
        yield from _table(heads, map(_claim, report.claims))
    else:
        yield "No claim is marked false or contested."
    if report.other_claims:
        yield ""
        yield "### Other claims on which something here rests"
        yield ""
        yield from _table(heads, map(_claim, report.other_claims))


def _claim(row: ClaimRow) -> tuple[str, ...]:
    known = [part for part in (row.correct, "; ".join(row.correcting)) if part]
    verdict = f"**{row.verdict}**" if row.verdict else "not checked"
    return (
        f"“{_say(quoted(row.quote))}” {_say(row.meaning)} ({_say(row.id)})",
        f"{' → '.join(map(_say, row.chain))}; {_say(row.voice)}",
        f"{row.grade}: {_say(row.grade_words)}",
        f"{verdict}. {_say('. '.join(known))}",
    )


def _chips(chips: Sequence[Chip]) -> str:
    said = [
        f"{_say(chip.id)} {chip.grade}{f' *{chip.wrong}*' if chip.wrong else ''}".strip()
        for chip in chips[:MOST_CHIPS]
    ]
    more = len(chips) - len(said)
    return ", ".join(said) + (f" and {more:,} more" if more else "")


def _conclusions(report: Report) -> Iterator[str]:
    yield "## What follows, and what does it rest on?"
    for one in report.conclusions:
        yield ""
        yield f"**{one.id}. {_say(one.text)}** {_say(one.why)}".rstrip()
        yield ""
        yield f"- How it was obtained ({one.question}): {_say(one.method)}"
        rests = f"the same claims as {one.same_as}" if one.same_as else _chips(one.rests_on)
        yield f"- Rests on: {rests or 'no claim'}"
        if one.holds_unless:
            yield f"- What would flip it: {_say(one.holds_unless)} {_say(one.survives)}"


def _packages(report: Report) -> Iterator[str]:
    if report.packages is None:
        return
    columns = report.packages.packages
    yield "## What was offered and asked?"
    yield ""
    rows = [
        (
            _say(name),
            *(
                f"**{_say(cell.words)}**" if cell.changed else _say(cell.words)
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
    yield from _table(("Lever", *(_say(column.name) for column in columns)), rows)


def _clauses(report: Report) -> Iterator[str]:
    if not report.clauses:
        return
    yield "### Clauses, by what sets them off"
    yield ""
    if report.clauses_why:
        yield f"How the clauses stand: {_say(report.clauses_why)}."
    for group in report.clauses:
        yield ""
        yield f"{_say(group.name)} {_say(f'({group.recorded})') if group.recorded else ''}".rstrip()
        yield ""
        for row in group.clauses:
            yield _clause(row)


def _clause(row: ClauseRow) -> str:
    who = listed([owner.name for owner in row.who])
    when = f", when {row.when}" if row.when else ""
    more = "; ".join(row.terms)
    said = f"{who} {row.verb}: {row.says}{when}{f'; {more}' if more else ''}."
    rests = f" Rests on: {_chips(row.rests_on)}." if row.rests_on else ""
    stands = ""
    if row.status:
        stands = f" How it stands: {_say(_standing(row))}"
        stands += f", due {date_in_words(row.due)}." if row.due else "."
    return f"- **{_say(row.name)}**: {_say(said)}{stands}{rests}"


def _terms(report: Report) -> Iterator[str]:
    if not report.terms:
        return
    yield "### Which words are in dispute?"
    yield ""
    yield from _table(
        ("Term", "Read by", "As meaning", "Rests on"),
        (
            (_say(term.name), _say(who), _say(f"{means}. {note}".strip()), _chips(claims))
            for term in report.terms
            for who, means, note, claims in term.readings
        ),
    )


def _sources(report: Report) -> Iterator[str]:
    yield "## Where does it come from?"
    yield ""
    yield from _table(
        ("Document", "Date", "Source grade", "Claims", "Entries", "Address"),
        (
            (
                f"{_say(row.title)} ({_say(row.id)})",
                _say(row.date),
                f"{row.grade} {_say(row.grade_words)}",
                str(row.claims),
                str(row.entries),
                _say(row.url),
            )
            for row in report.sources
        ),
    )


def _assumptions(report: Report) -> Iterator[str]:
    yield "## What is taken for granted?"
    yield ""
    for one in report.assumptions:
        hint = f" To change it: {_say(one.hint)}." if one.hint else ""
        yield f"- {_say(one.text)}{hint}"


def _foot(report: Report) -> Iterator[str]:
    yield (
        f"Every figure here is computed from the case file: {_say(report.case)}, version "
        f"{_say(report.version or 'not given')}, as of {date_in_words(report.as_of)}. "
        f"{f'Head of the record: {report.head}. ' if report.head else ''}"
        "This page reports what was said and what follows from it; it recommends nothing."
    )

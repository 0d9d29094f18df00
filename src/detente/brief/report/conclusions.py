"""The answers, each in a sentence, with how it was obtained and the claims it rests on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.brief.report.analysis import Analysis, package_state
from detente.brief.report.chips import Chips
from detente.brief.report.positions import CONCEPTS, standing_in_words
from detente.brief.report.records import ClauseRow, Conclusion, Fact, Holder, Lead, Next, Positions
from detente.brief.words import count, listed, package_name, sentence
from detente.claims import Claim
from detente.findings import Finding

__all__ = ["conclusions", "lead"]

Draft = tuple[str, str, str, str, Sequence[str]]
"""Text, why, method, question, claims."""
Keyed = tuple[str, Draft]
"""A conclusion with the id by which it can be asked about again, if it can."""
Parts = tuple[Positions, tuple[Holder, ...], tuple[ClauseRow, ...]]
"""The parts of the report from which conclusions are drawn."""


def conclusions(
    status: Finding,
    stability: Finding | None,
    analysis: Analysis | None,
    parts: Parts,
    chips: Chips,
) -> tuple[Conclusion, ...]:
    """Return the conclusions, numbered K1, K2 ... in the order of the page.

    Examples
    --------
    >>> from detente.brief.report.positions import no_positions
    >>> from detente.claims import Claim
    >>> asked = Finding(question="status", answer={}, method="by event time")
    >>> chips = Chips({"s1": Claim(id="s1", quote="in Malaysia", verdict="false")})
    >>> [one.text for one in conclusions(asked, None, None, (no_positions(""), (), ()), chips)]
    ['Of 1 claim, 1 is false and 0 contested.']
    """
    drafts: list[Keyed] = []
    if analysis is not None and stability is not None:
        drafts += zip(("now", "better"), _about_now(analysis, parts[0], stability), strict=False)
        drafts += _about_packages(analysis)
    drafts += (("clauses", draft) for draft in _owed(parts[2], status))
    drafts += (("unknown", draft) for draft in _not_known(parts[1], status))
    drafts += (("", draft) for draft in _wrong_claims(chips.claims))
    done: list[Conclusion] = []
    for number, (key, (text, why, method, question, claims)) in enumerate(drafts, 1):
        rests_on = chips.of(claims, by="" if question == "evidence" else f"K{number}")
        done.append(
            Conclusion(
                id=f"K{number}",
                key=key,
                text=text,
                why=why,
                method=method,
                question=question,
                rests_on=rests_on,
                same_as=next((c.id for c in done if rests_on and c.rests_on == rests_on), ""),
            )
        )
    return tuple(done)


def _about_now(analysis: Analysis, shown: Positions, stability: Finding) -> Iterator[Draft]:
    model = analysis.model
    if model.status_quo is None:
        yield (
            "Whether the present state would last is not known.",
            str(stability.answer.get("status_quo_why", "")),
            stability.method,
            "stability",
            stability.rests_on,
        )
        return
    standing = analysis.standing(model.status_quo)
    row = next((row for row in shown.states if row.now), None)
    yield (
        f"The present state {standing_in_words(standing)}.",
        " ".join(row.reasons) if row else "",
        _method(stability, standing),
        "stability",
        _basis(analysis, "status_quo", "preferences"),
    )
    if shown.better_for_all is not None:
        yield _better(analysis, shown, stability)


def _better(analysis: Analysis, shown: Positions, stability: Finding) -> Draft:
    found = shown.better_for_all
    who = "both parties" if len(analysis.model.parties) == 2 else "all parties"
    nearest = next((row for row in shown.states if row.better and all(row.better)), None)
    if not found or nearest is None:
        text = f"No lasting state is one that {who} prefer to the present one."
        why = ""
    else:
        verb = "is a lasting state" if found == 1 else "are lasting states"
        text = f"There {verb.replace('a lasting', 'one lasting') if found == 1 else verb}"
        text += f" that {who} prefer to the present one"
        text += "." if found == 1 else f": {found:,} of them."
        why = f"The nearest: {'; '.join(nearest.differs)}. How: {nearest.path}"
        if nearest.by_improvements:
            why += f" {sentence(nearest.by_improvements)}."
    return (text, why, _method(stability, ""), "stability", _basis(analysis, "preferences"))


def _method(stability: Finding, standing: str) -> str:
    if standing:
        name, means = CONCEPTS[standing]
        return f"{name}: {means}. {sentence(stability.method)}."
    return f"{sentence(stability.method)}; preference by rank only."


def _basis(analysis: Analysis, *parts: str) -> tuple[str, ...]:
    basis: Mapping[str, Iterable[str]] = analysis.model.basis
    found = [
        claim for key, claims in basis.items() if key.partition(".")[0] in parts for claim in claims
    ]
    return tuple(dict.fromkeys(found))


def _about_packages(analysis: Analysis) -> Iterator[Keyed]:
    for id_ in analysis.case.packages:
        state = package_state(analysis, id_)
        if state is None or state == analysis.model.status_quo:
            continue
        name = package_name(analysis.case, id_)
        if analysis.model.feasible[state]:
            yield f"package.{id_}", _about_package(analysis, name, state)
        else:
            text = f"{name}: cannot be, by the rules of the case."
            yield f"package.{id_}", (text, "", "feasibility", "model", ())


def _about_package(analysis: Analysis, name: str, state: int) -> Draft:
    standing = analysis.standing(state)
    return (
        f"{name}: {_who_gains(analysis, state)}; {standing_in_words(standing)}.",
        _leaving(analysis, state),
        f"{CONCEPTS[standing][0]}: {CONCEPTS[standing][1]}."
        if standing
        else "None of the concepts.",
        "stability",
        _basis(analysis, "preferences"),
    )


def _who_gains(analysis: Analysis, state: int) -> str:
    names = [analysis.model.party_called(p) for p in range(len(analysis.model.parties))]
    better = analysis.better(state)
    gains = [name for name, one in zip(names, better, strict=True) if one]
    losses = [name for name, one in zip(names, better, strict=True) if one is False]
    if len(gains) == len(names):
        return f"better than now for {listed(names)}"
    said = []
    if gains:
        said.append(f"better than now for {listed(gains)}")
    if losses:
        said.append(f"worse for {listed(losses)}")
    return ", ".join(said) or "as good as now for all"


def _leaving(analysis: Analysis, state: int) -> str:
    """Say who would leave a state, and why; or what keeps them."""
    found = [analysis.reasons.get((p, state)) for p in range(len(analysis.model.parties))]
    moved = [reason for reason in found if reason is not None and reason.improvement is not None]
    return " ".join(reason.sentence(analysis.model) for reason in moved)


def _owed(rows: Sequence[ClauseRow], status: Finding) -> Iterator[Draft]:
    if not rows:
        return
    counts = Counter(row.signs[0][2] if len(row.signs) == 1 else "not known" for row in rows)
    said = listed([f"{number:,} {words}" for words, number in counts.items()])
    set_off = count(len(rows), "clause was", "clauses were")
    urgent = [row for row in rows if row.status in _WRONG]
    yield (
        f"{set_off[:1].upper()}{set_off[1:]} set off: {said}.",
        " ".join(f"{row.name}: {row.why}." for row in urgent),
        "each clause as a state machine, run over the record to the day of the question",
        status.question,
        [chip.id for row in rows for chip in row.rests_on],
    )


MOST_NAMED = 6
"""How many levers that are not known a conclusion names."""
_WRONG = (("breached",), ("overdue",))


def _not_known(holders: Sequence[Holder], status: Finding) -> Iterator[Draft]:
    rows = [row for holder in holders for group in holder.groups for row in group.levers]
    unknown = [row for row in rows if row.doubt]
    if unknown:
        named = [f"{row.name} ({row.words})" for row in unknown[:MOST_NAMED]]
        more = len(unknown) - len(named)
        names = listed([*named, f"{more} more"]) if more else listed(named)
        why = " ".join(f"{row.doubt}." for row in unknown[:MOST_NAMED])
        yield (
            f"Not known for certain: {names}.",
            f"{why} What could not be verified lists all of them." if more else why,
            sentence(f"{status.method}."),
            "status",
            [chip.id for row in unknown for chip in row.rests_on],
        )


def _wrong_claims(claims: Mapping[str, Claim]) -> Iterator[Draft]:
    false = [claim.id for claim in claims.values() if claim.verdict == "false"]
    contested = [claim.id for claim in claims.values() if claim.verdict == "contested"]
    if false or contested:
        are = "is" if len(false) == 1 else "are"
        number = count(len(claims), "claim")
        yield (
            f"Of {number}, {len(false):,} {are} false and {len(contested):,} contested.",
            "Each stands in the list below with what would be right, and the source that says so.",
            "each claim was checked against the record by a person",
            "evidence",
            [*false, *contested],
        )


def lead(analysis: Analysis | None, parts: Parts, coming: Sequence[Next], chips: Chips) -> Lead:
    """Return the answer in one sentence, a second to back it, and the counts.

    Examples
    --------
    >>> from detente.brief.report.positions import no_positions
    >>> lead(None, (no_positions("the case has no preferences"), (), ()), (), Chips({})).headline
    'Nothing is recorded as in force.'
    """
    shown, holders, owed = parts
    rows = [row for holder in holders for group in holder.groups for row in group.levers]
    broken = [row.name for row in owed if row.status in _WRONG]
    wrong = sum(claim.wrong for claim in chips.claims.values())
    facts = [
        Fact(number=sum(row.shade == "full" for row in rows), words="levers as before any deal"),
        Fact(number=len(broken), words="clauses breached or overdue"),
        Fact(number=wrong, words="claims false or contested"),
        Fact(
            number=sum(row.shade == "unknown" for row in rows), words="levers not known for certain"
        ),
    ]
    kept = [fact for fact in facts if fact.number]
    if coming:
        words = f"{'day' if coming[0].days == 1 else 'days'} to act: {coming[0].name}"
        kept = [*kept[:3], Fact(number=coming[0].days, words=words)]
    standing = _headline(analysis, shown) or _register(owed)
    board = _in_force(holders)
    if broken:
        more = f" and {len(broken) - MOST_NAMED:,} more" if len(broken) > MOST_NAMED else ""
        board = f"Breached or overdue: {'; '.join(broken[:MOST_NAMED])}{more}. {board}"
    return Lead(headline=standing or board, second=board if standing else "", facts=tuple(kept))


MOST_NAMED = 4


def _register(owed: Sequence[ClauseRow]) -> str:
    """Say how many of the clauses that were set off stand how; empty if none was."""
    words = [row.signs[0][2] if len(row.signs) == 1 else "not known for certain" for row in owed]
    counts = [f"{words.count(word):,} {word}" for word in dict.fromkeys(words)]
    if len(words) == 1:
        return f"The one clause set off: {words[0]}."
    return f"Of {count(len(owed), 'clause')} set off: {listed(counts)}." if owed else ""


def _headline(analysis: Analysis | None, shown: Positions) -> str:
    now = analysis.model.status_quo if analysis else None
    if analysis is None or now is None:
        return ""
    model = analysis.model
    names = [model.party_called(party) for party in range(len(model.parties))]
    two = len(names) == 2
    standing = analysis.standing(now)
    if standing == "nash":
        said = f"The present state holds: neither {' nor '.join(names)} gains by moving alone"
        if not two:
            said = "The present state holds: no party gains by moving alone"
    elif standing:
        tempted = [n for p, n in enumerate(names) if not _free(analysis, p, now)]
        who = f"{listed(tempted)} would gain by moving"
        if standing in ("seq", "sseq"):
            said = f"The present state holds: {who}, but the reply would undo the gain"
        else:
            said = f"The present state holds only by fear: {who}, but could be made to pay for it"
    else:
        leaving = [
            name
            for party, name in enumerate(names)
            if not any(found[party, now] for found in analysis.solution.values())
        ]
        who = f"{listed(leaving)} would gain" if leaving else "a party would gain"
        said = f"The present state would not last: {who} by moving, whatever the others do"
    if not shown.better_for_all:
        return f"{said}."
    who = "both" if two else "all"
    many = shown.better_for_all
    states = "one other lasting state" if many == 1 else f"{many:,} other lasting states"
    return f"{said}, yet {states} would be better for {who}."


def _free(analysis: Analysis, party: int, state: int) -> bool:
    """Whether a party stays at `state` for want of any gain."""
    nash = analysis.solution.get("nash")
    return nash is not None and bool(nash[party, state])


def _in_force(holders: Sequence[Holder]) -> str:
    """Say what stands as before any deal, and what does not, party by party."""
    said = []
    for holder in holders:
        rows = [row for group in holder.groups for row in group.levers]
        moved = [row for row in rows if row.shade in ("part", "none")]
        if not rows:
            continue
        steps = listed([f"{row.name} ({row.words})" for row in moved])
        stand = count(sum(row.shade == "full" for row in rows), "lever")
        text = f"{holder.owner.name}: {stand} as before any deal"
        unknown = sum(row.shade == "unknown" for row in rows)
        if unknown:
            text += f", {unknown:,} not known for certain"
        said.append(f"{text}; steps taken: {steps}." if steps else f"{text}; no step taken.")
    return " ".join(said) or "Nothing is recorded as in force."

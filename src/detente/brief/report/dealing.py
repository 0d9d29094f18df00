"""The finding on bargaining -> what a brief says of it, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.bargain import Bargaining, BargainingProblem, Blocking, Impasse
from detente.bargain.knowledge import Knowledge
from detente.brief.conditions import condition_in_words
from detente.brief.report.deal import Cloud, Deal, Mark
from detente.brief.words import level_in_words, lever_in_words, listed, package_name, party_in_words
from detente.case import Case
from detente.conditions import ConditionError, parse

__all__ = [
    "SOLUTIONS",
    "changes_in_order",
    "deal_of",
    "move_in_words",
    "without_deal",
]

Floats = NDArray[np.float64]
MOST_PACKAGES = 200_000
MOST_BLOCKING = 4
SOLUTIONS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
}


def _owners(case: Case, parties: Sequence[str]) -> tuple[str, ...]:
    return tuple(party_in_words(case, party) for party in parties)


def deal_of(case: Case, found: Bargaining) -> Deal:
    """Return what a brief says of a bargaining problem.

    Examples
    --------
    >>> from detente.bargain import bargain
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> deal = deal_of(case, bargain(case))
    >>> deal.headline, len(deal.clouds[0])
    ('Yes: 9 of 15 packages are at least as good as no deal for both.', 10)
    """
    problem = found.problem
    return Deal(
        parties=_owners(case, problem.parties),
        reservation=tuple(problem.reservation_values.tolist()),
        ranked=tuple(problem.scaled.tolist()),
        packages=problem.packages,
        acceptable=found.acceptable,
        frontier=tuple(map(tuple, problem.utility(found.frontier.points).tolist())),
        marks=tuple(_marks(case, found)),
        clouds=_clouds(problem),
        headline=_deal_headline(found),
        sentences=tuple(_deal_sentences(case, found)),
    )


def _marks(case: Case, found: Bargaining) -> list[Mark]:
    problem = found.problem
    marks = []
    if problem.now is not None and (score := problem.score(problem.now)) is not None:
        worth = tuple(problem.utility(score).tolist())
        fine = all(v >= r for v, r in zip(worth, problem.reservation_values, strict=True))
        marks.append(Mark(kind="now", name="Now", values=worth, acceptable=fine))
    marks += [
        Mark(
            kind="package", name=package_name(case, p.id), values=p.utility, acceptable=p.acceptable
        )
        for p in found.placed
        if p.utility is not None
    ]
    marks += [
        Mark(kind="solution", name=SOLUTIONS[name], values=choice.utility, acceptable=True)
        for name, choice in found.choices.items()
    ]
    return marks


def _clouds(problem: BargainingProblem) -> tuple[Cloud, ...]:
    """Return all packages as points for each two parties; none where there are too many."""
    if problem.packages > MOST_PACKAGES:
        return ()
    sums = np.zeros((1, len(problem.parties)), np.int64)
    for rows in problem.rows:
        sums = (sums[:, None, :] + rows[None, :, :]).reshape(-1, sums.shape[1])
    worth = problem.utility(sums)
    return tuple(
        _points(worth[:, two]) for two in map(list, combinations(range(len(problem.parties)), 2))
    )


def _points(worth: Floats) -> Cloud:
    points, counts = np.unique(worth, axis=0, return_counts=True)
    return tuple((float(x), float(y), int(n)) for (x, y), n in zip(points, counts, strict=True))


def _deal_headline(found: Bargaining) -> str:
    both = "both" if len(found.problem.parties) == 2 else "all"
    packages = f"{found.problem.packages:,} packages"
    if found.acceptable == 0:
        return f"No: none of {packages} is at least as good as no deal for {both}."
    if found.acceptable is None:
        return f"Yes: some of {packages} are at least as good as no deal for {both}."
    verb = "is" if found.acceptable == 1 else "are"
    text = f"{found.acceptable:,} of {packages} {verb} at least as good as no deal for {both}"
    if found.impasse is not None:
        return f"Not for {both}: {text}, but in none does each of them gain."
    return f"Yes: {text}."


def _deal_sentences(case: Case, found: Bargaining) -> list[str]:
    said = [*_refused(case, found)]
    agreed = [package_name(case, p.id) for p in found.placed if p.acceptable]
    if agreed:
        said.append(f"At least as good as no deal for all: {listed(agreed)}.")
    if found.impasse is not None and found.impasse.room < 0:
        said += _no_room(case, found, found.impasse)
    if found.choices:
        said.append(_chosen(case, found))
    if found.knowledge is not None:
        said.append(_certain(case, found.knowledge))
    ranked = [
        p for p, scaled in zip(found.problem.parties, found.problem.scaled, strict=True) if scaled
    ]
    if ranked:
        who = listed([case.parties[party].called for party in ranked])
        said.append(f"Of {who} only an order is known: numbers are ranks, counted from the worst.")
    return said


def _refused(case: Case, found: Bargaining) -> Iterator[str]:
    """Yield who refuses which named packages, and over what; those with one reason together."""
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for placed in found.placed:
        if placed.refused_by:
            key = tuple((party, placed.because.get(party, "")) for party in placed.refused_by)
            groups.setdefault(key, []).append(package_name(case, placed.id))
    for refusing, names in groups.items():
        verb = "is" if len(names) == 1 else "are each"
        who = [
            case.parties[party].called + (f", which wants {_wish(case, wish)}" if wish else "")
            for party, wish in refusing
        ]
        yield f"{listed(names)} {verb} worth less than no deal to {', and to '.join(who)}."


def _wish(case: Case, text: str) -> str:
    """Return a statement in words, between marks."""
    try:
        words = condition_in_words(case, parse(text))
    except ConditionError:
        words = text
    return f"“{words}”"


def _no_room(case: Case, found: Bargaining, impasse: Impasse) -> Iterator[str]:
    """Yield how near the parties come, and what stands in the way."""
    problem = found.problem
    nearest = _changes(case, problem.now, impasse.nearest) or "nothing"
    yield f"What comes nearest changes {nearest}; gains over no deal: {_gains(case, problem, impasse.gains)}."
    for party, fall in zip(problem.parties, impasse.alone, strict=True):
        if fall:
            who = case.parties[party].called
            yield f"There would be a deal if no deal were worth {fall:.2f} less to {who}."
    blocking = [_obstacle(case, one) for one in impasse.blocking[:MOST_BLOCKING]]
    if blocking:
        yield f"Any one of these, taken away, would make room: {'; '.join(blocking)}."
    elif not impasse.left_out:
        yield "No single rule, statement or lever stands in the way by itself."


def _obstacle(case: Case, blocking: Blocking) -> str:
    if blocking.kind == "rule":
        return f"the rule that excludes {_wish(case, blocking.what)}"
    if blocking.kind == "statement":
        return f"that {case.parties[blocking.party].called} wants {_wish(case, blocking.what)}"
    if blocking.kind == "lever":
        return f"that no party moves {lever_in_words(case, blocking.what)}"
    lever, _, levels = blocking.what.partition(": between ")
    names = [level_in_words(case.levers[lever], one) for one in levels.split(" and ")]
    return f"that {lever_in_words(case, lever)} has no level between {listed(names)}"


def _gains(case: Case, problem: BargainingProblem, gains: Sequence[float]) -> str:
    each = zip(problem.parties, gains, strict=True)
    return listed([f"{case.parties[party].called} {gain:+.2f}" for party, gain in each])


def _chosen(case: Case, found: Bargaining) -> str:
    names = [SOLUTIONS[name] for name in found.choices]
    nash = next(iter(found.choices.values()))
    same = len({choice.package.__repr__() for choice in found.choices.values()}) == 1
    lead = f"{listed(names)} choose the same package" if same else f"{names[0]} chooses a package"
    changes = _changes(case, found.problem.now, nash.package)
    gains = _gains(case, found.problem, nash.gains)
    return f"{lead}; gains over no deal: {gains}. It changes {changes or 'nothing'}."


def _certain(case: Case, known: Knowledge) -> str:
    """Say what holds over all weights that agree with what the parties say."""
    who = listed([case.parties[party].called for party in known.loose])
    if known.why_not:
        return (
            f"What is certain over all weights that {who} may have is not known: {known.why_not}."
        )
    if not known.possibly_acceptable:
        return f"That is so for all weights that {who} may have."
    return (
        f"Over all weights that {who} may have, {known.possibly_acceptable:,} packages may be "
        f"acceptable to all, {known.certainly_acceptable:,} for certain; {known.possible:,} may be "
        f"efficient, {known.necessary:,} for certain."
    )


def _changes(case: Case, now: Mapping[str, str] | None, package: Mapping[str, str]) -> str:
    if now is None:
        return ""
    changed = {k: v for k, v in package.items() if now.get(k) != v}
    return "; ".join(
        move_in_words(case, lever, level) for lever, level in changes_in_order(case, changed)
    )


def changes_in_order(case: Case, moves: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return moves in the order of the case's levers.

    Examples
    --------
    >>> changes_in_order(Case(id="talks"), {})
    []
    """
    return [(lever, moves[lever]) for lever in case.levers if lever in moves]


def move_in_words(case: Case, lever: str, level: str) -> str:
    """Return what a lever comes to.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> move_in_words(case, "plant", "frozen")
    'Enrichment plant: frozen'
    """
    what = case.levers[lever]
    return f"{what.name or lever}: {level_in_words(what, level)}"


def without_deal(why: str) -> Deal:
    """Return what is said where bargaining cannot be worked out.

    Examples
    --------
    >>> without_deal("there is no status quo").why_not
    'there is no status quo'
    """
    return Deal(
        parties=(),
        reservation=(),
        ranked=(),
        packages=0,
        acceptable=None,
        frontier=(),
        marks=(),
        clouds=(),
        headline="",
        sentences=(),
        why_not=why,
    )

"""The findings on bargaining and on sequences -> what a brief says of them, in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from detente.bargain import Bargaining, BargainingProblem
from detente.brief.report.deal import Breach, Cloud, Deal, Heat, Mark, Slack, Step, Steps
from detente.brief.words import level_in_words, listed, package_name, party_in_words
from detente.case import Case
from detente.sequence import Constraint, Sequencing, prepare

__all__ = [
    "LOOKS",
    "PERIODS",
    "deal_of",
    "heat_of",
    "steps_of",
    "without_deal",
    "without_steps",
]

MOST_PACKAGES = 200_000
LOOKS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
PERIODS = (0, 1, 2, 3, 6, 12, 24)
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
    >>> deal.headline, len(deal.cloud)
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
        cloud=_cloud(problem),
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


def _cloud(problem: BargainingProblem) -> Cloud:
    """Return all packages of two parties as points; none where there are too many."""
    if len(problem.parties) != 2 or problem.packages > MOST_PACKAGES:
        return ()
    sums = np.zeros((1, 2), np.int64)
    for rows in problem.rows:
        sums = (sums[:, None, :] + rows[None, :, :]).reshape(-1, 2)
    points, counts = np.unique(sums, axis=0, return_counts=True)
    worth = problem.utility(points)
    return tuple((float(x), float(y), int(n)) for (x, y), n in zip(worth, counts, strict=True))


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
    problem = found.problem
    said = []
    refused = [p for p in found.placed if p.refused_by]
    for placed in refused:
        who = listed([case.parties[party].called for party in placed.refused_by])
        why = "; ".join(
            f"decisive for {case.parties[party].called}: {text}"
            for party, text in placed.because.items()
            if text
        )
        said.append(
            f"{package_name(case, placed.id)} is worth less than no deal to {who}"
            + (f" ({why})." if why else ".")
        )
    agreed = [package_name(case, p.id) for p in found.placed if p.acceptable]
    if agreed:
        said.append(f"At least as good as no deal for all: {listed(agreed)}.")
    if found.choices:
        names = [SOLUTIONS[name] for name in found.choices]
        nash = next(iter(found.choices.values()))
        gains = zip(problem.parties, nash.gains, strict=True)
        words = listed([f"{case.parties[party].called} {gain:+.2f}" for party, gain in gains])
        same = len({choice.package.__repr__() for choice in found.choices.values()}) == 1
        lead = (
            f"{listed(names)} choose the same package" if same else f"{names[0]} chooses a package"
        )
        changes = _changes(case, problem.now, nash.package)
        said.append(f"{lead}; gains over no deal: {words}. It changes {changes or 'nothing'}.")
    ranked = [p for p, scaled in zip(problem.parties, problem.scaled, strict=True) if scaled]
    if ranked:
        who = listed([case.parties[party].called for party in ranked])
        said.append(f"Of {who} only an order is known: numbers are ranks, counted from the worst.")
    return said


def _changes(case: Case, now: Mapping[str, str] | None, package: Mapping[str, str]) -> str:
    if now is None:
        return ""
    changed = {k: v for k, v in package.items() if now.get(k) != v}
    return "; ".join(_move(case, lever, level) for lever, level in changes_in_order(case, changed))


def changes_in_order(case: Case, moves: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return moves in the order of the case's levers.

    Examples
    --------
    >>> changes_in_order(Case(id="talks"), {})
    []
    """
    return [(lever, moves[lever]) for lever in case.levers if lever in moves]


def _move(case: Case, lever: str, level: str) -> str:
    what = case.levers[lever]
    return f"{what.name or lever}: {level_in_words(what, level)}"


def steps_of(
    case: Case,
    found: Sequencing,
    heat: Heat | None = None,
    others: Sequence[tuple[str, bool, str]] = (),
) -> Steps:
    """Return what a brief says of a schedule.

    Parameters
    ----------
    heat : Heat or None
        From `heat_of`.
    others : sequence of (name, holds, words)
        What was found of other schedules.
    """
    examined = found.examined
    setting = found.setting
    names = [f"Step {t}" for t in range(1, len(found.moves) + 1)] + ["At rest"]
    shown = examined.freeze if not examined.going_on.holds else examined.going_on
    steps = [
        Step(
            name=name,
            moves=tuple(_moves_at(case, found, t)) if t < len(found.moves) else (),
            slack=tuple(
                _slack(found, c) for c in shown.constraints if c.period == _period(found, t)
            ),
            certify=bool(t < len(examined.gates.needed) and examined.gates.needed[t]),
        )
        for t, name in enumerate(names)
    ]
    breaches = tuple(
        Breach(
            step=names[-1] if c.period is None else names[c.period],
            by=c.by,
            victim=c.victim,
            loss=c.loss,
        )
        for c in examined.cheated
    )
    return Steps(
        parties=_owners(case, setting.parties),
        holds=examined.holds or examined.freeze.holds,
        steps=tuple(steps),
        heat=heat,
        breaches=breaches,
        headline=_steps_headline(case, found),
        sentences=tuple(_steps_sentences(case, found, names)),
        others=tuple(others),
    )


def _period(found: Sequencing, place: int) -> int | None:
    return place if place < len(found.moves) else None


def _moves_at(case: Case, found: Sequencing, period: int) -> list[tuple[int, str, bool]]:
    setting, model = found.setting, found.model
    out = []
    for lever, level in changes_in_order(case, found.moves[period]):
        k = model.levers.index(lever)
        to = setting.levels[k].index(level)
        lasting = not bool(setting.allowed[k][to, :to].any())
        out.append((setting.owner[k], _move(case, lever, level), lasting))
    return out


def _slack(found: Sequencing, c: Constraint) -> Slack:
    if not c.deviation or not np.isfinite(c.deviate):
        return Slack(party=c.party, value=None, words="")
    setting = found.setting
    words = [
        _move(found.case, setting.levers[k], setting.levels[k][level])
        for k, level in c.deviation.items()
    ]
    return Slack(party=c.party, value=float(c.slack), words=f"best breach {'; '.join(words)}")


def _steps_headline(case: Case, found: Sequencing) -> str:
    examined = found.examined
    called = f"The schedule {found.name.replace('_', ' ')}" if found.name else "An order of steps"
    count = len(found.moves)
    if not count:
        return "No order of steps holds: from where the parties stand, somebody would break each."
    steps = f"{count} step{'s' if count > 1 else ''}"
    if examined.going_on.holds and examined.freeze.holds:
        return (
            f"{called} that holds has {steps}." if not found.name else f"{called} holds in {steps}."
        )
    if examined.freeze.holds:
        gated = sum(map(bool, examined.gates.needed))
        return f"{called} holds in {steps}, if {gated} of them are certified before the next."
    broken = examined.first_broken
    if broken is None:
        return f"{called} does not hold."
    who = case.parties[found.setting.parties[broken[1].party]].called
    when = (
        "once all steps are done" if broken[1].period is None else f"at step {broken[1].period + 1}"
    )
    return f"{called} does not hold: {who} would break it {when}."


def _steps_sentences(case: Case, found: Sequencing, names: Sequence[str]) -> list[str]:
    examined, setting = found.examined, found.setting
    said = []
    _, tight = examined.tightest
    who = case.parties[setting.parties[tight.party]].called
    when = names[-1] if tight.period is None else names[tight.period]
    if tight.deviation:
        verb = (
            "has least to lose by breaking it" if tight.slack >= 0 else "gains most by breaking it"
        )
        said.append(
            f"{who[:1].upper()}{who[1:]} {verb} ({when.lower()}, {abs(tight.slack):.3f} per period)."
        )
    if examined.holds or examined.freeze.holds:
        critical = examined.critical
        if critical.detect_common is not None:
            said.append(
                f"With one chance of detection for all levers it holds from {critical.detect_common:.2f} "
                "per period on."
            )
        if critical.patience_common:
            said.append(
                f"With one patience for all it holds from {critical.patience_common[0][0]:.2f} per period on."
            )
    if examined.doubt is not None:
        said.append(
            f"Over what is not known exactly it holds in {examined.doubt.share:.0%} of "
            f"{examined.doubt.draws} draws."
        )
    return said


def heat_of(
    found: Sequencing, looks: Sequence[float] = LOOKS, periods: Sequence[int] = PERIODS
) -> Heat:
    """Return the least slack of a schedule over how often one looks and how long a return takes.

    To look k times as often makes of a chance q per period 1 - (1-q)^k. A lag is that many periods
    longer for every lever. The others wait until a breach is found, unless it holds without.
    """
    examined, setting = found.examined, found.setting
    gates = [not examined.going_on.holds] * len(found.moves)
    least = []
    for more in periods:
        slower = _slower(setting, more)
        ready = prepare(slower, examined.ready.schedule)
        row = []
        for k in looks:
            detect = 1 - (1 - setting.detect) ** k
            row.append(float(ready.check(gates, detect=detect).tightest.slack))
        least.append(tuple(row))
    return Heat(looks=tuple(looks), periods=tuple(periods), least=tuple(least))


def _slower(setting: Any, more: int) -> Any:
    from dataclasses import replace

    return replace(setting, lag=tuple(lags + more for lags in setting.lag)) if more else setting


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
        cloud=(),
        headline="",
        sentences=(),
        why_not=why,
    )


def without_steps(why: str) -> Steps:
    """Return what is said where no schedule can be judged.

    Examples
    --------
    >>> without_steps("nobody is patient").why_not
    'nobody is patient'
    """
    return Steps(
        parties=(),
        holds=False,
        steps=(),
        heat=None,
        breaches=(),
        headline="",
        sentences=(),
        why_not=why,
    )

"""The finding on a sequence -> what a brief says of the order of steps, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from detente.brief.report.deal import Breach, Heat, Slack, Step, Steps
from detente.brief.report.dealing import changes_in_order, move_in_words
from detente.brief.words import listed, party_in_words, sentence
from detente.case import Case
from detente.sequence import Constraint, Sequencing, prepare
from detente.sequence.critical import MOST_PERIODS

__all__ = ["LOOKS", "PERIODS", "heat_of", "steps_of", "what_would_help", "without_steps"]

LOOKS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
PERIODS = (0, 1, 2, 3, 6, 12, 24)


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
        parties=tuple(party_in_words(case, party) for party in setting.parties),
        holds=bool(found.moves) and (examined.holds or examined.freeze.holds),
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
        out.append((setting.owner[k], move_in_words(case, lever, level), lasting))
    return out


def _slack(found: Sequencing, c: Constraint) -> Slack:
    if not c.deviation or not np.isfinite(c.deviate):
        return Slack(party=c.party, value=None, words="")
    setting = found.setting
    words = [
        move_in_words(found.case, setting.levers[k], setting.levels[k][level])
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
        return f"{called} holds in {steps}, whether or not each is certified before the next."
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


def _steps_sentences(case: Case, found: Sequencing, names: Sequence[str]) -> Iterator[str]:
    """Yield what a reader must know of a schedule, the most important first."""
    yield from _now(case, found)
    if not found.moves:
        return
    examined = found.examined
    _, tight = examined.tightest
    if tight.deviation:
        who = case.parties[found.setting.parties[tight.party]].called
        when = names[-1] if tight.period is None else names[tight.period]
        verb = "loses least by breaking it" if tight.slack >= 0 else "gains most by breaking it"
        yield f"{sentence(who)} {verb}: {abs(tight.slack):.3f} per period ({when.lower()})."
    once = found.at_once
    if once is not None and len(found.moves) > 1:
        said = "would hold too" if once.holds else "would not hold"
        yield f"All of the best package at once {said}."
    if examined.holds or examined.freeze.holds:
        yield from _critical(found)
    if examined.doubt is not None:
        yield (
            f"Over what is not known exactly it holds in {examined.doubt.share:.0%} of "
            f"{examined.doubt.draws} draws; the least slack is {examined.doubt.worst:+.3f}."
        )


def _critical(found: Sequencing) -> Iterator[str]:
    """Yield how much worse detection, patience and snapback may be."""
    critical = found.examined.critical
    if critical.detect_common:
        yield (
            f"It holds as long as a breach is found with a chance of {critical.detect_common:.3f} "
            "per period or more, on whatever lever it is."
        )
    if critical.patience_common and critical.patience_common[0][0] > 0:
        yield (
            "It holds as long as the next period counts for each party at least "
            f"{critical.patience_common[0][0]:.2f} of this one."
        )
    if critical.lag_common is not None and critical.lag_common < MOST_PERIODS:
        back = "at once" if not critical.lag_common else f"within {critical.lag_common} periods"
        yield f"It holds as long as what is taken back after a breach is back {back}."


def _now(case: Case, found: Sequencing) -> Iterator[str]:
    """Yield that the present state would not last, where somebody would leave it."""
    best = found.waiting
    if best is None or best.can_rest_at_start:
        return
    now = prepare(found.setting, (found.setting.start,)).check([]).tightest
    who = case.parties[found.setting.parties[now.party]].called
    yield f"To stay as now is no way out: {who} would gain {-now.slack:.3f} per period by leaving it."


HELP = {
    "detection": "every breach were found in the period in which it is made",
    "snapback": "whatever can be taken back were back at once",
    "patience": "the next period counted for each party 0.99 of this one",
}


def what_would_help(found: Mapping[str, bool]) -> str:
    """Return under which circumstances an order of steps would hold, in words.

    Parameters
    ----------
    found : dict of str to bool
        From `detente.sequence.searching.remedies`.

    Examples
    --------
    >>> what_would_help({"detection": False, "snapback": True, "patience": False, "all": True})
    'Some order would hold if whatever can be taken back were back at once.'
    """
    alone = [words for name, words in HELP.items() if found[name]]
    if alone:
        return f"Some order would hold if {listed(alone, 'or if')}."
    if found["all"]:
        return f"Some order would hold only if all of this were so: {listed([*HELP.values()])}."
    return (
        "Neither better detection, nor a quicker way back, nor more patience would change that: "
        "whoever moves last has nothing to gain by it, or the others nothing to take back."
    )


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
        ready = examined.ready.with_lags(_slower(setting, more))
        row = []
        for k in looks:
            detect = 1 - (1 - setting.detect) ** k
            row.append(float(ready.check(gates, detect=detect).tightest.slack))
        least.append(tuple(row))
    return Heat(looks=tuple(looks), periods=tuple(periods), least=tuple(least))


def _slower(setting: Any, more: int) -> Any:
    from msgspec.structs import replace

    return replace(setting, lag=tuple(lags + more for lags in setting.lag)) if more else setting


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

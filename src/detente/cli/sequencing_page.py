"""The page of ``detente sequence``: one plain sentence first, then the steps, then what it hangs on."""

from collections.abc import Mapping, Sequence

from detente.brief.report.ordering import what_would_help
from detente.cli.options import Common
from detente.cli.page import Page, Part
from detente.cli.sequencing_limits import called, cheated, doubt, hangs_on
from detente.cli.session import Session
from detente.cli.words import and_, count, short_name
from detente.sequence.finding import Sequencing
from detente.sequence.incentives import TOLERANCE, Constraint, prepare
from detente.sequence.lattice import Steps
from detente.sequence.searching import remedies
from detente.sequence.wording import written_out

__all__ = ["fill"]

MOST_NOTES = 3
MOST_TRIED = 4096
"""States up to which better circumstances are tried out where no order holds."""


def fill(page: Page, session: Session, found: Sequencing, common: Common) -> None:
    """Add the answer."""
    if found.name is None and len(found.examined.ready.schedule) < 2:
        _nothing(page, session, found)
    else:
        _verdict(page, session, found)
        _steps(page, session, found)
        _certificates(page, found)
        _worth(page, session, found)
        hangs_on(page, session, found)
        cheated(page, session, found)
        doubt(page, found)
        if common.verbose:
            _clauses(page, found)
    _notes(page, found, common)


def _opening(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nothing(page: Page, session: Session, found: Sequencing) -> None:
    """Say that nothing holds, and where the best promise would be broken."""
    page.line(
        ("No order of steps holds: whatever is done first, somebody would rather stop.", "bold")
    )
    best = found.waiting
    if best is not None:
        state = found.model.state(best.first_best)
        now = found.model.state(found.setting.start)
        there = {k: v for k, v in state.items() if now[k] != v}
        page.blank()
        page.line(
            f"If promises were kept, the best for all would be: {_moves(found, there)}.", indent=4
        )
        page.line(
            f"Of {count(best.states, 'state')} that can be, {best.rest_states:,} could last as an agreement.",
            indent=4,
        )
        _now_would_not_last(page, session, found)
        if best.states <= MOST_TRIED:
            page.line(what_would_help(remedies(found.setting, Steps(levers=1))), indent=4)


def _verdict(page: Page, session: Session, found: Sequencing) -> None:
    examined = found.examined
    steps = count(len(found.moves), "step")
    what = f"The schedule '{found.name}'" if found.name else f"The best order found, in {steps},"
    if examined.holds:
        said = f"{what} holds, whether or not the others wait until each step is certified."
    elif examined.freeze.holds:
        said = f"{what} holds only if steps are certified before the next ones are taken."
    else:
        said = f"{what} does not hold."
    page.line((said, "bold"))
    broken = examined.first_broken
    if broken is not None:
        page.line(_break(session, found, broken[1], broken[0]), indent=4)
    mode, tight = examined.tightest
    if broken is None or tight is not broken[1]:
        page.line(f"{_opening(_margin(session, found, tight))}, {_when_mode(mode)}.", indent=4)
    _now_would_not_last(page, session, found)
    if found.stopped:
        page.line(
            "Stopped: an order that holds without certificates was still being looked for. This is "
            "the best one with them.",
            indent=4,
        )


def _now_would_not_last(page: Page, session: Session, found: Sequencing) -> None:
    """Say that staying as now is no way out, where somebody would leave the present state."""
    best = found.waiting
    if best is None or best.can_rest_at_start:
        return
    now = prepare(found.setting, (found.setting.start,)).check([]).tightest
    who = called(session, found.setting.parties[now.party])
    page.line(
        f"To stay as now would not hold: {who} would gain {-now.slack:.3f} a period, "
        f"{_deviation(found, now)}.",
        indent=4,
    )


def _when_mode(mode: str) -> str:
    return "if the others wait" if mode == "freeze" else "if the others go on"


def _when(c: Constraint) -> str:
    return "at rest, after the last step" if c.period is None else f"in period {c.period}"


def _break(session: Session, found: Sequencing, c: Constraint, mode: str) -> str:
    who = _opening(called(session, found.setting.parties[c.party]))
    how = "" if mode == "freeze" else ", if the others go on until a breach is found"
    return (
        f"{who} would break it first, {_when(c)}, {_deviation(found, c)}: a gain of "
        f"{-c.slack:.3f} a period{how}."
    )


def _deviation(found: Sequencing, c: Constraint) -> str:
    setting = found.setting
    levels = {setting.levers[k]: setting.levels[k][v] for k, v in c.deviation.items()}
    return f"with {_moves(found, levels)}" if levels else "with nothing to withhold"


def _margin(session: Session, found: Sequencing, c: Constraint) -> str:
    """Say who would have least by complying, or most by a breach, and by which."""
    who = called(session, found.setting.parties[c.party])
    what = (
        f"loses least by a breach ({-c.slack:+.3f} a period)"
        if c.slack >= -TOLERANCE
        else f"gains most by a breach ({-c.slack:+.3f} a period)"
    )
    return f"{who} {what}, {_when(c)}, {_deviation(found, c)}"


def _moves(found: Sequencing, moves: Mapping[str, str]) -> str:
    named = [
        f"{found.model.lever_name(lever)} {found.model.level_name(lever, level)}"
        for lever, level in moves.items()
    ]
    return "; ".join(named) or "no change"


def _steps(page: Page, session: Session, found: Sequencing) -> None:
    """Add the steps, with the slack of each party."""
    rows: list[list[Part]] = []
    names = found.setting.parties
    for t, moves in enumerate([*found.moves, None]):
        period = None if moves is None else t
        head = "rest" if moves is None else str(t)
        what = "all stay where they are" if moves is None else _moves(found, moves)
        gate = _gated(found) and moves is not None and found.examined.gates.needed[t]
        rows.append([head, what + (" [certify]" if gate else ""), *_slacks(found, period)])
    page.blank()
    shorts = [short_name(session.case, party) for party in names]
    page.table(
        ["Period", "Step", *shorts],
        rows,
        right=range(2, 2 + len(names)),
        whole=[0, *range(2, 2 + len(names))],
    )
    mode = "with the certificates" if _gated(found) else "the least of both modes"
    note = f"Under a party: what complying is worth more than its best breach, per period; {mode}."
    page.line((note, "dim"))


def _gated(found: Sequencing) -> bool:
    """Return whether it holds with certificates only."""
    return found.examined.freeze.holds and not found.examined.holds


def _slacks(found: Sequencing, period: int | None) -> list[Part]:
    out: list[Part] = []
    both = (found.examined.freeze, found.examined.going_on)
    checks = (found.examined.gates.check,) if _gated(found) else both
    for p in range(len(found.setting.parties)):
        slack = min(
            c.slack
            for check in checks
            for c in check.constraints
            if c.party == p and c.period == period
        )
        out.append("-" if slack == float("inf") else (f"{slack:+.3f}", "red" if slack < 0 else ""))
    return out


def _certificates(page: Page, found: Sequencing) -> None:
    needed = [t for t, gate in enumerate(found.examined.gates.needed) if gate]
    if found.examined.freeze.holds and needed:
        where = and_(str(t) for t in needed)
        page.blank()
        page.line(
            f"Certify before continuing: after period{'s' if len(needed) > 1 else ''} {where}. Without that a hidden breach would pay.",
            indent=4,
        )


def _worth(page: Page, session: Session, found: Sequencing) -> None:
    """Add what the schedule is worth to each party against staying."""
    value = found.examined.freeze.value
    start = found.setting.utility[:, found.setting.start]
    parts = [
        f"{short_name(session.case, party)} {value[p]:.3f} (now {start[p]:.3f})"
        for p, party in enumerate(found.setting.parties)
    ]
    page.blank()
    page.line(f"Worth: {', '.join(parts)}; 0 is the worst state, 1 the best.", indent=4)
    best = found.waiting
    if best is None:
        return
    gain, whole = sum(value) - float(start.sum()), best.most_welfare - float(start.sum())
    if whole > 1e-9:
        page.line(
            f"Together they gain {100 * gain / whole:.0f} % of the most that they could if promises "
            "were simply kept.",
            indent=4,
        )
    once = found.at_once
    if once is not None and len(found.moves) > 1:
        said = "would hold too" if once.holds else "would not hold"
        why = "" if once.holds else f": {_margin(session, found, once.tightest)}"
        page.line(f"All at once {said}{why}.", indent=4)
    if found.repaired:
        page.line(
            f"Certificates before every step would allow {_values(session, found, best.value)}.",
            indent=4,
        )


def _values(session: Session, found: Sequencing, value: Sequence[float]) -> str:
    named = zip(found.setting.parties, value, strict=True)
    return and_(f"{short_name(session.case, party)} {worth:.3f}" for party, worth in named)


def _clauses(page: Page, found: Sequencing) -> None:
    page.blank()
    page.line(("As clauses (--text shows only these):", "dim"))
    for line in written_out(found.clauses()).split("\n"):
        page.source(line)


def _notes(page: Page, found: Sequencing, common: Common) -> None:
    if common.quiet or not found.notes:
        return
    order = {"error": 0, "warning": 1, "note": 2}
    notes = sorted(found.notes, key=lambda n: order[n.severity])
    shown = notes if common.verbose else notes[:MOST_NOTES]
    page.blank()
    page.line(("To know:", "dim"))
    for problem in shown:
        hint = f" {problem.hint}" if problem.severity == "warning" and problem.hint else ""
        page.line((f"  {problem.message}.{hint}", "dim"), indent=4)
    if len(notes) > len(shown):
        page.line((f"  and {len(notes) - len(shown)} more (-v shows them)", "dim"))

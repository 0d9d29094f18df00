"""A schedule examined, and the finding that says whether it holds, who breaks it first, and why."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case
from detente.errors import CannotComputeError, Problem
from detente.findings import Finding
from detente.ledger import Status
from detente.model import Model, compile_model
from detente.model.preferences import require_preferences
from detente.model.utilities import UtilityTable, utility_table
from detente.sequence.answers import answer, lowest
from detente.sequence.building import authority_warnings, schedule_states, setting_from_case
from detente.sequence.cheating import Cheated, cost_of_being_cheated
from detente.sequence.continued import Gates, gates
from detente.sequence.critical import MOST_PERIODS, Critical, critical
from detente.sequence.design import Design, Objective
from detente.sequence.doubts import Doubt, over_intervals
from detente.sequence.incentives import Check, Constraint, Prepared, prepare
from detente.sequence.labels import Report
from detente.sequence.lattice import Steps
from detente.sequence.searching import Searched, search
from detente.sequence.setting import Setting
from detente.sequence.wording import clauses_of, written_out

__all__ = ["Examined", "Sequencing", "examine", "sequence"]


class Examined(Struct, frozen=True, kw_only=True):
    """One schedule with all that is known of it.

    Attributes
    ----------
    ready : Prepared
        The schedule, laid out.
    freeze, going_on : Check
        Where the others wait until a breach is found; where they go on.
    gates : Gates
        Which steps must be certified before the next one.
    critical : Critical
        How much worse things may be. With a gate at every step, unless it holds without any.
    cheated : tuple of Cheated
        What each party loses by the best breach of another.
    doubt : Doubt or None
        How often it holds over what is not known exactly; None where all is.
    """

    ready: Prepared
    freeze: Check
    going_on: Check
    gates: Gates
    critical: Critical
    cheated: tuple[Cheated, ...]
    doubt: Doubt | None

    @property
    def holds(self) -> bool:
        """Whether it holds in both modes."""
        return self.freeze.holds and self.going_on.holds

    @property
    def tightest(self) -> tuple[str, Constraint]:
        """The mode and inequality with the least slack."""
        both = (("freeze", self.freeze.tightest), ("continue", self.going_on.tightest))
        return min(both, key=lambda pair: round(pair[1].slack, 9))

    @property
    def first_broken(self) -> tuple[str, Constraint] | None:
        """The mode and inequality that fails first in time."""
        failing = [
            (mode, found.first_broken)
            for mode, found in (("freeze", self.freeze), ("continue", self.going_on))
        ]
        some = [(mode, c) for mode, c in failing if c is not None]
        return min(
            some, key=lambda pair: 10**9 if pair[1].period is None else pair[1].period, default=None
        )


def examine(
    setting: Setting, schedule: Sequence[int], rng: np.random.Generator, draws: int = 200
) -> Examined:
    """Return everything that is asked of one schedule.

    Examples
    --------
    >>> from detente.sequence.setting import reversible, setting_of
    >>> u = np.array([[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]])
    >>> s = setting_of([reversible(0, 2), reversible(1, 2)], u, 0.6)
    >>> examine(s, (0, 3), np.random.Generator(np.random.PCG64(1))).holds
    True
    """
    ready = prepare(setting, schedule)
    steps = len(schedule) - 1
    freeze, going_on = ready.check([True] * steps), ready.check([False] * steps)
    mode = [not going_on.holds] * steps
    return Examined(
        ready=ready,
        freeze=freeze,
        going_on=going_on,
        gates=gates(ready),
        critical=critical(ready, mode),
        cheated=cost_of_being_cheated(ready, freeze.constraints),
        doubt=over_intervals(ready, mode, rng, draws),
    )


class Sequencing(Struct, frozen=True, kw_only=True, eq=False):
    """In which order of steps a deal holds, for one case.

    Attributes
    ----------
    case, model, setting : Case, Model, Setting
        What was asked about.
    name : str or None
        The schedule of the case that was checked; None where one was designed.
    examined : Examined
        That schedule.
    waiting, going_on : Design or None
        The best schedule found where the others wait until a breach is found; where they go on. Both
        None where a named schedule was checked.
    repaired : bool
        Whether the best schedule for waiting fails where the others go on, and another takes its place.
    stopped : bool
        Whether the search for that other one was interrupted: the best for waiting stands.
    notes : tuple of Problem
        What a reader must know.
    rests_on : tuple of str
        Claims.
    """

    case: Case
    model: Model
    setting: Setting
    name: str | None
    examined: Examined
    waiting: Design | None
    going_on: Design | None
    repaired: bool
    notes: tuple[Problem, ...]
    rests_on: tuple[str, ...]
    stopped: bool = False

    @property
    def at_once(self) -> Check | None:
        """The state that is best if promises are kept, reached in one step; None where not designed."""
        best = self.waiting
        if best is None or best.first_best == self.setting.start:
            return None
        ready = prepare(self.setting, (self.setting.start, best.first_best))
        waits, goes_on = ready.check([True]), ready.check([False])
        return min(waits, goes_on, key=lambda found: found.tightest.slack)

    @property
    def moves(self) -> list[dict[str, str]]:
        """Per period the levers that change and the level they go to."""
        out = []
        states = [self.model.state(s) for s in self.examined.ready.schedule]
        for before, after in itertools.pairwise(states):
            out.append({k: v for k, v in after.items() if before[k] != v})
        return out

    def clauses(self) -> list[dict[str, str]]:
        """Return the schedule as clauses."""
        return clauses_of(self.case, self.moves, self.examined.gates.needed, self.returns())

    def returns(self) -> dict[str, dict[str, tuple[str, int]]]:
        """Return what goes back when a party breaks the deal at rest: party -> lever -> (level, periods)."""
        out: dict[str, dict[str, tuple[str, int]]] = {}
        setting = self.setting
        rest = setting.digits(self.examined.ready.schedule[-1])
        for p, party in enumerate(setting.parties):
            low = lowest(setting, p, [rest[k] for k in setting.own(p)])
            target = answer(setting, p, low, rest)
            out[party] = {
                setting.levers[k]: (
                    setting.levels[k][target[k]],
                    int(setting.lag[k][rest[k], target[k]]),
                )
                for k in range(len(rest))
                if setting.owner[k] != p and target[k] != rest[k]
            }
        return out

    def finding(self) -> Finding:
        """Return the finding in the form of the JSON contract."""
        return Finding(
            question="sequence",
            answer=_answer(self),
            method="self-enforcing schedules: one-shot and hidden breaches, credible snapback",
            parameters={
                "schedule": self.name,
                "period": f"{self.case.period.count} {self.case.period.unit}",
                "objective": self.waiting.objective if self.waiting else None,
                "patience": _by_party(self, self.setting.patience.tolist()),
                "detection": dict(
                    zip(self.setting.levers, self.setting.detect.tolist(), strict=True)
                ),
            },
            rests_on=self.rests_on,
            problems=self.notes,
        )


def sequence(
    case: Case,
    status: Status | None,
    *,
    schedule: str | None = None,
    objective: Objective = "nash",
    weights: Sequence[float] | None = None,
    steps: Steps | None = None,
    rng: np.random.Generator,
    draws: int = 200,
    reading: str | None = None,
    report: Report | None = None,
    repair: bool = True,
    made: tuple[Model, UtilityTable, Setting] | None = None,
) -> Sequencing:
    """Return whether a named schedule of a case holds, or the best one that does.

    Parameters
    ----------
    case : Case
        The case.
    status : Status or None
        The board, as for `detente.model.compile_model`.
    schedule : str, optional
        The name of a schedule of the case; without it the best one is designed.
    objective, weights, steps : optional
        As for `detente.sequence.design.design`.
    rng : numpy.random.Generator
        For draws from intervals.
    draws : int
        How many.
    reading : str, optional
        The party whose readings of disputed terms count.
    report : callable, optional
        Told how far the design is.
    repair : bool
        Where the best order needs certificates, also look for the best that needs none.
    made : tuple, optional
        The model of `case` and `status`, its utilities, and the setting, where they are known already.

    Notes
    -----
    An interruption (KeyboardInterrupt) of the search for an order that holds while the others go on
    leaves the best one for which they wait, and ``stopped`` is set; before that there is nothing to keep.

    Raises
    ------
    CannotComputeError, UsageError
        See `detente.sequence.building`.

    Examples
    --------
    >>> from detente.casefile import parse
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {usa: {}, dprk: {}}
    ... levers:
    ...   ban: {owner: usa, levels: [kept, lifted]}
    ...   site: {owner: dprk, levels: [runs, closed]}
    ... preferences:
    ...   usa:
    ...     reading: weighted
    ...     patience: 0.9 per month
    ...     statements: [{prefers: site = closed, weight: 2}, {prefers: ban = kept, weight: 1}]
    ...   dprk:
    ...     reading: weighted
    ...     patience: 0.9 per month
    ...     statements: [{prefers: ban = lifted, weight: 2}, {prefers: site = runs, weight: 1}]
    ... ''')
    >>> found = sequence(case, None, rng=np.random.Generator(np.random.PCG64(1)))
    >>> found.moves, found.examined.holds
    ([{'ban': 'lifted', 'site': 'closed'}], True)
    """
    if case.graph is None and case.levers:
        require_preferences(case)
    if made is None:
        model = compile_model(case, status, reading=reading)
        table = utility_table(case, model, reading=reading)
        made = model, table, setting_from_case(case, model, table)
    model, table, setting = made
    best = Searched()
    if schedule is not None:
        states = schedule_states(case, model, schedule)
        if len(states) < 2:
            raise CannotComputeError(f"the schedule '{schedule}' has no step")
    else:
        best = search(setting, objective, weights, steps, report, repair=repair)
        chosen = best.chosen
        states = chosen.schedule if chosen else (setting.start,)
    found = Sequencing(
        case=case,
        model=model,
        setting=setting,
        name=schedule,
        examined=examine(setting, states, rng, draws),
        waiting=best.waiting,
        going_on=best.going_on,
        repaired=best.repaired,
        stopped=best.stopped,
        notes=(*model.problems, *table.notes),
        rests_on=tuple(sorted({c for claims in table.claims.values() for c in claims})),
    )
    return _with_warnings(found)


def _with_warnings(found: Sequencing) -> Sequencing:
    warned = authority_warnings(found.case, found.moves)
    return replace(found, notes=(*found.notes, *warned, *_no_punishment(found)))


def _no_punishment(found: Sequencing) -> tuple[Problem, ...]:
    """Say which levers give no enforcement: their owner would not take them back, or cannot."""
    setting = found.setting
    rest = setting.digits(found.examined.ready.schedule[-1])
    start = setting.digits(setting.start)
    back = found.returns()
    out = []
    for k, lever in enumerate(setting.levers):
        if rest[k] == start[k] or any(lever in levers for levers in back.values()):
            continue
        owner = found.case.parties[setting.parties[setting.owner[k]]].called
        lasting = not any(setting.allowed[k][rest[k], : rest[k]])
        why = "it cannot be taken back" if lasting else f"{owner} would rather leave it as it is"
        text = f"{lever} deters nobody at the end of the schedule: {why}"
        out.append(found.case.problem("note", "D471", text, ("levers", lever, "undo")))
    return tuple(out)


def _by_party(found: Sequencing, values: Sequence[float]) -> dict[str, float]:
    return dict(zip(found.setting.parties, map(float, values), strict=True))


def _answer(found: Sequencing) -> dict[str, Any]:
    examined = found.examined
    first = examined.first_broken
    out: dict[str, Any] = {
        "schema": "detente.sequence/1",
        "self_enforcing": examined.holds,
        "schedule": [{"period": t, "moves": moves} for t, moves in enumerate(found.moves)],
        "value": _by_party(found, examined.freeze.value),
        "tightest": _constraint(found, *examined.tightest),
        "critical": _critical(found, examined.critical),
        "holds": {"freeze": examined.freeze.holds, "continue": examined.going_on.holds},
        "first_broken": _constraint(found, *first) if first else None,
        "start": found.model.state(found.setting.start),
        "rest": found.model.state(examined.ready.schedule[-1]),
        "start_value": _by_party(found, found.setting.utility[:, found.setting.start].tolist()),
        "certify": [
            {"period": t, "needed": needed, "worth": _number(worth)}
            for t, (needed, worth) in enumerate(
                zip(examined.gates.needed, examined.gates.worth, strict=True)
            )
        ],
        "constraints": {
            mode: [_constraint(found, mode, c) for c in check.constraints]
            for mode, check in (("freeze", examined.freeze), ("continue", examined.going_on))
        },
        "cheated": [_cheated(found, c) for c in examined.cheated],
        "uncertain": _doubt(found, examined.doubt),
        "clauses": found.clauses(),
        "text": written_out(found.clauses()),
    }
    if found.name is None:
        out["design"] = _design(found)
    return out


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _constraint(found: Sequencing, mode: str, c: Constraint) -> dict[str, Any]:
    setting = found.setting
    return {
        "party": setting.parties[c.party],
        "period": c.period,
        "deviation": {setting.levers[k]: setting.levels[k][v] for k, v in c.deviation.items()},
        "margin": _number(c.slack),
        "comply": c.comply,
        "deviate": _number(c.deviate),
        "mode": mode,
    }


def _critical(found: Sequencing, c: Critical) -> dict[str, Any]:
    setting = found.setting
    return {
        "discount": {
            party: spans[0][0] if spans else None
            for party, spans in zip(setting.parties, c.patience, strict=True)
        },
        "detection": dict(zip(setting.levers, c.detect, strict=True)),
        "snapback_periods": dict(zip(setting.levers, c.lag, strict=True)),
        "discount_intervals": {
            party: [list(span) for span in spans]
            for party, spans in zip(setting.parties, c.patience, strict=True)
        },
        "common": {
            "discount": c.patience_common[0][0] if c.patience_common else None,
            "detection": c.detect_common,
            "snapback_periods": c.lag_common,
        },
        "mode": "continue" if found.examined.going_on.holds else "freeze",
        "why": "null: it does not hold at any value with all else as it is; "
        f"{MOST_PERIODS} periods of snapback: that many and more",
    }


def _cheated(found: Sequencing, c: Cheated) -> dict[str, Any]:
    parties = found.setting.parties
    return {
        "period": c.period,
        "by": parties[c.by],
        "victim": parties[c.victim],
        "value": c.value,
        "loss": c.loss,
        "against_start": c.against_start,
    }


def _doubt(found: Sequencing, doubt: Doubt | None) -> dict[str, Any] | None:
    if doubt is None:
        return None
    return {
        "draws": doubt.draws,
        "share": doubt.share,
        "worst": _number(doubt.worst),
        "worst_patience": _by_party(found, doubt.worst_patience.tolist()),
        "worst_detection": dict(
            zip(found.setting.levers, doubt.worst_detect.tolist(), strict=True)
        ),
    }


def _design(found: Sequencing) -> dict[str, Any] | None:
    best = found.waiting
    if best is None:
        return None
    setting = found.setting
    first = setting.utility[:, best.first_best].tolist()
    start = setting.utility[:, setting.start].tolist()
    gain = sum(found.examined.freeze.value) - sum(start)
    whole = best.most_welfare - sum(start)
    once = found.at_once
    return {
        "at_once": None
        if once is None
        else {"holds": once.holds, "tightest": _constraint(found, "freeze", once.tightest)},
        "objective": best.objective,
        "exact": best.exact and not found.repaired and not found.stopped,
        "states": best.states,
        "rest_states": best.rest_states,
        "labels": best.labels,
        "repaired": found.repaired,
        "stopped": found.stopped,
        "value_waiting": _by_party(found, best.value),
        "value_going_on": _by_party(found, found.going_on.value) if found.going_on else None,
        "first_best": {
            "state": found.model.state(best.first_best),
            "utility": _by_party(found, first),
        },
        "share_of_first_best": gain / whole if whole > 0 else None,
    }

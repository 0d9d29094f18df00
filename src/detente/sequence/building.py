"""From a case and its model to a setting, and from a schedule in the case to states."""

from collections.abc import Mapping, Sequence

import numpy as np

from detente.case import Case, Lever, State
from detente.errors import CannotComputeError, Problem, UsageError
from detente.interpret import did_you_mean
from detente.model import Model
from detente.model.utilities import UtilityTable
from detente.sequence.rates import detection_per_period, patience_per_period, periods
from detente.sequence.setting import Ints, Setting

__all__ = ["authority_warnings", "schedule_states", "setting_from_case", "steps_of"]


def setting_from_case(case: Case, model: Model, table: UtilityTable) -> Setting:
    """Return what schedules of a case are judged by; of intervals the worse end.

    Parameters
    ----------
    case, model : Case, Model
        The case, and the model compiled from it.
    table : UtilityTable
        What every state is worth to every party.

    Raises
    ------
    CannotComputeError
        No levers, no status quo that can be, no patience, or breaches that are never found.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> from detente.model import compile_model
    >>> from detente.model.utilities import utility_table
    >>> case, _ = parse(TEMPLATE)
    >>> model = compile_model(case)
    >>> setting_from_case(case, model, utility_table(case, model)).parties == model.parties
    True
    """
    start = _start(model)
    levers = [case.levers[lever] for lever in model.levers]
    detect = np.array([_detection(case, lever) for lever in levers]).reshape(len(levers), 2)
    patience = np.array([_patience(case, model, party) for party in model.parties])
    if not (patience > 0).any():
        raise CannotComputeError(
            "nobody is patient: with a patience of 0 no promise is worth more than what is taken today",
            "write patience under preferences, as in 'patience: 0.97 per month'",
        )
    return Setting(
        parties=model.parties,
        levers=model.levers,
        levels=model.levels,
        owner=model.owner,
        allowed=tuple(model.allowed),
        lag=tuple(_lags(case, lever) for lever in levers),
        detect=detect[:, 0].copy(),
        patience=patience[:, 0].copy(),
        utility=np.where(model.feasible, np.nan_to_num(table.values), -np.inf),
        start=start,
        detect_range=detect,
        patience_range=patience,
    )


def _start(model: Model) -> int:
    if model.state_names is not None or model.arcs is not None:
        raise CannotComputeError(
            "a sequence needs levers with ordered levels; this case lists its moves",
            "write levers: instead of graph: or moves:",
        )
    if not model.levers:
        raise CannotComputeError(
            "no party owns a lever, so there is no step to take",
            "a lever moves where its owner has role: party",
        )
    if model.status_quo is None:
        raise CannotComputeError(
            "there is no feasible status quo for a schedule to begin from",
            "write status_quo, or look at what 'detente check' says of it",
        )
    return model.status_quo


def _detection(case: Case, lever: Lever) -> tuple[float, float]:
    low, high = detection_per_period(lever.detect, case.period)
    if high <= 0:
        raise CannotComputeError(
            f"a breach on {lever.id} is never found (detect is 0): no schedule can rest on it",
            "write a chance above 0, as in 'detect: 0.5 per month', or leave detect out: seen at once",
        )
    return low, high


def _patience(case: Case, model: Model, party: str) -> tuple[float, float]:
    preference = case.preferences.get(party)
    if preference is None or preference.patience is None:
        if model.parties.index(party) not in model.owner:
            return 0.5, 0.5  # it decides nothing, so nothing depends on it
        raise CannotComputeError(
            f"{party} has no patience, and a sequence needs to know what tomorrow is worth today",
            f"write it under preferences: {party}: {{patience: 0.97 per month}}",
        )
    low, high = patience_per_period(preference.patience, case.period)
    if low >= 1:
        raise CannotComputeError(
            f"{party} has a patience of 1: what comes today would count for nothing",
            "write a number below 1, as in 'patience: 0.99 per month'",
        )
    return low, min(high, 1 - 1e-9)


def _lags(case: Case, lever: Lever) -> Ints:
    """Return how many periods each change takes, upward changes too."""
    count = len(lever.levels)
    out = np.zeros((count, count), np.int64)
    for (before, after), time in lever.undo.items():
        if time != "never":
            out[lever.levels.index(before), lever.levels.index(after)] = periods(time, case.period)
    return out


def schedule_states(case: Case, model: Model, name: str) -> tuple[int, ...]:
    """Return the states of a schedule named in the case: x_0 (now), x_1 ... x_T.

    Raises
    ------
    UsageError
        There is no such schedule, or it moves what no party moves, goes down a lever, or leads to a
        state that cannot be.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> from detente.model import compile_model
    >>> case, _ = parse(TEMPLATE)
    >>> schedule_states(case, compile_model(case), "nothing")
    Traceback (most recent call last):
        ...
    detente.errors.UsageError: no schedule 'nothing'
    """
    if name not in case.schedules:
        known = list(case.schedules)
        hint = did_you_mean(name, known) if known else "the case names none under 'schedules'"
        raise UsageError(f"no schedule '{name}'", hint)
    now = _start(model)
    return steps_of(case, model, now, case.schedules[name], f"the schedule '{name}'")


def steps_of(
    case: Case, model: Model, start: int, moves: Sequence[State], called: str
) -> tuple[int, ...]:
    """Return the states that steps lead through, from `start`.

    Raises
    ------
    UsageError
        As for `schedule_states`.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> from detente.model import compile_model
    >>> case, _ = parse(TEMPLATE)
    >>> model = compile_model(case)
    >>> steps_of(case, model, model.status_quo, [], "no step") == (model.status_quo,)
    True
    """
    states = [start]
    for t, step in enumerate(moves):
        now = model.state(states[-1])
        for lever, level in step.items():
            _may_move(case, model, (lever, now.get(lever, ""), level), f"{called}, period {t}")
        number = model.number({**now, **step})
        if not model.feasible[number]:
            raise UsageError(
                f"{called}, period {t}: {_moves_text(step)} leads to a state that cannot be",
                _excluded(case, model, {**now, **step}),
            )
        states.append(number)
    return tuple(states)


def _may_move(case: Case, model: Model, change: tuple[str, str, str], where: str) -> None:
    lever, before, after = change
    if lever not in model.levers:
        owner = case.levers[lever].owner if lever in case.levers else ""
        raise UsageError(
            f"{where}: {lever} is moved by no party",
            f"its owner {owner} has another role; it stays as it is" if owner else "",
        )
    index = model.levers.index(lever)
    levels = model.levels[index]
    if levels.index(after) < levels.index(before):
        raise UsageError(
            f"{where}: {lever} would go down, from {before} to {after}",
            f"a schedule goes up the levels in the order of the file: {', '.join(levels)}",
        )
    if not model.allowed[index][levels.index(before), levels.index(after)]:
        raise UsageError(
            f"{where}: {lever} cannot go from {before} to {after}", "its undo says never"
        )


def _moves_text(step: Mapping[str, str]) -> str:
    return " and ".join(f"{lever} = {level}" for lever, level in step.items()) or "no move"


def _excluded(case: Case, model: Model, state: Mapping[str, str]) -> str:
    """Return which rule excludes a state, where one does alone."""
    from detente.conditions import holds
    from detente.model.utilities import space_of

    number = model.number(state)
    space = space_of(case, model)
    for condition in case.impossible:
        if bool(holds(condition.tree, space)[number]):
            return f"under 'impossible': {condition.text}"
    return "look at 'impossible'"


def authority_warnings(case: Case, moves: Sequence[Mapping[str, str]]) -> tuple[Problem, ...]:
    """Return a warning for each step that takes the consent of somebody who is not its owner.

    Of a body such as the UN Security Council: relief takes its vote, and so does the way back.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> authority_warnings(case, [])
    ()
    """
    out = []
    for t, step in enumerate(moves):
        for lever_id, level in step.items():
            lever = case.levers[lever_id]
            needed = [who for who in lever.needs.get(level, ()) if who != lever.owner]
            if needed:
                out.append(_warning(case, lever, (t, level), needed))
    return tuple(out)


def _warning(case: Case, lever: Lever, step: tuple[int, str], needed: Sequence[str]) -> Problem:
    period, level = step
    names = " and ".join(case.parties[who].called for who in needed)
    owner = case.parties[lever.owner].called
    text = f"period {period}: {lever.id} = {level} is not in the hands of {owner} alone: it takes {names}"
    below = lever.levels[: lever.levels.index(level)]
    back = sorted({who for to in below for who in lever.needs.get(to, ()) if who != lever.owner})
    notes = [case.parties[who].note for who in needed if case.parties[who].note]
    hint = " ".join(notes)
    if back:
        who = " and ".join(case.parties[b].called for b in back)
        hint = f"{hint} To bring it back takes {who} too, unless the decision itself says when it ends."
    return case.problem("warning", "D470", text, ("levers", lever.id, "needs"), hint.strip())

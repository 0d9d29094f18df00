"""States as people name them on the command line: now, a package, a name, a number, a condition."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from detente.case import Case, Condition
from detente.conditions import ConditionError, Space, holds, names_used, parse, parse_effect
from detente.conditions.tree import Node
from detente.errors import UsageError
from detente.interpret import did_you_mean
from detente.model import Bools, Model
from detente.model.readings import disputed_terms, settled

__all__ = ["named_by", "one_state", "targets"]

NOW = ("now", "status_quo")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")


@contextmanager
def named_by(option: str) -> Iterator[None]:
    """Name the option in whatever is wrong with the state that it names."""
    try:
        yield
    except UsageError as error:
        if not option:
            raise
        raise UsageError(f"{option}: {error.message}", error.hint) from None


def one_state(case: Case, model: Model, text: str, option: str = "") -> int:
    """Return the number of the one state that `text` names.

    ``now``; the name of a package or, in graph form, of a state; a state's number; or
    ``lever = level and ...``, where all other levers are as now. `option` is the one that names it.

    Raises
    ------
    UsageError
        There is no such state, or it is not feasible.

    Examples
    --------
    >>> on_off = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(on_off,), feasible=np.ones(2, dtype=bool), status_quo=0,
    ...               rank=np.array([[0, 1]], dtype=np.int32))
    >>> one_state(Case(id="talks"), model, "x = on"), one_state(Case(id="talks"), model, "1")
    (1, 1)
    """
    with named_by(option):
        number = _named(case, model, text)
        if number is None:
            number = _from_now(model, _settings(model, text))
        if not model.feasible[number]:
            raise UsageError(f"'{text}' is no feasible state", "see 'impossible' in the case file")
        return number


def _named(case: Case, model: Model, text: str) -> int | None:
    if text in NOW:
        if model.status_quo is None:
            raise UsageError("there is no feasible status quo", "name a state")
        return model.status_quo
    if model.state_names is not None:
        if text in model.state_names:
            return model.state_names.index(text)
        raise UsageError(f"no state '{text}'", did_you_mean(text, list(model.state_names)))
    if text in case.packages:
        return _from_now(model, case.packages[text])
    digits = text.replace(",", "") if _GROUPED.fullmatch(text) else text  # as pages print them
    if digits.isdigit():
        if int(digits) >= model.size:
            raise UsageError(
                f"no state {text}", f"states are numbered from 0 to {model.size - 1:,}"
            )
        return int(digits)
    return None


def _settings(model: Model, text: str) -> dict[str, str]:
    if text.replace("_", "").isalnum():
        hint = "a state is now, a package, a number, or 'lever = level and lever = level'"
        raise UsageError(f"no package or state '{text}'", hint)
    try:
        settings = dict(parse_effect(text).settings)
    except ConditionError as error:
        hint = "a state is named as 'lever = level and lever = level', or by a package's name"
        raise UsageError(f"'{text}' names no state: {error.message}", hint) from None
    for lever, level in settings.items():
        _check_level(model, lever, level)
    return settings


def _check_level(model: Model, lever: str, level: str) -> None:
    known = dict(zip(model.levers, model.levels, strict=True))
    known |= {fixed: (at,) for fixed, at in model.fixed.items()}
    if lever not in known:
        raise UsageError(f"no lever '{lever}' that a party moves", did_you_mean(lever, [*known]))
    if level not in known[lever]:
        raise UsageError(f"{lever} has no level '{level}'", did_you_mean(level, known[lever]))


def _from_now(model: Model, state: Mapping[str, str]) -> int:
    """Return the number of a state that may leave levers out: those are as now."""
    missing = [lever for lever in model.levers if lever not in state]
    if missing and model.status_quo is None:
        raise UsageError(
            "there is no feasible status quo", f"say the level of {', '.join(missing)}"
        )
    now = model.state(model.status_quo) if model.status_quo is not None else {}
    return model.number({lever: state.get(lever, now.get(lever, "")) for lever in model.levers})


def targets(case: Case, model: Model, text: str, reading: str | None) -> Bools:
    """Return the states that `text` names: (S,) bool.

    A package, a goal, a state as :func:`one_state` names it, or a condition on states.

    Raises
    ------
    UsageError
        It is none of these, or no state meets it.

    Examples
    --------
    >>> on_off = np.ones((2, 2), dtype=bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(on_off,), feasible=np.ones(2, dtype=bool), status_quo=0,
    ...               rank=np.array([[0, 1]], dtype=np.int32))
    >>> targets(Case(id="talks"), model, "x >= on", None)
    array([False,  True])
    """
    found = np.zeros(model.size, dtype=np.bool_)
    goal = case.goals.get(text)
    if goal is None and (model.state_names is not None or _named(case, model, text) is not None):
        found[one_state(case, model, text)] = True
        return found
    found = _where(case, model, goal.tree if goal else _parsed(case, text), reading)
    if not (found & model.feasible).any():
        raise UsageError(f"no feasible state meets '{text}'")
    return found


def _where(case: Case, model: Model, tree: Node, reading: str | None) -> Bools:
    """Return the states that meet a condition, its terms as `reading` reads them."""
    fixed = {lever: (case.levers[lever].levels, level) for lever, level in model.fixed.items()}
    try:
        meant = settled(case, Condition("", tree), reading or "")
        for lever in names_used(meant).levers:
            if lever not in model.levers and lever not in fixed:
                raise UsageError(
                    f"no lever '{lever}'", did_you_mean(lever, [*model.levers, *fixed])
                )
        open_terms = disputed_terms(meant)
        if open_terms:
            raise UsageError(
                f"the parties read '{open_terms[0]}' differently",
                f"write '{open_terms[0]} as READING', or pass --reading PARTY",
            )
        return holds(meant, Space(model.levers, model.levels, fixed))
    except ConditionError as error:
        raise UsageError(error.message, error.hint) from None


def _parsed(case: Case, text: str) -> Node:
    """Read a condition; where it is a lone word, say what may stand there."""
    if text.replace("_", "").isalnum() and text not in case.terms:
        known = [*NOW, *case.packages, *case.goals, *case.terms]
        raise UsageError(f"no package, goal or term '{text}'", did_you_mean(text, known))
    try:
        return parse(text)
    except ConditionError as error:
        shown = f"{text}\n{' ' * error.start}^"
        raise UsageError(f"{error.message}\n{shown}", error.hint) from None

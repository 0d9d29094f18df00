"""The state space of a case: which levers move, where we are, and what cannot be."""

import math
from collections.abc import Iterable, Mapping

import numpy as np
from msgspec import Struct

from detente.case import Case, Lever
from detente.conditions import Space, holds_on, truth
from detente.errors import CannotComputeError, Problem
from detente.ledger import Status
from detente.model.graph_model import Bools
from detente.model.readings import disputed_terms, settled, undecided

__all__ = ["Layout", "allowed_changes", "feasible_states", "lay_out", "status_quo_levels"]

LARGEST = 2**31 - 1
"""State numbers are 32-bit integers in the engines."""
SMALL = 1 << 16
"""Combinations of levels up to which rules are multiplied before they meet all states."""


class Layout(Struct, frozen=True):
    """Which levers span the states, in which order, and at which level the others stay."""

    parties: tuple[str, ...]
    levers: tuple[Lever, ...]
    owner: tuple[int, ...]
    fixed: Mapping[str, str]
    space: Space


def status_quo_levels(
    case: Case, status: Status | None
) -> tuple[dict[str, str], tuple[Problem, ...], tuple[str, ...]]:
    """Return the level of every lever now, what had to be assumed, and the claims it rests on.

    The start levels, then the record as of the date, then what the file writes under
    ``status_quo:``. Where the record leaves several levels possible, the last certain one counts.

    Examples
    --------
    >>> lever = Lever(id="x", name="X", owner="a", levels=("off", "on"), start="off")
    >>> status_quo_levels(Case(id="talks", levers={"x": lever}), None)
    ({'x': 'off'}, (), ())
    """
    written = case.status_quo if isinstance(case.status_quo, Mapping) else {}
    levels: dict[str, str] = {}
    problems: list[Problem] = []
    claims: list[str] = []
    for lever in case.levers.values():
        known = status.levers.get(lever.id) if status else None
        if lever.quantity:
            continue
        if lever.id in written:
            levels[lever.id] = written[lever.id]
        elif known is None or not known.levels:
            levels[lever.id] = lever.start or lever.levels[0]
        else:
            levels[lever.id] = known.levels[0] if len(known.levels) == 1 else known.certain
            claims.extend(known.rests_on)
        if lever.id not in written and known is not None and len(known.levels) > 1:
            several = " or ".join(known.levels)
            text = f"{lever.id} is not known for certain ({several}): {known.certain} counts"
            hint = "its level by the last certain entry; write status_quo to choose another"
            problems.append(case.problem("note", "D405", text, ("levers", lever.id), hint))
    return levels, tuple(problems), tuple(dict.fromkeys(claims))


def lay_out(case: Case, now: Mapping[str, str]) -> Layout:
    """Return the levers that decision makers move, grouped by owner; the others stay as they are now.

    Examples
    --------
    >>> from detente.case import Party
    >>> lever = Lever(id="x", name="X", owner="a", levels=("off", "on"), start="off")
    >>> case = Case(id="talks", parties={"a": Party(id="a", name="A")}, levers={"x": lever})
    >>> lay_out(case, {"x": "off"}).space.size
    2
    """
    players = case.players
    states = [lever for lever in case.levers.values() if not lever.quantity]
    moved = [lever for lever in states if lever.owner in players and len(lever.levels) > 1]
    moved.sort(key=lambda lever: players.index(lever.owner))
    fixed = {lever.id: now[lever.id] for lever in states if lever not in moved}
    space = Space(
        tuple(lever.id for lever in moved),
        tuple(lever.levels for lever in moved),
        {id_: (case.levers[id_].levels, level) for id_, level in fixed.items()},
    )
    owner = tuple(players.index(lever.owner) for lever in moved)
    return Layout(players, tuple(moved), owner, fixed, space)


def check_size(layout: Layout, memory: int) -> None:
    """Refuse a state space whose arrays do not fit `memory` bytes.

    Per state: feasibility, one 32-bit rank per party, and room to work for one party at a time.

    Raises
    ------
    CannotComputeError
        With the number of states, the memory needed, and what would make it smaller.

    Examples
    --------
    >>> check_size(Layout((), (), (), {}, Space((), ())), 2**20)
    """
    states = layout.space.size
    need = states * (24 + 8 * len(layout.parties))
    if states <= LARGEST and need <= memory:
        return
    binary = states.bit_length() - 1
    count = f"2^{binary} states" if states == 1 << binary else f"{states:,} states"
    widest = sorted(layout.levers, key=lambda lever: -len(lever.levels))[:3]
    names = ", ".join(lever.id for lever in widest)
    raise CannotComputeError(
        f"{count} need about {_amount(need)} of memory; {_amount(memory)} may be used, "
        f"and {LARGEST:,} states at most",
        f"merge levers or levels (the widest: {names}), or give levers that do not matter here an "
        "owner whose role is not party: they then stay at their status quo level",
    )


def _amount(count: int) -> str:
    """Return an amount of memory in words: ``8 GB``."""
    for name, size in (("GB", 2**30), ("MB", 2**20), ("KB", 2**10)):
        if count >= size:
            return (
                f"{count / size:,.3g} {name}"
                if count < 1000 * size
                else f"{count // size:,} {name}"
            )
    return f"{count} bytes"


def feasible_states(case: Case, space: Space, reading: str) -> Bools:
    """Return which states meet no condition under ``impossible``.

    Returns
    -------
    (S,) bool

    Raises
    ------
    CannotComputeError
        A condition turns on a term without saying whose reading is meant.

    Examples
    --------
    >>> feasible_states(Case(id="talks"), Space(("x",), (("off", "on"),)), "")
    array([ True,  True])
    """
    parts = []
    for condition in case.impossible:
        tree = settled(case, condition, reading)
        if disputed_terms(tree):
            unknown = int(np.count_nonzero(truth(tree, space) == 1))
            if unknown:
                raise undecided(case, tree, "impossible", unknown)
        parts.append(~holds_on(tree, space))
    feasible = np.ones(space.size, dtype=np.bool_)
    tensor = feasible.reshape(space.shape)
    for part in _joined(parts):
        tensor &= part
    return feasible


def _joined(parts: Iterable[Bools]) -> list[Bools]:
    """Return fewer arrays with the same product: those that are small together are multiplied first."""
    joined: list[Bools] = []
    for part in sorted(parts, key=lambda part: part.size):
        for number, other in enumerate(joined):
            if math.prod(np.broadcast_shapes(part.shape, other.shape)) <= SMALL:
                joined[number] = np.asarray(part & other)
                break
        else:
            joined.append(part)
    return joined


def allowed_changes(lever: Lever) -> Bools:
    """Return which changes of level `lever` allows in one move: ``undo: never`` rules changes out.

    Reflexive, and closed under transitivity: if a -> b and b -> c are allowed, so is a -> c.

    Returns
    -------
    (n, n) bool
        ``[from, to]``.

    Examples
    --------
    >>> plant = Lever(id="plant", name="Plant", owner="a", levels=("runs", "idle", "gone"),
    ...               undo={("gone", "runs"): "never", ("gone", "idle"): "never"})
    >>> allowed_changes(plant).astype(int).tolist()
    [[1, 1, 1], [1, 1, 1], [0, 0, 1]]
    """
    count = len(lever.levels)
    allowed = np.ones((count, count), dtype=np.bool_)
    for (before, after), time in lever.undo.items():
        if time == "never":
            allowed[lever.levels.index(before), lever.levels.index(after)] = False
    np.fill_diagonal(allowed, val=True)
    for between in range(count):
        allowed |= allowed[:, between, None] & allowed[None, between, :]
    return allowed

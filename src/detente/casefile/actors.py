"""Who takes part and what each controls: parties, levers, the graph form, states."""

from collections.abc import Mapping

from detente.case import Graph, Lever, Never, Party
from detente.casefile import written
from detente.casefile.condition_text import Conditions
from detente.casefile.desk import Desk, present, present_items
from detente.casefile.names import LeverNames
from detente.casefile.rates import read_detection
from detente.conditions.tree import Duration
from detente.errors import Path
from detente.interpret import BROKEN

__all__ = ["lever_names", "read_graph", "read_levers", "read_parties", "read_state", "state_names"]


def read_parties(parties: Mapping[str, written.Party], desk: Desk) -> dict[str, Party]:
    """Read the parties.

    Examples
    --------
    >>> read_parties({"usa": written.Party()}, Desk("case.yaml", {}))["usa"].name
    'usa'
    """
    for name in parties:
        desk.check_id(name, ("parties", name), spoken=True)
    return {
        name: Party(
            id=name, name=raw.name or name, aliases=raw.aliases, role=raw.role, note=raw.note
        )
        for name, raw in present_items(parties)
        if not desk.faulty("parties", name)
    }


def lever_names(levers: Mapping[str, written.Lever], desk: Desk) -> dict[str, LeverNames]:
    """Return what can be said about each lever, faulty ones included.

    Examples
    --------
    >>> raw = written.Lever(owner="usa", levels=("in_force", "lifted"))
    >>> lever_names({"coal_ban": raw}, Desk("case.yaml", {}))["coal_ban"].levels
    ('in_force', 'lifted')
    """
    names = dict.fromkeys(levers, LeverNames())
    for name, raw in present_items(levers):
        levels = None if desk.faulty("levers", name, "levels") else tuple(raw.levels)
        names[name] = LeverNames(raw.owner, None if raw.unit else levels or None, raw.unit)
    return names


def read_levers(
    levers: Mapping[str, written.Lever], desk: Desk, conditions: Conditions
) -> dict[str, Lever]:
    """Read the levers, with what it takes to move them.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_levers({"coal": written.Lever(owner="usa")}, desk, Conditions(desk))["coal"].levels
    ()
    >>> [problem.message for problem in desk.problems]
    ["unknown party 'usa'", "'coal' has neither levels nor a unit"]
    """
    read = {}
    for name, raw in levers.items():
        path: Path = ("levers", name)
        desk.check_id(name, path, spoken=True)
        if raw is not BROKEN:
            read[name] = _lever(name, raw, path, desk, conditions)
    return read


def _lever(name: str, raw: written.Lever, path: Path, desk: Desk, conditions: Conditions) -> Lever:
    if not desk.faulty(*path, "owner"):
        desk.party(raw.owner, (*path, "owner"))
    names = desk.names.levers.get(name, LeverNames())
    if raw.unit:
        _refuse_levels(raw, path, desk)
    else:
        _check_levels(name, raw, path, desk)
    if raw.watched_by:
        _check_watcher(raw.watched_by, (*path, "watched_by"), desk)
    levels = names.levels or ()
    return Lever(
        id=name,
        name=raw.name or name,
        owner=raw.owner,
        group=raw.group,
        levels=levels,
        start=raw.start or (levels[0] if levels else ""),
        level_names=_level_names(raw),
        needs=_needs(name, raw, path, desk),
        undo=_undo(name, raw, path, desk, conditions),
        basis=raw.basis,
        watched_by=raw.watched_by,
        detect=read_detection(raw.detect, (*path, "detect"), desk),
        unit=raw.unit,
        note=raw.note,
    )


def _level_names(raw: written.Lever) -> dict[str, str]:
    if not isinstance(raw.levels, dict):
        return {}
    return {level: more.name for level, more in present_items(raw.levels) if more.name}


def _refuse_levels(raw: written.Lever, path: Path, desk: Desk) -> None:
    for key in ("levels", "start", "needs", "undo", "watched_by", "detect"):
        if (*path, key) in desk.marks:
            message = f"a quantity (unit: {raw.unit}) has no '{key}'"
            hint = "write either 'unit:' or 'levels:'"
            desk.error((*path, key), "D104", message, hint, on_key=True)


def _check_levels(name: str, raw: written.Lever, path: Path, desk: Desk) -> None:
    if desk.faulty(*path, "levels"):
        return
    at = (*path, "levels")
    if not raw.levels:
        hint = "add 'levels: [first, second]', or 'unit:' for a quantity"
        desk.error(path, "D103", f"'{name}' has neither levels nor a unit", hint)
    mapping = isinstance(raw.levels, dict)
    seen: set[str] = set()
    for i, level in enumerate(raw.levels):
        where = (*at, level) if mapping else (*at, i)
        desk.check_id(level, where, on_key=mapping, spoken=True)
        if level in seen:
            desk.error(where, "D104", f"the level '{level}' stands here twice")
        seen.add(level)
    if raw.start:
        check_level(name, raw.start, (*path, "start"), desk)


def _check_watcher(watcher: str, path: Path, desk: Desk) -> None:
    if watcher in desk.names.levers:
        return
    role = desk.names.parties.get(watcher)
    if role is None:
        known = [name for name, role in desk.names.parties.items() if role == "verifier"]
        what = "verifiers and levers of this case"
        message = f"unknown verifier or lever '{watcher[:60]}'"
        desk.unknown(message, watcher, [*known, *desk.names.levers], what, path)
    elif role != "verifier":
        message = f"'{watcher}' has the role {role}: only a verifier or a lever watches"
        desk.error(path, "D104", message, f"give {watcher} 'role: verifier'")


def check_level(lever: str, level: str, path: Path, desk: Desk, *, on_key: bool = False) -> bool:
    """Whether the lever has this level; if not, note it. Levers that are not known pass.

    Examples
    --------
    >>> check_level("coal_ban", "lifted", (), Desk("case.yaml", {}))
    True
    """
    names = desk.names.levers.get(lever)
    if names is None or (names.levels is None and not names.unit):
        return True
    if names.unit:
        message = f"{lever} is a quantity (unit: {names.unit}), and has no levels"
        desk.error(path, "D104", message, on_key=on_key)
        return False
    if names.levels is not None and level not in names.levels:
        message = f"{lever} has no level '{level[:60]}'"
        what = f"levels of {lever}"
        desk.unknown(message, level, names.levels, what, path, on_key=on_key)
        return False
    return True


def _needs(name: str, raw: written.Lever, path: Path, desk: Desk) -> dict[str, tuple[str, ...]]:
    needs: dict[str, tuple[str, ...]] = {}
    for level, whose in present_items(raw.needs):
        at = (*path, "needs", level)
        check_level(name, level, at, desk, on_key=True)
        needs[level] = tuple(who for i, who in present(whose) if desk.party(who, (*at, i)))
    return needs


def _undo(
    name: str, raw: written.Lever, path: Path, desk: Desk, conditions: Conditions
) -> dict[tuple[str, str], Duration | Never]:
    undo: dict[tuple[str, str], Duration | Never] = {}
    for start, times in present_items(raw.undo):
        at = (*path, "undo", start)
        check_level(name, start, at, desk, on_key=True)
        for end, text in present_items(times):
            known = check_level(name, end, (*at, end), desk, on_key=True)
            if known and start == end:
                message = f"'{end}' to itself is no change"
                desk.error((*at, end), "D104", message, on_key=True)
            time = conditions.duration_or_never(text, (*at, end))
            if time is not None:
                undo[start, end] = time
    return undo


def read_state(state: Mapping[str, str], path: Path, desk: Desk) -> dict[str, str]:
    """Read a state, or a part of one: lever -> level.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_state({"coal_ban": "lifted"}, (), desk), desk.problems[0].message
    ({}, "unknown lever 'coal_ban'")
    """
    return {
        lever: level
        for lever, level in present_items(state)
        if desk.known("lever", lever, desk.names.levers, (*path, lever), on_key=True)
        and check_level(lever, level, (*path, lever), desk)
    }


def state_names(graph: written.Graph | None) -> tuple[str, ...]:
    """Return the names of the states in graph form.

    Examples
    --------
    >>> state_names(written.Graph(states=("s1", "s2")))
    ('s1', 's2')
    """
    return () if graph is None else tuple(name for _, name in present(tuple(graph.states)))


def read_graph(raw: written.Graph, desk: Desk) -> Graph:
    """Read states and arcs.

    Examples
    --------
    >>> read_graph(written.Graph(states={}), desk := Desk("case.yaml", {})).states
    ()
    >>> desk.problems[0].message
    'a graph needs a state'
    """
    at: Path = ("graph", "states")
    mapping = isinstance(raw.states, dict)
    labels: dict[str, str] = {}
    for i, name in enumerate(desk.names.states):
        where = (*at, name) if mapping else (*at, i)
        desk.check_id(name, where, on_key=mapping)
        if name in labels:
            desk.error(where, "D104", f"the state '{name}' stands here twice")
        labels[name] = name
    if isinstance(raw.states, dict):
        labels |= {name: more.label or name for name, more in present_items(raw.states)}
    if not labels and not desk.faulty(*at):
        desk.error(at, "D104", "a graph needs a state", on_key=True)
    moves = {
        party: tuple(
            arc for i, arc in present(arcs) if _arc(arc, ("graph", "moves", party, i), desk)
        )
        for party, arcs in present_items(raw.moves)
        if desk.player(party, ("graph", "moves", party), "moves", on_key=True)
    }
    return Graph(states=desk.names.states, labels=labels, moves=moves)


def _arc(arc: tuple[str, str], path: Path, desk: Desk) -> bool:
    ends = [desk.known("state", end, desk.names.states, (*path, i)) for i, end in enumerate(arc)]
    if all(ends) and arc[0] == arc[1]:
        desk.error(path, "D104", f"an arc from '{arc[0]}' to itself is no move")
        return False
    return all(ends)

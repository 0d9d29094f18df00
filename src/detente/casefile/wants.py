"""What each party prefers: statements, rankings, types; and how a party sees the case differently."""

from collections.abc import Mapping
from typing import Literal

from detente.case import Condition, Misperception, PartyType, Preference, State, Statement
from detente.casefile import written
from detente.casefile.actors import read_state
from detente.casefile.condition_text import Conditions
from detente.casefile.desk import Desk, present, present_items
from detente.casefile.rates import read_interval, read_rate
from detente.errors import Path
from detente.interpret import BROKEN

__all__ = ["read_misperceptions", "read_preferences"]

_GRAPH_KEYS = ("ranking", "rests_on", "name", "note")


def read_preferences(
    preferences: Mapping[str, written.Preference],
    path: Path,
    desk: Desk,
    conditions: Conditions,
) -> dict[str, Preference]:
    """Read the preferences of each party.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_preferences({"usa": written.Preference()}, (), desk, Conditions(desk))
    {}
    >>> desk.problems[0].message
    "unknown party 'usa'"
    """
    read = {}
    for party, raw in preferences.items():
        at = (*path, party)
        known = desk.player(party, at, "preferences", on_key=True)
        if raw is BROKEN:
            continue
        preference = _preference(party, raw, at, desk, conditions)
        if known:
            read[party] = preference
    return read


def _preference(
    party: str, raw: written.Preference, path: Path, desk: Desk, conditions: Conditions
) -> Preference:
    if desk.names.states:
        _refuse_in_graph(path, desk)
    if raw.statements and raw.ranking is not None:
        message = "a party has statements or a ranking, not both"
        desk.error((*path, "ranking"), "D104", message, "keep one of them", on_key=True)
    ranking = None
    if raw.ranking is not None:
        ranking = _ranking(raw.ranking, (*path, "ranking"), desk)
    patience = None
    if raw.patience is not None:
        patience = read_rate(raw.patience, (*path, "patience"), desk)
    return Preference(
        party=party,
        statements=_statements(raw.statements, (*path, "statements"), desk, conditions),
        ranking=ranking,
        reading=raw.reading,
        reservation=_reservation(raw.reservation, (*path, "reservation"), desk),
        patience=patience,
        types=_types(raw.types, (*path, "types"), desk, conditions),
        rests_on=raw.rests_on,
        note=raw.note,
    )


def _refuse_in_graph(path: Path, desk: Desk) -> None:
    for key in written.Preference.__struct_fields__:
        if key not in _GRAPH_KEYS and (*path, key) in desk.marks:
            message = f"'{key}' needs levers: in graph form preferences are a ranking"
            desk.error((*path, key), "D104", message, "write 'ranking:'", on_key=True)


def _statements(
    items: tuple[str | written.LongStatement, ...], path: Path, desk: Desk, conditions: Conditions
) -> tuple[Statement, ...]:
    read = (_statement(item, (*path, i), desk, conditions) for i, item in present(items))
    return tuple(statement for statement in read if statement is not None)


def _statement(
    item: str | written.LongStatement, path: Path, desk: Desk, conditions: Conditions
) -> Statement | None:
    if isinstance(item, str):
        condition = conditions.condition(item, path, "state")
        return None if condition is None else Statement(condition=condition)
    at = (*path, "prefers")
    condition = conditions.condition(item.prefers, at, "state")
    weight = read_interval(item.weight, (*path, "weight"), desk)
    if condition is None:
        return None
    named = Condition(condition.text, condition.tree, at, item.name, item.note, item.rests_on)
    return Statement(condition=named, weight=weight, rests_on=item.rests_on, note=item.note)


def _ranking(
    groups: tuple[tuple[str | dict[str, str], ...], ...], path: Path, desk: Desk
) -> tuple[tuple[State | str, ...], ...]:
    read: list[tuple[State | str, ...]] = []
    others: list[int] = []
    for i, group in present(groups):
        if not group and not desk.faulty(*path, i):
            others.append(i)
        members = (_member(item, (*path, i, k), desk) for k, item in present(group))
        read.append(tuple(member for member in members if member is not None))
    for i in others[1:]:
        message = "[] stands for all states that no group names: once is enough"
        desk.error((*path, i), "D104", message)
    return tuple(read)


def _member(item: str | dict[str, str], path: Path, desk: Desk) -> State | str | None:
    graph = bool(desk.names.states)
    if isinstance(item, str) and graph:
        return item if desk.known("state", item, desk.names.states, path) else None
    if isinstance(item, dict) and not graph:
        return read_state(item, path, desk)
    if graph:
        desk.error(path, "D104", "expected the name of a state, got a mapping")
    else:
        message = f"expected a mapping of levers to levels, got '{str(item)[:40]}'"
        desk.error(path, "D104", message, "write {lever: level}")
    return None


def _reservation(
    written_: float | str | dict[str, str], path: Path, desk: Desk
) -> Literal["status_quo"] | float | State:
    if isinstance(written_, float):
        return written_
    if isinstance(written_, dict):
        return read_state(written_, path, desk)
    if written_ != "status_quo":
        message = f"expected status_quo, a number or a state, got '{written_[:40]}'"
        desk.error(path, "D104", message, "a state is written {lever: level}")
    return "status_quo"


def _types(
    types: Mapping[str, written.PartyType], path: Path, desk: Desk, conditions: Conditions
) -> dict[str, PartyType]:
    read = {}
    for name, raw in present_items(types):
        at = (*path, name)
        desk.check_id(name, at)
        if not 0 <= raw.prior <= 1:
            message = f"expected a number from 0 to 1, got '{raw.prior:g}'"
            desk.error((*at, "prior"), "D104", message)
        statements = _statements(raw.statements, (*at, "statements"), desk, conditions)
        read[name] = PartyType(
            id=name, prior=raw.prior, statements=statements, name=raw.name, note=raw.note
        )
    total = sum(kind.prior for kind in read.values())
    if read and not desk.faulty(*path) and abs(total - 1) > 1e-6:
        message = f"the priors of the types add up to {total:.6g}, not to 1"
        desk.error(path, "D104", message, on_key=True)
    return read


def read_misperceptions(
    pictures: Mapping[str, written.Misperception], desk: Desk, conditions: Conditions
) -> dict[str, Misperception]:
    """Read how parties see the case differently.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_misperceptions({}, desk, Conditions(desk))
    {}
    """
    read = {}
    for party, raw in present_items(pictures):
        path: Path = ("misperceptions", party)
        known = desk.player(party, path, "picture of the case", on_key=True)
        preferences = read_preferences(raw.preferences, (*path, "preferences"), desk, conditions)
        impossible = conditions.states(raw.impossible, (*path, "impossible"), named_readings=True)
        unseen = tuple(
            lever
            for i, lever in present(raw.unseen)
            if desk.known("lever", lever, desk.names.levers, (*path, "unseen", i))
        )
        if known:
            read[party] = Misperception(
                party=party,
                preferences=preferences,
                impossible=impossible,
                unseen=unseen,
                note=raw.note,
            )
    return read

"""Dated facts and claims that stand in the case file; their numbers, where they are free in form."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from detente.casefile.actors import check_level
from detente.casefile.desk import Desk
from detente.casefile.names import id_fault
from detente.claims import Claim
from detente.entries import (
    ENTRY_KINDS,
    Amount,
    Dispute,
    Entry,
    Event,
    Extend,
    LevelEntry,
    Retract,
    Ruling,
    Statement,
    Waive,
    read_entry,
)
from detente.errors import Mark, Path
from detente.interpret import Fault, interpret

__all__ = ["check_entry", "numbers", "read_claims", "read_events"]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?([eE][-+]?[0-9]{1,3})?", re.ASCII)


def numbers(plain: Any, path: Path, marks: Mapping[Path, Mark]) -> Any:
    """Return `plain` with its plain scalars that look like numbers as numbers.

    Where the form is free (published results, origins of claims) no expected type can decide, so
    the scalar itself does, as in YAML 1.2. Quoted ones stay text.

    Examples
    --------
    >>> numbers({"count": "2", "share": "0.5", "who": "usa"}, (), {})
    {'count': 2, 'share': 0.5, 'who': 'usa'}
    """
    if isinstance(plain, dict):
        return {key: numbers(item, (*path, key), marks) for key, item in plain.items()}
    if isinstance(plain, list):
        return [numbers(item, (*path, i), marks) for i, item in enumerate(plain)]
    mark = marks.get(path)
    if not isinstance(plain, str) or (mark is not None and mark.style != "plain"):
        return plain
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return plain
    value = float(plain) if found[1] or found[2] else int(plain)
    return plain if value in (float("inf"), float("-inf")) else value


def read_claims(items: tuple[Any, ...], desk: Desk) -> tuple[Claim, ...]:
    """Read the claims; what is ``kind`` in the file is their type.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_claims(({"id": "c1", "quote": "we will", "kind": "offer"},), desk)[0].type
    'offer'
    """
    read: dict[str, Claim] = {}
    for i, item in enumerate(items):
        path: Path = ("claims", i)
        claim = _claim(item, path, desk)
        if claim is None:
            continue
        desk.check_loose_id(claim.id, (*path, "id"))
        if claim.id in read and read[claim.id] != claim:
            desk.error((*path, "id"), "D104", f"there are two claims '{claim.id[:60]}'")
        for k, lever in enumerate(claim.levers):
            desk.known("lever", lever, desk.names.levers, (*path, "levers", k))
        read.setdefault(claim.id, claim)
    return tuple(read.values())


def _claim(item: Any, path: Path, desk: Desk) -> Claim | None:
    plain = item
    if isinstance(item, dict):
        plain = dict(item)
        if "kind" in plain and "type" in plain:
            message = "'type' and 'kind' say the same thing"
            desk.error((*path, "type"), "D104", message, "keep 'kind'", on_key=True)
        if "kind" in plain:
            plain["type"] = plain.pop("kind")
        for key in ("selectors", "event", "origin", "review"):
            if key in plain:
                plain[key] = numbers(plain[key], (*path, key), desk.marks)
    claim, faults = interpret(Claim, plain)
    for fault in faults:
        if fault.path == ("type",) and isinstance(item, dict) and "kind" in item:
            desk.error((*path, "kind"), fault.code, fault.message, fault.hint)
        else:
            desk.take([fault], path)
    return claim


def read_events(items: tuple[Any, ...], known: Collection[str], desk: Desk) -> tuple[Entry, ...]:
    """Read the entries under ``events:``.

    Parameters
    ----------
    known : collection of str
        Ids of entries that stand elsewhere, to which these may refer.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_events(({"id": "e1", "kind": "event", "date": "2019-10-05", "name": "signed"},),
    ...             (), desk)[0].name
    'signed'
    """
    read: dict[str, Entry] = {}
    places: list[tuple[Entry, Path]] = []
    for i, item in enumerate(items):
        path: Path = ("events", i)
        entry = _entry(item, path, desk)
        if entry is None:
            continue
        if entry.id in read and read[entry.id] != entry:
            desk.error((*path, "id"), "D104", f"there are two entries '{entry.id[:60]}'")
        read.setdefault(entry.id, entry)
        places.append((entry, path))
    ids = {*known, *read}
    for entry, path in places:
        check_entry(entry, path, ids, desk)
    return tuple(read.values())


def _entry(item: Any, path: Path, desk: Desk) -> Entry | None:
    line, faults = read_entry(item)
    if line is not None and not isinstance(line, Entry):
        kinds = ", ".join(ENTRY_KINDS)
        message = f"a {item['kind']} is no dated fact"
        faults = [Fault(("kind",), "D105", message, f"kinds of events: {kinds}")]
    desk.take(faults, path)
    return line if isinstance(line, Entry) and not faults else None


def check_entry(entry: Entry, path: Path, ids: Collection[str], desk: Desk) -> None:
    """Note the names in `entry` that the case does not have.

    Parameters
    ----------
    path : tuple
        Where the entry stands.
    ids : collection of str
        Ids of all entries.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> entry, _ = read_entry({"kind": "waive", "id": "w", "date": "2019-10-05", "clause": "x"})
    >>> check_entry(entry, (), ["w"], desk)
    >>> desk.problems[0].message
    "unknown clause 'x'"
    """
    desk.check_loose_id(entry.id, (*path, "id"))
    if isinstance(entry, LevelEntry):
        _check_lever(entry.lever, entry.level, path, desk)
    elif isinstance(entry, Statement):
        _check_statement(entry, path, desk)
    elif isinstance(entry, Amount):
        _check_amount(entry, path, desk)
    elif isinstance(entry, Waive | Extend):
        desk.known("clause", entry.clause, desk.names.clauses, (*path, "clause"))
    elif isinstance(entry, Event):
        fault = id_fault(entry.name, spoken=True)
        if fault:
            message, hint = fault
            desk.error((*path, "name"), "D104", message, hint.partition(", and")[0])
    elif isinstance(entry, Dispute | Ruling | Retract):
        _check_reference(entry.about, ids, (*path, "about"), desk)
    for other in entry.corrects:
        _check_reference(other, ids, (*path, "supersedes"), desk)


def _check_reference(word: str, ids: Collection[str], path: Path, desk: Desk) -> None:
    desk.known("entry", word, ids, path)


def _check_lever(lever: str, level: str, path: Path, desk: Desk) -> None:
    if desk.known("lever", lever, desk.names.levers, (*path, "lever")):
        check_level(lever, level, (*path, "level"), desk)


def _check_statement(entry: Statement, path: Path, desk: Desk) -> None:
    if entry.lever and entry.level:
        _check_lever(entry.lever, entry.level, path, desk)
    elif entry.lever:
        desk.known("lever", entry.lever, desk.names.levers, (*path, "lever"))
    elif entry.level:
        hint = "add 'lever:'"
        desk.error((*path, "level"), "D104", "a level without its lever", hint, on_key=True)


def _check_amount(entry: Amount, path: Path, desk: Desk) -> None:
    if not desk.known("lever", entry.lever, desk.names.levers, (*path, "lever")):
        return
    names = desk.names.levers[entry.lever]
    if names.levels is not None:
        message = f"{entry.lever} has levels, and is no quantity"
        desk.error((*path, "lever"), "D104", message, "write 'kind: act' and a level")

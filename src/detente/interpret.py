"""Strict interpretation: plain values -> frozen records, with every fault and its path.

Plain values are what a case file or a line of the record holds: mappings, sequences, text, numbers,
true, false, null. Every key is taken, or is a fault; every wrong value is a fault; all of them are
reported, not the first (``msgspec.convert`` alone stops at the first).
"""

import datetime as dt
import re
import types
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from math import isfinite
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from detente.errors import Path

__all__ = ["BROKEN", "Fault", "Parsed", "did_you_mean", "interpret", "salvage"]

T = TypeVar("T")

BROKEN: Any = type("Broken", (), {"__repr__": lambda _: "BROKEN", "__slots__": ()})()
"""Stands in what :func:`salvage` returns for each part that cannot be used."""

MANY = 200
"""So many faults have a hint; a file with more is no case of a slip of the pen."""

_NAMES = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
    dict: "a mapping",
    list: "a list",
    tuple: "a list",
}


class Fault(Struct, frozen=True):
    """A wrong value: where it stands (`path`), its code, what is wrong, what would be right.

    ``on_key`` says that the key itself is at fault, not its value; ``missing`` names the key that
    the mapping at `path` lacks.
    """

    path: Path
    code: str
    message: str
    hint: str = ""
    on_key: bool = False
    missing: str = ""


class Parsed:
    """Base of value types written as text: ``parse`` reads the text or raises ValueError."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "Parsed":
        """Read `text`; the ValueError's message says what would be right."""
        raise NotImplementedError  # every value type has its own


def did_you_mean(
    word: str, known: Mapping[str, Any] | set[str] | list[str] | tuple[str, ...]
) -> str:
    """Return ``did you mean 'x'?`` for the nearest known word, or the list of what is known.

    Examples
    --------
    >>> did_you_mean("partty", ["party", "levers"])
    "did you mean 'party'?"
    >>> did_you_mean("zzz", ["party", "levers"])
    'known here: levers, party'
    """
    names = sorted(set(known))
    near = get_close_matches(word[:80], names[:1000], n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    shown = ", ".join(names[:12])
    return f"known here: {shown}{' ...' if len(names) > 12 else ''}" if names else ""


def interpret(kind: type[T], plain: Any, path: Path = ()) -> tuple[T | None, list[Fault]]:
    """Turn `plain` into a value of type `kind`; return it, or None, and all faults.

    Parameters
    ----------
    kind : type
        A ``msgspec.Struct``, a type under :class:`Parsed`, ``dict``, ``tuple``, a union of these or
        a plain type.
    plain : object
        What was read. Text stands for numbers and dates too.
    path : tuple
        Where `plain` stands; the paths of the faults begin with it.

    Examples
    --------
    >>> class Lever(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ...     owner: str
    ...     levels: tuple[str, ...] = ()
    >>> interpret(Lever, {"owner": "usa", "levels": ["on", "off"]})
    (Lever(owner='usa', levels=('on', 'off')), [])
    >>> interpret(Lever, {"ownr": "usa"})[1][0].hint
    "did you mean 'owner'?"
    """
    value, faults = salvage(kind, plain, path)
    return (None if faults else value), faults


def salvage(kind: type[T], plain: Any, path: Path = ()) -> tuple[T, list[Fault]]:
    """Turn `plain` into a value of type `kind` as far as it can be: what is wrong is left out.

    Unknown keys are left out, wrong optional values are as if they were not written, missing texts,
    lists and mappings are empty, and whatever else is wrong is :data:`BROKEN`. So whoever goes on
    with the value can look for further faults in what is right.

    Examples
    --------
    >>> class Lever(msgspec.Struct, frozen=True):
    ...     owner: str
    ...     levels: tuple[str, ...] = ()
    >>> salvage(dict[str, Lever], {"coal": {"ownr": "usa"}, "oil": "usa"})[0]
    {'coal': Lever(owner='', levels=()), 'oil': BROKEN}
    """
    faults: list[Fault] = []
    return _any(kind, plain, path, faults), faults


def _any(kind: Any, plain: Any, path: Path, faults: list[Fault]) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union(kind, plain, path, faults)
    if origin is dict:
        return _mapping(kind, plain, path, faults)
    if origin in (tuple, list):
        return _sequence(kind, plain, path, faults)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _record(kind, plain, path, faults)
    return _leaf(kind, plain, path, faults)


def _wrong(expected: str, plain: Any, path: Path, faults: list[Fault]) -> Any:
    got = f"'{_short(plain)}'" if isinstance(plain, str | int | float) else _NAMES[type(plain)]
    faults.append(Fault(path, "D104", f"expected {expected}, got {got}"))
    return BROKEN


def _short(plain: Any) -> str:
    text = str(plain)
    return text if len(text) <= 40 else text[:37] + "..."


def _fits(kind: Any, plain: Any) -> bool:
    """Whether a member of a union has the shape of `plain`."""
    origin = get_origin(kind) or kind
    if isinstance(plain, Mapping):
        return origin is dict or (isinstance(origin, type) and issubclass(origin, msgspec.Struct))
    if isinstance(plain, list | tuple):
        return origin in (tuple, list)
    if plain is None:
        return kind is type(None)
    shaped = origin in (dict, tuple, list, type(None))
    return not shaped and not (isinstance(origin, type) and issubclass(origin, msgspec.Struct))


def _union(kind: Any, plain: Any, path: Path, faults: list[Fault]) -> Any:
    members = get_args(kind)
    fitting = [m for m in members if _fits(m, plain)]
    if not fitting:
        names = sorted({_name(m) for m in members if m is not type(None)})
        return _wrong(" or ".join(names), plain, path, faults)
    tried: list[Fault] = []
    value: Any = BROKEN
    for member in fitting:
        tried = []
        value = _any(member, plain, path, tried)
        if not tried:
            return value
    faults.extend(tried)
    return value


def _name(kind: Any) -> str:
    origin = get_origin(kind) or kind
    if isinstance(origin, type) and issubclass(origin, msgspec.Struct):
        return "a mapping"
    return _NAMES.get(origin, "text")


def _mapping(kind: Any, plain: Any, path: Path, faults: list[Fault]) -> Any:
    if plain is None:
        return {}
    if not isinstance(plain, Mapping):
        return _wrong("a mapping", plain, path, faults)
    _, value_kind = get_args(kind)
    return {key: _any(value_kind, item, (*path, key), faults) for key, item in plain.items()}


def _sequence(kind: Any, plain: Any, path: Path, faults: list[Fault]) -> Any:
    if plain is None:
        return ()
    if not isinstance(plain, list | tuple):
        return _wrong("a list", plain, path, faults)
    members = get_args(kind)
    if len(members) == 2 and members[1] is not Ellipsis:  # a pair, such as an interval
        if len(plain) != 2:
            faults.append(Fault(path, "D104", f"expected two values, got {len(plain)}"))
            return BROKEN
        pair = tuple(
            _any(m, x, (*path, i), faults)
            for i, (m, x) in enumerate(zip(members, plain, strict=True))
        )
        return BROKEN if BROKEN in pair else pair
    return tuple(_any(members[0], item, (*path, i), faults) for i, item in enumerate(plain))


@cache
def _shape(kind: Any) -> dict[str, tuple[Any, Any]]:
    """Key -> (field, type) of a Struct."""
    hints = get_type_hints(kind)
    return {field.encode_name: (field, hints[field.name]) for field in msgspec.structs.fields(kind)}


def _record(kind: Any, plain: Any, path: Path, faults: list[Fault]) -> Any:
    shape = _shape(kind)
    if plain is None and not any(field.required for field, _ in shape.values()):
        plain = {}  # nothing after the colon: as if no key were written
    if not isinstance(plain, Mapping):
        return _wrong("a mapping", plain, path, faults)
    _unknown_keys(shape, plain, path, faults)
    values = {}
    for key, (field, hint) in shape.items():
        value = BROKEN
        if key in plain:
            value = _any(hint, plain[key], (*path, key), faults)
        elif field.required:
            faults.append(Fault(path, "D103", f"missing key '{key}'", f"add '{key}:'", missing=key))
        if value is BROKEN and field.required:
            value = _blank(hint)
        if value is not BROKEN or field.required:
            values[field.name] = value
    whole = not any(value is BROKEN for value in values.values())
    return kind(**values) if whole else BROKEN


def _unknown_keys(
    shape: Mapping[str, Any], plain: Mapping[str, Any], path: Path, faults: list[Fault]
) -> None:
    for key in plain:
        if key not in shape:
            hint = did_you_mean(key, list(shape)) if len(faults) < MANY else ""
            if plain[key] is None and not hint.startswith("did"):
                hint = "a text that holds a comma stands in quotation marks"
            message = f"unknown key '{_short(key)}'"
            faults.append(Fault((*path, key), "D101", message, hint, on_key=True))


def _blank(kind: Any) -> Any:
    """What stands for a required value that is missing or wrong, so that the rest can be read."""
    origin = get_origin(kind) or kind
    return origin() if origin in (str, dict, tuple) else BROKEN


def _leaf(kind: Any, plain: Any, path: Path, faults: list[Fault]) -> Any:
    if kind is Any:
        return plain
    if isinstance(plain, Mapping | list | tuple):
        return _wrong(_NAMES.get(kind, "text"), plain, path, faults)
    if kind is dt.date and isinstance(plain, str):
        return _date(plain, path, faults)
    if kind is str and plain is not None:
        return str(plain).lower() if isinstance(plain, bool) else str(plain)
    if kind is type(None) and plain is not None:
        return _wrong("null", plain, path, faults)
    return _converted(kind, plain, path, faults)


def _converted(kind: Any, plain: Any, path: Path, faults: list[Fault]) -> Any:
    hook: Callable[[Any, Any], Any] = _parse
    try:
        value = msgspec.convert(plain, kind, strict=False, dec_hook=hook)
    except (msgspec.ValidationError, OverflowError) as error:
        message = str(error).removesuffix(" - at `$`")
        if message.startswith(("Expected", "Invalid enum")):
            return _wrong(_expected(kind), plain, path, faults)
        code = "D106" if message.startswith("no such day") else "D104"
        faults.append(Fault(path, code, message))
        return BROKEN
    if isinstance(value, float) and not isfinite(value):
        return _wrong("a finite number", plain, path, faults)
    return value


def _date(text: str, path: Path, faults: list[Fault]) -> Any:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return _wrong("a day such as 2019-10-05", text, path, faults)
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        faults.append(Fault(path, "D106", f"no such day: '{text}' ({error})"))
        return BROKEN


def _expected(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is not None and str(origin) == "typing.Literal":
        return "one of " + ", ".join(str(value) for value in get_args(kind))
    return _NAMES.get(kind, getattr(kind, "__name__", str(kind)))


def _parse(kind: Any, plain: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Parsed):
        return kind.parse(str(plain))
    raise NotImplementedError(kind)

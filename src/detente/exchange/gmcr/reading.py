"""The text of a ``.gmcr`` file -> a conflict, with every fault and its place."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, field

from detente.casefile.reader import read as read_with_places
from detente.errors import Mark, Path, Problem, UsageError, sort_problems
from detente.exchange.gmcr.conflict import Conflict, Direction, Maker, Option, Pattern, Statement
from detente.interpret import did_you_mean

__all__ = ["MOST_BYTES", "MOST_MAKERS", "MOST_OPTIONS", "MOST_RANKED", "GmcrFileError", "read"]

MOST_BYTES = 4 << 20
MOST_OPTIONS, MOST_RANKED, MOST_MAKERS = 27, 16, 50
"""The most options; of them where states are ranked by number; the most decision makers."""
MOST_STATEMENTS, MOST_FAULTS = 2_000, 20
DIRECTIONS: Mapping[str, Direction] = {"both": "both", "fwd": "fwd", "back": "back"}
CODE = "D110"
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class GmcrFileError(UsageError):
    """A ``.gmcr`` file that cannot be read.

    Attributes
    ----------
    problems : tuple of Problem
        Everything that is wrong with it, each with its place.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sort_problems(problems))
        first = self.problems[0]
        super().__init__(first.concise(), first.hint)


def read(text: str, source: str = "conflict.gmcr") -> Conflict:
    """Read a ``.gmcr`` file.

    Parameters
    ----------
    text : str
        JSON, at most 4 MiB.
    source : str
        The file's name, for messages.

    Raises
    ------
    GmcrFileError
        It is not JSON, not such a file, too large, or not whole.

    Examples
    --------
    >>> conflict = read('{"options": [{"name": "Go", "permittedDirection": "fwd"}], "infeasibles": [],'
    ...   ' "decisionMakers": [{"name": "A", "options": [0], "preferences": [[[0, "Y"]]]}]}')
    >>> conflict.makers[0].statements
    (({0: True},),)
    >>> read('{"nodes": []}')
    Traceback (most recent call last):
    ...
    detente.exchange.gmcr.reading.GmcrFileError: conflict.gmcr:1:1: error[D110] this is no .gmcr file: it has no 'options' (such a file has options, decisionMakers and infeasibles)
    """
    desk = _Desk(source, text)
    value = _json(text, desk)
    desk.stop_at_faults()
    lacking = [key for key in ("options", "decisionMakers", "infeasibles") if key not in value]
    if lacking:
        hint = "such a file has options, decisionMakers and infeasibles"
        desk.fault(f"this is no .gmcr file: it has no '{lacking[0]}'", (), hint)
        desk.stop_at_faults()
    conflict = _conflict(value, desk)
    desk.stop_at_faults()
    return conflict


class _Desk(Struct):
    """Faults met so far, with the paths where they are."""

    source: str
    text: str
    faults: list[tuple[str, Path, str]] = field(default_factory=list)
    mark: Mark | None = None

    def fault(self, message: str, path: Path, hint: str = "") -> None:
        self.faults.append((message, path, hint))

    def stop_at_faults(self) -> None:
        if not self.faults:
            return
        marks = read_with_places(self.text).marks
        found = []
        for message, path, hint in self.faults[:MOST_FAULTS]:
            where = _place(path)
            said = f"{where}: {message}" if where else message
            problem = Problem(
                severity="error", code=CODE, message=said, hint=hint, file=self.source
            )
            mark = self.mark or _nearest(marks, path) or Mark(1, 1)
            found.append(problem.at(self.source, mark))
        raise GmcrFileError(found)

    def list_at(self, holder: Mapping[str, Any], key: str, path: Path) -> list[Any]:
        """Return the list under `key`; none, with a fault, if it is no list."""
        value = holder.get(key, [])
        if isinstance(value, list):
            return value
        self.fault(f"'{key}' must be a list, not {_kind(value)}", (*path, key))
        return []


def _nearest(marks: Mapping[Path, Mark], path: Path) -> Mark | None:
    while path and path not in marks:
        path = path[:-1]
    return marks.get(path) if path else None


def _place(path: Path) -> str:
    """Say where in the file: ``decisionMakers[0].preferences[2]``, counted from 0 as the file does."""
    said = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return said.removeprefix(".")


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")


def _json(text: str, desk: _Desk) -> dict[str, Any]:
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        desk.fault(f"the file is too large: at most {MOST_BYTES >> 20} MiB are read", ())
        return {}
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        desk.mark = Mark(error.lineno, error.colno)
        message = error.msg[0].lower() + error.msg[1:]
        desk.fault(f"this is not JSON: {message}", (), "a .gmcr file is JSON")
        return {}
    except (RecursionError, ValueError):
        desk.fault("this is not JSON that can be read: too deep, or a number too long", ())
        return {}
    if not isinstance(value, dict):
        desk.fault(f"a .gmcr file is one object, not {_kind(value)}", ())
        return {}
    return value


def _conflict(value: Mapping[str, Any], desk: _Desk) -> Conflict:
    options = _options(desk.list_at(value, "options", ()), desk)
    count = len(desk.list_at(value, "options", ()))
    ranked = value.get("useManualPreferenceRanking", value.get("useManualPreferenceVectors", False))
    if not isinstance(ranked, bool):
        desk.fault("must be true or false", ("useManualPreferenceRanking",))
    if ranked is True and count > MOST_RANKED:
        hint = "let the preferences be statements there, and save again"
        where = f"{MOST_RANKED} options can be read where states are ranked by number"
        desk.fault(f"{count} options: at most {where}", ("options",), hint)
    raw = desk.list_at(value, "decisionMakers", ())
    if not 0 < len(raw) <= MOST_MAKERS:
        desk.fault(f"{len(raw)} decision makers: 1 to {MOST_MAKERS} are read", ("decisionMakers",))
        raw = []
    reader = _Conditions(count, desk)
    makers = tuple(
        _maker(one, ("decisionMakers", place), reader, ranked=ranked is True)
        for place, one in enumerate(raw)
    )
    _check_owners(options, makers, desk)
    infeasible = reader.all(desk.list_at(value, "infeasibles", ()), ("infeasibles",))
    conflict = Conflict(
        options=options,
        makers=makers,
        infeasible=infeasible,
        ranked=ranked is True,
        coalitions=_coalitions(value, len(makers), desk),
        version=str(value.get("version", ""))[:20],
    )
    if conflict.ranked and not desk.faults:
        _check_rankings(conflict, desk)
    return conflict


def _options(raw: list[Any], desk: _Desk) -> tuple[Option, ...]:
    if not 0 < len(raw) <= MOST_OPTIONS:
        hint = f"{len(raw)} options make 2^{len(raw)} combinations" if raw else ""
        desk.fault(f"{len(raw)} options: 1 to {MOST_OPTIONS} can be read", ("options",), hint)
        return ()
    found = []
    for place, one in enumerate(raw):
        path = ("options", place)
        name = _name(one, path, desk)
        said = one.get("permittedDirection", "both") if isinstance(one, dict) else "both"
        if not isinstance(said, str) or said not in DIRECTIONS:
            shown = json.dumps(said)[:40]
            desk.fault(f"no direction {shown}", (*path, "permittedDirection"), "both, fwd or back")
        found.append(Option(name, DIRECTIONS.get(str(said), "both")))
    return tuple(found)


def _name(one: Any, path: Path, desk: _Desk) -> str:
    if not isinstance(one, dict):
        desk.fault(f"must be an object with a name, not {_kind(one)}", path)
        return ""
    name = one.get("name")
    if not isinstance(name, str):
        desk.fault("has no 'name'" if "name" not in one else "'name' must be a text", path)
        return ""
    return " ".join(_UNSEEN.sub("", name).split())[:200]


def _maker(one: Any, path: Path, reader: "_Conditions", *, ranked: bool) -> Maker:
    desk = reader.desk
    name = _name(one, path, desk)
    if not isinstance(one, dict):
        return Maker(name=name, options=())
    if "options" not in one:
        desk.fault("has no 'options'", path)
    if "preferences" not in one and not ranked:
        desk.fault("has no 'preferences'", path)
    options = [
        option
        for place, said in enumerate(desk.list_at(one, "options", path))
        if (option := reader.option(said, (*path, "options", place))) is not None
    ]
    key = "preferenceRanking" if "preferenceRanking" in one else "preferenceVector"
    if ranked and key not in one:
        desk.fault("has no 'preferenceRanking', though states are ranked by hand", path)
    statements = desk.list_at(one, "preferences", path)
    unperceived = desk.list_at(one, "misperceptions", path)
    return Maker(
        name=name,
        options=tuple(options),
        statements=reader.all(statements, (*path, "preferences")),
        ranking=_ranking(desk.list_at(one, key, path), (*path, key), desk) if ranked else None,
        unperceived=reader.all(unperceived, (*path, "misperceptions")),
    )


def _ranking(raw: list[Any], path: Path, desk: _Desk) -> tuple[tuple[int, ...], ...]:
    found = []
    for place, group in enumerate(raw):
        states = group if isinstance(group, list) else [group]
        if all(isinstance(state, int) and not isinstance(state, bool) for state in states):
            found.append(tuple(states))
        else:
            desk.fault("must be the number of a state, or a list of them", (*path, place))
    return tuple(group for group in found if group)


class _Conditions(Struct, frozen=True):
    """Reads patterns of options, of which there are `count`."""

    count: int
    desk: _Desk

    def option(self, said: Any, path: Path) -> int | None:
        whole = isinstance(said, int) and not isinstance(said, bool)
        if whole and 0 <= said < self.count:
            return int(said)
        shown = json.dumps(said)[:40]
        known = f"options are numbered 0 to {self.count - 1}" if self.count else "there are none"
        self.desk.fault(f"no option {shown}", path, known)
        return None

    def all(self, raw: list[Any], path: Path) -> tuple[Statement, ...]:
        if len(raw) > MOST_STATEMENTS:
            self.desk.fault(f"{len(raw):,} entries: at most {MOST_STATEMENTS:,} are read", path)
            return ()
        return tuple(self._one(said, (*path, place)) for place, said in enumerate(raw))

    def _one(self, said: Any, path: Path) -> Statement:
        if isinstance(said, list):
            return (self._pattern(said, path),)
        if isinstance(said, dict) and isinstance(said.get("members"), list):
            members = said["members"]
            where = (*path, "members")
            return tuple(self._pattern(one, (*where, place)) for place, one in enumerate(members))
        self.desk.fault(f"must be a list of options, or a compound, not {_kind(said)}", path)
        return ()

    def _pattern(self, said: Any, path: Path) -> Pattern:
        if not isinstance(said, list):
            self.desk.fault(f"must be a list of options, not {_kind(said)}", path)
            return {}
        found: dict[int, bool] = {}
        for place, pair in enumerate(said):
            self._literal(pair, (*path, place), found)
        return found

    def _literal(self, pair: Any, path: Path, found: dict[int, bool]) -> None:
        if not (isinstance(pair, list) and len(pair) == 2):
            self.desk.fault('must be an option\'s number and "Y" or "N"', path, 'such as [0, "Y"]')
            return
        option = self.option(pair[0], (*path, 0))
        if pair[1] not in ("Y", "N"):
            hint = did_you_mean(str(pair[1])[:40].upper(), ["Y", "N"])
            self.desk.fault(f"{json.dumps(pair[1])[:40]} is neither Y nor N", (*path, 1), hint)
        elif option is not None and found.setdefault(option, pair[1] == "Y") != (pair[1] == "Y"):
            self.desk.fault(f"option {option} is both Y and N here", path)


def _check_owners(options: tuple[Option, ...], makers: tuple[Maker, ...], desk: _Desk) -> None:
    owners = Counter(option for maker in makers for option in maker.options)
    for place, option in enumerate(options):
        if makers and owners[place] != 1:
            many = "no decision maker" if not owners[place] else "more than one"
            hint = "give it to one decision maker, and save again"
            desk.fault(f"'{option.name[:60]}' belongs to {many}", ("options", place), hint)


def _check_rankings(conflict: Conflict, desk: _Desk) -> None:
    states = int(conflict.feasible().sum())
    for place, maker in enumerate(conflict.makers):
        path: Path = ("decisionMakers", place, "preferenceRanking")
        seen = Counter(state for group in maker.ranking or () for state in group)
        _first(seen, lambda s, _: not 0 < s <= states, path, desk, f"no state {{}} of {states}")
        _first(seen, lambda _, times: times > 1, path, desk, "state {} stands there twice")
        missing = next((s for s in range(1, states + 1) if s not in seen), None)
        if missing is not None:
            hint = f"the {states} feasible states are numbered from 1; rank each of them once"
            desk.fault(f"state {missing} is not ranked", path, hint)


def _first(
    seen: Counter[int], wrong: Callable[[int, int], bool], path: Path, desk: _Desk, message: str
) -> None:
    state = next((state for state, times in seen.items() if wrong(state, times)), None)
    if state is not None:
        desk.fault(message.format(state), path)


def _coalitions(value: Mapping[str, Any], makers: int, desk: _Desk) -> tuple[tuple[int, ...], ...]:
    found: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for place, said in enumerate(desk.list_at(value, "coalitions", ())):
        members = said if isinstance(said, list) else [said]
        path: Path = ("coalitions", place)
        whole = all(isinstance(m, int) and not isinstance(m, bool) for m in members)
        if not whole or not all(0 <= m < makers for m in members):
            desk.fault(f"decision makers are numbered 0 to {makers - 1}", path)
        elif seen & set(members) or len(set(members)) < len(members):
            desk.fault("a decision maker stands in two coalitions, or twice in one", path)
        elif len(members) > 1:
            found.append(tuple(members))
        seen |= {m for m in members if isinstance(m, int)}
    return tuple(found)

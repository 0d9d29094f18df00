"""Plain values -> the case: every part read, every name looked up, every fault noted."""

from collections.abc import Collection, Mapping
from typing import Any

from detente.case import Case, Condition, MoveRule, Role, State
from detente.casefile import written
from detente.casefile.actors import (
    lever_names,
    read_graph,
    read_levers,
    read_parties,
    read_state,
    state_names,
)
from detente.casefile.condition_text import Conditions
from detente.casefile.desk import Desk, present, present_items
from detente.casefile.facts import numbers, read_claims, read_events
from detente.casefile.names import Names, id_fault
from detente.casefile.promises import read_clauses, read_policies, read_terms, term_names
from detente.casefile.rates import read_calendar
from detente.casefile.wants import read_misperceptions, read_preferences
from detente.claims import Grade
from detente.conditions.tree import Duration
from detente.errors import Path
from detente.interpret import BROKEN, did_you_mean, salvage

__all__ = ["build"]

FORMAT = 1
DEFAULT_TRUST = ("D", 4)
_NOT_IN_GRAPH = [
    "levers",
    "impossible",
    "moves",
    "terms",
    "clauses",
    "packages",
    "policies",
    "goals",
    "schedules",
    "period",
    "calendar",
    "calendars",
]
_FOR_PEOPLE = ("name", "note")


def build(plain: Any, known_entries: Collection[str], desk: Desk) -> Case | None:
    """Turn the plain values of a case file into a case; None if nothing can be made of it.

    The caller looks at the problems on the `desk`: with an error among them the case is of no use.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> build({"detente": "1", "case": "talks", "parties": {}, "levers": {}}, (), desk).id
    'talks'
    """
    raw, faults = salvage(written.CaseFile, plain)
    desk.take(faults)
    if raw is BROKEN or not isinstance(plain, dict):
        return None
    _check_head(raw, plain, desk)
    desk.names = _names(raw, desk)
    return _Builder(raw, desk).case(known_entries)


def _check_head(raw: written.CaseFile, plain: Mapping[str, Any], desk: Desk) -> None:
    if not desk.faulty("detente") and raw.detente != FORMAT:
        hint = f"this detente reads format {FORMAT}"
        desk.error(("detente",), "D104", f"unknown format {raw.detente}", hint)
    fault = None if desk.faulty("case") else id_fault(raw.case, hyphens=True)
    if fault:
        desk.error(("case",), "D104", *fault)
    if "levers" not in plain and "graph" not in plain:
        hint = "add 'levers:', or 'graph:' for a study that gives its states and arcs"
        desk.error((), "D103", "missing key 'levers'", hint)
    if "graph" in plain and plain["graph"] is not None:
        for key in _NOT_IN_GRAPH:
            if key in plain:
                message = f"'{key}' has no place in a case in graph form"
                desk.error((key,), "D104", message, "write 'levers:' or 'graph:'", on_key=True)


def _names(raw: written.CaseFile, desk: Desk) -> Names:
    parties: dict[str, Role] = dict.fromkeys(raw.parties, "party")
    parties |= {name: party.role for name, party in present_items(raw.parties)}
    return Names(
        parties=parties,
        levers=lever_names(raw.levers, desk),
        terms=term_names(raw.terms),
        clauses=tuple(clause.id for _, clause in present(raw.clauses) if clause.id),
        calendars=tuple(raw.calendars),
        states=state_names(raw.graph),
    )


class _Builder:
    """Reads the sections of one file."""

    def __init__(self, raw: written.CaseFile, desk: Desk) -> None:
        self.raw = raw
        self.desk = desk
        self.conditions = Conditions(desk)

    def case(self, known_entries: Collection[str]) -> Case:
        """Read everything; terms first, as other conditions speak of them."""
        raw, desk, conditions = self.raw, self.desk, self.conditions
        terms = read_terms(raw.terms, desk, conditions)
        packages, package_names = self.packages()
        self.check_timezone()
        return Case(
            id=raw.case,
            file=desk.source,
            name=raw.name or raw.case,
            note=raw.note,
            as_of=raw.as_of,
            timezone=raw.timezone,
            trust=raw.trust or Grade(*DEFAULT_TRUST),
            parties=read_parties(raw.parties, desk),
            levers=read_levers(raw.levers, desk, conditions),
            graph=None if raw.graph is None else read_graph(raw.graph, desk),
            status_quo=self.status_quo(),
            impossible=conditions.states(raw.impossible, ("impossible",), named_readings=True),
            forbid=self.moves("forbid"),
            only=self.moves("only"),
            preferences=read_preferences(raw.preferences, ("preferences",), desk, conditions),
            terms=terms,
            clauses=read_clauses(raw.clauses, desk, conditions),
            packages=packages,
            package_names=package_names,
            policies=read_policies(raw.policies, desk, conditions),
            goals=self.goals(),
            misperceptions=read_misperceptions(raw.misperceptions, desk, conditions),
            coalitions=self.coalitions(),
            schedules=self.schedules(),
            period=self.period(),
            calendars=self.calendars(),
            calendar=raw.calendar,
            language_model_allowed=raw.evidence is not None and raw.evidence.llm == "allow",
            events=read_events(raw.events, known_entries, desk),
            claims=read_claims(raw.claims, desk),
            expected=numbers(raw.expected, ("expected",), desk.marks),
            marks=desk.marks,
        )

    def check_timezone(self) -> None:
        """Note a time zone that the IANA database does not have."""
        name = self.raw.timezone
        if name == "UTC" or self.desk.faulty("timezone"):
            return
        from zoneinfo import ZoneInfo, available_timezones

        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # absent; a path; a folder of zones
            message = f"unknown time zone '{name[:60]}'"
            near = did_you_mean(name[:60], available_timezones())
            hint = near if near.startswith("did") else "names are those of the IANA database"
            self.desk.error(("timezone",), "D102", message, hint)

    def status_quo(self) -> State | str | None:
        """Read the status quo: levels that override the record, or a state of the graph."""
        value, path = self.raw.status_quo, ("status_quo",)
        if value is None:
            return None
        if isinstance(value, str):
            if self.raw.graph is None:
                message = f"expected a mapping of levers to levels, got '{value[:40]}'"
                self.desk.error(path, "D104", message)
            else:
                self.desk.known("state", value, self.desk.names.states, path)
            return value
        if self.raw.graph is not None and value:
            self.desk.error(path, "D104", "expected the name of a state, got a mapping")
            return None
        return read_state(value, path, self.desk)

    def moves(self, key: str) -> tuple[MoveRule, ...]:
        """Read the moves under ``forbid`` or ``only``."""
        if self.raw.moves is None:
            return ()
        rules = []
        for i, rule in present(getattr(self.raw.moves, key)):
            path: Path = ("moves", key, i)
            blank = self.desk.faulty(*path, "party")
            known = not blank and self.desk.player(rule.party, (*path, "party"), "moves")
            start = self.conditions.condition(rule.from_, (*path, "from"), "state")
            end = self.conditions.condition(rule.to, (*path, "to"), "state")
            if known and start is not None and end is not None:
                rules.append(MoveRule(party=rule.party, from_=start, to=end, note=rule.note))
        return tuple(rules)

    def packages(self) -> tuple[dict[str, State], dict[str, str]]:
        """Read the packages; ``name`` and ``note`` are for people unless levers are called so."""
        states: dict[str, State] = {}
        names: dict[str, str] = {}
        for package, levels in self.raw.packages.items():
            path: Path = ("packages", package)
            self.desk.check_id(package, path)
            if levels is BROKEN:
                continue
            people = {k: v for k, v in levels.items() if k in _FOR_PEOPLE and self.no_lever(k)}
            state = {k: v for k, v in levels.items() if k not in people}
            states[package] = read_state(state, path, self.desk)
            names[package] = str(people.get("name", package))
        return states, names

    def no_lever(self, word: str) -> bool:
        """Whether no lever is called so."""
        return word not in self.desk.names.levers

    def goals(self) -> dict[str, Condition]:
        """Read the goals."""
        goals = {}
        for name, item in self.raw.goals.items():
            path: Path = ("goals", name)
            self.desk.check_id(name, path)
            if item is not BROKEN:
                goal = self.conditions.state(item, path, named_readings=True)
                if goal is not None:
                    goals[name] = goal
        return goals

    def coalitions(self) -> tuple[tuple[str, ...], ...] | None:
        """Read the coalitions to examine."""
        if self.raw.coalitions is None:
            return None
        read = []
        for i, members in present(self.raw.coalitions):
            path: Path = ("coalitions", i)
            good = [
                who for k, who in present(members) if self.desk.player(who, (*path, k), "coalition")
            ]
            if len(set(good)) < len(good):
                self.desk.error(path, "D104", "a party stands twice in this coalition")
            if not members:
                self.desk.error(path, "D104", "a coalition has a member")
            read.append(tuple(good))
        return tuple(read)

    def schedules(self) -> dict[str, tuple[State, ...]]:
        """Read the orders of steps."""
        read: dict[str, tuple[State, ...]] = {}
        for name, steps in self.raw.schedules.items():
            path: Path = ("schedules", name)
            self.desk.check_id(name, path)
            if steps is not BROKEN:
                read[name] = tuple(
                    read_state(step, (*path, i), self.desk) for i, step in present(steps)
                )
        return read

    def period(self) -> Duration:
        """Read how long a period is."""
        text = self.raw.period
        if text == "1 month":
            return Duration(1, "months")
        period = self.conditions.duration(text, ("period",))
        if period is not None and period.count == 0:
            self.desk.error(("period",), "D104", "a period has a length")
        return period or Duration(1, "months")

    def calendars(self) -> dict[str, Any]:
        """Read the calendars of business days."""
        read = {}
        for name, raw in self.raw.calendars.items():
            path: Path = ("calendars", name)
            self.desk.check_id(name, path)
            if raw is not BROKEN:
                read[name] = read_calendar(name, raw, path, self.desk)
        if self.raw.calendar:
            known = self.desk.names.calendars
            self.desk.known("calendar", self.raw.calendar, known, ("calendar",))
        return read

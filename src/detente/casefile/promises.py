"""What was promised and what would be done: terms, clauses, policies."""

from collections.abc import Mapping
from typing import Literal

from detente.case import Clause, Condition, Policy, PolicyRule, Reading, Term
from detente.casefile import written
from detente.casefile.condition_text import Conditions
from detente.casefile.desk import Desk, present, present_items
from detente.conditions.terms import settle
from detente.conditions.tree import Deadline, Node, TermIs
from detente.conditions.words import ConditionError
from detente.errors import Path
from detente.interpret import BROKEN

__all__ = ["read_clauses", "read_policies", "read_terms", "term_names"]

Kind = Literal["must", "keep", "may"]
Readings = Mapping[str, written.Reading | str]

_KINDS: tuple[Kind, ...] = ("must", "keep", "may")
_OWN_KEYS: Mapping[Kind, frozenset[str]] = {
    "must": frozenset(
        ["within", "by", "verified", "grace", "excuse", "partial", "simultaneous", "default"]
    ),
    "keep": frozenset(["verified", "grace", "until", "default"]),
    "may": frozenset(["on_notice", "notice", "unless"]),
}
_FOR_PEOPLE = ("name", "note")


def term_names(terms: Mapping[str, Readings]) -> dict[str, tuple[str, ...]]:
    """Return the readings of each term; ``name:`` and ``note:`` with a text are none.

    Examples
    --------
    >>> term_names({"peace": {"name": "Peace", "usa": written.Reading(means="always")}})
    {'peace': ('usa',)}
    """
    names: dict[str, tuple[str, ...]] = dict.fromkeys(terms, ())
    for term, readings in present_items(terms):
        names[term] = tuple(
            reading
            for reading, raw in readings.items()
            if not (reading in _FOR_PEOPLE and isinstance(raw, str))
        )
    return names


def read_terms(
    terms: Mapping[str, Readings], desk: Desk, conditions: Conditions
) -> dict[str, Term]:
    """Read the terms; `conditions` gets their trees, so that uses of them can be checked.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_terms({"peace": {"name": "Peace"}}, desk, Conditions(desk))["peace"].name
    'Peace'
    >>> desk.problems[0].message
    "the term 'peace' has no reading"
    """
    read = {}
    for term, readings in present_items(terms):
        path: Path = ("terms", term)
        desk.check_id(term, path, spoken=True)
        read[term] = _term(term, readings, path, desk, conditions)
    conditions.terms = {
        term: {name: reading.means.tree for name, reading in raw.readings.items()}
        for term, raw in read.items()
    }
    for term, raw in read.items():
        _refuse_circles(term, raw, desk, conditions.terms)
    return read


def _term(term: str, readings: Readings, path: Path, desk: Desk, conditions: Conditions) -> Term:
    people = {"name": term, "note": ""}
    read = {}
    for name, raw in present_items(readings):
        at = (*path, name)
        if isinstance(raw, str):
            if name in _FOR_PEOPLE:
                people[name] = raw
            else:
                message = f"expected a mapping, got '{raw[:40]}'"
                desk.error(at, "D104", message, "write {by: party, means: condition}")
            continue
        desk.check_id(name, at, spoken=True)
        reading = _reading(name, raw, at, desk, conditions)
        if reading is not None:
            read[name] = reading
    if not read and not desk.faulty(*path):
        hint = "add one: reading: {by: party, means: condition}"
        desk.error(path, "D103", f"the term '{term}' has no reading", hint)
    return Term(id=term, readings=read, name=people["name"], note=people["note"])


def _reading(
    name: str, raw: written.Reading, path: Path, desk: Desk, conditions: Conditions
) -> Reading | None:
    by = _parties(raw.by, (*path, "by"), desk) if raw.by else ()
    # Whether its words belong where the term is used is looked at there.
    means = conditions.condition(raw.means, (*path, "means"), "any")
    if means is None:
        return None
    means = Condition(means.text, means.tree, means.path, raw.name, raw.note, raw.rests_on)
    return Reading(id=name, means=means, by=by, rests_on=raw.rests_on, note=raw.note)


def _refuse_circles(
    term: str, raw: Term, desk: Desk, terms: Mapping[str, Mapping[str, Node]]
) -> None:
    for name in raw.readings:
        at: Path = ("terms", term, name, "means")
        try:
            settle(TermIs(term, name), terms)
        except ConditionError as error:
            if not desk.faulty(*at):
                desk.error(at, "D109" if "with its" in error.message else "D104", error.message)


def _parties(text: str, path: Path, desk: Desk) -> tuple[str, ...]:
    """Read ``e3|us``."""
    found = []
    start = 0
    for word in text.split("|"):
        name = word.strip()
        begin = start + len(word) - len(word.lstrip())
        span = (text, begin, begin + len(name))
        if desk.known("party", name, desk.names.parties, path, span=span):
            found.append(name)
        start += len(word) + 1
    return tuple(dict.fromkeys(found))


def read_clauses(
    clauses: tuple[written.Clause, ...], desk: Desk, conditions: Conditions
) -> dict[str, Clause]:
    """Read the clauses; their ids are unique.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_clauses((written.Clause(id="a", party="usa"),), desk, Conditions(desk))
    {}
    >>> [problem.message for problem in desk.problems]
    ["unknown party 'usa'", "clause 'a' has none of must, keep and may"]
    """
    read: dict[str, Clause] = {}
    for i, raw in present(clauses):
        path: Path = ("clauses", i)
        if not desk.faulty(*path, "id"):
            desk.check_id(raw.id, (*path, "id"), on_key=False, spoken=True)
            if raw.id in read:
                desk.error((*path, "id"), "D104", f"there are two clauses '{raw.id}'")
        clause = _clause(raw, path, desk, conditions)
        if clause is not None:
            read.setdefault(raw.id, clause)
    return read


def _kind(raw: written.Clause, path: Path, desk: Desk) -> Kind | None:
    kinds = [kind for kind in _KINDS if (*path, kind) in desk.marks]
    if len(kinds) == 1:
        return kinds[0]
    hint = "exactly one of must, keep and may stands in a clause"
    if not kinds:
        message = f"clause '{raw.id}' has none of must, keep and may"
        desk.error(path, "D103", message, hint)
    else:
        message = f"clause '{raw.id}' has {' and '.join(kinds)}"
        desk.error((*path, kinds[1]), "D104", message, hint, on_key=True)
    return None


def _clause(raw: written.Clause, path: Path, desk: Desk, conditions: Conditions) -> Clause | None:
    party = () if desk.faulty(*path, "party") else _parties(raw.party, (*path, "party"), desk)
    to = _parties(raw.to, (*path, "to"), desk) if raw.to else ()
    kind = _kind(raw, path, desk)
    if kind is not None:
        _refuse_keys(kind, path, desk)
    within = conditions.deadline(raw.within, (*path, "within"))
    _check_deadlines(raw, within, path, desk)
    _check_names(raw, path, desk)
    parts = _Parts(raw, path, conditions)
    clause = Clause(
        id=raw.id,
        kind=kind or "must",
        party=party,
        to=to,
        condition=parts.promise(),
        effect=conditions.effect(raw.may, (*path, "may"), single=True),
        when=parts.condition("when"),
        within=within,
        by=raw.by,
        verified=conditions.verification(raw.verified, (*path, "verified")),
        grace=conditions.duration(raw.grace, (*path, "grace")),
        excuse=parts.condition("excuse"),
        partial=parts.partial(desk),
        until=parts.condition("until"),
        on_notice=raw.on_notice or "",
        notice=conditions.duration(raw.notice, (*path, "notice")),
        unless=parts.condition("unless"),
        simultaneous=raw.simultaneous or "",
        default=conditions.effect(raw.default, (*path, "default"), single=True),
        calendar=raw.calendar,
        reading=raw.reading,
        rests_on=raw.rests_on,
        name=raw.name,
        note=raw.note,
        text=dict(present_items(raw.text)),
    )
    return None if kind is None else clause


class _Parts:
    """The conditions of one clause."""

    def __init__(self, raw: written.Clause, path: Path, conditions: Conditions) -> None:
        self.raw = raw
        self.path = path
        self.conditions = conditions

    def condition(
        self, key: Literal["must", "keep", "when", "excuse", "until", "unless"]
    ) -> Condition | None:
        """Read the condition under `key`, if it is there."""
        return self.conditions.optional(getattr(self.raw, key), (*self.path, key), "time")

    def promise(self) -> Condition | None:
        """Read what must be achieved or kept."""
        must, keep = self.condition("must"), self.condition("keep")
        return must or keep

    def partial(self, desk: Desk) -> tuple[tuple[Condition, float], ...]:
        """Read the shares that count as done."""
        shares = []
        for i, item in present(self.raw.partial or ()):
            at = (*self.path, "partial", i)
            condition = self.conditions.condition(item.if_, (*at, "if"), "time")
            if not desk.faulty(*at, "share") and not 0 <= item.share <= 1:
                message = f"expected a number from 0 to 1, got '{item.share:g}'"
                desk.error((*at, "share"), "D104", message)
            if condition is not None:
                shares.append((condition, item.share))
        return tuple(shares)


def _refuse_keys(kind: Kind, path: Path, desk: Desk) -> None:
    """Note the keys that belong to the other kinds of clauses."""
    for key in sorted(frozenset().union(*_OWN_KEYS.values()) - _OWN_KEYS[kind]):
        if (*path, key) in desk.marks:
            homes = " or ".join(other for other in _KINDS if key in _OWN_KEYS[other])
            message = f"'{key}' has no meaning in a '{kind}' clause"
            desk.error((*path, key), "D104", message, f"it belongs to '{homes}'", on_key=True)


def _check_deadlines(raw: written.Clause, within: Deadline | None, path: Path, desk: Desk) -> None:
    if raw.within is not None and raw.by is not None:
        message = "a clause has one deadline: 'within' or 'by'"
        desk.error((*path, "by"), "D104", message, "remove one of them", on_key=True)
    if within is not None and within.event is None and raw.when is None:
        message = "'of trigger' counts from 'when', and this clause has no 'when'"
        hint = "add 'when:', or count from an event: 60 days of signed"
        span = (raw.within or "", *within.name_span)
        desk.error((*path, "within"), "D104", message, hint, span=span)


def _check_names(raw: written.Clause, path: Path, desk: Desk) -> None:
    for key, word in (("on_notice", raw.on_notice), ("simultaneous", raw.simultaneous)):
        if word is not None:
            desk.check_id(word, (*path, key), on_key=False, spoken=key == "on_notice")
    if raw.calendar:
        desk.known("calendar", raw.calendar, desk.names.calendars, (*path, "calendar"))
    if raw.reading:
        readings = {name for names in desk.names.terms.values() for name in names}
        known = sorted(readings.union(desk.names.parties))
        desk.known("reading", raw.reading, known, (*path, "reading"))


def read_policies(
    policies: Mapping[str, written.Policy], desk: Desk, conditions: Conditions
) -> dict[str, Policy]:
    """Read the policies; each moves the party's own levers only.

    Examples
    --------
    >>> desk = Desk("case.yaml", {})
    >>> read_policies({"wait": written.Policy(party="usa", rules=())}, desk, Conditions(desk))
    {}
    """
    read = {}
    for name, raw in policies.items():
        path: Path = ("policies", name)
        desk.check_id(name, path)
        if raw is BROKEN:
            continue
        blank = desk.faulty(*path, "party")
        known = not blank and desk.player(raw.party, (*path, "party"), "policy")
        rules = [
            _rule(rule, (*path, "rules", i), raw.party if known else "", conditions)
            for i, rule in present(raw.rules)
        ]
        if known:
            good = tuple(rule for rule in rules if rule is not None)
            read[name] = Policy(
                id=name, party=raw.party, rules=good, name=raw.name or name, note=raw.note
            )
    return read


def _rule(
    raw: written.PolicyRule, path: Path, party: str, conditions: Conditions
) -> PolicyRule | None:
    when = conditions.condition(raw.when, (*path, "when"), "any")
    effect = conditions.effect(raw.do, (*path, "do"), owner=party, single=False)
    if when is None or effect is None:
        return None
    return PolicyRule(when=when, do=effect, note=raw.note)

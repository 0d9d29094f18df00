"""Random cases with eight clauses that use every construct, and random records for them.

Drawn from a seed, as text, so that a failing one can be read, kept and shortened.
"""

import datetime as dt
from typing import Any, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente import casefile
from detente.case import Case
from detente.entries import Entry, read_entry

DAY0 = dt.date(2019, 1, 2)
SPAN = 80
LEVERS = """levers:
  plant: {owner: dprk, levels: [active, idle, stopped, gone], watched_by: access,
          undo: {idle: {active: 5 days}, stopped: {idle: 12 days, active: 20 days}}}
  access: {owner: dprk, levels: [absent, present]}
  ban: {owner: usa, levels: [in_force, suspended, lifted]}
  trade: {owner: usa, levels: [shut, open]}
  oil: {owner: rok, unit: t}
"""
NO_UNDO = LEVERS.replace(
    ", watched_by: access,\n          undo: {idle: {active: 5 days}, "
    "stopped: {idle: 12 days, active: 20 days}}",
    "",
)
LEVELS = {
    "plant": ("active", "idle", "stopped", "gone"),
    "access": ("absent", "present"),
    "ban": ("in_force", "suspended", "lifted"),
    "trade": ("shut", "open"),
}
EVENTS = ("signed", "accepted", "notice", "vote", "test")
STATUSES = (
    "fulfilled", "breached", "overdue", "live", "excused", "waived", "exercised", "claimed_done",
)  # fmt: skip
ZONES = ("UTC", "Asia/Seoul", "America/New_York")
T = TypeVar("T")


class Draw:
    """Draws from a seed."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.Generator(np.random.PCG64(seed))

    def chance(self, probability: float) -> bool:
        return bool(self.generator.random() < probability)

    def number(self, low: int, high: int) -> int:
        return int(self.generator.integers(low, high + 1))

    def one_of(self, things: "tuple[T, ...] | list[T]") -> T:
        return things[self.number(0, len(things) - 1)]

    def shuffled(self, things: "list[T] | tuple[T, ...]") -> list[T]:
        return [things[place] for place in self.generator.permutation(len(things))]


class Style(Struct, frozen=True):
    """What a drawn case may hold.

    ``plain``: only what the reference prototype knows. ``seen``: the levers that findings and
    claims may be about; ``ages``: whether *in last* may limit a finding's age.
    """

    plain: bool = False
    seen: tuple[str, ...] = ("plant", "access")
    ages: bool = True
    doubt: float = 0.12
    inexact: float = 0.08
    levers: str = LEVERS


def duration(draw: Draw, style: Style, longest: int = 14) -> str:
    """Draw a duration."""
    days = draw.number(1, longest)
    if style.plain or draw.chance(0.6):
        return f"{days} days"
    return draw.one_of(
        [f"{days * 7} hours", "1 weeks", "2 weeks", "1 months", f"{min(days, 6)} business days"]
    )


def compare(draw: Draw, levers: tuple[str, ...] = tuple(LEVELS)) -> str:
    lever = draw.one_of(levers)
    return f"{lever} {draw.one_of(['>=', '<=', '=', '!=', '>', '<'])} {draw.one_of(LEVELS[lever])}"


def expression(draw: Draw, style: Style, ids: list[str], depth: int = 0) -> str:
    """Draw a condition; `ids` are the clauses that it may name."""
    if depth < 2 and draw.chance(0.55):
        return compound(draw, style, ids, depth)
    kind = draw.number(0, 9)
    if kind <= 2:
        return f"event({draw.one_of(EVENTS)})"
    if kind == 3:
        return f"{draw.number(1, 15)} days since {draw.one_of(EVENTS)}"
    if kind == 4:
        return f"oil >= {draw.one_of([10, 30, 60])} t"
    if kind <= 6 and ids:
        return f"{draw.one_of(STATUSES)}({draw.one_of(ids)})"
    return compare(draw)


def compound(draw: Draw, style: Style, ids: list[str], depth: int) -> str:
    def part() -> str:
        return expression(draw, style, ids, depth + 1)

    kind = draw.number(0, 9)
    if kind <= 4:
        return f"({part()} {draw.one_of(['and', 'or'])} {part()})"
    if kind == 5:
        return f"not {part()}"
    if kind == 6:
        return f"at least {draw.number(1, 3)} of ({part()}; {part()}; {part()})"
    if kind == 7:
        window = duration(draw, replace(style, plain=True), 9)
        inner = compare(draw) if style.plain else part()
        return f"(({inner}) {draw.one_of(['for', 'in last'])} {window})"
    if kind == 8:
        age = f" in last {draw.number(3, 20)} days" if style.ages and draw.chance(0.4) else ""
        by = "iaea" if style.plain else draw.one_of(["iaea", "iaea|unsc"])
        return f"(({compare(draw, style.seen)}) verified by {by}{age})"
    return f"(({compare(draw, style.seen)}) claimed by dprk)"


def clause(draw: Draw, style: Style, cid: str, ids: list[str]) -> dict[str, str]:
    """Draw the keys of one clause."""
    kind = draw.one_of(["must", "must", "keep", "may"])
    keys = {"id": cid, "party": draw.one_of(["usa", "dprk", "usa|rok"])}
    if draw.chance(0.7):
        keys["when"] = expression(draw, style, ids)
    add = {"must": must, "keep": keep, "may": may}[kind]
    add(draw, style, keys, ids)
    if not style.plain and kind != "may" and draw.chance(0.15):
        lever = draw.one_of(("ban", "trade"))
        keys["default"] = f"{lever} = {draw.one_of(LEVELS[lever])}"
    return keys


def must(draw: Draw, style: Style, keys: dict[str, str], ids: list[str]) -> None:
    keys["must"] = expression(draw, style, ids)
    kind = draw.number(0, 9)
    if kind <= 3:
        keys["within"] = f"{duration(draw, style, 20)} of {draw.one_of(EVENTS)}"
    elif kind <= 6 and "when" in keys:
        keys["within"] = f"{duration(draw, style, 20)} of trigger"
    elif kind <= 8:
        keys["by"] = (DAY0 + dt.timedelta(days=draw.number(0, 80))).isoformat()
    if draw.chance(0.4):
        within = f" within {duration(draw, style, 15)}" if draw.chance(0.7) else ""
        keys["verified"] = f"by iaea{within}"
        keys["must"] = compare(draw, style.seen)
    if draw.chance(0.5):
        keys["grace"] = duration(draw, style, 10)
    if draw.chance(0.4) and not (style.plain and "grace" in keys):
        keys["excuse"] = expression(draw, style, ids)
    if not style.plain and draw.chance(0.25):
        keys["simultaneous"] = draw.one_of(["swap", "ring"])
    if not style.plain and draw.chance(0.2):
        keys["partial"] = "[{if: oil >= 10 t, share: 0.25}, {if: oil >= 60 t, share: 0.75}]"


def keep(draw: Draw, style: Style, keys: dict[str, str], ids: list[str]) -> None:
    keys["keep"] = expression(draw, style, ids)
    if draw.chance(0.4):
        keys["verified"] = "by iaea"
        keys["keep"] = compare(draw, style.seen)
    if draw.chance(0.5):
        keys["grace"] = duration(draw, style, 10)
    if draw.chance(0.4):
        keys["until"] = expression(draw, style, ids)


def may(draw: Draw, style: Style, keys: dict[str, str], ids: list[str]) -> None:
    lever = draw.one_of(("ban", "trade"))
    keys["may"] = f"{lever} = {draw.one_of(LEVELS[lever])}"
    if draw.chance(0.8):
        keys["on_notice"] = draw.one_of(["notice", "vote"])
    if draw.chance(0.8):
        keys["notice"] = duration(draw, style, 12)
    if draw.chance(0.5):
        keys["unless"] = expression(draw, style, ids)


def case_text(draw: Draw, style: Style) -> tuple[str, list[dict[str, str]]]:
    """Draw a case; return its levers and clauses as text, and the clauses' keys."""
    ids = [f"c{place}" for place in range(8)]
    clauses = []
    for place, cid in enumerate(ids):
        others = ids if draw.chance(0.1) else ids[:place]
        clauses.append(clause(draw, style, cid, others))
    written = ""
    for keys in clauses:
        lines = [f"{key}: {value}" for key, value in keys.items()]
        written += "  - " + "\n    ".join(lines) + "\n"
    return style.levers + "clauses:\n" + written, clauses


def case_of(text: str, zone: str = "UTC") -> Case:
    """Read a drawn case."""
    head = (
        f"detente: 1\ncase: drawn\ntimezone: {zone}\ncalendar: us\n"
        "calendars: {us: {weekend: [saturday, sunday], holidays: [2019-01-21, 2019-02-18]}}\n"
        "parties: {usa: {}, dprk: {}, rok: {}, iaea: {role: verifier}, unsc: {role: verifier}}\n"
    )
    case, problems = casefile.parse(head + text)
    assert case is not None, [p for p in problems if p.severity == "error"]
    return case


Plain = dict[str, Any]


def record(
    draw: Draw, style: Style, clauses: list[dict[str, str]], count: int
) -> list[tuple[Plain, tuple[int, int]]]:
    """Draw entries as plain values, each with its first and last day counted from DAY0."""
    told = []
    duties = [keys["id"] for keys in clauses if "may" not in keys]
    for number in range(count):
        first = draw.number(0, SPAN)
        last = first + (draw.number(1, 3) if draw.chance(style.inexact) else 0)
        grade = "F6" if draw.chance(style.doubt / 2) else "A1"
        plain: Plain = {"id": f"e{number:02}", "grade": grade, **what(draw, style, duties)}
        told.append((plain, (first, last)))
        if draw.chance(style.doubt):
            later = (last + 1, last + 1)
            told.append(({"id": f"d{number:02}", "kind": "dispute", "about": plain["id"]}, later))
            if draw.chance(0.3):
                ruling = {"id": f"r{number:02}", "kind": "ruling", "about": f"d{number:02}"}
                told.append(({**ruling, "upheld": draw.chance(0.5)}, (last + 5, last + 5)))
    return told


def what(draw: Draw, style: Style, duties: list[str]) -> Plain:
    """Draw what an entry says."""
    kind = draw.number(0, 99)
    if kind < 45:
        lever = draw.one_of(tuple(LEVELS))
        seen = draw.one_of(["act", "act", "finding", "report"])
        seen = seen if lever in ("plant", "access") or lever in style.seen else "act"
        by = "iaea" if seen == "finding" else draw.one_of(["dprk", "usa"])
        return {"kind": seen, "lever": lever, "level": draw.one_of(LEVELS[lever]), "by": by}
    if kind < 80 or not duties:
        by = draw.one_of(["usa", "dprk", "rok"])
        return {"kind": "event", "name": draw.one_of(EVENTS), "by": by}
    if kind < 92:
        amount = float(draw.one_of([5, 10, 20]))
        return {"kind": "amount", "lever": "oil", "amount": amount, "by": "rok"}
    if kind < 96 or style.plain:
        return {"kind": "waive", "clause": draw.one_of(duties)}
    to = (DAY0 + dt.timedelta(days=draw.number(0, 90))).isoformat()
    return {"kind": "extend", "clause": draw.one_of(duties), "to": to}


def day(number: int) -> dt.date:
    """Return a day counted from DAY0."""
    return DAY0 + dt.timedelta(days=number)


def entries_of(
    told: list[tuple[Plain, tuple[int, int]]], draw: Draw | None = None
) -> tuple[Entry, ...]:
    """Return the entries; with `draw`, some of those with an exact date are given an instant."""
    found = []
    for plain, (first, last) in told:
        date = day(first).isoformat() if first == last else f"{day(first)}/{day(last)}"
        decided = plain["kind"] in ("dispute", "ruling")
        if draw and first == last and not decided and draw.chance(0.25):
            date += f"T{draw.number(0, 23):02}:30:00{draw.one_of(['Z', '+09:00', '-05:00'])}"
        entry, faults = read_entry({**plain, "date": date})
        assert isinstance(entry, Entry), faults
        found.append(entry)
    return tuple(found)


class Ledger(Struct, frozen=True):
    """A drawn case with its record."""

    text: str
    case: Case
    entries: tuple[Entry, ...]
    told: list[tuple[Plain, tuple[int, int]]]


def ledger(seed: int, style: Style | None = None, most: int = 16) -> Ledger:
    """Draw a case and a record for it."""
    draw, style = Draw(seed), style or Style()
    text, clauses = case_text(draw, style)
    told = record(draw, style, clauses, draw.number(6, most))
    zone = "UTC" if style.plain else draw.one_of(ZONES)
    entries = entries_of(told, None if style.plain else draw)
    return Ledger(text, case_of(text, zone), entries, told)

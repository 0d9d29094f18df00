"""The parts of a report: frozen records, words and numbers only, no markup.

Every text is as people read it; ids stand beside names so that programs can use the same content.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from detente.brief.report.chip import Chip
from detente.brief.report.deal import Deal, Steps
from detente.brief.report.firm import Firm
from detente.brief.report.lattice import Arrow, Lattice, Node
from detente.brief.report.plain import as_plain
from detente.brief.report.seen import Misperceived
from detente.brief.report.ways import Ahead
from detente.findings import Finding
from detente.ledger.scorecard import Scorecard

__all__ = [
    "Arrow",
    "Assumption",
    "Bar",
    "Cell",
    "Change",
    "Changes",
    "Chip",
    "ClaimRow",
    "ClauseGroup",
    "ClauseRow",
    "Comparison",
    "Conclusion",
    "Event",
    "Fact",
    "Group",
    "Holder",
    "Lattice",
    "Lead",
    "LeverRow",
    "Next",
    "Node",
    "Owner",
    "PackageColumn",
    "Positions",
    "Report",
    "Shade",
    "SourceRow",
    "StateRow",
    "TermRow",
    "Timeline",
    "Unverified",
    "Verdict",
]

Shade = Literal[
    "full", "part", "none", "unknown", "amount", "idle", "due", "met", "overdue", "breached"
]
"""How far a lever still stands where it stood before any deal: all the way, part of it, not at all;
or how a clause stands. Each has its own fill in a bar and its own badge."""


class Owner(Struct, frozen=True, kw_only=True):
    """A party; `index` is its place among those who choose, None for all others."""

    id: str
    name: str
    index: int | None


class Bar(Struct, frozen=True, kw_only=True):
    """A stretch of days, both ends included, in a lever's history."""

    first: dt.date
    last: dt.date
    words: str
    shade: Shade


class LeverRow(Struct, frozen=True, kw_only=True):
    """One line of the board; ``readings`` says how it stands in the readings of parties, where these differ."""

    id: str
    name: str
    words: str
    shade: Shade
    since: str
    notes: tuple[str, ...]
    doubt: str
    readings: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    because: tuple[str, ...]
    rests_on: tuple[Chip, ...]


class Group(Struct, frozen=True, kw_only=True):
    """Levers that stand together; `name` may be empty."""

    name: str
    levers: tuple[LeverRow, ...]


class Holder(Struct, frozen=True, kw_only=True):
    """The board of one party: what it holds."""

    owner: Owner
    groups: tuple[Group, ...]


class Event(Struct, frozen=True, kw_only=True):
    """An entry of the record on the timeline.

    ``lane`` is the index of the lane; ``glyph`` its shape; ``weight`` 0 to 3, how much it matters
    for what holds; ``doubt`` why it is not certain, or empty.
    """

    id: str
    first: dt.date
    last: dt.date
    lane: int
    glyph: str
    kind: str
    who: str
    label: str
    words: str
    weight: int
    doubt: str
    sources: tuple[str, ...]
    grade: str


class Timeline(Struct, frozen=True, kw_only=True):
    """What happened, in lanes by actor."""

    first: dt.date
    last: dt.date
    lanes: tuple[Owner, ...]
    events: tuple[Event, ...]
    left_out: tuple[str, ...]


class ClauseRow(Struct, frozen=True, kw_only=True):
    """What one clause says, and how it stands.

    ``status`` holds its possible statuses, several where it is not known which; ``signs`` says each
    in words, after the glyph and the shade that go with it. ``readings`` says how it stands in the
    readings of parties, where these differ.
    """

    id: str
    name: str
    kind: str
    verb: str
    who: tuple[Owner, ...]
    to: str
    says: str
    when: str
    terms: tuple[str, ...]
    note: str
    status: tuple[str, ...]
    signs: tuple[tuple[str, Shade, str], ...]
    readings: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    due: dt.date | None
    overdue_days: int
    why: str
    rests_on: tuple[Chip, ...]


class ClauseGroup(Struct, frozen=True, kw_only=True):
    """Clauses that the same events set off; `recorded` says whether these are in the record."""

    name: str
    recorded: str
    happened: bool
    clauses: tuple[ClauseRow, ...]


class Next(Struct, frozen=True, kw_only=True):
    """What changes by itself if nobody acts: the last day on which an act prevents it, and what."""

    clause: str
    name: str
    last: dt.date
    days: int
    what: str
    changes: str


class Change(Struct, frozen=True, kw_only=True):
    """A lever or a clause that stands otherwise than before; ``entries`` are those behind it, in words."""

    id: str
    name: str
    before: tuple[tuple[str, Shade, str], ...]
    after: tuple[tuple[str, Shade, str], ...]
    day: dt.date | None = None
    why: str = ""
    entries: tuple[tuple[str, str], ...] = ()


class Changes(Struct, frozen=True, kw_only=True):
    """What changed since an earlier day.

    ``corrected`` is what was known otherwise on that day; ``entries`` (id, date, words) are those
    dated since.
    """

    since: dt.date
    levers: tuple[Change, ...]
    clauses: tuple[Change, ...]
    corrected: tuple[Change, ...]
    entries: tuple[tuple[str, str, str], ...]


class Unverified(Struct, frozen=True, kw_only=True):
    """What could not be verified: a lever, an act or a clause; who could, and since when it is so."""

    id: str
    name: str
    kind: Literal["lever", "act", "clause"]
    what: str
    why: str
    who: str
    since: dt.date | None
    entries: tuple[str, ...]


class Verdict(Struct, frozen=True, kw_only=True):
    """Whether a state holds under one concept, for each party."""

    concept: str
    stable: tuple[bool, ...]

    @property
    def all(self) -> bool:
        """Whether every party is stable there: an equilibrium."""
        return all(self.stable)


class StateRow(Struct, frozen=True, kw_only=True):
    """A state, by how it differs from the present one.

    ``key`` is its number in the model, or its name where states are named outright; ``names`` are
    what else it is called, if anything. ``levels`` gives, lever by lever, the level's words and shade; ``better`` for each party
    whether it prefers this state to the present one (None: just as good).
    """

    key: str
    names: tuple[str, ...]
    state: Mapping[str, str]
    differs: tuple[str, ...]
    levels: tuple[tuple[str, Shade], ...]
    changed: tuple[bool, ...]
    verdicts: tuple[Verdict, ...]
    better: tuple[bool | None, ...]
    standing: str
    reasons: tuple[str, ...]
    path: str
    by_improvements: str

    @property
    def now(self) -> bool:
        """Whether it is the present state."""
        return self.names[:1] == ("Now",)

    @property
    def title(self) -> str:
        """What it is called beside its number or name, else how it differs from the present state."""
        if self.names or self.state.get("state") != self.key:
            return "; ".join(self.names or self.differs)
        said = "; ".join(self.differs)
        return "" if said == self.key else said.removeprefix(f"{self.key} (").removesuffix(")")


class Positions(Struct, frozen=True, kw_only=True):
    """Where each side can move, and which states would last.

    ``left_out`` counts by concept the states that last under it and are not among `states`.
    """

    total: int
    feasible: int
    moves: tuple[int, ...]
    concepts: tuple[tuple[str, str, str], ...]
    counts: Mapping[str, int]
    better_for_all: int | None
    levers: tuple[tuple[str, str, Owner], ...]
    states: tuple[StateRow, ...]
    rule: str
    left_out: Mapping[str, int]
    lattice: Lattice | None
    why_not: str


class ClaimRow(Struct, frozen=True, kw_only=True):
    """A claim: who says what through whom, how good it is, what is known of its truth.

    `behind` says how many independent sources say so, and whether one of the chain has no name.
    """

    id: str
    quote: str
    meaning: str
    kind: str
    actor: str
    chain: tuple[str, ...]
    voice: str
    said: str
    grade: str
    grade_words: str
    verdict: str
    correct: str
    correcting: tuple[str, ...]
    document: str
    note: str
    used_by: tuple[str, ...]
    behind: str = ""


class Conclusion(Struct, frozen=True, kw_only=True):
    """An answer in a sentence, how it was obtained, and the claims it rests on.

    `same_as` is an earlier conclusion that rests on the same claims, if there is one. `key` is the
    id by which `detente flips` asks about it; `flipped_by` the claims any one of which flips it if
    false, `holds_unless` says so, `survives` how likely it is to hold whatever is false.
    """

    id: str
    text: str
    why: str
    method: str
    question: str
    rests_on: tuple[Chip, ...]
    same_as: str = ""
    key: str = ""
    flipped_by: tuple[str, ...] = ()
    holds_unless: str = ""
    survives: str = ""


class Cell(Struct, frozen=True, kw_only=True):
    """A lever in a package: the words, its shade, whether it differs from the present state."""

    words: str
    shade: Shade
    changed: bool


class PackageColumn(Struct, frozen=True, kw_only=True):
    """One package beside the others: a cell per lever, then what the parties make of it."""

    id: str
    name: str
    cells: tuple[Cell, ...]
    better: tuple[bool | None, ...]
    standing: str
    feasible: bool | None


class Comparison(Struct, frozen=True, kw_only=True):
    """Packages side by side, the present state first."""

    levers: tuple[tuple[str, str, Owner], ...]
    packages: tuple[PackageColumn, ...]


class TermRow(Struct, frozen=True, kw_only=True):
    """A disputed term, with what each reading takes it to mean: (by whom, meaning, note, claims)."""

    id: str
    name: str
    taken: str
    readings: tuple[tuple[str, str, str, tuple[Chip, ...]], ...]


class SourceRow(Struct, frozen=True, kw_only=True):
    """A document: who published it when, how reliable the source is, how much rests on it."""

    id: str
    title: str
    publisher: str
    date: str
    grade: str
    grade_words: str
    url: str
    claims: int
    entries: int
    note: str


class Assumption(Struct, frozen=True, kw_only=True):
    """Something taken for granted: what, and what one can do about it."""

    text: str
    hint: str
    kind: str


class Fact(Struct, frozen=True, kw_only=True):
    """A count for the top of the page."""

    number: int
    words: str


class Lead(Struct, frozen=True, kw_only=True):
    """The answer in one sentence, one more to back it, and three or four counts."""

    headline: str
    second: str
    facts: tuple[Fact, ...]


class Report(Struct, frozen=True, kw_only=True):
    """All that a brief says, in its order."""

    case: str
    title: str
    note: str
    parties: tuple[Owner, ...]
    as_of: dt.date
    known: dt.date | None
    reading: str
    version: str
    head: str
    sizes: Mapping[str, int]
    lead: Lead
    board: tuple[Holder, ...]
    timeline: Timeline
    positions: Positions
    claims: tuple[ClaimRow, ...]
    other_claims: tuple[ClaimRow, ...]
    conclusions: tuple[Conclusion, ...]
    obligations: tuple[ClauseRow, ...]
    coming: tuple[Next, ...]
    changes: Changes | None
    unverified: tuple[Unverified, ...]
    clauses: tuple[ClauseGroup, ...]
    clauses_why: str
    packages: Comparison | None
    terms: tuple[TermRow, ...]
    sources: tuple[SourceRow, ...]
    assumptions: tuple[Assumption, ...]
    findings: tuple[Finding, ...] = ()
    firm: Firm | None = None
    ahead: Ahead | None = None
    misperceived: Misperceived | None = None
    deal: Deal | None = None
    order: Steps | None = None
    stages: Scorecard | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON: ``detente.brief/1``."""
        plain: dict[str, Any] = {"schema": "detente.brief/1"}
        for name in self.__struct_fields__:
            plain[name] = as_plain(getattr(self, name))
        return plain

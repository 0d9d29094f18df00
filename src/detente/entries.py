"""The entries of the record: dated facts, immutable, one class per kind.

Times follow `conditions.md`: an instant is a point in time; a day ``d`` in the case's time zone is
the half-open span from its 00:00 to the next; an entry dated by a day takes effect in that day's
last instant. A date that is not exact is an interval of days, both ends included.
"""

import datetime as dt
import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

import msgspec

from detente.claims import Claim, Grade, Review
from detente.documents import Document
from detente.interpret import Fault, Parsed, did_you_mean, interpret

__all__ = [
    "ENTRY_KINDS",
    "Act",
    "Amount",
    "Assertion",
    "Dispute",
    "Entry",
    "Event",
    "Extend",
    "Inspection",
    "LevelEntry",
    "RecordLine",
    "Report",
    "Retract",
    "Ruling",
    "Statement",
    "Waive",
    "When",
    "read_entry",
]


class When(Parsed):
    """When something happened: a day, an instant, or an interval of days when it is not exact.

    Attributes
    ----------
    first, last : datetime.date
        First and last day on which it can have happened, both included.
    instant : datetime.datetime or None
        The instant, with its time zone, where one is given.

    Examples
    --------
    >>> When.parse("2019-10-01/2019-10-05").exact
    False
    >>> When.parse("2019-10-05").first
    datetime.date(2019, 10, 5)
    """

    __slots__ = ("first", "instant", "last")

    def __init__(self, first: dt.date, last: dt.date, instant: dt.datetime | None = None) -> None:
        self.first = first
        self.last = last
        self.instant = instant

    @classmethod
    def parse(cls, text: str) -> "When":
        """Read a day, an instant or an interval; ValueError says what would be right."""
        first, slash, last = text.strip().partition("/")
        if not slash and "T" in first:
            instant = _instant(first)
            return cls(instant.date(), instant.date(), instant)
        begin, end = _day(first), _day(last if slash else first)
        if end < begin:
            raise ValueError(f"the interval ends before it begins: '{text}'")
        return cls(begin, end)

    @property
    def exact(self) -> bool:
        """Whether it is one day or one instant."""
        return self.first == self.last

    def __str__(self) -> str:
        if self.instant is not None:
            return self.instant.isoformat()
        return self.first.isoformat() if self.exact else f"{self.first}/{self.last}"

    def __repr__(self) -> str:
        return f"When({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, When) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def _day(text: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(
            f"expected a day such as 2019-10-05 or an interval 2019-10-01/2019-10-05, got '{text[:40]}'"
        )
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"no such day: '{text}' ({error})") from None


def _instant(text: str) -> dt.datetime:
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"expected an instant such as 2019-10-05T18:30:00+02:00, got '{text[:40]}'"
        ) from None
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


class Entry(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"
):
    """What all entries share.

    Attributes
    ----------
    id : str
        Given by whoever writes it; unique in the record.
    date : When
        When it happened.
    recorded : When or None
        When it became known; None stands for its date, of an interval its end.
    by : str or tuple of str
        Who did, saw or said it; any id, outsiders need not be parties.
    grade : Grade or None
        Admiralty grade; None stands for A1, of reports F6.
    rests_on : tuple of str
        Claims that it rests on.
    supersedes : tuple of str
        Entries that it corrects.
    """

    id: str
    date: When
    recorded: When | None = None
    by: str | tuple[str, ...] = ()
    source: str | tuple[str, ...] = ()
    grade: Grade | None = None
    rests_on: tuple[str, ...] = ()
    supersedes: str | tuple[str, ...] = ()
    note: str = ""

    @property
    def kind(self) -> str:
        """The word that stands under ``kind`` in the record."""
        return str(self.__struct_config__.tag)

    @property
    def graded(self) -> Grade:
        """The grade, with the default of the kind where none is given."""
        return self.grade or (Grade("F", 6) if isinstance(self, Report) else Grade("A", 1))

    @property
    def known_from(self) -> When:
        """When it became known."""
        return self.recorded or When(self.date.last, self.date.last, self.date.instant)

    @property
    def parties(self) -> tuple[str, ...]:
        """``by`` as a tuple."""
        return (self.by,) if isinstance(self.by, str) else self.by

    @property
    def sources(self) -> tuple[str, ...]:
        """``source`` as a tuple."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def corrects(self) -> tuple[str, ...]:
        """``supersedes`` as a tuple."""
        return (self.supersedes,) if isinstance(self.supersedes, str) else self.supersedes


class LevelEntry(Entry, frozen=True):
    """An entry that says at which level a lever is."""

    lever: str
    level: str


class Act(LevelEntry, frozen=True, tag="act"):
    """A party changed its lever."""


class Inspection(LevelEntry, frozen=True, tag="finding"):
    """A verifier saw the lever at this level."""


class Report(LevelEntry, frozen=True, tag="report"):
    """Somebody else, the press or an outside body, says that the lever is at this level."""


class Assertion(LevelEntry, frozen=True, tag="assert"):
    """On this date the board must show this level; checked at every load."""


class Amount(Entry, frozen=True, tag="amount"):
    """So much was delivered; amounts add up."""

    lever: str
    amount: float


class Event(Entry, frozen=True, tag="event"):
    """A named event: signed, accepted, notice, vote, nuclear_test."""

    name: str


class Statement(Entry, frozen=True, tag="statement"):
    """A party said something. It changes no level."""

    text: str
    lever: str = ""
    level: str = ""


class Dispute(Entry, frozen=True, tag="dispute"):
    """An entry is contested."""

    about: str


class Ruling(Entry, frozen=True, tag="ruling"):
    """A dispute is decided: ``upheld`` true strikes the disputed entry, false lets it stand."""

    about: str
    upheld: bool


class Waive(Entry, frozen=True, tag="waive"):
    """A clause is waived."""

    clause: str


class Extend(Entry, frozen=True, tag="extend"):
    """A clause's deadline moves: ``to`` is the new last day in time."""

    clause: str
    to: dt.date


class Retract(Entry, frozen=True, tag="retract"):
    """An entry is withdrawn."""

    about: str


ENTRY_KINDS: dict[str, type[Entry]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (
        Act,
        Inspection,
        Report,
        Amount,
        Event,
        Statement,
        Dispute,
        Ruling,
        Waive,
        Extend,
        Retract,
        Assertion,
    )
}
_OTHER_LINES: dict[str, Any] = {"document": Document, "claim": Claim, "review": Review}

_KINDS = {**ENTRY_KINDS, **_OTHER_LINES}

RecordLine = Entry | Document | Claim | Review


def read_entry(plain: Any) -> tuple[RecordLine | None, list[Fault]]:
    """Read one entry, document, claim or review from plain values; return it and all faults.

    Parameters
    ----------
    plain : mapping
        The object that stands on one line of ``record.jsonl``, or one item of ``events:``.

    Examples
    --------
    >>> entry, faults = read_entry({"kind": "act", "id": "e1", "date": "2017-08-05", "by": "unsc",
    ...                             "lever": "coal_ban", "level": "in_force"})
    >>> entry.level, faults
    ('in_force', [])
    >>> read_entry({"kind": "akt", "id": "e1"})[1][0].hint
    "did you mean 'act'?"
    """
    if not isinstance(plain, Mapping):
        return None, [
            Fault((), "D104", "expected a mapping: an entry with 'kind', 'id' and 'date'")
        ]
    kinds = _KINDS
    word = plain.get("kind")
    if word is None:
        return None, [Fault((), "D103", "missing key 'kind'", "one of " + ", ".join(kinds))]
    if not isinstance(word, str) or word not in kinds:
        said = str(word)[:40]
        return None, [Fault(("kind",), "D105", f"unknown kind '{said}'", did_you_mean(said, kinds))]
    rest = {key: value for key, value in plain.items() if key != "kind"}
    quick = _as_it_stands(kinds[word], rest if word in _OTHER_LINES else dict(plain))
    return (quick, []) if quick is not None else interpret(kinds[word], rest)


def _as_it_stands(kind: Any, plain: dict[str, Any]) -> RecordLine | None:
    """Return the entry if every value has its own type already: about 20 times as quick."""
    try:
        line: RecordLine = msgspec.convert(plain, kind, dec_hook=_from_text)
    except msgspec.ValidationError:
        return None
    return None if isinstance(line, Amount) and not isfinite(line.amount) else line


def _from_text(kind: Any, plain: Any) -> Any:
    """Read a value that is written as text."""
    if isinstance(kind, type) and issubclass(kind, Parsed) and isinstance(plain, str):
        return kind.parse(plain)
    raise ValueError("not text")

"""Entries of the record in words: a short label, and all that they say."""

from collections.abc import Mapping

from detente.brief.words import level_in_words, lever_in_words, name_in_words, sentence
from detente.case import Case
from detente.entries import (
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
)

__all__ = ["entry_in_words"]


def entry_in_words(case: Case, entry: Entry, others: Mapping[str, Entry]) -> tuple[str, str]:
    """Return the short label and the full words of an entry.

    Parameters
    ----------
    case : Case
        For the names of levers and clauses.
    entry : Entry
        The entry.
    others : dict
        Id -> entry, for entries about other entries.

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> vote, _ = read_entry({"kind": "event", "id": "e1", "date": "2017-08-05",
    ...                       "name": "resolution_2371", "note": "Adopted, 15 to 0"})
    >>> entry_in_words(Case(id="c"), vote, {})
    ('Resolution 2371', 'Resolution 2371: Adopted, 15 to 0')
    """
    label = _label(case, entry, others)
    note = " ".join(entry.note.split())
    if isinstance(entry, Statement):
        return label, f"{label} ({note})" if note else label
    return label, f"{label}: {note}" if note else label


def _label(case: Case, entry: Entry, others: Mapping[str, Entry]) -> str:
    if isinstance(entry, Statement):
        return " ".join(entry.text.split())
    if isinstance(entry, LevelEntry):
        level = level_in_words(case.levers.get(entry.lever), entry.level)
        return f"{lever_in_words(case, entry.lever)}: {level}"
    if isinstance(entry, Event):
        return sentence(name_in_words(entry.name))
    if isinstance(entry, Amount):
        lever = case.levers.get(entry.lever)
        unit = lever.unit if lever else ""
        return f"{lever_in_words(case, entry.lever)}: {entry.amount:,g} {unit}".strip()
    if isinstance(entry, Waive | Extend):
        clause = case.clauses.get(entry.clause)
        name = (clause.name if clause else "") or name_in_words(entry.clause)
        return f"{name}: {'waived' if isinstance(entry, Waive) else 'extended'}"
    return _about(case, entry, others)


def _about(case: Case, entry: Entry, others: Mapping[str, Entry]) -> str:
    """Name the entry that `entry` is about; one about a dispute names what is disputed."""
    if not isinstance(entry, Dispute | Ruling | Retract):
        return sentence(name_in_words(entry.kind))
    verb = {Dispute: "Contested", Retract: "Withdrawn"}.get(type(entry), "")
    if isinstance(entry, Ruling):
        verb = "Struck by a ruling" if entry.upheld else "Upheld by a ruling"
    about = others.get(entry.about)
    if isinstance(about, Dispute) and isinstance(entry, Ruling):
        about = others.get(about.about)
    if about is None or isinstance(about, Dispute | Ruling | Retract):
        return f"{verb}: {entry.about}"
    return f"{verb}: {_label(case, about, others)}"

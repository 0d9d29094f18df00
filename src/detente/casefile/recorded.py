"""The names in lines of the record: they must be those of the case."""

from collections.abc import Collection, Mapping

from detente.case import Case
from detente.casefile.desk import Desk
from detente.casefile.facts import check_entry
from detente.casefile.names import LeverNames, Names
from detente.claims import Claim
from detente.entries import Entry, RecordLine
from detente.errors import Mark, Path, Problem

__all__ = ["check_line", "names_of"]


def names_of(case: Case) -> Names:
    """Return the names of a case that was read.

    Examples
    --------
    >>> names_of(Case(id="talks")).players
    ()
    """
    return Names(
        parties={party.id: party.role for party in case.parties.values()},
        levers={
            lever.id: LeverNames(lever.owner, lever.levels or None, lever.unit)
            for lever in case.levers.values()
        },
        terms={term.id: tuple(term.readings) for term in case.terms.values()},
        clauses=tuple(case.clauses),
        calendars=tuple(case.calendars),
        states=case.graph.states if case.graph else (),
    )


def check_line(
    line: RecordLine,
    names: Names,
    entries: Collection[str],
    source: str,
    marks: Mapping[Path, Mark],
) -> list[Problem]:
    """Return the names in a line of the record that the case does not have.

    Parameters
    ----------
    line : Entry, Claim, Document or Review
        The line as read.
    names : Names
        Those of the case.
    entries : collection of str
        Ids of all entries, to which this one may refer.
    source : str
        The file of the record.
    marks : mapping
        Where the line's keys stand; ``()`` is the line itself.

    Examples
    --------
    >>> from detente.entries import read_entry
    >>> waive, _ = read_entry({"kind": "waive", "id": "w", "date": "2019-10-05", "clause": "x"})
    >>> check_line(waive, Names(), ["w"], "record.jsonl", {(): Mark(3, 1)})[0].concise()
    "record.jsonl:3:1: error[D102] unknown clause 'x' (clauses of this case: none)"
    """
    desk = Desk(source, marks, names)
    if isinstance(line, Entry):
        check_entry(line, (), entries, desk)
    elif isinstance(line, Claim):
        for number, lever in enumerate(line.levers):
            desk.known("lever", lever, names.levers, ("levers", number))
    return desk.problems

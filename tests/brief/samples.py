"""A small case with a bit of everything, and its report."""

import datetime as dt

from detente import casefile, record
from detente.brief import Report, build
from detente.case import Case
from detente.claims import Claim
from detente.documents import Document
from detente.entries import Entry

CASE = """\
detente: 1
case: ceasefire
name: Ceasefire for relief
as_of: 2020-03-10
trust: D4
parties:
  north: {name: North, aliases: [General Staff]}
  south: {name: South}
  council: {name: Council, role: authority}
levers:
  blockade:
    name: Blockade of the port
    group: Measures
    owner: north
    levels: [in_force, suspended, lifted]
    needs: {lifted: [council]}
    undo: {lifted: {in_force: never, suspended: never}}
    basis: Order 7
  fire: {name: Fire, group: Measures, owner: north, levels: [open, ceased]}
  guns: {name: Heavy guns, owner: south, levels: [placed, withdrawn]}
impossible: [blockade = lifted and guns = placed]
preferences:
  north: {statements: [{prefers: guns = withdrawn, rests_on: [c1]}, {prefers: blockade = in_force},
    {prefers: fire = ceased}]}
  south: {statements: [{prefers: blockade >= suspended, rests_on: [c2]}, {prefers: fire = ceased},
    {prefers: guns = placed}]}
terms:
  quiet:
    name: Quiet
    north_reading: {by: north, means: fire = ceased, rests_on: [c1]}
    south_reading: {by: south, means: fire = ceased and blockade >= suspended}
packages:
  swap: {blockade: suspended, guns: withdrawn, fire: ceased}
goals:
  peace: fire = ceased and blockade = lifted
clauses:
  - {id: hold_fire, name: Hold fire, party: north, keep: quiet as north_reading,
     when: event(signed), rests_on: [c1]}
  - {id: withdraw, name: Withdraw the guns, party: south, to: north, must: guns = withdrawn,
     when: event(accepted), within: 30 days of accepted, verified: by council, rests_on: [c2]}
"""

RECORD = """\
{"kind": "document", "id": "D1", "title": "Daily bulletin", "publisher": "Harbour Press", \
"published": "2020-01-11", "url": "https://example.org/d1", "reliability": "C"}
{"kind": "document", "id": "D2", "title": "Order 7", "publisher": "Council", "reliability": "A"}
{"kind": "claim", "id": "c1", "document": "D1", "quote": "the guns will stay", "type": "threat", \
"voice": "party", "actor": "south", "attribution": ["author", "general_staff"], "grade": "C3"}
{"kind": "claim", "id": "c2", "document": "D1", "quote": "the port was never closed", \
"normalised": "no blockade was in force", "type": "fact", "grade": "E5", "verdict": "false", \
"correct": "Order 7 closed it on 5 January", "sources": ["D2"]}
{"kind": "act", "id": "e1", "date": "2020-01-05", "by": "north", "lever": "blockade", \
"level": "in_force", "source": "D2", "grade": "A1"}
{"kind": "event", "id": "e2", "date": "2020-01-20", "by": ["north", "south"], "name": "signed", \
"source": "D1", "grade": "B2", "note": "Text of nine lines"}
{"kind": "act", "id": "e3", "date": "2020-02-01", "by": "north", "lever": "fire", \
"level": "ceased", "source": "D1", "grade": "B2"}
{"kind": "report", "id": "e4", "date": "2020-02-10/2020-02-20", "recorded": "2020-02-21", \
"by": "press", "lever": "guns", "level": "withdrawn", "source": "D1", "grade": "E5"}
{"kind": "statement", "id": "e5", "date": "2020-03-01", "by": "south", "text": "The guns will stay \
until the port is open", "source": "D1", "grade": "B2", "rests_on": ["c1"]}
"""


def read(
    case: str = CASE, lines: str = RECORD
) -> tuple[Case, tuple[Entry, ...], dict[str, Document], dict[str, Claim]]:
    """Read a case and a record that have no error."""
    made, problems = casefile.parse(case, "case.yaml")
    assert made is not None, [problem.concise() for problem in problems]
    found, faults = record.parse(lines, "record.jsonl")
    assert faults == []
    all_ = [line for line, _ in found]
    return (
        made,
        tuple(line for line in all_ if isinstance(line, Entry)),
        {line.id: line for line in all_ if isinstance(line, Document)},
        {line.id: line for line in all_ if isinstance(line, Claim)},
    )


def report(case: str = CASE, lines: str = RECORD, reading: str | None = None) -> Report:
    """Return the report as of the case's own day."""
    made, entries, documents, claims = read(case, lines)
    return build(
        case=made,
        entries=entries,
        documents=documents,
        claims=claims,
        version="0123abc",
        as_of=made.as_of or dt.date(2020, 3, 10),
        reading=reading,
    )

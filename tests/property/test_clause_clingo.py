"""The clause machine against a discrete event calculus, run by the answer set solver clingo.

The program in ``tests/data/oracle/event_calculus.lp`` states the language's rules for records in
which all is certain and dated by days. It steps through every day; ours leaps. Clauses that wait
for each other in a circle are left out: there the two need not agree on what comes first.
"""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import clingo
import pytest
from tests.property.clause_ledgers import (
    NO_UNDO,
    SPAN,
    Draw,
    Ledger,
    Plain,
    Style,
    case_of,
    case_text,
    day,
    entries_of,
    record,
)

from detente.case import Case, Clause, Condition
from detente.conditions.evaluate import OPERATORS
from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Duration,
    Happened,
    Held,
    Node,
    Not,
    Once,
    Or,
    Since,
    Verified,
)
from detente.ledger.clauses import run_clauses
from detente.ledger.view import view_of
from detente.ledger.waiting import asks, reads

PROGRAM = Path(__file__).parents[1] / "data" / "oracle" / "event_calculus.lp"
BLOCKS = range(8)
EACH = 25
DAYS = SPAN + 16
STYLE = Style(plain=True, ages=False, doubt=0.0, inexact=0.0, levers=NO_UNDO)
STANDS_FOR = {
    "fulfilled": ("fulfilled", "late"),
    "overdue": ("overdue", "breached"),
    "live": ("live", "claimed_done", "overdue"),
}
STEPS = 6


class Facts:
    """The facts about one case and its record, as the program reads them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.lines: list[str] = []
        self.nodes = 0
        self.number = {clause: place for place, clause in enumerate(case.clauses)}

    def add(self, name: str, *values: object) -> None:
        self.lines.append(f"{name}({','.join(map(str, values))}).")

    def node(self, node: Node) -> int:
        """Add a condition; return its number."""
        self.nodes += 1
        number = self.nodes
        match node:
            case Not(part=part):
                self.add("negation", number, self.node(part))
            case And(parts=parts):
                self.counted(number, len(parts), parts)
            case Or(parts=parts):
                self.counted(number, 1, parts)
            case AtLeast(count=count, parts=parts):
                self.counted(number, count, parts)
            case Held(part=part, duration=duration):
                self.add("throughout", number, self.node(part), days_of(duration))
            case Once(part=part, duration=duration):
                self.add("sometime", number, self.node(part), days_of(duration))
            case _:
                self.plain(number, node)
        return number

    def plain(self, number: int, node: Node) -> None:
        """Add a condition that has no parts of its own."""
        match node:
            case Constant(value=True):
                self.add("always", number)
            case Compare():
                self.compare(number, node)
            case Happened(event=event):
                self.add("happens", number, event)
            case Since(duration=duration, event=event):
                self.add("since", number, event, days_of(duration))
            case ClauseIs(status=status, clause=clause):
                for word in STANDS_FOR.get(status, (status,)):
                    self.add("clause_is", number, self.number[clause], word)
            case Verified(part=Compare() as part, by=(who,)):
                self.compare(number, part, ("verified", who))
            case Claimed(part=Compare() as part, by=who):
                self.compare(number, part, ("claimed", who))
            case _:
                raise NotImplementedError(type(node))

    def counted(self, number: int, count: int, parts: tuple[Node, ...]) -> None:
        self.add("counted", number, count)
        for place, part in enumerate(parts):
            self.add("part", number, place, self.node(part))

    def compare(self, number: int, node: Compare, told_by: tuple[str, str] | None = None) -> None:
        """Add a comparison; `told_by`: how, and whose entries alone count."""
        if not isinstance(node.level, str):
            assert node.op == ">="
            self.add("atleast_amount", number, node.lever, int(node.level))
            return
        levels = self.case.levers[node.lever].levels
        for level in levels:
            if OPERATORS[node.op](levels.index(level), levels.index(node.level)):
                self.add("fits", number, level)
        if told_by is None:
            self.add("compare", number, node.lever)
        else:
            self.add("told_by", number, *told_by, node.lever)

    def written(self, name: str, clause: Clause, condition: Condition | None) -> None:
        if condition is not None:
            self.add(name, self.number[clause.id], self.node(condition.tree))

    def clause(self, clause: Clause) -> None:
        """Add the keys of a clause."""
        number = self.number[clause.id]
        self.add("kind", number, clause.kind)
        if clause.when is None:
            self.add("trigger", number, self.node(Constant(value=True)))
        self.written("trigger", clause, clause.when)
        self.written("condition", clause, clause.condition)
        self.written("excuse", clause, clause.excuse)
        self.written("unless", clause, clause.unless)
        self.written("ends", clause, clause.until)
        if clause.verified is not None and clause.condition is not None:
            assert isinstance(clause.condition.tree, Compare)
            self.add("verifier", number, clause.verified.by[0], clause.condition.tree.lever)
            if clause.verified.within is not None:
                self.add("confirm_within", number, days_of(clause.verified.within))
        if clause.grace is not None:
            self.add("grace", number, days_of(clause.grace))
        self.deadline(number, clause)
        if clause.kind == "may":
            self.power(number, clause)

    def deadline(self, number: int, clause: Clause) -> None:
        if clause.by is not None:
            self.add("by_day", number, (clause.by - day(0)).days + 1)
        elif clause.within is None:
            self.add("no_deadline", number)
        elif clause.within.event is None:
            self.add("of_trigger", number, days_of(clause.within.duration))
        else:
            self.add("of_event", number, clause.within.event, days_of(clause.within.duration))

    def power(self, number: int, clause: Clause) -> None:
        for lever, level in clause.effect.settings if clause.effect else ():
            self.add("effect", number, lever, level)
        for party in (*clause.party, "nobody"):
            self.add("counts", number, party)
        if clause.on_notice:
            self.add("on_notice", number, clause.on_notice)
            self.add("notice_days", number, days_of(clause.notice) if clause.notice else 0)
            return
        self.add("automatic", number)
        if clause.notice is None:
            self.add("at_once", number)
        else:
            self.add("notice_days", number, days_of(clause.notice))

    def entries(self, told: list[tuple[Plain, tuple[int, int]]]) -> None:
        """Add the record: of one day findings come last, then by id."""
        order = sorted(told, key=lambda one: (one[0]["kind"] == "finding", one[0]["id"]))
        for place, (plain, (first, _)) in enumerate(order):
            number, by = first + 1, plain.get("by", "nobody")
            match plain["kind"]:
                case "act" | "finding" | "report" as kind:
                    self.add("entry", place, kind, plain["lever"], plain["level"], number, by)
                case "event":
                    self.add("event", plain["name"], number, by)
                case "amount":
                    self.add("amount", place, plain["lever"], int(plain["amount"]), number)
                case "waive":
                    self.add("waive", self.number[plain["clause"]], number)
                case other:
                    raise NotImplementedError(other)

    def all(self, told: list[tuple[Plain, tuple[int, int]]]) -> str:
        """Return all facts."""
        for lever in self.case.levers.values():
            if lever.quantity:
                self.add("quantity", lever.id)
            else:
                self.add("start", lever.id, lever.start)
                for level in lever.levels:
                    self.add("level", lever.id, level)
        for party in self.case.parties:
            self.add("party", party)
        for clause in self.case.clauses.values():
            self.clause(clause)
        self.entries(told)
        return "\n".join(self.lines)


def days_of(duration: Duration) -> int:
    assert duration.unit == "days"
    return duration.count


def theirs(case: Case, told: list[tuple[Plain, tuple[int, int]]]) -> dict[tuple[str, int], str]:
    """Return the status of each clause on each day, from the one answer set."""
    control = clingo.Control(["--warn=none", "-c", f"days={DAYS}", "-c", f"steps={STEPS}"])
    control.load(str(PROGRAM))
    control.add("base", [], Facts(case).all(told))
    control.ground([("base", [])])
    names = list(case.clauses)
    with control.solve(yield_=True) as found:
        models = [[one.arguments for one in model.symbols(shown=True)] for model in found]
    assert len(models) == 1
    return {(names[c.number], d.number): w.name for c, d, w in models[0]}


def without_circles(seed: int) -> Ledger:
    """Draw a ledger; leave out clauses, last ones first, until none waits for itself."""
    draw = Draw(seed)
    _, clauses = case_text(draw, STYLE)
    told = record(draw, STYLE, clauses, draw.number(8, 24))
    kept: list[Plain] = []
    for keys in clauses:
        if in_order([*kept, keys]):
            kept.append(keys)
    text = written(kept)
    names = {keys["id"] for keys in kept}
    told = [one for one in told if one[0].get("clause", "c0") in names]
    return Ledger(text, case_of(text), entries_of(told), told)


def written(clauses: list[Plain]) -> str:
    blocks = ["  - " + "\n    ".join(f"{k}: {v}" for k, v in keys.items()) for keys in clauses]
    return f"{NO_UNDO}clauses:\n" + "\n".join(blocks) + "\n"


def in_order(clauses: list[Plain]) -> bool:
    """Whether the clauses name only each other, and none waits for itself."""
    ids = {keys["id"] for keys in clauses}
    text = written(clauses)
    if any(f"({name})" in text for name in {f"c{n}" for n in range(8)} - ids):
        return False
    case = case_of(text)
    asked = {clause.id: asks(clause) for clause in case.clauses.values()}
    waits = {clause: set(others) for clause, others in reads(case, asked).items()}
    for clause in case.clauses.values():
        moved = {lever for lever, _ in clause.effect.settings} if clause.effect else set()
        if clause.id in asked[clause.id].clauses or moved & asked[clause.id].levers:
            return False
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return False
    return True


def differences(
    one: Ledger, told: dict[tuple[str, int], str]
) -> Iterator[tuple[str, int, str, str]]:
    """Yield where our statuses differ, by the machine and by the timeline."""
    view = view_of(one.case, one.entries, None)
    ours = run_clauses(one.case, view, day(DAYS - 2), begins=day(0))
    for clause in one.case.clauses:
        for number in range(DAYS - 1):
            mine = ours.words(clause, day(number))
            if mine != (told[clause, number + 1],):
                yield clause, number, "|".join(mine), told[clause, number + 1]


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS)
def test_the_machine_is_the_event_calculus(block: int) -> None:
    """25 ledgers: each clause has the one status of the program's one answer set, on every day."""
    words = set()
    for seed in range(block * EACH, (block + 1) * EACH):
        one = without_circles(seed + 30_000)
        told = theirs(one.case, one.told)
        assert list(differences(one, told)) == [], (seed, one.text)
        words |= set(told.values())
    assert len(words) >= 12, words

"""Conditions, deadlines, effects and durations: text -> tree, with every name in it looked up."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, TypeVar

from msgspec import Struct, field

from detente.case import Condition, Never
from detente.casefile.desk import Desk, present
from detente.casefile.lookup import look_up, refuse_quantities
from detente.casefile.written import LongCondition
from detente.conditions.grammar import (
    parse,
    parse_deadline,
    parse_duration,
    parse_effect,
    parse_verification,
)
from detente.conditions.names import misuse
from detente.conditions.terms import settle
from detente.conditions.tree import (
    Deadline,
    Duration,
    Effect,
    Node,
    TermIs,
    Verification,
    walk,
)
from detente.conditions.words import ConditionError
from detente.errors import Path

__all__ = ["Conditions", "Where"]

N = TypeVar("N", bound=Node)
Where = Literal["state", "time", "any"]
"""What a condition may speak of: states, or time; a policy's ``when`` has the whole language."""

MAX_CONDITIONS = 5_000
MAX_TEXT = 250_000
_READERS: dict[str, Callable[[str], Node]] = {
    "Node": parse,
    "Deadline": parse_deadline,
    "Duration": parse_duration,
    "Effect": parse_effect,
    "Verification": parse_verification,
}


@lru_cache(maxsize=4096)
def _tree(text: str, kind: str) -> Node:
    """Trees are frozen, and the same texts are read again whenever a file is read again."""
    return _READERS[kind](text)


class Conditions(Struct):
    """Reads the conditions of one file; `terms` is filled first: term -> reading -> tree."""

    desk: Desk
    terms: Mapping[str, Mapping[str, Node]] = field(default_factory=dict)
    count: int = 0
    length: int = 0
    full: bool = False

    def condition(
        self, text: str, path: Path, where: Where, *, named_readings: bool = False
    ) -> Condition | None:
        """Read one condition; None if it cannot be read.

        Parameters
        ----------
        where : {"state", "time", "any"}
            What it may speak of.
        named_readings : bool
            Whether a disputed term in it must say whose reading is meant.
        """
        tree = self._read(text, path, Node)
        if tree is None:
            return None
        right = look_up(tree, text, path, self.desk)
        if where == "state":
            refuse_quantities(tree, text, path, self.desk)
        if where != "any":
            for message, hint, span in misuse(tree, where=where):
                self.desk.error(path, "D108", message, hint, span=(text, *span))
        if right:
            self._terms(tree, text, path, where, named_readings=named_readings)
        return Condition(text, tree, path)

    def optional(self, text: str | None, path: Path, where: Where) -> Condition | None:
        """Read a condition that may be absent."""
        return None if text is None else self.condition(text, path, where)

    def states(
        self, items: tuple[str | LongCondition, ...], path: Path, *, named_readings: bool = False
    ) -> tuple[Condition, ...]:
        """Read a list of conditions on states."""
        read = (
            self.state(item, (*path, i), named_readings=named_readings)
            for i, item in present(items)
        )
        return tuple(condition for condition in read if condition)

    def state(
        self, item: str | LongCondition, path: Path, *, named_readings: bool = False
    ) -> Condition | None:
        """Read a condition on states, in its short or its long form."""
        if isinstance(item, str):
            return self.condition(item, path, "state", named_readings=named_readings)
        at = (*path, "condition")
        read = self.condition(item.condition, at, "state", named_readings=named_readings)
        if read is None:
            return None
        return Condition(
            read.text, read.tree, at, name=item.name, note=item.note, rests_on=item.rests_on
        )

    def deadline(self, text: str | None, path: Path) -> Deadline | None:
        """Read ``60 days of signed``; None if it is absent or wrong."""
        return None if text is None else self._read(text, path, Deadline)

    def duration(self, text: str | None, path: Path) -> Duration | None:
        """Read ``30 days``; None if it is absent or wrong."""
        return None if text is None else self._read(text, path, Duration)

    def duration_or_never(self, text: str, path: Path) -> Duration | Never | None:
        """Read ``30 days`` or ``never``; None if it is wrong."""
        return "never" if text == "never" else self._read(text, path, Duration)

    def verification(self, text: str | None, path: Path) -> Verification | None:
        """Read ``by iaea within 30 days``; None if it is absent or wrong."""
        tree = None if text is None else self._read(text, path, Verification)
        if tree is not None and text is not None:
            look_up(tree, text, path, self.desk)
        return tree

    def effect(
        self, text: str | None, path: Path, *, owner: str = "", single: bool
    ) -> Effect | None:
        """Read ``lever = level``; None if it is absent or wrong.

        Parameters
        ----------
        owner : str
            If given, whose levers alone may stand in it.
        single : bool
            Whether it may change one lever only.
        """
        tree = None if text is None else self._read(text, path, Effect)
        if tree is None or text is None:
            return None
        look_up(tree, text, path, self.desk)
        refuse_quantities(tree, text, path, self.desk)
        if single and len(tree.settings) > 1:
            message = "one lever only can be changed here"
            self.desk.error(
                path, "D104", message, "write one clause for each", span=(text, *tree.span)
            )
        levers = self.desk.names.levers
        for (lever, _), (span, _) in zip(tree.settings, tree.setting_spans, strict=True):
            if owner and lever in levers and levers[lever].owner not in ("", owner):
                message = f"'{lever}' is a lever of {levers[lever].owner}, not of {owner}"
                hint = "a policy moves the party's own levers"
                self.desk.error(path, "D104", message, hint, span=(text, *span))
        return tree

    def _read(self, text: str, path: Path, kind: type[N]) -> N | None:
        """Read a text of this kind; what is wrong in it is noted."""
        if self.desk.faulty(*path):
            return None
        mark = self.desk.marks.get(path)
        if mark is not None and mark.style == "folded":
            hint = "write it on one line, or after '|'"
            self.desk.error(path, "D107", "a condition cannot be folded over several lines", hint)
            return None
        if self._too_many(text, path):
            return None
        try:
            tree = _tree(text, kind.__name__)
        except ConditionError as error:
            code = "D109" if error.message.startswith(("longer", "nested")) else "D107"
            span = (text, error.start, error.end)
            self.desk.error(path, code, error.message, error.hint, span=span)
            return None
        return tree if isinstance(tree, kind) else None

    def _too_many(self, text: str, path: Path) -> bool:
        """Whether the file has more conditions than are read; noted once."""
        full = self.count >= MAX_CONDITIONS or self.length > MAX_TEXT
        if full and not self.full:
            limits = f"{MAX_CONDITIONS:,} of them, {MAX_TEXT:,} characters in all"
            message = f"too many conditions in one file: at most {limits}"
            self.desk.error(path, "D109", message, "split the case")
        self.full = full
        self.count += 1
        self.length += len(text)
        return full

    def _terms(
        self, tree: Node, text: str, path: Path, where: Where, *, named_readings: bool
    ) -> None:
        """Note disputed terms without a reading, and terms that mean what cannot stand here."""
        for node in walk(tree):
            if not isinstance(node, TermIs):
                continue
            span = (text, *node.span)
            readings = self.terms.get(node.term, {})
            if named_readings and node.reading is None and len(readings) > 1:
                message = f"the term '{node.term}' is disputed: say whose reading is meant"
                hint = f"write '{node.term} as {next(iter(readings))}'"
                self.desk.error(path, "D108", message, hint, span=span)
            elif where != "any":
                for message, hint in self._meanings(node, where):
                    self.desk.error(path, "D108", message, hint, span=span)

    def _meanings(self, node: TermIs, where: Literal["state", "time"]) -> Iterator[tuple[str, str]]:
        """Yield what a term means, in one of its readings, that cannot stand here."""
        readings = self.terms.get(node.term, {})
        for name in [node.reading] if node.reading else list(readings):
            try:
                settled = settle(TermIs(node.term, name), self.terms)
            except ConditionError:
                continue  # noted where the term stands
            for message, hint, _ in misuse(settled, where=where)[:1]:
                yield f"'{node.term} as {name}': {message}", hint

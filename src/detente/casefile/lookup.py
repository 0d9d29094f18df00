"""Looking up the names that stand in a condition, each fault at the exact place of the name."""

from collections.abc import Collection

from detente.casefile.desk import Desk
from detente.conditions.names import Mention, mentions
from detente.conditions.tree import Compare, Node, walk
from detente.errors import Path

__all__ = ["look_up", "refuse_quantities"]


def look_up(tree: Node, text: str, path: Path, desk: Desk) -> bool:
    """Note every name in `tree` that the case does not have; return whether all are there.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> desk = Desk("case.yaml", {})
    >>> look_up(parse("coal = lifted"), "coal = lifted", (), desk), desk.problems[0].message
    (False, "unknown lever 'coal'")
    """
    looker = _Looker(text, path, desk)
    return all([looker.mention(mention) for mention in mentions(tree)] + looker.numbers(tree))


def refuse_quantities(tree: Node, text: str, path: Path, desk: Desk) -> None:
    """Note the quantities in `tree`, which are no part of a state.

    Examples
    --------
    >>> from detente.conditions.grammar import parse
    >>> refuse_quantities(parse("coal = lifted"), "coal = lifted", (), Desk("case.yaml", {}))
    """
    for mention in mentions(tree):
        lever = desk.names.levers.get(mention.name)
        if mention.kind == "lever" and lever is not None and lever.unit:
            message = f"{mention.name} is a quantity, and no part of a state"
            span = (text, *mention.span)
            desk.error(path, "D108", message, "quantities stand in clauses", span=span)


class _Looker:
    """One text and its place."""

    def __init__(self, text: str, path: Path, desk: Desk) -> None:
        self.text = text
        self.path = path
        self.desk = desk

    def mention(self, mention: Mention) -> bool:
        """Whether this name is there, or needs no declaration (events)."""
        names = self.desk.names
        if mention.kind == "lever":
            return self.plain("lever", mention, names.levers)
        if mention.kind == "party":
            return self.plain("party", mention, names.parties)
        if mention.kind == "clause":
            return self.plain("clause", mention, names.clauses)
        if mention.kind == "event":
            return True
        return {"level": self.level, "unit": self.unit, "term": self.term}.get(
            mention.kind, self.reading
        )(mention)

    def plain(self, one: str, mention: Mention, known: Collection[str]) -> bool:
        span = (self.text, *mention.span)
        return self.desk.known(one, mention.name, known, self.path, span=span)

    def error(self, mention: Mention, code: str, message: str, hint: str = "") -> bool:
        span = (self.text, *mention.span)
        self.desk.error(self.path, code, message, hint, span=span)
        return False

    def part(self, mention: Mention, known: Collection[str], one: str) -> bool:
        """Whether a level or a reading is one of those that the lever or the term has."""
        if mention.name in known:
            return True
        message = f"{mention.of} has no {one} '{mention.name}'"
        what, span = f"{one}s of {mention.of}", (self.text, *mention.span)
        self.desk.unknown(message, mention.name, known, what, self.path, span=span)
        return False

    def level(self, mention: Mention) -> bool:
        lever = self.desk.names.levers.get(mention.of)
        if lever is None:
            return True
        if lever.unit:
            message = f"{mention.of} is a quantity: compare it with a number of {lever.unit}"
            return self.error(mention, "D104", message)
        return lever.levels is None or self.part(mention, lever.levels, "level")

    def unit(self, mention: Mention) -> bool:
        lever = self.desk.names.levers.get(mention.of)
        if lever is None or not lever.unit or lever.unit == mention.name:
            return True
        message = f"{mention.of} is measured in {lever.unit}, not in {mention.name}"
        return self.error(mention, "D104", message)

    def term(self, mention: Mention) -> bool:
        names = self.desk.names
        if mention.name in names.levers and mention.name not in names.terms:
            hint = f"compare it with a level: {mention.name} = ..."
            return self.error(mention, "D107", f"the lever '{mention.name}' stands alone", hint)
        return self.plain("term", mention, names.terms)

    def reading(self, mention: Mention) -> bool:
        readings = self.desk.names.terms.get(mention.of)
        return readings is None or self.part(mention, readings, "reading")

    def numbers(self, tree: Node) -> list[bool]:
        """Note levers with levels that are compared with a number."""
        return [
            self.number(node)
            for node in walk(tree)
            if isinstance(node, Compare) and not isinstance(node.level, str)
        ]

    def number(self, node: Compare) -> bool:
        lever = self.desk.names.levers.get(node.lever)
        if lever is None or lever.unit or lever.levels is None:
            return True
        message = f"{node.lever} has levels, and is compared with one of them, not with a number"
        what, span = f"levels of {node.lever}", (self.text, *node.level_span)
        self.desk.unknown(message, "", lever.levels, what, self.path, span=span)
        return False

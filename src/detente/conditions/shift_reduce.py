"""The parser that the tables drive: words in, pieces out.

The tables are made ahead of time (`scripts/grammar_tables.py`), because making them costs a tenth of
a second, which every start of every command would pay.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from detente.conditions import tables
from detente.conditions.words import Word

__all__ = ["END", "StuckError", "accepted", "shift_reduce"]

END = "$END"
ONE = "-"
"""Builder of a rule of one piece, which stays as it is."""


class Rule(NamedTuple):
    """A rule that ends: what it makes, of how many pieces, and the method that builds it."""

    made: str
    size: int
    builder: str

    @property
    def inner(self) -> bool:
        """Whether its pieces belong to the rule around it."""
        return self.made.startswith("_")


Turn = int | Rule
States = tuple[Mapping[str, Turn], ...]


class StuckError(Exception):
    """A word cannot stand where it stands.

    Attributes
    ----------
    word : Word or None
        None: the end of the text.
    accepts : set of str
        The kinds of word that could.
    """

    def __init__(self, word: Word | None, accepts: set[str]) -> None:
        super().__init__(word)
        self.word = word
        self.accepts = accepts


def shift_reduce(words: Iterable[Word], start: str, builder: object) -> Any:
    """Return what the words are, built by the methods of `builder`.

    Parameters
    ----------
    words : iterable of Word
        The text.
    start : str
        What it is to be read as: a key of ``tables.STARTS``.
    builder : object
        One method per rule; each takes the list of its pieces, words among them.

    Raises
    ------
    StuckError
        At the first word that cannot stand there.

    Examples
    --------
    >>> class Joined:
    ...     def duration(self, pieces):
    ...         return [word.text for word in pieces]
    >>> shift_reduce([Word("NUMBER", "3", 0, 1), Word("UNIT", "days", 2, 6)], "duration", Joined())
    ['3', 'days']
    """
    states = _states()
    first, last = tables.STARTS[start]
    path, pieces = [first], list[Any]()
    for word in words:
        before = path.copy()
        to = _close(states, path, word.kind, _building(pieces, builder))
        if to is None:
            raise StuckError(word, accepted(before))
        path.append(to)
        pieces.append(word)
    before = path.copy()
    _close(states, path, END, _building(pieces, builder), last)
    if path[-1] != last:
        raise StuckError(None, accepted(before))
    return pieces[-1]


def accepted(path: list[int]) -> set[str]:
    """Return the kinds of word that can come after the states `path`."""
    states = _states()
    kinds = {kind for kind in states[path[-1]] if kind.isupper() or kind == END}
    return {kind for kind in kinds if _fits(states, path.copy(), kind)}


def _fits(states: States, path: list[int], kind: str) -> bool:
    to = _close(states, path, kind, lambda _: None, *(last for _, last in tables.STARTS.values()))
    return to is not None or (kind == END and path[-1] in {e for _, e in tables.STARTS.values()})


def _close(
    states: States,
    path: list[int],
    kind: str,
    build: Callable[[Rule], None],
    *last: int,
) -> int | None:
    """End all rules that end before a word of this kind; return the state after it, or None.

    At the end of the text: until a state of `last` is reached.
    """
    while True:
        turn = states[path[-1]].get(kind)
        if turn is None or isinstance(turn, int):
            return turn
        if turn.builder == ONE:
            path.pop()
        else:
            del path[len(path) - turn.size :]
            build(turn)
        path.append(states[path[-1]][turn.made])  # type: ignore[arg-type]  # after a rule one goes on
        if kind == END and path[-1] in last:
            return None


def _building(pieces: list[Any], builder: object) -> Callable[[Rule], None]:
    """Return what puts the piece of a rule in place of its parts."""

    def build(rule: Rule) -> None:
        parts = pieces[len(pieces) - rule.size :]
        del pieces[len(pieces) - rule.size :]
        flat = [one for part in parts for one in (part if isinstance(part, _Inner) else (part,))]
        pieces.append(_Inner(flat) if rule.inner else getattr(builder, rule.builder)(flat))

    return build


class _Inner(list[Any]):
    """Pieces on their way to the rule around them."""


@cache
def _states() -> States:
    """Return the tables, read."""
    rules = [Rule(*rule) for rule in tables.RULES]
    states = []
    for text in tables.STATES:
        turns: dict[str, Turn] = {}
        for part in filter(None, text.split("; ")):
            what, *symbols = part.split()
            turn = rules[int(what[1:])] if what.startswith("r") else int(what)
            turns |= dict.fromkeys(symbols, turn)
        states.append(turns)
    return tuple(states)

"""Where the faults of one file come together: each is placed, counted and kept as a problem."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field

from detente.casefile.names import Names, id_fault, loose_id_fault, nearest
from detente.casefile.values import KEY
from detente.errors import Mark, Path, Problem
from detente.interpret import BROKEN, Fault

__all__ = ["Desk", "Span", "present", "present_items"]

T = TypeVar("T")
Span = tuple[str, int, int]
"""A text, and the range of code points in it that is meant."""

_MANY = {"party": "parties", "entry": "entries"}
MAX_PROBLEMS = 500
MANY = 100


class Desk(Struct):
    """Collects the problems of one file.

    Parameters
    ----------
    source : str
        The file as the user named it.
    marks : mapping
        Where everything stands.
    """

    source: str
    marks: Mapping[Path, Mark]
    names: Names = field(default_factory=Names)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0
    _faulty: set[Path] = field(default_factory=set)

    def error(
        self,
        path: Path,
        code: str,
        message: str,
        hint: str = "",
        *,
        on_key: bool = False,
        span: Span | None = None,
    ) -> None:
        """Note an error at `path`: at its key, at a part of its text, or at the whole of it."""
        self._faulty.update(path[:end] for end in range(len(path) + 1))
        if len(self.problems) >= MAX_PROBLEMS:
            self.left_out += 1
            return
        mark = self._mark(path, on_key=on_key)
        if span is not None:
            mark = mark.inside(*span)
        problem = Problem(severity="error", code=code, message=message, hint=hint)
        self.problems.append(problem.at(self.source, mark))

    def _mark(self, path: Path, *, on_key: bool) -> Mark:
        if on_key and (*path, KEY) in self.marks:
            return self.marks[*path, KEY]
        for end in range(len(path), -1, -1):
            mark = self.marks.get(path[:end])
            if mark is None:
                continue
            above = self.marks.get((*path[:end], KEY))
            return above if above and mark.style == "collection" else mark
        return Mark(1, 1)

    def take(self, faults: Sequence[Fault], under: Path = ()) -> None:
        """Note the faults that the interpretation of a part found."""
        for fault in faults:
            path = (*under, *fault.path)
            self.error(path, fault.code, fault.message, fault.hint, on_key=fault.on_key)
            if fault.missing:
                self._faulty.add((*path, fault.missing))

    def faulty(self, *path: str | int) -> bool:
        """Whether something is wrong at `path` or below it."""
        return path in self._faulty

    def check_loose_id(self, word: str, path: Path) -> None:
        """Note an id of an entry or a claim that cannot be one."""
        fault = loose_id_fault(word)
        if fault:
            self.error(path, "D104", *fault)

    @property
    def many(self) -> bool:
        """Whether so much is wrong that hints are no longer worth their time."""
        return len(self.problems) >= MANY

    def check_id(self, word: str, path: Path, *, on_key: bool = True, spoken: bool = False) -> None:
        """Note an id that cannot be one."""
        fault = id_fault(word, spoken=spoken)
        if fault:
            self.error(path, "D104", *fault, on_key=on_key)

    def unknown(
        self,
        message: str,
        word: str,
        known: Collection[str],
        what: str,
        path: Path,
        *,
        on_key: bool = False,
        span: Span | None = None,
    ) -> None:
        """Note that `word` names nothing, with the nearest of the `known` names.

        Parameters
        ----------
        what : str
            What the known names are: ``levers of this case``.
        """
        hint = "" if self.many else nearest(word, known, what)
        self.error(path, "D102", message, hint, on_key=on_key, span=span)

    def known(
        self,
        one: str,
        word: str,
        known: Collection[str],
        path: Path,
        *,
        on_key: bool = False,
        span: Span | None = None,
    ) -> bool:
        """Whether `word` is one of the `known` names; if not, note it. `one`: ``lever``, ``day`` ..."""
        if word in known:
            return True
        shown = word if len(word) <= 60 else word[:57] + "..."
        message = f"unknown {one} '{shown}'"
        what = f"{_MANY.get(one, one + 's')} of this case"
        self.unknown(message, word, known, what, path, on_key=on_key, span=span)
        return False

    def party(self, word: str, path: Path, *, on_key: bool = False) -> bool:
        """Whether `word` is an actor of the case, of any role."""
        return self.known("party", word, self.names.parties, path, on_key=on_key)

    def player(self, word: str, path: Path, what: str, *, on_key: bool = False) -> bool:
        """Whether `word` is a party that chooses; `what` it would have if it were one."""
        if not self.party(word, path, on_key=on_key):
            return False
        role = self.names.parties[word]
        if role == "party":
            return True
        message = f"'{word}' has the role {role} and so has no {what}"
        self.error(path, "D104", message, "only those with role: party choose", on_key=on_key)
        return False


def present(items: Sequence[T]) -> Iterator[tuple[int, T]]:
    """Yield the items that can be used, each with its position."""
    return ((i, item) for i, item in enumerate(items) if item is not BROKEN)


def present_items(items: Mapping[str, T]) -> Iterator[tuple[str, T]]:
    """Yield the keys and values that can be used."""
    return ((key, item) for key, item in items.items() if item is not BROKEN)

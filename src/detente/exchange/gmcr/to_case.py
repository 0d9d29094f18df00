"""A conflict -> the text of a case file in lever form, with what has to be said beside it."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from detente.conditions.words import MAX_LENGTH, WORDS
from detente.errors import CannotComputeError
from detente.exchange.gmcr.conflict import Conflict, Maker, Pattern, Statement
from detente.exchange.gmcr.covering import cover

__all__ = ["Import", "to_case"]

LEVELS = ("no", "yes")
UNDO = {
    "fwd": ", undo: {yes: {no: never}}",
    "back": ", start: yes, undo: {no: {yes: never}}",  # it can be dropped, so it is taken at first
    "both": "",
}
_TAKEN = frozenset(WORDS) | {"parties", "levers", "status_quo"}


class Import(Struct, frozen=True):
    """A case made of a conflict.

    Attributes
    ----------
    text : str
        The case file.
    remarks : tuple of str
        What the file does not say, or says twice; in sentences.
    """

    text: str
    remarks: tuple[str, ...]


def to_case(conflict: Conflict, case: str, *, name: str = "", source: str = "") -> Import:
    """Return the case file: each option becomes a lever with the levels no and yes.

    Parameters
    ----------
    case, name : str
        The id and the title of the case.
    source : str
        The file's name, for the note.

    Raises
    ------
    CannotComputeError
        A condition is too long for a case file.

    Examples
    --------
    >>> from detente.exchange.gmcr.conflict import Option
    >>> made = to_case(Conflict(options=(Option("Go home", "fwd"),),
    ...     makers=(Maker(name="A", options=(0,), statements=(({0: True},),)),)), "talks")
    >>> [line for line in made.text.splitlines() if "go_home" in line]
    ['  go_home: {name: "Go home", owner: a, levels: [no, yes], undo: {yes: {no: never}}}', '      - "go_home = yes"']
    """
    return _Writing(conflict).made(case, name, source)


class _Writing:
    """The names of one conflict, and its parts as lines."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        self.remarks: list[str] = []
        self.parties = _ids([maker.name for maker in conflict.makers], "party")
        names = [option.name for option in conflict.options]
        owners = {o: place for place, maker in enumerate(conflict.makers) for o in maker.options}
        shared = {name for name in names if names.count(name) > 1}
        self.levers = _ids(
            [
                f"{self.parties[owners[place]]} {name}" if name in shared else name
                for place, name in enumerate(names)
            ],
            "option",
        )

    def made(self, case: str, name: str, source: str) -> Import:
        lines = [
            "# yaml-language-server: $schema=case.schema.json",
            "detente: 1",
            f"case: {case}",
            *([f"name: {_quoted(name)}"] if name else []),
            f"note: {_quoted(self._note(source))}",
            "",
            "parties:",
            *(
                f"  {party}: {{name: {_quoted(maker.name or party)}}}"
                for party, maker in zip(self.parties, self.conflict.makers, strict=True)
            ),
            "",
            "levers:",
            *self._levers(),
            *self._impossible(),
            *self._preferences(),
            *self._misperceptions(),
            *self._coalitions(),
        ]
        self.remarks.append(
            "The format has no status quo: levers start at 'no', those that can only be dropped at "
            "'yes'. Write status_quo: where the conflict stands."
        )
        return Import("\n".join(lines) + "\n", tuple(self.remarks))

    def _note(self, source: str) -> str:
        version = f" of version {self.conflict.version}" if self.conflict.version else ""
        return f"Made from {source or 'a .gmcr file'}{version}: options are levers with no and yes."

    def _levers(self) -> Iterator[str]:
        for place, maker in enumerate(self.conflict.makers):
            for option in maker.options:
                one = self.conflict.options[option]
                name = _quoted(one.name or self.levers[option])
                yield (
                    f"  {self.levers[option]}: {{name: {name}, owner: {self.parties[place]}, "
                    f"levels: [no, yes]{UNDO[one.direction]}}}"
                )

    def _impossible(self) -> Iterator[str]:
        found = [text for union in self.conflict.infeasible for text in self._each(union)]
        if found:
            yield from ("", "impossible:", *(f"  - {_quoted(text)}" for text in found))

    def _each(self, union: Statement) -> Iterator[str]:
        """Yield one condition per pattern: what none of several may match needs no 'or'."""
        for pattern in union:
            yield self._pattern(pattern)

    def _pattern(self, pattern: Pattern) -> str:
        said = [f"{self.levers[o]} = {LEVELS[taken]}" for o, taken in pattern.items()]
        return " and ".join(said) if said else "always"

    def _condition(self, union: Statement, whose: str) -> str:
        text = self._union(union)
        if len(text) > MAX_LENGTH:
            text = self._union(_shorter(union))
        if len(text) > MAX_LENGTH:
            raise CannotComputeError(
                f"a statement of {whose} is too long for a case file",
                f"{len(union):,} patterns make {len(text):,} characters; at most {MAX_LENGTH:,}",
            )
        return text

    def _union(self, union: Statement) -> str:
        parts = [self._pattern(pattern) for pattern in union]
        if len(parts) == 1:
            return parts[0]
        return " or ".join(f"({part})" if " and " in part else part for part in parts)

    def _preferences(self) -> Iterator[str]:
        yield from ("", "preferences:")
        for party, maker in zip(self.parties, self.conflict.makers, strict=True):
            if self.conflict.ranked and maker.ranking is not None:
                yield from self._ranking(party, maker)
            else:
                yield from self._statements(party, maker)

    def _statements(self, party: str, maker: Maker) -> Iterator[str]:
        said = [union for union in maker.statements if union and all(union)]
        if len(said) < len(maker.statements):
            idle = len(maker.statements) - len(said)
            self.remarks.append(
                f"{maker.name}: left out {idle} of {len(maker.statements)} statements, which every "
                "state meets or none."
            )
        if not said:
            self.remarks.append(f"{maker.name} has no preferences: it is indifferent.")
            yield f"  {party}: {{statements: []}}"
            return
        yield from (f"  {party}:", "    statements:")
        whose = maker.name or party
        yield from (f"      - {_quoted(self._condition(union, whose))}" for union in said)

    def _ranking(self, party: str, maker: Maker) -> Iterator[str]:
        if maker.statements:
            self.remarks.append(
                f"{maker.name}: the file ranks states by hand, so its {len(maker.statements)} "
                "statements are left out."
            )
        feasible = self.conflict.feasible()
        number = np.flatnonzero(feasible)
        yield from (f"  {party}:", "    ranking:")
        for group in maker.ranking or ():
            yield f"      - [{', '.join(self._group([int(number[s - 1]) for s in group], feasible))}]"

    def _group(
        self, states: Sequence[int], feasible: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    ) -> Iterator[str]:
        order = self.conflict.order
        if len(states) == 1:
            yield self._map({o: bool(states[0] >> digit & 1) for digit, o in enumerate(order)})
            return
        wanted = np.zeros_like(feasible)
        wanted[list(states)] = True
        for pattern in cover(wanted, wanted | ~feasible):
            yield self._map({order[digit]: taken for digit, taken in pattern.items()})

    def _map(self, pattern: Pattern) -> str:
        said = ", ".join(f"{self.levers[o]}: {LEVELS[taken]}" for o, taken in pattern.items())
        return f"{{{said}}}"

    def _misperceptions(self) -> Iterator[str]:
        said = [
            (party, [text for union in maker.unperceived for text in self._each(union)])
            for party, maker in zip(self.parties, self.conflict.makers, strict=True)
        ]
        if not any(texts for _, texts in said):
            return
        self.remarks.append(
            "States that a decision maker does not perceive are kept under misperceptions. The "
            "equilibria are those of the conflict as it is, without them."
        )
        yield from ("", "misperceptions:")
        for party, texts in said:
            if texts:
                yield f"  {party}: {{impossible: [{', '.join(map(_quoted, texts))}]}}"

    def _coalitions(self) -> Iterator[str]:
        if self.conflict.coalitions:
            groups = (", ".join(self.parties[m] for m in c) for c in self.conflict.coalitions)
            yield from ("", f"coalitions: [{', '.join(f'[{group}]' for group in groups)}]")
            self.remarks.append(
                "The file joins decision makers into one: they are kept under coalitions, and "
                "still move by themselves too."
            )


def _shorter(union: Statement) -> Statement:
    """Return fewer patterns for the same states."""
    from detente.exchange.gmcr.conflict import matching
    from detente.exchange.gmcr.covering import MOST_OPTIONS

    used = tuple(sorted({option for pattern in union for option in pattern}))
    if len(used) > MOST_OPTIONS:
        return union
    found = cover(matching(union, used))
    return tuple({used[digit]: taken for digit, taken in one.items()} for one in found)


def _quoted(words: str) -> str:
    """Return a text as YAML in double quotes."""
    return json.dumps(words, ensure_ascii=False)


def _ids(names: Iterable[str], stand_in: str) -> list[str]:
    """Return an id for each name, none twice."""
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40].strip("_")
        if word and not word[0].isalpha():
            word = f"{stand_in}_{word}"
        if not word or word in _TAKEN:
            word = f"{word}_{place}" if word else f"{stand_in}_{place}"
        chosen, more = word, 2
        while chosen in found:
            chosen, more = f"{word}_{more}", more + 1
        found.append(chosen)
    return found

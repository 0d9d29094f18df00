"""The case as it would be if some claims fell, and the value that conclusions have then."""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence

from msgspec import Struct, field

from detente.case import Case
from detente.entries import Entry
from detente.sensitivity.board import Board
from detente.sensitivity.dependence import Dependence
from detente.sensitivity.dormant import without_dormant
from detente.sensitivity.seen import Cannot, Conclusion, Seen
from detente.sensitivity.standings import Standing, Standings
from detente.sensitivity.supports import NOTHING, Fallen, Supports, supports_of
from detente.stability import CONCEPTS

__all__ = ["Worlds", "worlds_of"]


class Worlds(Struct, eq=False):
    """Evaluates conclusions in worlds; each is worked out once per difference that matters to it."""

    supports: Supports
    depends: Dependence
    board: Board
    standings: Standings
    _values: dict[str, dict[Fallen, Hashable]] = field(default_factory=dict)

    def values(self, conclusion: Conclusion, worlds: Sequence[Fallen]) -> list[Hashable]:
        """Return the value of a conclusion in each of some worlds."""
        return self.all_values([conclusion], worlds)[0]

    def all_values(
        self, conclusions: Sequence[Conclusion], worlds: Sequence[Fallen]
    ) -> list[list[Hashable]]:
        """Return the values of conclusions in worlds, per conclusion; what is solved serves them all."""
        keys = []
        missing: dict[Fallen, list[Conclusion]] = {}
        within: dict[int, list[Fallen]] = {}
        for one in conclusions:
            depends, known = one.depends(self.depends), self._values.setdefault(one.id, {})
            if depends not in within:
                within[depends] = [world.within(depends) for world in worlds]
            own = within[depends]
            for key in dict.fromkeys(own):
                if key not in known and one.asks_stability:
                    missing.setdefault(key, []).append(one)
                elif key not in known:
                    known[key] = one.value(self._seen(key, None))
            keys.append(own)
        self._solve(missing)
        return [
            [self._values[one.id][key] for key in own]
            for one, own in zip(conclusions, keys, strict=True)
        ]

    def _solve(self, missing: dict[Fallen, list[Conclusion]]) -> None:
        worlds = list(missing)
        for places, standing in self.standings.solved(worlds):
            alike: dict[str, tuple[Conclusion, list[Fallen]]] = {}
            for place in places:
                for one in missing[worlds[place]]:
                    alike.setdefault(one.id, (one, []))[1].append(worlds[place])
            for one, keys in alike.values():
                self._values[one.id] |= dict.fromkeys(keys, self._value(one, keys, standing))

    def _value(
        self, conclusion: Conclusion, keys: Sequence[Fallen], standing: Standing | None
    ) -> Hashable:
        """Return the one value in worlds of which all that counts is the same: what would last."""
        begun = self.board.runs
        value = conclusion.value(self._seen(keys[0], standing))
        # The runs that a conclusion is allowed are counted by worlds, whatever they share.
        self.board.runs += (self.board.runs - begun) * (len(keys) - 1)
        return value

    def _seen(self, world: Fallen, standing: Standing | None) -> Seen:
        return Seen(self.supports, self.board, world, standing)

    def why_not(self, conclusion: Conclusion) -> str:
        """Return why a conclusion cannot be asked about; empty if it can."""
        why = self.standings.why_not(NOTHING) if conclusion.asks_stability else ""
        if why or not conclusion.costly:
            return why
        (now,) = self.values(conclusion, [NOTHING])
        return now.why if isinstance(now, Cannot) else ""


def worlds_of(
    case: Case,
    entries: Iterable[Entry],
    as_of: dt.date,
    *,
    known: dt.date | None = None,
    reading: str | None = None,
    concepts: Sequence[str] = CONCEPTS,
) -> Worlds:
    """Return the worlds of a case as of a day.

    Parameters
    ----------
    case, entries
        The case and its record.
    as_of, known : datetime.date
        The day of the question; the day of knowledge, None for all that is recorded.
    reading : str or None
        The party whose reading of disputed terms counts.
    concepts : sequence of str
        Ideas of stability, as in :func:`detente.stability.solve`.

    Examples
    --------
    >>> worlds_of(Case(id="talks"), [], dt.date(2019, 10, 5)).supports.claims
    ()
    """
    kept = tuple(entries)
    supports = supports_of(without_dormant(case, kept), kept)
    depends = Dependence.of(supports)
    board = Board(depends, as_of, known, reading)
    return Worlds(supports, depends, board, Standings(board, concepts))

"""Which party of a case a cell of an event table names: by the case's aliases, and by codes.

A party is found by its name and aliases, by the other names of its country, and by the codes of
that country (ISO 3166, Correlates of War, CAMEO) or group (CAMEO). A code or name that two parties
share belongs to neither.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from detente.case import Case
from detente.evidence.places import rows as places

__all__ = ["Actors", "codes_of", "names_written"]

NOTHING = frozenset(["", "none", "nan", "n/a", "---"])
_SEPARATORS = re.compile(r"\s*[;|]\s*")


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


@cache
def _codes_by_name() -> dict[str, tuple[str, ...]]:
    """Return folded name -> codes, of countries and of groups that CAMEO has a code for."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _table("countries.csv"):
        codes = {row[key] for key in ("iso3", "cow", "cow_letters", "cameo")} - {""}
        # Letters that another country has as its ISO code are that country's.
        mine = {c for c in codes if c == row["iso3"] or c == row["cameo"] or c not in _iso3()}
        for name in row["names"].split(";"):
            found[fold(name)] = tuple(sorted(mine))
    for row in _table("groups.csv"):
        for name in row["names"].split(";"):
            found[fold(name)] = (row["code"],)
    return found


@cache
def _iso3() -> frozenset[str]:
    return frozenset(row["iso3"] for row in _table("countries.csv"))


def fold(name: str) -> str:
    """Return a name for comparing: small letters, single spaces, no article.

    Examples
    --------
    >>> fold("The  United States")
    'united states'
    """
    words = " ".join(name.split()).casefold()
    return words.removeprefix("the ")


def names_written(name: str) -> Iterator[str]:
    """Yield the names that one name is written as: both of "DPRK (North Korea)", of "E3/EU".

    Examples
    --------
    >>> list(names_written("DPRK (North Korea)"))
    ['DPRK (North Korea)', 'DPRK', 'North Korea']
    """
    yield name
    parts = [part.strip() for part in re.split(r"[()/]", name) if part.strip()]
    if len(parts) > 1:
        yield from parts


def _all_names(given: Iterable[str]) -> set[str]:
    """Return names and the other names of the same country, folded; seats of government too."""
    names = {fold(word) for alias in given for word in names_written(alias)}
    for row in places():
        words = {fold(row[0]), *(fold(word) for word in row[2:])}
        if names & words:
            names |= words
    return names


def codes_of(name: str) -> tuple[str, ...]:
    """Return the codes of a country or group by its name; none if it is not in the tables.

    Examples
    --------
    >>> codes_of("North Korea")
    ('731', 'PRK')
    >>> codes_of("IAEA"), codes_of("Elmira")
    (('IAE',), ())
    """
    return tuple(
        sorted({code for word in _all_names([name]) for code in _codes_by_name().get(word, ())})
    )


class Actors:
    """The parties of a case as event tables name them.

    Examples
    --------
    >>> from detente.case import Party
    >>> case = Case(id="c", parties={"usa": Party(id="usa", name="United States"),
    ...                              "dprk": Party(id="dprk", name="North Korea", aliases=("DPRK",))})
    >>> actors = Actors(case)
    >>> actors.of(["PRK"], ""), actors.of([], "PYONGYANG"), actors.of(["FRA"], "FRANCE")
    (('dprk',), ('dprk',), ())
    """

    def __init__(self, case: Case, only: Iterable[str] = ()) -> None:
        names: dict[str, set[str]] = {}
        codes: dict[str, set[str]] = {}
        for party in case.parties.values():
            for name in _all_names([party.name, *party.aliases]):
                names.setdefault(name, set()).add(party.id)
                for code in _codes_by_name().get(name, ()):
                    codes.setdefault(code, set()).add(party.id)
        self._names = _unshared(names)
        self._codes = _unshared(codes)
        self.wanted = frozenset(only) or frozenset(case.parties)

    def words(self) -> Iterator[str]:
        """Yield every code and folded name that stands for a party asked for."""
        for found in (self._codes, self._names):
            yield from (word for word, party in found.items() if party in self.wanted)

    def codes(self) -> dict[str, list[str]]:
        """Return party -> its codes, of the parties asked for."""
        found: dict[str, list[str]] = {}
        for code, party in sorted(self._codes.items()):
            if party in self.wanted:
                found.setdefault(party, []).append(code)
        return found

    def of(self, codes: Iterable[str], name: str) -> tuple[str, ...]:
        """Return the parties that codes and a name stand for, in their order, each once.

        A cell may hold several, with semicolons between them. A name that is known counts before
        the codes: "IAEA" with the code of its seat is the IAEA.
        """
        named = [self._names.get(fold(part), "") for part in parts_of(name)]
        found = [party for party in named if party]
        if not (found and all(named)):
            found += [self._coded(part) for cell in codes for part in parts_of(cell)]
        return tuple(dict.fromkeys(party for party in found if party in self.wanted))

    def _coded(self, cell: str) -> str:
        return self._codes.get(cell, "") or self._names.get(fold(cell), "")


def parts_of(cell: str) -> list[str]:
    """Return what a cell names: none, one or several.

    Examples
    --------
    >>> parts_of("North Korea;South Korea"), parts_of("None")
    (['North Korea', 'South Korea'], [])
    """
    parts = _SEPARATORS.split(cell.strip())
    return [part for part in parts if part.casefold() not in NOTHING]


def _unshared(found: dict[str, set[str]]) -> dict[str, str]:
    return {word: next(iter(who)) for word, who in found.items() if len(who) == 1}

"""A scenario of GENIUS -> the text of a case file."""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from detente.conditions.words import WORDS
from detente.exchange.genius.scenario import Issue, Profile, Scenario

__all__ = ["Import", "to_case"]

_TAKEN = frozenset(WORDS) | {"parties", "levers", "status_quo"}


class Import(Struct, frozen=True):
    """A case made of a scenario: its file, and what the scenario does not say."""

    text: str
    remarks: tuple[str, ...]


def to_case(scenario: Scenario, case: str, *, source: str = "") -> Import:
    """Return the case file: issues become levers, evaluations weighted statements.

    Examples
    --------
    >>> ban = Issue("Export ban", ("kept", "lifted"))
    >>> usa = Profile(name="usa", weights={"Export ban": 1.0}, reservation=0.25,
    ...     evaluations={"Export ban": {"kept": 1.0, "lifted": 0.0}})
    >>> made = to_case(Scenario(name="talks", issues=(ban,), profiles=(usa,)), "talks")
    >>> [line.strip() for line in made.text.splitlines() if "prefers" in line or "reservation" in line]
    ['- {prefers: export_ban = kept, weight: 1.0}', 'reservation: 0.25']
    """
    return _Writing(scenario).made(case, source)


class _Writing:
    """The names of one scenario, and its parts as lines."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.remarks: list[str] = list(scenario.remarks)
        self.parties = _ids([profile.name for profile in scenario.profiles], "party")
        self.levers = _ids([issue.name for issue in scenario.issues], "issue")
        self.levels = [_ids(issue.values, "level") for issue in scenario.issues]

    def made(self, case: str, source: str) -> Import:
        profiles = self.scenario.profiles
        lines = [
            "# yaml-language-server: $schema=case.schema.json",
            "detente: 1",
            f"case: {case}",
            *([f"name: {_quoted(self.scenario.name)}"] if self.scenario.name else []),
            f"note: {_quoted(f'Made from {source}' if source else 'Made from a scenario of GENIUS')}",
            "",
            "parties:",
            *(
                f"  {party}: {{name: {_quoted(profile.name)}}}"
                for party, profile in zip(self.parties, profiles, strict=True)
            ),
            "",
            "levers:",
            *(self._lever(place, issue) for place, issue in enumerate(self.scenario.issues)),
            "",
            "preferences:",
        ]
        for party, profile in zip(self.parties, profiles, strict=True):
            lines += self._preference(party, profile)
        self.remarks += [
            (
                "The format does not say who controls an issue: every lever is given to one party. "
                "Correct owner: before anything but 'detente bargain'."
            ),
            "The format has no status quo: every lever starts at its first value.",
        ]
        return Import("\n".join(lines) + "\n", tuple(self.remarks))

    def _lever(self, place: int, issue: Issue) -> str:
        levels = self.levels[place]
        named = [
            id_ if id_ == value else f"{id_}: {{name: {_quoted(value)}}}"
            for id_, value in zip(levels, issue.values, strict=True)
        ]
        plain = f"[{', '.join(levels)}]"
        if list(issue.values) != levels:
            named = [one if ": " in one else f"{one}: {{}}" for one in named]
            plain = f"{{{', '.join(named)}}}"
        return (
            f"  {self.levers[place]}: {{name: {_quoted(issue.name)}, owner: {self.parties[0]}, "
            f"levels: {plain}}}"
        )

    def _preference(self, party: str, profile: Profile) -> Iterator[str]:
        yield from (f"  {party}:", "    reading: weighted", "    statements:")
        low = span = 0.0
        for place, issue in enumerate(self.scenario.issues):
            worth = {
                v: profile.weights[issue.name] * profile.evaluations[issue.name][v]
                for v in issue.values
            }
            least = min(worth.values())
            low += least
            span += max(worth.values()) - least
            for level, value in zip(self.levels[place], issue.values, strict=True):
                if worth[value] > least:
                    said = f"{self.levers[place]} = {level}"
                    yield f"      - {{prefers: {said}, weight: {worth[value] - least!r}}}"
        yield f"    reservation: {self._reservation(profile, low, span)}"
        if profile.discount is not None and 0 < profile.discount < 1:
            self.remarks.append(
                f"{party}: discount factor {profile.discount:g} stands as patience per month."
            )
            yield f"    patience: {Decimal(repr(profile.discount)):f} per month"

    def _reservation(self, profile: Profile, low: float, span: float) -> str:
        """Return no deal on the scale from the worst package, 0, to the best, 1; or as a state."""
        if profile.reservation_bid is not None:
            bid = profile.reservation_bid
            parts = []
            for place, issue in enumerate(self.scenario.issues):
                level = self.levels[place][issue.values.index(bid[issue.name])]
                parts.append(f"{self.levers[place]}: {level}")
            return f"{{{', '.join(parts)}}}"
        worth = ((profile.reservation or 0.0) - low) / span if span else 0.0
        if not 0 <= worth <= 1:
            said = "less than the worst" if worth < 0 else "more than the best"
            self.remarks.append(
                f"{profile.name}: no deal is worth {said} package; it is set to {0 if worth < 0 else 1}."
            )
        return repr(min(max(worth, 0.0), 1.0))


def _quoted(words: str) -> str:
    """Return a text as YAML in double quotes."""
    return json.dumps(words, ensure_ascii=False)


def _ids(names: Iterable[str], stand_in: str) -> list[str]:
    """Return an id for each name, none twice."""
    found: list[str] = []
    taken: set[str] = set()
    for place, name in enumerate(names, start=1):
        word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60].strip("_")
        if word and not word[0].isalpha():
            word = f"{stand_in}_{word}"
        if not word or word in _TAKEN:
            word = f"{word}_{place}" if word else f"{stand_in}_{place}"
        chosen, more = word, 2
        while chosen in taken:
            chosen, more = f"{word}_{more}", more + 1
        found.append(chosen)
        taken.add(chosen)
    return found

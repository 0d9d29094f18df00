"""Whose text it is: turns of an interview, and statements issued in a party's name.

In "Q: ... A: ..." the answers are the words of the person asked; in "MR. KIRBY: ..." those of the one
named; in a "Statement by the Ministry of ..." the whole text is the party's. A joint statement is the
words of nobody in particular but of no author either.
"""

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from detente.evidence.interviews import asking, guest_of, labels
from detente.evidence.issuers import capitalised, issued_by, pronounced_by
from detente.evidence.names import Mention, Names
from detente.evidence.zones import Zone

__all__ = ["Turn", "turns"]

_ASKED = re.compile(r"(?:Q|Question|Interviewer)\d?\s?[.:] ?")
_ANSWERED = re.compile(r"(?:A|Answer)\d?\s?[.:] ?")
_NAMED = re.compile(
    r"(?P<who>(?:(?:MR|MRS|MS|DR|Mr|Mrs|Ms|Dr)\. )?[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,4}) ?: (?=\S)"
)
_OPENING = 3  # paragraphs of a transcript that may say who is asked
_HEAD = 600  # code points of a text in which its heading stands


class Turn(Struct, frozen=True):
    """A paragraph, who speaks it, in whose name it is issued, whether it asks or answers."""

    zone: Zone
    speaker: Mention | None = None
    issuer: Mention | None = None
    question: bool = False
    answer: bool = False
    about: Mention | None = None
    """Of an answer: whom the question named last."""


def turns(text: str, plain: str, zones: Iterable[Zone], names: Names) -> list[Turn]:
    r"""Return the paragraphs of a text as turns.

    Examples
    --------
    >>> from detente.case import Case, Party
    >>> from detente.evidence.names import names_of
    >>> from detente.evidence.zones import zones
    >>> case = Case(id="c", parties={"iran": Party(id="iran", name="Iran", aliases=("Ali Rad",))})
    >>> text = "Q: Mr. Rad, is Iran ready?\nA: We are ready to talk at any time."
    >>> made = turns(text, text, zones(text), names_of(case, text))
    >>> [(turn.question, turn.speaker and turn.speaker.who) for turn in made]
    [(True, None), (False, 'ali_rad')]
    """
    there = list(zones)
    interview = any(_ASKED.match(text, zone.start, zone.end) for zone in there)
    guest: Mention | None = None
    issuer = issued_by([line for line in plain[:_HEAD].splitlines() if line.strip()][:3], names)
    issuer = issuer or pronounced_by(plain, names)
    if not interview:
        spoken = labels([plain[zone.start : zone.end] for zone in there])
        if spoken:
            return _labelled(plain, there, spoken, names)
        asked = asking([plain[zone.start : zone.end] for zone in there])
        if asked:
            return _conversation(plain, there, asked, names)
    found = []
    for zone in there:
        line = plain[zone.start : zone.end]
        if interview and _ASKED.match(line):
            guest = guest or _guest(line, names) or guest_of(plain[: zone.start], names) or issuer
            found.append(Turn(zone, question=True))
            continue
        if guest is None and interview:
            guest = _guest(line, names)
        answered = _ANSWERED.match(line) if interview else None
        if answered:
            said = replace(zone, start=zone.start + answered.end())
            found.append(Turn(said, guest, answer=True, about=_asked_about(found, plain, names)))
        else:
            found.append(_turn(zone, line, issuer, names))
    return found


def _conversation(plain: str, there: list[Zone], asked: frozenset[int], names: Names) -> list[Turn]:
    """Return the turns of an interview whose questions have no mark: what is not asked is answered."""
    first = min(asked)
    begins = there[first].start
    guest = guest_of(plain[:begins], names)
    found = []
    for number, zone in enumerate(there):
        if number in asked:
            found.append(Turn(zone, question=True))
        elif number > first and number < max(asked) + 2:
            found.append(Turn(zone, guest, answer=True, about=_asked_about(found, plain, names)))
        elif zone.kind == "headline" and plain[zone.start] == '"':
            found.append(Turn(zone, guest))
        else:
            found.append(Turn(zone))
    return found


def _labelled(plain: str, there: list[Zone], spoken: dict[str, bool], names: Names) -> list[Turn]:
    """Return the turns of a transcript: "PRESENTER: ..." asks, "McCREA: ..." answers."""
    guest = guest_of(" ".join(plain[zone.start : zone.end] for zone in there[:_OPENING]), names)
    found: list[Turn] = []
    for zone in there:
        line = plain[zone.start : zone.end]
        label = _NAMED.match(line)
        if label is None or label["who"] not in spoken:
            found.append(_turn(zone, line, None, names))
        elif spoken[label["who"]]:
            found.append(Turn(zone, question=True))
        else:
            said = _turn(zone, line, None, names)
            if said.speaker is None:
                said = Turn(replace(zone, start=zone.start + label.end()), guest)
            about = _asked_about(found, plain, names)
            found.append(replace(said, answer=True, about=about))
    return found


def _asked_about(before: list[Turn], plain: str, names: Names) -> Mention | None:
    """Return the party that the question just before an answer names last."""
    if not before or not before[-1].question:
        return None
    asked = before[-1].zone
    named = names.mentions(plain[asked.start : asked.end])
    there = [m for m in named if m.party and m.kind != "media"]
    return replace(there[-1], start=0, end=0, kind="party") if there else None


def _turn(zone: Zone, line: str, issuer: Mention | None, names: Names) -> Turn:
    spoken = _NAMED.match(line)
    if spoken is not None:
        named = names.mentions(capitalised(spoken["who"]))
        person = [m for m in named if m.party and m.kind == "person"]
        if person and person[0].end == len(spoken["who"]):
            return Turn(replace(zone, start=zone.start + spoken.end()), person[0])
    return Turn(zone, issuer=issuer)


def _guest(line: str, names: Names) -> Mention | None:
    """Return the first person of a party that a question or its introduction names."""
    return next((m for m in names.mentions(line) if m.kind == "person" and m.party), None)

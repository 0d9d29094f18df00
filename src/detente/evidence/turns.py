"""Whose text it is: turns of an interview, and statements issued in a party's name.

In "Q: ... A: ..." the answers are the words of the person asked; in "MR. KIRBY: ..." those of the one
named; in a "Statement by the Ministry of ..." the whole text is the party's. A joint statement is the
words of nobody in particular but of no author either.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from detente.evidence.interviews import asking, guest_of
from detente.evidence.names import Mention, Names
from detente.evidence.zones import Zone

__all__ = ["JOINT", "Turn", "capitalised", "issued_by", "turns"]

JOINT = Mention(0, 0, "", "joint_statement")
_ASKED = re.compile(r"(?:Q|Question|Interviewer)\d?\s?[.:] ?")
_ANSWERED = re.compile(r"(?:A|Answer)\d?\s?[.:] ?")
_NAMED = re.compile(
    r"(?P<who>(?:(?:MR|MRS|MS|DR|Mr|Mrs|Ms|Dr)\. )?[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,4}) ?: (?=\S)"
)
_ISSUED = re.compile(
    r"(?:(?:joint|common|official|press|final|agreed|presidential|ministerial) )*"
    r"(?:statement|communiqu[e\u00e9]|declaration|press release|memorandum of understanding"
    r"|(?:agreed )?conclusions|note verbale|message|remarks|address)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:joint|common|agreed|memorandum|and)\b", re.IGNORECASE)
_ISSUER = re.compile(r"\b(?:by|of|from) (?P<who>.{2,120})", re.IGNORECASE)
_DATED_PLACE = re.compile(
    r"(?P<place>[A-Z][\w.' ]{2,30}), (?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2},?) \d{4}"
)
_REPORT = re.compile(
    r"\b(?:report|bulletin|update|briefing|communiqu[e\u00e9]|statement|press release)\b",
    re.IGNORECASE,
)
_HEADING_WORDS = 16
_TWO = 2
_SLACK = 5
_HEAD = 600  # code points of a text in which its heading stands


@dataclass(frozen=True, slots=True)
class Turn:
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
    if not interview:
        asked = asking([plain[zone.start : zone.end] for zone in there])
        if asked:
            return _conversation(plain, there, asked, names)
    found = []
    for zone in there:
        line = plain[zone.start : zone.end]
        if interview and _ASKED.match(line):
            guest = _guest(line, names) if guest is None else guest
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


def issued_by(heading: list[str], names: Names) -> Mention | None:
    """Return in whose name a text is issued, if its first lines say that it is a statement."""
    titled = _own_report(heading, names)
    if titled is not None:
        return titled
    for number, line in enumerate(heading[:2]):
        words = len(line.split())
        found = _ISSUED.match(re.sub(r"^(?:the|a) ", "", line, flags=re.IGNORECASE))
        if found is None or words > _HEADING_WORDS or line.rstrip()[-1:] in '.!?"':
            continue
        issuer = _ISSUER.search(line)
        named = names.mentions(capitalised(issuer["who"])) if issuer else []
        parties = {m.party: m for m in named if m.party and m.kind != "media"}
        if len(parties) == 1 and not _SEVERAL.match(line):
            (only,) = parties.values()
            return only
        if parties or _SEVERAL.search(line):
            return JOINT
        return _at_place(heading[number + 1 :], names)
    return None


def _own_report(heading: list[str], names: Names) -> Mention | None:
    """Return the party whose name is the first line of its own report or bulletin."""
    if len(heading) < _TWO or not _REPORT.search(heading[1]):
        return None
    line = capitalised(heading[0])
    named = [m for m in names.mentions(line) if m.party and m.kind == "party"]
    whole = [m for m in named if m.end - m.start >= len(line.strip()) - _SLACK]
    return whole[0] if whole else None


def _at_place(lines: list[str], names: Names) -> Mention | None:
    """Return the party of the capital in "Addis Ababa, 28 October 2022"."""
    for line in lines[:1]:
        placed = _DATED_PLACE.match(line)
        named = names.mentions(placed["place"]) if placed else []
        if len({m.party for m in named}) == 1:
            return named[0]
    return None


def capitalised(words: str) -> str:
    """Return words written in capitals with capitals at their beginnings only.

    Examples
    --------
    >>> capitalised("THE GOVERNMENT OF INDONESIA"), capitalised("Aceh")
    ('the Government of Indonesia', 'Aceh')
    """
    if words.upper() != words:
        return words
    return re.sub(r"[^\W\d_]+", lambda match: _first_large(match.group()), words)


def _first_large(word: str) -> str:
    small = word.lower() in ("of", "the", "and", "for", "by")
    return word.lower() if small else word[:1] + word[1:].lower()

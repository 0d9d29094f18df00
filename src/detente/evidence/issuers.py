"""In whose name a text is issued: statements, a party's own reports, pronouncements in the first person."""

import re

from detente.evidence.names import Mention, Names

__all__ = ["JOINT", "capitalised", "issued_by", "pronounced_by"]

JOINT = Mention(0, 0, "", "joint_statement")
_ISSUED = re.compile(
    r"(?:(?:joint|common|official|press|final|agreed|presidential|ministerial) )*"
    r"(?:statement|communiqu[e\u00e9]|declaration|press release|memorandum of understanding"
    r"|(?:agreed )?conclusions|note verbale|message|(?:opening |closing )?remarks|address"
    r"|doorstep|speech|press (?:conference|briefing)|(?:open )?letter|pronouncement|manifesto|transcript of (?:remarks|a speech))\b",
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
# "We demand ...", "THIRD. We declare ...": acts that only who issues a text can do.
_WE_DO = re.compile(
    r"^(?:[A-Z]+[.:] |\(?[\da-z]{1,3}[.)] |[*\u2022-] )?We (?:hereby |also |further |therefore |strongly |once again |again |solemnly )*"
    r"(?:demand|declare|reject|warn|guarantee|reaffirm|call (?:on|for|upon)|undertake|denounce|commit|express|announce|condemn|urge"
    r"|recall|welcome|regret|take note|request|appeal|insist|inform|confirm|pledge|reiterate|deplore|invite|resolve)\b",
    re.MULTILINE,
)
_FIRST_LINES = 400


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


def pronounced_by(plain: str, names: Names) -> Mention | None:
    r"""Return the party in whose name a text says "We demand", "We declare": the first that it names.

    Examples
    --------
    >>> from detente.case import Case, Party
    >>> from detente.evidence.names import names_of
    >>> case = Case(id="c", parties={"p": Party(id="p", name="People of Gavell")})
    >>> text = "The People of Gavell make known:\nWe demand the fund.\nWe reject the plan."
    >>> pronounced_by(text, names_of(case, text)).party
    'p'
    """
    if len(_WE_DO.findall(plain)) < _TWO:
        return None
    named = names.mentions(plain[:_FIRST_LINES])
    return next((m for m in named if m.party and m.kind in ("party", "person")), None)


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

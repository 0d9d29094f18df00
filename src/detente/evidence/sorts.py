"""What sort of party one is, and by which common nouns a text may call it.

"The army" is a state's, "the rebels" are not a state, "the front" is the party whose name ends so.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from detente.case import Case, Party
from detente.evidence.places import rows

__all__ = [
    "NEVER_MANY",
    "OFFICES_WITH_ARTICLE",
    "OF_STATES_ONLY",
    "Sort",
    "callings_of",
    "sorts_of",
]

Sort = str
"""One of state, organisation, group, firm."""


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


OF_STATES_ONLY = _of(
    "government ministry parliament cabinet military army navy police presidency treasury "
    "president minister premier chancellor legislature lawmaker parliamentarian senator embassy "
    "prosecutor court monarch king emperor governor senate congress ambassador diplomat soldier "
    "troop warship frigate warplane jet"
)
"""Nouns for what only states have; a rebel's own "chief negotiator" or "spokesman" is none of them."""

NEVER_MANY = frozenset(["party", "state", "government", "company", "side", "republic", "kingdom"])
"""Nouns that mean others when they stand in the plural: "the parties"."""

OFFICES_WITH_ARTICLE = _of(
    "embassy diplomat envoy ambassador representative delegate navy fleet king monarch governor "
    "negotiator commander leader frigate warship official prosecutor"
)
"""Nouns that mean somebody of a party only with an article: "the envoy", not "diplomats"."""

# Words that end the names of parties and by which texts call them: "the Polisario Front", "the front".
_HEADS = _of(
    "front movement army league union mission team committee council commission fund bank "
    "association alliance party government republic kingdom federation company authority "
    "administration agency organisation organization court body panel force brigade coalition "
    "group presidency secretariat state province region city tiger brotherhood assembly "
    "directorate guard cartel tribunal bloc board chamber office consortium corporation "
    "bondholder holder landowner union farmer miner worker teacher doctor pilot owner creditor "
    "lender producer fighter rebel faction militia faithful community tribe clan village club "
    "airline utility operator port syndicate trust foundation mediator facilitator observer "
    "ministry monitor congress parliament regime collective confederation network cooperative"
)
_NAMED_WORD = re.compile(r"[A-Za-z][\w'-]*")
_ORGANISATION = re.compile(
    r"\b(?:UN\w*|U\.N\.|United Nations|Union|EU|NATO|African|Arab|League|Council|Agency|IAEA|OSCE|Commission|WTO"
    r"|ASEAN|ECOWAS|IGAD|IMF|World Bank|International|[Mm]ission|[Mm]onitors?|[Mm]onitoring|[Mm]ediators?|Secretariat"
    r"|G\d+|OPEC|Tribunal|Court|Association|Presidency|Body|[Tt]eam)\b"
)
_STATE = re.compile(
    r"\b(?:[Gg]overnment|[Aa]uthorities|Republic|Kingdom|Federation|Ministry|ministry|army|Prime Minister|President"
    r"|Parliament|Emirates?|Sultanate|State of|Crown|Junta|junta|[Cc]abinet)\b"
)
_GROUP = re.compile(
    r"\b(?:Front|Movement|Liberation|Tigers?|Brigades?|Rebels?|rebels?|Resistance|Militia|Guerrillas?|guerrillas?"
    r"|insurgents?|Brotherhood|Forces|Taliban|Hamas|Hezbollah|Hizbullah|Houthis?|opposition|Party|People's Army)\b"
)
_ARMED = re.compile(r"\b(?:[Aa]rmed [Ff]orces|Defen[cs]e Forces|General Staff)\b|^army$")
_OF_PEOPLE = re.compile(r" (?:[Aa]rmy|[Mm]ilitary|[Gg]overnment|[Nn]avy|[Pp]olice|[Aa]uthorities)$")
_FIRM = re.compile(
    r"\b(?:Inc|Corp|Corporation|Co|Ltd|PLC|plc|AG|GmbH|SA|NV|Company|Group|Holdings?|Copper|Mining|Mines|Minerals|Oil"
    r"|Gas|Energy|Petroleum|Airlines?|Airways|Motors|Steel|Bank|Capital|Rail|Railways|Shipping|Lines|Airport)\b"
)
_LAND = re.compile(r"[A-Z][a-z]{3,}(?:ia|land|stan|istan|onia|avia)")


def _sort_of(party: Party, states: frozenset[str], organisations: frozenset[str]) -> Sort:
    given = [part.strip() for part in re.split(r"[()/]", party.name)] + [*party.aliases]
    given = [re.sub(r"^[Tt]he ", "", name) for name in given if name]
    if any(name in organisations or _ORGANISATION.search(name) for name in given[:2]):
        return "organisation"
    if any(name in states or _LAND.fullmatch(name) for name in given):
        return "state"
    native = {row[1] for row in rows()[:-_LAST_ROWS] if len(row) > 1}
    if any(_ARMED.search(name) or _OF_PEOPLE.sub("", name) in native for name in given):
        return "state"
    if any(_GROUP.search(name) for name in given):
        return "group"
    if any(_STATE.search(name) for name in given):
        return "state"
    return "firm" if any(_FIRM.search(name) for name in given) else "group"


def sorts_of(case: Case) -> Mapping[str, Sort]:
    """Return the sort of each party of a case.

    Examples
    --------
    >>> parties = {"mali": Party(id="mali", name="Mali"), "jnim": Party(id="jnim", name="JNIM"),
    ...            "un": Party(id="un", name="United Nations"), "co": Party(id="co", name="Halcyon Copper")}
    >>> dict(sorts_of(Case(id="c", parties=parties)))
    {'mali': 'state', 'jnim': 'group', 'un': 'organisation', 'co': 'firm'}
    """
    table = rows()
    organisations = frozenset(
        word for row in table[-_LAST_ROWS:] for word in row if word not in ("European", "Brussels")
    )
    states = frozenset(word for row in table[:-_LAST_ROWS] for word in row)
    return MappingProxyType(
        {id_: _sort_of(party, states, organisations) for id_, party in case.parties.items()}
    )


_LAST_ROWS = 4  # of the table of places: organisations


_FIRM_NOUNS = ("company", "firm", "manufacturer", "operator", "producer", "concern", "employer")
_ALSO = {"presidency": ("president",), "union": ("striker", "worker")}
_NOUNS_OF = (
    (re.compile(r"\b(?:UN\w*|U\.N\.|United Nations)\b"), "mission peacekeeper council"),
    (re.compile(r"\b(?:EU|European Union|European Commission)\b"), "union bloc commission"),
    (re.compile(r"\b(?:NATO|Atlantic Alliance)\b"), "alliance"),
    (re.compile(r"\b(?:African Union|AU)\b"), "union bloc"),
    (re.compile(r"\b(?:ECOWAS|ASEAN|IGAD|SADC|Mercosur|CARICOM|Arab League|OPEC)\b"), "bloc"),
    (re.compile(r"\b(?:IMF|International Monetary Fund)\b"), "fund"),
    (re.compile(r"\b(?:OSCE)\b"), "mission"),
    (
        re.compile(r"\b(?:IAEA|International Atomic Energy Agency|OPCW)\b"),
        "agency inspector watchdog",
    ),
)
_TITLE = re.compile(
    r"(?:Vice |Prime |Foreign |Defen[cs]e |Crown )?(?P<post>President|Minister|Premier|Chancellor|General|King|Prince"
    r"|Chairman|Secretary-General|Governor|Colonel|Marshal|Ayatollah|Sheikh|Emir|Sultan)\b"
)


def callings_of(case: Case) -> Mapping[str, tuple[str, ...]]:
    """Return, per common noun, the parties whose names end in it.

    Examples
    --------
    >>> parties = {"p": Party(id="p", name="Polisario Front"), "l": Party(id="l", name="League of River States")}
    >>> dict(callings_of(Case(id="c", parties=parties)))
    {'front': ('p',), 'league': ('l',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    sorts = sorts_of(case)
    for party in case.parties.values():
        own = _FIRM_NOUNS if sorts[party.id] == "firm" else ()
        for name in (party.name, *party.aliases):
            for noun in (*_nouns_of(name), *own):
                if party.id not in found.get(noun, ()):
                    found[noun] = (*found.get(noun, ()), party.id)
    return MappingProxyType(found)


def _nouns_of(name: str) -> Iterator[str]:
    """Yield the nouns that a party with this name may be called by."""
    head = _head(name)
    if head:
        yield head
    yield from _ALSO.get(head, ())
    if re.match(r"(?:the )?[a-z]", name):  # "bondholder committee"
        yield from (w.rstrip("s") for w in name.split() if w.rstrip("s") in _HEADS)
    if _ARMED.search(name):
        yield from ("army", "military")
    titled = _TITLE.match(name)
    if titled:
        yield titled["post"].lower()
    for pattern, nouns in _NOUNS_OF:
        if pattern.search(name):
            yield from nouns.split()


def _head(name: str) -> str:
    """Return the noun that a name is a kind of, in the singular; empty for a name that is no noun."""
    words = _NAMED_WORD.findall(
        re.split(r" (?:of|for|in|on|to) | \(", re.sub(r"^[Tt]he ", "", name))[0]
    )
    if not words or (
        len(words) == 1 and not re.search(r" of | for ", name) and words[0][0].isupper()
    ):
        return ""
    last = words[-1].lower()
    single = last[:-1] if last.endswith("s") and not last.endswith("ss") else last
    return single if single in _HEADS else ""

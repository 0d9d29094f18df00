"""Event codes: PLOVER types (2021) and CAMEO codes for what candidates say. Our own small table.

PLOVER has 16 types; the draft of 2016 had 18, and :func:`plover_type` reads both. CAMEO codes are
strings: leading zeros count. Easing economic sanctions is the leaf ``085``; there is no ``0854``.
Official crosswalks have no row for the CAMEO roots 01 and 02, and differ from the manual on
sanctions (163): here an imposed sanction is ``SANCTION``, mode ``discontinue``, as in the manual.
"""

import re

from detente.evidence.candidate import EventCode

__all__ = ["PLOVER", "event_code", "plover_type"]

PLOVER = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
_DRAFT_OF_2016 = {
    "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT",
}  # fmt: skip

_SANCTIONS = r"sanction|embargo|boycott|asset freeze|export ban|trade ban|tariff"
_EASE = r"\b(?:eas|lift|suspend|remov|relax|waiv|reduc|end|relief|reliev|unfreez)"
_MEET = r"\b(?:meet|met|talks|summit|negotiat|visit|spoke|consult)"
_ARMS = r"missile|nuclear|troops|army|forces|weapon|warhead|strike|attack|bomb|invad"
_INSPECT = r"inspect|monitor|observer|verif"
_WAR = r"cease-?fire|hostilit|truce|withdraw|pull back|disarm|demobili"

# kind, what the words hold, negative -> PLOVER type, mode, CAMEO. The first row that fits counts.
_TABLE: tuple[tuple[str, str, bool | None, str, str, str], ...] = (
    ("offer", f"{_EASE}.*(?:{_SANCTIONS})", None, "CONCEDE", "", "0354"),
    ("offer", _INSPECT, None, "AGREE", "", "0355"),
    ("offer", _WAR, None, "AGREE", "", "0356"),
    ("offer", _MEET, None, "AGREE", "", "036"),
    ("offer", "", None, "AGREE", "", "03"),
    ("commitment", f"{_EASE}.*(?:{_SANCTIONS})", None, "CONCEDE", "", "0354"),
    ("commitment", _WAR, None, "AGREE", "", "0356"),
    ("commitment", r"\bsign", None, "SUPPORT", "", "057"),
    ("commitment", "", None, "AGREE", "", "03"),
    ("demand", f"(?:{_SANCTIONS}) relief|{_EASE}.*(?:{_SANCTIONS})", None, "REQUEST", "change", "1054"),
    ("demand", _INSPECT, None, "REQUEST", "yield", "1055"),
    ("demand", _WAR, None, "REQUEST", "yield", "1056"),
    ("demand", _MEET, None, "REQUEST", "meet", "106"),
    ("demand", "", None, "REQUEST", "change", "10"),
    ("threat", _SANCTIONS, None, "THREATEN", "restrict", "1312"),
    ("threat", r"talks|negotiat|summit", None, "THREATEN", "relations", "134"),
    ("threat", _INSPECT, None, "THREATEN", "relations", "136"),
    ("threat", r"ultimatum", None, "THREATEN", "", "139"),
    ("threat", r"nuclear|warhead", None, "THREATEN", "violence", "1385"),
    ("threat", _ARMS, None, "THREATEN", "violence", "138"),
    ("threat", "", None, "THREATEN", "", "130"),
    ("action", f"{_EASE}.*(?:{_SANCTIONS})", True, "REJECT", "change", "1244"),
    ("action", f"{_EASE}.*(?:{_SANCTIONS})", False, "RETREAT", "", "085"),
    ("action", r"\b(?:reject|refus|declin|rebuff)", None, "REJECT", "", "120"),
    ("action", r"\bimpos.*(?:" + _SANCTIONS + ")", False, "SANCTION", "discontinue", "163"),
    ("action", r"\b(?:violat|broke).*(?:cease-?fire|truce)", None, "ASSAULT", "", "196"),
    ("action", r"\b(?:expel).*(?:" + _INSPECT + ")", None, "SANCTION", "expel", "1662"),
    ("action", _INSPECT, False, "RETREAT", "access", "0862"),
    ("action", r"\b(?:release|freed)", None, "RETREAT", "release", "084"),
    ("action", _WAR, False, "RETREAT", "withdraw", "087"),
    ("action", r"\b(?:test|launch|fired|deploy|mobili[sz])", None, "MOBILIZE", "weapons", "150"),
    ("action", _MEET, False, "CONSULT", "", "040"),
    ("action", r"\b(?:attack|shell|bomb|kill|raid)", None, "ASSAULT", "", "190"),
    ("action", r"\bsign", False, "SUPPORT", "", "057"),
    ("action", r"\bagre", False, "AGREE", "", "03"),
    ("statement", r"\b(?:reject|refus|declin|rebuff|rule[sd]? out)", None, "REJECT", "", "120"),
)  # fmt: skip
_ROWS = tuple(
    (kind, re.compile(words, re.IGNORECASE), neg, p, m, c) for kind, words, neg, p, m, c in _TABLE
)


def event_code(kind: str, quote: str, *, negative: bool = False) -> EventCode:
    """Return how event data would code these words; empty where no row fits.

    Examples
    --------
    >>> event_code("offer", "The US is willing to suspend sanctions").cameo
    '0354'
    >>> event_code("action", "The Council lifted the arms embargo").cameo
    '085'
    """
    for row_kind, words, row_negative, plover, mode, cameo in _ROWS:
        fits = row_negative is None or row_negative is negative
        if row_kind == kind and fits and words.search(quote):
            return EventCode(plover, mode, cameo)
    return EventCode()


def plover_type(name: str) -> str | None:
    """Return the type of 2021 for one of 2021 or of the draft of 2016; None if it is neither.

    Examples
    --------
    >>> plover_type("FIGHT"), plover_type("agree"), plover_type("DANCE")
    ('ASSAULT', 'AGREE', None)
    """
    name = name.upper()
    return name if name in PLOVER else _DRAFT_OF_2016.get(name)

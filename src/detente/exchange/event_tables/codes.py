"""What the code of a row says: CAMEO codes and PLOVER types as claims of ours. Our own small table.

A CAMEO code is text of two to four digits whose beginning is broader: ``1312`` is a kind of ``131``,
of ``13``. The longest row that a code begins with counts. Official crosswalks leave the roots 01 and
02 out, map 085 to a mode that PLOVER no longer has, and 163 to COERCE; here 01 and 02 have no
PLOVER type, 085 has no mode, and sanctions are SANCTION, mode ``discontinue``.

Codes hold no condition, no lever and no chain of sources. Where ours is a kind that a code cannot
tell (a meeting, an accusation), it stays unknown.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from detente.evidence.event_codes import plover_type

__all__ = ["CAMEO_ROOTS", "MODES", "CodeReading", "read_cameo", "read_plover"]

_CODE = re.compile(r"\d{2,4}")

MODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AGREE": (),
        "CONSULT": ("visit", "third-party", "multilateral", "phone"),
        "SUPPORT": (),
        "CONCEDE": (),
        "COOPERATE": (),
        "AID": (),
        "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
        "REQUEST": ("assist", "change", "yield", "meet"),
        "ACCUSE": ("disapprove", "investigate", "allege"),
        "REJECT": ("assist", "change", "yield", "meet"),
        "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
        "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
        "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
        "MOBILIZE": ("troops", "weapons", "police", "militia"),
        "COERCE": (
            "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold",
            "misinformation", "cyber",
        ),
        "ASSAULT": (
            "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms",
            "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control",
            "unconventional",
        ),
    }
)  # fmt: skip
"""PLOVER type -> its modes, as of 2021."""

# CAMEO root -> our words for it.
CAMEO_ROOTS: Mapping[str, str] = MappingProxyType(
    {
        "01": "makes a statement",
        "02": "appeals",
        "03": "expresses an intent to cooperate",
        "04": "meets or consults",
        "05": "cooperates by diplomacy",
        "06": "cooperates materially",
        "07": "gives aid",
        "08": "yields",
        "09": "investigates",
        "10": "demands",
        "11": "disapproves",
        "12": "rejects",
        "13": "threatens",
        "14": "protests",
        "15": "shows force",
        "16": "reduces relations",
        "17": "coerces",
        "18": "assaults",
        "19": "fights",
        "20": "uses unconventional mass violence",
    }
)

# Beginning of the code | PLOVER type | mode | our kind. '-' is nothing.
_TABLE = """
01 - - statement|02 - - -|0254 - - demand
03 AGREE - offer|0354 CONCEDE - offer|035 CONCEDE - offer|0355 AGREE - offer|0356 AGREE - offer
04 CONSULT - -|041 CONSULT phone -|042 CONSULT visit -|043 CONSULT visit -|045 CONSULT third-party -
05 SUPPORT - statement|057 SUPPORT - commitment
06 COOPERATE - action|07 AID - action
08 RETREAT - action|084 RETREAT release action|0861 RETREAT access action|0862 RETREAT access action
0863 RETREAT access action|0871 RETREAT ceasefire action|0873 RETREAT disarm action|0874 RETREAT withdraw action
09 ACCUSE investigate -
10 REQUEST - demand|104 REQUEST change demand|1054 REQUEST change demand|1055 REQUEST yield demand
1056 REQUEST yield demand|106 REQUEST meet demand|107 REQUEST yield demand
11 ACCUSE disapprove statement|112 ACCUSE allege statement
12 REJECT - statement|124 REJECT yield statement|1241 REJECT change statement|1242 REJECT change statement
1243 REJECT change statement|1244 REJECT change statement|125 REJECT meet statement
13 THREATEN - threat|131 THREATEN restrict threat|1311 THREATEN restrict threat|1312 THREATEN restrict threat
1313 THREATEN relations threat|134 THREATEN relations threat|136 THREATEN relations threat|138 THREATEN violence threat
14 PROTEST - action|141 PROTEST demo action|142 PROTEST hunger action|143 PROTEST strike action
144 PROTEST obstruct action|145 PROTEST riot action
15 MOBILIZE - action|151 MOBILIZE police action|152 MOBILIZE troops action|153 MOBILIZE police action
154 MOBILIZE troops action
16 SANCTION - action|161 SANCTION withdraw action|162 SANCTION discontinue action|163 SANCTION discontinue action
164 SANCTION withdraw action|166 SANCTION expel action
17 COERCE - action|171 COERCE seize action|172 COERCE restrict action|1723 COERCE curfew action
1724 COERCE martial-law action|173 COERCE arrest action|174 COERCE deport action|176 COERCE cyber action
18 ASSAULT - action|181 ASSAULT abduct action|182 ASSAULT beat action|1821 ASSAULT sexual action
1822 ASSAULT torture action|183 ASSAULT explosives action|1831 ASSAULT suicide-attack action
185 ASSAULT targeted action|186 ASSAULT targeted action
19 ASSAULT - action|193 ASSAULT firearms action|194 ASSAULT heavy-weapons action|195 ASSAULT aerial action
20 ASSAULT unconventional action
"""
_SAID = frozenset(["AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"])
_KIND_OF_TYPE = {
    "AGREE": "offer", "CONCEDE": "offer", "REQUEST": "demand", "THREATEN": "threat",
    "SUPPORT": "statement", "ACCUSE": "statement", "REJECT": "statement",
}  # fmt: skip


class CodeReading(Struct, frozen=True):
    """What a code says.

    Attributes
    ----------
    plover, mode, cameo : str
        PLOVER type and mode, CAMEO code; empty where there is none.
    kind : str or None
        The kind of claim that it comes nearest to; None where the code does not tell.
    type : {"action", "statement"}
        Whether something was done or said.
    root : str
        By which rows that tell of one happening are counted as one: the CAMEO root or PLOVER type.
    """

    plover: str
    mode: str
    cameo: str
    kind: str | None
    type: Literal["action", "statement"]
    root: str

    def as_event(self) -> dict[str, str | None]:
        """Return what stands under ``event`` of a claim."""
        said = {"plover": self.plover, "mode": self.mode, "cameo": self.cameo}
        return {**{key: value for key, value in said.items() if value}, "kind": self.kind}


def _rows() -> dict[str, tuple[str, str, str | None]]:
    cells = [row.split() for row in _TABLE.replace("\n", "|").split("|") if row]
    nothing = {"-": ""}
    return {
        code: (nothing.get(plover, plover), nothing.get(mode, mode), None if kind == "-" else kind)
        for code, plover, mode, kind in cells
    }


_ROWS = _rows()


def read_cameo(code: str) -> CodeReading | None:
    """Return what a CAMEO code says; None if it is none.

    Examples
    --------
    >>> read_cameo("1312").kind, read_cameo("085").plover, read_cameo("085").mode
    ('threat', 'RETREAT', '')
    >>> read_cameo("010").as_event()
    {'cameo': '010', 'kind': 'statement'}
    >>> read_cameo("21") is None
    True
    """
    if not _CODE.fullmatch(code) or code[:2] not in CAMEO_ROOTS:
        return None
    row = next(code[:length] for length in (4, 3, 2) if code[:length] in _ROWS)
    plover, mode, kind = _ROWS[row]
    said = plover in _SAID or code[:2] in {"01", "02"}
    if code.startswith("057"):
        said = False
    return CodeReading(plover, mode, code, kind, "statement" if said else "action", code[:2])


def read_plover(type_: str, mode: str = "") -> CodeReading | None:
    """Return what a PLOVER type and mode say, of 2021 or of the draft of 2016; None if it is none.

    A mode that the type does not have is left out.

    Examples
    --------
    >>> read_plover("DEMAND", "yield")
    CodeReading(plover='REQUEST', mode='yield', cameo='', kind='demand', type='statement', root='REQUEST')
    >>> read_plover("CONSULT", "None").kind is None
    True
    """
    type_of_2021 = plover_type(type_.strip())
    if type_of_2021 is None:
        return None
    mode = mode.strip().lower()
    known = mode if mode in MODES[type_of_2021] else ""
    said = type_of_2021 in _SAID
    kind = _KIND_OF_TYPE.get(type_of_2021, None if type_of_2021 == "CONSULT" else "action")
    return CodeReading(
        type_of_2021, known, "", kind, "statement" if said else "action", type_of_2021
    )

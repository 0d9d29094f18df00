"""The columns of the event tables that detente reads, exactly, and which table a file is.

GDELT has no header and is told by the number of its columns; ICEWS and POLECAT are told by theirs.
Cells end at a tab and rows at a line feed, whatever else they hold: none of these formats quotes.
"""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

__all__ = ["LAYOUTS", "Layout", "Side", "recognise"]


class Side(Struct, frozen=True):
    """Where one of the two actors of a row stands: the columns of its codes, and of its name."""

    codes: tuple[str, ...]
    name: str


class Layout(Struct, frozen=True, kw_only=True):
    """One kind of event table.

    Attributes
    ----------
    id, name, publisher : str
        Short name, name for people, and who publishes it.
    columns : tuple of str
        All of them, in order.
    header : bool
        Whether the first row names the columns.
    date, code, mode, words : str
        Columns of the day, of the CAMEO code or PLOVER type, of the PLOVER mode, and of the words
        for the code; empty where there is none.
    actor, target : Side
        Who acts, and upon whom.
    source, publisher_column, added, mentions : str
        Columns of the address or story id, of who printed it, of the day it was published or
        added, and of how often it was mentioned; empty where there is none.
    """

    id: str
    name: str
    publisher: str
    columns: tuple[str, ...]
    header: bool
    date: str
    code: str
    actor: Side
    target: Side
    mode: str = ""
    words: str = ""
    source: str = ""
    publisher_column: str = ""
    added: str = ""
    mentions: str = ""
    plover: bool = False


_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code",
    "Religion2Code", "Type1Code", "Type2Code", "Type3Code",
)  # fmt: skip
_PLACE = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")


def _gdelt(*, adm2: bool, url: bool) -> tuple[str, ...]:
    place = [name for name in _PLACE if adm2 or name != "ADM2Code"]
    return (
        "GlobalEventID", "Day", "MonthYear", "Year", "FractionDate",
        *(f"Actor{k}{name}" for k in (1, 2) for name in _ACTOR),
        "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass",
        "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone",
        *(f"{who}Geo_{name}" for who in ("Actor1", "Actor2", "Action") for name in place),
        "DATEADDED", *(["SOURCEURL"] if url else []),
    )  # fmt: skip


def _of_gdelt(id_: str, name: str, *, adm2: bool, url: bool) -> Layout:
    one, two = (
        Side((f"Actor{k}CountryCode", f"Actor{k}KnownGroupCode"), f"Actor{k}Name") for k in (1, 2)
    )
    return Layout(
        id=id_,
        name=name,
        publisher="GDELT Project",
        columns=_gdelt(adm2=adm2, url=url),
        header=False,
        date="Day",
        code="EventCode",
        actor=one,
        target=two,
        source="SOURCEURL" if url else "",
        added="DATEADDED",
        mentions="NumMentions",
    )


_ICEWS = Layout(
    id="icews",
    name="ICEWS events",
    publisher="Integrated Crisis Early Warning System",
    columns=(
        "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
        "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
        "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude",
        "Longitude",
    ),
    header=True,
    date="Event Date",
    code="CAMEO Code",
    words="Event Text",
    actor=Side(("Source Country",), "Source Name"),
    target=Side(("Target Country",), "Target Name"),
    source="Story ID",
    publisher_column="Publisher",
)  # fmt: skip
_POLECAT = Layout(
    id="polecat",
    name="POLECAT events",
    publisher="POLECAT",
    columns=(
        "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
        "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors",
        "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name",
        "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors",
        "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
        "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
        "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations",
        "Story Locations", "Language", "Version",
    ),
    header=True,
    date="Event Date",
    code="Event Type",
    mode="Event Mode",
    actor=Side(("Actor Country", "Actor COW"), "Actor Name"),
    target=Side(("Recipient Country", "Recipient COW"), "Recipient Name"),
    publisher_column="Source",
    source="Event ID",
    added="Publication Date",
    plover=True,
)  # fmt: skip

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        layout.id: layout
        for layout in (
            _of_gdelt("gdelt2", "GDELT 2 events", adm2=True, url=True),
            _of_gdelt("gdelt1", "GDELT 1 events", adm2=False, url=True),
            _of_gdelt("gdelt1-backfile", "GDELT 1 events before 2013", adm2=False, url=False),
            _ICEWS,
            _POLECAT,
        )
    }
)
"""Short name -> layout. The three of GDELT have 61, 58 and 57 columns."""


def recognise(first_line: str) -> Layout | None:
    r"""Return the table whose first line this is; None if it is none of them.

    Examples
    --------
    >>> recognise("\t".join(LAYOUTS["icews"].columns)).name
    'ICEWS events'
    >>> recognise("\t".join(["410000000", "20131024", *[""] * 56])).id
    'gdelt1'
    >>> recognise("id,kind,quote") is None
    True
    """
    cells = first_line.rstrip("\r\n").lstrip("\ufeff").split("\t")
    names = {cell.strip() for cell in cells}
    for layout in LAYOUTS.values():
        if layout.header and len(names & {*layout.columns}) >= len(layout.columns) - 5:
            return layout
        day = cells[1] if len(cells) > 1 else ""
        looks = cells[0].isdigit() and len(day) == 8 and day.isdigit()
        if not layout.header and len(cells) == len(layout.columns) and looks:
            return layout
    return None

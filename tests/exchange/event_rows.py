"""Rows of event tables for tests: the columns exact, the cells as asked for."""

from pathlib import Path

from detente.case import Case, Party
from detente.exchange.event_tables import LAYOUTS

TALKS = Case(
    id="talks",
    parties={
        "usa": Party(id="usa", name="United States", aliases=("Washington", "US")),
        "dprk": Party(id="dprk", name="DPRK (North Korea)", aliases=("North Korea",)),
        "rok": Party(id="rok", name="South Korea", role="mediator"),
        "iaea": Party(id="iaea", name="IAEA", role="verifier"),
    },
)
GDELT = {
    "GlobalEventID": "871000001",
    "Day": "20191005",
    "Actor1Code": "USAGOV",
    "Actor1Name": "UNITED STATES",
    "Actor1CountryCode": "USA",
    "Actor2Code": "PRK",
    "Actor2Name": "NORTH KOREA",
    "Actor2CountryCode": "PRK",
    "EventCode": "046",
    "NumMentions": "4",
    "DATEADDED": "20191006001500",
    "SOURCEURL": "https://www.example.org/talks",
}
ICEWS = {
    "Event ID": "3001",
    "Event Date": "2019-10-05",
    "Source Name": "Foreign Ministry (North Korea)",
    "Source Sectors": "Government,Foreign Ministry",
    "Source Country": "North Korea",
    "Event Text": "Threaten with sanctions",
    "CAMEO Code": "1312",
    "Target Name": "Donald Trump",
    "Target Country": "United States",
    "Story ID": "771",
    "Publisher": "Example Wire",
}
POLECAT = {
    "Event ID": "P-1",
    "Event Date": "2019-10-05",
    "Event Type": "CONSULT",
    "Event Mode": "None",
    "Actor Name": "United States",
    "Actor Country": "USA",
    "Actor COW": "2",
    "Recipient Name": "North Korea",
    "Recipient Country": "PRK",
    "Recipient COW": "731",
    "Source": "Example Wire",
    "Publication Date": "2019-10-06",
    "Version": "1",
}


def row(table: str, **given: str) -> str:
    """Return a row of `table` without its line end; a blank in a column's name is written ``_``."""
    plain = {"gdelt": GDELT, "icews": ICEWS, "polecat": POLECAT}
    cells = next(cells for name, cells in plain.items() if table.startswith(name))
    named = {
        name.replace("_", " ") if " " in "".join(cells) else name: v for name, v in given.items()
    }
    columns = LAYOUTS[table].columns
    assert {*named} <= {*columns}, {*named} - {*columns}
    return "\t".join({**cells, **named}.get(column, "") for column in columns)


def header(table: str) -> str:
    """Return the first line of a table that has one."""
    return "\t".join(LAYOUTS[table].columns)


def file_of(folder: Path, lines: list[str], name: str = "table.csv") -> Path:
    """Write lines into a file."""
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    return path

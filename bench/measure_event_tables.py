"""How long event tables take, and how much memory: each reading in a process of its own.

    python bench/measure_event_tables.py make FOLDER ROWS        GDELT 2, ICEWS, POLECAT; GDELT packed too
    python bench/measure_event_tables.py read READER FILE [PARTY ...]
    python bench/measure_event_tables.py compare FOLDER          all readers on each table in turn

Readers: ``detente`` (what ``detente import`` does before it records), ``csv`` (Python's reader and a
look at the two columns of countries), ``polars`` and ``duckdb`` (the same look; they are no
dependencies: install them first). Each must find as many rows as the others. Files are made of 200,000
different rows, again and again: columns exact, actors and codes drawn from fixed lists.
"""

import csv
import gzip
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from detente.exchange.event_tables import LAYOUTS, Actors, Layout, Table, recognise, scan
from detente.folder import open_case

DIFFERENT = 200_000
COUNTRIES = (
    ("USA", "2", "United States"), ("PRK", "731", "North Korea"), ("KOR", "732", "South Korea"),
    ("CHN", "710", "China"), ("RUS", "365", "Russian Federation"), ("IRN", "630", "Iran"),
    ("JPN", "740", "Japan"), ("GBR", "200", "United Kingdom"), ("FRA", "220", "France"),
    ("DEU", "255", "Germany"), ("IND", "750", "India"), ("PAK", "770", "Pakistan"),
    ("ISR", "666", "Israel"), ("SYR", "652", "Syria"), ("TUR", "640", "Turkey"),
    ("UKR", "369", "Ukraine"), ("BRA", "140", "Brazil"), ("MEX", "70", "Mexico"), ("", "", ""),
    ("", "", ""),
)  # fmt: skip
CODES = ("010", "020", "036", "042", "046", "051", "061", "085", "0871", "1054", "111", "120", "1312",
         "138", "150", "163", "173", "190")  # fmt: skip
TYPES = ("AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION")
WANTED = ("usa", "dprk")
TABLES = ("gdelt2", "icews", "polecat")


def cells(layout: Layout, number: int, draw: "np.ndarray") -> dict[str, str]:
    """Return the cells of one row that are not empty."""
    (iso, cow, name), (iso2, cow2, name2) = COUNTRIES[draw[0] % 20], COUNTRIES[draw[1] % 20]
    day = str(np.datetime64("2019-01-01") + int(draw[2] % 365))
    code = CODES[draw[3] % len(CODES)]
    if layout.id == "gdelt2":
        plain = day.replace("-", "")
        place = {"Type": "4", "Fullname": "Seoul, Soul-t'ukpyolsi, South Korea", "CountryCode": "KS",
                 "ADM1Code": "KS11", "ADM2Code": "28143", "Lat": "37.5664", "Long": "126.999",
                 "FeatureID": "-716583"}  # fmt: skip
        url = f"https://news.example.org/2019/{number}/article-about-talks-between-two-governments.html"
        return {
            "GlobalEventID": str(820_000_000 + number), "Day": plain, "MonthYear": plain[:6],
            "Year": plain[:4], "FractionDate": "2019.5", "Actor1Code": iso, "Actor2Code": iso2,
            "Actor1Name": name.upper(), "Actor2Name": name2.upper(), "Actor1CountryCode": iso,
            "Actor2CountryCode": iso2, "IsRootEvent": "1", "EventCode": code,
            "EventBaseCode": code[:3], "EventRootCode": code[:2], "QuadClass": "1",
            "GoldsteinScale": "3.4", "NumMentions": str(draw[4] % 40), "NumSources": "2",
            "NumArticles": "9", "AvgTone": "-2.3117", "DATEADDED": f"{plain}121500", "SOURCEURL": url,
            **{f"{who}Geo_{key}": v for who in ("Actor1", "Actor2", "Action") for key, v in place.items()},
        }  # fmt: skip
    if layout.id == "icews":
        return {
            "Event ID": str(30_000_000 + number), "Event Date": day, "CAMEO Code": code,
            "Source Name": f"Foreign Affairs ({name})", "Source Sectors": "Government,Executive",
            "Source Country": name, "Event Text": "Make a visit", "Intensity": "1.9",
            "Target Name": f"Citizen ({name2})", "Target Sectors": "General Population / Civilian",
            "Target Country": name2, "Story ID": str(number), "Sentence Number": "3",
            "Publisher": "Example News Agency", "City": "Seoul", "Country": "South Korea",
            "Latitude": "37.566", "Longitude": "126.978",
        }  # fmt: skip
    return {
        "Event ID": f"{day}-{number}", "Event Date": day, "Event Type": TYPES[draw[3] % 8],
        "Event Mode": "None", "Intensity": "3.0", "Quad Code": "1", "Contexts": "diplomatic;military",
        "Actor Name": name, "Actor Country": iso, "Actor COW": cow, "Actor Name Raw": name,
        "Primary Actor Sector": "GOV", "Recipient Name": name2, "Recipient Country": iso2,
        "Recipient COW": cow2, "Recipient Name Raw": name2, "Placename": "Seoul", "Country": "KOR",
        "Latitude": "37.566", "Longitude": "126.978", "GeoNames ID": "1835848", "Source": "Example",
        "Publication Date": day, "Story People": "A B;C D", "Language": "eng", "Version": "1.0",
    }  # fmt: skip


def make(folder: Path, rows: int) -> None:
    """Write a file of each table, and of GDELT's the two packed ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for id_ in TABLES:
        layout = LAYOUTS[id_]
        draws = np.random.default_rng(1).integers(0, 2**31, (DIFFERENT, 5))  # noqa: TID251 - a bench
        lines = (
            "\t".join(made.get(column, "") for column in layout.columns)
            for made in (cells(layout, number, draw) for number, draw in enumerate(draws))
        )
        block = "".join(f"{line}\n" for line in lines).encode()
        with (folder / f"{id_}.tsv").open("wb") as file:
            if layout.header:
                file.write("\t".join(layout.columns).encode() + b"\n")
            for _ in range(rows // DIFFERENT):
                file.write(block)
    plain = folder / "gdelt2.tsv"
    with plain.open("rb") as source, gzip.open(folder / "gdelt2.tsv.gz", "wb", 6) as packed:
        while data := source.read(1 << 22):
            packed.write(data)
    with zipfile.ZipFile(folder / "gdelt2.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "gdelt2.tsv")


def read_detente(file: Path, parties: tuple[str, ...]) -> tuple[int, int]:
    """Rows, and rows in which two different parties stand."""
    case = open_case("dprk-2019").case
    assert case is not None
    found = scan(Table(file), Actors(case, parties))
    return found.rows, found.named


def _columns(file: Path) -> tuple[Layout, int, int, dict[str, str]]:
    """Return the table, the columns of the two countries, and what stands there for which party."""
    layout = recognise(Table(file).first_line())
    assert layout is not None
    one, two = (layout.columns.index(side.codes[0]) for side in (layout.actor, layout.target))
    words = {"icews": ("United States", "North Korea")}.get(layout.id, ("USA", "PRK"))
    return layout, one, two, dict(zip(words, WANTED, strict=True))


def read_csv(file: Path, parties: tuple[str, ...]) -> tuple[int, int]:
    """The same by Python's own reader."""
    del parties
    layout, one, two, who = _columns(file)
    rows = named = 0
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows += 1
            named += row[one] in who and row[two] in who and row[one] != row[two]
    return rows - layout.header, named


def read_polars(file: Path, parties: tuple[str, ...]) -> tuple[int, int]:
    """The same by Polars, in blocks of whole lines."""
    import polars as pl

    del parties
    layout, one, two, who = _columns(file)
    rows = named = 0
    for number, block in Table(file).blocks(1 << 24):
        body = block.partition(b"\n")[2] if layout.header and number == 1 else block
        frame = pl.read_csv(body, separator="\t", has_header=False, quote_char=None, infer_schema=False,
                            columns=[one, two], encoding="utf8-lossy",
                            truncate_ragged_lines=True)  # fmt: skip
        rows += frame.height
        first, second = pl.nth(0), pl.nth(1)
        both = first.is_in([*who]) & second.is_in([*who]) & (first != second)
        named += frame.filter(both).height
    return rows, named


def read_duckdb(file: Path, parties: tuple[str, ...]) -> tuple[int, int]:
    """The same by DuckDB."""
    import duckdb

    del parties
    layout, one, two, who = _columns(file)
    columns = {f"c{k}": "VARCHAR" for k in range(len(layout.columns))}
    listed = ", ".join(f"'{word}'" for word in who)
    query = (
        f"SELECT count(*), count(*) FILTER (c{one} IN ({listed}) AND c{two} IN ({listed}) "  # noqa: S608
        f"AND c{one} <> c{two}) FROM read_csv(?, delim='\t', header=false, skip=?, quote='', escape='', "
        "auto_detect=false, columns=?, store_rejects=true, null_padding=false, strict_mode=false)"
    )
    found = duckdb.connect().execute(query, [str(file), int(layout.header), columns]).fetchone()
    assert found is not None
    return found[0], found[1]


READERS: dict[str, Callable[[Path, tuple[str, ...]], tuple[int, int]]] = {
    "detente": read_detente, "csv": read_csv, "polars": read_polars, "duckdb": read_duckdb,
}  # fmt: skip


def read(reader: str, file: Path, parties: tuple[str, ...]) -> None:
    """Print rows, rows found, seconds by the wall and of processors, rows a second, peak memory."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    begin = time.perf_counter()
    rows, named = READERS[reader](file, parties or WANTED)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{reader:8} {file.name:14} {rows:>11,} rows {named:>8,} found {wall:7.1f} s wall {used:7.1f} s "
        f"processor {rows / wall:>10,.0f} rows/s {after.ru_maxrss >> 10:>5} MiB",
        flush=True,
    )


def compare(folder: Path) -> None:
    """Run every reader on every table, one after the other, each in a process of its own."""
    for id_ in TABLES:
        for reader in READERS:
            file = str(folder / f"{id_}.tsv")
            subprocess.run([sys.executable, __file__, "read", reader, file], check=False)  # noqa: S603


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", folder, rows]:
            make(Path(folder), int(rows))
        case ["compare", folder]:
            compare(Path(folder))
        case ["read", reader, file, *parties]:
            read(reader, Path(file), tuple(parties))
        case _:
            print(__doc__)

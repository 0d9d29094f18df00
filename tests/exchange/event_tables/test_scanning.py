"""Event tables: which rows are taken, how they are counted, and what is told of the rest."""

import datetime as dt
from pathlib import Path

import pytest
from tests.exchange.event_rows import TALKS, file_of, header, row

from detente.errors import UsageError
from detente.exchange.event_tables import Actors, Found, Table, Window, scan, scanning


def found_in(folder: Path, lines: list[str], **window: dt.date) -> Found:
    return scan(Table(file_of(folder, lines)), Actors(TALKS), Window(**window))


def test_rows_of_one_day_pair_and_root_are_one_happening(tmp_path: Path) -> None:
    """The first row stands for it; rows and mentions are added up."""
    lines = [
        row("gdelt2", EventCode="040", NumMentions="3"),
        row("gdelt2", EventCode="0461", NumMentions="10"),
        row("gdelt2", EventCode="1312"),
        row("gdelt2", Day="20191006", EventCode="040"),
        row(
            "gdelt2", Actor1CountryCode="PRK", Actor1Name="", Actor2CountryCode="USA", Actor2Name=""
        ),
    ]
    found = found_in(tmp_path, lines)
    told = [(str(h.day), h.actor, h.reading.cameo, h.rows, h.mentions) for h in found.happenings]
    assert told == [
        ("2019-10-05", "usa", "040", 2, 13),
        ("2019-10-05", "usa", "1312", 1, 4),
        ("2019-10-05", "dprk", "046", 1, 4),
        ("2019-10-06", "usa", "040", 1, 4),
    ]
    assert (found.rows, found.named, found.bad) == (5, 5, 0)


@pytest.mark.parametrize("table", ["gdelt2", "gdelt1", "gdelt1-backfile"])
def test_tables_of_gdelt_are_told_by_their_number_of_columns(tmp_path: Path, table: str) -> None:
    """61, 58 and 57; only the older two lack places of the second order, only the oldest the address."""
    path = file_of(tmp_path, [row(table)])
    found = scan(Table(path), Actors(TALKS))
    assert found.layout.id == table
    assert [one.actor for one in found.happenings] == ["usa"]


def test_other_days_other_actors_and_a_party_with_itself_are_counted_apart(tmp_path: Path) -> None:
    """Nothing is dropped in silence."""
    lines = [
        row("gdelt2"),
        row("gdelt2", Day="20180101"),
        row("gdelt2", Actor2CountryCode="FRA", Actor2Name="FRANCE"),
        row("gdelt2", Actor2CountryCode="USA", Actor2Name="SENATE"),
    ]
    found = found_in(tmp_path, lines, first=dt.date(2019, 1, 1), last=dt.date(2019, 12, 31))
    assert (found.rows, found.named, found.outside, found.domestic) == (4, 2, 1, 1)
    assert len(found.happenings) == 1


def test_icews_is_read_in_both_encodings_and_its_ids_need_not_be_unique(tmp_path: Path) -> None:
    """A byte that is no UTF-8 makes the row ISO 8859-1, and is counted."""
    lines = [
        header("icews").encode(),
        row("icews", City="Bogotá").encode("latin-1"),
        row("icews", Event_Text="Consult", CAMEO_Code="040", City="Bogotá").encode(),
        row("icews", CAMEO_Code="40", Source_Country="South Korea", Source_Name="").encode(),
    ]
    path = tmp_path / "icews.tab"
    path.write_bytes(b"\r\n".join(lines))
    found = scan(Table(path), Actors(TALKS))
    assert [(one.actor, one.target, one.reading.cameo) for one in found.happenings] == [
        ("dprk", "usa", "1312"),
        ("dprk", "usa", "040"),
        ("rok", "usa", "040"),
    ]
    assert [one.cell("City") for one in found.happenings] == ["Bogotá", "Bogotá", ""]
    assert (found.not_utf8, found.bad) == (1, 0)


def test_polecat_compound_actors_the_word_none_and_reciprocal_events(tmp_path: Path) -> None:
    """Those who meet stand together as actors; each pair is a happening. ``None`` is nobody."""
    lines = [
        header("polecat"),
        row("polecat"),
        row(
            "polecat", Event_Type="AGREE", Actor_Name="United States; North Korea;South Korea",
            Actor_Country="None", Actor_COW="None", Recipient_Name="None",
            Recipient_Country="None", Recipient_COW="None",
        ),
        row("polecat", Actor_Name="None", Actor_Country="None", Actor_COW="None"),
        row("polecat", Event_Type="DEMAND", Event_Mode="change", Actor_Name="", Actor_Country=""),
    ]  # fmt: skip
    found = found_in(tmp_path, lines)
    assert [(h.actor, h.target, h.reading.plover, h.reading.mode) for h in found.happenings] == [
        ("usa", "dprk", "CONSULT", ""),
        ("usa", "dprk", "AGREE", ""),
        ("usa", "rok", "AGREE", ""),
        ("dprk", "rok", "AGREE", ""),
        ("usa", "dprk", "REQUEST", "change"),
    ]


@pytest.mark.parametrize("ending", ["", "\t", "\t\t\t"])
def test_polecat_with_extra_header_names_and_trailing_tabs(tmp_path: Path, ending: str) -> None:
    """A header may name a column that rows lack; rows may end in tabs, all or some."""
    names = header("polecat").split("\t")
    extra = "\t".join([*names[:3], "Headline", *names[3:]])
    for first in (header("polecat"), extra, header("polecat") + "\t"):
        lines = [first, row("polecat") + ending, row("polecat", Event_Type="ACCUSE")]
        found = found_in(tmp_path, lines)
        assert [one.reading.plover for one in found.happenings] == ["CONSULT", "ACCUSE"], first
        assert [one.cell("Publication Date") for one in found.happenings] == ["2019-10-06"] * 2
        assert found.bad == 0


def test_polecat_with_a_headline_in_every_row_is_read_by_the_names(tmp_path: Path) -> None:
    """Where the rows do have the extra column, the header says where everything stands."""
    names, cells = header("polecat").split("\t"), row("polecat").split("\t")
    lines = ["\t".join([*x[:3], y, *x[3:]]) for x, y in ((names, "Headline"), (cells, "Talks!"))]
    found = found_in(tmp_path, lines)
    assert [(one.actor, one.target) for one in found.happenings] == [("usa", "dprk")]


@pytest.mark.parametrize(
    ("bad", "message", "column"),
    [
        (row("gdelt2").rsplit("\t", 1)[0], "60 cells where 61 were expected", 1),
        (row("gdelt2") + "\tone more", "62 cells where 61 were expected", 1),
        (row("gdelt2", Day="20191344"), "Day '20191344' is no day", 11),
        (row("gdelt2", Day=""), "Day '' is no day", 11),
        (row("gdelt2", EventCode="9X"), "EventCode '9X' is no CAMEO code", None),
        (row("gdelt2", EventCode=""), "EventCode '' is no CAMEO code", None),
        (row("gdelt2", EventCode="=1+1"), "EventCode '=1+1' is no CAMEO code", None),
    ],
)
def test_a_bad_row_is_told_with_its_place_and_left_out(
    tmp_path: Path, bad: str, message: str, column: int | None
) -> None:
    """Line and column are those of the file; the rows around it are read."""
    found = found_in(tmp_path, [row("gdelt2"), bad, row("gdelt2", EventCode="130")])
    assert [one.reading.cameo for one in found.happenings] == ["046", "130"]
    assert found.bad == 1
    problem = found.problems[0]
    assert (problem.code, problem.line, problem.message) == ("D116", 2, message)
    expected = column or bad.index("\t".join(bad.split("\t")[26:])) + 1
    assert problem.column == expected


def test_only_the_first_bad_rows_are_told_and_all_are_counted(tmp_path: Path) -> None:
    """A file of nothing but bad rows is told in a few lines."""
    lines = [row("gdelt2"), *(f"bad {number}" for number in range(100))]
    found = found_in(tmp_path, lines)
    assert (found.bad, len(found.problems)) == (100, scanning.MOST_TOLD)


def test_bad_rows_of_all_sorts_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Rows with a cell too many are set apart early; they come in their turn all the same."""
    lines = [row("gdelt2"), "short", row("gdelt2", Day="20191344"), "short", row("gdelt2", Day="")]
    assert [one.line for one in found_in(tmp_path, lines).problems] == [2, 3, 4, 5]


def test_hostile_cells_survive(tmp_path: Path) -> None:
    """Quotation marks, formulas, escapes and NULs are text; a tab ends a cell whatever stands in it."""
    odd = 'He said "no\'; =HYPERLINK("x") \\\x1b[2J,,\x0b'
    lines = [
        row("gdelt2", Actor1Geo_Fullname='"', SOURCEURL=odd),
        row("gdelt2", EventCode="130", SOURCEURL="nul \0 here"),
        row("gdelt2", EventCode="190", SOURCEURL="x" * 1_500_000),
        row("gdelt2", EventCode="010", SOURCEURL='"never closed'),
    ]
    found = found_in(tmp_path, lines)
    urls = [one.cell("SOURCEURL") for one in found.happenings]
    assert urls[0] == odd.strip()
    assert urls[1] == "nul \ufffd here"
    assert len(urls[2]) == 1_500_000
    assert urls[3] == '"never closed'
    assert (found.rows, found.bad) == (4, 0)


def test_a_line_that_is_too_long_is_cut_out_and_counted(tmp_path: Path) -> None:
    """A file without line ends does not fill the memory."""
    lines = [row("gdelt2"), "x" * (9 << 20), row("gdelt2", EventCode="130")]
    found = found_in(tmp_path, lines)
    assert [(one.reading.cameo, one.line) for one in found.happenings] == [("046", 1), ("130", 3)]
    assert [(one.line, one.message) for one in found.problems] == [(2, "a row of more than 4 MiB")]
    assert (found.rows, found.bad) == (3, 1)


def test_more_than_can_be_reviewed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says how to narrow it."""
    monkeypatch.setattr(scanning, "MOST_HAPPENINGS", 2)
    lines = [row("gdelt2", Day=f"2019100{day}") for day in (1, 2, 3)]
    with pytest.raises(UsageError, match="more than 2 happenings") as error:
        found_in(tmp_path, lines)
    assert "--from" in error.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("a,b,c\n1,2,3\n", "has 1 column between tabs"),
        (row("gdelt2") + "\t\n", "has 62 columns between tabs"),
        ("\t".join(header("polecat").split("\t")[:20]) + "\n", "has 20 columns between tabs"),
    ],
)
def test_what_is_no_event_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """The hint has the number of columns of each table."""
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as error:
        scan(Table(path), Actors(TALKS))
    assert "GDELT 2 events 61" in error.value.hint


def test_progress_is_told_in_bytes_of_the_file(tmp_path: Path) -> None:
    """It ends at the size of the file."""
    told: list[tuple[int, int]] = []
    path = file_of(tmp_path, [row("gdelt2")] * 5000)
    scan(Table(path), Actors(TALKS), None, lambda done, total: told.append((done, total)))
    assert told[-1][1] == path.stat().st_size
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > 1

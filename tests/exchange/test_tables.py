"""Tables for spreadsheets: no cell runs, numbers stay numbers, claims come back as they were."""

import csv
import io

import pytest

from detente.claims import Claim
from detente.entries import read_entry
from detente.exchange.tables import (
    CLAIMS,
    DOCUMENTS,
    ENTRIES,
    ClaimTableError,
    is_claim_table,
    read_claims,
    safe,
    unsafe,
    write_table,
)
from detente.folder import open_case
from detente.record import as_plain


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1",
        "=HYPERLINK(\"http://x\")", "-", "+", "--1", "-1e", "'=1", "''@x",
    ],
)  # fmt: skip
def test_text_that_begins_like_a_formula_is_made_harmless(text: str) -> None:
    """An apostrophe before it; reading takes it away."""
    assert safe(text) == f"'{text}"
    assert unsafe(safe(text)) == text


@pytest.mark.parametrize(
    "text", ["", "-5", "+3.25", "-1e-9", "'tis", "a=b", " =1", "O'Neill", "12"]
)
def test_numbers_and_other_text_are_left_as_they_are(text: str) -> None:
    """Also text that begins with an apostrophe of its own."""
    assert safe(text) == text
    assert unsafe(text) == text


@pytest.mark.parametrize("id_", ["dprk-2019", "jcpoa", "minsk-2", "colombia-2016"])
def test_claims_of_shipped_cases_come_back_as_they_were(id_: str) -> None:
    """Every key of every claim."""
    claims = list(open_case(id_).claims.values())
    back = [
        read_entry(plain)[0] for plain in read_claims(write_table(map(as_plain, claims), CLAIMS))
    ]
    assert back == claims


def test_numbers_stand_without_quotation_marks() -> None:
    """Amounts and places are numbers to a spreadsheet; ids and words are text."""
    opened = open_case("dprk-2019")
    text = write_table([{"id": "a", "kind": "amount", "amount": -12.5, "note": "-x"}], ENTRIES)
    assert ",-12.5," in text
    assert '"\'-x"' in text
    for columns, lines in ((DOCUMENTS, opened.documents.values()), (ENTRIES, opened.entries)):
        plain = [as_plain(line) for line in lines]
        rows = list(csv.DictReader(io.StringIO(write_table(plain, columns), newline="")))
        assert [row["id"] for row in rows] == [line["id"] for line in plain]
        cells = [cell for row in rows for cell in row.values()]
        assert not any(cell[:1] in "=+@\t\r" and cell for cell in cells)


def test_a_table_of_another_spreadsheet() -> None:
    """A byte order mark, semicolons, line ends of either kind, empty rows, cells left over at the end."""
    text = '\ufeffid;quote;levers;start\r\nc1;"a;b";coal_ban\r\n'.replace("coal_ban", "coal_ban;3;")
    assert read_claims(text + ";;;\r\n") == [
        {"kind": "claim", "id": "c1", "quote": "a;b", "levers": ["coal_ban"], "start": 3}
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("id,type\nc1,offer\n", 1, "no column 'quote' in the first line"),
        ("id,quote,voise\nc1,x,author\n", 1, "unknown column 'voise'"),
        ("id,quote,type,type\nc1,x,a,b\n", 1, "the column 'type' stands twice"),
        ("id,quote\nc1,x\nc2\n", 3, "1 cells where the first line names 2 columns"),
        ("id,quote\nc1,x\nc2,y,z\n", 3, "3 cells where the first line names 2 columns"),
        ("id,quote,start\nc1,x,1.5\n", 2, "start: '1.5' is no whole number"),
        ("id,quote,end\nc1,x,-1\n", 2, "end: '-1' is no whole number"),
        ("id,quote,grade\nc1,x,Z9\n", 2, "grade: "),
        ("id,quote,voice\nc1,x,they\n", 2, "voice: "),
        ("id,quote,colour\nc1,x,red\n", 1, "unknown column 'colour'"),
        ("id,quote,more\nc1,x,{\n", 2, "more: no JSON"),
        ("id,quote,more\nc1,x,[]\n", 2, "more: no JSON object"),
        ('id,quote,more\nc1,x,"{""colour"": 1}"\n', 2, "colour: unknown key"),
        ('id,quote,more\nc1,x,"{""kind"": ""act""}"\n', 2, "more: 'kind' is none of a claim's"),
        ('id,quote\nc1,"two\nlines"\nc1,again\n', 4, "the id 'c1' stands on line 2 already"),
        ('id,quote\nc1,"never closed\n', 2, "the row cannot be read"),
        ('id,quote\nc1,"a"b\n', 2, "the row cannot be read"),
    ],
)
def test_each_fault_is_told_with_its_line(text: str, line: int, message: str) -> None:
    """And nothing of such a table is taken."""
    with pytest.raises(ClaimTableError) as error:
        read_claims(text)
    problem = error.value.problems[0]
    assert (problem.code, problem.line) == ("D118", line)
    assert problem.message.startswith(message)


def test_all_faults_are_told_and_not_the_first_alone() -> None:
    """Up to fifty."""
    rows = "".join(f"c{n},x,odd\n" for n in range(80))
    with pytest.raises(ClaimTableError) as error:
        read_claims(f"id,quote,start\n{rows}")
    assert [problem.line for problem in error.value.problems] == list(range(2, 52))


def test_a_claim_with_everything_that_has_no_column() -> None:
    """Stands in ``more`` and comes back."""
    plain = {
        "kind": "claim", "id": "c1", "quote": "=1", "levers": ["a; b"], "attribution": [
            "author", {"id": "KCNA", "span": [1, 2], "grade": "C3"}
        ],
        "date": {"said": "2019-10", "precision": "month", "expression_span": [3, 9]},
        "event": {"plover": "AGREE", "kind": None}, "origin": {"rows": 3},
    }  # fmt: skip
    claim, faults = read_entry(plain)
    assert not faults
    assert isinstance(claim, Claim)
    (back,) = read_claims(write_table([as_plain(claim)], CLAIMS))
    assert read_entry(back)[0] == claim


def test_a_table_is_known_by_its_first_line() -> None:
    """An event table is none."""
    assert is_claim_table('"id","document","quote"')
    assert is_claim_table("\ufeffid;quote;type\r\n")
    assert not is_claim_table("id\tquote")
    assert not is_claim_table("")

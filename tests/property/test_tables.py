"""Laws of tables: whatever a cell holds, it does not run, and a claim comes back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from detente.claims import Claim, ClaimDate, Grade
from detente.entries import read_entry
from detente.exchange.tables import CLAIMS, read_claims, safe, unsafe, write_table
from detente.record import as_plain

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=1", "'=1", "-5", "a,b", 'a"b', "a;b", "\r\n", "\0", " x ", "+", "''", "'", "@a", "\ufeffx"]
)
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
CLAIM = st.builds(
    Claim,
    id=IDS,
    quote=TEXT,
    note=TEXT,
    document=TEXT,
    actor=TEXT,
    correct=TEXT,
    type=st.sampled_from(["offer", "demand", "statement"]),
    voice=st.sampled_from(["author", "party", "quoted"]),
    start=st.none() | st.integers(0, 10**9),
    levers=st.lists(TEXT, max_size=3).map(tuple),
    attribution=st.lists(TEXT, max_size=3).map(tuple),
    date=st.none() | TEXT | st.builds(ClaimDate, said=st.none() | TEXT, happened=st.none() | TEXT),
    grade=st.builds(Grade, st.sampled_from("ABCDEF"), st.integers(1, 6)),
    verdict=st.none() | st.sampled_from(["true", "false"]),
    event=st.none() | st.dictionaries(TEXT, TEXT, max_size=2),
    origin=st.none() | st.dictionaries(TEXT, st.integers() | TEXT, max_size=2),
)


@given(TEXT)
def test_what_is_made_safe_comes_back_and_does_not_run(text: str) -> None:
    """A cell begins like a formula only where it is a number."""
    cell = safe(text)
    assert unsafe(cell) == text
    assert cell[:1] not in {"=", "@", "\t", "\r", "\n"}
    if cell[:1] in {"+", "-"}:
        float(cell)


@given(st.lists(CLAIM, max_size=5, unique_by=lambda claim: claim.id))
def test_claims_come_back_as_they_were(claims: list[Claim]) -> None:
    """Through a table, whatever their words are."""
    table = write_table([as_plain(claim) for claim in claims], CLAIMS)
    assert [read_entry(plain)[0] for plain in read_claims(table)] == claims

"""CAMEO codes and PLOVER types: what they say in our words."""

import pytest

from detente.evidence import KINDS
from detente.evidence.event_codes import PLOVER
from detente.exchange.event_tables import read_cameo, read_plover
from detente.exchange.event_tables.codes import CAMEO_ROOTS, MODES


@pytest.mark.parametrize(
    ("code", "plover", "mode", "kind"),
    [
        ("0354", "CONCEDE", "", "offer"),
        ("0355", "AGREE", "", "offer"),
        ("036", "AGREE", "", "offer"),
        ("057", "SUPPORT", "", "commitment"),
        ("0254", "", "", "demand"),
        ("1054", "REQUEST", "change", "demand"),
        ("106", "REQUEST", "meet", "demand"),
        ("1312", "THREATEN", "restrict", "threat"),
        ("1313", "THREATEN", "relations", "threat"),
        ("1385", "THREATEN", "violence", "threat"),
        ("139", "THREATEN", "", "threat"),
        ("085", "RETREAT", "", "action"),
        ("0871", "RETREAT", "ceasefire", "action"),
        ("163", "SANCTION", "discontinue", "action"),
        ("1621", "SANCTION", "discontinue", "action"),
        ("1662", "SANCTION", "expel", "action"),
        ("196", "ASSAULT", "", "action"),
        ("1244", "REJECT", "change", "statement"),
        ("041", "CONSULT", "phone", None),
        ("040", "CONSULT", "", None),
    ],
)
def test_the_codes_that_matter_to_a_deal(code: str, plover: str, mode: str, kind: str) -> None:
    """A kind that a code cannot tell stays unknown."""
    read = read_cameo(code)
    assert read is not None
    assert (read.plover, read.mode, read.kind, read.cameo) == (plover, mode, kind, code)


def test_every_root_has_a_row_and_every_word_is_one_of_ours() -> None:
    """Types and modes are PLOVER's of 2021, kinds are ours."""
    for root in CAMEO_ROOTS:
        for code in (root, f"{root}0", f"{root}1", f"{root}11", f"{root}99"):
            read = read_cameo(code)
            assert read is not None
            assert read.plover in (*PLOVER, "")
            assert not read.mode or read.mode in MODES[read.plover]
            assert read.kind in (*KINDS, None)
            assert read.root == root
    assert {*MODES} == {*PLOVER}
    assert len(MODES) == 16


def test_statements_and_appeals_have_no_type_of_plover() -> None:
    """The crosswalk has no row for them; nothing is made up."""
    for code in ("010", "020", "0254"):
        read = read_cameo(code)
        assert read is not None
        assert "plover" not in read.as_event()


@pytest.mark.parametrize("code", ["", "1", "21", "00", "99", "13120", "1 2", "١٣", "0x1", "-13"])
def test_what_is_no_code_is_none(code: str) -> None:
    """Two to four digits, of one of the twenty roots."""
    assert read_cameo(code) is None


@pytest.mark.parametrize(
    ("type_", "mode", "expected"),
    [
        ("DEMAND", "change", ("REQUEST", "change", "demand")),
        ("DISAPPROVE", "None", ("ACCUSE", "", "statement")),
        ("INVESTIGATE", "", ("ACCUSE", "", "statement")),
        ("FIGHT", "aerial", ("ASSAULT", "aerial", "action")),
        ("sanction", "Discontinue", ("SANCTION", "discontinue", "action")),
        ("CONSULT", "visit", ("CONSULT", "visit", None)),
        ("AGREE", "visit", ("AGREE", "", "offer")),
    ],
)
def test_both_vocabularies_of_plover_are_read(
    type_: str, mode: str, expected: tuple[str, str, str | None]
) -> None:
    """The eighteen types of the draft of 2016 as the sixteen of 2021; no mode of another type."""
    read = read_plover(type_, mode)
    assert read is not None
    assert (read.plover, read.mode, read.kind) == expected
    assert read_plover("DANCE") is None

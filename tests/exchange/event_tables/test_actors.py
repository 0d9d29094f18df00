"""Who a cell names: aliases, countries by any of their codes, groups."""

import pytest
from tests.exchange.event_rows import TALKS

from detente.case import Case, Party
from detente.exchange.event_tables import Actors
from detente.exchange.event_tables.actors import codes_of


@pytest.mark.parametrize(
    ("codes", "name", "expected"),
    [
        (["USA"], "", "usa"),
        (["2"], "", "usa"),
        (["PRK"], "PRESIDENT", "dprk"),
        (["731"], "", "dprk"),
        (["North Korea"], "Foreign Ministry (North Korea)", "dprk"),
        ([], "PYONGYANG", "dprk"),
        ([], "the  united states", "usa"),
        (["KOR"], "SEOUL", "rok"),
        (["732"], "", "rok"),
        (["IAE"], "", "iaea"),
        (["AUT"], "IAEA", "iaea"),
        (["FRA"], "PARIS", ""),
        (["None"], "None", ""),
        (["20"], "CANADA", ""),
    ],
)
def test_names_and_codes(codes: list[str], name: str, expected: str) -> None:
    """A known name counts before the code of its seat."""
    assert Actors(TALKS).of(codes, name) == ((expected,) if expected else ())


def test_letters_of_the_correlates_of_war_do_not_pass_for_those_of_iso() -> None:
    """AUS is Australia, though the Correlates of War write so for Austria; MAC is Macao."""
    assert "AUS" in codes_of("Australia")
    assert "AUS" not in codes_of("Austria")
    assert "MAC" not in codes_of("North Macedonia")
    assert codes_of("Romania") == ("360", "ROM", "ROU")


def test_a_code_that_two_parties_share_is_neither(tmp_path: object) -> None:
    """Two parties of one country: rows that only say the country tell of neither."""
    del tmp_path
    case = Case(
        id="c",
        parties={
            "gov": Party(id="gov", name="Sudan"),
            "army": Party(id="army", name="Sudanese army", aliases=("Khartoum", "Sudan")),
        },
    )
    actors = Actors(case)
    assert actors.of(["SDN"], "SUDAN") == ()
    assert actors.of(["SDN"], "SUDANESE ARMY") == ("army",)


def test_only_the_parties_asked_for() -> None:
    """A party that is not asked for is nobody, and lends its code to nobody."""
    actors = Actors(TALKS, ["usa", "dprk"])
    assert actors.of(["KOR"], "SEOUL") == ()
    assert actors.of(["USA"], "IAEA") == ()
    assert actors.codes() == {"dprk": ["731", "PRK"], "usa": ["2", "USA"]}

"""Scenarios of GENIUS and GeniusWeb: what is written is read back, and the same packages are worth the same."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.bargain import Bargaining, bargain
from detente.casefile import parse
from detente.errors import CannotComputeError
from detente.exchange.genius import (
    GeniusFileError,
    Issue,
    Profile,
    Scenario,
    export,
    read_json,
    read_xml,
    to_case,
    write_json,
    write_xml,
)
from detente.exchange.genius.exporting import package_of

HERE = Path(__file__).parent.parent / "data" / "genius"
CASE = """
detente: 1
case: talks
parties: {usa: {name: A}, dprk: {name: B}}
levers:
  ban: {owner: usa, levels: [kept, suspended, lifted]}
  site: {owner: dprk, levels: [runs, frozen, closed]}
  guns: {owner: dprk, levels: [there, gone]}
impossible: [guns = gone and site = runs]
preferences:
  usa:
    reading: weighted
    statements: [{prefers: site >= frozen, weight: 3}, {prefers: guns = gone, weight: 1.5}, {prefers: ban = kept, weight: 1}]
    reservation: 0.3
    patience: 0.9 per month
  dprk:
    reading: weighted
    statements: [{prefers: ban >= suspended, weight: 2}, {prefers: ban = lifted, weight: 2}, {prefers: site = runs, weight: 1.3}]
    patience: 0.95 per month
"""


def bargaining(text: str = CASE) -> Bargaining:
    case, problems = parse(text)
    assert case is not None, problems
    return bargain(case)


def same_utilities(found: Bargaining, scenario: Scenario) -> None:
    """Every package is worth the same to everybody, to rounding."""
    problem = found.problem
    for rows in product(*(range(len(block.numbers)) for block in problem.blocks)):
        package = problem.package(rows)
        score = problem.score(package)
        assert score is not None
        worth = [profile.utility(package_of(problem, package)) for profile in scenario.profiles]
        assert worth == pytest.approx(problem.utility(score).tolist(), abs=1e-12)


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_case_goes_out_and_comes_back_with_the_same_utilities(form: str) -> None:
    """Weights, evaluations, rules and reservation survive both formats."""
    found = bargaining()
    case, _ = parse(CASE)
    assert case is not None
    made = export(case, found.problem, found.patience)
    files = write_xml(made.scenario) if form == "xml" else write_json(made.scenario)
    names = {p.name: p for p in (read_xml if form == "xml" else read_json)(files).profiles}
    scenario = Scenario(
        name="talks", issues=made.scenario.issues, profiles=(names["usa"], names["dprk"])
    )
    same_utilities(found, scenario)
    again = bargaining(to_case(scenario, "again").text)
    assert (
        sorted(again.frontier.points[:, 0] / again.problem.span[0])
        == pytest.approx(sorted(found.frontier.points[:, 0] / found.problem.span[0]), abs=1e-6)
        or form == "json"
    )  # a reservation that is a number has no place in GeniusWeb
    if form == "xml":
        assert names["usa"].reservation == pytest.approx(0.3)
        assert names["usa"].discount == pytest.approx(0.9)
        assert again.acceptable == found.acceptable


def test_what_has_no_place_is_listed() -> None:
    """Owners, tied levers and patience are named."""
    case, _ = parse(CASE)
    assert case is not None
    found = bargain(case)
    said = " ".join(export(case, found.problem, found.patience).left_out)
    assert "Owners, consent, ways back" in said
    assert "site + guns" in said
    assert "discount_factor" in said


def test_what_negmas_writes_is_read() -> None:
    """A folder written by NegMAS 0.16 gives the utilities that NegMAS gave."""
    folder = HERE / "negmas-0.16"
    scenario = read_xml({path.name: path.read_text() for path in sorted(folder.iterdir())})
    dprk, usa = scenario.profiles
    assert (dprk.reservation, usa.reservation) == (0.3, 0.4)
    assert usa.utility({"coal ban": "suspended", "yongbyon": "frozen"}) == pytest.approx(0.42)
    assert dprk.utility({"coal ban": "lifted", "yongbyon": "operating"}) == pytest.approx(1.0)
    again = bargaining(to_case(scenario, "talks").text)
    assert again.problem.packages == 9


NUMBERS = st.floats(0, 1, allow_nan=False).map(lambda value: round(value, 6))
NAMES = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable() and text.strip())


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios with names of any kind."""
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    issues = tuple(
        Issue(name, tuple(draw(st.lists(NAMES, min_size=2, max_size=4, unique=True))))
        for name in names
    )
    profiles = tuple(
        Profile(
            name=f"party_{number}",
            weights={issue.name: draw(NUMBERS) for issue in issues},
            evaluations={i.name: {value: draw(NUMBERS) for value in i.values} for i in issues},
            reservation=draw(NUMBERS),
            discount=draw(NUMBERS),
        )
        for number in range(2)
    )
    return Scenario(name="domain", issues=issues, profiles=profiles)


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_any_scenario_is_read_as_it_was_written(scenario: Scenario) -> None:
    """XML keeps everything; GeniusWeb all but reservation and discount."""
    assert read_xml(write_xml(scenario)) == scenario
    back = read_json(write_json(scenario))
    assert back.issues == scenario.issues
    assert [p.weights for p in back.profiles] == [p.weights for p in scenario.profiles]
    assert [p.evaluations for p in back.profiles] == [p.evaluations for p in scenario.profiles]


@settings(max_examples=40, deadline=None)
@given(scenarios())
def test_any_scenario_makes_a_case_that_can_be_read(scenario: Scenario) -> None:
    """Whatever its names, the case file is sound."""
    case, problems = parse(to_case(scenario, "talks").text)
    assert case is not None, problems


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    "<negotiation_template>&b;</negotiation_template>"
)
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    "<negotiation_template>&e;</negotiation_template>"
)


def domain(inside: str) -> str:
    return f"<negotiation_template>\n<utility_space>\n{inside}\n</utility_space></negotiation_template>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "domain.xml:1:16: error[D115] the file has a document type declaration"),
        (OUTSIDE, "document type declaration"),
        (domain("<issue"), "not well-formed XML"),
        (domain(""), "there are no issues"),
        (
            domain('<issue type="real" name="price"/>'),
            "3:1: error[D115] issue 'price' is of type real",
        ),
        (domain('<issue name="a"><item value="x"/></issue>'), "issue 'a' has 1 values"),
        (domain('<issue name="a"><item/></issue>'), "<item> has no 'value'"),
        ("<negotiation_template>" + "<a>" * 60, "nested more than 40 deep"),
        ("<utility_space/>", "no file is a domain of GENIUS"),
    ],
)
def test_a_bad_domain_is_refused_with_its_place(text: str, message: str) -> None:
    """No entity is expanded; what is wrong is said with its line."""
    with pytest.raises(GeniusFileError) as caught:
        read_xml({"domain.xml": text})
    assert message in caught.value.message


GOOD = domain('<issue index="1" name="a"><item value="x"/><item value="y"/></issue>')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<utility_space type="nonlinear"/>', "this is no linear additive utility"),
        ("<utility_space/>", "issue 'a' of the domain has no evaluations here"),
        ('<utility_space><issue index="7"/></utility_space>', "issue 7 is not in the domain"),
        (
            '<utility_space><issue index="1"><item value="x" evaluation="much"/></issue></utility_space>',
            "evaluation 'much' of <item> is no number",
        ),
        (
            '<utility_space><issue index="1"><item value="x" evaluation="nan"/></issue></utility_space>',
            "is negative or not finite",
        ),
        (
            '<utility_space><issue index="1"><item value="x" evaluation="1"/></issue></utility_space>',
            "value 'y' of issue 'a' has no evaluation",
        ),
    ],
)
def test_a_bad_profile_is_refused_with_its_place(text: str, message: str) -> None:
    """The message names the file of the party and the line."""
    with pytest.raises(GeniusFileError) as caught:
        read_xml({"domain.xml": GOOD, "usa.xml": text})
    assert caught.value.message.startswith("usa.xml:1:")
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "the file must be an object"),
        ("{", "not JSON"),
        ('{"issuesValues": {"a": {"range": [0, 1]}}}', "'a' has no list of values"),
        ('{"issuesValues": {"a": {"values": ["x"]}}}', "needs 2 to 10,000 values"),
        ("{}", "no file is a domain of GeniusWeb"),
    ],
)
def test_a_bad_file_of_geniusweb_is_refused(text: str, message: str) -> None:
    """The message says what is expected."""
    with pytest.raises(GeniusFileError, match="error") as caught:
        read_json({"domain.json": text})
    assert message in caught.value.message


def test_evaluations_above_one_are_divided_by_the_largest() -> None:
    """As GENIUS does; the import says so."""
    text = (
        '<utility_space><issue index="1"><item value="x" evaluation="10"/>'
        '<item value="y" evaluation="4"/></issue><weight index="1" value="1"/></utility_space>'
    )
    scenario = read_xml({"domain.xml": GOOD, "usa.xml": text})
    assert scenario.profiles[0].utility({"a": "y"}) == pytest.approx(0.4)
    assert "divided by the largest, 10" in scenario.remarks[0]


def test_too_many_joint_levels_are_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that is met says its number, and what to do."""
    from detente.exchange.genius import exporting

    monkeypatch.setattr(exporting, "MOST_VALUES", 4)
    case, _ = parse(CASE)
    assert case is not None
    found = bargain(case)
    with pytest.raises(CannotComputeError, match="5 joint levels of site, guns") as caught:
        export(case, found.problem, found.patience)
    assert caught.value.hint

"""Verdicts on conditions, against listing every feasible state."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.property import strategies as draw

from detente import casefile
from detente.case import Case, Clause, Condition, Lever, Party
from detente.checks import check
from detente.checks.states import check_moves, check_space, reachable
from detente.checks.survey import Survey
from detente.conditions import Space, StateFacts, Truth, evaluate, parse
from detente.conditions.tree import Node


def case_of(space: Space, impossible: tuple[Node, ...]) -> Case:
    """A case with the levers of a space, all of one party, and some impossible states."""
    levels = dict(zip(space.levers, space.levels, strict=True))
    levels |= {lever: names for lever, (names, _) in space.fixed.items()}
    levers = {
        name: Lever(id=name, name=name, owner="usa", levels=options, start=options[0])
        for name, options in levels.items()
    }
    return Case(
        id="drawn",
        parties={"usa": Party(id="usa", name="US")},
        levers=levers,
        impossible=tuple(Condition("", tree) for tree in impossible),
    )


def feasible_states(case: Case) -> list[dict[str, str]]:
    """All feasible states, by listing."""
    order = {lever.id: lever.levels for lever in case.levers.values()}
    states = (
        dict(zip(order, levels, strict=True)) for levels in itertools.product(*order.values())
    )
    return [
        state
        for state in states
        if all(evaluate(c.tree, StateFacts(order, state)) is Truth.FALSE for c in case.impossible)
    ]


@st.composite
def judged(data: st.DrawFn) -> tuple[Case, Node]:
    """Draw a case and a condition on its states."""
    space = data(draw.spaces())
    rules = data(st.lists(draw.on_states(space), max_size=3))
    return case_of(space, tuple(rules)), data(draw.on_states(space))


@given(judged())
def test_a_verdict_is_what_listing_all_feasible_states_gives(drawn: tuple[Case, Node]) -> None:
    """Never, always or sometimes, over the feasible states; without any, that is said instead."""
    case, tree = drawn
    order = {lever.id: lever.levels for lever in case.levers.values()}
    found = {evaluate(tree, StateFacts(order, state)) for state in feasible_states(case)}
    if not found:
        assert [problem.code for problem in check_space(Survey(case))] == ["D430"]
        return
    expected = "never" if Truth.TRUE not in found else "always"
    assert Survey(case).judge(tree) == ("sometimes" if len(found) > 1 else expected)


IN_TIME = {
    "event(a) and not event(a)": "never",
    "event(a) or not event(a)": "always",
    "event(a) and 30 days since a": "sometimes",
    "coal = free for 30 days and coal = banned": "never",
    "(coal = free and coal = banned) in last 30 days": "never",
    "(coal = free and coal = banned) verified by iaea": "never",
    "coal = free verified by iaea": "sometimes",
    "coal = free in last 30 days and coal = banned": "sometimes",
    "oil >= 50 t and oil < 20 t": "never",
    "oil >= 50 t or oil < 20 t": "sometimes",
    "oil >= 50 t or oil <= 50 t": "always",
    "oil > 20 t if oil >= 50 t": "always",
    "fulfilled(must) and breached(must)": "never",
    "live(must) and overdue(must)": "sometimes",
    "breached(must)": "sometimes",
    "claimed_done(must)": "never",
    "excused(must)": "never",
    "breached(open)": "never",
    "fulfilled(open)": "sometimes",
    "fulfilled(keep)": "never",
    "breached(keep)": "sometimes",
    "exercised(may)": "sometimes",
    "exercised(keep)": "never",
    "breached(may)": "never",
    "waived(may)": "never",
}


@pytest.mark.parametrize("text", IN_TIME)
def test_time_amounts_and_clauses_are_taken_in_all_their_cases(text: str) -> None:
    """Events happen or not, amounts lie anywhere, a clause has a status of its kind."""
    levers = {
        "coal": Lever(id="coal", name="", owner="usa", levels=("banned", "free"), start="banned"),
        "oil": Lever(id="oil", name="", owner="usa", unit="t"),
    }
    must = Clause(id="must", kind="must", party=("usa",))
    due = parse("always")
    clauses = {
        "must": replace(must, by=dt.date(2019, 12, 31)),
        "open": replace(must, id="open"),
        "keep": Clause(id="keep", kind="keep", party=("usa",), until=Condition("always", due)),
        "may": Clause(id="may", kind="may", party=("usa",)),
    }
    survey = Survey(Case(id="talks", levers=levers, clauses=clauses))
    assert survey.judge(parse(text)) == IN_TIME[text]


@given(judged())
def test_a_party_can_move_if_some_feasible_state_leads_to_another(
    drawn: tuple[Case, Node],
) -> None:
    """One party owns all levers: it can move if there are two feasible states, steps allowing."""
    case, _ = drawn
    states = feasible_states(case)
    if states:
        told = [problem.code for problem in check_moves(Survey(case))]
        assert told == ([] if len(states) > 1 else ["D435"])


def test_never_is_closed_under_chains() -> None:
    """What can be done in two steps can be done."""
    lever = Lever(
        id="x",
        name="x",
        owner="usa",
        levels=("a", "b", "c"),
        undo={("c", "a"): "never", ("b", "a"): "never"},
    )
    assert reachable(lever).astype(int).tolist() == [[1, 1, 1], [0, 1, 1], [0, 1, 1]]


@pytest.mark.parametrize(
    "asked",
    ["plant = stopped verified by iaea in last 90 days", "plant = stopped for 30 days"],
)
def test_a_duty_spoken_of_in_findings_or_windows_alone_is_checked(asked: str) -> None:
    """Whether its party can bring it about is asked without the lever's own levels; no error."""
    case, problems = casefile.parse(f"""
detente: 1
case: talks
parties: {{dprk: {{}}, iaea: {{role: verifier}}}}
levers: {{plant: {{owner: dprk, levels: [running, stopped], watched_by: iaea}}}}
clauses: [{{id: freeze, party: dprk, must: {asked}, within: 60 days of signed}}]
""")
    assert case is not None, problems
    assert [p.code for p in check(case) if p.severity == "error"] == []

"""A case file in, a graph model out."""

import datetime as dt

import numpy as np
import pytest

from detente import casefile
from detente.case import Case
from detente.errors import CannotComputeError, UsageError
from detente.ledger import LeverStatus, Status
from detente.model import Model, compile_model

HEAD = """
detente: 1
case: talks
parties:
  usa: {name: United States}
  dprk: {name: North Korea}
  unsc: {name: Security Council, role: authority}
"""
LEVERS = """
levers:
  site: {owner: dprk, levels: [runs, frozen, gone], undo: {gone: {runs: never, frozen: never}}}
  un_ban: {owner: unsc, levels: [in_force, lifted]}
  oil: {owner: usa, unit: t}
  ban: {owner: usa, levels: [in_force, suspended]}
  tests: {owner: dprk, levels: [goes_on, stopped]}
"""


def read(text: str) -> Case:
    """The case in `text`, which has no error."""
    case, problems = casefile.parse(text)
    assert case is not None, [problem.concise() for problem in problems]
    return case


def compiled(more: str = "", *, head: str = HEAD, levers: str = LEVERS, **choices: object) -> Model:
    """The model of a small case with `more` sections."""
    return compile_model(read(head + levers + more), **choices)  # type: ignore[arg-type]  # as the caller says


def messages(model: Model) -> list[str]:
    """What had to be assumed, with its code."""
    return [f"{problem.code} {problem.message}" for problem in model.problems]


def test_levers_stand_by_owner_in_party_order_and_the_first_is_the_least_digit() -> None:
    """A state's number counts the first party's levers first."""
    model = compiled()
    assert model.levers == ("ban", "site", "tests")
    assert model.owner == (0, 1, 1)
    assert model.strides == (1, 2, 6)
    assert (model.size, model.shape) == (12, (2, 3, 2))
    assert [model.block(0), model.block(1)] == [(1, 2), (2, 6)]
    assert model.digits(9) == (1, 1, 1)
    assert model.state(9) == {
        "site": "frozen",
        "un_ban": "in_force",
        "ban": "suspended",
        "tests": "stopped",
    }


def test_states_and_numbers_are_each_others_inverse() -> None:
    """Every number comes back from its state, singly and in bulk."""
    model = compiled()
    states = model.states(np.arange(model.size))
    assert states == [model.state(number) for number in range(model.size)]
    assert [model.number(state) for state in states] == list(range(model.size))
    assert list(states[0]) == ["site", "un_ban", "ban", "tests"]
    with pytest.raises(ValueError, match="stays at in_force"):
        model.number(states[0] | {"un_ban": "lifted"})
    with pytest.raises(KeyError):
        model.number({"nothing": "at all"})


def test_a_lever_of_an_authority_stays_where_it_is() -> None:
    """Only parties move; the others' levers are part of every state all the same."""
    model = compiled("status_quo: {un_ban: lifted}\n")
    assert model.fixed == {"un_ban": "lifted"}
    assert "oil" not in model.state(0)


def test_what_cannot_be_undone_is_closed_under_transitivity() -> None:
    """A way round a `never` is a way."""
    model = compiled()
    assert model.allowed[1].tolist() == [[1, 1, 1], [1, 1, 1], [0, 0, 1]]
    levers = LEVERS.replace(
        "undo: {gone: {runs: never, frozen: never}}", "undo: {gone: {runs: never}}"
    )
    assert compiled(levers=levers).allowed[1].all()


def test_impossible_states_have_no_rank() -> None:
    """A state that meets a condition under `impossible` is infeasible: rank -1."""
    model = compiled("impossible: [site = gone and ban = in_force, un_ban = lifted]\n")
    infeasible = model.states(np.flatnonzero(~model.feasible))
    assert {(s["site"], s["ban"]) for s in infeasible} == {("gone", "in_force")}
    assert len(infeasible) == 2
    assert (model.rank[:, ~model.feasible] == -1).all()
    assert (model.rank[:, model.feasible] >= 0).all()


def test_no_feasible_state_is_refused() -> None:
    """With everything impossible there is nothing to compute."""
    with pytest.raises(CannotComputeError, match="no state is feasible"):
        compiled("impossible: [always]\n")


def test_the_status_quo_is_the_record_then_what_is_written() -> None:
    """Start levels, then the board, then `status_quo:`, lever by lever."""
    case = read(HEAD + LEVERS + "status_quo: {ban: suspended}\n")
    board = {
        "site": LeverStatus(lever="site", levels=("frozen",), rests_on=("c1",)),
        "tests": LeverStatus(lever="tests", levels=("goes_on", "stopped"), certain="stopped"),
        "ban": LeverStatus(lever="ban", levels=("in_force",), rests_on=("c2",)),
    }
    status = Status(as_of=dt.date(2019, 10, 5), known=None, reading=None, levers=board, clauses={})
    model = compile_model(case, status)
    assert model.status_quo is not None
    assert model.state(model.status_quo) == {
        "site": "frozen",
        "un_ban": "in_force",
        "ban": "suspended",
        "tests": "stopped",
    }
    assert model.basis["status_quo"] == ("c1",)
    assert "D405 tests is not known for certain (goes_on or stopped): stopped counts" in messages(
        model
    )


def test_an_infeasible_status_quo_is_none_with_a_warning() -> None:
    """What does not need the status quo still runs."""
    model = compiled("impossible: [site = runs and tests = goes_on]\n")
    assert model.status_quo is None
    assert any(message.startswith("D431") for message in messages(model))


def test_the_first_statement_on_which_two_states_differ_decides() -> None:
    """Later statements never outweigh an earlier one."""
    model = compiled(
        "preferences: {usa: {statements: [site = gone, tests = stopped, ban = in_force]}}\n"
    )
    told = {
        (s["site"] == "gone", s["tests"] == "stopped", s["ban"] == "in_force"): rank
        for s, rank in zip(model.states(np.arange(12)), model.rank[0].tolist(), strict=True)
    }
    assert [rank for _, rank in sorted(told.items())] == list(range(8))
    assert messages(model) == [
        "D401 dprk has no preferences: it counts as indifferent between all states"
    ]
    assert not model.rank[1].any()


def test_weights_in_lexicographic_statements_do_not_count() -> None:
    """They are named in a note."""
    model = compiled("preferences: {usa: {statements: [{prefers: site = gone, weight: 3}]}}\n")
    assert messages(model)[0].startswith("D402 usa is read lexicographically")


def test_weighted_statements_add_up_exactly() -> None:
    """0.1 + 0.2 is as good as 0.3, which floating point numbers deny."""
    model = compiled(
        """
preferences:
  usa:
    reading: weighted
    statements:
      - {prefers: site = gone, weight: 0.1}
      - {prefers: tests = stopped, weight: 0.2}
      - {prefers: ban = in_force, weight: 0.3}
"""
    )
    rank = {
        (s["site"] == "gone", s["tests"] == "stopped", s["ban"] == "in_force"): r
        for s, r in zip(model.states(np.arange(12)), model.rank[0].tolist(), strict=True)
    }
    assert rank[True, True, False] == rank[False, False, True] == 3
    assert rank[True, True, True] == 6


def test_missing_weights_and_intervals_are_named() -> None:
    """Midpoints and centroid weights stand in, with a note each."""
    model = compiled(
        """
preferences:
  usa: {reading: weighted, statements: [site = gone, tests = stopped]}
  dprk: {reading: weighted, statements: [{prefers: site = gone, weight: [-0.2, 0.4]}]}
"""
    )
    assert messages(model) == [
        "D403 usa: 2 of 2 weights are missing; rank-order-centroid weights stand in",
        "D403 dprk: 1 of 1 weights are intervals; midpoints count",
    ]
    assert model.rank[1].tolist() == [
        1 if s["site"] == "gone" else 0 for s in model.states(np.arange(12))
    ]


def test_a_state_belongs_to_the_first_group_that_matches_it() -> None:
    """Partial states stand for all that match; the empty group for all that no group names."""
    model = compiled(
        """
preferences:
  usa: {ranking: [[{site: gone, tests: stopped}], [], [{ban: in_force}, {site: gone}]]}
  dprk: {ranking: [[{site: runs}]]}
"""
    )
    for state, usa, dprk in zip(model.states(np.arange(12)), *model.rank.tolist(), strict=True):
        gone = state["site"] == "gone"
        best = gone and state["tests"] == "stopped"
        worst = not best and (gone or state["ban"] == "in_force")
        assert usa == (2 if best else 0 if worst else 1)
        assert dprk == (state["site"] == "runs")


def test_infeasible_states_in_a_ranking_are_ignored_with_a_warning() -> None:
    """They take no rank, and the ranks have no gap."""
    model = compiled(
        "impossible: [site = gone]\n"
        "preferences: {usa: {ranking: [[{site: frozen}], [{site: gone}], []]}}\n"
    )
    assert sorted(set(model.rank[0].tolist())) == [-1, 0, 1]
    assert "D407 no feasible state matches this group of usa's ranking" in messages(model)


def test_types_alone_count_by_the_most_likely_one() -> None:
    """A note says which type it is."""
    model = compiled(
        """
preferences:
  dprk:
    types:
      sincere: {prior: 0.3, statements: [site = gone]}
      bluffing: {prior: 0.7, statements: [site = runs]}
"""
    )
    assert "D404 dprk has types only: its most likely type, bluffing, counts" in messages(model)
    assert model.rank[1].tolist() == [s["site"] == "runs" for s in model.states(np.arange(12))]


TERMS = """
terms:
  done:
    usa_reading: {by: usa, means: site = gone}
    dprk_reading: {by: dprk, means: site >= frozen}
"""


def test_a_party_reads_a_term_its_own_way() -> None:
    """The same word is two conditions."""
    model = compiled(
        TERMS + "preferences: {usa: {statements: [done]}, dprk: {statements: [not done]}}\n"
    )
    sites = [s["site"] for s in model.states(np.arange(12))]
    assert model.rank[0].tolist() == [site == "gone" for site in sites]
    assert model.rank[1].tolist() == [site == "runs" for site in sites]


NEUTRAL = HEAD + "  rok: {name: South Korea}\n"


def test_readings_that_disagree_must_be_chosen_between() -> None:
    """The error names the term, the states it leaves open, and what to pass."""
    more = TERMS + "preferences: {rok: {statements: [done]}}\n"
    with pytest.raises(CannotComputeError) as caught:
        compiled(more, head=NEUTRAL)
    assert caught.value.message == (
        "the readings of 'done' disagree on 4 feasible states, in the preferences of rok"
    )
    assert "--reading usa" in caught.value.hint
    ranks = [compiled(more, head=NEUTRAL, reading=who).rank[2].sum() for who in ("usa", "dprk")]
    assert ranks == [4, 8]


def test_a_dispute_about_infeasible_states_only_is_none() -> None:
    """Where all readings agree the term is true or false."""
    more = TERMS + "impossible: [site = frozen]\npreferences: {rok: {statements: [done]}}\n"
    assert compiled(more, head=NEUTRAL).rank[2].max() == 1


def test_a_reading_of_nobody_is_refused() -> None:
    """`--reading` names a party of the case."""
    with pytest.raises(UsageError, match="no party 'china'"):
        compiled(reading="china")


def test_claims_under_preferences_are_their_basis() -> None:
    """What a preference rests on is kept, party by party."""
    model = compiled(
        """
claims:
  - {id: c1, quote: "we want it gone"}
  - {id: c2, quote: "and soon"}
preferences:
  usa: {statements: [{prefers: site = gone, rests_on: [c1]}], rests_on: [c2]}
"""
    )
    assert model.basis == {"preferences.usa": ("c2", "c1")}


def arcs(model: Model, party: int) -> set[tuple[int, int]]:
    """The arcs of a party, in arcs form."""
    assert model.arcs is not None
    start, to = model.arcs[party]
    return {(s, int(t)) for s in range(model.size) for t in to[start[s] : start[s + 1]]}


def test_forbidden_moves_are_taken_away() -> None:
    """All other changes of own levers stay."""
    model = compiled("moves: {forbid: [{party: usa, from: site = runs, to: ban = suspended}]}\n")
    states = model.states(np.arange(12))
    free = {(s, s ^ 1) for s in range(12)}
    gone = {(s, t) for s, t in free if states[s]["site"] == "runs" and t & 1}
    assert arcs(model, 0) == free - gone
    assert len(arcs(model, 1)) == 2 * sum(
        1
        for s in states
        for t in states
        if s != t
        and s["ban"] == t["ban"] == "in_force"
        and (s["site"] != "gone" or t["site"] == "gone")
    )


def test_a_party_named_by_only_has_no_other_moves() -> None:
    """The other parties keep theirs."""
    model = compiled(
        "moves: {only: [{party: dprk, from: tests = goes_on, to: tests = stopped and site = runs}]}\n"
    )
    assert len(arcs(model, 0)) == 12
    states = model.states(np.arange(12))
    assert all(
        states[s]["tests"] == "goes_on"
        and states[t]["tests"] == "stopped"
        and states[t]["site"] == "runs"
        and states[s]["site"] != "gone"
        for s, t in arcs(model, 1)
    )
    assert len(arcs(model, 1)) == 4


def test_a_graph_is_taken_as_it_is() -> None:
    """States, arcs and rankings by name; no levers."""
    model = compile_model(
        read(
            """
detente: 1
case: three
parties: {usa: {name: United States}, dprk: {name: North Korea}}
graph:
  states: {s1: {label: now}, s2: {}, s3: {}}
  moves: {usa: [[s1, s2]], dprk: [[s2, s3], [s3, s2]]}
status_quo: s1
preferences: {usa: {ranking: [[s3], [s1, s2]]}, dprk: {ranking: [[s2], [], [s3]]}}
"""
        )
    )
    assert model.rank.tolist() == [[0, 0, 1], [1, 2, 0]]
    assert (arcs(model, 0), arcs(model, 1)) == ({(0, 1)}, {(1, 2), (2, 1)})
    assert model.status_quo == 0
    assert model.state(0) == {"state": "s1"}
    assert model.number({"state": "s3"}) == 2
    assert model.describe(0) == "s1 (now)"


def test_too_many_states_are_refused_with_numbers_and_advice() -> None:
    """Before anything large is made."""
    levers = "levers:\n" + "".join(f"  x{k}: {{owner: usa, levels: [a, b]}}\n" for k in range(31))
    with pytest.raises(CannotComputeError) as caught:
        compiled(levers=levers)
    assert caught.value.message.startswith("2^31 states need about 80 GB of memory")
    assert "role is not party" in caught.value.hint
    with pytest.raises(
        CannotComputeError, match=r"12 states need about 480 bytes of memory; 100 bytes may be used"
    ):
        compiled(memory=100)


def test_a_case_without_a_decision_maker_is_refused() -> None:
    """Somebody has to choose."""
    head = "detente: 1\ncase: c\nparties: {un: {name: UN, role: authority}}\n"
    levers = "levers: {x: {owner: un, levels: [a, b]}}\n"
    with pytest.raises(CannotComputeError, match="no decision maker"):
        compiled(head=head, levers=levers)


def test_more_statements_than_bits_are_compared_exactly() -> None:
    """A hundred statements that nothing meets before the one that decides."""
    never = "never, " * 100
    model = compiled(
        f"preferences: {{usa: {{statements: [{never}site = gone, ban = in_force]}}}}\n"
    )
    told = zip(model.states(np.arange(12)), model.rank[0].tolist(), strict=True)
    assert all(r == 2 * (s["site"] == "gone") + (s["ban"] == "in_force") for s, r in told)


def test_names_are_for_people() -> None:
    """Ids stand in where a name is missing."""
    model = compiled()
    assert model.party_name(1) == "North Korea"
    assert model.level_name("ban", "in_force") == "in force"
    assert model.changes(0, 3) == {"site": ("runs", "frozen"), "ban": ("in_force", "suspended")}

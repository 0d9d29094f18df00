"""The toy case: who breaks which order of steps, and what a deal needs to hold (invented numbers)."""

from pathlib import Path

import numpy as np
import pytest

from detente import ledger
from detente.case import Case
from detente.casefile import parse
from detente.folder import open_case
from detente.sequence import Sequencing, Setting, Steps, check, sequence
from detente.sequence.wording import written_out

pytestmark = pytest.mark.kernels
TOY = Path(__file__).parent / "toy.yaml"


def asked(case: Case, name: str | None, steps: Steps | None = None) -> Sequencing:
    board = ledger.status(case, case.events, case.as_of)  # type: ignore[arg-type] # the case has a date
    return sequence(
        case,
        board,
        schedule=name,
        steps=steps or Steps(levers=1),
        rng=np.random.Generator(np.random.PCG64(1)),
    )


@pytest.fixture(scope="module")
def toy() -> Case:
    case, problems = parse(TOY.read_text(encoding="utf-8"), str(TOY))
    assert case is not None, problems
    return case


@pytest.mark.parametrize(
    ("name", "party", "period"),
    [("everything_at_once", 0, 0), ("disarm_first", 0, 3), ("relief_first", 0, 2)],
)
def test_with_nothing_left_to_lose_the_other_side_reneges(
    toy: Case, name: str, party: int, period: int
) -> None:
    """Full disarming for full relief fails in any order, by the same amount: nothing is held back."""
    found = asked(toy, name).examined
    assert not found.freeze.holds
    assert not found.going_on.holds
    mode, tight = found.tightest
    assert (mode, tight.party, tight.period) == ("freeze", party, period)
    assert tight.slack == pytest.approx(-0.257143, abs=1e-6)
    assert set(tight.deviation) == {0, 1}


def test_action_for_action_holds(toy: Case) -> None:
    """Stopping at disabled and declared leaves each side something to lose."""
    found = asked(toy, "action_for_action").examined
    assert found.holds
    assert found.tightest[1].slack > 0.05
    assert not any(found.gates.needed)


def test_the_designed_order_keeps_something_to_lose(toy: Case) -> None:
    """The best order does not remove the stockpile or dismantle the plant, and holds in both modes."""
    found = asked(toy, None)
    assert found.examined.holds
    rest = found.model.state(found.examined.ready.schedule[-1])
    assert rest["yongbyon"] == "disabled"
    assert rest["stockpile"] == "declared"
    assert found.waiting is not None
    assert found.at_once is not None
    assert not found.at_once.holds


def test_worse_conditions_leave_smaller_deals(toy: Case) -> None:
    """With less patience, poorer eyes or slower snapback the best deal is worth no more, at last nothing."""
    from detente.sequence import design

    setting = asked(toy, None).setting
    everything = range(len(setting.levers))
    sweeps = {
        "patience": [setting.with_patience(np.full(2, d)) for d in (0.95, 0.8, 0.6, 0.3)],
        "detection": [setting.with_detection(np.full(5, q)) for q in (1.0, 0.5, 0.2, 0.02)],
        "snapback": [setting.with_lag(everything, lag) for lag in (0, 3, 12, 48)],
    }
    for name, settings in sweeps.items():
        gains = []
        for one in settings:
            found = design(one, objective="welfare", steps=Steps(levers=1))
            assert found is not None
            assert check(one, found.schedule).holds
            # at rest, so that patience itself does not change what a deal is worth
            rest = one.utility[:, found.schedule[-1]].sum() - one.utility[:, one.start].sum()
            gains.append(rest)
        assert gains[-1] < gains[0], name
        assert gains == sorted(gains, reverse=True), name


def test_the_table_of_the_toy_case(toy: Case) -> None:
    """Re-designed for worse conditions: a smaller deal at a patience of .7, none at .5 or a lag of 24."""
    from detente.sequence import design

    found = asked(toy, None)
    setting, state = found.setting, found.model.state
    everything = range(len(setting.levers))
    smaller = design(setting.with_patience(np.full(2, 0.7)), steps=Steps(levers=1))
    assert smaller is not None
    rest = state(smaller.schedule[-1])
    assert (rest["tests"], rest["yongbyon"]) == ("moratorium", "operating")
    for worse in (setting.with_patience(np.full(2, 0.5)), setting.with_lag(everything, 24)):
        none = design(worse, steps=Steps(levers=1))
        assert none is not None
        assert none.schedule == (setting.start,)


@pytest.mark.parametrize("name", ["action_for_action", None])
def test_critical_values_are_where_the_verdict_turns(toy: Case, name: str | None) -> None:
    """A little less than the critical patience, detection or speed and the schedule fails, by the checker."""
    found = asked(toy, name)
    setting, schedule = found.setting, found.examined.ready.schedule
    critical = found.examined.critical
    everything = range(len(setting.levers))

    def holds(changed: Setting) -> bool:
        return check(changed, schedule, "continue").holds

    patience, detect, lag = (
        critical.patience_common[0][0],
        critical.detect_common,
        critical.lag_common,
    )
    assert detect is not None
    assert lag is not None
    assert holds(setting.with_patience(np.full(2, patience + 1e-5)))
    assert not holds(setting.with_patience(np.full(2, patience - 1e-5)))
    assert holds(setting.with_detection(np.full(5, detect + 1e-5)))
    assert not holds(setting.with_detection(np.full(5, detect - 1e-5)))
    assert holds(setting.with_lag(everything, lag))
    assert not holds(setting.with_lag(everything, lag + 1))


@pytest.mark.parametrize("name", ["action_for_action", "disarm_first", None])
def test_the_text_of_the_deal_can_be_pasted_into_the_case(toy: Case, name: str | None) -> None:
    """The clauses parse and check without error or warning, and say each step."""
    from detente.checks import check as check_case

    found = asked(toy, name)
    text = TOY.read_text(encoding="utf-8") + "clauses:\n" + written_out(found.clauses()) + "\n"
    case, problems = parse(text, "pasted.yaml")
    assert case is not None, problems
    before = {p.message for p in check_case(toy, toy.events, {}, {})}
    said = [
        p.concise()
        for p in (*problems, *check_case(case, case.events, {}, {}))
        if p.severity != "note" and p.message not in before
    ]
    assert said == []
    musts = [clause for clause in case.clauses.values() if clause.kind == "must"]
    parts = [
        {(case.levers[k].owner, case.levers[k].watched_by) for k in step} for step in found.moves
    ]
    assert len(musts) == sum(map(len, parts))


def test_certify_before_continuing_where_hidden_breaches_pay(toy: Case) -> None:
    """A gate that is needed makes the next step wait for the verifier's certificate."""
    from detente.sequence.wording import clauses_of

    moves = [{"yongbyon": "frozen"}, {"coal_ban": "suspended"}]
    waits = clauses_of(toy, moves, [True, False])
    goes_on = clauses_of(toy, moves, [False, False])
    assert waits[1]["when"] == "fulfilled(deal_1_dprk)"
    assert goes_on[1]["when"] == "(fulfilled(deal_1_dprk) or claimed_done(deal_1_dprk))"
    assert waits[0]["verified"] == "by iaea within 30 days"


def test_shipped_case_says_which_order_would_hold() -> None:
    """dprk-2019: none of the three orders that were reported holds; one of small steps does."""
    opened = open_case("dprk-2019")
    assert opened.case is not None
    case = opened.case
    board = ledger.status(case, opened.entries, case.as_of)  # type: ignore[arg-type] # the case has a date
    rng = np.random.Generator(np.random.PCG64(1))
    who = {"stockholm_order": "dprk", "small_steps": "dprk", "relief_before_steps": "usa"}
    for name, party in who.items():
        found = sequence(case, board, schedule=name, rng=rng, draws=10)
        assert not found.examined.holds
        broken = found.examined.first_broken
        assert broken is not None
        assert found.setting.parties[broken[1].party] == party
    best = sequence(case, board, steps=Steps(levers=1), rng=rng, draws=10)
    assert best.examined.freeze.holds
    assert len(best.moves) > 3
    assert {p.code for p in best.notes} >= {"D460", "D470"}
    assert any("UN Security Council" in p.message for p in best.notes if p.code == "D470")

"""What a brief says of a deal and of an order of steps: in words, on the page and in Markdown."""

import datetime as dt
import subprocess
import sys
from functools import cache

import pytest

from detente import ledger
from detente.brief import build, markdown
from detente.brief.negotiating import Negotiation, negotiate
from detente.brief.report.ordering import what_would_help
from detente.casefile import parse
from detente.folder import open_case

DAY = dt.date(2025, 3, 20)

GIFTS = """\
detente: 1
case: gifts
name: Two measures
parties: {usa: {name: United States}, dprk: {name: DPRK}}
levers:
  ban: {name: Coal ban, owner: usa, levels: [in_force, lifted], undo: {lifted: {in_force: BACK}}}
  site: {name: Reactor site, owner: dprk, levels: [running, closed], undo: {closed: {running: BACK}}, detect: 0.02 per month}
preferences:
  usa:
    reading: weighted
    statements: [{prefers: site = closed, weight: 3}, {prefers: ban = in_force, weight: 2}]
    patience: 0.9 per month
  dprk:
    reading: weighted
    statements: [{prefers: ban = lifted, weight: 3}, {prefers: site = running, weight: 2}]
    patience: 0.9 per month
packages:
  gift: {ban: lifted}
"""


@cache
def of(text: str) -> Negotiation:
    case, problems = parse(text)
    assert case is not None, problems
    return negotiate(case, ledger.status(case, (), DAY), None)


@cache
def shipped() -> Negotiation:
    opened = open_case("dprk-2019")
    assert opened.case is not None
    board = ledger.status(opened.case, opened.entries, dt.date(2019, 10, 15))
    return negotiate(opened.case, board, None)


def test_a_refused_package_stands_with_the_wish_that_it_fails_in_words() -> None:
    """No sign of the language of conditions is left."""
    deal = of(GIFTS.replace("BACK", "1 month")).deal
    assert deal is not None
    (said,) = [one for one in deal.sentences if one.startswith("Gift")]
    assert "to the United States, which wants “Coal ban: in force”" in said


@pytest.mark.slow
def test_both_answers_of_the_shipped_case() -> None:
    """Which deal both would accept, in which order it would hold, and why named schedules would not."""
    found = shipped()
    assert found.deal is not None
    assert found.order is not None
    assert found.deal.headline.startswith("Yes: 16 of 3,224 packages")
    assert not any(sign in one for one in found.deal.sentences for sign in ("!=", ">=", " = ", "_"))
    assert found.order.holds
    assert len(found.order.steps) > 2
    assert all(
        slack.value is None or slack.value >= 0 for s in found.order.steps for slack in s.slack
    )
    assert [holds for _, holds, _ in found.order.others] == [False] * 3
    assert all("would gain" in words for _, _, words in found.order.others)
    assert any("It ends in a package as good for each" in one for one in found.order.sentences)


@pytest.mark.slow
def test_the_order_is_found_without_compiled_loops() -> None:
    """A first run on a machine does not wait for a compiler: numba is not even imported."""
    code = (
        "import sys, datetime as dt\n"
        "from detente import ledger\n"
        "from detente.brief.negotiating import negotiate\n"
        "from detente.folder import open_case\n"
        "opened = open_case('dprk-2019')\n"
        "board = ledger.status(opened.case, opened.entries, dt.date(2019, 10, 15))\n"
        "assert negotiate(opened.case, board, None).order.holds\n"
        "assert 'detente.sequence.kernels' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("back", "said"),
    [
        ("never", "Neither better detection, nor a quicker way back, nor more patience"),
        ("1 month", "Some order would hold if every breach were found"),
    ],
)
def test_where_no_order_holds_it_says_what_would_help(back: str, said: str) -> None:
    """Detection, snapback, patience: each is tried, and what helps is named."""
    order = of(GIFTS.replace("BACK", back)).order
    assert order is not None
    assert not order.holds
    assert order.headline.startswith("No order of steps holds")
    assert any(one.startswith(said) for one in order.sentences)


def test_what_would_help_names_all_together_where_nothing_helps_alone() -> None:
    """Only all three at once: then it says so."""
    only = dict.fromkeys(("detection", "snapback", "patience"), False) | {"all": True}
    assert what_would_help(only).startswith("Some order would hold only if all of this were so")


def test_a_state_that_would_not_last_is_no_way_out() -> None:
    """Where one party gains by leaving the present state, that is said."""
    text = GIFTS.replace("BACK", "1 month").replace("0.02 per month", "0.9 per month")
    order = of(text + "status_quo: {site: closed, ban: in_force}\n").order
    assert order is not None
    said = "To stay as now is no way out: the DPRK would gain"
    assert any(one.startswith(said) for one in order.sentences)


def test_an_impasse_is_explained() -> None:
    """Where no package is acceptable: the nearest one, who would have to ask for less, what blocks."""
    text = GIFTS.replace("BACK", "1 month").replace(
        "    patience", "    reservation: 0.9\n    patience"
    )
    deal = of(text).deal
    assert deal is not None
    assert deal.headline.startswith("No: none of 4 packages")
    said = " ".join(deal.sentences)
    assert "What comes nearest changes" in said
    assert "Any one of these, taken away, would make room" in said or "No single rule" in said


def test_markdown_says_what_the_page_says() -> None:
    """Headlines, sentences and tables of both answers."""
    case, _ = parse(GIFTS.replace("BACK", "1 month").replace("0.02 per month", "0.9 per month"))
    assert case is not None
    report = build(case=case, entries=(), documents={}, claims={}, as_of=DAY)
    text = markdown.render(report)
    assert report.deal is not None
    assert report.order is not None
    assert f"## Is there a deal both prefer?\n\n**{report.deal.headline}**" in text
    assert f"## In which order would it hold?\n\n**{report.order.headline}**" in text
    assert "| Step | What is done |" in text
    assert "### What it costs to be cheated" in text

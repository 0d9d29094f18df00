"""Beside every conclusion of a report: the claims that flip it, and how likely it is to survive."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from detente.brief.report.deal import Deal, Steps
from detente.brief.report.records import Conclusion, Report
from detente.case import Case
from detente.claims import Claim
from detente.entries import Entry
from detente.sensitivity import (
    Flips,
    OrderHolds,
    conclusion,
    conclusion_ids,
    flips,
    shipped_grades,
    worlds_of,
)
from detente.sensitivity.words import carried_in_words, survival_in_words

__all__ = ["with_flips"]

DRAWS, EXACT, MOST_RUNS, SEED = 200, 8, 100, 1
"""Less than `detente flips` takes: a page is made often."""
DEAL, ORDER = "deal", "order"


def with_flips(
    report: Report,
    case: Case,
    entries: Sequence[Entry],
    claims: Mapping[str, Claim],
    as_of: dt.date,
    *,
    known: dt.date | None = None,
    reading: str | None = None,
    concepts: Sequence[str],
    moves: Sequence[Mapping[str, str]] = (),
) -> Report:
    """Return a report in which every conclusion that can be asked about says what would flip it.

    Parameters
    ----------
    report : Report
        On `case` as of a day, in a party's reading.
    case, entries, claims, as_of, known, reading, concepts
        What the report was made from.
    moves : sequence of dict
        The steps of the order that the report shows.
    """
    deal = (
        [DEAL] if report.deal and not report.deal.why_not and DEAL in conclusion_ids(case) else []
    )
    asked = [conclusion(case, key) for key in [*_keys(report), *deal]]
    if not (asked or moves) or not claims:
        return report
    worlds = worlds_of(case, entries, as_of, known=known, reading=reading, concepts=concepts)
    random = np.random.Generator(np.random.PCG64(SEED))
    grades = shipped_grades()
    told = flips(
        worlds, asked, claims, grades, random, draws=DRAWS, exact=EXACT, most_runs=MOST_RUNS
    )
    # To judge an order takes a tenth of a second per world: too long for draws.
    order = [OrderHolds(case, tuple(moves))] if moves else []
    told += flips(worlds, order, claims, grades, random, weigh=False)
    found = {one.id: one for one in told if not one.why_not and one.carried}
    return replace(
        report,
        conclusions=tuple(
            _carried(one, found[one.key]) if one.key in found else one for one in report.conclusions
        ),
        deal=_with_claims(report.deal, found.get(DEAL)),
        order=_order_with_claims(report.order, found.get(ORDER)),
    )


def _keys(report: Report) -> list[str]:
    return [one.key for one in report.conclusions if one.key]


def _with_claims(deal: Deal | None, told: Flips | None) -> Deal | None:
    """Return what is said of a deal, with the claims on which the answer rests."""
    if deal is None or told is None:
        return deal
    said = f"{_answer(told)} {carried_in_words(told)} {survival_in_words(told)}"
    return replace(deal, sentences=(*deal.sentences, said))


def _order_with_claims(order: Steps | None, told: Flips | None) -> Steps | None:
    """Return what is said of an order, with the claims on which it turns whether it holds."""
    if order is None or told is None:
        return order
    carried = carried_in_words(told).replace("This holds unless", "That is so unless")
    said = f"{_answer(told)} {carried}"
    return replace(order, sentences=(*order.sentences, said))


def _answer(told: Flips) -> str:
    """Return the conclusion as a sentence."""
    return f"{told.holds[:1].upper()}{told.holds[1:]}."


def _carried(one: Conclusion, told: Flips) -> Conclusion:
    return replace(
        one,
        flipped_by=tuple(flip.claim for flip in told.flipping),
        holds_unless=carried_in_words(told),
        survives=survival_in_words(told),
    )

"""The possible amounts of a quantity on each day: what was delivered, and how sure that is.

An amount is an interval: the certain deliveries add up to its low end, those and the doubtful ones
to its high end. (A delivery below zero, something taken back, widens it the other way.) Sums are
exact, so the order of recording does not matter.
"""

import datetime as dt
from collections import defaultdict
from fractions import Fraction

from detente.entries import Amount
from detente.ledger.levels import Holding, Stays, extend
from detente.ledger.view import Dated, View

__all__ = ["amounts", "deliveries"]

_NOTHING = Fraction(0)


def deliveries(view: View, lever: str, until: dt.date) -> tuple[Dated, ...]:
    """Return the entries that can have added to the quantity by the end of `until`, oldest first."""
    entries = view.by_lever.get(lever, ())
    return tuple(d for d in entries if isinstance(d.entry, Amount) and d.first <= until)


def amounts(view: View, lever: str, until: dt.date) -> list[Stays]:
    """Return the stretches of a quantity up to the day `until`, oldest first, none empty."""
    begins: dict[dt.date, list[Dated]] = defaultdict(list)
    settles: dict[dt.date, list[Dated]] = defaultdict(list)
    for dated in deliveries(view, lever, until):
        begins[dated.first].append(dated)
        if not dated.doubtful:
            settles[dated.last].append(dated)
    before = Holding(None, amount=(0.0, 0.0))
    stays = [(before, before)]
    certain = low = high = _NOTHING  # low, high: what the doubtful ones can add
    for day in sorted(d for d in {*begins, *settles} if d <= until):
        for dated in begins[day]:
            low, high = low + min(_value(dated), _NOTHING), high + max(_value(dated), _NOTHING)
        for dated in settles[day]:
            low, high = low - min(_value(dated), _NOTHING), high - max(_value(dated), _NOTHING)
            certain += _value(dated)
        new = sorted({d.order: d for d in (*begins[day], *settles[day])}.items())
        amount = (float(certain + low), float(certain + high))
        extend(stays, Holding(day, added=tuple(d for _, d in new), amount=amount))
    return stays


def _value(dated: Dated) -> Fraction:
    return Fraction(dated.entry.amount) if isinstance(dated.entry, Amount) else _NOTHING

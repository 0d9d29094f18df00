"""Large records drawn from a seed: duties after a trigger, met and verified in some of the cases.

Twenty times: after the trigger lever comes to some level, the duty's lever is to be brought up
within some days, and that is to be verified within some days of the act. Triggers, acts and
findings come at random; one entry in fifty corrects the one before.
"""

import datetime as dt

import numpy as np

from detente import casefile
from detente.case import Case
from detente.entries import Act, Entry, Inspection, When

__all__ = ["DAY0", "SPAN", "case_of_duties", "entries_of_duties"]

DAY0 = dt.date(2000, 1, 1)
SPAN = 7300
"""Days over which the entries are spread."""
DUTIES = 20
TRIGGERS = ("none", "some", "full")
LEVELS = ("held", "declared", "gone")
CORRECTED = 0.02


def case_of_duties(kind: str = "must") -> Case:
    """Return a case of twenty duties: ``must``, as above, or ``keep``, broken and kept again."""
    levers = "".join(
        f"  t{n}: {{owner: usa, levels: [{', '.join(TRIGGERS)}]}}\n"
        f"  l{n}: {{owner: dprk, levels: [{', '.join(LEVELS)}]}}\n"
        for n in range(DUTIES)
    )
    duty = {
        "must": "must: l{n} = gone, when: t{n} >= some, within: {d} days of trigger,"
        " verified: by iaea within {w} days, grace: 10 days",
        "keep": "keep: l{n} >= declared, when: t{n} >= some, grace: {w} days",
    }[kind]
    clauses = "".join(
        f"  - {{id: c{n}, party: dprk, {duty.format(n=n, d=20 + n, w=5 + n)}}}\n"
        for n in range(DUTIES)
    )
    head = "detente: 1\ncase: duties\nparties: {usa: {}, dprk: {}, iaea: {role: verifier}}\n"
    case, problems = casefile.parse(f"{head}levers:\n{levers}clauses:\n{clauses}")
    assert case is not None, problems
    return case


def entries_of_duties(count: int, seed: int = 1) -> list[Entry]:
    """Return `count` entries by date; nothing meets the duties at first: n of 21 parts of the days for duty n - 1."""
    draw = np.random.Generator(np.random.PCG64(seed))
    days = np.sort(draw.integers(0, SPAN, count)).tolist()
    whens = {day: _on(DAY0 + dt.timedelta(days=day)) for day in set(days)}
    kinds, duties = draw.integers(0, 3, count).tolist(), draw.integers(0, DUTIES, count).tolist()
    levels, corrects = draw.integers(0, 3, count).tolist(), draw.random(count) < CORRECTED
    found: list[Entry] = []
    for place, (day, kind, duty) in enumerate(zip(days, kinds, duties, strict=True)):
        before = f"e{place - 1:07}" if place and corrects[place] else ()
        early = kind and day < SPAN * (duty + 1) // (DUTIES + 1)
        level = min(levels[place], 1) if early else levels[place]
        found.append(
            (Act, Act, Inspection)[kind](
                id=f"e{place:07}",
                date=whens[day],
                supersedes=before,
                by=("usa", "dprk", "iaea")[kind],
                lever=f"l{duty}" if kind else f"t{duty}",
                level=LEVELS[level] if kind else TRIGGERS[level],
            )
        )
    return found


def _on(day: dt.date) -> When:
    return When(day, day)

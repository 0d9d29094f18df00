"""Cost per event of detente and of two monitors of temporal logic, taking turns.

    python bench/compare_monitors.py [--events N] [--rounds N]

Twenty properties. *kept*: a lever that drops must be brought back within 30 days, each time (a
`keep` clause with 30 days of grace). *response*: after a trigger another lever must follow within
30 days (a `must` clause, which follows one duty from its first trigger; a monitor checks every
trigger). Entries and samples are made before the clock starts. reelay is fed sample by sample and
gives its verdict after each; rtamt gets the whole trace, as detente does. *own*: each monitor is
fed the events of its own levers alone; *shared*: a sample at each event of any lever, as one trace
for all needs.

Only cost is compared, not verdicts: the conventions about the end of a trace differ. reelay and
rtamt are needed beside detente, in an environment of their own:

    python -m venv /tmp/monitors && /tmp/monitors/bin/pip install . reelay rtamt
"""

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from detente import casefile, ledger
from detente.case import Case
from detente.entries import Act, Entry, When

PROPERTIES = 20
HOURS = 30 * 24
START = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
Sample = dict[str, Any]
Event = tuple[int, int, str, bool]
"""At which hour, of which property, which signal, what it becomes."""

CLAUSES = {
    "kept": "keep: ack{n} = yes, grace: 30 days",
    "response": "must: ack{n} = yes, when: trig{n} = yes, within: 30 days of trigger",
}
PATTERNS = {
    "kept": f"once[0:{HOURS}]{{ack: true}}",
    "response": f"not({{ack: false}} since[{HOURS}:inf] {{trig: true}})",
}
FORMULAS = {
    "kept": f"always((ack < 0.5) implies (eventually[0:{HOURS}](ack >= 0.5)))",
    "response": f"always((trig >= 0.5) implies (eventually[0:{HOURS}](ack >= 0.5)))",
}


def draw(count: int) -> list[Event]:
    """Return events, one an hour, of a property and a signal drawn at random."""
    generator = np.random.Generator(np.random.PCG64(1))
    of = generator.integers(0, PROPERTIES, count).tolist()
    signal = generator.integers(0, 2, count).tolist()
    value = generator.integers(0, 2, count).tolist()
    return [
        (hour, of[hour], ("trig", "ack")[signal[hour]], bool(value[hour])) for hour in range(count)
    ]


def case_of(what: str) -> Case:
    """Return the case with the twenty clauses."""
    levers = "".join(
        f"  {signal}{n}: {{owner: a, levels: [not_yet, yes]}}\n"
        for n in range(PROPERTIES)
        for signal in ("trig", "ack")
    )
    clauses = "".join(
        f"  - {{id: c{n}, party: a, {CLAUSES[what].format(n=n)}}}\n" for n in range(PROPERTIES)
    )
    head = "detente: 1\ncase: monitors\nparties: {a: {}}\n"
    case, problems = casefile.parse(f"{head}levers:\n{levers}clauses:\n{clauses}")
    assert case is not None, problems
    return case


def entries_of(events: Sequence[Event]) -> list[Entry]:
    """Return the events as entries of a record."""
    found: list[Entry] = []
    for place, (hour, of, signal, value) in enumerate(events):
        at = START + dt.timedelta(hours=hour)
        level = "yes" if value else "not_yet"
        when = When(at.date(), at.date(), at)
        found.append(Act(id=f"{place:07}", date=when, by="a", lever=f"{signal}{of}", level=level))
    return found


# ---------------------------------------------------------------------- one run of each


def detente_run(what: str, events: Sequence[Event]) -> Callable[[], object]:
    """From entries to the statuses of all clauses on all days."""
    case, entries = case_of(what), entries_of(events)
    last = START.date() + dt.timedelta(days=len(events) // 24)
    return lambda: ledger.timeline(case, entries).board(last)


def reelay_run(what: str, events: Sequence[Event], make: str, *, own: bool) -> Callable[[], object]:
    """Feed one monitor per property, sample by sample."""
    import reelay  # type: ignore[import-not-found]  # of another environment

    samples: list[list[Sample]] = [
        [{"time": 0, "trig": False, "ack": False}] for _ in range(PROPERTIES)
    ]
    for hour, of, signal, value in events:
        for n in [of] if own else range(PROPERTIES):
            samples[n].append({"time": hour + 1} | ({signal: value} if n == of else {}))

    def work() -> None:
        for feed in samples:
            monitor = getattr(reelay, make)(pattern=PATTERNS[what], semantics="boolean")
            update = monitor.update
            for sample in feed:
                update(sample)

    return work


def rtamt_run(what: str, events: Sequence[Event], *, own: bool) -> Callable[[], object]:
    """Evaluate one formula per property over its whole trace."""
    import rtamt  # type: ignore[import-not-found]  # of another environment

    traces: list[dict[str, list[list[float]]]] = [
        {"trig": [[0, 0.0]], "ack": [[0, 0.0]]} for _ in range(PROPERTIES)
    ]
    for hour, of, signal, value in events:
        for n, trace in enumerate(traces):
            if n == of:
                trace[signal].append([hour + 1, float(value)])
            elif not own:
                trace[signal].append([hour + 1, trace[signal][-1][1]])
    end = len(events) + 1
    used = ("trig", "ack") if what == "response" else ("ack",)

    def work() -> None:
        for trace in traces:
            told = rtamt.StlDenseTimeSpecification(semantics=rtamt.Semantics.STANDARD)
            for name in used:
                told.declare_var(name, "float")
            told.spec = FORMULAS[what]
            told.parse()
            told.evaluate(*([name, [*trace[name], [end, trace[name][-1][1]]]] for name in used))

    return work


Runner = tuple[str, int, Callable[[], object]]
"""What it is called, how many events it gets, and the work."""


def runners(what: str, events: list[Event]) -> list[Runner]:
    """Return what takes turns; the slow ones get fewer events, and detente as many beside them."""
    some, few = events[: len(events) // 10], events[: len(events) // 100]
    return [
        ("detente", len(events), detente_run(what, events)),
        (
            "reelay dense, own",
            len(events),
            reelay_run(what, events, "dense_timed_monitor", own=True),
        ),
        (
            "reelay discrete, own",
            len(events),
            reelay_run(what, events, "discrete_timed_monitor", own=True),
        ),
        ("detente", len(some), detente_run(what, some)),
        (
            "reelay dense, shared",
            len(some),
            reelay_run(what, some, "dense_timed_monitor", own=False),
        ),
        ("rtamt dense, own", len(some), rtamt_run(what, some, own=True)),
        ("detente", len(few), detente_run(what, few)),
        ("rtamt dense, shared", len(few), rtamt_run(what, few, own=False)),
    ]


def measured(runs: Sequence[Runner], rounds: int) -> list[float]:
    """Return the median processor microseconds per event of each, taking turns."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for place, (_, count, work) in enumerate(runs):
            begin = time.process_time()
            work()
            times[place].append(1e6 * (time.process_time() - begin) / count)
    return [statistics.median(one) for one in times]


def main() -> None:
    """Print one table per property."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}; processor us per event")
    for what in CLAUSES:
        runs = runners(what, draw(asked.events))
        costs = measured(runs, asked.rounds)
        ours = {
            count: cost
            for (name, count, _), cost in zip(runs, costs, strict=True)
            if name == "detente"
        }
        for (name, count, _), cost in zip(runs, costs, strict=True):
            print(f"{what:9} {name:22} {count:8,} {cost:10.3f} {cost / ours[count]:8.1f} x")


if __name__ == "__main__":
    main()

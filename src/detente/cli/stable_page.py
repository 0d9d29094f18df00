"""What ``detente stability`` prints: the states that last, why, and the ways there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente import stability as engine
from detente.cli.options import Common
from detente.cli.page import Page, Part
from detente.cli.session import Session
from detente.cli.words import and_, count, short_name
from detente.errors import Problem
from detente.model import Bools, Indices, Model

__all__ = ["Asked", "assumptions", "overview", "per_party", "reasons", "routes"]

SHORT = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}
# What else holds where a concept does: Nash is inside all, SSEQ inside SEQ and SMR, both inside GMR.
IMPLIED = {
    "nash": ("gmr", "smr", "seq", "sseq"),
    "sseq": ("seq", "smr", "gmr"),
    "seq": ("gmr",),
    "smr": ("gmr",),
    "gmr": (),
}
STRENGTH = ("nash", "sseq", "seq", "smr", "gmr")
DEFAULT_LIMIT = 8
MOST_COLUMNS = 5
MOST_NOTES = 4
DEFAULT_ROUTES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the options of the command ask for."""

    concepts: tuple[str, ...]
    per_party: bool = False
    limit: int | None = None
    paths: str | None = None
    why: str | None = None


def overview(page: Page, session: Session, model: Model, asked: Asked, common: Common) -> None:
    """Add the answer in a sentence, how many states last, and which."""
    stable = engine.solve(model, asked.concepts)
    lasting = engine.equilibria(stable)
    page.line((_headline(model, stable), "bold"))
    page.blank()
    feasible = int(np.count_nonzero(model.feasible))
    moves = sum(engine.count_moves(model).values())
    page.line(
        f"{feasible:,} feasible states of {model.size:,}, "
        f"{count(len(model.parties), 'party', 'parties')}, {count(moves, 'move')}. "
        f"States that last: {_counted(lasting)}."
    )
    chosen = _chosen(model, lasting, DEFAULT_LIMIT if asked.limit is None else asked.limit)
    if chosen.better:
        better = np.fromiter(chosen.better, dtype=np.int64)
        page.line(f"Of those, better than now for all: {_counted(lasting, better)}.")
    if chosen.numbers:
        page.blank()
        _list(page, session, model, chosen)
    if model.status_quo is not None and not common.quiet:
        page.blank()
        _why_now(page, model, stable)


def _counted(lasting: Mapping[str, Bools], among: Indices | None = None) -> str:
    """Say how many states last under each concept, of all or of those in `among`."""
    return ", ".join(
        f"{SHORT[c]} {int(np.count_nonzero(states if among is None else states[among])):,}"
        for c, states in lasting.items()
    )


def _headline(model: Model, stable: Mapping[str, Bools]) -> str:
    if model.status_quo is None:
        if not any(states.all(axis=0).any() for states in stable.values()):
            return "No state lasts."
        return "The case names no feasible status quo; these states would last."
    here = {c: bool(states[:, model.status_quo].all()) for c, states in stable.items()}
    lasts = [SHORT[c] for c, yes in here.items() if yes]
    fails = [SHORT[c] for c, yes in here.items() if not yes]
    if not lasts:
        return "The status quo does not last: somebody gains by moving, and nothing deters it."
    if not fails:
        return f"The status quo lasts: nobody has a reason to leave it ({and_(lasts)})."
    return f"The status quo lasts under {and_(lasts)}, but not under {and_(fails)}."


def _why_now(page: Page, model: Model, stable: Mapping[str, Bools]) -> None:
    """Say why the status quo lasts, or not: for each party, under the strictest concept that tells."""
    now = model.status_quo
    if now is None:
        return
    for party in range(len(model.parties)):
        told = [c for c in ("seq", "smr", "gmr") if c in stable] or list(stable)
        concept = next((c for c in told if stable[c][party, now]), told[-1])
        said = engine.reason(model, party, now, concept)
        page.line(said.sentence(model))


# ------------------------------------------------------------------ the states that last


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The states to list, of how many, and how many of those suit every party better than now."""

    numbers: list[int]
    labels: list[str]
    total: int
    better: frozenset[int]


def _chosen(model: Model, lasting: Mapping[str, Bools], limit: int) -> _Chosen:
    strength = np.zeros(model.size, dtype=np.int8)
    for place, concept in enumerate(reversed(STRENGTH), start=1):
        if concept in lasting:
            strength[lasting[concept]] = place
    found = np.flatnonzero(strength)
    better = _better_for_all(model, found)
    order = np.lexsort((found, _steps_away(model, found), -strength[found], ~better))
    numbers = [n for n in found[order][: limit + 1].tolist() if n != model.status_quo][:limit]
    if model.status_quo is not None and limit:
        numbers = [model.status_quo, *numbers]  # to compare with, whether it lasts or not
    labels = [_label(lasting, number) for number in numbers]
    return _Chosen(numbers, labels, len(found), frozenset(found[better].tolist()))


def _better_for_all(model: Model, states: Indices) -> Bools:
    """Return which states every party prefers to the status quo, but those that prefer nothing."""
    if model.status_quo is None:
        return np.zeros(len(states), dtype=np.bool_)
    choosy = model.rank.max(axis=1) > 0
    gain = model.rank[choosy][:, states] - model.rank[choosy][:, [model.status_quo]]
    return np.asarray((gain > 0).all(axis=0) & choosy.any())


def _steps_away(model: Model, states: Indices) -> Indices:
    """Return in how many levers each state differs from the status quo."""
    away = np.zeros(len(states), dtype=np.int64)
    if model.status_quo is None or model.state_names is not None:
        return away
    now = model.digits(model.status_quo)
    for level, levels, stride in zip(now, model.levels, model.strides, strict=True):
        away += states // stride % len(levels) != level
    return away


def _label(lasting: Mapping[str, Bools], number: int) -> str:
    """Name the concepts under which a state lasts, but those that follow from another."""
    holds = [c for c in STRENGTH if c in lasting and lasting[c][number]]
    implied = {weaker for concept in holds for weaker in IMPLIED[concept]}
    return ", ".join(SHORT[c] for c in holds if c not in implied)


def _shown(label: str) -> str:
    return label or "none"


def _list(page: Page, session: Session, model: Model, chosen: _Chosen) -> None:
    """Add the states: in columns where they fit, else each as what it changes."""
    varying = _varying(model, chosen.numbers)

    def made(width: int) -> Page:
        fits = len(varying) <= MOST_COLUMNS and _needs(session, model, varying) <= width
        inner = Page()
        if fits or model.state_names is not None:
            _as_table(inner, session, model, chosen, varying)
        else:
            _as_differences(inner, session, model, chosen)
        return inner

    page.fitting(made)
    hidden = chosen.total - sum(1 for label in chosen.labels if label)
    if hidden:
        page.blank()
        page.line((f"{hidden:,} more; --limit N shows more of them.", "dim"))


def _needs(session: Session, model: Model, varying: Sequence[str]) -> int:
    """Return the columns that a table with the levels of these levers takes."""
    wide = [5, *(len(short_name(session.case, party)) for party in model.parties), 13, 14]
    for lever in varying:
        levels = model.levels[model.levers.index(lever)]
        words = [*model.lever_name(lever).split(), *(model.level_name(lever, k) for k in levels)]
        wide.append(max(len(word) for word in words))
    return sum(wide) + 2 * len(wide)


def _varying(model: Model, numbers: Sequence[int]) -> list[str]:
    """Return the levers that differ among the states listed and the status quo."""
    if model.state_names is not None:
        return []
    now = [] if model.status_quo is None else [model.status_quo]
    states = [model.state(n) for n in (*now, *numbers)]
    return [lever for lever in states[0] if len({s[lever] for s in states}) > 1]


def _place(model: Model, party: int, number: int) -> int:
    """Return the place of a state in a party's order: 1 is best."""
    rank = model.rank[party]
    return len(np.unique(rank[rank > rank[number]])) + 1


def _mark(model: Model, chosen: _Chosen, number: int) -> Part:
    if number == model.status_quo:
        return "<- now", "yellow"
    return ("better for all", "green") if number in chosen.better else ""


def _legend(page: Page, session: Session, model: Model, where: str) -> None:
    """Say what the figures of the parties are."""
    places = and_(
        f"{len(np.unique(rank[rank >= 0])):,} for {short_name(session.case, party)}"
        for party, rank in zip(model.parties, model.rank, strict=True)
    )
    page.line((f"{where} a party: the state's place in its order, 1 the best; {places}.", "dim"))


def _as_table(
    page: Page, session: Session, model: Model, chosen: _Chosen, varying: Sequence[str]
) -> None:
    parties = [short_name(session.case, p) for p in model.parties]
    what = (
        ["State"] if model.state_names is not None else ["State", *map(model.lever_name, varying)]
    )
    rows: list[list[Part]] = []
    for number, label in zip(chosen.numbers, chosen.labels, strict=True):
        places = [f"{_place(model, p, number):,}" for p in range(len(model.parties))]
        rows.append(
            [*_cells(model, number, varying), *places, _shown(label), _mark(model, chosen, number)]
        )
    first = len(what)
    page.table(
        [*what, *parties, "Lasts under", ""],
        rows,
        right=range(first, first + len(parties)),
        whole=range(first, first + len(parties) + 2),
        least={0: 32 if model.state_names else 5},
    )
    _legend(page, session, model, "Under")


def _cells(model: Model, number: int, varying: Sequence[str]) -> list[Part]:
    if model.state_names is not None:
        return [model.describe(number)]
    state = model.state(number)
    return [str(number), *(model.level_name(lever, state[lever]) for lever in varying)]


def _as_differences(page: Page, session: Session, model: Model, chosen: _Chosen) -> None:
    """Add each state as what is different from now: there are too many levers for columns."""
    for number, label in zip(chosen.numbers, chosen.labels, strict=True):
        places = ", ".join(
            f"{short_name(session.case, p)} {_place(model, i, number):,}"
            for i, p in enumerate(model.parties)
        )
        page.line(
            f"{number:>8,}  ",
            (_shown(label), "bold"),
            f"   {places}  ",
            _mark(model, chosen, number),
            indent=10,
        )
        for line in _by_owner(session, model, number):
            page.line(f"          {line}", indent=12)
    _legend(page, session, model, "After")


def _by_owner(session: Session, model: Model, number: int) -> Iterator[str]:
    """Yield what each party would have changed, compared with now."""
    if model.status_quo in (None, number):
        yield _difference(model, number)
        return
    changed = model.changes(model.status_quo, number)
    for party, id_ in enumerate(model.parties):
        own = [model.levers[lever] for lever in model.own(party)]
        said = [_level(model, k, changed[k][1]) for k in own if k in changed]
        if said:
            yield f"{short_name(session.case, id_)}: {'; '.join(said)}"


def _level(model: Model, lever: str, level: str) -> str:
    return f"{model.lever_name(lever)}, {model.level_name(lever, level)}"


def _difference(model: Model, number: int) -> str:
    if model.status_quo is None:
        return model.describe(number)
    changes = model.changes(model.status_quo, number)
    if not changes:
        return "as now"
    return "; ".join(_level(model, lever, new) for lever, (_, new) in changes.items())


# ------------------------------------------------------------------ per party, reasons, routes


def per_party(page: Page, model: Model, asked: Asked) -> None:
    """Add at how many states each party is stable."""
    stable = engine.solve(model, asked.concepts)
    rows: list[list[Part]] = [
        [
            model.party_name(party),
            *(f"{int(np.count_nonzero(states[party])):,}" for states in stable.values()),
        ]
        for party in range(len(model.parties))
    ]
    page.blank()
    page.line("At how many states each party has no reason to move (--json lists them):")
    page.table(["", *(SHORT[c] for c in stable)], rows, right=range(1, len(stable) + 1))


def reasons(page: Page, model: Model, state: int, asked: Asked) -> None:
    """Add why each party would stay at a state, or not, concept by concept."""
    concepts = asked.concepts
    found = engine.explain(model, state, concepts)
    stay = [c for c in concepts if all(r.stable for r in found if r.concept == c)]
    lasts = f"lasts under {and_(SHORT[c] for c in stay)}" if stay else "does not last"
    page.line((f"State {state:,} {lasts}.", "bold"))
    page.line(_difference(model, state) if state != model.status_quo else "This is where we are.")
    for concept in concepts:
        page.blank()
        page.line((SHORT[concept], "bold"))
        for said in (r for r in found if r.concept == concept):
            verdict = "stays   " if said.stable else "leaves  "
            page.line((f"  {verdict}", "dim"), said.sentence(model), indent=10)


def routes(page: Page, model: Model, targets: Bools, asked: Asked) -> None:
    """Add the shortest ways from now to the states `targets`, by moves and by improvements."""
    limit = DEFAULT_ROUTES if asked.limit is None else asked.limit
    found = engine.routes(model, targets, limit=limit).answer
    reached, there = found["reached"], count(found["targets"], "state")
    said = (
        f"'{asked.paths}': {there}; {reached['by_moves']:,} can be reached from now, "
        f"{reached['by_improvements']:,} by steps that each serve the one who takes it."
    )
    page.line((said, "bold"))
    for route in found["routes"]:
        page.blank()
        state = model.number(route["state"])
        page.line(f"{_name(model, state)}: {_difference(model, state)}", indent=4)
        for key, kind in (("by_moves", "Moves"), ("by_improvements", "Improvements")):
            _ways(page, route[key], kind)
    if found.get("truncated"):
        page.blank()
        page.line(
            (f"{found['targets'] - len(found['routes']):,} more; --limit N shows them.", "dim")
        )


def _name(model: Model, state: int) -> str:
    return model.state_names[state] if model.state_names is not None else f"State {state:,}"


def _ways(page: Page, ways: Mapping[str, Any], kind: str) -> None:
    if ways["length"] is None:
        page.line((f"  {kind}: ", "dim"), ways["why"], indent=4)
        return
    steps = count(ways["length"], "step")
    for number, path in enumerate(ways["paths"]):
        head = f"{kind} ({steps}): " if number == 0 else "or: "
        page.line((f"  {head}", "dim"), path["text"][:1].upper() + path["text"][1:], indent=4)
    if ways.get("more"):
        page.line(("  and other ways as short", "dim"))


def assumptions(page: Page, model: Model, common: Common) -> None:
    """Add what had to be assumed, or how much where it is long."""
    if common.quiet or not model.problems:
        return
    page.blank()
    page.line(("Assumed:", "dim"))
    shown: Sequence[Problem] = model.problems if common.verbose else model.problems[:MOST_NOTES]
    for problem in shown:
        page.line((f"  {problem.message}", "dim"), indent=4)
    hidden = len(model.problems) - len(shown)
    if hidden:
        page.line((f"  and {hidden} more (-v shows them)", "dim"))

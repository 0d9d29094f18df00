"""``--paths``: how to get from now to given states, and which steps cannot be undone."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np

from detente import stability as engine
from detente.cli.page import Page
from detente.cli.stable_list import difference, strictest, strictest_first
from detente.cli.stable_names import called
from detente.cli.stable_question import Question, Section
from detente.cli.states import named_by, targets
from detente.cli.words import and_, count
from detente.errors import CannotComputeError
from detente.model import Bools, Model
from detente.stability.evolution import MarkedStep, Ways, ways
from detente.stability.moves import Step
from detente.stability.undoing import Undone, undone
from detente.stability.words import gaining

__all__ = ["paths"]

DEFAULT_ROUTES = 3
JSON_ROUTES = 10
WAYS = 3
KINDS = {"by_moves": "Moves", "by_improvements": "Improvements", "by_coalitions": "Coalitions"}
MARKS: dict[Undone, str] = {
    "mover": "",
    "others": " [only others can undo it]",
    "never": " [no way back]",
}
ORDER = "what lasts first, by the concept that asks most; then the fewest moves, the fewest levers"
NO_WAY = "no path of improvements, of single parties or of coalitions"


def paths(question: Question) -> Section:
    """Return the shortest ways to the states asked for, by moves, improvements and coalitions."""
    model, wish = question.model, question.wish
    with named_by("--paths"):
        wanted = targets(question.session.case, model, wish.paths or "", question.session.reading)
    limit = wish.listed(JSON_ROUTES if question.common.json else DEFAULT_ROUTES)
    lasting = engine.equilibria(question.solution)
    first = _lasting_first(model.size, lasting)
    plain = engine.routes(model, wanted, limit=limit, paths=WAYS, first=first).answer
    plain["order"] = ORDER
    plain["lasting"] = {c: int((wanted & states).sum()) for c, states in lasting.items()}
    for route in plain["routes"]:
        number = model.number(route["state"])
        route["lasts_under"] = [c for c, states in lasting.items() if states[number]]
    together, why_not = _by_coalitions(question)
    if together is None:
        plain["reached"]["by_coalitions"] = None
        plain["by_coalitions_why"] = why_not
    else:
        plain["reached"]["by_coalitions"] = _reached(together, wanted)
        for route in plain["routes"]:
            for key in ("by_moves", "by_improvements"):
                _mark(model, together, question.now, route[key])
            route["by_coalitions"] = _way(model, together, model.number(route["state"]))

    def show(page: Page) -> None:
        _show(page, question, plain, (lasting, why_not))

    return Section(key="paths", plain=plain, show=show)


def _lasting_first(
    size: int, lasting: Mapping[str, Bools]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return 0 for states that last under the concept that asks most, and so on: (S,) int64."""
    names = strictest_first(lasting)
    first = np.full(size, len(names), np.int64)
    for place in range(len(names) - 1, -1, -1):
        first[lasting[names[place]]] = place
    return first


def _by_coalitions(question: Question) -> tuple[Ways | None, str]:
    """Return how far states are by steps of coalitions; or None, and why."""
    try:
        given = question.session.case.coalitions
        return ways(question.model, question.now, "coalitions", given), ""
    except CannotComputeError as error:
        return None, error.message


def _reached(found: Ways, wanted: Bools) -> int:
    there = wanted[found.joint.over.states] & (found.length > 0).any(axis=0)
    there[found.start] |= wanted[found.joint.over.states[found.start]]
    return int(np.count_nonzero(there))


def _mark(model: Model, found: Ways, start: int, way: Mapping[str, Any]) -> None:
    """Say of each step who can undo it."""
    for path in way["paths"]:
        before, said = start, []
        for step in path["steps"]:
            party, after = model.parties.index(step["party"]), model.number(step["state"])
            old, new = found.joint.over.place(before), found.joint.over.place(after)
            if old is not None and new is not None:
                step["undone"] = undone(found.joint, (party,), old, new)
                said.append(_told(model, MarkedStep((party,), before, after, step["undone"])))
            before = after
        if said:
            path["text"] = f"{'; '.join(said)}."


def _way(model: Model, found: Ways, state: int) -> dict[str, Any]:
    """Return the shortest paths of steps of coalitions to one state."""
    place = found.joint.over.place(state)
    length = None if place is None else found.distance(place)
    if place is None or length is None:
        return {"length": None, "why": NO_WAY, "paths": []}
    first = list(islice(found.paths(place), WAYS + 1))
    way: dict[str, Any] = {"length": length, "paths": [_plain(model, it) for it in first[:WAYS]]}
    if len(first) > WAYS:
        way["more"] = True
    return way


def _plain(model: Model, path: tuple[MarkedStep, ...]) -> dict[str, Any]:
    steps = [
        {
            "parties": [model.parties[party] for party in step.parties],
            "state": model.state(step.after),
            "undone": step.undone,
        }
        for step in path
    ]
    text = "; ".join(_told(model, step) for step in path) or "this is where we are"
    return {"steps": steps, "text": f"{text}."}


def _told(model: Model, step: MarkedStep) -> str:
    names = and_(model.party_called(party) for party in step.parties)
    verb = "moves" if len(step.parties) == 1 else "move"
    change = gaining(model, Step(step.parties[0], step.before, step.after))
    return f"{names} {change.replace('moving', verb, 1)}{MARKS[step.undone]}"


def _show(
    page: Page,
    question: Question,
    plain: Mapping[str, Any],
    found: tuple[Mapping[str, Bools], str],
) -> None:
    model, reached = question.model, plain["reached"]
    lasting, why_not = found
    said = (
        f"'{question.wish.paths}': {count(plain['targets'], 'state')}; {reached['by_moves']:,} can "
        f"be reached from now, {reached['by_improvements']:,} by steps that each serve the one who "
        "takes it"
    )
    if reached["by_coalitions"] is not None:
        said += f", {reached['by_coalitions']:,} if coalitions step too"
    page.line((f"{said}.", "bold"))
    if plain["targets"] > 1:
        lasts = ", ".join(f"{called(c)} {many:,}" for c, many in plain["lasting"].items())
        page.line(f"Of them last: {lasts}.")
    if len(plain["routes"]) > 1:
        page.line((f"In this order: {_order(plain['lasting'])}.", "dim"))
    for route in plain["routes"]:
        page.blank()
        state = model.number(route["state"])
        name = "" if model.state_names is not None else f"State {state:,}: "
        holds = strictest(lasting, state)
        lasts = f" (lasts under {and_(called(c) for c in holds)})" if holds else ""
        page.line(f"{name}{difference(model, state)}{lasts}", indent=4)
        for key, kind in KINDS.items():
            if key in route and not _again(route, key):
                _ways(page, route[key], kind)
    if plain.get("truncated"):
        page.blank()
        more = plain["targets"] - len(plain["routes"])
        page.line((f"{more:,} more; --limit N shows them.", "dim"))
    if why_not:
        page.blank()
        page.line((f"Steps of coalitions were left out: {why_not}.", "dim"))


def _order(lasting: Mapping[str, int]) -> str:
    """Say in which order the states are listed."""
    some = [called(c) for c in strictest_first(lasting) if lasting[c]]
    if not some:
        return "the fewest moves first, then the fewest levers changed"
    return (
        f"what lasts under {', then '.join(some)}, then the rest; in each the fewest moves first, "
        "then the fewest levers changed"
    )


def _again(route: Mapping[str, Any], key: str) -> bool:
    """Return whether coalitions come no nearer than single parties do."""
    alone = route["by_improvements"]["length"]
    return key == "by_coalitions" and alone is not None and route[key]["length"] == alone


def _ways(page: Page, way: Mapping[str, Any], kind: str) -> None:
    if way["length"] is None:
        page.line((f"  {kind}: ", "dim"), way["why"], indent=4)
        return
    steps = count(way["length"], "step")
    for number, path in enumerate(way["paths"]):
        head = f"{kind} ({steps}): " if number == 0 else "or: "
        page.line((f"  {head}", "dim"), path["text"][:1].upper() + path["text"][1:], indent=4)
    if way.get("more"):
        page.line(("  and other ways as short", "dim"))

"""What ``detente stability`` prints: the states that last, why, and the ways there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente import stability as engine
from detente.cli import firmness
from detente.cli.options import Common
from detente.cli.page import Page, Part
from detente.cli.session import Session
from detente.cli.stable_list import SHORT, STRENGTH, Chosen, choose, difference, list_states
from detente.cli.words import and_, count
from detente.errors import Problem
from detente.model import Bools, Indices, Model

__all__ = ["Asked", "assumptions", "overview", "per_party", "reasons", "routes"]

DEFAULT_LIMIT = 8
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
    firm: firmness.Firmness | None = None

    @property
    def overview(self) -> bool:
        """Whether the states that last are asked for, and not one way or one reason."""
        return self.why is None and self.paths is None


def overview(page: Page, session: Session, model: Model, asked: Asked, common: Common) -> None:
    """Add the answer in a sentence, how many states last, and which."""
    stable = engine.solve(model, asked.concepts)
    lasting = engine.equilibria(stable)
    firm = asked.firm or firmness.Firmness()
    chosen = choose(model, lasting, DEFAULT_LIMIT if asked.limit is None else asked.limit)
    now = [] if model.status_quo is None else [model.status_quo]
    firm.prove([*now, *chosen.numbers])
    page.line((_headline(model, stable), "bold"))
    concept = _told_of(model, lasting)
    firmness.verdict(page, model, concept, SHORT[concept], firm)
    page.blank()
    feasible = int(np.count_nonzero(model.feasible))
    moves = sum(engine.count_moves(model).values())
    page.line(
        f"{feasible:,} feasible states of {model.size:,}, "
        f"{count(len(model.parties), 'party', 'parties')}, {count(moves, 'move')}. "
        f"States that last: {_counted(lasting)}."
    )
    if chosen.better:
        better = np.fromiter(chosen.better, dtype=np.int64)
        page.line(f"Of those, better than now for all: {_counted(lasting, better)}.")
    if chosen.numbers:
        page.blank()
        list_states(page, session, model, chosen, firm)
        if not common.quiet:
            firmness.endings(page, firm, _ending(model, chosen))
    firmness.left_out(page, firm)
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


def _told_of(model: Model, lasting: Mapping[str, Bools]) -> str:
    """Return the strictest concept under which the status quo lasts, else the most lenient there is."""
    here = [c for c in STRENGTH if c in lasting and _holds(model, lasting[c])]
    return here[0] if here else next(c for c in reversed(STRENGTH) if c in lasting)


def _holds(model: Model, states: Bools) -> bool:
    return model.status_quo is not None and bool(states[model.status_quo])


def _ending(model: Model, chosen: Chosen) -> list[tuple[str, str, int]]:
    """Return the listed equilibria other than now, with the strictest concept each lasts under."""
    return [
        (f"{n:,}" if model.state_names is None else model.state_names[n], concepts[0], n)
        for n, concepts in zip(chosen.numbers, chosen.holds, strict=True)
        if concepts and n != model.status_quo
    ]


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
    page.line(difference(model, state) if state != model.status_quo else "This is where we are.")
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
        page.line(f"{_name(model, state)}: {difference(model, state)}", indent=4)
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

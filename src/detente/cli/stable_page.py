"""What ``detente stability`` prints: the states that last, why, and the ways there."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from detente import stability as engine
from detente.cli import firmness
from detente.cli.options import Common
from detente.cli.page import Page, Part
from detente.cli.stable_firm import without
from detente.cli.stable_list import Chosen, choose, difference, list_states
from detente.cli.stable_names import ORDINARY, STRENGTH, called, short
from detente.cli.stable_question import Question
from detente.cli.words import and_, count, short_name
from detente.errors import Problem
from detente.model import Bools, Indices, Model

if TYPE_CHECKING:
    from detente.stability.behaviour_reasons import Verdict
    from detente.stability.reasons import Reason

    Said = Reason | Verdict

__all__ = ["assumptions", "overview", "per_party", "reasons", "told"]

DEFAULT_LIMIT = 8
MOST_NOTES = 4


def overview(page: Page, asked: Question) -> None:
    """Add the answer in a sentence, how many states last, and which."""
    session, model, common = asked.session, asked.model, asked.common
    stable, firm = asked.solution, asked.firm
    lasting = engine.equilibria(stable)
    chosen = choose(model, lasting, asked.wish.listed(DEFAULT_LIMIT))
    now = [] if model.status_quo is None else [model.status_quo]
    firm.prove([*now, *chosen.numbers])
    page.line((_headline(model, stable), "bold"))
    if asked.behaviours:
        page.line(_own(asked), indent=2)
    concept = _told_of(model, {c: lasting[c] for c in asked.firmable})
    if concept:
        firmness.verdict(page, model, concept, short(concept), firm)
    page.blank()
    feasible = int(np.count_nonzero(model.feasible))
    moves = sum(engine.count_moves(model).values())
    page.line(
        f"{count(feasible, 'feasible state')} of {model.size:,}, "
        f"{count(len(model.parties), 'party', 'parties')}, {count(moves, 'move')}. "
        f"{_counted('States that last', lasting)}."
    )
    if chosen.better:
        better = np.fromiter(chosen.better, dtype=np.int64)
        page.line(f"{_counted('Of those, better than now for all', lasting, better)}.")
    if chosen.numbers:
        page.blank()
        list_states(page, session, model, chosen, firm)
        if not common.quiet:
            firmness.endings(page, firm, _ending(model, chosen, asked.firmable))
    firmness.left_out(page, firm)
    if rest := without(firm, list(stable)):
        page.blank()
        page.line((rest, "dim"))
    if model.status_quo is not None and not common.quiet:
        page.blank()
        _why_now(page, asked)


def _own(asked: Question) -> str:
    """Say by which concept each party goes."""
    each = (
        f"{short_name(asked.session.case, party)} {short(concept)}"
        for party, concept in asked.behaviours.items()
    )
    return f"Each by its own concept: {', '.join(each)}."


def _counted(what: str, lasting: Mapping[str, Bools], among: Indices | None = None) -> str:
    """Say how many states last under each concept, of all or of those in `among`."""
    counts = {
        c: f"{int(np.count_nonzero(states if among is None else states[among])):,}"
        for c, states in lasting.items()
    }
    if set(counts) == {"behaviour"}:
        return f"{what}, each party by its own concept: {counts['behaviour']}"
    return f"{what}: {', '.join(f'{called(c)} {many}' for c, many in counts.items())}"


def _headline(model: Model, stable: Mapping[str, Bools]) -> str:
    if model.status_quo is None:
        if not any(states.all(axis=0).any() for states in stable.values()):
            return "No state lasts."
        return "The case names no feasible status quo; these states would last."
    here = {c: bool(states[:, model.status_quo].all()) for c, states in stable.items()}
    lasts = [called(c) for c, yes in here.items() if yes]
    fails = [called(c) for c, yes in here.items() if not yes]
    if not lasts:
        return "The status quo does not last: somebody gains by moving, and nothing deters it."
    if not fails:
        return f"The status quo lasts: nobody has a reason to leave it ({and_(lasts)})."
    return f"The status quo lasts under {and_(lasts)}, but not under {and_(fails)}."


def _told_of(model: Model, lasting: Mapping[str, Bools]) -> str:
    """Return the strictest concept under which the status quo lasts, else the most lenient; or ""."""
    here = [c for c in STRENGTH if c in lasting and _holds(model, lasting[c])]
    return here[0] if here else next((c for c in reversed(STRENGTH) if c in lasting), "")


def _holds(model: Model, states: Bools) -> bool:
    return model.status_quo is not None and bool(states[model.status_quo])


def _ending(model: Model, chosen: Chosen, firmable: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return the listed equilibria other than now, with the strictest concept each lasts under."""
    found = []
    for number, concepts in zip(chosen.numbers, chosen.holds, strict=True):
        told = [concept for concept in concepts if concept in firmable]
        if told and number != model.status_quo:
            name = f"{number:,}" if model.state_names is None else model.state_names[number]
            found.append((f"{name} ({short(told[0])})" if concepts[1:] else name, told[0], number))
    return found


def _why_now(page: Page, asked: Question) -> None:
    """Say why the status quo lasts, or not: for each party, under the strictest concept that tells."""
    model, stable = asked.model, asked.solution
    now = model.status_quo
    if now is None:
        return
    for party, id_ in enumerate(model.parties):
        told = [str(c) for c in ("seq", "smr", "gmr") if c in stable] or list(stable)
        concept = next((c for c in told if stable[c][party, now]), told[-1])
        own = asked.behaviours[id_] if concept == "behaviour" else concept
        said = _reason(asked, party, now, own)
        page.line(said.sentence(model))


def _reason(asked: Question, party: int, state: int, concept: str) -> "Said":
    """Return why a party stays under a concept of any name, or not."""
    if concept in ORDINARY:
        return engine.reason(asked.model, party, state, concept)
    from detente.stability.behaviour_reasons import because

    return because(asked.model, party, state, concept)


def per_party(page: Page, asked: Question) -> None:
    """Add at how many states each party is stable; and the tableau where it is asked for."""
    page.blank()
    page.line("At how many states each party has no reason to move (--json lists them):")
    page.fitting(lambda width: _per_party(asked, width))
    if "tableau" in asked.solution:
        from detente.cli.stable_tableau import tableau

        tableau(page, asked)


def _per_party(asked: Question, width: int) -> Page:
    """Return a row for each party where they fit, else a row for each concept, in blocks."""
    model, stable = asked.model, asked.solution
    page = Page()
    names = [model.party_name(party) for party in range(len(model.parties))]
    heads = [short(concept) for concept in stable]
    counts = [[f"{int(np.count_nonzero(row)):,}" for row in states] for states in stable.values()]
    needed = max(map(len, names)) + sum(
        2 + max(len(head), *map(len, column)) for head, column in zip(heads, counts, strict=True)
    )
    if needed <= width:
        rows: list[list[Part]] = [
            [name, *(column[party] for column in counts)] for party, name in enumerate(names)
        ]
        page.table(["", *heads], rows, right=range(1, len(heads) + 1))
        return page
    names = [short_name(asked.session.case, party) for party in model.parties]
    wide = [max(len(name), 7) + 2 for name in names]
    first = 0
    while first < len(names):
        room, last = width - max(map(len, heads)), first
        while last < len(names) and (last == first or sum(wide[first : last + 1]) <= room):
            last += 1
        page.blank()
        rows = [[head, *counts[k][first:last]] for k, head in enumerate(heads)]
        page.table(["", *names[first:last]], rows, right=range(1, last - first + 1), whole=[0])
        first = last
    return page


def reasons(page: Page, state: int, asked: Question) -> None:
    """Add why each party would stay at a state, or not, concept by concept."""
    model, stable = asked.model, asked.solution
    stay = [c for c in stable if stable[c][:, state].all()]
    lasts = f"lasts under {and_(called(c) for c in stay)}" if stay else "does not last"
    name = f"State {state:,}" if model.state_names is None else model.state_names[state]
    page.line((f"{name} {lasts}.", "bold"))
    page.line(difference(model, state) if state != model.status_quo else "This is where we are.")
    for concept in stable:
        page.blank()
        title = called(concept)
        page.line((f"{title[0].upper()}{title[1:]}" if " " in title else title, "bold"))
        for party, id_ in enumerate(model.parties):
            verdict = "stays   " if stable[concept][party, state] else "leaves  "
            own = asked.behaviours[id_] if concept == "behaviour" else concept
            said = _reason(asked, party, state, own)
            page.line((f"  {verdict}", "dim"), said.sentence(model), indent=10)


def told(asked: Question, state: int) -> list[dict[str, Any]]:
    """Return the same as plain values for JSON."""
    found = []
    for concept in asked.solution:
        for party, id_ in enumerate(asked.model.parties):
            own = asked.behaviours[id_] if concept == "behaviour" else concept
            said = _reason(asked, party, state, own).as_dict(asked.model)
            found.append(said | {"concept": own})
    return found


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

"""``--coalitions`` and ``--merged``: where no group of parties gains by moving together."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from detente.cli.firmness import Firmness
from detente.cli.page import Page, Part
from detente.cli.stable_list import choose, list_states
from detente.cli.stable_names import blocks, short, together_name
from detente.cli.stable_question import Question, Section
from detente.cli.words import and_, count
from detente.errors import CannotComputeError
from detente.model import Bools, Model
from detente.stability import coalitions as engine
from detente.stability import equilibria, solve
from detente.stability.coalitions import Coalitional, CoalitionReason, Jump

__all__ = ["coalitions", "merged"]

DEFAULT_STATES = 8
DEFAULT_JUMPS = 5
MOST_JUMPS = 100
"""Jumps that JSON lists with their steps unless ``--limit`` says otherwise."""
READINGS = {
    "strict": "better for every member",
    "pareto": "worse for no member and better for some",
}


def coalitions(question: Question) -> Section:
    """Return where no coalition gains, which jumps coalitions would make, and why."""
    model, wish = question.model, question.wish
    concepts = question.four("--coalitions")
    given = question.session.case.coalitions
    if given is not None and not given:
        message = "the list of coalitions in the case is empty: there is none to look at"
        raise CannotComputeError(message, "name some, or leave out 'coalitions:' to look at all")
    found = engine.solve(model, [f"c{c}" for c in concepts], given, wish.improvement)
    first = concepts[0]
    table = question.solution if first in question.solution else solve(model, [first])
    lasting = equilibria({first: table[first]})[first]
    jumps = _jumps(question, lasting)
    told = _told(question, found)
    shown = jumps[: wish.listed(MOST_JUMPS)]
    plain: dict[str, Any] = {
        "coalitions": [list(members) for members in found.coalitions],
        "improvement": found.improvement,
        "sanctions": found.sanctions,
        "equilibria": {c: question.states(_where(states)) for c, states in found.states.items()},
        "at_status_quo": _at_now(model, found),
        "jumps": {
            "of": first,
            "count": len(jumps),
            "jumps": [jump.as_dict(model) for jump in shown],
        },
    }
    if len(shown) < len(jumps):
        plain["jumps"]["truncated"] = True
    if wish.per_party:
        plain["stable"] = [
            {"coalition": list(members)}
            | {c: question.states(_where(rows[place])) for c, rows in found.stable.items()}
            for place, members in enumerate(found.coalitions)
        ]
    if told:
        plain["why"] = [said.as_dict(model) for said in told]

    def show(page: Page) -> None:
        if told:
            _show_why(page, question, told)
            return
        _show_states(page, question, found)
        _show_jumps(page, question, jumps, first)

    return Section(key="coalitions", plain=plain, show=show)


def _where(states: Bools) -> list[int]:
    found: list[int] = np.flatnonzero(states).tolist()
    return found


def _jumps(question: Question, lasting: Bools) -> list[Jump]:
    """Return the jumps between equilibria, those from now first."""
    given = question.session.case.coalitions
    groups = None if given is None else [members for members in given if len(members) > 1]
    found = engine.equilibrium_jumps(question.model, lasting, groups, question.wish.improvement)
    return sorted(found, key=lambda jump: jump.before != question.model.status_quo)


def _at_now(model: Model, found: Coalitional) -> dict[str, Any] | None:
    now = model.status_quo
    if now is None:
        return None
    return {
        concept: [
            {"coalition": list(members), "stable": bool(rows[place, now])}
            for place, members in enumerate(found.coalitions)
        ]
        for concept, rows in found.stable.items()
    }


def _told(question: Question, found: Coalitional) -> list[CoalitionReason]:
    """Return why each coalition stays at the state of ``--why``, or not."""
    from detente.cli.states import one_state

    if question.wish.why is None:
        return []
    state = one_state(question.session.case, question.model, question.wish.why, "--why")
    return [
        engine.reason(question.model, members, state, c, improvement=question.wish.improvement)
        for c in found.stable
        for members in found.coalitions
    ]


def _show_why(page: Page, question: Question, told: Sequence[CoalitionReason]) -> None:
    model = question.model
    state = told[0].state
    names = list(dict.fromkeys(said.concept for said in told))
    stay = [c for c in names if all(said.stable for said in told if said.concept == c)]
    name = f"State {state:,}" if model.state_names is None else model.state_names[state]
    lasts = f"lasts under {and_(short(c) for c in stay)}" if stay else "does not last"
    page.line((f"{name} {lasts}.", "bold"))
    page.line("This is where we are." if state == model.status_quo else model.describe(state))
    for concept in names:
        page.blank()
        page.line((short(concept), "bold"))
        for said in (it for it in told if it.concept == concept):
            alone = len(said.coalition) == 1
            verdict = ("stays   " if alone else "stay    ") if said.stable else ""
            verdict = verdict or ("leaves  " if alone else "leave   ")
            page.line((f"  {verdict}", "dim"), said.sentence(model), indent=10)


def _show_states(page: Page, question: Question, found: Coalitional) -> None:
    model, case = question.model, question.session.case
    page.line((_headline(question, found), "bold"))
    counted = ", ".join(f"{short(c)} {len(_where(s)):,}" for c, s in found.states.items())
    page.line(f"A coalition gains where a state is {READINGS[found.improvement]}.")
    page.line(f"States that last against {_against(question, found)}: {counted}.")
    page.blank()
    rows: list[list[Part]] = [
        [together_name(case, members), *(f"{int(t[place].sum()):,}" for t in found.stable.values())]
        for place, members in enumerate(found.coalitions)
    ]
    page.table(
        ["Has no reason to leave", *(short(c) for c in found.stable)],
        rows,
        right=range(1, len(found.stable) + 1),
    )
    chosen = choose(model, found.states, question.wish.listed(DEFAULT_STATES))
    if chosen.total and chosen.numbers:
        page.blank()
        list_states(page, question.session, model, chosen, Firmness())


def _against(question: Question, found: Coalitional) -> str:
    """Say which coalitions count: those that the case names, or all."""
    many = len(found.coalitions)
    if question.session.case.coalitions is not None:
        return f"the {count(many, 'coalition')} that the case names"
    alone = any(len(members) == 1 for members in found.coalitions)
    return f"{count(many, 'coalition')}{' (single parties among them)' if alone else ''}"


def _headline(question: Question, found: Coalitional) -> str:
    model = question.model
    now, states = model.status_quo, found.states
    if now is None:
        return "The case names no feasible status quo; these states would last against coalitions."
    lasts = [short(c) for c, yes in states.items() if yes[now]]
    if lasts:
        named = "" if question.session.case.coalitions is None else " that the case names"
        return f"The status quo lasts against every coalition{named} under {and_(lasts)}."
    first = next(iter(found.stable))
    who = [
        members
        for place, members in enumerate(found.coalitions)
        if not found.stable[first][place, now]
    ]
    names = [and_(model.party_called(model.parties.index(p)) for p in members) for members in who]
    end = (
        f"{names[0]} would leave it"
        if len(names) == 1
        else f"{len(names)} coalitions would leave it"
    )
    return f"The status quo does not last against coalitions: {end}."


def _show_jumps(page: Page, question: Question, jumps: Sequence[Jump], concept: str) -> None:
    model = question.model
    page.blank()
    name = short(concept)
    if not jumps:
        page.line(f"No coalition would jump from one {name} equilibrium to another.")
        return
    page.line(
        (f"{count(len(jumps), 'equilibrium jump')}", "bold"),
        f": from one {name} equilibrium a coalition can reach another that it gains by.",
    )
    shown = jumps[: question.wish.listed(DEFAULT_JUMPS)]
    for jump in shown:
        who = together_name(question.session.case, (model.parties[p] for p in jump.coalition))
        start = "now" if jump.before == model.status_quo else _name(model, jump.before)
        text = jump.as_dict(model)["text"]
        page.line(f"  {start} to {_name(model, jump.after)}, {who}: {text}", indent=4)
    if len(jumps) > len(shown):
        page.line((f"  {len(jumps) - len(shown):,} more; --limit N shows more of them.", "dim"))


def _name(model: Model, state: int) -> str:
    return f"{state:,}" if model.state_names is None else model.state_names[state]


def merged(question: Question) -> Section:
    """Return what lasts if blocks of parties decide as one player each, as GMCR+ has it."""
    from detente.stability import merged_players

    model, case = question.model, question.session.case
    structure = blocks(question.wish.merged or "", model)
    found = merged_players.solve(model, structure, question.four("--merged"))
    equilibria = found.equilibria
    plain: dict[str, Any] = {
        "structure": [list(block) for block in found.structure],
        "equilibria": {c: question.states(_where(states)) for c, states in equilibria.items()},
    }
    if question.wish.per_party:
        plain["stable"] = [
            {"block": list(block)}
            | {c: question.states(_where(rows[place])) for c, rows in found.stable.items()}
            for place, block in enumerate(found.structure)
        ]

    def show(page: Page) -> None:
        names = [together_name(case, block) for block in found.structure]
        page.line((f"Players: {', '.join(names)}.", "bold"))
        page.line(
            "Parties joined by + are one player: all their levers change at once, and it gains where "
            "every member does (the form of GMCR+)."
        )
        page.line(f"States that last: {_counted(equilibria)}.")
        page.blank()
        rows: list[list[Part]] = [
            [name, *(f"{int(table[place].sum()):,}" for table in found.stable.values())]
            for place, name in enumerate(names)
        ]
        heads = [short(c) for c in found.stable]
        page.table(["Has no reason to move", *heads], rows, right=range(1, len(heads) + 1))
        chosen = choose(model, equilibria, question.wish.listed(DEFAULT_STATES))
        if chosen.total and chosen.numbers:
            page.blank()
            list_states(page, question.session, model, chosen, Firmness())

    return Section(key="merged", plain=plain, show=show)


def _counted(lasting: Mapping[str, Bools]) -> str:
    return ", ".join(f"{short(c)} {int(states.sum()):,}" for c, states in lasting.items())

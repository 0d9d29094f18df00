"""``--tree`` and ``--no-return``: what can follow from the status quo, and what has no way back."""

from collections.abc import Sequence

import numpy as np

from detente.cli.page import Page
from detente.cli.stable_list import tell_state
from detente.cli.stable_question import Question, Section
from detente.cli.words import and_, count
from detente.model import Model
from detente.stability import evolution
from detente.stability.evolution import NoReturn, Tree
from detente.stability.words import told

__all__ = ["no_return", "tree"]

DEFAULT_BRANCHES = 20
MOST_BRANCHES = 2_000
"""Branches that JSON lists unless ``--limit`` says otherwise."""
DEFAULT_MOVES = 5
JSON_LIST = 100
STEPS = {
    "moves": "any moves of single parties",
    "improvements": "steps that each serve the party that takes them",
    "coalitions": "steps that each serve the party, or all parties of the coalition, that takes them",
}
MARKS = {
    "[no way back]": "no sequence of moves of all parties leads back to the state before",
    "[only others can undo it]": "who took the step cannot take it back alone",
    "(as above)": "this state stands elsewhere in the tree, no deeper, with what follows it",
    "(nothing follows)": "no such step leads on from here",
    "(goes on)": "such steps lead on from here; --depth N shows them",
}
"""What marks of a tree mean."""
WIDER = {
    "improvements": "--by coalitions shows steps that parties would take together",
    "coalitions": "--by moves shows every move there is",
}


def tree(question: Question) -> Section:
    """Return what can follow from the status quo, step by step."""
    wish, model = question.wish, question.model
    limit = wish.listed(MOST_BRANCHES if question.common.json else DEFAULT_BRANCHES)
    found = evolution.tree(
        model,
        question.now,
        wish.depth,
        wish.by,
        limit=limit + 1,
        coalitions=question.session.case.coalitions,
    )

    def show(page: Page) -> None:
        _show_tree(page, model, found, wish.depth)

    return Section(key="tree", plain=found.as_dict(model) | {"depth": wish.depth}, show=show)


def _show_tree(page: Page, model: Model, found: Tree, depth: int) -> None:
    if not depth:
        page.line(("The status quo alone", "bold"), "; --depth 1 shows the steps from it.")
        return
    page.line(("From the status quo", "bold"), f", by {STEPS[found.by]}:")
    lines = [line for line in found.lines(model)[1:] if not line.startswith("(cut")]
    if not lines and found.cut:
        page.line(("There are steps; --limit N shows so many of them.", "dim"))
        return
    if not lines:
        page.line(
            "  Nothing follows.", (f" {WIDER[found.by]}." if found.by in WIDER else "", "dim")
        )
        return
    for line in lines:
        drawn = len(line) - len(line.lstrip("│├└─ "))
        page.line(line, indent=drawn + 2)
    if found.cut:
        page.line(("There is more; --limit N shows more of it.", "dim"))
    for mark, said in MARKS.items():
        if any(mark in line for line in lines):
            page.line((f"{mark}: {said}.", "dim"), indent=2)


def no_return(question: Question) -> Section:
    """Return what can be brought about from the status quo that no moves can take back."""
    model = question.model
    found = evolution.cannot_be_undone(model, question.now)
    limit = question.wish.listed(JSON_LIST)
    plain = found.as_dict(model, limit=limit)
    for listed, key in ((plain["no_way_back"], "states"), (plain["moves"], "moves")):
        if listed["count"] > len(listed[key]):
            listed["truncated"] = True

    def show(page: Page) -> None:
        _show_no_return(page, question, found)

    return Section(key="no_return", plain=plain, show=show)


def _show_no_return(page: Page, question: Question, found: NoReturn) -> None:
    model = question.model
    lost, reachable = int(np.count_nonzero(found.states)), int(np.count_nonzero(found.reachable))
    if not lost:
        page.line(("Everything that can be reached from now can be undone.", "bold"))
        page.line(f"{count(reachable, 'state')} can be reached, now among them.")
        return
    can = count(reachable, "state")
    said = f"From {lost:,} of the {can} that can be reached from now there is no way back."
    page.line((said, "bold"))
    _levels(page, model, found.levels)
    blocked = int(np.count_nonzero(found.blocked))
    if blocked:
        why = (
            "the moves that are listed do not lead back"
            if model.arcs is not None
            else "every lever may return, but the states between are infeasible"
        )
        page.line(f"In {blocked:,} of them {why}:")
        for state in np.flatnonzero(found.blocked)[: question.wish.listed(DEFAULT_MOVES)].tolist():
            tell_state(page, question.session, model, state)
    if found.steps:
        page.blank()
        page.line(f"{count(len(found.steps), 'move')} from now can never be taken back:")
        shown = found.steps[: question.wish.listed(DEFAULT_MOVES)]
        for step in shown:
            page.line(f"  {told(model, step)}.", indent=4)
        if len(found.steps) > len(shown):
            more = len(found.steps) - len(shown)
            page.line((f"  {more:,} more; --limit N shows more of them.", "dim"))


def _levels(page: Page, model: Model, levels: Sequence[tuple[str, str]]) -> None:
    """Say which levels of which levers cannot be left for where the lever is now."""
    by_lever: dict[str, list[str]] = {}
    for lever, level in levels:
        by_lever.setdefault(lever, []).append(model.level_name(lever, level))
    if by_lever:
        page.line("Levers that may not return to where they are now, once they are at:")
    for lever, names in by_lever.items():
        page.line(f"  {model.lever_name(lever)}: {and_(names)}", indent=4)

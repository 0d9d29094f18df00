"""Paths, trees and what cannot be undone, against searches with sets."""

from typing import Any

import numpy as np
import pytest
from tests.stability.models import arcs_model, generator, product_model
from tests.stability.oracle_coalitions import CoalitionOracle, Group, drawn, study, subsets

from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability import evolution
from detente.stability.evolution import MarkedStep, Tree

FREE = np.ones((2, 2), bool)
UP = np.triu(FREE)
KINDS: tuple[evolution.By, ...] = ("moves", "improvements", "coalitions")
ELMIRA_9 = "literature/kilgour2001/elmira_9"


class Walk:
    """All steps of one kind in one model."""

    def __init__(self, model: Model, by: str) -> None:
        self.oracle = CoalitionOracle(model)
        everybody = subsets(self.oracle.parties)
        self.all: Group = everybody[-1]
        self.groups = everybody if by == "coalitions" else [(p,) for p in self.oracle.parties]
        self.table = self.oracle.reach if by == "moves" else self.oracle.better
        self.by = by

    def steps(self, group: Group, state: int) -> set[int]:
        """Where one step of a group leads."""
        if self.by == "coalitions":
            return self.oracle.improvements(group, state)
        return self.table[group[0]][state]

    def distances(self, start: int) -> dict[int, int]:
        """How many legal steps it takes to each state."""
        found, length = {start: 0}, 0
        here: set[tuple[int, Group]] = {(start, ())}
        seen = set(here)
        while here:
            length += 1
            here = {
                (there, group)
                for state, last in here
                for group in self.groups
                if group != last
                for there in self.steps(group, state)
            } - seen
            seen |= here
            for state, _ in here:
                found.setdefault(state, length)
        return found

    def undone(self, parties: Group, before: int, after: int) -> str:
        """Who can undo a step."""
        if before in self.oracle.reached(parties, after):
            return "mover"
        return "others" if before in self.oracle.reached(self.all, after) else "never"

    def fewer(self, parties: Group, before: int, after: int) -> list[Group]:
        """Who could take the step without the others."""
        return [
            group
            for group in self.groups
            if set(group) < set(parties) and after in self.steps(group, before)
        ]


def check_path(walk: Walk, path: tuple[MarkedStep, ...], start: int) -> None:
    """Every step is a step of the model, legal, and marked as it is."""
    here, last = start, None
    for step in path:
        assert (step.before, step.parties != last) == (here, True)
        assert step.after in walk.steps(step.parties, here)
        assert step.undone == walk.undone(step.parties, step.before, step.after)
        here, last = step.after, step.parties


def check_tree(walk: Walk, tree: Tree, depth: int) -> None:
    """Every branch is a step; all states so near are in it; what ends has nothing to follow."""
    root = tree.branches[0]
    assert (root.depth, root.parent, root.parties, root.undone) == (0, None, (), None)
    for index, branch in enumerate(tree.branches):
        if branch.parent is not None:
            before = tree.branches[branch.parent]
            assert branch.depth == before.depth + 1
            assert branch.parties != before.parties
            assert branch.state in walk.steps(branch.parties, before.state)
            assert branch.undone == walk.undone(branch.parties, before.state, branch.state)
            fewer = walk.fewer(branch.parties, before.state, branch.state)
            assert set(fewer) <= {before.parties} or walk.oracle.model.arcs is not None
        if branch.ending == "goes_on":
            assert tree.children(index)
        else:
            assert not tree.children(index)
        assert branch.depth < depth or branch.ending != "goes_on"
        if branch.ending == "again":
            assert any(b.state == branch.state for b in tree.branches[:index])
    near = {state for state, length in walk.distances(root.state).items() if length <= depth}
    assert {branch.state for branch in tree.branches} == near


def compare(seed: int) -> None:
    """One model, one kind of steps: distances, paths, the tree."""
    model = drawn(seed)
    by = KINDS[seed // 3 % 3]
    walk = Walk(model, by)
    start = int(generator(seed).choice(walk.oracle.states))
    right = walk.distances(start)
    found = evolution.ways(model, start, by)
    for state in walk.oracle.states:
        place = found.joint.over.place(state)
        assert place is not None
        assert found.distance(place) == right.get(state)
        ways = evolution.paths(model, start, state, by) if state % 5 == seed % 5 else ()
        assert len(set(ways)) == len(ways)
        for path in ways:
            assert len(path) == right[state]
            assert not path or path[-1].after == state
            check_path(walk, path, start)
        assert state % 5 != seed % 5 or bool(ways) == (state in right)
    check_tree(walk, evolution.tree(model, start, 2, by, limit=10_000), 2)


@pytest.mark.parametrize("seed", range(24))
def test_paths_and_trees_are_as_the_definitions_say(seed: int) -> None:
    """By moves, by improvements and with steps of coalitions."""
    compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(1, 5))
def test_paths_and_trees_are_as_the_definitions_say_on_400_models(hundred: int) -> None:
    """The same on many more."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        compare(seed)


@pytest.mark.parametrize("seed", range(45))
def test_stages_are_the_ends_of_sequences_of_exactly_that_length(seed: int) -> None:
    """S_i^(h): by the last mover, states that were passed before included."""
    model = drawn(seed)
    improving = bool(seed % 2)
    walk = Walk(model, "improvements" if improving else "moves")
    start = walk.oracle.states[seed % len(walk.oracle.states)]
    found = evolution.stages(model, start, 4, improving=improving)
    assert found.shape == (4, len(model.parties), model.size)
    last: dict[Group, set[int]] = {(): {start}}
    for stage in found:
        last = {
            group: {
                t
                for other, states in last.items()
                if other != group
                for s in states
                for t in walk.steps(group, s)
            }
            for group in walk.groups
        }
        assert [set(np.flatnonzero(row).tolist()) for row in stage] == list(last.values())


@pytest.mark.parametrize("seed", range(60))
def test_what_cannot_be_undone_is_what_has_no_way_back(seed: int) -> None:
    """States, levels, and first steps."""
    model = drawn(seed)
    walk = Walk(model, "moves")
    start = walk.oracle.states[seed % len(walk.oracle.states)]
    reachable = walk.oracle.reached(walk.all, start)
    lost = {state for state in reachable if start not in walk.oracle.reached(walk.all, state)}
    found = evolution.cannot_be_undone(model, start)
    assert set(np.flatnonzero(found.reachable).tolist()) == reachable | {start}
    assert set(np.flatnonzero(found.states).tolist()) == lost
    assert {(step.party, step.after) for step in found.steps} == {
        (party, after)
        for party in walk.oracle.parties
        for after in walk.oracle.reach[party][start] & lost
    }
    for lever, level in found.levels:
        with_it = {s for s in reachable if model.state(s)[lever] == level}
        assert with_it
        assert with_it <= lost
        assert not any(found.blocked[list(with_it)])
    kept = {
        s for s in lost if not any(model.state(s).get(lv) == level for lv, level in found.levels)
    }
    assert set(np.flatnonzero(found.blocked).tolist()) == kept
    assert found.as_dict(model)["no_way_back"]["count"] == len(lost)


def one_way_street() -> Model:
    """A can go on and not back; B can bring both back."""
    return arcs_model([[(0, 1)], [(1, 0), (1, 2)]], [[0, 1, 2], [0, 0, 1]])


def test_a_step_is_undone_by_its_mover_by_others_or_never() -> None:
    """A step that only B can take back, then one that nobody can."""
    model = one_way_street()
    (path,) = evolution.paths(model, 0, 2)
    assert [step.undone for step in path] == ["others", "never"]
    reversible = product_model([2], [0], [FREE], np.ones(2, bool), np.array([[0, 1]]))
    assert evolution.paths(reversible, 0, 1)[0][0].undone == "mover"


def test_a_tree_is_printed_as_lines() -> None:
    """With who can undo each step and where it ends."""
    model = one_way_street()
    assert evolution.tree(model, 0).lines(model) == [
        "s0",
        "└─ A moves from s0 to s1 [only others can undo it]",
        "   ├─ B moves from s1 to s0 [only others can undo it]",
        "   │  └─ A moves from s0 to s1 [only others can undo it] (as above)",
        "   └─ B moves from s1 to s2 [no way back] (nothing follows)",
    ]
    assert evolution.tree(model, 0, 1).as_dict(model)["branches"][1] == {
        "state": {"state": "s1"},
        "depth": 1,
        "parent": 0,
        "parties": ["A"],
        "undone": "others",
        "ending": "depth",
    }


def test_a_tree_is_cut_at_its_limit() -> None:
    """And says so."""
    model = product_model([2] * 4, [0, 1, 2, 3], [FREE] * 4, np.ones(16, bool), np.zeros((4, 16)))
    tree = evolution.tree(model, 0, 4, limit=6)
    assert (len(tree.branches), tree.cut) == (6, True)
    assert tree.lines(model)[-1] == "(cut: there is more)"
    whole = evolution.tree(model, 0, 1)
    assert (len(whole.branches), whole.cut) == (5, False)


def test_elmira_went_on_by_a_party_and_then_by_a_coalition() -> None:
    """From 1 to 5 the local government, from 5 to 8 the Ministry and Uniroyal (Kilgour et al. 2001)."""
    model, _ = study(ELMIRA_9)
    s1, s5, s8 = (model.number({"state": name}) for name in ("s1", "s5", "s8"))
    (path,) = evolution.paths(model, s1, s8, "coalitions")
    assert [
        ([model.parties[p] for p in step.parties], step.after, step.undone) for step in path
    ] == [
        (["local"], s5, "mover"),
        (["ministry", "uniroyal"], s8, "never"),
    ]
    assert evolution.paths(model, s1, s8, "improvements") == ()
    assert [len(path) for path in evolution.paths(model, s5, s8)] == [2, 2]


def test_only_named_coalitions_take_steps_where_some_are_named() -> None:
    """Single parties always may."""
    model, _ = study(ELMIRA_9)
    s5, s8 = (model.number({"state": name}) for name in ("s5", "s8"))
    for given, length in (([["uniroyal", "local"]], None), ([["ministry", "uniroyal"]], 1)):
        found = evolution.ways(model, s5, "coalitions", given)
        place = found.joint.over.place(s8)
        assert place is not None
        assert found.distance(place) == length


def test_what_cannot_be_undone_can_be_told_of_large_models() -> None:
    """In product form no list of moves is made."""
    levers = 18
    model = product_model(
        [2] * levers,
        [0] * 9 + [1] * 9,
        [UP, *[FREE] * (levers - 1)],
        np.ones(2**levers, bool),
        np.zeros((2, 2**levers)),
    )
    found = evolution.cannot_be_undone(model, 0)
    assert found.levels == (("x0", "1"),)
    assert found.states.sum() == 2 ** (levers - 1)
    with pytest.raises(CannotComputeError, match="262,144"):
        evolution.tree(model, 0)


def test_wrong_questions_are_refused() -> None:
    """A kind of step that there is not, a state that cannot be."""
    model = product_model([2], [0], [FREE], np.array([True, False]), np.array([[0, 0]]))
    wrong: Any = "threats"
    with pytest.raises(ValueError, match="none of moves"):
        evolution.tree(model, 0, 1, wrong)
    with pytest.raises(ValueError, match="not feasible"):
        evolution.ways(model, 1)
    assert evolution.paths(model, 0, 1) == ()
    assert evolution.paths(model, 0, 0) == ((),)

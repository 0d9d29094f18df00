"""Laws of the graph model: what the arrays say is what the statements say, state by state."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.property.strategies import on_states, spaces

from detente.case import Case, Condition, Interval, Lever, Party, Preference, State, Statement
from detente.conditions import Space, StateFacts, Truth, evaluate
from detente.conditions.tree import Node
from detente.errors import CannotComputeError
from detente.model import Model, compile_model
from detente.model.order import centroid_weights, dense_ranks

PARTIES = {name: Party(id=name, name=name) for name in ("a", "b")}


def case_of(space: Space, impossible: Sequence[Node] = (), **preferences: Preference) -> Case:
    """A case whose levers are those of `space`, dealt out in turn to two parties."""
    names = dict(zip(space.levers, space.levels, strict=True))
    names |= {lever: levels for lever, (levels, _) in space.fixed.items()}
    levers = {
        lever: Lever(id=lever, name=lever, owner="ab"[place % 2], levels=levels, start=levels[0])
        for place, (lever, levels) in enumerate(names.items())
    }
    return Case(
        id="drawn",
        parties=PARTIES,
        levers=levers,
        impossible=tuple(Condition("drawn", tree) for tree in impossible),
        preferences=preferences,
    )


def meets(case: Case, state: State, tree: Node) -> bool:
    """Whether one state meets a condition, worked out for that state alone."""
    order = {lever.id: lever.levels for lever in case.levers.values()}
    return evaluate(tree, StateFacts(order, dict(state))) is Truth.TRUE


def statements(trees: Sequence[Node], weights: Sequence[Fraction | None]) -> tuple[Statement, ...]:
    """Preference statements with weights."""
    return tuple(
        Statement(
            condition=Condition("drawn", tree),
            weight=None if weight is None else Interval(float(weight), float(weight)),
        )
        for tree, weight in zip(trees, weights, strict=True)
    )


def compiled(case: Case) -> Model | None:
    """The model; None where no state is feasible."""
    try:
        return compile_model(case)
    except CannotComputeError as error:
        assert "no state is feasible" in error.message  # noqa: PT017 - any other error is a failure
        return None


def same_order(model: Model, party: int, score: dict[int, tuple[bool, ...] | Fraction]) -> None:
    """Ranks are dense, -1 at infeasible states, and in the order of `score`."""
    rank = model.rank[party]
    assert (rank[~model.feasible] == -1).all()
    levels = sorted(set(score.values()))
    assert {state: int(rank[state]) for state in score} == {
        state: levels.index(value) for state, value in score.items()
    }


@given(st.data())
def test_lexicographic_ranks_are_the_order_of_truth_vectors(data: st.DataObject) -> None:
    """For any statements and any states, infeasible ones left out."""
    space = data.draw(spaces())
    conditions = on_states(space)
    impossible = data.draw(st.lists(conditions, max_size=2))
    trees = data.draw(st.lists(conditions, min_size=1, max_size=4))
    said = Preference(party="a", statements=statements(trees, [None] * len(trees)))
    case = case_of(space, impossible, a=said)
    model = compiled(case)
    if model is None:
        return
    states = {s: model.state(s) for s in range(model.size)}
    for number, state in states.items():
        assert model.feasible[number] == (not any(meets(case, state, tree) for tree in impossible))
    same_order(
        model,
        0,
        {
            s: tuple(meets(case, states[s], tree) for tree in trees)
            for s in np.flatnonzero(model.feasible).tolist()
        },
    )


@given(st.data())
def test_weighted_ranks_are_the_order_of_sums(data: st.DataObject) -> None:
    """For any weights, below 0 too, without rounding."""
    space = data.draw(spaces())
    trees = data.draw(st.lists(on_states(space), min_size=1, max_size=4))
    tenths = st.integers(-30, 30).map(lambda n: Fraction(n, 10))
    weights = data.draw(st.lists(tenths, min_size=len(trees), max_size=len(trees)))
    said = Preference(party="a", statements=statements(trees, weights), reading="weighted")
    case = case_of(space, a=said)
    model = compile_model(case)
    sums = {
        s: sum(
            (w for t, w in zip(trees, weights, strict=True) if meets(case, model.state(s), t)),
            Fraction(0),
        )
        for s in range(model.size)
    }
    same_order(model, 0, {**sums})


@given(st.data())
def test_ranked_states_belong_to_the_first_group_that_matches(data: st.DataObject) -> None:
    """Groups of partial states, one of which may be empty."""
    space = data.draw(spaces())
    levels = dict(zip(space.levers, space.levels, strict=True))
    partial = st.fixed_dictionaries(
        {}, optional={lever: st.sampled_from(names) for lever, names in levels.items()}
    )
    drawn = data.draw(st.lists(st.lists(partial, min_size=1, max_size=2), max_size=4))
    groups = [tuple(group) for group in drawn]
    rest = data.draw(st.integers(0, len(groups)))
    groups.insert(rest, ())
    case = case_of(space, a=Preference(party="a", ranking=tuple(groups)))
    model = compile_model(case)
    place = {
        s: next(
            (
                g
                for g, group in enumerate(groups)
                if any(part.items() <= model.state(s).items() for part in group)
            ),
            rest,
        )
        for s in range(model.size)
    }
    same_order(model, 0, {s: Fraction(-g) for s, g in place.items()})


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=30), st.data())
def test_dense_ranks_have_no_gap(scores: list[int], data: st.DataObject) -> None:
    """0, 1, 2 ... for the feasible states, whatever the scores."""
    flags = st.lists(st.booleans(), min_size=len(scores), max_size=len(scores))
    feasible = np.array(data.draw(flags), dtype=np.bool_)
    rank = dense_ranks(np.array(scores, dtype=np.int64), feasible)
    kept = sorted({s for s, keep in zip(scores, feasible.tolist(), strict=True) if keep})
    for score, keep, found in zip(scores, feasible.tolist(), rank.tolist(), strict=True):
        assert found == (kept.index(score) if keep else -1)


@given(st.integers(1, 40))
def test_centroid_weights_fall_and_add_up_to_one(count: int) -> None:
    """They are weights, in the written order."""
    weights = centroid_weights(count)
    assert sum(weights) == 1
    assert all(high > low > 0 for high, low in pairwise(weights))


@given(spaces())
def test_states_and_numbers_are_each_others_inverse(space: Space) -> None:
    """Every number has its own state."""
    model = compile_model(case_of(space))
    states = model.states(np.arange(model.size))
    assert [model.number(state) for state in states] == list(range(model.size))

"""Hypergames: random cases against the definition by dictionaries, and a worked case."""

import itertools

import numpy as np
import pytest
from msgspec import Struct
from tests.stability.models import arcs_model, generator, random_product_model
from tests.stability.oracle import CONCEPTS, Oracle

from detente import casefile
from detente.case import Case
from detente.errors import CannotComputeError
from detente.model import Model, compile_model
from detente.stability import equilibria, solve
from detente.stability.misperception import (
    Hypergame,
    hypergame,
    solve_hypergame,
    solve_unaware,
    surprises,
)

State = dict[str, str]
Literal = tuple[str, str]


def read(text: str) -> Case:
    """The case in `text`, which has no error."""
    case, problems = casefile.parse(text)
    assert case is not None, [problem.concise() for problem in problems]
    return case


class Drawn(Struct):
    """A random case as plain values, with ways to ask it anything by dictionary."""

    levers: dict[str, tuple[str, list[str]]]
    impossible: list[list[Literal]]
    statements: dict[str, list[list[Literal]]]
    pictures: dict[str, tuple[list[str], list[list[Literal]], dict[str, list[list[Literal]]]]]

    @staticmethod
    def both(condition: list[Literal]) -> str:
        return " and ".join(f"{lever} = {level}" for lever, level in condition)

    def text(self) -> str:
        """The case file."""
        rows = ["detente: 1", "case: drawn", "parties: {a: {name: A}, b: {name: B}, c: {name: C}}"]
        rows += ["levers:"]
        rows += [
            f"  {lever}: {{owner: {owner}, levels: [{', '.join(levels)}]}}"
            for lever, (owner, levels) in self.levers.items()
        ]
        rows += [f"impossible: [{', '.join(map(self.both, self.impossible))}]", "preferences:"]
        rows += self.wants(self.statements, "  ")
        rows += ["misperceptions:"]
        for party, (unseen, impossible, statements) in self.pictures.items():
            rows += [f"  {party}:", f"    unseen: [{', '.join(unseen)}]"]
            rows += [f"    impossible: [{', '.join(map(self.both, impossible))}]"]
            rows += ["    preferences:", *self.wants(statements, "      ")] if statements else []
        return "\n".join(rows) + "\n"

    def wants(self, statements: dict[str, list[list[Literal]]], indent: str) -> list[str]:
        return [
            f"{indent}{party}: {{statements: [{', '.join(map(self.both, listed))}]}}"
            for party, listed in statements.items()
        ]

    def seen_by(self, party: str) -> "tuple[list[State], Model]":
        """The states of a party's picture, and the picture with states and arcs outright."""
        unseen, impossible, statements = self.pictures.get(party, ([], [], {}))
        names = [lever for lever in self.levers if lever not in unseen]
        states = []
        for levels in itertools.product(*(self.levers[lever][1] for lever in names)):
            state = dict(zip(names, levels, strict=True))
            if not any(self.met(it, state) for it in self.impossible + impossible):
                states.append(state)
        wants = {**self.statements, **statements}
        arcs, ranks = [], []
        for mover in "abc":
            arcs.append(
                [
                    (i, j)
                    for (i, s), (j, q) in itertools.permutations(enumerate(states), 2)
                    if all(s[x] == q[x] for x in names if self.levers[x][0] != mover)
                ]
            )
            keys = [tuple(self.met(it, s) for it in wants[mover]) for s in states]
            ranks.append([sorted(set(keys)).index(key) for key in keys])
        return states, arcs_model(arcs, np.array(ranks).reshape(3, -1))

    def met(self, condition: list[Literal], state: State) -> bool:
        """Whether a state meets a condition; levers it lacks stand at their first level."""
        return all(state.get(x, self.levers[x][1][0]) == level for x, level in condition)


def drawn(seed: int) -> Drawn:
    """Three parties, four levers of two or three levels, up to three pictures."""
    rng = generator(seed)
    owners = ["a", "b", "c", str(rng.choice(["a", "b", "c"]))]
    levers = {
        f"x{k}": (owner, ["low", "mid", "high"][: 2 + int(rng.random() < 0.2)])
        for k, owner in enumerate(owners)
    }

    def condition() -> list[Literal]:
        chosen = rng.choice(list(levers), int(rng.integers(1, 3)), replace=False)
        return [(str(x), str(rng.choice(levers[str(x)][1]))) for x in chosen]

    def conditions(most: int, least: int = 0) -> list[list[Literal]]:
        return [condition() for _ in range(int(rng.integers(least, most + 1)))]

    pictures = {}
    for party in "abc":
        if rng.random() < 0.7:
            unseen = [lever for lever in levers if rng.random() < 0.2]
            others = {p: conditions(4, 1) for p in "abc" if rng.random() < 0.3}
            pictures[party] = (unseen, conditions(1), others)
    return Drawn(levers, conditions(1), {p: conditions(4, 1) for p in "abc"}, pictures)


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(10))
def test_a_hypergame_is_as_defined(batch: int) -> None:
    """400 cases: what each party sees, where it is stable, and which moves surprise whom."""
    for seed in range(40 * batch, 40 * batch + 40):
        it = drawn(seed)
        case = read(it.text())
        seen = {party: it.seen_by(party) for party in "abc"}
        if any(not states for states, _ in seen.values()):
            with pytest.raises(CannotComputeError):
                hypergame(case)
            continue
        game = hypergame(case)
        found = solve_hypergame(game, CONCEPTS)
        for i, party in enumerate("abc"):
            states, model = seen[party]
            expected = Oracle(model).solve()
            unseen = it.pictures.get(party, ([], [], {}))[0]
            for u in range(game.model.size):
                full = game.model.state(u)
                part = {x: level for x, level in full.items() if x not in unseen}
                defined = bool(game.model.feasible[u]) and part in states
                assert game.view(i, u) == (part if defined else None), (seed, party, u)
                for concept in CONCEPTS:
                    stable = defined and bool(expected[concept][i, states.index(part)])
                    assert bool(found[concept][i, u]) == stable, (seed, party, u, concept)
        assert_surprises(game, it, seen)


def assert_surprises(
    game: Hypergame, it: Drawn, seen: dict[str, tuple[list[State], Model]]
) -> None:
    """Every move of every party from every state, looked at by everybody else."""
    model = game.model
    expected = set()
    states = {int(u): model.state(int(u)) for u in np.flatnonzero(model.feasible)}

    def place(party: str, state: State) -> int | None:
        unseen = it.pictures.get(party, ([], [], {}))[0]
        part = {x: level for x, level in state.items() if x not in unseen}
        return seen[party][0].index(part) if part in seen[party][0] else None

    for (u, s), (v, q) in itertools.permutations(states.items(), 2):
        changed = {x for x in s if s[x] != q[x]}
        movers = {it.levers[x][0] for x in changed}
        if len(movers) != 1:
            continue
        mover = movers.pop()
        i = "abc".index(mover)
        hidden = it.pictures.get(mover, ([], [], {}))[0]
        own = seen[mover][1].rank[i]
        before, after = place(mover, s), place(mover, q)
        if changed & set(hidden) or before is None or after is None or own[after] <= own[before]:
            continue
        for j, target in enumerate("abc"):
            here, there = place(target, s), place(target, q)
            if target == mover or here is None:
                continue
            rank = seen[target][1].rank[i]
            if there is None:
                expected.add((i, u, v, j, "outside"))
            elif here == there:
                expected.add((i, u, v, j, "unnoticed"))
            elif rank[there] <= rank[here]:
                expected.add((i, u, v, j, "unexpected"))
    found = [(s.step.party, s.step.before, s.step.after, s.target, s.kind) for s in surprises(game)]
    assert len(found) == len(set(found))
    assert set(found) == expected


WORKED = """
detente: 1
case: inspection
parties:
  host: {name: Host}
  guest: {name: Guest}
levers:
  hides: {name: Second site, owner: host, levels: [none, built]}
  admits: {name: Inspectors, owner: host, levels: [no, yes]}
  relieves: {name: Relief, owner: guest, levels: [no, yes]}
preferences:
  host: {statements: [relieves = yes, hides = built, admits = no]}
  guest: {statements: [hides = none or relieves = no, admits = yes iff relieves = yes, relieves = no]}
"""


def test_a_party_that_does_not_know_of_a_lever_can_be_surprised() -> None:
    """The guest would not grant relief if it knew of the second site."""
    aware = read(WORKED)
    blind = read(WORKED + "misperceptions: {guest: {unseen: [hides]}}\n")
    told = hypergame(aware)
    game = hypergame(blind)
    relief = game.model.number({"hides": "built", "admits": "yes", "relieves": "yes"})
    assert not solve_hypergame(told, ["seq"])["seq"][1, relief]
    assert solve_hypergame(game, ["seq"])["seq"][1, relief]
    first = next(iter(surprises(game, [relief - 1])))
    assert first.kind == "unnoticed"
    assert first.as_dict(game.model)["target"] == "guest"
    assert first.sentence(game.model) == (
        "Host would gain by moving Second site from none to built; "
        "Guest does not see that anything has changed."
    )


def test_where_nobody_misperceives_a_hypergame_is_the_ordinary_model() -> None:
    """Equal pictures, no surprise, nothing outside."""
    case = read(WORKED)
    game = hypergame(case)
    ordinary = solve(compile_model(case), CONCEPTS)
    for concept, stable in solve_hypergame(game, CONCEPTS).items():
        assert (stable == ordinary[concept]).all()
    assert not game.outside.any()
    assert not list(surprises(game))


def test_where_a_party_thinks_a_state_impossible_it_is_no_hypergame_equilibrium() -> None:
    """Such states are listed apart, and a move there is a surprise."""
    case = read(WORKED + "misperceptions: {guest: {impossible: [hides = built]}}\n")
    game = hypergame(case)
    built = [u for u in range(8) if game.model.state(u)["hides"] == "built"]
    assert np.flatnonzero(game.outside[1]).tolist() == built
    lasting = equilibria(solve_hypergame(game, CONCEPTS))
    assert not any(states[built].any() for states in lasting.values())
    assert {found.kind for found in surprises(game)} == {"outside"}


def test_other_preferences_may_stand_in_a_picture_in_graph_form() -> None:
    """A wrong idea of what the other wants makes a party expect, or fear, the wrong answer."""
    text = """
detente: 1
case: drawn
parties: {a: {name: A}, b: {name: B}}
graph:
  states: [s1, s2, s3]
  moves: {a: [[s1, s2]], b: [[s2, s3]]}
preferences: {a: {ranking: [[s2], [s1], [s3]]}, b: {ranking: [[s3], [s2], [s1]]}}
misperceptions: {a: {preferences: {b: {ranking: [[s2], [s3], [s1]]}}}}
"""
    game = hypergame(read(text))
    assert solve(game.model, ["seq"])["seq"][0, 0]
    assert not solve_hypergame(game, ["seq"])["seq"][0, 0]
    assert [(s.step.before, s.step.after, s.kind) for s in surprises(game)] == [
        (1, 2, "unexpected")
    ]


def test_a_picture_without_any_state_is_refused_by_name() -> None:
    """It says whose picture it is."""
    case = read(WORKED + "misperceptions: {guest: {impossible: [always]}}\n")
    with pytest.raises(CannotComputeError, match="in the picture that guest has"):
        hypergame(case)


@pytest.mark.parametrize("seed", range(40))
def test_unaware_parties_neither_enter_nor_leave_what_they_do_not_perceive(seed: int) -> None:
    """Against the definitions, on a model with the other arcs taken away."""
    rng = generator(seed)
    model = random_product_model(rng, largest=32)
    perceived = rng.random(model.rank.shape) < 0.7
    oracle = Oracle(model)
    states = oracle.states
    arcs = [
        [
            (states.index(s), states.index(q))
            for s in states
            for q in oracle.reach[i][s]
            if perceived[i, s] and perceived[i, q]
        ]
        for i in range(len(model.parties))
    ]
    expected = Oracle(arcs_model(arcs, model.rank[:, states])).solve()
    for concept, stable in solve_unaware(model, perceived, CONCEPTS).items():
        assert (stable[:, states] == expected[concept]).all()
        assert stable.sum() == expected[concept].sum()

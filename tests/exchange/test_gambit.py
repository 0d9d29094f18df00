"""Games for Gambit: what a plain reader finds in the files is the game, and our answer is an equilibrium."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from io import BytesIO
from itertools import product
from typing import Any

import numpy as np
import pygambit
import pytest

from detente.bargain import bargain
from detente.casefile import TEMPLATE, parse
from detente.errors import CannotComputeError
from detente.exchange.gambit import (
    Decision,
    End,
    Table,
    Tree,
    breaches_of,
    breaches_table,
    breaches_tree,
    efg,
    nfg,
    offers_of,
    offers_table,
    offers_tree,
    solution,
)
from detente.exchange.gambit.breaches import Breaches
from detente.sequence import check, reversible, setting_of
from detente.sequence.setting import Setting

TOKENS = re.compile(r'"[^"]*"|[{}]|[^\s{}"]+')


def tokens(text: str) -> list[str]:
    assert text.isascii()
    return TOKENS.findall(text)


def read_nfg(text: str) -> tuple[list[list[str]], list[list[Fraction]]]:
    """Strategies and payoffs of a file in payoff form, read apart from the writer."""
    words = tokens(text)
    assert words[:3] == ["NFG", "1", "R"]
    place = words.index("}") + 2
    strategies: list[list[str]] = []
    while words[place] == "{":
        end = words.index("}", place)
        strategies.append(words[place + 1 : end])
        place = end + 1
    numbers = [Fraction(word) for word in words[place + 2 :]]
    count = len(strategies)
    return strategies, [numbers[i : i + count] for i in range(0, len(numbers), count)]


def pure_equilibria(text: str) -> list[tuple[int, ...]]:
    """All pure Nash equilibria of a file, by looking at every change of one player."""
    strategies, rows = read_nfg(text)
    sizes = [len(own) for own in strategies]
    table = {}
    for row, chosen in zip(rows, product(*(range(size) for size in reversed(sizes))), strict=True):
        table[chosen[::-1]] = row
    found = []
    for chosen, row in table.items():
        changes = (
            table[(*chosen[:p], other, *chosen[p + 1 :])][p] <= row[p]
            for p in range(len(sizes))
            for other in range(sizes[p])
        )
        if all(changes):
            found.append(chosen)
    return found


def contributions(delta: float) -> tuple[Setting, tuple[int, ...]]:
    """Marx and Matthews (2000): two contribute 7 units each in steps of 4, 2, 1; no way back."""
    total, share, prize = 7, 0.7, 0.3
    count = total + 1
    first, second = np.divmod(np.arange(count * count), count)[::-1]
    done = prize * ((first == total) & (second == total))
    flows = np.stack([share * (first + second) - own + done for own in (first, second)])
    levers = [reversible(p, count, floors=range(count)) for p in (0, 1)]
    setting = setting_of(levers, flows, delta)
    return setting, tuple(setting.number((k, k)) for k in (0, 4, 6, 7))


def breaking(delta: float) -> Breaches:
    return breaches_of(*contributions(delta))


@pytest.mark.parametrize(("delta", "holds"), [(6 / 7 + 1e-6, True), (6 / 7 - 1e-3, False)])
def test_full_compliance_is_an_equilibrium_from_six_sevenths_on(
    delta: float, *, holds: bool
) -> None:
    """S11: the game of first withholding has 4 x 4 profiles; compliance is one of its equilibria."""
    table = breaches_table(breaking(delta), "S7")
    assert [len(own) for own in table.strategies] == [4, 4]
    assert ((3, 3) in pure_equilibria(nfg(table))) == holds


@pytest.mark.parametrize("seed", range(12))
def test_keeping_is_an_equilibrium_exactly_if_the_schedule_holds(seed: int) -> None:
    """The table agrees with the checker on random schedules, and so does what a breach gains."""
    rng = np.random.Generator(np.random.PCG64(seed))
    levers = [
        reversible(owner, 3, floors=rng.choice([(0, 0, 0), (0, 1, 1)]).tolist(), detect=d, lag=lag)
        for owner, d, lag in ((0, 1.0, 0), (0, 0.6, 2), (1, 0.8, 1), (1, 1.0, 0))
    ]
    setting = setting_of(levers, rng.normal(size=(2, 81)), [0.85, 0.9])
    path = (0, setting.number((1, 0, 1, 0)), setting.number((1, 1, 1, 2)), 80)
    checked = check(setting, path, "freeze")
    found = breaches_of(setting, path)
    for one in checked.constraints:
        if one.deviation:
            period = 3 if one.period is None else one.period
            later = setting.patience[one.party] ** min(period, 3)
            gained = found.values[period][one.party,][one.party]
            assert gained == pytest.approx(float(later) * one.deviate, abs=1e-9)
    plans = breaches_table(found, "random")
    last = tuple(len(own) - 1 for own in plans.strategies)
    assert (last in pure_equilibria(nfg(plans))) == checked.holds


def offers_game() -> tuple[Tree, Table]:
    case, _ = parse(TEMPLATE)
    assert case is not None
    offers = offers_of(bargain(case))
    return offers_tree(offers, "Talks"), offers_table(offers, "Talks")


def test_naming_the_same_offer_is_an_equilibrium_where_it_is_acceptable() -> None:
    """In the table every acceptable offer is an equilibrium when all name it."""
    case, _ = parse(TEMPLATE)
    assert case is not None
    offers = offers_of(bargain(case))
    found = pure_equilibria(nfg(offers_table(offers, "Talks")))
    for place, values in enumerate(offers.values):
        acceptable = all(v >= r for v, r in zip(values, offers.no_deal, strict=True))
        assert ((place, place) in found) == acceptable


def test_files_follow_the_rules_that_readers_need() -> None:
    """Labels are ASCII; nodes and information sets have none; names are unique."""
    tree, _ = offers_game()
    text = efg(Tree(title='États "Unis"', players=("é", "e"), root=tree.root))
    assert text.startswith('EFG 2 R "Etats \'Unis\'" { "e" "e (2)" }')
    lines = [line for line in text.splitlines() if line.startswith("p ")]
    assert all(re.match(r'p "" \d+ \d+ "" \{', line) for line in lines)
    assert len(lines) == sum(isinstance(node, Decision) for node in tree.nodes())


def test_a_game_that_is_too_large_is_refused_with_numbers_and_advice() -> None:
    """The limit and what to do instead are said."""
    case, _ = parse(TEMPLATE)
    assert case is not None
    offers = offers_of(bargain(case))
    with pytest.raises(CannotComputeError, match="at most 20,000 are written") as caught:
        offers_tree(offers, "Talks", rounds=9)
    assert "fewer rounds" in caught.value.hint


def places(game: Any, tree: Tree) -> Iterator[tuple[Decision | End, Any]]:
    """Every node, in the order of the file, and where Gambit has it: by the actions before it."""
    waiting: list[tuple[Decision | End, tuple[str, ...]]] = [(tree.root, ())]
    while waiting:
        node, before = waiting.pop()
        here = pygambit.H.path(*before)
        yield node, here
        actions = node.actions if isinstance(node, Decision) else ()
        after = zip(actions, game.get_actions(here), strict=True)
        waiting.extend(reversed([(below, (*before, label)) for (_, below), label in after]))


def decisions(game: Any, tree: Tree) -> list[tuple[Decision, Any]]:
    return [(node, here) for node, here in places(game, tree) if isinstance(node, Decision)]


def play(game: Any, tree: Tree, choices: Sequence[int], *, rational: bool) -> Any:
    """The profile in which each decision takes one action, by its place."""
    profile = game.mixed_behavior_profile(rational=rational)
    for (_, here), choice in zip(decisions(game, tree), choices, strict=True):
        labels = game.get_actions(here)
        profile.set_mixed_action(here, {label: int(label == labels[choice]) for label in labels})
    return profile


def exactly(game: Any, payoffs: Any) -> tuple[Fraction, ...]:
    return tuple(Fraction(str(payoffs[player])) for player in game.players)


def test_gambit_reads_every_payoff_where_it_stands() -> None:
    """At each node, inner ones too, Gambit has the payoffs that our tree has there, and no others."""
    tree, _ = offers_game()
    game = pygambit.read_efg(BytesIO(efg(tree).encode()))
    for node, here in places(game, tree):
        ours = node.payoffs if isinstance(node, End) else node.flow
        label = game.get_outcome(here)
        found = None if label is None else exactly(game, game.get_outcome_payoffs(label))
        assert found == ours


def test_gambit_finds_our_proposals_an_equilibrium() -> None:
    """Backward induction read back by Gambit: same payoffs, no regret at any choice.

    The largest regret counts what is reached only; the values count every choice, reached or not.
    """
    tree, _ = offers_game()
    game = pygambit.read_efg(BytesIO(efg(tree).encode()))
    choices, payoffs = solution(tree)
    profile = play(game, tree, choices, rational=True)
    assert profile.agent_max_regret() == 0
    assert exactly(game, profile.payoffs) == payoffs
    players = list(game.players)
    for (node, here), choice in zip(decisions(game, tree), choices, strict=True):
        assert game.get_members(here) == game.get_histories(here)
        own = profile.history_values[players[node.player]]
        after = [own[place] for place in game.get_histories(here.path(...))]
        assert after[choice] == max(after)


@pytest.mark.parametrize(("delta", "holds"), [(6 / 7 + 1e-6, True), (6 / 7 - 1e-3, False)])
def test_gambit_agrees_on_six_sevenths(delta: float, *, holds: bool) -> None:
    """S11 with Gambit itself, as a table and as a tree."""
    found = breaking(delta)
    game = pygambit.read_nfg(BytesIO(nfg(breaches_table(found, "S7")).encode()))
    last = {player: game.get_strategies(player)[-1] for player in game.players}
    assert set(last.values()) == {"never"}
    equilibria = pygambit.nash.enumpure_solve(game).equilibria
    assert any(all(one[p][never] == 1 for p, never in last.items()) for one in equilibria) == holds
    tree = breaches_tree(found, "S7")
    game = pygambit.read_efg(BytesIO(efg(tree).encode()))
    kept = [0] * sum(isinstance(node, Decision) for node in tree.nodes())
    profile = play(game, tree, kept, rational=False)
    assert [profile.payoffs[p] for p in game.players] == pytest.approx(found.kept, abs=1e-12)
    assert (profile.agent_max_regret() < 1e-12) == holds

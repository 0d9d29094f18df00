"""Shapley shares of games whose shares are known, and the laws that all shares obey."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.sensitivity.shares import exact_shares, orders, sampled_shares


def table(n: int, worth: "object") -> list[float]:
    """The values of all coalitions of n players."""
    assert callable(worth)
    return [float(worth({i for i in range(n) if s >> i & 1})) for s in range(1 << n)]


KNOWN = {
    "and": (3, lambda s: len(s) == 3, [1 / 3, 1 / 3, 1 / 3]),
    "or": (4, lambda s: len(s) > 0, [1 / 4] * 4),
    "majority": (3, lambda s: len(s) >= 2, [1 / 3] * 3),
    "gloves": (3, lambda s: 0 in s and bool(s & {1, 2}), [2 / 3, 1 / 6, 1 / 6]),
    "dictator": (3, lambda s: 1 in s, [0, 1, 0]),
    # Shapley and Shubik (1954): the Security Council of 5 permanent and 2 of 6 others, small enough here.
    "veto": (4, lambda s: 0 in s and len(s) >= 3, [1 / 2, 1 / 6, 1 / 6, 1 / 6]),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_games_have_their_known_shares(name: str) -> None:
    """AND, OR, majority of three, the glove game, a dictator, a veto player."""
    n, worth, expected = KNOWN[name]
    assert [one.share for one in exact_shares(table(n, worth))] == pytest.approx(expected)


values = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.integers(-3, 3).map(float), min_size=1 << n, max_size=1 << n)
)


@given(values)
@settings(deadline=None)
def test_shares_add_up_to_what_all_have_over_none(worth: list[float]) -> None:
    """Efficiency: the sum of all shares is v(all) - v(none)."""
    total = sum(one.share for one in exact_shares(worth))
    assert total == pytest.approx(worth[-1] - worth[0])


@given(values)
@settings(deadline=None)
def test_who_changes_nothing_has_no_share(worth: list[float]) -> None:
    """A dummy, put in as a last player, has 0, and the others keep their shares."""
    with_dummy = exact_shares([*worth, *worth])
    assert with_dummy[-1].share == pytest.approx(0)
    kept = [one.share for one in with_dummy[:-1]]
    assert kept == pytest.approx([one.share for one in exact_shares(worth)])


@given(st.integers(2, 5), st.lists(st.integers(0, 4).map(float), min_size=6, max_size=6))
@settings(deadline=None)
def test_players_who_are_alike_have_the_same_share(n: int, by_size: list[float]) -> None:
    """Where only the size of a coalition counts, all shares are equal."""
    found = [one.share for one in exact_shares(table(n, lambda s: by_size[len(s)]))]
    assert found == pytest.approx([found[0]] * n)


def coming_together(order: list[int]) -> list[int]:
    """The coalitions that arise as the players come in this order: the empty one first."""
    found = [0]
    for player in order:
        found.append(found[-1] | 1 << player)
    return found


def sampled(worth: list[float], players: int, draws: int, seed: int) -> list[tuple[float, float]]:
    """Share and error of each player from drawn orders."""
    drawn = orders(players, draws, np.random.Generator(np.random.PCG64(seed)))
    along = [[worth[s] for s in coming_together(order)] for order in drawn.tolist()]
    return [(one.share, one.error) for one in sampled_shares(drawn, along)]


def test_every_sample_adds_up_exactly() -> None:
    """Along each order the gains add up, so their means do too."""
    worth = table(4, lambda s: 0 in s and len(s) >= 3)
    assert sum(share for share, _ in sampled(worth, 4, 20, 7)) == pytest.approx(1)


def test_sampled_shares_agree_with_exact_ones_within_their_errors() -> None:
    """Over 60 seeds, 95 % intervals hold the exact share in 90 % of the cases at least."""
    n = 6
    worth = table(n, lambda s: (0 in s and len(s) >= 3) or {1, 2} <= s)
    exact = [one.share for one in exact_shares(worth)]
    inside = [
        abs(share - right) <= error + 1e-12
        for seed in range(60)
        for (share, error), right in zip(sampled(worth, n, 200, seed), exact, strict=True)
    ]
    assert np.mean(inside) >= 0.9
    assert max(error for _, error in sampled(worth, n, 200, 1)) < 0.1


@pytest.mark.slow
def test_on_random_games_the_intervals_hold_the_exact_shares() -> None:
    """Sixty random games of 0 and 1 with 4 to 8 players, 300 orders each: 95 % intervals, 92 % at least."""
    random = np.random.Generator(np.random.PCG64(11))
    inside = []
    for seed in range(60):
        n = int(random.integers(4, 9))
        worth = (random.random(1 << n) < random.random()).astype(float).tolist()
        exact = [one.share for one in exact_shares(worth)]
        found = sampled(worth, n, 300, seed)
        inside += [
            abs(share - right) <= error + 1e-12
            for (share, error), right in zip(found, exact, strict=True)
        ]
    assert np.mean(inside) >= 0.92

"""A bargaining problem as a game: who proposes what, who accepts, what a refusal costs.

As a *tree*: the parties propose by turns (Rubinstein, 1982, with an end). The proposer names one
of the offers, the others answer one after another and see all that was said before. If one refuses,
a period passes without a deal and the next party proposes; after the last round there is none.
Payoffs are values per period: while talks go on each party has what no deal is worth to it, and the
patience of each weighs what comes later.

As a *table*: all name an offer at the same time; they have it if all name the same (Nash, 1953).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

import numpy as np
from msgspec import Struct

from detente.bargain import Bargaining, Patience
from detente.errors import CannotComputeError
from detente.exchange.gambit.games import (
    MOST_CELLS,
    MOST_NODES,
    Decision,
    End,
    Payoffs,
    Table,
    Tree,
    too_large,
)

__all__ = ["FRONTIER_OFFERS", "Offers", "offers_of", "offers_table", "offers_tree"]

FRONTIER_OFFERS = 12
"""How many packages of the frontier become offers, spread evenly."""
EXACT = 10**9


class Offers(Struct, frozen=True, kw_only=True):
    """What can be proposed, and what it is worth.

    Attributes
    ----------
    names : tuple of str
        Per offer: what it is called.
    packages : tuple of dict
        Per offer: the level of every lever.
    values : tuple of tuple of Fraction
        Per offer and party, from 0 to 1.
    no_deal : tuple of Fraction
        What no deal is worth.
    patience : tuple of Fraction
        Per party: the weight of the next period; 1 where the case says nothing.
    remarks : tuple of str
        What was left out.
    """

    parties: tuple[str, ...]
    names: tuple[str, ...]
    packages: tuple[Mapping[str, str], ...]
    values: tuple[tuple[Fraction, ...], ...]
    no_deal: tuple[Fraction, ...]
    patience: tuple[Fraction, ...]
    remarks: tuple[str, ...] = ()


def offers_of(found: Bargaining) -> Offers:
    """Return the offers of a case: its named packages, and packages of its frontier.

    Raises
    ------
    CannotComputeError
        There is nothing to offer.

    Examples
    --------
    >>> from detente.bargain import bargain
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> offers = offers_of(bargain(case))
    >>> offers.names[:3], offers.no_deal == offers.values[2]
    (('small', 'large', 'frontier 1'), False)
    """
    problem = found.problem
    named = [p for p in found.placed if p.package is not None and p.utility is not None]
    offers = [(p.id, dict(p.package or {})) for p in named]
    known = [package for _, package in offers]
    size = len(found.frontier)
    shown = np.unique(np.linspace(0, size - 1, min(size, FRONTIER_OFFERS)).round().astype(int))
    for place in shown.tolist():
        package = found.packages_at(place, 1)[0]
        if package not in known:
            offers.append((f"frontier {place + 1}", package))
    if not offers:
        raise CannotComputeError(
            "there is nothing to offer: no package is acceptable to all, and none is named",
            "name one under packages:, or see 'detente bargain' for what stands in the way",
        )
    remarks = _remarks(found, size, [p.name for p in found.placed if p.utility is None])
    return Offers(
        parties=problem.parties,
        names=tuple(name for name, _ in offers),
        packages=tuple(package for _, package in offers),
        values=tuple(_values(found, package) for _, package in offers),
        no_deal=tuple(
            (value - low) / span
            for value, low, span in zip(
                problem.reservation, problem.low.tolist(), problem.span.tolist(), strict=True
            )
        ),
        patience=_patience(found),
        remarks=tuple(remarks),
    )


def _remarks(found: Bargaining, size: int, impossible: Sequence[str]) -> list[str]:
    remarks = []
    if size > FRONTIER_OFFERS:
        remarks.append(f"{FRONTIER_OFFERS} of the {size:,} points of the frontier are offered.")
    if impossible:
        remarks.append(f"Packages that cannot be are left out: {', '.join(impossible)}.")
    if not isinstance(found.patience, Patience):
        remarks.append(
            f"No patience is given for {', '.join(found.patience)}: waiting costs nothing."
        )
    elif found.patience.low != found.patience.high:
        remarks.append("Patience is an interval: its middle is used.")
    if found.problem.scaled.any():
        some = zip(found.problem.parties, found.problem.scaled, strict=True)
        names = ", ".join(party for party, scaled in some if scaled)
        remarks.append(
            f"Payoffs of {names} are ranks, counted from the worst and scaled to 0 to 1."
        )
    return remarks


def _values(found: Bargaining, package: Mapping[str, str]) -> tuple[Fraction, ...]:
    problem = found.problem
    score = problem.score(package)
    assert score is not None  # noqa: S101 - every offer is feasible
    parts = zip(score.tolist(), problem.low.tolist(), problem.span.tolist(), strict=True)
    return tuple(Fraction(value - low, span) for value, low, span in parts)


def _patience(found: Bargaining) -> tuple[Fraction, ...]:
    if not isinstance(found.patience, Patience):
        return tuple(Fraction(1) for _ in found.problem.parties)
    return tuple(Fraction(middle).limit_denominator(EXACT) for middle in found.patience.middle)


def offers_table(offers: Offers, title: str) -> Table:
    """Return the game in which all name an offer at the same time.

    Raises
    ------
    CannotComputeError
        It would be too large.

    Examples
    --------
    >>> from detente.bargain import bargain
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> table = offers_table(offers_of(bargain(case)), "Talks")
    >>> len(table.payoffs) == len(table.strategies[0]) * len(table.strategies[1])
    True
    """
    count, parties = len(offers.names), len(offers.parties)
    if count**parties > MOST_CELLS:
        advice = "name fewer packages, or write the tree: --to efg"
        raise too_large("profiles", count**parties, MOST_CELLS, advice)
    payoffs = [
        offers.values[chosen[0]] if len(set(chosen)) == 1 else offers.no_deal
        for chosen in product(range(count), repeat=parties)
    ]
    return Table(
        title=title,
        players=offers.parties,
        strategies=(offers.names,) * parties,
        payoffs=tuple(payoffs),
        note="All name an offer at once; unless all name the same there is no deal.",
    )


def offers_tree(offers: Offers, title: str, *, rounds: int | None = None) -> Tree:
    """Return the game in which the parties propose by turns.

    Parameters
    ----------
    rounds : int or None
        How many proposals there are at most; None: one of each party, where that is not too large.

    Raises
    ------
    CannotComputeError
        It would be too large.

    Examples
    --------
    >>> from detente.bargain import bargain
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> tree = offers_tree(offers_of(bargain(case)), "Talks", rounds=1)
    >>> tree.root.player, len(tree.root.actions) == len(offers_of(bargain(case)).names)
    (0, True)
    """
    parties = len(offers.parties)
    wanted = parties if rounds is None else rounds
    while rounds is None and wanted > 1 and _nodes(offers, wanted) > MOST_NODES:
        wanted -= 1
    if _nodes(offers, wanted) > MOST_NODES:
        advice = "take fewer rounds, or name fewer packages; one round has one node per answer"
        raise too_large("nodes", _nodes(offers, wanted), MOST_NODES, advice)
    note = (
        f"By turns, {wanted} proposal{'s' if wanted > 1 else ''} at most; payoffs per period, "
        "what is had on the way stands where it is had."
    )
    root = _Planting(offers, wanted).proposal(0)
    return Tree(title=title, players=offers.parties, root=root, note=note)


def _nodes(offers: Offers, rounds: int) -> int:
    """Return how many nodes a tree of that many rounds has."""
    below = 1
    for _ in range(rounds):
        others = len(offers.parties) - 1
        below = 1 + len(offers.names) * (others * (1 + below) + 1)
    return below


class _Planting:
    """The tree, from its root on; every choice is seen by all, so each is known apart."""

    def __init__(self, offers: Offers, rounds: int) -> None:
        self.offers, self.rounds = offers, rounds
        self.known = [0] * len(offers.parties)

    def proposal(self, turn: int) -> Decision | End:
        offers = self.offers
        past = tuple(delta**turn for delta in offers.patience)
        if turn == self.rounds:
            # a period without a deal has passed at each refusal; from here on there is none
            payoffs = tuple(p * r for p, r in zip(past, offers.no_deal, strict=True))
            return End(label="no deal", payoffs=payoffs)
        proposer = turn % len(offers.parties)
        known = self._known(proposer)
        answers = [p for p in range(len(offers.parties)) if p != proposer]
        actions = tuple(
            (name, self._answer(turn, offer, answers)) for offer, name in enumerate(offers.names)
        )
        label = f"round {turn + 1}"
        return Decision(
            player=proposer, known=known, actions=actions, label=label, flow=self._waited(turn)
        )

    def _waited(self, turn: int) -> Payoffs | None:
        """Return what the period that ended with a refusal was worth."""
        if turn == 0:
            return None
        parts = zip(self.offers.patience, self.offers.no_deal, strict=True)
        return tuple(delta ** (turn - 1) * (1 - delta) * worth for delta, worth in parts)

    def _answer(self, turn: int, offer: int, answers: Sequence[int]) -> Decision | End:
        if not answers:
            values = zip(self.offers.patience, self.offers.values[offer], strict=True)
            payoffs = tuple(delta**turn * value for delta, value in values)
            return End(label=f"{self.offers.names[offer]} in round {turn + 1}", payoffs=payoffs)
        party, *others = answers
        known = self._known(party)
        agreed = self._answer(turn, offer, others)
        return Decision(
            player=party,
            known=known,
            actions=(("accept", agreed), ("refuse", self.proposal(turn + 1))),
            label=f"on {self.offers.names[offer]}",
        )

    def _known(self, party: int) -> int:
        self.known[party] += 1
        return self.known[party]

"""Flips: each conclusion without each claim, with its opposite, without pairs; how likely it survives.

Every claim that something stands on, on which the conclusion can depend, is taken away, alone and
with all others of its origin, and its opposite is put in its place. Origins are true or false apart
from each other, each with the probability of its weakest claim; the likelihood of a conclusion is
that it keeps its value. The share of an origin is its Shapley value in the game in which a coalition
of origins, the others being false, is worth 1 if the conclusion keeps its value and 0 if not.
"""

from collections.abc import Hashable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from detente.claims import Claim
from detente.sensitivity.grades import Grades
from detente.sensitivity.origins import Origin, origins
from detente.sensitivity.pairs import PAIRED, PairFlip, pair_flips
from detente.sensitivity.seen import Conclusion
from detente.sensitivity.shares import (
    Orders,
    Portion,
    exact_shares,
    orders,
    sampled_shares,
)
from detente.sensitivity.supports import NOTHING, Fallen
from detente.sensitivity.worlds import Worlds
from detente.stability.robust.shares import Share, share

__all__ = ["DRAWS", "EXACT", "Carried", "ClaimFlip", "Flips", "PairFlip", "flips"]

DRAWS = 1_000
"""Draws of which claims are true, where a conclusion rests on more origins than can be gone through."""
EXACT = 16
"""The most origins of which all combinations are gone through: 65,536."""
COSTLY_EXACT = 6
"""The same for conclusions that take long: 64 combinations."""
COSTLY_RUNS = 100
"""So many values of a conclusion that takes long are worked out from draws, and for shares."""
LEAST_DRAWS = 40
ORDERS_PER_DRAW = 10
"""One order for the shares is drawn for so many draws of the likelihood."""


class ClaimFlip(Struct, frozen=True, kw_only=True):
    """What becomes of a conclusion when one claim is false.

    Attributes
    ----------
    without : str
        What holds instead without it; empty where the conclusion stays.
    opposite : tuple of str
        What may hold instead if its opposite is true; empty where the conclusion stays.
    """

    claim: str
    without: str = ""
    opposite: tuple[str, ...] = ()


class Carried(Struct, frozen=True, kw_only=True):
    """What one origin carries of a conclusion.

    Attributes
    ----------
    origin : Origin
        The source and its claims.
    claims : tuple of ClaimFlip
        Each of its claims alone.
    together : str
        What holds instead if all of them are false; empty where the conclusion stays.
    portion : Portion
        Its share of the conclusion.
    """

    origin: Origin
    claims: tuple[ClaimFlip, ...]
    together: str
    portion: Portion

    @property
    def matters(self) -> bool:
        """Whether anything of it changes the conclusion, alone or by its share."""
        alone = any(one.without or one.opposite for one in self.claims)
        return alone or bool(self.together) or abs(self.portion.share) > 0


class Flips(Struct, frozen=True, kw_only=True):
    """What one conclusion rests on.

    Attributes
    ----------
    id, text : str
        The conclusion.
    holds : str
        Its value, in words.
    carried : tuple of Carried
        Per origin, those that flip it first, then by share.
    likelihood : Share
        How likely it is that the conclusion survives, with its 95 % interval where it is sampled.
    pairs : tuple of PairFlip or None
        Pairs among the strongest; None where they were not asked for.
    without_any : str
        What holds if all claims are false; empty where the conclusion stays.
    why_not : str
        Why nothing can be said; then all else is empty.
    """

    id: str
    text: str
    holds: str = ""
    carried: tuple[Carried, ...] = ()
    likelihood: Share
    pairs: tuple[PairFlip, ...] | None = None
    without_any: str = ""
    why_not: str = ""

    @property
    def flipping(self) -> tuple[ClaimFlip, ...]:
        """The claims any one of which, if false, flips the conclusion."""
        return tuple(one for it in self.carried for one in it.claims if one.without)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The claims on which it rests, sorted."""
        return tuple(sorted(claim for it in self.carried for claim in it.origin.claims))


def flips(
    worlds: Worlds,
    conclusions: Sequence[Conclusion],
    claims: Mapping[str, Claim],
    grades: Grades,
    random: np.random.Generator,
    *,
    draws: int = DRAWS,
    exact: int = EXACT,
    most_runs: int | None = None,
    pairs: bool = False,
    weigh: bool = True,
) -> tuple[Flips, ...]:
    """Return for each conclusion which claims carry it, and how likely it is to survive.

    Parameters
    ----------
    worlds : Worlds
        The case and its record, as :func:`detente.sensitivity.worlds_of` gives them.
    claims : dict
        The claims of the record.
    grades : Grades
        How likely a claim of some grade is to be true.
    random : numpy.random.Generator
        What the draws come from.
    draws : int
        How many draws there are where combinations are too many; at least 40.
    exact : int
        The most origins of which all combinations are gone through, instead of draws.
    most_runs : int, optional
        After so many runs of clauses the draws of a conclusion end: those made by then count.
    pairs : bool
        Whether to take pairs of the strongest origins away together.
    weigh : bool
        False: only which claims flip a conclusion if they are false, alone and with their origin; not
        what their opposites do, how likely it is to survive, nor what each carries of it.

    Examples
    --------
    >>> from detente.casefile import parse
    >>> from detente.sensitivity import conclusion, shipped_grades, worlds_of
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... as_of: 2019-10-05
    ... parties: {usa: {name: US}}
    ... levers: {ban: {owner: usa, levels: [in_force, lifted]}}
    ... claims: [{id: c1, kind: action, quote: the ban is lifted, grade: B2}]
    ... events: [{kind: act, id: e1, date: 2019-10-01, lever: ban, level: lifted, rests_on: [c1]}]
    ... ''')
    >>> worlds = worlds_of(case, case.events, case.as_of)
    >>> told, = flips(worlds, [conclusion(case, "lever.ban")], {c.id: c for c in case.claims},
    ...               shipped_grades(), np.random.default_rng(1))
    >>> told.holds, [(one.claim, one.without) for one in told.flipping]
    ('lifted', [('c1', 'in force')])
    >>> round(told.likelihood.share, 3), told.carried[0].portion.share
    (0.909, 1.0)
    """
    asked = _Asked(worlds, conclusions, claims, grades, (exact, most_runs))
    if weigh:
        asked.draw(random, max(draws, LEAST_DRAWS))
    return tuple(asked.told(one, pairs=pairs, weigh=weigh) for one in conclusions)


class _Asked:
    """The conclusions, and the draws that serve them all."""

    def __init__(
        self,
        worlds: Worlds,
        conclusions: Sequence[Conclusion],
        claims: Mapping[str, Claim],
        grades: Grades,
        limits: tuple[int, int | None],
    ) -> None:
        self.exact, self.most_runs = limits
        self.worlds, self.supports = worlds, worlds.supports
        self.answered = [one for one in conclusions if not worlds.why_not(one)]
        self.origins: dict[str, tuple[Origin, ...]] = {}
        for one in self.answered:
            depends = self.supports.of_claims(one.depends(worlds.depends))
            self.origins[one.id] = origins(depends, claims, grades)
        # One origin has other claims under other conclusions: draws are of origins by their id.
        self.ids = list(dict.fromkeys(o.id for it in self.origins.values() for o in it))
        self.drawn = np.zeros((0, len(self.ids)))
        self.orders = np.zeros((0, len(self.ids)), np.int64)
        self._drawn: dict[tuple[Origin, ...], list[Fallen]] = {}
        self._along: dict[tuple[Origin, ...], tuple[Orders, list[Fallen]]] = {}
        self._of_claim: dict[str, tuple[Fallen, ...]] = {}

    def draw(self, random: np.random.Generator, draws: int) -> None:
        """Draw a number per origin and draw, and orders of all origins; solve what they need at once."""
        self.drawn = random.random((draws, len(self.ids)))
        self.orders = orders(len(self.ids), draws // ORDERS_PER_DRAW, random)
        for own in dict.fromkeys(self.origins.values()):
            alike = self._alike(own)
            if alike and len(own) > self.exact:
                _, along = self._worlds_along(own)
                self.worlds.all_values(alike, [*self._drawn_worlds(own), *along])

    def world(self, claims: Sequence[str]) -> Fallen:
        """Return the world in which some claims are false."""
        return Fallen(self.supports.without(self.supports.claim_set(claims)))

    def _drawn_worlds(self, own: tuple[Origin, ...]) -> list[Fallen]:
        if own not in self._drawn:
            places = [self.ids.index(one.id) for one in own]
            chances = np.array([one.probability for one in own])
            self._drawn[own] = self._without(own, self.drawn[:, places] >= chances)
        return self._drawn[own]

    def _without(self, own: Sequence[Origin], false: npt.NDArray[np.bool_]) -> list[Fallen]:
        sets = [self.supports.claim_set(one.claims) for one in own]
        return [Fallen(down) for down in self.supports.without_groups(sets, false)]

    def _worlds_along(self, own: tuple[Origin, ...]) -> tuple[Orders, list[Fallen]]:
        """Return the drawn orders of some origins alone, and the worlds as they come in, order by order."""
        if own not in self._along:
            place = {self.ids.index(one.id): n for n, one in enumerate(own)}
            kept = [[place[i] for i in row if i in place] for row in self.orders.tolist()]
            drawn = np.array(kept, np.int64).reshape(len(kept), len(own))
            # Whoever comes in k-th is false before.
            comes = np.argsort(drawn, axis=1)[:, None, :]
            false = comes >= np.arange(len(own) + 1)[:, None]
            self._along[own] = drawn, self._without(own, false.reshape(-1, len(own)))
        return self._along[own]

    def told(self, one: Conclusion, *, pairs: bool, weigh: bool) -> Flips:
        """Return what a conclusion rests on."""
        if why := self.worlds.why_not(one):
            return Flips(id=one.id, text=one.text, likelihood=share(0, 0), why_not=why)
        own = self.origins[one.id]
        now = self.worlds.values(one, [NOTHING])[0]
        likelihood, portions = share(0, 0), (Portion(share=0.0),) * len(own)
        if weigh:
            likelihood, portions = self._weighed(one, own, now)
        values = self._values_apart(one, own, opposites=weigh)
        instead = {it: "" if value == now else one.words(value) for it, value in values.items()}
        carried = [
            self._carried(origin, portion, instead)
            for origin, portion in zip(own, portions, strict=True)
        ]
        carried.sort(key=_strength)
        return Flips(
            id=one.id,
            text=one.text,
            holds=one.words(now),
            carried=tuple(carried),
            likelihood=likelihood,
            pairs=self._pairs(one, carried, now) if pairs else None,
            without_any=instead[self._last(own)],
        )

    def _last(self, own: Sequence[Origin]) -> Fallen:
        return self.world([claim for origin in own for claim in origin.claims])

    def _apart(self, claim: str) -> tuple[Fallen, ...]:
        """Return the world without one claim, then those with its opposite."""
        if claim not in self._of_claim:
            alone = self.world([claim])
            choices = range(self.supports.choices(alone.fallen))
            turned = (Fallen(0, alone.fallen, choice) for choice in choices)
            self._of_claim[claim] = (alone, *turned)
        return self._of_claim[claim]

    def _values_apart(
        self, one: Conclusion, own: tuple[Origin, ...], *, opposites: bool
    ) -> dict[Fallen, Hashable]:
        """Return the values in the worlds without each claim and origin, and without all."""
        worlds = [self._last(own), *(self.world(origin.claims) for origin in own)]
        claims = [claim for origin in own for claim in origin.claims]
        if opposites:
            worlds += (it for claim in claims for it in self._apart(claim))
        else:
            worlds += (self._apart(claim)[0] for claim in claims)
        if one.asks_stability and not one.costly:
            # What would last is solved once for all conclusions that look at it in these worlds.
            self.worlds.all_values(self._alike(own), worlds)
        return dict(zip(worlds, self.worlds.values(one, worlds), strict=True))

    def _alike(self, own: tuple[Origin, ...]) -> list[Conclusion]:
        """Return the conclusions about what would last, the costly ones aside, with some origins."""
        return [
            one
            for one in self.answered
            if one.asks_stability and not one.costly and self.origins[one.id] == own
        ]

    def _carried(self, origin: Origin, portion: Portion, instead: Mapping[Fallen, str]) -> Carried:
        found = []
        for claim in origin.claims:
            without, *opposite = (instead.get(world, "") for world in self._apart(claim))
            kept = tuple(dict.fromkeys(words for words in opposite if words))
            found.append(ClaimFlip(claim=claim, without=without, opposite=kept))
        together = instead[self.world(origin.claims)]
        return Carried(origin=origin, claims=tuple(found), together=together, portion=portion)

    def _weighed(
        self, one: Conclusion, own: tuple[Origin, ...], now: Hashable
    ) -> tuple[Share, tuple[Portion, ...]]:
        """Return how likely a conclusion is to survive, and the share of each origin."""
        if len(own) <= (min(self.exact, COSTLY_EXACT) if one.costly else self.exact):
            false = np.arange(1 << len(own))[:, None] >> np.arange(len(own)) & 1 == 0
            values = self.worlds.values(one, self._without(own, false))
            kept = np.array([value == now for value in values], np.float64)
            chance = np.ones(1)
            for origin in own:
                p = origin.probability
                chance = np.concatenate([chance * (1 - p), chance * p])
            likely = min(1.0, float(chance @ kept))
            return Share(likely, likely, likely, 0), exact_shares(kept)
        drawn = self._some(one, self._drawn_worlds(own), LEAST_DRAWS)
        held = sum(value == now for value in drawn)
        own_orders, worlds = self._worlds_along(own)
        along = self._some(one, worlds, 4 * (len(own) + 1))
        kept = np.array([value == now for value in along], np.float64).reshape(-1, len(own) + 1)
        return share(held, len(drawn)), sampled_shares(own_orders[: len(kept)], kept)

    def _some(self, one: Conclusion, worlds: Sequence[Fallen], step: int) -> list[Hashable]:
        """Return the values in the first worlds: all, or so many steps as take the runs allowed."""
        begun, found = self.worlds.board.runs, list[Hashable]()
        most = self.most_runs
        if one.costly:
            most = min(COSTLY_RUNS, COSTLY_RUNS if most is None else most)
        for first in range(0, len(worlds), step):
            found += self.worlds.values(one, worlds[first : first + step])
            if most is not None and self.worlds.board.runs - begun >= most:
                break
        return found

    def _pairs(
        self, one: Conclusion, carried: Sequence[Carried], now: Hashable
    ) -> tuple[PairFlip, ...]:
        """Return the pairs of the strongest origins that flip it together, where neither does alone."""
        strong = [it.origin for it in carried if not it.together][:PAIRED]
        values = partial(self.worlds.values, one)
        return pair_flips(self.supports, strong, values, now, one.words)


def _strength(it: Carried) -> tuple[bool, bool, float]:
    return not it.together, not any(one.without for one in it.claims), -it.portion.share

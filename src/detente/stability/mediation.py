"""What a mediator would have to change: the least change of preferences that makes a state last.

Each party orders statements about states, most important first. Which orders, as near as possible to
those of the case, make a state s* an equilibrium? Nearness is counted in one of three ways:

    swaps   pairs of statements that stand the other way round (Kendall's distance: swaps of
            neighbours)
    moves   statements taken out and put back elsewhere
    drops   statements left out

Under Nash, GMR and SMR a party's stability depends on its own order only, so each party is worked
out by itself (`detente.stability.reordering`) and costs add up. Under SEQ and SSEQ a change of one
party can make or break the credible answers to another; orders of all parties are then tried
together (`detente.stability.joint_orders`).

Not found here: new statements; changed weights; whether a party could be brought to the change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from detente.case import Case
from detente.conditions import Space
from detente.errors import CannotComputeError, UsageError
from detente.model import Bools, Model
from detente.model.preferences import Judge, statements_of
from detente.stability.joint_orders import How, Obstacle, Table, Way, apart, together
from detente.stability.listing import listed
from detente.stability.mediation_words import hindered, steps
from detente.stability.requirements import CREDIBLE
from detente.stability.sparse import pairs

__all__ = ["How", "Mediation", "Obstacle", "Said", "Way", "mediate", "mediation"]

MOST_PAIRS = 2**24
"""Pairs of feasible states in one another's reach before a model is refused."""
MOST_TRIES = 2_000
"""Combinations of orders tried together before the search is given up."""


class Said(Struct, frozen=True):
    """One statement in words, and the claims that it rests on."""

    text: str
    claims: tuple[str, ...] = ()


class Mediation(Struct, frozen=True, kw_only=True):
    """The least change of preferences that makes a state an equilibrium.

    Attributes
    ----------
    state : int
        The state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    how : str
        What is counted: ``swaps``, ``moves`` or ``drops``.
    cost : int or None
        The least cost; 0 where the state is an equilibrium already; None where there is no way, or
        none was found.
    ways : tuple of Way
        Ways of that cost, as many as asked for.
    total : int or None
        How many there are, whatever the length of the list; None where they were not counted. With
        ``moves``, but for ``seq`` and ``sseq``: for each choice of statements to be moved the orders
        with fewest swaps.
    at_least : int
        No way costs less.
    obstacles : tuple of Obstacle
        Why there is none; empty where the search was given up.
    statements : dict of int to tuple of Said
        The words of each party's statements, in their present order; ``statement 1`` and so on
        where they are not known.
    """

    state: int
    concept: str
    how: How
    cost: int | None
    ways: tuple[Way, ...]
    total: int | None
    at_least: int
    obstacles: tuple[Obstacle, ...] = ()
    statements: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the question was settled: the least cost found, or shown that there is no way."""
        return self.cost is not None or bool(self.obstacles)

    def as_dict(self, model: Model) -> dict[str, Any]:
        """Return plain values for JSON, with each change in words."""
        out: dict[str, Any] = {
            "schema": "detente.mediation/1",
            "state": model.state(self.state),
            "concept": self.concept,
            "how": self.how,
            "cost": self.cost,
            "at_least": self.at_least,
            "ways": {"count": self.total, "list": [self._way(model, way) for way in self.ways]},
            "obstacles": [
                {
                    "party": model.parties[it.party] if it.party >= 0 else None,
                    "kind": it.kind,
                    "moves": [model.state(move) for move in it.moves],
                    "text": hindered(model, self.state, it),
                }
                for it in self.obstacles
            ],
        }
        if self.total is None and self.ways:
            out["ways"]["count_why"] = (
                "there are too many, or the search was given up before all were found"
            )
        if not self.known:
            out["why"] = f"the search was given up: no change costs less than {self.at_least}"
        return out

    def _way(self, model: Model, way: Way) -> dict[str, Any]:
        return {
            "cost": way.cost,
            "changes": [
                {
                    "party": model.parties[party],
                    "order": [self.statements[party][place].text for place in order],
                    "steps": [
                        {
                            "text": step.sentence(model, self._text),
                            "rests_on": list(self.statements[party][step.statement].claims),
                        }
                        for step in steps(party, order, len(self.statements[party]))
                    ],
                }
                for party, order in way.orders.items()
            ],
        }

    def _text(self, party: int, place: int) -> str:
        return self.statements[party][place].text


def mediate(
    model: Model,
    truths: Mapping[int, Bools],
    state: int,
    concept: str = "nash",
    *,
    how: How = "swaps",
    limit: int = 10,
    tries: int = MOST_TRIES,
) -> Mediation:
    """Return the least change of orders of statements that makes `state` an equilibrium.

    Parameters
    ----------
    model : Model
        The graph model. Its ranks are those of the present orders.
    truths : dict of int to (K, S) bool
        For each party whose order may change, which states meet each of its K statements, most
        important first. All other parties keep their ranks.
    state : int
        A feasible state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    how : str
        What to count: ``swaps``, ``moves`` or ``drops``.
    limit : int
        The longest list of ways.
    tries : int
        Under ``seq`` and ``sseq``: combinations of orders to try before giving up.

    Returns
    -------
    Mediation

    Raises
    ------
    ValueError
        `concept`, `how` or `state` is not one that there is.
    CannotComputeError
        The model is too large.

    Examples
    --------
    In the prisoners' dilemma each would rather talk alone than that neither talks. Put the wish that
    neither talks first, and silence lasts.

    >>> free = np.ones((2, 2), dtype=bool)
    >>> dilemma = Model(
    ...     parties=("Ann", "Bob"), levers=("x", "y"), levels=(("quiet", "talks"),) * 2,
    ...     owner=(0, 1), allowed=(free, free), feasible=np.ones(4, dtype=bool),
    ...     rank=np.array([[2, 3, 0, 1], [2, 0, 3, 1]], dtype=np.int32))
    >>> ann = np.array([[1, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 0]], dtype=bool)
    >>> bob = np.array([[1, 0, 1, 0], [0, 0, 1, 1], [1, 0, 0, 0]], dtype=bool)
    >>> found = mediate(dilemma, {0: ann, 1: bob}, 0)
    >>> found.cost, found.total, dict(found.ways[0].orders)
    (2, 1, {0: (0, 2, 1), 1: (0, 2, 1)})
    """
    if how not in get_args(How):
        message = f"{how!r} is none of {', '.join(get_args(How))}"
        raise ValueError(message)
    if not model.feasible[state]:
        message = f"state {state} is not feasible"
        raise ValueError(message)
    if model.arcs is None and pairs(model) > MOST_PAIRS:
        message = "the model has too many moves to be listed"
        raise CannotComputeError(message, "leave out levers, or fix some of them")
    over = listed(model)
    here = over.place(state)
    table = Table(
        over.model,
        {party: truth[:, over.states] for party, truth in truths.items()},
        here if here is not None else 0,
        concept,
    )
    found = together(table, how, limit, tries) if concept in CREDIBLE else apart(table, how, limit)
    return Mediation(
        state=state,
        concept=concept,
        how=how,
        cost=found.cost,
        ways=found.ways,
        total=found.total,
        at_least=found.at_least,
        obstacles=tuple(
            replace(it, moves=tuple(int(over.states[move]) for move in it.moves))
            for it in found.obstacles
        ),
        statements={
            party: tuple(Said(f"statement {place + 1}") for place in range(len(truth)))
            for party, truth in truths.items()
        },
    )


def mediation(
    case: Case,
    model: Model,
    state: int,
    concept: str = "nash",
    *,
    parties: Sequence[str] | None = None,
    how: How = "swaps",
    reading: str | None = None,
    limit: int = 10,
    tries: int = MOST_TRIES,
) -> Mediation:
    """Return the least change of the preference statements of a case that makes a state last.

    Parameters
    ----------
    case : Case
        The case.
    model : Model
        What :func:`detente.model.compile_model` made of it.
    state : int
        A feasible state.
    concept : str
        ``nash``, ``gmr``, ``smr``, ``seq`` or ``sseq``.
    parties : sequence of str, optional
        Whose orders may change; all that order statements, where none is named.
    how : str
        What to count: ``swaps``, ``moves`` or ``drops``.
    reading : str, optional
        Whose reading of disputed terms counts, as for the model.
    limit : int
        The longest list of ways.
    tries : int
        Under ``seq`` and ``sseq``: combinations of orders to try before giving up.

    Returns
    -------
    Mediation

    Raises
    ------
    UsageError
        A named party is no decision maker, or has no ordered statements.
    ValueError
        `concept`, `how` or `state` is not one that there is.
    CannotComputeError
        The model is too large; or the readings of a term leave a preference open.

    Examples
    --------
    >>> from detente.case import Case, Lever, Party
    >>> from detente.model import compile_model
    >>> lever = Lever(id="x", name="X", owner="a", levels=("off", "on"), start="off")
    >>> case = Case(id="talks", parties={"a": Party(id="a", name="A")}, levers={"x": lever})
    >>> mediation(case, compile_model(case), 0).cost
    0
    """
    ordered = [party for party in model.parties if _orders(case, party)]
    for name in parties or ():
        if name not in ordered:
            hint = f"parties with ordered statements: {', '.join(ordered) or 'none'}"
            raise UsageError(f"{name} has no ordered statements that could change", hint)
    chosen = [name for name in ordered if parties is None or name in parties]
    fixed = {lever: (case.levers[lever].levels, level) for lever, level in model.fixed.items()}
    judge = Judge(case, Space(model.levers, model.levels, fixed), model.feasible, reading or "")
    truths: dict[int, Bools] = {}
    statements: dict[int, tuple[Said, ...]] = {}
    for name in chosen:
        said = statements_of(case.preferences[name])
        party = model.parties.index(name)
        rows = [np.broadcast_to(row, model.shape).reshape(-1) for row in judge.truths(name, said)]
        truths[party] = np.array(rows, dtype=np.bool_)
        statements[party] = tuple(
            Said(it.condition.text, tuple(dict.fromkeys(judge.claims(name, (it,))))) for it in said
        )
    found = mediate(model, truths, state, concept, how=how, limit=limit, tries=tries)
    return replace(found, statements=statements)


def _orders(case: Case, party: str) -> bool:
    """Return whether a party orders statements, read one after another."""
    preference = case.preferences.get(party)
    if preference is None or preference.ranking is not None:
        return False
    return bool(statements_of(preference)) and preference.reading == "lexicographic"

"""Hypergames: parties that see the same case differently, each acting on its own picture of it.

A hypergame is one graph model per party: G_i, the case as party i sees it (first level: i takes the
others to see what it sees). In its picture a party may know nothing of some levers (*unseen*), think
further states impossible, or give others, or itself, other preferences. Let u be a state of the case
as it is, and pi_i(u) what i sees of it: its levels without the levers that i does not know of;
undefined if i thinks that state impossible. Party i is stable at u if pi_i(u) is defined and i is
stable at pi_i(u) in G_i; u is a *hypergame equilibrium* if that is so for every party.

A lever that a party does not know of stays, in its picture, at the level of the status quo: conditions
that speak of it are read so. Whoever has no picture of its own sees the case as it is.

A *strategic surprise* is a move that its target cannot foresee: it leads to a state that the target
thinks impossible, or changes only what the target does not know of, or serves the mover for reasons
that the target does not see. Two parties may differ on whether a move was made at all; so after each
move everything is to be looked at again, from the new state.

Not found here: what a party thinks that another one misperceives (second level and above), and how
parties learn. A simpler treatment, with one set of preferences for all, is `solve_unaware`.

References
----------
P. G. Bennett (1977), Toward a theory of hypergames, Omega 5, 749-751. M. Wang, K. W. Hipel and
N. M. Fraser (1988), Modeling misperceptions in games, Behavioral Science 33, 207-223. Y. T. Aljefri,
M. A. Bashar, L. Fang and K. W. Hipel (2018), First-level hypergame for investigating misperception in
conflicts, IEEE Transactions on Systems, Man, and Cybernetics: Systems 48, 2158-2175.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from detente.case import Case, Misperception
from detente.errors import CannotComputeError
from detente.ledger import Status
from detente.model import Model, compile_model
from detente.model.listed_moves import sorted_arcs
from detente.stability import concepts as ordinary
from detente.stability.boxes import Bools
from detente.stability.listing import listed
from detente.stability.moves import Step, moves_from
from detente.stability.words import gaining

__all__ = [
    "Hypergame",
    "Surprise",
    "hypergame",
    "solve_hypergame",
    "solve_unaware",
    "surprises",
]

Kind = Literal["outside", "unnoticed", "unexpected"]
WORDS: dict[Kind, str] = {
    "outside": "{target} does not think that this state can be",
    "unnoticed": "{target} does not see that anything has changed",
    "unexpected": "{target} does not think that {mover} would gain by it",
}


class Hypergame(Struct, frozen=True, eq=False):
    """The case as it is, and as each party sees it.

    Attributes
    ----------
    model : Model
        The case as it is.
    pictures : tuple of Model
        Per party the model that it sees; `model` itself for those that see it as it is.
    image : (P, S) int64
        The number, in the picture of each party, of what it sees of each state; -1 where it thinks
        that this cannot be, or the state is infeasible.
    unseen : tuple of tuple of str
        Per party the levers that it does not know of.
    """

    model: Model
    pictures: tuple[Model, ...]
    image: NDArray[np.int64]
    unseen: tuple[tuple[str, ...], ...]

    @property
    def outside(self) -> Bools:
        """Feasible states that a party thinks impossible: (P, S) bool."""
        return (self.image < 0) & self.model.feasible

    def view(self, party: int, state: int) -> dict[str, str] | None:
        """Return what a party sees of a state; None where it thinks that this cannot be."""
        number = int(self.image[party, state])
        if number < 0:
            return None
        seen = self.pictures[party].state(number)
        return {lever: level for lever, level in seen.items() if lever not in self.unseen[party]}


class Surprise(Struct, frozen=True):
    """A move that its target cannot foresee.

    Attributes
    ----------
    step : Step
        Who moves, from where to where.
    target : int
        The party that is surprised.
    kind : str
        ``outside``: the target thinks the new state impossible. ``unnoticed``: the two states look the
        same to it. ``unexpected``: it does not think that the mover would gain.
    """

    step: Step
    target: int
    kind: Kind

    def sentence(self, model: Model) -> str:
        """Return the surprise as one plain sentence, in the names of the case."""
        mover, target = model.party_called(self.step.party), model.party_called(self.target)
        move = f"{mover} would gain by {gaining(model, self.step)}"
        why = WORDS[self.kind].format(mover=mover, target=target)
        return f"{move[0].upper()}{move[1:]}; {why}."

    def as_dict(self, model: Model) -> dict[str, Any]:
        """Return the surprise as plain values for JSON."""
        return {
            "party": model.parties[self.step.party],
            "target": model.parties[self.target],
            "kind": self.kind,
            "from": model.state(self.step.before),
            "to": model.state(self.step.after),
            "text": self.sentence(model),
        }


def hypergame(
    case: Case,
    status: Status | None = None,
    *,
    reading: str | None = None,
    memory: int | None = None,
) -> Hypergame:
    """Return the case as it is and as each party sees it, by its ``misperceptions:``.

    Parameters
    ----------
    case, status, reading, memory
        As for `compile_model`.

    Returns
    -------
    Hypergame

    Raises
    ------
    CannotComputeError
        As for `compile_model`; or a party thinks every state impossible.

    Examples
    --------
    B does not know that A can cheat. It sees the same two states whether A cheats or not.

    >>> from detente.casefile import parse
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {a: {name: A}, b: {name: B}}
    ... levers:
    ...   cheats: {owner: a, levels: [no, yes]}
    ...   signs: {owner: b, levels: [no, yes]}
    ... preferences:
    ...   a: {statements: [signs = yes, cheats = yes]}
    ...   b: {statements: [cheats = no or signs = no, signs = yes]}
    ... misperceptions: {b: {unseen: [cheats]}}
    ... ''')
    >>> game = hypergame(case)
    >>> game.image.tolist()
    [[0, 1, 2, 3], [0, 0, 1, 1]]
    >>> game.view(1, 3)
    {'signs': 'yes'}
    >>> lasting = solve_hypergame(game, ["nash"])["nash"].all(axis=0)
    >>> [game.model.describe(u) for u in np.flatnonzero(lasting)]
    ['cheats: yes; signs: yes']
    """
    model = compile_model(case, status, reading=reading, memory=memory)
    pictures, image, unseen = [], [], []
    for party in case.players:
        picture = case.misperceptions.get(party)
        seen = model
        if picture is not None:
            seen = _compiled(_seen(case, picture), party, status, (reading, memory))
        pictures.append(seen)
        image.append(_image(model, seen))
        unseen.append(picture.unseen if picture else ())
    return Hypergame(model, tuple(pictures), np.stack(image), tuple(unseen))


def _seen(case: Case, picture: Misperception) -> Case:
    """Return the case as the party sees it: a lever that nobody owns stays where it is."""
    levers = {
        id_: replace(lever, owner="") if id_ in picture.unseen else lever
        for id_, lever in case.levers.items()
    }
    return replace(
        case,
        levers=levers,
        impossible=(*case.impossible, *picture.impossible),
        preferences={**case.preferences, **picture.preferences},
    )


def _compiled(
    case: Case, party: str, status: Status | None, choices: tuple[str | None, int | None]
) -> Model:
    reading, memory = choices
    try:
        return compile_model(case, status, reading=reading, memory=memory)
    except CannotComputeError as error:
        message = f"in the picture that {party} has of the case: {error.message}"
        raise CannotComputeError(message, error.hint) from error


def _image(model: Model, seen: Model) -> NDArray[np.int64]:
    """Return for each state of `model` the number of what is seen of it, -1 where it cannot be: (S,)."""
    number = np.zeros(1, np.int64)
    if model.state_names is not None:
        number = np.arange(model.size)
    own = dict(zip(seen.levers, zip(seen.levels, seen.strides, strict=True), strict=True))
    # A state's number counts the first lever in the smallest steps: it comes last here, innermost.
    for lever, levels in reversed(tuple(zip(model.levers, model.levels, strict=True))):
        known, stride = own.get(lever, (levels, 0))
        steps = np.arange(len(levels), dtype=np.int64) % len(known) * stride
        number = (number[:, None] + steps).ravel()
    number[~model.feasible | ~seen.feasible[number]] = -1
    return number


def _level(model: Model, lever: str, states: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the level of `lever` in each of `states`."""
    place = model.levers.index(lever)
    return np.asarray(states // model.strides[place] % len(model.levels[place]))


def solve_hypergame(
    game: Hypergame, concepts: Sequence[str] = ordinary.CONCEPTS
) -> dict[str, Bools]:
    """Return for each concept where each party is stable in its own picture of the case.

    Parameters
    ----------
    game : Hypergame
        What `hypergame` returns.
    concepts : sequence of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.

    Returns
    -------
    dict of (P, S) bool
        By concept, over the states of the case as it is; False where a party thinks a state
        impossible. `equilibria` gives the hypergame equilibria.

    Examples
    --------
    Where everybody sees the case as it is, these are the ordinary concepts.

    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, bool), rank=np.array([[0, 1]], np.int32))
    >>> game = Hypergame(model, (model,), np.arange(2)[None, :], ((),))
    >>> solve_hypergame(game, ["nash"])["nash"].tolist()
    [[False, True]]
    """
    out = {concept: np.zeros(game.image.shape, np.bool_) for concept in concepts}
    solved: dict[int, dict[str, Bools]] = {}
    for party, picture in enumerate(game.pictures):
        if id(picture) not in solved:
            solved[id(picture)] = ordinary.solve(picture, concepts)
        image = game.image[party]
        for concept, stable in solved[id(picture)].items():
            out[concept][party] = stable[party][image] & (image >= 0)
    return out


def surprises(game: Hypergame, states: Iterable[int] | None = None) -> Iterator[Surprise]:
    """Yield the moves that gain for their mover, as it sees the case, and that another cannot foresee.

    Parameters
    ----------
    game : Hypergame
        What `hypergame` returns.
    states : iterable of int, optional
        From which states; without it from every feasible state.

    Yields
    ------
    Surprise
        A mover changes only levers that it knows of, and moves only between states that it thinks
        possible. A target that thinks the present state impossible is not listed: it is surprised
        already (`Hypergame.outside`).

    Examples
    --------
    >>> on, off = np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1])
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("A", "B"), levers=("x", "y"), levels=(("off", "on"),) * 2,
    ...               owner=(0, 1), allowed=(free, free), feasible=np.ones(4, bool),
    ...               rank=np.array([[0, 1, 0, 1], [0, 0, 0, 0]], np.int32))
    >>> blind = Model(parties=("A", "B"), levers=("y",), levels=(("off", "on"),), owner=(1,),
    ...               allowed=(free,), feasible=np.ones(2, bool), rank=np.zeros((2, 2), np.int32))
    >>> game = Hypergame(model, (model, blind), np.stack([on, off]), ((), ("x",)))
    >>> print(next(surprises(game, [0])).sentence(model))
    A would gain by moving x from off to on; B does not see that anything has changed.
    """
    everything = np.flatnonzero(game.model.feasible).tolist()
    parties = range(len(game.pictures))
    for state in everything if states is None else states:
        for mover in parties:
            for after in _gains(game, mover, state):
                for target in parties:
                    kind = None if target == mover else _kind(game, target, mover, (state, after))
                    if kind is not None:
                        yield Surprise(Step(mover, state, after), target, kind)


def _gains(game: Hypergame, mover: int, state: int) -> list[int]:
    """Return where the mover gains by going, as it sees the case."""
    image, rank = game.image[mover], game.pictures[mover].rank[mover]
    if image[state] < 0:
        return []
    to = moves_from(game.model, mover, state)
    keep = image[to] >= 0
    for lever in game.unseen[mover]:
        if lever in game.model.levers:
            keep &= _level(game.model, lever, to) == _level(game.model, lever, np.array(state))
    to = to[keep]
    found: list[int] = to[rank[image[to]] > rank[image[state]]].tolist()
    return found


def _kind(game: Hypergame, target: int, mover: int, move: tuple[int, int]) -> Kind | None:
    """Return in which way a move surprises `target`; None if it does not."""
    before, after = game.image[target, list(move)].tolist()
    if before < 0:
        return None
    if after < 0:
        return "outside"
    if before == after:
        return "unnoticed"
    rank = game.pictures[target].rank[mover]
    return None if rank[after] > rank[before] else "unexpected"


def solve_unaware(
    model: Model, perceived: Bools, concepts: Sequence[str] = ordinary.CONCEPTS
) -> dict[str, Bools]:
    """Return stability where no party moves into or out of states that it does not perceive.

    A simpler treatment of misperception, with one set of preferences for all: the program GMCR+ has
    it. Everybody else still reckons with all moves that a party can make in this sense. A party is
    stable at every state that it does not perceive, for it has no move there.

    Parameters
    ----------
    model : Model
        The case as it is.
    perceived : (P, S) bool
        Which states each party perceives.
    concepts : sequence of str
        Some of ``"nash"``, ``"gmr"``, ``"smr"``, ``"seq"``, ``"sseq"``.

    Returns
    -------
    dict of (P, S) bool
        By concept. False at infeasible states.

    Examples
    --------
    >>> free = np.ones((2, 2), bool)
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(free,), feasible=np.ones(2, bool), rank=np.array([[0, 1]], np.int32))
    >>> solve_unaware(model, np.array([[True, False]]), ["nash"])["nash"].tolist()
    [[True, True]]
    """
    it = listed(model)
    arcs = []
    for (start, to), seen in zip(it.model.arcs or (), perceived[:, it.states], strict=True):
        origin = np.repeat(np.arange(it.states.size), np.diff(start))
        keep = seen[origin] & seen[to]
        arcs.append(sorted_arcs(it.states.size, [(origin[keep], to[keep].astype(np.int64))]))
    found = ordinary.solve(replace(it.model, arcs=tuple(arcs)), concepts)
    return {concept: it.spread(stable) for concept, stable in found.items()}

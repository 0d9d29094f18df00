"""One question to ``detente stability``: the case, its model, what is asked; and parts of the answer."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from msgspec import Struct, field

from detente import stability as engine
from detente.cli.firmness import Firmness
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.session import Session
from detente.cli.stable_names import ORDINARY, only
from detente.cli.stable_options import DEFAULT_CONCEPTS, Wish
from detente.errors import CannotComputeError
from detente.model import Bools, Model

__all__ = ["Question", "Section"]


class Section(Struct, frozen=True, kw_only=True):
    """One part of the answer.

    Attributes
    ----------
    key : str
        Its name in JSON.
    plain : Any
        What stands under it: plain values, states as in the JSON contract.
    show : callable
        Adds it to a page for people.
    """

    key: str
    plain: Any
    show: Callable[[Page], None]


class Question(Struct, frozen=True, kw_only=True, dict=True):
    """What is asked of which model.

    Attributes
    ----------
    concepts : tuple of str
        The concepts for all parties; those of the default where none are named.
    behaviours : dict of str to str
        A concept for each party; empty where it is not asked for.
    solution : dict of (P, S) bool
        Where each party is stable, by concept; ``behaviour`` is each party by its own.
    """

    session: Session
    model: Model
    wish: Wish
    common: Common
    concepts: tuple[str, ...]
    behaviours: dict[str, str] = field(default_factory=dict)
    firm: Firmness = field(default_factory=Firmness)

    @cached_property
    def solution(self) -> dict[str, Bools]:
        """Where each party is stable, by concept."""
        found: dict[str, Bools] = {}
        if set(self.concepts) <= set(ORDINARY):
            found.update(engine.solve(self.model, self.concepts) if self.concepts else {})
        else:
            from detente.stability import behaviour

            found.update(behaviour.solve_all(self.model, self.concepts))
        if self.behaviours:
            from detente.stability import behaviour

            found["behaviour"] = behaviour.solve(self.model, self.behaviours)
        return found

    @property
    def firmable(self) -> tuple[str, ...]:
        """The concepts of which it can be told how firm they are."""
        return tuple(concept for concept in self.concepts if concept in ORDINARY)

    def ordinary(self, option: str) -> tuple[str, ...]:
        """Return the concepts for an option that is defined for the five of one party only.

        Raises
        ------
        UsageError
            One is asked for that is not among them.
        """
        return only(self.concepts or DEFAULT_CONCEPTS, option, ORDINARY)

    def four(self, option: str) -> tuple[str, ...]:
        """Return the concepts for an option that is defined for nash, gmr, smr and seq.

        Raises
        ------
        UsageError
            One is asked for that is not among them.
        """
        return only(self.concepts or DEFAULT_CONCEPTS, option, DEFAULT_CONCEPTS)

    @property
    def now(self) -> int:
        """The status quo.

        Raises
        ------
        CannotComputeError
            The case names none that is feasible.
        """
        if self.model.status_quo is None:
            hint = "write 'status_quo:' in the case file to say where the conflict stands"
            raise CannotComputeError("there is no feasible status quo to start from", hint)
        return self.model.status_quo

    def states(self, numbers: Sequence[int], default: int | None = None) -> dict[str, Any]:
        """Return a list of states as in the JSON contract: how many, which, whether cut."""
        limit = default if self.wish.limit is None else self.wish.limit
        shown = list(numbers)[:limit]
        listed: dict[str, Any] = {
            "count": len(numbers),
            "states": self.model.states(np.array(shown, np.int64)),
        }
        if len(shown) < len(numbers):
            listed["truncated"] = True
        return listed

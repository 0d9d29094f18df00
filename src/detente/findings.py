"""A finding: the answer to one question, with how it was obtained and what it rests on."""

from typing import Any

from msgspec import Struct, field

from detente.errors import Problem

__all__ = ["Finding"]


class Finding(Struct, frozen=True, kw_only=True):
    """The answer to one question about a case.

    Attributes
    ----------
    question : str
        ``status``, ``stability``, ... : the command that asks it.
    answer : dict
        The answer in the form of the JSON contract, without the keys below.
    method : str
        How it was obtained: the definition, the engine.
    parameters : dict
        The choices that were made: date, reading, concepts, limits.
    rests_on : tuple of str
        Ids of the claims that it rests on, sorted, without repetition.
    problems : tuple of Problem
        What a reader must know to use it: assumptions, gaps, doubts.

    Examples
    --------
    >>> f = Finding(question="stability", answer={"schema": "detente.stability/1"}, method="plain")
    >>> f.as_dict()["rests_on"]
    []
    """

    question: str
    answer: dict[str, Any]
    method: str
    parameters: dict[str, Any] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain values for JSON: the answer, then how it was obtained."""
        return {
            **self.answer,
            "method": self.method,
            "parameters": self.parameters,
            "rests_on": list(self.rests_on),
            "problems": [problem.as_dict() for problem in self.problems],
        }

"""A negotiation over issues, with one linear additive utility per party: what both formats hold."""

import math
from collections.abc import Mapping

from msgspec import Struct

from detente.alike import Alike
from detente.errors import Problem, UsageError

__all__ = ["MOST_BYTES", "MOST_VALUES", "GeniusFileError", "Issue", "Profile", "Scenario", "fault"]

MOST_BYTES = 4 << 20
MOST_VALUES = 10_000
"""The most values of one issue."""
CODE = "D115"


class GeniusFileError(UsageError):
    """A file of GENIUS or GeniusWeb that cannot be read.

    Attributes
    ----------
    problems : tuple of Problem
        What is wrong, with its place.
    """

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(problems[0].concise(), problems[0].hint)


def fault(
    source: str, message: str, hint: str = "", *, line: int = 0, column: int = 0
) -> GeniusFileError:
    """Return the error for one fault in a file.

    Examples
    --------
    >>> fault("domain.xml", "no issues", line=3, column=1).message
    'domain.xml:3:1: error[D115] no issues'
    """
    return GeniusFileError(
        Problem(
            severity="error",
            code=CODE,
            message=message,
            hint=hint,
            file=source,
            line=line,
            column=column,
        )
    )


class Issue(Struct, frozen=True):
    """What is negotiated: a name, and the values that it can take."""

    name: str
    values: tuple[str, ...]


class Profile(Struct, frozen=True, kw_only=True):
    """What one party wants.

    Attributes
    ----------
    weights : dict
        Issue -> its weight.
    evaluations : dict
        Issue -> value -> how good it is, by itself.
    reservation : float or None
        What no deal is worth.
    reservation_bid : dict or None
        A package that is worth as much as no deal (GeniusWeb).
    discount : float or None
        What is left of a utility after one unit of time.
    """

    name: str
    weights: Mapping[str, float]
    evaluations: Mapping[str, Mapping[str, float]]
    reservation: float | None = None
    reservation_bid: Mapping[str, str] | None = None
    discount: float | None = None

    def utility(self, package: Mapping[str, str]) -> float:
        """Return the sum of weights times evaluations.

        Examples
        --------
        >>> profile = Profile(name="a", weights={"ban": 0.5}, evaluations={"ban": {"kept": 1.0}})
        >>> profile.utility({"ban": "kept"})
        0.5
        """
        return math.fsum(
            self.weights[issue] * self.evaluations[issue][value] for issue, value in package.items()
        )


class Scenario(Alike, frozen=True, kw_only=True):
    """A domain and its profiles."""

    aside = ("remarks",)

    name: str
    issues: tuple[Issue, ...]
    profiles: tuple[Profile, ...] = ()
    remarks: tuple[str, ...] = ()

"""Origins: claims that come from one source stand and fall together.

Reprints of a report, and several claims of one report, are no independent evidence. The origin of a
claim is

* the last of its attribution chain with the day on which it spoke; a source without a name is told
  apart by who cites it alone, since two unnamed sources of one newspaper may be the same person;
* without a chain, the author of the document for the author's own words, else the party that
  speaks in that document;
* the claim itself where nothing of this is known.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from detente.claims import Claim
from detente.sensitivity.grades import Grades

__all__ = ["Origin", "origin_of", "origins"]

OWN_WORDS = frozenset({"author", "headline"})
UNNAMED = ("unnamed", "anonymous", "unidentified", "unknown")


class Origin(Struct, frozen=True, kw_only=True):
    """A source, with its claims among those that are asked about.

    Attributes
    ----------
    id : str
        What tells it from others.
    words : str
        The source in words.
    claims : tuple of str
        Its claims.
    probability : float
        How likely they are to be true: that of the weakest of them.
    """

    id: str
    words: str
    claims: tuple[str, ...]
    probability: float


def origin_of(claim: Claim) -> tuple[str, str]:
    """Return the origin of a claim: its id, and in words.

    Examples
    --------
    >>> origin_of(Claim(id="c1", quote="", attribution=("author", "yomiuri", "unnamed_source")))
    ('yomiuri/unnamed_source', 'unnamed source of yomiuri')
    >>> origin_of(Claim(id="c2", quote="", document="S1", attribution=("author",)))
    ('author of S1', 'author of S1')
    >>> origin_of(Claim(id="c3", quote="", document="S1", voice="party", actor="dprk", date="2019-10-05"))
    ('dprk in S1', 'dprk in S1')
    """
    chain = [hop for hop in claim.chain if hop not in OWN_WORDS]
    if chain:
        last, citing = chain[-1], chain[-2] if len(chain) > 1 else claim.document
        if any(word in last.lower() for word in UNNAMED):
            said = last.replace("_", " ")
            return f"{citing}/{last}", f"{said} of {citing}" if citing else said
        when = claim.said or claim.document
        return f"{last}/{when}", f"{last}, {when}" if when else last
    speaker = "author" if claim.voice == "author" else claim.actor
    if not claim.document or not speaker:
        return claim.id, claim.id
    link = " of " if claim.voice == "author" else " in "
    return f"{speaker}{link}{claim.document}", f"{speaker}{link}{claim.document}"


def origins(ids: Iterable[str], claims: Mapping[str, Claim], grades: Grades) -> tuple[Origin, ...]:
    """Return the origins of some claims, in the order of the claims.

    A claim that is named but not in the record is an origin of its own, graded F6.

    Examples
    --------
    >>> known = {i: Claim(id=i, quote="", attribution=("kcna",), date="2019-10-05") for i in "ab"}
    >>> [(one.claims, one.probability) for one in origins("abc", known, Grades(prior=0.5))]
    [(('a', 'b'), 0.5), (('c',), 0.5)]
    """
    found: dict[str, tuple[str, list[str]]] = {}
    chance: dict[str, float] = {}
    for id_ in dict.fromkeys(ids):
        claim = claims.get(id_, Claim(id=id_, quote=""))
        origin, words = origin_of(claim)
        found.setdefault(origin, (words, []))[1].append(id_)
        chance[origin] = min(chance.get(origin, 1.0), grades.of_claim(claim))
    return tuple(
        Origin(id=origin, words=words, claims=tuple(own), probability=chance[origin])
        for origin, (words, own) in found.items()
    )

"""A record after its verdicts: the claims as they stand, and the entries that were linked to some."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from detente.claims import Claim, Review
from detente.entries import Entry
from detente.errors import Mark, Problem
from detente.evidence.review.standing import Standing, fold

__all__ = ["judged"]

Place = tuple[str, Mark]


def judged(
    claims: Mapping[str, Claim],
    entries: Sequence[Entry],
    reviews: Sequence[Review],
    places: Mapping[str, Place],
) -> tuple[dict[str, Claim], tuple[Entry, ...], list[Problem]]:
    """Apply verdicts to the claims and entries of a record.

    Parameters
    ----------
    claims, entries, reviews
        As recorded, in the order of the record.
    places : mapping
        Id of a line -> its file and mark.

    Returns
    -------
    claims : dict
        All claims as they stand; :attr:`detente.claims.Claim.counts` says which count.
    entries : tuple of Entry
        Each rests also on the claims that were linked to it and count.
    problems : list of Problem
        D337: verdicts that cannot be applied.

    Examples
    --------
    >>> claims = {"c1": Claim(id="c1", quote="We agree.", origin={})}
    >>> said = [Review(id="r1", claim="c1", verdict="accept")]
    >>> judged(claims, (), said, {})[0]["c1"].counts
    True
    """
    stands = fold(claims, reviews)
    known = {entry.id for entry in entries}
    problems = [*_unusable(stands, places), *_unlinked(stands, reviews, known, places)]
    return stands.claims, tuple(_linked(stands, entry) for entry in entries), problems


def _linked(stands: Standing, entry: Entry) -> Entry:
    linked = [id_ for id_ in stands.links.get(entry.id, ()) if stands.claims[id_].counts]
    if not linked:
        return entry
    return replace(entry, rests_on=tuple(dict.fromkeys((*entry.rests_on, *linked))))


def _unusable(stands: Standing, places: Mapping[str, Place]) -> Iterator[Problem]:
    for one in stands.unusable:
        yield _problem(places[one.review], one.message, one.hint)


def _unlinked(
    stands: Standing, reviews: Sequence[Review], known: set[str], places: Mapping[str, Place]
) -> Iterator[Problem]:
    for review in reviews:
        wanted = (review.after or {}).get("entries", ()) if review.verdict == "link" else ()
        for entry in wanted if isinstance(wanted, list) else ():
            if entry in stands.links and entry not in known:
                yield _problem(places[review.id], f"no entry '{entry}' to link a claim to")


def _problem(place: Place, message: str, hint: str = "") -> Problem:
    text = f"the verdict cannot be applied: {message}"
    return Problem(severity="warning", code="D337", message=text, hint=hint).at(*place)

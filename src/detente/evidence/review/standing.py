"""What stands after all verdicts: candidates and edits folded into claims that count, or do not.

The verdicts are read in the order of the record. One that was withdrawn is as if it had not been
given; one given to compare (``second``) decides nothing; of several decisions on one claim the last
stands. No line is ever changed: what stands is worked out anew whenever a case is opened.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from detente.claims import Claim, Review
from detente.entries import read_entry
from detente.evidence.review.verdicts import EDITABLE, VERDICTS, as_plain

__all__ = ["Folding", "Standing", "Unusable", "fold", "standing_verdicts"]


class Unusable(Struct, frozen=True):
    """A verdict that cannot be applied: which, what is wrong, what would be right."""

    review: str
    message: str
    hint: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """Claims after all verdicts.

    Attributes
    ----------
    claims : dict
        Every claim with its changes and with the verdicts on it that stand, in order.
    links : dict
        Id of an entry of the record -> claims that a reviewer linked to it.
    unusable : list
        Verdicts that cannot be applied.
    """

    claims: dict[str, Claim]
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unusable: list[Unusable] = field(default_factory=list)


def standing_verdicts(reviews: Iterable[Review]) -> list[Review]:
    """Return the verdicts that were not withdrawn, without the withdrawals.

    A withdrawal takes back a verdict of the same reviewer; it can be withdrawn itself.

    Examples
    --------
    >>> said = [Review(id="r1", claim="c", verdict="accept"), Review(id="r2", claim="c", verdict="edit"),
    ...         Review(id="r3", claim="c", verdict="withdraw", withdraws="r1")]
    >>> [one.id for one in standing_verdicts(said)]
    ['r2']
    """
    given = list(reviews)
    gone: set[str] = set()
    by = {one.id: one.by for one in given}
    for one in reversed(given):  # a withdrawal stands after what it withdraws
        own = one.verdict == "withdraw" and by.get(one.withdraws) == one.by
        if own and one.id not in gone:
            gone.add(one.withdraws)
    return [one for one in given if one.verdict != "withdraw" and one.id not in gone]


def fold(
    claims: Mapping[str, Claim], reviews: Sequence[Review], *, second: bool = False
) -> Standing:
    """Apply verdicts to claims.

    Parameters
    ----------
    claims : mapping
        Id -> claim as recorded.
    reviews : sequence of Review
        In the order of the record.
    second : bool
        Whether verdicts given to compare count too: to see the claims as a second reviewer does.

    Examples
    --------
    >>> claims = {"c1": Claim(id="c1", quote="We agree.", origin={"rule": "offer"})}
    >>> said = [Review(id="r1", claim="c1", verdict="edit", after={"type": "offer"}),
    ...         Review(id="r2", claim="c1", verdict="accept", by="jo")]
    >>> one = fold(claims, said).claims["c1"]
    >>> one.type, one.standing
    ('offer', 'accepted')
    """
    folding = Folding(dict(claims))
    given = {one.id for one in reviews}
    for review in standing_verdicts(reviews):
        if second or not review.second:
            folding.take(review)
    for review in reviews:
        if review.verdict == "withdraw" and review.withdraws not in given:
            folding.refuse(review, f"no verdict '{review.withdraws}' to withdraw")
    folding.drop_withdrawn_claims(reviews)
    return Standing(
        claims=folding.claims,
        links={entry: tuple(dict.fromkeys(ids)) for entry, ids in folding.links.items()},
        unusable=folding.unusable,
    )


class Folding(Struct):
    """Claims to which verdicts are applied one by one.

    Examples
    --------
    >>> folding = Folding({"c1": Claim(id="c1", quote="We agree.", origin={})})
    >>> folding.take(Review(id="r1", claim="c1", verdict="accept"))
    >>> folding.take(Review(id="r2", claim="c2", verdict="accept"))
    >>> folding.claims["c1"].standing, folding.unusable[0].message
    ('accepted', "no claim 'c2'")
    """

    claims: dict[str, Claim]
    links: dict[str, list[str]] = field(default_factory=dict)
    unusable: list[Unusable] = field(default_factory=list)

    def refuse(self, review: Review, message: str, hint: str = "") -> None:
        """Note that a verdict cannot be applied."""
        self.unusable.append(Unusable(review.id, message, hint))

    def take(self, review: Review) -> None:
        """Apply a verdict that is no withdrawal."""
        if review.verdict not in VERDICTS:
            words = f"one of {', '.join(VERDICTS)}"
            self.refuse(review, f"unknown verdict '{review.verdict[:40]}'", words)
        elif review.claim not in self.claims:
            self.refuse(review, f"no claim '{review.claim}'")
        else:
            how: dict[str, Callable[[Review], bool]] = {
                "speaker": self._speaker,
                "merge": self._merge,
                "link": self._link,
            }
            if how.get(review.verdict, self._edit)(review):
                self._note(review.claim, review)

    def _note(self, claim: str, review: Review) -> None:
        said = {"verdict": review.verdict, "by": review.by, "at": review.date, "id": review.id}
        if review.reason:
            said["reason"] = review.reason
        one = self.claims[claim]
        self.claims[claim] = replace(one, review=(*one.review, said))

    def _edit(self, review: Review) -> bool:
        return self._change(review, review.claim, review.after or {})

    def _change(self, review: Review, claim: str, after: Mapping[str, Any]) -> bool:
        """Change fields of a claim; of a wrong value nothing is changed."""
        wrong = [key for key in after if key not in EDITABLE]
        if wrong:
            self.refuse(review, f"'{wrong[0]}' of a claim cannot be changed")
            return False
        if not after:
            return True
        one = self.claims[claim]
        plain = {"kind": "claim", "id": one.id, **as_plain(one), **after}
        plain = {key: value for key, value in plain.items() if value is not None}
        made, faults = read_entry(plain)
        if faults or not isinstance(made, Claim):
            self.refuse(review, faults[0].message, faults[0].hint)
            return False
        self.claims[claim] = replace(
            made, document=one.document, origin=one.origin, review=one.review
        )
        return True

    def _speaker(self, review: Review) -> bool:
        """Set who speaks: of each claim of the quotation its own changes."""
        changes = (review.after or {}).get("claims")
        if not isinstance(changes, Mapping):
            self.refuse(review, "a verdict on a speaker says what changes, claim by claim")
            return False
        for claim, after in changes.items():
            if claim not in self.claims or not isinstance(after, Mapping):
                self.refuse(review, f"no claim '{claim}'")
                return False
            if not self._change(review, claim, after):
                return False
        return True

    def _merge(self, review: Review) -> bool:
        after = dict(review.after or {})
        into = after.pop("into", None)
        if into not in self.claims or into == review.claim:
            self.refuse(review, "a merged claim says into which other one it goes")
            return False
        if not self._change(review, str(into), after):
            return False
        for id_, one in self.claims.items():  # its conditions are now those of the other
            if one.condition_of == review.claim and id_ != into:
                self.claims[id_] = replace(one, condition_of=str(into))
        return True

    def _link(self, review: Review) -> bool:
        after = dict(review.after or {})
        entries = after.pop("entries", [])
        if not isinstance(entries, list) or not all(isinstance(one, str) for one in entries):
            self.refuse(review, "'entries' is a list of ids")
            return False
        for entry in entries:
            self.links.setdefault(entry, []).append(review.claim)
        return self._change(review, review.claim, after)

    def drop_withdrawn_claims(self, reviews: Iterable[Review]) -> None:
        """Let a claim that a reviewer wrote and took back count no longer."""
        stands = {one.id for one in standing_verdicts(reviews)}
        for review in reviews:
            one = self.claims.get(review.claim)
            if review.verdict == "new" and review.id not in stands and one is not None:
                said = {"verdict": "reject", "by": review.by, "reason": "taken back"}
                self.claims[review.claim] = replace(one, review=(*one.review, said))

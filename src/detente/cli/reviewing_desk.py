"""What a review works on: the claims as the reviewer sees them, and verdicts written at once."""

import getpass
import json
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

import detente
from detente.cli.options import Common
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.case import Case
    from detente.claims import Claim, Review
    from detente.evidence.corroboration import Corroboration
    from detente.evidence.review import Words
    from detente.folder import Opened

__all__ = ["Desk", "named_reviewer", "refuse_shipped", "writer"]

VARIABLE = "DETENTE_REVIEWER"
Write = Callable[[Sequence[dict[str, Any]]], None]


def named_reviewer(name: str | None) -> str:
    """Return who reviews: as the option says, as the environment says, or who is logged in.

    Raises
    ------
    UsageError
        Nobody is named, or the name is none.
    """
    found = name or os.environ.get(VARIABLE) or ""
    if not found:
        try:
            found = getpass.getuser()
        except (KeyError, OSError):  # an account without a name
            found = ""
    found = " ".join(found.split())
    if not found or len(found) > 80 or not found.isprintable():
        raise UsageError(
            "who reviews? A verdict names its reviewer", f"--reviewer NAME, or {VARIABLE}=NAME"
        )
    return found


def refuse_shipped(opened: "Opened", common: Common) -> None:
    """Stop before anything is asked where nothing can be written.

    Raises
    ------
    UsageError
        The case ships with the package, and no other place is named.
    """
    from detente.folder import shipped_cases

    if common.record is not None:
        return
    for id_, path in shipped_cases().items():
        if path == opened.path:
            raise UsageError(
                f"'{id_}' ships with detente and is read-only",
                f"copy it and review the copy: detente new DIR --from {id_}",
            )


def writer(opened: "Opened", common: Common) -> Write:
    """Return what records lines for good, all of those given at once or none; the store opens at the first."""
    from detente.cli.recording import now
    from detente.folder import open_store
    from detente.record.store import Draft, Store

    store: list[Store] = []

    def write(lines: Sequence[dict[str, Any]]) -> None:
        clock = now()
        if not store:
            store.append(open_store(opened, common.record, clock))
        drafts = [
            Draft(line["id"], json.dumps(line, ensure_ascii=False, sort_keys=True))
            for line in lines
        ]
        store[0].append(drafts, clock)

    return write


class Desk(Struct):
    """One reviewer at work on the claims of one case.

    Attributes
    ----------
    recorded : dict
        All claims as recorded.
    reviews : list
        All verdicts, in the order of the record.
    claims : dict
        The claims as this reviewer sees them.
    """

    opened: "Opened"
    case: "Case"
    reviewer: str
    second: bool
    write: Write
    at: Callable[[], str]
    recorded: "dict[str, Claim]"
    reviews: "list[Review]"
    claims: "dict[str, Claim]" = field(default_factory=dict)
    texts: dict[str, str | None] = field(default_factory=dict)
    corroborated: "Corroboration | None" = None

    def __post_init__(self) -> None:
        self.look()

    def look(self) -> None:
        """Work out what stands."""
        from detente.evidence.review import as_seen

        self.claims = as_seen(self.recorded, self.reviews, self.reviewer, second=self.second)
        self.corroborated = None

    def say(self, claim: str, verdict: str, **said: Any) -> "Review":
        """Record a verdict at once, and look again."""
        from detente.evidence.review import review_line

        review = self.verdict(claim, verdict, **said)
        self.write([review_line(review)])
        self.reviews.append(review)
        self.look()
        return review

    def verdict(self, claim: str, verdict: str, **said: Any) -> "Review":
        """Return a verdict of this reviewer, now."""
        from detente.evidence.review import verdict_on

        return verdict_on(
            claim,
            verdict,
            by=self.reviewer,
            at=self.at(),
            second=self.second,
            tool_version=detente.__version__,
            **said,
        )

    def edit(self, claim: "Claim", after: dict[str, Any], verdict: str = "edit") -> bool:
        """Record changed fields; nothing if nothing changes."""
        from detente.evidence.review import changed

        before, after = changed(claim, after)
        if not after:
            return False
        self.say(claim.id, verdict, before=before, after=after)
        return True

    def undo(self) -> "Review | None":
        """Withdraw the last verdict of this reviewer that stands; return it."""
        from detente.evidence.review import standing_verdicts

        own = [
            one
            for one in standing_verdicts(self.reviews)
            if one.by == self.reviewer and one.second == self.second
        ]
        if not own:
            return None
        self.say(own[-1].claim, "withdraw", withdraws=own[-1].id)
        return own[-1]

    def add(self, claim: "Claim") -> None:
        """Record a claim that the reviewer found, and that it is his, in one write."""
        from detente.evidence.review import review_line
        from detente.record import as_plain

        review = self.verdict(claim.id, "new")
        self.write([as_plain(claim), review_line(review)])
        self.recorded[claim.id] = claim
        self.reviews.append(review)
        self.look()

    def text(self, claim: "Claim") -> str | None:
        """Return the text of a claim's document, where it is kept."""
        if claim.document not in self.texts:
            self.texts[claim.document] = kept_text(self.opened, claim.document)
        return self.texts[claim.document]

    def words(self, claim: "Claim") -> "Words":
        """Return a claim's words with what is kept around them."""
        from detente.evidence.review import words_of

        return words_of(claim, self.text(claim))

    def quotation(self, claim: "Claim") -> "list[Claim]":
        """Return the claims of the same quotation."""
        from detente.evidence.review import same_quotation

        return same_quotation(claim, self.claims, self.text(claim))

    def confirmed(self, claim: str) -> bool:
        """Whether documents of two independent sources say what a claim says."""
        from detente.evidence.corroboration import corroborate

        if self.corroborated is None:
            counted = {i: c for i, c in self.claims.items() if c.counts or i == claim}
            self.corroborated = corroborate(counted, self.opened.documents)
            if claim not in self.corroborated.of:
                return False
        return self.corroborated.confirmed(claim)


def kept_text(opened: "Opened", document: str) -> str | None:
    """Return the text of a document as it was extracted, if it is kept with the case."""
    known = opened.documents.get(document)
    sha256 = getattr(getattr(known, "text", None), "sha256", "")
    if not sha256:
        return None
    from detente.evidence.texts import find_text

    return find_text(opened.root, sha256)

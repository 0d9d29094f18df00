"""What ``detente ingest`` says: of each document what was read and proposed, then the failures."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from detente.cli.counting import count
from detente.cli.page import Page

if TYPE_CHECKING:
    from detente.documents import Document
    from detente.errors import UsageError
    from detente.evidence import Candidate, SourceText

__all__ = ["Failed", "Ingested", "Outcome", "outcome_as_dict", "show_outcome"]


class Ingested(Struct, kw_only=True):
    """A document that was read, with the claims proposed and the lines that are new."""

    name: str
    document: "Document"
    source: "SourceText"
    found: "list[Candidate]"
    known: bool = False
    """Whether the record had it before, under whatever name."""
    lines: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class Failed(Struct, frozen=True):
    """A document that was not taken in, and why."""

    name: str
    message: str
    hint: str = ""

    @classmethod
    def of(cls, name: str, error: "UsageError") -> "Failed":
        """Return the failure that an error tells of."""
        return cls(name, error.message, error.hint)


class Outcome(Struct, kw_only=True):
    """What became of all documents."""

    read: list[Ingested] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    repeated: dict[str, Ingested] = field(default_factory=dict)
    """Names of files that have the same bytes as one that was read before them."""
    left_out: Counter[str]
    dry_run: bool
    texts: str = ""
    """The folder where the texts are kept; empty if they are not."""
    recorded: int = 0
    head: str = ""

    @property
    def lines(self) -> list[dict[str, Any]]:
        """All new lines of the record."""
        return [line for one in self.read for line in one.lines]


def show_outcome(page: Page, outcome: Outcome) -> None:
    """Add everything to the page."""
    for one in outcome.read:
        _show(page, one)
    for name, first in outcome.repeated.items():
        page.line(
            f"'{name}' has the same bytes as '{first.name}': one document, read once", indent=2
        )
    _show_failed(page, outcome)
    _conclude(page, outcome)


def _show(page: Page, one: Ingested) -> None:
    from detente.evidence import DEAL_KINDS, KINDS

    kinds = Counter(claim.kind for claim in one.found)
    page.line((one.document.id, "bold"), f": {count(len(one.found), 'candidate claim')}")
    page.line((f"  {_origin(one)}", "dim"), indent=4)
    for message in [*(flag.message for flag in one.source.flags), *one.remarks]:
        page.line(("  ! ", "yellow"), message, indent=4)
    for deal in (True, False):
        named = [k for k in KINDS if kinds[k] and (k in DEAL_KINDS) is deal]
        if named:
            page.line("  " + ", ".join(count(kinds[kind], kind) for kind in named), indent=4)
    for claim in one.found:
        if claim.kind in DEAL_KINDS:
            kind = (
                f"{claim.kind} ({claim.polarity})" if claim.polarity != "positive" else claim.kind
            )
            said = f"    {kind}, {claim.actor or 'unknown'}, {claim.voice}: "
            page.line(said + " ".join(claim.quote.split()), indent=6)


def _origin(one: Ingested) -> str:
    """Say what was read, with what, and when it appeared."""
    document = one.document
    parts = [f"{one.name}, {one.source.extractor}", f"{len(one.source.text):,} characters"]
    if document.author:
        parts.append(f"by {document.author}")
    parts.append(f"of {document.date}" if document.date else "no date")
    if one.known:
        parts.append("in the record already")
    return ", ".join(parts)


def _show_failed(page: Page, outcome: Outcome) -> None:
    if outcome.left_out:
        kinds = ", ".join(f"{many} {ending}" for ending, many in sorted(outcome.left_out.items()))
        total = sum(outcome.left_out.values())
        page.line(f"Passed over {count(total, 'file')} of kinds that are not read: {kinds}")
    if outcome.failed:
        page.blank()
        page.line((f"Not taken in: {count(len(outcome.failed), 'document')}", "bold"))
        for failed in outcome.failed:
            page.line(f"  {failed.message}", indent=4)
            if failed.hint:
                page.line(("    help: ", "dim"), failed.hint, indent=10)


def _conclude(page: Page, outcome: Outcome) -> None:
    lines = outcome.lines
    if outcome.dry_run:
        page.line((f"Dry run: {count(len(lines), 'new line')}; nothing was recorded.", "bold"))
    elif not lines:
        nothing = "Nothing new: all of it is in the record already."
        page.line((nothing if outcome.read else "Nothing was recorded.", "bold"))
    else:
        said = f"Recorded {count(outcome.recorded, 'line')}. No claim is accepted: each waits for a verdict."
        page.line((said, "bold"))
        if outcome.texts:
            page.line(f"The texts are kept in {outcome.texts}.")
        page.source(f"record head {outcome.head}")


def outcome_as_dict(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome in the form of ``detente.ingest/1``."""
    return {
        "schema": "detente.ingest/1",
        "dry_run": outcome.dry_run,
        "recorded": outcome.recorded,
        "head": outcome.head or None,
        "texts": outcome.texts or None,
        "documents": [_as_dict(one) for one in outcome.read],
        "failed": [
            {"name": one.name, "message": one.message, "hint": one.hint} for one in outcome.failed
        ],
        "repeated": {name: first.document.id for name, first in outcome.repeated.items()},
        "passed_over": dict(sorted(outcome.left_out.items())),
    }


def _as_dict(one: Ingested) -> dict[str, Any]:
    import msgspec

    source = one.source
    text = one.document.text
    return {
        "document": one.document.id,
        "name": one.name,
        "known": one.known,
        "title": one.document.title,
        "published": one.document.date or None,
        "media_type": one.document.media_type,
        "sha256": one.document.sha256,
        "text_sha256": source.sha256,
        "characters": len(source.text),
        "extractor": source.extractor,
        "options": text.options if text else {},
        "hidden_text_removed": source.hidden_text_removed,
        "flags": [msgspec.to_builtins(flag) for flag in source.flags],
        "remarks": one.remarks,
        "kinds": dict(Counter(claim.kind for claim in one.found)),
        "candidates": [claim.as_line(one.document.id, source.text) for claim in one.found],
    }

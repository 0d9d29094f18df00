"""Documents and candidate claims that come from other programs, into the record."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.recording import new_problems, record_lines, stop_at_errors

if TYPE_CHECKING:
    from detente.cli.session import Session

__all__ = ["Proposed", "conclude", "propose"]

DRAFT = "what was read"


class Proposed(Struct, frozen=True, kw_only=True):
    """What became of lines: how many were new, how many were there, the new head of the record.

    ``claims`` are the new ones; ``waiting`` of these wait for a verdict, the others were written by a
    person.
    """

    new: int
    there: int
    claims: tuple[dict[str, Any], ...] = ()
    head: str = ""
    dry_run: bool = False

    @property
    def waiting(self) -> int:
        """How many of the new claims wait for a verdict."""
        return sum("origin" in claim for claim in self.claims)

    def as_dict(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "dry_run": self.dry_run,
            "new": self.new,
            "there": self.there,
            "head": self.head or None,
        }


def propose(
    session: "Session", lines: Sequence[dict[str, Any]], common: Common, *, dry_run: bool
) -> Proposed:
    """Record the lines that the record does not have: all or none."""
    from detente.folder import open_case

    opened = session.opened
    known = {*opened.documents, *opened.claims, *opened.candidates}
    known |= {entry.id for entry in opened.entries}
    fresh = [line for line in lines if line["id"] not in known]
    there = len(lines) - len(fresh)
    claims = tuple(line for line in fresh if line["kind"] == "claim")
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in fresh)
    if fresh:
        after = open_case(session.where, store=common.record, draft=(DRAFT, text))
        stop_at_errors(new_problems(opened, after), after, common)
    if dry_run or not fresh:
        return Proposed(new=len(fresh), there=there, claims=claims, dry_run=dry_run)
    head, recorded = record_lines(opened, text, common)
    return Proposed(new=recorded, there=there, claims=claims, head=head)


def conclude(page: Page, done: Proposed) -> None:
    """Say what became of the lines."""
    from detente.cli.words import count

    if done.dry_run:
        page.line((f"Dry run: {count(done.new, 'new line')}; nothing was recorded.", "bold"))
    elif not done.new:
        page.line(("Nothing new: all of it is in the record already.", "bold"))
    else:
        page.line((f"Recorded {count(done.new, 'line')}.", "bold"))
        if done.waiting:
            said = f"{count(done.waiting, 'claim')} proposed, accepted by nobody: detente review."
            page.line(said)
        page.source(f"record head {done.head}")
    if done.there and done.new:
        page.line(f"{count(done.there, 'line')} there already.")

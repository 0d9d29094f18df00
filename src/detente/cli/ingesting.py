"""``detente ingest``: documents into the record, with the claims that an extractor proposes."""

import json
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.options import CaseArgument, Common, read_date, with_common
from detente.cli.page import Page
from detente.cli.recording import begin_to_write, new_problems, record_lines, stop_at_errors
from detente.cli.terminal import answer, as_json
from detente.errors import UsageError

if TYPE_CHECKING:
    import datetime as dt

    from detente.cli.session import Session
    from detente.documents import Document
    from detente.evidence import Candidate, SourceText

__all__ = ["ingest"]

DRAFT = "what was read"


class TierName(StrEnum):
    """How claims are looked for."""

    KEYWORDS = "keywords"
    NLP = "nlp"


@with_common()
def ingest(
    case: CaseArgument,
    document: Annotated[
        list[Path],
        typer.Argument(metavar="DOC...", help="Plain texts, UTF-8.", show_default=False),
    ],
    *,
    tier: Annotated[
        TierName,
        typer.Option("--tier", help="How claims are looked for: by keywords, or by parsing (needs "
                     "the extra detente[nlp])."),
    ] = TierName.KEYWORDS,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="The day on which the documents appeared: dates "
                     "such as 'Friday' count from it.", show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be proposed; record nothing.")
    ] = False,
    common: Common,
) -> None:  # fmt: skip
    """Read documents, propose claims and put both into the record, graded F6 and accepted by nobody."""
    day = read_date(date, "--date") if date else None
    session = begin_to_write(case, common)
    read_ = [_read(session, path, tier, day) for path in document]
    lines = _lines(session, read_)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    _check(session, case, text, common)
    head, recorded = ("", 0)
    if lines and not dry_run:
        head, recorded = record_lines(session.opened, text, common)
    if common.json:
        as_json(_as_dict(read_, recorded, head, dry_run=dry_run), common)
        return
    page = Page()
    for document_, _, found in read_:
        _show(page, document_, found)
    _conclude(page, lines, recorded, head, dry_run=dry_run)
    answer(page, common)


Read = tuple["Document", "SourceText", "list[Candidate]"]


def _read(session: "Session", path: Path, tier: TierName, day: "dt.date | None") -> Read:
    """Read one document and propose claims; the record's own entry of it counts if there is one."""
    from dataclasses import replace

    import msgspec

    from detente.evidence import extract, read

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot read '{path}': {(error.strerror or str(error)).lower()}"
        ) from None
    source = read(raw, path.name)
    known = [d for d in session.opened.documents.values() if d.sha256 == source.document.sha256]
    document = known[0] if known else source.document
    if day is not None and not known:
        document = msgspec.structs.replace(document, published=day.isoformat())
    source = replace(source, document=document)
    return document, source, extract(source, session.case, tier=tier.value, today=day)


def _lines(session: "Session", read_: Sequence[Read]) -> list[dict[str, Any]]:
    """Return the lines that the record does not have: documents first, each with its candidates."""
    import msgspec

    opened = session.opened
    there = {*opened.documents, *opened.claims, *opened.candidates}
    lines: list[dict[str, Any]] = []
    for document, source, found in read_:
        if document.id not in there:
            kept = msgspec.to_builtins(document)
            lines.append(
                {"kind": "document", **{k: v for k, v in kept.items() if v not in (None, "")}}
            )
        elif session.opened.documents.get(document.id) != document:
            raise UsageError(
                f"the record has another document '{document.id}'", "give the file another name"
            )
        made = [one.as_line(document.id, source.text) for one in found if one.id not in there]
        lines += made
        there |= {document.id, *(line["id"] for line in made)}
    return lines


def _check(session: "Session", where: str, text: str, common: Common) -> None:
    from detente.folder import open_case

    after = open_case(where, store=common.record, draft=(DRAFT, text))
    stop_at_errors(new_problems(session.opened, after), after, common)


def _show(page: Page, document: "Document", found: Sequence["Candidate"]) -> None:
    from detente.cli.words import count
    from detente.evidence import DEAL_KINDS, KINDS

    kinds = Counter(one.kind for one in found)
    page.line((document.id, "bold"), f": {count(len(found), 'candidate claim')}")
    for deal in (True, False):
        named = [k for k in KINDS if kinds[k] and (k in DEAL_KINDS) is deal]
        if named:
            page.line(", ".join(count(kinds[kind], kind) for kind in named), indent=2)
    for one in found:
        if one.kind in DEAL_KINDS:
            page.line(f"{one.kind}, {one.actor or 'unknown'}, {one.voice}: {one.quote}", indent=4)


def _conclude(
    page: Page, lines: Sequence[dict[str, Any]], recorded: int, head: str, *, dry_run: bool
) -> None:
    from detente.cli.words import count

    if dry_run:
        page.line((f"Dry run: {count(len(lines), 'new line')}; nothing was recorded.", "bold"))
    elif not lines:
        page.line(("Nothing new: all of it is in the record already.", "bold"))
    else:
        said = (
            f"Recorded {count(recorded, 'line')}. No claim is accepted: each waits for a verdict."
        )
        page.line((said, "bold"))
        page.source(f"record head {head}")


def _as_dict(read_: Sequence[Read], recorded: int, head: str, *, dry_run: bool) -> dict[str, Any]:
    documents = [
        {
            "document": document.id,
            "sha256": document.sha256,
            "text_sha256": source.sha256,
            "extractor": source.extractor,
            "kinds": dict(Counter(one.kind for one in found)),
            "candidates": [one.as_line(document.id, source.text) for one in found],
        }
        for document, source, found in read_
    ]
    return {
        "schema": "detente.ingest/1", "dry_run": dry_run, "recorded": recorded,
        "head": head or None, "documents": documents,
    }  # fmt: skip

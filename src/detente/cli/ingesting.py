"""``detente ingest``: documents into the record, with the claims that an extractor proposes."""

import hashlib
import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import Struct
from msgspec.structs import replace

from detente.cli.asking_model import ModelWanted, ask_about, model_wanted
from detente.cli.ingesting_files import Named, documents_named, raw_bytes
from detente.cli.ingesting_page import (
    Failed,
    Ingested,
    Outcome,
    outcome_as_dict,
    show_outcome,
)
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
    from detente.folder import Opened

__all__ = ["ingest"]

DRAFT = "what was read"
LONGEST = 20_000  # code points of a paragraph that are parsed
FEW = 3  # more documents than this show how far the reading has come


class TierName(StrEnum):
    """How claims are looked for."""

    KEYWORDS = "keywords"
    NLP = "nlp"


class Wanted(Struct, frozen=True, kw_only=True):
    """What the options say of the documents and of how to read them."""

    tier: TierName
    day: "dt.date | None" = None
    id: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    keep: bool = True


@with_common()
def ingest(
    case: CaseArgument,
    document: Annotated[
        list[str],
        typer.Argument(metavar="DOC...", help="Files, folders, or '-' for standard input: plain "
                       "text, web pages, PDF, e-mail, Word.", show_default=False),
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
                     "such as 'Friday' count from it. Default: what a document says of itself.",
                     show_default=False),
    ] = None,
    id_: Annotated[
        str, typer.Option("--id", metavar="ID", help="The id of the document. Default: made of its "
                          "name.", show_default=False)
    ] = "",
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="Its title, as printed.",
                          show_default=False)
    ] = "",
    publisher: Annotated[
        str, typer.Option("--publisher", metavar="NAME", help="Who published the documents.",
                          show_default=False)
    ] = "",
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="Where it was found; nothing is fetched.",
                          show_default=False)
    ] = "",
    text: Annotated[
        bool, typer.Option("--text/--no-text", help="Keep the texts beside the case file, or only "
                           "their hashes and the words quoted.")
    ] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be proposed; record nothing.")
    ] = False,
    llm: Annotated[
        str | None,
        typer.Option("--llm", metavar="MODEL", help="Also ask this language model, if the case "
                     "allows it: the documents go to its host.", show_default=False),
    ] = None,
    llm_url: Annotated[
        str | None,
        typer.Option("--llm-url", metavar="URL", help="Where the model is: any OpenAI-compatible "
                     "endpoint. Default: the environment variable DETENTE_LLM_URL. A key is read "
                     "from DETENTE_LLM_KEY alone.", show_default=False),
    ] = None,
    llm_replay: Annotated[
        bool, typer.Option("--llm-replay", help="Use the answers kept from before; ask nobody.")
    ] = False,
    llm_wait: Annotated[
        float, typer.Option("--llm-wait", metavar="SECONDS", help="Wait so long for one answer.")
    ] = 120.0,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", metavar="FOLDER", help="Keep the model's answers there. Default: "
                     "answers, beside the case file.", show_default=False),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Send the documents to the model without asking.")
    ] = False,
    common: Common,
) -> None:  # fmt: skip
    """Read documents, propose claims and put both into the record, graded F6 and accepted by nobody.

    A document that cannot be read does not stop the others: all such are named at the end, and the
    exit status is 2.
    """
    wanted = Wanted(
        tier=tier, day=read_date(date, "--date") if date else None, id=id_, title=title,
        publisher=publisher, url=url, keep=text,
    )  # fmt: skip
    model = model_wanted(
        model=llm, url=llm_url, replay=llm_replay, wait=llm_wait, cache=cache, yes=yes
    )
    named, left_out = documents_named(document)
    _check_wanted(wanted, named)
    session = begin_to_write(case, common)
    outcome = Outcome(left_out=left_out, dry_run=dry_run)
    _read_all(session, named, wanted, outcome, common)
    _propose(session, outcome.read, model, common)
    _check(session, outcome, common)
    if not dry_run and outcome.lines:
        _record(session.opened, outcome, wanted, common)
    _tell(outcome, common)
    raise typer.Exit(UsageError.exit_status if outcome.failed else 0)


def _check_wanted(wanted: Wanted, named: Sequence[Named]) -> None:
    """Refuse what can be said of one document only, and a tier that is not installed."""
    import re

    given = [name for name in ("id", "title", "url") if getattr(wanted, name)]
    if given and len(named) != 1:
        raise UsageError(
            f"--{given[0]} is of one document, and {len(named)} are named",
            "read them one by one, or leave it out",
        )
    if wanted.id and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", wanted.id):
        raise UsageError(
            f"--id: '{wanted.id[:80]}' is no id", "letters, digits, '.', '-' and '_', at most 80"
        )
    if wanted.url and not wanted.url.startswith(("http://", "https://")):
        raise UsageError(f"--url: '{wanted.url[:80]}' is no address", "it begins with https://")
    if wanted.tier is TierName.NLP:
        from detente.evidence.parse import parser

        parser()


def _tell(outcome: Outcome, common: Common) -> None:
    if common.json:
        as_json(outcome_as_dict(outcome), common)
        return
    page = Page()
    show_outcome(page, outcome)
    answer(page, common)


# ---------------------------------------------------------------------- reading


def _read_all(
    session: "Session", named: Sequence[Named], wanted: Wanted, outcome: Outcome, common: Common
) -> None:
    """Read every document and propose claims; one that fails does not stop the others."""
    from detente.cli.progress import progress

    read_ = outcome.read
    hashes: dict[str, Ingested] = {}
    with progress("Reading documents", common) as report:
        for number, one in enumerate(named):
            if report and number and len(named) > FEW:
                report(number, len(named))
            try:
                raw = raw_bytes(one)
                sha256 = hashlib.sha256(raw).hexdigest()
                if sha256 in hashes:
                    outcome.repeated[one.name] = hashes[sha256]
                    continue
                taken = {done.document.id for done in read_}
                hashes[sha256] = _read(session, one, raw, wanted, taken)
                read_.append(hashes[sha256])
            except UsageError as error:
                outcome.failed.append(Failed.of(one.name, error))


def _propose(
    session: "Session", read_: Sequence[Ingested], model: ModelWanted | None, common: Common
) -> None:
    """Add what a model proposes, if one is asked, to what the rules found; then the lines of both."""
    if model is not None:
        ask_about(session, read_, model, common)
    opened = session.opened
    there = {*opened.documents, *opened.claims, *opened.candidates}
    for one in read_:
        _add_lines(one, there)


def _read(
    session: "Session", named: Named, raw: bytes, wanted: Wanted, taken: set[str]
) -> Ingested:
    """Read one document and propose claims; the record's own entry of it counts if there is one."""
    from detente.evidence import extract, read

    name = named.path.name if named.path else named.name
    sha256 = hashlib.sha256(raw).hexdigest()
    documents = session.opened.documents.values()
    known = next((d for d in documents if d.sha256 == sha256 and wanted.id in ("", d.id)), None)
    source = _as_kept(session.opened, known) if known else None
    source = source or read(raw, name, id_=wanted.id)
    if not source.text.strip() and not source.flags:
        raise UsageError(f"'{named.name}' holds no text", "nothing can be quoted from it")
    document = _same_text(named, known, source) if known else _described(source.document, wanted)
    if not known:
        document = _with_free_id(document, {*session.opened.documents, *taken}, wanted)
    source = replace(source, document=document)
    found = extract(source, session.case, tier=wanted.tier.value, today=wanted.day)
    ingested = Ingested(
        name=named.name, document=document, source=source, found=found, known=known is not None
    )
    ingested.remarks = _remarks(ingested, wanted)
    return ingested


def _as_kept(opened: "Opened", document: "Document") -> "SourceText | None":
    """Return the text of a document as it was kept, so that positions stay what they were."""
    from detente.evidence import SourceText
    from detente.evidence.texts import find_text

    if document.text is None:
        return None
    text = find_text(opened.root, document.text.sha256)
    if text is None:
        return None
    told = document.text
    return SourceText(document, text, told.extractor, told.flags, told.hidden_text_removed)


def _same_text(named: Named, known: "Document", source: "SourceText") -> "Document":
    if known.text and known.text.sha256 != source.sha256:
        raise UsageError(
            f"'{named.name}' is '{known.id}' in the record, whose text was taken out by "
            f"{known.text.extractor}; {source.extractor} takes out another text",
            "positions in one are none in the other: read it under another name, with --id",
        )
    return known


def _described(document: "Document", wanted: Wanted) -> "Document":

    said = {"title": wanted.title, "publisher": wanted.publisher, "url": wanted.url}
    if wanted.day:
        said["published"] = wanted.day.isoformat()
    return replace(document, **{key: value for key, value in said.items() if value})


def _with_free_id(document: "Document", taken: set[str], wanted: Wanted) -> "Document":

    if document.id not in taken:
        return document
    if wanted.id:
        raise UsageError(
            f"the record has another document '{wanted.id}'", "give it another id with --id"
        )
    return replace(document, id=f"{document.id[:72]}-{document.sha256[:7]}")


def _remarks(one: Ingested, wanted: Wanted) -> list[str]:
    """Say where the limits of the extractor left something out, and that a date is missing."""
    from detente.evidence.extract import MAX_CANDIDATES

    said = []
    if len(one.found) >= MAX_CANDIDATES:
        said.append(f"only the first {MAX_CANDIDATES:,} candidate claims were taken")
    long = sum(len(line) > LONGEST for line in one.source.text.splitlines())
    if long and wanted.tier is TierName.NLP:
        said.append(f"{long} paragraphs have more than {LONGEST:,} characters: parsed no further")
    if not one.document.date and any(not (c.said or c.happened) and c.date_span for c in one.found):
        said.append("no date is known: 'Friday' and the like stay open; give --date")
    return said


# ---------------------------------------------------------------------- lines of the record


IN_FLAGGED = {
    "quoted_reply": "in words quoted from another message",
    "white_text": "in white text, which may not be seen in print",
    "addresses_a_model": "in words that seem to address a language model",
    "footnotes": "in a footnote",
}


def _add_lines(one: Ingested, there: set[str]) -> None:
    """Add the lines that the record does not have: the document first, then its candidates."""
    import msgspec

    if not one.known:
        kept = msgspec.to_builtins(one.document)
        one.lines.append(
            {"kind": "document", **{k: v for k, v in kept.items() if v not in (None, "")}}
        )
    for claim in one.found:
        if claim.id not in there:
            line = claim.as_line(one.document.id, one.source.text)
            note = _note(one.source, claim)
            one.lines.append({**line, "note": note} if note else line)
            there.add(claim.id)


def _note(source: "SourceText", claim: "Candidate") -> str:
    """Say what the reader flagged about the place where a claim stands."""
    found = [
        IN_FLAGGED[flag.code]
        for flag in source.flags
        if flag.code in IN_FLAGGED
        and any(claim.start < end and start < claim.end for start, end in flag.spans)
    ]
    return "; ".join(found)


def _as_text(lines: Sequence[dict[str, Any]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _check(session: "Session", outcome: Outcome, common: Common) -> None:
    """Drop the documents whose lines the case cannot take; where there is but one, say all and stop."""
    after = _with_lines(session, outcome.lines, common)
    errors = _errors(session, after)
    if not errors:
        return
    if len(outcome.read) == 1 and not outcome.failed:
        stop_at_errors(errors, after, common)
    for one in [*outcome.read]:
        own = _errors(session, _with_lines(session, one.lines, common))
        if own:
            outcome.read.remove(one)
            message = f"'{one.name}' does not fit the case: {own[0].message}"
            outcome.failed.append(Failed(one.name, message, own[0].hint))


def _with_lines(session: "Session", lines: Sequence[dict[str, Any]], common: Common) -> "Opened":
    from detente.folder import open_case

    return open_case(session.where, store=common.record, draft=(DRAFT, _as_text(lines)))


def _errors(session: "Session", after: "Opened") -> list[Any]:
    return [one for one in new_problems(session.opened, after) if one.severity == "error"]


def _record(opened: "Opened", outcome: Outcome, wanted: Wanted, common: Common) -> None:
    """Keep the texts, then record the lines; if that fails, the texts go again."""
    undo = _keep_texts(opened, outcome) if wanted.keep else []
    try:
        outcome.head, outcome.recorded = record_lines(opened, _as_text(outcome.lines), common)
    except BaseException:
        for take_back in undo:
            take_back()
        raise


def _keep_texts(opened: "Opened", outcome: Outcome) -> list[Callable[[], None]]:
    """Keep the texts of documents; return what takes back each that was not there before."""
    from functools import partial

    from detente.evidence.texts import TEXTS, drop_text, keep_text
    from detente.folder import shipped_cases

    if opened.path in shipped_cases().values():  # its folder is the package's own
        return []
    undo: list[Callable[[], None]] = []
    for one in outcome.read:
        has_place = one.document.text is not None or one.document.sha256 == one.source.sha256
        if has_place and keep_text(opened.root, one.source):
            undo.append(partial(drop_text, opened.root, one.source.sha256))
    outcome.texts = str(opened.root / TEXTS)
    return undo

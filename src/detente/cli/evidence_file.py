"""FollowTheMoney, Web Annotation and CSV: ``detente export CASE --to ...`` and ``detente import``."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from detente.cli.diagnostics import counted, full
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.proposing import conclude, propose
from detente.cli.recording import begin_to_write
from detente.cli.session import WrongFileError, begin
from detente.cli.terminal import answer, as_json, say, write_file, write_out
from detente.errors import Problem, UsageError

if TYPE_CHECKING:
    from detente.claims import Claim
    from detente.cli.session import Session
    from detente.entries import RecordLine

__all__ = [
    "EvidenceForm",
    "export_evidence",
    "import_claim_table",
    "import_entities",
    "is_claim_file",
    "is_entities",
    "refuse_annotations",
]

EvidenceForm = Literal["annotations", "followthemoney", "csv"]
MOST_SHOWN = 20


def is_entities(file: str) -> bool:
    """Return whether a file holds entities of FollowTheMoney: by its name, or by its first line."""
    from detente.exchange.follow_the_money import looks_like

    path = Path(file)
    if path.name.lower().endswith((".ftm.json", ".ftm", ".ijson")):
        return True
    return looks_like(_first_line(path))


def is_claim_file(file: str) -> bool:
    """Return whether a file is a table of claims: CSV whose first line names their columns."""
    from detente.exchange.tables import is_claim_table

    path = Path(file)
    return path.suffix.lower() in {".csv", ".txt"} and is_claim_table(_first_line(path))


def refuse_annotations(file: str) -> None:
    """Stop where a file holds Web Annotations: they are written for others, and not read.

    Raises
    ------
    UsageError
        It does.
    """
    try:
        with Path(file).open("rb") as stream:
            start = stream.read(4096)
    except OSError:
        return  # what reads the file says why
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b"w3.org/ns/anno.jsonld" in start:
        raise UsageError(
            f"'{file}' holds Web Annotations, which are written and not read",
            "claims come back from a record (--to jsonl) or a table (--to csv)",
        )


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.readline(1 << 20).decode("utf-8", "replace").removeprefix("\ufeff")
    except OSError:
        return ""  # what reads the file says why


# ---------------------------------------------------------------- import


def import_entities(file: str, case: str, common: Common, *, dry_run: bool) -> None:
    """Propose the documents, events and sanctions of a file of FollowTheMoney."""
    from detente.exchange.follow_the_money import (
        MOST_BYTES,
        FollowTheMoneyFileError,
        as_lines,
        read,
    )

    session = begin_to_write(case, common)
    text, raw = _text_of(file, MOST_BYTES)
    try:
        entities = read(text, file)
    except FollowTheMoneyFileError as error:
        _refuse(list(error.problems), {file: text}, common)
    made = as_lines(entities, session.case, name=Path(file).name, raw=raw)
    _take(session, list(made.lines), made.left_out, common, dry_run=dry_run)


def import_claim_table(file: str, case: str, common: Common, *, dry_run: bool) -> None:
    """Take in the claims of a table."""
    from detente.exchange.tables import MOST_BYTES, ClaimTableError, read_claims

    session = begin_to_write(case, common)
    text, _ = _text_of(file, MOST_BYTES)
    try:
        claims = read_claims(text, file)
    except ClaimTableError as error:
        _refuse(list(error.problems), {file: text}, common)
    changed = _changed(session, claims)
    if changed:
        said = ", ".join(f"'{one}'" for one in changed[:5]) + (" ..." if changed[5:] else "")
        raise UsageError(
            f"the record has other words for {said}",
            "a record is added to, never changed: judge a claim with detente review, or give what "
            "you add an id of its own",
        )
    _take(session, claims, (), common, dry_run=dry_run)


def _changed(session: "Session", claims: Sequence[dict[str, Any]]) -> list[str]:
    """Return the ids of claims that the record has with another content."""
    from detente.entries import read_entry

    there = {one.id: one for one in _all_claims(session)}
    return [
        str(claim["id"])
        for claim in claims
        if claim["id"] in there and read_entry(claim)[0] != there[claim["id"]]
    ]


def _all_claims(session: "Session") -> "list[Claim]":
    """Return the claims of a case, those that wait for a verdict too, without the verdicts."""
    from msgspec.structs import replace

    opened = session.opened
    both = [*opened.claims.values(), *opened.candidates.values()]
    return [replace(claim, review=()) for claim in both]


def _text_of(file: str, most: int) -> tuple[str, bytes]:
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise UsageError(f"'{file}' has more than {most >> 20} MiB", "import it in parts")
        return data.decode("utf-8").removeprefix("\ufeff"), data
    except OSError as error:
        raise UsageError(
            f"cannot read '{file}': {(error.strerror or str(error)).lower()}"
        ) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"'{file}' is not UTF-8 at byte {error.start}, line {line}",
            "save it as UTF-8; of a spreadsheet, as 'CSV UTF-8'",
        ) from None


def _refuse(problems: list[Problem], texts: dict[str, str], common: Common) -> None:
    page = Page()
    full(page, problems, texts)
    page.line((f"Found {counted(problems)}. Nothing was recorded.", "bold"))
    say(page, common)
    raise WrongFileError("the file cannot be imported")


def _take(
    session: "Session",
    lines: list[dict[str, Any]],
    left_out: tuple[str, ...],
    common: Common,
    *,
    dry_run: bool,
) -> None:
    from detente.cli.words import count

    done = propose(session, lines, common, dry_run=dry_run)
    claims = [line for line in lines if line["kind"] == "claim"]
    if common.json:
        said = {"schema": "detente.import_evidence/1", **done.as_dict()}
        as_json({**said, "lines": lines, "left_out": list(left_out)}, common)
        return
    page = Page()
    documents = len(lines) - len(claims)
    named = [count(documents, "document")] if documents else []
    page.line((", ".join([*named, count(len(claims), "claim")]), "bold"))
    rows = [_row(session, claim) for claim in done.claims[:MOST_SHOWN]]
    if rows:
        page.table(["Day", "Kind", "Who", "To whom", "What"], rows, whole=(0, 1))
    if done.claims[MOST_SHOWN:]:
        page.line(f"and {len(done.claims) - MOST_SHOWN:,} more.")
    _listed(page, left_out)
    page.blank()
    conclude(page, done)
    answer(page, common)


def _row(session: "Session", claim: dict[str, Any]) -> list[str]:
    from detente.cli.words import short_name

    date = claim.get("date") or ""
    day = date if isinstance(date, str) else date.get("happened") or date.get("said") or ""
    names = [short_name(session.case, claim.get(key, "")) for key in ("actor", "target")]
    return [day, claim.get("type", "statement"), *names, claim["quote"][:120]]


# ---------------------------------------------------------------- export


def export_evidence(where: str, to: EvidenceForm, common: Common, *, bom: bool) -> None:
    """Write the evidence of a case; say beside it what has no place in the format."""
    session = begin(where, common)
    if to == "csv":
        _export_tables(session, common, bom=bom)
        return
    text, head, left_out = (_annotations if to == "annotations" else _entities)(session)
    if common.out is not None:
        write_file(common.out, text.encode("utf-8"))
    else:
        write_out(text, encoding="utf-8")
    if common.quiet:
        return
    page = Page()
    page.line((head, "bold"))
    _listed(page, left_out)
    say(page, common)


def _annotations(session: "Session") -> tuple[str, str, tuple[str, ...]]:
    from detente.cli.words import count
    from detente.exchange.annotations import export

    opened = session.opened
    claims = [*opened.claims.values(), *opened.candidates.values()]
    made = export(session.case.id, claims, opened.documents)
    text = json.dumps(made.collection, ensure_ascii=False, indent=1) + "\n"
    return text, f"{count(made.collection['total'], 'annotation')}.", made.left_out


def _entities(session: "Session") -> tuple[str, str, tuple[str, ...]]:
    from detente import ledger
    from detente.cli.words import count
    from detente.exchange.follow_the_money import export, write

    opened = session.opened
    history = ledger.history(session.case, opened.entries, session.as_of, session.known)
    made = export(
        session.case,
        opened.entries,
        opened.documents,
        history,
        len(opened.claims) + len(opened.candidates),
    )
    head = f"{count(len(made.entities), 'entity', 'entities')}."
    return write(made.entities), head, made.left_out


def _export_tables(session: "Session", common: Common, *, bom: bool) -> None:
    from detente.cli.words import count
    from detente.exchange.tables import CLAIMS, DOCUMENTS, ENTRIES, write_table
    from detente.record import as_plain

    if common.out is None:
        raise UsageError("--to csv writes several files", "name their folder with --out")
    folder = Path(common.out)
    opened = session.opened
    tables: dict[str, tuple[Sequence[RecordLine], tuple[str, ...]]] = {
        "claims.csv": (_all_claims(session), CLAIMS),
        "documents.csv": (list(opened.documents.values()), DOCUMENTS),
        "events.csv": (opened.entries, ENTRIES),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot make '{folder}': {(error.strerror or str(error)).lower()}"
        ) from None
    page = Page()
    page.line((f"{folder}:", "bold"))
    for name, (lines, columns) in tables.items():
        text = write_table([_without_kind(as_plain(line), name) for line in lines], columns)
        write_file(folder / name, (("\ufeff" if bom else "") + text).encode("utf-8"))
        page.line(f"{name}: {count(len(lines), 'row')}", indent=2)
    if opened.reviews:
        _listed(page, (f"Verdicts of reviewers are left out: {len(opened.reviews)}.",))
    if not common.quiet:
        say(page, common)


def _without_kind(plain: dict[str, Any], name: str) -> dict[str, Any]:
    """Leave out the kind of a line where the table says it."""
    return plain if name == "events.csv" else {k: v for k, v in plain.items() if k != "kind"}


def _listed(page: Page, sentences: Sequence[str]) -> None:
    if sentences:
        page.line("What has no place, or stands otherwise:")
    for sentence in sentences:
        page.line(("- ", "dim"), sentence, indent=2)

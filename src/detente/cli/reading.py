"""Reading the record: ``detente log``, ``detente verify``."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import Struct

from detente.cli.options import CaseArgument, Common, read_date, with_common
from detente.cli.page import Page, Part
from detente.cli.session import begin
from detente.cli.terminal import answer, as_json
from detente.cli.verdict import verdict
from detente.errors import CannotComputeError, UsageError

if TYPE_CHECKING:
    from detente.case import Case
    from detente.entries import Entry
    from detente.folder import Opened
    from detente.record.verification import Verification

__all__ = ["log", "verify"]


class _Filter(Struct, frozen=True, kw_only=True):
    levers: frozenset[str]
    parties: frozenset[str]
    kinds: frozenset[str]
    since: dt.date | None
    until: dt.date | None
    known: dt.date | None

    def takes(self, entry: "Entry") -> bool:
        """Whether the entry is asked for."""
        return (
            (not self.kinds or entry.kind in self.kinds)
            and (not self.levers or getattr(entry, "lever", "") in self.levers)
            and (not self.parties or bool(self.parties & {*entry.parties}))
            and (self.since is None or entry.date.last >= self.since)
            and (self.until is None or entry.date.first <= self.until)
            and (self.known is None or entry.known_from.first <= self.known)
        )


@with_common()
def log(
    case: CaseArgument,
    *,
    lever: Annotated[
        list[str] | None, typer.Option("--lever", metavar="LEVER", help="Only of this lever.")
    ] = None,
    party: Annotated[
        list[str] | None, typer.Option("--party", metavar="PARTY", help="Only by this party.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="Only of this kind.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only from this date on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Only up to this date.")
    ] = None,
    common: Common,
) -> None:
    """List what the record says, by date: who did, saw or said what, and what was corrected.

    --lever, --party and --kind may be repeated. --as-of is the same as --until.
    """
    session = begin(case, common)
    wanted = _Filter(
        levers=frozenset(lever or ()),
        parties=frozenset(party or ()),
        kinds=frozenset(kind or ()),
        since=read_date(since, "--since"),
        until=read_date(until, "--until") or common.as_of,
        known=common.known,
    )
    _check_names(session.case, wanted)
    entries = [entry for entry in session.opened.entries if wanted.takes(entry)]
    entries.sort(key=lambda entry: (entry.date.first, entry.date.last))
    numbers = _numbers(session.opened)
    if common.json:
        as_json(
            {
                "schema": "detente.log/1",
                "record": _shown_place(session.opened),
                "count": len(entries),
                "entries": [_as_dict(entry, numbers) for entry in entries],
            },
            common,
        )
        return
    answer(_page(session.case, session.opened, entries, numbers), common)


def _check_names(case: "Case", wanted: _Filter) -> None:
    from detente.entries import ENTRY_KINDS
    from detente.interpret import did_you_mean

    for option, words, known in (
        ("--lever", wanted.levers, {*case.levers}),
        ("--kind", wanted.kinds, {*ENTRY_KINDS}),
    ):
        for word in sorted(words - known):
            raise UsageError(f"{option}: no '{word}'", did_you_mean(word, known))


def _numbers(opened: "Opened") -> dict[str, int]:
    """Return id -> number in the store; empty where the record is in files."""
    if opened.record == "files":
        return {}
    from detente import record

    name = _shown_place(opened)
    text = next((t for n, t in opened.texts.items() if n.endswith(name)), "")
    lines, _ = record.parse(text, name)
    return {line.id: mark.line for line, mark in lines}


def _shown_place(opened: "Opened") -> str:
    from detente import record

    if opened.record == "files" or "://" in opened.record:
        return record.shown(opened.record)
    return opened.record.replace("\\", "/").rsplit("/", 1)[-1]


def _as_dict(entry: "Entry", numbers: dict[str, int]) -> dict[str, Any]:
    from detente import record

    return {"number": numbers.get(entry.id), **record.as_plain(entry)}


def _page(case: "Case", opened: "Opened", entries: list["Entry"], numbers: dict[str, int]) -> Page:
    from detente.cli.words import count

    corrected = {id_ for entry in opened.entries for id_ in entry.corrects}
    corrected |= {e.about for e in opened.entries if e.kind == "retract" and hasattr(e, "about")}
    page = Page()
    page.line((case.name or case.id, "bold"))
    total = len(opened.entries)
    of_all = f" of {total}" if len(entries) < total else ""
    page.line(
        f"{len(entries)}{of_all} dated {'fact' if total == 1 else 'facts'}, "
        f"{count(len(opened.claims), 'claim')}, {count(len(opened.documents), 'document')}; "
        f"record: {_shown_place(opened)}"
    )
    if entries:
        page.blank()
        rows = [_row(entry, numbers, entry.id in corrected) for entry in entries]
        page.table(["Date", "Kind", "By", "What", "Id"], rows, whole=(0,))
    return page


def _row(entry: "Entry", numbers: dict[str, int], corrected: bool) -> list[Part]:  # noqa: FBT001
    what = _what(entry) + (" (corrected)" if corrected else "")
    number = f"#{numbers[entry.id]} " if entry.id in numbers else ""
    style = "dim" if corrected else ""
    return [
        str(entry.date)[:21], entry.kind, ", ".join(entry.parties), (what, style),
        (f"{number}{entry.id}", "dim"),
    ]  # fmt: skip


def _what(entry: "Entry") -> str:
    from detente import record

    plain = record.as_plain(entry)
    if "level" in plain and "lever" in plain and "text" not in plain:
        return f"{plain['lever']} = {plain['level']}"
    for key, shown in (
        ("amount", "{lever} + {amount}"),
        ("text", "{text}"),
        ("name", "{name}"),
        ("upheld", "{about}: upheld {upheld}"),
        ("to", "{clause} until {to}"),
        ("clause", "{clause}"),
        ("about", "{about}"),
    ):
        if key in plain:
            return shown.format_map(plain)
    return ""


@with_common(dates=False)
def verify(
    case: CaseArgument,
    *,
    head: Annotated[
        str | None,
        typer.Option(
            "--head",
            metavar="N/HASH",
            help="A head that was noted before: the record must go on from it.",
        ),
    ] = None,
    common: Common,
) -> None:
    """Prove that nothing in the record was altered: follow its chain of hashes.

    A chain alone does not show a cut tail or a full rewrite; a remembered head does: note the head
    that is printed, somewhere else, and give it with --head. Exit status 1 if anything is wrong.
    """
    from detente.folder import find_case
    from detente.record.chain import read_head

    try:
        remembered = read_head(head) if head is not None else None
    except ValueError as error:
        raise UsageError(f"--head: {error}") from None
    found = _verified(find_case(case), common, remembered)
    if common.json:
        as_json(_verified_as_dict(found), common)
    else:
        answer(verdict(found, common, head), common)
    raise typer.Exit(0 if found.holds else 1)


def _verified(
    path: Path, common: Common, remembered: tuple[int | None, str] | None
) -> "Verification":
    """Verify the store of a case, or the export that lies there in its place."""
    from detente import record
    from detente.record.store import Store
    from detente.record.transfer import chain_of, envelopes
    from detente.record.verification import examine

    place = common.record or str(record.store_beside(path))
    if "://" in place or Path(place).is_file():
        return Store.open(place, writable=False).check(remembered)
    beside = path.with_name(record.RECORD_FILE)
    if path.name == record.CASE_FILE and beside.is_file():
        lines, problems = record.parse_bytes(beside.read_bytes(), str(beside))
        if problems:
            raise UsageError(problems[0].concise())
        del lines
        chain = chain_of(envelopes(beside.read_text("utf-8")))
        if chain:
            return examine(chain, remembered)
    raise CannotComputeError(
        "there is no chain to verify: nothing has been written to this record yet",
        "the first 'detente add' or 'detente import' begins the chain",
    )


def _verified_as_dict(found: "Verification") -> dict[str, Any]:
    broken = found.broken
    return {
        "schema": "detente.verify/1",
        "ok": found.holds,
        "head": str(found.head),
        "records": found.head.seq,
        "broken": {"number": broken.seq, "message": broken.message} if broken else None,
        "remembered": found.remembered,
        "erased": [*found.erased],
        "jumps": [
            {"number": n, "days": round(j / dt.timedelta(days=1), 2)} for n, j in found.jumps
        ],
        "damage": [*found.damage],
        "root": found.root.hex(),
    }

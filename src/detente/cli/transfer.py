"""The record between files and stores: ``detente export``, ``detente import``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detente.cli.calendar_file import AHEAD, ALARM, export_calendar
from detente.cli.diagnostics import full
from detente.cli.event_table_file import import_event_table, is_event_table
from detente.cli.evidence_file import (
    export_evidence,
    import_claim_table,
    import_entities,
    is_claim_file,
    is_entities,
    refuse_annotations,
)
from detente.cli.games_file import export_game
from detente.cli.genius_file import export_genius, import_genius, is_genius
from detente.cli.gmcr_file import export_gmcr, import_gmcr, is_gmcr
from detente.cli.options import CaseArgument, Common, read_date, with_common
from detente.cli.page import Page
from detente.cli.recording import begin_to_write, new_problems, now, remarks, stop_at_errors
from detente.cli.terminal import answer, as_json, write_file, write_out
from detente.errors import Problem, UsageError

if TYPE_CHECKING:
    from detente.record.transfer import Taken

__all__ = ["export", "import_"]

MOST_ODD = 20
Form = Literal[
    "jsonl", "sqlite", "ics", "gmcr", "nfg", "efg", "genius", "geniusweb", "annotations",
    "followthemoney", "csv",
]  # fmt: skip
MODELS = frozenset(["gmcr", "nfg", "efg", "genius", "geniusweb"])


@with_common(own_files=True)
def export(
    case: CaseArgument,
    *,
    to: Annotated[
        Form,
        typer.Option(
            "--to",
            help="jsonl: one line per record, without loss; sqlite: a copy of the store, "
            "taken as of one moment while others write; ics: a calendar of what comes due; "
            "gmcr: the graph model as a file of GMCR+; nfg, efg: a small game for Gambit; genius, "
            "geniusweb: a negotiation scenario, a folder of files; annotations: claims as W3C Web "
            "Annotations; followthemoney: documents, events and measures; csv: claims, documents "
            "and events as tables, a folder of files.",
        ),
    ] = "jsonl",
    ahead: Annotated[
        str | None,
        typer.Option(
            "--next",
            metavar="TIME",
            help=f"Of a calendar: how far it looks ahead. Default: {AHEAD}.",
        ),
    ] = None,
    alarm: Annotated[
        str | None,
        typer.Option(
            "--alarm",
            metavar="TIME",
            help="Of a calendar: how long before its day an event reminds (7d, 2w, '36 hours', "
            f"none). Default: {ALARM}.",
        ),
    ] = None,
    schedule: Annotated[
        str | None,
        typer.Option(
            "--schedule",
            metavar="NAME",
            help="Of a game (nfg, efg): who breaks this schedule first, and when; else what is offered.",
            show_default=False,
        ),
    ] = None,
    bom: Annotated[
        bool,
        typer.Option(
            "--bom", help="Of csv: begin with a byte order mark, as some spreadsheets want."
        ),
    ] = False,
    common: Common,
) -> None:
    """Write the record into a file that any detente can take in, with the same head; or a calendar.

    A calendar (iCalendar, RFC 5545) has an all-day event for each last day to act. A .gmcr file
    holds the graph model; what has no place in it is listed.
    """
    if to == "ics":
        export_calendar(case, common, ahead=ahead or AHEAD, alarm=alarm or ALARM)
        return
    if schedule is not None and to not in {"nfg", "efg"}:
        raise UsageError("--schedule is for games", "--to nfg or --to efg writes one")
    if bom and to != "csv":
        raise UsageError("--bom is for tables", "--to csv writes them")
    if to in MODELS or to in {"annotations", "followthemoney", "csv"}:
        _refuse_of_calendars({"--next": ahead, "--alarm": alarm})
    if to == "annotations" or to == "followthemoney" or to == "csv":  # noqa: PLR1714 - mypy narrows
        export_evidence(case, to, common, bom=bom)
        return
    if to in {"nfg", "efg"}:
        export_game(case, to, schedule, common)
        return
    if to in {"genius", "geniusweb"}:
        export_genius(case, to, common)
        return
    if to == "gmcr":
        export_gmcr(case, common)
        return
    given: dict[str, object] = {
        "--as-of": common.as_of,
        "--known": common.known,
        "--reading": common.reading,
    }
    _refuse_of_calendars(given | {"--next": ahead, "--alarm": alarm})
    _export_record(case, to, common)


def _refuse_of_calendars(given: dict[str, object]) -> None:
    for option, value in given.items():
        if value is not None:
            raise UsageError(f"{option} is for calendars", "--to ics makes one")


def _refuse_of_tables(given: dict[str, object]) -> None:
    for option, value in given.items():
        if value:
            raise UsageError(f"{option} is not for this file", "it is for tables of events")


def _export_record(case: str, to: Form, common: Common) -> None:
    from detente.folder import find_case, lines_in_files, open_case
    from detente.record import store_beside
    from detente.record.store import Store
    from detente.record.transfer import export_lines

    place = common.record or str(store_beside(find_case(case)))
    there = "://" in place or Path(place).is_file()
    if to == "sqlite":
        if not there or common.out is None:
            raise UsageError("--to sqlite copies a store into a file", "name the file with --out")
        Store.open(place, writable=False).backup(common.out)
        return
    if there:
        text = "".join(f"{line}\n" for line in export_lines(Store.open(place, writable=False)))
    else:
        text = lines_in_files(open_case(case))
    if common.out is not None:
        write_file(common.out, text.encode("utf-8"))
    else:
        write_out(text, encoding="utf-8")


@with_common(dates=False)
def import_(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="record.jsonl or another export; a case file, for its events and claims; an event "
            "table (GDELT, ICEWS, POLECAT; also .gz, .zip), entities of FollowTheMoney or a CSV of "
            "claims, which propose claims; or a .gmcr file or a folder of GENIUS or GeniusWeb, which "
            "becomes a case.",
            show_default=False,
        ),
    ],
    *,
    case: Annotated[
        str | None,
        typer.Option(
            "--into",
            metavar="CASE",
            help="The case that takes it in; of a .gmcr file, the folder to make.",
        ),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="Of an event table: the first day.", show_default=False
        ),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DATE", help="Of an event table: the last day.", show_default=False
        ),
    ] = None,
    party: Annotated[
        list[str] | None,
        typer.Option(
            "--party",
            metavar="PARTY",
            help="Of an event table: only rows between these parties; may be repeated. Default: all.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Of what proposes claims: show them; record nothing."),
    ] = False,
    common: Common,
) -> None:
    """Take the lines of a file into the record of a case: all or none, and nothing twice."""
    from detente.folder import open_case, open_store
    from detente.record.transfer import envelopes, take_in

    if case is None:
        raise UsageError("say which case takes it in", f"detente import {file} --into CASE")
    refuse_annotations(file)
    if is_claim_file(file) or is_entities(file):
        _refuse_of_tables({"--from": first, "--until": last, "--party": party})
        take = import_claim_table if is_claim_file(file) else import_entities
        take(file, case, common, dry_run=dry_run)
        return
    if is_event_table(file):
        days = read_date(first, "--from"), read_date(last, "--until")
        import_event_table(file, case, common, days=days, parties=party or [], dry_run=dry_run)
        return
    _refuse_of_tables(
        {"--from": first, "--until": last, "--party": party, "--dry-run": dry_run or None}
    )
    if is_gmcr(file) or is_genius(file):
        (import_gmcr if is_gmcr(file) else import_genius)(file, case, common)
        return
    opened = begin_to_write(case, common).opened
    text = _text_of(file)
    after = open_case(case, store=common.record, draft=(file, text))
    stop_at_errors(new_problems(opened, after), after, common)
    odd = remarks(opened, after, file)
    clock = now()
    found = envelopes(text)
    store = open_store(opened, common.record, clock)
    taken = take_in(store, found, clock)
    _tell(taken, str(store.head()), common, odd, after.texts)


def _text_of(file: str) -> str:
    """Return the lines of a file; of a case file, what stands under events: and claims:."""
    from detente.record import MAX_FILE

    path = Path(file)
    try:
        if path.suffix in {".yaml", ".yml"} or path.is_dir():
            return _inline(file)
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
        text = data.decode("utf-8").removeprefix("\ufeff")
    except OSError as error:
        raise UsageError(
            f"cannot read '{file}': {(error.strerror or str(error)).lower()}"
        ) from None
    except UnicodeDecodeError as error:
        raise UsageError(
            f"'{file}' is not UTF-8 at byte {error.start}", "save it as UTF-8"
        ) from None
    if len(data) > MAX_FILE:
        raise UsageError(f"'{file}' has more than {MAX_FILE:,} bytes", "import it in parts")
    if text[:4096].split(maxsplit=1)[:1] in (["{"], ["["]):
        # A whole document over many lines: each of them would be an error of its own.
        raise UsageError(
            f"'{file}' is one JSON document over several lines", "a record has one object a line"
        )
    return text


def _inline(file: str) -> str:
    from detente.folder import lines_in_files, open_case

    return lines_in_files(open_case(file))


def _tell(
    taken: "Taken", head: str, common: Common, odd: list[Problem], texts: dict[str, str]
) -> None:
    from detente.cli.words import count

    if common.json:
        as_json(
            {
                "schema": "detente.import/1",
                "new": taken.new,
                "there": taken.there,
                "with_hashes": taken.replayed,
                "recorded_by_the_clock": taken.redated,
                "head": head,
                "problems": [problem.as_dict() for problem in odd],
            },
            common,
        )
        return
    page = Page()
    if not common.quiet:
        full(page, odd[:MOST_ODD], texts)
        if odd[MOST_ODD:]:
            page.line(f"and {count(len(odd) - MOST_ODD, 'warning')} more of these kinds.")
            page.blank()
    page.line((f"{count(taken.new, 'new record')}, {taken.there} there already.", "bold"))
    page.source(f"record head {head}")
    if taken.redated:
        page.line(
            f"{count(taken.redated, 'entry', 'entries')} said to be known before the last one "
            "there: the clock says when they were recorded."
        )
    answer(page, common)

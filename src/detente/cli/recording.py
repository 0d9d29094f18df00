"""Adding to the record: ``detente add``, ``detente erase``."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import replace

from detente.cli.diagnostics import counted, full
from detente.cli.effect import effect_as_dict, effect_of, show_effect
from detente.cli.options import CaseArgument, Common, with_common
from detente.cli.page import Page
from detente.cli.session import Session, WrongFileError
from detente.cli.terminal import answer, as_json, say
from detente.errors import Problem, UsageError

if TYPE_CHECKING:
    from detente.entries import Entry
    from detente.folder import Opened

__all__ = [
    "add",
    "begin_to_write",
    "erase",
    "new_problems",
    "now",
    "record_lines",
    "remarks",
    "stop_at_errors",
]

TYPED = "what was typed"


def _option(name: str, metavar: str, help_: str) -> Any:
    return typer.Option(name, metavar=metavar, help=help_, show_default=False)


@with_common()
def add(
    case: CaseArgument,
    kind: Annotated[
        str | None,
        typer.Argument(metavar="[KIND]", help="act, finding, report, amount, event, statement, "
                       "dispute, ruling, waive, extend, retract, assert.", show_default=False),
    ] = None,
    *,
    from_: Annotated[
        str | None, _option("--from", "FILE", "Lines of JSON, one entry each; '-' reads them from "
                            "standard input.")
    ] = None,
    date: Annotated[str | None, _option("--date", "DATE", "When it happened: a day, an instant, or "
                                        "FIRST/LAST when it is not exact.")] = None,
    id_: Annotated[str | None, _option("--id", "ID", "Its id. Default: made of date, kind and "
                                       "lever.")] = None,
    by: Annotated[list[str] | None, _option("--by", "PARTY", "Who did, saw or said it.")] = None,
    lever: Annotated[str | None, _option("--lever", "LEVER", "The lever.")] = None,
    level: Annotated[str | None, _option("--level", "LEVEL", "Its level.")] = None,
    amount: Annotated[str | None, _option("--amount", "NUMBER", "How much was delivered.")] = None,
    name: Annotated[str | None, _option("--name", "NAME", "Of an event: signed, accepted ...")] = None,
    text: Annotated[str | None, _option("--text", "TEXT", "Of a statement.")] = None,
    about: Annotated[str | None, _option("--about", "ID", "The entry in dispute, ruled on or "
                                         "withdrawn.")] = None,
    upheld: Annotated[bool | None, typer.Option("--upheld/--dismissed", help="Of a ruling: the "
                      "dispute strikes the entry, or not.", show_default=False)] = None,
    clause: Annotated[str | None, _option("--clause", "ID", "The clause waived or extended.")] = None,
    to: Annotated[str | None, _option("--to", "DATE", "The new last day in time.")] = None,
    source: Annotated[list[str] | None, _option("--source", "ID", "The document it is from.")] = None,
    grade: Annotated[str | None, _option("--grade", "GRADE", "Admiralty grade, such as B2.")] = None,
    rests_on: Annotated[list[str] | None, _option("--rests-on", "CLAIM", "A claim that it rests on; "
                                                  "may be repeated.")] = None,
    supersedes: Annotated[list[str] | None, _option("--supersedes", "ID", "An entry that it "
                                                    "corrects; may be repeated.")] = None,
    note: Annotated[str | None, _option("--note", "TEXT", "A remark.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would change; record "
                                          "nothing.")] = False,
    common: Common,
) -> None:  # fmt: skip
    """Add to the record: show what it changes on the board, ask, record it for good."""
    keys = {
        "kind": kind, "id": id_, "date": date, "by": by, "lever": lever, "level": level,
        "amount": amount, "name": name, "text": text, "about": about, "upheld": upheld,
        "clause": clause, "to": to, "source": source, "grade": grade, "rests_on": rests_on,
        "supersedes": supersedes, "note": note,
    }  # fmt: skip
    draft = _draft(from_, {key: value for key, value in keys.items() if value is not None})
    add_lines(case, draft, common, yes=yes, dry_run=dry_run)


def _draft(file: str | None, keys: dict[str, Any]) -> tuple[str, str]:
    """Return name and text of the lines to add: from a file, or made of the options."""
    if file is None:
        if "kind" not in keys:
            raise UsageError(
                "say what to add", "detente add CASE act --date 2019-10-05 --by PARTY --lever LEVER "
                "--level LEVEL, or --from FILE.jsonl",
            )  # fmt: skip
        return TYPED, _typed(keys)
    if keys:
        raise UsageError(f"--from takes whole lines: leave out {', '.join(keys)}")
    try:
        if file == "-":
            return "standard input", sys.stdin.buffer.read().decode("utf-8")
        return file, Path(file).read_bytes().decode("utf-8").removeprefix("\ufeff")
    except OSError as error:
        raise UsageError(
            f"cannot read '{file}': {(error.strerror or str(error)).lower()}"
        ) from None
    except UnicodeDecodeError as error:
        raise UsageError(
            f"'{file}' is not UTF-8 at byte {error.start}", "save it as UTF-8"
        ) from None


def _typed(keys: dict[str, Any]) -> str:
    """Return the options as a line of a record, with an id made of what they say."""
    import json
    import re

    for key in ("by", "source", "supersedes"):
        if len(keys.get(key, ())) == 1:
            keys[key] = keys[key][0]
    about = keys.get("lever") or keys.get("name") or keys.get("about") or keys.get("clause") or ""
    made = "-".join(part for part in (keys.get("date", ""), keys["kind"], about) if part)
    keys.setdefault("id", re.sub(r"[^A-Za-z0-9_.-]+", "-", made).strip("-.")[:80])
    return json.dumps(keys, ensure_ascii=False)


def add_lines(
    where: str, draft: tuple[str, str], common: Common, *, yes: bool, dry_run: bool
) -> None:
    """Check lines against the case, show what they change, and record them."""
    from detente.folder import open_case

    session = begin_to_write(where, common)
    after = open_case(where, store=common.record, draft=draft)
    fresh = _fresh(session.opened, after)
    # Somebody is there to put it right, so what an import only remarks on is refused here.
    odd = [replace(one, severity="error") for one in remarks(session.opened, after, draft[0])]
    found = [*new_problems(session.opened, after), *odd]
    stop_at_errors(found, after, common)
    day = max([session.as_of, *(one.date.last for one in fresh if one.date.last <= now().date())])
    effect = effect_of(session, after, day)
    page = Page()
    if not common.quiet:
        full(page, [p for p in found if p.severity == "warning"], after.texts)
    show_effect(page, session, effect, day)
    new = _count(after) - _count(session.opened)
    if dry_run or not new:
        _conclude(page, common, effect, found, new=0, head="", dry=dry_run, count_=new)
        return
    if not yes:
        _ask(page, common, new)
        page = Page()
    head, recorded = record_lines(session.opened, draft[1], common)
    _conclude(page, common, effect, found, new=recorded, head=head, dry=False, count_=new)


def begin_to_write(where: str, common: Common) -> Session:
    """Open a case to add to its record: it must be readable; what is added may put it right.

    Raises
    ------
    WrongFileError
        The case file cannot be read; what is wrong has been shown.
    """
    from detente.folder import open_case

    opened = open_case(where, store=common.record)
    if opened.case is None:
        stop_at_errors(opened.problems, opened, common)
        raise UsageError(f"'{where}' cannot be read")
    day = common.as_of or opened.case.as_of or now().date()
    return Session(
        where=where,
        opened=opened,
        case=opened.case,
        as_of=day,
        known=common.known,
        reading=common.reading,
    )


def new_problems(before: "Opened", after: "Opened") -> list[Problem]:
    """Return the problems that there were not before the lines were added."""
    return [problem for problem in after.problems if problem not in before.problems]


def _count(opened: "Opened") -> int:
    claims = len(opened.claims) + len(opened.candidates)
    return claims + sum(map(len, (opened.entries, opened.documents, opened.reviews)))


def _fresh(before: "Opened", after: "Opened") -> list["Entry"]:
    there = {entry.id for entry in before.entries}
    return [entry for entry in after.entries if entry.id not in there]


def stop_at_errors(found: list[Problem], after: "Opened", common: Common) -> None:
    """Show errors, if there are any, and stop."""
    errors = [problem for problem in found if problem.severity == "error"]
    if errors:
        page = Page()
        full(page, errors, after.texts)
        page.line((f"Found {counted(errors)}. Nothing was recorded.", "bold"))
        say(page, common)
        raise WrongFileError("what was to be added has errors")


def remarks(before: "Opened", after: "Opened", name: str) -> list[Problem]:
    """Return what is odd about new entries, though a record may hold it."""
    from detente.cli.oddities import oddities
    from detente.errors import Mark
    from detente.record import parse

    if after.case is None:
        return []
    lines, _ = parse(after.texts[name], name)
    marks = {line.id: mark for line, mark in lines}
    known = {entry.id: entry for entry in after.entries}
    return [
        problem.at(name, marks.get(entry.id, Mark(1, 1)))
        for entry in _fresh(before, after)
        for problem in oddities(entry, known, after.case, now().date())
    ]


def _ask(page: Page, common: Common, new: int) -> None:
    from detente.cli.words import count

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("nobody is there to ask", "add --yes to record it, --dry-run to look only")
    say(page, common)
    typer.confirm(f"Record {count(new, 'line')} for good?", abort=True, err=True)


def record_lines(opened: "Opened", text: str, common: Common) -> tuple[str, int]:
    """Record lines for good; return the record's new head and how many were new."""
    from detente.entries import ENTRY_KINDS
    from detente.folder import open_store
    from detente.record.json_line import read
    from detente.record.store import Draft
    from detente.record.transfer import envelopes

    clock = now()
    store = open_store(opened, common.record, clock)
    drafts = [
        Draft(one.id, one.body, dated=read(one.body).get("kind") in ENTRY_KINDS)
        for one in envelopes(text)
        if one.body is not None
    ]
    done = store.append(drafts, clock)
    return str(store.head()), sum(one.new for one in done)


def _conclude(
    page: Page,
    common: Common,
    effect: Any,
    found: list[Problem],
    *,
    new: int,
    head: str,
    dry: bool,
    count_: int,
) -> None:
    from detente.cli.words import count

    if common.json:
        problems = [p.as_dict() for p in found if p.severity != "note"]
        as_json(
            {
                "schema": "detente.add/1",
                "dry_run": dry,
                "new": count_ if dry else new,
                "head": head or None,
                "effect": effect_as_dict(effect),
                "problems": problems,
            },
            common,
        )
        return
    if dry:
        page.line((f"Dry run: {count(count_, 'new line')}; nothing was recorded.", "bold"))
    elif not new:
        page.line(("Nothing new: all of it is in the record already.", "bold"))
    else:
        page.line((f"Recorded {count(new, 'line')}.", "bold"))
        page.source(f"record head {head}")
    answer(page, common)


@with_common(dates=False)
def erase(
    case: CaseArgument,
    id_: Annotated[str, typer.Argument(metavar="ID", help="What to erase.", show_default=False)],
    *,
    why: Annotated[str, _option("--why", "TEXT", "The reason, which stays in the record.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    common: Common,
) -> None:
    """Erase the words of one entry for good: its hash stays, and that and why they went is recorded.

    For what the law or the safety of a source demands; a mistake is corrected by adding.
    """
    from detente.folder import open_case, open_store
    from detente.interpret import did_you_mean

    opened = open_case(case, store=common.record)
    ids = {line.id for line in opened.entries} | {line.id for line in opened.reviews}
    if id_ not in ids | {*opened.claims, *opened.candidates, *opened.documents}:
        raise UsageError(f"there is no '{id_}' in the record", did_you_mean(id_, ids))
    if not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError("nobody is there to ask", "add --yes to erase it")
        typer.confirm(f"Erase the words of '{id_}' for good?", abort=True, err=True)
    clock = now()
    store = open_store(opened, common.record, clock)
    done = store.erase(id_, why, clock)
    head = str(store.head())
    if common.json:
        as_json({"schema": "detente.erase/1", "erased": id_, "by": done.id, "head": head}, common)
        return
    page = Page()
    page.line((f"Erased '{id_}'.", "bold"))
    page.source(f"record head {head}")
    page.line("Files, exports and backups made before still have it.", indent=2)
    answer(page, common)


def now() -> dt.datetime:
    """Return the clock, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - the command line reads the clock

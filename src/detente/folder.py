"""A case as it lies on disk, or as it ships with the package: files -> case, record, problems.

A case folder holds ``case.yaml`` and perhaps ``record.jsonl``; inline ``events:`` and ``claims:``
are read together with the record. The same id with the same content counts once; with other content
it is an error. Once something has been written, ``record.sqlite`` beside them is the record, and
what stands only in a file is reported.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from detente import casefile, record
from detente.case import Case
from detente.casefile.recorded import check_line, names_of
from detente.checks import check
from detente.claims import Claim, Review
from detente.documents import Document
from detente.entries import Entry, RecordLine
from detente.errors import Mark, Problem, UsageError, sort_problems
from detente.ledger import check_record
from detente.ledger.status import lever_status
from detente.ledger.view import view_of
from detente.record import CASE_FILE, RECORD_FILE

__all__ = ["Opened", "find_case", "lines_in_files", "open_case", "open_store", "shipped_cases"]

MAX_FILE = (64 << 20) + 1
MAX_PROBLEMS = 1000

if TYPE_CHECKING:
    from detente.record.chain import Break
    from detente.record.store import Store

Place = tuple[str, Mark]


class Opened(Struct, frozen=True, kw_only=True):
    """A case with its record, as far as they could be read.

    Attributes
    ----------
    case : Case or None
        None where the case file has errors.
    entries, documents, claims, reviews
        The record and what stands inline, merged; in the order of the record, then of the file.
        ``claims`` are those that count, as reviewers changed them: written, or accepted.
    candidates, as_recorded : dict
        Claims that nothing may rest on: not judged, rejected or orphaned; all, before any verdict.
    problems : list of Problem
        Of the case file, of the record, and of both together; by place.
    texts : dict
        Name of file -> its text, for showing the lines at fault.
    version : str
        First 7 hex digits of the SHA-256 over the files: names what a result was computed from.
    root, path : Path
        The folder of the case file; the case file.
    record, head : str
        Where the record is: ``files``, or the path or the address of its store; its head, ``n/hash``,
        which every report names, None where the record is a file without a chain.
    """

    case: Case | None
    entries: tuple[Entry, ...] = ()
    documents: dict[str, Document] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    candidates: dict[str, Claim] = field(default_factory=dict)
    as_recorded: dict[str, Claim] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    version: str = ""
    root: Path = field(default_factory=Path)
    path: Path = field(default_factory=Path)
    record: str = "files"
    head: str | None = None

    @property
    def sound(self) -> bool:
        """Whether there is a case and no error, so that a command may compute with it."""
        return self.case is not None and all(p.severity != "error" for p in self.problems)


def open_case(
    where: str | Path, *, store: str | Path | None = None, draft: tuple[str, str] | None = None
) -> Opened:
    """Read a case: a case folder, a case file, or the id of a case that ships with the package.

    Parameters
    ----------
    where : str or Path
        The case.
    store : str, Path or None
        Where its record is kept: ``postgresql://...`` or a file. None: beside the case file.
    draft : pair of str or None
        Name and text of lines of a record, read as if they had been recorded: to see what they
        would change before they are.

    Raises
    ------
    UsageError
        There is no such case, or its file cannot be read at all.

    Examples
    --------
    >>> opened = open_case("dprk-2019")
    >>> opened.case.id
    'dprk-2019'
    >>> open_case("dprk-2018")
    Traceback (most recent call last):
    ...
    detente.errors.UsageError: no case 'dprk-2018'
    """
    path = find_case(where)
    files = _Files()
    kept = _record_of(path, store, files)
    if draft is not None:
        kept.lines += files.parsed(*draft)
        kept.loose.add(draft[0])
    name = _shown(path)
    known = {line.id for line, _ in [*kept.lines, *kept.outside]} | kept.gone
    case, found = casefile.parse_bytes(files.read(path, name), name, known_entries=known)
    files.problems += found
    return _put_together(case, kept, files, path)


def shipped_cases() -> dict[str, Path]:
    """Return id -> case file of every case that ships with the package.

    Examples
    --------
    >>> shipped_cases()["dprk-2019"].name
    'case.yaml'
    """
    root = Path(__file__).parent / "cases"
    folders = {str(p.parent.relative_to(root)): p for p in root.rglob(CASE_FILE)}
    files = {
        str(p.relative_to(root).with_suffix("")): p
        for p in root.rglob("*.yaml")
        if p.name != CASE_FILE
    }
    return {id_.replace(os.sep, "/"): p for id_, p in sorted({**folders, **files}.items())}


def open_store(opened: Opened, store: str | Path | None, now: dt.datetime) -> "Store":
    """Open the store of a case to write; the first write takes in what stands in the files.

    Parameters
    ----------
    opened : Opened
        The case.
    store : str, Path or None
        As for :func:`open_case`.
    now : datetime.datetime
        The clock.

    Raises
    ------
    UsageError
        The case ships with the package, and no other place is named.

    Examples
    --------
    >>> try:
    ...     open_store(open_case("dprk-2019"), None, dt.datetime(2019, 10, 5, tzinfo=dt.UTC))
    ... except UsageError as error:
    ...     print(error)
    'dprk-2019' ships with detente and is read-only
    """
    from detente.record.transfer import open_to_write

    if store is None and opened.path in shipped_cases().values():
        id_ = next(id_ for id_, path in shipped_cases().items() if path == opened.path)
        raise UsageError(
            f"'{id_}' ships with detente and is read-only",
            f"copy it and write to the copy: detente new DIR --from {id_}",
        )
    place = store or record.store_beside(opened.path)
    return open_to_write(place, *_files_of(opened), now)


def lines_in_files(opened: Opened) -> str:
    """Return what stands in the files of a case as lines of JSON, as the first write takes it in.

    Examples
    --------
    >>> lines_in_files(open_case("dprk-2019"))[:32]
    '{"bytes":3030,"id":"S0","kind":"'
    """
    from detente.record.transfer import in_files

    return "".join(f"{one.body}\n" for one in in_files(*_files_of(opened)) if one.body)


def _files_of(opened: Opened) -> tuple[str, list[RecordLine]]:
    beside = opened.path.with_name(RECORD_FILE)
    own = opened.path.name == CASE_FILE
    text = opened.texts.get(_shown(beside), "") if own else ""
    return text, [line for line, _ in _inline(opened.case)]


# ------------------------------------------------------------------ finding and reading files


def find_case(where: str | Path) -> Path:
    """Return the case file of a case folder, a case file or the id of a shipped case.

    Examples
    --------
    >>> find_case("dprk-2019").name
    'case.yaml'
    """
    path = Path(where)
    try:
        if (path / CASE_FILE).is_file():
            return path / CASE_FILE
        if path.is_file():
            return path
        there = path.exists()
    except (OSError, ValueError) as error:  # no permission; a name that no file can have
        raise UsageError(f"cannot open '{where}': {_why(error)}") from None
    shipped = shipped_cases()
    if str(where) in shipped:
        return shipped[str(where)]
    if path.is_dir():
        raise UsageError(
            f"no {CASE_FILE} in '{where}'", f"name a case file, or make one: detente new {where}"
        )
    if there:
        raise UsageError(f"'{where}' is no file")
    raise UsageError(f"no case '{where}'", _near(str(where), shipped))


def _near(word: str, shipped: Mapping[str, Path]) -> str:
    near = get_close_matches(word, [*shipped], n=3, cutoff=0.5)
    last = {id_.rsplit("/", 1)[-1]: id_ for id_ in shipped}
    near += [last[name] for name in get_close_matches(word, [*last], n=3, cutoff=0.6)]
    main = [id_ for id_ in shipped if "/" not in id_]
    more = len(shipped) - len(main)
    listed = ", ".join(main) + (f" and {more} studies under literature/" if more else "")
    ask = " or ".join(f"'{id_}'" for id_ in dict.fromkeys(near))
    meant = f"did you mean {ask}? " if ask else ""
    return f"{meant}Name a case folder, a case file, or a shipped case: {listed}"


def _why(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return reason[:1].lower() + reason[1:]


def _shown(path: Path) -> str:
    """Return the name by which the user knows the file: as short as it can be."""
    try:
        short = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return str(path) if short.startswith("..") else short


class _Files:
    """The files read so far: their texts, what is wrong with them, and a digest of all."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256()

    def read(self, path: Path, name: str) -> bytes:
        """Return the bytes of a file; of one that is too large, just enough to say so."""
        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE)
        except OSError as error:
            raise UsageError(f"cannot read '{name}': {_why(error)}") from None
        self.digest.update(len(data).to_bytes(8, "big") + data)
        self.texts[name] = data.decode("utf-8", "replace").removeprefix("\ufeff")
        return data

    def parsed(
        self, name: str, text: str, *, of_store: bool = False
    ) -> list[tuple[RecordLine, Place]]:
        """Read lines of a record that are no file of their own."""
        self.digest.update(text.encode("utf-8"))
        self.texts[name] = text
        lines, found = record.parse(text, name, of_store=of_store)
        self.problems += found
        return [(line, (name, mark)) for line, mark in lines]


class _Kept(Struct, kw_only=True):
    """The record: its lines, ids of erased ones, and what stands only in a file beside a store.

    ``head`` is its end, where there is a chain. ``loose`` names the sources whose lines say the same even if they were recorded at another time.
    """

    lines: list[tuple[RecordLine, Place]]
    gone: set[str] = field(default_factory=set)
    store: str = ""
    outside: list[tuple[RecordLine, Place]] = field(default_factory=list)
    loose: set[str] = field(default_factory=set)
    head: str | None = None


def _record_of(path: Path, store: str | Path | None, files: _Files) -> _Kept:
    """Read the store, if anything has been written to it; else the file beside the case file."""
    lines, gone = _record_beside(path, files)
    place = store or record.store_beside(path)
    there = "://" in str(place) or Path(place).is_file()
    found = record.read_store(place) if there else None
    if found is None or not found.size:
        beside = files.texts.get(_shown(path.parent / RECORD_FILE), "")
        head, broken = record.chain_in(beside)
        if broken:
            files.problems.append(_broken(broken, _shown(path.parent / RECORD_FILE)))
        return _Kept(lines=lines, gone=gone, head=head)
    name = record.shown(place) if "://" in str(place) else _shown(Path(place))
    kept = files.parsed(name, found.text, of_store=True)
    if found.broken:
        files.problems.append(_broken(found.broken, name))
    return _Kept(
        lines=kept,
        gone={*found.gone},
        store=str(place),
        outside=lines,
        loose={name},
        head=found.head,
    )


def _broken(found: "Break", name: str) -> Problem:
    return Problem(
        severity="error",
        code="D209",
        message=f"the record was altered: at record {found.seq}, {found.message}",
        hint="detente verify says more; take it back from a backup or an export that holds",
    ).at(name, Mark(found.seq, 1))


def _record_beside(path: Path, files: _Files) -> tuple[list[tuple[RecordLine, Place]], set[str]]:
    beside = path.parent / RECORD_FILE
    if path.name != CASE_FILE or not beside.is_file():
        return [], set()
    name = _shown(beside)
    lines, found = record.parse_bytes(files.read(beside, name), name)
    files.problems += found
    return [(line, (name, mark)) for line, mark in lines], {*record.erased(files.texts[name])}


# ------------------------------------------------------------------ putting the parts together


def _put_together(case: Case | None, record_: _Kept, files: _Files, path: Path) -> Opened:
    problems = files.problems
    lines = [*record_.lines]
    if record_.store:
        only, settled = _settled(record_, [*record_.outside, *_inline(case)], path)
        problems += islice(only, MAX_PROBLEMS)
        lines += settled
    else:
        lines += _inline(case)
    kept, places = _merge(lines, problems, record_.loose)
    claims, entries, found = _counted(path.parent, kept, places)
    documents = {line.id: line for line in kept if isinstance(line, Document)}
    problems += found
    if case is not None:
        names = _wrong_names(case, lines, record_.gone, files.texts)
        problems += islice(names, MAX_PROBLEMS)
        now = _by_the_record(case, entries)
        problems += check(case, entries, claims, documents, status_quo=now, places=places)
        problems += check_record(case, entries, places)
    return Opened(
        case=case,
        entries=entries,
        documents=documents,
        claims={id_: claim for id_, claim in claims.items() if claim.counts},
        candidates={id_: claim for id_, claim in claims.items() if not claim.counts},
        as_recorded={line.id: line for line in kept if isinstance(line, Claim)},
        reviews=tuple(line for line in kept if isinstance(line, Review)),
        problems=sort_problems(problems),
        texts=files.texts,
        version=files.digest.hexdigest()[:7],
        root=path.parent,
        path=path,
        record=record_.store or "files",
        head=record_.head,
    )


def _counted(
    folder: Path, kept: list[RecordLine], places: Mapping[str, Place]
) -> tuple[dict[str, Claim], tuple[Entry, ...], list[Problem]]:
    """Apply the verdicts of reviewers, and look words up in the texts that are kept."""
    claims = {line.id: line for line in kept if isinstance(line, Claim)}
    entries = tuple(line for line in kept if isinstance(line, Entry))
    texts = {line.id: line for line in kept if isinstance(line, Document) and line.text}
    found: list[Problem] = []
    if reviews := [line for line in kept if isinstance(line, Review)]:
        from detente.evidence.review import judged

        claims, entries, found = judged(claims, entries, reviews, places)
    if texts:
        from detente.evidence.anchors import settle_claims

        settled = settle_claims(folder, claims, texts)
        claims, found = settled.claims, [*found, *(p.at(*places[i]) for i, p in settled.problems)]
    return claims, entries, found[:MAX_PROBLEMS]


def _settled(
    record_: _Kept, outside: list[tuple[RecordLine, Place]], path: Path
) -> tuple[list[Problem], list[tuple[RecordLine, Place]]]:
    """Part what stands in files into what the store lacks, as warnings, and what it has."""
    there = {line.id for line, _ in record_.lines} | record_.gone
    only = [
        Problem(
            severity="warning",
            code="D206",
            message=f"'{line.id}' stands only in a file, and is not in the record",
            hint=f"take it in: detente import {place[0]} --into {path.parent}",
        ).at(*place)
        for line, place in outside
        if line.id not in there
    ]
    return only, [one for one in outside if one[0].id in there - record_.gone]


def _wrong_names(
    case: Case,
    lines: list[tuple[RecordLine, Place]],
    gone: Iterable[str],
    texts: Mapping[str, str],
) -> Iterator[Problem]:
    """Yield what the record names and the case does not have; the case file has been looked at."""
    names = names_of(case)
    ids = {line.id for line, _ in lines if isinstance(line, Entry)} | {*gone}
    rows = {file: text.split("\n") for file, text in texts.items()}
    for line, (file, mark) in lines:
        if file != case.file and check_line(line, names, ids, file, {(): mark}):
            text = rows[file][mark.line - 1]
            keys = ("lever", "level", "levers", "about", "clause", "supersedes", "name")
            yield from check_line(line, names, ids, file, record.marks_of(text, mark.line, keys))


def _by_the_record(case: Case, entries: Iterable[Entry]) -> dict[str, str]:
    """Return the last certain level of each lever as of the case's own day, or of all days.

    What powers have changed by themselves is left out: it takes the states of all clauses.
    """
    view, day = view_of(case, entries, None), case.as_of or dt.date.max
    board = {lever: lever_status(case, view, lever, day).certain for lever in case.levers}
    return {lever: level for lever, level in board.items() if level}


def _inline(case: Case | None) -> Iterator[tuple[RecordLine, Place]]:
    if case is None:
        return
    for number, entry in enumerate(case.events):
        yield entry, (case.file, case.mark(("events", number, "id")) or Mark(1, 1))
    for number, claim in enumerate(case.claims):
        yield claim, (case.file, case.mark(("claims", number, "id")) or Mark(1, 1))


def _merge(
    lines: Iterable[tuple[RecordLine, Place]], problems: list[Problem], loose: Collection[str]
) -> tuple[list[RecordLine], dict[str, Place]]:
    """Keep each line once; the same id with other content is an error at the second."""
    kept: dict[str, RecordLine] = {}
    places: dict[str, Place] = {}
    for line, place in lines:
        first = kept.setdefault(line.id, line)
        if first != line:
            file, mark = places[line.id]
            if {file, place[0]} & {*loose} and _untimed(first) == _untimed(line):
                continue
            problem = Problem(
                severity="error",
                code="D202",
                message=f"'{line.id}' stands twice with different content",
                hint=f"first in {file}, line {mark.line}; give it another id, or "
                f"'supersedes: {line.id}' if it corrects that one",
            )
            problems.append(problem.at(*place))
        places.setdefault(line.id, place)
    return list(kept.values()), places


def _untimed(line: RecordLine) -> RecordLine:
    """Return a line without what it says of when it became known: a store sets that itself."""
    return replace(line, recorded=None) if isinstance(line, Entry) else line

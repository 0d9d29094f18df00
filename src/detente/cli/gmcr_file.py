"""``detente import FILE.gmcr`` and ``detente export CASE --to gmcr``: conflicts of GMCR+."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.diagnostics import counted, full
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.session import WrongFileError, begin
from detente.cli.terminal import answer, as_json, say, write_file, write_out
from detente.errors import Problem, UsageError

if TYPE_CHECKING:
    from detente.exchange.gmcr import Conflict, Import

__all__ = ["export_gmcr", "import_gmcr", "is_gmcr"]


def is_gmcr(file: str) -> bool:
    """Return whether a file is meant to be a conflict of GMCR+, by its name.

    Examples
    --------
    >>> is_gmcr("Elmira.gmcr"), is_gmcr("record.jsonl")
    (True, False)
    """
    return Path(file).suffix.lower() == ".gmcr"


def import_gmcr(file: str, folder: str, common: Common) -> None:
    """Make a case folder of a ``.gmcr`` file; say what the file does not tell."""
    from detente.casefile import json_schema, new_case, parse

    into = Path(folder)
    if (into / "case.yaml").exists():
        raise UsageError(f"'{into / 'case.yaml'}' is there already", "name another folder")
    text = _text_of(file)
    conflict = _read(text, file, common)
    id_ = next(
        line.removeprefix("case: ")
        for line in new_case(into.resolve().name).splitlines()
        if line.startswith("case: ")
    )
    made = _made(conflict, id_, file)
    case, problems = parse(made.text, str(into / "case.yaml"))
    if case is None:
        _refuse(problems, {str(into / "case.yaml"): made.text}, common)
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot make '{folder}': {(error.strerror or str(error)).lower()}"
        ) from None
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    write_file(into / "case.yaml", made.text.encode("utf-8"))
    write_file(into / "case.schema.json", schema.encode("utf-8"))
    _tell_import(conflict, made, into, common)


def _made(conflict: "Conflict", id_: str, file: str) -> "Import":
    from detente.exchange.gmcr import to_case

    stem = Path(file).stem
    return to_case(conflict, id_, name=stem.replace("_", " "), source=Path(file).name)


def _text_of(file: str) -> str:
    from detente.exchange.gmcr.reading import MOST_BYTES

    try:
        with Path(file).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"cannot read '{file}': {(error.strerror or str(error)).lower()}"
        ) from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"'{file}' has more than {MOST_BYTES >> 20} MiB", "no model is that long")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"'{file}' is not UTF-8 at byte {error.start}", "save it as UTF-8"
        ) from None


def _read(text: str, file: str, common: Common) -> "Conflict":
    from detente.exchange.gmcr import GmcrFileError, read

    try:
        return read(text, file)
    except GmcrFileError as error:
        _refuse(list(error.problems), {file: text}, common)
        raise


def _refuse(problems: list[Problem], texts: dict[str, str], common: Common) -> None:
    page = Page()
    errors = [problem for problem in problems if problem.severity == "error"]
    full(page, errors, texts)
    page.line((f"Found {counted(errors)}. Nothing was imported.", "bold"))
    say(page, common)
    raise WrongFileError("the file cannot be imported")


def _tell_import(conflict: "Conflict", made: "Import", into: Path, common: Common) -> None:
    from detente.cli.words import count

    options, makers = len(conflict.options), len(conflict.makers)
    if common.json:
        as_json(
            {
                "schema": "detente.import_gmcr/1",
                "folder": str(into),
                "made": ["case.yaml", "case.schema.json"],
                "parties": makers,
                "levers": options,
                "remarks": list(made.remarks),
            },
            common,
        )
        return
    page = Page()
    parties = count(makers, "party", "parties")
    page.line((f"{parties}, {count(options, 'lever')}: {into / 'case.yaml'}", "bold"))
    _listed(page, made.remarks)
    page.line(("Next: ", "dim"), f"detente check {into}")
    answer(page, common)


def export_gmcr(where: str, common: Common) -> None:
    """Write the model of a case as a ``.gmcr`` file; list what has no place in it."""
    from detente.cli.words import count
    from detente.exchange.gmcr import export, write
    from detente.model import compile_model

    session = begin(where, common)
    board = session.levers()
    model = compile_model(session.case, board, reading=session.reading)
    made = export(session.case, model, reading=session.reading)
    text = write(made.conflict)
    if common.out is not None:
        write_file(common.out, text.encode("utf-8"))
    else:
        write_out(text, encoding="utf-8")
    if common.quiet:
        return
    page = Page()
    options, makers = len(made.conflict.options), len(made.conflict.makers)
    page.line((f"{count(makers, 'decision maker')}, {count(options, 'option')}.", "bold"))
    if made.left_out:
        page.line("What has no place in the format, or stands otherwise in it:")
        _listed(page, made.left_out)
    say(page, common)


def _listed(page: Page, sentences: tuple[str, ...]) -> None:
    for sentence in sentences:
        page.line(("- ", "dim"), sentence, indent=2)

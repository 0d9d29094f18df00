"""``detente new``: a case folder to start from."""

import json
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import Common, with_common
from detente.cli.page import Page
from detente.cli.terminal import answer, as_json, write_file
from detente.errors import UsageError

__all__ = ["new"]


@with_common(dates=False)
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to make.", show_default=False)
    ],
    *,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="ID", help="Copy a case that ships with detente."),
    ] = None,
    common: Common,
) -> None:
    """Start a case from a commented example, or from a case that ships with detente."""
    files = _copied(from_) if from_ else _commented(folder)
    if (folder / "case.yaml").exists():
        raise UsageError(f"'{folder / 'case.yaml'}' is there already", "name another folder")
    try:
        (folder / "documents").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot make '{folder}': {(error.strerror or str(error)).lower()}"
        ) from None
    for name, data in files.items():
        write_file(folder / name, data)
    made = [*files, "documents/"]
    if common.json:
        as_json({"schema": "detente.new/1", "folder": str(folder), "made": made}, common)
        return
    page = Page()
    page.line(f"Made {', '.join(str(folder / name) for name in files)}, {folder / 'documents'}/.")
    page.line(("Next: ", "dim"), f"detente check {folder}")
    answer(page, common)


def _commented(folder: Path) -> dict[str, bytes]:
    """Return the commented example, named after the folder, and the schema that it points at."""
    from detente import casefile

    schema = json.dumps(casefile.json_schema(), ensure_ascii=False, indent=2) + "\n"
    example = casefile.new_case(folder.resolve().name)
    return {"case.yaml": example.encode("utf-8"), "case.schema.json": schema.encode("utf-8")}


def _copied(id_: str) -> dict[str, bytes]:
    """Return the files of a shipped case: the case file and what lies beside it."""
    from detente.folder import shipped_cases
    from detente.interpret import did_you_mean

    shipped = shipped_cases()
    if id_ not in shipped:
        raise UsageError(f"no case '{id_}' ships with detente", did_you_mean(id_, [*shipped]))
    file = shipped[id_]
    beside = [p for p in sorted(file.parent.iterdir()) if p.is_file() and p != file]
    with_it = beside if file.name == "case.yaml" else []
    return {"case.yaml": file.read_bytes(), **{p.name: p.read_bytes() for p in with_it}}

"""``detente export CASE --to genius -o DIR`` and ``detente import DIR --into DIR``: GENIUS, GeniusWeb."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from detente.cli.diagnostics import counted, full
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.session import WrongFileError, begin
from detente.cli.terminal import answer, as_json, say, write_file
from detente.errors import Problem, UsageError

if TYPE_CHECKING:
    from detente.exchange.genius import Import, Scenario

__all__ = ["Scenarios", "export_genius", "import_genius", "is_genius"]

Scenarios = Literal["genius", "geniusweb"]
SUFFIX = {"genius": ".xml", "geniusweb": ".json"}
MOST_FILES = 40


def is_genius(file: str) -> bool:
    """Return whether a path is a scenario: an XML file, or a folder of such files without a case.

    Examples
    --------
    >>> is_genius("domain.xml"), is_genius("record.jsonl")
    (True, False)
    """
    path = Path(file)
    if path.is_dir():
        inside = any(any(path.glob(f"*{suffix}")) for suffix in SUFFIX.values())
        return inside and not (path / "case.yaml").exists()
    return path.suffix.lower() in SUFFIX.values()


def export_genius(where: str, to: Scenarios, common: Common) -> None:
    """Write a domain and one profile per party into a folder; list what has no place in them."""
    from detente.bargain import bargain
    from detente.cli.words import count
    from detente.exchange.genius import export, write_json, write_xml

    if common.out is None:
        raise UsageError(f"--to {to} writes several files", "name their folder with --out")
    folder = Path(common.out)
    session = begin(where, common)
    board = session.levers()
    found = bargain(session.case, board, reading=session.reading)
    made = export(session.case, found.problem, found.patience)
    left_out = list(made.left_out)
    if to == "geniusweb":
        left_out += _no_place_in_geniusweb(made.scenario)
    files = (write_xml if to == "genius" else write_json)(made.scenario)
    _make_folder(folder)
    for name, text in files.items():
        write_file(folder / name, text.encode("utf-8"))
    if common.json:
        said = {"folder": str(folder), "made": list(files), "left_out": left_out}
        as_json({"schema": "detente.export_genius/1", **said}, Common())
    elif not common.quiet:
        page = Page()
        issues = count(len(made.scenario.issues), "issue")
        page.line((f"{folder}: {issues}, {', '.join(files)}", "bold"))
        _listed(page, left_out)
        say(page, common)


def _no_place_in_geniusweb(scenario: "Scenario") -> list[str]:
    said = []
    if any(profile.discount not in {None, 1.0} for profile in scenario.profiles):
        said.append("GeniusWeb has no discount factor: patience is left out.")
    said += [
        f"{profile.name}: GeniusWeb gives no deal as a package, not as a number "
        f"({profile.reservation:g}): it is left out."
        for profile in scenario.profiles
        if profile.reservation_bid is None and profile.reservation is not None
    ]
    return said


def import_genius(file: str, into: str, common: Common) -> None:
    """Make a case folder of a scenario; say what the scenario does not tell."""
    from detente.casefile import json_schema, parse
    from detente.cli.words import count

    folder = Path(into)
    place = folder / "case.yaml"
    if place.exists():
        raise UsageError(f"'{place}' is there already", "name another folder")
    scenario, made = _made(file, folder, common)
    case, problems = parse(made.text, str(place))
    if case is None:
        _refuse(problems, {str(place): made.text}, common)
    _make_folder(folder)
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    write_file(place, made.text.encode("utf-8"))
    write_file(folder / "case.schema.json", schema.encode("utf-8"))
    if common.json:
        said = {"folder": str(folder), "made": [place.name, "case.schema.json"]}
        as_json({"schema": "detente.import_genius/1", **said, "remarks": made.remarks}, common)
        return
    page = Page()
    parties = count(len(scenario.profiles), "party", "parties")
    page.line((f"{parties}, {count(len(scenario.issues), 'lever')}: {place}", "bold"))
    _listed(page, list(made.remarks))
    page.line(("Next: ", "dim"), f"detente bargain {folder}")
    answer(page, common)


def _made(file: str, folder: Path, common: Common) -> "tuple[Scenario, Import]":
    from detente.casefile import new_case
    from detente.exchange.genius import GeniusFileError, read_json, read_xml, to_case

    texts = _texts(file)
    try:
        read = read_json if next(iter(texts)).endswith(".json") else read_xml
        scenario = read(texts)
    except GeniusFileError as error:
        _refuse(list(error.problems), texts, common)
        raise
    if not scenario.profiles:
        raise UsageError(
            f"'{file}' has a domain, and no party's profile beside it",
            "give the folder that holds the domain and one file per party",
        )
    id_ = next(
        line.removeprefix("case: ")
        for line in new_case(folder.resolve().name).splitlines()
        if line.startswith("case: ")
    )
    return scenario, to_case(scenario, id_, source=Path(file).name)


def _texts(file: str) -> dict[str, str]:
    """Return the files of a scenario by name: those of a folder, or of the folder of a file."""
    path = Path(file)
    if not path.exists():
        raise UsageError(f"cannot read '{file}': no such file or directory")
    folder = path if path.is_dir() else path.parent
    suffix = path.suffix.lower() if path.is_file() else ".xml"
    names = sorted(folder.glob(f"*{suffix}")) or sorted(folder.glob("*.json"))
    if len(names) > MOST_FILES:
        raise UsageError(f"'{folder}' has {len(names)} such files", "keep one scenario in a folder")
    return {name.name: _text_of(name) for name in names}


def _text_of(path: Path) -> str:
    from detente.exchange.genius.scenario import MOST_BYTES

    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        text = data.decode("utf-8").removeprefix("\ufeff")
    except OSError as error:
        raise UsageError(f"cannot read '{path}': {(error.strerror or '').lower()}") from None
    except UnicodeDecodeError as error:
        raise UsageError(
            f"'{path}' is not UTF-8 at byte {error.start}", "save it as UTF-8"
        ) from None
    if len(data) > MOST_BYTES:
        raise UsageError(
            f"'{path}' has more than {MOST_BYTES >> 20} MiB", "no scenario is that long"
        )
    return text


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot make '{folder}': {(error.strerror or str(error)).lower()}"
        ) from None


def _refuse(problems: list[Problem], texts: dict[str, str], common: Common) -> None:
    page = Page()
    errors = [problem for problem in problems if problem.severity == "error"]
    full(page, errors, texts)
    page.line((f"Found {counted(errors)}. Nothing was imported.", "bold"))
    say(page, common)
    raise WrongFileError("the scenario cannot be imported")


def _listed(page: Page, sentences: list[str]) -> None:
    for sentence in sentences:
        page.line(("- ", "dim"), sentence, indent=2)

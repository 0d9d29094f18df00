"""What holds for the project as a whole: light import, one version, documented names."""

import doctest
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import detente

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 500

# Slow to import, and needed by some commands only.
HEAVY = {
    "alembic", "dask", "distributed", "icalendar", "jinja2", "lark", "numba", "numpy", "scipy",
    "sqlalchemy", "weasyprint", "yaml",
}  # fmt: skip
IMPORT = """
import json, sys, time
begin = time.process_time()
import {names}
seconds = time.process_time() - begin
print(json.dumps({{"seconds": seconds, "modules": sorted({{m.split(".")[0] for m in sys.modules}})}}))
"""


def import_once(names: str) -> tuple[float, set[str]]:
    """Processor seconds of an import in a fresh interpreter, and the packages that it loads."""
    code = IMPORT.format(names=names)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    said = json.loads(done.stdout)
    return said["seconds"], set(said["modules"])


def test_the_command_line_starts_without_the_slow_packages() -> None:
    """`import detente, detente.cli` loads no arrays, no compiler, no templates, no parser."""
    _, modules = import_once("detente, detente.cli")
    assert modules & HEAVY == set()


@pytest.mark.slow
def test_the_command_line_starts_quickly() -> None:
    """Our own import costs less than what typer and msgspec, which it needs, cost alone.

    Best of 7 of each, taken in turn, in processor time: a busy machine slows both alike.
    """
    pairs = [(import_once("detente.cli")[0], import_once("typer, msgspec")[0]) for _ in range(7)]
    ours, theirs = (min(seconds) for seconds in zip(*pairs, strict=True))
    assert ours - theirs < theirs


def test_the_version_is_the_same_everywhere() -> None:
    """The package, the project file and the citation name one version; the changelog knows it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert detente.__version__ == project["version"]
    assert f"\nversion: {detente.__version__}\n" in citation


def test_the_changelog_starts_with_what_is_not_released() -> None:
    """The first heading is Unreleased, and a released version never appears twice."""
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert len(headings) == len(set(headings))


def test_the_pinned_versions_name_no_place() -> None:
    """`constraints.txt` is made of plain `name==version` lines: no address, no hash, no option."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[0-9][\w.!+]*", line)]
    assert odd == []


def test_every_dependency_is_pinned() -> None:
    """Each package that the project file names has its version in `constraints.txt`."""
    file = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = list(file["project"]["dependencies"])
    for group in (file["project"]["optional-dependencies"], file["dependency-groups"]):
        named += [
            entry for entries in group.values() for entry in entries if isinstance(entry, str)
        ]
    wanted = {re.split(r"[^\w.-]", entry)[0].lower().replace("_", "-") for entry in named}
    pinned = {
        line.split("==")[0] for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    }
    assert set() == wanted - pinned


def public_modules() -> list[ModuleType]:
    """Every module of the package that says what is public in it."""
    names = [info.name for info in pkgutil.walk_packages(detente.__path__, "detente.")]
    found = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    return [module for module in [detente, *found] if hasattr(module, "__all__")]


def test_every_public_name_exists() -> None:
    """No `__all__` promises a name that its module does not have."""
    missing = [
        f"{module.__name__}.{name}"
        for module in public_modules()
        for name in module.__all__
        if not hasattr(module, name)
    ]
    assert missing == []


def public_things(kinds: Callable[[object], bool]) -> dict[str, object]:
    """The functions or classes that modules of the package make public, by full name."""
    return {
        f"{module.__name__}.{name}": thing
        for module in public_modules()
        for name in module.__all__
        if kinds(thing := getattr(module, name))
    }


def test_every_public_function_has_an_example() -> None:
    """Each function that a stage offers to the others has an example, which the run executes."""
    examples = doctest.DocTestParser().get_examples
    functions = {
        name: function
        for name, function in public_things(inspect.isfunction).items()
        if name.count(".") <= 2 and not name.startswith("detente.cli.")
    }
    assert [name for name, it in functions.items() if not examples(it.__doc__ or "")] == []


def test_every_public_class_is_described() -> None:
    """Each public class has a docstring of its own."""
    classes = public_things(inspect.isclass)
    assert [name for name, it in classes.items() if not vars(it).get("__doc__")] == []


def command_names() -> list[str]:
    """The commands that `detente` has."""
    import typer

    from detente.cli import app

    group = typer.main.get_command(app)
    return sorted(getattr(group, "commands", {}))


def test_every_command_has_its_section() -> None:
    """Each command, and each of its long options, stands in `docs/reference/cli.md`."""
    page = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    headings = " ".join(re.findall(r"^#+ (.+)$", page, re.MULTILINE))
    assert command_names()
    assert [name for name in command_names() if f"detente {name}" not in headings] == []


def test_files_stay_small() -> None:
    """No source file has more than 500 lines; above 300 it is time to think of splitting it."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "src").rglob("*.py"))
        if (lines := len(path.read_text("utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def test_nothing_committed_names_a_registry() -> None:
    """No file of the project holds the address of a package registry."""
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    address = re.compile(
        r"https?://(?:[\w.-]*\.)?(?:pypi|pythonhosted|npmjs|registry)\.", re.IGNORECASE
    )
    found = []
    for name in files.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and address.search(path.read_text("utf-8", errors="replace")):
            found.append(name)
    assert found == []

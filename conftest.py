"""What every test shares: property-test profiles, page examples, golden files, the no-skip rule."""

import doctest
import os
import tempfile
from collections.abc import Callable, Generator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.myst import PythonCodeBlockParser

GOLDEN = Path(__file__).parent / "tests" / "golden"
DOCTEST_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

# No deadline: the first example of a compiled function also pays for compiling it. Derandomized:
# a run that passed passes again.
settings.register_profile("default", deadline=None, derandomize=True, max_examples=100)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("deep", deadline=None, derandomize=True, max_examples=2000)
settings.load_profile("default")


def enter_scratch_folder(namespace: dict[str, Any]) -> None:
    """Let the examples of a page write files where they do no harm."""
    namespace["_page_scratch"] = (Path.cwd(), tempfile.TemporaryDirectory())
    os.chdir(namespace["_page_scratch"][1].name)


def leave_scratch_folder(namespace: dict[str, Any]) -> None:
    """Go back, and remove what the examples of a page wrote."""
    home, scratch = namespace["_page_scratch"]
    os.chdir(home)
    scratch.cleanup()


pages = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=DOCTEST_OPTIONS)],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    setup=enter_scratch_folder,
    teardown=leave_scratch_folder,
)
docstrings = Sybil(
    parsers=[DocTestParser(optionflags=DOCTEST_OPTIONS)],
    patterns=["src/*/*.py", "src/*/*/*.py", "src/*/*/*/*.py"],
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = (pages + docstrings).pytest()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--rewrite``."""
    parser.addoption(
        "--rewrite", action="store_true", help="rewrite the golden files; then read the diff"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name in ``tests/golden``, or rewrite the file."""
    rewrite = bool(request.config.getoption("--rewrite"))

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if not path.exists():
            pytest.fail(f"no golden file {path}; make it with --rewrite and read it")
        kept = path.read_text(encoding="utf-8")
        if text != kept:
            diff = unified_diff(kept.splitlines(), text.splitlines(), str(path), "now", lineterm="")
            pytest.fail("\n".join(diff), pytrace=False)

    return check


def skipping_is_failing() -> bool:
    """Whether this run is one where nothing may skip: ``CI`` is set."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skipped report into a failed one that keeps the reason."""
    if not skipping_is_failing() or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid}: nothing may skip where CI is set. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skips where nothing may skip."""
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a file that skips as a whole where nothing may skip."""
    report = yield
    refuse_skip(report)
    return report

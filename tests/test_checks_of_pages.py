"""What the scripts behind ``make test`` catch: a page that lags, a test that skips, a failed run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scripts.check_wheel import Command, matches, read_commands, run_page
from scripts.summary import counts
from scripts.summary import main as add_up

ROOT = Path(__file__).resolve().parent.parent

PAGE = """\
# A page

```console
$ echo one two
one ...
$ false  # exit 1
$ echo long \\
> line
```

```python
print("not a command")
```

```console
$ pip install detente
$ detente serve dprk-2019
```
"""


def test_commands_are_read_with_their_lines_and_what_they_print() -> None:
    """Each command keeps its line in the page, its promised status and the text under it."""
    read = list(read_commands(PAGE))
    assert [(c.line, c.status, c.shown) for c in read[:2]] == [(4, 0, ["one ..."]), (6, 1, [])]
    assert read[2].text == "echo long \\\nline"
    assert [c.for_people for c in read] == [False, False, False, True, True]


def test_what_a_page_shows_must_be_what_is_printed() -> None:
    """Dots stand for anything; other words must agree; showing nothing promises nothing."""
    assert matches(Command("x", 1, ["3 states", "..."]), "3 states\nmore\n")
    assert not matches(Command("x", 1, ["3 states"]), "4 states\n")
    assert matches(Command("x", 1, []), "anything\n")


@pytest.mark.parametrize(
    ("block", "failed"),
    [
        ("$ true", 0),
        ("$ false", 1),
        ("$ true # exit 1", 1),
        ("$ exit 3 # exit 3", 0),
        ("$ echo a\nb", 1),
        ("$ echo a > f\n$ cat f\na", 0),
    ],
)
def test_a_page_that_lags_is_found(tmp_path: Path, block: str, failed: int) -> None:
    """A wrong exit status or another output counts as one failure."""
    page = tmp_path / "page.md"
    page.write_text(f"```console\n{block}\n```\n", encoding="utf-8")
    assert run_page(page, tmp_path, {"PATH": os.environ["PATH"]})[1] == failed


def run_skipping_test(tmp_path: Path, ci: str) -> int:
    """Exit status of a run, under the project's conftest, of one test that skips."""
    shutil.copy(ROOT / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_it():\n    pytest.skip('no browser')\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]
    environment = {**os.environ, "CI": ci}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    return done.returncode


@pytest.mark.slow
def test_a_skipped_test_fails_only_where_ci_is_set(tmp_path: Path) -> None:
    """On a person's machine a missing browser is a skip; in continuous integration a failure."""
    assert run_skipping_test(tmp_path, ci="") == 0
    assert run_skipping_test(tmp_path, ci="true") == 1


def test_the_summary_counts_what_ran(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line adds up the reports; a failure or an empty run is an error."""
    report = '<testsuites><testsuite tests="{}" failures="{}" errors="0" skipped="1"/></testsuites>'
    (tmp_path / "a.xml").write_text(report.format(5, 0), encoding="utf-8")
    assert counts(tmp_path / "a.xml") == (4, 0, 1)
    assert add_up(str(tmp_path)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "4 passed, 0 failed, 1 skipped"
    (tmp_path / "b.xml").write_text(report.format(3, 1), encoding="utf-8")
    assert add_up(str(tmp_path)) == 1
    assert add_up(str(tmp_path / "nothing")) == 1

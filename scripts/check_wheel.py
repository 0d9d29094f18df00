"""Build the wheel, install it alone in a fresh environment, run the commands of the pages there.

The pages show commands in ``console`` blocks. A line that starts with ``$ `` is run with bash in a
scratch folder, one folder for each page, in order; a line that starts with ``> `` goes on with the
line before. What stands under a command is what it prints, compared word by word; ``...`` stands
for anything. A command is to end well, or with the status that it names: ``# exit 1``.
"""

import argparse
import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```console\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
STATUS = re.compile(r"#\s*exit (\d+)\s*$")
# Shown on the pages for a person to do; they would fetch, build or stay running.
FOR_PEOPLE = {"git", "make", "pip", "pipx", "uv", "uvx", "xdg-open"}


class Command(Struct):
    """One command of a page: the text after ``$``, the line it stands on, what it is to print."""

    text: str
    line: int
    shown: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status that the page promises."""
        named = STATUS.search(self.text)
        return int(named[1]) if named else 0

    @property
    def for_people(self) -> bool:
        """Whether only a person is to run it."""
        words = self.text.split()
        server = words[:2] == ["detente", "serve"] or "postgresql://" in self.text
        return words[0] in FOR_PEOPLE or server


def read_commands(page: str) -> Iterator[Command]:
    """Give the commands of a page in order."""
    for block in BLOCK.finditer(page):
        first = page.count("\n", 0, block.start()) + 2
        command = None
        for number, line in enumerate(block["body"].splitlines(), first):
            if line.startswith("$ "):
                if command:
                    yield command
                command = Command(line[2:], number)
            elif command and line.startswith("> ") and not command.shown:
                command.text += "\n" + line[2:]
            elif command:
                command.shown.append(line)
        if command:
            yield command


def matches(command: Command, printed: str) -> bool:
    """Whether a command printed what its page shows (nothing shown: anything goes)."""
    shown = "\n".join(command.shown).strip()
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    return not shown or doctest.OutputChecker().check_output(shown, printed.strip(), options)


def run_command(command: Command, folder: Path, environment: dict[str, str]) -> str | None:
    """Run one command; say what is wrong with what it did, if anything."""
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode != command.status:
        return f"exit status {done.returncode}, not {command.status}\n{done.stdout}"
    if not matches(command, done.stdout):
        shown = "\n".join(command.shown)
        return f"the page shows\n{shown}\nbut it prints\n{done.stdout}"
    return None


def run_page(page: Path, folder: Path, environment: dict[str, str]) -> tuple[int, int]:
    """Run a page's commands in a folder; give how many ran and how many failed."""
    ran = failed = 0
    for command in read_commands(page.read_text(encoding="utf-8")):
        if command.for_people:
            print(f"    left to people: {command.text}")
            continue
        if command.text.startswith("cd "):
            folder = folder / command.text[3:].strip()
            continue
        wrong = run_command(command, folder, environment)
        ran += 1
        if wrong:
            failed += 1
            print(f"{page}:{command.line}: {command.text}\n{wrong}", file=sys.stderr)
    return ran, failed


def uv_or_pip(python: Path) -> list[str]:
    """Choose the installer: uv from the path or beside this Python, else pip."""
    beside = Path(sys.executable).parent / "uv"
    uv = str(beside) if beside.exists() else shutil.which("uv")
    return (
        [uv, "pip", "install", "--python", str(python)]
        if uv
        else [str(python), "-m", "pip", "install"]
    )


def install_wheel(folder: Path) -> Path:
    """Build the wheel and install it without extras; give the environment's folder of programs."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    wheel = next(folder.glob("*.whl"))
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    programs = folder / "venv" / "bin"
    install = uv_or_pip(programs / "python")
    install += ["--quiet", "-c", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run(install, check=True)
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    return programs


def find_pages(named: list[Path]) -> list[Path]:
    """Give the pages to run: those named, else the README and every page under docs."""
    return named or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def main() -> int:
    """Run it all; the exit status says whether every page holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--here", action="store_true", help="use the detente of this environment")
    parser.add_argument("page", nargs="*", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        programs = Path(sys.executable).parent if chosen.here else install_wheel(folder)
        environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": scratch,
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
            "NUMBA_CACHE_DIR": str(folder / "numba"),
        }
        total = failures = 0
        for number, page in enumerate(find_pages(chosen.page)):
            (folder / f"page-{number}").mkdir()
            ran, failed = run_page(page, folder / f"page-{number}", environment)
            total, failures = total + ran, failures + failed
            print(f"{page}: {ran} commands, {failed} failed")
    if not total:
        print("no page shows a command", file=sys.stderr)
    return 1 if failures or not total else 0


if __name__ == "__main__":
    sys.exit(main())

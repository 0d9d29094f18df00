"""Write docs/reference/cli.md from the commands themselves, or say that it lags.

python scripts/cli_reference.py --write     writes the page
python scripts/cli_reference.py             exit 1 if the page is not what would be written
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from detente.cli import app
from detente.cli.help_groups import grouped

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "cli.md"
COMMON = {"as_of", "known", "reading", "json_", "out", "quiet", "verbose", "no_color"}
DATED = {"as_of", "known", "reading"}
HEAD = """\
# Commands

CASE is a case folder, a case file, or the id of a case that ships with detente (`dprk-2019`,
`literature/kilgour2001/elmira_9`). Answers go to standard output, or whole or not at all into the file of
`--out`; everything else goes to standard error. `detente COMMAND --help` prints what stands here;
`detente --version` says which version it is.
"""
TAIL = """\
## Exit status

| status | meaning |
|---|---|
| 0 | fine |
| 1 | the answer of a check is "no": `detente check` found errors, `detente verify` a broken chain or another head |
| 2 | wrong use, or a wrong file: nothing was computed |
| 3 | cannot compute: too large, or something is missing; the message says what |
| 130 | stopped with Ctrl-C |

## Environment

| variable | meaning |
|---|---|
| `NO_COLOR` | set to anything: no colours. Where the output is no terminal there are none either |
| `COLUMNS` | the width to write for; otherwise that of the terminal, or 80 |
| `XDG_STATE_HOME` | where the report on an unexpected failure is kept: `detente/log/RUN.log` in it, otherwise in `~/.local/state` |
"""


def names(parameter: Any) -> str:
    """An option as it is typed: ``-o``, ``--out FILE``."""
    metavar = f" {parameter.metavar}" if parameter.metavar else ""
    if choices := getattr(parameter.type, "choices", ()):
        metavar = " " + "|".join(str(choice) for choice in choices)
    return ", ".join(
        f"`{name}{metavar if name.startswith('--') else ''}`" for name in parameter.opts
    )


def table(parameters: list[Any]) -> Iterator[str]:
    """The lines of a table of options."""
    yield "| option | meaning |"
    yield "|---|---|"
    for parameter in parameters:
        said = names(parameter).replace("|", "\\|")
        yield f"| {said} | {parameter.help} |"


def section(name: str, command: Any) -> Iterator[str]:
    """The lines about one command."""
    arguments = [p.metavar for p in command.params if p.param_type_name == "argument"]
    own = [p for p in command.params if p.param_type_name == "option" and p.name not in COMMON]
    own = [p for p in own if p.name != "help"]
    yield f"## `{' '.join(['detente', name, *arguments])}`"
    yield ""
    yield from command.help.strip().split("\n")
    yield ""
    groups = list(grouped(own))
    for heading, some in groups:
        if len(groups) > 1:
            yield f"{heading}:"
            yield ""
        yield from table(some)
        yield ""
    dated = any(p.name in DATED for p in command.params)
    yield (
        "And the common options."
        if dated
        else "And the common options but those of dates and readings."
    )
    yield ""


def common(command: Any) -> Iterator[str]:
    """The lines about the options that commands share."""
    yield "## Common options"
    yield ""
    yield from table([p for p in command.params if p.name in COMMON])
    yield ""


def page() -> str:
    """The whole page."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # it is a group
    lines = [HEAD]
    for name, command in commands.items():
        lines += section(name, command)
    lines += common(commands["status"])
    return "\n".join(lines) + "\n" + TAIL


def main(words: list[str]) -> int:
    """Write the page, or compare it with what is there."""
    if words == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(f"{PAGE} lags behind the commands; run {Path(__file__).name} --write")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Is the file right? ``detente check``, ``detente explain``, ``detente schema``."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detente.cli import diagnostics
from detente.cli.options import CaseArgument, Common, with_common
from detente.cli.page import Page
from detente.cli.terminal import answer, as_json
from detente.errors import Problem, UsageError

if TYPE_CHECKING:
    from detente.codes import Rule
    from detente.folder import Opened

__all__ = ["check", "explain", "schema"]

Form = Literal["full", "concise", "json", "github"]


@with_common(dates=False)
def check(
    case: CaseArgument,
    *,
    form: Annotated[
        Form,
        typer.Option(
            "--format",
            help="full: with the lines at fault; concise: one line each; json; github: annotations.",
        ),
    ] = "full",
    common: Common,
) -> None:
    """Say what is wrong with a case, or worth a look: every error, warning and note.

    Exit status 1 if there are errors. Notes are counted; -v shows them, -q shows errors only.
    """
    from detente.folder import open_case

    opened = open_case(case, store=common.record)
    sound = opened.sound
    if common.json or form == "json":
        problems = [problem.as_dict() for problem in opened.problems]
        as_json({"schema": "detente.check/1", "ok": sound, "problems": problems}, common)
    else:
        answer(_report(case, opened, form, common), common)
    raise typer.Exit(0 if sound else 1)


def _report(where: str, opened: "Opened", form: Form, common: Common) -> Page:
    page = Page()
    shown = [p for p in opened.problems if _is_shown(p, common)]
    if form == "full":
        diagnostics.full(page, shown, opened.texts)
        _conclude(page, where, opened, shown)
    elif form == "concise":
        diagnostics.concise(page, shown)
    else:
        diagnostics.github(page, shown)
    return page


def _is_shown(problem: Problem, common: Common) -> bool:
    if common.quiet:
        return problem.severity == "error"
    return problem.severity != "note" or common.verbose > 0


def _conclude(page: Page, where: str, opened: "Opened", shown: list[Problem]) -> None:
    found = opened.problems
    if not found:
        page.line(("No problems", "bold"), f" in {where}.")
        return
    nothing = "" if opened.sound else " Nothing can be computed."
    page.line((f"Found {diagnostics.counted(found)} in {where}.{nothing}", "bold"))
    hidden = [p for p in found if p not in shown]
    if hidden:
        page.line(
            ("Not shown here: ", "dim"),
            f"{diagnostics.counted(hidden)} ",
            ("(-v shows all)", "dim"),
        )
    if shown:
        page.line(("Explain a rule with ", "dim"), f"detente explain {shown[0].code}")


@with_common(dates=False)
def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]", help="Such as D102; without it, all codes.", show_default=False
        ),
    ] = None,
    *,
    common: Common,
) -> None:
    """Say what a rule means, with an example; without a code, list all rules."""
    from detente.codes import RULES
    from detente.interpret import did_you_mean

    asked = [*RULES] if code is None else [code.strip().upper()]
    if not set(asked) <= set(RULES):
        raise UsageError(f"no rule '{code}'", did_you_mean(asked[0], [*RULES]))
    rules = [RULES[one] for one in asked]
    if common.json:
        as_json(
            {"schema": "detente.explain/1", "rules": [_as_dict(rule) for rule in rules]}, common
        )
        return
    page = Page()
    if code is None:
        page.table(["Rule", "", "What is wrong"], [[r.code, r.severity, r.title] for r in rules])
    else:
        _tell(page, rules[0])
    answer(page, common)


def _as_dict(rule: "Rule") -> dict[str, str]:
    return {
        "code": rule.code,
        "severity": rule.severity,
        "title": rule.title,
        "meaning": rule.meaning,
        "wrong": rule.wrong,
        "right": rule.right,
    }


def _tell(page: Page, rule: "Rule") -> None:
    page.line((rule.severity, "bold"), (f"[{rule.code}] {rule.title}", "bold"))
    page.blank()
    page.line(rule.meaning)
    for name, example in (("wrong", rule.wrong), ("right", rule.right)):
        if example:
            page.blank()
            page.line((f"{name}:", "red" if name == "wrong" else "green"))
            for line in example.splitlines():
                page.source(f"    {line}")


@with_common(dates=False, own_files=True)
def schema(*, common: Common) -> None:
    """Print the JSON Schema of the case file, for editors that complete and check as one types."""
    from detente import casefile

    as_json(casefile.json_schema(), common)

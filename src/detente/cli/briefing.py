"""``detente brief``: all of it on one page, to read, to print, to send."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detente.cli.options import CaseArgument, Common, read_date, with_common
from detente.cli.page import Page
from detente.cli.session import begin
from detente.cli.terminal import answer, as_json, say, write_file
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.brief import Report

__all__ = ["brief"]

Form = Literal["html", "md", "json"]
FORMS: dict[str, Form] = {
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".markdown": "md",
    ".json": "json",
}


@with_common(own_files=True)
def brief(
    case: CaseArgument,
    *,
    form: Annotated[
        Form | None,
        typer.Option(
            "--format", help="The form of the page; by default, what the file's name says."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="The day of the last report: show what changed since. By default, the last change.",
        ),
    ] = None,
    common: Common,
) -> None:
    """Write the brief: what is in force, what would last, why, and on which claims it rests.

    One self-contained page, in brief.html if no file is named. It asks for nothing over the network.
    """
    path = common.out or Path(f"brief.{form or 'html'}")
    chosen = form or _form_of(path)
    report = _report(case, common, read_date(since, "--since"))
    if common.json and common.out is None:
        as_json(report.as_dict(), common)
        return
    data = _RENDER["json" if common.json else chosen](report).encode("utf-8")
    write_file(path, data)
    if not common.quiet:
        _tell(report, path, len(data), common)


def _form_of(path: Path) -> Form:
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise UsageError(
            f"'{path}' does not say in which form to write",
            f"end its name with {', '.join(dict.fromkeys(FORMS.values()))}, or use --format",
        )
    return form


def _report(where: str, common: Common, since: dt.date | None) -> "Report":
    from detente import brief as briefs

    session = begin(where, common)
    if since is not None and since > session.as_of:
        raise UsageError(
            f"--since: {since} lies after the day of the question, {session.as_of}",
            "give an earlier date, or a later --as-of",
        )
    return briefs.build(
        case=session.case,
        entries=session.opened.entries,
        documents=session.opened.documents,
        claims=session.opened.claims,
        version=session.opened.version,
        as_of=session.as_of,
        known=session.known,
        reading=session.reading,
        since=since,
        head=session.opened.head or "",
    )


def _html(report: "Report") -> str:
    from detente.brief import html

    return html.render(report)


def _markdown(report: "Report") -> str:
    from detente.brief import markdown

    return markdown.render(report)


def _json(report: "Report") -> str:
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


_RENDER: dict[str, Callable[["Report"], str]] = {"html": _html, "md": _markdown, "json": _json}


def _tell(report: "Report", path: Path, size: int, common: Common) -> None:
    """Say the headline, where the file lies, and how large it is."""
    from detente.cli.words import count

    page = Page()
    page.line((report.lead.headline, "bold"))
    conclusions = count(len(report.conclusions), "conclusion")
    claims = count(report.sizes["claims"], "claim")
    page.line(
        f"{path}", ("   ", ""), (f"{_size(size)}, {conclusions}, {claims}, no scripts", "dim")
    )
    if common.out is not None and str(common.out) == "/dev/stdout":
        say(page, common)
    else:
        answer(page, Common(no_color=common.no_color))


def _size(count_: int) -> str:
    if count_ < 1000:
        return f"{count_} bytes"
    return f"{count_ / 1000:,.0f} KB" if count_ < 1_000_000 else f"{count_ / 1_000_000:,.1f} MB"

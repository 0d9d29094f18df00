"""The options that every command takes, and how dates in them are read.

A command is written as a function of its own parameters and of ``common``; the decorator
:func:`with_common` gives it the common options on the command line.
"""

import datetime as dt
import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import Struct

from detente.cli.out_file import check_ending
from detente.errors import UsageError

__all__ = ["CaseArgument", "Common", "read_date", "with_common"]

CaseArgument = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="A case folder, a case file, or the id of a case that ships with detente.",
        show_default=False,
    ),
]
_AS_OF = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="The date of the question. Default: the case's, or today."
    ),
]
_KNOWN = Annotated[
    str | None,
    typer.Option("--known", metavar="DATE", help="Count only what was recorded by this date."),
]
_READING = Annotated[
    str | None,
    typer.Option(
        "--reading",
        metavar="PARTY",
        help="Whose reading of disputed terms counts, by the party's id.",
    ),
]
_RECORD = Annotated[
    str | None,
    typer.Option(
        "--record",
        metavar="WHERE",
        help="Where the record is kept: postgresql://user@host/database, or a file. "
        "Default: record.sqlite beside the case file.",
    ),
]
_JSON = Annotated[bool, typer.Option("--json", help="The same content as JSON.")]
_OUT = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="FILE", help="Write into this file instead of the terminal."
    ),
]
_QUIET = Annotated[bool, typer.Option("--quiet", "-q", help="The answer only.")]
_VERBOSE = Annotated[
    int,
    typer.Option(
        "--verbose",
        "-v",
        count=True,
        metavar="",
        show_default=False,
        help="More detail; -vv also shows where detente failed.",
    ),
]
_NO_COLOR = Annotated[bool, typer.Option("--no-color", help="No colours.")]

_OPTIONS: dict[str, tuple[Any, Any]] = {
    "as_of": (_AS_OF, None),
    "known": (_KNOWN, None),
    "reading": (_READING, None),
    "record": (_RECORD, None),
    "json_": (_JSON, False),
    "out": (_OUT, None),
    "quiet": (_QUIET, False),
    "verbose": (_VERBOSE, 0),
    "no_color": (_NO_COLOR, False),
}
_ANY_COMMAND = ("json_", "out", "quiet", "verbose", "no_color")


class Common(Struct, frozen=True, kw_only=True):
    """What the common options say."""

    as_of: dt.date | None = None
    known: dt.date | None = None
    reading: str | None = None
    record: str | None = None
    json: bool = False
    out: Path | None = None
    quiet: bool = False
    verbose: int = 0
    no_color: bool = False


def read_date(text: str | None, option: str) -> dt.date | None:
    """Read a date as an option gives it.

    Raises
    ------
    UsageError
        It is no date, or a day that no calendar has.

    Examples
    --------
    >>> read_date("2019-10-05", "--as-of")
    datetime.date(2019, 10, 5)
    >>> read_date("2019-02-30", "--as-of")
    Traceback (most recent call last):
    ...
    detente.errors.UsageError: --as-of: no such day: '2019-02-30'
    """
    if text is None:
        return None
    hint = "a date is written as year-month-day: 2019-10-05"
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
    except ValueError as error:
        looks = len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit()
        if looks:
            raise UsageError(f"{option}: no such day: '{text}'", f"{error}; {hint}") from None
    raise UsageError(f"{option}: '{text[:40]}' is no date", hint)


def _read(values: dict[str, Any]) -> Common:
    return Common(
        as_of=read_date(values.get("as_of"), "--as-of"),
        known=read_date(values.get("known"), "--known"),
        reading=values.get("reading"),
        record=values.get("record"),
        json=values["json_"],
        out=values["out"],
        quiet=values["quiet"],
        verbose=values["verbose"],
        no_color=values["no_color"],
    )


def with_common(
    *, dates: bool = True, own_files: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that gives a command the common options, as its argument ``common``.

    Parameters
    ----------
    dates : bool
        Whether the command's answer depends on dates and readings.
    own_files : bool
        Whether the command settles by itself in which form it writes the file of ``--out``.

    Examples
    --------
    >>> @with_common(dates=False)
    ... def greet(name: str, *, common: Common) -> None:
    ...     print(name, common.json)
    >>> [*inspect.signature(greet).parameters]
    ['name', 'json_', 'out', 'quiet', 'verbose', 'no_color']
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        about_a_case = "case" in inspect.signature(function).parameters
        names = tuple(_OPTIONS) if dates else _ANY_COMMAND
        names = tuple(dict.fromkeys([*(["record"] if about_a_case else []), *names]))

        @functools.wraps(function)
        def command(**values: Any) -> None:
            common = _read({name: values.pop(name) for name in names})
            if not own_files:
                as_json = common.json or values.get("form") == "json"
                draws = "picture" in values
                check_ending(common.out, values.get("picture"), draws=draws, json=as_json)
            function(**values, common=common)

        own = [p for p in inspect.signature(function).parameters.values() if p.name != "common"]
        added = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
            )
            for name, (annotation, default) in _OPTIONS.items()
            if name in names
        ]
        parameters = [*own, *added]
        command.__annotations__ = {p.name: p.annotation for p in parameters}
        command.__dict__["__signature__"] = inspect.Signature(parameters)
        return command

    return decorate

"""What commands about a case begin with: the case, read and checked, and the day of the question."""

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from detente.cli.diagnostics import counted, full
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.terminal import say
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.case import Case
    from detente.conditions.tree import Duration
    from detente.folder import Opened
    from detente.ledger import Coming, Status

__all__ = ["Session", "WrongFileError", "begin", "open_sound", "title"]


class WrongFileError(UsageError):
    """The case has errors, all of which have been shown: exit 2 with nothing more to say."""


class Session(Struct, frozen=True, kw_only=True):
    """A sound case, and the question's day.

    Attributes
    ----------
    where : str
        The case as the user named it.
    as_of, known : datetime.date
        The day of the question; the day of knowledge, None for all that is recorded.
    reading : str or None
        The party whose readings count.
    """

    where: str
    opened: "Opened"
    case: "Case"
    as_of: dt.date
    known: dt.date | None
    reading: str | None

    def status(self, as_of: dt.date | None = None) -> "Status":
        """Return the board as of the question's day, or another."""
        from detente import ledger

        return ledger.status(
            self.case, self.opened.entries, as_of or self.as_of, self.known, self.reading
        )

    def levers(self) -> "Status | None":
        """Return the part of the board that a model starts from; None in graph form."""
        from detente import ledger

        if self.case.graph:
            return None
        return ledger.status(
            self.case, self.opened.entries, self.as_of, self.known, self.reading, clauses=False
        )

    def outlook(self, ahead: "Duration") -> "tuple[Coming, ...]":
        """Return what will change within the time `ahead` if nobody acts."""
        from detente import ledger

        return ledger.outlook(
            self.case,
            self.opened.entries,
            self.as_of,
            ahead,
            known=self.known,
            reading=self.reading,
        )


def open_sound(where: str, common: Common) -> tuple["Opened", "Case"]:
    """Open a case that must have no error; say beside the answer how many warnings it has.

    Raises
    ------
    WrongFileError
        It has errors; they have been shown.
    """
    from detente.folder import open_case

    opened = open_case(where, store=common.record)
    if opened.case is None or not opened.sound:
        page = Page()
        errors = [p for p in opened.problems if p.severity == "error"]
        full(page, errors, opened.texts)
        page.line((f"Found {counted(errors)}. Nothing was computed.", "bold"))
        page.line(("Explain a rule with ", "dim"), f"detente explain {errors[0].code}")
        say(page, common)
        raise WrongFileError("the case has errors")
    warnings = [p for p in opened.problems if p.severity == "warning"]
    if warnings and not common.quiet:
        page = Page()
        page.line((f"{counted(warnings)} in {where}; ", "dim"), f"detente check {where}")
        say(page, common)
    return opened, opened.case


def begin(where: str, common: Common) -> Session:
    """Open the case and settle the day of the question: ``--as-of``, the case's, today."""
    if common.out is not None and not common.out.resolve().parent.is_dir():
        raise UsageError(f"cannot write '{common.out}': there is no such folder")
    opened, case = open_sound(where, common)
    if common.reading is not None:
        _check_reading(case, common.reading)
    return Session(
        where=where,
        opened=opened,
        case=case,
        as_of=common.as_of or case.as_of or _today(case),
        known=common.known,
        reading=common.reading,
    )


def title(page: Page, session: Session) -> None:
    """Add what every answer begins with: the case, the day of the question, the case's version."""
    from detente.cli.words import date_in_words

    known = f", as known on {date_in_words(session.known)}" if session.known else ""
    reading = f", as read by {session.reading}" if session.reading else ""
    page.line((session.case.name or session.case.id, "bold"))
    day = f"as of {date_in_words(session.as_of)}{known}{reading}"
    page.line(day, (f"   case {session.opened.version}", "dim"))
    page.blank()


def _today(case: "Case") -> dt.date:
    from zoneinfo import ZoneInfo

    return dt.datetime.now(ZoneInfo(case.timezone)).date()  # noqa: TID251 - the command line reads the clock


def _check_reading(case: "Case", reading: str) -> None:
    from detente.interpret import did_you_mean

    readings = [reading_ for term in case.terms.values() for reading_ in term.readings]
    known = list(dict.fromkeys([*case.parties, *readings]))
    if reading not in known:
        raise UsageError(f"--reading: no party '{reading}'", did_you_mean(reading, known))

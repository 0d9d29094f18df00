"""The register of clauses on the board: who owes what by when, what is done, what is not known."""

from typing import TYPE_CHECKING, Any

from detente.cli.options import Common
from detente.cli.page import Page, Part
from detente.cli.session import Session

if TYPE_CHECKING:
    from detente.case import Case
    from detente.conditions.tree import Duration
    from detente.ledger import ClauseStatus, Coming, Status

__all__ = [
    "add_clocks",
    "add_outlook",
    "add_register",
    "counted",
    "failing",
    "outlook_as_dicts",
    "read_ahead",
    "state",
]

COLUMNS = ("Clause", "Party", "State", "Due", "Because of")
COLORS = {"breached": "red", "overdue": "yellow", "noticed": "yellow", "fulfilled": "green"}
ORDER = [
    "breached",
    "overdue",
    "unverified",
    "noticed",
    "claimed_done",
    "excused",
    "live",
    "open",
    "late",
    "fulfilled",
    "exercised",
    "blocked",
    "cured",
    "ended",
    "waived",
    "idle",
]
"""The statuses, those first that call for somebody's attention."""


def state(shown: "ClauseStatus") -> Part:
    """Return how a clause stands: its sign, its words, since when it is overdue."""
    from detente.ledger.clause_reasons import days_in_words
    from detente.ledger.status_words import status_in_words, status_sign

    said = status_in_words(shown.kind, shown.statuses, shown.ends, waits=shown.waits)
    words = f"{status_sign(shown.kind, shown.statuses)} {said}"
    if not shown.known:
        return words, "yellow"
    word = shown.statuses[0]
    if shown.late_by:
        words += f" by {days_in_words(shown.late_by)}"
    elif shown.overdue_days and word != "excused":
        words += f", {days_in_words(shown.overdue_days)}"
    return (words, COLORS[word]) if word in COLORS else words


def counted(board: "Status") -> str:
    """Say how many clauses stand how: ``2 breached, 4 due, 1 not known``."""
    from detente.ledger.status_words import status_in_words

    counts: dict[str, int] = {}
    for shown in sorted(board.clauses.values(), key=_rank):
        if shown.statuses == ("idle",):
            continue
        words = "not known"
        if shown.known:
            words = status_in_words(shown.kind, shown.statuses, waits=shown.waits)
        counts[words] = counts.get(words, 0) + 1
    return ", ".join(f"{count} {words}" for words, count in counts.items()) or "none set off"


def _rank(shown: "ClauseStatus") -> int:
    return ORDER.index(shown.statuses[0]) if shown.known else ORDER.index("noticed")


def add_register(page: Page, session: Session, board: "Status", common: Common) -> None:
    """Add the clauses that have been set off; with ``-v`` all of them, as they are written."""
    from detente.cli.words import count

    if not board.clauses or common.quiet:
        return
    shown = sorted(board.clauses.values(), key=_rank)
    awake = [s for s in shown if s.statuses != ("idle",) or common.verbose]
    asleep = len(shown) - len(awake)
    page.blank()
    page.line((f"{count(len(shown), 'clause')}: {counted(board)}.", "bold"))
    if awake:
        page.blank()
        rows = [_row(session.case, one) for one in awake]
        widest = max(len(one[1]) for one in rows)
        page.table(COLUMNS, rows, whole=(3,), least={0: 20, 1: min(widest, 10), 2: 14})
    if asleep:
        page.line((f"Not set off: {count(asleep, 'clause')} (-v shows them).", "dim"))
    for one in awake:
        _explain(page, session.case, one, common)
    _next(page, session.case, board)


def _row(case: "Case", shown: "ClauseStatus") -> list[Part]:
    from detente.cli.words import date_in_words, short_name

    parties = ", ".join(short_name(case, party) for party in shown.parties)
    because = (", ".join(shown.because), "dim")
    due = date_in_words(shown.due)
    return [case.clauses[shown.clause].name or shown.clause, parties, state(shown), due, because]


def _explain(page: Page, case: "Case", shown: "ClauseStatus", common: Common) -> None:
    """Say of a clause why it is not known how it stands, how readings differ, and what it says."""
    from detente.ledger.reading_words import by_reading
    from detente.ledger.status_words import status_in_words

    name = case.clauses[shown.clause].name or shown.clause
    if not shown.known or shown.readings or common.verbose:
        page.blank()
        page.line((name, "bold"), f": {shown.why}.", indent=2)
    for who, statuses in by_reading(case, shown.statuses, shown.readings):
        page.line(f"  as {who}: {status_in_words(shown.kind, statuses)}", indent=4)
    if common.verbose:
        page.line((f"  {shown.kind}: {shown.text}", "dim"), indent=4)
        page.line((f"  when: {shown.trigger or 'always'}", "dim"), indent=4)


def _next(page: Page, case: "Case", board: "Status") -> None:
    """Say which clause falls due first."""
    from detente.cli.words import date_in_words
    from detente.ledger.clause_reasons import days_in_words

    running = [s for s in board.clauses.values() if s.days_left is not None and s.due]
    if not running:
        return
    first = min(running, key=lambda s: s.days_left or 0)
    name = case.clauses[first.clause].name or first.clause
    left = days_in_words(first.days_left) if first.days_left else "today"
    page.blank()
    page.line(("Next: ", "bold"), f"{name}, last day {date_in_words(first.due)} ({left}).")


# ---------------------------------------------------------------------------------- --next


def read_ahead(text: str) -> "Duration":
    """Read how far to look ahead: ``90d``, ``90 days``, ``3 months``.

    Raises
    ------
    UsageError
        It is no duration.

    Examples
    --------
    >>> read_ahead("90d"), read_ahead("1 month")
    (Duration(count=90, unit='days'), Duration(count=1, unit='months'))
    """
    from detente.conditions import ConditionError
    from detente.conditions.grammar import parse_duration
    from detente.errors import UsageError

    units = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
    short = text.strip()
    if short[-1:] in units and short[:-1].isdigit():
        short = f"{short[:-1]} {units[short[-1]]}"
    try:
        return parse_duration(short)
    except ConditionError as error:
        raise UsageError(
            f"--next: '{text[:40]}' is no duration", "such as 90d, 12w, '3 months'"
        ) from error


def add_outlook(page: Page, session: Session, coming: "tuple[Coming, ...]", ahead: str) -> None:
    """Add what comes due and what then happens if nobody acts."""
    from detente.cli.words import date_in_words

    case = session.case
    page.blank()
    if not coming:
        page.line((f"Nothing changes by itself within {ahead}.", "bold"))
        return
    page.line((f"If nobody acts, within {ahead}:", "bold"))
    page.blank()
    rows: list[list[Part]] = []
    for one in coming:
        name = case.clauses[one.clause].name or one.clause
        said = "; ".join([one.what, *one.then])
        rows.append([date_in_words(one.last), name, said])
    page.table(("Last day", "Clause", "Then"), rows, whole=(0,))


def add_clocks(page: Page, session: Session, board: "Status", coming: "tuple[Coming, ...]") -> None:
    """Say which clocks run on beyond what the outlook shows, and how many duties have none."""
    from detente.cli.words import count, date_in_words
    from detente.ledger.clause_reasons import days_in_words

    shown = {one.clause for one in coming}
    waiting = [s for s in board.clauses.values() if s.clause not in shown]
    running = [s for s in waiting if s.days_left is not None and s.due]
    if running:
        page.blank()
        page.line(("Clocks that run on beyond that:", "bold"))
    for one in sorted(running, key=lambda s: s.days_left or 0):
        name = session.case.clauses[one.clause].name or one.clause
        left = days_in_words(one.days_left or 0)
        page.line(f"{name}, last day {date_in_words(one.due)} ({left})", indent=2)
    due = ("live", "overdue")
    without = [s for s in waiting if s.kind == "must" and s.due is None and s.statuses[0] in due]
    known = [one for one in without if one.known]
    if known:
        page.blank()
        page.line(f"Due without a deadline: {count(len(known), 'clause')}; no clock runs for them.")


def outlook_as_dicts(coming: "tuple[Coming, ...]") -> list[dict[str, Any]]:
    """Return the outlook for programs."""
    return [
        {
            "clause": one.clause,
            "last_day": one.last.isoformat(),
            "from": list(one.before),
            "to": list(one.after),
            "changes": dict(one.changes),
            **({"ends": list(one.ends)} if one.ends else {}),
        }
        for one in coming
    ]


# ------------------------------------------------------------------------------- --fail-on


def failing(board: "Status", fail_on: str) -> list[str]:
    """Return the clauses that are overdue or breached, for certain: any of them fails the check."""
    bad = {"breached"} if fail_on == "breached" else {"overdue", "breached"}
    return [id_ for id_, shown in board.clauses.items() if bad.issuperset(shown.statuses)]

"""The page of ``detente sequence``: what a schedule hangs on, and what it costs to be cheated."""

from detente.cli.page import Page, Part
from detente.cli.session import Session
from detente.cli.words import count
from detente.sequence.critical import MOST_PERIODS
from detente.sequence.finding import Sequencing

__all__ = ["called", "cheated", "doubt", "hangs_on"]

LEAST_SHOWN = 0.005
LEAST_TOLD = 0.0005


def called(session: Session, party: str) -> str:
    """Return a party as it stands in running text."""
    return session.case.parties[party].called


def hangs_on(page: Page, session: Session, found: Sequencing) -> None:
    """Add the critical values that bind."""
    c = found.examined.critical
    setting = found.setting
    rows: list[list[Part]] = []
    for p, party in enumerate(setting.parties):
        spans = c.patience[p]
        if spans and spans[0][0] > 0:
            rows.append(
                [
                    f"Patience of {called(session, party)}",
                    f"{setting.patience[p]:.3f}",
                    f"at least {spans[0][0]:.3f}",
                ]
            )
    for k, lever in enumerate(setting.levers):
        least, slowest = c.detect[k], c.lag[k]
        name = found.model.lever_name(lever)
        if least is not None and least >= LEAST_SHOWN:
            rows.append([f"Detection, {name}", f"{setting.detect[k]:.3f}", f"at least {least:.3f}"])
        if slowest is not None and slowest < MOST_PERIODS:
            rows.append([f"Snapback, {name}", _in(_lag_now(found, k)), _at_most(slowest)])
    if rows:
        page.blank()
        page.table(["It holds as long as", "Now", "Needed"], rows, whole=[1, 2])
    elif found.examined.freeze.holds:
        page.line(
            "It does not hang on patience, detection or snapback: no party gains by a breach at all.",
            indent=4,
        )


def _lag_now(found: Sequencing, lever: int) -> int:
    return int(found.setting.lag[lever].max())


def _in(periods: int) -> str:
    return count(periods, "period") if periods else "at once"


def _at_most(periods: int) -> str:
    return f"at most {count(periods, 'period')}" if periods else "at once"


def cheated(page: Page, session: Session, found: Sequencing) -> None:
    """Add the largest cost of being cheated for each side."""
    worst: dict[int, tuple[float, int | None, int]] = {}
    for one in found.examined.cheated:
        if one.victim not in worst or one.against_start > worst[one.victim][0]:
            worst[one.victim] = (one.against_start, one.period, one.by)
    if not worst:
        return
    page.blank()
    for victim, (loss, period, by) in sorted(worst.items()):
        who = called(session, found.setting.parties[victim])
        when = "at rest" if period is None else f"in period {period}"
        by_whom = called(session, found.setting.parties[by])
        page.line(
            f"If cheated at the worst moment ({by_whom} {when}), {who} {_lost(loss)}.", indent=4
        )


def _lost(loss: float) -> str:
    if abs(loss) < LEAST_TOLD:
        return "is as well off as with no deal"
    said = f"loses {loss:.3f}" if loss > 0 else f"is still {-loss:.3f} better off"
    return f"{said} a period against no deal"


def doubt(page: Page, found: Sequencing) -> None:
    """Add how often it holds over what is known only as an interval."""
    known = found.examined.doubt
    if known is not None:
        page.blank()
        page.line(
            f"Over what is known only as an interval it holds in {100 * known.share:.0f} % of "
            f"{known.draws:,} draws; least slack {known.worst:+.3f}.",
            indent=4,
        )

"""``detente review``: a person's verdict on every claim that was proposed."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import CaseArgument, Common, with_common
from detente.cli.page import Page
from detente.cli.reviewing_desk import Desk, named_reviewer, refuse_shipped, writer
from detente.cli.terminal import answer, as_json, write_out
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.claims import Claim
    from detente.cli.session import Session

__all__ = ["review"]

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


class KindName(StrEnum):
    """Kinds of claims: the first five are what deals are made of."""

    OFFER = "offer"
    DEMAND = "demand"
    THREAT = "threat"
    COMMITMENT = "commitment"
    CONDITION = "condition"
    ACTION = "action"
    STATEMENT = "statement"
    PREDICTION = "prediction"
    OPINION = "opinion"


@with_common(dates=False)
def review(
    case: CaseArgument,
    *,
    only: Annotated[
        list[KindName] | None,
        typer.Option("--only", metavar="KIND", help="Claims of this kind only; may be repeated: "
                     "offer, demand, threat, commitment, condition, action, statement, prediction, "
                     "opinion.", show_default=False),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option("--document", metavar="ID", help="Claims of this document only.",
                     show_default=False),
    ] = None,
    reviewer: Annotated[
        str | None,
        typer.Option("--reviewer", metavar="NAME", help="Who gives the verdicts. Default: "
                     "DETENTE_REVIEWER, or who is logged in.", show_default=False),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Also claims that were judged already.")
    ] = False,
    second: Annotated[
        bool,
        typer.Option("--second", help="Judge to compare: without sight of the verdicts of others, "
                     "and without deciding anything."),
    ] = False,
    in_: Annotated[
        Path | None,
        typer.Option("--in", metavar="FILE", help="Record the verdicts in this file of JSON Lines, "
                     "all of them or none.", show_default=False),
    ] = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="How far the reviewers agree.")
    ] = False,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="What was accepted and rejected, per rule and reason.")
    ] = False,
    corroboration: Annotated[
        bool,
        typer.Option("--corroboration", help="How many independent sources stand behind each claim "
                     "on which something rests."),
    ] = False,
    common: Common,
) -> None:  # fmt: skip
    """Judge the claims that were proposed: accept, change or reject each, by single keys.

    --out FILE writes the queue as JSON Lines instead, --in FILE reads verdicts back.
    """
    from detente.cli import reviewing_figures
    from detente.cli.recording import begin_to_write

    asked = [agreement, statistics, corroboration, in_ is not None]
    if sum(asked) > 1:
        raise UsageError("--agreement, --statistics, --corroboration and --in answer one at a time")
    session = begin_to_write(case, common)
    if agreement:
        reviewing_figures.show_agreement(session, common)
    elif statistics:
        reviewing_figures.show_statistics(session, common)
    elif corroboration:
        reviewing_figures.show_corroboration(session, common)
    else:
        desk = _desk(session, named_reviewer(reviewer), common, second=second)
        if in_ is not None:
            from detente.cli.reviewing_batch import take_verdicts

            take_verdicts(desk, in_, common)
            return
        _check_document(session, document)
        claims = _queue(desk, [one.value for one in only or ()], document, everything=all_)
        _work_off(session, desk, claims, common)


def _desk(session: "Session", reviewer: str, common: Common, *, second: bool) -> Desk:
    from detente.cli.recording import now

    return Desk(
        opened=session.opened,
        case=session.case,
        reviewer=reviewer,
        second=second,
        write=writer(session.opened, common),
        at=lambda: now().isoformat(),
        recorded=dict(session.opened.as_recorded),
        reviews=list(session.opened.reviews),
    )


def _check_document(session: "Session", document: str | None) -> None:
    from detente.interpret import did_you_mean

    known = session.opened.documents
    if document is not None and document not in known:
        raise UsageError(
            f"--document: no document '{document[:80]}'", did_you_mean(document, [*known])
        )


def _queue(
    desk: Desk, kinds: list[str], document: str | None, *, everything: bool
) -> "list[Claim]":
    from detente.evidence.review import queue

    return queue(desk.claims, kinds=kinds, document=document, everything=everything)


def _work_off(session: "Session", desk: Desk, claims: "list[Claim]", common: Common) -> None:
    """Show the queue: to a file, as JSON, as a list, or card by card where somebody is there."""
    from detente.cli import reviewing_batch

    if common.json:
        as_json(reviewing_batch.queue_as_dict(desk, claims), common)
    elif common.out is not None:
        reviewing_batch.write_queue(desk, claims, common)
    elif not claims:
        page = Page()
        page.line(("No claim waits for a verdict.", "bold"))
        judged = sum(one.origin is not None for one in desk.claims.values())
        if judged:
            page.line("--all shows those that were judged, --statistics what became of them.")
        else:
            page.line(f"detente ingest {session.where} DOC proposes claims.")
        answer(page, common)
    elif sys.stdin.isatty() and sys.stdout.isatty():
        refuse_shipped(session.opened, common)
        _sit(desk, claims, common)
    else:
        reviewing_batch.list_queue(desk, claims, common)


def _sit(desk: Desk, claims: "list[Claim]", common: Common) -> None:
    from detente.cli.keyboard import keyboard
    from detente.cli.reviewing_acts import ACTS
    from detente.cli.reviewing_session import Sitting

    before = len(desk.reviews)

    def show(page: Page) -> None:
        write_out(_CLEAR)
        answer(page, common)

    with keyboard() as read:
        Sitting(desk=desk, ids=[claim.id for claim in claims], read=read, show=show).run(ACTS)
    write_out(_CLEAR)
    _goodbye(desk, len(desk.reviews) - before, common)


def _goodbye(desk: Desk, given: int, common: Common) -> None:
    from detente.cli.words import count

    left = sum(one.standing == "waiting" for one in desk.claims.values())
    page = Page()
    page.line((f"Recorded {count(given, 'verdict')} of {desk.reviewer}.", "bold"))
    page.line(f"{count(left, 'claim')} still wait{'s' if left == 1 else ''}.")
    answer(page, common)

"""``detente flips``: which claims carry the conclusions; which doubtful entries carry a clause."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import CaseArgument, Common, with_common
from detente.cli.page import Page
from detente.cli.session import Session, begin, title
from detente.cli.terminal import answer, as_json
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.ledger.flips import Flip, Flips, Pair

__all__ = ["flips"]


@with_common()
def flips(
    case: CaseArgument,
    *,
    conclusion: Annotated[
        list[str] | None,
        typer.Option(
            "--conclusion",
            metavar="ID",
            help="Only this conclusion, by its number in the brief or its id: now, better, package.ID, "
            "clauses, unknown, lever.ID, clause.ID; may be given again.",
        ),
    ] = None,
    clause: Annotated[
        str | None,
        typer.Option(
            "--clause",
            metavar="ID",
            help="Instead, which doubtful entries would settle how this clause stands.",
        ),
    ] = None,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Also take away pairs of the strongest origins.")
    ] = False,
    draws: Annotated[
        int,
        typer.Option("--draws", metavar="N", min=40, help="Draws of which claims are true."),
    ] = 1000,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", metavar="S", min=0, help="Which draws: the same seed, the same draws."
        ),
    ] = 1,
    grades: Annotated[
        Path | None,
        typer.Option(
            "--grades",
            metavar="FILE",
            help="A table from grades to probabilities (TOML) in place of the one that ships.",
        ),
    ] = None,
    common: Common,
) -> None:
    """Show which claims, if false, would flip which conclusion, and how likely each is to survive.

    A claim is taken away, alone and with all of its origin; what rests on no other claim falls.
    """
    if clause is None:
        from detente.cli.carrying import Wanted, carrying

        wanted = Wanted(
            conclusions=tuple(conclusion or ()), pairs=pairs, draws=draws, seed=seed, grades=grades
        )
        carrying(begin(case, common), wanted, common)
        return
    if conclusion or pairs or grades:
        raise UsageError(
            "--clause goes without --conclusion, --pairs and --grades",
            f"for the claims behind the clause: --conclusion clause.{clause[:80]}",
        )
    _clause(begin(case, common), clause, common)


def _clause(session: Session, clause: str, common: Common) -> None:
    from detente.interpret import did_you_mean
    from detente.ledger.flips import finding
    from detente.ledger.flips import flips as flips_of

    if clause not in session.case.clauses:
        raise UsageError(
            f"--clause: no clause '{clause[:80]}'", did_you_mean(clause, [*session.case.clauses])
        )
    told = flips_of(
        session.case,
        session.opened.entries,
        session.as_of,
        clause,
        known=session.known,
        reading=session.reading,
    )
    if common.json:
        as_json(finding(told).as_dict(), common)
        return
    page = Page()
    title(page, session)
    _headline(page, session, told)
    if len(told.statuses) > 1:
        _sentences(page, session, told, common)
    answer(page, common)


def _words(session: Session, told: "Flips", statuses: tuple[str, ...]) -> str:
    from detente.ledger.status_words import status_in_words

    return status_in_words(session.case.clauses[told.clause].kind, statuses)


def _headline(page: Page, session: Session, told: "Flips") -> None:
    """Say how the clause stands, and how many entries would settle it."""
    from detente.cli.words import count

    name = session.case.clauses[told.clause].name or told.clause
    now = _words(session, told, told.statuses)
    if len(told.statuses) == 1:
        page.line((f"{name}: {now}. Nothing in doubt decides it.", "bold"))
        if told.flips:
            doubtful = count(len(told.flips), "doubtful entry", "doubtful entries")
            page.line(f"It stays so however {doubtful} that it asks for would be ruled.")
        return
    settling = sum(flip.settles for flip in told.flips)
    said = f"{count(settling, 'entry', 'entries')} would settle it"
    if not told.flips:
        said = "no doubtful entry bears on it"
    elif not settling:
        pairs = f"{count(len(told.pairs), 'pair')} would" if told.pairs else "nor do two together"
        said = f"no single entry settles it{';' if told.pairs else ','} {pairs}"
    page.line((f"{name}: not known: {now}; {said}.", "bold"))


def _sentences(page: Page, session: Session, told: "Flips", common: Common) -> None:
    """Add a sentence for each entry that changes something, each pair, and what else is in doubt."""
    from detente.cli.words import and_, count

    silent = [f for f in told.flips if f.if_true == f.if_false == told.statuses]
    for flip in told.flips:
        if flip not in silent or common.verbose:
            page.blank()
            page.line((flip.entry.id, "bold"), _sentence(session, told, flip), indent=2)
    for pair in told.pairs:
        page.blank()
        page.line((and_(pair.entries), "bold"), _together(session, told, pair), indent=2)
    if common.quiet:
        return
    page.blank()
    if silent and not common.verbose:
        ids = and_(f.entry.id for f in silent)
        page.line(f"By itself this changes nothing, ruled either way: {ids}.", indent=2)
    for other in told.others:
        page.line(f"No ruling on an entry decides: {other}.", indent=2)
    if told.left_out:
        left = count(told.left_out, "entry", "entries")
        page.line(f"{left.capitalize()} more could not be taken in pairs.", indent=2)
    if not told.exact:
        page.line("Many doubts: not all of these statuses may be possible.", indent=2)


def _sentence(session: Session, told: "Flips", flip: "Flip") -> str:
    """Say of an entry what it is, from where, how good, and what each ruling on it would do."""
    from detente.cli.words import and_, date_in_words, party_in_words

    entry = flip.entry
    by = f" by {and_(party_in_words(session.case, p) for p in entry.parties)}" if entry.by else ""
    day = date_in_words(entry.date.first)
    if not entry.date.exact:
        day += f" to {date_in_words(entry.date.last)}"
    source = f"source {', '.join(entry.sources)}" if entry.sources else "no source"
    what = f", {entry.kind} of {day}{by} ({source}, grade {entry.graded})"
    true, false = (_words(session, told, words) for words in (flip.if_true, flip.if_false))
    if true == false:
        return f"{what}: {true}, whether it is true or struck."
    end = " This settles it." if flip.settles else ""
    return f"{what}: if it is true, {true}; if it is struck, {false}.{end}"


def _together(session: Session, told: "Flips", pair: "Pair") -> str:
    """Say what each way to rule on two entries would do."""
    first, second = pair.entries
    ways = [
        f"{first} {_ruled(one)} and {second} {_ruled(other)}: {_words(session, told, words)}"
        for (one, other), words in pair.outcomes.items()
    ]
    return f" together settle it. {'; '.join(ways)}."


def _ruled(true: bool) -> str:  # noqa: FBT001 - the ruling itself
    return "true" if true else "struck"

"""From findings to a report: the parts in the order of the page, nothing computed anew."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from detente.brief.report.analysis import Analysis, Chosen
from detente.brief.report.assumptions import assumptions
from detente.brief.report.board import board
from detente.brief.report.changes import Earlier, changes
from detente.brief.report.chips import Chips
from detente.brief.report.conclusions import conclusions, lead
from detente.brief.report.evidence import claim_rows, sources
from detente.brief.report.firm import Firm
from detente.brief.report.happened import timeline_of
from detente.brief.report.packages import compare
from detente.brief.report.positions import no_positions, positions
from detente.brief.report.promises import clause_groups, coming, obligations, terms
from detente.brief.report.records import ClauseGroup, Owner, Report
from detente.brief.report.seen import Misperceived
from detente.brief.report.unverified import unverified
from detente.brief.report.ways import Ahead
from detente.brief.words import party_in_words
from detente.case import Case
from detente.claims import Claim
from detente.documents import Document
from detente.entries import Entry
from detente.evidence.corroboration import corroborate
from detente.findings import Finding
from detente.ledger import ClauseStretch, Coming, Status, Stretch, finding
from detente.ledger.scorecard import scorecard

__all__ = ["Stability", "make_report"]


class Stability(Struct, frozen=True, kw_only=True, eq=False):
    """The answer about stability: the analysis, its finding, and the states worth showing.

    ``firm`` says how firm those states are, ``ahead`` how to get there and what could not be undone,
    ``misperceived`` what lasts if each party acts on its own picture of the case.
    """

    analysis: Analysis
    finding: Finding
    chosen: tuple[Chosen, ...]
    firm: Firm | None = None
    ahead: Ahead | None = None
    misperceived: Misperceived | None = None


def make_report(
    *,
    case: Case,
    entries: Sequence[Entry],
    documents: Mapping[str, Document],
    claims: Mapping[str, Claim],
    version: str,
    status: Status,
    history: Mapping[str, Sequence[Stretch]],
    stability: Stability | str,
    clause_history: Mapping[str, Sequence[ClauseStretch]] | None = None,
    outlook: Sequence[Coming] = (),
    earlier: Earlier | None = None,
    head: str = "",
) -> Report:
    """Return the report on a case.

    Parameters
    ----------
    case, entries, documents, claims
        The case and its record.
    version : str
        Names the files that everything was computed from.
    status : Status
        The board, from :func:`detente.ledger.status`; day and reading of the report are its own.
    history : dict
        Lever -> its stretches up to that day, from :func:`detente.ledger.history`.
    stability : Stability or str
        The answer about stability, or why there is none.
    clause_history : dict, optional
        Clause -> its stretches, from :func:`detente.ledger.clause_history`.
    outlook : sequence of Coming
        What changes by itself, from :func:`detente.ledger.outlook`.
    earlier : Earlier, optional
        The board of an earlier day, for what changed since then.
    head : str
        The head of the record, ``n/hash``; empty where its file has no chain.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente import ledger
    >>> day, case = dt.date(2019, 10, 15), Case(id="talks", name="Talks")
    >>> report = make_report(case=case, entries=(), documents={}, claims={}, version="0000000",
    ...                      status=ledger.status(case, (), day), history={},
    ...                      stability="the case has no preferences")
    >>> report.title, report.positions.why_not
    ('Talks', 'the case has no preferences')
    """
    found = None if isinstance(stability, str) else stability
    analysis = found.analysis if found else None
    behind = corroborate(claims, documents).of
    chips = Chips(claims, behind)
    holders = board(case, status, history, chips)
    shown = positions(found.analysis, found.chosen) if found else no_positions(str(stability))
    asked = finding(status)
    groups = clause_groups(case, entries, status, clause_history or {}, chips)
    soon = coming(case, outlook, status.as_of)
    owed = obligations(groups)
    answers = conclusions(
        asked, found.finding if found else None, analysis, (shown, holders, owed), chips
    )
    seen = _with_chips(found.misperceived, chips) if found and found.misperceived else None
    disputed = terms(case, status.reading or "", chips)
    wrong, others = claim_rows(case, claims, documents, chips.used, behind)
    timeline = timeline_of(case, entries, status.as_of, status.known, history)
    return Report(
        case=case.id,
        title=case.name or case.id,
        note=case.note,
        parties=tuple(
            Owner(id=id_, name=party_in_words(case, id_), index=place)
            for place, id_ in enumerate(case.players)
        ),
        as_of=status.as_of,
        known=status.known,
        reading=party_in_words(case, status.reading) if status.reading else "",
        version=version,
        head=head,
        sizes={
            "documents": len(documents),
            "claims": len(claims),
            "entries": len(timeline.events),
            "states": shown.feasible,
        },
        lead=lead(analysis, (shown, holders, owed), soon, chips),
        board=holders,
        timeline=timeline,
        positions=shown,
        claims=wrong,
        other_claims=others,
        conclusions=answers,
        obligations=owed,
        coming=soon,
        changes=changes(case, entries, status, earlier),
        unverified=unverified(case, entries, status),
        clauses=groups,
        clauses_why=_why_no_status(groups),
        packages=compare(case, status, analysis),
        terms=disputed,
        sources=sources(documents, claims, entries),
        assumptions=assumptions(case, status, analysis),
        findings=(asked, found.finding) if found else (asked,),
        firm=found.firm if found else None,
        ahead=found.ahead if found else None,
        misperceived=seen,
        stages=scorecard(case, status.levers),
    )


def _with_chips(seen: Misperceived, chips: Chips) -> Misperceived:
    """Return what the parties see with the claims behind it as they stand on the page."""
    views = tuple(
        replace(view, rests_on=chips.of(chip.id for chip in view.rests_on)) for view in seen.views
    )
    return replace(seen, views=views)


def _why_no_status(groups: Sequence[ClauseGroup]) -> str:
    """Return why no clause has a status; empty if one has."""
    rows = [row for group in groups for row in group.clauses]
    if any(row.status for row in rows):
        return ""
    return next((row.why for row in rows if row.why), "they are not worked out")

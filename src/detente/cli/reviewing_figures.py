"""What a review has shown: which rules to distrust, how far reviewers agree, what is confirmed by whom."""

from typing import TYPE_CHECKING, Any

from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.session import Session, title
from detente.cli.terminal import answer, as_json

if TYPE_CHECKING:
    from detente.claims import Claim
    from detente.evidence.corroboration import Support
    from detente.evidence.review import Agreement, Figure, Rate

__all__ = ["show_agreement", "show_corroboration", "show_statistics"]

MOST_RULES = 20


# ---------------------------------------------------------------------- statistics


def show_statistics(session: Session, common: Common) -> None:
    """Answer ``--statistics``."""
    from detente.cli.words import count
    from detente.evidence.review import statistics

    found = statistics(session.opened.as_recorded, session.opened.reviews)
    if common.json:
        tables = {"rules": found.rules, "kinds": found.kinds, "extractors": found.extractors}
        as_json(
            {
                "schema": "detente.review-statistics/1",
                **{name: [_rate_as_dict(one) for one in rates] for name, rates in tables.items()},
                "reasons": found.reasons,
                "reviewers": found.reviewers,
                "written_by_reviewers": found.written,
            },
            common,
        )
        return
    page = Page()
    title(page, session)
    if not found.rules:
        page.line("No claim was proposed in this case, so there is nothing to count.")
        answer(page, common)
        return
    shown = found.rules if common.verbose else found.rules[:MOST_RULES]
    for name, rates in (("Extractor", found.extractors), ("Kind", found.kinds), ("Rule", shown)):
        _rates(page, name, rates)
    if len(shown) < len(found.rules):
        page.line((f"{count(len(found.rules) - len(shown), 'more rule')}; -v shows them.", "dim"))
        page.blank()
    if found.reasons:
        page.table(
            ["Rejected as", "Claims"],
            [[why, str(n)] for why, n in found.reasons.items()],
            right=(1,),
        )
        page.blank()
    if found.reviewers:
        page.table(
            ["Reviewer", "Decisions"],
            [[who, str(n)] for who, n in found.reviewers.items()],
            right=(1,),
        )
        page.blank()
    page.line(f"Reviewers found {count(found.written, 'claim')} that no extractor had proposed.")
    page.line("Changed: accepted after a field was changed. The rate counts judged claims only.")
    answer(page, common)


def _rates(page: Page, name: str, rates: "tuple[Rate, ...]") -> None:
    rows = [
        [one.name, str(one.accepted), str(one.changed), str(one.rejected), str(one.waiting),
         "not known" if one.rate is None else f"{one.rate:.0%}"]
        for one in rates
    ]  # fmt: skip
    heads = [name, "Accepted", "Changed", "Rejected", "Waiting", "Rate"]
    page.table(heads, rows, right=(1, 2, 3, 4, 5), least={0: 22})
    page.blank()


def _rate_as_dict(one: "Rate") -> dict[str, Any]:
    return {
        "name": one.name,
        "accepted": one.accepted,
        "changed": one.changed,
        "rejected": one.rejected,
        "waiting": one.waiting,
        "rate": one.rate,
        "why": "" if one.rate is not None else "none was judged",
    }


# ---------------------------------------------------------------------- agreement


def show_agreement(session: Session, common: Common) -> None:
    """Answer ``--agreement``."""
    from detente.cli.words import and_
    from detente.evidence.review import agreement

    found = agreement(session.opened.as_recorded, session.opened.reviews)
    if common.json:
        told = [_agreement_as_dict(one) for one in found]
        as_json({"schema": "detente.agreement/1", "agreement": told}, common)
        return
    page = Page()
    title(page, session)
    if not found:
        page.line("Fewer than two reviewers have judged claims, so there is nothing to compare.")
        page.line("detente review CASE --second judges without sight of the verdicts of others.")
    before: tuple[str, ...] = ()
    for one in found:
        if one.reviewers != before:
            before = one.reviewers
            same = [it for it in found if it.reviewers == before]
            page.line((and_(list(before)), "bold"))
            _coefficients(page, same)
            page.blank()
            _apart(page, same)
    if found:
        said = "Kappa: Cohen's, alpha: Krippendorff's, for nominal labels; 1 is full agreement, 0 what "
        page.line(f"{said}chance gives. Kind, who and voice are compared where both accepted.")
    answer(page, common)


_FIELDS = {"verdict": "Accepted or not", "kind": "Kind", "actor": "Who", "voice": "Voice"}


def _coefficients(page: Page, found: "list[Agreement]") -> None:
    rows = [
        [
            _FIELDS[one.field],
            str(one.alpha.units),
            _figure(one.percent, share=True),
            _figure(one.kappa),
            _figure(one.alpha),
        ]
        for one in found
    ]
    page.table(["", "Claims", "Agree", "Kappa", "Alpha"], rows, right=(1,), least={0: 15})
    reasons = {
        one.why_not
        for it in found
        for one in (it.percent, it.kappa, it.alpha)
        if one.value is None and one.why_not != "for two reviewers only"
    }
    for why in sorted(reasons):
        page.line(f"Not known: {why}.")


def _figure(one: "Figure", *, share: bool = False) -> str:
    if one.value is None:
        return "-" if one.why_not == "for two reviewers only" else "not known"
    return f"{one.value:.0%}" if share else f"{one.value:.2f}"


def _apart(page: Page, found: "list[Agreement]") -> None:
    rows = [
        [claim, _FIELDS[one.field], "; ".join(f"{name}: {label}" for name, label in given)]
        for one in found
        for claim, given in one.apart
    ]
    if rows:
        page.table(["They differ on", "", ""], rows, whole=(0,))
        page.blank()


def _agreement_as_dict(one: "Agreement") -> dict[str, Any]:
    figures = {"percent": one.percent, "kappa": one.kappa, "alpha": one.alpha}
    return {
        "field": one.field,
        "reviewers": list(one.reviewers),
        **{
            name: {"value": figure.value, "claims": figure.units, "why": figure.why_not}
            for name, figure in figures.items()
        },
        "apart": [{"claim": claim, "labels": dict(given)} for claim, given in one.apart],
    }


# ---------------------------------------------------------------------- corroboration


def show_corroboration(session: Session, common: Common) -> None:
    """Answer ``--corroboration``: of the claims on which something rests, or with -v of all."""
    from detente.cli.words import count
    from detente.evidence.corroboration import corroborate

    opened = session.opened
    found = corroborate(opened.claims, opened.documents)
    used = _used(session)
    if common.json:
        told = [_support_as_dict(one, opened.claims[one.claim], used) for one in found.of.values()]
        as_json({"schema": "detente.corroboration/1", "claims": told}, common)
        return
    page = Page()
    title(page, session)
    shown = [one for id_, one in found.of.items() if common.verbose or id_ in used]
    shown.sort(
        key=lambda one: (not one.unnamed, one.independent != 1, -len(used.get(one.claim, ())))
    )
    flagged = [one for one in shown if one.flags]
    single = sum(one.single for one in shown)
    unnamed = sum(bool(one.unnamed) for one in shown)
    said = f"{count(len(shown), 'claim')}: {single} on one source, {unnamed} on one without a name."
    page.line((said, "bold"))
    page.blank()
    rows = [
        _row(one, opened.claims[one.claim], used) for one in (shown if common.verbose else flagged)
    ]
    if rows:
        heads = ["Claim", "Grade", "Sources", "Through", "Carries"]
        page.table(heads, rows, whole=(0, 1), least={2: 16, 3: 16})
        page.blank()
    wrong = [
        one.claim for one in shown if opened.claims[one.claim].grade.credibility == 1 and one.single
    ]
    if wrong:
        said = ", ".join(wrong[:12]) + (f" and {len(wrong) - 12} more" if len(wrong) > 12 else "")
        page.line(f"Graded 1, confirmed by other sources, with one source in the record: {said}.")
        page.blank()
    said = "Sources: documents that say the same; those that have it from each other, or from the "
    page.line(
        f"{said}same newspaper, count once. Grade: of the chain, capped at its weakest known hop."
    )
    answer(page, common)


def _used(session: Session) -> dict[str, list[str]]:
    """Return claim -> what rests on it."""
    from detente.sensitivity.supports import supports_of

    used: dict[str, list[str]] = {}
    for item in supports_of(session.case, session.opened.entries).items:
        for claim in item.claims:
            used.setdefault(claim, []).append(_named(item.kind, item.name))
    return used


def _named(kind: str, name: tuple[str | int, ...]) -> str:
    """Say what rests on a claim: an entry by its id, a statement by party and number."""
    words = [str(part + 1) if isinstance(part, int) else part for part in name]
    if kind == "entry":
        return words[0]
    if kind == "statement":
        return f"{words[0]}'s statement {words[-1]}"
    return f"{kind} {' '.join(words)}"


def _row(one: "Support", claim: "Claim", used: dict[str, list[str]]) -> list[str]:
    sources = "; ".join(" = ".join(group) for group in one.sources) or "none named"
    flags = f" ({', '.join(one.flags)})" if one.flags else ""
    carries = used.get(one.claim, [])
    more = f" +{len(carries) - 2}" if len(carries) > 2 else ""
    return [one.claim, str(one.grade), sources + flags, " > ".join(claim.chain) or "not known",
            ", ".join(carries[:2]) + more]  # fmt: skip


def _support_as_dict(one: "Support", claim: "Claim", used: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "claim": one.claim,
        "independent_sources": one.independent,
        "sources": [list(group) for group in one.sources],
        "same_content": list(one.same),
        "why_not_compared": one.why_not,
        "chain": list(claim.chain),
        "unnamed": list(one.unnamed),
        "flags": list(one.flags),
        "grade": str(claim.grade),
        "chain_grade": str(one.grade),
        "weakest": one.weakest,
        "used_by": used.get(one.claim, []),
    }

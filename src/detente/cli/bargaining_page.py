"""What ``detente bargain`` prints: who would accept what, what is chosen, or why there is no deal."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from msgspec import Struct

from detente.bargain import Bargaining, Blocking, Impasse, Placed
from detente.cli.options import Common
from detente.cli.page import Page, Part
from detente.cli.session import Session
from detente.cli.words import and_, count, level_in_words, short_name
from detente.conditions.tree import Duration
from detente.errors import Problem

__all__ = ["Asked", "fill"]

NAMES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
}
DEFAULT_LIMIT = 8
MOST_NOTES = 4
MOST_BLOCKING = 6


class Asked(Struct, frozen=True):
    """What the options of the command ask for."""

    solutions: tuple[str, ...]
    limit: int | None = None
    witnesses: int = 0


def fill(page: Page, session: Session, found: Bargaining, asked: Asked, common: Common) -> None:
    """Add the answer: a sentence, counts, what is chosen, where the named packages stand."""
    page.line((_headline(session, found), "bold"))
    page.blank()
    _counts(page, session, found)
    if found.impasse is not None:
        page.blank()
        _impasse(page, session, found, found.impasse, common)
    _solutions(page, session, found, asked)
    _frontier(page, session, found, asked)
    if not common.quiet:
        _lotteries(page, session, found, asked)
        _offers(page, session, found, asked)
    if found.placed:
        page.blank()
        _named(page, session, found)
    if not common.quiet:
        _known(page, session, found)
        _assumptions(page, found.problem.problems, common)


# ------------------------------------------------------------------ the answer in a sentence, and counts


def _all(found: Bargaining) -> str:
    return "both" if len(found.problem.parties) == 2 else "all"


def _headline(session: Session, found: Bargaining) -> str:
    everyone = _all(found)
    if found.impasse is not None and found.impasse.room < 0:
        return "There is no deal: every package leaves somebody worse off than no deal."
    if found.impasse is not None:
        gains = found.problem.utility(found.frontier.points) - found.problem.reservation_values
        idle = [
            p for p, best in zip(found.problem.parties, gains.max(axis=0), strict=True) if best <= 0
        ]
        who = and_(session.case.parties[p].called for p in idle)
        text = f"{who} can gain nothing" if idle else "what one gains another loses"
        return f"No package makes {everyone} better off than no deal: {text}."
    some = found.acceptable
    many = "Some packages are" if some is None else f"{count(some, 'package')} "
    many += "" if some is None else ("is" if some == 1 else "are")
    if len(found.frontier) == 1:
        return f"{many} acceptable to {everyone}; one outcome is the best for {everyone} at once."
    return f"{many} acceptable to {everyone}, with {len(found.frontier):,} efficient outcomes."


def _counts(page: Page, session: Session, found: Bargaining) -> None:
    problem = found.problem
    worth = and_(
        f"{_short(session, p)} {value:.2f}"
        for p, value in zip(problem.parties, problem.reservation_values.tolist(), strict=True)
    )
    packages = problem.packages
    size = f"{packages:,}" if packages < 10**12 else f"about {packages:.1e}"
    page.line(
        f"{size} feasible packages, {count(len(problem.parties), 'party', 'parties')}. "
        f"No deal is worth {worth}, on a scale from 0 (the worst package) to 1 (the best)."
    )
    if len(found.frontier):
        best = problem.utility(found.frontier.points).max(axis=0).tolist()
        zone = and_(
            f"{_short(session, p)} up to {value:.2f}"
            for p, value in zip(problem.parties, best, strict=True)
        )
        page.line(f"Within what all accept: {zone}.")


def _short(session: Session, party: str) -> str:
    return short_name(session.case, party)


# ------------------------------------------------------------------ packages as differences from now


def _changes(
    session: Session, found: Bargaining, package: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield, per owner, what a package changes from now: (party, changes)."""
    now = found.problem.now or {}
    case = session.case
    owners = {lever: case.levers[lever].owner for lever in package}
    for owner in dict.fromkeys((*found.problem.parties, *owners.values())):
        said = [
            f"{case.levers[k].name}, {level_in_words(case.levers[k], level)}"
            for k, level in package.items()
            if owners[k] == owner and now.get(k) != level
        ]
        if said:
            yield _short(session, owner), "; ".join(said)


def _package(
    page: Page, session: Session, found: Bargaining, package: Mapping[str, str], margin: int = 4
) -> None:
    changes = list(_changes(session, found, package))
    if not changes:
        page.line(" " * margin + "everything as now")
    for owner, said in changes:
        page.line(f"{' ' * margin}{owner}: {said}", indent=margin + 4)


def _gains(session: Session, found: Bargaining, gains: Sequence[float]) -> str:
    return ", ".join(
        f"{_short(session, p)} {_signed(gain)}"
        for p, gain in zip(found.problem.parties, gains, strict=True)
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}" if abs(value) >= 0.005 else "0" if value == 0 else f"{value:+.1g}"


# ------------------------------------------------------------------ what is chosen


def _solutions(page: Page, session: Session, found: Bargaining, asked: Asked) -> None:
    together: dict[tuple[int, ...], list[str]] = {}
    for name, choice in found.choices.items():
        if name in asked.solutions:
            together.setdefault(choice.places, []).append(name)
    if not together:
        return
    page.blank()
    page.line("The solutions, as gains over no deal and changes from now:")
    for names in together.values():
        choice = found.choices[names[0]]
        others = f"   ({choice.ties:,} packages tie; one of them)" if choice.ties > 1 else ""
        head = and_(NAMES[name] for name in names)
        page.line(
            (f"  {head[:1].upper()}{head[1:]}", "bold"),
            f"   {_gains(session, found, choice.gains)}",
            (others, "dim"),
            indent=4,
        )
        _package(page, session, found, choice.package)
        ways = (w for place in choice.places for w in found.packages_at(place, asked.witnesses))
        for package in islice(ways, asked.witnesses):
            if package != choice.package:
                page.line(("    or", "dim"))
                _package(page, session, found, package)


def _frontier(page: Page, session: Session, found: Bargaining, asked: Asked) -> None:
    size = len(found.frontier)
    limit = DEFAULT_LIMIT if asked.limit is None else asked.limit
    if size < 2 or not limit:
        return
    shown = np.unique(np.linspace(0, size - 1, min(limit, size)).round().astype(int))[:limit]
    problem = found.problem
    page.blank()
    part = "" if len(shown) == size else f", {len(shown)} of {size:,} spread along it"
    page.line(f"The frontier of what all accept{part}, as gains:")
    chosen = {p: n for n, choice in found.choices.items() for p in choice.places}
    gains = problem.utility(found.frontier.points[shown]) - problem.reservation_values
    rows: list[list[Part]] = []
    for place, row in zip(shown.tolist(), gains.tolist(), strict=True):
        package = found.packages_at(place, 1)[0]
        said = "; ".join(f"{owner}: {text}" for owner, text in _changes(session, found, package))
        mark = f"({NAMES[chosen[place]]}) " if place in chosen else ""
        rows.append([*map(_signed, row), mark + (said or "as now")])
    heads = [_short(session, p) for p in problem.parties]
    page.table([*heads, "Changes from now"], rows, right=range(len(heads)), whole=range(len(heads)))


def _lotteries(page: Page, session: Session, found: Bargaining, asked: Asked) -> None:
    """Say what lotteries would choose, where that is no package; chances of ranks mean nothing."""
    said = []
    for name, lottery in found.lotteries.items():
        mixed = 1e-6 < lottery.chance < 1 - 1e-6
        if name in asked.solutions and mixed and not found.problem.scaled.any():
            said.append((name, lottery))
    if not said:
        return
    page.blank()
    page.line("With a draw between two packages, or a share of the time for each:")
    for name, lottery in said:
        gains = _gains(session, found, lottery.gains)
        share = f"{1 - lottery.chance:.0%} and {lottery.chance:.0%}"
        page.line(f"  {NAMES[name]}   {gains}   ({share})", indent=4)


def _offers(page: Page, session: Session, found: Bargaining, asked: Asked) -> None:
    if "offers" not in asked.solutions or not found.agreed:
        return
    page.blank()
    places = {agreed.place for agreed in found.agreed}
    period = found.agreed[0]
    each = _each(session.case.period)
    if len(places) == 1:
        page.line(
            f"Alternating offers, a round each {each}: whoever proposes first, the same is agreed at "
            f"once: {_gains(session, found, period.gains)}."
        )
        return
    page.line(f"Alternating offers, a round each {each}; agreed at once:")
    for agreed in found.agreed:
        who = session.case.parties[agreed.first].called
        page.line(f"  if {who} proposes first: {_gains(session, found, agreed.gains)}", indent=4)


def _each(period: Duration) -> str:
    return period.unit.removesuffix("s") if period.count == 1 else f"{period.count} {period.unit}"


# ------------------------------------------------------------------ named packages


def _named(page: Page, session: Session, found: Bargaining) -> None:
    page.line("The named packages, as gains over no deal:")
    parties = found.problem.parties
    rows: list[list[Part]] = []
    for placed in found.placed:
        if placed.gains is None:
            rows.append([placed.name, *("" for _ in parties), f"cannot be: {placed.why_not}"])
            continue
        rows.append([placed.name, *map(_signed, placed.gains), _verdict(session, found, placed)])
    heads = [_short(session, p) for p in parties]
    page.table(
        ["", *heads, ""], rows, right=range(1, len(heads) + 1), whole=range(1, len(heads) + 1)
    )


def _verdict(session: Session, found: Bargaining, placed: Placed) -> str:
    if not placed.acceptable:
        reasons = []
        for party in placed.refused_by:
            why = placed.because.get(party)
            reasons.append(_short(session, party) + (f" ({why})" if why else ""))
        return f"refused by {and_(reasons)}"
    if placed.better is None:
        return f"acceptable to {_all(found)}, and efficient"
    room = f"; each could gain {placed.distance:.2f} more" if placed.distance else ""
    return f"acceptable to {_all(found)}{room or '; another package is better for some'}"


# ------------------------------------------------------------------ why there is no deal


def _impasse(
    page: Page, session: Session, found: Bargaining, impasse: Impasse, common: Common
) -> None:
    if impasse.room < 0:
        page.line(("Nearest", "bold"), f"   {_gains(session, found, impasse.gains)}", indent=4)
        _package(page, session, found, impasse.nearest)
        for party, fall in zip(found.problem.parties, impasse.alone, strict=True):
            who = session.case.parties[party].called
            if fall is None:
                page.line(f"{who[:1].upper()}{who[1:]} alone cannot make room by asking for less.")
            elif fall > 0:
                page.line(
                    f"There would be a deal if no deal were worth {fall:.2f} less to {who}.",
                    indent=4,
                )
    if impasse.left_out:
        page.line(
            f"Rules, statements and levers were not taken away in turn: {impasse.left_out}.",
            indent=4,
        )
    if not impasse.blocking:
        page.line("No single rule, statement or lever stands in the way by itself.")
        return
    page.line("What stands in the way; each taken away alone would leave room (the least gain):")
    most = len(impasse.blocking) if common.verbose else MOST_BLOCKING
    rows: list[list[Part]] = [
        [_signed(b.room), _obstacle(session, b)] for b in impasse.blocking[:most]
    ]
    page.table(["", ""], rows, right=[0], whole=[0])
    if len(impasse.blocking) > most:
        page.line((f"  and {len(impasse.blocking) - most} more (-v shows them)", "dim"))


def _obstacle(session: Session, blocking: Blocking) -> str:
    if blocking.kind == "rule":
        return f"the rule that excludes: {blocking.what}"
    if blocking.kind == "statement":
        return f"{_short(session, blocking.party)}: {blocking.what}"
    if blocking.kind == "lever":
        lever = session.case.levers[blocking.what]
        return f"{lever.name}, which no party moves ({_short(session, lever.owner)} does)"
    return f"a level that is not there, half-way; {blocking.what}"


# ------------------------------------------------------------------ what is certain, what is assumed


def _known(page: Page, session: Session, found: Bargaining) -> None:
    known = found.knowledge
    if known is None:
        return
    page.blank()
    who = and_(_short(session, party) for party in known.loose)
    if known.why_not:
        page.line(
            f"What is certain over all weights that {who} may have is not known: {known.why_not}."
        )
        return
    if not known.possibly_acceptable:
        page.line(f"That is so for all weights that {who} may have.")
        return
    page.line(
        f"Over all weights that {who} may have, {known.possibly_acceptable:,} packages may be "
        f"acceptable, {known.certainly_acceptable:,} for certain; of the "
        f"{known.possibly_acceptable:,}, {known.possible:,} may be efficient, {known.necessary:,} "
        "for certain."
    )
    said = {"yes": "for certain", "perhaps": "perhaps", "no": "in no case"}
    for id_, standing in (known.named or {}).items():
        name = session.case.package_names.get(id_) or id_.replace("_", " ")
        page.line(
            f"  {name}: acceptable {said[standing.acceptable]}, "
            f"efficient {said[standing.efficient]}",
            indent=4,
        )


def _assumptions(page: Page, problems: Sequence[Problem], common: Common) -> None:
    if not problems:
        return
    page.blank()
    page.line(("Assumed:", "dim"))
    shown = problems if common.verbose else problems[:MOST_NOTES]
    for problem in shown:
        page.line((f"  {problem.message}", "dim"), indent=4)
    if len(problems) > len(shown):
        page.line((f"  and {len(problems) - len(shown)} more (-v shows them)", "dim"))

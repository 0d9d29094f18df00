"""The schedule written out as clauses, ready to stand under ``clauses:`` in a case file.

Each party's part of a step is a ``must`` clause; parts of one step are simultaneous. A step waits for
the one before: until it is *fulfilled*, which with a verifier means certified, where the schedule
fails if the parties go on; otherwise until it is fulfilled or claimed. What has been reached is kept
(``keep``), and what the others would take back after a breach they may take back (``may``).
"""

from collections.abc import Mapping, Sequence

from detente.case import Case, State
from detente.sequence.rates import DAYS

__all__ = ["clauses_of", "written_out"]

START = "deal_accepted"


def clauses_of(
    case: Case,
    moves: Sequence[State],
    gates: Sequence[bool],
    returns: Mapping[str, Mapping[str, tuple[str, int]]] | None = None,
) -> list[dict[str, str]]:
    """Return the clauses of a schedule: key to text, in the order of the case file.

    Parameters
    ----------
    case : Case
        The case.
    moves : sequence of dict
        Per period the levers that change.
    gates : sequence of bool
        Per period whether the next step must wait for a certificate.
    returns : dict, optional
        Party that breaks the deal -> lever of another -> (level it goes back to, periods).

    Examples
    --------
    >>> from detente.casefile import parse
    >>> case, _ = parse('''
    ... detente: 1
    ... case: talks
    ... parties: {usa: {}, dprk: {}}
    ... levers: {site: {owner: dprk, levels: [runs, closed]}}
    ... ''')
    >>> for clause in clauses_of(case, [{"site": "closed"}], [True]): print(clause)
    {'id': 'deal_1_dprk', 'party': 'dprk', 'must': 'site >= closed', 'when': 'event(deal_accepted)', 'within': '30 days of deal_accepted'}
    {'id': 'deal_keep_1_dprk', 'party': 'dprk', 'keep': 'site >= closed', 'when': 'fulfilled(deal_1_dprk)'}
    """
    prefix = _prefix(case)
    days = max(1, int(case.period.count * DAYS[case.period.unit]))
    duties: list[dict[str, str]] = []
    done: list[str] = []
    for t, step in enumerate(moves):
        parts = _parts(case, step)
        certified = t > 0 and gates[t - 1]
        when = _after(duties, done, certified=certified) if done else f"event({START})"
        ids = []
        for (owner, watcher), levels in parts.items():
            clause_id = f"{prefix}_{t + 1}_{owner}" + (
                "_seen" if watcher and (owner, "") in parts else ""
            )
            clause = {"id": clause_id, "party": _bound(case, owner, levels)}
            clause["must"] = _reached(levels)
            clause["when"] = when
            clause["within"] = f"{days} days of {'trigger' if done else START}"
            if watcher:
                clause["verified"] = f"by {watcher} within {days} days"
            if len(parts) > 1:
                clause["simultaneous"] = f"{prefix}_{t + 1}"
            duties.append(clause)
            ids.append(clause_id)
        done = ids or done
    kept = _keeps(duties, prefix)
    back = _returns(case, [*duties, *kept], returns or {}, prefix)
    _end_with_the_deal([*duties, *kept], back)
    return [*duties, *kept, *back]


def _reached(levels: Mapping[str, str]) -> str:
    return " and ".join(f"{lever} >= {level}" for lever, level in levels.items())


def _prefix(case: Case) -> str:
    prefix, number = "deal", 2
    while any(clause.startswith(f"{prefix}_") for clause in case.clauses):
        prefix, number = f"deal{number}", number + 1
    return prefix


def _parts(case: Case, step: State) -> dict[tuple[str, str], dict[str, str]]:
    """Return the levers of a step by owner and by who verifies them: one clause each."""
    out: dict[tuple[str, str], dict[str, str]] = {}
    for lever, level in step.items():
        watcher = case.levers[lever].watched_by
        key = (case.levers[lever].owner, watcher if watcher in case.parties else "")
        out.setdefault(key, {})[lever] = level
    return out


def _bound(case: Case, owner: str, levels: Mapping[str, str]) -> str:
    """Return who is bound: the owner, and whose consent the levels take."""
    needed = [
        who for lever, level in levels.items() for who in case.levers[lever].needs.get(level, ())
    ]
    return "|".join(dict.fromkeys([owner, *needed]))


def _after(duties: list[dict[str, str]], done: list[str], *, certified: bool) -> str:
    """Return the condition that the step before is done, or certified."""
    claimable = {clause["id"] for clause in duties if {"verified", "simultaneous"} & clause.keys()}
    parts = [
        f"fulfilled({i})"
        if certified or i not in claimable
        else f"(fulfilled({i}) or claimed_done({i}))"
        for i in done
    ]
    return " and ".join(parts)


def _keeps(duties: list[dict[str, str]], prefix: str) -> list[dict[str, str]]:
    """Return for each duty that what it reached stays."""
    kept = []
    for duty in duties:
        clause = {
            "id": f"{prefix}_keep{duty['id'].removeprefix(prefix)}",
            "party": duty["party"],
            "keep": duty["must"],
            "when": f"fulfilled({duty['id']})",
        }
        if "verified" in duty:
            clause["verified"] = duty["verified"].split(" within ")[0]
        kept.append(clause)
    return kept


def _breach(bound: list[dict[str, str]], by: str) -> str:
    """Return the condition that a party has broken any of its duties."""
    return " or ".join(f"breached({c['id']})" for c in bound if c["party"].split("|")[0] == by)


def _returns(
    case: Case,
    bound: list[dict[str, str]],
    returns: Mapping[str, Mapping[str, tuple[str, int]]],
    prefix: str,
) -> list[dict[str, str]]:
    """Return what each party may take back when another breaks the deal."""
    out = []
    for by, levers in returns.items():
        breach = _breach(bound, by)
        for lever, (level, periods) in levers.items() if breach else ():
            owner = case.levers[lever].owner
            clause = {
                "id": f"{prefix}_{lever}_back" + ("" if len(returns) < 3 else f"_from_{by}"),
                "party": _bound(case, owner, {lever: level}),
                "may": f"{lever} = {level}",
                "when": breach,
                "on_notice": f"{lever}_notice",
            }
            if periods:
                days = int(periods * case.period.count * DAYS[case.period.unit])
                clause["note"] = f"takes up to {days} days to be back"
            out.append(clause)
    return out


def _end_with_the_deal(bound: list[dict[str, str]], back: list[dict[str, str]]) -> None:
    """End the duties of a party where it may take something back: no clause asks for both."""
    ends: dict[str, list[str]] = {}
    for clause in back:
        ends.setdefault(clause["party"].split("|")[0], []).append(clause["when"])
    for clause in bound:
        whens = dict.fromkeys(ends.get(clause["party"].split("|")[0], []))
        if not whens:
            continue
        breach = " or ".join(whens)
        if "keep" in clause:
            clause["until"] = breach
        else:
            clause["when"] = f"{clause['when']} and not ({breach})"


def written_out(clauses: Sequence[Mapping[str, str]]) -> str:
    """Return clauses as they stand in a case file, under ``clauses:``.

    Examples
    --------
    >>> print(written_out([{"id": "freeze", "party": "dprk", "must": "site >= closed"}]))
      - {id: freeze, party: dprk, must: site >= closed}
    """
    lines = []
    for clause in clauses:  # no value needs quoting: conditions hold none of YAML's signs
        whole = "  - {" + ", ".join(f"{key}: {value}" for key, value in clause.items()) + "}"
        if len(whole) <= 100:
            lines.append(whole)
            continue
        for place, (key, value) in enumerate(clause.items()):
            lines.append(f"{'  - ' if place == 0 else '    '}{key}: {value}")
    return "\n".join(lines)

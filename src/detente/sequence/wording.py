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
    {'id': 'deal_keep_dprk', 'party': 'dprk', 'keep': 'site >= closed', 'when': 'fulfilled(deal_1_dprk)'}
    """
    prefix = _prefix(case)
    days = max(1, int(case.period.count * DAYS[case.period.unit]))
    out: list[dict[str, str]] = []
    done: list[str] = []
    for t, step in enumerate(moves):
        parts = _parts(case, step)
        ids = [f"{prefix}_{t + 1}_{owner}" for owner in parts]
        for clause_id, (owner, levels) in zip(ids, parts.items(), strict=True):
            clause = {"id": clause_id, "party": _bound(case, owner, levels)}
            clause["must"] = " and ".join(f"{lever} >= {level}" for lever, level in levels.items())
            certified = t > 0 and gates[t - 1]
            clause["when"] = (
                _after(case, out, done, certified=certified) if done else f"event({START})"
            )
            clause["within"] = f"{days} days of {'trigger' if done else START}"
            watchers = _watchers(case, levels)
            if watchers:
                clause["verified"] = f"by {'|'.join(watchers)} within {days} days"
            if len(parts) > 1:
                clause["simultaneous"] = f"{prefix}_{t + 1}"
            out.append(clause)
        done = ids or done
    kept = _keeps(case, moves, out, prefix)
    return [*out, *kept, *_returns(case, kept, returns or {}, prefix)]


def _prefix(case: Case) -> str:
    prefix, number = "deal", 2
    while any(clause.startswith(f"{prefix}_") for clause in case.clauses):
        prefix, number = f"deal{number}", number + 1
    return prefix


def _parts(case: Case, step: State) -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}
    for lever, level in step.items():
        out.setdefault(case.levers[lever].owner, {})[lever] = level
    return out


def _bound(case: Case, owner: str, levels: Mapping[str, str]) -> str:
    """Return who is bound: the owner, and whose consent the levels take."""
    needed = [
        who for lever, level in levels.items() for who in case.levers[lever].needs.get(level, ())
    ]
    return "|".join(dict.fromkeys([owner, *needed]))


def _watchers(case: Case, levels: Mapping[str, str]) -> list[str]:
    watchers = [case.levers[lever].watched_by for lever in levels]
    return list(dict.fromkeys(who for who in watchers if who in case.parties))


def _after(case: Case, out: list[dict[str, str]], done: list[str], *, certified: bool) -> str:
    del case
    verified = {clause["id"] for clause in out if "verified" in clause or "simultaneous" in clause}
    parts = [
        f"fulfilled({i})"
        if certified or i not in verified
        else f"(fulfilled({i}) or claimed_done({i}))"
        for i in done
    ]
    return " and ".join(parts)


def _keeps(
    case: Case, moves: Sequence[State], out: list[dict[str, str]], prefix: str
) -> list[dict[str, str]]:
    """Return for each party and lever group what stays, from the last step that changes it on."""
    last: dict[str, tuple[dict[str, str], str]] = {}
    for t, step in enumerate(moves):
        for owner, levels in _parts(case, step).items():
            before = last.get(owner, ({}, ""))[0]
            last[owner] = ({**before, **levels}, f"{prefix}_{t + 1}_{owner}")
    kept = []
    for owner, (levels, clause_id) in last.items():
        clause = {
            "id": f"{prefix}_keep_{owner}",
            "party": _bound(case, owner, levels),
            "keep": " and ".join(f"{lever} >= {level}" for lever, level in levels.items()),
            "when": f"fulfilled({clause_id})",
        }
        watchers = _watchers(case, levels)
        if watchers:
            clause["verified"] = f"by {'|'.join(watchers)}"
        kept.append(clause)
    del out
    return kept


def _returns(
    case: Case,
    kept: list[dict[str, str]],
    returns: Mapping[str, Mapping[str, tuple[str, int]]],
    prefix: str,
) -> list[dict[str, str]]:
    """Return what each party may take back when another breaks the deal."""
    out = []
    known = {clause["id"] for clause in kept}
    for by, levers in returns.items():
        if f"{prefix}_keep_{by}" not in known:
            continue
        for lever, (level, periods) in levers.items():
            clause = {
                "id": f"{prefix}_{lever}_back" + ("" if len(returns) < 3 else f"_from_{by}"),
                "party": _bound(case, case.levers[lever].owner, {lever: level}),
                "may": f"{lever} = {level}",
                "when": f"breached({prefix}_keep_{by})",
                "on_notice": f"{lever}_notice",
            }
            if periods:
                days = int(periods * case.period.count * DAYS[case.period.unit])
                clause["notice"] = f"{days} days"
            out.append(clause)
    return out


def written_out(clauses: Sequence[Mapping[str, str]]) -> str:
    """Return clauses as they stand in a case file, under ``clauses:``.

    Examples
    --------
    >>> print(written_out([{"id": "freeze", "party": "dprk", "must": "site >= closed"}]))
      - {id: freeze, party: dprk, must: site >= closed}
    """
    lines = []
    for clause in clauses:
        whole = "  - {" + ", ".join(f"{key}: {value}" for key, value in clause.items()) + "}"
        if len(whole) <= 100:
            lines.append(whole)
            continue
        for place, (key, value) in enumerate(clause.items()):
            lines.append(f"{'  - ' if place == 0 else '    '}{key}: {value}")
    return "\n".join(lines)

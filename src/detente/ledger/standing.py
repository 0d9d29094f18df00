"""How each clause stands: its possible statuses, its dates, what moved it, what decides."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from detente.case import Case, Clause
from detente.conditions import Truth, evaluate
from detente.ledger.because import Trail
from detente.ledger.clause_reasons import one_line, why_clause
from detente.ledger.clause_status import ClauseStatus
from detente.ledger.clauses import ClauseRuns
from detente.ledger.configs import IDLE, Config
from detente.ledger.effects import with_effects
from detente.ledger.instants import FOREVER, Instant
from detente.ledger.levels import levels
from detente.ledger.moment import Moment
from detente.ledger.readings import readers, readings_of
from detente.ledger.relief_words import change_in_words, relief_ended
from detente.ledger.run import Run
from detente.ledger.view import Dated, View
from detente.ledger.waiting import changed_by

__all__ = [
    "Standing",
    "changes",
    "clause_status",
    "levels_by_reading",
    "set_apart",
    "statuses_by_reading",
]

OWING = frozenset({"live", "claimed_done", "unverified", "overdue", "breached", "excused"})
LATE = frozenset({"overdue", "breached", "excused"})


class Standing(Struct, frozen=True):
    """The runs of the clauses, looked at as of one day; ``moved`` is the view with what they changed."""

    case: Case
    view: View
    runs: ClauseRuns
    as_of: dt.date
    moved: View | None = None
    trails: dict[int, Trail] = field(default_factory=dict)
    entries: dict[str, Dated] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.entries.update({dated.entry.id: dated for dated in self.view.entries})

    @property
    def end(self) -> Instant:
        """The last instant of the day."""
        return self.runs.plan.clock.end(self.as_of)

    def day(self, instants: set[Instant]) -> dt.date | None:
        """Return the day of an instant, if there is one and it is known."""
        days = {self.runs.plan.clock.day(t) for t in instants if abs(t) < FOREVER - 1}
        none = any(abs(t) >= FOREVER - 1 for t in instants)
        return days.pop() if len(days) == 1 and not none else None

    def trail(self, run: Run) -> Trail:
        """Return the trail of a run."""
        return self.trails.setdefault(id(run), Trail(run))

    def levels(self, lever: str, day: dt.date) -> tuple[str, ...]:
        """Return the possible levels of a lever as of a day, with what clauses have changed by then."""
        return levels(self.case, self.moved or self.view, lever, day)[-1][1].levels

    def because(self, clause: str) -> tuple[str, ...]:
        """Return the entries that moved a clause, and the doubts that decide its status."""
        ids: set[str] = set()
        for _, runs in self.runs.read[clause]:
            told = [self.trail(run).because(clause, self.end) for run in (runs[0], runs[-1])]
            ids |= told[0] & told[1]
        if len(self.runs.words(clause, self.as_of)) > 1:
            ids |= set(self.runs.deciding[clause])
        return tuple(sorted(ids & self.entries.keys(), key=lambda id_: self.entries[id_].order))


def clause_status(standing: Standing, clause: Clause) -> ClauseStatus:
    """Return how one clause stands as of the end of the day."""
    configs = standing.runs.configs(clause.id, standing.end)
    statuses = tuple(sorted({config.word for config in configs}))
    because = standing.because(clause.id)
    deciding = standing.runs.deciding[clause.id] if len(statuses) > 1 else ()
    claims = {claim for id_ in because for claim in standing.entries[id_].entry.rests_on}
    shown = ClauseStatus(
        clause=clause.id,
        kind=clause.kind,
        parties=clause.party,
        text=_in_words(clause),
        trigger=one_line(clause.when.text) if clause.when else "",
        statuses=statuses,
        since=_since(standing, clause.id),
        share=_share(standing, clause),
        because=because,
        deciding=deciding,
        rests_on=tuple(sorted(claims.union(clause.rests_on))),
        waits=bool(clause.simultaneous) and clause.verified is None,
        exact=clause.id not in standing.runs.branched,
        apart=set_apart(standing, clause.id),
    )
    shown = _with_dates(standing, clause, shown, configs)
    shown = _with_changes(standing, clause, shown, configs)
    return replace(shown, why=why_clause(standing.case, clause, shown, standing.entries))


def _with_dates(
    standing: Standing, clause: Clause, shown: ClauseStatus, configs: frozenset[Config]
) -> ClauseStatus:
    """Return `shown` with its dates and counts of days, each null where it is not known."""
    overdue = {_overdue(standing, clause, config) for config in configs}
    overdue_days = overdue.pop() if len(overdue) == 1 else None
    if not shown.known:
        return replace(shown, overdue_days=overdue_days, verified=None)
    word = shown.statuses[0]
    due = None
    mendable = clause.kind != "keep" or clause.grace is not None
    if word in OWING | {"fulfilled", "late", "noticed"} and mendable:
        due = standing.day({c.due if c.due >= FOREVER - 1 else c.due - 1 for c in configs})
    done = standing.day({c.at for c in configs}) if word in _DATED else None
    return replace(
        shown,
        due=due,
        overdue_days=overdue_days,
        days_left=(due - standing.as_of).days if due and word in _RUNNING else None,
        done=done,
        seen=standing.day({c.seen for c in configs}) if clause.verified else None,
        late_by=max((done - due).days, 0) if word == "late" and done and due else None,
        verified=_verified(standing, clause, word),
    )


def _with_changes(
    standing: Standing, clause: Clause, shown: ClauseStatus, configs: frozenset[Config]
) -> ClauseStatus:
    """Return `shown` with what becomes of the levers that it changes, where it is known when."""
    effect = clause.effect or clause.default
    if not shown.known or effect is None:
        return shown
    coming = shown.statuses[0] == "noticed"
    day = standing.as_of if coming else standing.day({c.came for c in configs})
    if day is None:
        return shown
    until = day if coming else day - dt.timedelta(days=1)
    told = [
        (standing.case.levers[lever], standing.levels(lever, until), level)
        for lever, level in effect.settings
    ]
    ends = dict.fromkeys(relief for change in told if (relief := relief_ended(*change)))
    changed = tuple(change_in_words(*change, past=not coming) for change in told)
    return replace(shown, changed=changed, ends=tuple(ends))


_DATED = frozenset({"fulfilled", "late", "claimed_done", "unverified", "exercised", "ended"})
_RUNNING = frozenset({"live", "claimed_done", "unverified", "noticed"})


def _overdue(standing: Standing, clause: Clause, config: Config) -> int | None:
    """Return for how many days a clause has been overdue; 0 if it is not."""
    if config.word not in LATE:
        return 0
    since = config.grace if clause.kind == "keep" else config.due - 1
    return (standing.as_of - standing.runs.plan.clock.day(since)).days


def _verified(standing: Standing, clause: Clause, word: str) -> bool | None:
    """Return whether the verifier has confirmed that the clause is met, or is kept."""
    if clause.verified is None:
        return False
    if clause.kind == "must":
        return word in ("fulfilled", "late")
    if word != "live" or clause.condition is None:
        return False
    found = set()
    for run in standing.runs.runs_of[clause.id]:
        settled = run.evidence.case.clauses[clause.id].condition or clause.condition
        moment = Moment(run.evidence, standing.end, run.evidence.states_at(standing.end))
        found.add(moment.verified(settled.tree, clause.verified.by, None))
    return found == {Truth.TRUE} if len(found) == 1 and Truth.UNKNOWN not in found else None


def _share(standing: Standing, clause: Clause) -> tuple[float, float] | None:
    """Return the least and the greatest share that is done, by the clause's `partial`."""
    if not clause.partial:
        return None
    lows, highs = [], []
    for run in standing.runs.runs_of[clause.id]:
        parts = run.evidence.case.clauses[clause.id].partial
        moment = Moment(run.evidence, standing.end, run.evidence.states_at(standing.end))
        truths = [(evaluate(condition.tree, moment), share) for condition, share in parts]
        lows.append(sum(share for truth, share in truths if truth is Truth.TRUE))
        highs.append(sum(share for truth, share in truths if truth is not Truth.FALSE))
    return min(lows), max(highs)


def _since(standing: Standing, clause: str) -> dt.date | None:
    """Return the first day from which on the clause has had the statuses that it has now."""
    stretches = list(changes(standing.runs, clause))
    first = [day for day, _ in stretches if day <= standing.as_of]
    began = min(log[0][0] for log in standing.runs.different(clause))
    day = first[-1] if first else None
    return None if day is None or day <= standing.runs.plan.clock.day(began) else day


def changes(runs: ClauseRuns, clause: str) -> Iterator[tuple[dt.date, tuple[str, ...]]]:
    """Yield each day from which on the possible statuses of `clause` are others than before."""
    clock = runs.plan.clock
    days = {clock.day(t) for log in runs.different(clause) for t, _ in log}
    before: tuple[str, ...] = ()
    for day in sorted(days):
        now = runs.words(clause, day)
        if now != before:
            yield day, now
        before = now


def _in_words(clause: Clause) -> str:
    """Say what the clause asks or allows, in the words of the file."""
    if clause.condition is not None:
        return one_line(clause.condition.text)
    settings = clause.effect.settings if clause.effect else ()
    return " and ".join(f"{lever} = {level}" for lever, level in settings)


def statuses_by_reading(
    case: Case, runs: ClauseRuns, as_of: dt.date
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return clause -> party -> statuses, for clauses that the parties' readings set apart.

    Of each clause those are asked who read some term on which it depends.
    """
    told: dict[str, dict[str, tuple[str, ...]]] = {}
    for party, read in _by_reader(case, runs).items():
        for clause in case.clauses:
            if party in readers(case, runs.terms(clause)):
                told.setdefault(clause, {})[party] = read.words(clause, as_of)
    return {clause: said for clause, said in told.items() if len(set(said.values())) > 1}


def levels_by_reading(
    case: Case, view: View, runs: ClauseRuns, levels_of: Callable[[View, str], tuple[str, ...]]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return lever -> party -> levels, for levers that clauses change in one reading, not in another."""
    terms = {lever: _terms_behind(runs, clauses) for lever, clauses in changed_by(case).items()}
    told: dict[str, dict[str, tuple[str, ...]]] = {}
    for party, read in _by_reader(case, runs).items():
        mine = [lever for lever in terms if party in readers(case, terms[lever])]
        moved = with_effects(case, view, read) if mine else view
        for lever in mine:
            if not case.levers[lever].quantity:
                told.setdefault(lever, {})[party] = levels_of(moved, lever)
    return {lever: said for lever, said in told.items() if len(set(said.values())) > 1}


def _by_reader(case: Case, runs: ClauseRuns) -> dict[str, ClauseRuns]:
    """Return the runs as each reader reads the terms, in the order of the file."""
    terms = _terms_behind(runs, case.clauses)
    return {who: runs.as_read(readings_of(case, who)) for who in readers(case, terms)}


def _terms_behind(runs: ClauseRuns, clauses: Iterable[str]) -> frozenset[str]:
    return frozenset(term for clause in clauses for term in runs.terms(clause))


def set_apart(standing: Standing, clause: str) -> tuple[str, ...]:
    """Return the terms on whose reading the status of a clause turns, by their names.

    Those first of which one reading instead of another changes it, all else being read alike.
    """
    told = {
        tuple(sorted(way.items())): frozenset(_words_of(runs, clause, standing.end))
        for way, runs in standing.runs.read.get(clause, ())
    }
    if len(set(told.values())) < 2:
        return ()
    terms = sorted({term for way in told for term, _ in way})
    alone = []
    for term in terms:
        groups: dict[tuple[tuple[str, str], ...], set[frozenset[str]]] = {}
        for way, words in told.items():
            rest = tuple(pair for pair in way if pair[0] != term)
            groups.setdefault(rest, set()).add(words)
        if any(len(words) > 1 for words in groups.values()):
            alone.append(term)
    return tuple(standing.case.terms[term].name or term for term in alone or terms)


def _words_of(runs: Iterable[Run], clause: str, end: Instant) -> Iterator[str]:
    for run in runs:
        stays = [configs for instant, configs in run.log[clause] if instant <= end]
        yield from (config.word for config in (stays[-1] if stays else IDLE))

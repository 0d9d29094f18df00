"""All checks on a case that was read without error: case and record -> problems."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from detente.case import Case, State
from detente.checks.authority import check_authority, check_verification
from detente.checks.clauses import check_clauses, check_effects, check_notice, check_policies
from detente.checks.deadlines import check_deadlines, check_event_names, check_months
from detente.checks.preferences import check_goals, check_preferences, check_terms
from detente.checks.relief_verbs import check_relief_verbs
from detente.checks.sources import check_sources
from detente.checks.states import check_levers, check_moves, check_space
from detente.checks.survey import Survey
from detente.checks.waiting import check_waiting
from detente.checks.wording import check_wording
from detente.claims import Claim
from detente.documents import Document
from detente.entries import Entry
from detente.errors import Mark, Problem, sort_problems

__all__ = ["check"]

MAX_LEFT_OUT = 5
Check = Callable[[Survey], Iterator[Problem]]

ON_FEASIBLE_STATES: tuple[Check, ...] = (
    check_levers,
    check_moves,
    check_preferences,
    check_goals,
    check_terms,
    check_clauses,
    check_effects,
    check_notice,
    check_policies,
    check_waiting,
    check_deadlines,
    check_authority,
)
ON_WORDS: tuple[Check, ...] = (
    check_months,
    check_event_names,
    check_verification,
    check_wording,
    check_relief_verbs,
    check_sources,
)


def check(
    case: Case,
    entries: Sequence[Entry] = (),
    claims: Mapping[str, Claim] | None = None,
    documents: Mapping[str, Document] | None = None,
    *,
    status_quo: State | None = None,
    places: Mapping[str, tuple[str, Mark]] | None = None,
) -> list[Problem]:
    """Return everything that is doubtful or wrong in a case that could be read.

    Parameters
    ----------
    case : Case
        As read from the case file, without error.
    entries, claims, documents
        The record, merged with what stands inline.
    status_quo : mapping of str to str, optional
        The level of each lever by the record, where it has been worked out.
    places : mapping, optional
        Id of an entry of the record -> file and mark of its line.

    Returns
    -------
    list of Problem
        By place; errors stop every command but ``check``, warnings and notes stop nothing.

    Examples
    --------
    >>> from detente.case import Lever, Party
    >>> case = Case(id="talks", parties={"usa": Party(id="usa", name="US")},
    ...             levers={"coal": Lever(id="coal", name="Coal", owner="usa",
    ...                                 levels=("a", "b"), start="a")})
    >>> [problem.code for problem in check(case)]
    []
    """
    survey = Survey(
        case=case,
        entries=entries,
        claims=claims or {},
        documents=documents or {},
        status_quo=status_quo,
        places=places or {},
    )
    problems = list(check_space(survey))
    empty = any(problem.code == "D430" for problem in problems)
    for one in ON_WORDS if empty else ON_FEASIBLE_STATES + ON_WORDS:
        problems += one(survey)
    return sort_problems([*problems, *_left_out(survey)])


def _left_out(survey: Survey) -> Iterator[Problem]:
    """Say which checks were left out; where they are many, the first few and how many."""
    paths = list(dict.fromkeys(survey.left_out))
    message = "a check was left out here: too many combinations to try"
    for path in paths[:MAX_LEFT_OUT]:
        yield survey.problem("note", "D443", message, path)
    if len(paths) > MAX_LEFT_OUT:
        message = f"checks were left out in {len(paths) - MAX_LEFT_OUT} more places"
        yield survey.problem("note", "D443", message, ())

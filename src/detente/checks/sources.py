"""Checks on what things rest on: claims that are absent or that nobody accepted, entries without a source."""

from collections.abc import Iterator, Sequence

from detente.case import Condition, Preference, Statement
from detente.checks.survey import Survey
from detente.claims import Claim
from detente.entries import Act, Amount, Entry, Event, Inspection, Report
from detente.errors import Path, Problem
from detente.interpret import did_you_mean

__all__ = ["check_sources"]

_FACTS = (Act, Inspection, Report, Amount, Event)
_LEVELS = (Act, Inspection, Report, Amount)
_DEEDS = frozenset({"action", "event", "fact"})
"""Kinds of claims by which an author reports what was done, not what anybody wants."""


def check_sources(survey: Survey) -> Iterator[Problem]:
    """Check that cited claims are there and count, and that preferences and entries name some."""
    for path, rests_on in _cited(survey):
        for k, claim in enumerate(rests_on):
            for code, message, hint in _unsupported(survey, claim):
                yield survey.problem("warning", code, message, (*path, "rests_on", k), hint)
    yield from _entries(survey)
    yield from _preferences(survey)


def _unsupported(survey: Survey, claim: str, what: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield code, message and hint if nothing can rest on a claim; `what` says what does."""
    if claim not in survey.claims:
        yield "D330", f"no claim '{claim}'{what}", _near(survey, claim)
        return
    one = survey.claims[claim]
    if one.standing == "waiting":
        message = f"nobody has accepted the claim '{claim}'{what}"
        yield "D333", message, "it was proposed and supports nothing yet: detente review CASE"
    elif one.standing == "rejected":
        why = next((said["reason"] for said in reversed(one.review) if said.get("reason")), "")
        message = f"the claim '{claim}'{what} was rejected{f': {why}' if why else ''}"
        yield "D334", message, "rest it on other claims, or on none"
    elif one.standing == "orphaned":
        message = f"the claim '{claim}'{what} is orphaned: its words are not in the kept text"
        yield "D342", message, "find its words again, or rest it on other claims"


def _near(survey: Survey, claim: str) -> str:
    if not survey.claims:
        return "neither the case file nor the record has claims"
    return did_you_mean(claim, list(survey.claims))


# ---------------------------------------------------------------------- claims that are cited


def _cited(survey: Survey) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield everything in the case file that rests on claims, with its place."""
    case = survey.case
    for path, preference in _all_preferences(survey):
        yield path, preference.rests_on
        for statement in _statements(preference):
            yield _home(statement.condition), statement.rests_on
    for condition in (*case.impossible, *case.goals.values()):
        yield _home(condition), condition.rests_on
    for term in case.terms.values():
        for reading in term.readings.values():
            yield ("terms", term.id, reading.id), reading.rests_on
    for i, clause in enumerate(case.clauses.values()):
        yield ("clauses", i), clause.rests_on


def _home(condition: Condition) -> Path:
    """Return where the long form of a condition stands: the mapping around it."""
    return (
        condition.path[:-1]
        if condition.path[-1:] in (("prefers",), ("condition",))
        else condition.path
    )


def _all_preferences(survey: Survey) -> Iterator[tuple[Path, Preference]]:
    for party, preference in survey.case.preferences.items():
        yield ("preferences", party), preference
    for seer, picture in survey.case.misperceptions.items():
        for party, preference in picture.preferences.items():
            yield ("misperceptions", seer, "preferences", party), preference


def _statements(preference: Preference) -> Iterator[Statement]:
    yield from preference.statements
    for kind in preference.types.values():
        yield from kind.statements


# ---------------------------------------------------------------------- preferences


def _preferences(survey: Survey) -> Iterator[Problem]:
    yield from _of_authors(survey)
    bare: list[tuple[Path, str]] = []
    sourced = bool(survey.claims)
    for path, preference in _all_preferences(survey):
        sourced = sourced or bool(preference.rests_on)
        for statement in _statements(preference):
            sourced = sourced or bool(statement.rests_on)
            if not statement.rests_on and not preference.rests_on:
                text = statement.condition.text
                bare.append((statement.condition.path, f"{preference.party}'s statement '{text}'"))
        if preference.ranking and not preference.rests_on:
            bare.append(((*path, "ranking"), f"the ranking of {preference.party}"))
    if bare and not sourced:
        message = "no preference in this case names what it rests on"
        hint = "cite claims with rests_on, so that 'flips' can say which of them matter"
        yield survey.problem("note", "D331", message, ("preferences",), hint)
        return
    for path, what in bare:
        hint = "add rests_on with the claims that it follows from"
        yield survey.problem("warning", "D331", f"{what} rests on no claim", path, hint)


def _of_authors(survey: Survey) -> Iterator[Problem]:
    """Yield preferences that rest on nothing but what authors say in their own voice."""
    stated: list[tuple[Path, str, Sequence[str]]] = []
    for path, preference in _all_preferences(survey):
        stated.append((path, f"what {preference.party} wants", preference.rests_on))
        for statement in _statements(preference):
            what = f"{preference.party}'s statement '{statement.condition.text}'"
            stated.append((_home(statement.condition), what, statement.rests_on))
    for path, what, rests_on in stated:
        claims = [survey.claims[id_] for id_ in rests_on if id_ in survey.claims]
        if claims and all(map(_of_author, claims)):
            message = f"{what} rests on nothing but an author's own words"
            hint = "what an author says is no party's offer or threat: cite the party's own words"
            yield survey.problem("warning", "D336", message, (*path, "rests_on"), hint)


# ---------------------------------------------------------------------- entries


def _entries(survey: Survey) -> Iterator[Problem]:
    facts = [entry for entry in survey.entries if isinstance(entry, _FACTS)]
    bare = [entry for entry in facts if not entry.sources and not entry.rests_on]
    hint = "add source (a document) or rests_on (claims)"
    if bare and len(bare) == len(facts):
        message = "no entry of the record names a source"
        note = Problem(severity="note", code="D332", message=message, hint=hint)
        yield _placed(survey, note, bare[0])
        bare = []
    for fact in bare:
        message = f"the entry '{fact.id}' names no source"
        warning = Problem(severity="warning", code="D332", message=message, hint=hint)
        yield _placed(survey, warning, fact)
    for entry in survey.entries:
        for k, claim in enumerate(entry.rests_on):
            what = f", on which the entry '{entry.id}' rests"
            for code, message, hint in _unsupported(survey, claim, what):
                warning = Problem(severity="warning", code=code, message=message, hint=hint)
                yield _placed(survey, warning, entry, ("rests_on", k))
        for code, message, hint in _misplaced(survey, entry):
            warning = Problem(severity="warning", code=code, message=message, hint=hint)
            yield _placed(survey, warning, entry, ("rests_on",))


def _misplaced(survey: Survey, entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield what an entry rests on that cannot carry a fact: wrong claims, an author's opinions."""
    claims = [survey.claims[id_] for id_ in entry.rests_on if id_ in survey.claims]
    doubted = isinstance(entry, _LEVELS) and entry.graded.doubtful(survey.case.trust)
    if isinstance(entry, _LEVELS):
        wrong = [one for one in claims if one.verdict == "false" or (one.wrong and not doubted)]
        if wrong:
            message = (
                f"the entry '{entry.id}' rests on '{wrong[0].id}', which is {wrong[0].verdict}"
            )
            hint = "leave that claim out, or grade the entry so that it settles nothing"
            yield "D335", message, hint
    if isinstance(entry, _FACTS) and not doubted and claims and all(map(_opinion, claims)):
        message = f"the entry '{entry.id}' rests on nothing but an author's own words"
        hint = "what an author wants or expects is no act: rest it on a claim about who did it"
        yield "D336", message, hint


def _opinion(claim: Claim) -> bool:
    return _of_author(claim) and claim.type not in _DEEDS


def _of_author(claim: Claim) -> bool:
    """Whether they are the words of a document's author; without a document nobody coded a voice."""
    return claim.voice == "author" and bool(claim.document)


def _placed(survey: Survey, problem: Problem, entry: Entry, under: Path = ()) -> Problem:
    """Return the problem placed at an entry: in the case file, or on its line of the record."""
    if entry.id in survey.places:
        return problem.at(*survey.places[entry.id])
    for i, inline in enumerate(survey.case.events):
        if inline.id == entry.id:
            mark = survey.case.mark(("events", i, *under))
            return problem.at(survey.case.file, mark) if mark else problem
    return problem

"""What was taken for granted: readings, levels not known, levers that nobody moves, defaults."""

from collections.abc import Iterator

from detente.brief.report.analysis import Analysis
from detente.brief.report.records import Assumption
from detente.brief.words import count, level_in_words, listed, party_called, sentence
from detente.case import Case, called
from detente.ledger import Status

__all__ = ["assumptions"]


def assumptions(case: Case, status: Status, analysis: Analysis | None) -> tuple[Assumption, ...]:
    """Return all that a reader must know to use the brief, each with what one can do about it.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente import ledger
    >>> case = Case(id="talks")
    >>> status = ledger.status(case, (), dt.date(2019, 10, 15))
    >>> [one.kind for one in assumptions(case, status, None)]
    ['evidence']
    """
    return tuple(_all(case, status, analysis))


def _all(case: Case, status: Status, analysis: Analysis | None) -> Iterator[Assumption]:
    yield Assumption(
        kind="evidence",
        text=f"A report weaker than grade {case.trust} does not settle a level; it makes it unknown.",
        hint="'trust:' in the case file",
    )
    yield from _readings(case, status)
    for problem in status.problems:
        yield Assumption(kind=problem.code, text=f"{sentence(problem.message)}.", hint=problem.hint)
    if analysis is not None:
        yield from _model(case, analysis)


def _readings(case: Case, status: Status) -> Iterator[Assumption]:
    if not case.terms:
        return
    number = count(len(case.terms), "disputed term")
    if status.reading:
        text = f"{number}: read as {party_called(case, status.reading)} reads them, where it does."
    else:
        text = f"{number}: no reading is taken; what all readings share holds, the rest is unknown."
    yield Assumption(kind="reading", text=text, hint="--reading PARTY")


def _model(case: Case, analysis: Analysis) -> Iterator[Assumption]:
    model = analysis.model
    for problem in model.problems:
        yield Assumption(kind=problem.code, text=f"{sentence(problem.message)}.", hint=problem.hint)
    for lever, level in model.fixed.items():
        what = case.levers[lever]
        owner = party_called(case, what.owner)
        yield Assumption(
            kind="fixed",
            text=f"{what.name} stays at {level_in_words(what, level)}: {owner} is no party to the "
            "bargain.",
            hint="give the owner 'role: party' to let it move",
        )
    for party in case.players:
        preference = case.preferences.get(party)
        if preference is None:
            continue
        how = "the order of the file, most important first"
        if preference.reading == "weighted":
            how = "the weights of the file"
        name = party_called(case, party)
        said = count(len(preference.statements), "statement")
        kind = f"{said}, by {how}" if preference.statements else "a ranking given outright"
        yield Assumption(
            kind="preference",
            text=f"What {name} prefers: {kind}. Only the order of states counts, not by how much.",
            hint="change the order in the case file and look again",
        )
    owners = [p for p in case.parties.values() if p.role == "authority"]
    if owners:
        yield Assumption(
            kind="consent",
            text=f"{sentence(listed([called(p.name) for p in owners]))} "
            f"{'gives' if len(owners) == 1 else 'give'} the consent that a move takes: no move is "
            "blocked in the model for want of it.",
            hint="'forbid:' in the case file takes a move away",
        )

"""What of a case has no place in a ``.gmcr`` file, in sentences."""

from collections.abc import Iterator

from detente.case import Case, Preference
from detente.model import Model

__all__ = ["left_out"]


def left_out(case: Case, model: Model) -> tuple[str, ...]:
    """Return one sentence for each part that is left out, or said in another way.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.case import Party
    >>> bare = Model(parties=(), feasible=np.ones(1, bool), rank=np.zeros((0, 1), np.int32))
    >>> left_out(Case(id="talks", parties={"un": Party(id="un", name="UN", role="mediator")}), bare)
    ('Actors who choose nothing: UN.', 'The status quo: the format has none.')
    """
    return (*_levers(case, model), *_parts(case), *_preferences(case, model))


def _levers(case: Case, model: Model) -> Iterator[str]:
    idle = [party.name for party in case.parties.values() if party.role != "party"]
    if idle:
        yield f"Actors who choose nothing: {_list(idle)}."
    for lever, levels in zip(model.levers, model.levels, strict=True):
        if len(levels) > 2:
            yield (
                f"{model.lever_name(lever)} has {len(levels)} levels: it is written as "
                f"{len(levels) - 1} options."
            )
    if model.fixed:
        at = [f"{model.lever_name(k)} at {model.level_name(k, v)}" for k, v in model.fixed.items()]
        yield f"Levers that no party moves stay as they are, and are not in the file: {_list(at)}."
    amounts = [lever.name for lever in case.levers.values() if lever.quantity]
    if amounts:
        yield f"Quantities: {_list(amounts)}."
    timed = [
        lever.name
        for lever in case.levers.values()
        if lever.needs or lever.watched_by or any(time != "never" for time in lever.undo.values())
    ]
    if timed:
        yield f"Whose consent, how long it takes to undo, who watches: of {_list(timed)}."
    yield "The status quo: the format has none."


def _parts(case: Case) -> Iterator[str]:
    counted = {
        "clause": (len(case.clauses), "clauses"),
        "entry of the record in the case file": (len(case.events), "entries in the case file"),
        "claim in the case file": (len(case.claims), "claims in the case file"),
        "package": (len(case.packages), "packages"),
        "goal": (len(case.goals), "goals"),
        "policy": (len(case.policies), "policies"),
        "schedule": (len(case.schedules), "schedules"),
    }
    said = [f"{n} {one if n == 1 else many}" for one, (n, many) in counted.items() if n]
    if said:
        yield f"Left out: {_list(said)}."
    if case.terms:
        terms = [term.name or term.id for term in case.terms.values()]
        yield f"Terms stand as the conditions that they mean here: {_list(terms)}."


def _preferences(case: Case, model: Model) -> Iterator[str]:
    for party in model.parties:
        preference = case.preferences.get(party)
        said = list(_of(preference)) if preference else []
        if said:
            yield f"Of what {case.parties[party].called} prefers: {_list(said)}."
    for party, view in case.misperceptions.items():
        if view.preferences or view.unseen:
            yield (
                f"How {case.parties[party].called} sees the preferences of others, or levers that "
                "it does not know of."
            )


def _of(preference: Preference) -> Iterator[str]:
    if preference.types:
        yield f"its {len(preference.types)} types"
    if any(statement.weight is not None for statement in preference.statements):
        yield "weights"
    if preference.patience is not None:
        yield "patience"
    if preference.reservation != "status_quo":
        yield "the value of no deal"
    if preference.rests_on or any(s.rests_on for s in preference.statements):
        yield "the claims it rests on"


def _list(words: list[str]) -> str:
    return ", ".join(words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")

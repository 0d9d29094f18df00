"""Why a party would rather have no deal than a package: the statement that decides."""

from collections.abc import Mapping

from detente.case import Case
from detente.conditions import StateFacts, evaluate
from detente.model.preferences import statement_weights, statements_of
from detente.model.readings import settled

__all__ = ["decisive_statement"]


def decisive_statement(
    case: Case,
    party: str,
    package: Mapping[str, str],
    no_deal: Mapping[str, str],
    reading: str = "",
) -> str:
    """Return what a party loses by a package: the statement that no deal meets and the package does not.

    The first one where statements are read in their order, the weightiest where they are weighed;
    empty where a ranking says it, or no statement does.

    Examples
    --------
    >>> from detente.casefile import TEMPLATE, parse
    >>> case, _ = parse(TEMPLATE)
    >>> package = {"embargo": "lifted", "plant": "running", "access": "open"}
    >>> decisive_statement(case, "south", package, {**package, "embargo": "in_force"})
    'embargo = in_force'
    """
    preference = case.preferences.get(party)
    statements = statements_of(preference) if preference else ()
    if preference is None or preference.ranking is not None or not statements:
        return ""
    order = {lever.id: lever.levels for lever in case.levers.values() if not lever.quantity}
    lost = []
    for statement, weight in zip(statements, statement_weights(statements), strict=True):
        tree = settled(case, statement.condition, party, reading)
        before, after = (evaluate(tree, StateFacts(order, s)) for s in (no_deal, package))
        if before != after:
            worse = after < before if weight >= 0 else after > before
            lost.append((worse, abs(weight), statement.condition.text))
            if preference.reading == "lexicographic":
                break  # the first on which they differ
    worst = max((found for found in lost if found[0]), key=lambda found: found[1], default=None)
    return worst[2] if worst else ""

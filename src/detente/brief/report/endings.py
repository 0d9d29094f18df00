"""The smallest change of what the parties state that ends each lasting state."""

from collections.abc import Iterator, Mapping, Sequence

from detente.brief.conditions import condition_in_words
from detente.brief.report.positions import CONCEPTS
from detente.case import Case, Preference, Statement
from detente.stability.robust import Change, Robustness
from detente.stability.robust.result import FEW_PAIRS

__all__ = ["endings"]


def endings(found: Robustness, case: Case, lasting: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return for each state, as a sentence, the smallest change under which it lasts no longer so.

    Parameters
    ----------
    found : Robustness
        What changes there are, and what follows from each.
    lasting : sequence of (number, concept)
        States, each with a concept under which it lasts.

    Examples
    --------
    >>> from detente import casefile
    >>> from detente.model import compile_model
    >>> from detente.stability.robust import robustness
    >>> case, _ = casefile.parse('''detente: 1
    ... case: talks
    ... parties: {a: {name: A}}
    ... levers: {x: {name: Road, owner: a, levels: [shut, open]}}
    ... preferences: {a: {statements: [x = open, x = shut]}}
    ... ''')
    >>> model = compile_model(case)
    >>> found = robustness(case, model, concepts=("nash",), draws=20)
    >>> endings(found, case, [(1, "nash")])[1]
    'The smallest change that ends it (Nash): A: without statement 1, “Road: open”.'
    """
    if not found.tried:
        return {}
    wanted = [(concept, state) for state, concept in lasting]
    smallest = found.smallest(wanted, most=FEW_PAIRS)
    words = dict(_words(case))
    return {state: _told(found, change, key, words) for (key, state), change in smallest.items()}


def _told(found: Robustness, change: Change | None, concept: str, words: Mapping[str, str]) -> str:
    name = CONCEPTS[concept][0]
    if change is None:
        left = found.pairs_left_out(FEW_PAIRS)
        pairs = f"no two among the first {FEW_PAIRS:,} pairs" if left else "no two together"
        return f"No single change of what is stated ends it ({name}), and {pairs}."
    text = change.text
    for stated, said in words.items():
        text = text.replace(stated, said)
    if change.claims and change.kind != "claim":
        text += f" (it stands on {' or '.join(change.claims)} alone)"
    return f"The smallest change that ends it ({name}): {text}."


def _words(case: Case) -> Iterator[tuple[str, str]]:
    """Yield each statement as a change quotes it, and in words."""
    for preference in case.preferences.values():
        for statement in _statements(preference):
            said = condition_in_words(case, statement.condition.tree)
            yield f"'{statement.condition.text}'", f"“{said}”"


def _statements(preference: Preference) -> Iterator[Statement]:
    yield from preference.statements
    for type_ in preference.types.values():
        yield from type_.statements

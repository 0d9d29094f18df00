"""Laws of the exchange with GMCR+: a case that is written and read again is the same model."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import casefile
from detente.errors import CannotComputeError
from detente.exchange.gmcr import GmcrFileError, export, read, to_case, write
from detente.model import Model, compile_model
from detente.stability import count_moves, equilibria, moves_from, solve

NAMES = ("arms", "ban", "camp", "dam", "envoy")
DIRECTIONS = ("", ", undo: {'yes': {'no': never}}", ", undo: {'no': {'yes': never}}")


@st.composite
def literals(draw: st.DrawFn, names: tuple[str, ...]) -> str:
    """A lever and its level."""
    return f"{draw(st.sampled_from(names))} = {draw(st.sampled_from(['no', 'yes']))}"


@st.composite
def conditions(draw: st.DrawFn, names: tuple[str, ...]) -> str:
    """A condition of the kinds that people write."""
    parts = [draw(literals(names)) for _ in range(4)]
    form = draw(
        st.sampled_from(
            (
                "{0}",
                "{0} and {1}",
                "{0} or {1}",
                "{0} if {1}",
                "{0} iff {1}",
                "not ({0} and {1})",
                "at least 2 of ({0}; {1}; {2})",
                "({0} or {1}) and ({2} or {3})",
            )
        )
    )
    return form.format(*parts)


@st.composite
def case_texts(draw: st.DrawFn) -> str:
    """A case with levers of two levels, statements or rankings, and what cannot be."""
    names = NAMES[: draw(st.integers(2, 5))]
    parties = ("north", "south", "west")[: draw(st.integers(1, 3))]
    levers = [
        f"  {name}: {{owner: {draw(st.sampled_from(parties))}, levels: ['no', 'yes']"
        f"{draw(st.sampled_from(DIRECTIONS))}}}"
        for name in names
    ]
    impossible = draw(st.lists(conditions(names), max_size=2))
    lines = [
        "detente: 1",
        "case: drawn",
        f"parties: {{{', '.join(f'{party}: {{}}' for party in parties)}}}",
        "levers:",
        *levers,
        f"impossible: {[*impossible]!r}",
        "preferences:",
    ]
    for party in parties:
        if draw(st.integers(0, 4)):
            said: Any = draw(st.lists(conditions(names), max_size=4))
            lines.append(f"  {party}: {{statements: {said!r}}}")
        else:
            first = ", ".join(f"{n}: '{draw(st.sampled_from(['no', 'yes']))}'" for n in names[:2])
            lines.append(f"  {party}: {{ranking: [[{{{first}}}], []]}}")
    return "\n".join(lines) + "\n"


def ladders(rank: Any) -> list[int]:
    """Ranks as places in an order."""
    return np.unique(rank, return_inverse=True)[1].tolist()  # type: ignore[no-any-return]  # numpy says Any


def facts(model: Model) -> dict[str, Any]:
    """What a model says, by places among its feasible states."""
    number = np.flatnonzero(model.feasible)
    place = {int(state): index for index, state in enumerate(number)}
    parties = range(len(model.parties))
    return {
        "states": len(number),
        "ranks": [ladders(model.rank[party][number]) for party in parties],
        "moves": [
            [[place[int(to)] for to in moves_from(model, party, int(state))] for state in number]
            for party in parties
        ],
        "equilibria": {
            concept: found[number].tolist() for concept, found in equilibria(solve(model)).items()
        },
    }


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(case_texts())
def test_what_is_written_is_read_again_as_the_same_model(text: str) -> None:
    """States, moves, orders and equilibria are the same after export and import."""
    case, problems = casefile.parse(text)
    assert case is not None, problems
    try:
        model = compile_model(case)
    except CannotComputeError:  # no state is feasible
        return
    made = export(case, model)
    once = write(made.conflict)
    again, problems = casefile.parse(to_case(read(once), "again").text)
    assert again is not None, [problem.concise() for problem in problems]
    second = compile_model(again)
    assert facts(second) == facts(model)
    assert sum(count_moves(second).values()) == sum(count_moves(model).values())
    thrice = write(export(again, second).conflict)
    assert facts(compile_model(_case(thrice))) == facts(model)


def _case(text: str) -> Any:
    case, problems = casefile.parse(to_case(read(text), "again").text)
    assert case is not None, problems
    return case


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.sampled_from(["Y", "N", "both", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "options",
                    "members",
                    "preferences",
                    "permittedDirection",
                    "misperceptions",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "options",
                "decisionMakers",
                "infeasibles",
                "coalitions",
                "useManualPreferenceRanking",
            ]
        ),
        VALUES,
    )
)
def test_any_json_is_read_or_refused_with_a_message(value: Any) -> None:
    """Whatever stands in a file, the answer is a conflict or a list of faults."""
    faults: tuple[Any, ...] = ()
    options: tuple[Any, ...] = ()
    try:
        options = read(json.dumps(value)).options
    except GmcrFileError as error:
        faults = error.problems
    assert bool(options) != bool(faults)


@pytest.mark.parametrize("text", ["", "\x00", "null", "1e999", '{"options": NaN}', "\ufeff{}"])
def test_odd_texts_are_refused(text: str) -> None:
    """A text that is hardly JSON is refused like any other bad file."""
    with pytest.raises(GmcrFileError):
        read(text)

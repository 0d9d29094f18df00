"""Laws of the condition language."""

import itertools
import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property import strategies as draw

from detente.conditions import (
    WORDS,
    ConditionError,
    Space,
    StateFacts,
    Truth,
    evaluate,
    holds,
    holds_on,
    mentions,
    names_used,
    parse,
    parse_deadline,
    parse_duration,
    parse_effect,
    parse_verification,
    settle,
    show,
    truth,
)
from detente.conditions.tree import (
    And,
    AtLeast,
    Compare,
    Deadline,
    Duration,
    Effect,
    If,
    Iff,
    Node,
    Not,
    Or,
    TermIs,
    Unless,
    Verification,
    walk,
)


@given(draw.conditions)
def test_a_condition_that_is_printed_reads_back_the_same(node: Node) -> None:
    """Printing and reading give the same tree, of every node type."""
    assert parse(show(node)) == node


@given(draw.conditions)
def test_brackets_around_everything_change_nothing(node: Node) -> None:
    """More brackets than needed give the same tree."""
    assert parse(f"(({show(node)}))") == node


@given(draw.deadlines, draw.verifications, draw.effects, draw.durations)
def test_the_small_forms_read_back_the_same(
    deadline: Deadline, verification: Verification, effect: Effect, duration: Duration
) -> None:
    """Deadlines, verifications, effects and durations print and read back too."""
    assert parse_deadline(show(deadline)) == deadline
    assert parse_verification(show(verification)) == verification
    assert parse_effect(show(effect)) == effect
    assert parse_duration(show(duration)) == duration


@given(draw.conditions)
def test_every_place_covers_what_it_says(node: Node) -> None:
    """The text at a node's place reads back to the node; a name's place holds the name."""
    text = show(node)
    for part in walk(parse(text)):
        start, end = part.span
        if not isinstance(part, Duration):
            assert parse(text[start:end]) == part
        else:
            assert parse_duration(text[start:end]) == part
    for mention in mentions(parse(text)):
        assert text[mention.span[0] : mention.span[1]] == mention.name


@given(draw.conditions)
def test_the_names_used_are_those_that_are_mentioned(node: Node) -> None:
    """Names and mentions agree, with and without places."""
    text_names, tree_names = names_used(parse(show(node))), names_used(node)
    assert text_names == tree_names
    assert set(tree_names.levers) == {m.name for m in mentions(node) if m.kind == "lever"}


FRAGMENTS = [
    *sorted(WORDS),
    "coal",
    "lifted",
    "60",
    "1.5",
    "(",
    ")",
    ";",
    "|",
    ">=",
    "=",
    "!=",
    "<",
]


@pytest.mark.slow
@settings(max_examples=4_000)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(" ".join),
        st.lists(st.sampled_from([*FRAGMENTS, "\u00e9", "\n", "\x00", "\U0001f600", "'"])).map(
            "".join
        ),
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Five readers, 4,000 texts each: a tree, or a ConditionError whose place lies in the text."""
    for read in (parse, parse_deadline, parse_duration, parse_effect, parse_verification):
        error = refusal(read, text)
        if error is not None:
            assert 0 <= error.start <= error.end <= len(text) + 1
            assert error.message


def refusal(read: Callable[[str], Node], text: str) -> ConditionError | None:
    """The error that `read` raises on `text`, if it does."""
    try:
        read(text)
    except ConditionError as error:
        return error
    return None


HOSTILE = {
    "brackets, too long": "(" * 100_000,
    "brackets": "(" * 4_000,
    "nots, no end": "not " * 1_000,
    "nots": "not " * 999 + "a",
    "brackets side by side": "(a) " * 1_000,
    "windows": "a" + " for 1 day" * 390,
    "counts": "at least 1 of (" * 260,
    "ors": "a or " * 799 + "a",
    "semicolons": "a;" * 2_000,
    "pictures": "\U0001f600" * 4_000,
    "digits": "1" * 4_000,
    "one name": "a" * 4_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_done_with_at_once(kind: str) -> None:
    """Within 50 ms, a tree or a ConditionError: the quickest of five, as a busy machine is slower."""
    text = HOSTILE[kind]
    parse("warm")
    taken = []
    for _ in range(5):
        begin = time.process_time()
        with suppress(ConditionError):
            parse(text)
        taken.append(time.process_time() - begin)
    assert min(taken) < 0.05


TRUTHS = list(Truth)


def facts(*truths: Truth) -> StateFacts:
    """Facts under which `a`, `b`, ... have the given truths."""
    levels = {Truth.FALSE: "no", Truth.TRUE: "yes"}
    state = {
        name: levels.get(truth, ("no", "yes")) for name, truth in zip("abc", truths, strict=False)
    }
    return StateFacts(dict.fromkeys("abc", ("no", "yes")), state)


def is_(name: str) -> Compare:
    """The condition that `name` is yes."""
    return Compare(name, "=", "yes")


@pytest.mark.parametrize(("x", "y", "z"), list(itertools.product(TRUTHS, repeat=3)))
def test_the_laws_of_strong_kleene_logic(x: Truth, y: Truth, z: Truth) -> None:
    """De Morgan, distribution, absorption, double negation, and the derived connectives."""
    a, b, c = is_("a"), is_("b"), is_("c")
    known = facts(x, y, z)

    def same(left: Node, right: Node) -> None:
        assert evaluate(left, known) is evaluate(right, known)

    same(Not(And((a, b))), Or((Not(a), Not(b))))
    same(Not(Or((a, b))), And((Not(a), Not(b))))
    same(And((a, Or((b, c)))), Or((And((a, b)), And((a, c)))))
    same(Or((a, And((b, c)))), And((Or((a, b)), Or((a, c)))))
    same(Or((a, And((a, b)))), a)
    same(Not(Not(a)), a)
    same(If(a, b), Or((a, Not(b))))
    same(Unless(a, b), Or((a, b)))
    same(Iff(a, b), And((If(a, b), If(b, a))))
    same(AtLeast(1, (a, b, c)), Or((a, b, c)))
    same(AtLeast(3, (a, b, c)), And((a, b, c)))
    same(AtLeast(2, (a, b, c)), Or((And((a, b)), And((a, c)), And((b, c)))))


@st.composite
def doubtful(data: st.DrawFn) -> tuple[Space, Node, dict[str, tuple[str, ...]]]:
    """Draw a space, a condition on it, and for each lever a set of possible levels."""
    space = data(draw.spaces())
    node = data(draw.on_states(space, disputed=True))
    levels = dict(zip(space.levers, space.levels, strict=True))
    possible = {
        lever: tuple(sorted(data(st.sets(st.sampled_from(names), min_size=1))))
        for lever, names in levels.items()
    }
    return space, node, possible


def order_of(space: Space) -> dict[str, tuple[str, ...]]:
    """Lever -> ordered levels, fixed levers too."""
    fixed = {lever: levels for lever, (levels, _) in space.fixed.items()}
    return dict(zip(space.levers, space.levels, strict=True)) | fixed


def settled(space: Space) -> dict[str, str]:
    """The levels of the fixed levers."""
    return {lever: level for lever, (_, level) in space.fixed.items()}


@given(doubtful())
def test_knowing_more_never_overturns_an_answer(
    drawn: tuple[Space, Node, dict[str, tuple[str, ...]]],
) -> None:
    """Refinement: with any possible state singled out, true stays true and false stays false."""
    space, node, possible = drawn
    fixed = settled(space)
    before = evaluate(node, StateFacts(order_of(space), {**possible, **fixed}))
    for levels in itertools.islice(itertools.product(*possible.values()), 64):
        state = dict(zip(possible, levels, strict=True))
        after = evaluate(node, StateFacts(order_of(space), state | fixed))
        assert before in (Truth.UNKNOWN, after)


@st.composite
def spaces_with_conditions(data: st.DrawFn) -> tuple[Space, Node]:
    """Draw a space and a condition on it, with terms whose readings differ."""
    space = data(draw.spaces())
    return space, data(draw.on_states(space, disputed=True))


@given(spaces_with_conditions())
def test_all_states_at_once_equal_one_by_one(drawn: tuple[Space, Node]) -> None:
    """The vector evaluation equals the evaluation in every single state."""
    space, node = drawn
    order, fixed = order_of(space), settled(space)
    expected = [
        evaluate(node, StateFacts(order, space.state(number) | fixed))
        for number in range(space.size)
    ]
    assert expected == truth(node, space).tolist()
    certain = [value is Truth.TRUE for value in expected]
    assert certain == holds(node, space).tolist()
    spread = np.broadcast_to(holds_on(node, space), space.shape)
    assert certain == spread.reshape(-1).tolist()


@given(spaces_with_conditions())
def test_only_the_levers_used_matter(drawn: tuple[Space, Node]) -> None:
    """Along a lever that a condition does not use its array has length 1."""
    space, node = drawn
    used = set(names_used(node).levers)
    for lever, length in zip(reversed(space.levers), holds_on(node, space).shape, strict=True):
        assert length == 1 or lever in used


@given(draw.spaces())
def test_numbers_and_states_are_each_others_inverse(space: Space) -> None:
    """State -> number -> state, and lever 0 changes fastest."""
    for number in range(space.size):
        assert space.number(space.state(number)) == number
    if space.size > 1 and len(space.levels[0]) > 1:
        assert space.state(1)[space.levers[0]] == space.levels[0][1]


@given(draw.spaces().flatmap(lambda s: st.tuples(st.just(s), draw.on_states(s), draw.on_states(s))))
def test_a_term_means_its_reading(drawn: tuple[Space, Node, Node]) -> None:
    """A named reading is that condition; without a name: where both agree that, else unknown."""
    space, one, other = drawn
    terms = {"done": {"usa": one, "dprk": other}}
    assert settle(TermIs("done", "usa"), terms) == one
    assert settle(TermIs("done"), terms, {"done": "dprk"}) == other
    first, second = holds(one, space), holds(other, space)
    open_ = truth(settle(TermIs("done"), terms), space)
    np.testing.assert_array_equal(open_, first.astype(np.uint8) + second)

"""What property tests draw: conditions, state spaces, facts."""

from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from detente.conditions import UNITS, WORDS, Space
from detente.conditions.tree import (
    And,
    AtLeast,
    Claimed,
    ClauseIs,
    Compare,
    Constant,
    Deadline,
    Disputed,
    Duration,
    Effect,
    Happened,
    Held,
    If,
    Iff,
    Node,
    Not,
    Once,
    Or,
    Since,
    TermIs,
    Unless,
    Verification,
    Verified,
)
from detente.conditions.words import STATUS_WORDS

OPERATORS = (">=", "<=", "=", "!=", ">", "<")

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda n: n not in WORDS)
symbols = st.sampled_from(["t", "MW", "kg_U", "%", "USD", "m3"])
operators = st.sampled_from(OPERATORS)
numbers = st.decimals(0, 10**11, places=6, allow_nan=False).map(float)
durations = st.builds(Duration, st.integers(0, 999_999), st.sampled_from([*UNITS, "business days"]))
verifiers = st.lists(names, min_size=1, max_size=3).map(tuple)


def several(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    """Draw two parts or more."""
    return st.lists(parts, min_size=2, max_size=4).map(tuple)


def counted(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Draw ``at least n of (...)``."""
    return st.builds(AtLeast, st.integers(0, 5), several(parts))


def joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Draw what joins conditions in states and in time alike."""
    return st.one_of(
        st.builds(And, several(parts)),
        st.builds(Or, several(parts)),
        st.builds(Not, parts),
        counted(parts),
        st.builds(If, parts, parts),
        st.builds(Iff, parts, parts),
        st.builds(Unless, parts, parts),
    )


def in_time(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Draw what follows a condition in time."""
    return st.one_of(
        st.builds(Held, parts, durations),
        st.builds(Once, parts, durations),
        st.builds(Verified, parts, verifiers, st.none() | durations),
        st.builds(Claimed, parts, names),
    )


leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Constant, st.booleans()),
    st.builds(Compare, names, operators, names),
    st.builds(Compare, names, operators, numbers, st.none() | symbols | names),
    st.builds(TermIs, names, st.none() | names),
    st.builds(Happened, names),
    st.builds(ClauseIs, st.sampled_from(STATUS_WORDS), names),
    st.builds(Since, durations, names),
)
conditions: st.SearchStrategy[Node] = st.recursive(
    leaves, lambda parts: joined(parts) | in_time(parts), max_leaves=12
)
events = names.filter(lambda name: name != "trigger")
deadlines = st.builds(Deadline, durations, st.none() | events)
verifications = st.builds(Verification, verifiers, st.none() | durations)
effects = st.builds(Effect, st.lists(st.tuples(names, names), min_size=1, max_size=3).map(tuple))


@st.composite
def spaces(draw: st.DrawFn, *, max_levers: int = 4) -> Space:
    """Draw a small state space; the last lever may be fixed."""
    count = draw(st.integers(1, max_levers))
    levers = tuple(f"lever{k}" for k in range(count))
    levels = tuple(tuple(f"l{i}" for i in range(draw(st.integers(1, 4)))) for _ in levers)
    if count > 1 and draw(st.booleans()):
        fixed = {levers[-1]: (levels[-1], draw(st.sampled_from(levels[-1])))}
        return Space(levers[:-1], levels[:-1], fixed)
    return Space(levers, levels)


def fitted(node: Node, space: Space) -> Node:
    """`node` with its comparisons, which number levers and levels, moved onto those of `space`."""
    levels = dict(zip(space.levers, space.levels, strict=True))
    levels |= {lever: options for lever, (options, _) in space.fixed.items()}
    if isinstance(node, Compare):
        lever, options = list(levels.items())[int(node.lever) % len(levels)]
        return Compare(lever, node.op, options[int(node.level) % len(options)])
    changed: dict[str, Any] = {}
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if isinstance(value, Node):
            changed[name] = fitted(value, space)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changed[name] = tuple(fitted(item, space) for item in value)
    return replace(node, **changed)


# Built once: building a strategy takes longer than drawing from it.
numbered = st.builds(Compare, st.sampled_from("01234"), operators, st.sampled_from("0123"))
plain = st.recursive(numbered | st.builds(Constant, st.booleans()), joined, max_leaves=10)
open_terms = st.recursive(
    numbered | st.builds(Constant, st.booleans()),
    lambda parts: joined(parts) | st.builds(Disputed, st.just("term"), several(parts)),
    max_leaves=10,
)


def on_states(space: Space, *, disputed: bool = False) -> st.SearchStrategy[Node]:
    """Draw a condition on the states of `space`; with `disputed`, some of its terms are."""
    return (open_terms if disputed else plain).map(lambda node: fitted(node, space))

"""What can happen from now, step by step, as a tree that grows to the right.

Each branch is a step: the sign of the party that takes it, and what changes. A thick bar marks a step
that nobody could undo, a dashed edge one that only others could. How a branch ends is said in words.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from detente.brief.pictures.alone import Key
from detente.brief.pictures.glyphs import inked, owner_shape, party_colour
from detente.brief.pictures.kit import (
    AMBER,
    INK,
    MUTED,
    PAPER,
    element,
    escape,
    picture,
    shorten,
    text,
    text_width,
    wrapped,
)
from detente.brief.report.records import Owner
from detente.model import Model
from detente.stability.evolution import Branch, Tree

__all__ = ["MOST_BRANCHES", "keys", "table", "tree"]

MOST_BRANCHES = 60
ROW, COLUMN, TOP, ROOT, SIZE, LINE = 42, 330, 34, 74, 12, 14
ENDINGS = {
    "goes_on": "",
    "again": "as above",
    "nothing": "nothing follows",
    "depth": "more follows",
}
UNDONE = {"mover": "yes", "others": "only by others", "never": "no", None: ""}


class _Place(Struct, frozen=True):
    x: float
    y: float


def tree(shown: Tree, model: Model, parties: Sequence[Owner]) -> str:
    """Return the tree, its first state at the left.

    Raises
    ------
    ValueError
        It has more than `MOST_BRANCHES` branches.

    Examples
    --------
    >>> import numpy as np
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(np.ones((2, 2), bool),), feasible=np.ones(2, bool),
    ...               rank=np.array([[0, 1]], np.int32), status_quo=0)
    >>> from detente.stability.evolution import tree as grown
    >>> tree(grown(model, 0), model, [Owner(id="a", name="A", index=0)]).count("x: on")
    2
    """
    if len(shown.branches) > MOST_BRANCHES + 1:
        raise ValueError(f"{len(shown.branches)} branches are too many for a tree")
    places = _places(shown)
    depth = max(branch.depth for branch in shown.branches)
    width = ROOT + COLUMN * depth + 20
    rows = max(place.y for place in places)
    height = rows + ROW + (24 if shown.cut else 6)
    drawn = list(_heads(depth))
    for index, branch in enumerate(shown.branches):
        if branch.parent is None:
            drawn += _root(places[index])
        else:
            drawn += _edge(branch, _end(shown, model, branch.parent, places), places[index])
    for index, branch in enumerate(shown.branches):
        if branch.parent is not None:
            drawn.append(_step(branch, shown, model, parties, places[index]))
    if shown.cut:
        drawn.append(text(4, height - 8, "Cut: there is more.", size=SIZE, fill=MUTED))
    label = f"What can happen from now in {depth} steps: {len(shown.branches) - 1} branches."
    return picture(width, height, label, *drawn, class_="tree")


def keys(parties: Sequence[Owner]) -> list[Key]:
    """Return the signs of the tree and what they mean.

    Examples
    --------
    >>> keys([Owner(id="a", name="A", index=0)])[1].words
    'a step of A'
    """
    now = element("circle", cx=0, cy=0, r=6, fill=PAPER, stroke=AMBER, stroke_width=2.5)
    signs = [
        Key(
            inked(party_colour(place), owner_shape(owner.index, 0, 0)),
            f"a step of {owner.name}",
        )
        for place, owner in enumerate(parties)
    ]
    bar = element("rect", x=-2, y=-8, width=4, height=16, fill=INK)
    line: dict[str, str | float] = {"d": "M-14 0H14", "stroke": "#9aa4ad", "stroke_width": 1.2}
    return [
        Key(now, "the present state"),
        *signs,
        Key(element("path", **line, stroke_dasharray="4 3"), "only others can undo the step"),
        Key(bar, "nobody can undo it"),
    ]


def table(
    shown: Tree, model: Model, parties: Sequence[Owner]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the same as a table: its head, and one row per step.

    Examples
    --------
    >>> import numpy as np
    >>> model = Model(parties=("a",), levers=("x",), levels=(("off", "on"),), owner=(0,),
    ...               allowed=(np.ones((2, 2), bool),), feasible=np.ones(2, bool),
    ...               rank=np.array([[0, 1]], np.int32), status_quo=0)
    >>> from detente.stability.evolution import tree as grown
    >>> table(grown(model, 0), model, [Owner(id="a", name="A", index=0)])[1]
    (('1', 'now', 'A', 'x: on', 'yes', 'nothing follows'),)
    """
    head = ("Step", "After", "Who", "What changes", "Could it be undone?", "Then")
    rows = tuple(
        (
            str(index),
            "now" if branch.parent == 0 else str(branch.parent),
            " and ".join(parties[party].name for party in branch.parties),
            "; ".join(_changes(branch, shown, model)),
            UNDONE[branch.undone],
            ENDINGS[branch.ending] or "goes on in the next steps",
        )
        for index, branch in enumerate(shown.branches)
        if branch.parent is not None
    )
    return head, rows


def _places(shown: Tree) -> list[_Place]:
    """Return where each branch stands: leaves in rows, a parent level with its first child."""
    below: dict[int, list[int]] = {}
    for index, branch in enumerate(shown.branches):
        if branch.parent is not None:
            below.setdefault(branch.parent, []).append(index)
    places: dict[int, _Place] = {}
    row = 0
    stack = [0]
    while stack:
        index = stack.pop()
        branch = shown.branches[index]
        x = 10.0 if branch.parent is None else ROOT + COLUMN * (branch.depth - 1)
        places[index] = _Place(x, TOP + 12 + row * ROW)
        children = below.get(index, [])
        row += not children
        stack += reversed(children)
    return [places[index] for index in range(len(shown.branches))]


def _heads(depth: int) -> Iterator[str]:
    for step in range(depth):
        words = "first step" if step == 0 else f"step {step + 1}"
        yield text(ROOT + COLUMN * step, 14, words, size=SIZE, fill=MUTED)


def _root(at: _Place) -> Iterator[str]:
    yield element("circle", cx=at.x + 6, cy=at.y, r=6, fill=PAPER, stroke=AMBER, stroke_width=2.5)
    yield text(at.x + 17, at.y + 4, "now", size=SIZE, font_weight="700")


def _end(shown: Tree, model: Model, index: int, places: Sequence[_Place]) -> _Place:
    """Return where the line to what follows begins: after the first line of words."""
    at, branch = places[index], shown.branches[index]
    if branch.parent is None:
        return _Place(at.x + 46, at.y)
    first, _ = _words(branch, shown, model)
    wide = 14 * len(branch.parties) + 14 + 1.12 * text_width(first, SIZE)
    return _Place(at.x + min(wide, COLUMN - 20), at.y)


def _edge(branch: Branch, before: _Place, after: _Place) -> Iterator[str]:
    dashes = {"stroke_dasharray": "4 3"} if branch.undone == "others" else {}
    start, stem = f"M{before.x:.1f} {before.y:.1f}", after.x - 16
    yield element(
        "path",
        d=f"{start}H{stem:.1f}V{after.y:.1f}H{after.x - 3:.1f}",
        fill="none",
        stroke="#9aa4ad",
        stroke_width=1.2,
        **dashes,
    )


def _words(branch: Branch, shown: Tree, model: Model) -> tuple[str, str]:
    """Return the two lines of words of a step: what changes."""
    room = (COLUMN - 14 * len(branch.parties) - 34) * 0.9
    first, *others = wrapped("; ".join(_changes(branch, shown, model)), room, SIZE)
    left = room - text_width(_marks(branch), 11)
    return shorten(first, room, SIZE), shorten(" ".join(others), max(60.0, left), SIZE)


def _marks(branch: Branch) -> str:
    """Return what is said of a step beside what changes."""
    marks = ["no way back"] if branch.undone == "never" else []
    marks += [ENDINGS[branch.ending]] if ENDINGS[branch.ending] else []
    return f"  ({', '.join(marks)})" if marks else ""


def _step(branch: Branch, shown: Tree, model: Model, parties: Sequence[Owner], at: _Place) -> str:
    changes = "; ".join(_changes(branch, shown, model))
    parts = [element("title", escape(changes))]
    x = at.x + 6
    for party in branch.parties:
        parts.append(inked(party_colour(party), owner_shape(parties[party].index, x, at.y)))
        x += 14
    first, rest = _words(branch, shown, model)
    mark = element("tspan", escape(_marks(branch)), font_size=11, fill=MUTED)
    parts.append(text(x + 2, at.y + 4, first, size=SIZE))
    y = at.y + 4 + LINE
    parts.append(element("text", escape(rest), mark, x=x + 2, y=y, font_size=SIZE))
    if branch.undone == "never":
        parts.append(element("rect", x=at.x - 4, y=at.y - 8, width=4, height=16, fill=INK))
    return element("g", *parts)


def _changes(branch: Branch, shown: Tree, model: Model) -> Iterator[str]:
    before = shown.branches[branch.parent or 0].state
    if model.state_names is not None:
        yield model.describe(branch.state)
    for lever, (_, new) in model.changes(before, branch.state).items():
        yield f"{model.lever_name(lever)}: {model.level_name(lever, new)}"

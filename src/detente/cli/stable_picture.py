"""``detente stability CASE --out plot.svg``: one picture of the answer, as SVG."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from msgspec import Struct

from detente.brief.pictures.acceptability import acceptability
from detente.brief.pictures.acceptability import keys as keys_of_bars
from detente.brief.pictures.acceptability import table as table_of_bars
from detente.brief.pictures.alone import Key, alone
from detente.brief.pictures.lattice import keys as keys_of_lattice
from detente.brief.pictures.lattice import lattice
from detente.brief.pictures.matrix import keys as keys_of_matrix
from detente.brief.pictures.matrix import matrix
from detente.brief.pictures.paths import keys as keys_of_paths
from detente.brief.pictures.paths import paths
from detente.brief.pictures.paths import table as table_of_paths
from detente.brief.pictures.tree import MOST_BRANCHES
from detente.brief.pictures.tree import keys as keys_of_tree
from detente.brief.pictures.tree import table as table_of_tree
from detente.brief.pictures.tree import tree as drawn_tree
from detente.brief.report.analysis import ORDER, Analysis
from detente.brief.report.analysis import choose as choose_states
from detente.brief.report.firm import firm
from detente.brief.report.positions import left_out_in_words, positions
from detente.brief.report.records import Owner, Positions
from detente.brief.report.ways import ahead
from detente.brief.words import party_in_words, sentence, state_in_words
from detente.cli.page import Page
from detente.cli.session import Session
from detente.cli.states import targets as states_named
from detente.cli.svg_file import write_svg
from detente.cli.terminal import say
from detente.errors import CannotComputeError
from detente.ledger.clocks import date_in_words
from detente.model import Model
from detente.stability import CONCEPTS, solve
from detente.stability.evolution import Tree, tree

if TYPE_CHECKING:
    from detente.cli.stable_question import Question

__all__ = ["KINDS", "Kind", "Picture", "draw", "source_of", "write_picture"]

Kind = Literal["lattice", "matrix", "paths", "acceptability", "tree"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The pictures by name."""
MOST_WAYS = 6
TITLES: Mapping[Kind, str] = {
    "lattice": "All states: where each party gains most by moving, and which states last",
    "matrix": "How states differ from the present one, and under which concepts they last",
    "paths": "Shortest ways from the present state to others",
    "acceptability": "How firm it is that states last",
    "tree": "What can happen from the present state, step by step",
}
"""What each picture shows, as it stands above it."""


class Picture(Struct, frozen=True, kw_only=True):
    """A picture, and the same as a table.

    Attributes
    ----------
    kind : str
        Which picture it is: a lattice that cannot be drawn is a matrix.
    svg : str
        The picture.
    keys : tuple
        Its signs, and what they mean.
    note : str
        Why it is another one than was asked for, or what it leaves out; may be empty.
    head, rows : tuple
        The table: its head, and its rows.
    """

    kind: Kind
    svg: str
    keys: tuple[Key, ...]
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def write_picture(
    session: Session,
    model: Model,
    asked: "Question",
    path: Path,
    kind: Kind,
) -> Picture:
    """Draw a picture of a model, write it into a file, and return it with its table.

    Parameters
    ----------
    asked : Question
        Which concepts; how firm the equilibria are; where paths lead, how deep a tree goes.
    path : pathlib.Path
        The file to write, an SVG.
    kind : str
        One of `KINDS`.

    Raises
    ------
    CannotComputeError
        The picture shows what was not worked out, with the reason.
    UsageError
        The file cannot be written.
    """
    made = draw(session, model, asked, kind)
    whole = alone(made.svg, TITLES[made.kind], source_of(session), made.keys, sentence(made.note))
    write_svg(path, whole, made.head, made.rows)
    if not asked.common.quiet:
        page = Page()
        page.line(f"{path}  {made.kind}{f': {made.note}' if made.note else ''}")
        say(page, asked.common)
    return made


def source_of(session: Session) -> str:
    """Return of which case, day and files a picture is."""
    case = session.case
    known = f", as known on {date_in_words(session.known)}" if session.known else ""
    reading = f", as read by {session.reading}" if session.reading else ""
    day = f"as of {date_in_words(session.as_of)}{known}{reading}"
    return f"{case.name or case.id}, {day}; case {session.opened.version}"


def draw(
    session: Session,
    model: Model,
    asked: "Question",
    kind: Kind,
) -> Picture:
    """Draw a picture of a model.

    Raises
    ------
    CannotComputeError
        The picture shows what was not worked out, with the reason.
    """
    concepts = [concept for concept in asked.concepts if concept in ORDER] or CONCEPTS
    analysis = Analysis(case=session.case, model=model, solution=solve(model, concepts))
    parties = tuple(
        Owner(id=id_, name=party_in_words(session.case, id_), index=place)
        for place, id_ in enumerate(session.case.players)
    )
    chosen = choose_states(analysis, session.reading)
    shown = positions(analysis, chosen)
    states = [
        (one.state, row.key, row.title, "; ".join(row.differs))
        for one, row in zip(chosen, shown.states, strict=True)
    ]
    making: Mapping[Kind, Callable[[], Picture]] = {
        "lattice": lambda: _lattice(shown, parties),
        "matrix": lambda: _matrix(shown, parties),
        "paths": lambda: _paths(
            model, parties, _targets(analysis, session, asked.wish.paths, states)
        ),
        "acceptability": lambda: _bars(asked, model, states, left_out_in_words(shown)),
        "tree": lambda: _tree(model, parties, asked.wish.depth),
    }
    return making[kind]()


_States = Sequence[tuple[int, str, str, str]]


def _lattice(shown: Positions, parties: Sequence[Owner]) -> Picture:
    if shown.lattice is None:
        note = "a lattice is for two parties with levers and 60 states at most: this is the matrix."
        return _matrix(shown, parties, note=note)
    concepts = {concept: name for concept, name, _ in shown.concepts}
    rows = tuple(
        (
            state_in_words(str(node.number)),
            node.words,
            *(str(rank) for rank in node.ranks),
            concepts.get(node.standing, "does not last"),
        )
        for node in shown.lattice.nodes
    )
    head = ("State", "What it is", *(f"How high for {p.name}" for p in parties), "Lasts")
    svg = lattice(shown.lattice, parties)
    keys = tuple(keys_of_lattice(shown.concepts, parties))
    return Picture(kind="lattice", svg=svg, keys=keys, note="", head=head, rows=rows)


def _matrix(shown: Positions, parties: Sequence[Owner], *, note: str = "") -> Picture:
    names = [name for _, name, _ in shown.concepts]
    rows = tuple(
        (
            f"{state_in_words(row.key)} {'; '.join(row.names)}".rstrip(),
            "; ".join(row.differs) or "the present state",
            *(_who_stays(verdict.stable, parties) for verdict in row.verdicts),
        )
        for row in shown.states
    )
    head = ("State", "How it differs from now", *(f"Who stays ({name})" for name in names))
    note = " ".join(part for part in (note, left_out_in_words(shown)) if part)
    keys = tuple(keys_of_matrix(shown, parties))
    svg = matrix(shown, parties)
    return Picture(kind="matrix", svg=svg, keys=keys, note=note, head=head, rows=rows)


def _who_stays(stable: Sequence[bool], parties: Sequence[Owner]) -> str:
    if all(stable):
        return "all: it lasts"
    names = [party.name for party, stays in zip(parties, stable, strict=True) if stays]
    return ", ".join(names) or "nobody"


def _targets(
    analysis: Analysis, session: Session, to: str | None, states: _States
) -> list[tuple[int, str, str]]:
    """Return the states to which ways lead: those that `to` names, else those that last."""
    model = analysis.model
    if to is None:
        return [(n, key, name) for n, key, name, _ in states if analysis.standing(n)]
    named = states_named(session.case, model, to, session.reading) & model.feasible
    titles = {number: name for number, _, name, _ in states}
    return [
        (number, str(number), titles.get(number) or to)
        if model.state_names is None
        else (number, model.state_names[number], "")
        for number in np.flatnonzero(named).tolist()
    ]


def _paths(
    model: Model, parties: Sequence[Owner], targets: Sequence[tuple[int, str, str]]
) -> Picture:
    others = [target for target in targets if target[0] != model.status_quo]
    found = ahead(model, others[:MOST_WAYS])
    if found.why_not:
        raise CannotComputeError(f"no ways can be drawn: {found.why_not}")
    if not found.ways:
        raise CannotComputeError("no ways can be drawn: there is no other state to go to")
    cut = len(found.ways) < len(others)
    note = f"ways to {len(found.ways)} of {len(others)} states" if cut else ""
    head, rows = table_of_paths(found.ways, parties)
    svg = paths(found.ways, parties)
    keys = tuple(keys_of_paths())
    return Picture(kind="paths", svg=svg, keys=keys, note=note, head=head, rows=rows)


def _bars(asked: "Question", model: Model, states: _States, note: str) -> Picture:
    found = asked.firm.found
    if found is None:
        why = asked.firm.why_not or "it was not asked for"
        raise CannotComputeError(
            f"how firm the states are was not examined: {why}", "--robust examines it"
        )
    shown = firm(found, states, model.status_quo)
    head, rows = table_of_bars(shown)
    svg = acceptability(shown)
    keys = tuple(keys_of_bars(shown))
    return Picture(kind="acceptability", svg=svg, keys=keys, note=note, head=head, rows=rows)


def _tree(model: Model, parties: Sequence[Owner], depth: int) -> Picture:
    if model.status_quo is None:
        raise CannotComputeError("a tree needs a status quo, and there is none")
    grown, note = _grown(model, model.status_quo, depth)
    head, rows = table_of_tree(grown, model, parties)
    svg = drawn_tree(grown, model, parties)
    keys = tuple(keys_of_tree(parties))
    return Picture(kind="tree", svg=svg, keys=keys, note=note, head=head, rows=rows)


def _grown(model: Model, now: int, depth: int) -> tuple[Tree, str]:
    """Return the tree of improvements; of joint ones, or of moves, where nobody improves alone."""
    grown = tree(model, now, depth, "improvements", limit=MOST_BRANCHES)
    if len(grown.branches) > 1:
        return grown, "steps by which the party that takes them gains"
    grown = tree(model, now, depth, "coalitions", limit=MOST_BRANCHES)
    if len(grown.branches) > 1:
        return grown, "nobody gains alone: steps by which those gain who take them together"
    grown = tree(model, now, 1, "moves", limit=MOST_BRANCHES)
    return grown, "nobody gains by a step: all moves"

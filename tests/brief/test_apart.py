"""Names of states: one number each, and words that tell one from all others."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
from tests.brief import samples

from detente.brief.pictures.alone import Key, alone
from detente.brief.pictures.kit import element, picture, text, text_width
from detente.brief.pictures.phrases import phrased
from detente.brief.report.analysis import Analysis, choose
from detente.brief.report.positions import left_out_in_words, positions
from detente.case import Case, Lever, Party
from detente.model import Model, compile_model
from detente.stability import solve

SVG = "{http://www.w3.org/2000/svg}"


def test_rows_and_boxes_have_the_numbers_of_the_model() -> None:
    """The number of a state is the one that the model gives it: in rows, and in the lattice."""
    case, _, _, _ = samples.read()
    model = compile_model(case)
    shown = samples.report().positions
    assert [int(row.key) for row in shown.states] == [
        model.number(row.state) for row in shown.states
    ]
    assert shown.lattice is not None
    assert {node.words: node.number for node in shown.lattice.nodes} == {
        model.describe(int(n)): int(n) for n in np.flatnonzero(model.feasible)
    }


def many(lasting: int) -> Analysis:
    """Forty states of one party, of which the last ones last under GMR, two of them under Nash."""
    nash, gmr = np.zeros((1, 40), bool), np.zeros((1, 40), bool)
    nash[0, -2:] = gmr[0, -lasting:] = True
    model = Model(
        parties=("a",),
        levers=("x",),
        levels=(tuple(f"l{n}" for n in range(40)),),
        owner=(0,),
        allowed=(np.ones((40, 40), bool),),
        feasible=np.ones(40, bool),
        rank=np.zeros((1, 40), np.int32),
        status_quo=0,
    )
    levers = {"x": Lever(id="x", name="X", owner="a", levels=model.levels[0])}
    case = Case(id="c", parties={"a": Party(id="a", name="A")}, levers=levers)
    return Analysis(case=case, model=model, solution={"nash": nash, "gmr": gmr})


def test_all_that_last_are_shown_where_they_are_few() -> None:
    """Those under the weaker concept too, after those under the one that asks more."""
    analysis = many(10)
    shown = positions(analysis, choose(analysis, None))
    assert [row.key for row in shown.states[:3]] == ["0", "38", "39"]
    assert {int(row.key) for row in shown.states} == {0, *range(30, 40)}
    assert left_out_in_words(shown) == ""


def test_where_they_are_many_the_rest_is_counted() -> None:
    """The strongest are shown; how many more last under the weaker concept is said."""
    analysis = many(30)
    shown = positions(analysis, choose(analysis, None))
    assert {int(row.key) for row in shown.states} == {0, 38, 39}
    assert left_out_in_words(shown) == "More states last that are not shown: 28 under GMR."


def test_a_state_named_outright_goes_by_its_name_once() -> None:
    """A study in graph form has names for numbers, and says each once."""
    model = Model(
        parties=("a",),
        state_names=("war", "peace"),
        levels=(),
        owner=(),
        feasible=np.ones(2, dtype=bool),
        rank=np.array([[0, 1]], dtype=np.int32),
        arcs=((np.array([0, 1, 1]), np.array([1])),),
        status_quo=0,
    )
    analysis = Analysis(case=Case(id="c"), model=model, solution=solve(model, ["nash"]))
    shown = positions(analysis, choose(analysis, None))
    assert [(row.key, row.names, row.now) for row in shown.states] == [
        ("war", ("Now",), True),
        ("peace", (), False),
    ]


def test_phrases_stay_whole() -> None:
    """A line ends between two phrases unless one phrase alone is too wide for it."""
    words = "UN ban on coal exports: lifted; UN ban on textile exports: lifted; Fire: ceased"
    lines = phrased(words, 220)
    assert lines == [
        "UN ban on coal exports: lifted;",
        "UN ban on textile exports: lifted;",
        "Fire: ceased",
    ]
    assert max(text_width(line) for line in lines) <= 220
    assert phrased(words, 220, most=2) == ["UN ban on coal exports: lifted; and 2 more"]


def test_signs_and_words_of_a_file_lie_inside_it() -> None:
    """However many signs there are, none is below or beside the picture, nor on another."""
    keys = [Key(element("rect", width=4, height=4), f"sign {n} " + "word " * n) for n in range(30)]
    drawn = alone(picture(90, 50, "p", text(0, 9, "in")), "T " * 90, "S", keys, "note " * 60)
    root = ET.fromstring(drawn)  # noqa: S314 - our own text
    wide, high = (float(root.get(name, 0)) for name in ("width", "height"))
    spans: dict[float, list[tuple[float, float]]] = {}
    for one in root.findall(f"{SVG}text"):
        x, y = float(one.get("x", 0)), float(one.get("y", 0))
        end = x + text_width(one.text or "", float(one.get("font-size", 0)))
        assert end <= wide
        assert y <= high
        spans.setdefault(y, []).append((x, end))
    for row in spans.values():
        row.sort()
        assert all(before[1] <= after[0] for before, after in pairwise(row))

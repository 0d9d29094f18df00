"""Pictures of a deal and of a schedule: as they were looked at, well formed, and beside a table."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from msgspec.structs import replace

from detente.bargain import bargain
from detente.brief.pictures.cheated import cheated, cheated_table
from detente.brief.pictures.heat import heat, heat_table
from detente.brief.pictures.pareto import MOST_MARKS, pareto, pareto_table
from detente.brief.pictures.schedule import schedule, schedule_table
from detente.brief.report.deal import Deal, Steps
from detente.brief.report.dealing import deal_of
from detente.brief.report.ordering import heat_of, steps_of
from detente.casefile import TEMPLATE, parse
from detente.sequence import sequence

THREE = """\
detente: 1
case: three
parties: {a: {name: A}, b: {name: B}, c: {name: C}}
levers:
  x: {owner: a, levels: [no, done]}
  y: {owner: b, levels: [no, done]}
  z: {owner: c, levels: [no, done]}
preferences:
  a: {statements: [y = done, z = done, not x = done]}
  b: {statements: [x = done, z = done, not y = done]}
  c: {statements: [x = done, y = done, not z = done]}
"""
NAMES = ["pareto", "schedule", "heat", "cheated"]


@pytest.fixture(scope="module")
def found() -> tuple[Deal, Steps]:
    """What is said of the commented example."""
    case, _ = parse(TEMPLATE)
    assert case is not None
    order = sequence(case, None, rng=np.random.Generator(np.random.PCG64(1)), draws=20)
    return deal_of(case, bargain(case)), steps_of(case, order, heat_of(order))


def draw(found: tuple[Deal, Steps], name: str) -> str:
    deal, steps = found
    assert steps.heat is not None
    grid = steps.heat
    drawn: dict[str, Callable[[], str]] = {
        "pareto": lambda: pareto(deal),
        "schedule": lambda: schedule(steps),
        "heat": lambda: heat(grid),
        "cheated": lambda: cheated(steps),
    }
    return drawn[name]()


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_looks_as_it_did(
    found: tuple[Deal, Steps], golden: Callable[[str, str], None], name: str
) -> None:
    """The SVG is the one that was looked at and kept."""
    golden(f"brief/{name}.svg", draw(found, name).replace("><", ">\n<") + "\n")


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_is_drawn_with_attributes_and_named(
    found: tuple[Deal, Steps], name: str
) -> None:
    """One SVG element with a label, no style, no link."""
    root = ET.fromstring(draw(found, name))  # noqa: S314 - our own text
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert [e for e in root.iter() if e.get("style")] == []


def test_tables_say_the_same(found: tuple[Deal, Steps]) -> None:
    """Each picture has a table with one cell for each head."""
    deal, steps = found
    assert steps.heat is not None
    tables = (
        pareto_table(deal),
        schedule_table(steps),
        heat_table(steps.heat),
        cheated_table(steps),
    )
    for head, rows in tables:
        assert rows
        assert {len(row) for row in rows} == {len(head)}


def test_many_packages_are_binned(found: tuple[Deal, Steps]) -> None:
    """Above 2,000 marks the packages are squares of a grid, and no dot is left."""
    points = np.random.Generator(np.random.PCG64(1)).random((MOST_MARKS + 1, 2)).tolist()
    many = replace(found[0], clouds=(tuple((x, y, 1) for x, y in points),), frontier=())
    svg = pareto(many)
    assert svg.count("<rect") < 3_700
    assert 'stroke-opacity="0.35"' not in svg


def test_three_parties_have_a_scatter_for_each_two() -> None:
    """Each shows all packages, and where the named ones stand, for its two parties."""
    case, problems = parse(THREE)
    assert case is not None, problems
    deal = deal_of(case, bargain(case))
    assert [pair.parties for pair in deal.pairs] == [("A", "B"), ("A", "C"), ("B", "C")]
    for pair in deal.pairs:
        (cloud,) = pair.clouds
        assert sum(count for _, _, count in cloud) == deal.packages == 8
        assert {(x, y) for x, y, _ in cloud} >= set(pair.frontier)
    root = ET.fromstring(pareto(deal))  # noqa: S314 - our own text
    panels = [e for e in root if e.get("transform")]
    assert [e.get("transform") for e in panels] == [
        "translate(0 0)",
        "translate(360 0)",
        "translate(0 345)",
    ]
    assert {len(row) for row in pareto_table(deal)[1]} == {5}


def test_one_party_has_no_scatter(found: tuple[Deal, Steps]) -> None:
    """There is nobody to bargain with."""
    deal = found[0]
    with pytest.raises(ValueError, match="1 parties"):
        pareto(replace(deal, parties=deal.parties[:1]))


def test_the_zero_line_lies_between_what_holds_and_what_does_not() -> None:
    """A grid with both has a line; a grid with one kind has none."""
    from detente.brief.report.deal import Heat

    mixed = Heat(looks=(0.5, 1.0), periods=(0,), least=((-0.1, 0.1),))
    assert 'stroke-width="3" stroke-linecap="round"' in heat(mixed)
    assert 'stroke-linecap="round"' not in heat(replace(mixed, least=((0.1, 0.1),)))

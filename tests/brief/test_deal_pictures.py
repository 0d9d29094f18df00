"""Pictures of a deal and of a schedule: as they were looked at, well formed, and beside a table."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

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
    many = replace(found[0], cloud=tuple((x, y, 1) for x, y in points), frontier=())
    svg = pareto(many)
    assert svg.count("<rect") < 3_700
    assert 'stroke-opacity="0.35"' not in svg


def test_three_parties_have_no_scatter(found: tuple[Deal, Steps]) -> None:
    """The scatter is for two."""
    deal = found[0]
    with pytest.raises(ValueError, match="3 parties"):
        pareto(replace(deal, parties=(*deal.parties, deal.parties[0])))


def test_the_zero_line_lies_between_what_holds_and_what_does_not() -> None:
    """A grid with both has a line; a grid with one kind has none."""
    from detente.brief.report.deal import Heat

    mixed = Heat(looks=(0.5, 1.0), periods=(0,), least=((-0.1, 0.1),))
    assert 'stroke-width="3" stroke-linecap="round"' in heat(mixed)
    assert 'stroke-linecap="round"' not in heat(replace(mixed, least=((0.1, 0.1),)))

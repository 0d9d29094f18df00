"""The pictures: what they show, that no label covers another, and that nothing in them is markup."""

import datetime as dt
import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.brief import samples

from detente.brief import Report
from detente.brief.pictures.kit import Rows, element, shorten, text, text_width
from detente.brief.pictures.lattice import lattice
from detente.brief.pictures.matrix import matrix
from detente.brief.pictures.stages import key_of, stages, table
from detente.brief.pictures.strip import strip
from detente.brief.pictures.timeline import SIZE, Scale, place_labels, timeline
from detente.brief.report.records import Bar, Event, Lattice, Node, Owner
from detente.ledger.scorecard import Row, Scorecard

DAY = dt.date(2019, 1, 1)
LABELS = st.text(alphabet="abcdef xyzW", min_size=1, max_size=60)


@pytest.fixture(scope="module")
def report() -> Report:
    """The report on the small case."""
    return samples.report()


def lines(svg: str) -> str:
    """One element a line, so that a difference can be read."""
    return svg.replace("><", ">\n<") + "\n"


def draw(report: Report, name: str) -> str:
    """The picture of that name."""
    bars = report.board[1].groups[0].levers[0].bars
    events = report.timeline
    assert report.positions.lattice is not None
    pictures: dict[str, Callable[[], str]] = {
        "strip": lambda: strip(bars, events.first, events.last, name="Heavy guns"),
        "timeline": lambda: timeline(events, events.first, events.last, width=700),
        "lattice": lambda: lattice(report.positions.lattice, report.parties),  # type: ignore[arg-type]  # asserted above
        "matrix": lambda: matrix(report.positions, report.parties),
    }
    return pictures[name]()


@pytest.mark.parametrize("name", ["strip", "timeline", "lattice", "matrix"])
def test_each_picture_looks_as_it_did(
    report: Report, golden: Callable[[str, str], None], name: str
) -> None:
    """The SVG is the one that was looked at and kept."""
    golden(f"brief/{name}.svg", lines(draw(report, name)))


@pytest.mark.parametrize("name", ["strip", "timeline", "lattice", "matrix"])
def test_each_picture_is_well_formed_and_named(report: Report, name: str) -> None:
    """A picture is one SVG element with a label, drawn with attributes only."""
    root = ET.fromstring(draw(report, name))  # noqa: S314 - our own text
    assert root.tag.endswith("svg")
    assert root.get("aria-label")
    assert root.get("role") == "img"
    assert [e for e in root.iter() if e.get("style")] == []
    assert [e for e in root.iter() if any("href" in key for key in e.attrib)] == []


def event(number: int, day: int, label: str, weight: int) -> Event:
    """An event that many days after the first."""
    when = DAY + dt.timedelta(days=day)
    return Event(
        id=f"e{number}",
        first=when,
        last=when,
        lane=0,
        glyph="circle",
        kind="event",
        who="North",
        label=label,
        words=label,
        weight=weight,
        doubt="",
        sources=(),
        grade="A1",
    )


@given(
    st.lists(st.tuples(st.integers(0, 1000), LABELS, st.integers(0, 3)), max_size=80),
    st.integers(1, 9),
)
def test_no_label_covers_another(many: list[tuple[int, str, int]], rows: int) -> None:
    """However many events there are, labels in a row stand apart and inside the picture."""
    scale = Scale(DAY, DAY + dt.timedelta(days=1000), 100, 1200)
    events = [event(number, *one) for number, one in enumerate(many)]
    placed, used = place_labels(events, scale, rows=rows, least=2, words=200)
    assert len(placed) == len(events)
    assert used <= rows
    spans: dict[int, list[tuple[float, float]]] = {}
    for one in placed:
        if one.label:
            wide = text_width(one.label, SIZE)
            left, right = (one.x - 10 - wide, one.x) if one.left else (one.x, one.x + 10 + wide)
            assert left + 0.01 >= 100
            assert right <= 1200.01
            spans.setdefault(one.row, []).append((left, right))
    for row in spans.values():
        row.sort()
        assert all(end <= start for (_, end), (start, _) in pairwise(row))


def test_weightier_events_get_the_room() -> None:
    """Where only one label has room, the event that changed what holds gets it."""
    scale = Scale(DAY, DAY + dt.timedelta(days=100), 0, 300)
    events = [event(1, 50, "x" * 20, 2), event(2, 51, "y" * 20, 3)]
    placed, _ = place_labels(events, scale, rows=1, least=2, words=200)
    assert [one.event.id for one in placed if one.label] == ["e2"]


def test_every_event_has_a_mark(report: Report) -> None:
    """An event without a label is still a mark with its words as a hint."""
    events = report.timeline
    svg = timeline(events, events.first, events.last, least=9)
    assert svg.count("<path") == len(events.events)
    assert svg.count("<title>") == len(events.events)


def test_a_lattice_of_many_states_is_refused() -> None:
    """Above sixty states a lattice is not drawn."""
    parties = [Owner(id=name, name=name, index=place) for place, name in enumerate("ab")]
    nodes = tuple(
        Node(number=n, row=0, column=0, ranks=(1, 1), standing="", now=False, words="")
        for n in range(61)
    )
    with pytest.raises(ValueError, match="61 states are too many"):
        lattice(Lattice(rows=("r",), columns=("c",), nodes=nodes, arrows=()), parties)


def test_an_unknown_stretch_is_told_apart_without_colour() -> None:
    """A stretch that is not known has a dashed line in it, which no other stretch has."""
    last = DAY + dt.timedelta(days=9)
    for shade, dashes in (("unknown", 1), ("full", 0), ("part", 0), ("none", 0)):
        bar = Bar(first=DAY, last=last, words="w", shade=shade)  # type: ignore[arg-type]  # of the four
        assert strip([bar], DAY, last, name="n").count("stroke-dasharray") == dashes


@given(st.text(max_size=40))
def test_any_text_stays_text(words: str) -> None:
    """Whatever a text holds, the drawing stays well formed and has one element."""
    drawn = element("svg", text(0, 0, words), aria_label=words)
    root = ET.fromstring(drawn)  # noqa: S314 - our own text
    assert [child.tag for child in root] == ["text"]


@given(LABELS, st.floats(30, 300))
def test_shortened_words_fit(words: str, width: float) -> None:
    """A text that was shortened is no wider than asked, and a part of the text."""
    short = shorten(words, width)
    assert text_width(short) <= width
    assert " ".join(words.split()).startswith(short.removesuffix("…"))


def test_rows_take_what_has_room() -> None:
    """A stretch goes to the first row with room, at the first of its places that is free."""
    rows = Rows.of(1)
    assert rows.place([(0, 10)]) == (0, 0)
    assert rows.place([(5, 15), (10, 20)]) == (0, 1)
    assert rows.place([(0, 5)]) is None
    assert rows.used == 1


def test_widths_are_those_of_the_font() -> None:
    """The table of widths has one entry for each printable character of ASCII."""
    from detente.brief.pictures import kit

    assert len(kit._WIDTHS) == 0x7F - 0x20
    assert re.fullmatch(r"[\d.]+", f"{text_width('Yongbyon'):.1f}")


def test_the_bars_of_an_accord_add_up_to_their_themes() -> None:
    """Each bar is as long as any other; its parts are as its numbers; what is not known is a part."""
    land = Row(theme="Land & water", sure=(1, 0, 2, 0), most=(2, 1, 2, 1), open=1, total=4)
    arms = Row(theme="Arms", sure=(0, 0, 0, 2), most=(0, 0, 0, 2), open=0, total=2)
    both = Row(theme="All", sure=(1, 0, 2, 2), most=(2, 1, 2, 3), open=1, total=6)
    names = ("not_initiated", "minimum", "intermediate", "complete")
    card = Scorecard(stages=names, themes=(land, arms), all=both)
    drawn = ET.fromstring(stages(card))  # noqa: S314 - our own text
    rects = [e for e in drawn if e.tag.endswith("rect")]
    lengths: dict[str, float] = {}
    for rect in rects:
        lengths[rect.get("y", "")] = lengths.get(rect.get("y", ""), 0) + float(rect.get("width", 0))
    assert len(lengths) == 3
    assert max(lengths.values()) - min(lengths.values()) < 0.5
    assert [row[0] for row in table(card)[1]] == ["Land & water", "Arms", "All"]
    assert [words for _, words in key_of(card)][-1] == "not known"
    assert "Land &amp; water" in stages(card)

"""Pictures of how firm states are, of ways to them, and of what can happen; what they show."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from msgspec.structs import replace
from tests.brief import samples

from detente.brief import Report, html, markdown
from detente.brief.pictures import acceptability as bars
from detente.brief.pictures import paths as ways
from detente.brief.pictures import tree as trees
from detente.brief.report.firm import Firm, FirmRow, FirmVerdict, Known
from detente.brief.report.records import Owner
from detente.brief.report.ways import Ahead, Way, WayStep, ahead
from detente.model import Model
from detente.stability.evolution import tree

PARTIES = (Owner(id="n", name="North", index=0), Owner(id="s", name="South & co.", index=1))
HOSTILE = '<script>alert("x")</script>\x00'


def verdict(known: Known, share: float | None, *, lasts: bool = True) -> FirmVerdict:
    """A verdict with an interval of a tenth each way."""
    low = None if share is None else max(0.0, share - 0.1)
    high = None if share is None else min(1.0, share + 0.1)
    return FirmVerdict(
        concept="nash", name="Nash", share=share, low=low, high=high, lasts=lasts, known=known
    )


FIRM = Firm(
    draws=400,
    seed=1,
    varied=True,
    why_not="",
    rows=(
        FirmRow(
            key="1",
            name="Now",
            differs="",
            now=True,
            verdicts=(
                verdict("always", 1.0),
                replace(verdict("sometimes", 0.62), concept="gmr", name="GMR"),
            ),
        ),
        FirmRow(
            key="2",
            name="Swap",
            differs="Fire: ceased; Heavy guns: withdrawn",
            now=False,
            verdicts=(
                verdict("never", 0.0, lasts=False),
                replace(verdict("open", 0.3, lasts=False), concept="gmr", name="GMR"),
            ),
        ),
    ),
)
WAYS = (
    Way(
        key="2",
        name="Swap",
        by="coalitions",
        means="each step pays those who take it together",
        steps=(
            WayStep(parties=(1,), changes=((1, "Guns: moved"),), undone="mover", gains=(True,)),
            WayStep(
                parties=(0, 1),
                changes=((0, "Blockade of the port: lifted"), (1, "Heavy guns: withdrawn")),
                undone="never",
                gains=(True, None),
            ),
            WayStep(parties=(0,), changes=((0, "Fire: ceased"),), undone="others", gains=(False,)),
        ),
    ),
    Way(key="3", name="War", by="", means="no moves lead there", steps=()),
)


def small() -> Model:
    """Two parties; what the first switches on stays on."""
    up, free = np.array([[True, True], [False, True]]), np.ones((2, 2), bool)
    return Model(
        parties=("n", "s"),
        levers=("truce", "guns"),
        levels=(("off", "on"),) * 2,
        owner=(0, 1),
        allowed=(up, free),
        feasible=np.ones(4, bool),
        rank=np.array([[0, 1, 2, 3], [3, 0, 1, 2]], np.int32),
        status_quo=0,
    )


def draw(name: str) -> str:
    """The picture of that name."""
    pictures: dict[str, Callable[[], str]] = {
        "acceptability": lambda: bars.acceptability(FIRM),
        "paths": lambda: ways.paths(WAYS, PARTIES),
        "tree": lambda: trees.tree(tree(small(), 0, 3), small(), PARTIES),
    }
    return pictures[name]()


NAMES = ["acceptability", "paths", "tree"]


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_looks_as_it_did(golden: Callable[[str, str], None], name: str) -> None:
    """The SVG is the one that was looked at and kept."""
    golden(f"brief/{name}.svg", draw(name).replace("><", ">\n<") + "\n")


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_is_well_formed_and_named(name: str) -> None:
    """One SVG with a label, drawn with attributes only and without links."""
    root = ET.fromstring(draw(name))  # noqa: S314 - our own text
    assert root.tag.endswith("svg")
    assert root.get("aria-label")
    assert root.get("role") == "img"
    assert [e for e in root.iter() if e.get("style") or e.get("href")] == []


def words(svg: str) -> list[str]:
    """The texts of a picture."""
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    return ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("text")]


def test_what_is_proved_is_said_in_words_and_by_a_shape() -> None:
    """Always, sometimes, never and what is not proved differ without colour."""
    said = words(draw("acceptability"))
    for word in ("always", "never", "62 % · sometimes", "30 % · not proved"):
        assert word in said, said


def test_bars_are_as_long_as_shares() -> None:
    """The bar of 62 % is 62 hundredths of its lane, and its interval reaches a tenth each way."""
    root = ET.fromstring(draw("acceptability"))  # noqa: S314 - our own text
    widths = [float(e.get("width", 0)) for e in root.iter() if e.get("height") == str(bars.BAR)]
    assert widths == pytest.approx([bars.LANE, bars.LANE * 0.62, bars.LANE * 0.3], abs=0.06)


def test_tables_hold_what_pictures_show() -> None:
    """Whoever does not see the picture reads the same figures, steps and marks."""
    head, rows = bars.table(FIRM)
    assert head[-2:] == ("Nash", "GMR")
    assert rows[0][-1] == "62 % (52 to 72 %); sometimes; lasts as written"
    assert rows[1][-2] == "0 %, proved; does not last as written"
    _, steps = ways.table(WAYS, PARTIES)
    assert [row[2] for row in steps] == ["South & co.", "North and South & co.", "North", ""]
    assert [row[5] for row in steps] == ["yes", "no", "only by the others", ""]
    _, branches = trees.table(tree(small(), 0, 3), small(), PARTIES)
    assert [row[4] for row in branches].count("no") == 2


def test_a_joint_step_shows_each_party_its_own_part() -> None:
    """What each changes stands in its own lane, once."""
    said = words(draw("paths"))
    assert said.count("Heavy guns: withdrawn") == 1
    assert said.count("no way back") == 2  # in the box of each who takes the step
    assert said.count("only others can undo it") == 1


def test_a_way_that_is_too_long_is_cut_and_says_so() -> None:
    """No more steps are drawn than can be read."""
    long = replace(WAYS[0], steps=WAYS[0].steps[:1] * (ways.MOST_STEPS + 3))
    assert "… goes on" in words(ways.paths([long], PARTIES))


def test_a_tree_of_many_branches_is_refused() -> None:
    """Above sixty branches a tree is not drawn."""
    grown = tree(small(), 0, 3)
    many = replace(grown, branches=grown.branches * 40)
    with pytest.raises(ValueError, match="are too many for a tree"):
        trees.tree(many, small(), PARTIES)


def test_any_text_stays_text() -> None:
    """Names with markup in them are words in every picture."""
    owners = tuple(replace(party, name=HOSTILE) for party in PARTIES)
    row = replace(FIRM.rows[1], name=HOSTILE, differs=HOSTILE)
    step = replace(WAYS[0].steps[0], changes=((1, HOSTILE),))
    model = replace(small(), lever_names={"truce": HOSTILE}, level_names={"guns": {"on": HOSTILE}})
    for svg in (
        bars.acceptability(replace(FIRM, rows=(row,))),
        ways.paths([replace(WAYS[0], name=HOSTILE, steps=(step,))], owners),
        trees.tree(tree(model, 0, 2), model, owners),
    ):
        root = ET.fromstring(svg)  # noqa: S314 - our own text
        assert [e for e in root.iter() if e.tag.endswith("script")] == []


def test_ways_ask_the_least_that_leads_there() -> None:
    """Steps that pay whoever takes them before joint ones, those before any steps."""
    found = ahead(small(), [(1, "1", "truce"), (2, "2", "guns"), (3, "3", "both")])
    assert [way.by for way in found.ways] == ["improvements", "moves", "coalitions"] or [
        way.by for way in found.ways
    ] == ["improvements", "moves", "improvements"]
    assert found.no_way_back is not None
    assert found.no_way_back.levels == ("truce: on",)
    assert (found.no_way_back.reachable, found.no_way_back.lost) == (4, 2)


def test_without_a_status_quo_there_is_nothing_ahead() -> None:
    """Ways begin somewhere; the reason is said."""
    found = ahead(replace(small(), status_quo=None), [(3, "3", "both")])
    assert found == Ahead(
        ways=(), no_way_back=None, why_not="the present state is not known, or cannot be"
    )


@pytest.fixture(scope="module")
def report() -> Report:
    """The report on the small case."""
    return samples.report()


def test_the_brief_says_how_firm_and_what_stays_done(report: Report) -> None:
    """Page and Markdown have both parts, with the table beside each picture."""
    assert report.firm is not None
    assert report.firm.rows
    assert report.ahead is not None
    assert report.ahead.no_way_back is not None
    page, text = html.render(report), markdown.render(report)
    for heading in (
        "How firm is that?",
        "How could it get there, and what could not be undone?",
    ):
        assert heading in page
        assert f"## {heading}" in text
        part = page[page.index(heading) :].partition("</section>")[0]
        assert part.count("<summary>The same as a table</summary>") == 1, heading
    assert "Blockade of the port: lifted" in report.ahead.no_way_back.levels
    plain = report.as_dict()
    assert plain["firm"]["draws"] == 400
    assert plain["ahead"]["ways"]

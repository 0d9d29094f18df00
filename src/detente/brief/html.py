"""A report as one HTML file that needs nothing else: no script, fonts inside, a strict policy.

The only module of the brief that reads templates, style and fonts. Every text is escaped by the
template engine; pictures are escaped where they are drawn.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.brief.deal_pictures import pictures_of
from detente.brief.pictures.acceptability import acceptability
from detente.brief.pictures.acceptability import table as table_of_bars
from detente.brief.pictures.glyphs import owner_glyph, party_colour, shape
from detente.brief.pictures.kit import FONT, INK, MUTED, PAPER
from detente.brief.pictures.lattice import lattice
from detente.brief.pictures.matrix import matrix
from detente.brief.pictures.paths import paths
from detente.brief.pictures.paths import table as table_of_paths
from detente.brief.pictures.shared import shared
from detente.brief.pictures.stages import key_of, stages
from detente.brief.pictures.stages import table as table_of_stages
from detente.brief.pictures.strip import strip
from detente.brief.pictures.timeline import timeline
from detente.brief.report.firm import drawn_in_words, firm_in_words
from detente.brief.report.positions import left_out_in_words, standing_in_words
from detente.brief.report.records import ClaimRow, Report
from detente.brief.tight import tight
from detente.brief.words import clean, count, listed, quoted, state_in_words
from detente.case import called
from detente.ledger.clocks import date_in_words

__all__ = ["render", "style"]

FONTS = {
    "source-sans-3-latin.woff2": ("Source Sans 3", "200 900"),
    "source-serif-4-latin.woff2": ("Source Serif 4", "200 900"),
}
YEAR = 366
MANY_EVENTS = 60
"""Above so many events the last twelve months get a picture of their own."""


def render(report: Report) -> str:
    """Return the report as HTML.

    Examples
    --------
    >>> import datetime as dt
    >>> from detente.brief import build
    >>> from detente.case import Case
    >>> page = render(build(case=Case(id="talks", name="<b>Talks</b>"), entries=(), documents={},
    ...                     claims={}, as_of=dt.date(2019, 10, 15)))
    >>> "<h1>&lt;b&gt;Talks&lt;/b&gt;</h1>" in page, "<script" in page
    (True, False)
    """
    css = style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    anchors = _anchors((*report.claims, *report.other_claims))
    page = _templates().get_template("brief.html")
    return tight(
        shared(
            page.render(
                report=report,
                style=Markup(css),  # noqa: S704 - a file of this package
                digest=digest,
                anchors=anchors,
                pictures=_pictures(report),
                strips=_strips(report),
                tables=_tables(report),
                negotiation={
                    name: (_inline(svg), rows)
                    for name, (svg, rows) in pictures_of(report.deal, report.order).items()
                },
                firmness=_firmness(report),
                stage_key=[_swatch(*part) for part in key_of(report.stages)]
                if report.stages
                else [],
            )
        )
    )


@cache
def style() -> str:
    """Return the style sheet with the fonts inside, as it stands in the page.

    Examples
    --------
    >>> style().count("@font-face")
    2
    """
    folder = resources.files("detente.brief")
    faces = []
    for file, (family, weights) in FONTS.items():
        data = base64.b64encode((folder / "fonts" / file).read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"{family}";font-weight:{weights};font-style:normal;'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
        )
    written = (folder / "style.css").read_text(encoding="utf-8")
    plain = re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL)
    # What stands in quotation marks is what a reader sees, spaces and all.
    spaced = re.compile(r'("[^"]*")|\s*([{};,]|:(?= ))\s*')
    return "".join(faces) + spaced.sub(lambda it: it[1] or it[2], plain).strip()


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("detente.brief", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters.update(
        called=called,
        date=date_in_words,
        listed=listed,
        numbered=state_in_words,
        quoted=quoted,
        standing=standing_in_words,
    )
    environment.globals.update(
        count=count,
        drawn=drawn_in_words,
        left_out=left_out_in_words,
        table=_table,
        sign=_sign,
        badge=_badge,
        mark=_mark,
        status=_status,
    )
    return environment


def _visible(value: Any) -> Any:
    """Make characters that cannot be seen visible, in every text that a template writes."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return clean(value)


def _anchors(rows: Sequence[ClaimRow]) -> Mapping[str, str]:
    """Return claim -> the name of its row's place in the page; ids may hold any character."""
    return {row.id: f"claim-{number}" for number, row in enumerate(rows, 1)}


def _pictures(report: Report) -> dict[str, Markup]:
    shown, parties = report.positions, report.parties
    events = report.timeline
    drawn = {
        "timeline": "",
        "timeline_print": "",
        "year": "",
        "states": "",
        "firm": "",
        "ahead": "",
        "stages": stages(report.stages) if report.stages else "",
    }
    if events.events:
        first, last = events.first, events.last
        drawn["timeline"] = timeline(events, first, last, rows=9)
        drawn["timeline_print"] = timeline(
            events, first, last, width=760, rows=9, least=3, hover=False, words=210
        )
        recent = _a_year_before(last)
        if recent > first and len(events.events) > MANY_EVENTS:
            drawn["year"] = timeline(events, recent, last, least=1, rows=8)
    if shown.lattice is not None:
        drawn["states"] = lattice(shown.lattice, parties)
    elif shown.states:
        drawn["states"] = matrix(shown, parties)
    if report.firm and report.firm.rows:
        drawn["firm"] = acceptability(report.firm)
    if report.ahead and report.ahead.ways:
        drawn["ahead"] = paths(report.ahead.ways, parties)
    return {name: _inline(svg) for name, svg in drawn.items()}


def _firmness(report: Report) -> dict[str, str]:
    """Return for each state that is shown how firm its verdict is; empty where that is not known."""
    said = firm_in_words(report.firm)
    return {row.key: said.get(row.key, "") for row in report.positions.states}


_Rows = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def _tables(report: Report) -> dict[str, _Rows]:
    """Return what the pictures show, as heads and rows."""
    return {
        "firm": table_of_bars(report.firm) if report.firm else ((), ()),
        "ahead": table_of_paths(report.ahead.ways, report.parties) if report.ahead else ((), ()),
        "stages": table_of_stages(report.stages) if report.stages else ((), ()),
    }


def _table(table: _Rows, name: str) -> Markup:
    """Return a table, of that name for those who do not see it, that opens beside its picture."""
    head, rows = table
    cell = Markup("<td>{}</td>").format
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(_visible(h)) for h in head)
    lines = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            _visible(row[0]), Markup("").join(cell(_visible(one)) for one in row[1:])
        )
        for row in rows
    )
    return Markup(
        '<details class="same"><summary>{}</summary><div class="scroll" role="region" tabindex="0" '
        'aria-label="{}"><table class="data"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
        "</div></details>"
    ).format("The same as a table", name, heads, lines)


def _swatch(colour: str, words: str) -> Markup:
    """Return a patch of a colour of a picture, and what it stands for."""
    drawn = f'<rect x=".5" y=".5" width="11" height="11" fill="{colour}" stroke="{MUTED}" stroke-width="1"/>'
    icon = Markup(f'<svg class="icon" viewBox="0 0 12 12" aria-hidden="true">{drawn}</svg>')  # noqa: S704 - our own colours
    return icon + Markup("{}").format(_visible(words))


def _a_year_before(day: Any) -> Any:
    return day.replace(year=day.year - 1, day=min(day.day, 28))


def _strips(report: Report) -> dict[tuple[str, str], Markup]:
    first, last = report.timeline.first, report.timeline.last
    rows = [row for holder in report.board for group in holder.groups for row in group.levers]
    return {
        (kind, row.id): _inline(strip(row.bars, first, last, name=row.name))
        for kind, some in (("lever", rows), ("clause", report.obligations))
        for row in some
    }


def _inline(svg: str) -> Markup:
    """Return a picture for a page, which knows the language of pictures and the font without being told."""
    known = (' xmlns="http://www.w3.org/2000/svg"', f' font-family="{FONT}"')
    for said in known:
        svg = svg.replace(said, "", 1)
    return Markup(svg)  # noqa: S704 - escaped in the kit


def _icon(name: str, colour: str, *, hollow: bool = False, scale: float = 0.8) -> Markup:
    """Return a glyph as a picture of its own, for a line of text; its words stand beside it."""
    drawn = (
        shape(name, 0, 0, hollow=hollow)
        .removesuffix("/>")
        .replace(' transform="translate(0 0)"', "")
    )
    size = 10 / scale
    box = f"{-size / 2:g} {-size / 2:g} {size:g} {size:g}"
    return Markup(  # noqa: S704 - our own shapes, no text
        f'<svg class="icon" viewBox="{box}" aria-hidden="true" fill="{colour}" stroke="{colour}">'
        f"{drawn}/></svg>"
    )


def _sign(index: int | None, *, hollow: bool = False) -> Markup:
    return _icon(owner_glyph(index), party_colour(index), hollow=hollow or index is None)


def _badge(shade: str) -> Markup:
    shapes = {
        "full": ("square", PAPER, False),
        "part": ("pause", INK, False),
        "none": ("square", MUTED, True),
        "unknown": ("query", "#2d4159", False),
    }
    if shade not in shapes:
        return Markup("")
    name, colour, hollow = shapes[shade]
    return _icon(name, colour, hollow=hollow)


_INKS = {
    "full": PAPER,
    "part": INK,
    "none": MUTED,
    "amount": INK,
    "idle": MUTED,
    "due": INK,
    "unknown": "#2d4159",
    "met": "#005c49",
    "overdue": "#7a4f00",
    "breached": "#9b2500",
}


def _status(sign: tuple[str, str, str]) -> Markup:
    name, shade, words = sign
    drawn = _icon(name, _INKS[shade]) if name else Markup("")
    return Markup('<span class="badge {}">{}{}</span>').format(shade, drawn, _visible(words))


def _mark(name: str, *, hollow: bool = False) -> Markup:
    return _icon(name, MUTED, hollow=hollow, scale=0.85)

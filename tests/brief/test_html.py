"""The page: self-contained, strict, small enough, and with nothing of the case read as markup."""

import ast
import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from tests.brief import samples

from detente.brief import Report, build, html, markdown
from detente.brief.words import quoted as quoted_words
from detente.folder import open_case

BRIEF = Path(html.__file__).parent
NASTY = """<script>alert(1)</script><img src=x onerror=alert(2)>"'&amp;{{7*7}}]]>\u202etxt"""
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Reader(HTMLParser):
    """Tags in order, whether they close, ids, links, and the text outside the style."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Check that the tag that closes is the last that opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if "style" not in self.open:
            self.words.append(data)


@pytest.fixture(scope="module")
def shipped() -> Report:
    """The report on the case that ships with the package."""
    opened = open_case("dprk-2019")
    assert opened.case is not None
    assert opened.case.as_of is not None
    return build(
        case=opened.case,
        entries=opened.entries,
        documents=opened.documents,
        claims=opened.claims,
        version=opened.version,
        as_of=opened.case.as_of,
    )


@pytest.fixture(scope="module", params=["small", "shipped"])
def page(request: pytest.FixtureRequest, shipped: Report) -> str:
    """The page of the small case, and that of the case that ships."""
    return html.render(samples.report() if request.param == "small" else shipped)


def test_the_page_is_well_formed(page: str) -> None:
    """Every tag that opens closes, in order."""
    assert Reader(page).open == []


def test_the_page_loads_nothing_and_runs_nothing(page: str) -> None:
    """No script, no style attribute, no address but places in the page itself."""
    for tag, attributes in Reader(page).tags:
        assert tag not in {"script", "iframe", "object", "embed", "img", "link", "base", "form"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in {"style", "src", "srcset", "xlink:href", "action", "background"}
            assert name != "href" or (value or "").startswith("#")
    assert "@import" not in page
    places = re.findall(r"url\(([^)]{0,30})", page)
    assert [p for p in places if not p.startswith(("data:font/woff2;base64,", "#head-"))] == []


def test_the_policy_allows_the_style_and_nothing_else(page: str) -> None:
    """The content policy names the hash of the one style element; fonts come from the page itself."""
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [
        attributes["content"]
        for tag, attributes in Reader(page).tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def test_every_link_leads_somewhere(page: str) -> None:
    """Each link names a place that is in the page, and each place is named once."""
    tags = Reader(page).tags
    ids = [attributes["id"] for _, attributes in tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    links = {(a["href"] or "")[1:] for tag, a in tags if tag == "a"}
    assert links - set(ids) == set()


def test_headings_do_not_jump(page: str) -> None:
    """There is one first heading, and no level is left out."""
    levels = [int(tag[1]) for tag, _ in Reader(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_have_heads_and_scrolling_parts_can_be_reached(page: str) -> None:
    """Every table has column heads; every part that scrolls takes the keyboard and has a name."""
    tags = Reader(page).tags
    assert all(a.get("scope") for tag, a in tags if tag == "th")
    for tag, attributes in tags:
        if tag == "div" and "scroll" in (attributes.get("class") or "").split():
            assert attributes.get("tabindex") == "0"
            assert attributes.get("role") == "region"
            assert attributes.get("aria-label")
    assert dict(tags)["html"] == {"lang": "en"}


def test_the_shipped_page_is_not_too_large(shipped: Report) -> None:
    """The page of the shipped case, fonts and nearly three hundred claims inside, stays mailable."""
    assert len(html.render(shipped).encode()) < 600_000


def test_a_shape_that_many_pictures_draw_is_written_once(page: str) -> None:
    """Every shape and sign stands once, under a name, and each name is used; hints stay where they were."""
    kept = re.findall(r'<(?:path|symbol) id="(s\d+)"', page)
    assert len(kept) == len(set(kept))
    assert set(re.findall(r'<use href="#(s\d+)"', page)) == set(kept)
    assert not re.search(r'<path d="[^"]*" transform="translate', page)
    assert re.search(r'<use href="#s\d+" x=[\d.]+ y="?[\d.]+"?><title>[^<]+</title></use>', page)


def part(page: str, id_: str) -> str:
    """The text of one section of a page."""
    section = page[page.index(f'id="{id_}"') :].partition("</section>")[0]
    return " ".join("".join(Reader(f"<p {section}").words).split())


def test_it_says_what_each_party_takes_the_other_to_want(shipped: Report) -> None:
    """The part on misperceptions names what each takes the other to want, and the claims behind it."""
    said = part(html.render(shipped), "misperceived")
    assert (
        "The DPRK (North Korea) takes the United States to want “Other UN bans and caps of 2017 on "
        "civilian trade: in force”, then “UN ban on coal exports: in force”, then “Warheads and "
        "fissile material: handed over”."
    ) in said
    assert "k05" in said
    assert "if all see it as the case says3425422,3142,463" in said
    assert "if each acts on its own picture3423942,3142,463" in said
    assert "The present state lasts under Nash, SEQ, SMR and GMR if each acts on its own" in said
    assert "40 gainful moves would come as a surprise: none from the present state, 40 from" in said


def test_markdown_says_the_same_of_misperceptions_and_endings(shipped: Report) -> None:
    """What each takes the other to want, what lasts then, and what ends a state, stand there too."""
    said = markdown.render(shipped)
    assert shipped.misperceived is not None
    assert "## What if each sees it its own way?" in said
    for view in shipped.misperceived.views:
        assert view.text in said
    assert "| if each acts on its own picture | 342 | 394 | 2,314 | 2,463 |" in said
    assert shipped.misperceived.surprises in said
    assert "The smallest change that ends it (Nash): United States: without statement 10" in said
    assert "More states last that are not shown: 332 under Nash" in said


def test_a_case_without_misperceptions_has_no_such_part() -> None:
    """Nothing is said of pictures where all see the case as it is."""
    page = html.render(samples.report())
    assert 'id="misperceived"' not in page
    assert "#misperceived" not in page


def test_beside_each_lasting_state_stands_what_ends_it(shipped: Report) -> None:
    """Each row that lasts has the smallest change that ends it, or says that none does."""
    assert shipped.firm is not None
    lasting = {row.key for row in shipped.positions.states if row.standing}
    told = {row.key: row.ends for row in shipped.firm.rows if row.ends}
    assert lasting == set(told)
    said = part(html.render(shipped), "positions")
    assert all(" ".join(words.split()) in said for words in told.values())
    assert told["6858"] == (
        "The smallest change that ends it (Nash): United States: without statement 10, “Ending the "
        "Korean War: armistice, unless Yongbyon enrichment hall: at least stopped”."
    )


def test_rows_can_be_told_apart_and_what_is_not_shown_is_counted(shipped: Report) -> None:
    """No two states have one title, and it is said how many more last."""
    titles = [row.title for row in shipped.positions.states]
    assert len(titles) == len(set(titles))
    assert "as Hanoi draft, but Large joint exercises: suspended" in titles
    shown = [row for row in shipped.positions.states if row.verdicts[0].all]
    more = shipped.positions.counts["nash"] - len(shown)
    assert f"More states last that are not shown: {more} under Nash," in part(
        html.render(shipped), "positions"
    )


def test_it_says_the_answer_and_the_version(shipped: Report) -> None:
    """The headline, the day in words and the version stand on the page."""
    words = " ".join("".join(Reader(html.render(shipped)).words).split())
    assert shipped.lead.headline in words
    assert "As of 15 Oct 2019" in words
    assert f"version {shipped.version}" in words
    assert "Every figure here is computed from the case file" in words


def test_beside_the_order_stands_which_claims_flip_it(shipped: Report) -> None:
    """The last sentence on the order says whether it holds, and without which claims it would not."""
    assert shipped.order is not None
    said = shipped.order.sentences[-1]
    assert said.startswith("It holds. That is so unless one of ")
    named = re.findall(r"\b[a-z]\d\d\b", said)
    assert named
    assert set(named) <= {row.id for row in (*shipped.claims, *shipped.other_claims)}
    assert said in " ".join("".join(Reader(html.render(shipped)).words).split())


def test_all_conclusions_and_wrong_claims_are_there(shipped: Report) -> None:
    """No conclusion, wrong claim, lever or clause of the report is missing from the page."""
    words = " ".join("".join(Reader(html.render(shipped)).words).split())
    wanted = [one.text for one in shipped.conclusions]
    wanted += [quoted_words(row.quote) for row in (*shipped.claims, *shipped.other_claims)]
    wanted += [row.name for h in shipped.board for g in h.groups for row in g.levers]
    wanted += [row.name for group in shipped.clauses for row in group.clauses]
    wanted += [row.title for row in shipped.sources]
    assert [text for text in wanted if " ".join(text.split()) not in words] == []


def hostile() -> Report:
    """A report on a case in which every text that a person writes is an attack."""
    quoted = NASTY.replace("\\", "\\\\").replace('"', '\\"')
    case, lines = samples.CASE, samples.RECORD
    for word in (
        *("Ceasefire for relief", "North", "South", "Council", "Blockade of the port"),
        *("Order 7", "Measures", "Heavy guns", "Quiet", "Hold fire", "Withdraw the guns"),
        "General Staff",
    ):
        case = re.sub(rf"(?<![a-z]){word}(?=[,}}\]\n])", lambda _: f'"{quoted}"', case)
    for word in (
        *("Daily bulletin", "Harbour Press", "https://example.org/d1", "Order 7"),
        *("the guns will stay", "no blockade was in force", "Text of nine lines"),
        *("Order 7 closed it on 5 January", "The guns will stay until the port is open"),
    ):
        lines = lines.replace(f'"{word}"', f'"{quoted}"')
    assert case.count("<script>") >= 11
    assert lines.count("<script>") >= 8
    return samples.report(case=case, lines=lines)


def test_nothing_in_a_case_is_markup() -> None:
    """Script, handlers, quotes, template marks and turned text in every field come out as text."""
    page = html.render(hostile())
    reader = Reader(page)
    tags = {tag for tag, _ in reader.tags}
    assert not tags & {"script", "img"}
    assert not [name for _, a in reader.tags for name in a if name.startswith("on")]
    words = "".join(reader.words)
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{7*7}}]]>" in words
    assert "49" not in words
    assert "\u202e" not in page
    assert reader.open == []


def test_only_one_module_reads_files_and_templates() -> None:
    """Nothing in the brief but `html` imports a template engine or opens a file."""
    found = []
    for path in BRIEF.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.partition(".")[0] for name in names} & {"jinja2", "markupsafe", "importlib"}:
                found.append(path.name)
    assert set(found) == {"html.py"}


def test_templates_hold_no_style_and_no_script() -> None:
    """No template has a style attribute, a script, a handler or a text that skips escaping."""
    for path in (BRIEF / "templates").glob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|<script|\son\w+=|\|\s*safe|autoescape", text), path.name


def test_fonts_are_those_of_the_list() -> None:
    """Each font file has the checksum that the list names, and its licence beside it."""
    fonts = BRIEF / "fonts"
    lines = (fonts / "sha256sums.txt").read_text("utf-8").splitlines()
    listed = {line.split()[1]: line.split()[0] for line in lines}
    found = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in fonts.glob("*.woff2")}
    assert found == listed
    assert set(html.FONTS) == set(found)
    for name in found:
        licence = fonts / f"LICENSE-{name.removesuffix('-latin.woff2')}.txt"
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text("utf-8")

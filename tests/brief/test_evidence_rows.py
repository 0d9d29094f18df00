"""Claims in the brief: how many independent sources stand behind them, and which have no name."""

from detente.brief.report.chips import Chips
from detente.brief.report.evidence import claim_rows
from detente.case import Case
from detente.claims import Claim, ClaimDate
from detente.evidence.corroboration import corroborate
from detente.folder import open_case


def offer(id_: str, document: str, *chain: str) -> Claim:
    return Claim(
        id=id_,
        quote=12 * id_,
        document=document,
        type="offer",
        actor="usa",
        levers=("coal_ban",),
        attribution=("author", *chain),
        date=ClaimDate(said="2019-10-14"),
    )


def test_a_chip_says_that_a_claim_hangs_on_one_source_or_on_one_without_a_name() -> None:
    claims = {
        one.id: one
        for one in (
            offer("a", "S1", "yomiuri", "unnamed_source"),
            offer("b", "S2", "biegun"),
            Claim(id="c", quote="c", document="S3"),
            Claim(id="d", quote="d", document="S3", attribution=("vox", "unnamed_source")),
        )
    }
    chips = Chips(claims, corroborate(claims).of)
    assert {one.id: one.flag for one in chips.of(claims)} == {
        "a": "unnamed",
        "b": "",
        "c": "1 source",
        "d": "1 source, unnamed",
    }
    assert chips.of(["nowhere"])[0].flag == ""


def test_a_row_says_how_many_sources_there_are() -> None:
    claims = {"a": offer("a", "S1", "yomiuri", "unnamed_source"), "b": offer("b", "S2", "biegun")}
    used = {id_: ["K1"] for id_ in claims}
    _, rows = claim_rows(Case(id="c"), claims, {}, used, corroborate(claims).of)
    assert [row.behind for row in rows] == [
        "2 independent sources, through one without a name",
        "2 independent sources",
    ]


def test_what_the_news_report_rests_on_is_visible_in_the_shipped_brief() -> None:
    """S0: one newspaper, one source without a name."""
    opened = open_case("dprk-2019")
    assert opened.case is not None
    behind = corroborate(opened.claims, opened.documents).of
    used = {id_: ["K1"] for id_, claim in opened.claims.items() if claim.document == "S0"}
    wrong, others = claim_rows(opened.case, opened.claims, opened.documents, used, behind)
    rows = {row.id: row for row in (*wrong, *others)}
    for id_ in ("S0-03", "S0-10", "S0-11", "S0-19"):
        assert rows[id_].behind == "one source, through one without a name"
        assert Chips(opened.claims, behind).of([id_])[0].flag == "1 source, unnamed"

"""Corroboration: same content, independent sources, reprints, chains and what is not known."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from detente.claims import Attribution, Claim, ClaimDate, Grade
from detente.documents import Document
from detente.evidence.corroboration import (
    Corroboration,
    Support,
    chain_grade,
    corroborate,
    same_words,
)
from detente.folder import open_case


def said(id_: str, document: str, *chain: str, quote: str = "", **more: Any) -> Claim:
    """An offer to suspend the ban, as somebody reports it."""
    fields: dict[str, Any] = {
        "type": "offer",
        "actor": "usa",
        "levers": ("coal_ban",),
        "date": ClaimDate(said="2019-10-14"),
        **more,
    }
    return Claim(
        id=id_,
        quote=quote or 12 * id_,
        document=document,
        attribution=("author", *chain),
        **fields,
    )


def of(*claims: Claim, documents: dict[str, Document] | None = None) -> Corroboration:
    return corroborate({claim.id: claim for claim in claims}, documents)


def sources(id_: str, *claims: Claim, documents: dict[str, Document] | None = None) -> int:
    return of(*claims, documents=documents).of[id_].independent


def test_two_documents_that_share_nothing_are_two_sources() -> None:
    assert sources("a", said("a", "S1", "biegun"), said("b", "S2", "moon")) == 2


def test_a_shared_newspaper_is_one_source() -> None:
    """However different their words, both have it from there."""
    assert (
        sources("a", said("a", "S1", "yomiuri"), said("b", "S2", "yomiuri", "unnamed_source")) == 1
    )


def test_the_newspaper_itself_is_no_second_source() -> None:
    documents = {"S2": Document(id="S2", publisher="The Yomiuri Shimbun")}
    assert sources("a", said("a", "S1", "yomiuri"), said("b", "S2"), documents=documents) == 1


def test_one_publisher_is_one_source() -> None:
    documents = {id_: Document(id=id_, publisher="KCNA") for id_ in ("S1", "S2")}
    assert sources("a", said("a", "S1"), said("b", "S2"), documents=documents) == 1


def test_a_reprint_counts_once_whatever_its_marks_look_like() -> None:
    one = said("a", "S1", quote="“we will suspend the ban on coal”")
    other = said("b", "S2", quote='"We  will suspend the ban on coal"')
    third = said("c", "S3", quote="a pause of the embargo was put forward by its envoys")
    assert sources("a", one, other) == 1
    assert of(one, other, third).of["a"].sources == (("S1", "S2"), ("S3",))


def test_a_chain_of_reprints_is_one_source() -> None:
    """The first and the last need not be alike: the one between is like both."""
    quotes = ["abcdefghijklmnopqrst", "abcdefghijklmnopqrXY", "abcdefghijklmnopWZXY"]
    assert (
        same_words(quotes[0], quotes[2])
        < 90
        <= min(same_words(quotes[0], quotes[1]), same_words(quotes[1], quotes[2]))
    )
    claims = [said(f"c{n}", f"S{n}", quote=quote) for n, quote in enumerate(quotes)]
    assert sources("c0", *claims) == 1


def test_sources_without_a_name_are_not_taken_for_one() -> None:
    """Nobody can tell whether they are the same person: what cites them decides."""
    one, other = (
        said("a", "S1", "yomiuri", "unnamed_source"),
        said("b", "S2", "vox", "unnamed_source"),
    )
    found = of(one, other).of["a"]
    assert found.independent == 2
    assert found.flags == ("unnamed source",)


def test_that_both_report_the_party_itself_makes_them_no_copies() -> None:
    assert sources("a", said("a", "S1", "usa"), said("b", "S2", "usa")) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"type": "threat"},
        {"actor": "dprk"},
        {"levers": ("coal_ban", "tests")},
        {"polarity": "negative"},
        {"date": ClaimDate(said="2019-10-14", happened="2018-01-01")},
        {"date": ClaimDate(said="2019-07-01")},
        {"date": None},
        {"levers": ()},
    ],
    ids=["kind", "actor", "levers", "polarity", "day", "month", "no date", "no lever"],
)
def test_other_content_is_no_support(other: dict[str, Any]) -> None:
    first = said("a", "S1", "biegun", date=ClaimDate(said="2019-10-14", happened="2019-10-05"))
    assert sources("a", first, said("b", "S2", "moon", **other)) == 1


def test_a_condition_is_part_of_the_content() -> None:
    """An offer with a condition is not confirmed by one without."""
    condition = said("c", "S1", "biegun", type="condition", condition_of="a", flavour="if", actor="dprk",
                     levers=("tests",))  # fmt: skip
    same = said("d", "S2", "moon", type="condition", condition_of="b", flavour="if", actor="dprk",
                levers=("tests",))  # fmt: skip
    pair = said("a", "S1", "biegun"), said("b", "S2", "moon")
    assert sources("a", *pair, condition) == 1
    assert sources("a", *pair, condition, same) == 2
    assert sources("c", *pair, condition, same) == 2


def test_why_a_claim_cannot_be_compared_is_said() -> None:
    found = of(said("a", "S1", levers=()), said("b", "S1", type="fact"), said("c", "S1", date=None))
    assert [found.of[id_].why_not for id_ in "abc"] == [
        "it names no lever",
        "it does not say when it happened",
        "it has no date",
    ]


def test_a_document_that_a_person_named_as_confirming_counts() -> None:
    """Not if it has it from the same newspaper, and not where the claim was found wrong."""
    claim = said("a", "S1", "yomiuri", verdict="true", sources=("S1", "S2"))
    assert sources("a", claim) == 2
    assert sources("a", claim, said("b", "S2", "yomiuri", levers=())) == 1
    assert sources("a", said("a", "S1", verdict="false", sources=("S2",))) == 1


def test_credibility_one_takes_two_sources() -> None:
    found = of(said("a", "S1", "biegun"), said("b", "S2", "moon"), said("c", "S3", actor="dprk"))
    assert found.confirmed("a")
    assert not found.confirmed("c")
    assert not found.confirmed("nowhere")


def test_a_chain_is_as_good_as_its_weakest_known_hop() -> None:
    """F and 6 are unknown, not worst: they do not make a chain weaker."""
    hops = (
        Attribution(id="author", grade=Grade("C", 6)),
        Attribution(id="yomiuri", grade=Grade("B", 3)),
        Attribution(id="unnamed_source", grade=Grade("F", 6)),
    )
    claim = Claim(id="a", quote="", grade=Grade("B", 2), attribution=hops)
    assert chain_grade(claim, Document(id="S0", reliability="F")) == (Grade("C", 3), "author")
    assert chain_grade(claim, Document(id="S0", reliability="D")) == (Grade("D", 3), "S0")
    assert chain_grade(Claim(id="b", quote="")) == (Grade("F", 6), "")


TEXTS = st.text(st.sampled_from("abcd é"), max_size=40)


@given(TEXTS, TEXTS)
def test_the_overlap_is_that_of_rapidfuzz(one: str, other: str) -> None:
    assert same_words(one, other) == pytest.approx(fuzz.ratio(one, other), abs=1e-9)


def test_the_report_of_one_newspaper_is_seen_as_what_it_is() -> None:
    """S0 rests on one source without a name, through one newspaper; the embassy's summary is no second."""
    opened = open_case("dprk-2019")
    found = corroborate(opened.claims, opened.documents)
    through = [
        found.of[claim.id]
        for claim in opened.claims.values()
        if claim.document == "S0" and "unnamed_source" in claim.chain
    ]
    assert len(through) > 5
    assert all("unnamed source" in one.flags for one in through)
    assert all(one.grade.reliability == "D" for one in through)
    offer = found.of["S0-11"]
    assert offer == Support(
        claim="S0-11",
        same=("S0-01", "S0-03"),
        sources=(("S0",),),
        unnamed=("unnamed_source",),
        grade=Grade("D", 4),
        weakest="S0",
    )
    assert ("S0", "JMH191015") in found.of["S0-17"].sources

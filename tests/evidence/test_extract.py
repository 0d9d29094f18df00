"""What a candidate must be, whoever proposes it."""

import datetime as dt
import multiprocessing
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case import Case, Lever, Party
from detente.errors import CannotComputeError, UsageError
from detente.evidence import Candidate, extract, parse, read
from detente.evidence.quotes import quotations

Tier = Literal["keywords", "nlp"]
needs_parser = pytest.mark.skipif(
    not parse.installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)
TIERS = ["keywords", pytest.param("nlp", marks=needs_parser)]
CASE = Case(
    id="c",
    parties={
        "iran": Party(id="iran", name="Iran"),
        "usa": Party(id="usa", name="United States", aliases=("President Trump",)),
        "kyodo": Party(id="kyodo", name="Kyodo News", aliases=("Kyodo",), role="observer"),
    },
    levers={"oil": Lever(id="oil", name="Oil embargo", owner="usa", levels=("on", "off"))},
)
TODAY = dt.date(2026, 1, 15)


def found(text: str, tier: Tier = "keywords") -> list[Candidate]:
    return extract(read(text.encode(), "a.txt"), CASE, tier=tier, today=TODAY)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(
    "text",
    [
        "The United States should lift the sanctions at once.",
        "It is time for Washington to lift the oil embargo.",
        "Trump can always snap back the sanctions.",
        "Iran must stop its program, whatever it costs.",
        "Washington ought to suspend the embargo.",
    ],
)
def test_what_the_author_advises_is_never_a_partys_offer_or_threat(text: str, tier: Tier) -> None:
    for one in found(text, tier):
        assert one.voice == "author"
        assert one.kind not in ("offer", "threat", "commitment", "demand"), one


@pytest.mark.parametrize("tier", TIERS)
def test_a_condition_is_linked_to_what_depends_on_it(tier: Tier) -> None:
    offer, condition = found("Iran offered to cap its stock if Washington ends the embargo.", tier)
    assert (offer.kind, offer.actor, offer.target) == ("offer", "iran", "usa")
    assert (condition.kind, condition.actor, condition.flavour) == ("condition", "usa", "if")
    assert condition.condition_of == offer.id
    assert condition.levers == ("oil",)


@needs_parser
def test_a_chain_of_sources_is_kept_from_the_author_to_the_innermost() -> None:
    (one,) = found("A source told Kyodo that Washington is willing to lift the embargo.", "nlp")
    assert [hop.id for hop in one.attribution] == ["author", "kyodo", "unnamed_source"]
    assert (one.kind, one.actor, one.voice) == ("offer", "usa", "quoted")


@needs_parser
def test_the_speaker_of_a_quotation_is_who_we_are() -> None:
    text = '"We will close the strait if they seize our ships," Iran said on Tuesday.'
    threat = next(one for one in found(text, "nlp") if one.kind == "threat")
    assert (threat.actor, threat.voice, threat.said) == ("iran", "quoted", "2026-01-13")


@needs_parser
def test_what_stands_after_if_they_are_to_is_what_they_would_give() -> None:
    text = "Iran wants the embargo lifted if it is to halt its program."
    kinds = [(one.kind, one.actor, one.flavour) for one in found(text, "nlp")]
    assert kinds == [("demand", "iran", ""), ("offer", "iran", "if_to")]


def test_an_unknown_actor_stays_unknown() -> None:
    assert all(one.actor is None for one in found("Peace will hold if the guns fall silent."))


def test_a_longer_personal_name_is_not_the_person_whose_surname_it_holds() -> None:
    text = "President Trump threatened to leave. Fred Trump-Hall promised to return the money."
    assert [one.actor for one in found(text)] == ["usa", None]


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        '"',
        "“”“",
        "If",
        "until until until",
        "Iran " * 500,
        "🙂 Iran offered 🙂 relief.",
    ],
)
def test_odd_texts_are_read_without_failing(text: str, tier: Tier) -> None:
    for one in found(text, tier):
        assert one.quote == text[one.start : one.end]


WORDS = st.sampled_from(
    [
        "Iran",
        "Washington",
        "Trump",
        "offered",
        "demands",
        "will",
        "would",
        "not",
        "if",
        "unless",
        "until",
        '"We',
        "“said",
        "”",
        ",",
        ".",
        "the",
        "sanctions",
        "lift",
        "threatened",
        "in",
        "exchange",
        "for",
        "talks",
        "on",
        "Friday",
        "they",
        "he",
        "it",
        "should",
        "🙂",
        "\n",
    ]
)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_every_quotation_is_verbatim_and_short_and_graded_f6(text: str) -> None:
    for one in found(text):
        line = one.as_line("d", text)
        assert one.quote == text[one.start : one.end]
        assert len(one.quote.split()) < 15
        assert line["grade"] == "F6"
        assert "review" not in line


@given(st.text(alphabet="ab .\"“”'\n", max_size=60))
def test_quotations_lie_in_the_text_whatever_its_marks(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in quotations(text))


@needs_parser
def test_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "MODEL_SHA256", "0" * 64)
    parse.parser.cache_clear()
    with pytest.raises(CannotComputeError, match="not the model these rules were tested on"):
        found("Iran left.", "nlp")
    parse.parser.cache_clear()


def test_without_the_extra_the_tier_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "installed", lambda: False)
    parse.parser.cache_clear()
    with pytest.raises(CannotComputeError, match="needs spaCy") as error:
        found("Iran left.", "nlp")
    assert "detente[nlp]" in str(error.value.hint)


@needs_parser
@pytest.mark.slow
def test_a_forked_process_reads_as_its_parent_does() -> None:
    text = "Iran threatened to leave the treaty."
    here = [one.id for one in found(text, "nlp")]
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply(_ids, (text,)) == here


def _ids(text: str) -> list[str]:
    return [one.id for one in found(text, "nlp")]


def test_what_is_not_a_text_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match="NUL"):
        read(b"a\0", "b.txt")


@needs_parser
def test_a_headline_whose_verb_is_taken_for_a_name_ends() -> None:
    assert found("Who Will Disarm Whom?\n\nIran offered to end the tests.", "nlp")

"""Web Annotations: what the W3C model demands of each part, and the words that selectors find."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from detente.claims import Claim
from detente.documents import Document
from detente.exchange.annotations import CONTEXT, OWN, export
from detente.folder import open_case

# Web Annotation Vocabulary, 4.1: the instances of Motivation.
MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing",
    "highlighting", "identifying", "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip
IRI = re.compile(r"(?:https?://|urn:[a-z0-9-]+:)[^\s<>\"{}|\\^`]+")
# Keys of the JSON-LD context of the model, of the classes that are written.
KEYS = {
    "AnnotationCollection": {"@context", "id", "type", "label", "total", "first", "last"},
    "AnnotationPage": {"id", "type", "partOf", "startIndex", "items"},
    "Annotation": {"id", "type", "motivation", "body", "target"},
    "TextualBody": {"type", "purpose", "value", "format"},
    "SpecificResource": {"type", "source", "selector", "state"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "TextPositionSelector": {"type", "start", "end"},
    "TimeState": {"type", "sourceDate"},
}


def check(part: dict[str, Any]) -> None:
    """Check one part by the model: its class, its keys, what it must have."""
    kind = part["type"]
    own = {word for word in part if word in OWN} if kind == "TextualBody" else set()
    assert {*part} - own <= KEYS[kind], (kind, {*part})
    for key in ("id", "source", "partOf", "last"):
        if key in part:
            assert IRI.fullmatch(part[key]), part[key]
    if kind in CHECKS:
        CHECKS[kind](part)


def check_annotation(part: dict[str, Any]) -> None:
    assert part["motivation"] in MOTIVATIONS
    check(part["body"])
    check(part["target"])


def check_resource(part: dict[str, Any]) -> None:
    assert part["source"]
    for selector in part["selector"]:
        check(selector)
    if "state" in part:
        check(part["state"])


def check_position(part: dict[str, Any]) -> None:
    assert 0 <= part["start"] <= part["end"]


def check_text(part: dict[str, Any]) -> None:
    assert isinstance(part["value"], str)
    assert part["purpose"] in MOTIVATIONS


def check_quote(part: dict[str, Any]) -> None:
    assert part["exact"]


def check_state(part: dict[str, Any]) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", part["sourceDate"])


def check_collection(part: dict[str, Any]) -> None:
    page = part["first"]
    check(page)
    assert part["total"] == len(page["items"])
    assert (page["partOf"], page["id"]) == (part["id"], part["last"])
    for item in page["items"]:
        check(item)
    ids = [item["id"] for item in page["items"]]
    assert len(ids) == len({*ids})


CHECKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "AnnotationCollection": check_collection,
    "Annotation": check_annotation,
    "SpecificResource": check_resource,
    "TextPositionSelector": check_position,
    "TextualBody": check_text,
    "TextQuoteSelector": check_quote,
    "TimeState": check_state,
}


@pytest.mark.parametrize("id_", ["dprk-2019", "jcpoa", "minsk-2"])
def test_each_part_is_as_the_model_demands(id_: str) -> None:
    """Of shipped cases, with hundreds of claims."""
    opened = open_case(id_)
    made = export(id_, opened.claims.values(), opened.documents).collection
    plain = json.loads(json.dumps(made))
    assert plain["@context"][0] == CONTEXT
    check(plain)


def test_every_word_of_our_own_is_in_the_context() -> None:
    """So that a reader of JSON-LD knows where each is from; none passes for one of the model's."""
    opened = open_case("dprk-2019")
    items = export("c", opened.claims.values(), opened.documents).collection["first"]["items"]
    words = {word for item in items for word in item["body"]} - KEYS["TextualBody"]
    assert words <= {*OWN}
    assert not {*OWN} & set().union(*KEYS.values())
    assert all(iri.startswith("detente:") for word, iri in OWN.items() if word != "detente")


def test_a_claim_in_full() -> None:
    """Selectors in code points, the end excluded; the document by its address; the rest in the body."""
    text = "He said \U0001f600: \u201crelief first\u201d, then left."
    claim = Claim(
        id="c/1 ü", quote="relief first", document="S1", start=12, end=24, type="demand",
        voice="quoted", actor="dprk", target="usa", attribution=("author", "KCNA"),
        selectors=(
            {"type": "TextPositionSelector", "start": 12, "end": 24},
            {"type": "TextQuoteSelector", "exact": "relief first", "prefix": "\u201c", "odd": 1},
        ),
        origin={"extractor": "x"},
    )  # fmt: skip
    document = Document(id="S1", url="https://example.org/a", retrieved="2019-10-06")
    (item,) = export("talks", [claim], {"S1": document}).collection["first"]["items"]
    assert item["id"] == "urn:detente:talks:claim:c%2F1%20%C3%BC"
    assert item["target"] == {
        "type": "SpecificResource",
        "source": "https://example.org/a",
        "selector": [
            {"type": "TextQuoteSelector", "exact": "relief first", "prefix": "\u201c"},
            {"type": "TextPositionSelector", "start": 12, "end": 24},
        ],
        "state": {"type": "TimeState", "sourceDate": "2019-10-06T00:00:00Z"},
    }
    assert text[12:24] == claim.quote
    body = item["body"]
    assert (body["value"], body["voice"], body["standing"]) == ("demand", "quoted", "waiting")
    assert body["attribution"] == ["author", "KCNA"]


def test_what_has_no_place_is_listed() -> None:
    """Claims without words or document are counted; what the model has no words for is named."""
    claims = [
        Claim(id="c1", quote="x", document="S1", condition_of="c2", verdict="false"),
        Claim(id="c2", quote="", document="S1"),
        Claim(id="c3", quote="x"),
    ]
    made = export("c", claims, {"S1": Document(id="S1", url="see the archive")})
    assert made.collection["total"] == 1
    target = made.collection["first"]["items"][0]["target"]
    assert target["source"] == "urn:detente:c:document:S1"
    assert made.left_out == (
        "Claims without a quotation or a document: 2.",
        "Claims whose place in the document is not known have no position: 1.",
        "Which claim is the condition of which other.",
        "What is known of the truth of claims, and what would be correct.",
    )

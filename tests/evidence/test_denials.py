"""What a text denies is no offer, threat or promise, in either tier."""

import datetime as dt
from typing import Literal

import pytest

from detente.case import Case, Party
from detente.evidence import extract, read
from detente.evidence.parse import installed

CASE = Case(
    id="talks",
    parties={"iran": Party(id="iran", name="Iran"), "usa": Party(id="usa", name="United States")},
)
DENIALS = [
    "Iran did not offer to freeze enrichment.",
    "Iran never threatened to leave the treaty.",
    "Iran has not promised to close the plant.",
    "Iran rejected the latest proposal.",
    "The United States didn't even propose a date.",
]
TIERS = [
    "keywords",
    pytest.param(
        "nlp",
        marks=[
            pytest.mark.slow,
            pytest.mark.skipif(not installed(), reason="the extra detente[nlp] is not installed"),
        ],
    ),
]


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("text", DENIALS)
def test_a_denial_is_a_statement_with_negative_polarity(
    text: str, tier: Literal["keywords", "nlp"]
) -> None:
    """And nothing else is made of its words."""
    found = extract(
        read(text.encode(), "a.txt"),
        CASE,
        tier=tier,
        today=dt.date(2020, 1, 1),
    )
    assert [(one.kind, one.polarity) for one in found] == [("statement", "negative")]

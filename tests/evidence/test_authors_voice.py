"""What a columnist advises, hopes or judges is never put into a party's mouth."""

from pathlib import Path
from typing import Literal

import pytest

from detente.case import Case, Party
from detente.evidence import DEAL_KINDS, extract, read
from detente.evidence.parse import installed

LINES = (
    (Path(__file__).parent.parent / "data" / "authors_voice.txt").read_text("utf-8").splitlines()
)
CASE = Case(
    id="c",
    parties={
        "iran": Party(id="iran", name="Iran"),
        "usa": Party(id="usa", name="United States", aliases=("President Trump",)),
    },
)
needs_parser = pytest.mark.skipif(
    not installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)


@pytest.mark.parametrize("tier", ["keywords", pytest.param("nlp", marks=needs_parser)])
@pytest.mark.parametrize("line", LINES)
def test_an_authors_advice_is_no_partys_offer_demand_threat_or_promise(
    line: str, tier: Literal["keywords", "nlp"]
) -> None:
    for one in extract(read(line.encode(), "a.txt"), CASE, tier=tier):
        assert one.kind == "condition" or one.kind not in DEAL_KINDS, one
        assert one.voice == "author", one

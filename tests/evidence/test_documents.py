"""Example documents over many conflicts: the figures of the docs do not fall, and nobody is misquoted.

The documents were coded before the extractor was run on any of them. Rules are tuned on the set
``tuning``; the differences of ``held_out`` were not looked at.
"""

from typing import Literal

import pytest
from bench.score_claims import Score, figures
from bench.score_documents import put_into_mouths, scored

from detente.evidence.parse import installed

Tier = Literal["keywords", "nlp"]
needs_parser = pytest.mark.skipif(
    not installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)
NLP = pytest.param("nlp", marks=[needs_parser, pytest.mark.slow])
FLOORS: dict[tuple[str, str], tuple[tuple[float, float], tuple[float, float]]] = {
    ("nlp", "tuning"): ((0.61, 0.64), (0.71, 0.69)),
    ("nlp", "held_out"): ((0.58, 0.61), (0.65, 0.64)),
    ("keywords", "tuning"): ((0.48, 0.29), (0.51, 0.40)),
    ("keywords", "held_out"): ((0.42, 0.24), (0.49, 0.40)),
}


@pytest.mark.parametrize("tier", ["keywords", NLP])
@pytest.mark.parametrize("of", ["tuning", "held_out"])
def test_documents_keep_their_precision_and_recall(of: str, tier: Tier) -> None:
    texts = scored(of, tier)
    for least, deals in zip(FLOORS[tier, of], (False, True), strict=True):
        precision, recall = figures(Score({}), texts, lenient=False, deals=deals)
        assert precision >= least[0], (of, deals, precision)
        assert recall >= least[1], (of, deals, recall)


@pytest.mark.parametrize("tier", ["keywords", NLP])
@pytest.mark.parametrize("of", ["tuning", "held_out"])
def test_an_authors_advice_or_judgement_is_no_partys_deal(of: str, tier: Tier) -> None:
    confused = put_into_mouths(scored(of, tier))
    assert [one.quote for one, _ in confused] == []

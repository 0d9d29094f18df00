"""Example documents over many conflicts: the figures of the docs do not fall, and nobody is misquoted.

The documents were coded before the extractor was run on any of them. Rules are tuned on the set
``tuning``; the differences of ``held_out`` and ``sealed`` were not looked at.
"""

from typing import Literal

import pytest
from bench.score_claims import Score, figures
from bench.score_documents import SETS, put_into_mouths, scored

from detente.evidence.parse import installed

Tier = Literal["keywords", "nlp"]
needs_parser = pytest.mark.skipif(
    not installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)
NLP = pytest.param("nlp", marks=[needs_parser, pytest.mark.slow])
FLOORS: dict[tuple[str, str], tuple[tuple[float, float], tuple[float, float]]] = {
    ("nlp", "tuning"): ((0.60, 0.58), (0.69, 0.58)),
    ("nlp", "held_out"): ((0.66, 0.68), (0.69, 0.70)),
    ("nlp", "sealed"): ((0.54, 0.45), (0.73, 0.44)),
    ("keywords", "tuning"): ((0.41, 0.20), (0.45, 0.30)),
    ("keywords", "held_out"): ((0.42, 0.25), (0.49, 0.40)),
    ("keywords", "sealed"): ((0.37, 0.16), (0.43, 0.24)),
}


@pytest.mark.parametrize("tier", ["keywords", NLP])
@pytest.mark.parametrize("of", SETS)
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


@pytest.mark.parametrize("tier", ["keywords", NLP])
def test_what_an_author_says_in_sealed_documents_keeps_the_authors_voice(tier: Tier) -> None:
    """Some of it is read as a deal, as the docs say; none of it as a party's words."""
    confused = put_into_mouths(scored("sealed", tier))
    assert len(confused) <= 3
    assert [one.quote for one, _ in confused if one.voice != "author"] == []

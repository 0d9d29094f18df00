"""Example sentences over thirteen conflicts: the figures of the docs do not fall.

The sentences were coded before the rules were run on any of them; rules are tuned on half of them.
"""

from typing import Literal

import pytest
from bench.score_claims import Score, figures
from bench.score_sentences import scored

from detente.evidence.parse import installed

needs_parser = pytest.mark.skipif(
    not installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)


@needs_parser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("of", "all_kinds", "deal_kinds"),
    [("tuning", (0.80, 0.76), (0.81, 0.76)), ("held_out", (0.73, 0.72), (0.78, 0.70))],
)
def test_parsing_keeps_its_precision_and_recall(
    of: str, all_kinds: tuple[float, float], deal_kinds: tuple[float, float]
) -> None:
    assert_at_least(of, "nlp", all_kinds, deal_kinds)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("of", "all_kinds", "deal_kinds"),
    [("tuning", (0.73, 0.56), (0.74, 0.63)), ("held_out", (0.66, 0.52), (0.67, 0.62))],
)
def test_keywords_keep_their_precision_and_recall(
    of: str, all_kinds: tuple[float, float], deal_kinds: tuple[float, float]
) -> None:
    assert_at_least(of, "keywords", all_kinds, deal_kinds)


def assert_at_least(
    of: str,
    tier: Literal["keywords", "nlp"],
    all_kinds: tuple[float, float],
    deal_kinds: tuple[float, float],
) -> None:
    texts = scored(of, tier)
    for least, deals in ((all_kinds, False), (deal_kinds, True)):
        precision, recall = figures(Score({}), texts, lenient=False, deals=deals)
        assert precision >= least[0], (of, deals, precision)
        assert recall >= least[1], (of, deals, recall)

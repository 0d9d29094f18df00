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
    [("tuning", (0.81, 0.77), (0.83, 0.77)), ("held_out", (0.74, 0.73), (0.81, 0.72))],
)
def test_parsing_keeps_its_precision_and_recall(
    of: str, all_kinds: tuple[float, float], deal_kinds: tuple[float, float]
) -> None:
    assert_at_least(of, "nlp", all_kinds, deal_kinds)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("of", "all_kinds", "deal_kinds"),
    [("tuning", (0.74, 0.57), (0.74, 0.64)), ("held_out", (0.69, 0.55), (0.71, 0.62))],
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

"""The two texts that the extractor was first read against, where a user has them.

They are not shipped. DETENTE_SEED_TEXTS names their folder, DETENTE_SEED_GOLD the coded claims.
"""

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from bench.score_claims import Score, figures

from detente.evidence import Candidate, extract, parse, read
from detente.folder import open_case

TEXTS, GOLD = os.environ.get("DETENTE_SEED_TEXTS"), os.environ.get("DETENTE_SEED_GOLD")
HAVE = bool(TEXTS and GOLD and parse.installed())

if HAVE:  # a folder of texts is a user's own; without it there is nothing to test

    def _read(name: str, day: str) -> list[Candidate]:
        case = open_case("dprk-2019").case
        assert case is not None
        source = read((Path(str(TEXTS)) / name).read_bytes(), name)
        return extract(source, case, tier="nlp", today=dt.date.fromisoformat(day))

    @pytest.mark.slow
    def test_parsing_reaches_the_figures_of_the_docs() -> None:
        gold = json.loads(Path(str(GOLD)).read_text("utf-8"))
        score = Score(
            {
                "US": "usa",
                "DPRK": "dprk",
                "ROK": "rok",
                "JP": "japan",
                "AUTHOR": "author",
                "WORLD": None,
            }
        )
        texts = [
            (_read(name, about["assumed_date"]), [e for e in gold["entries"] if e["doc"] == name])
            for name, about in gold["documents"].items()
        ]
        precision, recall = figures(score, texts, lenient=False, deals=False)
        assert min(precision, recall) >= 0.80
        precision, recall = figures(score, texts, lenient=False, deals=True)
        assert min(precision, recall) >= 0.92

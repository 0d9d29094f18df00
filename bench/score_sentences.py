"""Score the extractor on the example sentences: precision and recall per set, strict.

    python bench/score_sentences.py --tier nlp [--set tuning] [--differences]

The sentences (``tests/data/sentences.jsonl``) were written and coded by hand before the rules had
been run on any of them. Rules are tuned on the set ``tuning`` only; ``held_out`` is for reporting.
A claim is right when kind and party are and the spans share half of the shorter one.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.score_claims import Score, figures, show

from detente.case import Case, Party
from detente.evidence import Candidate, extract, read
from detente.evidence.extract import Tier

DATA = Path(__file__).parent.parent / "tests" / "data"
TODAY = dt.date(2026, 1, 15)
Scored = list[tuple[list[Candidate], list[dict[str, Any]]]]


@lru_cache(maxsize=1)
def cases() -> dict[str, Case]:
    """Return one small case per conflict: its parties and their names."""
    written = json.loads((DATA / "sentence_parties.json").read_text("utf-8"))
    return {
        conflict: Case(
            id=conflict,
            parties={
                id_: Party(id=id_, name=names[0], aliases=tuple(names[1:]))
                for id_, names in parties.items()
            },
        )
        for conflict, parties in written.items()
    }


def sentences(of: str) -> Iterator[dict[str, Any]]:
    """Yield the sentences of one set."""
    for line in (DATA / "sentences.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        if one["set"] == of:
            yield one


def scored(of: str, tier: Tier) -> Scored:
    """Return, per sentence of a set, what was found and what is right."""
    result: Scored = []
    for one in sentences(of):
        source = read(one["text"].encode(), f"{one['id']}.txt")
        found = extract(source, cases()[one["conflict"]], tier=tier, today=TODAY)
        gold = []
        for number, claim in enumerate(one["claims"]):
            start = one["text"].index(claim["quote"])
            gold.append(
                {
                    "id": f"{one['id']}.{number}",
                    "kind": claim["kind"],
                    "actor": claim["party"],
                    "start": start,
                    "end": start + len(claim["quote"]),
                    "span": claim["quote"],
                }
            )
        result.append((found, gold))
    return result


def main() -> None:
    """Print the figures, and on request each difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tier", default="keywords", choices=["keywords", "nlp"])
    parser.add_argument("--set", default="", choices=["", "tuning", "held_out"])
    parser.add_argument("--differences", action="store_true")
    options = parser.parse_args()
    score = Score({})
    for name in [options.set] if options.set else ["tuning", "held_out"]:
        texts = scored(name, options.tier)
        for label, deals in (("all kinds", False), ("deal kinds", True)):
            precision, recall = figures(score, texts, lenient=False, deals=deals)
            print(f"{name:9} {label:10} P {precision:.2f}  R {recall:.2f}")
        for found, gold in texts if options.differences else ():
            show(score, found, gold)


if __name__ == "__main__":
    main()

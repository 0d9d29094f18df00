"""Score the extractor on the example documents: precision and recall per set, and whose words.

    python -m bench.score_documents --tier nlp [--set tuning] [--differences]

The documents (``tests/data/documents``: wire reports, columns, statements, interviews, briefings)
were written and coded by hand before the extractor had been run on any of them. Rules are tuned on
the set ``tuning`` only; of ``held_out`` and ``sealed`` nobody looks at the differences. Whoever coded
``sealed`` had never seen the rules.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.score_claims import Score, figures, overlap, show

from detente.case import Case, Party
from detente.evidence import DEAL_KINDS, Candidate, extract, read
from detente.evidence.extract import Tier

SETS = ["tuning", "held_out", "sealed"]
DATA = Path(__file__).parent.parent / "tests" / "data" / "documents"
Scored = list[tuple[list[Candidate], list[dict[str, Any]]]]


@lru_cache(maxsize=1)
def cases() -> dict[str, Case]:
    """Return one small case per conflict: its parties and their names."""
    written = json.loads((DATA / "parties.json").read_text("utf-8"))
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


def documents(of: str) -> Iterator[dict[str, Any]]:
    """Yield the documents of one set."""
    for line in (DATA / "documents.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        if one["set"] == of:
            yield one


def scored(of: str, tier: Tier) -> Scored:
    """Return, per document of a set, what was found and what is right."""
    result: Scored = []
    for one in documents(of):
        source = read(one["text"].encode(), f"{one['id']}.txt")
        day = dt.date.fromisoformat(one["date"])
        found = extract(source, cases()[one["conflict"]], tier=tier, today=day)
        result.append((found, one["claims"]))
    return result


def put_into_mouths(texts: Scored) -> list[tuple[Candidate, dict[str, Any]]]:
    """Return deal claims that give a party the author's own advice or judgement.

    The most harmful confusion: "Washington should lift the ban" read as an offer of Washington.
    """
    return [
        (one, entry)
        for found, gold in texts
        for entry in gold
        if entry["kind"] == "opinion" and entry["actor"] == "author"
        for one in found
        if one.kind in DEAL_KINDS - {"condition"} and overlap(one, entry) >= 0.5
    ]


def main() -> None:
    """Print the figures, and on request each difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tier", default="keywords", choices=["keywords", "nlp"])
    parser.add_argument("--set", default="", choices=["", *SETS])
    parser.add_argument("--differences", action="store_true")
    options = parser.parse_args()
    score = Score({})
    for name in [options.set] if options.set else SETS:
        texts = scored(name, options.tier)
        for label, deals in (("all kinds", False), ("deal kinds", True)):
            for lenient in (False, True):
                precision, recall = figures(score, texts, lenient=lenient, deals=deals)
                print(f"{name:9} {label:10} {'lenient' if lenient else 'strict':8} "
                      f"P {precision:.2f}  R {recall:.2f}")  # fmt: skip
        confused = put_into_mouths(texts)
        said = sum(one.voice != "author" for one, _ in confused)
        print(f"{name:9} author's words read as a party's deal: {len(confused)}, "
              f"{said} of them with the voice of a party")  # fmt: skip
        for found, gold in texts if options.differences else ():
            show(score, found, gold)


if __name__ == "__main__":
    main()

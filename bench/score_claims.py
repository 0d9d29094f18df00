"""Score the extractor against hand-coded claims: precision and recall, strict and lenient.

    python bench/score_claims.py GOLD.json FOLDER_OF_TEXTS CASE --tier nlp --party US=usa ...

GOLD.json holds ``documents`` (file name -> {"assumed_date"}) and ``entries`` with ``doc``, ``start``,
``end``, ``kind``, ``actor`` and the readings a second coder could defend (``alt_kinds``,
``alt_actors``), which only the lenient score counts. Spans match when they share half of the shorter
one, each at most once (best assignment). Of an opinion the party is the speaker's.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from detente.evidence import DEAL_KINDS, Candidate, extract, read
from detente.folder import open_case

Gold = Mapping[str, Any]


def overlap(one: Candidate, gold: Gold) -> float:
    """Return the shared part of the shorter span."""
    shared = min(one.end, gold["end"]) - max(one.start, gold["start"])
    return float(max(0.0, shared / min(one.end - one.start, gold["end"] - gold["start"])))


def party_of(one: Candidate) -> str | None:
    """Return the party to compare: of an opinion, whose it is."""
    if one.kind == "opinion":
        return "author" if one.speaker == "author" else one.actor
    return one.actor


class Score:
    """How candidates compare with gold, under the names of parties that the gold uses."""

    def __init__(self, parties: Mapping[str, str | None]) -> None:
        self.parties = parties

    def party(self, name: str | None) -> str | None:
        """Return the case's id for a gold actor, who may be a person of a party."""
        if name is None:
            return None
        plain = name.split(".")[0]
        return self.parties.get(plain, plain.lower())

    def right(self, one: Candidate, gold: Gold, *, lenient: bool, who: bool = True) -> bool:
        """Whether kind, and party where asked for, are as in the gold entry."""
        kinds = {gold["kind"], *(gold.get("alt_kinds", ()) if lenient else ())}
        actors = {self.party(gold["actor"])}
        if lenient:
            actors |= {self.party(name) for name in gold.get("alt_actors", ())}
        return one.kind in kinds and (not who or party_of(one) in actors)

    def matched(
        self, found: Sequence[Candidate], gold: Sequence[Gold], *, lenient: bool, who: bool = True
    ) -> list[tuple[int, int]]:
        """Return pairs (candidate, gold) of the assignment with most right pairs, then overlap."""
        worth = np.zeros((len(found), len(gold)))
        for row, one in enumerate(found):
            for column, entry in enumerate(gold):
                share = overlap(one, entry)
                if share >= 0.5:
                    right = self.right(one, entry, lenient=lenient, who=who)
                    worth[row, column] = share + (10 if right else 0)
        return [(row, column) for row, column in assignment(worth) if worth[row, column] > 0]


def assignment(worth: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
    """Return a best assignment by augmenting paths (Kuhn-Munkres with potentials)."""
    if worth.size == 0:
        return []
    flipped = worth.shape[0] > worth.shape[1]
    cost = -(worth.T if flipped else worth)
    rows, columns = cost.shape
    u, v = np.zeros(rows + 1), np.zeros(columns + 1)
    match = np.zeros(columns + 1, dtype=int)
    for row in range(1, rows + 1):
        match[0] = row
        column = 0
        least = np.full(columns + 1, np.inf)
        used = np.zeros(columns + 1, dtype=bool)
        way = np.zeros(columns + 1, dtype=int)
        while match[column] != 0:
            used[column] = True
            here = match[column]
            slack = cost[here - 1] - u[here] - v[1:]
            free = ~used[1:]
            better = free & (slack < least[1:])
            least[1:][better] = slack[better]
            way[1:][better] = column
            following = int(np.argmin(np.where(free, least[1:], np.inf))) + 1
            delta = least[following]
            u[match[used]] += delta
            v[used] -= delta
            least[~used] -= delta
            column = following
        while column:
            match[column] = match[way[column]]
            column = int(way[column])
    pairs = [(int(match[c]) - 1, c - 1) for c in range(1, columns + 1) if match[c]]
    return [(b, a) for a, b in pairs] if flipped else pairs


def figures(
    score: Score,
    texts: Iterable[tuple[Sequence[Candidate], Sequence[Gold]]],
    *,
    lenient: bool,
    deals: bool,
) -> tuple[float, float]:
    """Return precision and recall over all texts; of the deal kinds only if asked for."""
    found_right = found_all = gold_right = gold_all = 0
    for found, gold in texts:
        pairs = score.matched(found, gold, lenient=lenient)
        right = [(r, c) for r, c in pairs if score.right(found[r], gold[c], lenient=lenient)]
        counts = [one.kind in DEAL_KINDS if deals else True for one in found]
        wanted = [entry["kind"] in DEAL_KINDS if deals else True for entry in gold]
        found_right += sum(counts[r] for r, _ in right)
        gold_right += sum(wanted[c] for _, c in right)
        found_all += sum(counts)
        gold_all += sum(wanted)
    return found_right / max(found_all, 1), gold_right / max(gold_all, 1)


def main() -> None:
    """Print the table, and on request each difference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("case")
    parser.add_argument("--tier", default="keywords", choices=["keywords", "nlp"])
    parser.add_argument("--party", action="append", default=[], metavar="GOLD=CASE")
    parser.add_argument("--differences", action="store_true")
    options = parser.parse_args()
    case = open_case(options.case).case
    if case is None:
        raise SystemExit("the case cannot be read")
    gold = json.loads(options.gold.read_text("utf-8"))
    names: dict[str, str | None] = dict(pair.split("=") for pair in options.party)
    score = Score({**names, "WORLD": None})
    texts = []
    for name, about in gold["documents"].items():
        day = dt.date.fromisoformat(about["assumed_date"])
        source = read((options.folder / name).read_bytes(), name)
        found = extract(source, case, tier=options.tier, today=day)
        texts.append((found, [entry for entry in gold["entries"] if entry["doc"] == name]))
    for label, deals in (("all kinds", False), ("deal kinds", True)):
        for lenient in (False, True):
            precision, recall = figures(score, texts, lenient=lenient, deals=deals)
            print(
                f"{label:10} {'lenient' if lenient else 'strict':8} P {precision:.2f}  R {recall:.2f}"
            )
    if options.differences:
        for found, entries in texts:
            show(score, found, entries)


def show(score: Score, found: Sequence[Candidate], gold: Sequence[Gold]) -> None:
    """Print every candidate and every gold entry that has no right partner."""
    pairs = score.matched(found, gold, lenient=False)
    for row, column in sorted(pairs, key=lambda pair: found[pair[0]].start):
        one, entry = found[row], gold[column]
        if not score.right(one, entry, lenient=False):
            print(f"WRONG {one.kind}/{party_of(one)} [{one.origin.rule}] for {entry['id']} "
                  f"{entry['kind']}/{entry['actor']}: {one.quote} || {entry['span'][:70]}")  # fmt: skip
    for row in sorted(set(range(len(found))) - {r for r, _ in pairs}):
        one = found[row]
        print(f"EXTRA {one.kind}/{party_of(one)} [{one.origin.rule}]: {one.quote}")
    for column in sorted(set(range(len(gold))) - {c for _, c in pairs}):
        entry = gold[column]
        print(f"MISSED {entry['id']} {entry['kind']}/{entry['actor']}: {entry['span']}")


if __name__ == "__main__":
    main()

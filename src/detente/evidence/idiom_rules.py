"""Rules for set phrases of diplomacy: "all options are on the table", "not up for negotiation".

The table is :data:`detente.evidence.lexicon.IDIOMS`. A phrase counts only where somebody is quoted or
reported as saying it: in the author's own words it is the author's view, and is left to other rules.
"""

import re

from detente.evidence.clauses import Clause, Reader
from detente.evidence.grammar import clause_text
from detente.evidence.lexicon import IDIOMS
from detente.evidence.proposal import Proposal

__all__ = ["idiom"]

_IDIOMS = tuple((row, re.compile(row.words, re.IGNORECASE)) for row in IDIOMS)
_MOST = 400  # code points of a clause that are searched


def idiom(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find a set phrase, and whose it is: the speaker's, or of whom it is said."""
    if clause.authors and not clause.actors:
        return None
    text = clause_text(clause.verb)[:_MOST]
    for row, pattern in _IDIOMS:
        words = reader.words_of(clause.verb)[:_MOST] if row.name == "whoever" else text
        if not pattern.search(words) or (clause.authors and row.kind in ("threat", "demand")):
            continue
        speaker = (clause.speaker,) if clause.speaker and clause.speaker.party else ()
        actors = speaker if row.kind in ("threat", "demand") else clause.actors or speaker
        actors = actors or clause.actors
        if actors:
            return reader.only(
                clause,
                reader.made(clause, row.kind, f"idiom:{row.name}", row.confidence, actors=actors,
                            modality=row.modality),
            )  # fmt: skip
    return None

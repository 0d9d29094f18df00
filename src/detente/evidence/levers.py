"""Which levers of a case a passage is about: proposals by the words of their names."""

import re
from collections import Counter

from detente.case import Case, Lever

__all__ = ["LeverWords"]

_EMPTY = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "or",
        "on",
        "in",
        "to",
        "for",
        "at",
        "by",
        "its",
        "their",
        "un",
        "us",
        "u.s",
        "all",
        "other",
        "with",
        "from",
        "under",
        "per",
        "end",
        "full",
    ]
)
_MOST = 4  # more levers than this: the passage names none in particular


def _stem(word: str) -> str:
    word = word.lower()
    for ending in ("ations", "ation", "ments", "ings", "ing", "ies", "ed", "es", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _words(text: str) -> set[str]:
    return {_stem(word) for word in re.findall(r"[^\W\d_]{2,}", text) if word.lower() not in _EMPTY}


class LeverWords:
    """The words of each lever's name, id and basis, weighted by how few levers have them."""

    def __init__(self, case: Case) -> None:
        self._words = {lever.id: self._of(lever) for lever in case.levers.values()}
        self._count = Counter(word for found in self._words.values() for word in found)

    @staticmethod
    def _of(lever: Lever) -> set[str]:
        return _words(f"{lever.name} {lever.id.replace('_', ' ')}")

    def named_in(self, passage: str) -> tuple[str, ...]:
        """Return the levers of which `passage` has a word that few levers share, in case order."""
        there = _words(passage)
        score = {
            lever: sum(1 / self._count[word] for word in own & there)
            for lever, own in self._words.items()
        }
        named = tuple(lever for lever, value in score.items() if value >= 0.5)
        return named if len(named) <= _MOST else ()

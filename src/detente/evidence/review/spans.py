"""The words of a claim in its document: what stands around them, and their edges moved by word."""

import re
from typing import Any

from msgspec import Struct

from detente.claims import Claim
from detente.evidence.anchors import Anchored, anchor
from detente.evidence.review.queue import words_around

__all__ = ["EDGES", "Words", "words_of"]

CONTEXT = 32
_WORD = re.compile(r"(?:\w|(?<=\w)[-.'\u2019](?=\w))+")
EDGES = {"[": ("start", -1), "]": ("start", 1), "{": ("end", -1), "}": ("end", 1)}
"""Key -> which edge it moves, and where: one word back or on."""


class Words(Struct, frozen=True):
    """A part of a document, and a span in it.

    Attributes
    ----------
    text : str
        The whole text where it is kept; else the words that the claim itself keeps.
    offset : int
        Place in the document of the first character of `text`, in code points.
    start, end : int
        The half-open span, in code points of the document.
    whole : bool
        Whether `text` is the whole document.
    """

    text: str
    offset: int
    start: int
    end: int
    whole: bool

    @property
    def quote(self) -> str:
        """The words of the span."""
        return self.text[self.start - self.offset : self.end - self.offset]

    @property
    def before(self) -> str:
        """What stands before the span."""
        return self.text[: self.start - self.offset]

    @property
    def after(self) -> str:
        """What stands after the span."""
        return self.text[self.end - self.offset :]

    def spanning(self, start: int, end: int) -> "Words":
        """Return the same words with another span, as far as they reach."""
        low, high = self.offset, self.offset + len(self.text)
        start = max(low, min(start, high))
        return Words(self.text, low, start, max(start, min(end, high)), self.whole)

    def moved(self, key: str) -> "Words":
        """Move an edge by one word; an edge that cannot move stays. The span keeps a word.

        Examples
        --------
        >>> words = Words("We will end all tests soon.", 0, 8, 21, True)
        >>> words.quote, words.moved("[").quote, words.moved("]").quote, words.moved("}").quote
        ('end all tests', 'will end all tests', 'all tests', 'end all tests soon')
        """
        edge, step = EDGES[key]
        found = [
            (m.start() + self.offset, m.end() + self.offset) for m in _WORD.finditer(self.text)
        ]
        if edge == "start":
            first = self._next([begin for begin, _ in found], self.start, step)
            return self.spanning(first, self.end) if first < self.end else self
        last = self._next([end for _, end in found], self.end, step)
        return self.spanning(self.start, last) if last > self.start else self

    @staticmethod
    def _next(places: list[int], place: int, step: int) -> int:
        if step < 0:
            return max((one for one in places if one < place), default=place)
        return min((one for one in places if one > place), default=place)

    def next_word(self) -> "Words":
        """Return the first word behind the span; behind the last word, the span itself.

        Examples
        --------
        >>> Words("We will end all tests soon.", 0, 8, 21, True).next_word().quote
        'soon'
        """
        found = _WORD.search(self.text, self.end - self.offset)
        if found is None:
            return self
        return self.spanning(found.start() + self.offset, found.end() + self.offset)

    def after_move(self) -> dict[str, Any]:
        """Return what a verdict changes of a claim whose words are this span."""
        position = {"type": "TextPositionSelector", "start": self.start, "end": self.end}
        quote = {
            "type": "TextQuoteSelector",
            "exact": self.quote,
            "prefix": self.before[-CONTEXT:],
            "suffix": self.after[:CONTEXT],
        }
        return {
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "selectors": [position, quote],
        }


def words_of(claim: Claim, text: str | None) -> Words:
    """Return the words of a claim and what is kept around them.

    Parameters
    ----------
    claim : Claim
        With its span.
    text : str or None
        The text of its document; None where it is not kept. Words that stand elsewhere in it than
        the claim says are found again as :func:`detente.evidence.anchors.anchor` does.

    Examples
    --------
    >>> quote = {"type": "TextQuoteSelector", "exact": "we agree", "prefix": "said ", "suffix": "."}
    >>> claim = Claim(id="c1", quote="we agree", start=8, end=16, selectors=(quote,))
    >>> words_of(claim, None).text, words_of(claim, "He said we agree. Or").after
    ('said we agree.', '. Or')
    >>> words_of(claim, "He then said we agree. Or").start, words_of(claim, "He left.").whole
    (13, False)
    """
    found = anchor(text, claim) if text is not None else None
    if text is not None and isinstance(found, Anchored):
        return Words(text, 0, found.start, found.end, whole=True)
    before, after = words_around(claim)
    first = claim.start if claim.start is not None else len(before)
    offset = max(0, first - len(before))
    return Words(before + claim.quote + after, offset, first, first + len(claim.quote), whole=False)

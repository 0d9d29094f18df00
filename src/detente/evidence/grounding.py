"""Grounding: where words that somebody gives as a quotation stand in a text, or why they do not.

The words must be the text's own, whole words, at one place only. Two copies of the same words may
differ in what :func:`detente.evidence.folding.folded` leaves out, and in nothing else: likeness
counts for nothing, since "can not always end it" is very like "can always end it".
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

from detente.alike import Alike
from detente.evidence.folding import Folded, folded

__all__ = ["Grounds", "NotGroundedError"]

LONGEST_PREFIX = 200


class NotGroundedError(ValueError):
    """Words are not a quotation of the text; the message says why, without the words."""


class Grounds(Alike, frozen=True):
    """A text, ready to find quotations in.

    Examples
    --------
    >>> text = "“They can always snap back”, she said. It can\u200bnot last. It can."
    >>> grounds = Grounds.of(text)
    >>> start, end = grounds.find("they can  always snap back")
    >>> text[start:end]
    'They can always snap back'
    >>> grounds.find("They can not always snap back")
    Traceback (most recent call last):
    ...
    detente.evidence.grounding.NotGroundedError: the words are not in the text
    """

    aside = ("fold",)

    text: str
    fold: Folded

    @classmethod
    def of(cls, text: str) -> "Grounds":
        """Prepare a text."""
        return cls(text, folded(text))

    def find(
        self, quote: str, within: tuple[int, int] | None = None, *, prefix: str = ""
    ) -> tuple[int, int]:
        """Return the only place of a quotation, as a span of the text.

        Parameters
        ----------
        quote : str
            Words of the text. They are looked for as they are, then folded.
        within : pair of int, optional
            The part of the text that counts.
        prefix : str
            Words directly before them, to tell two places apart.

        Raises
        ------
        NotGroundedError
            The words are not there, are part of longer words, or are there several times.
        """
        first, last = within or (0, len(self.text))
        wanted = quote.strip()
        if not wanted:
            raise NotGroundedError("there are no words")
        exact = [(at, at + len(wanted)) for at in _places(self.text, wanted, first, last)]
        found = exact or list(self._folded_places(wanted, first, last))
        if not found:
            raise NotGroundedError("the words are not in the text")
        whole = [span for span in found if self._whole(*span)]
        if not whole:
            raise NotGroundedError("the words are cut out of longer words")
        if len(whole) > 1 and prefix:
            whole = [span for span in whole if self._follows(span[0], prefix)]
        if len(whole) != 1:
            raise NotGroundedError(
                f"the words stand at {len(found)} places, and none is told apart"
            )
        return whole[0]

    def _folded_places(self, quote: str, first: int, last: int) -> Iterator[tuple[int, int]]:
        wanted = folded(quote).text.strip()
        if not wanted:
            return
        begin, stop = (bisect_left(self.fold.places, place) for place in (first, last))
        for at in _places(self.fold.text, wanted, begin, stop):
            yield self.fold.span(at, at + len(wanted))

    def _follows(self, start: int, prefix: str) -> bool:
        """Whether words stand directly before a place."""
        at = bisect_left(self.fold.places, start)
        before = self.fold.text[max(0, at - LONGEST_PREFIX) : at].rstrip()
        wanted = folded(prefix[-LONGEST_PREFIX:]).text.strip()
        return bool(wanted) and before.endswith(wanted)

    def _whole(self, start: int, end: int) -> bool:
        """Whether a span begins and ends where words or numbers do; invisible characters end none."""
        told, places = self.fold.text, self.fold.places
        at, stop = bisect_left(places, start), bisect_left(places, end)
        if at >= stop:
            return False
        before, inside, after = told[max(0, at - 2) : at], told[at:stop], told[stop : stop + 2]
        left = at > 0 and self.text[places[at - 1]] in _HYPHENS
        right = stop < len(places) and self.text[places[stop]] in _HYPHENS
        joined = _joined(before, inside[0], hyphen=left)
        return not joined and not _goes_on(inside[-1], after, hyphen=right)


_HYPHENS = "-\u2010\u2011"


def _places(text: str, words: str, first: int, last: int) -> Iterator[int]:
    at = text.find(words, first, last)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, last)


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _joined(before: str, first: str, *, hyphen: bool) -> bool:
    """Whether what stands before a span is one word with it: "non-" of "non-compliance"."""
    if not before or not _in_word(first):
        return False
    if _in_word(before[-1]):
        return True
    parted = before[-1] == "'" or hyphen or (before[-1] in ".," and first.isdigit())
    return parted and len(before) == 2 and before[0].isalnum()


def _goes_on(last: str, after: str, *, hyphen: bool) -> bool:
    """Whether what stands after a span is one word with it: "not" of "cannot", ",000" of "5,000"."""
    if after and unicodedata.category(after[0])[0] == "M":
        return True
    if not after or not _in_word(last):
        return False
    if _in_word(after[0]):
        return True
    if len(after) < 2 or not after[1].isalnum():
        return False
    number = after[0] in ".," and last.isdigit() and after[1].isdigit()
    return number or hyphen or (after[0] == "'" and after[1] != "s")

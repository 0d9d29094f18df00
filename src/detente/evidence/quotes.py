"""Quotations: an own scanner that copes with straight, curly, stray and unclosed marks."""

import re

from msgspec import Struct

__all__ = ["Quotation", "quotations", "straightened"]

_STRAIGHT = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "\u2018": "'", "\u2019": "'", "\u201a": "'",
     "\u00a0": " ", "\u202f": " ", "\u2013": "-", "—": "-", "\u2010": "-", "\u2011": "-"}
)  # fmt: skip
_OPENING, _CLOSING, _EITHER = "“„«", "”»", '"‟'
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_SPEECH_WORDS = 4


class Quotation(Struct, frozen=True):
    """Words between quotation marks: code points ``start`` to ``end``, marks included.

    A quotation of four words or more is speech; a shorter one is a term or a scare quote.
    """

    start: int
    end: int
    closed: bool
    words: int

    @property
    def speech(self) -> bool:
        """Whether it is long enough to be what somebody said."""
        return self.words >= _SPEECH_WORDS

    def holds(self, position: int) -> bool:
        """Whether a position lies in it."""
        return self.start <= position < self.end


def straightened(text: str) -> str:
    """Return `text` with plain quotation marks, dashes and spaces, each at its place.

    Examples
    --------
    >>> straightened("“We wait” — he said")
    '"We wait" - he said'
    """
    return text.translate(_STRAIGHT)


def quotations(text: str) -> list[Quotation]:
    """Find the quotations of one paragraph, in order.

    A closing mark without an opening one is dropped: it makes no speaker. A mark left open holds to
    the end of its sentence; if the paragraph ends in it, as running quotations do, to that end.

    Examples
    --------
    >>> [(q.start, q.end, q.closed) for q in quotations('He said “we agree.” Then he left.” Late.')]
    [(8, 19, True)]
    >>> quotations('They want to “end all tests at once. Nothing more.')[0].closed
    False
    """
    found: list[tuple[int, int, bool]] = []
    opened: list[int] = []
    for place, mark in _marks(text):
        if _opens(text, place, mark, waiting=bool(opened)):
            opened.append(place)
        elif opened:
            found.append((opened.pop(), place + 1, True))
    for place in opened:
        ends = _SENTENCE_END.search(text, place)
        found.append((place, ends.end() if ends else len(text), False))
    return [
        Quotation(start, end, closed, len(text[start:end].split()))
        for start, end, closed in sorted(found)
    ]


def _marks(text: str) -> list[tuple[int, str]]:
    marks = _OPENING + _CLOSING + _EITHER
    return [(place, mark) for place, mark in enumerate(text) if mark in marks]


def _opens(text: str, place: int, mark: str, *, waiting: bool) -> bool:
    if mark in _OPENING:
        return True
    after = text[place + 1 : place + 2]
    before = text[place - 1 : place] if place else " "
    if mark in _CLOSING:  # a closing mark set where an opening one belongs
        return not waiting and after.isalnum() and not before.isalnum() and before not in ".,!?"
    return (
        after != ""
        and not after.isspace()
        and (before.isspace() or before in "([-:" or not waiting)
    )

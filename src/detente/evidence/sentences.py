"""Sentences of a paragraph, without a parser."""

import re

__all__ = ["sentences"]

_END = re.compile(r"[.!?][\"')\]]*(?=\s+[\"'(\[]?[A-Z0-9])")
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|St|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|No|vs)"
    r"|\b[A-Z](?:\.[A-Z])*)$"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Split ``text[start:end]`` into sentences; initials and abbreviations end none.

    Examples
    --------
    >>> text = "The U.S. Senate met Dr. Rao. It rose at noon."
    >>> [text[first:last] for first, last in sentences(text)]
    ['The U.S. Senate met Dr. Rao.', 'It rose at noon.']
    """
    stop = len(text) if end is None else end
    found, begin = [], start
    for match in _END.finditer(text, start, stop):
        if text[match.start()] == "." and _SHORT.search(text, begin, match.start()):
            continue
        found.append((begin, match.end()))
        begin = match.end()
        while begin < stop and text[begin].isspace():
            begin += 1
    if begin < stop:
        found.append((begin, stop))
    return found

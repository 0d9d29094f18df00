"""Lines that a program broke, joined to paragraphs again: of printed pages and of e-mail."""

import re
from collections.abc import Sequence

__all__ = ["joined"]

_ENDED = re.compile("[.!?:;][\"'\u201d\u2019)\\]]*$")
_ITEM = re.compile(
    "(?:[-*\u2022\u2013\u2014\u2023\u25aa]|" r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s"
)
_BROKEN_WORD = re.compile(r"[a-z]-$")


def joined(lines: Sequence[str], *, full: float = 0.75) -> list[str]:
    """Join the lines of paragraphs.

    A line goes on with the next if it is nearly as long as lines here get, or ends in the middle of
    a sentence while the next begins small; a blank line, or one that begins like an item of a list,
    ends a paragraph. A hyphen at a line's end goes where the next line begins with a small letter.

    Parameters
    ----------
    lines : sequence of str
        As broken.
    full : float
        Which share of the usual length makes a line a full one.

    Returns
    -------
    list of str
        One for each paragraph.

    Examples
    --------
    >>> joined(["Iran said it would not nego-", "tiate before the embargo ends.", "", "So be it."])
    ['Iran said it would not negotiate before the embargo ends.', 'So be it.']
    >>> joined(["1. Freeze the plant", "2. Lift the ban"])
    ['1. Freeze the plant', '2. Lift the ban']
    """
    stripped = [line.strip() for line in lines]
    lengths = sorted(len(line) for line in stripped if line)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    paragraphs: list[list[str]] = []
    open_ = False
    for number, line in enumerate(stripped):
        if not line:
            open_ = False
            continue
        if open_ and not _ITEM.match(line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        following = next(iter(stripped[number + 1 : number + 2]), "")
        open_ = _goes_on(line, following, usual * full)
    return [_one_line(parts) for parts in paragraphs]


def _goes_on(line: str, following: str, full: float) -> bool:
    if not following:
        return False
    if _ENDED.search(line):
        # A sentence that ends at the margin: the paragraph goes on unless the line is short.
        return len(line) >= full
    return len(line) >= full or following[0].islower()


def _one_line(parts: Sequence[str]) -> str:
    done: list[str] = []
    for part in parts:
        if done and _BROKEN_WORD.search(done[-1]) and part[0].islower():
            done[-1] = done[-1][:-1] + part
        else:
            done.append(part)
    return " ".join(done)

"""What every reader gives: the text, what took it out, and what is to be known about it."""

import re
from typing import Any

import msgspec

from detente.documents import Flag

__all__ = ["MAX_CHARACTERS", "Reading", "ReadingError", "sample", "whole"]

MAX_CHARACTERS = 2_000_000
_SURROGATES = re.compile("[\ud800-\udfff]")


class ReadingError(Exception):
    """A document cannot be read. The message goes on after the document's name: ``is encrypted``.

    Examples
    --------
    >>> str(ReadingError("is encrypted", "save it without a password"))
    'is encrypted'
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of a document, and what its own head says about it.

    Attributes
    ----------
    text : str
        Without what no reader would have seen.
    extractor : str
        What took it out, with its version; ``options`` as they were.
    hidden_text_removed : int
        Code points left out because nobody would have seen them.
    flags : tuple of Flag
        What else is to be known.
    title, author, publisher, published, url, lang : str
        As the document itself says; empty where it does not.
    """

    text: str
    extractor: str
    options: dict[str, Any] = {}
    hidden_text_removed: int = 0
    flags: tuple[Flag, ...] = ()
    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    lang: str = ""


def whole(text: str) -> str:
    r"""Return a text as it can be kept: line ends as ``\n``, no NUL, nothing that is not Unicode.

    Raises
    ------
    ReadingError
        It is too long.

    Examples
    --------
    >>> whole("one\r\ntwo\x00 \ud800")
    'one\ntwo \ufffd'
    """
    if len(text) > MAX_CHARACTERS:
        raise ReadingError(
            f"has {len(text):,} characters of text", f"at most {MAX_CHARACTERS:,} are read"
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return _SURROGATES.sub("\ufffd", text).strip("\n")


def sample(text: str, most: int = 60) -> str:
    """Return the first words of a text, on one line, in quotation marks.

    Examples
    --------
    >>> sample("one  two" + "x" * 80)
    "'one twoxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"
    """
    words = " ".join(text[: 4 * most].split())
    return f"'{words[:most]}...'" if len(words) > most else f"'{words}'"

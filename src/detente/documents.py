"""Documents: where claims come from."""

from typing import Any

import msgspec

__all__ = ["Document", "ExtractedText", "Flag", "Published"]


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a document appeared, and how exactly that is known."""

    date: str
    precision: str = "day"


class Flag(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something about a document's text that a reader of it has to know.

    Attributes
    ----------
    code : str
        What kind of thing: ``hidden_text``, ``bidi_controls``, ``addresses_a_model`` ...
    message : str
        What was found, with how many and the first words of it.
    spans : tuple of (int, int)
        Where in the text, half-open, in code points; the first fifty. Empty where it is not in it.

    Examples
    --------
    >>> Flag(code="hidden_text", message="3 characters were hidden and left out").spans
    ()
    """

    code: str
    message: str
    spans: tuple[tuple[int, int], ...] = ()


class ExtractedText(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The text taken out of a document: what positions of claims count in; not the text itself.

    Attributes
    ----------
    sha256, chars : str, int
        Hash of the text as UTF-8, and its length in code points.
    extractor : str
        What took it out, with its version. ``options`` are those that change what comes out.
    hidden_text_removed : int
        Code points that no reader of the document would have seen, left out of the text.
    flags : tuple of Flag
        What else there is to know.

    Examples
    --------
    >>> ExtractedText(sha256="0" * 64, chars=1200, extractor="pypdf 7.1.0").hidden_text_removed
    0
    """

    sha256: str
    chars: int
    extractor: str
    options: dict[str, Any] = {}
    hidden_text_removed: int = 0
    flags: tuple[Flag, ...] = ()


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A source: who published what, when; never its text, which may not be ours to keep.

    Attributes
    ----------
    id : str
        Short name by which entries and claims cite it.
    title, publisher, author, url : str
        As printed.
    published, retrieved : str or Published
        Dates in ISO form; ``published`` may be a year or a month.
    reliability : str
        Admiralty letter of the source, A (completely reliable) to F (cannot be judged).
    sha256, bytes, media_type, lang : str or int
        Of the original, where it was kept.
    text : ExtractedText or None
        Of the text taken out of it, where that was done here.

    Examples
    --------
    >>> Document(id="R2371", title="Resolution 2371 (2017)", publisher="UN Security Council").lang
    'en'
    """

    id: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str | Published | None = None
    retrieved: str | None = None
    url: str = ""
    sha256: str = ""
    bytes: int | None = None
    media_type: str = ""
    lang: str = "en"
    reliability: str = "F"
    rights_note: str = ""
    note: str = ""
    text: ExtractedText | None = None

    @property
    def date(self) -> str:
        """When it appeared, in ISO form as far as known, or an empty text."""
        if isinstance(self.published, Published):
            return self.published.date
        return self.published or ""

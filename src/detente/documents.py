"""Documents: where claims come from."""

import msgspec

__all__ = ["Document", "Published"]


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a document appeared, and how exactly that is known."""

    date: str
    precision: str = "day"


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

    @property
    def date(self) -> str:
        """When it appeared, in ISO form as far as known, or an empty text."""
        if isinstance(self.published, Published):
            return self.published.date
        return self.published or ""

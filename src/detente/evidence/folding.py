"""A text without the differences that do not count between two copies of the same words.

Quotation marks, dashes and spaces of all kinds are made plain, letters small, invisible characters
left out. Each character that stays knows its place in the text, so a match can be mapped back.
"""

from msgspec import Struct

from detente.evidence.quotes import straightened

__all__ = ["INVISIBLE", "Folded", "folded"]

INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
"""Zero-width characters and the soft hyphen. Marks that turn the direction of writing are not
among them: what they do can be seen."""
_DASHES = str.maketrans(dict.fromkeys("\u2012\u2015\u2212\ufe58\ufe63\uff0d", "-"))
_QUOTES = str.maketrans(
    {
        "\u201b": "'",
        "\u2032": "'",
        "\u2033": '"',
        "\u2039": "'",
        "\u203a": "'",
        "`": "'",
        "\u00b4": "'",
    }
)


class Folded(Struct, frozen=True):
    """A folded text, and of each of its characters the place in the text it was made from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that ``text[start:end]`` was made from."""
        return self.places[start], self.places[end - 1] + 1


def folded(text: str) -> Folded:
    """Fold a text.

    Examples
    --------
    >>> told = folded("He said: \u201cWe\u00a0\u00a0can\u200bnot \u2014 ever\u201d")
    >>> told.text
    'he said: "we cannot - ever"'
    >>> told.span(10, 12)
    (10, 12)
    """
    plain = straightened(text).translate(_DASHES).translate(_QUOTES)
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(plain):
        if character in INVISIBLE:
            continue
        if character.isspace():
            if characters and characters[-1] == " ":
                continue
            character = " "  # noqa: PLW2901 - a run of spaces and line ends is one space
        small = character.lower()
        characters.append(small if len(small) == 1 else character)
        places.append(place)
    return Folded("".join(characters), tuple(places))

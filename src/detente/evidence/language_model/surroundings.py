"""A text as the gate looks at it: sentences, names, quotations, and what addresses a model."""

from bisect import bisect_left, bisect_right
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case
from detente.evidence.addressing import addressed_to_a_model
from detente.evidence.lexicon import forms, words
from detente.evidence.names import Mention, names_of
from detente.evidence.quotes import quotations, straightened
from detente.evidence.sentences import sentences
from detente.evidence.zones import zones

__all__ = ["Span", "Surroundings", "meets", "within"]

Span = tuple[int, int]
NEAR = 20_000
"""The longest quotation that counts, in code points."""


def within(span: Span, other: Span) -> bool:
    """Whether one span lies in another.

    Examples
    --------
    >>> within((2, 4), (1, 4)), within((2, 5), (1, 4))
    (True, False)
    """
    return other[0] <= span[0] and span[1] <= other[1]


def meets(span: Span, other: Span) -> bool:
    """Whether two spans share a character.

    Examples
    --------
    >>> meets((2, 4), (3, 9)), meets((2, 4), (4, 9))
    (True, False)
    """
    return span[0] < other[1] and other[0] < span[1]


class Surroundings(Struct, dict=True):
    """What stands around a span of a text; each part is worked out when it is first asked for.

    Examples
    --------
    >>> from detente.case import Party
    >>> case = Case(id="c", parties={"iran": Party(id="iran", name="Iran")})
    >>> around = Surroundings("Iran wants relief. It will wait.", case)
    >>> around.sentences, around.named("iran", (0, 18)).end
    ([(0, 18), (19, 32)], 4)
    """

    text: str
    case: Case

    @cached_property
    def plain(self) -> str:
        """The text with plain quotation marks, dashes and spaces."""
        return straightened(self.text)

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of headline and body."""
        return [
            one
            for zone in zones(self.text)
            if zone.kind != "boilerplate"
            for one in sentences(self.plain, zone.start, zone.end)
        ]

    @cached_property
    def _begins(self) -> list[int]:
        return [first for first, _ in self.sentences]

    @cached_property
    def mentions(self) -> list[Mention]:
        """The names in the text, in its order."""
        names = names_of(self.case, self.plain)
        found = (
            replace(m, start=m.start + z.start, end=m.end + z.start)
            for z in zones(self.text)
            for m in names.mentions(self.plain[z.start : z.end], headline=z.kind == "headline")
        )
        return sorted(found, key=lambda m: (m.start, m.end))

    @cached_property
    def speech(self) -> list[Span]:
        """The quotations that are speech."""
        return [
            (zone.start + q.start, zone.start + q.end)
            for zone in zones(self.text)
            for q in quotations(self.text[zone.start : zone.end])
            if q.speech
        ]

    @cached_property
    def addressed(self) -> list[Span]:
        """The words that address a model."""
        return [(one.start, one.end) for one in addressed_to_a_model(self.text)]

    def numbers(self, span: Span) -> range:
        """Return the numbers of the sentences over which a span runs; none if it leaves the body."""
        first = bisect_right(self._begins, span[0]) - 1
        last = bisect_right(self._begins, span[1] - 1)
        body = first >= 0 and within(span, (self.sentences[first][0], self.sentences[last - 1][1]))
        return range(first, last) if body else range(0)

    def in_speech(self, span: Span) -> bool:
        """Whether a span lies in a quotation that is speech."""
        return any(within(span, it) for it in self.speech_at(span))

    def speech_at(self, span: Span) -> list[Span]:
        """Return the quotations that begin near a span: in its line and shortly before."""
        first = bisect_left(self.speech, (span[0] - NEAR, 0))
        return self.speech[first : bisect_left(self.speech, (span[1], 0))]

    def names_in(self, span: Span) -> list[Mention]:
        """Return the names in a span."""
        first = bisect_left(self._names_begin, span[0])
        last = bisect_left(self._names_begin, span[1])
        return [m for m in self.mentions[first:last] if m.end <= span[1]]

    @cached_property
    def _names_begin(self) -> list[int]:
        return [m.start for m in self.mentions]

    def named(self, party: str, span: Span) -> Mention | None:
        """Return where a span first names a party."""
        return next((m for m in self.names_in(span) if party and m.party == party), None)

    def reports(self, span: Span) -> bool:
        """Whether a span has a word of saying."""
        saying = {form for word in words("report") for form in forms(word)}
        return not saying.isdisjoint(self.plain[slice(*span)].lower().split())

"""One paragraph as the parser sees it, with the places of its tokens in the text."""

import re
from typing import Any

from msgspec import Struct, field

from detente.evidence.conditions import Marked, conditions_in
from detente.evidence.names import Mention, Names
from detente.evidence.quotes import Quotation, quotations
from detente.evidence.turns import Turn
from detente.evidence.zones import Zone

__all__ = ["Paragraph", "paragraph_of", "readied"]

_BRACKETED = re.compile(r"[\[(][A-Z]{2,6}[\])]")
_SHORT_QUOTE = 8
_CAPITALS = 0.7


class Paragraph(Struct):
    """A paragraph of a text: its place, plain text, quotations, names and, once parsed, tokens."""

    zone: Zone
    number: int
    plain: str
    quotes: list[Quotation]
    mentions: list[Mention]
    parsed: str
    doc: Any = None
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    at: dict[int, Mention] = field(default_factory=dict)
    conditions: list[Marked] = field(default_factory=list)
    speaker: Mention | None = None
    """Whose words the whole paragraph is: an answer in an interview."""
    answer: bool = False
    """Whether it answers a question: of whom nobody says, the first person introduced speaks."""
    about: Mention | None = None
    """Whom the question named that it answers."""
    issuer: Mention | None = None
    """In whose name the text is issued, if not the author's."""
    dateline: str = ""
    essay: bool = False
    """Whether its text is an author's argument: a column, an analysis."""

    def take(self, doc: Any, starts: list[int]) -> None:
        """Take the parse, and find which tokens are names."""
        self.doc, self.starts = doc, starts
        self.ends = [start + len(token) for start, token in zip(starts, doc, strict=True)]
        index = 0
        for mention in self.mentions:
            while index < len(starts) and self.ends[index] <= mention.start:
                index += 1
            number = index
            while number < len(starts) and starts[number] < mention.end:
                self.at[number] = mention
                number += 1
        for sentence in doc.sents:
            first, last = self.bounds(sentence)
            root = starts[sentence.root.i]
            self.conditions += [
                one
                for one in conditions_in(self.parsed, first, last)
                if not (one.flavour == "in_exchange" and one.start < root)
            ]

    def bounds(self, sentence: Any) -> tuple[int, int]:
        """Return where a sentence begins and ends in the paragraph."""
        return self.starts[sentence.start], self.ends[sentence.end - 1]

    def quote_at(self, token: int) -> Quotation | None:
        """Return the speech in which a token stands."""
        place = self.starts[token]
        if self.whole is not None:
            return self.whole
        return next((quote for quote in self.quotes if quote.speech and quote.holds(place)), None)

    @property
    def whole(self) -> Quotation | None:
        """The paragraph as one quotation, if it is somebody's words as a whole."""
        if self.speaker is None:
            return None
        length = len(self.plain)
        return Quotation(0, length, closed=True, words=len(self.plain.split()))

    def condition_at(self, token: int) -> Marked | None:
        """Return the condition in which a token stands."""
        place = self.starts[token]
        return next((one for one in self.conditions if one.start <= place < one.end), None)


def paragraph_of(text: str, plain: str, turn: Turn, number: int, names: Names) -> Paragraph:
    """Return a paragraph before its parse: scare quotes and bracketed initials masked."""
    zone = turn.zone
    raw, line = text[zone.start : zone.end], plain[zone.start : zone.end]
    headline = zone.kind == "headline"
    mentions = names.mentions(line, headline=headline)
    quotes = quotations(raw)
    masked = _masked(_lowered(line, mentions) if headline else line, quotes)
    dateline = plain[zone.start - zone.dateline : zone.start]
    return Paragraph(
        zone, number, line, quotes, mentions, masked, speaker=turn.speaker, issuer=turn.issuer, answer=turn.answer, about=turn.about,
        dateline=dateline,
    )  # fmt: skip


def _masked(line: str, quotes: list[Quotation]) -> str:
    """Blank out marks that mislead the parser, each at its place."""
    letters = list(line)
    paired = set()
    for quote in quotes:
        paired |= {quote.start, quote.end - 1} if quote.closed else {quote.start}
        if quote.words <= _SHORT_QUOTE or not quote.closed:
            letters[quote.start] = " "
            if quote.closed:
                letters[quote.end - 1] = " "
    for place, letter in enumerate(line):
        if letter == '"' and place not in paired:
            letters[place] = " "
    for match in _BRACKETED.finditer(line):
        letters[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(letters)


def _lowered(line: str, mentions: list[Mention]) -> str:
    """Return a headline in the case of a sentence, names kept."""
    long_words = [word for word in re.findall(r"[A-Za-z][\w']*", line) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long_words)
    if not long_words or capitals / len(long_words) < _CAPITALS:
        return line
    letters = list(line)
    for match in re.finditer(r"[A-Za-z][\w'-]*", line):
        named = any(m.start < match.end() and match.start() < m.end for m in mentions)
        if not named and not match.group().isupper():
            letters[match.start()] = letters[match.start()].lower()
    return "".join(letters)


def readied(nlp: Any, paragraph: Paragraph) -> tuple[Any, list[int]]:
    """Return the tokens of a paragraph without blanks, and where each stands."""
    from spacy.tokens import Doc

    tokens: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    for token in nlp.make_doc(paragraph.parsed):
        if token.is_space:
            if spaces:
                spaces[-1] = True
            continue
        tokens.append(token.text)
        spaces.append(bool(token.whitespace_))
        starts.append(token.idx)
    return Doc(nlp.vocab, words=tokens, spaces=spaces), starts

"""Interviews without "Q:" and "A:": which paragraphs ask and which answer, and who is asked.

A text is read as one if its first lines say that it is a conversation, or its questions are set in bold,
and at least two paragraphs ask. Who is asked stands in those first lines, with or without a name.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from detente.evidence.names import Mention, Names

__all__ = ["asking", "guest_of", "labels"]

_SAYS_SO = re.compile(
    r"\binterview(?:s|ed)?\b|\b(?:talks?|talked|speaks?|spoke|speaking|sat down) (?:to|with) (?:us|our|the|this|me)\b"
    r"|\b(?:we|I) (?:met|spoke|talked|sat down)\b|\bconversation with\b|\bQ ?& ?A\b|\bquestions (?:to|for)\b"
    r"|\banswers? our questions\b|\bin his own words\b|\bin her own words\b",
    re.IGNORECASE,
)
_BOLD = re.compile(r"\s*(?:\*\*|__)(?P<text>.+?)(?:\*\*|__)\s*$")
_LABEL = re.compile(r"(?P<who>(?:[A-Z][A-Za-z.'-]*)(?: [A-Z][A-Za-z.'-]*){0,3}) ?: (?=\S)")
_ASKS = re.compile(
    r"(?:THE )?(?:PRESENTER|HOST|INTERVIEWER|MODERATOR|REPORTER|JOURNALIST|QUESTION|QUESTIONER|ANCHOR|CORRESPONDENT|PRESS|INTERVIEW)",
    re.IGNORECASE,
)
_LONGEST_QUESTION = 50  # words
_LONGEST_PROMPT = 20
_INTRODUCTION = 4  # paragraphs at most before the first question
_LATEST_QUESTION = 10  # paragraph
_FEWEST = 2
_OFFICE = re.compile(
    r"(?:'s)?,? (?:chief |lead |foreign |deputy |top |prime |special )*(?:government|ministry|negotiat|minister|envoy|spokes|president"
    r"|commander|ambassador|leader|secretary|delegat|official|adviser|head|representative)",
    re.IGNORECASE,
)
_OF_OFFICE = re.compile(
    r"(?:minister|commander|leader|official|member|head|spokes\w+|negotiator|envoy|secretary|chief|representative"
    r"|chair\w*|adviser|president|ambassador|general|director|file|delegation)s? (?:of|for|to|at|from|in) (?:the )?$|\bfor (?:the )?$",
    re.IGNORECASE,
)


def asking(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the paragraphs that ask; none if the text is no such interview.

    Examples
    --------
    >>> lines = ["We met the envoy.", "You ask a lot.", "We ask little.", "Is that all?", "It is.", "And now?", "We wait."]
    >>> sorted(asking(lines))
    [1, 3, 5]
    >>> asking(["Four questions", "What has been traded?", "Little.", "Who gains?", "Nobody."])
    frozenset()
    """
    bold = [number for number, line in enumerate(lines) if number and _BOLD.match(line)]
    if len(bold) >= _FEWEST and sum("?" in lines[number] for number in bold) >= _FEWEST:
        return frozenset(bold)
    questions = [n for n, line in enumerate(lines) if n and _question(line)]
    if len(questions) < _FEWEST or questions[0] > _LATEST_QUESTION:
        return frozenset()
    if not _SAYS_SO.search(" ".join(lines[: min(questions[0], _INTRODUCTION)])):
        return frozenset()
    return frozenset(_prompts(lines, questions))


def labels(lines: Sequence[str]) -> dict[str, bool]:
    """Return the labels of a transcript, and of each whether it is who asks; none if it is no transcript.

    Examples
    --------
    >>> labels(["PRESENTER: Are you ready?", "McCREA: We are.", "PRESENTER: When?", "McCREA: Now."])
    {'PRESENTER': True, 'McCREA': False}
    """
    found = [match["who"] for line in lines if (match := _LABEL.match(line)) is not None]
    often = {who for who in found if found.count(who) >= _FEWEST}
    asking_ = {who for who in often if _ASKS.fullmatch(who)}
    return {who: who in asking_ for who in found} if asking_ else {}


def _question(line: str) -> bool:
    plain = line.strip("*_ \t\"'")
    return plain.endswith("?") and len(plain.split()) <= _LONGEST_QUESTION


def _prompts(lines: Sequence[str], questions: Sequence[int]) -> list[int]:
    """Return the questions, and the short remarks that stand where a question is expected."""
    first = questions[0]
    while first >= 3 and _short(lines[first - 2]) and not _SAYS_SO.search(lines[first - 2]):
        first -= 2
    found: list[int] = []
    for number in range(first, len(lines)):
        answered = number - 1 not in found
        expected = number == first or (answered and number + 1 < len(lines) and number - 1 >= first)
        if (number in questions and answered) or (expected and _short(lines[number])):
            found.append(number)
    return found


def _short(line: str) -> bool:
    return len(line.split()) <= _LONGEST_PROMPT and not line.startswith(("(", "[", '"'))


def guest_of(introduction: str, names: Names) -> Mention | None:
    """Return who is asked: a person of a party, else the party whose official the introduction names."""
    named = [m for m in names.mentions(introduction) if m.party and m.kind != "media"]
    person = next((m for m in named if m.kind == "person"), None)
    if person is not None or not named:
        return person
    best = max(named, key=lambda m: (_rank(introduction, m), -m.start))
    return replace(best, kind="party") if _rank(introduction, best) else None


def _rank(text: str, mention: Mention) -> int:
    """Return how much speaks for it that somebody of this party is asked."""
    after = _OFFICE.match(text, mention.end) is not None
    return (
        2 * after
        + 2 * bool(_OF_OFFICE.search(text[: mention.start]))
        + (mention.kind != "people" and after)
    )

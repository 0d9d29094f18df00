"""The five relief verbs: exemption, waiver, suspension, lifting, expiry.

They differ in law: whether the measure still stands, who can bring it back, and whether it comes back
or ends by itself. A level of a measure says by its name which of them it is; words such as *eased*
say none of them.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from detente.case import Lever

__all__ = ["VERBS", "Verb", "is_measure", "said_of", "verb_of", "verbs_in", "without_verb"]


class Verb(Struct, frozen=True, kw_only=True):
    """One way to give relief from a measure.

    Attributes
    ----------
    name : str
        The noun.
    pattern : str
        The words that name it, as a regular expression.
    means : str
        What becomes of the measure.
    back : str
        How it can come back, and who can bring it back.
    """

    name: str
    pattern: str
    means: str
    back: str


VERBS: tuple[Verb, ...] = (
    Verb(
        name="exemption",
        pattern=r"exempt(?:s|ed|ing|ions?)?|carve[d -]?outs?|licen[cs](?:ed?|es|ing)",
        means="the measure stays; single items or persons are let through",
        back="whoever granted it can end it; it runs out with its list or its licence",
    ),
    Verb(
        name="waiver",
        pattern=r"waiv(?:e|es|ed|ing|ers?)",
        means="the law stays; the authority does not apply it for a time",
        back="it ends by itself unless it is renewed; the authority alone can let it end",
    ),
    Verb(
        name="suspension",
        pattern=r"suspend(?:s|ed|ing)?|suspensions?",
        means="the measure is off for a time, or until something happens",
        back="it ends by itself if it has a term or a trigger; else by whoever suspended it",
    ),
    Verb(
        name="lifting",
        pattern=r"lift(?:s|ed|ing)?|terminat(?:e|es|ed|ing|ions?)|repeal(?:s|ed|ing)?|revo(?:ked?|kes|king|cation)"
        r"|rescind(?:s|ed|ing)?|delist(?:s|ed|ing)?|removed",
        means="the measure has ended by decision",
        back="it never comes back by itself: only by a new decision, with every consent that takes",
    ),
    Verb(
        name="expiry",
        pattern=r"expir(?:e|es|ed|ing|y)|laps(?:e|es|ed|ing)|sunset",
        means="the measure has ended by the passing of time; nobody decided",
        back="it never comes back by itself: only by a new decision, with every consent that takes",
    ),
)
"""From the least to the most."""
_VERBS = [(verb, re.compile(rf"\b(?:{verb.pattern})\b", re.IGNORECASE)) for verb in VERBS]
_IN_FORCE = frozenset({"in_force", "imposed", "applied", "listed"})
_NO_VERB = frozenset(
    {"eased", "easing", "relief", "relieved", "relaxed", "loosened", "reduced", "ended", "ceased",
     "off", "stopped"}
)  # fmt: skip


def said_of(name: str) -> str:
    """Say what a kind of relief is, and how the measure can come back.

    Examples
    --------
    >>> said_of("waiver").partition(";")[0]
    'waiver: the law stays'
    """
    verb = next(verb for verb in VERBS if verb.name == name)
    return f"{verb.name}: {verb.means}; {verb.back}"


def verbs_in(words: str) -> Iterator[tuple[Verb, tuple[int, int]]]:
    """Yield the relief verbs in a text, in its order, each with its place.

    Examples
    --------
    >>> [(verb.name, span) for verb, span in verbs_in("Lifting of the ban, waived at first")]
    [('lifting', (0, 7)), ('waiver', (20, 26))]
    """
    found = [
        (match.start(), verb, match.span())
        for verb, pattern in _VERBS
        for match in pattern.finditer(words)
    ]
    for _, verb, span in sorted(found, key=lambda one: one[0]):
        yield verb, span


def is_measure(lever: Lever) -> bool:
    """Whether a lever is a measure from which relief can be given: its first level is that it applies.

    Examples
    --------
    >>> is_measure(Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "lifted")))
    True
    >>> is_measure(Lever(id="site", name="Site", owner="dprk", levels=("operating", "suspended")))
    False
    """
    return bool(lever.levels) and lever.levels[0] in _IN_FORCE


def verb_of(lever: Lever, level: str) -> Verb | None:
    """Return which relief a level of a measure is; None if it is none, or does not say which.

    Its name as people read it counts before its id.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "under_waiver", "ended"),
    ...             level_names={"ended": "expired"})
    >>> [verb.name if (verb := verb_of(ban, level)) else None for level in ban.levels]
    [None, 'waiver', 'expiry']
    """
    if not is_measure(lever) or level == lever.levels[0]:
        return None
    for words in (lever.level_names.get(level, ""), level.replace("_", " ")):
        for verb, _ in verbs_in(words):
            return verb
    return None


def without_verb(lever: Lever, level: str) -> bool:
    """Whether a level of a measure is some relief of which its words do not say which.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "partly_eased", "lifted"))
    >>> [without_verb(ban, level) for level in ban.levels]
    [False, True, False]
    """
    if not is_measure(lever) or verb_of(lever, level) is not None:
        return False
    words = f"{lever.level_names.get(level, '')} {level}".lower().replace("_", " ")
    return not _NO_VERB.isdisjoint(words.split())

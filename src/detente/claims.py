"""Claims: who says what, through whom, how good it is, and what is known about its truth.

A claim says only "source S says P". Whether P is so is another question: see :attr:`Claim.verdict`.
Grades are Admiralty grades (NATO AJP-2.1): a letter for the source's reliability, A (completely
reliable) to E (unreliable), F (cannot be judged), and a digit for the credibility of what it says,
1 (confirmed) to 5 (improbable), 6 (cannot be judged). The two are judged independently.
"""

from typing import Any, Literal

import msgspec

from detente.interpret import Parsed

__all__ = ["Attribution", "Claim", "ClaimDate", "Grade", "Review", "Standing", "Voice"]

Voice = Literal["author", "party", "quoted"]
Verdict = Literal["true", "false", "contested", "opinion", "prediction"]
Standing = Literal["written", "waiting", "accepted", "rejected", "orphaned"]
_DECISIONS: dict[Any, Standing] = {
    "accept": "accepted",
    "new": "accepted",
    "reject": "rejected",
    "merge": "rejected",
    "orphaned": "orphaned",  # by no reviewer: its words are no longer in the text
}


class Grade(Parsed):
    """An Admiralty grade, such as ``C3``.

    Examples
    --------
    >>> Grade.parse("C3").doubtful(Grade.parse("D4"))
    False
    >>> Grade.parse("B5").doubtful(Grade.parse("D4"))
    True
    >>> Grade.parse("F6").in_words()
    'source cannot be judged, content cannot be judged'
    """

    __slots__ = ("credibility", "reliability")

    def __init__(self, reliability: str, credibility: int) -> None:
        self.reliability = reliability
        self.credibility = credibility

    @classmethod
    def parse(cls, text: str) -> "Grade":
        """Read ``C3``; ValueError if it is not a letter A to F and a digit 1 to 6."""
        if len(text) != 2 or text[0] not in "ABCDEF" or text[1] not in "123456":
            raise ValueError(
                "expected an Admiralty grade: a letter A to F and a digit 1 to 6, such as C3"
            )
        return cls(text[0], int(text[1]))

    def doubtful(self, trust: "Grade") -> bool:
        """Whether letter or digit is weaker than in `trust`, the weakest grade taken as certain."""
        return self.reliability > trust.reliability or self.credibility > trust.credibility

    def in_words(self) -> str:
        """Say the grade in words."""
        return f"source {_RELIABILITY[self.reliability]}, content {_CREDIBILITY[self.credibility]}"

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}"

    def __repr__(self) -> str:
        return f"Grade({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grade) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


_RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
_CREDIBILITY = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}


class Attribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One hop of the chain through which words reached us."""

    id: str
    span: tuple[int, int] | None = None
    grade: Grade | None = None


class ClaimDate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a thing was said, and when what is said happened: two dates."""

    said: str | None = None
    happened: str | None = None
    precision: str = "day"
    expression_span: tuple[int, int] | None = None


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A statement found in a document: the unit of evidence.

    Attributes
    ----------
    id, quote : str
        Its name and the words themselves, verbatim.
    document : str
        The id of the document; ``start`` and ``end`` are the half-open span in it, in code points.
    type : str
        offer, demand, threat, commitment, condition, statement, action, prediction, opinion, fact ...
        (written ``kind`` under ``claims:`` in a case file).
    voice : {"author", "party", "quoted"}
        Whose words they are. A columnist's own words are ``author`` and never a party's.
    actor, target : str
        Who is said to act, and upon whom.
    condition_of, flavour : str
        Of a condition: the claim that depends on it, and how (if, unless, until, in_exchange ...).
    attribution : tuple
        The chain of who said it, outermost first.
    origin : dict
        Of a claim that was proposed: what proposed it. A claim that a person wrote has none.
    review : tuple of dict
        The verdicts on it that stand.
    verdict, correct, sources
        What is known of its truth, what would be right, and which documents say so.

    Examples
    --------
    >>> Claim(id="S1-10", quote="in Singapore, Malaysia", verdict="false").wrong
    True
    """

    id: str
    quote: str
    normalised: str = ""
    document: str = ""
    start: int | None = None
    end: int | None = None
    selectors: tuple[dict[str, Any], ...] = ()
    type: str = "statement"
    voice: Voice = "author"
    actor: str = ""
    target: str = ""
    levers: tuple[str, ...] = ()
    condition_of: str = ""
    flavour: str = ""
    polarity: str = "positive"
    modality: str = "asserted"
    event: dict[str, Any] | None = None
    attribution: tuple[str | Attribution, ...] = ()
    date: str | ClaimDate | None = None
    grade: Grade = Grade("F", 6)
    origin: dict[str, Any] | None = None
    review: tuple[dict[str, Any], ...] = ()
    verdict: Verdict | None = None
    correct: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""

    @property
    def wrong(self) -> bool:
        """Whether the claim is known to be false or is contested."""
        return self.verdict in ("false", "contested")

    @property
    def standing(self) -> Standing:
        """Where it comes from and whether it counts: what was proposed waits for a person's verdict.

        Examples
        --------
        >>> Claim(id="c1", quote="").standing
        'written'
        >>> Claim(id="c2", quote="", origin={"rule": "offer"}).standing
        'waiting'
        >>> Claim(id="c3", quote="", origin={}, review=({"verdict": "accept", "by": "jo"},)).standing
        'accepted'
        """
        said = [one.get("verdict") for one in self.review]
        decided = [_DECISIONS[verdict] for verdict in said if verdict in _DECISIONS]
        if decided:
            return decided[-1]
        return "written" if self.origin is None else "waiting"

    @property
    def counts(self) -> bool:
        """Whether something may rest on it: a person wrote it, or accepted it."""
        return self.standing in ("written", "accepted")

    @property
    def said(self) -> str:
        """When it was said, in ISO form as far as known, or an empty text."""
        if isinstance(self.date, ClaimDate):
            return self.date.said or ""
        return self.date or ""

    @property
    def chain(self) -> tuple[str, ...]:
        """The ids of the attribution chain, outermost first."""
        return tuple(hop if isinstance(hop, str) else hop.id for hop in self.attribution)


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's verdict on a claim.

    Attributes
    ----------
    id, claim : str
        Its own id, and that of the claim.
    verdict : str
        ``accept``, ``reject``, ``edit``, ``speaker``, ``merge``, ``link``, ``new`` or ``withdraw``.
    by, date : str
        Who gave it, and when.
    reason : str
        Of a rejection: why.
    before, after : dict
        What it changes, as it was and as it is to be.
    withdraws : str
        Of ``withdraw``: the verdict that is taken back.
    second : bool
        Whether it was given without sight of other verdicts, to compare: it decides nothing.
    tool_version : str
        The version of detente with which it was given.
    """

    id: str
    claim: str
    verdict: str
    by: str = ""
    date: str = ""
    reason: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    withdraws: str = ""
    second: bool = False
    tool_version: str = ""
    note: str = ""

"""Corroboration: whether somebody else says the same, or the same source once more.

Two claims have the *same content* if their kind, actor, target, levers, polarity and conditions are
the same, and the day: what happened on the same day, or, where that is not known of both, what was
said within a month. A claim without a lever or a date says too little to be compared, and so do a
fact, a statement or an opinion of which no day is known: the lever alone does not say what they say.

Two documents are *one source* if they are one document, if one publisher made them, if both have it
from the same place (a hop of the chain of attribution is shared, or is the other's publisher), or if
their quotations are so alike that one is a reprint: at least 90 of 100 by the indel ratio on folded
text. The actor's own hop is no shared source: it is what both report. Of a document that is only
named as confirming a claim, every hop through which it has anything counts.

A chain is as good as its weakest hop that is known. F and 6 mean that nobody can judge: they are
unknown, not worst. Credibility 1, "confirmed by other sources", takes two documents of different
sources (NATO AJP-2.1; Irwin and Mandel, 2019).
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from detente.claims import Attribution, Claim, ClaimDate, Grade
from detente.documents import Document
from detente.evidence.candidate import DEAL_KINDS
from detente.evidence.folding import folded

__all__ = ["Corroboration", "Support", "chain_grade", "corroborate", "same_words", "unnamed"]

REPRINT = 90.0
WINDOW = dt.timedelta(days=31)
COMPARED = DEAL_KINDS | {"rejection"}
"""Kinds whose content is told by who, to whom, about which levers and on which condition."""
OWN_WORDS = frozenset({"author", "headline"})
UNNAMED = re.compile(r"(?:^|[^a-z])(?:unnamed|anonymous|unidentified|unknown)(?:[^a-z]|$)")


class Support(Struct, frozen=True, kw_only=True):
    """What stands behind one claim.

    Attributes
    ----------
    claim : str
        Its id.
    same : tuple of str
        Other claims of the same content.
    sources : tuple of tuple of str
        Documents that say so, those of one source together.
    unnamed : tuple of str
        Hops of its chain that have no name.
    grade : Grade
        Of its chain, capped at the weakest hop that is known.
    weakest : str
        The hop that caps it; empty where none is known.
    why_not : str
        Why it cannot be compared with others; empty where it can.
    """

    claim: str
    same: tuple[str, ...] = ()
    sources: tuple[tuple[str, ...], ...] = ()
    unnamed: tuple[str, ...] = ()
    grade: Grade = field(default_factory=lambda: Grade("F", 6))
    weakest: str = ""
    why_not: str = ""

    @property
    def independent(self) -> int:
        """How many sources say so that do not have it from each other."""
        return len(self.sources)

    @property
    def single(self) -> bool:
        """Whether it hangs on one source."""
        return self.independent == 1

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must see wherever the claim is used.

        Examples
        --------
        >>> Support(claim="c1", sources=(("S0", "S9"),), unnamed=("unnamed_source",)).flags
        ('unnamed source', 'one source')
        """
        said = ["unnamed source"] if self.unnamed else []
        return (*said, "one source") if self.single else tuple(said)


class Corroboration(Struct, frozen=True):
    """What stands behind each claim of a record."""

    of: Mapping[str, Support]

    def flags(self, claim: str) -> tuple[str, ...]:
        """Return the flags of a claim; none of one that is not known."""
        return self.of[claim].flags if claim in self.of else ()

    def confirmed(self, claim: str) -> bool:
        """Whether documents of two sources say it: without them no credibility is 1."""
        return claim in self.of and self.of[claim].independent >= 2


def corroborate(
    claims: Mapping[str, Claim], documents: Mapping[str, Document] | None = None
) -> Corroboration:
    """Return, for every claim, which sources say the same.

    Parameters
    ----------
    claims : mapping
        Id -> claim. Documents that a person named as confirming a claim (``verdict: true`` with
        ``sources``) count as saying so.
    documents : mapping, optional
        Id -> document, for publishers and grades.

    Examples
    --------
    >>> def said(id_, document, *chain, quote):
    ...     return Claim(id=id_, quote=quote, document=document, type="offer", actor="usa",
    ...                  levers=("coal_ban",), attribution=chain, date="2019-10-14")
    >>> claims = {one.id: one for one in (
    ...     said("a", "S0", "author", "yomiuri", "unnamed_source", quote="may suspend the ban on coal"),
    ...     said("b", "S2", "author", "yomiuri", quote="a pause of the coal embargo was offered"),
    ...     said("c", "S3", "author", "biegun", quote="we offered to put the coal measures on hold"))}
    >>> found = corroborate(claims)
    >>> found.of["a"].sources, found.flags("a")
    ((('S0', 'S2'), ('S3',)), ('unnamed source',))
    """
    told = _Told(claims, documents or {})
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims.values():
        if not told.why_not(claim):
            groups.setdefault(told.content(claim), []).append(claim)
    found = {}
    for claim in claims.values():
        why_not = told.why_not(claim)
        others = [] if why_not else groups[told.content(claim)]
        same = [one for one in others if one.id != claim.id and _same_day(claim, one)]
        found[claim.id] = told.support(claim, same, why_not)
    return Corroboration(found)


class _Told(Struct):
    """The claims of a record with what tells their sources apart."""

    claims: Mapping[str, Claim]
    documents: Mapping[str, Document]
    conditions: dict[str, list[Claim]] = field(default_factory=dict)
    hops: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for claim in self.claims.values():
            known = {_name(hop) for hop in claim.chain if hop not in OWN_WORDS}
            self.hops.setdefault(claim.document, set()).update(known - {_name(claim.actor)})
            if claim.condition_of:
                self.conditions.setdefault(claim.condition_of, []).append(claim)

    def content(self, claim: Claim) -> tuple[object, ...]:
        """Return what two claims of the same content share, but for the day."""
        conditions = frozenset(
            (one.flavour, one.actor, frozenset(one.levers), one.polarity)
            for one in self.conditions.get(claim.id, ())
        )
        main = self.claims.get(claim.condition_of)
        depends = (main.type, main.actor, frozenset(main.levers)) if main else ()
        return (
            claim.type, claim.actor, claim.target, frozenset(claim.levers), claim.polarity,
            conditions, claim.flavour, depends,
        )  # fmt: skip

    def why_not(self, claim: Claim) -> str:
        """Say why a claim cannot be compared with others; empty if it can."""
        if not claim.levers:
            return "it names no lever"
        if claim.type not in COMPARED and _happened(claim) is None:
            return "it does not say when it happened"
        return "" if _when(claim) is not None else "it has no date"

    def support(self, claim: Claim, same: Sequence[Claim], why_not: str) -> Support:
        """Return what stands behind one claim, with others of the same content."""
        grade, weakest = chain_grade(claim, self.documents.get(claim.document))
        return Support(
            claim=claim.id,
            same=tuple(one.id for one in same),
            sources=tuple(self._apart((claim, *same))),
            unnamed=tuple(hop for hop in claim.chain if unnamed(hop)),
            grade=grade,
            weakest=weakest,
            why_not=why_not,
        )

    def _apart(self, same: Sequence[Claim]) -> Iterable[tuple[str, ...]]:
        """Yield the documents that say so, those of one source together."""
        sayings = [saying for claim in same for saying in self._sayings(claim)]
        left = list({(one.document, one.quote, one.marks): one for one in sayings}.values())
        while left:
            group = [left.pop(0)]
            for one in group:  # grows while it is walked: what is alike to one of them joins
                joins = [other for other in left if one.like(other)]
                left = [other for other in left if other not in joins]
                group += joins
            yield tuple(dict.fromkeys(one.document for one in group))

    def _sayings(self, claim: Claim) -> Iterable["_Saying"]:
        """Yield the documents in which a claim stands, or that a person named as confirming it."""
        own = claim.document
        if own:
            hops = {_name(hop) for hop in claim.chain if hop not in OWN_WORDS}
            marks = {*hops, *self._publisher(own)} - {_name(claim.actor)}
            yield _Saying(own, folded(claim.quote).text, frozenset(marks - {""}))
        if claim.verdict == "true":
            for other in claim.sources:
                if other != own:
                    marks = self._publisher(other) | self.hops.get(other, set())
                    yield _Saying(other, "", frozenset(marks))

    def _publisher(self, id_: str) -> set[str]:
        document = self.documents.get(id_)
        return {_name(document.publisher)} if document and document.publisher else set()


def _happened(claim: Claim) -> str | None:
    return claim.date.happened if isinstance(claim.date, ClaimDate) else None


def _when(claim: Claim) -> dt.date | None:
    """Return the day of a claim as exactly as it is known: when it happened, else when it was said."""
    text = _happened(claim) or claim.said
    parts = text.partition("/")[0].split("T")[0].split("-")
    try:
        numbers = [int(part) for part in parts]
        return dt.date(*[*numbers, 1, 1, 1][:3]) if len(numbers) > 1 else None
    except (ValueError, TypeError):
        return None


def _same_day(one: Claim, other: Claim) -> bool:
    """Whether two claims may speak of one thing: the same day, or said within a month."""
    days = _happened(one), _happened(other)
    if days[0] and days[1]:
        return days[0] == days[1]
    first, second = _when(one), _when(other)
    return first is not None and second is not None and abs(first - second) <= WINDOW


class _Saying(Struct, frozen=True):
    """A document that says something: in which words, and by what its source is known."""

    document: str
    quote: str
    marks: frozenset[str]

    def like(self, other: "_Saying") -> bool:
        """Whether both are one source."""
        if self.document == other.document or _shared(self.marks, other.marks):
            return True
        return bool(self.quote and other.quote) and same_words(self.quote, other.quote) >= REPRINT


def _shared(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether a source is on both sides; sources without a name cannot be told to be the same."""
    return any(not unnamed(one) for one in ours & theirs)


def _name(words: str) -> str:
    """Return a name without what does not tell publishers apart: ``Yomiuri Shimbun``, ``yomiuri``."""
    plain = re.sub(r"[^a-z0-9]+", "_", folded(words).text).strip("_")
    return re.sub(r"^the_|_(?:shimbun|news_agency|newspaper|news|com|world)$", "", plain)


def unnamed(hop: str) -> bool:
    """Whether a hop of a chain has no name.

    Examples
    --------
    >>> unnamed("unnamed_source"), unnamed("yomiuri")
    (True, False)
    """
    return UNNAMED.search(hop.lower()) is not None


def same_words(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 100: the indel ratio.

    ``200 * length of the longest common subsequence / (length of one + length of other)``, the
    measure that RapidFuzz calls ``ratio``; the subsequence is counted bit by bit in one long number
    (Hyyrö, 2004), so a pair of quotations takes microseconds.

    Examples
    --------
    >>> same_words("suspend the ban on coal", "suspend the ban on coal")
    100.0
    >>> round(same_words("suspend the ban on coal", "lift the ban on textiles"))
    55
    """
    if not one and not other:
        return 100.0
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    full = (1 << len(one)) - 1
    state = full
    for letter in other:
        met = state & places.get(letter, 0)
        state = ((state + met) | (state - met)) & full
    common = len(one) - state.bit_count()
    return 200.0 * common / (len(one) + len(other))


def chain_grade(claim: Claim, document: Document | None = None) -> tuple[Grade, str]:
    """Return the grade of a chain, capped at its weakest hop that is known, and which hop that is.

    The claim's own letter, that of its document and those of the hops count, F not among them: it
    says that nobody can judge. The digit is the claim's own or a hop's, the weakest that is known.

    Examples
    --------
    >>> hops = (Attribution(id="author", grade=Grade("C", 6)), Attribution(id="unnamed_source"))
    >>> chain_grade(Claim(id="c1", quote="", attribution=hops, grade=Grade("B", 2)))
    (Grade('C2'), 'author')
    >>> chain_grade(Claim(id="c2", quote=""))
    (Grade('F6'), '')
    """
    known = [(claim.grade.reliability, claim.grade.credibility, "")]
    if document is not None:
        known.append((document.reliability or "F", 6, document.id))
    known += [
        (hop.grade.reliability, hop.grade.credibility, hop.id)
        for hop in claim.attribution
        if isinstance(hop, Attribution) and hop.grade is not None
    ]
    letters = [(letter, hop) for letter, _, hop in known if letter != "F"]
    digits = [digit for _, digit, _ in known if digit != 6]
    letter, weakest = max(letters, key=lambda one: one[0], default=("F", ""))
    return Grade(letter, max(digits, default=6)), weakest

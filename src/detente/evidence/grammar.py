"""Small questions about a parsed token: its auxiliaries, tense, subject and the words of its clause."""

from collections.abc import Iterator
from typing import Any

from detente.evidence.lexicon import words

__all__ = [
    "auxiliaries", "clause_text", "clause_words", "going_to", "is_past", "is_predicate", "lemma", "modal_of", "negated", "noun", "subject_of",
]  # fmt: skip

Token = Any  # spaCy's types are at hand only where the extra is installed

MODALS = {
    "will": "will", "'ll": "will", "wo": "will", "shall": "will", "would": "would", "'d": "would",
    "may": "may", "might": "may", "could": "can", "can": "can", "ca": "can", "should": "should",
    "must": "should", "ought": "should",
}  # fmt: skip
_PREDICATES = frozenset(
    [
        "ROOT",
        "ccomp",
        "xcomp",
        "advcl",
        "conj",
        "relcl",
        "acl",
        "pcomp",
        "parataxis",
        "csubj",
        "dep",
        "appos",
        "attr",
    ]
)
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_OWN_CLAUSE = frozenset(["advcl", "relcl", "ccomp", "parataxis"])


def lemma(token: Token) -> str:
    """Return the base form in lower case."""
    return str(token.lemma_).lower()


def noun(token: Token) -> str:
    """Return the base form of a noun, also of one taken for a name because of its capital."""
    base = lemma(token)
    return (
        base[:-1] if token.tag_ == "NNPS" or (token.tag_ == "NNP" and base.endswith("s")) else base
    )


def is_predicate(token: Token) -> bool:
    """Whether a token heads a clause."""
    return token.pos_ in ("VERB", "AUX") and token.dep_ in _PREDICATES


def _own_subject(token: Token) -> Token | None:
    return next((child for child in token.children if child.dep_ in _SUBJECTS), None)


def auxiliaries(token: Token) -> list[str]:
    """Return the auxiliaries of a verb; a coordinated verb without a subject shares the first's."""
    found = [c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")]
    if not found and token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX"):
        return auxiliaries(token.head) if _own_subject(token) is None else []
    return found


def modal_of(token: Token) -> str:
    """Return will, would, may, can or should; empty without a modal verb."""
    if going_to(token):
        return "will"
    return next((MODALS[a] for a in auxiliaries(token) if a in MODALS), "")


def going_to(token: Token) -> bool:
    """Whether a verb stands in "is going to": a future like "will"."""
    return bool(token.dep_ == "xcomp" and token.tag_ == "VB" and token.head.lower_ == "going")


def negated(token: Token) -> bool:
    """Whether the verb itself is denied."""
    if going_to(token) and negated(token.head):
        return True
    return any(
        c.dep_ == "neg"
        or (c.lower_ in ("never", "no") and c.dep_ == "advmod")
        or (c.lower_ == "nor" and c.i < token.i)
        or _no_longer(c)
        for c in token.children
    )


def _no_longer(child: Token) -> bool:
    return bool(child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children))


def is_past(token: Token) -> bool:
    """Whether a verb tells of what happened."""
    if token.tag_ == "VBD":
        return True
    if token.tag_ == "VBN":
        had = {"has", "have", "had", "'s", "'ve", "was", "were"}
        if any(a in had for a in auxiliaries(token)):
            return True
    return token.dep_ == "conj" and token.tag_ == "VBN" and is_past(token.head)


def clause_words(token: Token) -> set[str]:
    """Return the words of the clause that `token` heads, without those of clauses inside it."""
    found, waiting = set(), [token]
    while waiting:
        one = waiting.pop()
        found.add(one.lower_)
        waiting.extend(c for c in one.children if not _apart(c))
    return found


def clause_text(token: Token) -> str:
    """Return the words of the clause that `token` heads, in their order, without clauses inside it."""
    found, waiting = [], [token]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(c for c in one.children if not _apart(c) and c.dep_ != "advcl")
    return " ".join(one.text for one in sorted(found, key=lambda one: one.i))


def _apart(child: Token) -> bool:
    return child.dep_ in _OWN_CLAUSE or (child.dep_ == "conj" and child.pos_ in ("VERB", "AUX"))


def ancestors(token: Token) -> Iterator[Token]:
    """Yield `token` and its heads up to the root."""
    for _ in range(12):
        yield token
        if token.head is token or token.dep_ == "ROOT":
            return
        token = token.head


def subject_of(token: Token, depth: int = 0) -> Token | None:
    """Return the token that acts: a verb's own subject, or the one it is controlled by."""
    if depth > 6:
        return None
    own = _own_subject(token)
    if own is not None:
        return own
    return _controller(token, depth)


def _controller(token: Token, depth: int) -> Token | None:
    head = token.head
    if token.dep_ == "conj" and head.pos_ in ("VERB", "AUX", "ADJ"):
        return subject_of(head, depth + 1)
    if token.dep_ == "xcomp":
        directed = lemma(head) in words("enable") | {
            "want",
            "ask",
            "urge",
            "call",
            "press",
            "demand",
        }
        object_ = next((c for c in head.children if c.dep_ == "dobj"), None)
        return object_ if directed and object_ is not None else subject_of(head, depth + 1)
    if token.dep_ in ("relcl", "acl"):
        return head
    if token.dep_ in ("advcl", "parataxis", "acomp", "attr", "ccomp"):
        return subject_of(head, depth + 1) if head is not token else None
    if token.dep_ == "pcomp":
        return _of_preposition(head.head, depth)
    return None


def _of_preposition(outer: Token, depth: int) -> Token | None:
    if outer.pos_ in ("VERB", "AUX"):
        return subject_of(outer, depth + 1)
    return next((c for c in outer.children if c.dep_ == "poss"), None)

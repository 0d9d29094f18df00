"""Names of concepts, parties and coalitions on the command line of ``detente stability``."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from detente.errors import UsageError
from detente.interpret import did_you_mean

if TYPE_CHECKING:
    from detente.case import Case
    from detente.model import Model

__all__ = [
    "ORDINARY",
    "STRENGTH",
    "behaviours",
    "blocks",
    "called",
    "concepts_of",
    "only",
    "pairs_of",
    "party_of",
    "short",
    "together_name",
]

ORDINARY = ("nash", "gmr", "smr", "seq", "sseq")
STRENGTH = ("nash", "sseq", "seq", "smr", "gmr")
WORDS = ("sim", "seq-or-sim", "tableau", "nm")
NUMBERED = re.compile(r"(l|mr|cmr)[1-9][0-9]{0,2}")
SHORT = {
    "nash": "Nash",
    "seq-or-sim": "SEQ or SIM",
    "tableau": "tableau",
    "behaviour": "own concept",
    "cnash": "CNash",
}


def short(concept: str) -> str:
    """Return what a table calls a concept.

    Examples
    --------
    >>> [short(name) for name in ("nash", "gmr", "seq-or-sim", "cmr4", "csmr")]
    ['Nash', 'GMR', 'SEQ or SIM', 'CMR4', 'CSMR']
    """
    return SHORT.get(concept, concept.upper())


def concepts_of(text: str, option: str = "--concepts") -> tuple[str, ...]:
    """Return the concepts that a list names.

    Raises
    ------
    UsageError
        One of them does not exist, or none is named.

    Examples
    --------
    >>> concepts_of("SEQ, l2")
    ('seq', 'l2')
    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    chosen = tuple(dict.fromkeys(words))
    for word in chosen:
        if word not in (*ORDINARY, *WORDS) and not NUMBERED.fullmatch(word):
            raise UsageError(f"{option}: no concept '{word}'", _meant(word))
    if not chosen:
        raise UsageError(f"{option}: none is named", _known())
    return chosen


def _known() -> str:
    numbered = "l2, mr4, cmr4 (l, mr, cmr: any number of moves)"
    return f"some of {', '.join((*ORDINARY, *WORDS, numbered))}"


def _meant(word: str) -> str:
    if word in ("cnash", "cgmr", "csmr", "cseq"):
        return f"write --coalitions --concepts {word[1:]}"
    family = re.fullmatch(r"(l|mr|cmr)[_-]?\d*", word)
    if family:
        return f"{family[1]} is followed by a number of moves from 1 to 999: {family[1]}2"
    near = did_you_mean(word, [*ORDINARY, *WORDS])
    return near if near.startswith("did you mean") else _known()


def called(concept: str) -> str:
    """Return what running text calls a concept: as a table does, but for each party's own."""
    return "each party's own concept" if concept == "behaviour" else short(concept)


def only(concepts: Sequence[str], option: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the concepts, where `option` is defined for all of them: they are among `known`.

    Raises
    ------
    UsageError
        It is not defined for one.
    """
    others = [concept for concept in concepts if concept not in known]
    if others:
        fit = [concept for concept in concepts if concept in known] or known
        is_for = f"it is defined for {', '.join(known)}: --concepts {','.join(fit)}"
        raise UsageError(f"{option} is not defined for {', '.join(others)}", is_for)
    return tuple(concepts)


def party_of(word: str, model: "Model", option: str) -> str:
    """Return the id of a party that moves.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    word = word.strip()
    if word not in model.parties:
        hint = did_you_mean(word, list(model.parties))
        raise UsageError(f"{option}: no party '{word}' that decides", hint)
    return word


def pairs_of(text: str, option: str, example: str) -> list[tuple[str, str]]:
    """Return ``name=value`` pairs, separated by commas.

    Raises
    ------
    UsageError
        A part has no ``=``, or a name stands twice.

    Examples
    --------
    >>> pairs_of("usa=seq, dprk=gmr", "--behaviour", "usa=seq")
    [('usa', 'seq'), ('dprk', 'gmr')]
    """
    found: list[tuple[str, str]] = []
    for part in text.split(","):
        name, sign, value = (word.strip() for word in part.partition("="))
        if not (name and sign and value):
            raise UsageError(f"{option}: '{part.strip()}' is not name=value", f"write {example}")
        if name in dict(found):
            raise UsageError(f"{option}: '{name}' stands twice", f"write {example}")
        found.append((name, value))
    return found


def behaviours(text: str, model: "Model") -> dict[str, str]:
    """Return the concept of each party.

    Raises
    ------
    UsageError
        A party or concept of another name, or a party without a concept.
    """
    example = ",".join(f"{party}=seq" for party in model.parties)
    found = {}
    for name, concept in pairs_of(text, "--behaviour", example):
        (found[party_of(name, model, "--behaviour")],) = concepts_of(concept, "--behaviour")
    missing = [party for party in model.parties if party not in found]
    if missing:
        raise UsageError(
            f"--behaviour: no concept is given for {', '.join(missing)}", f"write {example}"
        )
    return {party: found[party] for party in model.parties}


def blocks(text: str, model: "Model") -> list[tuple[str, ...]]:
    """Return a coalition structure: blocks separated by commas, members joined by ``+``.

    Raises
    ------
    UsageError
        A party of another name, or one that stands twice.
    """
    found = [
        tuple(party_of(word, model, "--merged") for word in block.split("+"))
        for block in text.split(",")
    ]
    members = [party for block in found for party in block]
    for party in members:
        if members.count(party) > 1:
            raise UsageError(f"--merged: '{party}' stands twice", "a party is in one block only")
    return found


def together_name(case: "Case", members: Iterable[str]) -> str:
    """Return what a table calls a coalition: the short names of its members."""
    from detente.cli.words import short_name

    return " + ".join(short_name(case, party) for party in members)

"""Single changes of what the parties state, and what follows for their orders.

A change is the smallest thing that could be otherwise: a statement that does not count, two
neighbouring statements (or groups of a ranking) in the other order, a claim that is false, a word
read as another party reads it, another type of a party that has types only.

A statement stands on the claims it names, else on those of the party's preferences as a whole. A
claim that is false takes its support away; what stands on false claims alone is dropped. What names
no claim stands by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct, field

from detente.model import Model
from detente.stability.robust.stated import Indexes, Ranks, Stated

__all__ = ["Change", "Edit", "both", "changes", "joint_claims", "ranks_after"]

MOST_SAID = 60
"""Characters of names of states up to which groups of a ranking are named."""
Kind = Literal["drop", "swap", "claim", "reading", "type", "both"]


class Edit(Struct, frozen=True):
    """What a change does to one party's statements.

    Attributes
    ----------
    order : tuple of int, optional
        The columns to begin with, where they are not the written ones (another type).
    swaps : tuple of (int, int)
        Columns that change places, or groups of a ranking that do.
    drops : frozenset of int
        Columns that do not count.
    reads : tuple of (int, int)
        Columns, and the columns that take their place.
    lost : bool
        The whole ranking does not count.
    """

    order: tuple[int, ...] | None = None
    swaps: tuple[tuple[int, int], ...] = ()
    drops: frozenset[int] = frozenset()
    reads: tuple[tuple[int, int], ...] = ()
    lost: bool = False

    def __add__(self, other: "Edit") -> "Edit":
        """Return both edits together."""
        return Edit(
            self.order if other.order is None else other.order,
            (*self.swaps, *other.swaps),
            self.drops | other.drops,
            (*self.reads, *other.reads),
            self.lost or other.lost,
        )

    def ranks(self, stated: Stated) -> Ranks:
        """Return the rank of each class after the edit: (C,) int32."""
        if self.lost:
            return np.zeros_like(stated.written)
        if not stated.order and self.order is None:
            return self._regrouped(stated.written)
        order = list(stated.order if self.order is None else self.order)
        for one, other in self.swaps:
            if one in order and other in order:
                i, j = order.index(one), order.index(other)
                order[i], order[j] = order[j], order[i]
        reads = dict(self.reads)
        return stated.rank([reads.get(c, c) for c in order if c not in self.drops])

    def _regrouped(self, written: Ranks) -> Ranks:
        rank = written.copy()
        for one, other in self.swaps:
            first, second = rank == one, rank == other
            rank[first], rank[second] = other, one
        return rank


class Change(Struct, frozen=True, kw_only=True):
    """Something that could be otherwise.

    Attributes
    ----------
    kind : str
        ``drop``, ``swap``, ``claim``, ``reading``, ``type``; ``both`` for two of them together.
    text : str
        The change in words.
    parties : tuple of str
        Whose order it concerns.
    claims : tuple of str
        Claims any one of which, if false, has the same effect.
    edits : dict
        What it does to each party, by the party's number.
    """

    kind: Kind
    text: str
    parties: tuple[str, ...]
    claims: tuple[str, ...] = ()
    edits: Mapping[int, Edit] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values."""
        plain: dict[str, object] = {
            "kind": self.kind,
            "text": self.text,
            "parties": list(self.parties),
        }
        return plain | ({"claims": list(self.claims)} if self.claims else {})


def both(one: Change, other: Change) -> Change:
    """Return two changes together."""
    edits = dict(one.edits)
    for party, edit in other.edits.items():
        edits[party] = edits[party] + edit if party in edits else edit
    return Change(
        kind="both",
        text=f"{one.text}; and {other.text}",
        parties=tuple(dict.fromkeys((*one.parties, *other.parties))),
        edits=edits,
    )


def ranks_after(
    change: Change,
    parties: Sequence[Stated],
    seen: dict[tuple[int, Edit], Ranks | None] | None = None,
) -> dict[int, Ranks]:
    """Return the new orders of the parties whose order the change alters; empty if it alters none.

    `seen` keeps what each edit of a party does (None: nothing) from one call to the next.
    """
    seen = {} if seen is None else seen
    for one in change.edits.items():
        if one not in seen:
            party, edit = one
            rank = edit.ranks(parties[party])
            seen[one] = None if np.array_equal(rank, parties[party].written) else rank
    found = {party: seen[party, edit] for party, edit in change.edits.items()}
    return {party: rank for party, rank in found.items() if rank is not None}


def changes(model: Model, parties: Sequence[Stated], states: Indexes) -> tuple[Change, ...]:
    """Return all single changes, in the order of the parties and of what they state.

    A claim whose falsehood drops one statement only is named in that change, not listed again.
    """
    found = [change for stated in parties for change in _of_party(model, stated, states)]
    listed = {tuple(sorted(change.edits.items(), key=_first)): n for n, change in enumerate(found)}
    for claim, change in _false_claims(model, parties):
        key = tuple(sorted(change.edits.items(), key=_first))
        if key in listed:
            place = listed[key]
            same = found[place]
            found[place] = Change(
                kind=same.kind,
                text=same.text,
                parties=same.parties,
                claims=(*same.claims, claim),
                edits=same.edits,
            )
        else:
            listed[key] = len(found)
            found.append(change)
    return tuple(found)


def _first(item: tuple[int, Edit]) -> int:
    return item[0]


def _of_party(model: Model, stated: Stated, states: Indexes) -> Iterator[Change]:
    party, name = (model.parties[stated.party],), model.party_name(stated.party)

    def change(kind: Kind, text: str, edit: Edit) -> Change:
        return Change(kind=kind, text=f"{name}: {text}", parties=party, edits={stated.party: edit})

    for place, column in enumerate(stated.order, start=1):
        text = f"without statement {place}, '{_said(stated, column)}'"
        yield change("drop", text, Edit(drops=frozenset({column})))
    for place, pair in enumerate(zip(stated.order, stated.order[1:], strict=False), start=1):
        one, other = (_said(stated, column) for column in pair)
        text = f"statement {place + 1}, '{other}', before statement {place}, '{one}'"
        yield change("swap", text, Edit(swaps=(pair,)))
    for variant in stated.variants:
        text = f"'{variant.term}' read as {variant.reading}"
        yield change("reading", text, Edit(reads=variant.columns))
    for type_, order in stated.types.items():
        yield change("type", f"of type {type_}", Edit(order=order))
    for rank in range(len(stated.written) - 1, 0, -1) if stated.ranked else ():
        text = _exchanged(model, stated, states, rank)
        yield change("swap", text, Edit(swaps=((rank, rank - 1),)))


def _exchanged(model: Model, stated: Stated, states: Indexes, rank: int) -> str:
    """Say that a group of a ranking and the one below it change places."""
    if model.state_names is not None:
        better, worse = (
            " and ".join(model.state_names[n] for n in states[stated.class_of == group].tolist())
            for group in (rank, rank - 1)
        )
        if len(better) + len(worse) <= MOST_SAID:
            return f"{worse} before {better}"
    place = len(stated.written) - rank
    return f"places {place} and {place + 1} of its order exchanged"


def _said(stated: Stated, column: int) -> str:
    return stated.statements[column].condition.text


def _false_claims(model: Model, parties: Sequence[Stated]) -> Iterator[tuple[str, Change]]:
    """Yield for each claim that something stands on alone what its falsehood changes."""
    supports = _supports(parties)
    for claim in dict.fromkeys(
        only for support in supports if len(support) == 1 for only in support
    ):
        yield claim, _without(model, parties, supports, (claim,))


def joint_claims(model: Model, parties: Sequence[Stated]) -> Iterator[Change]:
    """Yield for each two claims that something stands on together what the falsehood of both changes."""
    supports = _supports(parties)
    for support in dict.fromkeys(support for support in supports if len(support) == 2):
        yield _without(model, parties, supports, support)


_Supports = dict[tuple[str, ...], dict[int, set[int]]]
"""By the claims that statements stand on, their columns per party; no columns for a whole ranking."""


def _supports(parties: Sequence[Stated]) -> _Supports:
    found: _Supports = {}
    for stated in parties:
        whole = stated.preference.rests_on if stated.preference else ()
        if stated.ranked and whole:
            found.setdefault(tuple(sorted(set(whole))), {}).setdefault(stated.party, set())
        for column in stated.order:
            support = tuple(sorted(set(stated.statements[column].rests_on or whole)))
            if support:
                found.setdefault(support, {}).setdefault(stated.party, set()).add(column)
    return found


def _without(
    model: Model, parties: Sequence[Stated], supports: _Supports, claims: tuple[str, ...]
) -> Change:
    """Return what follows if one claim is false, or two are: what stands on these alone is dropped."""
    dropped: dict[int, frozenset[int]] = {}
    for support, columns in supports.items():
        if set(support) <= set(claims):
            for party, gone in columns.items():
                dropped[party] = dropped.get(party, frozenset()) | gone
    edits = {
        party: Edit(lost=True) if parties[party].ranked else Edit(drops=columns)
        for party, columns in sorted(dropped.items())
    }
    said = [
        f"{model.party_name(party)} without {_listed(parties[party], edit)}"
        for party, edit in edits.items()
    ]
    noun = "claim" if len(claims) == 1 else "claims"
    return Change(
        kind="claim" if len(claims) == 1 else "both",
        text=f"{noun} {' and '.join(claims)} false: {', '.join(said)}",
        parties=tuple(model.parties[party] for party in edits),
        claims=claims if len(claims) == 1 else (),
        edits=edits,
    )


def _listed(stated: Stated, edit: Edit) -> str:
    if edit.lost:
        return "its ranking"
    places = [n for n, c in enumerate(stated.order, start=1) if c in edit.drops]
    many = "statements" if len(places) > 1 else "statement"
    return f"{many} {' and '.join(map(str, places))}"

"""``--unknown``, ``--strength`` and ``--attitudes``: preferences that are open, graded, or shared."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from detente.cli.firmness import Firmness
from detente.cli.page import Page, Part
from detente.cli.stable_extensions import (
    DEFAULT_STATES,
    MEANING,
    listing,
    open_pairs,
    places,
    stated_nothing,
    where,
    without_implied,
)
from detente.cli.stable_list import choose, list_states
from detente.cli.stable_names import pairs_of, party_of, short
from detente.cli.stable_question import Question, Section
from detente.cli.states import named_by
from detente.cli.words import and_, short_name
from detente.errors import UsageError
from detente.model import Bools, Model
from detente.model.partial_order import Ranked
from detente.model.relations import Relations, compile_relations
from detente.stability import equilibria
from detente.stability.uncertain import EXTENSIONS, solve_uncertain

__all__ = ["attitudes", "uncertain"]

SIGNS = {"+": 1, "-": -1, "0": 0}


def uncertain(question: Question) -> Section:
    """Return what lasts with what is not known left open, with degrees of preference, or with both."""
    wish = question.wish
    known = _relations(question)
    option = "--unknown" if wish.unknown else "--strength"
    concepts = question.ordinary(option)
    if wish.strength is None:
        return _unknown(question, known, concepts)
    from detente.cli.stable_degrees import hybrid, strength

    return (hybrid if wish.unknown else strength)(question, known, concepts)


def _relations(question: Question) -> Relations:
    session, wish = question.session, question.wish
    great = None if wish.strength is None else _great(question.model, wish.strength)
    with named_by("" if great is None else "--strength"):
        return compile_relations(
            session.case,
            session.levers(),
            reading=session.reading,
            types="all" if wish.unknown else "likeliest",
            weights="all" if wish.unknown else "stand-in",
            great=great,
        )


def _great(model: Model, text: str) -> dict[str, tuple[int, ...]]:
    """Return how many first statements of each party matter greatly."""
    example = ",".join(f"{party}=1" for party in model.parties)
    found: dict[str, tuple[int, ...]] = {}
    for name, value in pairs_of(text, "--strength", example):
        numbers = [word.strip() for word in value.split("+")]
        if not all(number.isdigit() and len(number) < 6 for number in numbers):
            raise UsageError(
                f"--strength: '{value}' is no number of statements", f"write {example}"
            )
        found[party_of(name, model, "--strength")] = tuple(int(number) for number in numbers)
    return found


def _unknown(question: Question, known: Relations, concepts: Sequence[str]) -> Section:
    model = known.model
    by = solve_uncertain(model, known.orders, concepts)
    lasting: dict[str, dict[str, Bools]] = {e: equilibria(by[e]) for e in EXTENSIONS}
    shares = open_pairs(known)
    plain: dict[str, Any] = {
        "types": "all",
        "unknown_pairs": shares,
        "open": list(known.open),
        "extensions": {
            e: {c: question.states(where(states)) for c, states in lasting[e].items()}
            for e in EXTENSIONS
        },
        "at_status_quo": _at_now(model, by),
    }

    def show(page: Page) -> None:
        page.line((_headline(model, lasting, concepts), "bold"))
        page.line(_what_is_open(question, known, shares))
        page.blank()
        _counts(page, lasting, concepts)
        words = _words(lasting, concepts)
        if listing(page, question, model, lasting["d"], words):
            places(page, question, known)

    return Section(key="unknown", plain=plain, show=show)


def _what_is_open(question: Question, known: Relations, shares: Mapping[str, float]) -> str:
    """Say of how many pairs of states it is not known which one a party prefers."""
    names = {p: short_name(question.session.case, p) for p in shares}
    silent = stated_nothing(question)
    if len(silent) == len(names):
        return (
            "Nothing is stated of what any party prefers. Who states nothing counts as indifferent "
            "between all states, and so no state tempts anybody."
        )
    told = ""
    if silent:
        who = and_(names[party] for party in silent)
        told = f" Of {who} nothing is stated: that counts as indifferent, not as unknown."
    if all(isinstance(order, Ranked) for order in known.orders):
        return (
            "What is stated decides every pair of states: nothing is unknown, and all four ways "
            f"to deal with the unknown give the ordinary answer.{told}"
        )
    pairs = and_(f"{100 * share:.3g} % for {names[p]}" for p, share in shares.items())
    return (
        "Types and readings are left open, and weights that are not stated. Pairs of states of which "
        f"it is not known which one is preferred: about {pairs}.{told}"
    )


def _at_now(model: Model, by: Mapping[str, Mapping[str, Bools]]) -> dict[str, Any] | None:
    now = model.status_quo
    if now is None:
        return None
    return {
        extension: {
            concept: dict(zip(model.parties, stable[:, now].tolist(), strict=True))
            for concept, stable in found.items()
        }
        for extension, found in by.items()
    }


def _headline(
    model: Model, lasting: Mapping[str, Mapping[str, Bools]], concepts: Sequence[str]
) -> str:
    now = model.status_quo
    if now is None:
        return "What lasts, with what is not known of preferences left open."
    bold = [short(c) for c in concepts if lasting["a"][c][now]]
    careful = [short(c) for c in concepts if lasting["d"][c][now]]
    if bold:
        return (
            f"The status quo lasts whatever the parties make of what is not known ({and_(bold)})."
        )
    if careful:
        return (
            "The status quo lasts only if some party does not act on what is not known "
            f"({and_(careful)})."
        )
    return "The status quo does not last, whatever the parties make of what is not known."


def _counts(
    page: Page, lasting: Mapping[str, Mapping[str, Bools]], concepts: Sequence[str]
) -> None:
    rows: list[list[Part]] = [
        [e, *(f"{int(lasting[e][c].sum()):,}" for c in concepts), MEANING[e]] for e in EXTENSIONS
    ]
    heads = ["", *(short(c) for c in concepts), "each party"]
    page.table(heads, rows, right=range(1, len(concepts) + 1))


def _words(lasting: Mapping[str, Mapping[str, Bools]], concepts: Sequence[str]) -> dict[int, str]:
    """Say of each state under which concepts and extensions it lasts: ``Nash b d, SEQ d``."""
    found: dict[int, str] = {}
    for state in where(np.logical_or.reduce([lasting["d"][c] for c in concepts])):
        holds = {c: "".join(e for e in EXTENSIONS if lasting[e][c][state]) for c in concepts}
        found[state] = without_implied({c: said for c, said in holds.items() if said})
    return found


def attitudes(question: Question) -> Section:
    """Return what lasts if parties wish one another well or ill. Experimental."""
    from detente.stability.attitudes import EXPERIMENTAL, solve_attitudes

    model = question.model
    table = _attitudes(model, question.wish.attitudes or "")
    concepts = question.ordinary("--attitudes")
    lasting = equilibria(solve_attitudes(model, table, concepts))
    now = model.status_quo
    plain: dict[str, Any] = {
        "experimental": EXPERIMENTAL,
        "attitudes": {
            p: dict(zip(model.parties, row, strict=True))
            for p, row in zip(model.parties, table, strict=True)
        },
        "equilibria": {c: question.states(where(states)) for c, states in lasting.items()},
        "lasts_at_status_quo": None
        if now is None
        else {c: bool(states[now]) for c, states in lasting.items()},
    }

    def show(page: Page) -> None:
        page.line((f"{EXPERIMENTAL[0].upper()}{EXPERIMENTAL[1:]}.", "yellow"))
        names = [short_name(question.session.case, party) for party in model.parties]
        page.blank()
        signs = {1: "+", 0: "0", -1: "-"}
        rows: list[list[Part]] = [
            [name, *(signs[value] for value in row)] for name, row in zip(names, table, strict=True)
        ]
        page.table(["Attitude of, towards", *names], rows, right=range(1, len(names) + 1))
        page.blank()
        counted = ", ".join(f"{short(c)} {int(s.sum()):,}" for c, s in lasting.items())
        page.line(f"States that last with these attitudes: {counted}.")
        chosen = choose(model, lasting, question.wish.listed(DEFAULT_STATES))
        if chosen.total and chosen.numbers:
            page.blank()
            list_states(page, question.session, model, chosen, Firmness())

    return Section(key="attitudes", plain=plain, show=show)


def _attitudes(model: Model, text: str) -> list[list[int]]:
    """Return the attitude of each party towards each: 1, 0, -1."""
    parties = list(model.parties)
    table = [[int(i == j) for j in range(len(parties))] for i in range(len(parties))]
    other = parties[1] if len(parties) > 1 else parties[0]
    example = f"{parties[0]}:{other}=-"
    for name, value in pairs_of(text, "--attitudes", example):
        of, sign, towards = name.partition(":")
        if not sign:
            raise UsageError(f"--attitudes: '{name}' names no two parties", f"write {example}")
        if value not in SIGNS:
            raise UsageError(f"--attitudes: '{value}' is none of +, 0 and -", f"write {example}")
        row, column = (parties.index(party_of(it, model, "--attitudes")) for it in (of, towards))
        table[row][column] = SIGNS[value]
    return table

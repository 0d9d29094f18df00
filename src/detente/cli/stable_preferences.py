"""``--unknown``, ``--strength`` and ``--attitudes``: preferences that are open, graded, or shared."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from detente.cli.firmness import Firmness
from detente.cli.page import Page, Part
from detente.cli.stable_list import IMPLIED, Chosen, choose, list_states
from detente.cli.stable_names import pairs_of, party_of, short
from detente.cli.stable_question import Question, Section
from detente.cli.words import and_, short_name
from detente.errors import UsageError
from detente.model import Bools, Model
from detente.model.partial_order import UNKNOWN, Ranked
from detente.model.relations import Relations, compile_relations
from detente.stability import equilibria
from detente.stability.uncertain import EXTENSIONS, Levels, solve_hybrid, solve_uncertain

__all__ = ["attitudes", "uncertain"]

DEFAULT_STATES = 6
MEANING = {
    "a": "bold: goes where it may gain, fears certain losses only",
    "b": "goes for certain gains, fears certain losses only",
    "c": "goes where it may gain, fears what may be a loss",
    "d": "careful: goes for certain gains, fears what may be a loss",
}
SIGNS = {"+": 1, "-": -1, "0": 0}
TWO = 2
"""Degrees of which the lower one needs no number: mildly and greatly."""


def uncertain(question: Question) -> Section:
    """Return what lasts with what is not known left open, with degrees of preference, or with both."""
    wish = question.wish
    known = _relations(question)
    option = "--unknown" if wish.unknown else "--strength"
    concepts = question.ordinary(option)
    if wish.strength is None:
        return _unknown(question, known, concepts)
    if wish.unknown:
        return _hybrid(question, known, concepts)
    return _strength(question, known, concepts)


def _relations(question: Question) -> Relations:
    session, wish = question.session, question.wish
    great = None if wish.strength is None else _great(question.model, wish.strength)
    return compile_relations(
        session.case,
        session.levers(),
        reading=session.reading,
        types="all" if wish.unknown else "likeliest",
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


def _open_pairs(known: Relations) -> dict[str, float]:
    """Return which share of pairs of feasible states is unknown, by party, of a sample if many."""
    states = int(np.count_nonzero(known.model.feasible))
    places = np.unique(np.linspace(0, states - 1, min(states, 400)).astype(np.int64))
    shares = {}
    for party, order in zip(known.model.parties, known.orders, strict=True):
        codes = np.asarray(order.against(places))
        codes = codes if codes.shape[0] == len(places) else codes.T
        pairs = max(1, codes.size - len(places))
        shares[party] = float(np.count_nonzero(codes == UNKNOWN)) / pairs
    return shares


def _unknown(question: Question, known: Relations, concepts: Sequence[str]) -> Section:
    model = known.model
    by = solve_uncertain(model, known.orders, concepts)
    lasting: dict[str, dict[str, Bools]] = {e: equilibria(by[e]) for e in EXTENSIONS}
    shares = _open_pairs(known)
    plain: dict[str, Any] = {
        "types": "all",
        "unknown_pairs": shares,
        "open": list(known.open),
        "extensions": {
            e: {c: question.states(_where(states)) for c, states in lasting[e].items()}
            for e in EXTENSIONS
        },
        "at_status_quo": _at_now(model, by),
    }

    def show(page: Page) -> None:
        names = {p: short_name(question.session.case, p) for p in model.parties}
        page.line((_headline(model, lasting, concepts), "bold"))
        pairs = and_(f"{100 * share:.3g} % for {names[p]}" for p, share in shares.items())
        if all(isinstance(order, Ranked) for order in known.orders):
            page.line(
                "What is stated decides every pair of states: nothing is unknown, and all four ways "
                "to deal with the unknown give the ordinary answer."
            )
        else:
            page.line(
                "Types and readings are left open. Pairs of states of which it is not known which "
                f"one is preferred: about {pairs}."
            )
        page.blank()
        _counts(page, lasting, concepts)
        words = _words(lasting, concepts)
        _listing(page, question, model, lasting["d"], words)

    return Section(key="unknown", plain=plain, show=show)


def _where(states: Bools) -> list[int]:
    found: list[int] = np.flatnonzero(states).tolist()
    return found


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
    for state in _where(np.logical_or.reduce([lasting["d"][c] for c in concepts])):
        holds = {c: "".join(e for e in EXTENSIONS if lasting[e][c][state]) for c in concepts}
        found[state] = _without_implied({c: said for c, said in holds.items() if said})
    return found


def _without_implied(said: Mapping[str, str]) -> str:
    """Join what is said by concept, but what follows from the same said of a stricter concept."""
    implied = {weaker for c in said for weaker in IMPLIED.get(c, ()) if said.get(weaker) == said[c]}
    return ", ".join(f"{short(c)} {words}" for c, words in said.items() if c not in implied)


def _listing(
    page: Page,
    question: Question,
    model: Model,
    lasting: Mapping[str, Bools],
    words: Mapping[int, str],
) -> None:
    chosen = choose(model, lasting, question.wish.listed(DEFAULT_STATES))
    if not chosen.total or not chosen.numbers:
        return
    page.blank()
    told = Chosen(chosen.numbers, chosen.holds, chosen.total, chosen.better, words)
    list_states(page, question.session, model, told, Firmness())


def _strength(question: Question, known: Relations, concepts: Sequence[str]) -> Section:
    from detente.stability.strength import solve_strength

    model = known.model
    found = solve_strength(model, known.orders, concepts)
    top = max(it.degrees for it in found.values())
    least = {c: _least(model, it.degree) for c, it in found.items()}
    plain: dict[str, Any] = {
        "degrees": top,
        "equilibria": {c: _by_degree(question, levels, top) for c, levels in least.items()},
        "at_status_quo": _degrees_now(model, {c: it.degree for c, it in found.items()}),
    }

    def show(page: Page) -> None:
        page.line((_strength_headline(model, least, top), "bold"))
        page.line(_what(question, top))
        page.blank()
        _degree_table(page, {short(c): levels for c, levels in least.items()}, top)
        words = _degree_words(least, top)
        _listing(page, question, model, {c: levels >= 0 for c, levels in least.items()}, words)

    return Section(key="strength", plain=plain, show=show)


def _least(model: Model, degree: Levels) -> Levels:
    """Return in which degree every party is stable: (S,) int8, -1 where some party is not."""
    least: Levels = np.where(model.feasible, degree.min(axis=0), -1).astype(np.int8)
    return least


def _by_degree(question: Question, levels: Levels, top: int) -> dict[str, Any]:
    out: dict[str, Any] = {
        "general": question.states(_where(levels >= 0)),
        "strong": question.states(_where(levels >= top)),
        "weak": question.states(_where((levels >= 0) & (levels < top))),
    }
    if top > 1:
        out["degrees"] = [question.states(_where(levels == degree)) for degree in range(top + 1)]
    return out


def _degrees_now(model: Model, found: Mapping[str, Levels]) -> dict[str, Any] | None:
    now = model.status_quo
    if now is None:
        return None
    return {
        concept: dict(zip(model.parties, degree[:, now].tolist(), strict=True))
        for concept, degree in found.items()
    }


def _strength_headline(model: Model, least: Mapping[str, Levels], top: int) -> str:
    now = model.status_quo
    if now is None:
        return "What lasts, and how strongly."
    strong = [short(c) for c, levels in least.items() if levels[now] >= top]
    weak = [short(c) for c, levels in least.items() if 0 <= levels[now] < top]
    if strong and not weak:
        return f"The status quo lasts strongly under {and_(strong)}."
    if strong:
        return f"The status quo lasts strongly under {and_(strong)}, weakly under {and_(weak)}."
    return (
        f"The status quo lasts weakly under {and_(weak)}."
        if weak
        else "The status quo does not last."
    )


def _what(question: Question, top: int) -> str:
    who = question.wish.strength or ""
    said = f"Statements that matter greatly, the first ones of each: {who}."
    if top > TWO:
        return (
            f"{said} There are {top} degrees; strong is the highest, degree 0 the ordinary sense."
        )
    return f"{said} Strongly: whatever deters is greatly worse than the state; weakly: it is not always."


def _degree_table(page: Page, least: Mapping[str, Levels], top: int) -> None:
    lower = list(range(top - 1, -1, -1)) if top > TWO else []
    heads = ["", "all", "strong", *(f"degree {degree}" for degree in lower)]
    heads += [] if lower else ["weak"]
    rows: list[list[Part]] = []
    for name, levels in least.items():
        cells = [levels >= 0, levels >= top, *(levels == degree for degree in lower)]
        cells += [] if lower else [(levels >= 0) & (levels < top)]
        rows.append([name, *(f"{int(cell.sum()):,}" for cell in cells)])
    page.table(heads, rows, right=range(1, len(heads)))


def _degree_words(least: Mapping[str, Levels], top: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for state in _where(np.logical_or.reduce([levels >= 0 for levels in least.values()])):
        found[state] = _without_implied(
            {
                c: _degree(int(levels[state]), top)
                for c, levels in least.items()
                if levels[state] >= 0
            }
        )
    return found


def _degree(level: int, top: int) -> str:
    if level >= top:
        return "strong"
    return f"degree {level}" if top > TWO else "weak"


def _hybrid(question: Question, known: Relations, concepts: Sequence[str]) -> Section:
    model = known.model
    by = solve_hybrid(model, known.orders, concepts)
    top = max(order.degrees for order in known.orders)
    least = {e: {c: _least(model, by[e][c]) for c in concepts} for e in EXTENSIONS}
    plain: dict[str, Any] = {
        "types": "all",
        "degrees": top,
        "unknown_pairs": _open_pairs(known),
        "extensions": {
            e: {c: _by_degree(question, levels, top) for c, levels in least[e].items()}
            for e in EXTENSIONS
        },
        "at_status_quo": {e: _degrees_now(model, by[e]) for e in EXTENSIONS},
    }

    def show(page: Page) -> None:
        page.line(("Unknown preferences left open, and degrees of what is known.", "bold"))
        page.line(_what(question, top))
        for e in EXTENSIONS:
            page.blank()
            page.line((e, "bold"), f"  {MEANING[e]}")
            _degree_table(page, {short(c): levels for c, levels in least[e].items()}, top)

    return Section(key="hybrid", plain=plain, show=show)


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
        "equilibria": {c: question.states(_where(states)) for c, states in lasting.items()},
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

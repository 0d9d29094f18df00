"""``--strength``, alone and with ``--unknown``: what lasts strongly, and what lasts weakly."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from detente.cli.page import Page, Part
from detente.cli.stable_extensions import (
    MEANING,
    listing,
    open_pairs,
    places,
    where,
    without_implied,
)
from detente.cli.stable_names import short
from detente.cli.stable_question import Question, Section
from detente.cli.words import and_
from detente.model import Model
from detente.model.relations import Relations
from detente.stability.strength import solve_strength
from detente.stability.uncertain import EXTENSIONS, Levels, highest_degree, solve_hybrid

__all__ = ["hybrid", "strength"]

TWO = 2
"""Degrees of which the lower one needs no number: mildly and greatly."""


def strength(question: Question, known: Relations, concepts: Sequence[str]) -> Section:
    """Return what lasts in which degree, preferences as they count in the overview."""
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
        listing(page, question, model, {c: levels >= 0 for c, levels in least.items()}, words)

    return Section(key="strength", plain=plain, show=show)


def _least(model: Model, degree: Levels) -> Levels:
    """Return in which degree every party is stable: (S,) int8, -1 where some party is not."""
    least: Levels = np.where(model.feasible, degree.min(axis=0), -1).astype(np.int8)
    return least


def _by_degree(question: Question, levels: Levels, top: int) -> dict[str, Any]:
    out: dict[str, Any] = {
        "general": question.states(where(levels >= 0)),
        "strong": question.states(where(levels >= top)),
        "weak": question.states(where((levels >= 0) & (levels < top))),
    }
    if top > 1:
        out["degrees"] = [question.states(where(levels == degree)) for degree in range(top + 1)]
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
    held = _held(least, now, top)
    return f"The status quo lasts {held}." if held else "The status quo does not last."


def _held(least: Mapping[str, Levels], now: int, top: int) -> str:
    """Say how strongly a state lasts, and under what; nothing where it does not."""
    strong = [short(c) for c, levels in least.items() if levels[now] >= top]
    weak = [short(c) for c, levels in least.items() if 0 <= levels[now] < top]
    told = [f"strongly under {and_(strong)}"] if strong else []
    return ", ".join(told + ([f"weakly under {and_(weak)}"] if weak else []))


def _what(question: Question, top: int) -> str:
    who = question.wish.strength or ""
    said = f"Statements that matter greatly, the first ones of each: {who}."
    if top > TWO:
        return (
            f"{said} There are {top} degrees; strong is the highest, degree 0 the ordinary sense."
        )
    return (
        f"{said} Strongly: nothing tempts, or whatever deters is greatly worse than the state; weakly: "
        "something deters, but not always greatly."
    )


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
    for state in where(np.logical_or.reduce([levels >= 0 for levels in least.values()])):
        found[state] = without_implied(
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


def hybrid(question: Question, known: Relations, concepts: Sequence[str]) -> Section:
    """Return what lasts in which degree, under each extension."""
    model = known.model
    by = solve_hybrid(model, known.orders, concepts)
    top = highest_degree(known.orders)
    least: dict[str, dict[str, Levels]] = {
        e: {c: _least(model, by[e][c]) for c in concepts} for e in EXTENSIONS
    }
    plain: dict[str, Any] = {
        "types": "all",
        "degrees": top,
        "unknown_pairs": open_pairs(known),
        "extensions": {
            e: {c: _by_degree(question, levels, top) for c, levels in least[e].items()}
            for e in EXTENSIONS
        },
        "at_status_quo": {e: _degrees_now(model, by[e]) for e in EXTENSIONS},
    }

    def show(page: Page) -> None:
        page.line((_hybrid_headline(model, least, top), "bold"))
        page.line(f"Both together: what is not known stays open. {_what(question, top)}")
        for e in EXTENSIONS:
            page.blank()
            page.line((e, "bold"), f"  {MEANING[e]}")
            _degree_table(page, {short(c): levels for c, levels in least[e].items()}, top)
        lasting = {c: levels >= 0 for c, levels in least["d"].items()}
        if listing(page, question, model, lasting, _hybrid_words(least, top)):
            places(page, question, known)

    return Section(key="hybrid", plain=plain, show=show)


def _hybrid_headline(model: Model, least: Mapping[str, Mapping[str, Levels]], top: int) -> str:
    now = model.status_quo
    if now is None:
        return "What lasts, and how strongly, with what is not known of preferences left open."
    bold, careful = (_held(least[e], now, top) for e in ("a", "d"))
    if bold:
        return f"The status quo lasts whatever the parties make of what is not known: {bold}."
    if careful:
        return (
            "The status quo lasts only if some party does not act on what is not known, at best "
            f"{careful}."
        )
    return "The status quo does not last, whatever the parties make of what is not known."


def _hybrid_words(least: Mapping[str, Mapping[str, Levels]], top: int) -> dict[int, str]:
    """Say of each state how strongly it lasts under which extensions: ``Nash bd strong, GMR c weak``."""
    careful = least["d"]
    found: dict[int, str] = {}
    for state in where(np.logical_or.reduce([levels >= 0 for levels in careful.values()])):
        said = {}
        for concept in careful:
            level = {e: int(least[e][concept][state]) for e in EXTENSIONS}
            said[concept] = " ".join(
                f"{''.join(e for e in EXTENSIONS if level[e] == degree)} {_degree(degree, top)}"
                for degree in sorted(set(level.values()) - {-1}, reverse=True)
            )
        found[state] = without_implied({c: words for c, words in said.items() if words})
    return found

"""How firm each listed state is: its figures, and the concepts to which each of them belongs."""

from collections.abc import Sequence

from msgspec import Struct

from detente.cli import firmness
from detente.cli.firmness import Firmness
from detente.cli.page import Page
from detente.cli.stable_names import ORDINARY, STRENGTH, called, short
from detente.cli.words import and_

__all__ = ["Figures", "figures", "in_words", "legend", "without"]


class Figures(Struct, frozen=True):
    """The share of draws and the number of changes, for concepts that have them in common.

    ``draws`` and ``changes`` are empty where they were not worked out.
    """

    concepts: tuple[str, ...]
    draws: str = ""
    changes: str = ""

    @property
    def told(self) -> str:
        """The figures in words, without the concepts."""
        named = (("draws", self.draws), ("changes", self.changes))
        return ", ".join(f"{word} {figure}" for word, figure in named if figure)


def figures(firm: Firmness, under: Sequence[str], number: int) -> list[Figures]:
    """Return the figures of a state for each concept under which it lasts, alike ones together.

    Those without figures stand last. Of a state that does not last: under the most lenient concept.
    """
    found = firm.found
    if found is None:
        return []
    concepts = [c for c in STRENGTH if c in found.written]
    told = [c for c in concepts if c in under] if under else concepts[-1:]
    groups: dict[tuple[str, str], list[str]] = {}
    for concept in told:
        said = firmness.shares(firm, [concept], number), firmness.kept(firm, [concept], number)
        groups.setdefault(said, []).append(concept)
    each = [Figures(tuple(names), *said) for said, names in groups.items()]
    rest = tuple(c for c in under if c not in told)
    return [*each, Figures(rest)] if rest and each else each


def in_words(lines: Sequence[Figures], under: Sequence[str]) -> str:
    """Say the figures of one state, each with its concepts: ``draws 42 %, changes 44 (SMR)``."""
    told = [line for line in lines if line.told]
    if len(lines) == 1 and told and len(under) > 1:
        return f"{told[0].told} (each)"
    if len({line.draws for line in told}) == 1 and len(told) > 1:
        changes = ", ".join(f"{line.changes} ({_names(line)})" for line in told)
        return f"{f'draws {told[0].draws}, ' if told[0].draws else ''}changes {changes}"
    return "; ".join(f"{line.told} ({_names(line)})" for line in told)


def _names(line: Figures) -> str:
    return ", ".join(map(short, line.concepts))


def legend(page: Page, firm: Firmness, *, in_columns: bool) -> None:
    """Say what the figures are, and of which concepts."""
    firmness.legend(page, firm)
    if firm.found is None or not (firm.drawn or firm.found.changes):
        return
    said = (
        "They are of the concepts on the same line; where a state has one line, of each under "
        "which it lasts."
        if in_columns
        else "They are of the concepts in brackets; each: of all under which the state lasts."
    )
    page.line((said, "dim"))


def without(firm: Firmness, asked: Sequence[str]) -> str:
    """Say which of the concepts asked for have no figures; nothing where all have, or none."""
    rest = [concept for concept in asked if concept not in ORDINARY]
    if firm.found is None or not rest:
        return ""
    known = and_(short(concept) for concept in ORDINARY)
    return (
        f"How firm it is under {and_(map(called, rest))} is not worked out: it is for {known} only."
    )

"""What ``detente stability`` says about how firm each equilibrium is."""

import os
from collections.abc import Sequence
from contextlib import nullcontext

from msgspec import Struct, field

from detente.alike import Alike
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.progress import progress
from detente.cli.session import Session
from detente.cli.words import and_, count
from detente.errors import CannotComputeError
from detente.model import Model
from detente.stability.robust import Change, Robustness, robustness, too_large
from detente.stability.robust.answer import why_nothing_varies
from detente.stability.robust.result import FEW_PAIRS

__all__ = [
    "Firmness",
    "Wanted",
    "endings",
    "examine",
    "kept",
    "left_out",
    "legend",
    "percent",
    "shares",
    "verdict",
]

LONG = 2_000
"""Draws from which it is shown how far they have come."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What the options ask for: None where they leave the choice."""

    robust: bool | None = None
    draws: int | None = None
    seed: int = 1

    @property
    def insists(self) -> bool:
        """Whether it is asked for by name."""
        return bool(self.robust) or (self.draws is not None and self.robust is not False)


_Known = dict[str, bool | None]


class Firmness(Alike, frozen=True, kw_only=True):
    """How firm the equilibria are; or why that was left out."""

    aside = ("proved",)

    found: Robustness | None = None
    why_not: str = ""
    proved: dict[int, tuple[_Known, _Known]] = field(default_factory=dict)

    @property
    def drawn(self) -> bool:
        """Whether there was anything to draw."""
        return self.found is not None and self.found.draws_differ

    def prove(self, states: Sequence[int]) -> None:
        """Find for many states at once under which concepts they last always, and ever."""
        if self.found is None or not self.drawn:
            return
        concepts = list(self.found.written)
        new = [state for state in dict.fromkeys(states) if state not in self.proved]
        always, ever = self.found.certain(concepts, new), self.found.possible(concepts, new)
        self.proved.update(zip(new, zip(always, ever, strict=True), strict=True))


def examine(
    session: Session, model: Model, concepts: Sequence[str], wanted: Wanted, common: Common
) -> Firmness:
    """Find how firm the equilibria are, unless the model is too large and nobody insists."""
    if wanted.robust is False:
        return Firmness()
    why_not = "" if wanted.insists else too_large(model)
    if why_not:
        return Firmness(why_not=f"{why_not}; --robust examines it all the same")
    options = {} if wanted.draws is None else {"draws": wanted.draws}
    long = (wanted.draws or 0) >= LONG
    try:
        with progress("draws", common) if long else nullcontext() as report:
            found = robustness(
                session.case,
                model,
                concepts=concepts,
                seed=wanted.seed,
                reading=session.reading or "",
                workers=min(os.cpu_count() or 1, 8),
                progress=report,
                **options,
            )
    except CannotComputeError as error:
        if wanted.insists:
            raise
        return Firmness(why_not=error.message)
    return Firmness(found=found)


def percent(share: float) -> str:
    """Say a share; nothing is rounded to none or all.

    Examples
    --------
    >>> percent(0.004), percent(0.5), percent(0.999), percent(1.0)
    ('<1 %', '50 %', '>99 %', '100 %')
    """
    if share in (0.0, 1.0):
        return f"{share:.0%}".replace("%", " %")
    if share < 0.01:
        return "<1 %"
    return ">99 %" if share > 0.99 else f"{100 * share:.0f} %"


def verdict(page: Page, model: Model, concept: str, short: str, firm: Firmness) -> None:
    """Say how firm the verdict on the status quo is, under one concept."""
    found, now = firm.found, model.status_quo
    if found is None or now is None:
        return
    if found.nothing_stated:
        page.line(f"How firm: {why_nothing_varies(found)}.")
        return
    lasts = bool(found.written[concept][found.place(now)])
    if firm.drawn:
        firm.prove([now])
        verb = "it lasts" if lasts else "would it last"
        page.line(f"How firm: {_in_draws(firm, found, concept, now).format(f'{verb} ({short})')}.")
    if found.changes:
        many = len(found.changes)
        kept_ = int(found.holds(concept, now).sum())
        said = "leave it so" if lasts else "would make it last"
        of = f"{kept_:,} of {count(many, 'single change')}"
        page.line(f"{of} of what is stated {said} ({short}).")
    change = found.smallest([(concept, now)], most=FEW_PAIRS)[concept, now]
    if change:
        page.line(f"The smallest that {'ends it' if lasts else 'would'}: {_told(change)}.")


def _in_draws(firm: Firmness, found: Robustness, concept: str, state: int) -> str:
    """Say in how many preferences a state lasts; ``{}`` stands where the verb belongs."""
    share = found.share(concept, state)
    always, ever = firm.proved[state]
    such = "preferences that agree with what is stated"
    if always[concept]:
        return f"under all {such} {{}}; this is proved"
    if ever[concept] is False:
        return f"under no {such} {{}}; this is proved"
    if share.share is None or share.low is None or share.high is None:
        return f"no draws of {such} were made, and it is not proved whether {{}}"
    if share.share in (0.0, 1.0):
        few = "all" if share.share else "none"
        return f"in {few} of {share.draws:,} draws of {such} {{}}"
    span = f"{100 * share.low:.0f} to {100 * share.high:.0f} %"
    return f"in {percent(share.share)} of {share.draws:,} draws ({span}) of {such} {{}}"


def shares(firm: Firmness, concepts: Sequence[str], state: int) -> str:
    """Say in which share of the draws a state lasts, under each of some concepts."""
    found = firm.found
    if found is None or not firm.drawn:
        return ""
    firm.prove([state])
    always, ever = firm.proved[state]
    said = []
    for concept in concepts:
        if always[concept]:
            said.append("always")
        elif ever[concept] is False:
            said.append("never")
        else:
            share = found.share(concept, state).share
            said.append("not made" if share is None else percent(share))
    return ", ".join(said)


def kept(firm: Firmness, concepts: Sequence[str], state: int) -> str:
    """Say under how many of the single changes a state lasts, under each of some concepts."""
    found = firm.found
    if found is None or not found.changes:
        return ""
    return ", ".join(str(int(found.holds(concept, state).sum())) for concept in concepts)


def legend(page: Page, firm: Firmness) -> None:
    """Say what the two figures are."""
    found = firm.found
    if found is None:
        return
    if firm.drawn:
        page.line((_draws(found), "dim"))
    if found.silent and not found.nothing_stated:
        page.line((_silent(found), "dim"))
    if found.changes:
        said = (
            f"Changes: under how many of {count(len(found.changes), 'single change')} of what is "
            "stated (one statement left out, two exchanged, one claim false ...) it does."
        )
        page.line((said, "dim"))
    if found.stopped:
        page.line(
            (f"Stopped: {found.draws:,} of {found.asked:,} draws were made; they count.", "bold")
        )


def _draws(found: Robustness) -> str:
    """Say what the shares are shares of."""
    if not found.draws:
        return "Draws: none were made; 'always' and 'never' are proved for all preferences."
    by_type = any(it.startswith("type") for it in found.varied.values())
    types = ", types by their priors," if by_type else ""
    return (
        f"Draws: the share of {found.draws:,} draws of preferences that agree with what is "
        f"stated{types} under which the state lasts so; 'always' and 'never' are proved for all."
    )


def _silent(found: Robustness) -> str:
    """Say for which parties nothing is stated, and what follows."""
    said = [
        f"nothing is stated for {name if found.varied[party] == 'nothing' else f'a type of {name}'}"
        for party, name in found.silent.items()
    ]
    return (
        f"N{and_(said)[1:]}, so nothing of that can be varied: it counts as indifferent, and "
        "nothing is proved that rests on it."
    )


def left_out(page: Page, firm: Firmness) -> None:
    """Say why it was not examined how firm this is, where it was not."""
    if firm.why_not:
        page.blank()
        page.line((f"How firm this is was not examined: {firm.why_not}.", "dim"))


def endings(page: Page, firm: Firmness, rows: Sequence[tuple[str, str, int]]) -> None:
    """Add the smallest change that ends each listed equilibrium: (name, concept, state)."""
    found = firm.found
    if found is None or not rows or found.nothing_stated:
        return
    changes = found.smallest([(c, state) for _, c, state in rows], most=FEW_PAIRS)
    names: dict[str, list[str]] = {}
    for name, concept, state in rows:
        change = changes[concept, state]
        told = _told(change) if change else _none(found)
        names.setdefault(told, []).append(name)
    page.blank()
    page.line("The smallest change that ends each:")
    for told, states in names.items():
        page.line(f"  {', '.join(states)}: {told}", indent=4)


def _none(found: Robustness) -> str:
    if not found.tried:
        return "what is stated cannot be changed in small steps"
    if not found.pairs_left_out(FEW_PAIRS):
        return "no single change, and no two together"
    return f"no single change, and no two among the first {FEW_PAIRS:,} pairs"


def _told(change: Change) -> str:
    if not change.claims or change.kind == "claim":
        return change.text
    claims = " or ".join(change.claims)
    return f"{change.text} (it stands on {claims} alone)"

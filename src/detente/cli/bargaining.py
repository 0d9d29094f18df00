"""``detente bargain``: which packages all would accept, which the solutions choose, or why there is none."""

from typing import Annotated, Any

import typer

from detente.cli.deal_picture import OF_A_DEAL, asked_for, write_deal
from detente.cli.options import CaseArgument, Common, with_common
from detente.cli.session import begin, title
from detente.cli.terminal import answer, as_json
from detente.errors import CannotComputeError, UsageError

__all__ = ["bargain"]

ALIASES = {
    "ks": "kalai_smorodinsky",
    "kalai-smorodinsky": "kalai_smorodinsky",
    "leximin": "egalitarian",
    "offers": "offers",
    "rubinstein": "offers",
}
WORDS = ("nash", "ks", "egalitarian", "utilitarian", "offers")


@with_common()
def bargain(
    case: CaseArgument,
    *,
    solution: Annotated[
        str | None,
        typer.Option(
            "--solution",
            metavar="LIST",
            help="Of nash, ks, egalitarian, utilitarian, offers (alternating), with commas. "
            "Default: all.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="N",
            help="List so many points of the frontier at most.",
            show_default=False,
        ),
    ] = None,
    witnesses: Annotated[
        int,
        typer.Option(
            "--witnesses",
            metavar="N",
            help="For each point, list up to so many of the packages that reach it.",
            show_default=False,
        ),
    ] = 0,
    picture: Annotated[
        str | None,
        typer.Option(
            "--picture",
            metavar="WORD",
            help="Draw all packages (pareto) into the SVG file of --out instead of a page.",
            show_default=False,
        ),
    ] = None,
    common: Common,
) -> None:
    """Show which packages all parties would accept, which are efficient, or why there is none.

    A package is acceptable if it is worth at least no deal to every party, and efficient if none is
    better for one without being worse for another. Nash, Kalai-Smorodinsky, the egalitarian and the
    utilitarian solution each choose among the efficient ones.
    """
    for option, number in (("--limit", limit), ("--witnesses", witnesses)):
        if number is not None and number < 0:
            raise UsageError(f"{option}: {number} is below 0")
    chosen = _chosen(solution)
    drawn = asked_for(picture, OF_A_DEAL, common)
    session = begin(case, common)
    from detente import bargain as engine
    from detente.cli.bargaining_page import Asked, fill
    from detente.cli.page import Page

    board = session.levers()
    found = engine.bargain(session.case, board, reading=session.reading)
    if solution is not None and "offers" in chosen and isinstance(found.patience, tuple):
        raise CannotComputeError(
            f"alternating offers need to know how patient each party is: {', '.join(found.patience)} "
            "does not say",
            "write 'patience: 0.97 per month' in its preferences",
        )
    if drawn is not None:
        write_deal(session, found, common)
        return
    if common.json:
        as_json(_as_json(found.finding(limit=limit, witnesses=witnesses).as_dict(), chosen), common)
        return
    page = Page()
    title(page, session)
    fill(page, session, found, Asked(chosen, limit, witnesses), common)
    answer(page, common)


def _chosen(text: str | None) -> tuple[str, ...]:
    from detente.interpret import did_you_mean

    if text is None:
        return tuple(ALIASES.get(word, word) for word in WORDS)
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in (*WORDS, *ALIASES, *ALIASES.values()):
            raise UsageError(f"--solution: no solution '{word}'", did_you_mean(word, [*WORDS]))
    if not words:
        raise UsageError("--solution: none is named", f"some of {', '.join(WORDS)}")
    return tuple(dict.fromkeys(ALIASES.get(word, word) for word in words))


def _as_json(found: dict[str, Any], chosen: tuple[str, ...]) -> dict[str, Any]:
    """Leave out the solutions that are not asked for."""
    for part in ("solutions", "lotteries"):
        if found[part] is not None:
            found[part] = {name: value for name, value in found[part].items() if name in chosen}
    if "offers" not in chosen:
        del found["alternating_offers"]
    return found

"""``detente stability``: which states would last, for whom, under which behaviour; how to get there."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.guard import STOPPED
from detente.cli.options import CaseArgument, Common, with_common
from detente.cli.page import Page
from detente.cli.session import Session, begin, title
from detente.cli.terminal import answer, as_json
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.cli.stable_page import Asked
    from detente.model import Model

__all__ = ["stability"]

DEFAULT_CONCEPTS = "nash,gmr,smr,seq"
MOST_DRAWS = 1_000_000_000


@with_common()
def stability(
    case: CaseArgument,
    *,
    concepts: Annotated[
        str,
        typer.Option(
            "--concepts", metavar="LIST", help="Of nash, gmr, smr, seq, sseq, with commas."
        ),
    ] = DEFAULT_CONCEPTS,
    per_party: Annotated[
        bool, typer.Option("--per-party", help="Also where each party is stable by itself.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help="List so many states at most.")
    ] = None,
    paths: Annotated[
        str | None,
        typer.Option(
            "--paths",
            metavar="TO",
            help="How to get from now to a package, a goal, a state or a condition.",
        ),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(
            "--why",
            metavar="STATE",
            help="Why a state lasts or not: now, a package, a state's name or number, or 'lever = level'.",
        ),
    ] = None,
    robust: Annotated[
        bool | None,
        typer.Option(
            "--robust/--no-robust",
            help="How firm each equilibrium is. Default: yes, unless the model is very large; --no-robust: no.",
            show_default=False,
        ),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws",
            metavar="N",
            help="Draw so many preferences that agree with what is stated. Default: 400.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="Which draws: the same seed, the same draws.")
    ] = 1,
    common: Common,
) -> None:
    """Show which states no party would leave, under which behaviour, and how to get there.

    Nash: nobody gains by moving. GMR, SMR, SEQ: whoever would gain is deterred by what the others
    could do; by what they could do and it could not undo; by what they would gain by doing.
    Beside each state: in which share of the preferences that agree with what is stated it lasts.
    """
    if limit is not None and limit < 0:
        raise UsageError(f"--limit: {limit} is below 0")
    from detente.cli.firmness import Wanted, examine
    from detente.cli.stable_page import Asked

    wanted = Wanted(robust=robust, draws=_draws(draws), seed=_seed(seed))
    asked = Asked(
        concepts=_concepts(concepts), per_party=per_party, limit=limit, paths=paths, why=why
    )
    session = begin(case, common)
    model = _model(session)
    if asked.overview or wanted.insists:
        asked = replace(asked, firm=examine(session, model, asked.concepts, wanted, common))
    if common.json:
        as_json(_as_json(session, model, asked), common)
    else:
        answer(_page(session, model, asked, common), common)
    if asked.firm is not None and asked.firm.found is not None and asked.firm.found.stopped:
        raise typer.Exit(STOPPED)


def _draws(draws: int | None) -> int | None:
    if draws is not None and not 0 <= draws <= MOST_DRAWS:
        raise UsageError(f"--draws: {draws} is not between 0 and {MOST_DRAWS:,}")
    return draws


def _seed(seed: int) -> int:
    if not 0 <= seed < 2**64:
        raise UsageError(f"--seed: {seed} is not between 0 and 2^64 - 1")
    return seed


def _page(session: Session, model: "Model", asked: "Asked", common: Common) -> Page:
    from detente.cli import stable_page
    from detente.cli.states import one_state, targets

    page = Page()
    title(page, session)
    if asked.overview:
        stable_page.overview(page, session, model, asked, common)
    if asked.per_party:
        stable_page.per_party(page, model, asked)
    if asked.why is not None:
        stable_page.reasons(page, model, one_state(session.case, model, asked.why), asked)
    if asked.paths is not None:
        found = targets(session.case, model, asked.paths, session.reading)
        stable_page.routes(page, model, found, asked)
    stable_page.assumptions(page, model, common)
    return page


def _concepts(text: str) -> tuple[str, ...]:
    from detente.interpret import did_you_mean
    from detente.stability import CONCEPTS

    known = dict.fromkeys((*CONCEPTS, "sseq"))
    chosen = tuple(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip()))
    for word in chosen:
        if word not in known:
            raise UsageError(f"--concepts: no concept '{word}'", did_you_mean(word, [*known]))
    if not chosen:
        raise UsageError("--concepts: none is named", f"some of {', '.join(known)}")
    return chosen


def _model(session: Session) -> "Model":
    from detente.model import compile_model

    board = None if session.case.graph else session.status()
    return compile_model(session.case, board, reading=session.reading)


def _as_json(session: Session, model: "Model", asked: "Asked") -> dict[str, Any]:
    from detente import stability as engine
    from detente.cli.states import one_state, targets

    found = engine.stability(
        model,
        concepts=asked.concepts,
        per_party=asked.per_party,
        limit=asked.limit,
        robust=asked.firm.found if asked.firm else None,
    ).as_dict()
    if asked.firm is not None and asked.firm.why_not:
        found["robust"], found["robust_why"] = None, asked.firm.why_not
    if asked.paths is not None:
        wanted = targets(session.case, model, asked.paths, session.reading)
        limit = 10 if asked.limit is None else asked.limit
        found["paths"] = engine.routes(model, wanted, limit=limit).answer
    if asked.why is not None:
        state = one_state(session.case, model, asked.why)
        found["why"] = [r.as_dict(model) for r in engine.explain(model, state, asked.concepts)]
    return found

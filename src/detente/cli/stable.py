"""``detente stability``: which states would last, for whom, under which behaviour; how to get there."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from detente.cli.counting import and_
from detente.cli.guard import STOPPED
from detente.cli.options import CaseArgument, Common, with_common
from detente.cli.out_file import is_svg
from detente.cli.page import Page
from detente.cli.session import Session, begin, title
from detente.cli.stable_options import DEFAULT_CONCEPTS, Wish, with_wish
from detente.cli.terminal import answer, as_json, say
from detente.errors import CannotComputeError, UsageError

if TYPE_CHECKING:
    from detente.cli.stable_picture import Kind
    from detente.cli.stable_question import Question, Section
    from detente.model import Model

__all__ = ["stability"]

# Option -> the function that answers it; each module is imported when it is asked for.
SECTIONS = {
    "coalitions": "stable_coalitions:coalitions",
    "merged": "stable_coalitions:merged",
    "unknown": "stable_preferences:uncertain",
    "strength": "stable_preferences:uncertain",
    "attitudes": "stable_preferences:attitudes",
    "hypergame": "stable_hypergame:hypergame",
    "inverse": "stable_inverse:inverse",
    "mediate": "stable_inverse:mediate",
    "paths": "stable_paths:paths",
    "tree": "stable_evolution:tree",
    "no_return": "stable_evolution:no_return",
}


FIRM_FOR = "it is worked out for nash, gmr, smr, seq and sseq"
ALL_BY_ONE = f"{FIRM_FOR}, all parties going by the same one"
ALONE_FOR = "without, it stands beside each state that lasts"
FIRM_ALONE = ("coalitions", "merged", "unknown", "strength", "attitudes", "hypergame")
"""Options that list states of which it is not worked out how firm they are."""


@with_common()
@with_wish
def stability(case: CaseArgument, *, wish: Wish, common: Common) -> None:
    """Show which states no party would leave, under which behaviour, and how to get there.

    Nash: nobody gains by moving. GMR, SMR, SEQ: whoever would gain is deterred by what the others
    could do; by what they could do and it could not undo; by what they would gain by doing.
    Beside each state: in which share of the preferences that agree with what is stated it lasts.
    """
    _check_picture(wish, common)
    session = begin(case, common)
    question = _examined(_question(session, wish, common))
    if wish.picture is not None:
        _draw(question, wish.picture)
    elif common.json:
        as_json(_as_json(question), common)
    else:
        answer(_page(question), common)
    found = question.firm.found
    if found is not None and found.stopped:
        beside = Page()
        beside.line(f"stopped: {found.draws:,} of {found.asked:,} draws count")
        say(beside, common)
        raise SystemExit(STOPPED)  # the answer is there: no error is to be said


def _examined(question: "Question") -> "Question":
    """Return the question with how firm the equilibria are, where that is asked for."""
    from detente.cli.firmness import Firmness, Wanted, examine

    wish = question.wish
    wanted = Wanted(robust=wish.robust, draws=wish.draws, seed=wish.seed)
    if not (_overview(wish) or wanted.insists or wish.picture == "acceptability"):
        return question
    why_not = ALL_BY_ONE if question.behaviours else FIRM_FOR
    if question.firmable:
        firm = examine(question.session, question.model, question.firmable, wanted, question.common)
    elif wanted.insists:
        raise UsageError("--robust is not defined for these concepts", why_not)
    else:
        firm = Firmness(why_not="" if wish.robust is False else why_not)
    return replace(question, firm=firm)


def _check_picture(wish: Wish, common: Common) -> None:
    if wish.picture is None and is_svg(common.out):
        hint = "add --picture lattice, matrix, paths, acceptability or tree"
        raise UsageError(f"--out {common.out}: which picture?", hint)


def _overview(wish: Wish) -> bool:
    """Return whether the states that last are asked for, and not one way or one reason."""
    return wish.why is None and not any(getattr(wish, option) for option in SECTIONS)


def _question(session: Session, wish: Wish, common: Common) -> "Question":
    from detente.cli.stable_names import behaviours, concepts_of
    from detente.cli.stable_question import Question

    concepts = DEFAULT_CONCEPTS if wish.concepts is None else concepts_of(wish.concepts)
    model = _model(session, wish)
    own: dict[str, str] = {}
    if wish.behaviour is not None:
        own = behaviours(wish.behaviour, model)
        concepts = () if wish.concepts is None else concepts
    return Question(
        session=session,
        model=model,
        wish=wish,
        common=common,
        concepts=concepts,
        behaviours=own,
    )


def _model(session: Session, wish: Wish) -> "Model":
    from detente.model import compile_model

    board = session.levers()
    try:
        return compile_model(session.case, board, reading=session.reading)
    except CannotComputeError:
        if not wish.unknown or wish.inverse or wish.mediate or wish.coalitions or wish.merged:
            raise
    from detente.model.relations import compile_relations

    return compile_relations(session.case, board, reading=session.reading, types="all").model


def _sections(question: "Question") -> "list[Section]":
    """Return the parts of the answer that options ask for, each once."""
    asked = [where for option, where in SECTIONS.items() if getattr(question.wish, option)]
    found = []
    for where in dict.fromkeys(asked):
        module, _, name = where.partition(":")
        found.append(getattr(import_module(f"detente.cli.{module}"), name)(question))
    return found


def _page(question: "Question") -> Page:
    from detente.cli import stable_page
    from detente.cli.states import one_state

    page, wish = Page(), question.wish
    title(page, question.session)
    if _overview(wish):
        stable_page.overview(page, question)
    if wish.per_party and not any(getattr(wish, option) for option in SECTIONS):
        stable_page.per_party(page, question)
    if wish.why is not None and not wish.coalitions:
        state = one_state(question.session.case, question.model, wish.why, "--why")
        stable_page.reasons(page, state, question)
    for place, section in enumerate(_sections(question)):
        if place:
            page.blank()
        section.show(page)
    _not_firm(page, question)
    model = question.model
    if wish.unknown:
        from detente.cli.stable_extensions import left_open

        model = left_open(question)
    stable_page.assumptions(page, model, question.common)
    return page


def _not_firm(page: Page, question: "Question") -> None:
    """Say of which of the states listed it is not worked out how firm they are."""
    wish = question.wish
    alone = [f"--{option}" for option in FIRM_ALONE if getattr(wish, option)]
    if not alone or wish.robust is False or wish.why is not None or question.common.quiet:
        return
    page.blank()
    said = f"With {and_(alone)} it is not worked out how firm this is: {ALONE_FOR}."
    page.line((said, "dim"))


def _as_json(question: "Question") -> dict[str, Any]:
    from detente import stability as engine
    from detente.cli.states import one_state

    wish, firm = question.wish, question.firm
    found = engine.stability(
        question.model,
        concepts=tuple(question.solution),
        per_party=wish.per_party,
        limit=wish.limit,
        solution=question.solution,
        robust=firm.found,
    ).as_dict()
    if firm.why_not:
        found["robust"], found["robust_why"] = None, firm.why_not
    rest = [concept for concept in question.solution if concept not in question.firmable]
    if firm.found is not None and rest:
        found["robust"] |= {"left_out": rest, "left_out_why": FIRM_FOR}
    if question.behaviours:
        found["behaviour"] = question.behaviours
    if wish.per_party and "tableau" in question.solution:
        from detente.cli.stable_tableau import as_plain

        found["tableau"] = as_plain(question)
    if wish.why is not None and not wish.coalitions:
        from detente.cli.stable_page import told

        state = one_state(question.session.case, question.model, wish.why, "--why")
        found["why"] = told(question, state)
    for section in _sections(question):
        found[section.key] = section.plain
    return found


def _draw(question: "Question", kind: "Kind") -> None:
    """Write the picture that is asked for."""
    from detente.cli.stable_picture import write_picture

    path = question.common.out
    if path is None:
        raise UsageError("--picture: no file is named", "add --out plot.svg")
    write_picture(question.session, question.model, question, path, kind)

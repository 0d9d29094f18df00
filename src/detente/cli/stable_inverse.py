"""``--inverse`` and ``--mediate``: what would make a state last."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from detente.cli.page import Page, Part
from detente.cli.progress import progress
from detente.cli.stable_list import difference
from detente.cli.stable_names import short
from detente.cli.stable_question import Question, Section
from detente.cli.states import one_state
from detente.cli.words import count, short_name
from detente.errors import UsageError
from detente.model import Model
from detente.stability.inverse import Inverse, PartyInverse
from detente.stability.inverse import inverse as rankings_for
from detente.stability.mediation import Mediation, mediation
from detente.stability.requirements import Reach

__all__ = ["inverse", "mediate"]

DEFAULT_SETS = 3
DEFAULT_WAYS = 3
MOST_IN_A_SET = 4
FEW = 8
"""Feasible states up to which counts of rankings can be read."""
JSON_SETS = 20
"""Minimal sets, and ways to deter one move, that JSON lists unless ``--limit`` says otherwise."""
COSTS = {
    "swaps": ("swap of neighbours", "swaps of neighbours"),
    "moves": ("statement moved", "statements moved"),
    "drops": ("statement left out", "statements left out"),
}


def _state(question: Question, text: str, option: str) -> int:
    try:
        return one_state(question.session.case, question.model, text)
    except UsageError as error:
        raise UsageError(f"{option}: {error.message}", error.hint) from None


def _head(page: Page, model: Model, state: int) -> None:
    name = f"State {state:,}: " if model.state_names is None else ""
    told = "this is where we are" if state == model.status_quo else difference(model, state)
    page.line((name, "bold"), f"{told}.")


def inverse(question: Question) -> Section:
    """Return which preferences would make a state last: requirements, minimal sets, counts."""
    wish, model = question.wish, question.model
    state = _state(question, wish.inverse or "", "--inverse")
    limit = wish.listed(JSON_SETS if question.common.json else DEFAULT_SETS)
    concepts = question.ordinary("--inverse")
    reach = Reach(model)
    for concept in concepts:  # refuse before anything is worked out
        for party in range(len(model.parties)):
            reach.affordable(party, state, concept)
    found = [rankings_for(model, state, concept, limit=limit) for concept in concepts]
    plain = {it.concept: it.as_dict(model, limit=limit) for it in found if question.common.json}

    def show(page: Page) -> None:
        _head(page, model, state)
        page.line("Of all strict rankings of the feasible states, so many make a party stay there:")
        page.blank()
        _shares(page, question, found)
        said = (
            "+ the party stays as it ranks states now, - it would leave. A share of rankings is a "
            "count, no probability."
        )
        page.line((said, "dim"))
        if model.state_names is None:
            page.line(("What the number of a state stands for: --why NUMBER.", "dim"))
        for it in found:
            page.blank()
            page.line((short(it.concept), "bold"), f"  {_whether(it)}")
            for party in it.parties:
                _sets(page, question, party)

    return Section(key="inverse", plain=plain, show=show)


def _whether(found: Inverse) -> str:
    return "lasts as things are" if found.holds else "does not last as things are"


def _shares(page: Page, question: Question, found: Sequence[Inverse]) -> None:
    names = [short_name(question.session.case, party) for party in question.model.parties]
    rows: list[list[Part]] = [
        [name, *(_share(it.parties[place]) for it in found)] for place, name in enumerate(names)
    ]
    rows.append(["all of them", *(f"{_together(it)}  " for it in found)])
    columns = range(1, len(found) + 1)
    page.table(
        ["", *(f"{short(it.concept)}  " for it in found)], rows, right=columns, whole=columns
    )


def _percent(share: Any) -> str:
    """Say a share; one that is not quite all does not read as all."""
    if share is None:
        return "?"
    value = 100 * float(share)
    if 99.95 <= value < 100:
        return "over 99.9 %"
    return f"{value:.3g} %" if value >= 0.001 or value == 0 else f"{value:.1e} %"


def _share(party: PartyInverse) -> str:
    """Say the share, the count where it can be read, and whether the party stays as things are."""
    now = "+" if party.holds else "-"
    if party.share is None:
        return f"? {now}"
    if party.states <= FEW:
        return f"{party.count or 0:,} ({_percent(party.share)}) {now}"
    return f"{_percent(party.share)} {now}"


def _together(it: Inverse) -> str:
    if it.share is not None:
        return _percent(it.share)
    if it.low is None or it.high is None:
        return "not counted"
    return f"{_percent(it.low)} to {_percent(it.high)}"


def _sets(page: Page, question: Question, found: PartyInverse) -> None:
    """Add what one party would have to rank no better than the state."""
    model = question.model
    name = short_name(question.session.case, model.parties[found.party])
    if not found.requirements:
        page.line(f"  {name}: has no move; any ranking will do.", indent=4)
        return
    total = found.minimal_total
    if total is None:
        many = "one of these sets (there may be more)"
    elif total == 1:
        many = "this set of states"
    else:
        many = f"one of these {_many(total)} sets"
    moves = count(len(found.requirements), "move")
    page.line(f"  {name}: {moves} to deter; it stays if it ranks {many} no better:", indent=4)
    for said in _told(model, found.minimal):
        page.line(f"    {said}", indent=6)


def _many(total: int) -> str:
    if total <= 10**9:
        return f"{total:,}"
    return f"{total:.1e}" if total < 10**300 else "very many"


def _told(model: Model, sets: Sequence[tuple[int, ...]]) -> list[str]:
    """Say which states some sets hold: those that set one apart from the others first."""
    holding = Counter(state for states in sets for state in states)
    everywhere = {state for state, times in holding.items() if times == len(sets)}
    if len(sets) < 2 or not everywhere:
        return [_set(model, sorted(states)) for states in sets]
    lines = [f"in each of those shown, {_set(model, sorted(everywhere))}; and"]
    for states in sets:
        own = sorted(set(states) - everywhere, key=lambda state: (holding[state], state))
        lines.append(f"  {_set(model, own)}")
    return lines


def _set(model: Model, states: Sequence[int]) -> str:
    shown = [
        f"{n:,}" if model.state_names is None else model.state_names[n]
        for n in states[: MOST_IN_A_SET if len(states) > MOST_IN_A_SET + 1 else None]
    ]
    more = len(states) - len(shown)
    return ", ".join(shown) + (f" and {more:,} other states" if more else "")


def mediate(question: Question) -> Section:
    """Return the least change in the order of statements that would make a state last."""
    wish, model = question.wish, question.model
    state = _state(question, wish.mediate or "", "--mediate")
    limit = wish.listed(10 if question.common.json else DEFAULT_WAYS)
    concepts = question.ordinary("--mediate")
    found = []
    with progress("mediation", question.common) as report:
        for done, concept in enumerate(concepts):
            if report is not None and len(concepts) > 1 and _slow(model):
                report(done, len(concepts))
            it = mediation(
                question.session.case,
                model,
                state,
                concept,
                how=wish.count,
                reading=question.session.reading,
                limit=limit,
            )
            found.append(it)
    plain = {it.concept: it.as_dict(model) for it in found}

    def show(page: Page) -> None:
        _head(page, model, state)
        for it in found:
            page.blank()
            _changes(page, it, plain[it.concept])

    return Section(key="mediate", plain=plain, show=show)


def _slow(model: Model) -> bool:
    return int(model.feasible.sum()) > 5_000


def _changes(page: Page, found: Mediation, plain: dict[str, Any]) -> None:
    """Add what would have to change under one concept."""
    name = (short(found.concept), "bold")
    if found.cost == 0:
        page.line(name, "  It lasts already: nothing needs to change.")
        return
    if found.cost is None:
        if not found.known:
            page.line(name, f"  Not settled: {plain['why']}.")
            return
        page.line(name, "  No order of the statements makes it last:")
        for obstacle in plain["obstacles"]:
            page.line(f"  {obstacle['text']}", indent=4)
        return
    ways = plain["ways"]
    known = ways["count"]
    many = count(known, "way", "ways") if known is not None else "some ways"
    one, more = COSTS[found.how]
    page.line(name, f"  {count(found.cost, one, more)}; {many}:")
    for place, way in enumerate(ways["list"]):
        for change in way["changes"]:
            for step in change["steps"]:
                claims = f"  (rests on {', '.join(step['rests_on'])})" if step["rests_on"] else ""
                lead = (
                    "or: "
                    if place and change is way["changes"][0] and step is change["steps"][0]
                    else ""
                )
                page.line(f"  {lead}{step['text']}", (claims, "dim"), indent=4)
    if known is not None and known > len(ways["list"]):
        page.line((f"  {known - len(ways['list']):,} more; --limit N shows them.", "dim"))

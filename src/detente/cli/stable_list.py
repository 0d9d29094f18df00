"""Which of the states that last ``detente stability`` lists, and how: in columns, or by what differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct

from detente.cli import firmness
from detente.cli.page import Page, Part
from detente.cli.session import Session
from detente.cli.stable_firm import figures, in_words, legend
from detente.cli.stable_names import STRENGTH, short
from detente.cli.words import and_, short_name
from detente.model import Bools, Indices, Model

__all__ = [
    "IMPLIED",
    "Chosen",
    "choose",
    "difference",
    "list_states",
    "steps_away",
    "strictest",
    "strictest_first",
    "tell_state",
]

# What else holds where a concept does: Nash is inside all that look at answers of the others, SSEQ
# inside SEQ and SMR, both inside GMR. Nothing is implied of limited moves and non-myopic stability.
IMPLIED = {
    "nash": ("gmr", "smr", "seq", "sseq", "sim", "seq-or-sim", "tableau", "l1"),
    "sseq": ("seq", "smr", "gmr", "seq-or-sim", "tableau"),
    "seq": ("gmr", "seq-or-sim", "tableau"),
    "sim": ("seq-or-sim",),
    "tableau": ("seq-or-sim",),
    "smr": ("gmr",),
    "cnash": ("cgmr", "csmr", "cseq"),
    "csmr": ("cgmr",),
}
MOST_COLUMNS = 5


class Chosen(Struct, frozen=True):
    """The states to list, of how many, and how many of those suit every party better than now.

    ``holds`` has the concepts under which each lasts, without those that follow from others;
    ``under`` all of them. ``words`` says it where names of concepts do not.
    """

    numbers: list[int]
    holds: list[list[str]]
    total: int
    better: frozenset[int]
    words: Mapping[int, str] | None = None
    under: Sequence[Sequence[str]] = ()

    def shown(self, place: int) -> str:
        """Return under what the state at a place in the list lasts."""
        if self.words is not None:
            return self.words.get(self.numbers[place], "none")
        return ", ".join(short(c) for c in self.holds[place]) or "none"


def choose(model: Model, lasting: Mapping[str, Bools], limit: int) -> Chosen:
    """Choose at most `limit` states: those better than now for all, those that last under more, the nearest."""
    strength = np.zeros(model.size, dtype=np.int16)
    for place, concept in enumerate(reversed(strictest_first(lasting)), start=1):
        strength[lasting[concept]] = place
    found = np.flatnonzero(strength)
    better = _better_for_all(model, found)
    order = np.lexsort((found, steps_away(model, found), -strength[found], ~better))
    numbers = [n for n in found[order][: limit + 1].tolist() if n != model.status_quo][:limit]
    if model.status_quo is not None and limit:
        numbers = [model.status_quo, *numbers]  # to compare with, whether it lasts or not
    holds = [strictest(lasting, number) for number in numbers]
    under = [[c for c, states in lasting.items() if states[number]] for number in numbers]
    return Chosen(numbers, holds, len(found), frozenset(found[better].tolist()), under=under)


def strictest_first(names: Iterable[str]) -> list[str]:
    """Return the five concepts of one party by how much they ask, then all others as they stand."""
    given = list(names)
    return [*(c for c in STRENGTH if c in given), *(c for c in given if c not in STRENGTH)]


def _better_for_all(model: Model, states: Indices) -> Bools:
    """Return which states every party prefers to the status quo, but those that prefer nothing."""
    if model.status_quo is None:
        return np.zeros(len(states), dtype=np.bool_)
    choosy = model.rank.max(axis=1) > 0
    gain = model.rank[choosy][:, states] - model.rank[choosy][:, [model.status_quo]]
    return np.asarray((gain > 0).all(axis=0) & choosy.any())


def steps_away(model: Model, states: Indices) -> Indices:
    """Return in how many levers each state differs from the status quo."""
    away = np.zeros(len(states), dtype=np.int64)
    if model.status_quo is None or model.state_names is not None:
        return away
    now = model.digits(model.status_quo)
    for level, levels, stride in zip(now, model.levels, model.strides, strict=True):
        away += states // stride % len(levels) != level
    return away


def strictest(lasting: Mapping[str, Bools], number: int) -> list[str]:
    """Return the concepts under which a state lasts, but those that follow from another."""
    holds = [c for c in strictest_first(lasting) if lasting[c][number]]
    implied = {weaker for concept in holds for weaker in IMPLIED.get(concept, ())}
    if "nash" in holds:
        implied |= {c for c in holds if c.startswith(("mr", "cmr"))}
    return [c for c in holds if c not in implied]


def list_states(
    page: Page, session: Session, model: Model, chosen: Chosen, firm: firmness.Firmness
) -> None:
    """Add the states: in columns where they fit, else each as what it changes."""
    varying = _varying(model, chosen.numbers)

    def made(width: int) -> Page:
        fits = len(varying) <= MOST_COLUMNS and _needs(session, model, varying) <= width
        inner = Page()
        if fits:
            _as_table(inner, session, model, (chosen, firm), varying)
        else:
            _as_differences(inner, session, model, chosen, firm)
        return inner

    page.fitting(made)
    if chosen.words is not None:
        hidden = chosen.total - sum(1 for number in chosen.numbers if number in chosen.words)
    else:
        hidden = chosen.total - sum(1 for concepts in chosen.holds if concepts)
    if hidden:
        page.blank()
        page.line((f"{hidden:,} more; --limit N shows more of them.", "dim"))


def _needs(session: Session, model: Model, varying: Sequence[str]) -> int:
    """Return the columns that a table with the levels of these levers takes."""
    parties = [_longest_word(short_name(session.case, party)) for party in model.parties]
    wide = [24 if model.state_names is not None else 5, *parties, 13, 6, 7, 14]
    for lever in varying:
        levels = model.levels[model.levers.index(lever)]
        words = [*model.lever_name(lever).split(), *(model.level_name(lever, k) for k in levels)]
        wide.append(max(len(word) for word in words))
    return sum(wide) + 2 * len(wide)


def _longest_word(name: str) -> int:
    return max((len(word) for word in name.split()), default=1)


def _varying(model: Model, numbers: Sequence[int]) -> list[str]:
    """Return the levers that differ among the states listed and the status quo."""
    if model.state_names is not None:
        return []
    now = [] if model.status_quo is None else [model.status_quo]
    states = [model.state(n) for n in (*now, *numbers)]
    return [lever for lever in states[0] if len({s[lever] for s in states}) > 1]


def _place(model: Model, party: int, number: int) -> int:
    """Return the place of a state in a party's order: 1 is best."""
    rank = model.rank[party]
    return int(rank.max() - rank[number]) + 1


def _mark(model: Model, chosen: Chosen, number: int) -> Part:
    if number == model.status_quo:
        return "<- now", "yellow"
    return ("better for all", "green") if number in chosen.better else ""


def _legend(page: Page, session: Session, model: Model, where: str) -> None:
    """Say what the figures of the parties are."""
    places = and_(
        f"{int(rank.max()) + 1:,} for {short_name(session.case, party)}"
        for party, rank in zip(model.parties, model.rank, strict=True)
    )
    page.line((f"{where} a party: the state's place in its order, 1 the best; {places}.", "dim"))


def _as_table(
    page: Page,
    session: Session,
    model: Model,
    listed: tuple[Chosen, firmness.Firmness],
    varying: Sequence[str],
) -> None:
    chosen, firm = listed
    parties = [short_name(session.case, p) for p in model.parties]
    what = (
        ["State"] if model.state_names is not None else ["State", *map(model.lever_name, varying)]
    )
    lasts = [_lasting(chosen, firm, place) for place in range(len(chosen.numbers))]
    heads = [head for head in ("Draws", "Changes") if any(row[head].strip() for row in lasts)]
    rows: list[list[Part]] = []
    for number, row in zip(chosen.numbers, lasts, strict=True):
        places = [f"{_place(model, p, number):,}" for p in range(len(model.parties))]
        said = [row[head] for head in ("Lasts under", *heads)]
        cells = [*_cells(model, number, varying), *places, *said]
        rows.append([*cells, _mark(model, chosen, number)])
    first, after = len(what), len(what) + len(parties)
    page.table(
        [*what, *parties, "Lasts under", *heads, ""],
        rows,
        right=[*range(first, after), *range(after + 1, after + 1 + len(heads))],
        whole=range(after, after + 2 + len(heads)),
        least={0: 20 if model.state_names else 5}
        | {first + k: _longest_word(name) for k, name in enumerate(parties)},
    )
    _legend(page, session, model, "Under")
    legend(page, firm, in_columns=True)


def _lasting(chosen: Chosen, firm: firmness.Firmness, place: int) -> dict[str, str]:
    """Return under what a state lasts, and how firmly: a line for concepts with equal figures."""
    under = chosen.under[place] if chosen.under else ()
    lines = figures(firm, under, chosen.numbers[place])
    names = [chosen.shown(place)]
    if len(lines) > 1:
        names = [", ".join(map(short, line.concepts)) for line in lines]
    of = "" if under or not lines else f" ({short(lines[0].concepts[0])})"
    return {
        "Lasts under": "\n".join(names),
        "Draws": "\n".join(line.draws and f"{line.draws}{of}" for line in lines),
        "Changes": "\n".join(line.changes and f"{line.changes}{of}" for line in lines),
    }


def _cells(model: Model, number: int, varying: Sequence[str]) -> list[Part]:
    if model.state_names is not None:
        return [model.describe(number)]
    state = model.state(number)
    return [str(number), *(model.level_name(lever, state[lever]) for lever in varying)]


def _as_differences(
    page: Page, session: Session, model: Model, chosen: Chosen, firm: firmness.Firmness
) -> None:
    """Add each state as what is different from now: there are too many levers for columns."""
    for place, number in enumerate(chosen.numbers):
        places = ", ".join(
            f"{short_name(session.case, p)} {_place(model, i, number):,}"
            for i, p in enumerate(model.parties)
        )
        page.line(
            f"{_name(model, number):>8}  ",
            (chosen.shown(place), "bold"),
            f"   {places}  ",
            _mark(model, chosen, number),
            indent=10,
        )
        under = chosen.under[place] if chosen.under else ()
        firm_so = in_words(figures(firm, under, number), under)
        if firm_so:
            page.line(f"          {firm_so}", indent=12)
        for line in _by_owner(session, model, number):
            page.line(f"          {line}", indent=12)
    _legend(page, session, model, "After")
    legend(page, firm, in_columns=False)


def _name(model: Model, number: int) -> str:
    return f"{number:,}" if model.state_names is None else model.state_names[number]


def _by_owner(session: Session, model: Model, number: int) -> Iterator[str]:
    """Yield what each party would have changed, compared with now."""
    if model.status_quo in (None, number) or model.state_names is not None:
        yield difference(model, number)
        return
    changed = model.changes(model.status_quo, number)
    for party, id_ in enumerate(model.parties):
        own = [model.levers[lever] for lever in model.own(party)]
        said = [_level(model, k, changed[k][1]) for k in own if k in changed]
        if said:
            yield f"{short_name(session.case, id_)}: {'; '.join(said)}"


def tell_state(
    page: Page, session: Session, model: Model, number: int, said: str = "", *, indent: int = 2
) -> None:
    """Add one state in words: its name or number, and what each party would have changed."""
    name = f"{number:,}" if model.state_names is None else model.describe(number)
    mark = "  <- now" if number == model.status_quo else ""
    page.line(
        f"{' ' * indent}{name}", (f"  {said}" if said else "", "bold"), mark, indent=indent + 2
    )
    if model.state_names is None and number != model.status_quo:
        for line in _by_owner(session, model, number):
            page.line(f"{' ' * (indent + 4)}{line}", indent=indent + 6)


def _level(model: Model, lever: str, level: str) -> str:
    return f"{model.lever_name(lever)}, {model.level_name(lever, level)}"


def difference(model: Model, number: int) -> str:
    """Say what is otherwise than now in a state."""
    if model.status_quo is None or model.state_names is not None:
        return model.describe(number)
    changes = model.changes(model.status_quo, number)
    if not changes:
        return "as now"
    return "; ".join(_level(model, lever, new) for lever, (_, new) in changes.items())

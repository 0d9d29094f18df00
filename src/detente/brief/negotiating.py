"""What a brief asks of bargaining and of sequences, and why there is no answer where there is none."""

from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from detente.bargain import Bargaining, bargain
from detente.brief.report.deal import Deal, Steps
from detente.brief.report.dealing import SOLUTIONS, deal_of, without_deal
from detente.brief.report.ordering import (
    LOOKS,
    heat_of,
    steps_of,
    what_would_help,
    without_steps,
)
from detente.brief.words import listed
from detente.case import Case
from detente.errors import CannotComputeError, UsageError
from detente.findings import Finding
from detente.ledger import Status
from detente.model import Model, compile_model
from detente.model.utilities import UtilityTable, utility_table
from detente.sequence import Constraint, Sequencing, Setting, prepare, sequence
from detente.sequence import Steps as Allowed
from detente.sequence.building import schedule_states, setting_from_case
from detente.sequence.incentives import TOLERANCE
from detente.sequence.labels import is_plain
from detente.sequence.lattice import lattice
from detente.sequence.searching import remedies

__all__ = ["Negotiation", "negotiate"]

DRAWS, SEED = 100, 1
ONE_LEVER = Allowed(levers=1)
"""Each party changes one lever per period, as in the steps that `detente sequence` looks at."""


class Negotiation(Struct, frozen=True, kw_only=True):
    """Is there a deal both prefer, and in which order would it hold."""

    deal: Deal | None = None
    order: Steps | None = None
    findings: tuple[Finding, ...] = ()
    moves: tuple[Mapping[str, str], ...] = ()
    """Per step of the order that is shown the levers that change, with the level they go to."""


def negotiate(case: Case, status: Status, reading: str | None) -> Negotiation:
    """Return both answers; none for a case without preferences or levers.

    The best order of steps that holds is looked for where that takes no compiled loops, which take
    half a minute to compile on a machine that has not run them yet. Elsewhere the schedules that the
    case names are checked, and the one that comes nearest to holding is shown.

    Examples
    --------
    >>> from detente import ledger
    >>> import datetime as dt
    >>> case = Case(id="talks")
    >>> negotiate(case, ledger.status(case, (), dt.date(2019, 10, 15)), None)
    Negotiation(deal=None, order=None, findings=(), moves=())
    """
    if not case.preferences or not case.levers or case.graph is not None:
        return Negotiation()
    findings: list[Finding] = []
    found: Bargaining | None = None
    try:
        found = bargain(case, status, reading=reading)
        deal = deal_of(case, found)
        findings.append(found.finding(limit=40))
    except CannotComputeError as error:
        deal = without_deal(error.message)
    moves: tuple[Mapping[str, str], ...] = ()
    try:
        order, ordered = _order(case, status, reading, found)
        if ordered is not None:
            findings.append(ordered.finding())
            moves = tuple(ordered.moves)
    except (CannotComputeError, UsageError) as error:
        order = without_steps(error.message)
    return Negotiation(deal=deal, order=order, findings=tuple(findings), moves=moves)


def _order(
    case: Case, status: Status, reading: str | None, deal: Bargaining | None
) -> tuple[Steps, Sequencing | None]:
    made, named = _named(case, status, reading)
    setting = made[2]
    quick = is_plain(lattice(setting, ONE_LEVER), "auto")
    if not quick and not named:
        return without_steps(
            f"the case names no schedule; 'detente sequence {case.id}' finds one that holds"
        ), None
    shown = None if quick else max(named, key=lambda one: one[1].slack)[0]
    found = sequence(
        case,
        status,
        schedule=shown,
        steps=ONE_LEVER,
        reading=reading,
        rng=np.random.Generator(np.random.PCG64(SEED)),
        draws=DRAWS,
        repair=False,
        made=made,
    )
    said = [
        (name, tight.slack >= -TOLERANCE, _in_words(case, setting, name, tight))
        for name, tight in named
        if name != shown
    ]
    steps = steps_of(case, found, heat_of(found) if found.moves else None, said)
    more = [*_more(case, found, steps, deal)]
    if steps.heat is not None and max(map(max, steps.heat.least)) < -TOLERANCE:
        steps = replace(steps, heat=None)
    return replace(steps, sentences=(*steps.sentences, *more)), found


def _more(case: Case, found: Sequencing, steps: Steps, deal: Bargaining | None) -> Iterator[str]:
    """Yield what the deal has to do with the order; where none holds, what would change that."""
    if found.moves and steps.holds and deal is not None and deal.choices:
        yield _where_it_ends(found, deal)
    if found.name is None and not found.moves:
        yield what_would_help(remedies(found.setting, ONE_LEVER))
    elif not steps.holds:
        if steps.heat is not None and max(map(max, steps.heat.least)) < -TOLERANCE:
            yield (
                f"Looking {LOOKS[-1]:g} times as often as now would not make it hold: detection is "
                "not what it fails on."
            )
        yield f"An order of steps that would hold: 'detente sequence {case.id}' looks for it."


def _where_it_ends(found: Sequencing, deal: Bargaining) -> str:
    """Say whether the last step leads to a package that a bargaining solution chooses."""
    ends = found.setting.utility[:, found.examined.ready.schedule[-1]]
    chosen = [
        SOLUTIONS[name]
        for name, choice in deal.choices.items()
        if np.allclose(choice.utility, ends, atol=1e-9)
    ]
    if chosen:
        verb = "chooses" if len(chosen) == 1 else "choose"
        return (
            f"It ends in a package as good for each party as the one that {listed(chosen)} {verb}."
        )
    return (
        "It ends elsewhere than the package that the bargaining solutions choose: that one would "
        "be left again, or the way to it is worth less."
    )


def _named(
    case: Case, status: Status, reading: str | None
) -> tuple[tuple[Model, UtilityTable, Setting], list[tuple[str, Constraint]]]:
    """Return model, utilities and setting, and of each named schedule what is tightest where the others wait."""
    model = compile_model(case, status, reading=reading)
    table = utility_table(case, model, reading=reading)
    setting = setting_from_case(case, model, table)
    found = []
    for name in case.schedules:
        try:
            states = schedule_states(case, model, name)
        except UsageError:
            continue
        ready = prepare(setting, states)
        found.append((name, ready.check([True] * (len(states) - 1)).tightest))
    return (model, table, setting), found


def _in_words(case: Case, setting: Setting, name: str, tight: Constraint) -> str:
    called = f"The schedule {name.replace('_', ' ')}"
    if tight.slack >= -TOLERANCE:
        return f"{called} holds, if the others wait until each step is certified."
    who = case.parties[setting.parties[tight.party]].called
    when = "once all is done" if tight.period is None else f"at its step {tight.period + 1}"
    return f"{called} does not hold: {who} would gain {-tight.slack:.2f} per period by breaking it {when}."

"""How firm each lasting state is: the share of preferences that agree with what is stated."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from detente.brief.words import count
from detente.stability.robust import Robustness

__all__ = [
    "Firm",
    "FirmRow",
    "FirmVerdict",
    "Known",
    "drawn_in_words",
    "firm",
    "not_examined",
    "percent",
    "share_in_words",
]

Known = Literal["always", "never", "sometimes", "open"]
"""Lasts under all preferences that agree with what is stated (a necessary equilibrium), under none,
under some but not all (a possible one), or not proved either way."""
SHORT: Mapping[str, str] = {
    "nash": "Nash",
    "seq": "SEQ",
    "sseq": "SSEQ",
    "smr": "SMR",
    "gmr": "GMR",
}


class FirmVerdict(Struct, frozen=True, kw_only=True):
    """How firm one state is under one concept.

    ``share`` is that of the draws under which it lasts, ``low`` and ``high`` are the ends of its 95 %
    interval; None where no draw was made. ``lasts`` is the verdict under the preferences as written.
    """

    concept: str
    name: str
    share: float | None
    low: float | None
    high: float | None
    lasts: bool
    known: Known


class FirmRow(Struct, frozen=True, kw_only=True):
    """One state, by its key and name in the rest of the report; ``ends`` says what would end it."""

    key: str
    name: str
    differs: str
    now: bool
    verdicts: tuple[FirmVerdict, ...]
    ends: str = ""


class Firm(Struct, frozen=True, kw_only=True):
    """How firm the states are, or why that was not examined.

    ``draws`` and ``seed`` say how many preferences were drawn, and which; ``varied`` whether there
    was anything to draw.
    """

    draws: int
    seed: int
    varied: bool
    rows: tuple[FirmRow, ...]
    why_not: str


def not_examined(why: str) -> Firm:
    """Return the part where it was not examined.

    Examples
    --------
    >>> not_examined("too many states").rows
    ()
    """
    return Firm(draws=0, seed=0, varied=False, rows=(), why_not=why)


def firm(found: Robustness, states: Sequence[tuple[int, str, str, str]], now: int | None) -> Firm:
    """Return how firm some states are.

    Parameters
    ----------
    found : Robustness
        What was drawn and proved.
    states : sequence of (number, key, name, how it differs from now)
        Feasible states of the model.
    now : int or None
        The status quo.

    Examples
    --------
    >>> from detente import casefile
    >>> from detente.model import compile_model
    >>> from detente.stability.robust import robustness
    >>> case, _ = casefile.parse('''detente: 1
    ... case: talks
    ... parties: {a: {}}
    ... levers: {x: {owner: a, levels: [off, on]}}
    ... preferences: {a: {statements: [x = on]}}
    ... ''')
    >>> model = compile_model(case)
    >>> found = robustness(case, model, concepts=("nash",), draws=20)
    >>> [(v.share, v.known) for v in firm(found, [(1, "1", "on", "")], 0).rows[0].verdicts]
    [(1.0, 'always')]
    """
    numbers = [number for number, _, _, _ in states]
    concepts = tuple(concept for concept in SHORT if concept in found.written)
    always, ever = found.certain(concepts, numbers), found.possible(concepts, numbers)
    rows = tuple(
        FirmRow(
            key=key,
            name=name,
            differs=differs,
            now=number == now,
            verdicts=tuple(
                _verdict(
                    found, concept, number, _known(always[place][concept], ever[place][concept])
                )
                for concept in concepts
            ),
        )
        for place, (number, key, name, differs) in enumerate(states)
    )
    varied = any(what != "nothing" for what in found.varied.values())
    return Firm(draws=found.draws, seed=found.seed, varied=varied, rows=rows, why_not="")


def _verdict(found: Robustness, concept: str, number: int, known: Known) -> FirmVerdict:
    share = found.share(concept, number)
    return FirmVerdict(
        concept=concept,
        name=SHORT[concept],
        share=share.share,
        low=share.low,
        high=share.high,
        lasts=bool(found.written[concept][found.place(number)]),
        known=known,
    )


def _known(always: object, ever: object) -> Known:
    """Return what is proved: under all, under some; each true, false, or None where it is open."""
    if always:
        return "always"
    if ever is False:
        return "never"
    return "sometimes" if ever and always is False else "open"


def share_in_words(verdict: FirmVerdict) -> str:
    """Return a share with its interval; nothing is rounded to none or all.

    Examples
    --------
    >>> share_in_words(FirmVerdict(concept="nash", name="Nash", share=0.9975, low=0.986, high=0.9996,
    ...                            lasts=True, known="open"))
    '>99 % (99 to 100 %)'
    """
    if verdict.known == "always":
        return "100 %, proved"
    if verdict.known == "never":
        return "0 %, proved"
    if verdict.share is None or verdict.low is None or verdict.high is None:
        return "no draw"
    span = f"{100 * verdict.low:.0f} to {100 * verdict.high:.0f} %"
    return f"{percent(verdict.share)} ({span})"


def percent(share: float) -> str:
    """Return a share; only none is 0 %, only all is 100 %.

    Examples
    --------
    >>> percent(0.004), percent(0.5)
    ('<1 %', '50 %')
    """
    if share in (0.0, 1.0):
        return f"{100 * share:.0f} %"
    if share < 0.01:
        return "<1 %"
    return ">99 %" if share > 0.99 else f"{100 * share:.0f} %"


def drawn_in_words(shown: Firm) -> str:
    """Return what the shares are shares of.

    Examples
    --------
    >>> drawn_in_words(Firm(draws=400, seed=1, varied=True, rows=(), why_not=""))
    '400 draws of preferences that agree with what the parties state (seed 1)'
    """
    said = "preferences that agree with what the parties state"
    return f"{count(shown.draws, 'draw')} of {said} (seed {shown.seed})"


def firm_in_words(shown: Firm | None) -> dict[str, str]:
    """Return for each state, by its key, how firm the verdict is under the concepts where it lasts.

    Examples
    --------
    >>> one = FirmVerdict(concept="nash", name="Nash", share=0.5, low=0.45, high=0.55, lasts=True,
    ...                   known="sometimes")
    >>> row = FirmRow(key="2", name="Deal", differs="", now=False, verdicts=(one,))
    >>> firm_in_words(Firm(draws=400, seed=1, varied=True, rows=(row,), why_not=""))["2"]
    'How firm: Nash 50 % (45 to 55 %) of draws.'
    """
    if shown is None:
        return {}
    if not shown.varied:
        return {row.key: row.ends for row in shown.rows}
    return {row.key: f"{_row_in_words(row)} {row.ends}".strip() for row in shown.rows}


def _row_in_words(row: FirmRow) -> str:
    lasting = [verdict for verdict in row.verdicts if verdict.lasts]
    if not lasting:
        return ""
    if all(verdict.known == "always" for verdict in lasting):
        names = ", ".join(verdict.name for verdict in lasting)
        return f"How firm: under all preferences that agree with what is stated ({names}), proved."
    said = (
        f"{v.name} always" if v.known == "always" else f"{v.name} {share_in_words(v)} of draws"
        for v in lasting
    )
    return f"How firm: {', '.join(said)}."

"""Agreement of reviewers who judged the same claims without sight of each other.

Two coefficients correct the share of agreement for what chance alone would give:

* Cohen's kappa (1960) of two reviewers, ``(p_o - p_e) / (1 - p_e)``, where chance is the product of
  how often each uses a label;
* Krippendorff's alpha (2011) of any number of reviewers, who need not all judge everything,
  ``1 - D_o / D_e``, for nominal labels.

Where all use one label only, neither is defined: agreement by chance would be perfect. It stays
unknown, with the reason.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, permutations

from msgspec import Struct

from detente.claims import Claim, Review
from detente.evidence.review.standing import fold, standing_verdicts

__all__ = ["Agreement", "Figure", "agreement", "cohen_kappa", "krippendorff_alpha", "percent"]

Labels = Mapping[str, str]
"""Unit -> label that one reviewer gave it."""
FIELDS = {"verdict": "accepted or rejected", "kind": "kind", "actor": "who acts", "voice": "voice"}


class Figure(Struct, frozen=True):
    """A coefficient, or why there is none; and over how many units."""

    value: float | None
    units: int
    why_not: str = ""


class Agreement(Struct, frozen=True, kw_only=True):
    """How far reviewers agree on one field.

    Attributes
    ----------
    field : str
        ``verdict`` (accepted or rejected), ``kind``, ``actor`` or ``voice``: the last three where
        both accepted.
    reviewers : tuple of str
        Whose verdicts are compared.
    percent, kappa, alpha : Figure
        The share of equal labels; Cohen's kappa, of two reviewers only; Krippendorff's alpha.
    apart : tuple
        Claims on which they differ, with the label that each gave.
    """

    field: str
    reviewers: tuple[str, ...]
    percent: Figure
    kappa: Figure
    alpha: Figure
    apart: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def percent(one: Labels, other: Labels) -> Figure:
    """Return the share of units that two reviewers label alike.

    Examples
    --------
    >>> percent({"a": "yes", "b": "no"}, {"a": "yes", "b": "yes", "c": "no"})
    Figure(value=0.5, units=2, why_not='')
    >>> percent({}, {}).why_not
    'no claim was judged by both'
    """
    both = [(one[unit], other[unit]) for unit in one if unit in other]
    if not both:
        return Figure(None, 0, "no claim was judged by both")
    return Figure(sum(a == b for a, b in both) / len(both), len(both))


def cohen_kappa(one: Labels, other: Labels) -> Figure:
    """Return Cohen's kappa of two reviewers, over the units that both labelled.

    Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20. The example is that of Fleiss, Levin and Paik (2003), Statistical Methods for
    Rates and Proportions, table 18.1: two judges, 100 patients, kappa 0.68.

    Examples
    --------
    >>> table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    >>> cells = [(a, b) for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    >>> judges = [{str(n): str(cell[who]) for n, cell in enumerate(cells)} for who in (0, 1)]
    >>> round(cohen_kappa(*judges).value, 2)
    0.68
    """
    observed = percent(one, other)
    if observed.value is None:
        return observed
    units = [unit for unit in one if unit in other]
    left, right = (Counter(labels[unit] for unit in units) for labels in (one, other))
    chance = sum(left[label] * right[label] for label in left) / len(units) ** 2
    if chance == 1:
        return Figure(None, len(units), "both gave every claim the same label")
    return Figure((observed.value - chance) / (1 - chance), len(units))


def krippendorff_alpha(labels: Sequence[Labels]) -> Figure:
    """Return Krippendorff's alpha for nominal labels; a reviewer may leave units out.

    Krippendorff (2011), Computing Krippendorff's alpha-reliability, part C: four observers, twelve
    units, some not judged, alpha 0.743.

    Parameters
    ----------
    labels : sequence of mapping
        One per reviewer, unit -> label.

    Examples
    --------
    >>> rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    >>> judges = [{str(n): label for n, label in enumerate(row) if label != "."} for row in rows]
    >>> round(krippendorff_alpha(judges).value, 3)
    0.743
    """
    units: dict[str, list[str]] = {}
    for given in labels:
        for unit, label in given.items():
            units.setdefault(unit, []).append(label)
    paired = [given for given in units.values() if len(given) > 1]
    if not paired:
        return Figure(None, 0, "no claim was judged by two")
    values = Counter(label for given in paired for label in given)
    total = values.total()
    observed = sum(
        sum(a != b for a, b in permutations(given, 2)) / (len(given) - 1) for given in paired
    )
    expected = total**2 - sum(number**2 for number in values.values())
    if not expected:
        return Figure(None, len(paired), "every claim has the same label")
    return Figure(1 - (total - 1) * observed / expected, len(paired))


def agreement(
    claims: Mapping[str, Claim], reviews: Sequence[Review], reviewers: Iterable[str] = ()
) -> list[Agreement]:
    """Return how far reviewers agree, field by field, pair by pair, and all together.

    Parameters
    ----------
    claims : mapping
        As recorded, before any verdict.
    reviews : sequence of Review
        Of everybody, in the order of the record.
    reviewers : iterable of str
        Whom to compare; empty: all who gave verdicts.

    Examples
    --------
    >>> claims = {i: Claim(id=i, quote="", origin={}) for i in "ab"}
    >>> said = [Review(id=f"r{n}", claim=claim, verdict=verdict, by=by) for n, (claim, verdict, by) in
    ...         enumerate([("a", "accept", "jo"), ("b", "reject", "jo"), ("a", "accept", "ann")])]
    >>> [(one.field, one.percent.value) for one in agreement(claims, said)][:2]
    [('verdict', 1.0), ('kind', 1.0)]
    """
    judged = _labels(claims, reviews)
    who = [name for name in (reviewers or judged) if name in judged]
    groups: list[tuple[str, ...]] = [*combinations(who, 2)]
    if len(who) > 2:
        groups.append(tuple(who))
    return [
        _compared(field, names, [judged[name][field] for name in names])
        for names in groups
        for field in FIELDS
    ]


def _compared(field: str, names: tuple[str, ...], labels: Sequence[Labels]) -> Agreement:
    two = len(labels) == 2
    many = Figure(None, 0, "for two reviewers only")
    units = dict.fromkeys(unit for given in labels for unit in given)
    told = {
        unit: tuple(
            (name, given[unit]) for name, given in zip(names, labels, strict=True) if unit in given
        )
        for unit in units
    }
    return Agreement(
        field=field,
        reviewers=names,
        percent=percent(*labels) if two else many,
        kappa=cohen_kappa(*labels) if two else many,
        alpha=krippendorff_alpha(labels),
        apart=tuple(
            (unit, given) for unit, given in told.items() if len({label for _, label in given}) > 1
        ),
    )


def _labels(
    claims: Mapping[str, Claim], reviews: Sequence[Review]
) -> dict[str, dict[str, dict[str, str]]]:
    """Return reviewer -> field -> claim -> label, of what each of them decided."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    proposed = {id_: claim for id_, claim in claims.items() if claim.origin is not None}
    for name in dict.fromkeys(one.by for one in standing_verdicts(reviews) if one.by):
        own = fold(proposed, [one for one in reviews if one.by == name], second=True).claims
        decided = {id_: one for id_, one in own.items() if one.standing in ("accepted", "rejected")}
        taken = {id_: one for id_, one in decided.items() if one.counts}
        if decided:
            found[name] = {
                "verdict": {id_: one.standing for id_, one in decided.items()},
                "kind": {id_: one.type for id_, one in taken.items()},
                "actor": {id_: one.actor or "nobody named" for id_, one in taken.items()},
                "voice": {id_: one.voice for id_, one in taken.items()},
            }
    return found

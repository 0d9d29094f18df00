"""Agreement figures: published worked examples, the definitions, and what is not defined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims import Claim, Review
from detente.evidence.review import agreement, cohen_kappa, krippendorff_alpha, percent

Labels = dict[str, str]


def judges(*rows: str) -> list[Labels]:
    """One reviewer per row, one unit per character; a dot: not judged."""
    return [{str(n): label for n, label in enumerate(row) if label != "."} for row in rows]


def of_table(table: list[list[int]]) -> list[Labels]:
    """Two reviewers from a table of counts: rows the one's labels, columns the other's."""
    cells = [(a, b) for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    return [{str(n): str(cell[who]) for n, cell in enumerate(cells)} for who in (0, 1)]


def test_kappa_of_fleiss_levin_and_paik() -> None:
    """Statistical Methods for Rates and Proportions (2003), table 18.1: 100 patients, two judges."""
    one, other = of_table([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert percent(one, other).value == pytest.approx(0.89)
    kappa = cohen_kappa(one, other)
    assert kappa.value == pytest.approx(0.6765, abs=5e-5)
    assert kappa.units == 100


@pytest.mark.parametrize(
    ("rows", "alpha"),
    [
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
    ids=["A: two observers, yes or no", "B: two observers, five labels", "C: four, some missing"],
)
def test_alpha_of_krippendorff(rows: tuple[str, ...], alpha: float) -> None:
    """Computing Krippendorff's alpha-reliability (2011), parts A to C."""
    assert krippendorff_alpha(judges(*rows)).value == pytest.approx(alpha, abs=5e-4)


@given(st.lists(st.lists(st.sampled_from("abc."), min_size=8, max_size=8), min_size=2, max_size=4))
def test_alpha_by_the_matrix_of_coincidences(rows: list[list[str]]) -> None:
    """Observed and expected coincidences as in the paper's general form, wherever it is defined."""
    matrix = np.zeros((3, 3))
    for unit in zip(*rows, strict=True):
        counts = np.array([unit.count(label) for label in "abc"], float)
        if counts.sum() > 1:
            matrix += (np.outer(counts, counts) - np.diag(counts)) / (counts.sum() - 1)
    found = krippendorff_alpha(judges(*("".join(row) for row in rows)))
    margin, total = matrix.sum(axis=1), matrix.sum()
    apart = total**2 - float(margin @ margin)
    if not apart:
        assert found.value is None
        assert found.why_not
        return
    disagreement = total - float(np.trace(matrix))
    assert found.value == pytest.approx(1 - (total - 1) * disagreement / apart, abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_kappa_by_its_definition(pairs: list[tuple[str, str]]) -> None:
    """Counted again with a table of shares."""
    one, other = ({str(n): pair[who] for n, pair in enumerate(pairs)} for who in (0, 1))
    table = np.zeros((3, 3))
    for a, b in pairs:
        table["abc".index(a), "abc".index(b)] += 1 / len(pairs)
    chance = float(table.sum(axis=1) @ table.sum(axis=0))
    kappa = cohen_kappa(one, other)
    if chance > 1 - 1e-12:
        assert kappa.value is None
        assert kappa.why_not == "both gave every claim the same label"
    else:
        assert kappa.value == pytest.approx((float(np.trace(table)) - chance) / (1 - chance))


def test_what_is_not_defined_stays_unknown_with_the_reason() -> None:
    same = judges("aaa", "aaa")
    assert cohen_kappa(*same).why_not == "both gave every claim the same label"
    assert krippendorff_alpha(same).why_not == "every claim has the same label"
    apart = judges("aa..", "..bb")
    assert percent(*apart).why_not == "no claim was judged by both"
    assert cohen_kappa(*apart).value is None
    assert krippendorff_alpha(apart).why_not == "no claim was judged by two"


def test_reviewers_are_compared_on_what_each_decided_alone() -> None:
    """The second does not decide, and a changed kind counts as the label; withdrawn ones do not."""
    claims = {i: Claim(id=i, quote=i, type="offer", origin={"rule": "r"}) for i in "abc"}
    said = [
        Review(id="1", claim="a", verdict="accept", by="jo"),
        Review(id="2", claim="b", verdict="reject", by="jo"),
        Review(id="3", claim="c", verdict="accept", by="jo"),
        Review(id="4", claim="c", verdict="withdraw", withdraws="3", by="jo"),
        Review(id="5", claim="a", verdict="edit", after={"type": "threat"}, by="ann", second=True),
        Review(id="6", claim="a", verdict="accept", by="ann", second=True),
        Review(id="7", claim="b", verdict="accept", by="ann", second=True),
        Review(id="8", claim="c", verdict="accept", by="ann", second=True),
    ]
    verdict, kind, *_ = agreement(claims, said)
    assert (verdict.percent.value, verdict.percent.units) == (0.5, 2)
    assert verdict.apart == (("b", (("jo", "rejected"), ("ann", "accepted"))),)
    assert kind.apart == (("a", (("jo", "offer"), ("ann", "threat"))),)

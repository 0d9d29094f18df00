"""Problems are values with a place; marks point into scalars exactly."""

import pytest

from detente.errors import Mark, Problem, count_by_severity, sort_problems


@pytest.mark.parametrize(
    ("mark", "text", "span", "expected"),
    [
        (Mark(3, 9, 20, "plain"), "coal = lifted", (7, 13), (3, 16, 6)),
        (Mark(3, 9, 20, "single"), "coal = lifted", (7, 13), (3, 17, 6)),
        (Mark(3, 9, 20, "block", 5), "coal = lifted\nand x = y", (18, 19), (5, 9, 1)),
        (Mark(3, 9, 20, "folded"), "coal = lifted", (7, 13), (3, 9, 20)),
        (Mark(3, 9, 20, "plain"), "coal =\nlifted", (7, 13), (3, 9, 20)),
    ],
)
def test_a_mark_inside_a_scalar_is_exact_where_it_can_be(
    mark: Mark, text: str, span: tuple[int, int], expected: tuple[int, int, int]
) -> None:
    """Plain, quoted and block scalars give the place itself; folded ones the whole scalar."""
    inside = mark.inside(text, *span)
    assert (inside.line, inside.column, inside.width) == expected


def test_problems_are_sorted_by_place_and_not_repeated() -> None:
    """Errors of one place come before its warnings; the same problem is shown once."""
    early = Problem(severity="warning", code="D201", message="w", file="a", line=1, column=1)
    late = Problem(severity="error", code="D102", message="e", file="a", line=2, column=1)
    first = Problem(severity="error", code="D102", message="e", file="a", line=1, column=1)
    assert sort_problems([late, early, first, late]) == [first, early, late]
    assert count_by_severity([late, early, first]) == {"error": 2, "warning": 1, "note": 0}

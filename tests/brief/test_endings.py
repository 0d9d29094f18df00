"""The smallest change that ends a lasting state, as the brief says it."""

from detente import casefile
from detente.brief.report.endings import endings
from detente.model import compile_model
from detente.stability.robust import robustness

TWICE = """\
detente: 1
case: twice
parties: {a: {name: A}}
levers: {x: {name: Road, owner: a, levels: [shut, open]}}
preferences: {a: {statements: [x = open, not (x = shut), x = shut]}}
"""


def test_two_changes_count_where_no_single_one_alters_anything() -> None:
    """Two statements say the same: only without both does the party prefer otherwise."""
    case, _ = casefile.parse(TWICE)
    assert case is not None
    found = robustness(case, compile_model(case), concepts=("nash",), draws=20)
    assert not found.changes
    said = endings(found, case, [(1, "nash")])[1]
    assert "without statement 1, “Road: open”; and A: without statement 2" in said

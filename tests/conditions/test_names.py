"""Names in a condition, and forms out of place."""

from detente.conditions import mentions, misuse, names_used, parse, parse_deadline, parse_effect
from detente.conditions import parse_verification as verification

TEXT = (
    "(coal >= suspended and fuel_oil > 5 t) verified by iaea|unscom or breached(freeze) "
    "and done as usa claimed by dprk or 3 days since vote or event(signed)"
)


def test_every_name_is_found_once_in_order() -> None:
    """Levers, levels, events, clauses, parties and terms."""
    names = names_used(parse(TEXT + " or coal >= suspended"))
    assert names.levers == ("coal", "fuel_oil")
    assert names.levels == (("coal", "suspended"),)
    assert names.events == ("vote", "signed")
    assert names.clauses == ("freeze",)
    assert names.parties == ("iaea", "unscom", "dprk")
    assert names.terms == ("done",)


def test_every_name_has_its_place() -> None:
    """The text at the place is the name, units and readings too."""
    found = list(mentions(parse(TEXT)))
    assert [TEXT[slice(*m.span)] for m in found] == [m.name for m in found]
    assert {m.kind for m in found} == {
        *("lever", "level", "unit", "party", "clause", "term", "reading", "event")
    }
    for text, tree in [
        ("60 days of signed", parse_deadline("60 days of signed")),
        ("by iaea|unscom within 3 days", verification("by iaea|unscom within 3 days")),
        ("coal = banned and  oil = free", parse_effect("coal = banned and  oil = free")),
    ]:
        assert [text[slice(*m.span)] for m in mentions(tree)] == [m.name for m in mentions(tree)]
    assert list(mentions(parse_deadline("60 days of trigger"))) == []


def test_time_has_no_place_in_a_condition_on_states() -> None:
    """Each form that needs time is named, with its place."""
    text = "event(a) or 1 day since b or live(c) or d = e for 1 day or f in last 1 day"
    text += " or g verified by v or h claimed by p"
    found = misuse(parse(text), where="state")
    assert [text[slice(*span)] for _, _, span in found] == [
        "event(a)",
        "1 day since b",
        "live(c)",
        "d = e for 1 day",
        "f in last 1 day",
        "g verified by v",
        "h claimed by p",
    ]
    assert found[2][0] == "a condition on states cannot ask for a clause's status"
    assert misuse(parse(text), where="time") == []


def test_if_iff_and_unless_have_no_place_in_time() -> None:
    """The hint says how else to write it."""
    found = misuse(parse("(a if b) and (c iff d) and (e unless f)"), where="time")
    assert [hint for _, hint, _ in found] == [
        "write 'A or not B' for 'A if B'",
        "write 'A and B or not A and not B' for 'A iff B'",
        "write 'A or B' for 'A unless B'",
    ]
    assert misuse(parse("a if b"), where="state") == []

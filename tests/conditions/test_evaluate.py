"""Three-valued evaluation."""

from collections.abc import Collection

import pytest

from detente.conditions import ConditionError, StateFacts, Truth, at_least, evaluate, parse
from detente.conditions.tree import Duration, Node

ORDER = {"coal": ("banned", "limited", "free"), "site": ("runs", "idle")}
F, U, T = Truth


@pytest.mark.parametrize(
    ("text", "possible", "expected"),
    [
        ("coal >= limited", ("banned",), F),
        ("coal >= limited", ("limited", "free"), T),
        ("coal >= limited", ("banned", "free"), U),
        ("coal = limited", ("banned", "free"), F),
        ("coal != limited", ("banned", "free"), T),
        ("coal < free", ("banned", "limited"), T),
        ("coal > free", ("banned", "limited", "free"), F),
        ("coal <= banned", ("banned", "limited"), U),
        ("coal = banned and site = runs", ("limited", "free"), F),
        ("coal = banned or site = runs", ("banned", "free"), U),
        ("at least 2 of (coal = banned; coal != free; site = idle)", ("banned",), T),
        ("coal = free if coal = banned", ("limited",), T),
        ("coal = free unless site = idle", ("banned",), U),
        ("coal = free iff coal = banned", ("limited",), T),
    ],
)
def test_a_comparison_holds_if_it_does_for_every_possible_level(
    text: str, possible: tuple[str, ...], expected: Truth
) -> None:
    """True or false if all possible levels agree, else unknown; `site` may be anything."""
    assert evaluate(parse(text), StateFacts(ORDER, {"coal": possible})) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oil >= 100 t", T),
        ("oil >= 150", U),
        ("oil >= 201", F),
        ("oil = 150", U),
        ("oil != 150", U),
        ("oil = 300", F),
        ("oil != 300", T),
        ("oil < 200", U),
        ("oil <= 200", T),
    ],
)
def test_an_amount_is_an_interval(text: str, expected: Truth) -> None:
    """Between 100 and 200 are known to be delivered."""
    facts = StateFacts({}, {}, {"oil": (100.0, 200.0)})
    assert evaluate(parse(text), facts) is expected


class Board(StateFacts, frozen=True, kw_only=True):
    """A world of two days: what a clause machine gives, in small."""

    yesterday: StateFacts

    def days(self, part: Node) -> Collection[Truth]:
        """The truth of `part` yesterday and today."""
        return [evaluate(part, self.yesterday), evaluate(part, self)]

    def held(self, part: Node, duration: Duration) -> Truth:
        assert duration == Duration(2, "days")
        return min(self.days(part))

    def once(self, part: Node, duration: Duration) -> Truth:
        assert duration == Duration(2, "days")
        return max(self.days(part))

    def happened(self, event: str) -> Truth:
        return T if event == "signed" else F

    def since(self, event: str, duration: Duration) -> Truth:
        return self.happened(event) if duration.count < 30 else F

    def clause(self, status: str, clause: str) -> Truth:
        return U if (status, clause) == ("breached", "freeze") else F

    def verified(self, part: Node, by: tuple[str, ...], within: Duration | None) -> Truth:
        return evaluate(part, self) if by == ("iaea",) and within is None else F

    def claimed(self, part: Node, by: str) -> Truth:
        return evaluate(part, self) if by == "dprk" else F


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coal = free for 2 days", F),
        ("coal = free in last 2 days", T),
        ("site = idle for 2 days", T),
        ("(not coal = free) in last 2 days", T),
        ("event(signed) and not event(vote)", T),
        ("29 days since signed", T),
        ("30 days since signed", F),
        ("breached(freeze) or site = runs", U),
        ("overdue(freeze)", F),
        ("site = idle verified by iaea", T),
        ("site = idle verified by unscom", F),
        ("site = idle verified by iaea in last 2 days", F),
        ("site = idle claimed by dprk and not site = idle claimed by usa", T),
    ],
)
def test_what_depends_on_the_world_is_asked_of_the_facts(text: str, expected: Truth) -> None:
    """Windows, findings and claims get the part they stand on, to evaluate it elsewhere."""
    before = StateFacts(ORDER, {"coal": "banned", "site": "idle"})
    board = Board(ORDER, {"coal": "free", "site": "idle"}, yesterday=before)
    assert evaluate(parse(text), board) is expected


@pytest.mark.parametrize(
    "text",
    [
        "event(a)",
        "1 day since a",
        "live(a)",
        "coal = free for 1 day",
        "coal = free in last 1 day",
        "coal = free verified by v",
        "coal = free claimed by p",
    ],
)
def test_a_state_cannot_say_what_needs_time(text: str) -> None:
    """The message says which form was asked."""
    with pytest.raises(ConditionError) as caught:
        evaluate(parse(text), StateFacts(ORDER, {}))
    assert caught.value.message == f"a state cannot say whether '{text}'"


def test_a_term_must_be_settled_first() -> None:
    """The evaluation never guesses a reading."""
    with pytest.raises(ConditionError, match="term 'frozen' is not settled"):
        evaluate(parse("frozen"), StateFacts(ORDER, {}))


def test_counting_truths() -> None:
    """At least n: true if so many certainly hold, false if not even possibly."""
    assert [at_least(n, [T, U, F]) for n in range(4)] == [T, T, U, F]
    assert [T, U, F] == [~F, ~U, ~T]

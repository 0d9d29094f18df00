"""What each party takes the situation to be, and what a brief says of it."""

import datetime as dt

from detente import casefile
from detente.brief import Report, build, markdown
from detente.brief.report.misperceived import views

LEVERS = """\
detente: 1
case: talks
parties: {a: {name: Astan}, b: {name: Bedor}, c: {name: Cavia}}
levers:
  spies: {name: Spies, owner: a, levels: [home, abroad]}
  talks: {name: Talks, owner: b, levels: [shut, open]}
  aid: {name: Aid, owner: c, levels: [none, sent]}
status_quo: {spies: home, talks: shut, aid: none}
preferences:
  a: {statements: [spies = abroad, talks = open]}
  b: {statements: [spies = home or talks = shut, talks = open]}
  c: {statements: [talks = open]}
misperceptions:
  b:
    unseen: [spies]
    impossible: [talks = open and aid = none]
  c:
    preferences:
      c: {statements: [aid = sent]}
      a: {ranking: [[{spies: home}], []]}
"""

NAMED = """\
detente: 1
case: named
parties: {a: {name: Astan}, b: {name: Bedor}}
graph:
  states: {war: {}, talks: {label: they (all) talk}, peace: {}}
  moves:
    a: [[war, talks], [talks, war]]
    b: [[talks, peace]]
status_quo: war
preferences:
  a: {ranking: [[peace], [talks], [war]]}
  b: {ranking: [[peace], [talks], [war]]}
misperceptions:
  b:
    preferences:
      a: {ranking: [[war], [talks], [peace]]}
      b: {ranking: [[war], [talks], [peace]]}
"""


def report(text: str) -> Report:
    """The report on a case without a record."""
    case, problems = casefile.parse(text, "case.yaml")
    assert case is not None, [problem.concise() for problem in problems]
    return build(case=case, entries=(), documents={}, claims={}, as_of=dt.date(2020, 1, 1))


def test_every_way_of_seeing_it_differently_is_a_sentence() -> None:
    """What a party does not know of, thinks impossible, takes others to want, and wants itself."""
    case, _ = casefile.parse(LEVERS, "case.yaml")
    assert case is not None
    assert [view.text for view in views(case)] == [
        "Bedor does not know of Spies.",
        "Bedor thinks this impossible: “Talks: open; and Aid: none”.",
        "Cavia wants, by its own picture, “Aid: sent”.",
        "Cavia takes Astan to want “Spies: home”, then “any other state”.",
    ]


def test_what_the_target_does_not_see_is_a_surprise() -> None:
    """From now Astan sends spies of which Bedor knows nothing: the smallest surprise is told."""
    seen = report(LEVERS).misperceived
    assert seen is not None
    assert seen.why_not == ""
    key, words = seen.told[0]
    assert key == "0"
    assert words == (
        "Astan would gain by moving Spies from home to abroad; Bedor does not see that anything "
        "has changed."
    )
    assert "from the present state" in seen.surprises


def test_a_study_of_named_states_says_each_name_once() -> None:
    """A state that lasts only by the pictures is told by its name and label."""
    found = report(NAMED)
    seen = found.misperceived
    assert seen is not None
    assert [one[2:] for one in seen.counts] == [(1, 2)] * 4
    assert seen.changed == (("talks", "they (all) talk", "lasts under Nash, SEQ, SMR and GMR"),)
    assert seen.now == "The present state does not last if each acts on its own picture."
    assert seen.surprises == (
        "1 gainful move would come as a surprise: 1 from the present state, none from the 2 other "
        "states above that last by these pictures."
    )
    assert "Bedor takes Astan to want “war”, then “talks”, then “peace”." in markdown.render(found)
    assert [row.title for row in found.positions.states] == ["Now", "", "they (all) talk"]


def test_a_picture_in_which_nothing_can_be_says_why() -> None:
    """Where a party thinks every state impossible nothing is worked out, and the reason stands there."""
    text = LEVERS.replace(
        "impossible: [talks = open and aid = none]", "impossible: [talks >= shut]"
    )
    seen = report(text).misperceived
    assert seen is not None
    assert "in the picture that b has of the case" in seen.why_not
    assert "Not worked out: in the picture that b has of the case" in markdown.render(report(text))

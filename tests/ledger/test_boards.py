"""Small records and the board they give: the text of the record is the test."""

import datetime as dt
from textwrap import dedent

import pytest

from detente.case import Case, Lever
from detente.casefile import parse
from detente.entries import Act, read_entry
from detente.ledger import LeverStatus, finding, history, status

HEAD = """
detente: 1
case: talks
parties:
  usa: {name: United States}
  dprk: {name: North Korea}
  iaea: {name: IAEA, role: verifier}
levers:
  ban: {owner: usa, levels: [in_force, suspended, lifted]}
  plant:
    owner: dprk
    levels: [operating, frozen, disabled, dismantled]
    watched_by: inspectors
    undo:
      frozen: {operating: 60 days}
      disabled: {operating: 365 days}
      dismantled: {operating: never, frozen: never, disabled: never}
  mine: {owner: dprk, levels: [open, shut], undo: {shut: {open: 10 days}}, watched_by: iaea}
  inspectors: {owner: dprk, levels: [absent, present]}
  oil: {owner: usa, unit: t}
"""


def case_of(events: str, more: str = "") -> Case:
    """The case with these entries; every mistake in it fails the test."""
    text = HEAD + dedent(more)
    if events.strip():
        text += "events:\n" + "".join(
            f"  - {{{line}}}\n" for line in dedent(events).split("\n") if line
        )
    case, problems = parse(text)
    assert problems == []
    assert case is not None
    return case


def said(shown: LeverStatus) -> str:
    """A lever's status on one line."""
    what = (
        "|".join(shown.levels)
        if shown.amount is None
        else "..".join(f"{x:g}" for x in shown.amount)
    )
    since = f" since {shown.since}" if shown.since else ""
    because = f" ({', '.join(shown.because)})" if shown.because else ""
    return f"{shown.lever}: {what}{since}{because}"


BOARDS = {
    "nothing recorded: the start level, without a date": (
        "",
        {"2019-10-05": ["ban: in_force", "plant: operating", "oil: 0..0"]},
    ),
    "a certain act sets the level from its day on": (
        "id: e1, kind: act, date: 2018-06-12, lever: ban, level: suspended",
        {
            "2018-06-11": ["ban: in_force"],
            "2018-06-12": ["ban: suspended since 2018-06-12 (e1)"],
            "2019-10-05": ["ban: suspended since 2018-06-12 (e1)"],
        },
    ),
    "an entry that says the same again changes no date": (
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: suspended
        id: e2, kind: finding, date: 2018-09-01, by: iaea, lever: ban, level: suspended
        """,
        {"2019-10-05": ["ban: suspended since 2018-06-12 (e1, e2)"]},
    ),
    "an entry that confirms the start level gives it a date": (
        "id: e1, kind: act, date: 2017-08-05, lever: ban, level: in_force",
        {"2017-08-04": ["ban: in_force"], "2019-10-05": ["ban: in_force since 2017-08-05 (e1)"]},
    ),
    "a press report is graded F6: it makes a level possible": (
        "id: e1, kind: report, date: 2018-06-12, lever: ban, level: lifted",
        {"2018-06-12": ["ban: in_force|lifted since 2018-06-12 (e1)"]},
    ),
    "a report with a good grade is certain": (
        "id: e1, kind: report, date: 2018-06-12, lever: ban, level: lifted, grade: B2",
        {"2018-06-12": ["ban: lifted since 2018-06-12 (e1)"]},
    ),
    "a certain entry after a doubtful one settles it": (
        """
        id: e1, kind: report, date: 2018-06-12, lever: ban, level: lifted
        id: e2, kind: act, date: 2018-07-01, lever: ban, level: suspended
        """,
        {
            "2018-06-30": ["ban: in_force|lifted since 2018-06-12 (e1)"],
            "2018-07-01": ["ban: suspended since 2018-07-01 (e2)"],
        },
    ),
    "a dispute makes the entry doubtful, whenever it was raised": (
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted
        id: d1, kind: dispute, date: 2019-01-01, about: e1
        """,
        {"2018-06-12": ["ban: in_force|lifted since 2018-06-12 (e1)"]},
    ),
    "a ruling for the dispute strikes the entry, also for days before it": (
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted
        id: d1, kind: dispute, date: 2019-01-01, about: e1
        id: r1, kind: ruling, date: 2019-03-01, about: d1, upheld: true
        """,
        {"2018-07-01": ["ban: in_force"], "2019-10-05": ["ban: in_force"]},
    ),
    "a ruling against the dispute clears the entry": (
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted
        id: d1, kind: dispute, date: 2019-01-01, about: e1
        id: r1, kind: ruling, date: 2019-03-01, about: d1, upheld: false
        """,
        {"2018-07-01": ["ban: lifted since 2018-06-12 (e1)"]},
    ),
    "a correction takes the place of what it corrects": (
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted
        id: e2, kind: act, date: 2018-06-14, lever: ban, level: suspended, supersedes: e1
        """,
        {"2018-06-13": ["ban: in_force"], "2018-06-14": ["ban: suspended since 2018-06-14 (e2)"]},
    ),
    "of a chain of corrections the last stands": (
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted
        id: e2, kind: act, date: 2018-06-14, lever: ban, level: suspended, supersedes: e1
        id: e3, kind: act, date: 2018-06-15, lever: ban, level: suspended, supersedes: e2
        """,
        {"2018-06-14": ["ban: in_force"], "2018-06-15": ["ban: suspended since 2018-06-15 (e3)"]},
    ),
    "a correction that is withdrawn corrects nothing": (
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted
        id: e2, kind: act, date: 2018-06-14, lever: ban, level: suspended, supersedes: e1
        id: t1, kind: retract, date: 2018-08-01, about: e2
        """,
        {"2018-06-14": ["ban: lifted since 2018-06-12 (e1)"]},
    ),
    "inside the range of an inexact date the level is possible, after it certain": (
        "id: e1, kind: act, date: 2018-06-10/2018-06-12, lever: ban, level: lifted",
        {
            "2018-06-09": ["ban: in_force"],
            "2018-06-10": ["ban: in_force|lifted since 2018-06-10 (e1)"],
            "2018-06-11": ["ban: in_force|lifted since 2018-06-10 (e1)"],
            "2018-06-12": ["ban: lifted since 2018-06-12 (e1)"],
        },
    ),
    "on one day findings come after acts, then the order of ids counts": (
        """
        id: a9, kind: act, date: 2018-06-12, lever: ban, level: suspended
        id: a1, kind: finding, date: 2018-06-12, by: iaea, lever: ban, level: lifted
        """,
        {"2018-06-12": ["ban: lifted since 2018-06-12 (a1)"]},
    ),
    "an instant comes before what is dated by its day": (
        """
        id: e1, kind: finding, date: "2018-06-12T09:00:00Z", by: iaea, lever: ban, level: lifted
        id: e2, kind: act, date: 2018-06-12, lever: ban, level: suspended
        """,
        {"2018-06-12": ["ban: suspended since 2018-06-12 (e2)"]},
    ),
    "words change no level": (
        """
        id: s1, kind: statement, date: 2018-06-12, text: "we shall lift it", lever: ban, level: lifted
        id: v1, kind: event, date: 2018-06-12, name: summit
        id: w1, kind: assert, date: 2018-06-12, lever: ban, level: in_force
        """,
        {"2018-06-12": ["ban: in_force"]},
    ),
    "what was frozen and is not watched may run again after its time": (
        """
        id: e1, kind: act, date: 2019-01-01, lever: plant, level: frozen
        """,
        {
            "2019-03-01": ["plant: frozen since 2019-01-01 (e1)"],
            "2019-03-02": ["plant: operating|frozen since 2019-03-02 (e1)"],
        },
    ),
    "while inspectors are there, what was frozen stays known": (
        """
        id: e1, kind: act, date: 2019-01-01, lever: plant, level: frozen
        id: e2, kind: act, date: 2019-01-05, lever: inspectors, level: present
        """,
        {"2019-12-31": ["plant: frozen since 2019-01-01 (e1)"]},
    ),
    "the time runs from the day on which the inspectors left": (
        """
        id: e1, kind: act, date: 2019-01-01, lever: plant, level: frozen
        id: e2, kind: act, date: 2019-01-05, lever: inspectors, level: present
        id: e3, kind: act, date: 2019-04-16, lever: inspectors, level: absent
        """,
        {
            "2019-06-14": ["plant: frozen since 2019-01-01 (e1)"],
            "2019-06-15": ["plant: operating|frozen since 2019-06-15 (e1)"],
        },
    ),
    "what is never undone stays known": (
        "id: e1, kind: act, date: 2019-01-01, lever: plant, level: dismantled",
        {"2039-01-01": ["plant: dismantled since 2019-01-01 (e1)"]},
    ),
    "each finding of the verifier renews what is known": (
        """
        id: e1, kind: act, date: 2019-01-01, lever: mine, level: shut
        id: f1, kind: finding, date: 2019-01-08, by: iaea, lever: mine, level: shut
        """,
        {
            "2019-01-17": ["mine: shut since 2019-01-01 (e1, f1)"],
            "2019-01-18": ["mine: open|shut since 2019-01-18 (f1)"],
        },
    ),
    "amounts add up; the doubtful ones widen the interval": (
        """
        id: m1, kind: amount, date: 2019-01-01, lever: oil, amount: 6200
        id: m2, kind: amount, date: 2019-02-01, lever: oil, amount: 800, grade: F3
        id: m3, kind: amount, date: 2019-03-01/2019-03-09, lever: oil, amount: 100
        """,
        {
            "2018-12-31": ["oil: 0..0"],
            "2019-01-01": ["oil: 6200..6200 since 2019-01-01 (m1)"],
            "2019-02-01": ["oil: 6200..7000 since 2019-02-01 (m1, m2)"],
            "2019-03-05": ["oil: 6200..7100 since 2019-03-01 (m1, m2, m3)"],
            "2019-03-09": ["oil: 6300..7100 since 2019-03-09 (m1, m2, m3)"],
        },
    ),
}


@pytest.mark.parametrize(("events", "boards"), BOARDS.values(), ids=BOARDS)
def test_the_board(events: str, boards: dict[str, list[str]]) -> None:
    """The record gives this board on each of these days."""
    case = case_of(events)
    for day, expected in boards.items():
        shown = status(case, case.events, dt.date.fromisoformat(day)).levers
        lines = [said(shown[line.split(":")[0]]) for line in expected]
        assert lines == expected, day


def test_known_on_an_earlier_day() -> None:
    """A ruling of March clears up the board of January, for who asks in March."""
    case = case_of(
        """
        id: e1, kind: act, date: 2019-01-01, lever: ban, level: lifted
        id: d1, kind: dispute, date: 2019-02-01, about: e1
        id: r1, kind: ruling, date: 2019-03-01, about: d1, upheld: false
        id: e2, kind: act, date: 2018-12-01, recorded: 2019-04-01, lever: plant, level: frozen
        """
    )
    day = dt.date(2019, 1, 15)
    shown = {
        known: status(case, case.events, day, dt.date.fromisoformat(known)).levers
        for known in ("2019-01-31", "2019-02-15", "2019-03-01", "2019-04-01")
    }
    assert [said(board["ban"]).split(" ")[1] for board in shown.values()] == [
        "lifted",
        "in_force|lifted",
        "lifted",
        "lifted",
    ]
    assert [board["plant"].levels for board in shown.values()] == [
        ("operating",),
        ("operating",),
        ("operating",),
        ("frozen",),
    ]


def test_days_begin_in_the_zone_of_the_case() -> None:
    """Half past four in the afternoon of the 5th in Greenwich is the 6th in Seoul."""
    case = case_of(
        'id: e1, kind: act, date: "2019-10-05T16:30:00Z", lever: ban, level: lifted',
        "timezone: Asia/Seoul\n",
    )
    on_the_5th = status(case, case.events, dt.date(2019, 10, 5)).levers["ban"]
    on_the_6th = status(case, case.events, dt.date(2019, 10, 6)).levers["ban"]
    assert said(on_the_5th) == "ban: in_force"
    assert said(on_the_6th) == "ban: lifted since 2019-10-06 (e1)"


@pytest.mark.parametrize(
    ("events", "day", "lever", "why"),
    [
        (
            "id: e1, kind: report, date: 2018-06-12, lever: ban, level: lifted",
            "2018-06-12",
            "ban",
            "not known: in force at the start; e1 (grade F6 is weaker than D4): lifted",
        ),
        (
            """
            id: e1, kind: act, date: 2018-06-12, lever: ban, level: suspended
            id: e2, kind: act, date: 2018-07-01/2018-07-03, lever: ban, level: lifted
            id: d1, kind: dispute, date: 2018-08-01, about: e2
            id: d2, kind: dispute, date: 2018-08-02, about: e2
            """,
            "2018-08-02",
            "ban",
            (
                "not known: suspended for certain on 12 Jun 2018 (e1); e2 (disputed by d1 and d2 and not "
                "ruled on, date not exact, 1 Jul 2018 to 3 Jul 2018): lifted"
            ),
        ),
        (
            "id: e1, kind: act, date: 2019-01-01, lever: plant, level: frozen",
            "2019-06-01",
            "plant",
            (
                "not known: frozen for certain on 1 Jan 2019 (e1); nobody has watched since 1 Jan 2019, "
                "and from frozen back to operating takes 60 days"
            ),
        ),
        ("", "2019-06-01", "ban", "no entry says so; in force is the start level"),
        ("", "2019-06-01", "oil", "no delivery is recorded"),
        (
            "id: m1, kind: amount, date: 2019-01-01, lever: oil, amount: 5, grade: E1",
            "2019-06-01",
            "oil",
            "not known: m1 (grade E1 is weaker than D4)",
        ),
    ],
)
def test_what_is_not_known_says_why(events: str, day: str, lever: str, why: str) -> None:
    """The sentence names the entries that decide, and each one's doubt."""
    case = case_of(events)
    assert status(case, case.events, dt.date.fromisoformat(day)).levers[lever].why == why


def test_the_finding_has_the_form_of_the_contract() -> None:
    """Levels, since, because per lever; dates as ISO text; null with a reason beside it."""
    case = case_of(
        "id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted, rests_on: [c2, c1]",
        "claims: [{id: c1, quote: we lift it}, {id: c2, quote: it is lifted}]\n"
        "clauses: [{id: freeze, party: dprk, must: plant >= frozen, when: event(signed)}]\n",
    )
    answer = finding(status(case, case.events, dt.date(2019, 10, 5))).as_dict()
    assert answer["schema"] == "detente.status/1"
    assert (answer["as_of"], answer["known"], answer["reading"]) == ("2019-10-05", None, None)
    ban = {"levels": ["lifted"], "since": "2018-06-12", "because": ["e1"], "why": ""}
    ban["relief"] = "lifting"
    assert answer["levers"]["ban"] == ban
    assert answer["levers"]["plant"]["since"] is None
    assert answer["levers"]["plant"]["why"] != ""
    assert answer["levers"]["oil"]["amount"] == [0.0, 0.0]
    assert answer["rests_on"] == ["c1", "c2"]


@pytest.mark.parametrize(
    ("level", "relief"),
    [("exempted", "exemption"), ("under_waiver", "waiver"), ("suspended", "suspension"),
     ("lifted", "lifting"), ("expired", "expiry"), ("in_force", "")],
)  # fmt: skip
def test_a_measure_says_which_of_five_reliefs_it_has(level: str, relief: str) -> None:
    """By the name of its level; what applies has none."""
    five = ("in_force", "exempted", "under_waiver", "suspended", "lifted", "expired")
    cap = Lever(id="cap", name="Cap", owner="usa", levels=five, start="in_force")
    act = {"kind": "act", "id": "e1", "date": "2018-06-12", "lever": "cap", "level": level}
    entry, faults = read_entry(act)
    assert isinstance(entry, Act), faults
    board = status(Case(id="talks", levers={"cap": cap}), [entry], dt.date(2019, 10, 5))
    assert board.levers["cap"].relief == relief


def test_what_is_not_known_is_no_relief() -> None:
    """Lifted or in force: neither is said."""
    case = case_of(
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted
        id: e2, kind: dispute, date: 2018-06-13, about: e1
        """
    )
    assert status(case, case.events, dt.date(2019, 10, 5)).levers["ban"].relief == ""


def test_history_has_no_gaps_and_ends_on_the_day() -> None:
    """Stretches follow one another from the first day of the record to the day of the question."""
    case = case_of(
        """
        id: e1, kind: act, date: 2018-06-12, lever: ban, level: lifted
        id: e2, kind: act, date: 2019-01-01, lever: plant, level: frozen
        """
    )
    past = history(case, case.events, dt.date(2019, 10, 5))
    shown = [(str(s.first), str(s.last), s.levels) for s in past["plant"]]
    assert shown == [
        ("2018-06-12", "2018-12-31", ("operating",)),
        ("2019-01-01", "2019-03-01", ("frozen",)),
        ("2019-03-02", "2019-10-05", ("operating", "frozen")),
    ]
    assert [str(s.first) for s in past["oil"]] == ["2018-06-12"]

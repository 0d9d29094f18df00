"""``detente stability``: each of its options, as people and programs read it, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, str], None]

DPRK = "dprk-2019"
ELMIRA = "literature/kilgour2001/elmira_9"
TWELVE = "literature/kinsara2014/elmira_12"
CUBA = "literature/fraser1984/cuban_missile"
SYRIA = "literature/hipel2014/syria_iraq_1975"
PAGES = {
    "tableau-cuba": [CUBA, "--concepts", "tableau,sim,l2,nm,mr4", "--per-party"],
    "tableau-dprk": [DPRK, "--concepts", "tableau", "--per-party", "--limit", "5"],
    "behaviour-dprk": [DPRK, "--behaviour", "usa=seq,dprk=gmr", "--limit", "2"],
    "why-others-cuba": [CUBA, "--why", "0", "--concepts", "sim,tableau,l3,nm,mr4,cmr4,seq-or-sim"],
    "coalitions-dprk": [DPRK, "--coalitions", "--limit", "2"],
    "coalitions-elmira": [ELMIRA, "--coalitions"],
    "coalitions-why-elmira": [ELMIRA, "--coalitions", "--why", "s5", "--concepts", "nash"],
    "merged-elmira": [TWELVE, "--merged", "ministry+uniroyal", "--limit", "3"],
    "inverse-syria": [SYRIA, "--inverse", "1"],
    "inverse-dprk": [DPRK, "--inverse", "944783", "--limit", "1"],
    "mediate-syria": [SYRIA, "--mediate", "1"],
    "mediate-dprk": [DPRK, "--mediate", "339336", "--concepts", "nash,gmr"],
    "unknown-dprk": [DPRK, "--unknown", "--limit", "1"],
    "strength-dprk": [DPRK, "--strength", "usa=2,dprk=1", "--limit", "1"],
    "strength-degrees-cuba": [CUBA, "--strength", "us=1+2", "--limit", "3"],
    "hybrid-cuba": [CUBA, "--unknown", "--strength", "us=1"],
    "attitudes-cuba": [CUBA, "--attitudes", "us:ussr=-"],
    "hypergame-dprk": [DPRK, "--hypergame", "--limit", "1"],
    "paths-elmira": [ELMIRA, "--paths", "s8"],
    "paths-dprk": [DPRK, "--paths", "339930"],
    "tree-elmira": [ELMIRA, "--tree"],
    "tree-dprk": [DPRK, "--tree", "--depth", "1", "--limit", "4"],
    "no-return-elmira": [ELMIRA, "--no-return"],
    "no-return-dprk": [DPRK, "--no-return", "--limit", "2"],
}


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.slow
def test_pages(name: str, columns: int, run: Run, golden: Golden) -> None:
    """Each page reads as the one that was looked at and kept, and fits its width."""
    result = run("stability", *PAGES[name], "--as-of", "2019-10-15", columns=columns)
    assert result.exit_code == 0, result.output
    assert max(len(line) for line in result.stdout.splitlines()) <= columns
    golden(f"cli/stability-{name}-{columns}.txt", result.stdout)


def answer(run: Run, *words: str) -> dict[str, Any]:
    """What a question gives as JSON; the contract's keys are there whatever is asked."""
    result = run("stability", *words, "--json", "--no-robust")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert found["schema"] == "detente.stability/1"
    assert {"parties", "states", "status_quo", "equilibria", "rests_on", "problems"} <= set(found)
    return found


def test_other_concepts_stand_beside_the_four(run: Run) -> None:
    """In chicken at two moves nothing lasts; mutual swerving is non-myopic and SIM stable."""
    found = answer(run, "literature/kilgour1984/chicken", "--concepts", "nash,sim,l2,nm,mr4")
    counts = {concept: listed["count"] for concept, listed in found["equilibria"].items()}
    assert counts == {"nash": 2, "sim": 3, "l2": 0, "nm": 1, "mr4": 3}


def test_the_tableau_has_a_label_for_each_state(run: Run) -> None:
    """Chicken: r, /u, r, u from the best state to the worst."""
    words = ("literature/kilgour1984/chicken", "--concepts", "tableau", "--per-party")
    found = answer(run, *words)["tableau"]
    assert [column["label"] for column in found["a"]["columns"]] == ["r", "/u", "r", "u"]
    assert found["a"]["columns"][1]["improvements"]["count"] == 1


def test_a_concept_for_each_party(run: Run) -> None:
    """Each party by its own concept is the row of that concept."""
    found = answer(run, "talks", "--behaviour", "usa=seq,dprk=gmr", "--per-party")
    both = answer(run, "talks", "--concepts", "seq,gmr", "--per-party")["stable"]
    assert found["behaviour"] == {"usa": "seq", "dprk": "gmr"}
    assert found["stable"]["behaviour"]["usa"] == both["seq"]["usa"]
    assert found["stable"]["behaviour"]["dprk"] == both["gmr"]["dprk"]


def test_elmira_has_one_equilibrium_jump(run: Run) -> None:
    """The Ministry and Uniroyal go from state 5 to state 8 together; nothing else is a jump."""
    found = answer(run, ELMIRA, "--coalitions")["coalitions"]
    assert found["jumps"]["count"] == 1
    jump = found["jumps"]["jumps"][0]
    assert (jump["from"], jump["to"]) == ({"state": "s5"}, {"state": "s8"})
    assert jump["coalition"] == ["ministry", "uniroyal"]
    assert found["equilibria"]["cnash"]["states"] == [{"state": "s8"}, {"state": "s9"}]


def test_coalitions_of_the_case_are_not_called_all(run: Run, folder: Path) -> None:
    """Single parties are among them only where the case names them, or names none."""
    told = "States that last against 3 coalitions (single parties among them):"
    assert told in " ".join(run("stability", "talks", "--coalitions").stdout.split())
    case = folder / "talks" / "case.yaml"
    text = case.read_text(encoding="utf-8")
    case.write_text(f"{text}\ncoalitions: [[usa, dprk]]\n", encoding="utf-8")
    page = " ".join(run("stability", "talks", "--coalitions").stdout.split())
    assert "States that last against the 1 coalition that the case names:" in page
    assert "single parties" not in page
    case.write_text(f"{text}\ncoalitions: []\n", encoding="utf-8")
    result = run("stability", "talks", "--coalitions")
    assert result.exit_code == 3
    assert "the list of coalitions in the case is empty" in " ".join(result.stderr.split())


def test_a_coalition_says_why_it_would_go(run: Run) -> None:
    """With --why there is a reason for each coalition and concept."""
    found = answer(run, ELMIRA, "--coalitions", "--why", "s5", "--concepts", "nash")["coalitions"]
    leaving = [said for said in found["why"] if not said["stable"]]
    assert [said["coalition"] for said in leaving] == [["ministry", "uniroyal"]]


def test_pareto_leaves_fewer_states(run: Run) -> None:
    """What some member gains by while none loses is more than what all gain by."""
    strict = answer(run, "talks", "--coalitions", "--concepts", "nash")["coalitions"]
    pareto = answer(run, "talks", "--coalitions", "--concepts", "nash", "--improvement", "pareto")
    fewer, more = pareto["coalitions"]["equilibria"]["cnash"], strict["equilibria"]["cnash"]
    assert fewer["count"] <= more["count"]
    assert all(state in more["states"] for state in fewer["states"])


def test_merged_players_of_elmira_are_those_in_print(run: Run) -> None:
    """Six Nash states for the block of Ministry and Uniroyal, nine for GMR (GMCR+)."""
    found = answer(run, TWELVE, "--merged", "ministry+uniroyal")["merged"]
    assert found["structure"] == [["ministry", "uniroyal"], ["local"]]
    assert found["equilibria"]["nash"]["count"] == 6
    assert found["equilibria"]["gmr"]["count"] == 9


def test_inverse_counts_rankings_exactly(run: Run) -> None:
    """Syria at state 2: 240 of 720 rankings under Nash, 384 under GMR and SEQ, 300 under SMR."""
    found = answer(run, SYRIA, "--inverse", "1")["inverse"]
    syria = {concept: it["parties"][0]["rankings"]["count"] for concept, it in found.items()}
    assert syria == {"nash": 240, "gmr": 384, "smr": 300, "seq": 384}


def test_mediation_names_what_to_change(run: Run) -> None:
    """What does not last gets a cost and steps in words; what lasts costs nothing."""
    found = answer(run, SYRIA, "--mediate", "1", "--concepts", "gmr")["mediate"]["gmr"]
    assert found["cost"] > 0
    assert found["ways"]["list"][0]["changes"][0]["steps"][0]["text"].startswith("For Syria, move")
    lasting = answer(run, CUBA, "--mediate", "4", "--concepts", "seq")["mediate"]["seq"]
    assert lasting["cost"] == 0


UNSURE = """\
detente: 1
case: water
parties: {federal: {name: Federal}, provincial: {name: Provincial}, support: {name: Support}}
levers:
  ban: {owner: federal, levels: [no, yes]}
  lift: {owner: provincial, levels: [no, yes]}
  appeal: {owner: support, levels: [no, yes]}
preferences:
  federal: {statements: [ban = yes, lift = no, appeal = no]}
  provincial:
    types:
      economy: {prior: 0.5, statements: [lift = yes, ban = no, appeal = no]}
      environment: {prior: 0.5, statements: [lift = no, ban = yes, appeal = no]}
  support: {statements: [lift = yes, appeal = no iff lift = yes, ban = no]}
"""


def test_what_is_unknown_stays_open(run: Run, folder: Path) -> None:
    """A province that may be of two types: what lasts for bold (a) and for careful (d) parties."""
    (folder / "water.yaml").write_text(UNSURE, encoding="utf-8")
    found = answer(run, "water.yaml", "--unknown", "--concepts", "nash,seq")["unknown"]
    counts = {e: {c: s["count"] for c, s in by.items()} for e, by in found["extensions"].items()}
    assert counts["a"] == {"nash": 0, "seq": 0}
    assert counts["d"] == {"nash": 2, "seq": 3}
    assert found["unknown_pairs"]["provincial"] > 0
    assert found["unknown_pairs"]["federal"] == 0
    page = run("stability", "water.yaml", "--unknown", "--concepts", "nash,seq").stdout
    assert "Types and readings are left open" in page


def test_strength_divides_what_lasts(run: Run) -> None:
    """Strong and weak are disjoint and together all that last in the ordinary sense."""
    found = answer(run, "talks", "--strength", "usa=1,dprk=1")
    for concept, listed in found["strength"]["equilibria"].items():
        assert listed["general"]["count"] == found["equilibria"][concept]["count"]
        assert listed["strong"]["count"] + listed["weak"]["count"] == listed["general"]["count"]


def test_both_at_once_are_hybrid(run: Run) -> None:
    """--unknown and --strength together: degrees for each of the four extensions."""
    found = answer(run, "talks", "--unknown", "--strength", "usa=1")
    assert set(found["hybrid"]["extensions"]) == {"a", "b", "c", "d"}
    assert "strength" not in found
    assert "unknown" not in found


def test_attitudes_are_marked_experimental(run: Run) -> None:
    """On the page and in JSON; whoever is not named cares for itself alone."""
    found = answer(run, "talks", "--attitudes", "usa:dprk=-")["attitudes"]
    assert found["experimental"].startswith("experimental")
    assert found["attitudes"] == {"usa": {"usa": 1, "dprk": -1}, "dprk": {"usa": 0, "dprk": 1}}
    assert "Experimental:" in run("stability", "talks", "--attitudes", "usa:dprk=-").stdout


BLIND = """\
detente: 1
case: inspection
parties: {host: {name: Host}, guest: {name: Guest}}
levers:
  hides: {name: Second site, owner: host, levels: [none, built]}
  admits: {name: Inspectors, owner: host, levels: [no, yes]}
  relieves: {name: Relief, owner: guest, levels: [no, yes]}
preferences:
  host: {statements: [relieves = yes, hides = built, admits = no]}
  guest:
    statements: [hides = none or relieves = no, admits = yes iff relieves = yes, relieves = no]
misperceptions: {guest: {unseen: [hides], impossible: [admits = yes and relieves = no]}}
"""


def test_a_hypergame_has_surprises_and_states_outside(run: Run, folder: Path) -> None:
    """The guest does not know of the second site: what it cannot foresee is named."""
    (folder / "blind.yaml").write_text(BLIND, encoding="utf-8")
    found = answer(run, "blind.yaml", "--hypergame")["hypergame"]
    assert found["pictures"]["guest"]["unseen"] == ["hides"]
    assert found["outside"]["guest"]["count"] == 2
    assert {move["kind"] for move in found["surprises"]["moves"]} >= {"unnoticed"}
    page = run("stability", "blind.yaml", "--hypergame").stdout
    assert "does not know of Second site" in page
    assert "GMCR+" in page


def test_paths_take_coalitions_along_and_mark_what_cannot_be_undone(run: Run) -> None:
    """From state 1 of Elmira to state 8: no improvements of single parties, two steps with both."""
    found = answer(run, ELMIRA, "--paths", "s8")["paths"]
    route = found["routes"][0]
    assert route["by_improvements"]["length"] is None
    assert route["by_coalitions"]["length"] == 2
    last = route["by_coalitions"]["paths"][0]["steps"][-1]
    assert (last["parties"], last["undone"]) == (["ministry", "uniroyal"], "never")
    assert [step["undone"] for step in route["by_moves"]["paths"][0]["steps"]].count("never") == 2
    assert found["reached"] == {"by_moves": 1, "by_improvements": 0, "by_coalitions": 1}


def test_the_tree_goes_as_deep_as_asked(run: Run) -> None:
    """Each branch names its parent; --depth and --by count."""
    found = answer(run, ELMIRA, "--tree", "--by", "moves", "--depth", "1")["tree"]
    assert {branch["depth"] for branch in found["branches"]} == {0, 1}
    assert found["branches"][0]["parent"] is None
    none = run("stability", DPRK, "--tree", "--by", "improvements").stdout
    assert "Nothing follows. --by coalitions shows" in " ".join(none.split())


def test_a_tree_of_no_steps_does_not_say_that_nothing_follows(run: Run) -> None:
    """--depth 0 is the status quo alone; something follows."""
    page = run("stability", ELMIRA, "--tree", "--depth", "0").stdout
    assert "Nothing follows" not in page
    assert "The status quo alone; --depth 1 shows the steps from it." in page


def test_the_tree_explains_the_marks_that_it_has(run: Run) -> None:
    """And none of the others."""
    page = " ".join(run("stability", ELMIRA, "--tree", "--by", "moves").stdout.split())
    for mark in (
        "[no way back]",
        "[only others can undo it]",
        "(as above)",
        "(nothing follows)",
        "(goes on)",
    ):
        assert (f"{mark}:" in page) == (mark in page.replace(f"{mark}:", "")), mark
    free = run("stability", "literature/kilgour1984/chicken", "--tree", "--by", "moves").stdout
    assert "no way back" not in free
    assert "(goes on): such steps lead on from here" in free


def test_what_lasts_is_the_first_target(run: Run) -> None:
    """Of twelve deals the two that last under Nash come first, the one with fewer changes before."""
    found = answer(run, "talks", "--paths", "deal")["paths"]
    under = [route["lasts_under"] for route in found["routes"]]
    assert [("nash" in it, "seq" in it, "smr" in it) for it in under] == sorted(
        (("nash" in it, "seq" in it, "smr" in it) for it in under), reverse=True
    )
    assert found["lasting"] == {"nash": 2, "gmr": 7, "smr": 7, "seq": 4}
    page = " ".join(run("stability", "talks", "--paths", "deal").stdout.split())
    assert "In this order: what lasts under Nash, then SEQ, then SMR, then GMR, then the" in page
    assert "(lasts under Nash)" in page


MANY = "nash,gmr,smr,seq,sseq,sim,seq-or-sim,tableau,l1,l2,nm,mr2,cmr3"


@pytest.mark.parametrize("columns", [40, 80])
def test_no_name_of_a_concept_or_party_is_broken(run: Run, columns: int) -> None:
    """However many concepts there are: then they stand one below another."""
    words = ("talks", "--concepts", MANY, "--per-party", "--no-robust")
    page = run("stability", *words, columns=columns).stdout
    table = page[page.index("At how many") : page.index("Tableau")].splitlines()
    for name in ("SEQ or SIM", "tableau", "CMR3"):
        assert sum(line.startswith(name) for line in table) == 1
    assert any(line.split() == ["US", "DPRK"] for line in table)
    narrow = run("stability", "talks", "--per-party", "--no-robust").stdout
    assert "               Nash  GMR  SMR  SEQ" in narrow


def test_figures_of_firmness_name_their_concepts(run: Run) -> None:
    """Per state and concept; concepts that have none are named once."""
    page = " ".join(run("stability", CUBA, "--concepts", "seq,smr,gmr,l2").stdout.split())
    assert "4 SEQ, SMR, L2 United States 1, Soviet Union 2 draws always, changes 20 (SEQ)," in page
    assert "20 (SEQ), 23 (SMR, GMR)" in page
    assert "4 (SEQ), 6 (SEQ): United States: without statement 3" in page
    assert page.count("How firm it is under L2 is not worked out") == 1
    alone = " ".join(run("stability", CUBA, "--concepts", "smr,gmr").stdout.split())
    assert "draws always, changes 23 (each)" in alone
    assert "not worked out" not in alone


def test_figures_of_firmness_in_columns(run: Run) -> None:
    """Concepts with equal figures stand on a line of their own, before those without figures."""
    words = (CUBA, "--concepts", "seq,smr,gmr,l2", "--limit", "1")
    lines = run("stability", *words, columns=140).stdout.splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith("4 "))
    assert lines[first].split()[-3:] == ["SEQ", "always", "20"]
    assert lines[first + 1].split() == ["SMR,", "GMR", "always", "23"]
    assert lines[first + 2].split() == ["L2"]


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--coalitions"], "With --coalitions it is not worked out how firm this is"),
        (["--behaviour", "usa=seq,dprk=gmr"], "all parties going by the same one"),
        (["--concepts", "nm"], "it is worked out for nash, gmr, smr, seq and sseq."),
    ],
)
def test_it_is_said_once_where_no_figures_of_firmness_are(
    option: list[str], said: str, run: Run
) -> None:
    """Of concepts and questions for which they are not worked out."""
    page = " ".join(run("stability", "talks", *option).stdout.split())
    assert page.count(said) == 1
    assert page.count("how firm") + page.count("How firm") == 1


ALONE = """detente: 1
case: alone
parties: {a: {name: A}}
levers: {x: {owner: a, levels: [n, y]}}
preferences: {a: {statements: [x = y]}}
"""
POINT = """detente: 1
case: point
parties: {a: {}}
graph: {states: [s1], moves: {a: []}}
preferences: {a: {ranking: [[s1]]}}
"""


def test_one_party_has_nobody_to_answer(run: Run, folder: Path) -> None:
    """No word of others where there are none; one state is not several."""
    (folder / "alone.yaml").write_text(ALONE, encoding="utf-8")
    page = " ".join(run("stability", "alone.yaml", "--why", "now").stdout.split())
    assert "A would gain by moving x from n to y, and there is no other party to answer." in page
    assert "the others" not in page
    (folder / "point.yaml").write_text(POINT, encoding="utf-8")
    page = run("stability", "point.yaml").stdout
    assert "1 feasible state of 1, 1 party" in page
    assert "(s1)" not in page


def test_each_by_its_own_concept_reads_as_a_sentence(run: Run) -> None:
    page = " ".join(run("stability", "talks", "--behaviour", "usa=seq,dprk=gmr").stdout.split())
    assert "States that last, each party by its own concept: " in page
    assert "their own" not in page


def test_what_cannot_be_undone(run: Run) -> None:
    """A lifted ban and a dismantled plant never come back."""
    found = answer(run, "talks", "--no-return", "--limit", "1")["no_return"]
    assert {"lever": "coal_ban", "level": "lifted"} in found["levels"]
    assert {"lever": "plant", "level": "dismantled"} in found["levels"]
    assert len(found["moves"]["moves"]) == 1
    assert found["moves"]["truncated"] is True


def test_several_questions_at_once(run: Run) -> None:
    """Sections stand one below another; JSON has a key for each."""
    found = answer(run, "talks", "--coalitions", "--tree", "--no-return", "--inverse", "now")
    assert {"coalitions", "tree", "no_return", "inverse"} <= set(found)


@pytest.mark.parametrize(
    ("words", "status", "message", "hint"),
    [
        (("talks", "--concepts", "smi"), 2, "no concept 'smi'", "did you mean"),
        (("talks", "--concepts", "foo"), 2, "no concept 'foo'", "l2, mr4, cmr4 (l, mr, cmr: any"),
        (("talks", "--coalitions", "--concepts", "nash,nm"), 2, "for nm", "--concepts nash"),
        (("talks", "--coalitions", "--concepts", "sseq"), 2, "for sseq", "nash, gmr, smr, seq:"),
        (("talks", "--why", "99"), 2, "--why: no state 99", ""),
        (("talks", "--why", "foo"), 2, "--why: no package or state 'foo'", "'lever = level"),
        (("talks", "--paths", "foo"), 2, "--paths: no package, goal or term 'foo'", "deal"),
        (("talks", "--concepts", "l"), 2, "no concept 'l'", "l2"),
        (("talks", "--concepts", "cgmr"), 2, "no concept 'cgmr'", "--coalitions --concepts gmr"),
        (
            ("talks", "--behaviour", "usa=seq"),
            2,
            "no concept is given for dprk",
            "usa=seq,dprk=seq",
        ),
        (("talks", "--behaviour", "us=seq"), 2, "no party 'us'", "did you mean 'usa'?"),
        (("talks", "--behaviour", "usa=seqq,dprk=seq"), 2, "no concept 'seqq'", "'seq'"),
        (("talks", "--merged", "usa+dprc"), 2, "no party 'dprc'", "did you mean 'dprk'?"),
        (("talks", "--merged", "usa,usa"), 2, "'usa' stands twice", ""),
        (("talks", "--coalitions", "--concepts", "sim"), 2, "not defined for sim", "nash, gmr"),
        (("talks", "--inverse", "plan = frozen"), 2, "no lever 'plan'", "'plant'"),
        (("talks", "--mediate", "nowhere"), 2, "--mediate: no package or state 'nowhere'", ""),
        (
            ("talks", "--strength", "usa=99"),
            2,
            "--strength: usa has 3 statements, not 99",
            "3 at most",
        ),
        (("talks", "--strength", "usa=x"), 2, "no number of statements", "usa=1"),
        (("talks", "--attitudes", "usa:dprk=2"), 2, "none of +, 0 and -", ""),
        (("talks", "--attitudes", "usa=+"), 2, "names no two parties", ""),
        (("talks", "--depth", "-1"), 2, "--depth: -1", ""),
        (("talks", "--improvement", "pareto"), 2, "--improvement: --coalitions is", "--coalitions"),
        (("talks", "--count", "swaps"), 2, "--count: --mediate is not asked for", "--mediate"),
        (("talks", "--by", "moves"), 2, "--by: --tree is not asked for", "add --tree"),
        (("talks", "--depth", "2"), 2, "--depth: --tree is not asked for", "add --tree"),
        (("talks", "--hypergame"), 3, "sees the situation differently", "misperceptions:"),
        (("talks", "--picture", "matrix"), 2, "no file is named", "--out"),
        (("talks", "--out", "plot.svg"), 2, "which picture?", "--picture"),
        ((ELMIRA, "--concepts", "nm"), 3, "two parties", ""),
        ((ELMIRA, "--concepts", "sim"), 3, "moves are listed", "use seq"),
        ((ELMIRA, "--merged", "ministry+uniroyal"), 3, "moves of this model are listed", ""),
        (("talks", "--behaviour", "usa=seq,dprk=gmr", "--robust"), 2, "--robust is not", "nash"),
    ],
)
def test_what_cannot_be_is_said_with_what_could(
    words: tuple[str, ...], status: int, message: str, hint: str, run: Run
) -> None:
    result = run("stability", *words)
    said = " ".join(result.stderr.split())
    assert result.exit_code == status, result.output
    assert message in said
    assert hint in said


def test_help_stands_in_groups(run: Run) -> None:
    """Every option of the command is shown once, under the heading it belongs to."""
    page = run("stability", "--help", columns=100).stdout
    headings = [
        line[:-1] for line in page.splitlines() if line[:1].isalpha() and line.endswith(":")
    ]
    assert headings == [
        "Arguments",
        "Which states last",
        "How firm that is",
        "Parties that act together",
        "What is not known, or seen differently",
        "The other way round",
        "What can follow",
        "Pictures",
        "Options",
    ]
    assert page.count("--coalitions  ") == 1


def test_a_number_may_be_written_as_pages_print_it(run: Run) -> None:
    """With commas between groups of three digits, and nowhere else."""
    printed = run("stability", DPRK, "--why", "339,930", "--no-robust")
    assert printed.stdout == run("stability", DPRK, "--why", "339930", "--no-robust").stdout
    assert run("stability", DPRK, "--why", "33,9930").exit_code == 2

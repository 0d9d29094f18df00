"""Conflicts of GMCR+: read with every fault and its place, made into a case, and written again."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detente import casefile
from detente.case import Case
from detente.errors import CannotComputeError
from detente.exchange.gmcr import Conflict, GmcrFileError, export, read, to_case, write
from detente.exchange.gmcr.covering import cover
from detente.model import Model, compile_model
from detente.stability import equilibria, solve

PLAIN: dict[str, Any] = {
    "program": "other",
    "version": "9.9",
    "useManualPreferenceRanking": False,
    "options": [
        {"name": "Open the gate", "permittedDirection": "fwd"},
        {"name": "Guard it", "permittedDirection": "both"},
        {"name": "Guard it", "permittedDirection": "back"},
    ],
    "decisionMakers": [
        {
            "name": "Town",
            "options": [1, 0],
            "preferences": [
                {"compound": True, "members": [[[0, "Y"], [1, "Y"]], [[0, "N"]]]},
                [[2, "N"]],
                [],
            ],
            "misperceptions": [[[2, "Y"], [0, "Y"]]],
        },
        {"name": "Last", "options": [2], "preferences": [[[1, "N"]]]},
    ],
    "infeasibles": [[[0, "Y"], [1, "N"], [2, "Y"]]],
    "coalitions": [[0, 1]],
}


def changed(**parts: Any) -> str:
    """The plain file with other parts; a part of None is left out."""
    whole = {**json.loads(json.dumps(PLAIN)), **parts}
    return json.dumps({key: value for key, value in whole.items() if value is not None})


def case_of(conflict: Conflict) -> tuple[Case, Model]:
    """The case that a conflict becomes, and its model."""
    case, problems = casefile.parse(to_case(conflict, "made").text)
    assert case is not None, [problem.concise() for problem in problems]
    return case, compile_model(case)


def test_options_become_levers_in_the_order_of_their_owners() -> None:
    """Names become ids, none twice and none a word of the language; directions become 'undo'."""
    case, model = case_of(read(changed()))
    assert list(case.parties) == ["town", "last_2"]
    assert [lever.name for lever in case.levers.values()] == [
        "Guard it",
        "Open the gate",
        "Guard it",
    ]
    assert len(set(case.levers)) == 3
    assert [lever.start for lever in case.levers.values()] == ["no", "no", "yes"]
    assert [a.tolist() for a in model.allowed[1:]] == [
        [[True, True], [False, True]],
        [[True, False], [True, True]],
    ]
    assert case.coalitions == (("town", "last_2"),)
    assert [one.text for one in case.misperceptions["town"].impossible] != []


def test_statements_keep_their_order_and_what_says_nothing_is_left_out() -> None:
    """A compound is a union; a statement without options is met by every state."""
    conflict = read(changed())
    made = to_case(conflict, "made")
    assert any("left out 1 of 3 statements" in remark for remark in made.remarks)
    _, model = case_of(conflict)
    # Settings (guard, gate, other guard), guard least significant: the gate without a guard is
    # impossible while the other guard stands.
    assert model.feasible.tolist() == [True] * 6 + [False, True]
    first = np.array([1, 1, 0, 1, 1, 1, 0, 1])  # gate not open, or both
    second = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    score = (2 * first + second)[model.feasible]
    rank = model.rank[0][model.feasible]
    assert (np.sign(score[:, None] - score) == np.sign(rank[:, None] - rank)).all()


def test_a_ranking_by_number_counts_feasible_states_from_one() -> None:
    """The first option of the first decision maker is the least significant digit."""
    makers = json.loads(json.dumps(PLAIN["decisionMakers"]))
    makers[0]["preferenceRanking"] = [7, [1, 2], 3, 4, 5, 6]
    makers[1]["preferenceRanking"] = [[1, 2, 3, 4, 5, 6, 7]]
    conflict = read(changed(useManualPreferenceRanking=True, decisionMakers=makers))
    _, model = case_of(conflict)
    rank = model.rank[0][np.flatnonzero(model.feasible)]
    assert rank.tolist() == [4, 4, 3, 2, 1, 0, 5]
    assert len(set(model.rank[1][model.feasible].tolist())) == 1


def test_the_old_names_of_keys_are_read() -> None:
    """Early files say 'Vector' where later ones say 'Ranking'."""
    makers = [
        {"name": "A", "options": [0], "preferences": [], "preferenceVector": [2, 1]},
    ]
    text = changed(
        options=PLAIN["options"][:1],
        decisionMakers=makers,
        infeasibles=[],
        coalitions=None,
        useManualPreferenceRanking=None,
        useManualPreferenceVectors=True,
    )
    _, model = case_of(read(text))
    assert model.rank[0].tolist() == [0, 1]


def test_a_compound_under_infeasibles_rules_out_each_of_its_patterns() -> None:
    """A union of patterns is as many infeasible patterns."""
    both = {"compound": True, "members": [[[0, "Y"]], [[1, "Y"]]]}
    _, model = case_of(read(changed(infeasibles=[both])))
    assert model.feasible.sum() == 2


MAKER = PLAIN["decisionMakers"][0]
BAD: dict[str, tuple[str, str]] = {
    "no JSON": ("hello", "this is not JSON: expecting value"),
    "cut off": ('{"options": [', "this is not JSON"),
    "a list": ("[]", "a .gmcr file is one object, not a list"),
    "another program's": (
        '{"nodes": [], "edges": []}',
        "this is no .gmcr file: it has no 'options'",
    ),
    "no infeasibles": (changed(infeasibles=None), "it has no 'infeasibles'"),
    "deep": ("[" * 100_000, "too deep"),
    "options no list": (changed(options={}), "'options' must be a list, not an object"),
    "no options": (changed(options=[]), "options: 0 options: 1 to 27 can be read"),
    "30 options": (
        changed(options=PLAIN["options"] * 10),
        "options: 30 options: 1 to 27 can be read",
    ),
    "an option without a name": (
        changed(options=[{"permittedDirection": "both"}, *PLAIN["options"][1:]]),
        "options[0]: has no 'name'",
    ),
    "a direction": (
        changed(options=[{"name": "x", "permittedDirection": "up"}, *PLAIN["options"][1:]]),
        'options[0].permittedDirection: no direction "up"',
    ),
    "no decision maker": (changed(decisionMakers=[]), "decisionMakers: 0 decision makers"),
    "an option out of range": (
        changed(infeasibles=[[[0, "Y"], [7, "N"]]]),
        "infeasibles[0][1][0]: no option 7",
    ),
    "an option below zero": (
        changed(infeasibles=[[[-1, "Y"]]]),
        "infeasibles[0][0][0]: no option -1",
    ),
    "true is no number": (
        changed(infeasibles=[[[True, "Y"]]]),
        "infeasibles[0][0][0]: no option true",
    ),
    "another letter": (
        changed(infeasibles=[[[0, "Q"]]]),
        'infeasibles[0][0][1]: "Q" is neither Y nor N',
    ),
    "a pair of three": (
        changed(infeasibles=[[[0, "Y", 1]]]),
        "infeasibles[0][0]: must be an option's",
    ),
    "yes and no at once": (
        changed(infeasibles=[[[0, "Y"], [0, "N"]]]),
        "infeasibles[0][1]: option 0 is both Y and N here",
    ),
    "a condition that is a text": (changed(infeasibles=["YN-"]), "infeasibles[0]: must be a list"),
    "no owner": (
        changed(decisionMakers=[{**MAKER, "options": [0, 1]}]),
        "options[2]: 'Guard it' belongs to no decision maker",
    ),
    "two owners": (
        changed(decisionMakers=[MAKER, {"name": "B", "options": [2, 0], "preferences": []}]),
        "options[0]: 'Open the gate' belongs to more than one",
    ),
    "no preferences": (
        changed(decisionMakers=[MAKER, {"name": "B", "options": [2]}]),
        "decisionMakers[1]: has no 'preferences'",
    ),
    "no ranking": (
        changed(useManualPreferenceRanking=True),
        "decisionMakers[0]: has no 'preferenceRanking'",
    ),
    "a ranking with gaps": (
        changed(
            useManualPreferenceRanking=True,
            decisionMakers=[{**m, "preferenceRanking": [1, 2]} for m in PLAIN["decisionMakers"]],
        ),
        "decisionMakers[0].preferenceRanking: state 3 is not ranked",
    ),
    "a state that there is not": (
        changed(
            useManualPreferenceRanking=True,
            decisionMakers=[
                {**m, "preferenceRanking": [*range(1, 9)]} for m in PLAIN["decisionMakers"]
            ],
        ),
        "decisionMakers[0].preferenceRanking: no state 8 of 7",
    ),
    "a switch that is a text": (
        changed(useManualPreferenceRanking="yes"),
        "useManualPreferenceRanking: must be true or false",
    ),
    "two coalitions of one": (
        changed(coalitions=[[0, 1], [1]]),
        "coalitions[1]: a decision maker stands in two coalitions",
    ),
    "too large": (" " * (4 << 20) + "{}", "the file is too large"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_place(name: str) -> None:
    """Nothing is guessed: each fault says where it is and what would be right."""
    text, message = BAD[name]
    with pytest.raises(GmcrFileError) as caught:
        read(text, "bad.gmcr")
    said = [problem.message for problem in caught.value.problems]
    assert any(message in one for one in said), said
    assert all(problem.file == "bad.gmcr" for problem in caught.value.problems)


def test_faults_point_at_their_line() -> None:
    """The place in the text is that of the value at fault."""
    text = json.dumps({**PLAIN, "infeasibles": [[[0, "Q"]]]}, indent=1)
    with pytest.raises(GmcrFileError) as caught:
        read(text)
    line = text.splitlines()[caught.value.problems[0].line - 1]
    assert line.strip() == '"Q"'


def test_hostile_names_stay_text() -> None:
    """A name may hold what YAML or the page would take for markup, or nothing that makes an id."""
    names = ['": {x: 1}\n- y', "<script>", "北京", "\u202egnol\x00", "no", "状態" * 300]
    options = [{"name": name, "permittedDirection": "both"} for name in names]
    maker = {"name": "#: &a *b", "options": [*range(len(names))], "preferences": []}
    text = json.dumps({"options": options, "decisionMakers": [maker], "infeasibles": []})
    case, _ = case_of(read(text))
    assert len(case.levers) == len(names)
    assert [lever.name for lever in case.levers.values()][:3] == [
        '": {x: 1} - y',
        "<script>",
        "北京",
    ]


def test_a_cover_is_exact_and_none_of_it_is_needless() -> None:
    """What is covered is what is asked for, up to what may be covered; no pattern can go."""
    draw = np.random.Generator(np.random.PCG64(5))
    for _ in range(200):
        needed = draw.random(32) < 0.4
        free = draw.random(32) < 0.3
        patterns = cover(needed, free)
        settings = np.arange(32)

        def met(pattern: dict[int, bool], settings: Any = settings) -> Any:
            bits = [(settings >> k & 1) == taken for k, taken in pattern.items()]
            return np.logical_and.reduce(bits) if bits else np.ones(32, bool)

        each = [met(pattern) for pattern in patterns]
        union = np.logical_or.reduce(each) if each else np.zeros(32, bool)
        assert (union >= needed).all()
        assert (union <= (needed | free)).all()
        for place in range(len(each)):
            others = [one for number, one in enumerate(each) if number != place]
            rest = np.logical_or.reduce(others) if others else np.zeros(32, bool)
            assert not (rest >= needed).all()


LADDER = """\
detente: 1
case: talks
parties: {a: {name: A}, b: {name: B}, un: {role: authority}}
levers:
  plant: {owner: a, levels: [runs, idle, gone], undo: {gone: {runs: never, idle: never}}}
  fund: {owner: un, levels: [closed, open]}
  ban: {owner: b, levels: ["no", "yes"]}
impossible: [plant = gone and ban = yes]
preferences:
  a: {statements: [ban = no, plant = idle if fund = closed, plant != gone]}
  b: {statements: [plant >= idle iff ban = no, {prefers: plant = gone, rests_on: []}]}
packages: {deal: {plant: idle}}
status_quo: {plant: runs, ban: "yes"}
"""


def test_a_lever_of_three_levels_becomes_two_options() -> None:
    """Each option says 'at least'; the upper one without the lower cannot be; what stays done stays."""
    case, problems = casefile.parse(LADDER)
    assert case is not None, problems
    model = compile_model(case)
    made = export(case, model)
    assert [(option.name, option.direction) for option in made.conflict.options] == [
        ("plant: at least idle", "both"),
        ("plant: gone", "fwd"),
        ("ban", "both"),
    ]
    assert made.conflict.infeasible[0] == ({0: False, 1: True},)
    said = " ".join(made.left_out)
    for part in ("plant has 3 levels", "un", "fund at closed", "1 package", "status quo"):
        assert part in said, part
    _, again = case_of(read(write(made.conflict)))
    before = equilibria(solve(model))
    after = equilibria(solve(again))
    for concept, found in before.items():
        kept = after[concept][again.feasible]
        assert found[model.feasible].tolist() == kept.tolist()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("moves: {forbid: [{party: a, from: ban = no, to: ban = no}]}", "cannot hold 'moves:'"),
        (
            (
                "levers: {x: {owner: a, levels: [p, q, r], undo: {p: {q: never}, "
                "q: {r: never, p: never}, r: {p: never, q: never}}}}"
            ),
            "cannot hold which changes of x are ruled out",
        ),
    ],
)
def test_what_the_format_cannot_hold_is_refused(line: str, message: str) -> None:
    """A model that would become another one is not written."""
    head = "detente: 1\ncase: c\nparties: {a: {}}\n"
    levers = (
        "" if line.startswith("levers") else "levers: {ban: {owner: a, levels: ['no', 'yes']}}\n"
    )
    case, problems = casefile.parse(
        f"{head}{levers}{line}\npreferences: {{a: {{statements: []}}}}\n"
    )
    assert case is not None, problems
    with pytest.raises(CannotComputeError, match=message):
        export(case, compile_model(case))


def test_a_case_in_graph_form_is_refused() -> None:
    """States without levers have no options."""
    text = (
        "detente: 1\ncase: c\nparties: {a: {}}\ngraph: {states: [s, t], moves: {a: [[s, t]]}}\n"
        "preferences: {a: {ranking: [[t], [s]]}}\n"
    )
    case, problems = casefile.parse(text)
    assert case is not None, problems
    with pytest.raises(CannotComputeError, match="graph form"):
        export(case, compile_model(case))


CASES = Path(__file__).parents[2] / "src/detente/cases/literature"
STUDIES = [
    "fang1993/prisoners_dilemma",
    "fraser1984/cuban_missile",
    "fraser1984/cuban_missile_no_way_back",
    "gmcrplus2020/american_revolution",
    "gmcrplus2020/milk_river",
    "hipel1980/garrison",
    "hipel2014/syria_iraq_1975",
    "kilgour1984/chicken",
    "kinsara2014/elmira_12",
]


@pytest.mark.parametrize("study", STUDIES)
def test_published_studies_come_back_with_their_equilibria(study: str) -> None:
    """Export and import give the same states, orders and equilibria."""
    case, problems = casefile.parse((CASES / f"{study}.yaml").read_text(encoding="utf-8"))
    assert case is not None, problems
    model = compile_model(case)
    _, again = case_of(read(write(export(case, model).conflict)))
    before, after = equilibria(solve(model)), equilibria(solve(again))
    for concept, found in before.items():
        assert found[model.feasible].tolist() == after[concept][again.feasible].tolist()

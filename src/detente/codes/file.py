"""Rules of files and names: D1xx."""

from detente.codes.rule import Rule

__all__ = ["FILE"]

FILE = (
    Rule(
        code="D100",
        severity="error",
        title="not the YAML that a case file is written in",
        meaning=(
            "The file cannot be read as YAML, or uses what a case file does without: anchors, "
            "aliases, tags, duplicate keys, several documents, or a size beyond the limits."
        ),
        wrong="owner: usa\nowner: dprk",
        right="owner: usa",
    ),
    Rule(
        code="D101",
        severity="error",
        title="unknown key",
        meaning=(
            "A key that the format does not know. It would be silently without effect, so it is "
            "refused. The nearest known key is named."
        ),
        wrong="- {id: freeze, partty: dprk, must: yongbyon >= frozen}",
        right="- {id: freeze, party: dprk, must: yongbyon >= frozen}",
    ),
    Rule(
        code="D102",
        severity="error",
        title="unknown name",
        meaning=(
            "A lever, level, party, clause, term, reading or entry that the case does not have. "
            "Names are ids: small letters, digits and underscores."
        ),
        wrong="impossible:\n  - yongbyun = dismantled",
        right="impossible:\n  - yongbyon = dismantled",
    ),
    Rule(
        code="D103",
        severity="error",
        title="missing key",
        meaning="A key without which the rest cannot be read.",
        wrong="levers:\n  coal_ban: {levels: [in_force, lifted]}",
        right="levers:\n  coal_ban: {owner: usa, levels: [in_force, lifted]}",
    ),
    Rule(
        code="D104",
        severity="error",
        title="wrong type or value",
        meaning="A value of the wrong kind: text where a number is due, a list where a mapping is due.",
        wrong="levels: in_force",
        right="levels: [in_force, lifted]",
    ),
    Rule(
        code="D105",
        severity="error",
        title="unknown kind of entry",
        meaning="The record has entries of fixed kinds only: act, finding, report, event and others.",
        wrong="- {id: e1, kind: akt, date: 2019-10-05, lever: coal_ban, level: lifted}",
        right="- {id: e1, kind: act, date: 2019-10-05, lever: coal_ban, level: lifted}",
    ),
    Rule(
        code="D106",
        severity="error",
        title="impossible date",
        meaning="A day that is in no calendar. Days are written year, month, day.",
        wrong="as_of: 2019-02-30",
        right="as_of: 2019-02-28",
    ),
    Rule(
        code="D107",
        severity="error",
        title="condition that cannot be read",
        meaning=(
            "The text is not a sentence of the condition language. The message says which word "
            "was met and which could stand there."
        ),
        wrong="must: yongbyon >= frozen for 60 dayz",
        right="must: yongbyon >= frozen for 60 days",
    ),
    Rule(
        code="D108",
        severity="error",
        title="condition of the wrong kind",
        meaning=(
            "Conditions on states (impossible, preferences, goals) know no time: no events, "
            "windows, clauses. Conditions in time have no 'if', 'iff', 'unless'."
        ),
        wrong="impossible:\n  - event(war) and coal_ban = lifted",
        right="impossible:\n  - testing = tests and coal_ban = lifted",
    ),
    Rule(
        code="D109",
        severity="error",
        title="beyond a limit",
        meaning=(
            "Too long, too deep or too many: limits keep a damaged or hostile file from stopping "
            "the machine. A condition has at most 4,000 characters and is nested 40 deep at most."
        ),
        wrong="must: ((((((((((((((((((((((((((((((((((((((((( ...",
        right="terms:\n  done: {all: {means: yongbyon = dismantled and inspectors = present}}",
    ),
    Rule(
        code="D110",
        severity="error",
        title="fault in a .gmcr file",
        meaning=(
            "A file of GMCR+ (.gmcr) is JSON with options, decisionMakers and infeasibles. Options, "
            "decision makers and places in lists are numbered from 0 in it, states from 1."
        ),
        wrong='"infeasibles": [[[0, "Y"], [7, "maybe"]]]',
        right='"infeasibles": [[[0, "Y"], [1, "N"]]]',
    ),
    Rule(
        code="D115",
        severity="error",
        title="fault in a file of GENIUS or GeniusWeb",
        meaning=(
            "A scenario is a domain (issues with their values) and one profile per party: a weight "
            "per issue, an evaluation per value. Other kinds of issues and utilities are not read, "
            "nor are document type declarations, in which entities are defined."
        ),
        wrong='<issue type="real" name="price"> ...',
        right='<issue type="discrete" index="1" name="price"><item index="1" value="low"/> ...',
    ),
    Rule(
        code="D116",
        severity="warning",
        title="row of an event table that cannot be read",
        meaning=(
            "A row of GDELT, ICEWS or POLECAT with another number of cells than the table has "
            "columns, or a row between parties of the case whose day or code is none. It is left out "
            "and counted; the first few are named with their lines."
        ),
        wrong="410000000\t20131344\t201313 ...",
        right="410000000\t20131024\t201310 ...",
    ),
    Rule(
        code="D117",
        severity="error",
        title="fault in a file of FollowTheMoney",
        meaning=(
            "A file has one entity a line: a JSON object with an id, a schema and properties, each a "
            "list of texts. An Event needs a name, a Sanction needs the entity that it touches."
        ),
        wrong='{"id": "e1", "schema": "Event", "properties": {"name": "Talks"}}',
        right='{"id": "e1", "schema": "Event", "properties": {"name": ["Talks"]}}',
    ),
    Rule(
        code="D118",
        severity="error",
        title="fault in a table of claims",
        meaning=(
            "The first line names the columns, as detente export CASE --to csv writes them; id and "
            "quote are needed, the rest may be left out. Each row is a claim; ids stand once."
        ),
        wrong="id,quote,start\nc1,relief first,third",
        right="id,quote,start\nc1,relief first,3",
    ),
)

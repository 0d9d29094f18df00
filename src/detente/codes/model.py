"""Rules of the model: D4xx."""

from detente.codes.rule import Rule

__all__ = ["MODEL"]

MODEL = (
    Rule(
        code="D401",
        severity="warning",
        title="party without preferences",
        meaning=(
            "A party that says nothing counts as indifferent between all states: it never moves, "
            "and every state is stable for it."
        ),
        wrong="preferences:\n  usa: {statements: [yongbyon = dismantled]}      # and nothing for dprk",
        right="preferences:\n  usa: {...}\n  dprk: {statements: [coal_ban = lifted]}",
    ),
    Rule(
        code="D402",
        severity="note",
        title="weights that do not count",
        meaning=(
            "Statements are read lexicographically: the first on which two states differ decides. "
            "Weights have no part in that."
        ),
        wrong="reading: lexicographic\nstatements: [{prefers: yongbyon = dismantled, weight: 0.4}]",
        right="reading: weighted\nstatements: [{prefers: yongbyon = dismantled, weight: 0.4}]",
    ),
    Rule(
        code="D403",
        severity="note",
        title="weights not known exactly",
        meaning=(
            "Weights are missing or are intervals. Single figures use stand-ins: rank-order-centroid "
            "weights or midpoints. Answers over all weights are given beside."
        ),
    ),
    Rule(
        code="D404",
        severity="note",
        title="party with types only",
        meaning="Outside beliefs and futures its most likely type counts.",
    ),
    Rule(
        code="D405",
        severity="note",
        title="lever not known for certain",
        meaning=(
            "The record leaves several levels of the lever possible. The analyses take the level of "
            "its last certain entry; the board shows all of them."
        ),
        wrong="a report graded E5 says that yongbyon is frozen; the last finding says operating",
        right="status_quo: {yongbyon: frozen}      # to start the analysis elsewhere, say so",
    ),
    Rule(
        code="D407",
        severity="warning",
        title="infeasible state in a ranking",
        meaning="A group of a ranking names states that no feasible state matches. They are ignored.",
        wrong="ranking: [[{yongbyon: dismantled, inspectors: absent}], []]      # impossible",
        right="ranking: [[{yongbyon: dismantled, inspectors: present}], []]",
    ),
    Rule(
        code="D408",
        severity="note",
        title="preference left open by a word",
        meaning=(
            "The readings of a word disagree on some states, and nothing says whose counts. With "
            "unknown preference such pairs of states are unknown; ordinary stability asks for a reading."
        ),
        wrong="statements: [denuclearised]      # two readings, none named",
        right="statements: [denuclearised as usa_reading]",
    ),
    Rule(
        code="D430",
        severity="error",
        title="no feasible state",
        meaning="The conditions under 'impossible' rule out every state, so nothing can be computed.",
        wrong="impossible:\n  - coal_ban = lifted\n  - coal_ban != lifted",
        right="impossible:\n  - coal_ban = lifted and yongbyon = operating",
    ),
    Rule(
        code="D431",
        severity="error",
        title="status quo that is impossible",
        meaning=(
            "The state in which things are meets a condition under 'impossible'. An error where the "
            "file writes it; a warning where it comes from the record: what does not need it runs."
        ),
        wrong="impossible: [inspectors = absent]\nstatus_quo: {inspectors: absent}",
        right="impossible: [inspectors = absent]\nstatus_quo: {inspectors: present}",
    ),
    Rule(
        code="D432",
        severity="error",
        title="package that is impossible",
        meaning="A named deal meets a condition under 'impossible'.",
        wrong="packages:\n  all: {yongbyon: dismantled, inspectors: absent}",
        right="packages:\n  all: {yongbyon: dismantled, inspectors: present}",
    ),
    Rule(
        code="D433",
        severity="warning",
        title="condition that no feasible state meets",
        meaning=(
            "A preference statement, goal, reading or rule that nothing can meet changes no order "
            "and no count. Often a level or a comparison is the wrong way round."
        ),
        wrong="- yongbyon = frozen and yongbyon = dismantled",
        right="- yongbyon = frozen or yongbyon = dismantled",
    ),
    Rule(
        code="D434",
        severity="warning",
        title="condition that every feasible state meets",
        meaning="A preference statement, goal or reading that is always met tells no states apart.",
        wrong="- yongbyon >= operating      # the first level",
        right="- yongbyon >= frozen",
    ),
    Rule(
        code="D435",
        severity="warning",
        title="party that is never able to move",
        meaning=(
            "In no feasible state can the party change a lever of its own: every state is stable "
            "for it. Perhaps it should have another role, or own a lever."
        ),
        wrong="parties: {usa: {}, dprk: {}, china: {}}      # and china owns no lever",
        right="parties: {usa: {}, dprk: {}, china: {role: observer}}",
    ),
    Rule(
        code="D436",
        severity="warning",
        title="level that nothing can reach",
        meaning="No feasible state has the lever at this level, or no allowed change leads to it.",
        wrong="impossible: [yongbyon = dismantled]",
        right="levels: [operating, frozen, disabled]",
    ),
    Rule(
        code="D437",
        severity="warning",
        title="'never' with a way round",
        meaning=(
            "'undo' says that a change is impossible, but a chain of allowed changes leads to the "
            "same place, so the change is possible."
        ),
        wrong="undo: {lifted: {in_force: never}}      # lifted -> suspended -> in_force is allowed",
        right="undo: {lifted: {in_force: never, suspended: never}}",
    ),
    Rule(
        code="D438",
        severity="note",
        title="'A if B' with B in another party's hands",
        meaning=(
            "'A if B' is met wherever B is false, so it also rewards not-B. Where the other party "
            "controls B, 'A and B' may be what is meant."
        ),
        wrong="- coal_ban = lifted if yongbyon = dismantled",
        right="- coal_ban = lifted and yongbyon = dismantled",
    ),
    Rule(
        code="D439",
        severity="note",
        title="one package for each point",
        meaning=(
            "Levers that conditions tie together are too many to list, and very many packages reach "
            "the frontier. One is named for each point; numbers of ties count those only."
        ),
    ),
    Rule(
        code="D443",
        severity="note",
        title="check left out: too large",
        meaning=(
            "The condition and the impossible states that bear on it use so many levers that "
            "trying all combinations would take too long. Nothing is said about it."
        ),
    ),
    Rule(
        code="D444",
        severity="note",
        title="disputed term in a preference, without a reading of its own",
        meaning=(
            "The party has no reading of the term. Where the readings differ the statement is "
            "unknown, and counts as not met, unless '--reading' names one."
        ),
        wrong="usa: {statements: [denuclearised]}      # readings by dprk and china only",
        right="usa: {statements: [denuclearised as dprk_reading]}",
    ),
    Rule(
        code="D445",
        severity="warning",
        title="condition in 'impossible' that rules out nothing",
        meaning="No combination of levels meets it, so it has no effect.",
        wrong="impossible: [yongbyon = frozen and yongbyon = dismantled]",
        right="impossible: [yongbyon = frozen and inspectors = absent]",
    ),
    Rule(
        code="D460",
        severity="note",
        title="a rank stands in for a utility",
        meaning="The party gives an order of states and no weights. Where numbers are needed, the place "
        "of a state in that order, counted from the worst and scaled to 0 to 1, is used.",
        wrong="usa: {statements: [yongbyon = dismantled, coal_ban = in_force]}",
        right="usa: {reading: weighted, statements: [{prefers: yongbyon = dismantled, weight: 3}]}",
    ),
    Rule(
        code="D461",
        severity="error",
        title="reservation that cannot be",
        meaning="The state that a party falls back on without a deal meets a condition under 'impossible'.",
        wrong="reservation: {yongbyon: disabled, inspectors: absent}",
        right="reservation: status_quo",
    ),
    Rule(
        code="D470",
        severity="warning",
        title="step that is not in its owner's hands alone",
        meaning="A step of a schedule takes the consent of somebody who is not the lever's owner. A body "
        "that votes must vote for it, and as a rule again to bring the measure back.",
        wrong="a step coal_ban = suspended, as if its owner could take it alone",
        right="plan the vote (nine of fifteen, no veto), and write into the decision when it ends",
    ),
    Rule(
        code="D471",
        severity="note",
        title="lever that deters nobody",
        meaning="After the last step of a schedule its owner could not take it back, or would not want to, "
        "so it does not hold anybody to the deal.",
        wrong="a lever that is given up for good as the last step of one side",
        right="leave something that its owner would take back until the end",
    ),
)

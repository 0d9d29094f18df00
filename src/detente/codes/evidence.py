"""Rules of evidence: D3xx."""

from detente.codes.rule import Rule

__all__ = ["EVIDENCE"]

EVIDENCE = (
    Rule(
        code="D330",
        severity="warning",
        title="claim cited but absent",
        meaning="Something rests on a claim that neither the case file nor the record has.",
        wrong="rests_on: [c99]",
        right="rests_on: [c12]      # with claim c12 in the record",
    ),
    Rule(
        code="D331",
        severity="warning",
        title="preference with no source",
        meaning=(
            "What a party is said to want rests on no claim, so nobody can say which statement "
            "would change the conclusions. A note where the case cites no claims at all."
        ),
        wrong="- yongbyon = dismantled",
        right="- {prefers: yongbyon = dismantled, rests_on: [c12]}",
    ),
    Rule(
        code="D332",
        severity="warning",
        title="entry with no source",
        meaning="A dated fact that names neither a source nor a claim: nobody can look it up.",
        wrong="- {id: e1, kind: act, date: 2017-08-05, lever: coal_ban, level: in_force}",
        right="- {id: e1, kind: act, date: 2017-08-05, lever: coal_ban, level: in_force, source: R2371}",
    ),
)

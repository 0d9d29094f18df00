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
    Rule(
        code="D333",
        severity="warning",
        title="claim that nobody accepted",
        meaning=(
            "Something rests on a claim that an extractor proposed and no person has judged. What "
            "is proposed supports nothing until somebody accepts it."
        ),
        wrong="rests_on: [7cfe0706c223]      # proposed by an extractor",
        right="detente review CASE           # accept or reject it first",
    ),
    Rule(
        code="D334",
        severity="warning",
        title="claim that was rejected",
        meaning="Something rests on a claim that a reviewer rejected, merged into another or took back.",
        wrong="rests_on: [7cfe0706c223]      # rejected as boilerplate",
        right="rests_on: [c12]",
    ),
    Rule(
        code="D335",
        severity="warning",
        title="level on a wrong claim",
        meaning=(
            "An act, a finding, a report or an amount rests on a claim that is marked false, or on a "
            "contested one though its grade lets it settle the level. A wrong statement stays in the "
            "record as what somebody said; it does not say how a lever stands."
        ),
        wrong="- {id: e1, kind: act, ..., grade: B2, rests_on: [c9]}      # c9 is false",
        right="- {id: e1, kind: statement, ..., text: ..., rests_on: [c9]}",
    ),
    Rule(
        code="D336",
        severity="warning",
        title="author's own words as a party's",
        meaning=(
            "A preference or a fact rests on nothing but what the author of a document says in his own "
            "voice. A columnist's view of what should happen is never a party's offer, threat or act."
        ),
        wrong="- {prefers: coal_ban = in_force, rests_on: [S1-46]}      # S1-46: voice author",
        right="- {prefers: coal_ban = in_force, rests_on: [u02]}        # u02: voice party",
    ),
    Rule(
        code="D337",
        severity="warning",
        title="verdict that cannot be applied",
        meaning=(
            "A review in the record names a claim or an entry that is not there, changes something "
            "that no claim has, or withdraws a verdict that was never given. It is left out."
        ),
        wrong='{"kind": "review", "id": "r1", "claim": "c99", "verdict": "accept", "by": "jo"}',
        right='{"kind": "review", "id": "r1", "claim": "c12", "verdict": "accept", "by": "jo"}',
    ),
    Rule(
        code="D340",
        severity="warning",
        title="kept text that was altered",
        meaning=(
            "The file of a document's text no longer has the hash that is its name. Each claim of the "
            "document is looked up again: by its place, then by its words and what stands around them."
        ),
        wrong="a file under texts/ edited by hand",
        right="the file as detente ingest wrote it",
    ),
    Rule(
        code="D341",
        severity="note",
        title="claim whose words moved",
        meaning=(
            "The words of a claim do not stand where it says, but exactly these words stand elsewhere "
            "in the text, once or with the same words around them. The claim counts, at its new place."
        ),
        wrong='{"kind": "claim", "id": "c12", "start": 10, ...}      # they stand at 14 now',
        right='{"kind": "claim", "id": "c12", "start": 14, ...}',
    ),
    Rule(
        code="D342",
        severity="warning",
        title="orphaned claim",
        meaning=(
            "The words of a claim are not in the text of its document, or stand there several times "
            "with nothing to tell them apart. It supports nothing: words that only resemble them may "
            "say the opposite."
        ),
        wrong="rests_on: [c12]      # whose words are no longer in texts/<sha256>.txt",
        right="rests_on: [c31]      # a claim whose words are there",
    ),
)

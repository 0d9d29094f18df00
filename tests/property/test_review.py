"""Laws of verdicts: what stands does not hang on how one came there, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from detente.claims import Claim, Grade, Review
from detente.evidence.review import fold, queue, standing_verdicts

IDS = ("a", "b", "c")
CLAIMS = {
    id_: Claim(
        id=id_,
        quote=f"words of {id_}",
        document="S1",
        start=10 * n,
        end=10 * n + 10,
        type="offer",
        attribution=("author", "kim"),
        origin={"rule": "modal", "confidence": 0.5},
    )
    for n, id_ in enumerate(IDS)
}


class Say(Struct, frozen=True):
    """What a reviewer says; ``undo`` withdraws his last verdict that stands."""

    claim: str
    verdict: str
    after: dict[str, object] | None = None
    by: str = "jo"
    second: bool = False


AFTERS = st.sampled_from(
    [{"type": "threat"}, {"actor": "dprk"}, {"grade": "B2"}, {"voice": "quoted"}, {"actor": None}]
)
EDITS = st.builds(Say, st.sampled_from(IDS), st.just("edit"), AFTERS)
DECISIONS = st.builds(Say, st.sampled_from(IDS), st.sampled_from(["accept", "reject"]))
MERGES = st.builds(
    lambda pair: Say(pair[0], "merge", {"into": pair[1], "end": 40}),
    st.permutations(IDS).map(lambda ids: (ids[0], ids[1])),
)
UNDOS = st.just(Say("", "undo"))
WRONG = st.builds(Say, st.just("nowhere"), st.just("accept")) | st.builds(
    Say, st.sampled_from(IDS), st.just("edit"), st.just({"voice": "nobody"})
)
SAID = st.lists(EDITS | DECISIONS | MERGES | UNDOS | WRONG, max_size=12)


def reviews(said: list[Say]) -> list[Review]:
    """The lines of the record, in order."""
    found: list[Review] = []
    for n, one in enumerate(said):
        if one.verdict != "undo":
            found.append(
                Review(id=f"r{n}", claim=one.claim, verdict=one.verdict, after=one.after, by=one.by,
                       second=one.second)
            )  # fmt: skip
            continue
        own = [r for r in standing_verdicts(found) if r.by == one.by]
        if own:
            last = own[-1]
            found.append(
                Review(
                    id=f"r{n}", claim=last.claim, verdict="withdraw", withdraws=last.id, by=one.by
                )
            )
    return found


def without_undone(said: list[Say]) -> list[Say]:
    """The same verdicts as if those taken back had never been given."""
    kept: list[Say] = []
    for one in said:
        if one.verdict != "undo":
            kept.append(one)
        elif kept:
            kept.pop()
    return kept


def bare(claim: Claim) -> tuple[object, ...]:
    """What stands of a claim, without the ids of the verdicts."""
    return (
        claim.type, claim.actor, claim.grade, claim.voice, claim.end, claim.standing,
        [(one["verdict"], one.get("by")) for one in claim.review],
    )  # fmt: skip


@given(SAID)
def test_undo_is_as_if_it_had_not_been_said(said: list[Say]) -> None:
    """Though both verdicts stay in the record."""
    one = fold(CLAIMS, reviews(said)).claims
    other = fold(CLAIMS, reviews(without_undone(said))).claims
    assert {i: bare(c) for i, c in one.items()} == {i: bare(c) for i, c in other.items()}


@given(SAID, SAID)
def test_verdicts_of_a_second_reviewer_decide_nothing(said: list[Say], other: list[Say]) -> None:
    first = reviews(said)
    second = [
        Review(
            id=f"s{r.id}", claim=r.claim, verdict=r.verdict, after=r.after, by="ann", second=True
        )
        for r in reviews(without_undone(other))
    ]
    mixed = [x for pair in zip(second, first, strict=False) for x in pair]
    mixed += [*second[len(first) :], *first[len(second) :]]
    assert fold(CLAIMS, mixed).claims == fold(CLAIMS, first).claims


@given(st.lists(EDITS | DECISIONS, max_size=10))
def test_the_order_of_verdicts_on_different_claims_does_not_matter(said: list[Say]) -> None:
    """Only the order of those on one claim does."""
    given_ = reviews(said)
    lanes = {id_: [r for r in given_ if r.claim == id_] for id_ in IDS}
    shuffled = [r for id_ in reversed(IDS) for r in lanes[id_]]
    assert fold(CLAIMS, shuffled).claims == fold(CLAIMS, given_).claims


@given(SAID)
def test_a_run_of_the_extractor_again_changes_no_verdict(said: list[Say]) -> None:
    """The same candidates come again with other readings and new ones beside them; the new ones wait."""
    given_ = reviews(said)
    before = fold(CLAIMS, given_).claims
    fresh = Claim(
        id="d", quote="new words", document="S1", start=90, end=99, origin={"rule": "new"}
    )
    after = fold({**CLAIMS, "d": fresh}, given_).claims
    assert {i: c for i, c in after.items() if i != "d"} == before
    waiting = {claim.id for claim in queue(after)}
    assert waiting == {claim.id for claim in queue(before)} | {"d"}


@given(SAID)
def test_nothing_is_accepted_but_by_a_person(said: list[Say]) -> None:
    """A claim counts if and only if the last decision on it that can be applied says so."""
    given_ = reviews(said)
    stands = fold(CLAIMS, given_)
    wrong = {one.review for one in stands.unusable}
    for id_, claim in stands.claims.items():
        decisions = [
            r.verdict
            for r in standing_verdicts(given_)
            if r.claim == id_ and r.verdict in ("accept", "reject", "merge") and r.id not in wrong
        ]
        assert claim.counts == (decisions[-1:] == ["accept"])


@given(SAID)
def test_what_cannot_be_applied_is_said_and_changes_nothing(said: list[Say]) -> None:
    given_ = reviews(said)
    stands = fold(CLAIMS, given_)
    wrong = {one.review for one in stands.unusable}
    left = [r for r in given_ if r.id not in wrong]
    kept = [r for r in left if r.withdraws not in wrong]
    assert fold(CLAIMS, kept).claims == stands.claims
    assert all(isinstance(c.grade, Grade) for c in stands.claims.values())

"""What stands after verdicts: merges, speakers, links, new claims, and the words of a document."""

from detente.claims import Attribution, Claim, Review
from detente.evidence.review import fold, queue, same_quotation, with_speaker, words_of

TEXT = 'Kim said: "We will stop. We want relief." The envoy left. "We wait," he added.'


def at(id_: str, words: str, **more: object) -> Claim:
    """A candidate of these words."""
    start = TEXT.index(words)
    fields: dict[str, object] = {
        "type": "offer",
        "document": "S1",
        "start": start,
        "end": start + len(words),
        "origin": {"rule": "modal", "confidence": 0.5},
        **more,
    }
    return Claim(id=id_, quote=words, **fields)  # type: ignore[arg-type] # fields of a claim


def test_conditions_follow_a_merged_claim() -> None:
    claims = {
        "a": at("a", "We will stop"),
        "b": at("b", "We want relief"),
        "c": at("c", "We wait", type="condition", condition_of="b"),
    }
    merge = Review(id="r1", claim="b", verdict="merge", after={"into": "a", "end": 40})
    stands = fold(claims, [merge]).claims
    assert (stands["a"].end, stands["b"].standing, stands["c"].condition_of) == (
        40,
        "rejected",
        "a",
    )
    back = Review(id="r2", claim="b", verdict="withdraw", withdraws="r1")
    assert fold(claims, [merge, back]).claims == claims


def test_a_withdrawal_counts_only_from_the_same_reviewer() -> None:
    claims = {"a": at("a", "We will stop")}
    said = [
        Review(id="r1", claim="a", verdict="accept", by="jo"),
        Review(id="r2", claim="a", verdict="withdraw", withdraws="r1", by="ann"),
    ]
    assert fold(claims, said).claims["a"].standing == "accepted"


def test_of_several_reviewers_the_last_decision_stands() -> None:
    claims = {"a": at("a", "We will stop")}
    said = [
        Review(id="r1", claim="a", verdict="accept", by="jo"),
        Review(id="r2", claim="a", verdict="reject", by="ann", reason="duplicate"),
    ]
    assert fold(claims, said).claims["a"].standing == "rejected"


def test_an_edited_claim_is_not_proposed_again() -> None:
    """The extractor's new run finds the words that a reviewer had set: it is the same claim."""
    first, again = at("a", "We will"), at("x", "We will stop")
    said = [
        Review(id="r1", claim="a", verdict="edit", after={"end": again.end, "quote": again.quote}),
        Review(id="r2", claim="a", verdict="accept"),
    ]
    assert queue(fold({"a": first, "x": again}, said).claims) == []


def test_a_quotation_is_one_speaker_and_the_next_another() -> None:
    claims = {
        "a": at("a", "We will stop", actor="usa"),
        "b": at("b", "We want relief", actor="usa"),
        "c": at("c", "We wait", actor="usa"),
    }
    assert [one.id for one in same_quotation(claims["b"], claims, TEXT)] == ["a", "b"]
    changes = with_speaker(claims["b"], [claims["a"], claims["b"]], "kim", "dprk")
    assert {id_: after["actor"] for id_, after in changes.items()} == {"a": "dprk", "b": "dprk"}
    assert all(after["voice"] == "party" for after in changes.values())


def test_a_speaker_keeps_his_place_in_the_text() -> None:
    claim = at("a", "We will stop", voice="quoted", actor="usa",
               attribution=("author", Attribution(id="trump", span=(0, 3))))  # fmt: skip
    after = with_speaker(claim, [claim], "kim", "dprk")["a"]
    assert after["attribution"] == ["author", {"id": "kim", "span": [0, 3]}]
    assert "voice" not in after, "words between quotation marks stay so, whoever said them"
    own = with_speaker(claim, [claim], "author", "")["a"]
    assert (own["attribution"], own["voice"], own["actor"]) == (["author"], "author", "")


def test_words_are_shown_as_far_as_they_are_kept() -> None:
    claim = at("a", "We want relief")
    assert words_of(claim, TEXT).before.endswith("stop. ")
    assert words_of(claim, None).text == "We want relief"
    edge = words_of(claim, TEXT)
    for key in "[[[[[[[[":
        edge = edge.moved(key)
    assert edge.start == 0
    for key in "]" * 30:
        edge = edge.moved(key)
    assert edge.quote == "relief"
    for key in "{" * 30:
        edge = edge.moved(key)
    assert edge.quote == "relief"

"""What each key of the review does: a verdict, or a change, of the claim on the card."""

import re
from typing import TYPE_CHECKING, Any

from detente.cli.keyboard import ENTER, ESCAPE
from detente.cli.reviewing_card import GRADES, VOICES
from detente.cli.reviewing_fields import DATE, FIELDS, levers, parties
from detente.cli.reviewing_new import new_id
from detente.cli.reviewing_session import Acts, Sitting

if TYPE_CHECKING:
    from detente.claims import Claim

__all__ = ["ACTS"]

_OWN_SPEAKERS = (
    ("author", "the author of the document"),
    ("unnamed_source", "a source without a name"),
)


# ---------------------------------------------------------------------- deciding


def _accept(at: Sitting, _: str) -> None:
    at.keep_words()
    if at.claim.standing == "accepted":
        at.message = "It is accepted already."
        return
    at.desk.say(at.claim.id, "accept")
    at.message = "Accepted."
    at.onward()


def _reject(at: Sitting, _: str) -> None:
    from detente.evidence.review import REASONS

    asked = ", ".join(f"{digit} {why}" for digit, why in REASONS.items())
    key = at.key("", f"Rejected, why? {asked}. Esc goes back.")
    if key not in (*REASONS, "", ESCAPE):
        at.message = f"'{key}' is no reason: nothing was decided."
    if key in REASONS:
        at.words = None
        at.desk.say(at.claim.id, "reject", reason=REASONS[key])
        at.message = f"Rejected: {REASONS[key]}."
        at.onward()


def _undo(at: Sitting, _: str) -> None:
    at.words = None
    gone = at.desk.undo()
    if gone is None:
        at.message = "There is no verdict of yours to take back."
        return
    if gone.claim in at.ids:
        at.place = at.ids.index(gone.claim)
    at.message = f"Taken back: {gone.verdict}. Both verdicts stay in the record."


# ---------------------------------------------------------------------- words


def _edges(at: Sitting, key: str) -> None:
    words = at.words or at.desk.words(at.claim)
    at.words = words.moved(key)
    if at.words == words:
        at.message = "The edge cannot go further."


def _merge(at: Sitting, _: str) -> None:
    at.keep_words()
    claim, words = at.claim, at.desk.words(at.claim)
    before = _before(at, claim)
    if before is None or before.start is None or claim.end is None:
        at.message = "There is no claim before it in the document."
        return
    whole = words.spanning(before.start, max(before.end or 0, claim.end))
    if whole.start > before.start:
        at.message = "The words between the two are not kept, so they cannot be one claim."
        return
    key = at.key("", f"Merge into '{before.quote}' ({before.type})? y yes, any other key no.")
    if key == "y":
        at.desk.say(claim.id, "merge", after={"into": before.id, **whole.after_move()})
        at.message = f"Merged into {before.id}."
        if before.id in at.ids:
            at.place = at.ids.index(before.id)


def _before(at: Sitting, claim: "Claim") -> "Claim | None":
    start = claim.start
    found = [
        one
        for one in at.desk.claims.values()
        if one.document == claim.document
        and one.start is not None
        and start is not None
        and one.start < start
        and one.standing != "rejected"
    ]
    return max(found, key=lambda one: (one.start or 0, one.end or 0), default=None)


def _new(at: Sitting, _: str) -> None:
    from detente.claims import Claim
    from detente.evidence import KINDS
    from detente.interpret import interpret

    at.keep_words()
    near = at.claim
    words = at.desk.words(near)
    if not words.whole:
        at.message = "The text of the document is not kept, so no other words can be selected."
        return
    at.words = words.next_word()
    while (
        key := at.key("", "[ ] and { } select the words. Enter takes them, Esc goes back.")
    ) != ENTER:
        if key in ("", ESCAPE):
            at.words = None
            return
        if key in "[]{}":
            at.words = at.words.moved(key)
    words, at.words = at.words, None
    kind = at.choose("Which kind of claim?", [(one, one) for one in KINDS])
    voice = at.choose("Whose words?", [*VOICES.items()]) if kind else None
    if not kind or not voice:
        return
    plain = {
        "id": new_id(near.document, words.start, words.end, kind, at.desk.reviewer),
        "type": kind, "voice": voice, "document": near.document, "attribution": list(near.chain) if voice != "author" else ["author"],
        **words.after_move(), **({"date": {"said": near.said}} if near.said else {}),
    }  # fmt: skip
    made, _faults = interpret(Claim, plain)
    if made is None or made.id in at.desk.claims:
        at.message = "That claim is there already."
        return
    at.desk.add(made)
    at.ids.insert(at.place + 1, made.id)
    at.place += 1
    at.message = "A new claim, accepted; e edits its fields."


# ---------------------------------------------------------------------- fields, speaker, grade, links


def _edit(at: Sitting, _: str) -> None:
    at.keep_words()
    name = at.choose("Change which field?", [(name, label) for name, (label, _) in FIELDS.items()])
    if name is None:
        return
    after = FIELDS[name][1](at)
    if after is not None:
        changed = at.desk.edit(at.claim, after)
        at.message = "Changed." if changed else "It is so already."


def _speaker(at: Sitting, _: str) -> None:
    from detente.evidence.review import speakers, with_speaker

    at.keep_words()
    mates = at.desk.quotation(at.claim)
    names = dict(parties(at))
    near = speakers(at.claim.document, at.desk.claims.values())
    labels = {who: who.replace("_", " ") for who in near} | names | dict(_OWN_SPEAKERS)
    options = [*labels.items(), ("?", "somebody else")]
    many = f" It counts for {len(mates)} claims of this quotation." if len(mates) > 1 else ""
    who = at.choose(f"Who speaks?{many}", options)
    if who == "?":
        named = at.write("Who speaks? A name, as the document has it")
        who = re.sub(r"[^a-z0-9]+", "_", (named or "").lower()).strip("_") or None
    if who is None:
        return
    party = who if who in at.desk.case.parties else ""
    if not party and who != "author":
        party = at.choose("For whom does he or she speak?", parties(at, ("", "nobody known"))) or ""
    changes = with_speaker(at.claim, mates, who, party)
    if not changes:
        at.message = "It is so already."
        return
    at.desk.say(at.claim.id, "speaker", after={"speaker": who, "claims": changes})
    at.message = f"Speaker set for {len(changes)} claim{'s' if len(changes) != 1 else ''}."


def _grade(at: Sitting, _: str) -> None:
    at.keep_words()
    letters = [(letter, words) for letter, words, _, _ in GRADES]
    digits = [(digit, words) for _, _, digit, words in GRADES]
    letter = at.choose("The source: how reliable?", letters, "abcdef")
    digit = at.choose(f"{letter}, and what it says: how credible?", digits) if letter else None
    if not letter or not digit:
        return
    if digit == "1" and not at.desk.confirmed(at.claim.id):
        at.message = "1 means confirmed: that takes documents of two independent sources."
        return
    changed = at.desk.edit(at.claim, {"grade": f"{letter}{digit}"})
    at.message = f"Graded {letter}{digit}." if changed else "It is so already."


def _link(at: Sitting, _: str) -> None:
    at.keep_words()
    what = at.choose("Link to", [("levers", "levers"), ("entry", "an entry of the record")])
    if what == "levers":
        changed = at.desk.edit(at.claim, levers(at), "link")
        at.message = "Linked." if changed else "It is so already."
    elif what == "entry":
        _link_entry(at)


def _link_entry(at: Sitting) -> None:
    claim = at.claim
    near = sorted(at.desk.opened.entries, key=lambda entry: _distance(claim, entry))[:40]
    options = [(entry.id, _entry_in_words(entry)) for entry in near if entry.kind != "assert"]
    picked = at.choose(
        "Which entry rests on it?", [("", "none of these: show how to add one"), *options]
    )
    if picked is None:
        return
    if not picked:
        at.message = f"A second act, after the review: {_command(claim)}"
        return
    at.desk.say(claim.id, "link", after={"entries": [picked]})
    later = "" if claim.counts else " It rests on it once the claim is accepted."
    at.message = f"Linked to {picked}.{later}"


def _distance(claim: "Claim", entry: Any) -> tuple[bool, bool, int]:
    """Order entries: those of the claim's levers, then of its actor, then by day."""
    import datetime as dt

    lever = getattr(entry, "lever", "") in claim.levers
    said = claim.said[:10]
    whole = bool(DATE.fullmatch(said)) and len(said) == 10
    days = abs((entry.date.first - dt.date.fromisoformat(said)).days) if whole else 0
    return not lever, claim.actor not in entry.parties, days


def _entry_in_words(entry: Any) -> str:
    about = getattr(entry, "lever", "") or getattr(entry, "name", "") or getattr(entry, "text", "")
    level = getattr(entry, "level", "")
    return f"{entry.id}  {entry.date}  {entry.kind} {about}{f' {level}' if level else ''}"[:70]


def _command(claim: "Claim") -> str:
    day = claim.said or "DATE"
    by = f" --by {claim.actor}" if claim.actor else ""
    return (
        f"detente add CASE statement --date {day}{by} --text '...' "
        f"--source {claim.document or 'DOCUMENT'} --rests-on {claim.id}"
    )


ACTS: Acts = {
    "j": lambda at, _: at.step(1),
    "k": lambda at, _: at.step(-1),
    "a": _accept,
    "r": _reject,
    "e": _edit,
    "s": _speaker,
    "g": _grade,
    "l": _link,
    "m": _merge,
    "n": _new,
    "u": _undo,
    **dict.fromkeys("[]{}", _edges),
}

"""The card of one claim under review: its words in the document, what they are taken to mean, the keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.cli.page import Page, Part

if TYPE_CHECKING:
    from detente.claims import Claim
    from detente.cli.reviewing_desk import Desk
    from detente.evidence.review import Words

__all__ = ["GRADES", "HELP", "card", "keys_line", "voice_in_words"]

AROUND = 260
"""Characters of the document shown before and after a claim."""
VOICES = {
    "author": "the author's own words",
    "party": "a party, as reported",
    "quoted": "word for word",
}
_KEYS = (
    (
        ("a", "accept"),
        ("r", "reject"),
        ("e", "edit"),
        ("[ ] { }", "edges"),
        ("s", "speaker"),
        ("g", "grade"),
        ("l", "link"),
    ),
    (
        ("m", "merge"),
        ("n", "new"),
        ("u", "undo"),
        ("j k", "next, back"),
        ("?", "help"),
        ("q", "quit"),
    ),
)

HELP = (
    ("j  k", "next claim, the one before (also the arrow keys)"),
    ("a", "accept: the claim counts, with the changes made to it"),
    ("r", "reject, and why: a digit from 1 to 5"),
    ("e", "edit a field"),
    ("[  ]", "move the beginning of the words back, on by a word"),
    ("{  }", "move their end back, on; Enter keeps the new words, Esc drops them"),
    ("s", "who speaks: set for every claim of the same quotation"),
    ("g", "grade: a letter for the source, a digit for what it says"),
    ("l", "link to levers, or to an entry of the record that is there already"),
    ("m", "merge into the claim before it in the document"),
    ("n", "a new claim from words of the document"),
    ("u", "undo: take back the last verdict, which stays in the record"),
    ("q", "quit; every verdict is recorded already"),
)
GRADES = (
    ("A", "completely reliable", "1", "confirmed by other sources"),
    ("B", "usually reliable", "2", "probably true"),
    ("C", "fairly reliable", "3", "possibly true"),
    ("D", "not usually reliable", "4", "doubtful"),
    ("E", "unreliable", "5", "improbable"),
    ("F", "cannot be judged", "6", "cannot be judged"),
)


def card(
    page: Page,
    desk: "Desk",
    claim: "Claim",
    place: str,
    words: "Words | None" = None,
    *,
    short: bool = False,
) -> None:
    """Add the card of a claim; `words` are those under the cursor, if their edges were moved.

    A `short` card fits a terminal of 24 lines: fewer words around, the fields one after the other.
    """
    from detente.cli.words import count
    from detente.evidence import DEAL_KINDS

    done = sum(one.standing in ("accepted", "rejected") for one in desk.claims.values())
    left = sum(one.standing == "waiting" for one in desk.claims.values())
    role = " (second reviewer)" if desk.second else ""
    page.line((f"{place}  {claim.type}, {claim.standing}", "bold"), (f"   {claim.id}", "dim"))
    page.line((f"{desk.reviewer}{role}: {count(done, 'claim')} judged, {left} waiting", "dim"))
    document = desk.opened.documents.get(claim.document)
    if document is not None:
        parts = [document.title or document.id, document.publisher, document.date]
        page.line(" · ".join(part for part in parts if part))
    page.blank()
    around = AROUND // 2 if short else AROUND
    _passage(page, words or desk.words(claim), around, kept=desk.text(claim) is not None)
    page.blank()
    rows = _fields(desk, claim)
    if short:
        page.line(*_in_a_row(rows))
    else:
        page.table(["", ""], rows, whole=(0,), least={0: 9})
    if claim.voice == "author" and claim.type in DEAL_KINDS - {"condition"}:
        page.line("An author speaks: this is never a party's own offer, demand or threat.")


def _in_a_row(rows: Sequence[tuple[str, str]]) -> list[Part]:
    parts: list[Part] = []
    for name, value in rows:
        parts += [(f"{name}: ", "bold"), f"{value}.  "]
    return parts


def _passage(page: Page, words: "Words", around: int, *, kept: bool) -> None:
    """Add the words around a claim; the claim between marks and in bold."""
    before, after = words.before[-around:], words.after[:around]
    if words.whole:
        before = before if len(before) == len(words.before) else "..." + _from_word(before)
        after = after if len(after) == len(words.after) else _to_word(after) + "..."
    else:
        before, after = f"...{before}", f"{after}..."
    parts: list[Part] = [before, (f">>{words.quote}<<", "bold"), after]
    page.line(*parts, indent=0)
    if not words.whole:
        lost = "They are not in its text that is kept: the claim is orphaned."
        said = (
            lost if kept else "The text of the document is not kept; the claim keeps these words."
        )
        page.line((said, "dim"))


def _from_word(text: str) -> str:
    return text.split(maxsplit=1)[-1] if " " in text else text


def _to_word(text: str) -> str:
    return text.rsplit(maxsplit=1)[0] if " " in text else text


def voice_in_words(voice: str) -> str:
    """Say whose words they are."""
    return VOICES.get(voice, voice)


def _fields(desk: "Desk", claim: "Claim") -> list[tuple[str, str]]:
    from detente.cli.words import party_in_words
    from detente.evidence.review import confidence, rule

    inferred = (claim.origin or {}).get("inferred") or ()
    who = {
        key: party_in_words(desk.case, getattr(claim, key)) if getattr(claim, key) else "not known"
        for key in ("actor", "target")
    }
    rows = [
        ("Kind", claim.type + (f" ({claim.flavour})" if claim.flavour else "")),
        ("Voice", voice_in_words(claim.voice)),
        ("Who", who["actor"] + (" (inferred)" if "actor" in inferred else "")),
        ("To whom", who["target"] + (" (inferred)" if "target" in inferred else "")),
        ("Levers", ", ".join(claim.levers) or "none named"),
        ("Says", f"{claim.polarity}, {claim.modality}"),
        ("When", _dates(claim)),
        ("Through", " > ".join(claim.chain) or "not known"),
        ("Grade", f"{claim.grade}, {claim.grade.in_words()}"),
    ]
    rows += _links(desk, claim)
    if claim.origin is not None:
        rows.append(
            ("Proposed", f"by {rule(claim) or 'no rule'}, confidence {confidence(claim):.2f}")
        )
    return [*rows, *(("Verdict", _said(one)) for one in claim.review[-3:])]


def _said(one: dict[str, object]) -> str:
    reason = f": {one['reason']}" if one.get("reason") else ""
    return f"{one.get('verdict')}{reason}, {one.get('by') or 'nobody named'}"


def _dates(claim: "Claim") -> str:
    from detente.claims import ClaimDate

    happened = claim.date.happened if isinstance(claim.date, ClaimDate) else None
    return f"said {claim.said or 'on a day not known'}, happened {happened or 'not known'}"


def _links(desk: "Desk", claim: "Claim") -> list[tuple[str, str]]:
    """Return the claim that a condition belongs to, and the conditions of a claim."""
    main = desk.claims.get(claim.condition_of)
    rows = [("Holds for", f"{main.type}: {main.quote}")] if main else []
    conditions = [one for one in desk.claims.values() if one.condition_of == claim.id]
    rows += [("If", f"{one.quote} ({one.standing})") for one in conditions]
    entries = [entry.id for entry in desk.opened.entries if claim.id in entry.rests_on]
    return [*rows, *([("Entries", ", ".join(entries))] if entries else [])]


def keys_line(page: Page) -> None:
    """Add the keys."""
    page.blank()
    for row in _KEYS:
        parts: list[Part] = []
        for key, name in row:
            parts += [(key, "bold"), f" {name}   "]
        page.line(*parts)

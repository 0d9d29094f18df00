"""Rules for what was done, said to be so, or thought."""

import re
from typing import Any

from msgspec.structs import replace

from detente.evidence.candidate import Hop
from detente.evidence.clauses import Clause, Reader
from detente.evidence.grammar import (
    auxiliaries,
    going_to,
    is_past,
    lemma,
)
from detente.evidence.lexicon import words
from detente.evidence.names import Mention
from detente.evidence.proposal import Proposal
from detente.evidence.spans import clause_span, token_span

__all__ = ["belief", "deed", "mention", "naming", "purpose", "remark", "report"]

Token = Any
_LETS_KNOW = re.compile(
    r"\blet (?:it )?be (?:known|understood)\b|\bma[dk]e (?:it )?(?:known|clear|plain|public)\b|\bput (?:it )?on record\b|\bga?i?ve to understand\b"
)
_NEEDED = re.compile(
    r"\b(?:precondition|prerequisite|condition for|indispensable|essential|necessary|sine qua non|red lines?|a must)\b"
)


def mention(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "referenced", "praised": words about words."""
    if not clause.actors or clause.modal:
        return None
    if clause.word in ("brush", "rule") and _off(clause.verb):
        refused = reader.made(clause, "statement", "refusal", 0.65)
        return reader.only(clause, replace(refused, negative=True))
    if reader.object_of(clause.verb) is None:
        return None
    if clause.word in words("mention"):
        return reader.only(clause, reader.made(clause, "statement", "mention", 0.5))
    if clause.word in words("judge"):
        return reader.only(clause, reader.made(_own_view(clause), "opinion", "judge", 0.55))
    return None


def _off(verb: Token) -> bool:
    return any(
        c.dep_ in ("prt", "advmod") and c.lower_ in ("out", "aside", "off") for c in verb.children
    )


def naming(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find "called the move a mistake", "described it as an insult": a view of who says it."""
    verb = clause.verb
    if clause.word not in words("name-as") or not clause.actors or clause.modal:
        return None
    after = {c.lower_ for c in verb.children if c.dep_ == "prep"}
    if (
        clause.word in ("accuse", "blame")
        and reader.object_of(verb) is not None
        and not clause.negative
    ):
        return reader.only(
            clause, reader.made(_own_view(clause), "opinion", f"naming:{clause.word}", 0.55)
        )
    small = any(c.dep_ in ("oprd", "ccomp", "xcomp", "acomp") for c in verb.children)
    as_ = "as" in after or any(c.lower_ == "as" for t in verb.children for c in t.children)
    small = small and not (
        clause.word in words("judge-that") and any(_told_that(c) for c in verb.children)
    )
    named = small or as_ if clause.word != "call" else not after & {"for", "on", "upon"} and small
    if not named or (reader.object_of(verb) is None and not small):
        return None
    if any(c.dep_ == "xcomp" and c.tag_ == "VB" and lemma(c) != "be" for c in verb.children):
        return None
    if _NEEDED.search(reader.words_of(verb)) and not clause.negative:
        return reader.only(
            clause, reader.made(clause, "demand", "held-needed", 0.65, modality="wanted")
        )
    return reader.only(
        clause, reader.made(_own_view(clause), "opinion", f"naming:{clause.word}", 0.55)
    )


def _told_that(content: Token) -> bool:
    """Whether a complement is a clause of its own: "that they exaggerate", no "them mad"."""
    if content.dep_ != "ccomp" or content.pos_ not in ("VERB", "AUX"):
        return False
    return content.tag_ in ("VBZ", "VBP", "VBD") or bool(set(auxiliaries(content)) - {"to"})


def _own_view(clause: Clause) -> Clause:
    """Return a clause as the words of who acts in it."""
    first = clause.actors[0]
    return replace(clause, speaker=first, chain=(*clause.chain, Hop(first.who)))


def belief(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what one party is said to think, by another."""
    content = [c for c in clause.verb.children if c.dep_ == "ccomp"]
    if clause.word in words("judge-that") and content and clause.authors and clause.actors:
        return _judged(reader, clause, content[0])
    if clause.word not in ("think", "believe") or not content or not clause.speaker:
        return None
    if not clause.actors or clause.own:
        return None
    return reader.only(clause, reader.made(clause, "opinion", "others-belief", 0.5))


def _judged(reader: Reader, clause: Clause, content: Token) -> list[Proposal] | None:
    """Find "the army considers that they exaggerate": its view, or what it wants."""
    if clause.modal or clause.negative or clause.actors[0].kind == "media":
        return None
    if any(c.lower_ in ("must", "should", "ought") for c in content.children):
        return reader.only(
            clause, reader.made(clause, "demand", "judged-must", 0.6, modality="wanted")
        )
    if set(auxiliaries(content)) & {"will", "would", "could", "can", "may", "might"}:
        return None
    return reader.only(clause, reader.made(_own_view(clause), "opinion", "judged", 0.5))


def report(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Pass over a verb of saying: its content is read on its own."""
    if clause.word in ("let", "make", "put", "give", "take") and _LETS_KNOW.search(
        reader.words_of(clause.verb)
    ):
        return []
    if clause.word not in words("report") | {"warn", "insist"} or clause.modal == "should":
        return None
    content = any(c.dep_ == "ccomp" for c in clause.verb.children)
    if content and clause.word in ("deny", "dispute") and clause.actors and not clause.modal:
        denied = reader.made(clause, "statement", "denial", 0.65)
        return reader.only(clause, replace(denied, negative=True))
    if clause.word in ("tell", "inform") and not any(
        c.dep_ == "xcomp" for c in clause.verb.children
    ):
        return []
    thing = reader.object_of(clause.verb)
    if content or (
        _beside_quote(reader, clause.verb)
        and (thing is None or thing.i < clause.verb.i or not clause.actors)
    ):
        return []
    vague = thing is None or thing.lower_ in ("much", "so", "this", "that", "it")
    if clause.word in ("say", "tell", "inform", "add", "note", "report") and vague:
        return []
    return None


def _beside_quote(reader: Reader, verb: Token) -> bool:
    place = reader.paragraph.starts[verb.i]
    return any(
        abs(place - quote.end) < 60 or abs(quote.start - place) < 60
        for quote in reader.paragraph.quotes
        if quote.speech
    )


def deed(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find what a party did, or is doing."""
    verb = clause.verb
    if clause.word == "take" and "place" in {c.lower_ for c in verb.children}:
        return []
    if clause.word == "go" and (_goes_on(verb) or any(going_to(c) for c in verb.children)):
        return []
    if _no_deed(reader, clause):
        return []
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        agent = any(c.dep_ == "agent" for c in verb.children)
        done = agent and bool(clause.actors) and clause.word not in words("issue")
        return [reader.made(clause, "action", "done-by", 0.55)] if done else []
    if _dated_gerund(reader, clause):
        return [
            reader.made(
                clause, "action", "gerund-talk", 0.6, span=clause_span(reader.paragraph, verb)
            )
        ]
    subject_less = verb.dep_ in ("xcomp", "acl", "csubj")
    bare = verb.dep_ in ("advcl", "pcomp") and not is_past(verb)
    if subject_less or (bare and not any(c.dep_ == "nsubj" for c in verb.children)):
        return []
    told = is_past(verb) and clause.word in words("talk") and bool(clause.actors)
    if not clause.actors or clause.word in words("state") or (reader.judging(verb) and not told):
        return None
    first = any(t.lower_ in ("i", "we") for t in verb.subtree)
    first = first and clause.word not in words("concede") | words("hostile") | {
        "hand",
        "start",
        "send",
    }
    if is_past(verb) and (told or not (clause.quoted and first)):
        denied = clause.negative or any(
            c.dep_ == "dobj" and any(g.lower_ == "no" for g in c.children) for c in verb.children
        )
        defended = clause.own and not clause.authors and clause.word in words("behave")
        kind = "statement" if denied or defended else "action"
        return [reader.made(clause, kind, "deed", 0.65)]
    going_on = verb.tag_ == "VBG" and any(
        a in ("is", "are", "'s", "'re") for a in auxiliaries(verb)
    )
    return [reader.made(clause, "action", "going-on", 0.55)] if going_on else None


def _no_deed(reader: Reader, clause: Clause) -> bool:
    """Whether what one did is of no account: one met, reacted, did so, was asked, won office."""
    verb = clause.verb
    thing = reader.object_of(verb)
    if clause.word in words("no-deed") or (thing is not None and thing.lower_ in ("what", "so")):
        return True
    if clause.word == "do" and (thing is None or thing.lower_ in ("so", "it", "that")):
        return True
    if clause.word in ("respond", "reply", "answer") and (
        clause.negative or "comment" in reader.words_of(verb)
    ):
        return True
    if clause.word == "meet":
        return thing is None and not reader.has_preposition(verb, "with")
    return clause.word == "ask" and verb.tag_ == "VBN" and not auxiliaries(verb)


def _goes_on(verb: Token) -> bool:
    """Whether "he went on" only says that a speech goes on."""
    on = any(
        c.dep_ in ("prt", "advmod", "prep") and c.lower_ == "on" and not list(c.children)
        for c in verb.children
    )
    return on and verb.dep_ in ("parataxis", "ROOT", "ccomp")


def _dated_gerund(reader: Reader, clause: Clause) -> bool:
    verb = clause.verb
    if (
        verb.tag_ != "VBG"
        or clause.word not in words("talk")
        or verb.dep_ not in ("pcomp", "advcl")
    ):
        return False
    first, last = reader.paragraph.starts[verb.i], reader.paragraph.ends[verb.right_edge.i] + 20
    dated = any(first <= date.start <= last for date in reader.dates)
    return bool(clause.actors) and bool(reader.named_in(verb)) and dated


def purpose(reader: Reader, clause: Clause) -> list[Proposal] | None:
    """Find what an act is for: "to enable Iran to export", "trying to work out a deal"."""
    verb = clause.verb
    then = next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp")), None)
    if then is None or verb.dep_ not in ("advcl", "xcomp", "relcl", "acl"):
        return None
    if clause.word in ("enable", "allow") and verb.tag_ == "VB" and not clause.modal:
        enabled, _ = reader.subjects.actors(then)
        return (
            [reader.made(clause, "prediction", "purpose", 0.45, actors=enabled, modality="possible",
                         span=clause_span(reader.paragraph, verb))]
            if enabled
            else None
        )  # fmt: skip
    if clause.word == "try" and verb.tag_ == "VBG" and clause.actors:
        span = clause_span(reader.paragraph, verb)
        return [reader.made(clause, "statement", "trying", 0.45, modality="intended", span=span)]
    return None


def remark(reader: Reader, clause: Clause) -> list[Proposal] | None:  # noqa: PLR0911 - one guard a line
    """Find what is said to be so, and what is thought of it."""
    verb = clause.verb
    if _empty(clause):
        return []
    long_enough = len([t for t in verb.subtree if t.is_alpha]) >= 4
    if (
        not (long_enough or is_past(verb))
        or verb.dep_ == "dep"
        or (verb.dep_ == "relcl" and clause.quoted)
    ):
        return []
    if verb.dep_ == "relcl" and not clause.actors:
        return []
    judging = reader.judging(verb)
    first = any(t.lower_ in ("i", "we") for t in verb.subtree)
    if clause.quoted and clause.speaker:
        judging = judging or _view(clause)
        kind = "opinion" if judging and not (is_past(verb) and first) else "statement"
        actors: tuple[Mention, ...] = (clause.speaker,)
        if verb.dep_ == "conj" and verb.head.i in reader.remarks:
            return []
        reader.remarks.add(verb.i)
        span = _whole(reader, clause)
        return [reader.made(clause, kind, "quoted-remark", 0.55, actors=actors, span=span)]
    if verb.dep_ not in ("ROOT", "ccomp", "conj", "advcl", "parataxis"):
        return []
    if judging and (clause.actors or reader.named_in(verb) or clause.authors):
        return [reader.made(clause, "opinion", "evaluative", 0.5)]
    if reader.paragraph.essay and clause.authors and _argued(reader, clause):
        return [reader.made(clause, "opinion", "argued", 0.45)]
    actors = clause.actors or ((clause.speaker,) if clause.speaker else ())
    if any(one.party for one in actors):
        return [reader.made(clause, "statement", "stative", 0.4, actors=actors)]
    return []


def _argued(reader: Reader, clause: Clause) -> bool:
    """Whether a sentence of a column says how things are, rather than what happened or who wants what."""
    verb = clause.verb
    if verb.dep_ not in ("ROOT", "conj", "parataxis") or clause.word in words("mental") | words(
        "report"
    ):
        return False
    helped = set(auxiliaries(verb)) & {"do", "does", "is", "are", "have", "has"}
    now = verb.tag_ in ("VBZ", "VBP") or (bool(helped) and not reader.named_in(verb))
    subject = any(c.dep_ in ("nsubj", "expl") for c in verb.children)
    was = verb.tag_ == "VBD" and clause.word == "be" and subject
    asks = verb.sent.text.rstrip().endswith("?")
    return (now or was) and not clause.modal and not asks


def _view(clause: Clause) -> bool:
    """Whether quoted words judge by their form: "it is a veto", "there is no reason", "I understand"."""
    verb = clause.verb
    if verb.tag_ not in ("VBZ", "VBP") or clause.modal:
        return False
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "expl", "csubj")), None)
    if subject is None:
        return False
    own = any(t.lower_ in ("i", "we", "our", "my", "us") for t in verb.subtree)
    if subject.lower_ in ("i", "we"):
        return clause.word in words("feel")
    return (
        clause.word == "be" and not own and any(c.dep_ in ("attr", "acomp") for c in verb.children)
    )


def _whole(reader: Reader, clause: Clause) -> tuple[int, int]:
    """Return the span of a quoted remark with what is joined to it by "and"."""
    inside = [t for t in clause.verb.subtree if reader.paragraph.quote_at(t.i) and not t.is_punct]
    if len(inside) > 16 or not inside:
        return clause_span(reader.paragraph, clause.verb, left=clause.subject)
    return token_span(reader.paragraph, inside[0].i, inside[-1].i, clause.verb.i)


def _empty(clause: Clause) -> bool:
    """Whether a clause only places another: "when it comes to", "before he meets"."""
    verb = clause.verb
    if verb.tag_ == "VB" and not clause.modal and verb.dep_ != "ROOT":
        return True
    before = ("before", "after", "when", "while")
    placing = any(c.lower_ in before and c.i < verb.i for c in verb.children)
    placed = verb.dep_ == "advcl" and not is_past(verb) and placing
    happens = clause.word in words("happen") and not clause.actors and not clause.modal
    happens = happens or (clause.word == "take" and "place" in {c.lower_ for c in verb.children})
    return placed or happens

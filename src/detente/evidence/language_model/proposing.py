"""From documents to proposals: what is asked, what was answered before, and what both tiers say."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from detente.case import Case
from detente.evidence.candidate import Candidate
from detente.evidence.language_model.gate import Gate, Passed
from detente.evidence.language_model.prompt import Prompt, pieces, prompt_of
from detente.evidence.language_model.reply import read_reply
from detente.evidence.read import SourceText

__all__ = ["agreed", "prompts_of", "proposed"]

AGREED = 0.1
"""What agreement adds to the confidence by which the queue is sorted: nothing else follows from it."""
MOST_CONFIDENT = 0.99


def prompts_of(source: SourceText, case: Case) -> tuple[Prompt, ...]:
    """Return the requests for one document, in the order of its text.

    Examples
    --------
    >>> from detente.evidence import read
    >>> [one.span for one in prompts_of(read(b"Iran offers talks.", "a.txt"), Case(id="talks"))]
    [(0, 18)]
    """
    return tuple(prompt_of(source.text, span, case) for span in pieces(source.text))


def proposed(
    source: SourceText,
    case: Case,
    model: str,
    answer: Callable[[Prompt], str],
    *,
    rules: Sequence[Candidate] = (),
    today: dt.date | None = None,
) -> Passed:
    r"""Return what a model proposes for a document and the gate lets through.

    Parameters
    ----------
    source, case
        The document, the case.
    model : str
        Its name: the origin of what it proposes is ``llm:`` and this.
    answer : callable
        Prompt -> the words of the answer.
    rules : sequence of Candidate
        What the rules found in the document: whom they hold to be speaking counts.
    today : datetime.date or None
        The day of the document. Default: the day it says it was published.

    Raises
    ------
    BadReplyError
        An answer is no list.

    Examples
    --------
    >>> from detente.case import Party
    >>> from detente.evidence import read
    >>> case = Case(id="c", parties={"iran": Party(id="iran", name="Iran")})
    >>> words = '[{"quote": "Iran offered talks", "kind": "offer", "actor_alias": "iran"},' \
    ...         ' {"quote": "Iran offered peace", "kind": "offer"}]'
    >>> passed = proposed(read(b"Iran offered talks.", "a.txt"), case, "m1", lambda asked: words)
    >>> [(one.quote, one.actor, one.origin.extractor) for one in passed.candidates], passed.refused
    ([('Iran offered talks', 'iran', 'llm:m1')], ('the words are not in the text',))
    """
    answers = [(asked.span, read_reply(answer(asked))) for asked in prompts_of(source, case)]
    return Gate(source, case, model, rules, today or _day_of(source)).passed(answers)


def _day_of(source: SourceText) -> dt.date | None:
    try:
        return dt.date.fromisoformat(source.document.date)
    except ValueError:
        return None


def agreed(rules: Sequence[Candidate], proposals: Iterable[Candidate]) -> list[Candidate]:
    """Return what the rules found and what a model alone proposes, each once, in the text's order.

    Where both found the same words (half of the shorter), kind and actor, the rule's candidate stays
    and is sorted higher. Where only words and kind are the same, the rule's stays as it is.

    Examples
    --------
    >>> one = Candidate(start=0, end=18, quote="Iran offered talks", kind="offer", actor="iran")
    >>> two = replace(one, end=12, quote="Iran offered")
    >>> [(it.end, it.origin.rule) for it in agreed([one], [two])]
    [(18, ' + llm')]
    """
    kept = {one.id: one for one in rules}
    twins: dict[str, str] = {}
    alone = []
    for one in proposals:
        twin = next((it for it in rules if _alike(one, it)), None)
        if twin is not None:
            kept[twin.id] = _raised(twin)
            twins[one.id] = twin.id
        elif one.id not in kept:
            alone.append(one)
    alone = [
        replace(one, condition_of=twins.get(one.condition_of, one.condition_of)) for one in alone
    ]
    return sorted([*kept.values(), *alone], key=lambda one: (one.start, one.end))


def _alike(one: Candidate, other: Candidate) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    half = min(one.end - one.start, other.end - other.start) / 2
    return one.kind == other.kind and one.actor == other.actor and shared >= half


def _raised(one: Candidate) -> Candidate:
    confidence = round(min(MOST_CONFIDENT, one.origin.confidence + AGREED), 2)
    origin = replace(one.origin, confidence=confidence, rule=f"{one.origin.rule} + llm")
    return replace(one, origin=origin)

"""The extractor: a text and a case in, candidate claims out."""

import datetime as dt
from typing import Literal

from detente.case import Case
from detente.evidence.advice import as_advice
from detente.evidence.candidate import Candidate
from detente.evidence.names import names_of
from detente.evidence.proposal import Assembly
from detente.evidence.quotes import straightened
from detente.evidence.read import SourceText

__all__ = ["Tier", "extract"]

Tier = Literal["keywords", "nlp"]
MAX_CANDIDATES = 2000


def extract(
    source: SourceText, case: Case, *, tier: Tier = "keywords", today: dt.date | None = None
) -> list[Candidate]:
    """Propose claims: who offers, demands, threatens, promises or did what, and on which condition.

    Nothing proposed is accepted: a candidate is graded F6 until a person has judged it.

    Parameters
    ----------
    source : SourceText
        What :func:`detente.evidence.read` returns.
    case : Case
        Its parties' names and aliases are what is looked for, its levers what passages are about.
    tier : {"keywords", "nlp"}
        ``keywords`` needs nothing more and is about half as good; ``nlp`` parses the sentences and
        needs the extra ``detente[nlp]``.
    today : datetime.date or None
        The day of the document, for expressions such as "Friday". Default: the day the document
        says it was published; without one they stay unresolved.

    Returns
    -------
    list of Candidate
        In the order of the text, at most 2,000.

    Raises
    ------
    CannotComputeError
        Tier ``nlp`` without the extra, or with another model.

    Examples
    --------
    >>> from detente.case import Case, Party
    >>> from detente.evidence import read
    >>> case = Case(id="c", parties={p: Party(id=p, name=p.title()) for p in ("iran", "iraq")})
    >>> found = extract(read(b"Iran offered to open the border if Iraq frees the crew.", "a.txt"), case)
    >>> [(one.kind, one.actor, one.quote) for one in found]
    [('offer', 'iran', 'Iran offered to open the border'), ('condition', 'iraq', 'if Iraq frees the crew')]
    >>> found[1].condition_of == found[0].id
    True
    """
    names = names_of(case, straightened(source.text))
    day = today or _day_of(source)
    if tier == "nlp":
        from detente.evidence import parsed
        from detente.evidence.parse import MODEL_SHA256

        proposals = parsed.propose(source.text, names, case)
        extractor, version = parsed.EXTRACTOR, MODEL_SHA256[:12]
    else:
        from detente.evidence import keywords  # its patterns take a while to compile

        proposals = keywords.propose(source.text, names, case)
        extractor, version = keywords.EXTRACTOR, ""
    plain = straightened(source.text)
    proposals = (as_advice(one, plain) for one in proposals)
    assembly = Assembly(source, case, day, extractor, version)
    return assembly.candidates(proposals)[:MAX_CANDIDATES]


def _day_of(source: SourceText) -> dt.date | None:
    try:
        return dt.date.fromisoformat(source.document.date)
    except ValueError:
        return None

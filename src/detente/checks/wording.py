"""Vague verbs: words that promise something without saying when it is done."""

import re
from collections.abc import Iterator

from detente.checks.survey import Survey
from detente.errors import Path, Problem

__all__ = ["VAGUE", "check_wording"]

VAGUE: tuple[str, ...] = (
    r"(?:begin|beginning|begins|start|starts|starting) (?:to|the process of|work on)",
    r"(?:commence|commences|initiate|initiates) the process of",
    r"(?:make|makes|making) (?:\w+ )?(?:progress|efforts?|headway)",
    r"(?:make|makes|making) every effort",
    r"(?:take|takes|taking) (?:\w+ )?(?:steps|measures) (?:to|towards?)",
    r"(?:work|works|working|move|moves|moving|advance|advances) towards?",
    r"(?:seek|seeks|seeking|strive|strives|endeavou?r|endeavou?rs|aim|aims|try|tries|attempt|attempts) to",
    r"(?:undertake|undertakes|use|uses) (?:its |their )?best (?:efforts|endeavou?rs)",
    r"(?:consider|considers|explore|explores|examine|examines) (?:the possibility|ways|options)",
    r"(?:as soon as|where|if|whenever) (?:possible|practicable|feasible)",
    r"(?:in due course|at an appropriate time|in good faith)",
)
"""Patterns of words that have no completion test; add to them as texts show more."""

_VAGUE = re.compile(rf"\b(?:{'|'.join(VAGUE)})\b", re.IGNORECASE)
_HINT = "say what counts as done: a lever and its level, a date, and who verifies it"


def check_wording(survey: Survey) -> Iterator[Problem]:
    """Check the texts, names and notes of clauses for words without a completion test."""
    for i, clause in enumerate(survey.case.clauses.values()):
        texts: list[tuple[Path, str]] = [(("name",), clause.name), (("note",), clause.note)]
        texts += [(("text", language), text) for language, text in clause.text.items()]
        for under, text in texts:
            for found in _VAGUE.finditer(text):
                words = " ".join(found.group().split())
                message = f"'{words}' in {clause.id} does not say when it is done"
                path: Path = ("clauses", i, *under)
                problem = survey.problem("warning", "D235", message, path, _HINT)
                yield survey.in_text(problem, path, text, found.span())

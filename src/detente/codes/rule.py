"""What a rule is: one kind of thing that can be wrong, with what it means."""

from typing import Literal

from msgspec import Struct

__all__ = ["Rule"]


class Rule(Struct, frozen=True, kw_only=True):
    """One thing that ``detente`` finds, as ``detente explain CODE`` tells it.

    Attributes
    ----------
    code : str
        ``D1xx`` file and names, ``D2xx`` record and clauses, ``D3xx`` evidence, ``D4xx`` model,
        ``D5xx`` machine.
    severity : {"error", "warning", "note"}
        The usual one; what is written in a file may be judged harder than what the record says.
    title : str
        What is wrong, in a few words.
    meaning : str
        Why it matters, in plain English.
    wrong, right : str
        An example, and how it would be right.
    """

    code: str
    severity: Literal["error", "warning", "note"]
    title: str
    meaning: str
    wrong: str = ""
    right: str = ""

    def in_words(self) -> str:
        """Return the rule as text for people.

        Examples
        --------
        >>> print(Rule(code="D101", severity="error", title="unknown key", meaning="No such key.",
        ...            wrong="partty: usa", right="party: usa").in_words())
        error[D101] unknown key
        <BLANKLINE>
        No such key.
        <BLANKLINE>
        wrong:
            partty: usa
        right:
            party: usa
        """
        parts = [f"{self.severity}[{self.code}] {self.title}", "", self.meaning]
        examples = [("wrong", self.wrong), ("right", self.right)]
        shown = [f"{name}:\n{_indented(text)}" for name, text in examples if text]
        return "\n".join([*parts, "", *shown] if shown else parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())

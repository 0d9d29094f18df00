"""A game as the text of a Gambit file, in the form that every reader takes.

Information sets have no label (with labels, reading takes quadratic time in Gambit 16), and nodes have
none either (Gambit 16.7 wants each label once). Labels are
plain ASCII, and names of players and actions are unique. What is had on the way stands as the outcome
of the node where it is had; Gambit adds outcomes along the play. Fractions are written as fractions.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from fractions import Fraction

from detente.exchange.gambit.games import End, Number, Payoffs, Table, Tree

__all__ = ["efg", "nfg"]


def nfg(table: Table) -> str:
    """Return the file of a game in strategic form.

    Examples
    --------
    >>> print(nfg(Table(title="Talks", players=("a", "b"), strategies=(("x", "y"), ("z",)),
    ...     payoffs=((1, Fraction(1, 3)), (0, 0.5)))), end="")
    NFG 1 R "Talks" { "a" "b" }
    { { "x" "y" } { "z" } }
    ""
    1 1/3
    0 0.5
    """
    strategies = " ".join(f"{{ {_names(own)} }}" for own in table.strategies)
    rows = (" ".join(map(_number, row)) for row in table.payoffs)
    head = f"NFG 1 R {_label(table.title)} {{ {_names(table.players)} }}"
    return "\n".join([head, f"{{ {strategies} }}", _label(table.note), *rows]) + "\n"


def efg(tree: Tree) -> str:
    """Return the file of a game in extensive form.

    Examples
    --------
    >>> from detente.exchange.gambit.games import Decision
    >>> root = Decision(player=0, known=1, flow=(0.5, 0),
    ...     actions=(("propose", End(label="deal", payoffs=(1, 2))),))
    >>> print(efg(Tree(title="Talks", players=("a", "b"), root=root)), end="")
    EFG 2 R "Talks" { "a" "b" }
    ""
    p "" 1 1 "" { "propose" } 1 "" { 0.5 0 }
    t "" 2 "deal" { 1 2 }
    """
    head = f"EFG 2 R {_label(tree.title)} {{ {_names(tree.players)} }}"
    return "\n".join([head, _label(tree.note), *_lines(tree)]) + "\n"


def _lines(tree: Tree) -> Iterator[str]:
    outcomes: dict[tuple[str, Payoffs], int] = {}

    def outcome(label: str, payoffs: Payoffs) -> str:
        number = outcomes.setdefault((label, payoffs), len(outcomes) + 1)
        return f"{number} {_label(label)} {{ {' '.join(map(_number, payoffs))} }}"

    for node in tree.nodes():
        if isinstance(node, End):
            yield f't "" {outcome(node.label, node.payoffs)}'
            continue
        actions = _names([action for action, _ in node.actions])
        flow = "0" if node.flow is None else outcome(node.label, node.flow)
        known = f'{node.player + 1} {node.known} ""'
        yield f'p "" {known} {{ {actions} }} {flow}'


def _number(value: Number) -> str:
    """Return a number as Gambit reads it: whole, a fraction, or a decimal."""
    if isinstance(value, Fraction) or value == int(value):
        return str(value if isinstance(value, Fraction) else int(value))
    return f"{value:.15g}"


def _names(names: Sequence[str]) -> str:
    found: list[str] = []
    for name in names:
        word, more = _ascii(name) or "?", 2
        chosen = word
        while chosen in found:
            chosen, more = f"{word} ({more})", more + 1
        found.append(chosen)
    return " ".join(f'"{name}"' for name in found)


def _label(words: str) -> str:
    return f'"{_ascii(words)}"'


def _ascii(words: str) -> str:
    """Return a text without accents, quotation marks and other signs that Gambit 16 refuses."""
    plain = unicodedata.normalize("NFKD", words.replace("\N{EN DASH}", "-"))
    kept = plain.encode("ascii", "ignore").decode("ascii")
    return " ".join(kept.replace('"', "'").replace("\\", "/").split())

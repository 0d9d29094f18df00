"""Write the parser's tables from the grammar of conditions, or say that they lag.

python scripts/grammar_tables.py --write     writes src/detente/conditions/tables.py
python scripts/grammar_tables.py             exit 1 if that file is not what would be written

Lark makes the tables (LALR(1), F. L. DeRemer, 1969); reading conditions needs the tables only.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lark import Lark

from detente.conditions.grammar import GRAMMAR, STARTS

FILE = Path(__file__).resolve().parent.parent / "src" / "detente" / "conditions" / "tables.py"
HEAD = '''\
"""Tables of the parser of conditions. Made by scripts/grammar_tables.py from `GRAMMAR`: do not edit.

RULES: what a rule makes (a leading underscore: parts that go to the rule around it), of how many
pieces, and what builds it ("-": a single piece stays as it is).
STATES: per state, what to do at a symbol: a number is the state to go to, ``r`` and a number the rule
that ends here; then the symbols. Symbols in capitals are words of the text.
STARTS: what a text is read as, its first state and its last.
"""

# fmt: off
'''


def generated() -> Lark:
    """Return what lark makes of the grammar."""
    return Lark(GRAMMAR, parser="lalr", start=list(STARTS), maybe_placeholders=False)


def page() -> str:
    """The whole file."""
    table = generated().parser.parser._parse_table  # noqa: SLF001 - lark has no other door to its tables
    number = {state: k for k, state in enumerate(_in_order(table))}
    rules: dict[Any, int] = {}
    states = []
    for state in number:
        turns: dict[str, list[str]] = {}
        for symbol, (_, to) in sorted(table.states[state].items()):
            shift = type(to) is int
            what = str(number[to]) if shift else f"r{rules.setdefault(to, len(rules))}"
            turns.setdefault(what, []).append(symbol)
        states.append("; ".join(f"{what} {' '.join(symbols)}" for what, symbols in turns.items()))
    lines = [HEAD + "RULES = ("]
    lines += [
        f'    ("{_made(rule)}", {len(rule.expansion)}, "{_builder(rule)}"),' for rule in rules
    ]
    lines += [")", "STATES = ("]
    lines += [line for state in states for line in _wrapped(state)]
    lines += [")", "STARTS = {"]
    for start in STARTS:
        first, last = number[table.start_states[start]], number[table.end_states[start]]
        lines.append(f'    "{start}": ({first}, {last}),')
    return "\n".join([*lines, "}", ""])


def _in_order(table: Any) -> Iterator[Any]:
    """Yield the states, each where it is first reached, so that numbers depend on the grammar only."""
    seen = dict.fromkeys(table.start_states[start] for start in STARTS)
    todo = list(seen)
    for state in todo:
        yield state
        for _, (_, to) in sorted(table.states[state].items()):
            if type(to) is int and to not in seen:
                seen[to] = None
                todo.append(to)


def _made(rule: Any) -> str:
    return str(rule.origin.name)


def _builder(rule: Any) -> str:
    alias = rule.alias or ""
    if alias:
        return str(alias)
    if rule.options.expand1 and len(rule.expansion) == 1:
        return "-"
    return "" if rule.origin.name.startswith("_") else str(rule.origin.name)


def _wrapped(state: str) -> Iterator[str]:
    """Yield the lines of one state."""
    lines = [""]
    for word in state.split(" "):
        if len(lines[-1]) + len(word) > 86:
            lines.append("")
        lines[-1] += f"{word} "
    lines[-1] = lines[-1].rstrip()
    if len(lines) == 1:
        yield f'    "{lines[0]}",'
        return
    yield "    ("
    yield from (f'        "{line}"' for line in lines)
    yield "    ),"


def main() -> int:
    """Write or compare."""
    text = page()
    if "--write" in sys.argv:
        FILE.write_text(text, "utf-8")
        return 0
    if FILE.read_text("utf-8") == text:
        return 0
    sys.stderr.write(
        "the tables lag behind the grammar: python scripts/grammar_tables.py --write\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())

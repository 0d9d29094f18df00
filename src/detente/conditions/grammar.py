"""Text -> tree: the grammar of conditions, LALR(1) without conflicts.

One grammar serves conditions on states and conditions in time; :func:`detente.conditions.misuse`
says which of its forms do not belong where a condition stands. ``if``, ``iff`` and ``unless`` bind
weakest and do not chain; then ``or``, ``and``, ``not``; then what follows a condition (``for``,
``in last``, ``verified by``, ``claimed by``).

The parser's tables are made from the grammar ahead of time: `scripts/grammar_tables.py --write`.
"""

from typing import TypeVar

from detente.conditions.build import Builder, Piece
from detente.conditions.expected import unexpected
from detente.conditions.shift_reduce import StuckError, shift_reduce
from detente.conditions.tree import Deadline, Duration, Effect, Node, Verification, children
from detente.conditions.words import (
    MAX_DEPTH,
    MAX_LENGTH,
    ConditionError,
    split_words,
    too_deep,
)

__all__ = [
    "parse",
    "parse_deadline",
    "parse_duration",
    "parse_effect",
    "parse_verification",
]

N = TypeVar("N", bound=Node)

GRAMMAR = r"""
!?condition: either
    | either IF either                      -> if_
    | either IFF either                     -> iff
    | either UNLESS either                  -> unless
!?either: both | both (OR both)+            -> or_
!?both: negation | negation (AND negation)+ -> and_
!?negation: held | unwindowed | NOT negation -> not_
!?held: simple
    | followed FOR duration                 -> held
    | held IN LAST duration                 -> once
    | unwindowed IN LAST duration           -> verified_in_last
    | followed CLAIMED BY NAME              -> claimed
!unwindowed: followed VERIFIED BY names     -> verified
!?followed: held | unwindowed
!?simple: LPAR condition RPAR               -> bracket
    | NAME COMPARE NAME                     -> compare_level
    | NAME COMPARE NUMBER                   -> compare_number
    | NAME COMPARE NUMBER (NAME | SYMBOL)   -> compare_number
    | EVENT LPAR NAME RPAR                  -> happened
    | STATUS LPAR NAME RPAR                 -> clause_is
    | duration SINCE NAME                   -> since
    | AT LEAST NUMBER OF LPAR condition (SEMICOLON condition)+ RPAR -> at_least
    | ALWAYS                                -> always
    | NEVER                                 -> never
    | NAME                                  -> term
    | NAME AS NAME                          -> term
!names: NAME (BAR NAME)*
!duration: NUMBER UNIT | NUMBER BUSINESS UNIT
!deadline: duration OF NAME
!verification: BY names | BY names WITHIN duration
!effect: NAME COMPARE NAME (AND NAME COMPARE NAME)*
%declare ALWAYS AND AS AT BAR BUSINESS BY CLAIMED COMPARE EVENT FOR IF IFF IN LAST LEAST LPAR NAME
%declare NEVER NOT NUMBER OF OR RPAR SEMICOLON SINCE STATUS SYMBOL UNIT UNLESS VERIFIED WITHIN
"""
STARTS = ("condition", "deadline", "verification", "effect", "duration")


def parse(text: str) -> Node:
    """Read a condition; the tree keeps the place of every part.

    Parameters
    ----------
    text : str
        At most 4,000 characters, nested at most 40 deep.

    Raises
    ------
    ConditionError
        With the message, what would be right, and the code points at fault.

    Examples
    --------
    >>> parse("yongbyon >= frozen and not event(nuclear_test)")
    And(parts=(Compare(lever='yongbyon', op='>=', level='frozen', unit=None), \
Not(part=Happened(event='nuclear_test'))))
    >>> parse("yongbyon >= frozen for 60 dayz")
    Traceback (most recent call last):
    detente.conditions.words.ConditionError: unexpected 'dayz'; expected days/weeks/months/years
    """
    return _parse(text, "condition", Node)


def parse_deadline(text: str) -> Deadline:
    """Read ``60 days of EVENT`` or ``30 days of trigger``.

    Examples
    --------
    >>> parse_deadline("30 days of trigger")
    Deadline(duration=Duration(count=30, unit='days'), event=None)
    """
    return _parse(text, "deadline", Deadline)


def parse_verification(text: str) -> Verification:
    """Read ``by V|W within 30 days``.

    Examples
    --------
    >>> parse_verification("by iaea|unscom within 30 days")
    Verification(by=('iaea', 'unscom'), within=Duration(count=30, unit='days'))
    """
    return _parse(text, "verification", Verification)


def parse_effect(text: str) -> Effect:
    """Read ``lever = level``, or several joined by ``and``.

    Examples
    --------
    >>> parse_effect("coal_ban = suspended and textile_ban = suspended").settings
    (('coal_ban', 'suspended'), ('textile_ban', 'suspended'))
    """
    return _parse(text, "effect", Effect)


def parse_duration(text: str) -> Duration:
    """Read ``60 days``, ``1 month`` or ``5 business days``.

    Examples
    --------
    >>> parse_duration("5 business days")
    Duration(count=5, unit='business days')
    """
    return _parse(text, "duration", Duration)


def _parse(text: str, start: str, kind: type[N]) -> N:
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            f"longer than {MAX_LENGTH:,} characters",
            "name a part of it as a term of the case",
            MAX_LENGTH,
            len(text),
        )
    words = list(split_words(text))
    try:
        piece = shift_reduce(words, start, Builder())
    except StuckError as error:
        before = words if error.word is None else words[: words.index(error.word)]
        raise unexpected(text, before, error.word, error.accepts) from None
    if not isinstance(piece, Piece) or not isinstance(piece.node, kind):
        raise TypeError(f"the grammar gave no {kind.__name__} for {text!r}")
    _refuse_depth(piece.node)
    return piece.node


def _refuse_depth(node: Node) -> None:
    todo = [(node, 1)]
    while todo:
        top, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise too_deep(*top.span)
        todo.extend((child, depth + 1) for child in children(top))

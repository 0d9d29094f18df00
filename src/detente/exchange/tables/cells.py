"""Cells of tables that a spreadsheet opens: text that begins like a formula is made harmless.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end. Such text
gets an apostrophe before it; so does text that begins with apostrophes and then with one of these,
so that what was added can be told from what was there. Numbers are left as they are.
"""

import re

__all__ = ["safe", "unsafe"]

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - the wide forms are run as well
_ADDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - the wide forms are run as well
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def safe(text: str) -> str:
    """Return text as a cell that no spreadsheet runs.

    Examples
    --------
    >>> safe("=HYPERLINK(A1)"), safe("-3.5"), safe("'=1"), safe("'tis")
    ("'=HYPERLINK(A1)", '-3.5', "''=1", "'tis")
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unsafe(cell: str) -> str:
    """Return the text of a cell that :func:`safe` made.

    Examples
    --------
    >>> unsafe("'=HYPERLINK(A1)"), unsafe("'tis"), unsafe(safe("'=1"))
    ('=HYPERLINK(A1)', "'tis", "'=1")
    """
    return cell[1:] if _ADDED.match(cell) else cell

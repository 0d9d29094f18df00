"""The commented example from which a new case starts."""

import json
import re
from functools import cache
from pathlib import Path

from detente.casefile.names import ID, id_fault
from detente.errors import UsageError

__all__ = ["new_case", "template"]


@cache
def template() -> str:
    """Return the commented example.

    Examples
    --------
    >>> template().splitlines()[0]
    '# yaml-language-server: $schema=case.schema.json'
    """
    return Path(__file__).with_name("template.yaml").read_text(encoding="utf-8")


def new_case(id_: str, name: str = "") -> str:
    """Return the commented example under another id and name.

    Parameters
    ----------
    id_ : str
        Small letters, digits, ``_`` and ``-``; capitals and other characters are replaced.
    name : str
        The title, for people; without it that of the example stays.

    Raises
    ------
    UsageError
        If no id can be made of `id_`.

    Examples
    --------
    >>> [line for line in new_case("Peace 2025", "Peace: a start").splitlines()
    ...  if line.startswith(("case:", "name:"))]
    ['case: peace-2025', 'name: "Peace: a start"']
    """
    clean = re.sub(r"[^a-z0-9_-]+", "-", id_.lower()).strip("-_")
    if id_fault(clean, hyphens=True) or not ID.match(clean):
        hint = "a case has an id such as my-talks: letters, digits, _ and -"
        raise UsageError(f"no id can be made of '{id_[:60]}'", hint)
    text = re.sub(r"^case: .*$", f"case: {clean}", template(), count=1, flags=re.MULTILINE)
    if name:
        quoted = json.dumps(name, ensure_ascii=False)
        text = re.sub(r"^name: .*$", lambda _: f"name: {quoted}", text, count=1, flags=re.MULTILINE)
    return text

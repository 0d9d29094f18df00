"""Where the record of a case lies: the file beside the case file, and the database."""

import re
from pathlib import Path

__all__ = ["CASE_FILE", "RECORD_FILE", "SCHEMA", "shown", "store_beside"]

CASE_FILE = "case.yaml"
RECORD_FILE = "record.jsonl"
STORE_FILE = "record.sqlite"

SCHEMA = 1
"""The newest schema of a store that this version of detente knows."""


def store_beside(case_file: Path) -> Path:
    """Return where the store of a case lies: beside its file, and named after it if it must be.

    Examples
    --------
    >>> store_beside(Path("talks/case.yaml")).name, store_beside(Path("talks/other.yaml")).name
    ('record.sqlite', 'other.record.sqlite')
    """
    if case_file.name == CASE_FILE:
        return case_file.with_name(STORE_FILE)
    return case_file.with_name(f"{case_file.stem}.{STORE_FILE}")


def shown(where: str | Path) -> str:
    """Return the name of a store for people: an address without its password.

    Examples
    --------
    >>> shown("postgresql://ann:secret@localhost/talks?password=secret")
    'postgresql://ann:***@localhost/talks?password=***'
    """
    text = re.sub(r"(://[^/@:]*):[^/]*@", r"\1:***@", str(where))
    return re.sub(r"(password=)[^&]*", r"\1***", text)

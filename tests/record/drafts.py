"""Records for the tests."""

import datetime as dt
import itertools

from detente.record.store import Draft

NOW = dt.datetime(2019, 10, 5, 12, tzinfo=dt.UTC)


def body(id_: str, name: str = "talks", day: str = "2019-10-05") -> str:
    """The body of an event."""
    return f'{{"date":"{day}","id":"{id_}","kind":"event","name":"{name}"}}'


def draft(id_: str, name: str = "talks", *, dated: bool = False) -> Draft:
    """An event to be recorded."""
    return Draft(id_, body(id_, name), dated)


def drafts(number: int, start: int = 0) -> list[Draft]:
    """So many events."""
    return [draft(f"e{n}") for n in itertools.islice(itertools.count(start), number)]

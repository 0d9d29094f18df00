"""Records of a report as plain values, for JSON."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from detente.findings import Finding

__all__ = ["as_plain"]


def as_plain(value: Any) -> Any:
    """Return a record, or what it holds, as values that JSON knows.

    Examples
    --------
    >>> as_plain({"day": (dt.date(2019, 10, 15), None)})
    {'day': ['2019-10-15', None]}
    """
    if isinstance(value, Finding):
        return value.as_dict()
    if isinstance(value, Struct):
        return {name: as_plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [as_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value

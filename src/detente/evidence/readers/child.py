"""The child process that reads one document: bytes in, one object of JSON out, then it ends.

It is started by :mod:`detente.evidence.readers.apart` as a program of its own, without the user's
environment, and guards itself before it looks at a single byte.
"""

import gc
import json
import os
import sys
from pathlib import Path
from types import ModuleType

__all__ = ["main"]


def main() -> None:
    """Read standard input in the format named first; write what was read, or why it was not."""
    format_, paths = sys.argv[1], json.loads(sys.argv[2])
    sys.path[:] = [*sys.path, *(path for path in paths if path not in sys.path)]
    answer = os.dup(1)
    os.dup2(2, 1)  # what a library may print is no part of the answer
    _leave_out_the_extractor()
    from detente.evidence.readers.guard import guarded

    gc.disable()  # the process reads one document and ends; its memory is limited
    guards = guarded()
    raw = sys.stdin.buffer.read()
    said = json.dumps({"guards": guards, **_read(raw, format_)}, ensure_ascii=False)
    rest = memoryview(said.encode("utf-8"))
    while rest:
        rest = rest[os.write(answer, rest) :]


def _leave_out_the_extractor() -> None:
    """Stand in for the package ``detente.evidence``, which would load the extractor: half the time."""
    package = ModuleType("detente.evidence")
    package.__path__ = [str(Path(__file__).parents[1])]
    sys.modules.setdefault("detente.evidence", package)


def _read(raw: bytes, format_: str) -> dict[str, object]:
    import msgspec

    from detente.evidence.readers.formats import FORMATS, read_as
    from detente.evidence.readers.reading import ReadingError

    try:
        known = next(one for one in FORMATS if one == format_)
        return {"reading": msgspec.to_builtins(read_as(raw, known))}
    except ReadingError as error:
        return {"message": error.message, "hint": error.hint}
    except MemoryError:
        pass  # said below, once what was read is given back
    return {"memory": True}


if __name__ == "__main__":
    main()

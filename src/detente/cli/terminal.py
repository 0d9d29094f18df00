"""Where answers go: the terminal, a pipe, a file; and what is said beside them.

Answers go to standard output or to the file of ``--out``; everything else to standard error. Files
are written whole or not at all.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, TextIO

from detente.cli.options import Common
from detente.cli.page import Page
from detente.errors import UsageError

__all__ = ["answer", "as_json", "say", "write_file", "write_out"]

MIN_WIDTH, MAX_WIDTH = 40, 160


def answer(page: Page, common: Common) -> None:
    """Give the page as the answer of the command."""
    if common.out is not None:
        write_file(common.out, page.text(width=_width(None)).encode("utf-8"))
    else:
        write_out(page.text(width=_width(sys.stdout), color=_colored(sys.stdout, common)))


def as_json(value: dict[str, Any], common: Common) -> None:
    """Give plain values as the answer: JSON and nothing else."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if common.out is not None:
        write_file(common.out, text.encode("utf-8"))
    else:
        write_out(text, encoding="utf-8")


def say(page: Page, common: Common) -> None:
    """Say something beside the answer, on standard error."""
    _write(sys.stderr, page.text(width=_width(sys.stderr), color=_colored(sys.stderr, common)))


def write_out(text: str, encoding: str = "") -> None:
    """Write to standard output; a reader that has gone away is no failure."""
    _write(sys.stdout, text, encoding)


def _write(stream: TextIO, text: str, encoding: str = "") -> None:
    data = text.encode(encoding or stream.encoding or "utf-8", "replace")
    try:
        stream.flush()
        buffer = getattr(stream, "buffer", None)
        if buffer is None:
            stream.write(text)
        else:
            buffer.write(data)
        stream.flush()
    except BrokenPipeError:
        _drop(stream)
    except OSError as error:
        _drop(stream)
        raise UsageError(f"cannot write the answer: {_why(error)}") from None


def _drop(stream: TextIO) -> None:
    """Send what is still to come nowhere, so that closing the stream does not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what was there before stays if it cannot be written.

    Raises
    ------
    UsageError
        It cannot be written, and why.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe, /dev/stdout; or a folder: fails below
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        raise UsageError(
            f"cannot write '{path}': {_why(error)}", "name another file after --out"
        ) from None


def _replace(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name[:40]}.", delete=False
    ) as file:
        temporary = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _why(error: OSError) -> str:
    reason = error.strerror or str(error)
    return reason[:1].lower() + reason[1:]


def _colored(stream: TextIO, common: Common) -> bool:
    plain = common.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream.isatty()


def _width(stream: TextIO | None) -> int:
    """Columns to write for: of the terminal; ``COLUMNS``; else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        width = int(columns)
    elif stream is not None and stream.isatty():
        width = shutil.get_terminal_size().columns
    else:
        width = 80
    return max(MIN_WIDTH, min(width, MAX_WIDTH))

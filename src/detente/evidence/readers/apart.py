"""Reading in a child process, so that a hostile document can harm neither the case nor the machine."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import msgspec
from msgspec.structs import replace

from detente.documents import Flag
from detente.evidence.readers.formats import Format
from detente.evidence.readers.guard import ADDRESS_SPACE, PROCESSOR_SECONDS
from detente.evidence.readers.reading import MAX_CHARACTERS, Reading, ReadingError

__all__ = ["WALL_SECONDS", "read_apart"]

WALL_SECONDS = 180
MAX_ANSWER = 32 << 20
_CHILD = Path(__file__).with_name("child.py")
_DAMAGED = "it may be damaged, or made to harm programs that read it"


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What the child says: a reading, or why there is none."""

    guards: tuple[str, ...]
    reading: Reading | None = None
    message: str = ""
    hint: str = ""
    memory: bool = False


def read_apart(raw: bytes, format_: Format) -> Reading:
    """Read a document in a child process with limits of time, memory and size, and no network.

    Parameters
    ----------
    raw : bytes
        The file as it is.
    format_ : {"text", "html", "pdf", "mail", "word"}
        Its format.

    Raises
    ------
    ReadingError
        It cannot be read; or the child used more than it may, crashed, or answered nonsense.

    Examples
    --------
    >>> read_apart(b"<p>Iran left.</p>", "html").text
    'Iran left.'
    """
    with tempfile.TemporaryFile() as out:
        status = _run(raw, format_, out)
        out.seek(0)
        said = out.read(MAX_ANSWER + 1)
    if status != 0:
        raise _ended(status)
    try:
        answer = msgspec.json.decode(said, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ReadingError("made its reader answer nonsense", _DAMAGED) from None
    if answer.memory:
        raise _too_much("memory", f"{ADDRESS_SPACE / 1e9:.1f} GB")
    if answer.reading is None:
        raise ReadingError(answer.message or "cannot be read", answer.hint)
    return _checked(answer.reading, answer.guards)


def _run(raw: bytes, format_: Format, out: IO[bytes]) -> int:
    """Run the child until it ends or is ended; return its status, negative for a signal."""
    paths = [path for path in sys.path if path and Path(path).exists()]
    kept = ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    words = [sys.executable, "-I", "-B", "-X", "utf8", str(_CHILD), format_, json.dumps(paths)]
    try:
        child = subprocess.Popen(  # noqa: S603 - no shell, no words of the document
            words, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.DEVNULL, env=environment,
            cwd=tempfile.gettempdir(),
        )  # fmt: skip
    except OSError as error:
        raise ReadingError(
            f"cannot be read: no child process could be started ({error.strerror})"
        ) from None
    try:
        child.communicate(raw, timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise _too_much("time", f"{WALL_SECONDS} s") from None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    return child.returncode


def _too_much(what: str, limit: str) -> ReadingError:
    return ReadingError(f"takes too much {what} to read: more than {limit}", _DAMAGED)


def _ended(status: int) -> ReadingError:
    if status < 0:
        number = -status
        if number == getattr(signal, "SIGXCPU", 24):
            return _too_much("processor time", f"{PROCESSOR_SECONDS} s")
        if number == getattr(signal, "SIGKILL", 9):
            return ReadingError("had its reader killed, for time or memory", _DAMAGED)
        names = {one.value: one.name for one in signal.Signals}
        return ReadingError(f"crashed its reader ({names.get(number, number)})", _DAMAGED)
    return ReadingError("ended its reader without an answer", _DAMAGED)


def _checked(reading: Reading, guards: tuple[str, ...]) -> Reading:
    """Take nothing on trust from a process that a document may have taken over."""
    length = len(reading.text)
    inside = all(0 <= start < end <= length for flag in reading.flags for start, end in flag.spans)
    if length > MAX_CHARACTERS or not inside or len(reading.flags) > 50 or "\0" in reading.text:
        raise ReadingError("made its reader answer nonsense", _DAMAGED)
    if "limits" in guards:
        return reading
    said = "this system cannot limit all of a reader's time and memory; only its whole time was"
    flag = Flag(code="unguarded", message=said)
    return replace(reading, flags=(*reading.flags, flag))

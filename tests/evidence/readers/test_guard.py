"""The child process: what it may not do, and what is said when it fails."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from detente.errors import UsageError
from detente.evidence import read
from detente.evidence.readers import ReadingError, apart
from detente.evidence.readers.apart import read_apart

ON_LINUX = sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64")
PAGE = b"<html><body><p>Iran left.</p></body></html>"


def guarded(code: str) -> dict[str, Any]:
    """What a guarded process says that runs this code; an error counts by its name."""
    program = (
        "import json, os, sys, socket, subprocess, ctypes, tempfile\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "from detente.evidence.readers.guard import guarded\n"
        "said = {'guards': guarded()}\n"
        f"try:\n    said['got'] = {code}\n"
        "except BaseException as error:\n    said['error'] = type(error).__name__\n"
        "print(json.dumps(said, default=str))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('localhost', 80)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "open('new.txt', 'w')",
        "os.open('new.txt', os.O_CREAT | os.O_WRONLY)",
        "tempfile.TemporaryFile()",
        "os.remove('new.txt')",
        "ctypes.CDLL('libm.so.6')",
    ],
)
def test_python_code_in_the_child_reaches_nothing(code: str) -> None:
    """No connection, no program, no file written: whatever a library tries."""
    assert guarded(code)["error"] in ("PermissionError", "FileNotFoundError")


@pytest.mark.skipif(not ON_LINUX, reason="the filter of system calls is Linux's own")
def test_compiled_code_in_the_child_opens_no_connection() -> None:
    """The kernel refuses it: socket(AF_INET, SOCK_STREAM) fails with EPERM."""
    said = guarded("[libc.socket(2, 1, 0), ctypes.get_errno()]")
    assert "kernel filter" in said["guards"]
    assert said["got"] == [-1, 1]
    assert guarded("[libc.execve(b'/bin/true', None, None), ctypes.get_errno()]")["got"] == [-1, 1]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_the_child_cannot_use_up_the_memory() -> None:
    """1.5 GB of addresses and no more."""
    assert guarded("len(bytes(1_600_000_000))")["error"] == "MemoryError"
    assert guarded("len(bytes(100_000_000))")["got"] == 100_000_000


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_processor_time_is_limited() -> None:
    """30 seconds, and a signal of its own before the end."""
    code = "__import__('resource').getrlimit(__import__('resource').RLIMIT_CPU)"
    assert guarded(code)["got"] == [30, 35]


def test_files_can_still_be_read() -> None:
    """Libraries load their tables."""
    assert guarded("len(open(sys.executable, 'rb').read(4))")["got"] == 4


CHILDREN = {
    "import os; os.kill(os.getpid(), 11)": "crashed its reader",
    "import os; os.kill(os.getpid(), 9)": "had its reader killed",
    "import os; os.kill(os.getpid(), 24)": "too much processor time",
    "raise SystemExit(3)": "without an answer",
    "print('{}')": "answer nonsense",
    "print('nonsense')": "answer nonsense",
    "print('[' * 100000)": "answer nonsense",
    "import sys; sys.stdout.buffer.write(b'\\xff' * 1000)": "answer nonsense",
    "": "answer nonsense",
    "print('{\"guards\": [], \"memory\": true}')": "too much memory",
    "print('{\"guards\": [], \"reading\": {\"text\": 5, \"extractor\": \"x\"}}')": "answer nonsense",
    "print('{\"guards\": [], \"reading\": {\"text\": \"a\", \"extractor\": \"x\", \"flags\": "
    "[{\"code\": \"a\", \"message\": \"b\", \"spans\": [[0, 9]]}]}}')": "answer nonsense",
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of other systems")
@pytest.mark.parametrize("program", CHILDREN)
def test_a_child_that_fails_is_one_clear_message(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Crash, kill, limit, nonsense: what happened, and what it may mean."""
    child = tmp_path / "child.py"
    child.write_text(program, encoding="utf-8")
    monkeypatch.setattr(apart, "_CHILD", child)
    with pytest.raises(UsageError, match=CHILDREN[program]) as error:
        read(PAGE, "page.html")
    assert str(error.value).startswith("'page.html' ")
    assert error.value.hint


def test_a_child_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting uses no processor time, so the clock on the wall counts too."""
    child = tmp_path / "child.py"
    child.write_text("import time; time.sleep(600)", encoding="utf-8")
    monkeypatch.setattr(apart, "_CHILD", child)
    monkeypatch.setattr(apart, "WALL_SECONDS", 1)
    with pytest.raises(ReadingError, match="too much time"):
        read_apart(PAGE, "html")


def test_where_limits_are_not_to_be_had_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system without them, such as Windows, still reads; the reader of the text knows."""
    child = tmp_path / "child.py"
    child.write_text(
        'print(\'{"guards": ["hook"], "reading": {"text": "a", "extractor": "x"}}\')',
        encoding="utf-8",
    )
    monkeypatch.setattr(apart, "_CHILD", child)
    assert [flag.code for flag in read_apart(PAGE, "html").flags] == ["unguarded"]


def test_the_child_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file stays in the folder for temporary files, and none comes into the working folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert read(PAGE, "page.html").text == "Iran left."
    assert list(tmp_path.iterdir()) == []


def test_the_user_s_environment_does_not_reach_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys and addresses in the environment are nobody's business there."""
    child = tmp_path / "child.py"
    child.write_text(
        "import json, os; print(json.dumps({'guards': ['limits'], 'reading': "
        "{'text': str('SECRET_KEY' in os.environ), 'extractor': 'x'}}))",
        encoding="utf-8",
    )
    monkeypatch.setattr(apart, "_CHILD", child)
    monkeypatch.setenv("SECRET_KEY", "x")
    assert read_apart(PAGE, "html").text == "False"

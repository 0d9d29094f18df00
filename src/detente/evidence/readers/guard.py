"""What a child process that reads a document may not do: use up the machine, reach out, write.

Limits are set by the operating system where it has them. A hook in the interpreter refuses to open
connections, start programs and write files, for all Python code. On Linux a filter in the kernel
refuses connections and programs to everything in the process, compiled libraries too.
"""

import ctypes
import os
import platform
import sys
from typing import Any

__all__ = ["ADDRESS_SPACE", "PROCESSOR_SECONDS", "guarded"]

PROCESSOR_SECONDS = 30
GRACE = 5
ADDRESS_SPACE = 1_500_000_000
MAX_WRITTEN = 64 << 20
MAX_OPEN = 256
_REFUSED = frozenset((
    "ctypes.dlopen", "os.exec", "os.fork", "os.forkpty", "os.link", "os.mkdir", "os.posix_spawn",
    "os.remove", "os.rename", "os.rmdir", "os.spawn", "os.startfile", "os.symlink", "os.system",
    "os.truncate", "pty.spawn", "shutil.copyfile", "shutil.rmtree", "subprocess.Popen",
    "webbrowser.open",
))  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

# Of seccomp(2): numbers of system calls per machine, first what marks the machine.
_CALLS = {
    "x86_64": (0xC000003E, {"socket": 41, "connect": 42, "sendto": 44, "sendmsg": 46, "bind": 49,
                            "listen": 50, "fork": 57, "vfork": 58, "execve": 59, "ptrace": 101,
                            "execveat": 322, "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, {"ptrace": 117, "socket": 198, "bind": 200, "listen": 201,
                             "connect": 203, "sendto": 206, "sendmsg": 211, "execve": 221,
                             "execveat": 281, "io_uring_setup": 425}),
}  # fmt: skip
_LOAD, _EQUAL, _NOT_BELOW, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the latter: fail with EPERM
_X32 = 0x40000000
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


def guarded() -> tuple[str, ...]:
    """Guard this process for good; return what is in force: ``limits``, ``hook``, ``kernel filter``.

    Only a process that does nothing else should be guarded; there is no way back.
    """
    done = []
    if _set_limits():
        done.append("limits")
    if _set_filter():
        done.append("kernel filter")
    sys.addaudithook(_refuse)
    done.append("hook")
    return tuple(done)


def _set_limits() -> bool:
    """Limit processor time, memory, what is written and how many files are open."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    limits = (
        ("RLIMIT_CPU", PROCESSOR_SECONDS), ("RLIMIT_AS", ADDRESS_SPACE),
        ("RLIMIT_FSIZE", MAX_WRITTEN), ("RLIMIT_NOFILE", MAX_OPEN), ("RLIMIT_CORE", 0),
    )  # fmt: skip
    whole = True
    for name, value in limits:
        try:
            _, most = resource.getrlimit(getattr(resource, name))
            # Beyond the lower limit of time comes a signal that tells it; beyond the higher, the end.
            highest = value + GRACE if name == "RLIMIT_CPU" else value
            highest = highest if most == resource.RLIM_INFINITY else min(highest, most)
            resource.setrlimit(getattr(resource, name), (min(value, highest), highest))
        except (AttributeError, ValueError, OSError):  # not on this system: macOS has no RLIMIT_AS
            whole = False
    return whole


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what reading a text never needs."""
    if event in _REFUSED or event.startswith("socket."):
        raise PermissionError(f"a reader of documents may not do this: {event}")
    if event == "open" and len(arguments) > 2:
        flags = arguments[2]
        if isinstance(flags, int) and flags & _WRITES:
            raise PermissionError("a reader of documents may not write files")


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    )  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def _set_filter() -> bool:
    """Have the kernel refuse connections and new programs to this process, on Linux."""
    if sys.platform != "linux" or platform.machine() not in _CALLS or sys.maxsize < 2**32:
        return False
    machine, calls = _CALLS[platform.machine()]
    numbers = sorted(calls.values())
    steps = [
        (_LOAD, 0, 0, 4),  # which kind of machine the call is for
        (_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, 0),  # which call
        # A jump counts from the step after it: these all end at the last step.
        (_NOT_BELOW, len(numbers) + 1, 0, _X32),
        *((_EQUAL, len(numbers) - place, 0, one) for place, one in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    listed = (_Step * len(steps))(*(_Step(*step) for step in steps))
    program = _Program(len(steps), listed)
    try:
        control = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return False
    if control(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(control(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)

"""How a command ends: exit statuses, errors in words, and what is kept of an unexpected failure.

0 fine; 1 the answer of a check is "no"; 2 wrong use or a wrong file; 3 cannot compute; 130 stopped.
"""

import os
import secrets
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

import detente
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.session import WrongFileError
from detente.cli.terminal import say
from detente.errors import DetenteError

__all__ = ["Commands", "fail"]

STOPPED = 130
FAILED = 3


def fail(message: str, hint: str = "") -> None:
    """Say what is wrong, in red where there are colours, and what would be right."""
    page = Page()
    page.line(("error:", "bold red"), f" {message}", indent=7)
    if hint:
        page.line(("help:", "bold"), f" {hint}", indent=6)
    say(page, Common(no_color="--no-color" in sys.argv))


class Commands(TyperGroup):
    """The group of all commands; whatever happens in one ends in an exit status and in words."""

    def main(  # type: ignore[override] # the rest of the signature is passed on
        self, args: Sequence[str] | None = None, **settings: Any
    ) -> Any:
        """Run a command and end the process."""
        words = list(sys.argv[1:] if args is None else args)
        settings["standalone_mode"] = False
        try:
            status = super().main(args=words, **settings)
        except WrongFileError as error:
            status = error.exit_status
        except DetenteError as error:
            fail(error.message, error.hint)
            status = error.exit_status
        except typer.TyperException as error:
            status = _wrong_use(error)
        except (typer.Abort, KeyboardInterrupt):
            status = STOPPED
        except RecursionError as error:
            status = _unexpected(error, words, "the case is nested too deeply")
        except MemoryError as error:
            status = _unexpected(error, words, "this machine has too little memory for it")
        except Exception as error:  # noqa: BLE001 - a user never sees a traceback unasked
            status = _unexpected(error, words)
        if status == STOPPED:
            fail("stopped")
        sys.exit(status if isinstance(status, int) else 0)


def _wrong_use(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "detente"
    message = error.format_message()
    fail(message[:1].lower() + message[1:].rstrip("."), f"{command} --help")
    return 2


def _unexpected(error: BaseException, words: list[str], said: str = "") -> int:
    """Keep a report of the failure, and say in a line where it lies."""
    run = secrets.token_hex(4)
    shown = "".join(traceback.format_exception(error))
    report = f"detente {detente.__version__}\ncommand: detente {' '.join(words)}\n\n{shown}"
    log = _keep(run, report)
    where = f"; what is known of it is in {log}" if log else ""
    what = said or f"something went wrong in detente itself ({type(error).__name__})"
    fail(f"{what}. Run {run}{where}")
    if _very_verbose(words):
        sys.stderr.write(shown)
    return FAILED


def _very_verbose(words: list[str]) -> bool:
    flags = [w for w in words if w == "--verbose" or (w.startswith("-") and set(w[1:]) == {"v"})]
    return sum(1 if flag == "--verbose" else len(flag) - 1 for flag in flags) >= 2


def _keep(run: str, report: str) -> Path | None:
    """Write the report where logs of this user go, else where temporary files go."""
    home = Path(os.environ.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser())
    for folder in (home / "detente" / "log", Path(tempfile.gettempdir()) / "detente-log"):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = folder / f"{run}.log"
            path.write_text(report, encoding="utf-8")
        except OSError:
            continue
        return path
    return None

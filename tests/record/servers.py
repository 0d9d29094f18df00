"""A PostgreSQL server of our own for the tests: made, started and removed by them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine

FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a folder in memory


def programs() -> Path | None:
    """The folder of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[-3])
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


def as_its_user(words: list[str]) -> list[str]:
    """The command as a user under whom PostgreSQL agrees to run."""
    return ["runuser", "-u", "postgres", "--", *words] if os.getuid() == 0 else words


class Server:
    """A running server: :meth:`database` gives the address of a new, empty database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)

    def address(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def database(self) -> str:
        """Make a database, and return its address."""
        name = f"record_{next(self.numbers)}"
        engine = create_engine(
            self.address("postgres").replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(f"create database {name}")
        engine.dispose()
        return self.address(name)


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server on a socket of its own; skip where there is no PostgreSQL."""
    bin_ = programs()
    if bin_ is None:
        pytest.skip(
            "PostgreSQL is not installed on this machine (Debian: apt-get install postgresql)"
        )
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=FAST))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        control = [str(bin_ / "pg_ctl"), "-D", str(data), "-w"]
        made = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]
        quiet = {"stdout": subprocess.DEVNULL, "cwd": "/"}
        initdb = [str(bin_ / "initdb"), "-D", str(data), *made]
        subprocess.run(as_its_user(initdb), check=True, **quiet)  # type: ignore[call-overload] # mixed
        begin = [*control, "-l", str(folder / "log"), "-o", f"-k {folder} -h ''", "start"]
        subprocess.run(as_its_user(begin), check=True, **quiet)  # type: ignore[call-overload] # mixed
        try:
            yield Server(folder)
        finally:
            end = [*control, "-m", "immediate", "stop"]
            subprocess.run(as_its_user(end), check=True, **quiet)  # type: ignore[call-overload] # mixed
    finally:
        shutil.rmtree(folder, ignore_errors=True)

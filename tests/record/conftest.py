"""What the tests of the record share: a server, and a new store on each backend."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.record.servers import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of our own."""
    with serving() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new store is to be, on each backend in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "record.sqlite")
    running: Server = request.getfixturevalue("server")
    return running.database()

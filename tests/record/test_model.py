"""A store is what its model says: SQLite, PostgreSQL and a dictionary agree after any operations."""

import datetime as dt
import itertools
import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.pool import QueuePool
from tests.record.drafts import NOW, draft
from tests.record.servers import FAST, Server

from detente.record import engines
from detente.record.chain import Head
from detente.record.failures import ConflictError, RecordError
from detente.record.store import Draft, Store
from detente.record.transfer import envelopes, export_lines, take_in

IDS = st.sampled_from("abcdefghijkl")
NAMES = st.sampled_from(["talks", "vote"])
NUMBERS = itertools.count(1)


class Model:
    """What a store should hold: ids in their order, and what each says; None once erased."""

    def __init__(self) -> None:
        self.said: dict[str, str | None] = {}

    def append(self, items: list[tuple[str, str]]) -> list[int] | None:
        """Record all or, with one conflict, none."""
        new: dict[str, str | None] = {**self.said}
        for id_, name in items:
            if new.setdefault(id_, name) not in (name, None):
                return None
        self.said = new
        return [[*new].index(id_) + 1 for id_, _ in items]

    def erase(self, id_: str) -> bool:
        """Erase what is there and not erased yet."""
        if self.said.get(id_) is None:
            return False
        number = [*self.said].index(id_) + 1
        self.said[id_] = None
        self.said[f"erasure-{number}"] = ""
        return True


class Agree(RuleBasedStateMachine):
    """The model beside a file in memory and a schema of the server."""

    server: ClassVar[Server]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=FAST))
        self.model = Model()
        self.clock = NOW
        self.remembered: Head | None = None
        places = [str(self.folder / "record.sqlite"), self.schema(self.server)]
        salts = [itertools.count(), itertools.count()]
        self.stores = [
            Store(
                engines.connect(place, poolclass=QueuePool),
                place,
                lambda salt=salt: next(salt).to_bytes(16, "big"),  # type: ignore[misc] # bound
            )
            for place, salt in zip(places, salts, strict=True)
        ]
        for store in self.stores:
            store.prepare()

    @staticmethod
    def schema(server: Server) -> str:
        """An empty place on the server, quicker to make than a database."""
        name = f"run_{next(NUMBERS)}"
        address = server.address("postgres")
        with engines.connect(address).begin() as connection:
            connection.exec_driver_sql(f"create schema {name}")
        return f"{address}&options=-csearch_path%3D{name}"

    @rule(items=st.lists(st.tuples(IDS, NAMES), max_size=4), minutes=st.integers(-3000, 3000))
    def append(self, items: list[tuple[str, str]], minutes: int) -> None:
        self.clock += dt.timedelta(minutes=minutes)
        drafts = [draft(id_, name) for id_, name in items]
        expected = self.model.append(items)
        for store in self.stores:
            assert self.numbers(store, drafts) == expected

    def numbers(self, store: Store, drafts: list[Draft]) -> list[int] | None:
        try:
            return [one.seq for one in store.append(drafts, self.clock)]
        except ConflictError:
            return None

    @rule(id_=IDS)
    def erase(self, id_: str) -> None:
        expected = self.model.erase(id_)
        for store in self.stores:
            try:
                store.erase(id_, "", self.clock)
                done = True
            except RecordError:
                done = False
            assert done == expected

    @rule()
    def remember(self) -> None:
        self.remembered = self.stores[0].head()

    @rule()
    def reopen(self) -> None:
        for store in self.stores:
            store.engine.dispose()

    @rule()
    def import_own_export(self) -> None:
        for store in self.stores:
            text = "\n".join(export_lines(store))
            assert take_in(store, envelopes(text), self.clock).new == 0

    @invariant()
    def agree(self) -> None:
        first, second = ([*store.records()] for store in self.stores)
        assert first == second
        assert [r.id for r in first] == [*self.model.said]
        assert [r.body is None for r in first] == [v is None for v in self.model.said.values()]

    def teardown(self) -> None:
        head = self.remembered
        for store in self.stores:
            assert store.check((head.seq, head.hash.hex()) if head else None).holds
            store.engine.dispose()
        shutil.rmtree(self.folder)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_stores_do_what_their_model_does(server: Server) -> None:
    """200 runs of up to 50 operations: the model, SQLite and PostgreSQL agree after each."""
    kind: Any = type("Agreeing", (Agree,), {"server": server})
    chosen = settings(max_examples=200, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(kind, settings=chosen)

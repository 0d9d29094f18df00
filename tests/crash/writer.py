"""A process that writes to a record: run by the tests, killed by some of them.

    writer.py many PLACE NUMBER COUNT      append COUNT records, every tenth with a shared id
    writer.py kills PLACE COUNT SEED       start a child that appends, kill it; COUNT times
    writer.py full PLACE BYTES             append until the file may not grow, then let it grow

Each prints one line of JSON with what was acknowledged.
"""

import datetime as dt
import itertools
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from random import Random  # noqa: TID251 - seeded; quick for single draws

from detente.record.failures import StoreBusyError
from detente.record.store import Draft, Store

NOW = dt.datetime(2019, 10, 5, 12, tzinfo=dt.UTC)


def draft(id_: str) -> Draft:
    """An event."""
    return Draft(id_, f'{{"date":"2019-10-05","id":"{id_}","kind":"event","name":"talks"}}')


def many(place: str, number: str, count: str) -> object:
    """Append one by one; every tenth id is the same in all processes."""
    store = Store.open(place)
    waits = []
    for n in range(int(count)):
        begin = time.perf_counter()
        store.append([draft(f"shared-{n}" if n % 10 == 0 else f"w{number}-{n}")], NOW)
        waits.append(time.perf_counter() - begin)
    return {"waits": waits}


def kills(place: str, count: str, seed: str) -> object:
    """Kill a writing child at a random moment, again and again; count what it had acknowledged."""
    random = Random(int(seed))  # noqa: S311 - seeded
    acknowledged: list[str] = []
    lost = broken = 0
    for turn in range(int(count)):
        acknowledged += killed_child(place, turn, random)
        store = Store.open(place)
        there = {record.id for record in store.records()}
        lost += len({*acknowledged} - there)
        broken += not store.check().holds
    return {"acknowledged": len(acknowledged), "lost": lost, "broken": broken}


def killed_child(place: str, turn: int, random: Random) -> list[str]:
    """Let a child append until it is killed; return what it had acknowledged."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        try:
            append_for_ever(place, turn, writes, random)
        finally:
            os._exit(1)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        if (
            turn % 3
        ):  # on a slow machine too most are killed while they write, the rest at any moment
            select.select([pipe], [], [], 20)
        time.sleep(random.uniform(0, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = pipe.read()
    return [line.decode() for line in said.split(b"\n")[:-1]]


def append_for_ever(place: str, turn: int, out: int, random: Random) -> None:
    """Append batches of one to four, and say each id once it is acknowledged."""
    store = Store.open(place)
    for n in itertools.count():
        some = [draft(f"k{turn}-{n}-{m}") for m in range(random.randint(1, 4))]
        store.append(some, NOW)
        os.write(out, "".join(f"{one.id}\n" for one in some).encode())


def full(place: str, limit: str) -> object:
    """Append until the file may not grow, then let it grow and append again."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = Store.open(place)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), hard))
    acknowledged, message = [], ""
    for n in itertools.count():
        try:
            store.append([draft(f"f{n}")], NOW)
        except StoreBusyError as error:
            message = error.message
            break
        acknowledged.append(f"f{n}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    there = {record.id for record in store.records()}
    store.append([draft("after")], NOW)
    return {
        "message": message,
        "acknowledged": len(acknowledged),
        "lost": len({*acknowledged} - there),
        "after": store.head().seq,
        "holds": store.check().holds,
    }


if __name__ == "__main__":
    works: dict[str, Callable[..., object]] = {"many": many, "kills": kills, "full": full}
    sys.stdout.write(json.dumps(works[sys.argv[1]](*sys.argv[2:])) + "\n")

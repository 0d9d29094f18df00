"""The end of the record as it grows: numbers, times that only grow, salts, hashes."""

import datetime as dt
import json
from collections.abc import Callable, Sequence

from msgspec import Struct

from detente.record.body import canonical, same_content
from detente.record.chain import EMPTY, Stored, content_of, instant_of, link, microseconds_of
from detente.record.failures import ConflictError

__all__ = ["Appended", "Draft", "Ending"]


class Draft(Struct, frozen=True):
    """What is to be recorded.

    Attributes
    ----------
    id : str
        Its id.
    body : str
        Canonical JSON.
    dated : bool
        Whether ``recorded`` in the body is to be set to the store's time.
    """

    id: str
    body: str
    dated: bool = False


class Appended(Struct, frozen=True):
    """What became of a draft: its number, and whether it is new."""

    id: str
    seq: int
    new: bool


Known = dict[str, tuple[int, str | None]]


class Ending:
    """The end of the record as it grows in one transaction.

    Parameters
    ----------
    last : Stored or None
        The last record; None: there is none yet.
    known : dict
        Number and body of the ids that are there, of those that will be asked for.
    salt : callable
        Gives a salt.
    """

    def __init__(self, last: Stored | None, known: Known, salt: Callable[[], bytes]) -> None:
        self._seq = last.seq if last else 0
        self._hash = last.hash if last else EMPTY.hash
        self._recorded = last.recorded if last else None
        self._known = known
        self._salt = salt
        self.made: list[Stored] = []

    def take(self, drafts: Sequence[Draft], now: dt.datetime) -> list[Appended]:
        """Add drafts, all or none; what is there already keeps its number.

        Raises
        ------
        ConflictError
            An id is there with other content. Nothing was added.

        Examples
        --------
        >>> ending = Ending(None, {}, lambda: bytes(16))
        >>> draft = Draft("e1", '{"id":"e1","kind":"event"}')
        >>> now = dt.datetime(2019, 10, 5, tzinfo=dt.UTC)
        >>> ending.take([draft, draft], now)
        [Appended(id='e1', seq=1, new=True), Appended(id='e1', seq=1, new=False)]
        """
        first: Known = {}
        for number, draft in enumerate(drafts):
            coming = (self._seq + 1 + len(first), draft.body)
            seq, body = self._known.get(draft.id) or first.setdefault(draft.id, coming)
            if body is not None and not same_content(body, draft.body):
                raise ConflictError(draft.id, seq, number)
        done = []
        for draft in drafts:
            new = draft.id not in self._known
            seq = self.add(draft, now).seq if new else self._known[draft.id][0]
            done.append(Appended(draft.id, seq, new))
        return done

    def add(self, draft: Draft, now: dt.datetime) -> Stored:
        """Chain a draft to the end.

        Examples
        --------
        >>> ending = Ending(None, {}, lambda: bytes(16))
        >>> ending.add(Draft("e1", "{}"), dt.datetime(1970, 1, 2, tzinfo=dt.UTC)).recorded
        86400000000
        """
        clock = microseconds_of(now)
        recorded = clock if self._recorded is None else max(clock, self._recorded + 1)
        body = _dated(draft.body, recorded) if draft.dated else draft.body
        salt = self._salt()
        content = content_of(salt, body)
        hash_ = link(self._hash, self._seq + 1, recorded, draft.id, content)
        made = Stored(self._seq + 1, recorded, draft.id, salt, body, content, hash_)
        self._seq, self._recorded, self._hash = made.seq, made.recorded, made.hash
        self._known[draft.id] = (made.seq, made.body)
        self.made.append(made)
        return made


def _dated(body: str, recorded: int) -> str:
    stamp = instant_of(recorded).isoformat(timespec="microseconds")
    return canonical(json.loads(body) | {"recorded": stamp})

"""What a text has said so far: who was named, as what, and who spoke last."""

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from detente.evidence.names import Mention
from detente.evidence.sorts import Sort

__all__ = ["Discourse", "Named", "Titled"]

_TWO = 2
_SORTS = frozenset(
    [
        "prime",
        "foreign",
        "defence",
        "defense",
        "finance",
        "trade",
        "interior",
        "vice",
        "deputy",
        "justice",
    ]
)
_RECENT = 60
_OFTEN = 2  # named once, a party is a bystander


class Named(Struct, frozen=True):
    """A name as it was used: in which paragraph and sentence, at which token, as a subject or not."""

    mention: Mention
    paragraph: int
    sentence: int
    token: int
    subject: bool


class Titled(Struct, frozen=True):
    """A person named with a post, and the word before it: prime minister, foreign minister."""

    post: str
    sort: str
    paragraph: int
    token: int
    mention: Mention


class Discourse(Struct):
    """The memory of a text, from its beginning to where one reads."""

    players: tuple[str, ...]
    named: list[Named] = field(default_factory=list)
    last_speaker: Mention | None = None
    official: Mention | None = None
    """Of whose side the last speaker was who had a post but no name: "its chief negotiator"."""
    topic: tuple[Mention, ...] = ()
    topic_at: int = -1
    """The paragraph in which the topic was the subject of a sentence."""
    topic_is_person: bool = False
    """Whether the topic was named by a post: "the Secretary-General", "a senator"."""
    topic_is_many: bool = False
    """Whether the topic was named in the plural: "the forces of the front"."""
    owners: dict[str, str] = field(default_factory=dict)
    """Whose an institution was when the text named it in full: "the Lebanese army"."""
    principals: tuple[str, ...] = ()
    """The two players whom the text names most."""
    introduced: dict[str, Mention] = field(default_factory=dict)
    """Persons by their names in full and by their last names, as the text has introduced them."""

    sorts: Mapping[str, Sort] = field(default_factory=dict)
    """What sort of party each is: state, organisation, group or firm."""
    callings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By which common nouns the parties are called: "the front"."""
    place: Mention | None = None
    """The party in whose capital a report was written, by its dateline."""
    titled: list[Titled] = field(default_factory=list)
    """Persons with their posts: "the envoy", "the minister"."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The players that are no states and no organisations of states: "the rebels"."""
        return self.of_sort("group", self.players)

    def of_sort(self, sort: Sort, among: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the parties of one sort."""
        return tuple(p for p in (among or self.sorts) if self.sorts.get(p) == sort)

    def last_of(self, parties: Iterable[str], before: Callable[[Named], bool]) -> Mention | None:
        """Return who of `parties` was named last among those for which `before` holds."""
        wanted = frozenset(parties)
        there = (n for n in reversed(self.named) if n.mention.party in wanted and before(n))
        return next((n.mention for n in there), None)

    def note(self, named: Named) -> None:
        """Remember a name."""
        self.named.append(named)

    def note_described(self, named: Named) -> None:
        """Remember whom a description meant as if they had been named there: "the government"."""
        insort(self.named, named, key=lambda one: (one.paragraph, one.token))

    def forget(self, paragraph: int) -> None:
        """Forget the names of a paragraph, to note them anew."""
        while self.named and self.named[-1].paragraph == paragraph:
            self.named.pop()

    def holder(self, post: str, sort: str, place: tuple[int, int]) -> Mention | None:
        """Return who was last named with a post before a place, rather one of the same sort."""
        there = [
            t for t in self.titled[-_RECENT:] if t.post == post and (t.paragraph, t.token) < place
        ]
        same = [t for t in there if t.sort == sort]
        sorted_ = sort in _SORTS
        chosen = same or ([] if sorted_ and any(t.sort in _SORTS for t in there) else there)
        return chosen[-1].mention if chosen else None

    def persons(self) -> list[Named]:
        """Return the persons named, latest last."""
        return [one for one in self.named if one.mention.person]

    def parties(self) -> list[Named]:
        """Return the parties named that are no persons, media or adjectives, latest last."""
        return [one for one in self.named if one.mention.kind == "party"]

    def leaders(self) -> tuple[Mention, ...]:
        """Return the two persons of different parties named last: "the two leaders"."""
        found: dict[str, Mention] = {}
        for one in reversed(self.persons()):
            if one.mention.party in self.players:
                found.setdefault(one.mention.party, one.mention)
        return tuple(found.values())[:2]

    def sides(self) -> tuple[Mention, ...]:
        """Return the two players; of more, the two whom the text names most, as inferred."""
        two = self.players if len(self.players) == 2 else self.principals
        return tuple(Mention(0, 0, player, inferred=two is not self.players) for player in two)

    def count(self, mentions: Iterable[Mention]) -> None:
        """Find the principals: whom the text names most, at least twice each."""
        counted = Counter(m.party for m in mentions if m.party in self.players)
        most = [party for party, times in counted.most_common(2) if times >= _OFTEN]
        self.principals = tuple(p for p in self.players if p in most) if len(most) == _TWO else ()

    def counterpart(self, party: str) -> Mention | None:
        """Return the other of the two sides, for a third party the first of them; always as inferred."""
        other = next((one for one in self.sides() if one.party != party), None)
        return replace(other, inferred=True) if other else None

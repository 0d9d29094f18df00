"""What a text has said so far: who was named, as what, and who spoke last."""

from dataclasses import dataclass, field

from detente.evidence.names import Mention

__all__ = ["Discourse", "Named"]


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it was used: in which paragraph and sentence, at which token, as a subject or not."""

    mention: Mention
    paragraph: int
    sentence: int
    token: int
    subject: bool


@dataclass(slots=True)
class Discourse:
    """The memory of a text, from its beginning to where one reads."""

    players: tuple[str, ...]
    named: list[Named] = field(default_factory=list)
    last_speaker: Mention | None = None
    topic: tuple[Mention, ...] = ()

    def note(self, named: Named) -> None:
        """Remember a name."""
        self.named.append(named)

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
        """Return the players, if they are two: "both sides"."""
        if len(self.players) != 2:
            return ()
        return tuple(Mention(0, 0, player) for player in self.players)

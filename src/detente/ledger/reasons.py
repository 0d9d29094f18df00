"""Why a level or an amount is not known, in words, naming the entries that decide."""

from collections.abc import Sequence

from detente.case import Case, Lever
from detente.ledger.clocks import date_in_words, duration_in_words
from detente.ledger.levels import Decay, Holding
from detente.ledger.view import Dated

__all__ = ["and_", "doubt_in_words", "level_in_words", "why_amount", "why_levels"]


def why_levels(case: Case, lever: Lever, holding: Holding) -> str:
    """Say why more than one level is possible; empty if the level is known.

    Examples
    --------
    >>> from detente.case import Party
    >>> case = Case(id="talks", parties={"iaea": Party(id="iaea", name="IAEA", role="verifier")})
    >>> plant = Lever(id="plant", name="Plant", owner="dprk", levels=("operating", "frozen"))
    >>> why_levels(case, plant, Holding(None, ("operating",)))
    ''
    """
    if len(holding.levels) < 2:
        return ""
    if holding.base is None:
        certain = f"{level_in_words(lever, lever.start)} at the start"
    else:
        entry = holding.base
        certain = (
            f"{_level(lever, entry)} for certain on {date_in_words(entry.last)} ({entry.entry.id})"
        )
    doubts = [f"{doubt_in_words(case, dated)}: {_level(lever, dated)}" for dated in holding.added]
    doubts += [_decay(lever, decay) for decay in holding.decays]
    return "not known: " + "; ".join([certain, *doubts])


def why_amount(case: Case, entries: Sequence[Dated], amount: tuple[float, float]) -> str:
    """Say why an amount is an interval; empty if it is one number."""
    if amount[0] == amount[1]:
        return ""
    doubts = [doubt_in_words(case, d) for d in entries if d.doubtful or d.first < d.last]
    return "not known: " + "; ".join(doubts)


def level_in_words(lever: Lever, level: str) -> str:
    """Return the name of a level, or its id with spaces.

    Examples
    --------
    >>> ban = Lever(id="ban", name="Ban", owner="usa", levels=("in_force", "lifted"))
    >>> level_in_words(ban, "in_force")
    'in force'
    """
    return lever.level_names.get(level) or level.replace("_", " ")


def _level(lever: Lever, dated: Dated) -> str:
    return level_in_words(lever, getattr(dated.entry, "level", ""))


def doubt_in_words(case: Case, dated: Dated) -> str:
    """Say why an entry is in doubt: every reason that holds."""
    reasons = []
    if dated.entry.kind == "by_clause":
        return f"clause {dated.entry.id} (not known whether it came to that)"
    if dated.disputed:
        reasons.append(f"disputed by {and_(dated.disputed)} and not ruled on")
    if dated.weak:
        reasons.append(f"grade {dated.entry.graded} is weaker than {case.trust}")
    if dated.first < dated.last:
        reasons.append(
            f"date not exact, {date_in_words(dated.first)} to {date_in_words(dated.last)}"
        )
    return f"{dated.entry.id} ({', '.join(reasons)})"


def _decay(lever: Lever, decay: Decay) -> str:
    duration = lever.undo[decay.from_, decay.to]
    takes = duration if duration == "never" else duration_in_words(duration)
    return (
        f"nobody has watched since {date_in_words(decay.unwatched)}, and from "
        f"{level_in_words(lever, decay.from_)} back to {level_in_words(lever, decay.to)} "
        f"takes {takes}"
    )


def and_(words: Sequence[str], last: str = "and") -> str:
    """Join words: ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"

"""Words that people read: dates, names, lists; and what must never reach a reader's eye."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from detente.case import Case, Lever, called
from detente.ledger.clocks import date_in_words

__all__ = [
    "clean",
    "count",
    "level_in_words",
    "lever_in_words",
    "listed",
    "name_in_words",
    "package_name",
    "partial_date_in_words",
    "party_called",
    "party_in_words",
    "quoted",
    "reason_in_words",
    "sentence",
    "speaker_in_words",
    "state_in_words",
]

# Control characters, and those that turn or hide text: they could forge what is shown.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|[\ud800-\udfff]|[\U000e0000-\U000e007f]"
)


def clean(words: str) -> str:
    r"""Return `words` with every character that is not seen replaced by a visible mark.

    Examples
    --------
    >>> clean("coal\u202eban") == "coal\ufffdban"
    True
    """
    return _UNSEEN.sub("\ufffd", words.replace("\r\n", "\n"))


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return parts as people list them.

    Examples
    --------
    >>> listed(["coal", "textiles", "oil"])
    'coal, textiles and oil'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def quoted(words: str) -> str:
    r"""Return the words of a quotation as they stand between quotation marks.

    Marks inside become single ones; one whose partner lies outside the quotation is left out.

    Examples
    --------
    >>> quoted("We fell in love.”"), quoted("for “maximum pressure”") == "for \u2018maximum pressure\u2019"
    ('We fell in love.', True)
    """
    open_: list[int] = []
    keep: dict[int, str] = {}
    for place, mark in enumerate(words):
        if mark == "“":
            open_.append(place)
        elif mark == "”" and open_:
            keep |= {open_.pop(): "\u2018", place: "\u2019"}
    return "".join(keep.get(n, "" if c in "“”" else c) for n, c in enumerate(words))


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "claim"), count(1200, "claim"), count(0, "party", "parties")
    ('1 claim', '1,200 claims', '0 parties')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(words: str) -> str:
    """Return `words` with a capital at the start.

    Examples
    --------
    >>> sentence("not known: running or idle")
    'Not known: running or idle'
    """
    return words[:1].upper() + words[1:]


def reason_in_words(why: str, entries: Iterable[str]) -> str:
    """Return why something is not known, to stand alone: a capital at the start, unless an id stands there.

    Examples
    --------
    >>> reason_in_words("not known: running at the start", ()), reason_in_words("oil-3 decides", ["oil-3"])
    ('Running at the start', 'oil-3 decides')
    """
    said = why.removeprefix("not known: ")
    return said if said.startswith(tuple(f"{id_} " for id_ in entries)) else sentence(said)


def state_in_words(key: str) -> str:
    """Return a state by its number as people read numbers, or by its name.

    Examples
    --------
    >>> state_in_words("339930"), state_in_words("AAB")
    ('339,930', 'AAB')
    """
    return f"{int(key):,}" if key.isdecimal() else key


def name_in_words(id_: str) -> str:
    """Return an id as words.

    Examples
    --------
    >>> name_in_words("moratorium_declared")
    'moratorium declared'
    """
    return id_.replace("_", " ").replace("-", " ").strip()


def partial_date_in_words(iso: str) -> str:
    """Return a date of which the day, or the month too, may be missing; other text as it is.

    Examples
    --------
    >>> partial_date_in_words("2019-10-05"), partial_date_in_words("2019-10")
    ('5 Oct 2019', 'Oct 2019')
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d", iso):
            return date_in_words(dt.date.fromisoformat(f"{iso}-01")).partition(" ")[2]
        if "/" in iso:
            return " to ".join(partial_date_in_words(part) for part in iso.split("/"))
        return date_in_words(dt.date.fromisoformat(iso[:10])) if len(iso) >= 10 else iso
    except ValueError:
        return iso


def party_in_words(case: Case, id_: str) -> str:
    """Return the name of a party, or an outsider's id as words.

    Examples
    --------
    >>> party_in_words(Case(id="c"), "state_department")
    'state department'
    """
    party = case.parties.get(id_)
    return (party.name if party else "") or name_in_words(id_)


def party_called(case: Case, id_: str) -> str:
    """Return a party as it stands in running text.

    Examples
    --------
    >>> from detente.case import Party
    >>> party_called(Case(id="c", parties={"usa": Party(id="usa", name="United States")}), "usa")
    'the United States'
    """
    return called(party_in_words(case, id_))


def speaker_in_words(case: Case, id_: str) -> str:
    """Return the name of whoever spoke: a party, one of its aliases as it spells it, or an outsider.

    Examples
    --------
    >>> from detente.case import Party
    >>> dprk = Party(id="dprk", name="DPRK", aliases=("KCNA", "Kim Jong Un"))
    >>> case = Case(id="c", parties={"dprk": dprk})
    >>> [speaker_in_words(case, id_) for id_ in ("dprk", "kcna", "unnamed_source")]
    ['DPRK', 'KCNA', 'Unnamed Source']
    """
    if id_ in case.parties:
        return party_in_words(case, id_)
    words = name_in_words(id_)
    spelled = (alias for party in case.parties.values() for alias in party.aliases)
    return next((a for a in spelled if a.lower() == words.lower()), words.title())


def level_in_words(lever: Lever | None, level: str) -> str:
    """Return the name of a level.

    Examples
    --------
    >>> level_in_words(None, "in_force")
    'in force'
    """
    named = lever.level_names.get(level, "") if lever else ""
    return named or name_in_words(level)


def lever_in_words(case: Case, id_: str) -> str:
    """Return the name of a lever, or its id as words.

    Examples
    --------
    >>> lever_in_words(Case(id="c"), "coal_ban")
    'coal ban'
    """
    lever = case.levers.get(id_)
    return (lever.name if lever else "") or name_in_words(id_)


def package_name(case: Case, id_: str) -> str:
    """Return the name of a package, or its id as words.

    Examples
    --------
    >>> package_name(Case(id="c"), "first_steps")
    'First steps'
    """
    named = case.package_names.get(id_, "")
    if named and named != id_:
        return sentence(named)
    short = {party for party in case.parties if len(party) <= 4}
    words = (word.upper() if word in short else word for word in name_in_words(id_).split())
    return sentence(" ".join(words))

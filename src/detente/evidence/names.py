"""Who is named: the parties of a case by their aliases, and the persons a text introduces.

A text says "South Korean President Moon Jae-in" once and "Moon" after that. The introduction binds
the person to the party; the short form is bound by the person. A longer personal name always beats
the short form of another: "Kim Young-choi" is not "Kim". A name that nothing binds stays unknown.
"""

import calendar
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from detente.case import Case
from detente.evidence.name_words import NOT_PERSON, OFFICES, STARTERS
from detente.evidence.organs import organs_of, people_of
from detente.evidence.places import rows

__all__ = ["Mention", "Names", "name_in", "names_of", "short_name"]

_TITLES = (
    "President|Vice President|Prime Minister|Chancellor|Premier|Chairman|Chairwoman|Secretary of State"
    "|Secretary-General|Secretary|Foreign Minister|Defence Minister|Defense Minister|Finance Minister"
    "|Trade Minister|Minister|Ambassador|Envoy|General|Gen\\.|Colonel|Commander|King|Queen|Sheikh"
    "|Crown Prince|Prince|Ayatollah|Supreme Leader|Senator|Sen\\.|Representative|Director General"
    "|Director|Spokesman|Spokeswoman|Spokesperson|Dr\\.|Mr\\.|Mrs\\.|Ms\\.|Marshal|Field Marshal|Taoiseach"
)
_TITLE = re.compile(rf"(?:{_TITLES})(?= )")
_MEDIA = re.compile(
    r"\b(?:Shimbun|Times|Post|News|Agency|Press|Reuters|Yonhap|KCNA|Xinhua|TASS|Vox|Herald|Daily"
    r"|Journal|Broadcasting|Radio|Television|TV|BBC|CNN|Gazette|Tribune|Guardian)\b"
)
_NOT_MEDIA = re.compile(r"Atomic|Intelligence|Relief|Development|Council|IAEA")
_CAPITALISED = r"[A-Z][\w.]*(?:[-'][A-Za-z]\w*){0,3}"
_PERSON = rf"{_CAPITALISED}(?: (?:al-|bin |van |de )?{_CAPITALISED}){{0,2}}"
_INTRODUCED = re.compile(rf"(?:{_TITLES})\.? (?P<person>{_PERSON})")
_AFTER_OFFICE = re.compile(rf"(?P<office>[a-z]+) (?P<person>{_PERSON})")


class Mention(Struct, frozen=True):
    """A name in a text: its place, the party it belongs to, and the person if it is one.

    ``party`` is empty for a person of whom nothing says whose they are.
    ``kind`` is party, person, media or people (an adjective: "Iranian"). ``inferred`` says that the
    text does not name whose it is: "the ministry", "its counterpart".
    """

    start: int
    end: int
    party: str
    person: str = ""
    kind: str = "party"
    inferred: bool = False

    @property
    def who(self) -> str:
        """The person's name if it is one, else the party."""
        return self.person or self.party


def short_name(name: str) -> str:
    """Return a name as a short id.

    Examples
    --------
    >>> short_name("Kim Jong-un")
    'kim_jong_un'
    """
    return re.sub(r"\W+", "_", name.lower()).strip("_")[:60]


def _personal(alias: str) -> bool:
    words = alias.split()
    if not 2 <= len(words) <= 4 or any(word in NOT_PERSON for word in words):
        return False
    return all(word[:1].isupper() and not word.isupper() for word in words)


class _Word(Struct, frozen=True):
    words: str
    party: str
    person: str = ""
    kind: str = "party"


def _places_of(alias: str) -> Iterable[tuple[str, str]]:
    for row in rows():
        if alias in (row[0], *row[2:]):
            yield from ((word, "people" if word == row[1] else "party") for word in row)


def _names_written(name: str) -> Iterator[str]:
    """Yield "DPRK" and "North Korea" of "DPRK (North Korea)", "E3" and "EU" of "E3/EU"."""
    for part in re.split(r"[()/]", name):
        if part.strip():
            yield part.strip()


def _words_of_case(case: Case) -> Iterator[_Word]:
    """Yield what the case itself calls its parties, then what else they may be called."""
    yield from _given(case)
    for party in case.parties.values():
        given = [*_names_written(party.name), *party.aliases]
        yield from _placed(party.id, given)
        yield from _formed(party.id, given)
    for party in case.parties.values():
        yield from _organs(party.id, [*_names_written(party.name), *party.aliases])


def _given(case: Case) -> Iterator[_Word]:
    for party in case.parties.values():
        media = bool(_MEDIA.search(party.name)) and not _NOT_MEDIA.search(party.name)
        kind = "media" if media else "party"
        given = [*_names_written(party.name), *party.aliases]
        for alias in given:
            plain = re.sub(r"^(?:the|The) ", "", alias)
            titled = _TITLE.match(plain)
            bare = plain[titled.end() + 1 :] if titled else plain
            if plain.replace("-", " ") in _POSTS:
                yield _Word(plain, party.id, "", kind)
            elif titled or (_personal(plain) and alias != party.name):
                yield _Word(bare, party.id, short_name(bare), "person")
            else:
                yield _Word(plain, party.id, "", kind)
            member = _MEMBERS.fullmatch(plain)
            if member:  # "the Ulster Unionists" of the Ulster Unionist Party
                yield _Word(f"{member['one']}s", party.id, "", "party")


def _placed(party: str, given: Iterable[str]) -> Iterator[_Word]:
    """Yield the people, capital and other names of the states that a party is or governs."""
    for alias in given:
        governed = _GOVERNMENT.fullmatch(alias)
        for name in (alias, governed["of"] or governed["adjective"]) if governed else (alias,):
            for word, sort in _places_of(name):
                yield _Word(word, party, "", sort)
                if sort == "people" and word.endswith("n"):  # "the Iranians"
                    yield _Word(f"{word}s", party, "", "party")
            for word in people_of(name):
                yield _Word(word, party, "", "party")


def _organs(party: str, given: Iterable[str]) -> Iterator[_Word]:
    names = {row[0] for alias in given for row in rows() if alias in row}
    for name in sorted({*given} | names):
        for word in organs_of(name):
            yield _Word(re.sub(r"^the (?=[A-Z])", "", word), party, "", "party")


def _formed(party: str, given: Iterable[str]) -> Iterator[_Word]:
    """Yield adjectives formed from names: "Chadian", of names that no row of places has."""
    for alias in given:
        if re.fullmatch(r"[A-Z][a-z]{3,}", alias):
            stem = alias.rstrip("aeiou")
            for form in (f"{alias}n", f"{stem}ian", f"{stem}an", f"{stem}ese", f"{alias}i"):
                yield _Word(form, party, "", "people")


_GOVERNMENT = re.compile(
    r"(?:(?:Federal |Transitional |National |Military )?(?:Government|government|Republic|Kingdom|State) of (?:the )?(?P<of>.+)"
    r"|(?:the )?(?P<adjective>[A-Z].+?) (?:[Gg]overnment|[Aa]uthorities|[Aa]dministration))"
)
_MEMBERS = re.compile(
    r"(?P<one>[A-Z][\w' -]*(?:ist|ian|can|crat|al|er|ese)) (?:Party|Movement|Front|Union|League|Alliance)"
)
_POSTS = frozenset(title.replace("-", " ") for title in _TITLES.split("|")) | frozenset(
    ["Secretary General", "High Representative", "Chief Executive", "President of the Commission"]
)


class Names:
    """The names of one text: those of the case, and those that the text itself introduces."""

    def __init__(self, words: Iterable[_Word]) -> None:
        self._known: dict[str, _Word] = {}
        for word in words:
            self._known.setdefault(word.words, word)
        self._given = frozenset(self._known)
        self._pattern = self._compiled()

    def _compiled(self) -> re.Pattern[str]:
        longest = sorted(self._known, key=len, reverse=True)
        parts = "|".join(re.escape(w).replace(r"\ ", r"\s").replace("'", "'?") for w in longest)
        parts = re.sub(r"(?<=\|)the(?=\\s[A-Z])", "[Tt]he", parts)
        return re.compile(rf"(?<![\w-])(?:{parts})(?![\w])" if parts else r"(?!)")

    def mentions(self, text: str, *, headline: bool = False) -> list[Mention]:
        """Find the names in `text`, the longest where two begin at one place.

        The short form of a person inside a longer name that nobody introduced is somebody unknown;
        in a headline, where every word has a capital, that cannot be told.
        """
        found = []
        for match in self._pattern.finditer(text):
            word = self._word(match.group())
            start, end, party, person = match.start(), match.end(), word.party, word.person
            if person and " " not in word.words and not headline:
                start, end = _longer(text, start, end)
                if (start, end) != match.span():
                    party, person = "", short_name(text[start:end])
            found.append(Mention(start, end, party, person, word.kind))
        return found

    def _word(self, found: str) -> _Word:
        found = re.sub(r"\s", " ", found)
        if found in self._known:
            return self._known[found]
        small = re.sub(r"^The ", "the ", found)
        if small in self._known:
            return self._known[small]
        plain = found.replace("'", "")
        return next(w for words, w in self._known.items() if words.replace("'", "") == plain)

    def learn(self, text: str) -> None:
        """Bind the persons that `text` introduces, in full and by the short form it uses later."""
        self._learn_initials(text)
        for full, party in dict(itertools.islice(self._introduced(text), _MOST_PERSONS)).items():
            same = self._known.get(full.split()[-1]) or self._known.get(full.split()[0])
            same = same or self._of_full_name(full)
            if same is not None and same.person and same.party and party in ("", same.party):
                self._known.setdefault(full, _Word(full, same.party, same.person, "person"))
            self._known.setdefault(full, _Word(full, party, short_name(full), "person"))
        self._shorten(text)
        self._pattern = self._compiled()

    def _learn_initials(self, text: str) -> None:
        """Bind the full form of initials that the case knows, and initials with two letters swapped."""
        initials = {w: known for w, known in self._known.items() if w.isupper() and len(w) >= 4}
        for match in _SEVERAL.finditer(text):
            letters = "".join(word[0] for word in match.group().split() if word[0].isupper())
            if letters in initials and match.group() not in self._known:
                known = initials[letters]
                self._known[match.group()] = _Word(match.group(), known.party, "", known.kind)
        for word in {match.group() for match in _INITIALS.finditer(text)} - {*self._known}:
            near = {known for w, known in initials.items() if _swapped(word, w)}
            if len(near) == 1:
                self._known[word] = replace(near.pop(), words=word)
        self._pattern = self._compiled()

    def _introduced(self, text: str) -> Iterator[tuple[str, str]]:
        mentions = self.mentions(text)
        for match in _introductions(text):
            person = _cut(match["person"])
            if person is None:
                continue
            known = self._known.get(person)
            if known is not None and not known.person:
                continue
            nearest = [m for m in mentions if m.end <= match.start("person")]
            yield person, _owner(text, nearest, match.start("person"))

    def _of_full_name(self, short: str) -> _Word | None:
        """Return the person of the case whose last name `short` is: "President Zelensky"."""
        bearers = {w for w in self._known.values() if w.person and w.words.split()[-1] == short}
        return bearers.pop() if len({w.person for w in bearers}) == 1 else None

    def _shorten(self, text: str) -> None:
        full_names = [word for word in self._known.values() if word.person and " " in word.words]
        counted = Counter(
            match.group()
            for match in re.finditer(rf"(?<![\w-])(?<![A-Z]\w )(?:{_CAPITALISED})", text)
        )
        for word in full_names:
            if word.words not in text and word.words not in self._given:
                continue
            first, *_, last = word.words.split()
            alone = {part: _alone(part, text) for part in (first, last) if counted[part]}
            short = max((last, first), key=lambda part: alone.get(part, 0))
            if short not in STARTERS and len(short) > 1:
                self._known.setdefault(short, _Word(short, word.party, word.person, "person"))


_SEVERAL = re.compile(r"\b[A-Z][a-z]+(?: (?:of |for |the |and )?[A-Z][a-z]+){3,6}\b")
_INITIALS = re.compile(r"\b[A-Z]{4,6}\b")


def _swapped(word: str, known: str) -> bool:
    """Whether two neighbouring letters are the only difference: "DRPK"."""
    return len(word) == len(known) and any(
        word == known[:n] + known[n + 1] + known[n] + known[n + 2 :] for n in range(len(known) - 1)
    )


_BEFORE_NAME = re.compile(r"(?P<first>[A-Z][a-z]+(?:-[a-z]+)?) $")
_AFTER_NAME = re.compile(r"(?:-| )(?P<last>[A-Z][a-z]+(?:-[a-z]+)?)")
_CALENDAR = frozenset(calendar.month_name[1:]) | frozenset(calendar.day_name)
_LONGEST_NAME = 4
_MOST_PERSONS = 200  # introductions that are read in one text
_TITLE_WORDS = frozenset(
    word for title in _TITLES.replace("\\", "").split("|") for word in title.split()
)

_BEFORE_PERSON = frozenset(word.rstrip(".") for word in _TITLE_WORDS) | frozenset(
    [
        "Lieutenant",
        "Major",
        "Captain",
        "Admiral",
        "Brigadier",
        "Executive",
        "Deputy",
        "Acting",
        "Chief",
        "Sir",
        "Lord",
        "Lady",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
    ]
)


def _longer(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the personal name of which ``text[start:end]`` is a part."""
    none_of_it = NOT_PERSON | STARTERS | _TITLE_WORDS
    before = _BEFORE_NAME.search(text, max(0, start - 20), start)
    fresh = before is not None and text[: before.start()].rstrip()[-1:] not in (
        "",
        ".",
        '"',
        "?",
        "!",
    )
    if before and fresh and before["first"] not in none_of_it:
        start = before.start()
    after = _AFTER_NAME.match(text, end)
    if after and after["last"] not in none_of_it:
        end = after.end()
    return start, end


def _introductions(text: str) -> Iterator[re.Match[str]]:
    yield from _INTRODUCED.finditer(text)
    for match in _AFTER_OFFICE.finditer(text):
        if match["office"] in OFFICES:
            yield match


def _cut(person: str) -> str | None:
    """Return a personal name without what is none of it, or None if nothing is left."""
    words = [re.sub(r"'s$", "", word) for word in person.split()]
    kept: list[str] = []
    for word in words:
        if word in NOT_PERSON or word in STARTERS:
            break
        kept.append(word)
        if person.split()[len(kept) - 1].endswith("'s"):
            break
    name = " ".join(kept).rstrip(".")
    return name or None


def name_in(words: str) -> str | None:
    """Return the personal name that ends a run of capitalised words, without titles and offices.

    Examples
    --------
    >>> name_in("National Security Minister Ana Gil"), name_in("Foreign Ministry"), name_in("Monday")
    ('Ana Gil', None, None)
    """
    kept = words.split()
    titles = [n for n, word in enumerate(kept) if word.rstrip(".") in _BEFORE_PERSON]
    kept = kept[titles[-1] + 1 :] if titles else kept
    none_of_it = NOT_PERSON | STARTERS | _CALENDAR
    if not kept or len(kept) > _LONGEST_NAME or any(word in none_of_it for word in kept):
        return None
    return " ".join(kept)


def _owner(text: str, before: list[Mention], start: int) -> str:
    """Return the party whose adjective or name introduces a person that begins at `start`."""
    if not before:
        return ""
    nearest = before[-1]
    between = text[nearest.end : start]
    close = re.fullmatch(r"(?:'s)?(?: [\w.-]+){0,5} ", between) is not None
    ended = re.search(r"\b(?:and|or|with|to|by|from|that|said|met|says|told)\b", between)
    return nearest.party if close and not ended else ""


def _alone(part: str, text: str) -> int:
    """Count where a name stands without a further name before or after it."""
    pattern = rf"(?<![\w-]){re.escape(part)}(?![\w-])(?! [A-Z])"
    return sum(
        not re.search(r"[A-Z][\w.-]* $", text[max(0, match.start() - 20) : match.start()])
        for match in re.finditer(pattern, text)
    )


def names_of(case: Case, text: str) -> Names:
    """Return the names of a text: the aliases of the case's parties and the persons in the text.

    Examples
    --------
    >>> from detente.case import Case, Party
    >>> case = Case(id="c", parties={"iran": Party(id="iran", name="Iran")})
    >>> text = "Iranian Foreign Minister Javad Zarif spoke. Zarif left; Ali Zarif-Khan stayed."
    >>> [m.who for m in names_of(case, text).mentions(text)]
    ['iran', 'javad_zarif', 'javad_zarif', 'ali_zarif_khan']
    """
    names = Names(_words_of_case(case))
    names.learn(text)
    return names

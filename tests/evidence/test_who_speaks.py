"""Who acts and who speaks: small texts with pronouns, titles, institutions, capitals and chains."""

import datetime as dt

import pytest

from detente.case import Case, Party
from detente.evidence import Candidate, extract, parse, read

pytestmark = pytest.mark.skipif(
    not parse.installed(), reason="the extra detente[nlp] (spaCy and its model) is not installed"
)
PARTIES = {
    "iran": ("Iran",),
    "israel": ("Israel",),
    "turkey": ("Turkey", "Ankara"),
    "sweden": ("Sweden",),
    "mali": ("Government of Mali", "Bamako"),
    "fla": ("Azawad Liberation Front", "FLA"),
    "un": ("United Nations",),
    "eu": ("European Union",),
    "usa": ("United States",),
    "union": ("Dockers' Union",),
    "halcyon": ("Halcyon Copper",),
}
TODAY = dt.date(2026, 1, 15)


def found(text: str, *parties: str) -> list[Candidate]:
    chosen = {p: Party(id=p, name=PARTIES[p][0], aliases=PARTIES[p][1:]) for p in parties}
    return extract(
        read(text.encode(), "a.txt"), Case(id="c", parties=chosen), tier="nlp", today=TODAY
    )


def of(words: str, text: str, *parties: str) -> Candidate:
    """Return the claim that quotes `words`."""
    return next(one for one in found(text, *parties) if words in one.quote)


ACTORS = [
    # capitals, seats, parliaments, people
    ("Tehran offered to open the site.", "open the site", "iran", ("iran", "usa")),
    ("The Knesset demanded a halt to the strikes.", "halt", "israel", ("iran", "israel")),
    ("The Swedes promised to extradite him.", "extradite", "sweden", ("sweden", "turkey")),
    ("Israelis want the border closed.", "border", "israel", ("iran", "israel")),
    ("Commerce Secretary Jane Doe demanded lower tariffs.", "lower tariffs", "usa", ("usa", "sweden")),
    ("The Security Council demanded a halt to the strikes.", "halt", "un", ("un", "israel")),
    # institutions
    ("Bamako fears for the north. The army refused to leave the camps.", "refused", "mali", ("mali", "fla")),
    ("The rebels offered a truce to the government.", "truce", "fla", ("mali", "fla")),
    ("The front rejected the plan. The FLA then attacked Gao.", "rejected", "fla", ("mali", "fla")),
    ("Rebels in Mali refused to disarm.", "refused", "fla", ("mali", "fla")),
    ("The Turkish parliament met. The parliament refused to ratify the protocol.", "refused", "turkey", ("sweden", "turkey")),
    ("Sweden waits. Back in Ankara, the government refused to sign.", "refused", "turkey", ("sweden", "turkey")),
    ("Halcyon Copper came late. The company offered to clean the river.", "clean", "halcyon", ("mali", "halcyon")),
    ("The bloc threatened to impose sanctions on Iran.", "sanctions", "eu", ("iran", "eu")),
    # pronouns
    ("Iran closed the strait. It threatened to sink any warship.", "sink", "iran", ("iran", "usa")),
    ("The Secretary-General went to Tehran. He urged both sides to hold fire.", "hold fire", "un", ("un", "iran")),
    ("Caught in the middle is Sweden. Its envoy, Alan Purdey, offered to pay. He refused to leave.", "refused", "sweden", ("sweden", "turkey")),
    # persons
    ("A Swedish diplomat, Anna Berg, came. Berg offered to pay.", "pay", "sweden", ("sweden", "turkey")),
    ("The union, whose secretary, Marta Holm, spoke last, threatened to strike.", "strike", "union", ("union", "halcyon")),
    ("The FLA is silent. Its representative in Geneva, Salem Bachir, told us much. Bachir demanded a vote.", "vote", "fla", ("mali", "fla")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "actor", "parties"), ACTORS)
def test_who_acts(text: str, words: str, actor: str, parties: tuple[str, ...]) -> None:
    assert of(words, text, *parties).actor == actor


CHAINS = [
    ('"We will not sign," the Iranian foreign minister said.', "will not sign", ("author", "iran"), ("iran", "usa")),
    ("The letter from Tehran was short. Iran will not sign, the Iranian ministry said.", "will not sign", ("author", "iran"), ("iran", "usa")),
    ('Sweden wrote first. "We will pay," its minister said. "We will also apologise in public."', "apologise", ("author", "sweden"), ("sweden", "turkey")),
    ("Iran may sign, according to a source close to the talks.", "may sign", ("author", "unnamed_source"), ("iran", "usa")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "chain", "parties"), CHAINS)
def test_through_whom_the_words_came(
    text: str, words: str, chain: tuple[str, ...], parties: tuple[str, ...]
) -> None:
    one = of(words, text, *parties)
    assert tuple(hop.id for hop in one.attribution) == chain
    assert one.voice != "author"


def test_a_president_without_a_country_is_of_the_dateline() -> None:
    text = "STOCKHOLM, May 3 (Wire) - Prime Minister Eva Lund refused to sign. Lund offered to talk to Ankara."
    one = of("talk", text, "turkey", "sweden")
    assert (one.actor, one.person) == ("sweden", "eva_lund")


MORE_ACTORS = [
    ("Sweden and Turkey met. The former promised to pay; the latter refused to vote.", "refused", "turkey"),
    ("The Swedish side came late. It refused to sign.", "refused", "sweden"),
    ("The Swedish cabinet met in May. Turkey watched it closely. The army refused to move.", "refused", "sweden"),
    ("Turkey watches. The Swedish council, whose head, Tove Aldane, came too, waited. Aldane refused to pay.", "refused", "sweden"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "actor"), MORE_ACTORS)
def test_who_acts_follows_from_what_was_said_before(text: str, words: str, actor: str) -> None:
    assert of(words, text, "turkey", "sweden").actor == actor


def test_a_speaker_nobody_can_place_is_not_the_author() -> None:
    text = 'Talks ended late. "We have seen a disaster tonight," a minister said.'
    assert all(
        one.voice != "author" for one in found(text, "turkey", "sweden") if "disaster" in one.quote
    )


def test_a_guess_whose_an_institution_is_is_marked() -> None:
    text = "Turkey waits. The parliament refused to ratify the protocol."
    guessed = of("refused", text, "turkey", "sweden")
    assert (guessed.actor, guessed.origin.inferred) == ("turkey", ("actor",))
    named = of("refused", "The Turkish parliament refused to ratify it.", "turkey", "sweden")
    assert "actor" not in named.origin.inferred


TALKS = [
    # bold questions; questions without a mark; labels
    "**Will Sweden pay?**\n\nWe will pay half of it.\n\n**When?**\n\nWe refuse to name a day.",
    (
        "We met the Swedish government's envoy in a café.\n\nWill you pay?\n\nWe will pay half of it.\n\nYou are late.\n\n"
        "We are.\n\nWhen?\n\nWe refuse to name a day."
    ),
    (
        "PRESENTER: With me is a negotiator for Sweden. Will you pay?\n\nBERG: We will pay half of it.\n\n"
        "PRESENTER: When?\n\nBERG: We refuse to name a day."
    ),
]


@pytest.mark.parametrize("text", TALKS)
def test_answers_are_the_words_of_who_is_asked(text: str) -> None:
    introduced = (
        text
        if "envoy" in text or "negotiator" in text
        else f"Interview with the minister of Sweden\n\n{text}"
    )
    one = of("pay half", introduced, "sweden", "turkey")
    assert (one.actor, one.voice) == ("sweden", "quoted")
    assert not [c for c in found(introduced, "sweden", "turkey") if "Will" in c.quote]


def test_they_is_whom_the_question_named() -> None:
    text = "Interview with the Swedish minister\n\n**And the Turks?**\n\nThey refused to open the border.\n\n**Why?**\n\nNobody knows why."
    assert of("refused", text, "sweden", "turkey").actor == "turkey"


def test_a_pronouncement_in_the_first_person_is_its_partys() -> None:
    text = "The Dockers' Union makes known the following:\n\nWe demand the old roster.\n\nWe reject the payment."
    one = of("old roster", text, "union", "halcyon")
    assert (one.kind, one.actor, one.speaker) == ("demand", "union", "union")

"""Words that tell personal names from titles, offices, institutions and the beginnings of sentences."""

__all__ = ["NOT_PERSON", "OFFICES", "STARTERS"]


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Posts in small letters before a name.
OFFICES = _of(
    "dictator leader president minister premier chancellor official envoy negotiator spokesman "
    "king spokeswoman spokesperson ambassador diplomat general commander chief rebel secretary "
    "adviser delegate representative chairman director ruler strongman warlord"
)
# Words that make a name of several words an institution or a place, not a person.
NOT_PERSON = _of(
    "North South East West Northern Southern Eastern Western United Republic Islamic Democratic "
    "European Union Security Council Commission Ministry Department House Agency Congress "
    "Senate Parliament Government Army Front Party Movement Institute Mission Court Committee "
    "Forces Street Secretariat Authority Foreign National Shimbun Times Post News Guard Nations "
    "Kingdom Saudi Sri New Mexico City Delhi Arab League African Organization Organisation Bank "
    "Fund Office Analysts Districts Joint Alliance Coalition Administration Side Energy "
    "International Atomic Peoples People's State Buenos Aires Addis Ababa Blue White "
    "Palestinian World Trade Special UN Monitoring Constitutional General Assembly Korea Korean "
    "Korean's"
)
# Words with a capital because a sentence begins with them, or for days.
STARTERS = _of(
    "The A An He She It They We I But And If In On At As Before After When While Since Until "
    "For This That These Those His Her Its Their Our My No Not With By To From Of Or So Yet "
    "Today Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
)

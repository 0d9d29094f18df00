import pytest

from detente.evidence.grounding import Grounds, NotGroundedError

TEXT = (
    "Seoul said: \u201cTrump can always snap back the sanctions.\u201d\n"
    "Iran can\u200bnot wait\u2014its non-compliance costs 5,000 a day.  It won\u2019t sign.\n"
    "Talks will go on. Then, talks will go on."
)


def words(quote: str, **rest: str) -> str:
    start, end = Grounds.of(TEXT).find(quote, **rest)  # type: ignore[arg-type] # only prefix is given
    return TEXT[start:end]


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Trump can always snap back", "Trump can always snap back"),
        ("  trump CAN always\u00a0snap  back ", "Trump can always snap back"),
        ('said: "Trump can', "said: \u201cTrump can"),
        ("Iran cannot wait-its", "Iran can\u200bnot wait\u2014its"),
        ("Iran cannot wait", "Iran can\u200bnot wait"),
        ("It won't sign", "It won\u2019t sign"),
        ("costs 5,000 a day. It", "costs 5,000 a day.  It"),
        ("sanctions.\u201d Iran", "sanctions.\u201d\nIran"),
    ],
)
def test_words_of_the_text_are_found_whatever_their_marks(quote: str, stands: str) -> None:
    assert words(quote) == stands


@pytest.mark.parametrize(
    "quote",
    [
        "Trump can*not* always snap back the sanctions",
        "Trump cannot always snap back the sanctions",
        "Trump can not always snap back the sanctions",
        "Trump can always snap back sanctions",
        "Trump could always snap back",
        "\u0422rump can always snap back",  # a Cyrillic letter that looks the same
        "Iran wants relief",
    ],
)
def test_words_that_are_only_like_those_of_the_text_are_not_grounded(quote: str) -> None:
    with pytest.raises(NotGroundedError, match="not in the text"):
        words(quote)


@pytest.mark.parametrize(
    "quote",
    [
        "Iran can",
        "compliance costs",
        "costs 5",
        "000 a day",
        "It won",
        "lways snap",
        "t sign",
        "its non",
    ],
)
def test_a_part_of_a_word_or_a_number_is_no_quotation(quote: str) -> None:
    with pytest.raises(NotGroundedError, match="cut out of longer words"):
        words(quote)


def test_words_at_two_places_need_what_stands_before_them() -> None:
    with pytest.raises(NotGroundedError, match="at 2 places"):
        words("talks will go on.".upper())
    start, _ = Grounds.of(TEXT).find("talks will go on", prefix="Then,")
    assert start == TEXT.rindex("talks")
    with pytest.raises(NotGroundedError, match="none is told apart"):
        words("TALKS will go on", prefix="So,")


def test_an_exact_match_beats_one_with_other_marks() -> None:
    assert words("talks will go on") == "talks will go on"
    assert Grounds.of(TEXT).find("talks will go on")[0] == TEXT.rindex("talks")


def test_no_words_are_no_quotation() -> None:
    for nothing in ("", "  ", "\u200b"):
        with pytest.raises(NotGroundedError):
            words(nothing)


def test_a_letter_with_its_accent_written_apart_is_not_cut() -> None:
    grounds = Grounds.of("The cafe\u0301 closed.")
    with pytest.raises(NotGroundedError, match="cut out"):
        grounds.find("The cafe")

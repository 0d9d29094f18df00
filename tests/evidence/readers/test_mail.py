"""E-mail: who, when, about what; the plain part; what is quoted; what is left aside."""

import pytest
from tests.evidence.readers.made import mail

from detente.evidence.readers import Reading, ReadingError, read_as
from detente.evidence.readers.formats import format_of


def read(raw: bytes) -> Reading:
    return read_as(raw, "mail")


def parts(*given: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--B\n{part}\n" for part in given) + "--B--\n"
    head = f"Content-Type: multipart/{kind}; boundary=B"
    return mail(body, "From: a@example.org", "Subject: s", "MIME-Version: 1.0", head)


def test_the_head_says_who_when_and_about_what() -> None:
    """Encoded names are decoded; the day is the sender's own."""
    reading = read(
        mail(
            "Hello.\n",
            "From: =?utf-8?q?Ana_P=C3=A9rez?= <ana@example.org>",
            "Date: Fri, 4 Oct 2019 23:30:00 -0500",
            "Subject: =?iso-8859-1?q?=DCber_?= =?utf-8?b?TmV3IHRhbGtz?=",
        )
    )
    assert reading.author == "Ana Pérez <ana@example.org>"
    assert reading.published == "2019-10-04"
    assert reading.title == "Über New talks"
    assert reading.text == "Hello."


def test_quoted_replies_stay_and_are_marked() -> None:
    """They are somebody else's words: the flag has their places."""
    body = (
        "They refused\nto sign.\n\nOn 3 Oct 2019, Jo wrote:\n> They offered to sign\n> on Friday.\n"
        ">> Did they?\n\nBest\n"
    )
    reading = read(mail(body))
    [flag] = reading.flags
    assert flag.code == "quoted_reply"
    quoted = "\n".join(reading.text[start:end] for start, end in flag.spans)
    assert "On 3 Oct 2019, Jo wrote:" in quoted
    assert "> They offered to sign on Friday." in quoted
    assert ">> Did they?" in quoted
    assert "They refused to sign." not in quoted
    assert "Best" not in quoted


def test_all_after_original_message_is_quoted() -> None:
    """As some programs reply, without a mark at each line."""
    reading = read(mail("No.\n\n-----Original Message-----\nFrom: Jo\n\nWill they sign?\n"))
    [flag] = reading.flags
    assert reading.text[flag.spans[0][0] :].startswith("-----Original")
    assert flag.spans[-1][1] == len(reading.text)


def test_the_plain_part_is_preferred_to_the_page() -> None:
    """Either says the same; the plain one hides nothing."""
    reading = read(
        parts(
            "Content-Type: text/html\n\n<p>Page</p>",
            "Content-Type: text/plain\n\nPlain",
            kind="alternative",
        )
    )
    assert reading.text == "Plain"


def test_a_page_is_read_where_there_is_no_plain_part() -> None:
    """With what it hides left out, and the page's extractor named."""
    reading = read(parts("Content-Type: text/html\n\n<p>Seen</p><p hidden>Not</p>"))
    assert reading.text == "Seen"
    assert reading.hidden_text_removed == 3
    assert "; " in reading.extractor


def test_attachments_are_named_and_not_opened() -> None:
    """A text that is attached is no part of the message."""
    reading = read(
        parts(
            "Content-Type: text/plain\n\nSee below.",
            "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nSecret",
            "Content-Type: application/pdf; name=b.pdf\n\n%PDF",
            "Content-Type: message/rfc822\n\nSubject: inner\n\nOther words",
        )
    )
    assert reading.text == "See below."
    [flag] = reading.flags
    assert flag.code == "attachments"
    assert all(word in flag.message for word in ("a.txt", "b.pdf", "message/rfc822"))


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("quoted-printable", "M=C3=BCller left=\n the talks.", "Müller left the talks."),
        ("base64", "TcO8bGxlciBsZWZ0Lg==", "Müller left."),
        ("8bit", "Müller left.", "Müller left."),
        ("x-unknown", "Words.", "Words."),
    ],
)
def test_bodies_are_decoded(encoding: str, body: str, text: str) -> None:
    """Whichever way they travelled."""
    head = (f"Content-Transfer-Encoding: {encoding}", "Content-Type: text/plain; charset=utf-8")
    assert read(mail(body, "MIME-Version: 1.0", *head)).text == text


@pytest.mark.parametrize(
    "head",
    ["Date: yesterday", "Date: Fri, 99 Oct 2019", "From: <<<>>>", "Subject: =?x?q?=?=", "X"],
)
def test_odd_heads_do_no_harm(head: str) -> None:
    """What cannot be read in the head is left out."""
    assert read(mail("Words.", head, "To: a@example.org")).published == ""


def test_a_mail_is_known_by_its_head() -> None:
    """By content, whatever it is called; a note that begins with From: is none."""
    assert format_of(mail("x"), "x.txt")[0] == "mail"
    assert format_of(mail("x"), "x.eml") == ("mail", "")
    assert format_of(b"From: the mission\nDate: Friday\n\nWe met.", "x.txt")[0] == "text"


def test_a_message_without_text_is_refused() -> None:
    """Nothing but attachments."""
    with pytest.raises(ReadingError, match="no text to read"):
        read(parts("Content-Type: image/png\n\nxxxx"))

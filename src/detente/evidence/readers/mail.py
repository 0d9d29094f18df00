"""E-mail: who wrote when about what, the text of the message, and what was left aside."""

import email
import re
import sys
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice

from msgspec.structs import replace

from detente.documents import Flag
from detente.evidence.readers.charset import Decoded, decoded
from detente.evidence.readers.lines import joined
from detente.evidence.readers.reading import Reading, ReadingError, whole
from detente.evidence.readers.web_page import page_text

__all__ = ["MAX_PARTS", "read_mail"]

MAX_PARTS = 500
MAX_HEADER = 4000
_QUOTE = re.compile(r"[ \t]{0,3}>[> \t]{0,60}")
_ORIGINAL = re.compile(r"\s{0,3}-{2,}\s*(?:original|forwarded) message\s*-{2,}\s*$", re.IGNORECASE)
_BEFORE = re.compile(r"[^\n]{0,200}\b(?:wrote|writes)\s?:$")


def read_mail(raw: bytes) -> Reading:
    r"""Read an e-mail: its plain part, or else its page; attachments are named, not opened.

    Quoted replies stay and are marked: they are somebody else's words.

    Raises
    ------
    ReadingError
        It has no text.

    Examples
    --------
    >>> reading = read_mail(b"From: Ana <ana@un.org>\nDate: Mon, 7 Oct 2019 10:00:00 +0200\n"
    ...                     b"Subject: Talks\n\nThey left.\n\n> Did they stay?\n")
    >>> reading.author, reading.published, reading.title, reading.text
    ('Ana <ana@un.org>', '2019-10-07', 'Talks', 'They left.\n\n> Did they stay?')
    >>> [(flag.code, reading.text[slice(*flag.spans[0])]) for flag in reading.flags]
    [('quoted_reply', '> Did they stay?')]
    """
    message = email.message_from_bytes(raw.replace(b"\r\n", b"\n"))
    parts = list(islice(_leaves(message), MAX_PARTS + 1))
    flags = [*_too_many(parts)]
    parts = parts[:MAX_PARTS]
    body = _body(parts)
    if body is None:
        raise ReadingError("has no text to read", "save what is attached to it, and read that")
    part, reading = body
    flags += [*reading.flags, *_attached([one for one in parts if one is not part])]
    return Reading(
        text=reading.text,
        extractor=f"email (Python {sys.version_info[0]}.{sys.version_info[1]}){_then(reading)}",
        options=reading.options,
        hidden_text_removed=reading.hidden_text_removed,
        flags=tuple(flags),
        title=_header(message, "Subject"),
        author=_sender(message),
        published=_day(message),
        lang=reading.lang,
    )


def _then(reading: Reading) -> str:
    return f"; {reading.extractor}" if reading.extractor != "plain text" else ""


def _leaves(message: Message) -> Iterator[Message]:
    """Give the parts that hold something; a message attached to this one is one part, not opened."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        outer = part.get_content_maintype() == "multipart" and isinstance(payload, list)
        if outer and isinstance(payload, list):
            waiting += [one for one in reversed(payload) if isinstance(one, Message)]
        else:
            yield part


def _too_many(parts: list[Message]) -> Iterator[Flag]:
    if len(parts) > MAX_PARTS:
        said = f"more than {MAX_PARTS} parts: only the first {MAX_PARTS} were looked at"
        yield Flag(code="many_parts", message=said)


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _body(parts: list[Message]) -> tuple[Message, Reading] | None:
    """Return the first plain part with text, or the first page, as read."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not _is_attachment(part):
                found = _text_of(part)
                if not found.text.strip():
                    continue
                if kind == "text/html":
                    return part, _page(found)
                return part, _plain(found, flowed=part.get_param("format") == "flowed")
    return None


def _text_of(part: Message) -> Decoded:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return Decoded("", "utf-8")
    charset = part.get_param("charset") or ""
    return decoded(raw, charset if isinstance(charset, str) else charset[2])


def _page(found: Decoded) -> Reading:

    reading = page_text(found.text)
    options = {**reading.options, "encoding": found.encoding}
    return replace(reading, options=options, flags=(*found.flags, *reading.flags))


def _plain(found: Decoded, *, flowed: bool) -> Reading:
    text, spans = _paragraphs(whole(found.text), flowed=flowed)
    flags = [*found.flags]
    if spans:
        count = sum(end - start for start, end in spans)
        said = f"{count:,} characters are quoted from another message: somebody else's words"
        flags.append(Flag(code="quoted_reply", message=said, spans=tuple(spans)[:50]))
    return Reading(
        text=text,
        extractor="plain text",
        options={"encoding": found.encoding, "lines": "joined to paragraphs"},
        flags=tuple(flags),
    )


def _paragraphs(text: str, *, flowed: bool) -> tuple[str, list[tuple[int, int]]]:
    """Join lines to paragraphs, apart for each depth of quotation; give the places of the quoted."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    position, original = 0, False
    for mark, lines in _runs(text):
        cut = next((n for n, line in enumerate(lines) if _ORIGINAL.match(line)), len(lines))
        unstuffed = [line.removeprefix(" ") if flowed else line for line in lines]
        parts = [(one, original) for one in joined(unstuffed[:cut])]
        original = original or cut < len(lines)
        parts += [(one, original) for one in joined(unstuffed[cut:])]
        for paragraph, below in parts:
            piece = f"{mark}{paragraph}"
            if mark or below or _BEFORE.fullmatch(paragraph):
                spans.append((position, position + len(piece)))
            pieces.append(piece)
            position += len(piece) + 2
    return "\n\n".join(pieces), _merged(spans)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    done: list[tuple[int, int]] = []
    for start, end in spans:
        if done and start - done[-1][1] <= 2:
            done[-1] = (done[-1][0], end)
        else:
            done.append((start, end))
    return done


def _runs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Give runs of lines of the same depth of quotation, with its mark: ``> `` or ``>> ``."""
    mark, run = "", list[str]()
    for line in text.split("\n"):
        found = _QUOTE.match(line)
        own = ">" * found[0].count(">") + " " if found else ""
        rest = line[found.end() :] if found else line
        if own != mark and run:
            yield mark, run
            run = []
        mark = own
        run.append(rest)
    if run:
        yield mark, run


def _attached(parts: list[Message]) -> Iterator[Flag]:
    named = []
    for part in parts:
        kind = part.get_content_type()
        if _is_attachment(part) or kind not in ("text/plain", "text/html"):
            payload = part.get_payload()
            size = len(payload) if isinstance(payload, str) else 0
            named.append(f"{_decoded_words(part.get_filename() or 'unnamed')} ({kind}, {size:,})")
    if named:
        more = f" and {len(named) - 10} more" if len(named) > 10 else ""
        said = f"attachments not opened: {', '.join(named[:10])}{more}"
        yield Flag(code="attachments", message=said)


# ---------------------------------------------------------------------- what the head says


def _header(message: Message, name: str) -> str:
    value = message.get(name, "")
    return _decoded_words(str(value))


def _decoded_words(text: str) -> str:
    """Decode a field of the head; what cannot be decoded stays as it is. Long ones are cut."""
    text = text[:MAX_HEADER]
    try:
        parts = [
            one.decode(charset or "ascii", "replace") if isinstance(one, bytes) else one
            for one, charset in decode_header(text)
        ]
    except (LookupError, ValueError, email.errors.HeaderParseError):
        parts = [text]
    return whole(" ".join("".join(parts).split()))[:300]


def _sender(message: Message) -> str:
    name, address = parseaddr(_header(message, "From"))
    return f"{name} <{address}>" if name and address else name or address


def _day(message: Message) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))[:200]).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""

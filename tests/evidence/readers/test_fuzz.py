"""Documents with bytes changed at random: every reader gives a reading or a reason, never more.

The many are read in one guarded child process, where a crash would show as the process's end; a
sample goes the whole way, each in a child of its own.
"""

import json
import subprocess
import sys

import pytest
from tests.evidence.readers.made import W, mail, pdf, shown, word_of

from detente.errors import UsageError
from detente.evidence import SourceText, read

NOTES = f'<w:footnotes xmlns:w="{W}"><w:footnote><w:p><w:r><w:t>n</w:t></w:r></w:p></w:footnote></w:footnotes>'
STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:basedOn w:val="b"/><w:rPr><w:vanish/></w:rPr>
</w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>"""
SEEDS = {
    "html": [
        (b"<!doctype html><html lang=en><head><title>T</title><meta charset=utf-8><style>.a > b, #c[d^=e]"
        b"{display:none;font:2px x;color:rgb(1,2,3)} @media print {p{color:red}}</style></head><body>"
        b"<p class=a style='color:#fff;left:-999px'>Iran <b>left</b><table><tr><td>x</table>&amp;&#8212;"
        b"<ul><li>one<li>two</ul><pre>a\n b</pre></body></html>"),
        b"<p>" + "Zürich, ein Gespräch".encode("cp1252"),
    ],
    "pdf": [
        pdf(shown("Iran left."), shown("Page two", first="3 Tr"), compress=True),
        pdf(shown("(a) <b>") + "[(a) -500 (b)] TJ (c) ' 1 2 (d) \" T* 1 g 0 Tr q Q Q"),
    ],
    "mail": [
        mail("Iran left.\n> quoted\n", "From: =?utf-8?q?A?= <a@b.c>", "Date: Fri, 4 Oct 2019 10:00 +0200",
             "Subject: =?iso-8859-1?b?w/w=?=", "MIME-Version: 1.0",
             "Content-Type: text/plain; charset=utf-8; format=flowed"),
        mail("--B\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+eDwvcD4=\n--B\n"
             "Content-Type: message/rfc822\n\nSubject: x\n\ny\n--B--", "MIME-Version: 1.0",
             "Content-Type: multipart/mixed; boundary=\"B\""),
    ],
    "word": [
        word_of("<w:p><w:pPr><w:pStyle w:val='a'/></w:pPr><w:r><w:rPr><w:rStyle w:val='a'/><w:sz w:val='2'/>"
                "</w:rPr><w:t>Iran</w:t></w:r><w:ins><w:r><w:tab/><w:t>left</w:t></w:r></w:ins></w:p>",
                styles=STYLES, footnotes=NOTES),
    ],
    "text": ["Zürich, “Gespräch”".encode("cp1252"), "Iran \u202eleft.".encode("utf-16")],
}  # fmt: skip
MANY = """
import base64, json, sys
import numpy as np
from detente.evidence.readers.formats import FORMATS, format_of, read_as
from detente.evidence.readers.reading import ReadingError
from detente.evidence.readers.guard import guarded
import {libraries}
guarded()
seeds, seed, count = json.loads(sys.stdin.read())
draw = np.random.default_rng(seed)
BITS = [b"\\0", b"\\xff", b"<", b">", b"&", b"%", b"(", b")", b"/", b"{{", b"}}", b"\\r\\n", b"=?", b"PK", b"9" * 40,
        b"<w:p>", b"<p hidden>", b" obj ", b"stream", b"--B", b"&#x110000;", b"\\xed\\xa0\\x80"]
done = {{"read": 0, "refused": 0}}
for turn in range(count):
    raw = bytearray(base64.b64decode(seeds[turn % len(seeds)]))
    for _ in range(int(draw.integers(1, 9))):
        at, far = (int(one) for one in draw.integers(0, len(raw) + 1, 2))
        match int(draw.integers(0, 5)):
            case 0: raw[at:at + 1] = bytes([int(draw.integers(0, 256))])
            case 1: raw[at:at] = BITS[int(draw.integers(0, len(BITS)))]
            case 2: del raw[at:at + int(draw.integers(1, 40))]
            case 3: raw[at:at] = raw[min(at, far):max(at, far)][:500]
            case 4: raw = raw[:max(at, 1)]
    for how in ("{format_}", None):
        try:
            reading = read_as(bytes(raw), how or format_of(bytes(raw), "a.{format_}")[0])
            assert all(0 <= a < b <= len(reading.text) for flag in reading.flags for a, b in flag.spans)
            reading.text.encode("utf-8")
            done["read"] += 1
        except ReadingError as error:
            assert error.message
            done["refused"] += 1
print(json.dumps(done))
"""
LIBRARIES = {"html": "trafilatura", "pdf": "pypdf", "mail": "email", "word": "zipfile",
             "text": "charset_normalizer"}  # fmt: skip
COUNT = {"html": 250, "pdf": 600, "mail": 600, "word": 800, "text": 150}


@pytest.mark.slow
@pytest.mark.parametrize("format_", SEEDS)
def test_changed_documents_are_read_or_refused(format_: str) -> None:
    """Hundreds for each format, in one guarded process: it ends well and has judged all of them."""
    import base64

    code = MANY.format(format_=format_, libraries=LIBRARIES[format_])
    seeds = [base64.b64encode(one).decode() for one in SEEDS[format_]]
    given = json.dumps([seeds, 20_191_004, COUNT[format_]])
    done = subprocess.run(
        [sys.executable, "-c", code], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["read"] + counts["refused"] == 2 * COUNT[format_]
    assert counts["read"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("format_", SEEDS)
def test_changed_documents_go_the_whole_way(format_: str) -> None:
    """Each in its own child: a source or one clear message."""
    seed = SEEDS[format_][0]
    for share in (0.3, 0.7):
        place = int(len(seed) * share)
        for raw in (seed[:place], seed[:place] + b"\xff<(%" + seed[place:]):
            said = outcome(raw, f"a.{format_}")
            if isinstance(said, str):
                assert said.startswith(f"'a.{format_}' ")
            else:
                assert said.document.text is not None


def outcome(raw: bytes, name: str) -> SourceText | str:
    """What was read, or why nothing was."""
    try:
        return read(raw, name)
    except UsageError as error:
        return error.message

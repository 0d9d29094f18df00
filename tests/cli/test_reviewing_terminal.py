"""``detente review`` in a terminal: keys through a pseudo-terminal, screens of 80 columns, a killed session."""

import os
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from fcntl import ioctl
from pathlib import Path

import pytest

from detente.evidence.read import read
from detente.evidence.texts import keep_text
from detente.folder import open_case

HERE = Path(__file__).parent
TEXT = (
    "Washington will suspend the ban on coal exports if North Korea freezes the reactor. The envoy "
    'of Washington said: "We demand that the plant be dismantled." Pyongyang threatened to resume '
    "tests unless the ban is lifted. The talks will fail."
)
CLEAR = b"\x1b[H"
PATIENCE = 60.0
"""Seconds after which a screen that does not come is a failure: far more than any machine takes."""
OWN_TERMINAL = (
    "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
KEYS_SHOWN = "q quit"


class Terminal:
    """A reviewer at a terminal of 80 columns; what the program shows is kept screen by screen."""

    def __init__(self, *words: str, lines: int = 44) -> None:
        self.there, here = os.openpty()
        ioctl(self.there, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
        command = [
            sys.executable,
            "-c",
            OWN_TERMINAL,
            sys.executable,
            "-m",
            "detente.cli",
            "review",
        ]
        surroundings = {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            [*command, *words], stdin=here, stdout=here, stderr=here, env=surroundings
        )
        os.close(here)
        self.shown = b""

    def screen(self, awaited: str) -> str:
        """Wait until a new screen shows something; return it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            last = self.shown.rpartition(CLEAR)[2].decode("utf-8", "replace").replace("\r\n", "\n")
            if CLEAR in self.shown and awaited in last:
                return last
            if select.select([self.there], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.there, 1 << 16)
                except OSError:  # it has ended
                    return self.shown.rpartition(CLEAR)[2].decode("utf-8", "replace")
        pytest.fail(f"'{awaited}' did not come; shown: {self.shown[-3000:].decode()!r}")

    def press(self, keys: str, awaited: str) -> str:
        """Press keys, one after the other at once; wait for what comes of the last."""
        self.shown = b""
        os.write(self.there, keys.encode())
        return self.screen(awaited)

    def ends(self) -> int:
        """Wait for the end; return the exit status."""
        while True:
            try:
                if not os.read(self.there, 1 << 16):
                    break
            except OSError:
                break
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it as a crash of the machine would."""
        self.process.kill()
        self.ends()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The case ``talks`` with six candidates, and the text they were found in."""
    shutil.copytree(HERE / "talks", tmp_path / "talks")
    source = read(TEXT.encode(), "N1.txt")
    keep_text(tmp_path / "talks", source)
    lines = (HERE / "proposed.jsonl").read_text("utf-8")
    kept = f'"text": {{"sha256": "{source.sha256}", "chars": {len(TEXT)}, "extractor": "plain"}}'
    lines = lines.replace('"published": "2019-10-04"}', f'"published": "2019-10-04", {kept}}}', 1)
    with (tmp_path / "talks/record.jsonl").open("a", encoding="utf-8") as record:
        record.write(lines)
    monkeypatch.chdir(tmp_path)
    for size in ("COLUMNS", "LINES"):
        monkeypatch.delenv(size, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def terminal(folder: Path) -> Iterator[Callable[..., Terminal]]:
    """Start a review; whatever is still running at the end is ended."""
    assert folder.is_dir()
    started: list[Terminal] = []

    def start(*words: str, lines: int = 44) -> Terminal:
        started.append(Terminal("talks", "--reviewer", "jo", *words, lines=lines))
        started[-1].screen(KEYS_SHOWN)
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait(PATIENCE)
        os.close(one.there)


Start = Callable[..., Terminal]


def standing() -> dict[str, str]:
    """How each candidate stands by the record."""
    opened = open_case("talks")
    return {i: c.standing for i, c in {**opened.candidates, **opened.claims}.items() if i[0] == "k"}


@pytest.mark.slow
def test_a_session_as_a_reviewer_has_it(
    terminal: Start, golden: Callable[[str, str], None]
) -> None:
    """Accept, reject with a reason, change, grade, undo; the screens are kept as they looked."""
    at = terminal()
    screens = {"card": at.screen(KEYS_SHOWN)}
    assert "1 of 6  threat, waiting" in screens["card"]
    assert ">>Pyongyang threatened to resume tests<<" in screens["card"].replace("\n", " ")
    assert "2 of 6" in at.press("a", "Accepted.")
    screens["reject"] = at.press("r", "why?")
    assert "3 of 6" in at.press("2", "Rejected: wrong speaker.")
    screens["fields"] = at.press("e", "Change which field?")
    at.press("2", "Whose words?")
    at.press("2", "Changed.")
    screens["grade"] = at.press("g", "how reliable?")
    at.press("c", "how credible?")
    screens["graded"] = at.press("3", "Graded C3.")
    assert "C3" not in at.press("u", "Taken back: edit.")
    screens["help"] = at.press("?", "Any key goes back.")
    at.press(" ", KEYS_SHOWN)
    assert "Recorded 5 verdicts of jo." in at.press("q", "still wait")
    assert at.ends() == 0
    assert standing() == {
        "k4": "accepted", "k3": "rejected", "k2": "waiting", "k5": "waiting", "k1": "waiting",
        "k6": "waiting",
    }  # fmt: skip
    opened = open_case("talks")
    assert (opened.candidates["k2"].voice, str(opened.candidates["k2"].grade)) == ("party", "F6")
    assert [one.verdict for one in opened.reviews] == [
        "accept",
        "reject",
        "edit",
        "edit",
        "withdraw",
    ]
    for name, screen in screens.items():
        assert all(len(line) <= 80 for line in screen.splitlines()), name
        golden(f"cli/review-screen-{name}.txt", "\n".join(x.rstrip() for x in screen.split("\n")))


@pytest.mark.slow
def test_words_speaker_link_merge_and_a_new_claim(terminal: Start) -> None:
    """The keys that change more than one thing, on a text that is kept."""
    at = terminal()
    moved = at.press("[", "Enter keeps these words")
    assert ">>dismantled" in moved.replace("\n", " ")
    at.press("\x1b", KEYS_SHOWN)
    assert ">>Pyongyang threatened to resume<<" in at.press("{", "Enter keeps these words").replace(
        "\n", " "
    )
    at.press("\r", "The words are changed.")
    at.press("s", "Who speaks?")
    at.press("2", "For whom does he or she speak?")
    at.press("1", "Speaker set")
    at.press("l", "Link to")
    at.press("2", "Which entry rests on it?")
    assert "--rests-on k4" in at.press("1", "detente add CASE").replace("\n", " ")
    at.press("l", "Link to")
    at.press("2", "Which entry rests on it?")
    at.press("2", "Linked to")
    at.press("m", "Merge into")
    at.press("x", KEYS_SHOWN)
    at.press("n", "select the words")
    at.press("}}}", "select the words")
    at.press("\r", "Which kind of claim?")
    at.press("4", "Whose words?")
    assert "7 of 7" not in at.press("2", "A new claim, accepted")
    at.press("u", "Taken back: new.")
    at.press("q", "still wait")
    assert at.ends() == 0
    opened = open_case("talks")
    assert opened.candidates["k4"].quote == "Pyongyang threatened to resume"
    assert [one.verdict for one in opened.reviews] == ["edit", "speaker", "link", "new", "withdraw"]
    assert not any(entry.rests_on == ("k4",) for entry in opened.entries), "k4 is not accepted"
    assert not [one for one in opened.problems if one.severity == "error"]
    new = next(one for one in opened.candidates.values() if one.id[0] == "n")
    assert (new.standing, new.origin) == ("rejected", None)


@pytest.mark.slow
def test_a_killed_session_has_lost_nothing(terminal: Start) -> None:
    """Killed after each verdict in turn: every one that was shown is in the record."""
    given: list[str] = []
    for number in range(3):
        at = terminal("--all")
        if number:
            at.press("j" * number, f"{number + 1} of 6")
        key, said = ("a", "Accepted.") if number % 2 else ("r", "why?")
        at.press(key, said)
        if key == "r":
            at.press("5", "Rejected: boilerplate.")
        given.append("accept" if number % 2 else "reject")
        at.kill()
        opened = open_case("talks")
        assert [one.verdict for one in opened.reviews] == given
        assert not [one for one in opened.problems if one.severity == "error"]
    assert sorted(standing().values())[:3] == ["accepted", "rejected", "rejected"]


@pytest.mark.slow
def test_keys_typed_ahead_are_all_taken(terminal: Start) -> None:
    """Nothing is dropped or echoed while a verdict is written."""
    at = terminal()
    at.press("aaaar1a", "Nothing waits any more")
    at.press("q", "Recorded 6 verdicts of jo.")
    assert at.ends() == 0
    assert sorted(standing().values()) == ["accepted"] * 5 + ["rejected"]


@pytest.mark.slow
def test_ctrl_c_ends_with_130_and_the_terminal_is_as_before(terminal: Start) -> None:
    at = terminal()
    at.press("a", "Accepted.")
    os.write(at.there, b"\x03")
    assert at.ends() == 130
    assert standing()["k4"] == "accepted"


@pytest.mark.slow
def test_a_second_reviewer_starts_from_what_was_proposed(terminal: Start) -> None:
    at = terminal()
    at.press("a", "Accepted.")
    at.press("q", "still wait")
    at.ends()
    other = terminal("--second", "--reviewer", "ann")
    shown = other.screen(KEYS_SHOWN)
    assert "1 of 6  threat, waiting" in shown
    assert "second reviewer" in shown
    assert "jo" not in shown
    other.press("r", "why?")
    other.press("3", "Rejected: wrong kind.")
    other.press("q", "still wait")
    assert other.ends() == 0
    assert standing()["k4"] == "accepted"


@pytest.mark.slow
def test_a_card_fits_a_terminal_of_24_lines(
    terminal: Start, golden: Callable[[str, str], None]
) -> None:
    """Also after verdicts, with the message below."""
    at = terminal(lines=24)
    for keys, awaited in (
        ("g", "how reliable?"),
        ("c", "how credible?"),
        ("3", "Graded C3."),
        ("u", "Taken"),
    ):
        assert len(at.press(keys, awaited).splitlines()) <= 23
    at.press("a", "Accepted.")
    shown = at.press("k", KEYS_SHOWN)  # the last words of a card: it is there as a whole
    assert len(shown.splitlines()) <= 23
    golden("cli/review-screen-short.txt", "\n".join(x.rstrip() for x in shown.split("\n")))

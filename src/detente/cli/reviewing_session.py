"""The review in the terminal: one card at a time, one key per verdict, every verdict recorded at once."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from detente.cli.keyboard import ENTER, ESCAPE
from detente.cli.page import Page
from detente.cli.reviewing_card import HELP, card, keys_line

if TYPE_CHECKING:
    from detente.claims import Claim
    from detente.cli.reviewing_desk import Desk
    from detente.evidence.review import Words

__all__ = ["Acts", "Option", "Sitting"]

Option = tuple[str, str]
"""What is chosen, and how it reads."""
_CHOICES = "123456789abcdefghijklmnopqrstuvwxyz"
LINES = 34
"""Lines of a terminal on which a whole card fits; on fewer it is shorter."""
AT_ONCE = 14
"""Choices shown at a time: with the card they fit a screen of 40 lines, without it one of 24."""


class Sitting(Struct):
    """A reviewer at the terminal.

    Attributes
    ----------
    ids : list of str
        The queue; it does not change its order while one works.
    words : Words or None
        The words under the cursor, while their edges are being moved.
    """

    desk: "Desk"
    ids: list[str]
    read: Callable[[], str]
    show: Callable[[Page], None]
    place: int = 0
    words: "Words | None" = None
    message: str = ""

    @property
    def claim(self) -> "Claim":
        """The claim on the card."""
        return self.desk.claims[self.ids[self.place]]

    def run(self, acts: "Acts") -> None:
        """Show cards and take keys until the reviewer leaves; `acts` says what each key does."""
        while True:
            self.draw()
            key = self.read()
            if key in ("", "q"):
                self.keep_words()
                return
            self.message = ""
            if key == ESCAPE:
                self.words = None
            elif key == ENTER:
                self.keep_words()
            elif key == "?":
                self.explain()
            elif key in acts:
                acts[key](self, key)
            elif key.isprintable() and not key.isspace():
                self.message = f"'{key}' is no key here; ? shows them all."

    # ------------------------------------------------------------------ what is shown

    def draw(self, *more: str) -> None:
        """Show the card; below it what is asked, else the last message and the keys."""
        page = Page()
        short = shutil.get_terminal_size().lines < LINES
        place = f"{self.place + 1} of {len(self.ids)}"
        card(page, self.desk, self.claim, place, self.words, short=short)
        if self.words is not None and not more:
            page.blank()
            page.line(("Enter keeps these words, Esc drops them.", "bold"))
        if self.message:
            page.blank()
            page.line((self.message, "bold"))
        for line in more:
            page.line(line)
        if not more:
            keys_line(page)
        self.show(page)

    def explain(self) -> None:
        """Show what every key does."""
        page = Page()
        page.line(("Keys", "bold"))
        page.table(["", ""], [[key, words] for key, words in HELP], whole=(0,))
        page.blank()
        said = "Accepting says only that this source says this. An entry of the record is a second "
        page.line(f"{said}act: link the claim to one that is there, or add one with detente add.")
        page.blank()
        page.line(("Any key goes back.", "bold"))
        self.show(page)
        self.read()

    # ------------------------------------------------------------------ asking

    def choose(self, title: str, options: Sequence[Option], keys: str = _CHOICES) -> str | None:
        """Ask for one of several things by a single key; None if the reviewer goes back."""
        first = 0
        while True:
            some = options[first : first + AT_ONCE]
            self._listed(title, some, keys, more=len(options) > AT_ONCE)
            key = self.read()
            if key == " " and len(options) > AT_ONCE:
                first = first + AT_ONCE if first + AT_ONCE < len(options) else 0
                continue
            place = keys.find(key.lower()) if key else -1
            if key in ("", ESCAPE, ENTER):
                return None
            if 0 <= place < len(some):
                return some[place][0]

    def _listed(self, title: str, some: Sequence[Option], keys: str, *, more: bool) -> None:
        page = Page()
        page.line((f">>{self.claim.quote}<<", "bold"))
        page.blank()
        page.line((title, "bold"))
        rows = [[keys[number], label] for number, (_, label) in enumerate(some)]
        page.table(["", ""], rows, whole=(0,))
        page.blank()
        page.line(f"{'Space shows more. ' if more else ''}Esc goes back.")
        self.show(page)

    def write(self, title: str, before: str = "") -> str | None:
        """Ask for a line of text; None if the reviewer goes back."""
        said = before
        while True:
            page = Page()
            page.line((f">>{self.claim.quote}<<", "bold"))
            page.blank()
            page.line((title, "bold"))
            page.line(f"> {said}_")
            page.blank()
            page.line("Enter takes it, Esc goes back.")
            self.show(page)
            key = self.read()
            if key in ("", ESCAPE):
                return None
            if key == ENTER:
                return said.strip()
            if key in ("\x7f", "\b"):
                said = said[:-1]
            elif key.isprintable() and len(said) < 400:
                said += key

    def key(self, *asked: str) -> str:
        """Show the card with a question below it, and take one key."""
        self.draw(*asked)
        return self.read()

    # ------------------------------------------------------------------ where one is

    def keep_words(self) -> None:
        """Record moved edges, if there are any."""
        words, self.words = self.words, None
        if words is not None and self.desk.edit(self.claim, words.after_move()):
            self.message = "The words are changed."

    def step(self, by: int) -> None:
        """Go to another card of the queue."""
        self.keep_words()
        self.place = max(0, min(self.place + by, len(self.ids) - 1))

    def onward(self) -> None:
        """Go to the next claim that waits, from the top again after the last."""
        order = [*range(self.place + 1, len(self.ids)), *range(self.place)]
        for place in order:
            if self.desk.claims[self.ids[place]].standing == "waiting":
                self.place = place
                return
        self.message += " Nothing waits any more; q quits."


Acts = Mapping[str, Callable[[Sitting, str], None]]
"""Key -> what it does, given the sitting and the key."""

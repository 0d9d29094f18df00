"""The review in batches: the queue out as JSON Lines, verdicts back in, all of them or none."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

import detente
from detente.cli.diagnostics import counted, full
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.reviewing_desk import Desk, refuse_shipped
from detente.cli.session import WrongFileError
from detente.cli.terminal import answer, as_json, say, write_file
from detente.errors import Mark, Problem, UsageError
from detente.errors import Path as KeyPath
from detente.interpret import did_you_mean

if TYPE_CHECKING:
    from detente.claims import Claim, Review

__all__ = ["list_queue", "queue_as_dict", "take_verdicts", "write_queue"]

LARGEST = 64 << 20
_KEYS = (
    "candidate_id", "verdict", "reason", "after", "before", "reviewer", "at",
    "tool_version", "withdraws", "note",
)  # fmt: skip
_SHOWN = ("document", "title", "prefix", "suffix", "rule", "confidence", "standing")
"""Keys of a queue that are there to be read; whatever they hold."""
IN_BATCHES = ("accept", "reject", "edit", "speaker", "merge", "link", "new", "withdraw")


# ---------------------------------------------------------------------- out


def _lines(desk: Desk, claims: "Sequence[Claim]") -> list[dict[str, Any]]:
    from detente.evidence.review import queue_line

    documents = desk.opened.documents
    return [queue_line(one, documents, desk.reviewer, detente.__version__) for one in claims]


def queue_as_dict(desk: Desk, claims: "Sequence[Claim]") -> dict[str, Any]:
    """Return the queue as plain values."""
    return {
        "schema": "detente.review/1",
        "reviewer": desk.reviewer,
        "second": desk.second,
        "count": len(claims),
        "queue": _lines(desk, claims),
    }


def write_queue(desk: Desk, claims: "Sequence[Claim]", common: Common) -> None:
    """Write the queue as JSON Lines, to be filled in."""
    from detente.cli.words import count

    if common.out is None:
        return
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in _lines(desk, claims))
    write_file(common.out, text.encode("utf-8"))
    if not common.quiet:
        page = Page()
        page.line((f"Wrote {count(len(claims), 'claim')} to {common.out}.", "bold"))
        page.line(
            f"Fill in 'verdict' ({', '.join(IN_BATCHES[:3])}), 'reason', 'after'; then --in FILE."
        )
        say(page, common)


def list_queue(desk: Desk, claims: "Sequence[Claim]", common: Common) -> None:
    """List the queue where nobody is there to press keys."""
    from detente.cli.words import count, short_name
    from detente.evidence.review import confidence

    page = Page()
    left = sum(one.standing == "waiting" for one in claims)
    page.line((f"{count(len(claims), 'claim')}; {left} without a verdict.", "bold"))
    page.blank()
    judged = left < len(claims)
    heads = ["Claim", "Kind", "Who", "Voice", "Sure", *(["Stands"] if judged else []), "Words"]
    rows = [
        [
            one.id,
            one.type,
            short_name(desk.case, one.actor) if one.actor else "not known",
            one.voice,
            f"{confidence(one):.2f}",
            *([one.standing] if judged else []),
            one.quote,
        ]
        for one in claims
    ]
    last = len(heads) - 1
    page.table(heads, rows, whole=range(last), right=(4,), least={last: 24})
    page.blank()
    said = "In a terminal, detente review shows them card by card; --out FILE writes them as JSON Lines, "
    page.line(f"{said}--in FILE reads verdicts back.")
    answer(page, common)


# ---------------------------------------------------------------------- in


def take_verdicts(desk: Desk, path: Path, common: Common) -> None:
    """Read verdicts and record them: all, or with any mistake none.

    Raises
    ------
    WrongFileError
        Some line is wrong; all mistakes have been shown.
    """
    text = _text(path)
    reading = _Reading(desk, str(path))
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            reading.take(number, line)
    if reading.problems:
        page = Page()
        full(page, reading.problems, {str(path): text})
        page.line((f"Found {counted(reading.problems)}. Nothing was recorded.", "bold"))
        say(page, common)
        raise WrongFileError("the verdicts have errors")
    if reading.given:
        from detente.evidence.review import review_line
        from detente.record import as_plain

        refuse_shipped(desk.opened, common)
        written = [as_plain(claim) for claim in reading.written]
        desk.write([*written, *(review_line(one) for one in reading.given)])
    _told(reading, common)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UsageError(f"--in: cannot read '{path}': {why}") from None
    if len(data) > LARGEST:
        raise UsageError(f"--in: '{path}' has more than {LARGEST:,} bytes")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"--in: '{path}' is not UTF-8 at byte {error.start}", "save it as UTF-8"
        ) from None


def _told(reading: "_Reading", common: Common) -> None:
    from collections import Counter

    from detente.cli.words import and_, count

    given = Counter(one.verdict for one in reading.given)
    if common.json:
        as_json(
            {
                "schema": "detente.verdicts/1",
                "recorded": len(reading.given),
                "verdicts": dict(given),
                "without_verdict": reading.open,
                "known": reading.known,
            },
            common,
        )
        return
    page = Page()
    if not reading.given:
        page.line(("Nothing new to record.", "bold"))
    else:
        said = and_([f"{n} {verdict}" for verdict, n in given.items()])
        page.line((f"Recorded {count(len(reading.given), 'verdict')}: {said}.", "bold"))
    if reading.known:
        page.line(f"{count(reading.known, 'line')} said what stands already.")
    if reading.open:
        page.line(f"{count(reading.open, 'line')} had no verdict.")
    answer(page, common)


class _Reading(Struct):
    """What has been read of a file of verdicts, and what the claims are after it."""

    desk: Desk
    source: str
    given: "list[Review]" = field(default_factory=list)
    written: "list[Claim]" = field(default_factory=list)
    """Claims that no extractor proposed, of the verdict ``new``."""
    problems: list[Problem] = field(default_factory=list)
    open: int = 0
    known: int = 0
    reviews: "list[Review]" = field(default_factory=list)
    claims: "dict[str, Claim]" = field(default_factory=dict)
    recorded: "dict[str, Claim]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reviews.extend(self.desk.reviews)
        self.claims.update(self.desk.claims)
        self.recorded.update(self.desk.recorded)

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        from detente.record.json_line import LineError, read

        try:
            plain = read(line)
        except LineError as error:
            hint = "one JSON object a line, in the form of RFC 8259"
            self._problem("D201", error.message, Mark(number, error.at + 1), hint)
            return
        if not isinstance(plain, dict):
            self._problem(
                "D104", "expected an object with 'candidate_id' and 'verdict'", Mark(number, 1)
            )
            return
        at = _Line(number, line)
        wrong = [*self._wrong_keys(plain), *self._wrong_values(plain)]
        for path, code, message, hint in wrong:
            self._problem(code, message, at.mark(path, key=code == "D101"), hint)
        if wrong:
            return
        if plain.get("verdict") is None:
            self.open += 1
        elif plain["verdict"] == "new":
            self._new(plain, at)
        else:
            self._judge(plain, at)

    def _new(self, plain: Mapping[str, Any], at: "_Line") -> None:
        from detente.cli.reviewing_new import NewFault, written_claim

        by = plain.get("reviewer") or self.desk.reviewer
        made = written_claim(self.desk, plain.get("after") or {}, by)
        if isinstance(made, NewFault):
            path = ("after", made.key) if made.key else ("after",)
            mark = at.mark(path, key=made.code == "D101")
            self._problem(made.code, made.message, mark, made.hint)
        elif made.id in self.recorded:
            self.known += 1
        else:
            self.recorded[made.id] = self.claims[made.id] = made
            self.written.append(made)
            review = self._review(made.id, "new", plain, None, {})
            self.reviews.append(review)
            self.given.append(review)

    def _problem(self, code: str, message: str, mark: Mark, hint: str = "") -> None:
        found = Problem(severity="error", code=code, message=message, hint=hint)
        self.problems.append(found.at(self.source, mark))

    def _wrong_keys(self, plain: Mapping[str, Any]) -> list["_Fault"]:
        known = (*_KEYS, *_SHOWN)
        found: list[_Fault] = [
            ((key,), "D101", f"unknown key '{key[:40]}'", did_you_mean(key, known))
            for key in plain
            if key not in known
        ]
        if "candidate_id" not in plain and plain.get("verdict") != "new":
            found.append(
                ((), "D103", "missing key 'candidate_id'", "the id of the claim that is judged")
            )
        return found

    def _wrong_values(self, plain: Mapping[str, Any]) -> list["_Fault"]:
        found: list[_Fault] = []
        claim, verdict = plain.get("candidate_id"), plain.get("verdict")
        named = "candidate_id" in plain and verdict != "new"
        if named and (not isinstance(claim, str) or claim not in self.claims):
            said = str(claim)[:60]
            found.append(
                (("candidate_id",), "D102", f"no claim '{said}'", did_you_mean(said, self.claims))
            )
        if verdict is not None and verdict not in IN_BATCHES:
            said = str(verdict)[:40]
            hint = did_you_mean(said, IN_BATCHES) or f"one of {', '.join(IN_BATCHES)}"
            found.append((("verdict",), "D104", f"unknown verdict '{said}'", hint))
        texts = ("reason", "reviewer", "at", "withdraws", "note", "tool_version")
        found += [
            ((key,), "D104", f"'{key}' is a text", "")
            for key in texts
            if not isinstance(plain.get(key, ""), str | None)
        ]
        found += [
            ((key,), "D104", f"'{key}' is an object of fields", "")
            for key in ("after", "before")
            if not isinstance(plain.get(key, {}), dict | None)
        ]
        return [*found, *_wrong_reason(plain), *_wrong_time(plain)]

    def _judge(self, plain: Mapping[str, Any], at: "_Line") -> None:
        from detente.evidence.review import changed

        claim, verdict = self.claims[plain["candidate_id"]], str(plain["verdict"])
        before, after = None, dict(plain.get("after") or {})
        if verdict in ("accept", "reject", "edit"):
            before, after = changed(claim, after)
        stale = self._stale(plain, claim)
        if self._says_nothing(verdict, claim, after):
            self.known += 1
        elif stale:
            message = f"'{stale}' of the claim is no longer what 'before' says"
            hint = "write the queue again and judge what stands now"
            self._problem("D104", message, at.mark(("before", stale)), hint)
        elif not self._confirmed(claim, after):
            message = "credibility 1 takes documents of two independent sources"
            self._problem("D104", message, at.mark(("after", "grade")), "grade it 2 or weaker")
        else:
            self._apply(self._review(claim.id, verdict, plain, before, after), at)

    def _review(
        self,
        claim: str,
        verdict: str,
        plain: Mapping[str, Any],
        before: dict[str, Any] | None,
        after: dict[str, Any],
    ) -> "Review":
        from detente.evidence.review import REASONS, verdict_on

        by = plain.get("reviewer") or self.desk.reviewer
        reason = plain.get("reason") or ""
        gone = (plain.get("withdraws") or self._last(claim, by)) if verdict == "withdraw" else ""
        return verdict_on(
            claim,
            verdict,
            by=by,
            at=plain.get("at") or self.desk.at(),
            reason=REASONS.get(reason, reason),
            before=before or None,
            after=after or None,
            withdraws=gone,
            second=self.desk.second,
            tool_version=plain.get("tool_version") or detente.__version__,
            note=plain.get("note") or "",
        )

    def _confirmed(self, claim: "Claim", after: Mapping[str, Any]) -> bool:
        grade = after.get("grade")
        return not (isinstance(grade, str) and grade[1:] == "1") or self.desk.confirmed(claim.id)

    @staticmethod
    def _stale(plain: Mapping[str, Any], claim: "Claim") -> str:
        from detente.evidence.review import changed

        before = plain.get("before") or {}
        return next(iter(changed(claim, before)[0]), "")

    @staticmethod
    def _says_nothing(verdict: str, claim: "Claim", after: Mapping[str, Any]) -> bool:
        """Whether it says what stands already, so that a file can be read twice."""
        same = {"accept": "accepted", "reject": "rejected"}.get(verdict)
        return not after and (verdict == "edit" or claim.standing == same)

    def _last(self, claim: str, by: str) -> str:
        from detente.evidence.review import standing_verdicts

        own = [one for one in standing_verdicts(self.reviews) if (one.claim, one.by) == (claim, by)]
        return own[-1].id if own else ""

    def _apply(self, review: "Review", at: "_Line") -> None:
        from detente.evidence.review import Folding, as_seen

        if review.verdict == "withdraw" and not review.withdraws:
            message = "no verdict of this reviewer stands on the claim"
            self._problem("D104", message, at.mark(("verdict",)))
            return
        if review.verdict != "withdraw":
            folding = Folding(self.claims)
            folding.take(review)
            for one in folding.unusable:
                self._problem("D104", one.message, at.mark(("after",)), one.hint)
            if folding.unusable:
                return
        self.reviews.append(review)
        self.given.append(review)
        if review.verdict == "withdraw":
            desk = self.desk
            self.claims = as_seen(self.recorded, self.reviews, desk.reviewer, second=desk.second)


_Fault = tuple[KeyPath, str, str, str]


def _wrong_reason(plain: Mapping[str, Any]) -> list[_Fault]:
    from detente.evidence.review import REASONS

    reason = plain.get("reason")
    if plain.get("verdict") != "reject" or reason in (*REASONS, *REASONS.values()):
        return []
    listed = ", ".join(f"{digit} {why}" for digit, why in REASONS.items())
    if not reason:
        return [
            (
                ("reason",) if "reason" in plain else (),
                "D103",
                "a rejection gives its reason",
                listed,
            )
        ]
    return [(("reason",), "D104", f"unknown reason '{str(reason)[:40]}'", listed)]


def _wrong_time(plain: Mapping[str, Any]) -> list[_Fault]:
    at = plain.get("at")
    if not isinstance(at, str) or not at:
        return []
    try:
        dt.datetime.fromisoformat(at)
    except ValueError:
        return [
            (
                ("at",),
                "D106",
                f"'{at[:40]}' is no instant",
                "such as 2019-10-05T18:30:00+02:00, or null for now",
            )
        ]
    return []


class _Line(Struct, frozen=True):
    """A line of a file, to say where in it something stands."""

    number: int
    text: str

    def mark(self, path: KeyPath, *, key: bool = False) -> Mark:
        """Return the place of a value, or of its key; of the nearest one above that is there."""
        from detente.record.json_line import find

        start, end = find(self.text, path, on_key=key)
        return Mark(self.number, start + 1, max(1, end - start) if path else 1)

"""The page of ``detente flips``: per conclusion the claims that carry it, and how likely it survives."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.session import Session, title
from detente.cli.terminal import answer, as_json
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.brief import Report
    from detente.sensitivity import Carried, Flips, Grades, PairFlip

__all__ = ["Wanted", "carrying"]

MOST_ROWS = 8
LONGEST_WORDS = 160
LARGEST_TABLE = 100_000
"""Bytes of a table of grades."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What the command line asks for."""

    conclusions: tuple[str, ...]
    pairs: bool
    draws: int
    seed: int
    grades: Path | None


def carrying(session: Session, wanted: Wanted, common: Common) -> None:
    """Answer: as a page for people, as JSON for programs."""
    from detente.sensitivity import finding

    told = _asked(session, wanted)
    if common.json:
        parameters = {
            "as_of": session.as_of.isoformat(),
            "known": session.known.isoformat() if session.known else None,
            "reading": session.reading,
            "draws": wanted.draws,
            "seed": wanted.seed,
            "grades": wanted.grades.name if wanted.grades else "as shipped",
        }
        as_json(finding([one for _, one in told], parameters).as_dict(), common)
        return
    page = Page()
    title(page, session)
    if not told:
        page.line("No conclusion follows from this case yet, so there is none to flip.")
    for place, (text, one) in enumerate(told):
        if place:
            page.blank()
        _conclusion(page, text, one, common)
    if told and not common.quiet:
        _what_they_say(page, session, [one for _, one in told])
        page.blank()
        page.line(_assumed(wanted))
    answer(page, common)


def _grades(path: Path | None) -> "Grades":
    from detente.sensitivity import grades_from, shipped_grades

    if path is None:
        return shipped_grades()
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_TABLE).decode("utf-8")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UsageError(f"--grades: cannot read '{path}': {why}") from None
    except UnicodeDecodeError:
        raise UsageError(f"--grades: '{path}' is no text in UTF-8") from None
    return grades_from(text, str(path))


def _asked(session: Session, wanted: Wanted) -> "list[tuple[str, Flips]]":
    """Return the conclusions that are asked about, each with its sentence."""
    import numpy as np

    from detente.sensitivity import conclusion, flips, worlds_of

    grades = _grades(wanted.grades)
    case = session.case
    texts = _texts(session, wanted.conclusions)
    asked = [conclusion(case, id_) for id_ in texts]
    entries = session.opened.entries
    worlds = worlds_of(case, entries, session.as_of, known=session.known, reading=session.reading)
    random = np.random.Generator(np.random.PCG64(wanted.seed))
    claims = session.opened.claims
    told = flips(worlds, asked, claims, grades, random, draws=wanted.draws, pairs=wanted.pairs)
    return [(texts[one.id] or f"{one.text.rstrip('.')}: {one.holds}.", one) for one in told]


def _texts(session: Session, wanted: Sequence[str]) -> dict[str, str]:
    """Return the ids of conclusions with their sentences: those of the brief, or those asked for."""
    from detente.interpret import did_you_mean
    from detente.sensitivity import conclusion_ids

    ids = conclusion_ids(session.case)
    if wanted and all(one in ids for one in wanted) and all("." in one for one in wanted):
        return dict.fromkeys(wanted, "")
    shown = {one.id: one for one in _brief(session).conclusions if one.key}
    of_key = {one.key: f"{one.id}  {one.text}" for one in shown.values()}
    if not wanted:
        return of_key | {one: "" for one in ("deal",) if one in ids}
    found = {}
    for name in wanted:
        key = shown[name].key if name in shown else name
        if key not in ids:
            known = [*shown, *ids]
            raise UsageError(
                f"--conclusion: no conclusion '{name[:80]}'", did_you_mean(name, known)
            )
        found[key] = of_key.get(key, "")
    return found


def _brief(session: Session) -> "Report":
    from detente import brief

    return brief.build(
        case=session.case,
        entries=session.opened.entries,
        documents=session.opened.documents,
        claims=session.opened.claims,
        version=session.opened.version,
        as_of=session.as_of,
        known=session.known,
        reading=session.reading,
        whole=False,
    )


def _conclusion(page: Page, text: str, one: "Flips", common: Common) -> None:
    from detente.cli.words import count
    from detente.sensitivity.words import carried_in_words, survival_in_words

    page.line((text, "bold"))
    if one.why_not:
        page.line(f"Not asked: {one.why_not}.", indent=2)
        return
    page.line(carried_in_words(one))
    page.line(survival_in_words(one))
    if common.quiet:
        return
    shown = [it for it in one.carried if it.matters]
    rows = shown if common.verbose else shown[:MOST_ROWS]
    if rows:
        page.blank()
        _table(page, rows)
    if len(shown) > len(rows):
        left = count(len(shown) - len(rows), "more origin")
        page.line((f"{left} with smaller shares; -v shows them.", "dim"))
    for pair in one.pairs or ():
        _pair(page, pair)
    if one.pairs == () and sum(not it.together for it in one.carried) > 1:
        page.line("No pair of the others flips it either.", indent=2)


def _what_they_say(page: Page, session: Session, told: "Sequence[Flips]") -> None:
    """Show the words of the claims that flip a conclusion alone, where they stand, and their grade."""
    claims = session.opened.claims
    named = dict.fromkeys(flip.claim for one in told for flip in one.flipping)
    rows = [
        [one.id, str(one.grade), one.document or "none", _shortened(one.normalised or one.quote)]
        for one in (claims[id_] for id_ in named if id_ in claims)
    ]
    if rows:
        page.blank()
        page.line(("The claims that flip a conclusion alone", "bold"))
        page.table(
            ["Claim", "Grade", "Document", "What it says"], rows, whole=(0, 1), least={3: 24}
        )


def _shortened(words: str) -> str:
    said = " ".join(words.split())
    return (
        said if len(said) <= LONGEST_WORDS else f"{said[: LONGEST_WORDS - 4].rsplit(' ', 1)[0]} ..."
    )


def _pair(page: Page, pair: "PairFlip") -> None:
    """Say what two origins do together that neither does alone, and in which ways."""
    from detente.cli.words import and_

    first, second = (and_(origin.claims) for origin in pair.origins)
    ways: dict[str, list[str]] = {pair.together: ["both false"]} if pair.together else {}
    for one in pair.opposites:
        way = {
            (True, False): f"{second} false and the opposite of {first} true",
            (False, True): f"{first} false and the opposite of {second} true",
            (True, True): "the opposites of both true",
        }[one.opposite]
        ways.setdefault(", or ".join(one.instead), []).append(way)
    for words, said in ways.items():
        how = "" if said == ["both false"] else f" ({'; or '.join(said)})"
        page.line(
            f"Without {first} and {second}, which alone change nothing: {words}{how}.", indent=2
        )


def _table(page: Page, rows: "Sequence[Carried]") -> None:
    page.table(
        ["Claims", "Source", "True", "Share", "If false"],
        [
            [
                ", ".join(it.origin.claims),
                it.origin.words,
                f"{it.origin.probability:.0%}",
                _share(it),
                _instead(it),
            ]
            for it in rows
        ],
        right=(2, 3),
        whole=(2, 3),
        least={0: 10, 1: 10, 4: 16},
    )


def _share(it: "Carried") -> str:
    """Return a share with its error, in hundredths."""
    percent = f"{it.portion.share:.0%}".replace("-0%", "0%")
    return f"{percent} ±{it.portion.error * 100:.0f}" if it.portion.error else percent


def _instead(it: "Carried") -> str:
    """Say what one origin flips: if false, all of it or one claim alone; if the opposite is true."""
    if it.together:
        alone = [flip.claim for flip in it.claims if flip.without]
        only = f" ({', '.join(alone)} alone)" if alone and len(it.claims) > 1 else ""
        return f"{it.together}{only}"
    alone = [f"{flip.claim} alone: {flip.without}" for flip in it.claims if flip.without]
    turned = list(dict.fromkeys(words for flip in it.claims for words in flip.opposite))
    said = [*alone, *([f"if the opposite: {', or '.join(turned)}"] if turned else [])]
    return "; ".join(said) or "flips only with others"


def _assumed(wanted: Wanted) -> str:
    table = f"the table {wanted.grades}" if wanted.grades else "the table that ships with detente"
    return (
        f"True: how likely the weakest claim of the source is to be true, by its grade and {table}. "
        "Sources count as independent of each other. Share: of the conclusion (Shapley value)."
    )

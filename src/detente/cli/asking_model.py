"""``detente ingest --llm``: what would leave the machine is said, asked about, then sent."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from msgspec import Struct

from detente.cli.counting import count
from detente.cli.options import Common
from detente.cli.page import Page
from detente.cli.progress import progress
from detente.cli.terminal import say
from detente.errors import CannotComputeError, UsageError

if TYPE_CHECKING:
    from detente.cli.ingesting_page import Ingested
    from detente.cli.session import Session
    from detente.evidence.language_model import Answers, Endpoint, Prompt

__all__ = ["ModelWanted", "ask_about", "model_wanted", "refusals_in_words"]

URL_VARIABLE = "DETENTE_LLM_URL"
FOLDER = "answers"
LONGEST = 86_400


class ModelWanted(Struct, frozen=True, kw_only=True):
    """What the command line says of a model.

    Attributes
    ----------
    model, url : str
        Its name; where it is, empty with ``replay``.
    replay : bool
        Whether kept answers alone count.
    cache : Path or None
        Where answers are kept; None: ``answers`` beside the case file.
    """

    model: str
    url: str
    replay: bool
    cache: Path | None
    yes: bool
    wait: float


def model_wanted(
    *,
    model: str | None,
    url: str | None,
    replay: bool,
    cache: Path | None,
    yes: bool,
    wait: float,
) -> ModelWanted | None:
    """Return what is wanted of a model; None without ``--llm``.

    Raises
    ------
    UsageError
        Options of a model without ``--llm``, or no address.
    """
    given = {"--llm-url": url, "--llm-replay": replay, "--cache": cache, "--yes": yes}
    if model is None:
        stray = [name for name, value in given.items() if value]
        if stray:
            raise UsageError(f"{', '.join(stray)} without --llm", "--llm MODEL asks a model")
        return None
    if not 0 < wait < LONGEST:
        raise UsageError(f"--llm-wait: {wait:g} is not between 0 and {LONGEST:,} seconds")
    address = url or os.environ.get(URL_VARIABLE, "")
    if not address and not replay:
        raise UsageError(
            "--llm: where is the model?",
            f"--llm-url URL or the environment variable {URL_VARIABLE}, such as "
            "http://localhost:11434/v1",
        )
    return ModelWanted(model=model, url=address, replay=replay, cache=cache, yes=yes, wait=wait)


def ask_about(
    session: "Session", read_: "Sequence[Ingested]", wanted: ModelWanted, common: Common
) -> None:
    """Ask a model about documents; add what it proposes to what the rules found.

    Nothing is sent before the user has agreed, and nothing is recorded here.

    Raises
    ------
    UsageError
        The case does not allow it, nobody agrees, or the options are wrong.
    CannotComputeError
        An answer is missing or is none.
    """
    from detente.evidence.language_model import Answers, agreed, prompts_of, proposed

    case, model = session.case, wanted.model
    if not case.language_model_allowed:
        raise UsageError(
            "--llm: this case does not allow it, since documents would leave this machine",
            "whoever answers for the case may write into the case file: evidence: {llm: allow}",
        )
    answers = Answers(_folder(session, wanted))
    asked = {p.key(model): p for one in read_ for p in prompts_of(one.source, case)}
    open_ = [one for one in asked.values() if answers.find(one, model) is None]
    if open_:
        _send(open_, answers, wanted, common)
    for one in read_:
        passed = proposed(one.source, case, model, _kept(answers, model), rules=one.found)
        before = len(one.found)
        one.found = agreed(one.found, passed.candidates)
        one.remarks += refusals_in_words(passed.refused)
        one.remarks.append(f"the model {model} adds {count(len(one.found) - before, 'claim')}")


def _folder(session: "Session", wanted: ModelWanted) -> Path:
    """Return where answers are kept: never in the package's own folder."""
    from detente.folder import shipped_cases

    if wanted.cache is None and session.opened.path in shipped_cases().values():
        raise UsageError(
            "--llm: a case that ships with detente has no place for answers",
            "name a folder with --cache",
        )
    return wanted.cache or session.opened.root / FOLDER


def _kept(answers: "Answers", model: str) -> Any:
    def answer(asked: "Prompt") -> str:
        return answers.find(asked, model) or "[]"

    return answer


def _send(
    open_: "Sequence[Prompt]", answers: "Answers", wanted: ModelWanted, common: Common
) -> None:
    """Ask what has no kept answer, after the user has agreed; keep each answer at once."""
    from detente.evidence.language_model import (
        KEY_VARIABLE,
        BadReplyError,
        ask,
        endpoint_of,
        read_reply,
    )

    if wanted.replay:
        raise CannotComputeError(
            f"--llm-replay: {count(len(open_), 'request')} of this run had no answer kept in "
            f"'{answers.folder}'",
            "the document, the case or the model is another; without --llm-replay it is asked",
        )
    key = os.environ.get(KEY_VARIABLE, "")
    endpoint = endpoint_of(wanted.url, wanted.model, key, wait=wanted.wait)
    _agree(open_, endpoint, wanted, common)
    with progress(f"asking {wanted.model}", common) as report:
        for number, one in enumerate(open_, start=1):
            words = ask(endpoint, one)
            try:
                read_reply(words)
            except BadReplyError as error:
                raise CannotComputeError(
                    f"the language model at {endpoint.host}: {error}",
                    "nothing was recorded; another model may do better",
                ) from None
            answers.keep(one, wanted.model, words)
            if report is not None:
                report(number, len(open_))


def _agree(
    open_: "Sequence[Prompt]", endpoint: "Endpoint", wanted: ModelWanted, common: Common
) -> None:
    """Say how much would go where, and ask."""
    characters = sum(one.characters for one in open_)
    page = Page()
    page.line(
        (f"{characters:,} characters in {count(len(open_), 'request')} ", "bold"),
        f"would go to {endpoint.host} (model {endpoint.model}): the words of the documents, and the "
        "names of parties and levers.",
    )
    if not (wanted.yes and common.quiet):
        say(page, common)
    if wanted.yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("nobody is there to ask", "add --yes to send it")
    typer.confirm("Send it?", abort=True, err=True)


def refusals_in_words(refused: Sequence[str]) -> list[str]:
    """Say how many proposals did not pass, and why: never in the model's words.

    Examples
    --------
    >>> refusals_in_words(["the party is none of the case"] * 2)
    ['2 proposals of the model: the party is none of the case']
    """
    return [
        f"{count(number, 'proposal')} of the model: {why}"
        for why, number in sorted(Counter(refused).items(), key=lambda pair: (-pair[1], pair[0]))
    ]

"""Answers of a language model, kept by the SHA-256 of prompt and model: a run can be repeated.

An answer is written whole or not at all, and only if it is a list that can be read.
"""

import json
import os
import secrets
from pathlib import Path

from msgspec import Struct

from detente.errors import UsageError
from detente.evidence.language_model.prompt import Prompt

__all__ = ["Answers"]

SCHEMA = "detente.answer/1"
LARGEST = 5 << 20


class Answers(Struct, frozen=True):
    """A folder of answers, one file each.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> asked = Prompt("Mark offers.", "Iran offers talks.", (0, 18))
    >>> with TemporaryDirectory() as folder:
    ...     answers = Answers(Path(folder) / "answers")
    ...     answers.keep(asked, "m1", "[]")
    ...     answers.find(asked, "m1"), answers.find(asked, "m2")
    ('[]', None)
    """

    folder: Path

    def _path(self, asked: Prompt, model: str) -> Path:
        return self.folder / f"{asked.key(model)}.json"

    def find(self, asked: Prompt, model: str) -> str | None:
        """Return the answer to a prompt by a model, or None.

        Raises
        ------
        UsageError
            A file is there that is no answer, or cannot be read.
        """
        path = self._path(asked, model)
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError(f"cannot read '{path}': {_why(error)}") from None
        try:
            plain = json.loads(raw.decode("utf-8"))
            answer = plain["answer"]
            good = plain["schema"] == SCHEMA and plain["model"] == model and isinstance(answer, str)
        except (ValueError, KeyError, TypeError, RecursionError):
            good = False
        if not good or len(raw) > LARGEST:
            raise UsageError(f"'{path}' is not an answer as detente keeps it", "take it away")
        return str(answer)

    def keep(self, asked: Prompt, model: str, answer: str) -> None:
        """Keep an answer.

        Raises
        ------
        UsageError
            The folder cannot be written.
        """
        path = self._path(asked, model)
        plain = {"schema": SCHEMA, "model": model, "prompt_sha256": asked.key(""), "answer": answer}
        half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                half.write_text(json.dumps(plain, ensure_ascii=True) + "\n", encoding="utf-8")
                os.replace(half, path)  # noqa: PTH105 - whole or not at all
            finally:
                half.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(
                f"cannot keep the model's answer in '{self.folder}': {_why(error)}",
                "name another folder with --cache",
            ) from None


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

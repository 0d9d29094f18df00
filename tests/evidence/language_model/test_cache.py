from pathlib import Path

import pytest

from detente.errors import UsageError
from detente.evidence.language_model import Answers, Prompt

PROMPT = Prompt("Mark offers.", "Iran offers talks.", (0, 18))


def test_an_answer_is_found_again_by_prompt_and_model(tmp_path: Path) -> None:
    answers = Answers(tmp_path / "new" / "folder")
    assert answers.find(PROMPT, "m1") is None
    answers.keep(PROMPT, "m1", '[{"quote": "ایران \ud83d\ude00"}]')
    assert answers.find(PROMPT, "m1") == '[{"quote": "ایران 😀"}]'
    assert answers.find(PROMPT, "m2") is None
    assert answers.find(Prompt("Mark offers!", PROMPT.material, (0, 18)), "m1") is None
    (kept,) = (tmp_path / "new" / "folder").iterdir()
    assert kept.name == f"{PROMPT.key('m1')}.json"


@pytest.mark.parametrize(
    "bytes_",
    [b"", b"[]", b"{", b"\xff", b'{"schema": "detente.answer/1", "model": "m2", "answer": "[]"}',
     b'{"schema": "detente.answer/1", "model": "m1", "answer": 1}', b"[" * 100_000, b" " * (6 << 20)],
)  # fmt: skip
def test_a_file_that_is_no_answer_is_named(tmp_path: Path, bytes_: bytes) -> None:
    path = tmp_path / f"{PROMPT.key('m1')}.json"
    path.write_bytes(bytes_)
    with pytest.raises(UsageError, match="is not an answer as detente keeps it"):
        Answers(tmp_path).find(PROMPT, "m1")


def test_a_folder_that_cannot_be_written_is_told_and_left_clean(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot keep the model's answer"):
        Answers(tmp_path / "file").keep(PROMPT, "m1", "[]")
    (tmp_path / f"{PROMPT.key('m1')}.json").mkdir()
    with pytest.raises(UsageError, match="cannot keep the model's answer"):
        Answers(tmp_path).keep(PROMPT, "m1", "[]")
    assert {one.name for one in tmp_path.iterdir()} == {"file", f"{PROMPT.key('m1')}.json"}

"""Kept texts: under their own hash, whole or not at all, never another text for the one asked."""

import stat
from pathlib import Path

import pytest

from detente.errors import UsageError
from detente.evidence import SourceText, read
from detente.evidence.texts import drop_text, find_text, keep_text, kept_text


@pytest.fixture
def source() -> SourceText:
    return read("Iran left. – Zürich\r\n".encode(), "a.txt")  # noqa: RUF001


def test_a_kept_text_is_found_by_its_hash(source: SourceText, tmp_path: Path) -> None:
    """Byte for byte, once; readable as other files are."""
    assert keep_text(tmp_path, source) is True
    assert keep_text(tmp_path, source) is False
    assert find_text(tmp_path, source.sha256) == source.text
    [file] = (tmp_path / "texts").iterdir()
    assert file.name == f"{source.sha256}.txt"
    assert stat.S_IMODE(file.stat().st_mode) & 0o600 == 0o600


def test_a_text_that_was_altered_is_not_taken_for_the_one_asked(
    source: SourceText, tmp_path: Path
) -> None:
    """It is shown as what it is; keeping the text again mends it."""
    keep_text(tmp_path, source)
    [file] = (tmp_path / "texts").iterdir()
    file.write_bytes(b"Iran stayed.\xff")
    assert find_text(tmp_path, source.sha256) is None
    assert kept_text(tmp_path, source.sha256) == ("Iran stayed.\ufffd", False)
    assert keep_text(tmp_path, source) is True
    assert find_text(tmp_path, source.sha256) == source.text


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    """Only hashes are looked for."""
    (tmp_path / "secret.txt").write_text("x")
    for name in ("../secret", "", "x" * 64, "../../etc/passwd\0"):
        assert kept_text(tmp_path / "texts", name) is None


def test_a_text_that_cannot_be_written_is_one_clear_message(
    source: SourceText, tmp_path: Path
) -> None:
    """And leaves nothing half written."""
    (tmp_path / "texts").write_text("a file where the folder should be")
    with pytest.raises(UsageError, match="cannot keep the text"):
        keep_text(tmp_path, source)
    assert [one.name for one in tmp_path.iterdir()] == ["texts"]


def test_what_was_kept_can_be_taken_away_again(source: SourceText, tmp_path: Path) -> None:
    """The last text takes its folder with it."""
    keep_text(tmp_path, source)
    drop_text(tmp_path, source.sha256)
    assert list(tmp_path.iterdir()) == []

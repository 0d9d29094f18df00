"""The page on commands is made from the commands, so it cannot lag."""

from scripts.cli_reference import PAGE, page


def test_the_page_on_commands_is_what_the_commands_say() -> None:
    """If this fails: scripts/cli_reference.py --write."""
    assert page() == PAGE.read_text(encoding="utf-8")

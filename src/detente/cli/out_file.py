"""What a file of ``--out`` may be called: one rule for all commands, before anything is worked out."""

from pathlib import Path

from detente.errors import UsageError

__all__ = ["check_ending", "is_svg"]

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
OTHERS = (".html", ".htm", ".pdf", ".docx", ".odt", ".csv", ".xlsx")
HELP = "a .txt file takes the page, a .json file the answer of --json; detente brief writes HTML"


def is_svg(path: Path | None) -> bool:
    """Return whether the name of a file says that it is a picture."""
    return path is not None and path.suffix.lower() == ".svg"


def check_ending(path: Path | None, picture: str | None, *, draws: bool, json: bool) -> None:
    """Refuse a file whose name promises what the command does not write.

    Parameters
    ----------
    path : Path, optional
        The file of ``--out``.
    picture : str, optional
        Which picture is asked for by name.
    draws : bool
        Whether the command draws pictures.
    json : bool
        Whether the answer is JSON.

    Raises
    ------
    UsageError
        A picture has no file, or one that is no SVG; or the name promises another form.

    Examples
    --------
    >>> check_ending(Path("plot.svg"), "heat", draws=True, json=False)
    >>> check_ending(Path("plot.png"), "heat", draws=True, json=False)
    Traceback (most recent call last):
    ...
    detente.errors.UsageError: --out plot.png: a picture is written as SVG
    """
    if path is None:
        if picture is not None:
            raise UsageError("--picture: no file is named", "add --out plot.svg")
        return
    ending = path.suffix.lower()
    if picture is not None or (draws and ending in IMAGES):
        if not is_svg(path):
            hint = f"--out {path.with_suffix('.svg')}"
            raise UsageError(f"--out {path}: a picture is written as SVG", hint)
    elif is_svg(path) and not draws:
        raise UsageError(f"--out {path}: no picture is drawn here", HELP)
    elif ending == ".json" and not json:
        raise UsageError(
            f"--out {path}: this would be a page of plain text",
            "--json writes JSON; detente brief writes HTML",
        )
    elif ending in (*IMAGES, *OTHERS):
        raise UsageError(f"--out {path}: no {ending[1:].upper()} is written here", HELP)
    if json and is_svg(path):
        raise UsageError(f"--json: {path} is a picture", "name a file that does not end in .svg")

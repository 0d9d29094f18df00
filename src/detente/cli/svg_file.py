"""A picture as a file of its own: SVG, with its table inside for programs that read aloud."""

from collections.abc import Sequence
from pathlib import Path

from detente.brief.pictures.kit import element, escape
from detente.cli.terminal import write_file

__all__ = ["write_svg"]

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_svg(path: Path, svg: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a picture into a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    svg : str
        The picture: one ``svg`` element.
    head, rows : sequences of str
        The same as a table, which becomes the description of the picture.

    Raises
    ------
    UsageError
        The file cannot be written.
    """
    lines = [" | ".join(row) for row in (head, *rows)]
    told = svg.replace(">", ">" + element("desc", escape("\n".join(lines))), 1)
    write_file(path, (HEAD + told + "\n").encode("utf-8"))

"""Names that are lists of phrases, in lines that never break one phrase where two would do."""

from detente.brief.pictures.kit import text_width, wrapped

__all__ = ["phrased"]


def phrased(words: str, width: float, size: float = 12.5, *, most: int = 3) -> list[str]:
    """Return phrases that semicolons part as lines, as many whole ones in each as have room.

    Only a phrase that is wider than a line is broken, between words. What has no room in `most` lines
    is counted.

    Examples
    --------
    >>> phrased("Fire: ceased; Heavy guns: withdrawn", 130)
    ['Fire: ceased;', 'Heavy guns: withdrawn']
    >>> phrased("Fire: ceased; Heavy guns: withdrawn; Port: open; Road: open", 130, most=2)
    ['Fire: ceased; and 3 more']
    """
    parts = words.split("; ")
    shown = len(parts)
    lines = _lines(parts, width, size)
    while len(lines) > most and shown > 1:
        shown -= 1
        lines = _lines([*parts[:shown], f"and {len(parts) - shown} more"], width, size)
    return lines


def _lines(parts: list[str], width: float, size: float) -> list[str]:
    lines: list[str] = []
    for place, part in enumerate(parts, 1):
        phrase = f"{part};" if place < len(parts) else part
        if lines and text_width(f"{lines[-1]} {phrase}", size) <= width:
            lines[-1] += f" {phrase}"
        else:
            lines += wrapped(phrase, width, size)
    return lines

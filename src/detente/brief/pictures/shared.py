"""Shapes and signs that a page draws often are written once, and used by name.

A picture that stands alone holds all that it draws. A page holds many pictures, which draw a few
shapes hundreds of times: there each stands once, and every place names it.
"""

import re

from msgspec import Struct, field

__all__ = ["shared"]

_NUMBER = r"-?[\d.]+"
_SHAPE = re.compile(
    rf'<path d="([^"]*)" transform="translate\(({_NUMBER}) ({_NUMBER})\)( scale\([\d.]+\))?"'
    r'((?: (?:fill|stroke-width)="[^"]*")*)(?:/>|>(<title>[^<]*</title>)</path>)'
)
_SIGN = re.compile(r'<svg class="icon"( viewBox="[^"]*") aria-hidden="true"([^>]*)>(.*?)</svg>')
_INKED = ' stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"'
_BODY = "<body>\n"


def shared(page: str) -> str:
    r"""Return a page in which no shape and no sign is written twice.

    Text of a case cannot look like a shape: its brackets are escaped.

    Examples
    --------
    >>> dot = '<path d="M0 0v.1" transform="translate({} 4)"/>'
    >>> print(shared("<body>\n" + dot.format(3) + dot.format(5)))
    <body>
    <svg class="shapes" aria-hidden="true"><path id="s1" d="M0 0v.1"/></svg>
    <use href="#s1" x="3" y="4"/><use href="#s1" x="5" y="4"/>
    """
    begin, body, rest = page.partition(_BODY)
    if not body:
        return page
    kept = _Kept()
    rest = _SHAPE.sub(kept.shape, _SIGN.sub(kept.sign, rest)).replace(_INKED, ' class="inked"')
    if not kept.written:
        return begin + body + rest
    shapes = "".join(kept.written)
    return f'{begin}{body}<svg class="shapes" aria-hidden="true">{shapes}</svg>\n{rest}'


class _Kept(Struct):
    """What is used by name: as it is written, and its name by what it is."""

    written: list[str] = field(default_factory=list)
    names: dict[tuple[str, ...], str] = field(default_factory=dict)

    def shape(self, found: re.Match[str]) -> str:
        """Return a use of a shape; its size, and how it is filled, belong to the shape."""
        drawn, x, y, scale, own, title = found.groups(default="")
        size = f' transform="{scale[1:].replace("(0.", "(.")}"' if scale else ""
        name = self._name("path", f' d="{drawn}"{size}{own}', "/>")
        place = f'<use href="#{name}" x="{x}" y="{y}"'
        return f"{place}>{title}</use>" if title else f"{place}/>"

    def sign(self, found: re.Match[str]) -> str:
        """Return a use of a sign in a line of text."""
        box, ink, drawn = found.groups()
        name = self._name("symbol", f"{box}{ink}", f">{drawn}</symbol>")
        return f'<svg class="icon" aria-hidden="true"><use href="#{name}"/></svg>'

    def _name(self, tag: str, own: str, end: str) -> str:
        key = tag, own, end
        if key not in self.names:
            name = self.names[key] = f"s{len(self.names) + 1}"
            self.written.append(f'<{tag} id="{name}"{own}{end}')
        return self.names[key]

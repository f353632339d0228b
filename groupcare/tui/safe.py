"""Text from outside, shown literally: `plain` for Textual's widgets, and cutting and padding by what a terminal draws.

Textual reads strings as markup: a name such as `[/red]` would end the program. No widget is given a bare string that
came from a person; it gets `plain(s)`. Lines of the Line API take the text of `visible(s)`.
"""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from textual.content import Content


@lru_cache(maxsize=4096)
def visible(text: str) -> str:
    """As one line that a terminal can draw: control and format characters gone, line breaks as spaces."""
    if text.isprintable():
        return text
    return "".join(" " if c in "\n\t\r" else c for c in text if c in "\n\t\r\u200c\u200d" or _drawn(c))


def _drawn(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def plain(text: str, style: str = "") -> Content:
    """The text for a widget, in one style (a CSS-like one such as "bold $error"); line breaks are kept."""
    lines = (visible(line) for line in text.split("\n"))
    return Content.styled("\n".join(lines), style) if style else Content("\n".join(lines))


def joined(*parts: "str | tuple[str, str] | Content") -> Content:
    """Several pieces, each a text or a text with its style, as one."""
    return Content("").join(
        part if isinstance(part, Content) else plain(part) if isinstance(part, str) else plain(*part) for part in parts
    )


def cut(text: str, width: int) -> str:
    """At most `width` cells, a longer text ending in …."""
    text = visible(text)
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Exactly `width` cells: cut with …, or padded."""
    text = cut(text, width)
    space = " " * (width - cell_len(text))
    return space + text if right else text + space

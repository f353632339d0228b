"""A paper as plain text for a terminal, in lines of at most 78 columns as a terminal counts them."""

import unicodedata
from collections.abc import Iterator, Sequence

from groupcare.rules.paper import Block, Facts, Grid, Heading, Listing, PageBreak, Paper, Paragraph, Rule, Signature
from groupcare.rules.text import clean
from groupcare.rules.words import whole_day

WIDTH = 78
LONGEST = 1_000_000
LABEL = 22
"""Columns of the longest label of facts that its values still stand beside."""
GAP = 2
LEAST = 6
"""Columns that each column of a table keeps."""


def paper_text(paper: Paper, width: int = WIDTH) -> list[str]:
    """Its lines."""
    lines = _head(paper, paper.about, width)
    for block in paper.blocks:
        lines += _block(block, paper, width)
    return lines + _foot(paper, width)


def _head(paper: Paper, about: str, width: int) -> list[str]:
    first = _ends(paper.clinic, whole_day(paper.made_on), width)
    return [first, *wrapped(paper.title.upper(), width), *wrapped(about, width), "─" * width]


def _foot(paper: Paper, width: int) -> list[str]:
    last = f"{paper.clinic} · {paper.reference} · {whole_day(paper.made_on)}"
    return ["", "─" * width, *(line for sentence in (*paper.foot, last) for line in wrapped(sentence, width))]


def cells(text: str) -> int:
    """Columns that a terminal gives a text: none for marks above a letter, two for wide letters."""
    return sum(
        0 if unicodedata.combining(c) or c in "\u200c\u200d" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, broken between words, and within one only where it is longer than a line."""
    lines: list[str] = []
    for line in clean(text, limit=LONGEST, lines=True).split("\n"):
        lines += _broken(line.split(" "), width) if line else [""] if text.strip() else []
    return lines


def _broken(words: Sequence[str], width: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and cells(line) + 1 + cells(word) > width:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while cells(line) > width:
            head = _beginning(line, width)
            yield head
            line = line[len(head) :]
    if line:
        yield line


def _beginning(text: str, width: int) -> str:
    used = 0
    for place, char in enumerate(text):
        used += cells(char)
        if used > width and place:
            return text[:place]
    return text


def _ends(left: str, right: str, width: int) -> str:
    first = wrapped(left, width - cells(right) - GAP)[:1] or [""]
    return _padded(first[0], width - cells(right)) + right


def _padded(text: str, width: int, *, right: bool = False) -> str:
    space = " " * (width - cells(text))
    return space + text if right else text + space


def _block(block: Block, paper: Paper, width: int) -> list[str]:
    match block:
        case Heading(text=text):
            return ["", *wrapped(text.upper(), width)]
        case Paragraph(text=text, strong=strong):
            return [f"! {line}" for line in wrapped(text, width - 2)] if strong else wrapped(text, width)
        case Facts(pairs=pairs):
            label = min(LABEL, width // 3, max((cells(name) for name, _ in pairs), default=0)) + GAP
            return [line for name, value in pairs for line in _beside(name, value, label, width)]
        case Listing(items=items):
            return [line for item in items for line in _beside("–", item, 2, width)]
        case Grid():
            return _table(block, width)
        case Signature(labels=labels):
            each = (width - GAP * (len(labels) - 1)) // len(labels)
            signed = (" " * GAP).join(_padded((wrapped(label, each) or [""])[0], each) for label in labels)
            return ["", "", (" " * GAP).join("_" * each for _ in labels), signed.rstrip()]
        case Rule(cut=cut):
            return ["", ("- " * (width // 2)).rstrip(), ""] if cut else ["─" * width]
        case PageBreak(about=about):
            return [*_foot(paper, width), "", "═" * width, "", *_head(paper, about, width)]


def _beside(name: str, value: str, label: int, width: int) -> list[str]:
    left, right = wrapped(name, label - 1), wrapped(value, width - label)
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [""] * (rows - len(right))
    return [(_padded(a, label) + b).rstrip() for a, b in zip(left, right, strict=True)]


def _table(grid: Grid, width: int) -> list[str]:
    """Columns as wide as they need to be; where there is no room for all, the widest give way."""
    everything = (grid.head, *grid.rows)
    widths = [max(max((cells(line) for line in wrapped(cell, LONGEST)), default=0) for cell in column)
              for column in zip(*everything, strict=True)]  # fmt: skip
    room = width - GAP * (len(widths) - 1)
    while sum(widths) > room and max(widths) > LEAST:
        widths[widths.index(max(widths))] -= 1
    if grid.to_fill:
        widths[-1] += max(0, room - sum(widths))
    lines = []
    for row in everything:
        broken = [wrapped(cell, w) for cell, w in zip(row, widths, strict=True)]
        for place in range(max(1, *map(len, broken))):
            texts = [of[place] if place < len(of) else "" for of in broken]
            padded = (_padded(t, w, right=i in grid.right) for i, (t, w) in enumerate(zip(texts, widths, strict=True)))
            lines.append((" " * GAP).join(padded).rstrip())
        if row is grid.head or grid.to_fill:
            lines.append((" " * GAP).join("─" * w for w in widths))
    return lines

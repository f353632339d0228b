"""A curriculum's handout as blocks of a paper. Its text is written as the curriculum's README says: a paragraph is one
line, an empty line parts paragraphs, and a line that begins with a hyphen is one point of a list. A short line right
above others is their heading.
"""

from collections.abc import Iterator, Sequence

from groupcare.rules.paper import Block, Heading, Listing, Paragraph

LONGEST_HEADING = 90
"""Characters; a longer line is a sentence."""
POINTS = ("- ", "– ", "• ", "* ")


def handout_blocks(text: str) -> tuple[Block, ...]:
    """All that it says, in order; no word is lost."""
    parts = [part for part in _parts(text) if part]
    return tuple(block for place, part in enumerate(parts) for block in _blocks(part, first=place == 0))


def _parts(text: str) -> Iterator[list[str]]:
    part: list[str] = []
    for line in text.splitlines():
        if line.strip():
            part.append(line.strip())
        else:
            yield part
            part = []
    yield part


def _blocks(lines: Sequence[str], *, first: bool) -> Iterator[Block]:
    if _is_heading(lines[0]) and (first or len(lines) > 1):
        if words := lines[0].lstrip("# "):
            yield Heading(text=words)
        lines = lines[1:]
    points: list[str] = []
    running: list[str] = []
    for line in lines:
        point = line.startswith(POINTS)
        if point and running:
            yield Paragraph(text="\n".join(running))
            running = []
        if not point and points:
            yield Listing(items=tuple(points))
            points = []
        if point:
            points.append(line[2:].strip())
        else:
            running.append(line)
    if running:
        yield Paragraph(text="\n".join(running))
    if points:
        yield Listing(items=tuple(points))


def _is_heading(line: str) -> bool:
    return len(line) <= LONGEST_HEADING and not line.startswith(POINTS) and line[-1] not in ".:;,…" and (
        not line[:1].isdigit()
    )  # fmt: skip

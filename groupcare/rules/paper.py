"""A paper: what is printed or sent, as blocks in order. It says what stands on it; a writer says how it looks.

Writers are in exchange/ (one file a format) and know nothing of what a block is about. Whatever makes a paper knows
nothing of formats. No client's name stands in `title`, `reference` or the file's name: programs show and keep those.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct


class Heading(Struct, frozen=True, kw_only=True, tag=True):
    """Begins a part; it stays on the page of what comes after."""

    text: str


class Paragraph(Struct, frozen=True, kw_only=True, tag=True):
    """Running text; its line breaks are kept. `strong` is for what nobody may read past."""

    text: str
    strong: bool = False


class Facts(Struct, frozen=True, kw_only=True, tag=True):
    """Labels and what is known, a pair a line."""

    pairs: tuple[tuple[str, str], ...]


class Listing(Struct, frozen=True, kw_only=True, tag=True):
    """Items below each other."""

    items: tuple[str, ...]


class Grid(Struct, frozen=True, kw_only=True, tag=True):
    """A table. A row has as many cells as `head`; `right` are the places (from 0) of columns that align right. The rows
    of one that is `to_fill` are high enough to write in by hand.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    to_fill: bool = False


class Signature(Struct, frozen=True, kw_only=True, tag=True):
    """Lines to sign or fill in by hand, side by side, with what belongs on each."""

    labels: tuple[str, ...]


class Rule(Struct, frozen=True, kw_only=True, tag=True):
    """A line across the page; `cut` where scissors go along it."""

    cut: bool = False


class PageBreak(Struct, frozen=True, kw_only=True, tag=True):
    """What comes after begins a page of its own, headed and closed as the paper is: it can be filed by itself. `about`
    says whom or what it is about, in place of the paper's.
    """

    about: str = ""


Block = Heading | Paragraph | Facts | Listing | Grid | Signature | Rule | PageBreak


class Paper(Struct, frozen=True, kw_only=True):
    """A whole paper. `kind` and `reference` (a number such as R-0107) name its file; `about` says below the title whom
    or what it is about, and may hold a name; `foot` are sentences at its end, such as on what right it is sent. `large`
    is for members, who read at home. `clients` are the ids of those about whom it tells: the access log names them, the
    paper does not.
    """

    kind: str
    title: str
    reference: str
    clinic: str
    made_on: date
    blocks: tuple[Block, ...]
    about: str = ""
    foot: tuple[str, ...] = ()
    lang: str = "en"
    large: bool = False
    clients: tuple[str, ...] = ()


def file_name(paper: Paper, ending: str) -> str:
    """screening-summary-R-0107-2026-10-06.html: by number and day, never by name."""
    return f"{paper.kind}-{paper.reference}-{paper.made_on.isoformat()}.{ending}"


def facts(*pairs: tuple[str, str]) -> Facts:
    """Facts of which something is known; a pair without a value is left out."""
    return Facts(pairs=tuple(pair for pair in pairs if pair[1]))


def part(title: str, *blocks: Block) -> Sequence[Block]:
    """A heading and what stands below it; nothing where nothing does."""
    return (Heading(text=title), *blocks) if blocks else ()


def pages(each: Iterable[tuple[str, Sequence[Block]]]) -> tuple[str, tuple[Block, ...]]:
    """Pages, each by what it is about and its blocks, as a paper's own `about` and blocks. Needs one at least."""
    (about, first), *others = each
    found = list(first)
    for other, blocks in others:
        found += [PageBreak(about=other), *blocks]
    return about, tuple(found)

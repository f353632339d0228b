"""The outcome report: the answers to all questions about one scope, as a paper. It names nobody."""

from collections.abc import Iterator, Sequence

from groupcare.queries.report_scope import scope_reference
from groupcare.queries.reports import QUESTIONS, answer
from groupcare.record.sign_in import SignIn
from groupcare.rules.paper import Block, Grid, Heading, Listing, Paper, Paragraph
from groupcare.rules.reports import EVERYTHING, Answer, Kind, Scope
from groupcare.rules.shared import LEGEND, shared

SHARED = "shared copy, small numbers hidden"
WIDTH, GAP = 76, 2
"""Columns of text that a table may take before its further columns stand in a table below."""
NAME = 30
"""Columns of text that a name, or a cell of words, takes at most."""


def answers(who: SignIn, scope: Scope = EVERYTHING, *, share: bool = False) -> list[Answer]:
    """The answers to all questions, of one state of the record; to `share`, with small numbers hidden."""
    with who.db.engine.snapshot():
        found = [answer(who, key, scope) for key in QUESTIONS]
    return [shared(one) for one in found] if share else found


def outcome_paper(who: SignIn, scope: Scope = EVERYTHING, *, share: bool = False) -> Paper:
    """All of them as one paper. Raises NotPermitted, NotFound, Refused."""
    found = answers(who, scope, share=share)
    first = found[0]
    return Paper(
        kind="outcome-report-shared" if share else "outcome-report",
        title="Outcome report",
        reference=scope_reference(who, scope),
        clinic=who.clinic.name,
        made_on=who.today(),
        about=" · ".join([first.about or "everything so far", *([SHARED] if share else [])]),
        blocks=(
            *([Paragraph(text=LEGEND)] if share else []),
            *(block for one in found for block in _blocks(one)),
        ),
        foot=(f"Made by {first.by} at {first.at:%Y-%m-%dT%H:%MZ}, head fingerprint {first.head}. It names no client.",),
    )


def _blocks(one: Answer) -> Iterator[Block]:
    yield Heading(text=one.question)
    yield Paragraph(text=one.sentence)
    yield from tables(one)
    yield Listing(items=tuple(said for said in one.definition if said != LEGEND))


def tables(one: Answer) -> Iterator[Grid]:
    """The table in as many as its columns need, each beside the names of the rows again."""
    if not one.rows:
        return
    cells = [row.cells for row in one.rows]
    names = 1
    while names < len(one.headings) - 1 and all(row[names].kind is Kind.text for row in cells):
        names += 1
    widths = [
        max(_longest_word(h), *(min(len(row[c].shown), NAME) for row in cells)) for c, h in enumerate(one.headings)
    ]
    beside = sum(w + GAP for w in widths[:names])
    band: list[int] = []
    for column in range(names, len(widths)):
        if band and beside + sum(widths[c] + GAP for c in (*band, column)) - GAP > WIDTH:
            yield _grid(one, [*range(names), *band], names)
            band = []
        band.append(column)
    yield _grid(one, [*range(names), *band], names)


def _grid(one: Answer, columns: Sequence[int], names: int) -> Grid:
    right = tuple(
        place
        for place, c in enumerate(columns)
        if place >= names and any(row.cells[c].kind is not Kind.text for row in one.rows)
    )
    return Grid(
        head=tuple(_narrow(one.headings[c]) for c in columns),
        rows=tuple(tuple(row.cells[c].shown for c in columns) for row in one.rows),
        right=right,
    )


def _narrow(heading: str) -> str:
    """A word a line, as plain text breaks it; HTML breaks it where it needs to."""
    return heading.replace(" ", "\n")


def _longest_word(heading: str) -> int:
    return max(map(len, heading.split()))

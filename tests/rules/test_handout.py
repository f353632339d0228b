"""A curriculum's handout as blocks: headings, paragraphs and points as a reader sees them, and no word lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.exchange.curriculum_file import find, read
from groupcare.rules.handout import LONGEST_HEADING, handout_blocks
from groupcare.rules.paper import Block, Heading, Listing, Paragraph

TEXT = """
A calmer body, and then a next step

Why relax at all?
When you hurt, you brace.

How to do it
- Sit down.
- Breathe out.
Then get up.

Write down:
- what you did

Alone on a line, and a sentence
"""


def words(blocks: tuple[Block, ...]) -> list[str]:
    found = []
    for block in blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text):
                found += text.split()
            case Listing(items=items):
                found += [word for item in items for word in item.split()]
    return found


def test_short_lines_above_others_are_headings_and_hyphens_are_points() -> None:
    assert handout_blocks(TEXT) == (
        Heading(text="A calmer body, and then a next step"),
        Heading(text="Why relax at all?"),
        Paragraph(text="When you hurt, you brace."),
        Heading(text="How to do it"),
        Listing(items=("Sit down.", "Breathe out.")),
        Paragraph(text="Then get up."),
        Paragraph(text="Write down:"),
        Listing(items=("what you did",)),
        Paragraph(text="Alone on a line, and a sentence"),
    )


def test_a_long_line_a_sentence_and_a_numbered_one_are_no_headings() -> None:
    for line in ("x" * (LONGEST_HEADING + 1), "This is said.", "1. First"):
        assert handout_blocks(f"Title\n\n{line}\nmore")[1] == Paragraph(text=f"{line}\nmore")
    assert handout_blocks("") == ()


@pytest.mark.parametrize("curriculum", ["eight-week", "twelve-module"])
def test_every_handout_that_comes_with_the_program_has_headings_and_no_point_left_in_a_paragraph(
    curriculum: str,
) -> None:
    for module in read(find(curriculum)).module:
        blocks = handout_blocks(module.handout)
        assert sum(isinstance(block, Heading) for block in blocks) >= 3, module.title
        assert not [b for b in blocks if isinstance(b, Paragraph) and "\n- " in f"\n{b.text}"]


LINES = st.sampled_from(["", "A heading", "- a point", "• another", "A sentence here.", "1. one", "  - in", "…"])


@given(st.lists(LINES | st.text(alphabet="ab -#•–*.\n", max_size=12), max_size=12))
def test_no_word_is_lost_and_none_comes_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    marks = {"-", "–", "•", "*", "#"}
    found = [w.lstrip("#") for w in words(handout_blocks(text)) if not set(w) <= marks]
    meant = [w.lstrip("#") for w in text.split() if not set(w) <= marks]
    assert found == meant

"""Papers as HTML and as text: nothing that a text holds does anything, and nothing of it is lost."""

import re
import unicodedata
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from groupcare.exchange.paper_html import paper_html
from groupcare.exchange.paper_text import WIDTH, cells, paper_text, wrapped
from groupcare.rules.paper import (
    Block,
    Facts,
    Grid,
    Heading,
    Listing,
    PageBreak,
    Paper,
    Paragraph,
    Rule,
    Signature,
    facts,
    file_name,
    pages,
    part,
)
from groupcare.rules.text import clean

HOSTILE = (
    "[/red] O'Neil",
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</title><b>x",
    '"; } @import url(http://evil); @page { content: "',
    "\\22 ; }",
    "{name} %s %(left)s",
    "\x1b[31mRed\x1b[0m Alarm",
    "\u202eevil\u2066",
    "שלום עולם",
    "محمد",
    "王 小明",
    "🧑‍🔬 Ana",
    "&lt;b&gt; &amp; é",
    "x" * 200,
)
BLOCKS: tuple[Block, ...] = (
    Heading(text="Findings"),
    Paragraph(text="Two\nlines", strong=True),
    Paragraph(text="Plain."),
    facts(("Name", "Ruiz"), ("Phone", "")),
    Listing(items=("one", "two")),
    Grid(head=("Measure", "Total"), rows=(("PHQ-9", "16"), ("GAD-7", "")), right=(1,)),
    Rule(),
    Signature(labels=("Clinician", "Date")),
)


def paper(text: str = "", *blocks: Block) -> Paper:
    return Paper(
        kind="screening-summary",
        title="Screening summary",
        reference="R-0107",
        clinic=text or "Hill Clinic",
        made_on=date(2026, 10, 6),
        about=text or "Ruiz, Elena",
        blocks=blocks or BLOCKS,
        foot=(text or "A clinician decides.",),
    )


def holding(text: str) -> Paper:
    """A paper with this text in every place that takes one."""
    return paper(
        text,
        Heading(text=text),
        Paragraph(text=text),
        Paragraph(text=text, strong=True),
        Facts(pairs=((text, text),)),
        Listing(items=(text,)),
        Grid(head=(text, "b"), rows=((text, text),), right=(1,)),
        Signature(labels=(text,)),
        PageBreak(about=text or "x"),
        Grid(head=(text,), rows=((text,),), to_fill=True),
        Rule(cut=True),
    )


class Read(HTMLParser):
    """What a browser would find: elements with their attributes, and the text within each."""

    VOID = ("meta", "hr")

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(content)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data))

    def of(self, *tags: str) -> list[str]:
        return [text for tag, text in self.texts if tag in tags]


SHAPE = [tag for tag, _ in Read(paper_html(holding("plain"))).tags]
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "dir", "class"}


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_text_holds_is_a_text_and_changes_nothing_around_it(text: str) -> None:
    content = paper_html(holding(text))
    read = Read(content)
    kept = clean(text, limit=1000)
    assert [tag for tag, _ in read.tags] == SHAPE
    assert {name for _, attributes in read.tags for name in attributes} <= ATTRIBUTES
    assert read.of("h2") == [kept]
    assert read.of("dt", "dd") == [kept, kept]
    assert read.of("td") == [kept, kept, kept]
    assert read.of("li") == [kept]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", content)


TEXT = st.text(max_size=30) | st.sampled_from(HOSTILE)
CELLS = st.integers(1, 4).flatmap(lambda n: st.lists(st.tuples(*[TEXT] * n), min_size=1, max_size=4))
ANY_BLOCK = st.one_of(
    st.builds(Heading, text=TEXT),
    st.builds(Paragraph, text=TEXT, strong=st.booleans()),
    st.builds(Facts, pairs=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)),
    st.builds(Listing, items=st.lists(TEXT, max_size=3).map(tuple)),
    CELLS.flatmap(
        lambda rows: st.builds(Grid, head=st.just(rows[0]), rows=st.just(tuple(rows[1:])), to_fill=st.booleans())
    ),
    st.builds(Signature, labels=st.lists(TEXT, min_size=1, max_size=3).map(tuple)),
    st.builds(Rule, cut=st.booleans()),
    st.builds(PageBreak, about=TEXT),
)


def texts_of(block: Block) -> list[str]:
    """Every text of a block, in the order in which it is read."""
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return [text]
        case Facts(pairs=pairs):
            return [text for pair in pairs for text in pair]
        case Listing(items=texts) | Signature(labels=texts):
            return list(texts)
        case Grid(head=head, rows=rows):
            return [cell for row in (head, *rows) for cell in row]
        case PageBreak(about=about):
            closed = ("A clinician decides.", "Hill Clinic · R-0107 · Tue 6 Oct 2026")
            return [*closed, "Hill Clinic", "Tue 6 Oct 2026", "Screening summary", about]
    return []


@settings(max_examples=300, deadline=None)
@given(st.lists(ANY_BLOCK, max_size=6), st.booleans())
def test_every_text_of_any_paper_stands_in_it_once_in_order_and_nothing_else(blocks: list[Block], large: bool) -> None:
    made = structs.replace(paper(), blocks=tuple(blocks), large=large)
    written = [text for block in blocks for text in texts_of(block)]
    read = Read(paper_html(made))
    begun = next(i for i, (tag, _) in enumerate(read.texts) if tag == "h1") + 2  # the line about whom comes after it
    found = [text for _, text in read.texts[begun:-2]]
    kept = [clean(text, limit=1000, lines=True) for text in written]
    assert found == [text for text in kept if text]
    assert "script" not in [tag for tag, _ in read.tags]
    assert all(cells(line) <= WIDTH for line in paper_text(made))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_keeps_the_shape_and_the_style(text: str) -> None:
    read = Read(paper_html(holding(text)))
    assert [tag for tag, _ in read.tags] == SHAPE
    (style,) = read.of("style")
    assert re.sub(r'content: "[A-Za-z0-9\\]*"', "", style) == re.sub(
        r'content: "[A-Za-z0-9\\]*"', "", Read(paper_html(holding("a"))).of("style")[0]
    )


def test_the_page_footer_says_clinic_number_and_day_and_counts_pages() -> None:
    (style,) = Read(paper_html(paper('Hill "Clinic" \\ 王'))).of("style")
    said = re.search(r'@bottom-left { content: "([^"]*)"', style)
    assert said is not None
    unescaped = re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), said[1])
    assert unescaped == 'Hill "Clinic" \\ 王 · R-0107 · Tue 6 Oct 2026'
    assert 'content: "page " counter(page) " of " counter(pages)' in style


def test_the_file_needs_nothing_from_anywhere_and_runs_nothing() -> None:
    content = paper_html(paper())
    assert "default-src 'none'" in Read(content).tags[3][1]["content"]  # type: ignore[operator]
    for outside in ("http:", "https:", "url(", "<link", "<script", "src=", "@import", "//"):
        assert outside not in content


def test_every_text_finds_its_own_direction() -> None:
    read = Read(paper_html(holding("שלום")))
    for tag, attributes in read.tags:
        if tag in ("h1", "h2", "p", "dt", "dd", "li", "th", "td"):
            assert attributes.get("dir") == "auto" or attributes.get("class") == "clinic", tag
    assert ("html", {"lang": "en"}) in read.tags


def test_no_name_stands_where_programs_keep_it() -> None:
    made = structs.replace(paper(), about="Ruiz, Elena")
    assert Read(paper_html(made)).of("title") == ["Screening summary R-0107"]
    assert file_name(made, "html") == "screening-summary-R-0107-2026-10-06.html"


def test_all_that_stands_on_a_paper_stands_in_both() -> None:
    made = paper()
    html, text = paper_html(made), "\n".join(paper_text(made))
    for words in ("Hill Clinic", "Ruiz, Elena", "Two\nlines", "Plain.", "PHQ-9", "16", "one", "Clinician", "R-0107",
                  "A clinician decides.", "Tue 6 Oct 2026"):  # fmt: skip
        assert words in html
        for line in words.split("\n"):
            assert line in text
    assert "FINDINGS" in text
    assert "Phone" not in html + text, "nothing is said where nothing is known"


def test_a_page_break_a_cut_and_rows_to_fill_are_seen_in_both() -> None:
    grid = Grid(head=("Name", "Signature"), rows=(("Rosa A.", ""),), to_fill=True)
    made = paper("", grid, Rule(cut=True), PageBreak(about="Cho, Min"), Paragraph(text="Next."))
    read = Read(paper_html(structs.replace(made, large=True)))
    classes = [(tag, attributes["class"]) for tag, attributes in read.tags if "class" in attributes]
    assert {("table", "fill"), ("hr", "cut"), ("header", "page"), ("body", "large")} <= set(classes)
    assert paper_text(made, 30)[4:24] == [
        "Name     Signature",
        "───────  " + "─" * 21,
        "Rosa A.",
        "───────  " + "─" * 21,
        "",
        "- " * 14 + "-",
        "",
        "",
        "─" * 30,
        "A clinician decides.",
        "Hill Clinic · R-0107 · Tue 6",
        "Oct 2026",
        "",
        "═" * 30,
        "",
        "Hill Clinic     Tue 6 Oct 2026",
        "SCREENING SUMMARY",
        "Cho, Min",
        "─" * 30,
        "Next.",
    ]


def test_pages_are_parted_by_breaks_and_begin_without_one() -> None:
    one, two = Paragraph(text="one"), Paragraph(text="two")
    assert pages([("a", [one]), ("b", [two, one])]) == ("a", (one, PageBreak(about="b"), two, one))


def test_a_part_of_nothing_is_no_part() -> None:
    assert part("Findings") == ()


def test_text_as_a_terminal_shows_it() -> None:
    assert paper_text(paper())[4:] == [
        "",
        "FINDINGS",
        "! Two",
        "! lines",
        "Plain.",
        "Name  Ruiz",
        "– one",
        "– two",
        "Measure  Total",
        "───────  ─────",
        "PHQ-9       16",
        "GAD-7",
        "─" * 78,
        "",
        "",
        f"{'_' * 38}  {'_' * 38}",
        f"{'Clinician':<40}Date",
        "",
        "─" * 78,
        "A clinician decides.",
        "Hill Clinic · R-0107 · Tue 6 Oct 2026",
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.integers(20, 78))
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text: str, width: int) -> None:
    assert all(cells(line) <= width for line in paper_text(holding(text), width))
    kept = clean(text, limit=1000, lines=True)
    assert "".join("".join(wrapped(text, width)).split()) == "".join(kept.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_text_reaches_the_terminal_as_an_order(text: str) -> None:
    for line in paper_text(holding(text)):
        assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cs") or "\u202a" <= c <= "\u202e"]
        assert cells(line) <= WIDTH


def test_an_empty_row_is_a_line_to_write_on() -> None:
    lines = paper_text(paper("", Grid(head=("Name", "Here"), rows=(("", ""), ("", "")))))
    assert lines[4:8] == ["Name  Here", "────  ────", "", ""]

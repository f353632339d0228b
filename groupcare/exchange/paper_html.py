"""A paper as one HTML file that prints well on A4 and on Letter: its own style, and nothing from anywhere else.

Every text is escaped and stands in an element of its own with dir="auto", so that names of any script are read in
their own direction and change nothing around them. The title of the file, by which browsers name what they print,
holds no client's name.
"""

from collections.abc import Iterator
from html import escape

from groupcare.rules.paper import Block, Facts, Grid, Heading, Listing, PageBreak, Paper, Paragraph, Rule, Signature
from groupcare.rules.text import clean
from groupcare.rules.words import whole_day

LONGEST = 1_000_000
"""Characters of a text; the record takes far shorter ones."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is loaded and nothing runs, whatever a text holds."""

STYLE = """
@page { margin: 10mm 13mm 11mm; @bottom-left { content: "%(left)s"; font: 7.5pt sans-serif; color: #444; }
  @bottom-right { content: "page " counter(page) " of " counter(pages); font: 7.5pt sans-serif; color: #444; } }
* { box-sizing: border-box; }
html { color: #000; background: #fff; }
body { font: 9pt/1.25 "Noto Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif; margin: 0 auto; max-width: 186mm;
  overflow-wrap: anywhere; }
@media screen { body { padding: 8mm; } }
header { border-bottom: 1.5pt solid #000; margin-bottom: 2mm; padding-bottom: 1mm; }
header p { margin: 0; }
.clinic { display: flex; justify-content: space-between; gap: 6mm; font-size: 8.5pt; color: #333; }
h1 { font-size: 14pt; line-height: 1.15; margin: 0.5mm 0; }
h2 { font-size: 9.5pt; margin: 1.8mm 0 0.4mm; break-after: avoid; border-bottom: 0.5pt solid #999; }
p { margin: 0 0 1mm; white-space: pre-line; orphans: 2; widows: 2; }
.strong { font-weight: bold; border-left: 3pt solid #000; padding-left: 2mm; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1mm 4mm; margin: 0 0 0.8mm; font-size: 8.5pt; }
dt { color: #333; }
dd { margin: 0; white-space: pre-line; }
ul { margin: 0 0 1.2mm; padding-inline-start: 5mm; }
table { border-collapse: collapse; width: 100%%; margin: 0 0 1.2mm; font-size: 8pt; line-height: 1.2; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: start; vertical-align: top; padding: 0.25mm 2mm 0.25mm 0; border-bottom: 0.4pt solid #bbb; }
th { overflow-wrap: normal; }
td:first-child { min-width: 17mm; }
th.right, td.right { text-align: right; padding-right: 1mm; }
.fill td { height: 9mm; vertical-align: bottom; border: 0.4pt solid #777; padding: 0.5mm 1.5mm; }
.fill td:first-child { min-width: 0; }
.fill th:last-child { width: 30%%; }
.fill th { border-bottom: 0; padding-left: 1.5mm; vertical-align: bottom; }
.sign { display: flex; gap: 8mm; margin-top: 9mm; break-inside: avoid; break-before: avoid; }
.sign div { flex: 1; border-top: 0.6pt solid #000; padding-top: 0.5mm; font-size: 8pt; }
hr { border: 0; border-top: 0.6pt solid #666; margin: 2mm 0; }
hr.cut { border-top: 0.8pt dashed #666; margin: 5mm 0; break-before: avoid; }
.page { break-before: page; }
.large { font-size: 12pt; line-height: 1.4; }
.large section p, .large ul { margin-bottom: 2.5mm; }
.large h2 { font-size: 13pt; margin-top: 4mm; border-bottom: 0; }
.large dl, .large table { font-size: 11pt; }
.large .fill td { height: 14mm; }
.large .sign div { font-size: 10pt; }
.large .sign { margin-top: 12mm; }
@media screen { .page { margin-top: 20mm; } }
footer { margin-top: 1.6mm; border-top: 0.5pt solid #999; padding-top: 0.5mm; font-size: 7.5pt; color: #333;
  break-inside: avoid; }
footer p { margin: 0; }
"""


def paper_html(paper: Paper) -> str:
    """The whole file."""
    day = whole_day(paper.made_on)
    left = _css_text(f"{_shown(paper.clinic)} · {paper.reference} · {day}")
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{_text(paper.lang)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=True)}">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{_text(f'{paper.title} {paper.reference}')}</title>",
        f"<style>{STYLE % {'left': left}}</style>",
        "</head>",
        '<body class="large">' if paper.large else "<body>",
        *_head(paper, paper.about),
        *(line for block in paper.blocks for line in _block(block, paper)),
        *_foot(paper),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _head(paper: Paper, about: str, name: str = "") -> Iterator[str]:
    yield f'<header class="{name}">' if name else "<header>"
    yield f'<p class="clinic">{_span(paper.clinic)}{_span(whole_day(paper.made_on))}</p>'
    yield _element("h1", paper.title)
    if about:
        yield _element("p", about)
    yield "</header>"
    yield "<section>"


def _foot(paper: Paper) -> Iterator[str]:
    yield "</section>"
    yield "<footer>"
    last = f"{paper.clinic} · {paper.reference} · {whole_day(paper.made_on)}"
    yield from (_element("p", sentence) for sentence in (*paper.foot, last))
    yield "</footer>"


def _block(block: Block, paper: Paper) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield _element("h2", text)
        case Paragraph(text=text, strong=strong):
            yield _element("p", text, "strong" if strong else "")
        case Facts(pairs=pairs):
            yield "<dl>"
            yield from (_element("dt", label) + _element("dd", value) for label, value in pairs)
            yield "</dl>"
        case Listing(items=items):
            yield "<ul>"
            yield from (_element("li", item) for item in items)
            yield "</ul>"
        case Grid():
            yield from _table(block)
        case Signature(labels=labels):
            yield f'<div class="sign">{"".join(_element("div", label) for label in labels)}</div>'
        case Rule(cut=cut):
            yield '<hr class="cut">' if cut else "<hr>"
        case PageBreak(about=about):
            yield from _foot(paper)
            yield from _head(paper, about, "page")


def _table(grid: Grid) -> Iterator[str]:
    def row(tag: str, cells: tuple[str, ...]) -> str:
        tags = (_element(tag, cell, "right" if place in grid.right else "") for place, cell in enumerate(cells))
        return f"<tr>{''.join(tags)}</tr>"

    begins = '<table class="fill">' if grid.to_fill else "<table>"
    yield f"{begins}<thead>{row('th', grid.head)}</thead><tbody>"
    yield from (row("td", cells) for cells in grid.rows)
    yield "</tbody></table>"


def _element(tag: str, text: str, name: str = "") -> str:
    named = f' class="{name}"' if name else ""
    return f'<{tag}{named} dir="auto">{_text(text)}</{tag}>'


def _span(text: str) -> str:
    return _element("span", text)


def _shown(text: str) -> str:
    return clean(text, limit=LONGEST, lines=True)


def _text(text: str) -> str:
    return escape(_shown(text), quote=True)


def _css_text(text: str) -> str:
    """A text within a CSS string: all but plain letters and digits as their numbers, so that nothing in it can end the
    string or the style."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text)

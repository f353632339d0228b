"""Text from outside, made safe to keep: `clean()` is the one door for every text that enters.

It keeps all letters of all scripts and removes what only harms: control and escape characters, bidi overrides, and
invisible characters, except the two joiners where they are spelling (Persian, Indic scripts). It never cuts: a text
that is too long is refused with a sentence. How a text is *shown* literally is the screens' business, not this one's.
"""

import re
import unicodedata
from typing import Final

NAME: Final = 200
"""Most characters in a name or any other one-line text."""
PROSE: Final = 20_000
"""Most characters in a note, reason or other text of several lines."""

_JOINERS = "\u200c\u200d"
_VIRAMA = 9
"""The combining class of the signs that take a consonant's vowel away."""
_JOINER_RUN = re.compile(f"[{_JOINERS}]+")
# Format characters that are visible signs of their script (Arabic number signs, Syriac and Kaithi marks).
_VISIBLE_FORMAT = frozenset(map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)))


class TextRefused(ValueError):
    """A text that cannot be taken; the message is a sentence for the person who typed or sent it."""


def clean(text: str, *, of: str = "This text", limit: int = NAME, lines: bool = False) -> str:
    """Return `text` as it may be kept: NFC, no control characters (newline only where `lines`), no invisible ones.

    `of` names the field in the sentence of a `TextRefused`, raised when more than `limit` characters would be kept.
    `clean(clean(x)) == clean(x)` for every text.
    """
    if not text:
        return text
    seen = text.replace("\n", "") if lines else text
    if (
        seen.isprintable()
        and _INVISIBLE_LETTERS.isdisjoint(seen)
        and "\u2800" not in seen
        and unicodedata.is_normalized("NFC", text)
    ):
        return _within(text.strip(), of, limit)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if not lines:
        text = text.replace("\n", " ")
    text = "".join(map(_kept, text))
    text = unicodedata.normalize("NFC", text)
    text = unicodedata.normalize("NFC", _JOINER_RUN.sub(_joiner, text)).strip()
    return _within(text, of, limit)


def _within(text: str, of: str, limit: int) -> str:
    if len(text) > limit:
        raise TextRefused(
            f"{of} has {len(text):,} characters; at most {limit:,} can be kept. Nothing was cut or saved."
        )
    return text


# Letters and a mark that are drawn as nothing: a name of them would be a name that nobody sees.
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


def _kept(char: str) -> str:
    if char in _INVISIBLE_LETTERS:
        return ""
    if char in "\n" or char in _JOINERS:
        return char
    if char in "\t\u2800":  # a blank of braille is drawn as nothing, too
        return " "
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category == "Cf":
        return char if char in _VISIBLE_FORMAT else ""
    if category in ("Cc", "Cs") or (ord(char) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF:
        return ""
    return char


def _joiner(run: re.Match[str]) -> str:
    text, start, end = run.string, run.start(), run.end()
    before, after = text[:start][-1:], text[end : end + 1]
    # Behind a virama a joiner spells even at the end of a word: Malayalam names are written so.
    spells = before and _spells(before) and ((after and _spells(after)) or unicodedata.combining(before) == _VIRAMA)
    return run.group()[0] if spells else ""


def _spells(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def name_key(*names: str) -> str:
    """A key by which two spellings of one name meet (case, accents, spaces folded). For finding, never for showing."""
    text, before = " ".join(n for n in names if n), None
    if text.isascii():
        return " ".join(text.lower().split())
    while text != before:
        before, text = text, unicodedata.normalize("NFKD", text.casefold())
        text = "".join(c for c in text if not unicodedata.combining(c) and c not in _JOINERS)
    return " ".join(text.split())


def clean_all(value: object, *, of: str) -> object:
    """`clean` every text within dicts and lists, with its lines kept. Raises TextRefused."""
    if isinstance(value, str):
        return clean(value, of=of, limit=PROSE, lines=True)
    if isinstance(value, dict):
        return {key: clean_all(part, of=of) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean_all(part, of=of) for part in value]
    return value

"""What the run sheet waits for after a key: minutes after l and k, days after h, a mood after c, a pain after w."""

from dataclasses import dataclass
from enum import StrEnum

MINUTES_WAIT = 2.0
"""Seconds after l or k within which digits still set the minutes."""
TEN = "t"


class Asked(StrEnum):
    """The question, named as the column it fills."""

    late = "late"
    early = "early"
    homework = "homework"
    mood = "mood"
    pain = "pain"


CHECK_IN = (Asked.mood, Asked.pain)
"""Asked of those who are here, 0 to 10."""


@dataclass
class Asking:
    """One question about one member. `most` is the greatest answer; `in_turn` goes on to the next member after it.

    `by_clock` are the minutes already marked, None where the clock told nothing.
    """

    what: Asked
    member: str
    most: int
    in_turn: bool = False
    by_clock: int | None = None
    typed: str = ""

    @property
    def column(self) -> str:
        """The column in which it is answered."""
        return "here" if self.what in (Asked.late, Asked.early) else str(self.what)

    def takes(self, char: str | None) -> bool:
        """Whether this key is an answer."""
        if char is None:
            return False
        return (char.isascii() and char.isdigit()) or (char == TEN and self.one_key and self.most >= 10)

    @property
    def one_key(self) -> bool:
        """Whether one key is the whole answer."""
        return self.what in CHECK_IN or (self.what is Asked.homework and self.most <= 10)

    def add(self, char: str) -> None:
        """One more key of the answer; of several digits the newest count."""
        self.typed = "10" if char == TEN else (self.typed + char)[-len(str(self.most)) :]

    @property
    def answer(self) -> int | None:
        """What was typed, or None."""
        return int(self.typed) if self.typed else None

"""How far work on another thread is, and whether the person has stopped it: asked by the screen ten times a second."""

from groupcare.acts.importing import Stopped

SECONDS = 0.1
"""Between two looks at it."""


class Headway:
    """Handed to the work as its `progress`. Once stopped, the work is given up where it stands."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.done = self.of = 0
        self.stopped = False

    def __call__(self, done: int, of: int) -> None:
        if self.stopped:
            raise Stopped("Stopped. Nothing was written.")
        self.done, self.of = done, of

    def begin(self, what: str) -> None:
        """The next part of the same work."""
        self.what, self.done, self.of = what, 0, 0

    @property
    def words(self) -> str:
        """Read 3,000 of 20,000 rows · esc stops."""
        if self.stopped:
            return "Stopping …"
        far = f" {self.done:,} of {self.of:,} rows" if self.of else " …"
        return f"{self.what}{far} · esc stops"

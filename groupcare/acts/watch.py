"""Knowing that the record has changed, whoever changed it."""

from groupcare.record.sign_in import SignIn


class Watch:
    """Asks a connection whether another one has done an act since it was last asked.

    Drafts and notes in the access log are writes, too, but change nothing that a page shows: the ledger's head tells.
    """

    def __init__(self, who: SignIn) -> None:
        self._engine = who.db.engine
        self._seen, self._head = self._engine.data_version(), self._engine.head()

    def changed(self) -> bool:
        """Whether there is something new; asking again says no until there is more."""
        now = self._engine.data_version()
        if now == self._seen:
            return False
        self._seen, before = now, self._head
        self._head = self._engine.head()
        return self._head != before

"""Knowing that the record has changed, whoever changed it."""

from groupcare.record.sign_in import SignIn


class Watch:
    """Asks a connection whether another one has committed since it was last asked."""

    def __init__(self, who: SignIn) -> None:
        self._engine = who.db.engine
        self._seen = self._engine.data_version()

    def changed(self) -> bool:
        """Whether there is something new; asking again says no until there is more."""
        now = self._engine.data_version()
        changed, self._seen = now != self._seen, now
        return changed

"""What stands beside the documents and in no act: drafts of forms, and the log of who looked at what."""

from collections.abc import Sequence

from groupcare.record.statements import IN_SENTENCES, Statements, marks


class SideRows(Statements):
    """The part of the engine that knows drafts and the access log."""

    def keep_draft(self, staff: str, form: str, at: str, fields: str) -> None:
        """Keep what a person has typed into a form, over what was kept of it before."""
        with IN_SENTENCES:
            self._sql.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", (staff, form, at, fields))

    def draft(self, staff: str, form: str) -> tuple[str, str] | None:
        """When it was kept (UTC, as text) and the fields as JSON, or None."""
        with IN_SENTENCES:
            found = self._one("SELECT at, fields FROM draft WHERE staff = ? AND form = ?", (staff, form))
        return (str(found[0]), str(found[1])) if found else None

    def drafts(self, staff: str) -> list[tuple[str, str]]:
        """This person's drafts: form and when it was kept, the newest first."""
        sql = "SELECT form, at FROM draft WHERE staff = ? ORDER BY at DESC"
        with IN_SENTENCES:
            return [(str(form), str(at)) for form, at in self._sql.execute(sql, (staff,))]

    def every_draft(self) -> list[tuple[str, str, str, str]]:
        """Everybody's drafts: whose, of which form, when it was kept, and the fields as JSON."""
        with IN_SENTENCES:
            rows = self._sql.execute("SELECT staff, form, at, fields FROM draft").fetchall()
        return [(str(staff), str(form), str(at), str(fields)) for staff, form, at, fields in rows]

    def forget_draft(self, staff: str, form: str) -> None:
        """A draft that was saved, or given up."""
        with IN_SENTENCES:
            self._sql.execute("DELETE FROM draft WHERE staff = ? AND form = ?", (staff, form))

    def forget_drafts_with(self, text: str) -> None:
        """Drop every draft, whosesoever, whose form or fields hold this text."""
        self._must_be_writing()
        with IN_SENTENCES:
            self._sql.execute("DELETE FROM draft WHERE instr(form, ?) OR instr(fields, ?)", (text, text))

    def note_access(self, at: str, staff: str, what: str, client: str) -> None:
        """Note that somebody looked at something about a client, or (with no client) exported something."""
        with IN_SENTENCES:
            self._sql.execute("INSERT INTO access VALUES (?, ?, ?, ?)", (at, staff, what, client))

    def accesses(self, clients: Sequence[str] = (), since: str = "") -> list[tuple[str, str, str, str]]:
        """When, who, what and whose, the newest first; of these clients, and since an instant, where given."""
        sql = "SELECT at, staff, what, client FROM access WHERE at >= ?"
        sql += (f" AND client IN ({marks(clients)})" if clients else "") + " ORDER BY rowid DESC"
        with IN_SENTENCES:
            rows = self._sql.execute(sql, (since, *clients)).fetchall()
        return [(str(at), str(staff), str(what), str(whose)) for at, staff, what, whose in rows]

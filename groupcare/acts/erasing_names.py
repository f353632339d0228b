"""An erased person's name in what stands about others: free text of the groups they were in, and its drafts.

Looked through are the documents of those groups (`record/prose.py`) and the reasons that were given with their changes,
as they are and as the ledger holds them. In a document about another client that client's own names stay. What else
the clinic wrote about others, such as their contacts and plans, is theirs and is not looked through.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from groupcare.record.prose import GROUP_PROSE, REASON_PROSE, reworded
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Member
from groupcare.rules.people import Client
from groupcare.rules.text import name_key
from groupcare.rules.unnamed import name_words, without_names

NAMED = ("given_name", "preferred_name", "family_name")


class Namesake:
    """One person's names, now and at any time before, and where they may stand in what is about others.

    Make it before anything of the person is taken out. `leave` are words of the names that stay wherever they stand,
    because they are words of the language, too (Will, May).
    """

    def __init__(self, who: SignIn, client: Client, leave: Iterable[str] = ()) -> None:
        self._who, self._ids = who, (client.id, *client.merged)
        left = {name_key(word) for word in leave}
        self.words = tuple(word for word in name_words(self._names_ever()) if name_key(word) not in left)
        self._own: dict[str, set[str]] = {}
        self._groups = self._groups_of()
        self._others = tuple(self._names_of_others(client))
        self.places = self._places()

    def count(self) -> dict[str, int]:
        """In how many documents each word of the name stands now, of those that `erase` would change."""
        found: Counter[str] = Counter()
        for table, doc_id in self.places:
            stored = self._who.db.engine.read(table, doc_id)
            for word in self.words if stored else ():
                found[word] += self._without(table, (word,))(stored.doc if stored else "") is not None
        return {word: found[word] for word in self.words}

    def erase(self) -> int:
        """Take the names out, also of drafts; gives of how many documents. Only within an act of erasure."""
        if not self.words:
            return 0
        changed = 0
        for table, doc_id in self.places:
            without = self._without(table, self.words)
            changed += self._who.db.table(table).erase_words(doc_id, without)  # type: ignore[attr-defined]
        self._drafts()
        return changed

    def _without(self, table: str, words: tuple[str, ...]) -> Callable[[str], str | None]:
        fields = GROUP_PROSE.get(table, REASON_PROSE)

        def without(text: str) -> str | None:
            content = msgspec.json.decode(text)
            own = self._own_names(content.get("client"))
            here = [word for word in words if name_key(word) not in own]
            clean = reworded(content, fields, lambda said: without_names(said, here, self._others))
            return None if clean == content else msgspec.json.encode(clean).decode()

        return without

    def _own_names(self, client_id: str | None) -> set[str]:
        if client_id is None or client_id in self._ids:
            return set()
        if client_id not in self._own:
            other = self._who.of(Client).find(client_id)
            names = [getattr(other, field) for field in NAMED] if other is not None else []
            self._own[client_id] = {name_key(word) for word in name_words(names)}
        return self._own[client_id]

    def _names_ever(self) -> list[str]:
        found = []
        for doc_id in self._ids:
            stored = self._who.of(Client).find(doc_id)
            found += [getattr(stored, field) for field in NAMED] if stored is not None else []
            for change in self._who.db.engine.changes_of(doc_id):
                for text in (change.before, change.after):
                    content = msgspec.json.decode(text) if text else {}
                    found += [content.get(field, "") for field in NAMED]
        return [name for name in dict.fromkeys(found) if name]

    def _groups_of(self) -> set[str]:
        """Groups in which they had a place or were a guest, also where that was taken back since."""
        found: set[str | None] = set()
        for one in self._ids:
            found |= {member.group for member in self._who.of(Member).linked(client=one)}
            found |= {mark.group for mark in self._who.of(Attendance).linked(client=one)}
        return {group for group in found if group is not None}

    def _names_of_others(self, client: Client) -> Iterator[tuple[str, str]]:
        """Given and family name of staff and of the groups' other members, those of the very same name aside."""
        people = {m.client for group in self._groups for m in self._who.of(Member).linked(group=group)}
        for other in map(self._who.of(Client).find, sorted(people - set(self._ids))):
            if other is not None:
                for given in {other.given_name, other.preferred_name} - {client.given_name, client.preferred_name}:
                    yield given, other.family_name
                if name_key(other.family_name) != name_key(client.family_name):
                    yield other.given_name, other.family_name
        for staff in self._who.of(Staff).all():
            given, _, family = staff.name.rpartition(" ")
            yield given, family

    def _places(self) -> tuple[tuple[str, str], ...]:
        """Documents of the groups, stored or only in the ledger, and reasons given with them; not the person's own."""
        engine, found = self._who.db.engine, set()
        for group in self._groups:
            found |= set(engine.changed_with(tuple(GROUP_PROSE), group))
        found |= {
            ("reason", reason) for _, doc_id in tuple(found) for reason in engine.changed_beside("reason", doc_id)
        }
        mine = {place for one in self._ids for place in engine.changed_of(one)}
        return tuple(sorted(found - mine))

    def _drafts(self) -> None:
        ids = self._groups | {doc_id for _, doc_id in self.places}
        engine = self._who.db.engine
        for staff, form, at, fields in engine.every_draft():
            if any(word in ids for word in form.split()):
                kept = json.loads(fields)
                clean = {name: without_names(text, self.words, self._others) for name, text in kept.items()}
                if clean != kept:
                    engine.keep_draft(staff, form, at, json.dumps(clean, ensure_ascii=False))

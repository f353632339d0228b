"""What an act changed, field by field in words: from what to what, with names for people and days as they are read."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from groupcare.queries.history import Happened
from groupcare.queries.permissions import may_see
from groupcare.queries.timeline import IN_WORDS, Happening
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, Session
from groupcare.rules.idea import Idea
from groupcare.rules.people import Client, client_number
from groupcare.rules.plan import PlanContent
from groupcare.rules.plan_edit import differences, parts_in_words
from groupcare.rules.words import day, moment

NOTHING = "–"
_ID = re.compile("[0-9a-f]{32}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)")


class FieldChange(Struct, frozen=True, kw_only=True):
    """A field of a document in plain words, how it was, and how it is since."""

    of: str
    field: str
    before: str
    after: str


def changes_in_words(who: SignIn, happening: Happening) -> tuple[FieldChange, ...]:
    """All that one act changed. Links that say nothing to a person are left out."""
    may_see(who, "history")
    words = _Words(who)
    return tuple(line for change in happening.details for line in words.lines(change))


class _Words:
    """Turns stored values into words."""

    def __init__(self, who: SignIn) -> None:
        self.who, self.today, self.zone = who, who.today(), who.clinic.zone
        self.staff = {staff.id: staff.name for staff in who.of(Staff).all()}

    def lines(self, change: Happened) -> Iterator[FieldChange]:
        of = IN_WORDS.get(change.table, (change.table, ""))[0]
        if change.erased:
            yield FieldChange(of=of, field="", before="", after="erased")
            return
        if change.withheld:
            yield FieldChange(of=of, field="", before="", after="for other roles to see")
            return
        for field in change.fields:
            if change.table == "plan" and field.field == "content":
                rows = self.plan(field.before, field.after)
            else:
                rows = self.leaves(field.field, field.before, field.after)
            for name, before, after in rows:
                if before != after and (before, after) != (NOTHING, ""):
                    yield FieldChange(of=of, field=name, before=before or NOTHING, after=after or NOTHING)

    def plan(self, before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
        try:
            old = msgspec.convert(before, PlanContent) if before else None
            new = msgspec.convert(after, PlanContent)
        except msgspec.ValidationError:
            yield from self.leaves("content", before, after)
            return
        measures = self.who.library.measures
        if old is None:
            yield from ((part, "", words) for part, words in parts_in_words(new, measures, self.today).items())
        else:
            yield from differences(old, new, measures, self.today)

    def leaves(self, name: str, before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
        if isinstance(before, dict) or isinstance(after, dict):
            old, new = before if isinstance(before, dict) else {}, after if isinstance(after, dict) else {}
            for key in dict.fromkeys((*old, *new)):
                if old.get(key) != new.get(key):
                    yield from self.leaves(f"{name}, {key}", old.get(key), new.get(key))
            return
        if _holds_dicts(before) or _holds_dicts(after):
            rows = max(len(before or ()), len(after or ()))
            for place in range(rows):
                one, other = _at(before, place), _at(after, place)
                if one != other:
                    yield from self.leaves(f"{name} {place + 1}", one, other)
            return
        was, is_now = self.value(before), self.value(after)
        if was is not None and is_now is not None:
            yield name.replace("_", " "), was, is_now

    def value(self, value: Any) -> str | None:
        """In words; None for a link that has none."""
        if value is None or value in ("", [], {}):
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            parts = [self.value(part) if part is not None else NOTHING for part in value]
            return None if None in parts else ", ".join(part or NOTHING for part in parts)
        text = f"{value:g}" if isinstance(value, float) else str(value)
        if _ID.fullmatch(text):
            return self.link(text)
        try:
            if _DAY.fullmatch(text):
                return day(date.fromisoformat(text), self.today)
            if _MOMENT.fullmatch(text):
                return moment(datetime.fromisoformat(text), self.zone, self.today)
        except ValueError:
            pass
        return text

    def link(self, key: str) -> str | None:
        if key in self.staff:
            return self.staff[key]
        if (group := self.who.of(Group).find(key)) is not None:
            return group.name
        if (session := self.who.of(Session).find(key)) is not None:
            return f"session {session.number}, {day(session.date, self.today)}"
        if (idea := self.who.of(Idea).find(key)) is not None:
            return idea.what
        client = self.who.of(Client).find(key)
        return client_number(client.number) if client is not None else None


def _holds_dicts(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(part, dict) for part in value)


def _at(value: Any, place: int) -> Any:
    return value[place] if isinstance(value, list) and place < len(value) else None

"""The call sheet of a group: whom to tell of a change, how they can safely be reached, and who has been told."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.lookups import blocked
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, Session, SessionStatus
from groupcare.rules.notice import Notice
from groupcare.rules.people import Client, full_name, interpreter_words
from groupcare.rules.safety import Alert, AlertStatus
from groupcare.rules.text import name_key
from groupcare.rules.words import count, day

LATELY = 14
"""Days for which those who have been told stay on the sheet."""


class CallLine(Struct, frozen=True, kw_only=True):
    """One person to tell. `safe` is how they said they can be reached safely; `told_at` None while nobody has."""

    notice: str
    client: str
    client_number: int
    name: str
    preferred_name: str
    phone: str
    email: str
    safe: str
    interpreter: str
    what: str
    due: date | None
    told_at: datetime | None
    told_by: str
    how: str
    held: bool
    """Kept from groups by safety, or with an open alert."""


class CallSheet(Struct, frozen=True, kw_only=True):
    """A group's call sheet: those to be told first."""

    group: Group
    about: str
    to_tell: int
    lines: tuple[CallLine, ...]


def call_sheet(who: SignIn, group: Group) -> CallSheet:
    """Everybody who is to be told something, and those told within the last two weeks."""
    may_see(who, "groups")
    on = who.today()
    found = [n for n in who.of(Notice).linked(group=group.id) if is_open(who, n, on) or _lately(n, on)]
    lines = [_line(who, n) for n in found]
    lines.sort(key=lambda line: (line.due is None, name_key(line.name)))
    open_ = [n for n in found if n.due is not None]
    return CallSheet(group=group, about=about(who, open_), to_tell=len({n.client for n in open_}), lines=tuple(lines))


def is_open(who: SignIn, notice: Notice, on: date) -> bool:
    """Whether somebody is still to be told: not once every date that it speaks of is past.

    That a group is finished is not enough: its last sessions may just have been cancelled.
    """
    if notice.due is None:
        return False
    ids = notice.sessions or (notice.session,)
    dates = [*notice.away, *(s.date for i in ids if i and (s := who.of(Session).find(i)) is not None)]
    return not dates or max(dates) >= on


def _lately(notice: Notice, on: date) -> bool:
    return notice.told_at is not None and (on - notice.told_at.date()).days <= LATELY


def _line(who: SignIn, notice: Notice) -> CallLine:
    client = who.of(Client).get(notice.client)
    by = who.of(Staff).find(notice.told_by) if notice.told_by else None
    alerts = who.of(Alert).linked(client=client.id)
    return CallLine(
        notice=notice.id,
        client=client.id,
        client_number=client.number,
        name=full_name(client),
        preferred_name=client.preferred_name,
        phone=client.phone,
        email=client.email,
        safe=client.safe_contact,
        interpreter=interpreter_words(client),
        what=notice.what,
        due=notice.due,
        told_at=notice.told_at,
        told_by=by.name if by is not None else "",
        how=notice.how,
        held=bool(blocked(who, client.id)) or any(a.status is not AlertStatus.closed for a in alerts),
    )


def about(who: SignIn, notices: Iterable[Notice]) -> str:
    """That session 4 is cancelled, or that it and others have changed; of several changes, of how many sessions."""
    ids = {i for n in notices for i in (n.sessions or (n.session,)) if i}
    firsts = {n.session for n in notices if n.session}
    if not ids or not firsts:
        return ""
    if len(firsts) > 1:
        return f"what changed of {len(ids)} sessions"
    first = who.of(Session).get(next(iter(firsts)))
    if first.status in (SessionStatus.cancelled, SessionStatus.not_held):
        return f"that session {first.number} is {first.status}"
    if len(ids) > 1:
        return f"that session {first.number} and {count(len(ids) - 1, 'other')} have changed"
    return f"that session {first.number} is on {day(first.date, who.today())}"


def to_tell(who: SignIn, group_id: str) -> int:
    """How many people of a group are still to be told something."""
    on = who.today()
    return len({n.client for n in who.of(Notice).linked(group=group_id) if is_open(who, n, on)})

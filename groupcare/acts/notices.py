"""The call sheet: whom to tell that a session was moved, cancelled or lost, and that they have been told.

Notices are made by the very act that changes the sessions, in its transaction. What has not been told yet is replaced
by what is true now: a notice always says the dates as they are.
"""

from collections.abc import Collection, Sequence
from datetime import date

from msgspec import structs

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, Group, Member, Session, SessionStatus, room_of
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.notice import Notice
from groupcare.rules.reflow import OVER, in_order
from groupcare.rules.text import PROSE, clean
from groupcare.rules.words import day, listed, span

NOT_NEEDED = "need not be told"
WAYS = ("phone", "message", "in person", "e-mail", "letter")
"""How somebody may be told; other words are taken, too."""
REPLACED = "replaced by a newer notice"
SAID = 2
"""So many dates are said one by one, of those that fall away and of the new ones."""


def whom_to_tell(
    who: SignIn, group: Group, dates: Collection[date], sessions: Collection[str]
) -> list[tuple[str, str]]:
    """Members with a seat around these dates, and guests who make something up at one of these sessions: (member,
    client)."""
    first, last = min(dates), max(dates)
    own = [
        (m.id, m.client)
        for m in who.of(Member).linked(group=group.id)
        if m.status in IN_GROUP and m.start <= last and (m.end is None or m.end >= first)
    ]
    guests = [
        (made.member, made.client)
        for session in sessions
        for made in who.of(MakeUp).linked(session=session)
        if made.status is MakeUpStatus.arranged
    ]
    return list(dict.fromkeys([*own, *guests]))


def notify(who: SignIn, group: Group, sessions: Collection[str], dates: Collection[date]) -> int:
    """Within an act: one notice for each member, of these sessions as they stand now. Gives how many are to be told.

    `dates` are those before and after, by the first of which people should know.
    """
    if not sessions:
        return 0
    today = who.today(group.zone)
    by_id = {s.id: s for s in who.of(Session).linked(group=group.id)}
    waiting: dict[str, list[Notice]] = {}
    for notice in who.of(Notice).linked(group=group.id):
        if notice.due is not None:
            waiting.setdefault(notice.member, []).append(notice)
    to_tell = whom_to_tell(who, group, dates, sessions)
    for member, client in to_tell:
        older = [n for n in waiting.get(member, []) if not {*n.sessions, n.session}.isdisjoint(sessions)]
        spoken = {*sessions, *(i for n in older for i in n.sessions)}
        about = in_order(s for i, s in by_id.items() if i in spoken)
        live = {x.date for x in by_id.values() if x.status not in OVER}
        away = sorted({d for d in (*dates, *(d for n in older for d in n.away)) if d >= today} - live)
        due = max(today, min([*dates, *(n.due for n in older if n.due is not None)]))
        fresh = Notice(
            client=client,
            member=member,
            group=group.id,
            what=clean(sentence(group, about, today, away), of="The notice", limit=PROSE),
            made_at=who.now(),
            session=about[0].id,
            sessions=tuple(s.id for s in about),
            due=due,
            away=tuple(away),
        )
        for notice in older[1:]:
            who.of(Notice).change(notice, due=None, how=REPLACED)
        if older:
            who.of(Notice).save(structs.replace(fresh, id=older[0].id, rev=older[0].rev))
        else:
            who.of(Notice).add(fresh)
    return len(to_tell)


def sentence(group: Group, sessions: Sequence[Session], today: date, away: Sequence[date] = ()) -> str:
    """What to tell of these sessions as they are: which fall away, on which dates none is any more, and when the next
    two and the last are. `away` are dates on which no session is any more, the first of them first."""
    over = [s for s in sessions if s.status in OVER]
    parts = [f"{group.name}:"]
    for status, words in ((SessionStatus.cancelled, "cancelled"), (SessionStatus.not_held, "not held")):
        if some := [s for s in over if s.status is status]:
            each = [f"session {s.number} on {day(s.date, today)}" for s in some]
            many = len(some) > SAID + 1
            which = f"{len(some)} sessions, from {each[0]} to {each[-1]}," if many else listed(each)
            parts.append(f"{which} {'are' if some[1:] else 'is'} {words}.")
    if gone := [d for d in away if d not in {s.date for s in over}]:
        more = ", nor on the old dates after that" if gone[SAID:] else ""
        parts.append(f"No session on {' or '.join(day(d, today) for d in gone[:SAID])}{more}.")
    held = [s for s in sessions if s not in over]
    by_time: dict[tuple[str, str], list[Session]] = {}
    for session in held:
        by_time.setdefault((span(session.start, session.minutes), room_of(session, group)), []).append(session)
    for (times, room), some in by_time.items():
        parts.append(f"{_when(some, today)}, {times}{f', {room}' if room else ''}.")
    return " ".join(_capital(part) if i == 1 or parts[i - 1].endswith(".") else part for i, part in enumerate(parts))


def _when(sessions: Sequence[Session], today: date) -> str:
    """Nobody keeps five dates from a phone call: the next two and the last, and that those between follow."""
    first, *rest = [f"session {s.number}{'' if i else ' is'} on {day(s.date, today)}" for i, s in enumerate(sessions)]
    if not rest[SAID - 1 :]:
        return listed([first, *rest])
    last = sessions[-1]
    later = ", all later ones accordingly" if rest[SAID:] else ""
    said = listed([first, *rest[: SAID - 1]])
    return f"{said}{later}; the last of them, session {last.number}, is on {day(last.date, today)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- telling --------------------------------------------------------------------------------------------------------


def told(who: SignIn, notice_id: str, how: str) -> Notice:
    """Somebody has been told, in this way. Raises Refused where they have been already."""
    how = clean(how, of="How they were told")
    if not how:
        raise Refused(f"Say how they were told: {', '.join(WAYS)}.")
    with act(who, "tell of a change"):
        notice = _open(who, notice_id)
        return who.of(Notice).change(notice, told_at=who.now(), told_by=who.staff_id, how=how, due=None)


def need_not_be_told(who: SignIn, notice_id: str) -> Notice:
    """Nobody has to tell them any more."""
    with act(who, "tell of a change"):
        notice = _open(who, notice_id)
        return who.of(Notice).change(notice, told_at=who.now(), told_by=who.staff_id, how=NOT_NEEDED, due=None)


def not_told(who: SignIn, notice_id: str) -> Notice:
    """It was noted by mistake: they are still to be told, today."""
    with act(who, "tell of a change"):
        notice = who.of(Notice).get(notice_id)
        if notice.told_at is None:
            raise Refused("Nobody is noted to have told them.")
        if any(_is_newer(other, notice) for other in who.of(Notice).linked(group=notice.group)):
            raise Refused("There is a newer notice for them: tell them that one.")
        return who.of(Notice).change(notice, told_at=None, told_by=None, how="", due=who.today())


def _is_newer(other: Notice, notice: Notice) -> bool:
    same = not set(other.sessions).isdisjoint(notice.sessions)
    return other.member == notice.member and other.id != notice.id and same and other.made_at > notice.made_at


def _open(who: SignIn, notice_id: str) -> Notice:
    notice = who.of(Notice).get(notice_id)
    if notice.due is None:
        raise Refused("They need not be told any more: " + (notice.how or "somebody told them") + ".")
    return notice

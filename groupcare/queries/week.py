"""The week around Today: sessions of the coming seven days, seats, and how long people have waited for one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from groupcare.record.lookups import GroupOutline
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, GroupStatus, Member, MemberStatus, Session, SessionKind, SessionStatus
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.words import span

ALL = "9999-12-31"
Seated = Mapping[str, Sequence[Member]]
"""Members by group."""


class WeekLine(Struct, frozen=True, kw_only=True):
    """A session of the coming seven days, or a day on which the clinic is closed (then `session` is empty)."""

    on: date
    session: str
    words: str
    times: str = ""
    progress: str = ""
    status: SessionStatus = SessionStatus.planned


class SeatLine(Struct, frozen=True, kw_only=True):
    """Seats of a group that is forming or running."""

    group: str
    name: str
    taken: int
    seats: int
    words: str = ""


def week(who: SignIn, on: date, groups: Mapping[str, GroupOutline]) -> Iterator[WeekLine]:
    """Sessions of these groups from that day on, and the days the clinic is closed."""
    closed = who.closed(on)
    for ahead in range(7):
        when = on + timedelta(days=ahead)
        if when in closed:
            yield WeekLine(on=when, session="", words=f"closed: {closed[when]}")
        for session in sorted(who.of(Session).linked(date=when.isoformat()), key=lambda s: s.start):
            group = groups.get(session.group)
            if group is None or session.status is SessionStatus.cancelled:
                continue
            yield WeekLine(
                on=when,
                session=session.id,
                words=group.name,
                times=span(session.start, session.minutes),
                progress=_progress(session, group),
                status=session.status,
            )


def _progress(session: Session, group: GroupOutline) -> str:
    """3/8; of a session beyond the course its number, or what it is."""
    if session.kind is not SessionKind.module:
        return str(session.kind)
    of = len(group.modules)
    return f"{session.number}/{of}" if session.number <= of else str(session.number)


def seat_lines(groups: Mapping[str, GroupOutline], seated: Seated) -> Iterator[SeatLine]:
    """Seats taken in each of these groups."""
    for i, group in groups.items():
        taken = sum(m.status in IN_GROUP for m in seated[i])
        yield SeatLine(
            group=group.id,
            name=group.name,
            taken=taken,
            seats=group.seats,
            words="forming" if group.status is GroupStatus.forming else str(group.admission),
        )


def waits(who: SignIn, on: date) -> list[int]:
    """Days each person on a waitlist has waited; referrals carry the open work, so finished ones are not read."""
    waits = []
    for referral in who.of(Referral).open_work(ALL):
        if referral.status is ReferralStatus.waitlisted:
            for member in who.of(Member).linked(referral=referral.id):
                if member.status is MemberStatus.waitlist:
                    waits.append((on - member.start).days)
    return waits

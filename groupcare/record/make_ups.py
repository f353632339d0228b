"""Looking up all that decides about a make-up, for the act that arranges it and the page on which one is found."""

from collections.abc import Iterable, Iterator

from groupcare.record.lookups import blocked_to_place, elsewhere, expected_members, had, open_groups
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance
from groupcare.rules.coverage import NOT_DELIVERED, TO_COME, Coverage, columns, coverage, delivers, sessions_of
from groupcare.rules.group import IN_GROUP, Group, Member, Session
from groupcare.rules.make_up import MakeUp, MakeUpCase, MakeUpStatus
from groupcare.rules.people import Client


def coverage_of(who: SignIn, member: Member, group: Group) -> Coverage:
    """One member's coverage in their group."""
    marks = {a.session: a for a in who.of(Attendance).linked(member=member.id) if a.group == group.id}
    return coverage(
        group.curriculum,
        columns(group.curriculum, who.of(Session).linked(group=group.id)),
        marks,
        member.start,
        member.end,
        who.today(group.zone),
        paused=member.paused,
        elsewhere=elsewhere(who, member),
    )


def make_up_cases(who: SignIn, member: Member, module: int, sessions: Iterable[Session | None]) -> Iterator[MakeUpCase]:
    """A case for each of these sessions of other groups; None stands for one alone with a member of staff."""
    own_group = who.of(Group).get(str(member.group))
    client = who.of(Client).get(member.client)
    path = coverage_of(who, member, own_group).path
    had_now, today = had(who, member), who.today(own_group.zone)
    own = [s for s in sessions_of(member, who.of(Session).linked(group=own_group.id)) if s.status in TO_COME]
    made = [m for m in who.of(MakeUp).linked(member=member.id) if m.module == module]
    arranged = any(m.status is MakeUpStatus.arranged and lost_session(who, m) is None for m in made)
    stopped = blocked_to_place(who, member.client)
    places = {m.group for m in who.of(Member).linked(client=member.client) if m.status in IN_GROUP}
    for session in sessions:
        expected = expected_members(who, session) if session is not None else []
        by_then = {s.module for s in path if s.on is not None and session is not None and s.on < session.date}
        yield MakeUpCase(
            member=member,
            module=module,
            curriculum=own_group.curriculum,
            had=had_now | by_then,
            arranged=arranged,
            today=today,
            blocked=stopped,
            own=tuple(own),
            group=who.of(Group).get(session.group) if session is not None else None,
            session=session,
            expected=len(expected),
            apart=any(_apart(who, client, one.client) for one in expected),
            there=session is not None and session.group in places,
        )


def lost_session(who: SignIn, one: MakeUp) -> Session | None:
    """The session that this make-up was arranged at, where it does not take place."""
    session = who.of(Session).get(one.session) if one.session is not None else None
    return session if session is not None and session.status in NOT_DELIVERED else None


def _apart(who: SignIn, client: Client, other: str) -> bool:
    return other in client.keep_apart or client.id in who.of(Client).get(other).keep_apart


def sessions_teaching(who: SignIn, member: Member, module: int) -> list[Session]:
    """Sessions to come of all other open groups of the same curriculum that teach this module, the next one first."""
    found = []
    for group in open_groups(who):
        if group.curriculum == member.curriculum and group.id != member.group:
            sessions = who.of(Session).linked(group=group.id)
            found += [
                s for s in sessions if s.status in TO_COME and module in delivers(s) and s.date >= who.today(s.zone)
            ]
    return sorted(found, key=lambda s: (s.date, s.start))

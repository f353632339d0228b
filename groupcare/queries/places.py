"""A place in a group as its dialogs show it: where the member stands, and what would come of ending it now."""

from datetime import date

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.lookups import GroupOutline, against_completing, blocked, had, open_groups
from groupcare.record.make_ups import coverage_of
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance
from groupcare.rules.clinic import Staff
from groupcare.rules.coverage import Coverage, sessions_of
from groupcare.rules.group import IN_GROUP, Group, Member, MemberStatus, Session
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.people import Client, full_name
from groupcare.rules.places import last_day
from groupcare.rules.suggestions import Suggestion, suggestions

SHOWN = (*IN_GROUP, MemberStatus.finished, MemberStatus.cancelled)


class PlaceView(Struct, frozen=True, kw_only=True):
    """One place. `missing` are required modules that were neither had nor waived, by number and title; `over` tells
    whether the group is. An ending now would call off the `arranged` make-ups, and its last day would be `last`.
    `completes`: a person may call it completed. `clinician` is the name of their own, empty where they have none."""

    member: Member
    group: str
    group_number: int
    curriculum: str
    over: bool
    name: str
    client_number: int
    coverage: Coverage
    missing: tuple[tuple[int, str], ...]
    blocked: tuple[str, ...]
    arranged: int
    last: date
    suggested: tuple[Suggestion, ...]
    completes: bool
    clinician: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the member has a seat."""
        return self.member.status in IN_GROUP


def place(who: SignIn, member_id: str) -> PlaceView:
    """One place in a group. Raises NotFound."""
    may_see(who, "groups")
    member = who.of(Member).get(member_id)
    group = who.of(Group).get(str(member.group))
    client = who.of(Client).get(member.client)
    sessions = who.of(Session).linked(group=group.id)
    found = who.of(Attendance).linked(member=member.id)
    marks = {a.session: a.mark for a in found if a.group == group.id}
    known = had(who, member)
    return PlaceView(
        member=member,
        group=group.name,
        group_number=group.number,
        curriculum=group.curriculum.name,
        over=group.status in ("finished", "cancelled"),
        name=full_name(client),
        client_number=client.number,
        coverage=coverage_of(who, member, group),
        missing=tuple((m.number, m.title) for m in group.curriculum.module if m.required and m.number not in known),
        blocked=blocked(who, client.id),
        arranged=sum(m.status is MakeUpStatus.arranged for m in who.of(MakeUp).linked(member=member.id)),
        last=last_day(member, sessions, marks, who.today()),
        suggested=suggestions(group.curriculum.attendance, sessions_of(member, sessions), marks, group.admission)
        if member.status in IN_GROUP
        else (),
        clinician=_name_here(who, member.clinician),
        completes=member.status in IN_GROUP and not against_completing(who, member),
    )


def _name_here(who: SignIn, staff: str | None) -> str:
    found = who.of(Staff).find(staff) if staff is not None else None
    return found.name if found is not None and found.left_on is None else ""


def places_of(who: SignIn, client: str) -> list[PlaceView]:
    """A person's places in groups, the newest first; waitlists and errors left out."""
    found = [m for m in who.of(Member).linked(client=client) if m.group is not None and m.status in SHOWN]
    return [place(who, m.id) for m in reversed(found)]


def groups_to_move_to(who: SignIn, member_id: str) -> list[GroupOutline]:
    """Open groups of the same curriculum; for somebody who has a seat, without their own."""
    may_see(who, "groups")
    member = who.of(Member).get(member_id)
    seated = member.status in IN_GROUP
    return [g for g in open_groups(who) if g.curriculum == member.curriculum and not (seated and g.id == member.group)]

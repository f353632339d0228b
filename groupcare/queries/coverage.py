"""The coverage grid of a group: members by modules, what each has had and needs next, when they can be through."""

from msgspec import Struct

from groupcare.queries.groups import GroupLine, group_line
from groupcare.queries.permissions import may_see
from groupcare.record.lookups import blocked, elsewhere
from groupcare.record.sign_in import SignIn
from groupcare.rules import coverage as rules
from groupcare.rules.attendance import Attendance
from groupcare.rules.coverage import Coverage, Taught
from groupcare.rules.group import IN_GROUP, Group, Member, MemberStatus, Session
from groupcare.rules.people import Client, EndReason, full_name
from groupcare.rules.text import name_key

SEATED = (MemberStatus.planned, MemberStatus.active, MemberStatus.on_hold, MemberStatus.finished)


class CoverageRow(Struct, frozen=True, kw_only=True):
    """One member over the grid; `held` whether safety holds them."""

    member: str
    client: str
    client_number: int
    name: str
    held: bool
    status: MemberStatus
    end_reason: EndReason | None
    coverage: Coverage


class CoverageGrid(Struct, frozen=True, kw_only=True):
    """A group with a column for each module, or session where the group is rolling, and a row for each member."""

    line: GroupLine
    group: Group
    columns: tuple[Taught, ...]
    rows: tuple[CoverageRow, ...]


def coverage_grid(who: SignIn, group: Group) -> CoverageGrid:
    """The grid of one group: members by name, then those who have left."""
    may_see(who, "groups")
    sessions = who.of(Session).linked(group=group.id)
    columns = rules.columns(group.curriculum, sessions)
    marks: dict[str, dict[str, Attendance]] = {}
    for attendance in who.of(Attendance).linked(group=group.id):
        marks.setdefault(attendance.member, {})[attendance.session] = attendance
    rows = []
    for member in who.of(Member).linked(group=group.id):
        if member.status not in SEATED:
            continue
        client = who.of(Client).get(member.client)
        known = marks.get(member.id, {})
        rows.append(
            CoverageRow(
                member=member.id,
                client=client.id,
                client_number=client.number,
                name=full_name(client),
                held=bool(blocked(who, client.id)),
                status=member.status,
                end_reason=member.end_reason,
                coverage=rules.coverage(
                    group.curriculum,
                    columns,
                    known,
                    member.start,
                    member.end,
                    who.today(group.zone),
                    paused=member.paused,
                    elsewhere=elsewhere(who, member),
                ),
            )
        )
    rows.sort(key=lambda row: (row.status not in IN_GROUP, name_key(row.name)))
    return CoverageGrid(line=group_line(who, group), group=group, columns=columns, rows=tuple(rows))

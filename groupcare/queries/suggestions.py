"""What the attendance policies of all open groups suggest, and plans to look at after a missed session."""

from collections.abc import Iterator, Set
from datetime import date

from msgspec import Struct, structs

from groupcare.queries.caseload import carers_of, staff_here
from groupcare.queries.kept import up_to_date
from groupcare.queries.needs import ALL, Need, Section, name_and_number
from groupcare.queries.permissions import may_see
from groupcare.queries.stored import every
from groupcare.record.lookups import GroupOutline, contacts_since, open_groups
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.clinic import Role
from groupcare.rules.coverage import sessions_of
from groupcare.rules.curriculum import AttendancePolicy
from groupcare.rules.group import IN_GROUP, Member, Session
from groupcare.rules.people import Contact, ContactKind
from groupcare.rules.suggestions import Suggestion, last_miss, suggestions
from groupcare.rules.words import day


class Suggested(Struct, frozen=True, kw_only=True):
    """What is suggested about one member, and the latest session that they missed, empty where there is none."""

    member: str
    client: str
    group: str
    group_name: str
    suggestions: tuple[Suggestion, ...]
    missed: str

    @property
    def sentence(self) -> str:
        """All of it."""
        return " ".join(s.sentence for s in self.suggestions)


class _Marked(Struct, frozen=True, gc=False):
    member: str
    session: str
    mark: Mark


def suggested(who: SignIn, group: str | None = None) -> list[Suggested]:
    """Members of open groups, or of one, about whom something is suggested; followed up or not."""
    may_see(who, "sessions")
    with who.db.engine.snapshot():
        outlines = {g.id: g for g in open_groups(who)}
        lines = up_to_date(
            who,
            "suggested",
            "group",
            None,
            lambda: _lines(who, outlines, outlines.keys()),
            lambda some: _lines(who, outlines, some & outlines.keys()),
        )
    return [one for i in outlines if group in (None, i) for one in lines.get(i, ())]


def _lines(who: SignIn, outlines: dict[str, GroupOutline], some: Set[str]) -> dict[str, tuple[Suggested, ...]]:
    sessions: dict[str, list[Session]] = {i: [] for i in some}
    for i, session in every(who, Session, Session, "group", some):
        sessions[session.group].append(structs.replace(session, id=i))
    marks: dict[str, dict[str, Mark]] = {}
    for _, one in every(who, Attendance, _Marked, "group", some):
        marks.setdefault(one.member, {})[one.session] = one.mark
    found: dict[str, list[Suggested]] = {i: [] for i in some}
    for i, member in every(who, Member, Member, "group", some):
        if member.group is None or member.status not in IN_GROUP:
            continue
        mine, outline = sessions_of(member, sessions[member.group]), outlines[member.group]
        said = suggestions(outline.attendance or AttendancePolicy(), mine, marks.get(i, {}), outline.admission)
        if said:
            found[member.group].append(
                Suggested(
                    member=i,
                    client=member.client,
                    group=outline.id,
                    group_name=outline.name,
                    suggestions=said,
                    missed=last_miss(mine, marks.get(i, {})),
                )
            )
    return {i: tuple(lines) for i, lines in found.items()}


def is_followed_up(who: SignIn, one: Suggested) -> bool:
    """Whether there has been a contact, or a follow-up was opened, since the latest miss."""
    if not one.missed:
        return False
    session = who.of(Session).get(one.missed)
    planned = (c for c in who.of(Contact).linked(client=one.client) if c.next_step and c.on >= session.date)
    return bool(contacts_since(who, one.client, session)) or any(c.kind is ContactKind.coordination for c in planned)


def suggestion_needs(who: SignIn) -> Iterator[Need]:
    """What is suggested and nobody has followed up, a line a person."""
    for one in {s.client: s for s in suggested(who) if not is_followed_up(who, s)}.values():
        name, number = name_and_number(who, one.client)
        yield Need(
            section=Section.sessions,
            kind="chart",
            id=one.client,
            place="attendance",
            name=name,
            client_number=number,
            words=one.sentence,
            more=one.group_name,
        )


def look_needs(who: SignIn, on: date) -> Iterator[Need]:
    """Plans to look at after a missed session: of this clinician's caseload, and of who is in nobody's."""
    if Role.clinician not in who.staff.roles:
        return
    waiting, here = {m.client: m for m in who.of(Member).open_work(ALL)}, staff_here(who)
    for member in waiting.values():
        having = carers_of(who, member.client, member.clinician, here)
        if having and who.staff_id not in having:
            continue
        name, number = name_and_number(who, member.client)
        yield Need(
            section=Section.plans,
            kind="chart",
            id=member.client,
            place="plan",
            name=name,
            client_number=number,
            words=f"missed {_which(who, member, on)}: look at the plan",
            late=member.due is not None and (on - member.due).days > 7,
        )


def _which(who: SignIn, member: Member, on: date) -> str:
    sessions = who.of(Session).linked(group=member.group) if member.group is not None else []
    number = next((s.number for s in sessions if s.date == member.due), None)
    return f"session {number}" if number is not None else f"the session of {day(member.due or on, on)}"

"""What acts and queries both have to look up: reads of the record that follow links and leave deciding to rules/."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import msgspec
from msgspec import Struct

from groupcare.record.schema import TABLE_OF
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.attendance import Attendance, Mark, rates
from groupcare.rules.clinic import Role
from groupcare.rules.coverage import Elsewhere, delivers, has_seat, modules_had, sessions_of
from groupcare.rules.curriculum import Admission, AttendancePolicy, Milestones
from groupcare.rules.group import Group, GroupStatus, Member, Session
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Contact, ContactKind, Referral, ReferralStatus, client_number, could_be_one
from groupcare.rules.places import reasons_against_finish
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.safety import Alert, AlertStatus, Evaluation, Hold, SafetyFinding, Verdict, blocked_by
from groupcare.rules.screening import (
    CSSRS,
    CSSRS_SINCE_LAST,
    GAD7,
    PHQ9,
    Administered,
    Answered,
    Finding,
    Screening,
    basis,
)
from groupcare.rules.text import name_key

SEES_ANSWERS = (Role.intake, Role.clinician)
"""Facilitators and managers see how grave a finding is and what is to be done, not what was answered."""
OPEN_GROUPS = (GroupStatus.forming, GroupStatus.running)
MANY_CHANGES = 100
"""Changes after which looking through them would cost what reading again does."""


class GroupOutline(Struct, frozen=True, kw_only=True, gc=False):
    """What lists need of a group. `curriculum` is the curriculum's id; `numbers` and `titles` are its modules'."""

    id: str
    number: int
    name: str
    status: GroupStatus
    first: date
    seats: int
    admission: Admission
    curriculum_name: str
    attendance: AttendancePolicy | None = None
    individual_first: tuple[int, ...] | None = ()
    room: str | None = ""
    curriculum: str | None = ""
    numbers: tuple[int | None, ...]
    titles: tuple[str | None, ...]
    required: tuple[bool | None, ...] = ()
    milestones: Milestones | None = None
    more: int | None = None
    schema: int | None = 1

    @property
    def modules(self) -> dict[int, str]:
        """Titles by number."""
        return {n: title for n, title in zip(self.numbers, self.titles, strict=True) if n and title is not None}


def group_outlines(who: SignIn) -> list[GroupOutline]:
    """Every group in outline, oldest first, without reading their curricula; read again once a group has changed."""
    if who.db.is_writing:
        return _outlines(who)
    seq = who.db.engine.head()[0]
    kept: tuple[int, list[GroupOutline]] | None = who.worked_out.get("outlines")
    groups = None if kept is None or _touched_a_group(who, kept[0]) else kept[1]
    kept = who.worked_out["outlines"] = (seq, _outlines(who) if groups is None else groups)
    return list(kept[1])


def _touched_a_group(who: SignIn, since: int) -> bool:
    changes = who.db.engine.changed_after(since, MANY_CHANGES)
    return changes is None or any(table == TABLE_OF[Group].name for table, *_ in changes)


def _outlines(who: SignIn) -> list[GroupOutline]:
    groups, decoder = who.of(Group), msgspec.json.Decoder(GroupOutline)
    newest, found = TABLE_OF[Group].schema, []
    for text in who.db.engine.outlines(groups.spec.name):
        try:
            outline = decoder.decode(text)
        except msgspec.MsgspecError:
            found.append(outline_of(groups.get(msgspec.json.decode(text)["id"])))  # which says what is wrong with it
            continue
        found.append(
            outline if outline.schema == newest and outline.more is None else outline_of(groups.get(outline.id))
        )
    return found


def outline_of(group: Group) -> GroupOutline:
    """A group in outline."""
    curriculum = group.curriculum
    return GroupOutline(
        id=group.id,
        number=group.number,
        name=group.name,
        status=group.status,
        first=group.first,
        seats=group.seats,
        admission=group.admission,
        room=group.room,
        curriculum=curriculum.id,
        curriculum_name=curriculum.name,
        attendance=curriculum.attendance,
        individual_first=curriculum.individual_first,
        numbers=tuple(m.number for m in curriculum.module),
        titles=tuple(m.title for m in curriculum.module),
        required=tuple(m.required for m in curriculum.module),
        milestones=curriculum.milestones,
    )


def open_groups(who: SignIn) -> list[GroupOutline]:
    """Groups that are forming or running, oldest first."""
    return [group for group in group_outlines(who) if group.status in OPEN_GROUPS]


def latest_screening(who: SignIn, referral_id: str) -> Screening | None:
    """The referral's current screening, if it has one."""
    found = who.of(Screening).linked(referral=referral_id)
    return found[-1] if found else None


def needs_screening(who: SignIn, referral: Referral, last: Screening | None = None) -> bool:
    """Whether answers or policy changed since the last screening (`last`, where it is at hand), or there was none."""
    last = last or latest_screening(who, referral.id)
    if last is None:
        return True
    return last.basis != basis(who.policy, answered_for(who, referral))


def answered_for(who: SignIn, referral: Referral) -> Answered:
    """All that screening is told of a referral: its newest answers, what intake asked, and the person's findings."""
    ordered = sorted(who.of(Assessment).linked(referral=referral.id), key=lambda a: a.on)
    newest, place = {a.measure: a for a in ordered}, {a.measure: i for i, a in enumerate(ordered)}
    client = who.of(Client).get(referral.client)
    findings = who.of(SafetyFinding).linked(client=client.id)

    def given(measure: str) -> Administered | None:
        assessment = newest.get(measure)
        return None if assessment is None else administered(who, assessment)

    asked, since = given(CSSRS), given(CSSRS_SINCE_LAST)
    if asked is not None and place[CSSRS] > place.get(CSSRS_SINCE_LAST, len(ordered)):
        since = None
    standing = tuple(
        Finding(
            rule=f.rule,
            route=f.route,
            detail=f"{f.detail}; found on {f.raised_at.date().isoformat()} and not yet evaluated",
            source=f.source,
            respond=f.respond,
            evidence=f.evidence,
            standing=True,
        )
        for f in findings
        if f.ended_by is None
    )
    intake = msgspec.json.encode(
        [referral.participation, referral.observations, referral.red_flags, referral.imminent_risk]
    )
    return Answered(
        phq9=given(PHQ9),
        gad7=given(GAD7),
        cssrs=since or asked,
        lifetime=asked if since is not None else None,
        participation=referral.participation,
        observations=referral.observations,
        red_flags=referral.red_flags,
        imminent_risk=referral.imminent_risk is not None,
        date_of_birth=client.date_of_birth,
        evidence=f"{referral.id}:{hashlib.sha256(intake).hexdigest()[:12]}",
        standing=standing,
        evaluated=evaluated_rules(who, client.id, findings),
    )


def evaluated_rules(who: SignIn, client: str, findings: Iterable[SafetyFinding]) -> frozenset[str]:
    """The rules of this person's findings that a clinician has evaluated. One that was raised in error tells nothing
    of them: an attempt that was keyed by mistake is no history.
    """
    errors = {e.id for e in who.of(Evaluation).linked(client=client) if e.verdict is Verdict.raised_in_error}
    return frozenset(f.rule for f in findings if f.ended_by is not None and f.ended_by not in errors)


def administered(who: SignIn, assessment: Assessment) -> Administered:
    """Kept answers as the rules take them; the evidence is this very version of them."""
    return Administered(
        measure=who.library.measures[assessment.measure],
        answers=assessment.answers,
        on=assessment.on,
        stated_total=assessment.stated_total,
        evidence=f"{assessment.id}@{assessment.rev}",
    )


def seated_referral(who: SignIn, client: str) -> Referral | None:
    """The newest referral of this person that has led to a seat."""
    found = [r for r in who.of(Referral).linked(client=client) if r.status is ReferralStatus.seated]
    return found[-1] if found else None


def standing_decisions(who: SignIn, client: str) -> dict[str, str]:
    """The rules that a clinician's standing decision covers today, with the id of the newest evaluation that does."""
    today = who.today()
    signed = sorted(who.of(Evaluation).linked(client=client), key=lambda e: e.at)
    return {rule: e.id for e in signed if e.covers_until is not None and today <= e.covers_until for rule in e.covers}


def blocked_to_place(who: SignIn, client_id: str) -> tuple[str, ...]:
    """Why this person may not be placed: what blocks them, and what blocks anybody who may be the same person."""
    words = list(blocked(who, client_id))
    for other in who_may_be(who, who.of(Client).get(client_id)):
        words += [f"may be the same person as {client_number(other.number)}: {w}" for w in blocked(who, other.id)]
    return tuple(words)


class NameOutline(Struct, frozen=True, gc=False):
    """By what a client is told from others."""

    id: str
    family_name: str | None = ""
    given_name: str | None = ""
    date_of_birth: str | None = None

    @property
    def key(self) -> str:
        """The names' key; empty for somebody who has none."""
        return name_key(self.family_name or "", self.given_name or "")


def client_names(who: SignIn) -> Iterator[NameOutline]:
    """Everybody's name and birth date, oldest first, read from the index that holds them."""
    decoder = msgspec.json.Decoder(NameOutline)
    return map(decoder.decode, who.db.engine.outlines(who.of(Client).spec.name))


def who_may_be(who: SignIn, client: Client) -> list[Client]:
    """Clients who may be the same person; few of all clients are read for it."""
    key = name_key(client.family_name, client.given_name)
    if not key:
        return []
    born = client.date_of_birth.isoformat() if client.date_of_birth else None
    alike = (n.id for n in client_names(who) if not (born and n.date_of_birth not in (born, None)) and n.key == key)
    return [other for other in map(who.of(Client).get, alike) if could_be_one(client, other)]


def blocked(who: SignIn, client: str) -> tuple[str, ...]:
    """Why this person may not be seated now, in words that this member of staff may see; empty when nothing blocks."""
    findings, holds = who.of(SafetyFinding).linked(client=client), who.of(Hold).linked(client=client)
    words = blocked_by(findings, holds)
    return blocked_by(findings, holds, discreet=True) if words and not sees_answers(who) else words


def sees_answers(who: SignIn) -> bool:
    """Whether this member of staff sees what was answered at a screening, and not the level and the steps alone."""
    return any(role in who.staff.roles for role in SEES_ANSWERS)


def is_called_first(who: SignIn, client: str) -> bool:
    """Whether an absence of theirs without notice asks for a call the same day: a recent finding, alert or hold."""
    since = who.now() - timedelta(days=who.policy.called_first_days)
    return (
        any(finding.raised_at >= since for finding in who.of(SafetyFinding).linked(client=client))
        or any(alert.status is not AlertStatus.closed for alert in who.of(Alert).linked(client=client))
        or any(hold.released_by is None for hold in who.of(Hold).linked(client=client))
    )


def contacts_since(who: SignIn, client: str, session: Session) -> list[Contact]:
    """Contacts with somebody since a session began, tries included: not a call of that morning, nor one with others."""
    planned = schedule.at(session.date, session.start, session.zone)
    began = min(planned, session.began or planned)
    return [
        contact
        for contact in who.of(Contact).linked(client=client)
        if contact.kind is not ContactKind.coordination
        and contact.on >= session.date
        and (contact.at is None or contact.at >= began)
    ]


def expected_members(who: SignIn, session: Session, *, guests: bool = True) -> list[Member]:
    """Members who have a seat on the day of this session, in the order they were seated; then its guests."""
    own = [m for m in who.of(Member).linked(group=session.group) if has_seat(m, session.date)]
    return [*own, *guests_at(who, session)] if guests else own


def guests_at(who: SignIn, session: Session) -> list[Member]:
    """Members of other groups who make up a module at this session."""
    coming = (m for m in who.of(MakeUp).linked(session=session.id) if m.status is not MakeUpStatus.cancelled)
    return [who.of(Member).get(i) for i in dict.fromkeys(m.member for m in coming)]


def made_up_at(who: SignIn, session: Session, member: str) -> int | None:
    """The module that this member makes up at this session; None for its own members."""
    found = (m for m in who.of(MakeUp).linked(session=session.id) if m.member == member)
    return next((m.module for m in found if m.status is not MakeUpStatus.cancelled), None)


def elsewhere(who: SignIn, member: Member) -> Elsewhere:
    """The modules that a member has had outside their group's sessions, in earlier places of the curriculum, too."""
    made_up, individually = set(), set()
    for one in who.of(MakeUp).linked(member=member.id):
        if one.session is None and one.status is MakeUpStatus.done:
            individually.add(one.module)
        elif one.session is not None and _was_guest(who, one, one.session):
            made_up.add(one.module)
    return Elsewhere(
        made_up=frozenset(made_up),
        individually=frozenset(individually),
        waived=frozenset(w.module for w in member.waived),
        earlier=had_before(who, member) or frozenset(),
    )


def _was_guest(who: SignIn, one: MakeUp, session_id: str) -> bool:
    session = who.of(Session).get(session_id)
    there = (a for a in who.of(Attendance).linked(session=session_id) if a.member == one.member)
    return one.module in delivers(session) and any(a.mark is Mark.attended for a in there)


def had_before(who: SignIn, member: Member) -> frozenset[int] | None:
    """What they had in the place that they came from; None where there is none of the same curriculum."""
    before = who.of(Member).find(member.came_from) if member.came_from is not None else None
    if before is None or before.curriculum != member.curriculum:
        return None
    return had(who, before)


def had(who: SignIn, member: Member, of_group: Sequence[Session] | None = None) -> frozenset[int]:
    """All modules of their curriculum that a member has had so far, wherever that was; the sessions of their group are
    read where they are not given."""
    sessions = of_group or (who.of(Session).linked(group=member.group) if member.group is not None else [])
    marks = {a.session: a for a in who.of(Attendance).linked(member=member.id) if a.group == member.group}
    return modules_had(sessions, marks, elsewhere(who, member))


def against_completing(who: SignIn, member: Member) -> list[str]:
    """Why a member has not completed the curriculum, in sentences; nothing where a person may call it completed."""
    if member.group is None:
        return ["There is no place in a group to complete."]
    group, sessions = who.of(Group).get(member.group), who.of(Session).linked(group=member.group)
    known, attended = had(who, member, sessions), None
    if group.admission is Admission.closed and group.status is GroupStatus.finished:
        marks = {a.session: a.mark for a in who.of(Attendance).linked(member=member.id) if a.group == group.id}
        attended = rates(sessions_of(member, sessions), marks, member.start, member.end).planned
    return reasons_against_finish(group.curriculum, known, attended)


def through(who: SignIn, group_id: str, members: Iterable[Member]) -> list[Member]:
    """Of these members of a rolling group, those who have had all that completes its curriculum."""
    curriculum, sessions = who.of(Group).get(group_id).curriculum, who.of(Session).linked(group=group_id)
    return [m for m in members if not reasons_against_finish(curriculum, had(who, m, sessions), None)]


def forms_not_looked_at(who: SignIn, session: Session) -> list[str]:
    """Clients who were at a session at which the PHQ-9 is due, and at whose form nobody has looked: neither was it
    looked at in the room, nor have its answers been entered since."""
    modules = who.of(Group).get(session.group).curriculum.module
    if not any(PHQ9 in module.measures for module in modules if module.number in session.modules):
        return []
    return [
        a.client
        for a in who.of(Attendance).linked(session=session.id)
        if a.mark is Mark.attended and a.looked is None and not phq9_entered(who, a.client, session.date)
    ]


def phq9_entered(who: SignIn, client: str, on: date) -> bool:
    """Whether the answers of their form of that day are in the record already."""
    return any(a.measure == PHQ9 and a.on >= on for a in who.of(Assessment).linked(client=client))


def open_plan(who: SignIn, client: str) -> Plan | None:
    """The client's plan that is not closed, if there is one."""
    return next((p for p in who.of(Plan).linked(client=client) if p.status is not PlanStatus.closed), None)


def names_of_members(who: SignIn, group: str) -> tuple[str, ...]:
    """Given, preferred and family names of everybody who has, or had, a place in this group."""
    clients = (who.of(Client).get(member.client) for member in who.of(Member).linked(group=group))
    return tuple(name for c in clients for name in (c.given_name, c.preferred_name, c.family_name) if name)

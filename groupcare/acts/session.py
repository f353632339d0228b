"""Running a session: begin it, mark who was there, close it.

What really happened can always be recorded, even against a hold; the program then says so. A mark is one fact a member
and session; changing it keeps the earlier one in the ledger. Nobody is ever marked by closing.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.acts.group import finish_group
from groupcare.acts.make_ups import settle
from groupcare.acts.notes import make_notes
from groupcare.acts.places import ask_to_look_at_plans
from groupcare.acts.rescheduling import lose_session
from groupcare.acts.watching import seen_above_0
from groupcare.record.errors import Refused, Stale
from groupcare.record.lookups import (
    blocked,
    contacts_since,
    expected_members,
    forms_not_looked_at,
    is_called_first,
    made_up_at,
    open_plan,
)
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.attendance import Attendance, Looked, Mark, Mode, Participation, minutes_present
from groupcare.rules.group import Group, GroupStatus, Lead, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.people import Client
from groupcare.rules.plan import objective as objective_of
from groupcare.rules.reflow import Way
from groupcare.rules.safety import Alert, AlertStatus, Hold
from groupcare.rules.text import PROSE, clean

OPEN = (SessionStatus.planned, SessionStatus.in_progress)


class Details(Struct, frozen=True, kw_only=True):
    """What may go with a mark. Minutes late and left early; `mood` and `pain` are 0 to 10; `objective` is the key of
    an objective of the member's plan.
    """

    late: int = 0
    left_early: int = 0
    mode: Mode = Mode.in_person
    location: str = ""
    phone: str = ""
    mood: int | None = None
    mattered: str = ""
    pain: int | None = None
    participation: Participation | None = None
    response: str = ""
    objective: str | None = None
    note: str = ""


NO_DETAILS = Details()
OF_THOSE_HERE = ("mood", "mattered", "pain", "participation", "response", "objective")
"""What only somebody who is here can have given."""
NEVER_BY_A_MARK = ("participation", "response", "objective", "note")
"""What another mark for the same member does not take away."""


def start_session(who: SignIn, session_id: str) -> Session:
    """Begin a session: from now on it is in progress, and its group is running. After its planned end it is written
    down, not held now, and has no times of its own.
    """
    with act(who, "hold a session"):
        session = who.of(Session).get(session_id)
        if session.status is not SessionStatus.planned:
            raise Refused(f"This session is {session.status}; it cannot be begun again.")
        return _begin(who, session)


def _begin(who: SignIn, session: Session) -> Session:
    today = who.today(session.zone)
    if session.date > today:
        raise Refused(f"This session is planned for {session.date.isoformat()}; it cannot begin before that day.")
    group = who.of(Group).get(session.group)
    if group.status is GroupStatus.forming:
        who.of(Group).change(group, status=GroupStatus.running)
        for member in who.of(Member).linked(group=group.id):
            if member.status is MemberStatus.planned:
                who.of(Member).change(member, status=MemberStatus.active)
    now = who.now()
    live = session.date == today and now < _planned_end(session)
    began = now if live else None
    return who.of(Session).change(
        session,
        status=SessionStatus.in_progress,
        began=began,
        led_by=session.led_by or (who.staff_id,),
        leads=session.leads or ((Lead(staff=who.staff_id, since=began),) if began else ()),
    )


def _planned_end(session: Session) -> datetime:
    return schedule.at(session.date, session.start, session.zone) + timedelta(minutes=session.minutes)


def mark(
    who: SignIn, session_id: str, member_id: str, what: Mark, details: Details = NO_DETAILS
) -> tuple[Attendance, list[str]]:
    """Mark one member, beginning the session where it has not begun. Gives the mark and what to know about it.

    For a session that is still to come only notice ahead (excused) can be marked. Notice given on the day itself,
    before the start, is notice ahead, too, and begins nothing.
    """
    with act(who, "mark attendance"):
        known = next((a for a in who.of(Attendance).linked(session=session_id) if a.member == member_id), None)
        if known is not None:
            kept = {name: getattr(details, name) or getattr(known, name) for name in NEVER_BY_A_MARK}
            details = structs.replace(details, **kept)
        return _mark(who, session_id, member_id, what, details if what is Mark.attended else _away(details))


def amend(
    who: SignIn,
    session_id: str,
    member_id: str,
    what: Mark | None = None,
    *,
    over: Mapping[str, Any] | None = None,
    **changed: Any,
) -> tuple[Attendance, list[str]]:
    """`mark`, keeping of what is recorded already all that is not given: `changed` are fields of Details.

    Without a mark the one recorded stays; somebody who is not marked yet and checks in is here. `over` is what stood in
    fields when a form with them was opened; raises Stale where somebody has changed one of them since.
    """
    with act(who, "mark attendance"):
        known = next((a for a in who.of(Attendance).linked(session=session_id) if a.member == member_id), None)
        what = what or (known.mark if known else Mark.attended)
        if any(getattr(known or NO_DETAILS, name) != before for name, before in (over or {}).items()):
            raise Stale("Somebody else has written here meanwhile.")
        if known is None and changed.keys() == {"note"}:
            raise Refused("Say first whether they are here; then the note.")
        if what is not Mark.attended and any(changed.get(name) not in (None, "") for name in OF_THOSE_HERE):
            raise Refused("That is for somebody who is here: mark them first.")
        details = Details(**{**_details_of(known), **changed})
        return _mark(who, session_id, member_id, what, details if what is Mark.attended else _away(details))


def _details_of(known: Attendance | None) -> dict[str, Any]:
    return {} if known is None else {name: getattr(known, name) for name in Details.__struct_fields__}


def _away(details: Details) -> Details:
    """Without what nobody who was away can have given; mood and words stay, should the mark be put right."""
    return structs.replace(
        details, late=0, left_early=0, pain=None, participation=None, response="", objective=None
    )  # fmt: skip


def mark_present(who: SignIn, session_id: str, members: Collection[str]) -> list[Attendance]:
    """Mark those of `members` who are not marked yet as here. Nobody whom safety holds is marked this way."""
    with act(who, "mark attendance"):
        session = who.of(Session).get(session_id)
        marked = {a.member for a in who.of(Attendance).linked(session=session_id)}
        open_ = [m for m in expected_members(who, session) if m.id in members and m.id not in marked]
        found = [
            _mark(who, session_id, m.id, Mark.attended, NO_DETAILS)[0] for m in open_ if not blocked(who, m.client)
        ]
        if not found:
            raise Refused("Nobody is left to mark this way; those on hold are marked one by one.")
        return found


def _mark(who: SignIn, session_id: str, member_id: str, what: Mark, details: Details) -> tuple[Attendance, list[str]]:
    session, member = who.of(Session).get(session_id), who.of(Member).get(member_id)
    expected = {m.id for m in expected_members(who, session)}
    if member.group != session.group and member.id not in expected:
        raise Refused("This person is not a member of the group.")
    if member.id not in expected:
        raise Refused(f"This person has no seat on {session.date.isoformat()}; they joined later or had left.")
    if session.status in (SessionStatus.cancelled, SessionStatus.not_held):
        raise Refused(f"This session was {session.status}; nobody can be marked.")
    today = who.today(session.zone)
    ahead = session.date > today
    if ahead and what is not Mark.excused:
        raise Refused("This session is still to come; only notice given ahead (excused) can be marked.")
    told = what is Mark.excused and who.now() < schedule.at(session.date, session.start, session.zone)
    if not told and session.status is SessionStatus.planned:
        session = _begin(who, session)
    kept = _kept(who, session, member, what, details, noticed_ahead=told, late_entry=session.date < today)
    settle(who, session)
    return kept, _remarks(who, member, what)


def _kept(
    who: SignIn,
    session: Session,
    member: Member,
    what: Mark,
    details: Details,
    *,
    noticed_ahead: bool,
    late_entry: bool,
) -> Attendance:
    if details.mood is not None and not 0 <= details.mood <= 10:
        raise Refused("Mood is from 0 to 10.")
    if details.pain is not None:
        _check_pain(who, session, details.pain)
    known = [a for a in who.of(Attendance).linked(session=session.id) if a.member == member.id]
    if details.objective is not None and details.objective not in [a.objective for a in known]:
        plan = open_plan(who, member.client)
        if plan is None or objective_of(plan.content, details.objective) is None:
            raise Refused(f"Their plan has no objective {details.objective}; look at the plan.")
    if what is not Mark.attended and (details.late or details.left_early):
        raise Refused("Only somebody who attended can be late or leave early.")
    try:
        there = minutes_present(session.minutes, details.late, details.left_early)
    except ValueError as fault:
        raise Refused(str(fault)) from None
    attendance = Attendance(
        session=session.id,
        group=session.group,
        member=member.id,
        client=member.client,
        mark=what,
        marked_at=who.now(),
        marked_by=who.staff_id,
        late=details.late,
        left_early=details.left_early,
        minutes=there if what is Mark.attended else None,
        mode=details.mode,
        location=clean(details.location, of="The location"),
        phone=clean(details.phone, of="The phone number"),
        mood=details.mood,
        mattered=clean(details.mattered, of="What mattered"),
        pain=details.pain,
        participation=details.participation,
        response=clean(details.response, of="The response", limit=PROSE, lines=True),
        objective=details.objective,
        note=clean(details.note, of="The note", limit=PROSE, lines=True),
        noticed_ahead=noticed_ahead or any(a.noticed_ahead for a in known if a.mark is what),
        late_entry=late_entry,
        makes_up=made_up_at(who, session, member.id),
    )
    if not known:
        return who.of(Attendance).add(attendance)
    before = known[0]
    if all(getattr(before, name) == getattr(attendance, name) for name in ("mark", "late", "left_early", "mode")):
        # What is said of somebody later does not make their mark a late one.
        attendance = structs.replace(
            attendance, marked_at=before.marked_at, marked_by=before.marked_by, late_entry=before.late_entry
        )
    return who.of(Attendance).save(structs.replace(attendance, id=before.id, rev=before.rev, looked=before.looked))


def _check_pain(who: SignIn, session: Session, pain: int) -> None:
    if "pain" not in who.of(Group).get(session.group).curriculum.check_in:
        raise Refused("This programme does not ask for pain.")
    if not 0 <= pain <= 10:
        raise Refused("Pain is from 0 to 10.")


def look_at_form(who: SignIn, session_id: str, member_id: str, looked: Looked) -> Attendance:
    """Keep what was seen at item 9 of the paper PHQ-9 that somebody handed in, or that they handed in none.

    Above 0 they are held until the C-SSRS has been asked, and an alert is opened. Looking again ends neither.
    """
    with act(who, "mark attendance"):
        session = who.of(Session).get(session_id)
        known = next((a for a in who.of(Attendance).linked(session=session_id) if a.member == member_id), None)
        if known is None or known.mark is not Mark.attended:
            raise Refused("Mark them as here first: forms are handed in by those who came.")
        kept = who.of(Attendance).change(known, looked=looked)
        if looked is Looked.above:
            seen_above_0(who, known.client, session.date, session.id)
        return kept


def _remarks(who: SignIn, member: Member, what: Mark) -> list[str]:
    held = any(h.released_by is None for h in who.of(Hold).linked(client=member.client))
    if held and what is not Mark.held:
        return ["This person is on hold: speak privately, ask the C-SSRS, phone the clinician."]
    return []


def close_session(who: SignIn, session_id: str, covered: Sequence[int] | None = None) -> Session:
    """Close a session as held. `covered` are the modules that were delivered, by default all planned ones but those
    that go on in a later session. How many were there is counted from the marks, remote members included.

    Raises Refused while somebody is not marked, a form that is due is not looked at, a concern raised in it has no
    owner, or somebody at risk was absent without notice and nobody has tried to call them since.
    """
    with act(who, "hold a session"):
        session = who.of(Session).get(session_id)
        if session.status is not SessionStatus.in_progress:
            raise Refused(f"This session is {session.status}; only one in progress can be closed.")
        attendance = who.of(Attendance).linked(session=session.id)
        marked = {a.member for a in attendance}
        unmarked = [m for m in expected_members(who, session) if m.id not in marked]
        if unmarked:
            names = ", ".join(_short_name(who.of(Client).get(m.client)) for m in unmarked)
            raise Refused(f"Not marked yet: {names.removesuffix('.')}.")
        if any(a.status is AlertStatus.open for a in who.of(Alert).linked(session=session.id)):
            raise Refused("A concern raised in this session has no owner yet.")
        if unseen := ", ".join(_short_name(who.of(Client).get(i)) for i in forms_not_looked_at(who, session)):
            raise Refused(
                f"PHQ-9 not looked at: {unseen.removesuffix('.')}. Look at item 9 of each form, or say that none was "
                "handed in."
            )
        if uncalled := _uncalled(who, session):
            raise Refused(
                f"Call first: {uncalled}. Absent without notice, with a safety finding, alert or hold: write down the "
                "call, or the try, then close."
            )
        known = {m.number for m in who.of(Group).get(session.group).curriculum.module}
        if covered is not None and not set(covered) <= known:
            raise Refused(f"The curriculum has the modules {', '.join(map(str, sorted(known)))} and no others.")
        planned = tuple(n for n in session.modules if n not in session.continues)
        today = who.today(session.zone)
        held = who.of(Session).change(
            session,
            status=SessionStatus.held,
            ended=who.now() if session.began is not None and session.date == today else None,
            covered=tuple(covered) if covered is not None else planned,
            present=sum(a.mark is Mark.attended for a in attendance),
            due=None,
        )
        settle(who, held)
        ask_to_look_at_plans(who, held)
        make_notes(who, held)
        finish_group(who, session.group)
        return held


def _uncalled(who: SignIn, session: Session) -> str:
    absent = [a.client for a in who.of(Attendance).linked(session=session.id) if a.mark is Mark.absent]
    waiting = [i for i in absent if is_called_first(who, i) and not contacts_since(who, i, session)]
    return ", ".join(_short_name(who.of(Client).get(i)) for i in waiting).removesuffix(".")


def _short_name(client: Client) -> str:
    """As the group room may show it: first name and initial."""
    first = client.preferred_name or client.given_name or client.family_name
    return f"{first} {client.family_name[:1]}.".strip() if client.given_name or client.preferred_name else first


def cancel_session(who: SignIn, session_id: str, reason: str) -> Session:
    """Cancel a session that is still to be held, with the reason; nothing else moves, and its modules are dropped."""
    if who.of(Session).get(session_id).status is not SessionStatus.planned:
        raise Refused(f"This session is {who.of(Session).get(session_id).status}; only a planned one can be cancelled.")
    lose_session(who, session_id, Way.drop, reason, status=SessionStatus.cancelled)
    return who.of(Session).get(session_id)

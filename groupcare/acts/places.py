"""What becomes of a place in a group: ended, on hold, taken up again, completed, transferred, returned to.

Each is a person's act; nothing here happens by itself. Every check is made within the transaction. A place that ends
keeps all that was recorded on it, and what comes after it points back to it.
"""

from datetime import date, timedelta

from msgspec import structs

from groupcare.acts.act import act
from groupcare.acts.seating import SeatPlan, plan_of, seat_case, seated
from groupcare.record.errors import Refused
from groupcare.record.lookups import against_completing, blocked, blocked_to_place, elsewhere, had
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.group import (
    IN_GROUP,
    Group,
    GroupStatus,
    Member,
    MemberStatus,
    Pause,
    SeatCase,
    Session,
    Waived,
)
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.notice import Notice
from groupcare.rules.people import EndReason, Referral, ReferralStatus
from groupcare.rules.places import (
    last_day,
    last_marked,
    reasons_against_end,
    referral_after,
    status_after,
)
from groupcare.rules.safety import Decision, covers
from groupcare.rules.text import PROSE, clean

OVER = (MemberStatus.finished, MemberStatus.cancelled)

ENDED = "their place has ended"
"""How the call sheet says that somebody need not be told any more."""


def end(
    who: SignIn,
    member_id: str,
    reason: EndReason,
    *,
    on: date | None = None,
    words: str = "",
    another: bool = False,
) -> Member:
    """End a place: the seat is free, and the referral ends, goes on to individual care, or waits for `another` group.

    `on` is the last day of the place. Raises Refused with every reason against it.
    """
    words = clean(words, of="What was said", limit=PROSE, lines=True)
    with act(who, "end a place", code=reason.name):
        member = who.of(Member).get(member_id)
        sessions, marks = _sessions(who, member), _marks(who, member)
        against = reasons_against_end(member, reason, blocked(who, member.client), len(marks), another=another)
        if against:
            raise Refused(" ".join(against))
        return _end(who, member, reason, _last(who, member, sessions, marks, on), words, another=another)


def finish(who: SignIn, member_id: str, *, on: date | None = None, words: str = "") -> Member:
    """Complete a place, which a person says: every required module was had or waived, or a closed group is over and
    enough of it was attended."""
    words = clean(words, of="What was said", limit=PROSE, lines=True)
    with act(who, "end a place", code=EndReason.completed.name):
        member = who.of(Member).get(member_id)
        sessions, marks = _sessions(who, member), _marks(who, member)
        known = blocked(who, member.client)
        against = reasons_against_end(member, EndReason.completed, known, len(marks), another=False)
        against += against_completing(who, member)
        if against:
            raise Refused(" ".join(against))
        return _end(who, member, EndReason.completed, _last(who, member, sessions, marks, on), words, another=False)


def _sessions(who: SignIn, member: Member) -> list[Session]:
    return who.of(Session).linked(group=member.group) if member.group is not None else []


def _marks(who: SignIn, member: Member) -> dict[str, Mark]:
    found = who.of(Attendance).linked(member=member.id)
    return {a.session: a.mark for a in found if a.group == member.group}


def _last(who: SignIn, member: Member, sessions: list[Session], marks: dict[str, Mark], on: date | None) -> date:
    today = who.today()
    if on is None:
        return last_day(member, sessions, marks, today)
    if on > today:
        raise Refused("A place ends today or on an earlier day, not in advance.")
    marked = last_marked(sessions, marks, today)
    if marked is not None and on < marked:
        raise Refused(f"They are marked at the session of {marked.isoformat()}: the place cannot have ended before.")
    return on


def _end(who: SignIn, member: Member, reason: EndReason, last: date, words: str, *, another: bool) -> Member:
    ended = _close(who, member, reason, last, words)
    referral = who.of(Referral).get(member.referral)
    if referral.status is not ReferralStatus.seated:
        return ended
    after = referral_after(reason, another=another)
    if after is ReferralStatus.waitlisted:
        _wait(who, referral, ended)
    elif after is ReferralStatus.individual_care:
        who.of(Referral).change(referral, status=after, due=None)
    else:
        who.of(Referral).change(referral, status=after, end_reason=reason, due=None)
    return ended


def _close(who: SignIn, member: Member, reason: EndReason, last: date, words: str) -> Member:
    """The place is over: make-ups that were arranged are called off, nobody waits for a look at the plan, and the call
    sheet no longer asks to tell them of the group's dates."""
    for notice in who.of(Notice).linked(client=member.client):
        if notice.member == member.id and notice.due is not None:
            who.of(Notice).change(notice, told_at=who.now(), told_by=who.staff_id, how=ENDED, due=None)
    for one in who.of(MakeUp).linked(member=member.id):
        if one.status is MakeUpStatus.arranged:
            who.of(MakeUp).change(one, status=MakeUpStatus.cancelled, due=None, words=f"the place ended: {reason}")
    return who.of(Member).change(
        member,
        status=status_after(member, last, reason),
        end=last,
        end_reason=reason,
        end_words=words,
        paused=tuple(p if p.until is not None else structs.replace(p, until=last) for p in member.paused),
        due=None,
    )


def _wait(who: SignIn, referral: Referral, before: Member) -> Member:
    """A place on the waitlist that goes on from the one before."""
    who.of(Referral).change(
        referral, status=ReferralStatus.waitlisted, end_reason=None, review_on=None, due=referral.received_on
    )
    return who.of(Member).add(
        Member(
            client=before.client,
            referral=referral.id,
            curriculum=before.curriculum,
            status=MemberStatus.waitlist,
            start=who.today(),
            plan=before.plan,
            clinician=before.clinician,
            came_from=before.id,
        )
    )


# --- on hold --------------------------------------------------------------------------------------------------------


def put_on_hold(who: SignIn, member_id: str, why: str, *, since: date | None = None) -> Member:
    """Keep the seat and expect them at no session from that day on: by default from today, or from tomorrow where they
    are marked at a session of today."""
    why = clean(why, of="The reason", limit=PROSE, lines=True)
    if not why:
        raise Refused("Say why the place is on hold.")
    with act(who, "put a place on hold"):
        member = who.of(Member).get(member_id)
        if member.status not in (MemberStatus.planned, MemberStatus.active):
            raise Refused(f"This place is {member.status}; it cannot be put on hold.")
        today = who.today()
        marked = last_marked(_sessions(who, member), _marks(who, member), today)
        earliest = today + timedelta(days=1) if marked == today else today
        if since is not None and marked is not None and since <= marked:
            raise Refused(f"They are marked at the session of {marked.isoformat()}: a later day, please.")
        pause = Pause(since=since or earliest, until=None, by=who.staff_id, why=why)
        _call_off_visits(who, member, pause.since)
        return who.of(Member).change(member, status=MemberStatus.on_hold, paused=(*member.paused, pause))


def _call_off_visits(who: SignIn, member: Member, since: date) -> None:
    """Whoever is on hold is expected at no session, so as a guest at none either."""
    for one in who.of(MakeUp).linked(member=member.id):
        if one.status is MakeUpStatus.arranged and one.session is not None and one.on >= since:
            who.of(MakeUp).change(one, status=MakeUpStatus.cancelled, due=None, words="their place is on hold")


def take_up(who: SignIn, member_id: str, *, on: date | None = None) -> Member:
    """Take a place up again: from that day on, by default today, they are expected."""
    with act(who, "put a place on hold"):
        member = who.of(Member).get(member_id)
        if member.status is not MemberStatus.on_hold or member.group is None:
            raise Refused(f"This place is {member.status}, not on hold.")
        day = on or who.today()
        ended = [p if p.until is not None else structs.replace(p, until=day - timedelta(days=1)) for p in member.paused]
        running = who.of(Group).get(member.group).status is not GroupStatus.forming
        return who.of(Member).change(
            member,
            status=MemberStatus.active if running else MemberStatus.planned,
            paused=tuple(p for p in ended if p.until is None or p.since <= p.until),
        )


# --- to another group, and back -------------------------------------------------------------------------------------


def preview_transfer(who: SignIn, member_id: str, group_id: str) -> SeatPlan:
    """What `transfer` would do, before anything is saved."""
    return plan_of(who, _transfer_case(who, who.of(Member).get(member_id), group_id))


def transfer(who: SignIn, member_id: str, group_id: str, words: str = "") -> tuple[Member, list[str]]:
    """Give a member a seat in another group of the same curriculum, and end the one they have, in one step.

    What they have had counts on, their plan and clinician go with them. Raises Refused with every reason against it.
    """
    words = clean(words, of="What was said", limit=PROSE, lines=True)
    with act(who, "transfer"):
        member = who.of(Member).get(member_id)
        case = _transfer_case(who, member, group_id)
        marks, sessions = _marks(who, member), _sessions(who, member)
        last = _last(who, member, sessions, marks, None)
        _close(who, member, EndReason.transferred, last, words)
        place = Member(
            client=member.client,
            referral=member.referral,
            curriculum=member.curriculum,
            status=MemberStatus.planned,
            start=who.today(),
            plan=member.plan,
            clinician=member.clinician,
            came_from=member.id,
            due=member.due,
        )
        return seated(who, case, place)


def _transfer_case(who: SignIn, member: Member, group_id: str) -> SeatCase:
    if member.group is None or member.status not in IN_GROUP:
        raise Refused(f"This place is {member.status}; there is nothing to transfer.")
    case = seat_case(who, group_id, member.referral)
    if member.group == group_id:
        raise Refused("This is the group that they are in.")
    if case.group.curriculum.id != member.curriculum:
        raise Refused(
            f"{case.group.name} runs {case.group.curriculum.id}, and they are in {member.curriculum}: end this place "
            "and decide for the other curriculum."
        )
    return structs.replace(case, moved=True, before=had(who, member))


def preview_return(who: SignIn, member_id: str, group_id: str) -> SeatPlan:
    """What `bring_back` into that group would do, before anything is saved."""
    member = who.of(Member).get(member_id)
    return plan_of(who, _return_case(who, member, _going_on(who, member), group_id))


def bring_back(who: SignIn, member_id: str, group_id: str | None = None) -> tuple[Member, list[str]]:
    """Somebody who left comes back: to a seat in a group, the same or another, or without one to the waitlist.

    It goes on from the place that ended. All that is asked before a seat is asked again; a referral that has ended is
    opened again. Raises Refused with every reason against it.
    """
    with act(who, "bring a member back"):
        member = who.of(Member).get(member_id)
        referral = _going_on(who, member)
        if stopped := blocked_to_place(who, member.client):
            raise Refused(" ".join(f"Safety: {words}" for words in stopped))
        case = _return_case(who, member, referral, group_id) if group_id is not None else None
        place = _waiting(who, member.client)
        if place is not None:
            place = who.of(Member).change(
                place,
                came_from=member.id,
                plan=place.plan or member.plan,
                clinician=place.clinician or member.clinician,
            )
        else:
            place = _wait(who, referral, member)
        if case is None:
            return place, []
        return seated(who, structs.replace(case, referral=who.of(Referral).get(referral.id)), place)


def _going_on(who: SignIn, member: Member) -> Referral:
    """The referral under which they come back. Raises Refused where they cannot."""
    if member.group is None or member.status not in OVER:
        raise Refused(f"This place is {member.status}; only from one that has ended does somebody come back.")
    if member.end_reason is EndReason.died:
        raise Refused("This person has died.")
    for other in who.of(Member).linked(client=member.client):
        if other.status in IN_GROUP and other.curriculum == member.curriculum:
            raise Refused("This person has another place in this curriculum already.")
    place = _waiting(who, member.client)
    referral = who.of(Referral).get(place.referral if place is not None else member.referral)
    if referral.status not in (ReferralStatus.ended, ReferralStatus.waitlisted):
        raise Refused(f"The referral is {referral.status}: decide for the group first.")
    return referral


def _waiting(who: SignIn, client: str) -> Member | None:
    places = [m for m in who.of(Member).linked(client=client) if m.status is MemberStatus.waitlist]
    return places[-1] if places else None


def _return_case(who: SignIn, member: Member, referral: Referral, group_id: str) -> SeatCase:
    case = seat_case(who, group_id, referral.id)
    decisions = who.of(Decision).linked(referral=referral.id)
    goes_on = case.group.curriculum.id == member.curriculum
    return structs.replace(
        case,
        referral=structs.replace(referral, status=ReferralStatus.waitlisted),
        accepted=bool(decisions) and covers(decisions[-1], case.screening),
        before=had(who, member) if goes_on else None,
    )


# --- what a clinician decides ---------------------------------------------------------------------------------------


def waive(who: SignIn, member_id: str, module: int, why: str) -> Member:
    """A clinician decides that this member need not have a module, and says why."""
    why = clean(why, of="The reason", limit=PROSE, lines=True)
    if not why:
        raise Refused("Say why they need not have this module.")
    with act(who, "waive a module"):
        member = who.of(Member).get(member_id)
        if member.group is None or member.status not in IN_GROUP:
            raise Refused(f"This place is {member.status}; there is nothing to waive.")
        curriculum = who.of(Group).get(member.group).curriculum
        if curriculum.find(module) is None:
            raise Refused(f"{curriculum.name} has no module {module}.")
        if module in elsewhere(who, member).waived:
            raise Refused(f"Module {module} is waived already.")
        if module in had(who, member):
            raise Refused(f"They have had module {module}; there is nothing to waive.")
        waived = Waived(module=module, on=who.today(), by=who.staff_id, why=why)
        return who.of(Member).change(member, waived=(*member.waived, waived))


def look_at_plan(who: SignIn, member_id: str) -> Member:
    """A clinician has looked at the plan since the session that was missed."""
    with act(who, "look at a plan"):
        member = who.of(Member).get(member_id)
        if member.due is None:
            raise Refused("No missed session waits for a look at this plan.")
        return who.of(Member).change(member, due=None)


def ask_to_look_at_plans(who: SignIn, session: Session) -> None:
    """Whoever missed this session has the plan looked at by their clinician. Inside the act that closes it."""
    for attendance in who.of(Attendance).linked(session=session.id):
        member = who.of(Member).get(attendance.member)
        if attendance.mark in (Mark.absent, Mark.excused) and member.status in IN_GROUP:
            who.of(Member).change(member, due=session.date)


def may_complete(who: SignIn, member: Member) -> bool:
    """Whether a person may call this place completed."""
    return not against_completing(who, member)

"""How a place in a group ends, pauses and goes on: what stands against it, and where the referral is then.

A person decides each of these; the program never does. Nobody with an open safety finding is lost from sight by it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from groupcare.rules.attendance import Mark, Rate
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.group import IN_GROUP, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.people import EndReason, ReferralStatus
from groupcare.rules.words import count, listed

ENDINGS = (
    EndReason.stopped_coming,
    EndReason.moved_away,
    EndReason.times,
    EndReason.not_helping,
    EndReason.other_care,
    EndReason.other_service,
    EndReason.declined,
    EndReason.unable_to_reach,
    EndReason.died,
    EndReason.entered_in_error,
    EndReason.group_ended,
)
"""What a person may give as the reason; completed and transferred are acts of their own."""
IN_SIGHT = (EndReason.other_care, EndReason.died)
"""Reasons with which a place may end while a safety finding is open: individual care goes on with it."""
FOR_ANOTHER = (EndReason.stopped_coming, EndReason.times, EndReason.not_helping, EndReason.group_ended)
"""Reasons with which the person may wait for another group."""


def reasons_against_end(
    member: Member, reason: EndReason, blocked: Sequence[str], marked: int, *, another: bool
) -> list[str]:
    """Every reason, a sentence each, why this place cannot end so. `marked`: at so many sessions they are marked."""
    reasons = []
    if member.group is None or member.status not in IN_GROUP:
        reasons.append(f"This place is {member.status}; there is nothing to end.")
    if reason not in (*ENDINGS, EndReason.completed):
        reasons.append(f"A place does not end as “{reason}” this way.")
    if another and reason not in FOR_ANOTHER:
        reasons.append(f"Who leaves as “{reason}” does not wait for another group.")
    if reason is EndReason.entered_in_error and marked:
        reasons.append(f"They are marked at {count(marked, 'session')}: this place was no error. Give another reason.")
    if blocked and (another or reason not in IN_SIGHT):
        reasons.append(
            "A safety finding is open: a clinician evaluates it first, or the place ends as “needs other care”, so "
            f"that individual care goes on with it. {listed(list(blocked))}."
        )
    return reasons


def reasons_against_finish(curriculum: Curriculum, had: Iterable[int], attended: Rate | None = None) -> list[str]:
    """Why the curriculum is not completed: each required module that was neither covered nor waived.

    `attended` of the sessions planned is given once a closed group is over: then the curriculum's share is enough.
    """
    known, share = set(had), curriculum.attendance.completion_percent
    missing = [f"{m.number} {m.title}" for m in curriculum.module if m.required and m.number not in known]
    if not missing or (attended is not None and attended.of and 100 * attended.done >= share * attended.of):
        return []
    reasons = [f"Not had yet: {listed(missing)}. A make-up covers a module, and a clinician may waive one."]
    if attended is not None:
        reasons.append(f"Attended {attended.done} of {attended.of}; the curriculum asks for {share} %.")
    return reasons


def referral_after(reason: EndReason, *, another: bool) -> ReferralStatus:
    """Where the referral is once the place has ended so."""
    if another:
        return ReferralStatus.waitlisted
    return ReferralStatus.individual_care if reason is EndReason.other_care else ReferralStatus.ended


def status_after(member: Member, last: date, reason: EndReason) -> MemberStatus:
    """Finished for somebody whose time in the group had begun by that last day, cancelled for who never had one."""
    if reason is EndReason.entered_in_error:
        return MemberStatus.entered_in_error
    return MemberStatus.finished if member.start <= last else MemberStatus.cancelled


def last_day(member: Member, sessions: Iterable[Session], marks: dict[str, Mark], today: date) -> date:
    """The last day of a place that ends now: today, or the day before where today's session has not begun for them."""
    waits = any(
        s.date == today and s.status in (SessionStatus.planned, SessionStatus.in_progress) and s.id not in marks
        for s in sessions
    )
    return today - timedelta(days=1) if waits else today


def last_marked(sessions: Iterable[Session], marks: dict[str, Mark], today: date) -> date | None:
    """The day of the last session, up to today, at which they are marked."""
    return max((s.date for s in sessions if s.id in marks and s.date <= today), default=None)

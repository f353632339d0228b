"""Make-ups: arranged as a guest of another group or alone with a member of staff, and what came of them.

What came of a guest's is told by the mark at the session they visited. Calling one off, or missing it, leaves the
module open: nothing is lost by it.
"""

from datetime import date

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.make_ups import lost_session, make_up_cases
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance
from groupcare.rules.group import Member, Session, SessionStatus
from groupcare.rules.make_up import MOST_MINUTES, MakeUp, MakeUpStatus, outcome, reasons_against_make_up
from groupcare.rules.text import PROSE, clean


def arrange(who: SignIn, member_id: str, module: int, *, session: str | None = None, on: date | None = None) -> MakeUp:
    """Arrange a make-up: at another group's `session`, or alone with whoever arranges it, on a day.

    It takes the place of one whose session was lost. Raises Refused with every reason against it.
    """
    with act(who, "arrange a make-up"):
        member = who.of(Member).get(member_id)
        if member.group is None:
            raise Refused("This person has no place in a group yet; seat them first.")
        visited = who.of(Session).get(session) if session is not None else None
        (case,) = make_up_cases(who, member, module, [visited])
        if against := reasons_against_make_up(case):
            raise Refused(" ".join(against))
        day = visited.date if visited is not None else on or who.today()
        _take_the_place(who, member, module)
        return who.of(MakeUp).add(
            MakeUp(
                client=member.client,
                member=member.id,
                group=member.group,
                module=module,
                on=day,
                by=who.staff_id,
                session=session,
                due=day,
            )
        )


def _take_the_place(who: SignIn, member: Member, module: int) -> None:
    """What was arranged at a session that does not take place is called off by what is arranged instead."""
    for one in who.of(MakeUp).linked(member=member.id):
        if one.module == module and one.status is MakeUpStatus.arranged and (lost := lost_session(who, one)):
            words = f"the session was {lost.status}"
            who.of(MakeUp).change(one, status=MakeUpStatus.cancelled, words=words, due=None)


def done(who: SignIn, make_up_id: str, *, minutes: int, words: str = "", on: date | None = None) -> MakeUp:
    """A make-up alone with somebody took place: on that day, so many minutes, and what was done."""
    words = clean(words, of="What was done", limit=PROSE, lines=True)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(f"The minutes of a make-up are from 1 to {MOST_MINUTES}.")
    with act(who, "record a make-up"):
        one = _alone(who, make_up_id)
        day = on or min(one.on, who.today())
        if day > who.today():
            raise Refused("This has not happened yet: the day is in the future.")
        return who.of(MakeUp).change(
            one, status=MakeUpStatus.done, on=day, by=who.staff_id, minutes=minutes, words=words, due=None
        )


def missed(who: SignIn, make_up_id: str, words: str = "") -> MakeUp:
    """A make-up alone with somebody did not take place because they did not come."""
    words = clean(words, of="What was said", limit=PROSE, lines=True)
    with act(who, "record a make-up"):
        one = _alone(who, make_up_id)
        if one.on > who.today():
            raise Refused(f"It is arranged for {one.on.isoformat()}, which is to come; cancel it instead.")
        return who.of(MakeUp).change(one, status=MakeUpStatus.missed, words=words, due=None)


def cancel(who: SignIn, make_up_id: str, words: str = "") -> MakeUp:
    """Call off a make-up that was arranged."""
    words = clean(words, of="What was said", limit=PROSE, lines=True)
    with act(who, "arrange a make-up"):
        one = _arranged(who, make_up_id)
        if one.session is not None and any(a.member == one.member for a in _marks(who, one.session)):
            raise Refused("They are marked at the session that they visited; its mark tells what came of it.")
        return who.of(MakeUp).change(one, status=MakeUpStatus.cancelled, words=words, due=None)


def _arranged(who: SignIn, make_up_id: str) -> MakeUp:
    one = who.of(MakeUp).get(make_up_id)
    if one.status is not MakeUpStatus.arranged:
        raise Refused(f"This make-up is {one.status} already.")
    return one


def _alone(who: SignIn, make_up_id: str) -> MakeUp:
    one = _arranged(who, make_up_id)
    if one.session is not None:
        raise Refused("They make it up as a guest of another group: the mark at that session tells what came of it.")
    return one


def _marks(who: SignIn, session: str) -> list[Attendance]:
    return who.of(Attendance).linked(session=session)


def settle(who: SignIn, session: Session) -> None:
    """What came of the make-ups at a session that was held, by its marks. Inside an act."""
    if session.status is not SessionStatus.held:
        return
    marks = {a.member: a for a in _marks(who, session.id)}
    for one in who.of(MakeUp).linked(session=session.id):
        mark = marks.get(one.member)
        if one.status is MakeUpStatus.cancelled and mark is None:
            continue
        status, words = outcome(one, session, mark)
        if one.status is not status:
            who.of(MakeUp).change(one, status=status, words=words, due=None)

"""Leading a session: what of its agenda is covered, who takes over, and three minutes afterwards."""

from msgspec import structs

from groupcare.acts.act import act
from groupcare.record.errors import Refused, Stale
from groupcare.record.sign_in import SignIn
from groupcare.rules.agenda import agenda_of
from groupcare.rules.group import AgendaDone, Debrief, Group, Lead, Session, SessionStatus
from groupcare.rules.text import PROSE, clean

BEGUN = (SessionStatus.in_progress, SessionStatus.held)


def tick_agenda(who: SignIn, session_id: str, item: int, *, done: bool = True) -> Session:
    """Keep that a part of the agenda (from 1) was covered, now; or, not `done`, that it was not."""
    with act(who, "hold a session"):
        session = _begun(who, session_id, "nothing of it is covered yet")
        curriculum = who.of(Group).get(session.group).curriculum
        modules = [module for n in session.modules if (module := curriculum.find(n)) is not None]
        parts = agenda_of(modules, session.minutes)
        if not 1 <= item <= len(parts):
            raise Refused(f"The agenda has the parts 1 to {len(parts)}; there is no part {item}.")
        ticked = {one.item: one for one in session.agenda_done}
        if done == (item in ticked):
            return session
        ticked.pop(item, None)
        if done:
            ticked[item] = AgendaDone(item=item, at=who.now())
        return who.of(Session).change(session, agenda_done=tuple(ticked[n] for n in sorted(ticked)))


def take_over(who: SignIn, session_id: str) -> Session:
    """From now on the person signed in leads the session. Who led it before stays in the record, with since when.

    It is never undone: whoever led before takes over in turn.
    """
    with act(who, "take over a session"):
        session = who.of(Session).get(session_id)
        if session.status is not SessionStatus.in_progress:
            raise Refused(f"This session is {session.status}; only one in progress is handed over.")
        leads = [lead.staff for lead in session.leads] or list(session.led_by)
        if leads[-1:] == [who.staff_id]:
            raise Refused("You lead this session already.")
        now = (Lead(staff=who.staff_id, since=who.now()),) if session.began is not None else ()
        return who.of(Session).change(
            session, led_by=tuple(dict.fromkeys((*session.led_by, who.staff_id))), leads=(*session.leads, *now)
        )


def debrief_session(who: SignIn, session_id: str, debrief: Debrief, *, over: Debrief | None = None) -> Session:
    """Keep who was quiet, what drifted, and what to carry over into the next session's brief. `over` is what stood in
    a form when it was opened; raises Stale where somebody has written another one since."""
    words = Debrief(
        quiet=clean(debrief.quiet, of="Who was quiet", limit=PROSE, lines=True),
        drifted=clean(debrief.drifted, of="What drifted", limit=PROSE, lines=True),
        carry_over=clean(debrief.carry_over, of="What to carry over", limit=PROSE, lines=True),
    )
    with act(who, "hold a session"):
        session = _begun(who, session_id, "there is nothing to look back on")
        if over is not None and over != (session.debrief or Debrief()):
            raise Stale("Somebody else has written a debrief meanwhile.")
        return who.of(Session).change(session, debrief=words if any(structs.astuple(words)) else None)


def _begun(who: SignIn, session_id: str, words: str) -> Session:
    session = who.of(Session).get(session_id)
    if session.status not in BEGUN:
        raise Refused(f"This session is {session.status}: {words}.")
    return session

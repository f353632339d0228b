"""A fictitious clinic in full swing as of a given instant. It holds nobody's data, and only acts have made it.

The story is noted in a diary (scene.py) and then played in order of time. Two groups meet today: session 4 of a closed
group at 14:00, and module 7 of a rolling one at 16:30.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from groupcare.acts import SignIn
from groupcare.acts.group import make_group
from groupcare.acts.store import make_fictitious
from groupcare.demo import careful, undecided
from groupcare.demo.beside import note_beside
from groupcare.demo.contacts import note_contacts
from groupcare.demo.people import DANA, PEOPLE, RETURNING, STAFF
from groupcare.demo.plans import note_plan
from groupcare.demo.referrals import note_accepted, note_joining
from groupcare.demo.runs import COUNTRY, Run, Runs, lay_out
from groupcare.demo.scene import EARLY, Clock, Days, Scene
from groupcare.demo.sessions import note_sessions
from groupcare.demo.told import note_told
from groupcare.rules import schedule
from groupcare.rules.clinic import Clinic, Closure, OnCall
from groupcare.rules.closures import public_holidays
from groupcare.rules.group import Session
from groupcare.rules.library import Library

__all__ = ["DANA", "make"]

ZONE = "America/New_York"
SET_UP = timedelta(days=200)
"""How long ago the clinic began to use GroupCare."""
OPENED_BEFORE = 30
"""Days before its first session that a group is made."""
RETURNS = (12, 9, 4)
"""Days before their first session on which those who are known are referred, asked and seated."""
WAITING = (
    ("kaur", 22, "eight-week"),
    ("fitzgerald", 15, "twelve-module"),
    ("tanaka", 9, "twelve-module"),
    ("delacroix", 5, "twelve-module"),
)
"""Who waits, since how many days, and for which curriculum."""


def make(
    folder: Path,
    library: Library,
    now: datetime,
    passphrase: str | None = None,
    clock_after: Callable[[], datetime] | None = None,
) -> dict[str, SignIn]:
    """The fictitious clinic as of `now` (UTC) in an empty folder; everybody signed in, by name.

    Afterwards its clock stands still at `now`, unless `clock_after` is given to go on with.
    """
    today = schedule.local(now, ZONE).date()
    holidays = public_holidays(COUNTRY, None, range(today.year - 1, today.year + 2))
    staff_day = Days(today, holidays).next(today + timedelta(days=1))
    days = Days(today, {**holidays, staff_day: "staff day"})
    clock = Clock(now - SET_UP)
    staff = make_fictitious(
        folder, _clinic(Closure(on=staff_day, reason="staff day")), STAFF, library, clock, passphrase
    )

    scene = Scene(staff, library, clock, days, ZONE)
    _note_all(scene, lay_out(staff[DANA], days, ZONE), now)
    db = staff[DANA].db  # everybody's
    with db.engine.together():
        scene.play()
    db.done.clear()  # the story is nobody's to undo
    clock.now = now
    if clock_after is not None:
        db.clock = clock_after
    return staff


def _clinic(closure: Closure) -> Clinic:
    return Clinic(
        name="Hillside Pain Clinic",
        zone=ZONE,
        country=COUNTRY,
        closures=(closure,),
        on_call=(
            OnCall(name="Dr Lee", phone="555-0137", hours="08:00-18:00"),
            OnCall(name="Dr Osei", phone="555-0148", hours="18:00-08:00"),
        ),
        lock_minutes=10,
    )


def _note_all(scene: Scene, runs: Runs, now: datetime) -> None:
    for run in runs:
        scene.on(scene.days.latest(run.dates[0] - timedelta(days=OPENED_BEFORE)), EARLY, _open, run)
        for place, key in enumerate(run.courses):
            _note_member(scene, runs, run, key, place)
        note_sessions(scene, run)
    for key, days, curriculum in WAITING:
        asked = scene.days.today - timedelta(days=days)
        person = RETURNING.get(key, PEOPLE[key])
        note_accepted(scene, key, person, asked - timedelta(days=6), asked, curriculum)
    note_contacts(scene, runs)
    note_beside(scene, runs)
    note_told(scene)
    careful.note_hold(scene, runs.rolling)
    careful.note_severe_and_seen(scene)
    careful.note_severe(scene)
    careful.note_urgent(scene)
    undecided.note_unanswered(scene)
    undecided.note_ended(scene)
    undecided.note_new(scene, now)


def _note_member(scene: Scene, runs: Runs, run: Run, key: str, place: int) -> None:
    first = run.dates[run.courses[key].entry - 1]
    before = min(first, scene.days.today + timedelta(days=1))
    if key == careful.EVALUATED:
        careful.note_evaluated(scene, run, before)
    elif run is runs.rolling and key in RETURNING:
        note_joining(scene, key, RETURNING[key], run, before, RETURNS)
    else:
        note_joining(scene, key, PEOPLE[key], run, before, (20 + place % 6, 12 + place % 5, 4 + place % 3))
    if run is not runs.finished or key not in runs.rolling.courses:
        note_plan(scene, key, run.dates[-2] if run.over else first)


def _open(scene: Scene, run: Run) -> None:
    """Make the group with all its sessions."""
    who = scene.staff[run.lead]
    made, _ = make_group(who, run.new)
    scene.groups[run.key] = made.id
    sessions = sorted(who.of(Session).linked(group=made.id), key=lambda session: session.number)
    scene.sessions[run.key] = [session.id for session in sessions]

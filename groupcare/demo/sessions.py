"""Sessions run in the fictitious clinic: who was there, homework, measures, and calls afterwards."""

from datetime import date, time, timedelta

from groupcare.acts import homework, make_ups, measuring, notes, places, safety, session
from groupcare.acts.session import Details
from groupcare.demo.answers import gad7, phq9
from groupcare.demo.courses import Course
from groupcare.demo.forms import fill_in
from groupcare.demo.logs import log_of
from groupcare.demo.plans import PRACTICE
from groupcare.demo.runs import Run
from groupcare.demo.scene import Scene
from groupcare.demo.steps import touch
from groupcare.rules.attendance import Looked, Mark, Mode
from groupcare.rules.group import Member
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.policy import Route
from groupcare.rules.screening import GAD7, PHQ9

LATE, REMOTE, EXCUSED, ABSENT = "lrea"
BARRIERS = {"t": Barrier.time, "f": Barrier.pain_flare, "m": Barrier.mood, "g": Barrier.forgot}
DIFFICULTY = {None: 3, Barrier.time: 5, Barrier.pain_flare: 7, Barrier.mood: 6, Barrier.forgot: 4}
COMMENTS = {
    None: "",
    Barrier.time: "Tie it to something that happens anyway, such as the kettle; half as long counts as practice.",
    Barrier.pain_flare: "On a flare day two minutes are enough: smaller, not nothing.",
    Barrier.mood: "Doing first, mood after. Which of these had the least in its way?",
    Barrier.forgot: "Put the sheet where you will see it, by the toothbrush or the door.",
}
MINUTES_LATE = 12
CALLED, REVIEWED, LOOKED, NOTED = time(10, 20), time(11, 40), time(12, 10), time(12, 40)
TOLD, SENT_IN = time(16, 10), time(17, 30)


def note_sessions(scene: Scene, run: Run) -> None:
    """Note in the diary every session that lies in the past, with all that belongs to it."""
    for number in range(1, run.held + 1):
        day = run.dates[number - 1]
        after = scene.days.next(day + timedelta(days=1))
        scene.on(day, run.new.start, hold, run, number)
        if number > 1:
            scene.on(after, REVIEWED, review, run, number - 1)
        if number < run.held or run.over:
            scene.on(after, LOOKED, look_at_plans, run)
        for key, course in _members(run, number):
            if course.entry == number and run.new.curriculum.individual_first:
                scene.on(day, CALLED, meet_alone, run, key)
            if course.at(number).mark == EXCUSED:
                scene.on(scene.days.latest(day - timedelta(days=1)), TOLD, tell_ahead, run, number, key)
            if number in course.phq9 or number in course.gad7:
                scene.on(after, LOOKED, look_at_task, run, key)
            if number in course.calls:
                scene.on(after, CALLED, call, run, number, key)
        if number < run.held or run.over:
            scene.on(after, NOTED, sign_notes, run, number)
    if run.held and not run.over:
        scene.on(scene.days.today - timedelta(days=1), SENT_IN, send_in, run)


def hold(scene: Scene, run: Run, number: int) -> None:
    """Run one session from the first mark to the close."""
    for key, _ in _members(run, number):
        scene.clock.forward(seconds=20)
        mark(scene, run, number, key)
    scene.clock.forward(minutes=8)
    for key, course in _members(run, number - 1):
        scene.clock.forward(seconds=20)
        absent = course.at(number).mark in (EXCUSED, ABSENT)
        hand_in(scene, run, number - 1, key, run.dates[number - 1], while_absent=absent)
    for key, _ in _members(run, number):
        assess(scene, run, number, key)
        fill_in(scene, run, number, key)
        look_at_form(scene, run, number, key)
    if number < len(run.dates):
        scene.clock.forward(minutes=50)
        set_homework(scene, run, number)
    scene.clock.forward(minutes=15)
    session.close_session(scene.staff[run.lead], scene.sessions[run.key][number - 1])


def _members(run: Run, number: int) -> list[tuple[str, Course]]:
    """Those who have a seat at that session, with their courses."""
    return [(key, course) for key, course in run.courses.items() if course.entry <= number]


def mark(scene: Scene, run: Run, number: int, key: str) -> None:
    """Mark one member, with mood and the member's own words where they came; who told ahead is marked already."""
    here, member = scene.sessions[run.key][number - 1], scene.members[run.key, key]
    part = run.courses[key].at(number)
    if part.mark == EXCUSED:
        return
    details = Details(
        late=MINUTES_LATE if part.mark == LATE else 0,
        mode=Mode.remote if part.mark == REMOTE else Mode.in_person,
        location="at home" if part.mark == REMOTE else "",
        mood=part.mood,
        mattered=part.mattered,
    )
    session.mark(scene.staff[run.lead], here, member, Mark.absent if part.mark == ABSENT else Mark.attended, details)


def tell_ahead(scene: Scene, run: Run, number: int, key: str) -> None:
    """A member gives notice of being away."""
    here = scene.sessions[run.key][number - 1]
    session.mark(scene.staff[run.lead], here, scene.members[run.key, key], Mark.excused)


def set_homework(scene: Scene, run: Run, number: int) -> None:
    """Set the module's homework for everybody with a seat, as practice for the plan of those who have one."""
    here = scene.sessions[run.key][number - 1]
    people = {scene.members[run.key, key]: key for key, _ in _members(run, number)}
    planned = [member for member, key in people.items() if key in scene.planned]
    others = [member for member in people if member not in planned]
    for members, objective in ((planned, PRACTICE), (others, None)):
        if members:
            for task in homework.set_homework(scene.staff[run.lead], here, members=members, objective=objective):
                scene.homework[run.key, people[task.member], number] = task


def hand_in(scene: Scene, run: Run, number: int, key: str, on: date, *, while_absent: bool = False) -> None:
    """Keep what a member did of the homework set at session `number`, if it was handed in at all."""
    part = run.courses[key].at(number)
    if part.days is None:
        return
    task = scene.homework[run.key, key, number]
    barrier = BARRIERS.get(part.barrier)
    days = _in_proportion(part.days, task)
    practice = Practice(
        days=days,
        on=on,
        minutes=task.task.minutes or None,
        difficulty=DIFFICULTY[barrier],
        barrier=barrier,
        helped=run.courses[key].helped.get(number, ""),
        while_absent=while_absent,
        log=log_of(key, task, days, on),
    )
    homework.hand_in(scene.staff[run.clinician], task.id, practice)


def _in_proportion(days: int, task: Homework) -> int:
    """Days done of what was set, for days done in an ordinary week: a gap of two weeks sets twice as much."""
    return days * task.days_set // task.task.days


def send_in(scene: Scene, run: Run) -> None:
    """Some send their latest homework in before the next session; it waits for a review."""
    for key, _ in _members(run, run.held):
        hand_in(scene, run, run.held, key, scene.days.today - timedelta(days=1))


def review(scene: Scene, run: Run, number: int) -> None:
    """Review what was handed in of the homework set at session `number`."""
    for key, course in _members(run, number):
        part = course.at(number)
        if part.days is not None:
            scene.clock.forward(minutes=2)
            task, comment = scene.homework[run.key, key, number], COMMENTS[BARRIERS.get(part.barrier)]
            homework.review(scene.staff[run.clinician], task.id, quality=part.quality, comment=comment)


def sign_notes(scene: Scene, run: Run, number: int) -> None:
    """Whoever looks after the group as a clinician signs the notes of a session."""
    notes.sign_all(scene.staff[run.clinician], scene.sessions[run.key][number - 1], over_advice=True)


def assess(scene: Scene, run: Run, number: int, key: str) -> None:
    """Enter the questionnaires that a member filled in at that session."""
    course, who = run.courses[key], scene.staff[run.clinician]
    for measure, totals, answers in ((PHQ9, course.phq9, phq9), (GAD7, course.gad7, gad7)):
        if number in totals:
            here = scene.sessions[run.key][number - 1]
            measuring.record_measure(who, scene.clients[key], measure, answers(totals[number]), session=here)


def look_at_form(scene: Scene, run: Run, number: int, key: str) -> None:
    """Look at item 9 of the form of somebody who was there, where one is due and its answers were not entered."""
    course = run.courses[key]
    module = run.new.curriculum.find(number)
    due = module is not None and PHQ9 in module.measures and number not in course.phq9
    if due and course.at(number).mark not in (EXCUSED, ABSENT):
        here, member = scene.sessions[run.key][number - 1], scene.members[run.key, key]
        session.look_at_form(scene.staff[run.lead], here, member, Looked.zero)


def look_at_task(scene: Scene, run: Run, key: str) -> None:
    """The clinician looks at scores that ask for it, the day after."""
    who = scene.staff[run.clinician]
    for alert in safety.open_alerts(who, scene.clients[key]):
        if alert.level is Route.review:
            safety.take_alert(who, alert.id)
            safety.act_on_alert(who, alert.id, "Phoned: a hard week, no thoughts of suicide; goes on in the group.")
            safety.close_alert(who, alert.id, clinician=run.clinician)


def look_at_plans(scene: Scene, run: Run) -> None:
    """The clinician looks at the plans of those who missed a session."""
    who = scene.staff[run.clinician]
    for member in who.of(Member).linked(group=scene.groups[run.key]):
        if member.due is not None:
            places.look_at_plan(who, member.id)


def meet_alone(scene: Scene, run: Run, key: str) -> None:
    """What somebody new has alone with the facilitator before their first session."""
    who, member = scene.staff[run.lead], scene.members[run.key, key]
    for module in run.new.curriculum.individual_first:
        one = make_ups.arrange(who, member, module)
        make_ups.done(who, one.id, minutes=50, words="The first module, with their own example.")


def call(scene: Scene, run: Run, number: int, key: str) -> None:
    """Call somebody after a session that was missed, or at which things were worse."""
    made = run.courses[key].calls[number]
    touch(scene, run.lead, key, made.kind, made.outcome, mode=made.mode, minutes=made.minutes)

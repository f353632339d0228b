"""What happens beside the sessions: ideas kept, a debrief, make-ups, places that end, and a date that moves."""

from datetime import date, time, timedelta

from groupcare.acts import caseload, ideas, leading, make_ups, notices, places, rescheduling
from groupcare.acts.ideas import IdeaWords
from groupcare.demo.aims import AIMS
from groupcare.demo.runs import Run, Runs
from groupcare.demo.scene import Scene
from groupcare.rules.group import Debrief, Member, Session, SessionStatus
from groupcare.rules.homework import Barrier
from groupcare.rules.notice import Notice
from groupcare.rules.people import EndReason
from groupcare.rules.reflow import Way

KEPT, LOOKED_BACK, ARRANGED = time(15, 40), time(16, 5), time(11, 5)
ENDED, MOVED, TOLD, IN_CARE = time(9, 50), time(9, 40), time(10, 5), time(16, 45)
LEFT = {
    "fitzgerald": (EndReason.times, "New shifts; asks to come back when they change."),
    "ivanova": (EndReason.stopped_coming, "Reached once: too far by bus. Has the handouts and the number."),
}
"""Who left the finished group before its end, and why."""
MISSED, MODULE = "alvarez", 5
WAYS = ("phone", "message")
"""How the first of those on the call sheet were told."""

IDEAS = (
    IdeaWords(what="A kitchen timer in the other room", mattered="sewing", new_way="Ten minutes, then up, done or not",
              module=1, barrier=Barrier.forgot),
    IdeaWords(what="Practise with the first tea of the day", new_way="Tied to something that happens anyway",
              module=1, barrier=Barrier.time),
    IdeaWords(what="Fishing from a chair", mattered="being outside with a grandson", new_way="An hour, seated",
              barrier=Barrier.pain_flare),
    IdeaWords(what="Seated gymnastics in warm water", where="Municipal pool, Thursdays 10:00, side entrance"),
)  # fmt: skip


def note_beside(scene: Scene, runs: Runs) -> None:
    """Note it all in the diary."""
    closed = runs.closed
    for place, words in enumerate(IDEAS):
        number = min(place + 1, closed.held)
        scene.on(closed.dates[number - 1], KEPT, keep_idea, closed, words)
    scene.on(closed.dates[closed.held - 1], LOOKED_BACK, look_back, closed)
    soon = scene.days.next(scene.days.today + timedelta(days=1))
    scene.on(scene.days.before(2), ARRANGED, arrange, runs.rolling, soon)
    over = scene.days.next(runs.finished.dates[-1] + timedelta(days=1))
    scene.on(over, ENDED, end_places, runs.finished)
    scene.on(scene.days.before(1), MOVED, move, runs.forming)
    scene.on(scene.days.before(1), TOLD, tell_some, runs.forming)
    for run in (closed, runs.rolling, runs.forming):
        scene.on(scene.days.before(1), IN_CARE, give_clinicians, run)


def keep_idea(scene: Scene, run: Run, words: IdeaWords) -> None:
    """What a member found is kept for the others, without a name."""
    ideas.add_idea(scene.staff[run.lead], words, group=scene.groups[run.key])


def look_back(scene: Scene, run: Run) -> None:
    """Three minutes after the newest session."""
    told = Debrief(drifted="Long on medicines; the pairs were cut short.", carry_over="Begin with the pairs.")
    leading.debrief_session(scene.staff[run.lead], scene.sessions[run.key][run.held - 1], told)


def arrange(scene: Scene, run: Run, on: date) -> None:
    """A module that was missed is to be had alone with the facilitator."""
    make_ups.arrange(scene.staff[run.lead], scene.members[run.key, MISSED], MODULE, on=on)


def end_places(scene: Scene, run: Run) -> None:
    """Those who attended enough complete; two had left."""
    who = scene.staff[run.clinician]
    for key in run.courses:
        member = scene.members[run.key, key]
        scene.clock.forward(seconds=30)
        if key in LEFT:
            reason, words = LEFT[key]
            places.end(who, member, reason, words=words)
        elif places.may_complete(who, who.of(Member).get(member)):
            places.finish(who, member)


def give_clinicians(scene: Scene, run: Run) -> None:
    """Each member's own clinician: who writes their plan, else who looks after the group."""
    in_care: dict[str, list[str]] = {}
    for key in run.courses:
        clinician = AIMS[key].clinician if key in AIMS else run.clinician
        in_care.setdefault(clinician, []).append(scene.members[run.key, key])
    for clinician, members in in_care.items():
        caseload.set_clinician(scene.staff[run.clinician], members, scene.staff[clinician].staff_id)


def move(scene: Scene, run: Run) -> None:
    """The second session of the group that forms cannot be held: all later ones are pushed on."""
    who = scene.staff[run.lead]
    found = who.of(Session).linked(group=scene.groups[run.key])
    second = sorted((s for s in found if s.status is SessionStatus.planned), key=lambda s: s.number)[1]
    rescheduling.lose_session(who, second.id, Way.push, "Room 1 is painted")


def tell_some(scene: Scene, run: Run) -> None:
    """The first of the call sheet have been reached."""
    who = scene.staff[run.lead]
    for notice, how in zip(who.of(Notice).linked(group=scene.groups[run.key]), WAYS, strict=False):
        notices.told(who, notice.id, how)

"""People whose safety comes before the group: urgent, severely depressed, evaluated and released, on hold."""

from datetime import date, time, timedelta

from groupcare.acts import refer, screen
from groupcare.demo.answers import OLD_ATTEMPT, STATED_INTENT, phq9
from groupcare.demo.people import DANA, INES, MEI, PEOPLE, RUTH, TOM
from groupcare.demo.referrals import accept, ask, receive, seat
from groupcare.demo.runs import Run
from groupcare.demo.scene import AFTERNOON, EARLY, EVENING, MORNING, NOON, Scene
from groupcare.demo.steps import (
    accepted,
    act_on,
    ask_since_last,
    close,
    decide,
    evaluate,
    hand_off,
    raise_concern,
    rescreen,
    seen,
    take,
    touch,
)
from groupcare.rules.people import ContactKind
from groupcare.rules.safety import Choice
from groupcare.rules.screening import CSSRS, PHQ9

EVALUATED = "haile"
DR_LEE_PHONE = "555-0137"

SISTER_STAYS = (
    "At home, number checked, her sister beside her and staying. Dr Lee phoned while on the line. Her sister has taken "
    "the tablets into her own keeping; 988 and 911 gone through with both."
)
ATTEMPT_LONG_AGO = (
    "Seen for 50 minutes. One attempt nine years ago, after leaving the army; none since, no thoughts, no plan. "
    "Church, brother and work hold him. Safety plan written, copy given; no firearms at home. May take part."
)
AT_THE_DOOR = "At the door: “The family would be better off without me and the bills.”"
SPOKE_ALONE = (
    "Spoke with him alone: wishes not to wake up, no method, no intent, nothing done. Dr Osei phoned at 18:31 and "
    "spoke with him. His wife came and took him home; medicines locked away; safety plan renewed, copy given. "
    "Told: your place is kept."
)
DAY_AFTER = "Slept; ashamed and relieved. Sees Dr Lee weekly; group on hold until evaluated."


def note_urgent(scene: Scene) -> None:
    """Urgent since yesterday: handed off, owned by the clinician on call, and not yet seen."""
    key, days = "okafor", scene.days
    yesterday = days.today - timedelta(days=1)
    scene.on(days.before(4), EARLY, receive, key, PEOPLE[key], days.before(4))
    scene.on(yesterday, time(15, 30), answer_urgently, key)
    scene.on(
        yesterday,
        time(15, 38),
        touch,
        INES,
        key,
        ContactKind.safety_check,
        SISTER_STAYS,
        minutes=40,
        next_step="Seen by Dr Lee",
        due=days.today,
    )
    scene.on(yesterday, time(15, 44), take, MEI, key)
    scene.on(yesterday, time(15, 52), hand_off, INES, key, "Dr Lee, safety evaluation", DR_LEE_PHONE)


def answer_urgently(scene: Scene, key: str) -> None:
    """A call that shows intent: what was answered is kept and screened, and nothing else is asked."""
    who, referral, person = scene.staff[INES], scene.referrals[key], PEOPLE[key]
    refer.record_answers(who, referral, CSSRS, STATED_INTENT, mode="phone")
    refer.record_answers(who, referral, PHQ9, phq9(person.phq9, person.item9), mode="phone")
    screen.screen_referral(who, referral)


def note_severe_and_seen(scene: Scene) -> None:
    """Severe depression: individual care outside, first seen four weeks ago, to be screened again now."""
    key, before = "castellano", scene.days.before
    scene.on(before(35), EARLY, receive, key, PEOPLE[key], before(35))
    scene.on(before(31), MORNING, ask, key, PEOPLE[key])
    scene.on(before(31), NOON, take, MEI, key)
    scene.on(before(30), MORNING, act_on, MEI, key, "Phoned: no thoughts of suicide, sleeps three hours, wants help.")
    scene.on(before(30), NOON, decide, MEI, key, Choice.individual)
    scene.on(before(30), AFTERNOON, hand_off, MEI, key, "Dr Patel, Northside Behavioral Health", "555-0151", True)
    scene.on(before(27), MORNING, accepted, INES, key, "Ms Brown, front desk")
    scene.on(before(26), NOON, close, MEI, key, "Dr Patel")
    scene.on(before(25), AFTERNOON, touch, INES, key, ContactKind.check_in, "Weekly call: eats, walks, has a date.")
    scene.on(before(19), EVENING, seen, INES, key)
    scene.on(before(6), NOON, touch, INES, key, ContactKind.coordination, "Dr Patel: four appointments kept; better.")


def note_severe(scene: Scene) -> None:
    """Severe depression: handed off within the clinic, accepted, not yet seen; a contact a week."""
    key, days = "ngata", scene.days
    before = days.before
    scene.on(before(10), EARLY, receive, key, PEOPLE[key], before(10))
    scene.on(before(7), MORNING, ask, key, PEOPLE[key])
    scene.on(before(7), NOON, take, RUTH, key)
    scene.on(
        before(6), MORNING, act_on, RUTH, key, "Phoned: no thoughts of suicide; her mother comes daily. Plan made."
    )
    scene.on(before(6), NOON, hand_off, RUTH, key, f"{MEI}, individual therapy")
    scene.on(before(5), MORNING, accepted, MEI, key, MEI)
    scene.on(before(5), NOON, close, RUTH, key, MEI)
    scene.on(
        before(2),
        AFTERNOON,
        touch,
        RUTH,
        key,
        ContactKind.check_in,
        "Weekly call: no change, no thoughts of suicide.",
        next_step="First appointment with Dr Lee",
        due=days.next(days.today + timedelta(days=1)),
    )


def note_evaluated(scene: Scene, run: Run, before: date) -> None:
    """An attempt years ago: found at intake, evaluated by a clinician, the hold released, later a member."""
    key, days = EVALUATED, scene.days
    person = PEOPLE[key]
    received, asked = days.latest(before - timedelta(days=25)), days.latest(before - timedelta(days=20))
    evaluated = days.next(asked + timedelta(days=1))
    scene.on(received, EARLY, receive, key, person, received)
    scene.on(asked, MORNING, ask, key, person, OLD_ATTEMPT)
    scene.on(asked, NOON, take, MEI, key)
    scene.on(asked, NOON, act_on, MEI, key, "Phoned him at once: no thoughts now; appointment for tomorrow.")
    scene.on(evaluated, AFTERNOON, evaluate, MEI, key, ATTEMPT_LONG_AGO)
    scene.on(evaluated, AFTERNOON, close, MEI, key)
    scene.on(evaluated, EVENING, rescreen, MEI, key)
    scene.on(evaluated, EVENING, accept, key, person, run.new.curriculum.id)
    scene.on(days.latest(before - timedelta(days=5)), AFTERNOON, seat, key, run)


def note_hold(scene: Scene, run: Run) -> None:
    """A member on hold since the latest session, by a facilitator's concern."""
    key, day = "diaz", run.dates[run.held - 1]
    after = scene.days.next(day + timedelta(days=1))
    scene.on(day, time(18, 10), raise_concern, TOM, key, AT_THE_DOOR, run.key, run.held)
    scene.on(day, time(18, 14), take, DANA, key)
    scene.on(day, time(18, 25), ask_since_last, DANA, key)
    scene.on(day, time(18, 50), act_on, DANA, key, SPOKE_ALONE)
    scene.on(
        after,
        EARLY,
        touch,
        MEI,
        key,
        ContactKind.safety_check,
        DAY_AFTER,
        minutes=25,
        next_step="Individual appointment with Dr Lee",
        due=scene.days.next(scene.days.today),
    )

"""Individual plans for chronic pain: function first, in each member's own terms, written and signed by a clinician."""

from datetime import date, timedelta

from groupcare.acts import consents, plan
from groupcare.demo.aims import AIMS, Aims, Part, Step
from groupcare.demo.people import PEOPLE, SELF, Person
from groupcare.demo.scene import AFTERNOON, Scene
from groupcare.rules.consent import ConsentHow, ConsentKind
from groupcare.rules.measures import Better
from groupcare.rules.plan import (
    REVIEW_DAYS,
    AmountAim,
    AvoidedActivity,
    CountAim,
    DaysAim,
    Goal,
    Heading,
    Intervention,
    Objective,
    PlanContact,
    PlanContent,
    ScoreAim,
)

PRACTICE = "1.2"
"""The objective that the group's homework serves, in every plan here."""
LOW_MOOD, DEPRESSED = 10, 15
"""PHQ-9 totals from which a plan has a goal for mood, and from which it names depression."""
PAIN_CHAPTER, HEADACHES = "G89", "G43"


def note_plan(scene: Scene, key: str, session: date) -> None:
    """Note in the diary how somebody's plan, if there is one, is written around a session on that day."""
    aims = AIMS.get(key)
    if aims is None:
        return
    dated = scene.days.latest(session + timedelta(days=aims.after))
    due = dated + timedelta(days=REVIEW_DAYS) if aims.review is None else scene.days.today + timedelta(days=aims.review)
    scene.on(dated, AFTERNOON, write, key, content(aims, PEOPLE[key], dated, due))


def write(scene: Scene, key: str, wanted: PlanContent) -> None:
    """Write the plan with the member, and sign it when it is ready."""
    aims = AIMS[key]
    who = scene.staff[aims.clinician]
    for contact in wanted.contact:
        consents.record_consent(who, scene.clients[key], ConsentKind.release, how=ConsentHow.paper, to=contact.name)
    kept = plan.write_plan(who, scene.clients[key], wanted)
    scene.planned.add(key)
    if aims.signed:
        scene.clock.forward(minutes=25)
        plan.sign_plan(who, kept.id)


def content(aims: Aims, person: Person, dated: date, review_on: date) -> PlanContent:
    """The whole plan: the activity, what else is worked on, and mood where it is low."""
    parts = [_activity(aims), aims.focus]
    if person.phq9 >= LOW_MOOD:
        parts.append(_mood(person.phq9))
    return PlanContent(
        dated=dated,
        review_on=review_on,
        heading=_heading(aims, person),
        avoided=(
            AvoidedActivity(
                activity=aims.activity,
                done_instead=aims.instead,
                belief=aims.belief,
                fear=aims.fear,
                mattered=aims.mattered,
            ),
        ),
        goal=tuple(_goal(number, part, dated) for number, part in enumerate(parts, start=1)),
        contact=() if person.referrer == SELF else (PlanContact(name=person.referrer, about="activity, step by step"),),
    )


def _goal(number: int, part: Part, dated: date) -> Goal:
    return Goal(
        number=number,
        words=part.words,
        own_words=part.own_words,
        objective=tuple(
            Objective(
                key=f"{number}.{place}",
                words=step.words,
                aim=step.aim,
                by=dated + timedelta(weeks=step.weeks),
                every_days=step.every_days,
                baseline_on=dated,
                weeks_in_a_row=step.in_a_row,
            )
            for place, step in enumerate(part.steps, start=1)
        ),
        intervention=part.means,
    )


def _activity(aims: Aims) -> Part:
    return Part(
        f"{aims.activity}: take it up again, in amounts that can be planned.",
        (
            Step(
                f"{aims.activity}, by the clock.",
                AmountAim(unit="minutes", better=Better.higher, baseline=aims.now, target=aims.target),
                10,
            ),
            Step("Practise what the group sets.", DaysAim(target=5, minutes=15, baseline=0), 6),
        ),
        (
            Intervention(
                what="Graded exposure in small steps; what is feared is written before, what happened after",
                who=aims.clinician,
                how_often="every 2 weeks",
            ),
            Intervention(what="Pacing by the clock, 10 to 20 percent more a week", who="Member", how_often="weekly"),
        ),
        own_words=aims.own_words,
    )


def _mood(phq9: int) -> Part:
    return Part(
        "Lift mood.",
        (
            Step(
                "Lower the PHQ-9.", ScoreAim(measure="phq-9", baseline=phq9, target=max(4, phq9 - 6)), 12, every_days=14
            ),
            Step("Something enjoyed or achieved, planned ahead.", CountAim(target=3, baseline=0), 8),
        ),
        (Intervention(what="Behavioural activation: doing first, mood after", who="Member", how_often="daily"),),
    )


def _heading(aims: Aims, person: Person) -> Heading:
    code = person.diagnosis.split()[0]
    chronic = () if code.startswith((PAIN_CHAPTER, HEADACHES)) else ("G89.29",)
    depression = ("F32.1",) if person.phq9 >= DEPRESSED else ()
    return Heading(
        diagnoses=(*chronic, code, *depression),
        pain=person.reason,
        function=f"{aims.activity}: {aims.now} minutes at a time. Instead: {aims.instead}.",
        medicines="As prescribed; this plan changes none",
        prescriber=person.referrer if person.referrer.startswith("Dr ") else "",
        risk=aims.risk,
        modality="CBT and ACT, group and individual",
        frequency="Group weekly, individual appointment every two weeks",
        coordination="" if person.referrer == SELF else f"Plan sent to {person.referrer}, release signed",
        expectations_discussed=True,
        agreed_with_member=True,
        copy_given=True,
    )

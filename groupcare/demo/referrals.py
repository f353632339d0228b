"""How people come to the fictitious clinic and find a place: referral, the intake call, decision, seat."""

from datetime import date, timedelta

from groupcare.acts import consents, group, refer, screen
from groupcare.demo.answers import NOTHING_ENDORSED, gad7, phq9
from groupcare.demo.people import INES, MEI, Person
from groupcare.demo.runs import Run
from groupcare.demo.scene import AFTERNOON, EARLY, MORNING, NOON, Scene
from groupcare.demo.steps import touch
from groupcare.rules.consent import ConsentHow, ConsentKind
from groupcare.rules.intake import ReferralRow
from groupcare.rules.measures import Answers
from groupcare.rules.people import ContactKind
from groupcare.rules.safety import Choice
from groupcare.rules.screening import CSSRS, GAD7, PHQ9

INTAKE_CALL = (
    "Referral gone through, measures asked, the group explained. Expectations: more life, not freedom from pain."
)
ORIENTED = "What the group is and asks of one, who else comes, what stays in the room; agreement signed."
FIRST_MODULE = "Module 1 one to one: pain and coping, the group's agreement, a first step chosen. Ready to join."


def note_joining(scene: Scene, key: str, person: Person, run: Run, before: date, ago: tuple[int, int, int]) -> None:
    """Note in the diary how somebody is referred, asked and seated, each so many days before a session."""
    received, asked, seated = (before - timedelta(days=days) for days in ago)
    note_accepted(scene, key, person, received, asked, run.new.curriculum.id)
    scene.on(scene.days.latest(seated), AFTERNOON, seat, key, run)


def note_accepted(scene: Scene, key: str, person: Person, received: date, asked: date, curriculum: str) -> None:
    """Note in the diary how somebody is referred, asked, and accepted for a group."""
    received, asked = scene.days.latest(received), scene.days.latest(asked)
    scene.on(received, EARLY, receive, key, person, received)
    scene.on(asked, MORNING, ask, key, person)
    scene.on(asked, NOON, accept, key, person, curriculum)


def row(person: Person, received: date) -> ReferralRow:
    """A referral as the intake form has it, before anything is asked."""
    referrer, _, source = person.referrer.partition(", ")
    return ReferralRow(
        received_on=received,
        family_name=person.family,
        given_name=person.given,
        date_of_birth=person.born,
        phone=person.phone,
        source=source or referrer,
        referrer=referrer if source else "",
        reason=person.reason,
        diagnosis=person.diagnosis,
    )


def receive(scene: Scene, key: str, person: Person, received: date) -> None:
    """Enter a referral: the person's first, or a further one of somebody known."""
    entered = refer.refer(scene.staff[INES], row(person, received), client=scene.clients.get(key))
    scene.clients[key], scene.referrals[key] = entered.client, entered.id


def ask(scene: Scene, key: str, person: Person, cssrs: Answers = NOTHING_ENDORSED) -> None:
    """The intake call: everything asked, then screened."""
    answer(scene, key, person, cssrs)
    touch(scene, INES, key, ContactKind.intake, INTAKE_CALL, minutes=35)
    screen.screen_referral(scene.staff[INES], scene.referrals[key])


def answer(scene: Scene, key: str, person: Person, cssrs: Answers | None) -> None:
    """Keep the answers of a call; the C-SSRS, which comes up as item 9 is answered, is kept with it or not asked."""
    who, referral = scene.staff[INES], scene.referrals[key]
    if cssrs is not None:
        refer.record_answers(who, referral, CSSRS, cssrs, mode="phone")
    refer.record_answers(who, referral, PHQ9, phq9(person.phq9, person.item9), mode="phone")
    scene.clock.forward(minutes=6)
    if person.gad7 is not None:
        refer.record_answers(who, referral, GAD7, gad7(person.gad7), mode="phone")
    scene.clock.forward(minutes=20)
    policy = scene.library.policy
    refer.record_intake(
        who,
        referral,
        participation=dict.fromkeys(policy.participation, True),
        observations=dict.fromkeys(policy.observations, False),
        red_flags={flag: flag == person.red_flag for flag in policy.red_flags},
    )


def accept(scene: Scene, key: str, person: Person, curriculum: str) -> None:
    """Decide for the group: intake where the policy says so, else a clinician with a reason."""
    because = person.accepted_because
    by = scene.staff[MEI if because else INES]
    screen.decide(by, scene.referrals[key], Choice.group, reason=because, curriculum=curriculum)


def seat(scene: Scene, key: str, run: Run) -> None:
    """Give the person a seat; whoever joins a rolling group later has had its first module one to one."""
    touch(scene, INES, key, ContactKind.orientation, ORIENTED, minutes=20)
    consents.record_consent(scene.staff[INES], scene.clients[key], ConsentKind.group, how=ConsentHow.paper)
    member, _ = group.seat(scene.staff[INES], scene.groups[run.key], scene.referrals[key])
    scene.members[run.key, key] = member.id
    if run.courses[key].entry > 1:
        touch(scene, run.lead, key, ContactKind.orientation, FIRST_MODULE, minutes=45, mode="in person")

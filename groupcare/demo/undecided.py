"""Referrals without a place: not fully asked, waiting for a clinician, ended, and new ones that nobody has screened."""

from datetime import date, datetime, timedelta

from msgspec import structs

from groupcare.acts import importing, refer
from groupcare.demo.answers import phq9
from groupcare.demo.people import INES, PEOPLE
from groupcare.demo.referrals import answer, ask, receive, row
from groupcare.demo.scene import AFTERNOON, EARLY, EVENING, MORNING, NOON, Scene
from groupcare.demo.steps import decide, rescreen, touch
from groupcare.rules.measures import Answers
from groupcare.rules.people import ContactKind, Referral
from groupcare.rules.safety import Choice

MINUTES_SINCE_THE_NEWEST = 12
WITH_GAPS: Answers = (1, 1, 2, 2, None, 1, 0, None, 0)
"""A PHQ-9 with two answers missing."""
ASK_THE_CSSRS = "Ring again and ask the C-SSRS"


def note_unanswered(scene: Scene) -> None:
    """Two whose C-SSRS is not asked yet, and one who waits for a clinician's decision."""
    days = scene.days
    for key, day, outcome in (
        ("hughes", days.before(2), "The call dropped before the C-SSRS; rang back twice, message left."),
        ("vu", days.before(1), "Had to go back to the kitchen before the C-SSRS; a time is agreed."),
    ):
        received = days.latest(day - timedelta(days=3))
        scene.on(received, EARLY, receive, key, PEOPLE[key], received)
        scene.on(day, MORNING, answer, key, PEOPLE[key], None)
        scene.on(day, NOON, rescreen, INES, key)
        scene.on(
            day,
            NOON,
            touch,
            INES,
            key,
            ContactKind.intake,
            outcome,
            next_step=ASK_THE_CSSRS,
            due=days.next(days.today),
        )
    scene.on(days.before(6), EARLY, receive, "grant", PEOPLE["grant"], days.before(6))
    scene.on(days.before(4), MORNING, ask, "grant", PEOPLE["grant"])
    scene.on(
        days.before(4),
        NOON,
        touch,
        INES,
        "grant",
        ContactKind.coordination,
        "They will send the last report.",
        with_whom="Dr Chen's office",
        next_step="Report of the cancer follow-up is in",
        due=days.before(1),
    )


def note_ended(scene: Scene) -> None:
    """Referrals that ended: declined, another service, not now."""
    days = scene.days
    before = days.before
    for key, received in (("walker-senior", 31), ("dubois", 24), ("ferreira", 20)):
        scene.on(before(received), EARLY, receive, key, PEOPLE[key], before(received))
    call = ContactKind.call_attempt
    scene.on(before(30), NOON, touch, INES, "walker-senior", call, "No answer; message left.")
    scene.on(before(28), NOON, decide, INES, "walker-senior", Choice.declined, "Has found a walking group of his own.")
    scene.on(
        before(21), NOON, decide, INES, "dubois", Choice.other_service, "Hand therapy comes first; told whom to ask."
    )
    scene.on(before(17), MORNING, ask, "ferreira", PEOPLE["ferreira"])
    later = days.next(days.today + timedelta(days=33))
    reason = "Begins a new job and takes on no dates before he knows his hours."
    scene.on(before(16), NOON, decide, INES, "ferreira", Choice.not_now, reason, later)


def note_new(scene: Scene, now: datetime) -> None:
    """Referrals that nobody has screened: two from a file, two from the form, and one entered minutes ago."""
    days = scene.days
    today = days.today
    scene.on(days.next(today - timedelta(days=6)), EARLY, import_file, today - timedelta(days=9))
    entered = days.next(today - timedelta(days=7))
    scene.on(entered, EARLY, receive, "ruiz", PEOPLE["ruiz"], today - timedelta(days=8))
    scene.on(
        days.before(1), AFTERNOON, touch, INES, "ruiz", ContactKind.call_attempt, "No answer; rings back after work."
    )
    scene.on(days.before(1), EVENING, receive, "popescu", PEOPLE["popescu"], days.before(1))
    scene.at(now - timedelta(minutes=MINUTES_SINCE_THE_NEWEST), receive_with_answers, "quist", today)


def import_file(scene: Scene, oldest: date) -> None:
    """A file of the pain clinic: one PHQ-9 whole, one with two answers missing."""
    answered = phq9(PEOPLE["abernathy"].phq9)[:9]
    rows = [
        structs.replace(row(PEOPLE["abernathy"], oldest), line=2, external_id="RP-20611", phq9=answered),
        structs.replace(
            row(PEOPLE["mensah"], oldest + timedelta(days=1)), line=3, external_id="RP-20614", phq9=WITH_GAPS
        ),
    ]
    who = scene.staff[INES]
    imported = importing.import_referrals(who, rows)
    for key, referral in zip(("abernathy", "mensah"), imported.referrals, strict=True):
        scene.referrals[key], scene.clients[key] = referral, who.of(Referral).get(referral).client


def receive_with_answers(scene: Scene, key: str, received: date) -> None:
    """Enter a referral that came with a PHQ-9 on paper."""
    person = PEOPLE[key]
    *answers, difficulty = phq9(person.phq9, person.item9)
    came = structs.replace(row(person, received), phq9=tuple(answers), phq9_difficulty=difficulty)
    entered = refer.refer(scene.staff[INES], came)
    scene.clients[key], scene.referrals[key] = entered.client, entered.id

"""Touches outside the groups that belong to no other story: coordination, families, follow-up, people who wait."""

from datetime import time, timedelta

from groupcare.demo.people import DANA, INES, MEI, RUTH, TOM
from groupcare.demo.runs import Runs
from groupcare.demo.scene import Scene
from groupcare.demo.steps import touch
from groupcare.rules.people import ContactKind

AT = time(13, 40)


def note_contacts(scene: Scene, runs: Runs) -> None:
    """Note in the diary the contacts of the past weeks."""
    days = scene.days
    before, soon = days.before, days.next(days.today + timedelta(days=1))
    check_in, coordination = ContactKind.check_in, ContactKind.coordination
    two_weeks_after = days.next(runs.finished.dates[-1] + timedelta(days=14))

    therapist, told = "Harbor Physical Therapy", "Walking and bending are safe; they start again at ten minutes."
    scene.on(before(12), AT, touch, DANA, "nunez", coordination, told, with_whom=therapist, minutes=10)
    rivera = "Plan and PHQ-9 sent, with her release; medicines stay as they are."
    scene.on(before(18), AT, touch, DANA, "alvarez", coordination, rivera, with_whom="Dr Rivera", mode="letter")
    husband = "Her husband asked how to help: by letting her stop at ten minutes, and by not finishing it for her."
    scene.on(
        before(9), AT, touch, MEI, "lindqvist", ContactKind.caregiver, husband, with_whom="her husband", minutes=20
    )
    no_plan = "Shift changed twice; no time found yet for the plan."
    scene.on(before(4), AT, touch, RUTH, "petrov", check_in, no_plan, next_step="Write the plan together", due=soon)
    mornings = "Works mornings and cannot come at 10:00; waits for the next afternoon group."
    scene.on(before(8), AT, touch, INES, "kaur", check_in, mornings)
    meeting = "Told of module 9 as the next place to begin."
    scene.on(before(3), AT, touch, TOM, "tanaka", check_in, meeting, next_step="Module 1 one to one", due=soon)
    scene.on(
        two_weeks_after, AT, touch, RUTH, "santos", check_in, "Two weeks on: fishes on Saturdays, rests by the clock."
    )
    scene.on(
        two_weeks_after, AT, touch, RUTH, "bakker", check_in, "Sees Dr Lee; appetite back, the hens are his again."
    )
    scene.on(two_weeks_after, AT, touch, RUTH, "whitfield", check_in, "Visits her sister by bus; asks for the booster.")

"""What members tell beside their plans: where an objective stands, what came back, and what they were told of it."""

from datetime import time

from groupcare.acts import feedback, readings, regained
from groupcare.demo.aims import AIMS
from groupcare.demo.scene import Scene
from groupcare.queries import find
from groupcare.queries.plans import plan_view

WRITTEN, SAID = time(15, 10), time(15, 25)
ACTIVITY = "1.1"
"""The objective about the activity itself, in every plan here."""
READINGS = (
    ("alvarez", 12, 8.0, "Beans on the sill, by the kitchen clock"),
    ("alvarez", 2, 14.0, "Two beds, a rest between"),
    ("brandt", 3, 12.0, "Two songs, then a chair"),
    ("diaz", 4, 15.0, "Round the block with his neighbour's dog"),
    ("wang", 1, 32.0, "There and back, one stop at the fountain"),
)
"""Whose activity, how many working days ago, how many minutes, and how it is known."""
BACK = (
    ("alvarez", 6, "I put beans out on the sill, ten minutes, and sat down before it hurt.", "Something is growing"),
    ("brandt", 3, "Two songs with the others. The rest I listened to, in the room, not at home.", "Being there"),
)
TOLD = "novak", "1.2", "Five days of seven, four weeks on: you found the time yourself, before breakfast."


def note_told(scene: Scene) -> None:
    """Note it all in the diary."""
    for key, ago, minutes, said in READINGS:
        scene.on(scene.days.before(ago), WRITTEN, read, key, minutes, said)
    for key, ago, words, mattered in BACK:
        scene.on(scene.days.before(ago), SAID, came_back, key, words, mattered)
    scene.on(scene.days.before(1), SAID, tell, *TOLD)


def read(scene: Scene, key: str, minutes: float, said: str) -> None:
    """A reading of the activity, once there is a plan."""
    if key in scene.planned:
        who = scene.staff[AIMS[key].clinician]
        plan = plan_view(who, find.client(who, scene.clients[key])).plan
        if plan is not None:
            readings.record_reading(who, plan.id, ACTIVITY, value=minutes, said=said)


def came_back(scene: Scene, key: str, words: str, mattered: str) -> None:
    """The activity itself came back."""
    aims = AIMS[key]
    regained.keep_regained(
        scene.staff[aims.clinician], scene.clients[key], aims.activity, words=words, mattered=mattered
    )


def tell(scene: Scene, key: str, objective: str, words: str) -> None:
    """They are told what they have reached."""
    if key in scene.planned:
        who = scene.staff[AIMS[key].clinician]
        plan = plan_view(who, find.client(who, scene.clients[key])).plan
        if plan is not None:
            feedback.give_feedback(who, plan.id, objective, words)

"""What members tell beside their plans: where an objective stands, what came back, and what they were told of it."""

from datetime import time

from msgspec import structs

from groupcare.acts import feedback, plan, readings, regained
from groupcare.demo.aims import AIMS
from groupcare.demo.scene import Scene
from groupcare.queries import find
from groupcare.queries.plans import plan_view

WRITTEN, SAID, FURTHER = time(15, 10), time(15, 25), time(15, 50)
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
ON = "wang", 45.0
"""Whose activity has got as far as was agreed: so many minutes are written in, which nobody has signed yet."""
TOLD = "novak", "1.2", "Five days of seven, four weeks on: you found the time yourself, before breakfast."


def note_told(scene: Scene) -> None:
    """Note it all in the diary."""
    for key, ago, minutes, said in READINGS:
        scene.on(scene.days.before(ago), WRITTEN, read, key, minutes, said)
    for key, ago, words, mattered in BACK:
        scene.on(scene.days.before(ago), SAID, came_back, key, words, mattered)
    scene.on(scene.days.before(1), SAID, tell, *TOLD)
    scene.on(scene.days.before(1), FURTHER, take_further, *ON)


def read(scene: Scene, key: str, minutes: float, said: str) -> None:
    """A reading of the activity, once there is a plan."""
    if key in scene.planned:
        who = scene.staff[AIMS[key].clinician]
        found = plan_view(who, find.client(who, scene.clients[key])).plan
        if found is not None:
            readings.record_reading(who, found.id, ACTIVITY, value=minutes, said=said)


def take_further(scene: Scene, key: str, minutes: float) -> None:
    """The activity itself is to go further: a signed plan that is changed is in review."""
    if key in scene.planned:
        who = scene.staff[AIMS[key].clinician]
        found = plan_view(who, find.client(who, scene.clients[key])).plan
        if found is not None:
            first, *others = found.content.goal
            activity, *more = first.objective
            aim = structs.replace(activity.aim, target=minutes)
            goal = structs.replace(first, objective=(structs.replace(activity, aim=aim), *more))
            plan.write_plan(who, scene.clients[key], structs.replace(found.content, goal=(goal, *others)))


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
        found = plan_view(who, find.client(who, scene.clients[key])).plan
        if found is not None:
            feedback.give_feedback(who, found.id, objective, words)

"""What members of the fictitious clinic fill in about pain and worry: at their first session, and at their last."""

from collections.abc import Iterator

from groupcare.acts import measuring
from groupcare.demo.answers import gad7
from groupcare.demo.courses import THERE
from groupcare.demo.people import PEOPLE
from groupcare.demo.runs import Run
from groupcare.demo.scene import Scene
from groupcare.rules.measures import Answers, Better, Measure
from groupcare.rules.screening import GAD7

ASKED = ("pcs", "bpi-interference", "pseq")
LITTLE, MOST = 6, 12
"""GAD-7 totals at the start: from which on of those who were not asked at intake, and the most of anybody."""


def fill_in(scene: Scene, run: Run, number: int, key: str) -> None:
    """Enter what this member filled in at that session, if it is their first one or the group's last."""
    who, place = scene.staff[run.clinician], list(run.courses).index(key)
    here = scene.sessions[run.key][number - 1]
    gains = [gain for at, gain in _times(run, key) if at == number]
    for gain in gains[:1]:
        for name in ASKED:
            measure = scene.library.measures[name]
            part = 0.72 - 0.04 * (place % 6) - (0.2 - 0.03 * (place % 5)) * gain
            answers = spread(measure, 1 - part if measure.better is Better.higher else part)
            measuring.record_measure(who, scene.clients[key], name, answers, session=here)
        if number not in run.courses[key].gad7:
            total = min(PEOPLE[key].gad7 or LITTLE + place % 5, MOST) - (2 + place % 4) * gain
            measuring.record_measure(who, scene.clients[key], GAD7, gad7(total), session=here)


def _times(run: Run, key: str) -> Iterator[tuple[int, int]]:
    """The sessions at which they fill in the forms, and whether they have gained by then."""
    course = run.courses[key]
    there = [course.entry + i for i, mark in enumerate(course.marks) if mark in THERE]
    if there:
        yield there[0], 0
    if run.over and len(run.dates) in there:
        yield len(run.dates), 1


def spread(measure: Measure, part: float) -> Answers:
    """Answers that come to this part of the way from the lowest score to the highest, even over the items."""
    steps = round(part * sum(item.high - item.low for item in measure.item))
    each, more = divmod(steps, len(measure.item))
    return tuple(item.low + each + (place < more) for place, item in enumerate(measure.item))

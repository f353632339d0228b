"""The logs that members of the fictitious clinic hand in: the days they did spread over those that there were."""

from datetime import date

from groupcare.rules.curriculum import HomeworkKind
from groupcare.rules.homework import Homework, most_days
from groupcare.rules.homework_log import (
    ActivityRestLog,
    ExperimentLog,
    Log,
    OwnTaskLog,
    PacedLog,
    PracticeLog,
    ThoughtLog,
    Trial,
    amount_of,
    unit_of,
)

TRIALS = (
    Trial(feared=8, happened=3, learned="It was over sooner than I thought"),
    Trial(feared="They will all look at me", happened="Nobody did", learned="I can stay"),
    Trial(feared=6, happened=2),
    Trial(feared="A flare the next day", happened="Stiff, no flare", learned="Stiff is not harmed"),
    Trial(feared=7, happened=7, learned="It was as bad, and I finished all the same"),
    Trial(feared=5, happened=1, learned="Asking is quicker than guessing"),
)


def log_of(key: str, task: Homework, times: int, on: date) -> Log | None:
    """What the member of that key wrote who did it so often by that day; None where there were too few days for it."""
    days = min(most_days(task), (on - task.set_on).days)
    if not 0 <= times <= days or not days:
        return None
    did = _spread(times, days)
    match task.task.kind:
        case HomeworkKind.practice:
            each = task.task.minutes or 10
            minutes = tuple((each + 5 * (place % 3 == 2)) if one else 0 for place, one in enumerate(did))
            return PracticeLog(done=did, minutes=minutes)
        case HomeworkKind.paced_activity:
            amount = amount_of(task.task)
            return PacedLog(unit=unit_of(task.task), planned=amount, amounts=tuple(amount * one for one in did))
        case HomeworkKind.thought_record:
            return ThoughtLog(flares=times + 2, reframed=times)
        case HomeworkKind.activity_rest_log:
            active = tuple(5 + place / 2 if one else None for place, one in enumerate(did))
            resting = tuple(5 - place / 4 if one else None for place, one in enumerate(did))
            return ActivityRestLog(active=active, resting=resting) if times else None
        case HomeworkKind.experiment:
            first = sum(map(ord, key)) + task.set_on.day
            trials = tuple(TRIALS[(first + place) % len(TRIALS)] for place in range(times))
            return ExperimentLog(trials=trials) if trials else None
        case HomeworkKind.own_task:
            return OwnTaskLog(done=did)


def _spread(times: int, days: int) -> tuple[bool, ...]:
    """So many of the days, as evenly as can be."""
    return tuple((place + 1) * times // days > place * times // days for place in range(days))

"""The fields of each part of a plan, and what is made of what was typed in them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from groupcare.rules.aims import NotAnAim, aim_words, read_aim
from groupcare.rules.curriculum import Coping
from groupcare.rules.measures import Measure
from groupcare.rules.plan import (
    REVIEW_DAYS,
    Aim,
    AvoidedActivity,
    Goal,
    Heading,
    Intervention,
    Objective,
    PlanContent,
    Seen,
)
from groupcare.rules.words import NotADay, day, read_day
from groupcare.tui.forms import Field, FieldFault

Values = dict[str, str]
Measures = Mapping[str, Measure]
AIM_HINT = "PHQ-9 16 → 8, 5 of 7 days, 3 a week, 10 → 30 minutes, milestone"
BY_WEEKS = 12
"""An objective's day, where none is typed."""
WEIGHT_HINT = "1: as much as the others"
YES_NO = (("yes", "yes"), ("no", "no"))
COPING = tuple((c.value, c.value) for c in Coping)


def empty_plan(today: date, review_on: date | None = None) -> PlanContent:
    """What a first plan begins from."""
    return PlanContent(dated=today, review_on=review_on or today + timedelta(days=REVIEW_DAYS), goal=())


# --- goals ----------------------------------------------------------------------------------------------------------


def goal_fields(goal: Goal | None, *, whole: bool = True) -> list[Field]:
    """Its words, and the member's own; the `whole` of it with the task until next time and its weight."""
    words = [
        Field("words", "Goal", value=goal.words if goal else "", hint="what they will be able to do", needed=True),
        Field("own", "In their own words", value=goal.own_words if goal else "", hint="“I want my garden back.”"),
    ]
    more = [
        Field("task", "Until next time", value=goal.task if goal else "", hint="one concrete task: pot two plants"),
        Field("weight", "Weighs", value=str(goal.weight) if goal and goal.weight != 1 else "", hint=WEIGHT_HINT),
    ]
    return [*words, *more] if whole else words


def goal_from(values: Values) -> tuple[str, str, str, int]:
    """Words, own words, task and weight typed."""
    weight = _whole(values, "weight", "Weights", 1)
    if not 1 <= weight <= 9:
        raise FieldFault("weight", "A goal weighs 1 to 9.")
    return values["words"].strip(), values["own"].strip(), values["task"].strip(), weight


# --- objectives -----------------------------------------------------------------------------------------------------


def objective_fields(o: Objective | None, measures: Measures, today: date) -> list[Field]:
    """Words, how it is measured, when its baseline was read, by when, how often."""
    read = typed_day(o.baseline_on) if o is not None and o.baseline_on is not None else ""
    by = f"{day(today + timedelta(weeks=BY_WEEKS), today)}; or 9 dec, +60"
    return [
        Field("objective", "Objective", value=o.words if o else "", hint="what will be seen or counted", needed=True),
        Field("aim", "Measured by", value=aim_words(o.aim, measures) if o else "", hint=AIM_HINT, needed=True),
        Field("read", "Baseline read on", value=read, hint="today, where it has one; or 1 oct"),
        Field("by", "Reached by", value=typed_day(o.by) if o else "", hint=by),
        Field("every", "Asked every … days", value=str(o.every_days) if o else "", hint="14 for a score, 7 else"),
        Field("row", "Weeks in a row", value=str(o.weeks_in_a_row) if o else "", hint="1"),
    ]


def objective_from(values: Values, old: Objective | None, measures: Measures, today: date) -> Objective:
    """The objective typed; its key is the old one's, or nothing yet. Raises FieldFault."""
    try:
        aim = read_aim(values["aim"], measures)
    except NotAnAim as fault:
        raise FieldFault("aim", str(fault)) from None
    if old is not None and values["aim"].strip() == aim_words(old.aim, measures):
        aim = old.aim
    usual = 14 if getattr(aim, "measure", "") else 7
    return Objective(
        key=old.key if old else "",
        words=values["objective"].strip(),
        aim=aim,
        by=day_from(values, "by", old.by if old else today + timedelta(weeks=BY_WEEKS), today),
        every_days=_whole(values, "every", "Days", old.every_days if old else usual),
        baseline_on=_baseline_on(values, aim, old, today),
        weeks_in_a_row=_whole(values, "row", "Weeks", old.weeks_in_a_row if old else 1),
    )


def _baseline_on(values: Values, aim: Aim, old: Objective | None, today: date) -> date | None:
    """When the baseline was read: the day that was typed, else the day it had; today where the baseline is new."""
    if getattr(aim, "baseline", None) is None:
        return None
    had = old.baseline_on if old is not None else None
    typed = values.get("read", "").strip()
    if typed and typed != (typed_day(had) if had is not None else ""):
        read = day_from(values, "read", today, today)
        if read > today:
            raise FieldFault("read", "A baseline is of today or of a day before.")
        return read
    same = old is not None and getattr(old.aim, "baseline", None) == getattr(aim, "baseline", None)
    return had if same else today


def _whole(values: Values, name: str, what: str, usual: int) -> int:
    text = values.get(name, "").strip()
    if not text:
        return usual
    if not text.isdecimal() or len(text) > 4:
        raise FieldFault(name, f"{what} are a whole number, such as {usual}.")
    return int(text)


# --- interventions and the functional analysis ----------------------------------------------------------------------


def intervention_fields(one: Intervention | None) -> list[Field]:
    """What is done, by whom, how often, and whether it soothes or does."""
    return [
        Field(
            "what", "What is done", value=one.what if one else "", hint="graded exposure in small steps", needed=True
        ),
        Field("who", "By whom", value=one.who if one else "", hint="clinician, member, group"),
        Field("often", "How often", value=one.how_often if one else "", hint="weekly"),
        Field("coping", "Coping", "choice", value=one.coping if one else Coping.active, options=COPING),
    ]


def intervention_from(values: Values) -> Intervention:
    """The intervention typed."""
    return Intervention(
        what=values["what"].strip(),
        who=values["who"].strip(),
        how_often=values["often"].strip(),
        coping=Coping(values["coping"] or Coping.active),
    )


def avoided_fields(row: AvoidedActivity | None) -> list[Field]:
    """A row of the functional analysis."""
    texts = (
        ("activity", "Activity", "gardening"),
        ("stopped_since", "Stopped or less since", "spring 2024"),
        ("done_instead", "Done instead", "rests, guards, takes a tablet"),
        ("belief", "Belief", "bending will damage my back"),
        ("mattered", "What mattered in it", "watching things grow"),
    )
    fields = [
        Field(name, label, value=getattr(row, name) if row else "", hint=hint, needed=name == "activity")
        for name, label, hint in texts
    ]
    fear = "" if row is None or row.fear is None else str(row.fear)
    return [*fields, Field("fear", "Fear, 0 to 10", value=fear)]


def avoided_from(values: Values) -> AvoidedActivity:
    """The row typed."""
    fear = of_ten(values, "fear", "Fear")
    texts = {name: values[name].strip() for name in ("activity", "stopped_since", "done_instead", "belief", "mattered")}
    return AvoidedActivity(**texts, fear=fear)


def of_ten(values: Values, name: str, what: str) -> int | None:
    """The number from 0 to 10 typed, if any. Raises FieldFault."""
    text = values[name].strip()
    if text and not (text.isdecimal() and int(text) <= 10):
        raise FieldFault(name, f"{what} is from 0 to 10.")
    return int(text) if text else None


# --- the plan itself ------------------------------------------------------------------------------------------------

HEADING_LABELS = {
    "diagnoses": "Diagnoses",
    "site": "Where it hurts",
    "duration": "For how long",
    "pain": "Pain",
    "flares": "Flares",
    "function": "Function",
    "work_hours": "Work hours",
    "medicines": "Medicines",
    "prescriber": "Prescriber",
    "earlier_treatment": "Earlier treatment",
    "risk": "Risk",
    "modality": "Modality",
    "frequency": "How often",
    "length": "For how many sessions",
    "individual_clinician": "Individual clinician",
    "individual_seen": "Sees them",
    "coordination": "Coordination",
    "expectations_discussed": "Expectations shared",
    "agreed_with_member": "Agreed with member",
    "copy_given": "Copy given",
}


def heading_fields(content: PlanContent) -> list[Field]:
    """The plan's days, and what it starts from."""
    fields = [
        Field("dated", "Plan of", value=typed_day(content.dated), needed=True),
        Field("review", "Review on", value=typed_day(content.review_on), needed=True),
    ]
    for name, label in HEADING_LABELS.items():
        value = getattr(content.heading, name)
        if isinstance(value, Seen):
            options = tuple((one.value, one.value or "not said") for one in Seen)
            fields.append(Field(name, label, "choice", value=value, options=options))
        elif isinstance(value, bool):
            fields.append(Field(name, label, "choice", value="yes" if value else "no", options=YES_NO))
        else:
            text = ", ".join(value) if isinstance(value, tuple) else value
            fields.append(Field(name, label, value=text, hint="G89.29, F32.1" if name == "diagnoses" else ""))
    return fields


TALKED = ("expectations_discussed", "agreed_with_member")


def talked_fields(heading: Heading) -> list[Field]:
    """What a plan needs beside its goals, and nobody but the person who talked it through can say."""
    known = {name: "yes" if getattr(heading, name) else "no" for name in TALKED}
    return [Field(name, HEADING_LABELS[name], "choice", value=known[name], options=YES_NO) for name in TALKED]


def talked_from(values: Values, old: Heading) -> Heading:
    """The heading with what was said to have been talked through."""
    return msgspec.structs.replace(old, **{name: values.get(name) == "yes" for name in TALKED})


def heading_from(values: Values, old: Heading) -> Heading:
    """The heading typed."""
    fields: dict[str, object] = {}
    for name in HEADING_LABELS:
        before, typed = getattr(old, name), values[name].strip()
        if isinstance(before, bool):
            fields[name] = typed == "yes"
        elif isinstance(before, Seen):
            fields[name] = Seen(typed)
        elif isinstance(before, tuple):
            fields[name] = tuple(part.strip() for part in typed.split(",") if part.strip())
        else:
            fields[name] = typed
    return msgspec.structs.replace(old, **fields)


def day_from(values: Values, name: str, usual: date, today: date) -> date:
    """The day typed, or the usual one. Raises FieldFault."""
    try:
        return read_day(values[name], today) if values[name].strip() else usual
    except NotADay as fault:
        raise FieldFault(name, str(fault)) from None


def typed_day(when: date) -> str:
    """A day as a person would type it: 29 Dec 2026."""
    return f"{when.day} {when:%b} {when.year}"


def which_goal(goals: Sequence[Goal], number: int) -> list[Field]:
    """Under which goal something new is put; nothing to ask where there is one."""
    if len(goals) < 2:
        return []
    options = tuple((str(goal.number), f"{goal.number} {goal.words}") for goal in goals)
    return [Field("goal", "Under goal", "choice", value=str(number), options=options, needed=True)]

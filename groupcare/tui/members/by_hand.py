"""What is written down by hand beside a plan: readings of objectives, what came back, and that somebody was told."""

import re
from collections.abc import Callable
from datetime import date

from groupcare.acts import SignIn, feedback, readings, regained
from groupcare.queries.chart import Chart
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.objectives import Progress
from groupcare.rules.plan import AvoidedActivity, MilestoneAim, ScoreAim
from groupcare.rules.regained import Regained
from groupcare.rules.told import reading_words, unit_words
from groupcare.rules.words import day
from groupcare.tui.dialogs import AnyDialog, Choice, Choose, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.members.plan_fields import Values, day_from, typed_day

NEW = "new"
MOST = 9
"""Readings to choose from, the newest."""
REACHED = (("yes", "reached"), ("no", "not yet"))
NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?")


def is_read_by_hand(found: Progress | None) -> bool:
    """Whether readings of this objective can be written down: a score comes with its measure."""
    return found is not None and not isinstance(found.objective.aim, ScoreAim)


# --- readings -------------------------------------------------------------------------------------------------------


def readings_of(chart: Chart, key: str) -> list[ObjectiveReading]:
    """What was written down of an objective, newest first."""
    return [r for r in reversed(chart.told) if r.objective == key]


def which_reading(found: Progress, earlier: list[ObjectiveReading], today: date) -> Choose:
    """A new one, or one to put right."""
    aim = found.objective.aim
    choices = [Choice(NEW, "n", "a new reading")]
    for place, one in enumerate(earlier[:MOST], 1):
        choices.append(Choice(one.id, str(place), f"{day(one.on, today)}: {reading_words(aim, one)}", "put right"))
    return Choose(f"{found.objective.key} {found.objective.words}", choices)


def reading_dialog(chart: Chart, found: Progress, old: ObjectiveReading | None, today: date) -> AnyDialog:
    """Where an objective stands, as told or seen. Without a value an earlier one is taken back."""
    o, plan = found.objective, chart.plan
    assert plan is not None
    if isinstance(o.aim, MilestoneAim):
        before = "" if old is None else "yes" if old.reached else "no"
        first = Field("value", "Reached?", "choice", before, REACHED, needed=old is None)
    else:
        typed = f"{old.value:g}" if old is not None and old.value is not None else ""
        first = Field("value", unit_words(o.aim).capitalize(), value=typed, hint="a number", needed=old is None)
    fields = [
        first,
        Field("on", "On", value=typed_day(old.on if old else today), needed=True),
        Field("said", "How it is known", value=old.said if old else "", hint="she says; seen in the session"),
    ]

    def act(values: Values) -> Callable[[SignIn], object]:
        on = day_from(values, "on", today, today)
        value, reached = _told(o.aim, values["value"].strip())
        said = values["said"]
        if old is None:
            return lambda who: readings.record_reading(
                who, plan.id, o.key, on=on, value=value, reached=reached, said=said
            )
        if not values["value"].strip():
            return lambda who: readings.take_back_reading(who, old.id)
        return lambda who: readings.correct_reading(
            who, old.id, on=on, value=value, reached=reached, said=said, over_rev=old.rev
        )

    return FormDialog(
        f"Reading of {o.key} {o.words}",
        fields,
        act,
        f"wrote down where {o.key} stands",
        words="It stands in the chart as told, beside what logs tell."
        + ("" if old is None else " Left empty, it is taken back."),
        draft=f"reading of {plan.id} {o.key} {old.id if old else NEW}",
        sure=lambda values: "" if old is None or values["value"].strip() else "Take this reading back?",
    )


def _told(aim: object, typed: str) -> tuple[float | None, bool | None]:
    if isinstance(aim, MilestoneAim):
        return None, {"yes": True, "no": False}.get(typed)
    if typed and not NUMBER.fullmatch(typed):
        raise FieldFault("value", "This is a number, such as 12 or 4.5.")
    return float(typed.replace(",", ".")) if typed else None, None


# --- what came back -------------------------------------------------------------------------------------------------


def regained_dialog(
    chart: Chart, person: str, today: date, old: Regained | None = None, row: AvoidedActivity | None = None
) -> AnyDialog:
    """What they do again, in their own words. Without an activity an earlier one is taken back."""
    activity = old.activity if old else row.activity if row else ""
    mattered = old.mattered if old else row.mattered if row else ""
    fields = [
        Field("activity", "Does again", value=activity, hint="gardening", needed=old is None),
        Field("words", "In their own words", "lines", old.words if old else ""),
        Field("mattered", "What mattered in it", value=mattered, hint="watching things grow"),
        Field("on", "On", value=typed_day(old.on if old else today), needed=True),
    ]

    def act(values: Values) -> Callable[[SignIn], object]:
        on, what = day_from(values, "on", today, today), values["activity"].strip()
        words, mattered = values["words"], values["mattered"]
        if old is None:
            return lambda who: regained.keep_regained(who, chart.client.id, what, on=on, words=words, mattered=mattered)
        if not what:
            return lambda who: regained.take_back_regained(who, old.id)
        return lambda who: regained.correct_regained(
            who, old.id, what, on=on, words=words, mattered=mattered, over_rev=old.rev
        )

    return FormDialog(
        f"What {person} did",
        fields,
        act,
        f"kept what {person} does again",
        words="It stands on the copy that they take home, and in the review."
        + ("" if old is None else " Without an activity it is taken back."),
        draft=f"regained {chart.client.id} {old.id if old else activity[:40] or NEW}",
        sure=lambda values: "" if old is None or values["activity"].strip() else "Take this back?",
    )


# --- feedback -------------------------------------------------------------------------------------------------------


def told_dialog(chart: Chart, found: Progress, person: str, today: date) -> AnyDialog:
    """That the member was told what they have reached."""
    o, plan = found.objective, chart.plan
    assert plan is not None

    def act(values: Values) -> Callable[[SignIn], object]:
        on = day_from(values, "on", today, today)
        return lambda who: feedback.give_feedback(who, plan.id, o.key, values["words"], on=on)

    return FormDialog(
        f"{person} was told: {o.key} {o.words}",
        [
            Field("words", "What was said", "lines"),
            Field("on", "On", value=typed_day(today), needed=True),
        ],
        act,
        f"kept that {person} was told",
        words="Reached: what they did to get there is worth naming. It then leaves Today and the brief.",
        draft=f"feedback {plan.id} {o.key}",
    )

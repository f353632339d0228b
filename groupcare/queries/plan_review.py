"""A review of a client's plan, filled from the record as it stood on a day."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from groupcare.queries.attended import adherence_so_far
from groupcare.queries.permissions import may_see
from groupcare.queries.progress import measure_parts, objectives
from groupcare.record.errors import NotFound, Refused
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.coverage import sessions_of
from groupcare.rules.group import Group, Member, MemberStatus, Session
from groupcare.rules.homework import Homework
from groupcare.rules.homework_log import counted_together
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.measures import Assessment
from groupcare.rules.outcomes import Reading
from groupcare.rules.people import Client, client_number
from groupcare.rules.plan import REVIEW_DAYS, Plan, ScoreAim
from groupcare.rules.plan_review import (
    ReviewDraft,
    Told,
    attended_words,
    measure_words,
    next_review,
    practised_words,
    regained_words,
    review_draft,
    reviewed_since,
)
from groupcare.rules.regained import Regained
from groupcare.rules.watch import CSSRS_FORMS
from groupcare.rules.words import count, whole_day


def plan_review(who: SignIn, client: Client, on: date | None = None) -> tuple[Plan, ReviewDraft]:
    """The client's open plan and the draft of its review on that day, by default today.

    Nothing that was read, handed in or marked for a later day stands in it. Raises NotFound where there is no plan.
    """
    may_see(who, "plans")
    on = on or who.today()
    if on > who.today():
        raise Refused("A review has taken place by today.")
    with who.db.engine.snapshot():
        plan = open_plan(who, client.id)
        if plan is None:
            raise NotFound(f"{client_number(client.number)} has no plan yet.")
        told, next_on = _told(who, client, plan, on), review_day(who, on)
        return plan, review_draft(plan.content, told, who.library.measures, next_on)


def review_day(who: SignIn, on: date, days: int = REVIEW_DAYS) -> date:
    """The day to propose for the review of a plan of that day: a working day of the clinic."""
    return next_review(on, who.clinic.working_days, who.closed(on), days)


def _told(who: SignIn, client: Client, plan: Plan, on: date) -> Told:
    since = reviewed_since(plan.content, on)
    given = who.of(Assessment).linked(client=client.id)
    parts = measure_parts(who, [a for a in given if a.measure not in CSSRS_FORMS and a.on <= on])
    tasks = [_as_of(task, on) for task in who.of(Homework).linked(client=client.id) if task.set_on <= on]
    members = who.of(Member).linked(client=client.id)
    members = [m for m in members if m.status is not MemberStatus.entered_in_error]
    lately = [task for task in tasks if task.set_on >= since]
    regained = sorted(who.of(Regained).linked(client=client.id), key=lambda r: r.on)
    return Told(
        since=since,
        on=on,
        objectives=objectives(who, plan, parts, tasks, members, on),
        attended="; ".join(_attended(who, client, members, since, on)),
        practised=practised_words(adherence_so_far(lately, on), counted_together(t.task for t in lately if t.practice)),
        measures=tuple(_measures(who, plan, {part.measure: part.readings for part in parts}, since, on)),
        regained=tuple(regained_words(one) for one in regained if since <= one.on <= on),
    )


def _as_of(task: Homework, on: date) -> Homework:
    """Homework as it was known on that day."""
    handed_in = task.practice is not None and task.practice.on <= on
    return task if handed_in or task.practice is None else replace(task, practice=None, review=None)


def _attended(who: SignIn, client: Client, members: Sequence[Member], since: date, on: date) -> Iterator[str]:
    """Each group's words, and how many modules were made up."""
    marks = {(a.session, a.member): a for a in who.of(Attendance).linked(client=client.id)}
    for member in members:
        if member.group is None:
            continue
        mine = sessions_of(member, who.of(Session).linked(group=member.group))
        found = {s.id: marks[s.id, member.id].mark for s in mine if (s.id, member.id) in marks}
        if words := attended_words(who.of(Group).get(member.group).name, mine, found, (since, on), member.end):
            yield words
    made_up = 0
    for one in who.of(MakeUp).linked(client=client.id):
        if one.session is None:
            made_up += one.status is MakeUpStatus.done and since <= one.on <= on
            continue
        guest = marks.get((one.session, one.member))
        held_on = who.of(Session).get(one.session).date
        made_up += guest is not None and guest.mark is Mark.attended and since <= held_on <= on
    if made_up:
        yield f"{count(made_up, 'module')} made up"


def _measures(
    who: SignIn, plan: Plan, readings: dict[str, tuple[Reading, ...]], since: date, on: date
) -> Iterator[str]:
    """What was given since, function and mood before intensity; and which of the plan's own measures was not."""
    aims = [o.aim for goal in plan.content.goal for o in goal.objective]
    named = {aim.measure for aim in aims if isinstance(aim, ScoreAim)}
    library = who.library.measures.values()
    for measure in (*(m for m in library if not m.intensity), *(m for m in library if m.intensity)):
        if words := measure_words(measure, readings.get(measure.id, ()), since, on):
            yield words
        elif measure.id in named:
            yield f"{measure.name} not given since {whole_day(since)}"

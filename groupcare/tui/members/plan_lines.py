"""How a plan reads line by line: goals, objectives with where they stand, what is done, and what it starts from."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import ceil, floor

from textual.content import Content

from groupcare.queries.chart import Chart
from groupcare.queries.linked_homework import LinkedHomework
from groupcare.queries.plans import Place
from groupcare.rules.aims import aim_words
from groupcare.rules.attainment import LEVELS, level_sign
from groupcare.rules.attendance import Rate
from groupcare.rules.diagnoses import DiagnosisList
from groupcare.rules.group import IN_GROUP, MemberStatus
from groupcare.rules.homework_readings import score_words
from groupcare.rules.measures import Measure
from groupcare.rules.objectives import Progress, Standing
from groupcare.rules.outcomes import number
from groupcare.rules.plan import Goal, Plan, PlanContent, PlanReview, PlanStatus, copy_words, ladder
from groupcare.rules.plan_edit import (
    avoided_in_words,
    contact_in_words,
    experiment_in_words,
    heading_in_words,
    intervention_in_words,
    review_in_words,
)
from groupcare.rules.plan_review import reviewed_in_words, told_in_words
from groupcare.rules.words import count, day, rate
from groupcare.tui import chart_line
from groupcare.tui.chart_line import Level, Picture
from groupcare.tui.lines import Cell, Line, heading
from groupcare.tui.members import tried_lines
from groupcare.tui.members.by_hand_lines import TELL, came_back, regained_lines
from groupcare.tui.members.plan_fields import HEADING_LABELS
from groupcare.tui.safe import joined

Measures = Mapping[str, Measure]
TONES = {
    Standing.met: "good",
    Standing.on_track: "good",
    Standing.off_track: "warning",
    Standing.worse: "warning",
    Standing.overdue: "warning",
    Standing.no_data: "quiet",
}
BAR = 8
"""Cells of a bar between its ends."""


def bar(way: float | None) -> str:
    """▕██████▁▁▏, how much of the way has been gone; nothing where that is not known."""
    if way is None:
        return ""
    full = min(BAR, int(way * BAR + 0.5))
    return f"▕{'█' * full}{'▁' * (BAR - full)}▏"


def plan_lines(chart: Chart, measures: Measures, today: date) -> Iterator[Line]:
    """The whole plan; nothing while there is none."""
    plan = chart.plan
    if plan is None:
        if chart.regained:
            yield Line("plan", (Cell("No plan: n writes one, s starts from a template", "accent"),))
        yield from regained_lines(chart, today)
        return
    yield Line("plan", (Cell(status_words(chart, today), "warning" if chart.plan_overdue else "accent"),))
    loose = ", ".join(place.group for place in loose_places(chart))
    if loose:
        yield Line("link", (Cell(f"! not linked to {loose}: l links it", "warning"),))
    stands = {p.objective.key: p for p in chart.objectives}
    for goal in plan.content.goal:
        yield from _goal_lines(goal, stands, chart, measures, today)
    yield from regained_lines(chart, today)
    yield from _row_lines(chart, plan.content, today)
    facts = dict(heading_in_words(plan.content.heading))
    if "copy_given" in facts:
        facts["copy_given"] = copy_words(plan, day(plan.copy_given_on, today) if plan.copy_given_on else "")
    asked = {r.where.removeprefix("heading ") for r in chart.checked.stand if r.where.startswith("heading ")}
    if facts or asked:
        yield heading("What it starts from")
        for name, label in HEADING_LABELS.items():
            if name in facts or name in asked:
                yield Line(f"heading {name}", (f"{label}: {facts.get(name, 'not yet')}",))


def _row_lines(chart: Chart, content: PlanContent, today: date) -> Iterator[Line]:
    """The ladder of what was left, least feared first, experiments, with whom care is coordinated, and reviews."""
    if content.avoided:
        yield heading("Left from fear or pain: the ladder, least feared first")
        for place, row in ladder(content):
            yield Line(f"avoided {place}", (came_back(chart, row, today) + avoided_in_words(row),))
    if chart.experiments:
        yield heading(tried_lines.heading_words(chart.experiments))
        for place, one in enumerate(content.experiment):
            yield Line(f"experiment {place}", (experiment_in_words(one, today),))
        yield from tried_lines.of_logs(chart.experiments, today)
    rows = (
        ("Coordinated with", "contact", [contact_in_words(contact) for contact in content.contact]),
        ("Reviews", "review", [review_in_words(review, today) for review in content.review]),
    )
    for title, kind, texts in rows:
        if texts:
            yield heading(title)
            yield from (Line(f"{kind} {place}", (words,)) for place, words in enumerate(texts))


def status_words(chart: Chart, today: date) -> str:
    """Draft of Tue 6 Oct by Dana Reyes, or when it was signed, and the review."""
    plan = chart.plan
    if plan is None:
        return "No plan"
    dated, review = day(plan.content.dated, today), day(plan.content.review_on, today)
    match plan.status:
        case PlanStatus.signed:
            said = f"Plan of {dated}, signed by {chart.signed_by}"
        case PlanStatus.in_review:
            said = f"Plan of {dated}, changed by {chart.plan_by} and not signed again: f9 signs"
        case _:
            said = f"Draft of {dated} by {chart.plan_by}, not signed: f9 signs"
    return f"{said} · review {'was due' if chart.plan_overdue else 'on'} {review}"


def loose_places(chart: Chart) -> list[Place]:
    """Places in groups and on waitlists that the plan belongs to and is not linked to."""
    return [p for p in chart.places if not p.linked and p.status in (*IN_GROUP, MemberStatus.waitlist)]


def _goal_lines(
    goal: Goal, stands: Mapping[str, Progress], chart: Chart, measures: Measures, today: date
) -> Iterator[Line]:
    yield Line(f"goal {goal.number}", (Cell(f"{goal.number} {goal.words}", "strong"),))
    for objective in goal.objective:
        found = stands.get(objective.key)
        aim = f": {aim_words(objective.aim, measures)} by {day(objective.by, today).partition(' ')[2]}"
        words = Cell(f"  {objective.key} {objective.words.rstrip('. ')}{aim}", tail=aim)
        latest = found.latest if found else None
        standing = found.standing if found else Standing.no_data
        cells = (
            words,
            "" if latest is None else latest.words if latest.prorated else f"now {latest.words}",
            bar(found.way if found else None),
            Cell(TELL if objective.key in chart.to_tell else standing, TONES.get(standing, "")),
        )
        yield Line(f"objective {objective.key}", cells)
        tasks = [task for task in chart.linked if task.objective == objective.key]
        if tasks:
            yield Line(f"homework {objective.key}", (Cell(f"      ↳ homework: {homework_words(tasks)}", "quiet"),))
    if goal.task:
        yield Line(f"task {goal.number}", (f"    ☐ until next time: {goal.task}",))
    for place, one in enumerate(goal.intervention):
        yield Line(f"intervention {goal.number} {place}", (Cell(f"    – {intervention_in_words(one)}", "quiet"),))


def homework_words(tasks: Sequence[LinkedHomework], counted: str = "") -> str:
    """Set 6 times, 15/20 75 % of what came in; 1 still to come in; 2 not handed in. `counted` says of what it is."""
    days = Rate(sum(task.days.done for task in tasks), sum(task.days.of for task in tasks))
    missing, to_come = sum(task.not_handed_in for task in tasks), sum(task.to_come for task in tasks)
    said = f"set {count(sum(task.times for task in tasks), 'time')}"
    if days.of:
        said += f", {rate(days)} of {f'the {counted}s in ' if counted else ''}what came in"
    said += f"; {to_come} still to come in" if to_come else ""
    return said + (f"; {missing} not handed in" if missing else "")


def homework_detail(found: Progress, tasks: Sequence[LinkedHomework]) -> Content:
    """Each task that was set for an objective."""
    said = [joined((f"Homework for {found.objective.key} {found.objective.words}", "bold"))]
    said += [joined(f"– {homework_words([task], task.counted)}: {task.what}") for task in tasks]
    return Content("\n").join(said)


# --- one line in full -----------------------------------------------------------------------------------------------


def objective_detail(found: Progress, measures: Measures, today: date) -> Content:
    """Everything about where an objective stands, and why it stands there."""
    o, line, latest = found.objective, found.line, found.latest
    said = [joined((f"{o.key} {o.words}", "bold"))]
    row = f", {o.weeks_in_a_row} weeks in a row" if o.weeks_in_a_row > 1 else ""
    said.append(joined(f"{aim_words(o.aim, measures)}{row} by {day(o.by, today)}, asked every {o.every_days} days"))
    where = f"{found.standing}"
    if latest is not None:
        value = latest.words
        read = f"{found.unit} {value}" if found.kind == "score" else f"{value} {found.unit}"
        where = f"{read} on {day(latest.on, today)}: {where}"
    if found.behind is not None and line is not None and found.standing is not Standing.met:
        size = number(abs(found.behind))
        where += (
            f", {size} {'behind' if found.behind > 0 else 'ahead of'} the line" if found.behind else ", on the line"
        )
    said.append(joined(("Now: ", "$text-quiet"), where, (f" {bar(found.way)}" if latest is not None else "")))
    if line is not None:
        said.append(
            joined(
                ("The line: ", "$text-quiet"),
                f"{score_words(line.baseline, prorated=line.prorated)} on {day(line.start, today)} ({line.since}) to "
                f"{number(line.target)} on "
                f"{day(line.by, today)}",
            )
        )
    if found.next_reading is not None:
        said.append(joined(("Next reading: ", "$text-quiet"), day(found.next_reading, today)))
    if found.note:
        said.append(joined((found.note, "$text-quiet")))
    return Content("\n").join(said)


def goal_detail(content: PlanContent, place: int, today: date) -> Content:
    """A goal with the member's words, and how far it was reached at each review."""
    goal = content.goal[place - 1]
    said = [joined((f"Goal {goal.number}: {goal.words}", "bold"))]
    if goal.own_words:
        said.append(joined(f"“{goal.own_words}”"))
    for review in content.review:
        for one in review.attained:
            if one.goal == goal.number and one.words == goal.words:
                reached = f"{level_sign(one.level)} {LEVELS[one.level]}"
                more = f" · {one.said}" if one.said else ""
                said.append(joined((f"{day(review.on, today)}: ", "$text-quiet"), reached, more))
    return Content("\n").join(said)


def diagnoses_detail(written: Sequence[str], known: DiagnosisList) -> Content:
    """Each diagnosis with its title, as far as the list has it."""
    said = [joined(("Diagnoses", "bold"), f" · {known.release}" if known.release else "")]
    for text in written:
        found = known.find(text)
        words = text if found is None else found.words
        said.append(
            joined(words, (" a category: cannot be billed", "$warning") if found and not found.billable else "")
        )
    return Content("\n").join(said)


def plan_detail(plan: Plan, chart: Chart, today: date) -> Content:
    """The plan as a whole."""
    content = plan.content
    objectives = sum(len(goal.objective) for goal in content.goal)
    said = [joined((status_words(chart, today), "bold"))]
    said.append(joined(f"{count(len(content.goal), 'goal')}, {count(objectives, 'objective')}. e changes its days and "
                       "what it starts from."))  # fmt: skip
    given = plan.copy_given_on
    copy = f"A copy was given {day(given, today)}." if given else "They have no copy of this version yet: D prints it."
    said.append(joined((copy, "$text-quiet")))
    linked = ", ".join(place.group for place in chart.places if place.linked)
    if linked:
        said.append(joined(("Linked to: ", "$text-quiet"), linked))
    return Content("\n").join(said)


def review_detail(review: PlanReview, today: date) -> Content:
    """A review with what it was filled with: each objective as it stood, attendance, practice, measures."""
    said = [joined((f"Reviewed on {day(review.on, today)}", "bold"), f" · {review.note}" if review.note else "")]
    for one in review.attained:
        reached = f"{level_sign(one.level)} {LEVELS[one.level]}" + (f" · {one.said}" if one.said else "")
        said.append(joined((f"Goal {one.goal}, {one.words.rstrip('. ')}: ", "$text-quiet"), reached))
    said += [joined(reviewed_in_words(one)) for one in review.objective]
    said += map(joined, told_in_words(review))
    if review.next:
        said.append(joined(("Until the next one: ", "$text-quiet"), review.next))
    return Content("\n").join(said)


def picture_of(found: Progress) -> Picture | None:
    """An objective's readings with the line to its target; nothing where there is none to draw."""
    line = found.line
    readings = tuple(chart_line.Reading(p.on, p.value, p.told) for p in found.points)
    if line is None:
        return None
    way = (chart_line.Reading(line.start, line.baseline), chart_line.Reading(line.by, line.target))
    values = [line.baseline, line.target, *(r.value for r in readings)]
    room = (max(values) - min(values)) / 8
    low, high = floor(max(0.0, min(values) - room)), ceil(max(values) + room)
    levels = (Level(line.target, "target"),)
    start = (chart_line.Reading(line.measured_on or line.start, line.baseline),)
    return Picture((*start, *readings), low, high, levels, way)

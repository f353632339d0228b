"""How drafts of plans for a group are drawn: a line a member, and the draft under the cursor in full."""

from collections.abc import Iterator, Mapping
from datetime import date

from textual.content import Content

from groupcare.acts.plan_drafts import Drafted
from groupcare.queries.plan_drafts import DraftLine, PlanDrafts
from groupcare.rules.measures import Measure
from groupcare.rules.outcomes import number
from groupcare.rules.plan import ScoreAim
from groupcare.rules.plan_edit import objective_in_words
from groupcare.rules.words import count, day
from groupcare.tui.lines import Cell, Column, Line
from groupcare.tui.safe import joined, plain

EMPTY = "Nobody has a seat in this group yet: f9 on the group's page gives one."
HAS_PLAN = "This person has a plan already, and none is drafted over it. Enter opens it."
COLUMNS = (
    Column("", width=1),
    Column("Member", share=1),
    Column("", width=1),
    Column("In care of", width=14, least=70),
    Column("Plan", width=9),
    Column("Obj", width=3, right=True),
    Column("To ask", width=6, right=True),
    Column("Remarks", width=7, right=True),
)


def about(found: PlanDrafts, could: int) -> Content:
    """What the drafts are made of; or that there is nothing to do."""
    if found.lines and not could:
        return plain("Everybody here has a plan: enter opens it.")
    return joined(("Nothing is written yet. From: ", "$text-quiet"), found.template.name)


def draft_line(line: DraftLine, name: str, *, chosen: bool) -> Line:
    """Chosen or not, who has them in care, how much the draft would hold, what is open and remarked."""
    held, carer = Cell("■" if line.held else ""), Cell(line.carer or "nobody", "quiet" if line.carer else "warning")
    if line.draft is None:
        return Line(line.member, ("", Cell(name, "quiet"), held, carer, Cell(str(line.plan), "quiet"), "", "", ""))
    return Line(
        line.member,
        (
            Cell("✓" if chosen else "–", "good" if chosen else "quiet"),
            Cell(name, "" if chosen else "quiet"),
            held,
            carer,
            "none yet",
            str(sum(len(goal.objective) for goal in line.draft.goal)),
            Cell(str(len(line.missing)) if line.missing else "–", "quiet"),
            Cell(str(len(line.remarks)) if line.remarks else "–", "quiet"),
        ),
    )


def draft_words(line: DraftLine, measures: Mapping[str, Measure], today: date) -> Content:
    """What the draft would hold, what is still to be measured or asked for it, and what the plan check says."""
    if line.draft is None:
        return plain(HAS_PLAN)
    return joined(*_parts(line, measures, today))


def _parts(line: DraftLine, measures: Mapping[str, Measure], today: date) -> Iterator[str | tuple[str, str]]:
    draft = line.draft
    assert draft is not None
    if line.missing:
        yield "Still to measure or ask: ", "bold"
        yield f"{'; '.join(line.missing)}.\n"
    for remark in line.remarks:
        yield f"! {remark.why} ", "$warning"
        yield f"{remark.mend}\n", "$text-quiet"
    for goal in draft.goal:
        yield f"{goal.number} {goal.words}\n", "bold"
        for o in goal.objective:
            yield f"{o.key} {objective_in_words(o, measures, today)}"
            if isinstance(o.aim, ScoreAim) and o.aim.baseline is not None and o.baseline_on is not None:
                yield f"; {number(o.aim.baseline)} is of {day(o.baseline_on, today)}", "$text-quiet"
            yield "\n"
        for one in goal.intervention:
            yield f"    – {one.what}\n", "$text-quiet"


def done_words(done: Drafted) -> str:
    """What the footer says."""
    return f"drafted {count(len(done.plans), 'plan')}"

"""The whole plan as a paper: for the record, for the person, or to somebody whom their release names."""

from collections.abc import Iterator

from groupcare.queries.chart import Chart, chart
from groupcare.queries.note_paper import DRAFT
from groupcare.queries.outgoing import Whose, going
from groupcare.queries.paper_facts import letter_name, listed_staff
from groupcare.queries.permissions import may_see
from groupcare.queries.plan_copy_paper import regained_plain
from groupcare.record.errors import NotFound, Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.aims import aim_words
from groupcare.rules.attainment import LEVELS, level_sign, t_score
from groupcare.rules.clinic import Staff
from groupcare.rules.objectives import Progress
from groupcare.rules.paper import Block, Grid, Heading, Listing, Paper, Paragraph, Signature, facts, part
from groupcare.rules.people import Client, client_number
from groupcare.rules.plan import Goal, Plan, PlanReview, PlanStatus, copy_words, ladder
from groupcare.rules.plan_edit import (
    avoided_in_words,
    contact_in_words,
    experiment_in_words,
    heading_in_words,
    intervention_in_words,
)
from groupcare.rules.plan_review import reviewed_in_words, told_in_words
from groupcare.rules.words import whole_day, whole_moment

NOT_OUT = "This plan is not signed as it stands, and a draft leaves the clinic for nobody: sign it first."
HEAD = ("", "Objective", "Measured by", "By", "Now", "Stands")


def plan_paper(who: SignIn, client_id: str, *, to: str = "", whose: Whose = Whose.house) -> Paper:
    """A person's open plan with where each objective stands today. Raises NotPermitted, NotFound, NotReleased, and
    Refused where one that is not signed is to be handed over or sent.
    """
    may_see(who, "plans")
    client = who.of(Client).get(client_id)
    gone = going(who, client, to, whose)
    found = chart(who, client)
    plan = found.plan
    if plan is None:
        raise NotFound(f"{client_number(client.number)} has no plan yet.")
    if (gone.to or whose is Whose.member) and plan.status is not PlanStatus.signed:
        raise Refused(NOT_OUT)
    birth = client.date_of_birth
    born = f"born {birth.day} {birth:%b} {birth.year}" if birth else ""
    person = " · ".join(words for words in (letter_name(client), client_number(client.number), born) if words)
    return Paper(
        kind="plan",
        title="Individual plan",
        reference=client_number(client.number),
        clinic=who.clinic.name,
        made_on=who.today(),
        about=(f"To {gone.to}\n" if gone.to else "") + person,
        blocks=tuple(_blocks(who, plan, found)),
        foot=(gone.foot,),
        clients=(client.id,),
    )


def _blocks(who: SignIn, plan: Plan, found: Chart) -> Iterator[Block]:
    content, today = plan.content, who.today()
    if plan.status is not PlanStatus.signed:
        yield Paragraph(text=DRAFT, strong=True)
    linked = ", ".join(place.group for place in found.places if place.linked)
    yield facts(
        ("Plan of", whole_day(content.dated)), ("Review on", whole_day(content.review_on)), ("Linked to", linked)
    )
    yield from part("What it starts from", facts(*_heading(who, plan)))
    stands = {p.objective.key: p for p in found.objectives}
    for goal in content.goal:
        yield from _goal(who, goal, stands)
    rows = {
        "Left from fear or pain": [avoided_in_words(row) for _, row in ladder(content)],
        "Experiments": [experiment_in_words(one, today) for one in content.experiment],
        "Does again": [regained_plain(one) for one in found.regained],
        "Coordinated with": [contact_in_words(one) for one in content.contact],
    }
    for title, items in rows.items():
        if items:
            yield from part(title, Listing(items=tuple(items)))
    for review in content.review:
        yield from part(f"Review of {whole_day(review.on)}", *_review(review))
    yield from _signed(who, plan)


def _review(review: PlanReview) -> Iterator[Block]:
    """What people made of it, and what the record told that day."""
    said = [
        f"Goal {one.goal}, {one.words.rstrip('. ')}: {level_sign(one.level)} {LEVELS[one.level]}"
        + (f". {one.said}" if one.said else "")
        for one in review.attained
    ]
    yield Listing(items=(*said, *map(reviewed_in_words, review.objective), *told_in_words(review)))
    score = t_score((one.level, one.weight) for one in review.attained)
    yield facts(
        ("Goal attainment, T", "" if score is None else f"{score:.1f}"),
        ("Note", review.note),
        ("Until the next one", review.next),
    )


def _heading(who: SignIn, plan: Plan) -> Iterator[tuple[str, str]]:
    """Diagnoses with their titles, all else as it was written."""
    known = who.library.diagnoses
    for name, words in heading_in_words(plan.content.heading):
        label = name.replace("_", " ").capitalize()
        if name == "diagnoses":
            named = ((text, known.find(text)) for text in plan.content.heading.diagnoses)
            words = "\n".join(text if code is None else code.words for text, code in named)
        if name == "copy_given":
            words = copy_words(plan, whole_day(plan.copy_given_on) if plan.copy_given_on else "")
        yield label, words


def _goal(who: SignIn, goal: Goal, stands: dict[str, Progress]) -> Iterator[Block]:
    yield Heading(text=f"Goal {goal.number}: {goal.words}")
    if goal.own_words:
        yield Paragraph(text=f"“{goal.own_words}”")
    if goal.objective:
        yield Grid(head=HEAD, rows=tuple(_objective(who, stands[o.key]) for o in goal.objective))
    if goal.intervention:
        yield Listing(items=tuple(f"{intervention_in_words(one)} ({one.coping})" for one in goal.intervention))
    if goal.task:
        yield facts(("Until next time", goal.task))


def _objective(who: SignIn, found: Progress) -> tuple[str, ...]:
    o = found.objective
    row = f", {o.weeks_in_a_row} weeks in a row" if o.weeks_in_a_row > 1 else ""
    latest = found.latest
    now = ""
    if latest is not None:
        now = f"{latest.words}, {whole_day(latest.on)}" + (", told" if latest.told else "")
    asked = f"{aim_words(o.aim, who.library.measures)}{row}; every {o.every_days} days"
    return o.key, o.words, asked, whole_day(o.by), now, str(found.standing)


def _signed(who: SignIn, plan: Plan) -> Iterator[Block]:
    if plan.status is PlanStatus.signed and plan.signed_at is not None:
        staff = who.of(Staff).find(plan.signed_by) if plan.signed_by else None
        by = listed_staff((staff,)) if staff is not None else "somebody"
        after = " How experiments went is written down as it comes." if plan.content.experiment else ""
        yield Paragraph(text=f"Signed by {by}, {whole_moment(plan.signed_at, who.clinic.zone)}.{after}")
    yield Signature(labels=("Member", "Clinician", "Date"))

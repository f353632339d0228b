"""The plan as a copy for the member to take home: large print, plain words, no diagnosis, and whom to reach."""

from collections.abc import Iterable, Iterator

from groupcare.queries.outgoing import MEMBER
from groupcare.queries.paper_facts import letter_name
from groupcare.queries.permissions import may_see
from groupcare.queries.progress import measure_parts, objectives
from groupcare.record.errors import NotFound, Refused
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.feedback import Feedback
from groupcare.rules.group import IN_GROUP, Group, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.measures import Assessment, Measure
from groupcare.rules.objectives import Progress
from groupcare.rules.paper import Block, Facts, Grid, Listing, Paper, Paragraph, facts, part
from groupcare.rules.people import Client, client_number
from groupcare.rules.plan import Goal, Plan, PlanStatus, ScoreAim
from groupcare.rules.plan_plain import plain_objective, reached_words
from groupcare.rules.regained import Regained
from groupcare.rules.text import name_key
from groupcare.rules.words import count, span, whole_day

FIRST = "What you want to do again, how we see that it works, and what comes next. It is yours: write on it."
NOT_SIGNED = (
    "This plan is not signed as it stands, so there is no copy to take home: the clinician signs it first, and then "
    "the copy holds what was agreed."
)
LINES = 4
"""Lines to write on at home."""


def plan_copy(who: SignIn, client_id: str) -> Paper:
    """The copy of a person's open plan, as it was signed. Raises NotPermitted, NotFound, and Refused for a draft."""
    may_see(who, "plans")
    client = who.of(Client).get(client_id)
    plan = open_plan(who, client.id)
    number = client_number(client.number)
    if plan is None:
        raise NotFound(f"{number} has no plan yet.")
    if plan.status is not PlanStatus.signed:
        raise Refused(NOT_SIGNED)
    return _Copy(who, client, plan).paper()


def goals_in_our_words(plan: Plan) -> list[int]:
    """Numbers of the goals that the member has no words of their own for."""
    return [goal.number for goal in plan.content.goal if not goal.own_words]


class _Copy:
    """Gathers what one person's copy says."""

    def __init__(self, who: SignIn, client: Client, plan: Plan) -> None:
        self.who, self.client, self.plan, self.today = who, client, plan, who.today()
        every = who.of(Member).linked(client=client.id)
        self.members = [m for m in every if m.status is not MemberStatus.entered_in_error]
        self.tasks = who.of(Homework).linked(client=client.id)
        aims = [o.aim for goal in plan.content.goal for o in goal.objective]
        asked = {aim.measure for aim in aims if isinstance(aim, ScoreAim)}
        parts = measure_parts(who, [a for a in who.of(Assessment).linked(client=client.id) if a.measure in asked])
        self.stands = objectives(who, plan, parts, self.tasks, self.members, self.today)

    def paper(self) -> Paper:
        content = self.plan.content
        stands = {found.objective.key: found for found in self.stands}
        blocks: list[Block] = [Paragraph(text=FIRST)]
        for goal in content.goal:
            blocks += part(_own(goal), *self._goal(goal, [stands[o.key] for o in goal.objective]))
        blocks += part("Until next time", *_listing(self._next()))
        blocks += part("What you have reached", *_listing(self._reached()))
        blocks += part("What you do again", *_listing(map(regained_plain, self._regained())))
        blocks += part("To write down", _to_write())
        blocks += part("We look at it again", Paragraph(text=f"On {whole_day(content.review_on)}, or when you ask."))
        blocks += part("Whom to reach", self._whom())
        return Paper(
            kind="plan-copy",
            title="My plan",
            reference=client_number(self.client.number),
            clinic=self.who.clinic.name,
            made_on=self.today,
            about=f"{letter_name(self.client)} · of {whole_day(content.dated)}",
            blocks=tuple(blocks),
            foot=(MEMBER,),
            large=True,
            clients=(self.client.id,),
        )

    def _measure(self, found: Progress) -> Measure | None:
        aim = found.objective.aim
        return self.who.library.measures.get(aim.measure) if isinstance(aim, ScoreAim) else None

    def _goal(self, goal: Goal, stands: Iterable[Progress]) -> Iterator[Block]:
        said = [plain_objective(found, self._measure(found)) for found in stands]
        if said:
            yield Paragraph(text="How we see that it works:")
            yield Listing(items=tuple(said))
        else:
            yield Paragraph(text="How we see that it works, we still work out together.")

    def _next(self) -> Iterator[str]:
        """What was agreed at the last review, the one concrete task of each goal, and what the group set last and is
        still out."""
        reviews = sorted(self.plan.content.review, key=lambda review: review.on)
        yield from (review.next for review in reviews[-1:] if review.next)
        yield from (goal.task for goal in self.plan.content.goal if goal.task)
        here = {m.id for m in self.members if m.status in IN_GROUP}
        out = [t for t in self.tasks if t.practice is None and t.member in here]
        for task in out:
            if task.hand_in_by is not None and task.hand_in_by >= self.today:
                each = f", {task.task.minutes} minutes each" if task.task.minutes else ""
                what = " ".join(task.task.what.split())
                yield f"{what.rstrip('.')}: on {count(task.days_set, 'day')}{each}, until {whole_day(task.hand_in_by)}."

    def _reached(self) -> Iterator[str]:
        """What is met; less pain is never counted as what was reached."""
        given = sorted(self.who.of(Feedback).linked(plan=self.plan.id), key=lambda one: one.on)
        for found in self.stands:
            measure = self._measure(found)
            if found.reached_on is None or (measure is not None and measure.intensity):
                continue
            said = [one.words for one in given if one.objective == found.objective.key and one.words]
            yield reached_words(found, measure) + (f"\n“{said[-1]}”" if said else "")

    def _regained(self) -> list[Regained]:
        return sorted(self.who.of(Regained).linked(client=self.client.id), key=lambda one: one.on)

    def _whom(self) -> Facts:
        who, heading, clinic = self.who, self.plan.content.heading, self.who.clinic
        own = next((m.clinician for m in reversed(self.members) if m.status in IN_GROUP and m.clinician), None)
        staff = who.of(Staff).find(own or self.plan.signed_by or self.plan.written_by)
        seen = name_key(heading.individual_clinician)
        mine = ", ".join(p for p in (staff.name, staff.phone) if p) if staff is not None else ""
        return facts(
            ("Your clinician", mine),
            ("You also see", "" if seen == name_key(staff.name if staff else "") else heading.individual_clinician),
            *(("Your group", words) for words in self._groups()),
            ("In a crisis, day or night", clinic.crisis_line),
            ("In danger", clinic.emergency),
        )

    def _groups(self) -> Iterator[str]:
        for member in self.members:
            if member.group is None or member.status not in IN_GROUP:
                continue
            group = self.who.of(Group).get(member.group)
            ahead = [s for s in self.who.of(Session).linked(group=group.id) if _is_ahead(s) and s.date >= self.today]
            first = min(ahead, key=lambda s: (s.date, s.number), default=None)
            when = f"next on {whole_day(first.date)}, {span(first.start, first.minutes)}" if first else ""
            yield ", ".join(words for words in (group.name, when) if words)


def _is_ahead(session: Session) -> bool:
    return session.status in (SessionStatus.planned, SessionStatus.in_progress)


def _own(goal: Goal) -> str:
    return f"“{goal.own_words}”" if goal.own_words else goal.words


def _listing(items: Iterable[str]) -> tuple[Block, ...]:
    found = tuple(items)
    return (Listing(items=found),) if found else ()


def regained_plain(one: Regained) -> str:
    """Gardening, Tue 6 Oct 2026: “I planted two pots.” What mattered: watching things grow."""
    said = f"{one.activity}, {whole_day(one.on)}" + (f": “{one.words}”" if one.words else "")
    return said + (f" What mattered: {one.mattered}" if one.mattered else "")


def _to_write() -> Grid:
    return Grid(head=("When", "What I did, and what mattered in it"), rows=(("", ""),) * LINES, to_fill=True)

"""The chart of one person: everything that its tabs show, as far as the person who asks may see it.

Parts that belong to other roles are empty, and `Chart.unseen` says why in a sentence. Only links are followed, so that
a long history of one person costs what is theirs and nothing else.
"""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from msgspec import Struct

from groupcare.queries.alerts import Evaluated, Phoned, alerts_told, evaluations, findings_told, phoned_decisions
from groupcare.queries.apart import KeptApart, kept_apart
from groupcare.queries.attended import Attended as Attended
from groupcare.queries.attended import SessionLine as SessionLine
from groupcare.queries.attended import adherence_so_far, attended
from groupcare.queries.consents import ConsentLine, consent_lines
from groupcare.queries.experiments import tried
from groupcare.queries.linked_homework import LinkedHomework, linked_homework
from groupcare.queries.made_up import made_up
from groupcare.queries.measures_due import MeasureDue, measures_due
from groupcare.queries.notes import ClientNote, client_notes
from groupcare.queries.permissions import may_see
from groupcare.queries.plan_check import checked
from groupcare.queries.plans import Place
from groupcare.queries.progress import MeasurePart, measure_parts, objectives
from groupcare.queries.reached import AGREED
from groupcare.queries.timeline import Happening, timeline
from groupcare.record.errors import NotPermitted
from groupcare.record.lookups import open_plan, sees_answers
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance
from groupcare.rules.clinic import Staff
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.feedback import Feedback
from groupcare.rules.group import IN_GROUP, Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Adherence, Homework
from groupcare.rules.measures import Assessment
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.objectives import Progress
from groupcare.rules.people import Client, Contact, EndReason, Referral, age_on, full_name
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.plan_remark import Checked
from groupcare.rules.policy import GRAVITY
from groupcare.rules.reached import to_tell
from groupcare.rules.regained import Regained
from groupcare.rules.safety import Alert, AlertStatus, Decision, Handoff, Hold, SafetyFinding, blocked_by
from groupcare.rules.safety_work import SafetyPlan, newest_plan
from groupcare.rules.screening import Screening
from groupcare.rules.tried import TriedExperiment
from groupcare.rules.watch import CSSRS_FORMS


class ContactLine(Struct, frozen=True, kw_only=True):
    """A contact, by whom (a name), and whether its next step is overdue."""

    contact: Contact
    by: str
    overdue: bool


class HandoffLine(Struct, frozen=True, kw_only=True):
    """A handoff to individual care, who sent it (a name), and whether its next step is overdue."""

    handoff: Handoff
    by: str
    overdue: bool


class Screened(Struct, frozen=True, kw_only=True):
    """A screening and who made it (a name)."""

    screening: Screening
    by: str


class Decided(Struct, frozen=True, kw_only=True):
    """A decision and who made it (a name)."""

    decision: Decision
    by: str


class ReferralPart(Struct, frozen=True, kw_only=True):
    """A referral with its screenings and decisions, newest first."""

    referral: Referral
    screenings: tuple[Screened, ...]
    decisions: tuple[Decided, ...]


class GroupPart(Struct, frozen=True, kw_only=True):
    """A place in a group or (without one) on a waitlist; `held` of `sessions` meetings have been held."""

    member: str
    group: str | None
    name: str
    status: MemberStatus
    group_status: GroupStatus | None
    start: date
    end: date | None
    end_reason: EndReason | None
    clinician: str
    held: int
    sessions: int

    @property
    def standing(self) -> str:
        """How it stands in a word: a place that nobody ended is over when its group is."""
        over = self.group_status in (GroupStatus.finished, GroupStatus.cancelled)
        return str(self.group_status if over and self.status in IN_GROUP else self.status)


class Chart(Struct, frozen=True, kw_only=True):
    """One person, whole. `unseen` names the parts that this role does not see, each with a sentence why:
    referrals, plan, attendance, notes, timeline.

    `blocked` says in words what keeps the person from a group; `findings` are those not evaluated, the gravest first.
    `plan_by` and `signed_by` are names; `checked` is what the plan check finds; `homework` is over all groups.
    `told` are readings written down by hand, `to_tell` the keys of what was reached and nobody has told them.
    `plans_closed` is how many plans were closed. `plan_missing`: in a group that is not over, and not linked to an open
    plan; False for who may not see plans.
    """

    client: Client
    apart: tuple[KeptApart, ...]
    name: str
    age: int | None
    groups: tuple[GroupPart, ...]
    blocked: tuple[str, ...]
    findings: tuple[SafetyFinding, ...]
    evaluations: tuple[Evaluated, ...]
    alerts: tuple[Alert, ...]
    safety_plan: SafetyPlan | None
    phoned: tuple[Phoned, ...]
    contacts: tuple[ContactLine, ...]
    consents: tuple[ConsentLine, ...]
    referrals: tuple[ReferralPart, ...]
    handoffs: tuple[HandoffLine, ...]
    plan: Plan | None
    plan_by: str
    signed_by: str
    plan_overdue: bool
    plan_missing: bool
    plans_closed: int
    places: tuple[Place, ...]
    objectives: tuple[Progress, ...]
    checked: Checked
    linked: tuple[LinkedHomework, ...]
    told: tuple[ObjectiveReading, ...]
    regained: tuple[Regained, ...]
    feedback: tuple[Feedback, ...]
    to_tell: tuple[str, ...]
    measures: tuple[MeasurePart, ...]
    measures_due: tuple[MeasureDue, ...]
    attended: tuple[Attended, ...]
    homework: Adherence | None
    notes: tuple[ClientNote, ...]
    timeline: tuple[Happening, ...]
    unseen: dict[str, str]
    experiments: tuple[TriedExperiment, ...] = ()

    @property
    def recorded_for(self) -> list[str]:
        """Keys of objectives for which something is recorded: they are given to no other objective."""
        keys = [task.objective for task in self.linked]
        return [*keys, *(one.objective for one in self.told), *(one.objective for one in self.feedback)]


VIEW_OF = {
    "referrals": "screenings",
    "plan": "plans",
    "attendance": "sessions",
    "notes": "notes",
    "timeline": "history",
}
"""The parts of a chart that not every role sees, with the view that each belongs to."""


def chart(who: SignIn, client: Client) -> Chart:
    """A person's chart. Contacts, groups, safety and measures are seen by all who may open it."""
    may_see(who, "charts")
    with who.db.engine.snapshot():
        return _Reader(who, client).chart()


def unseen_parts(who: SignIn) -> dict[str, str]:
    """The parts that this person does not see, each with a sentence why."""
    unseen = {}
    for part, view in VIEW_OF.items():
        try:
            may_see(who, view)
        except NotPermitted as refused:
            unseen[part] = str(refused)
    return unseen


D = TypeVar("D", ObjectiveReading, Regained, Feedback)


def by_day(found: Iterable[D]) -> list[D]:
    """In the order of their days."""
    return sorted(found, key=lambda one: one.on)


class _Reader:
    """Reads what is linked to one person, each kind once."""

    def __init__(self, who: SignIn, client: Client) -> None:
        self.who, self.client, self.today = who, client, who.today()
        self.names = {staff.id: staff.name for staff in who.of(Staff).all()}
        self.members = [
            m for m in who.of(Member).linked(client=client.id) if m.status is not MemberStatus.entered_in_error
        ]
        self.groups = {i: who.of(Group).get(i) for i in {m.group for m in self.members if m.group}}
        self.sessions = {
            i: sorted(who.of(Session).linked(group=i), key=lambda s: (s.date, s.number)) for i in self.groups
        }
        self.tasks = who.of(Homework).linked(client=client.id)
        self.attendance = who.of(Attendance).linked(client=client.id)

    def chart(self) -> Chart:
        who, client = self.who, self.client
        unseen = unseen_parts(who)
        standing = (f for f in who.of(SafetyFinding).linked(client=client.id) if f.ended_by is None)
        findings = sorted(standing, key=lambda f: -GRAVITY[f.route])
        plan = open_plan(who, client.id) if "plan" not in unseen else None
        asked = who.of(Assessment).linked(client=client.id)
        measures = measure_parts(who, [a for a in asked if a.measure not in CSSRS_FORMS or sees_answers(who)])
        alerts = [a for a in who.of(Alert).linked(client=client.id) if a.status is not AlertStatus.closed]
        stands = objectives(who, plan, measures, self.tasks, self.members, self.today) if plan else ()
        given = who.of(Feedback).linked(plan=plan.id) if plan else []
        agreed = plan is not None and plan.status in AGREED
        referred, sessions = "referrals" not in unseen, "attendance" not in unseen
        return Chart(
            client=client,
            apart=kept_apart(who, client),
            name=full_name(client),
            age=age_on(client.date_of_birth, self.today) if client.date_of_birth else None,
            groups=tuple(map(self._group, self.members)),
            blocked=blocked_by(findings, who.of(Hold).linked(client=client.id), discreet=not sees_answers(who)),
            findings=findings_told(who, findings),
            evaluations=evaluations(who, client.id),
            alerts=alerts_told(who, alerts),
            safety_plan=newest_plan(who.of(SafetyPlan).linked(client=client.id)),
            phoned=phoned_decisions(who, client.id),
            contacts=self._contacts(),
            consents=consent_lines(who, client),
            referrals=self._referrals() if referred else (),
            handoffs=self._handoffs() if referred else (),
            plan=plan,
            plan_by=self._name(plan.written_by if plan else None),
            signed_by=self._name(plan.signed_by if plan else None),
            plan_overdue=plan is not None and plan.is_overdue(self.today),
            plan_missing="plan" not in unseen and any(self._lacks_plan(m, plan) for m in self.members),
            plans_closed=self._closed() if "plan" not in unseen else 0,
            places=self._places(plan) if "plan" not in unseen else (),
            objectives=stands,
            checked=checked(who, plan, measures, self._curricula(), client.id) if plan else Checked(),
            linked=linked_homework(plan, self.tasks, self.today) if plan else (),
            told=tuple(by_day(who.of(ObjectiveReading).linked(plan=plan.id))) if plan else (),
            regained=tuple(by_day(who.of(Regained).linked(client=client.id))) if "plan" not in unseen else (),
            feedback=tuple(by_day(given)),
            to_tell=tuple(p.objective.key for p in to_tell(stands, given)) if agreed else (),
            measures=measures,
            measures_due=measures_due(who, client.id),
            attended=tuple(self._attended(m, m.group) for m in self.members if m.group) if sessions else (),
            homework=adherence_so_far(self.tasks, self.today) if sessions else None,
            notes=client_notes(who, client.id) if "notes" not in unseen else (),
            timeline=timeline(who, client) if "timeline" not in unseen else (),
            unseen=unseen,
            experiments=tried(who.of(Plan).linked(client=client.id), self.tasks) if "plan" not in unseen else (),
        )

    def _name(self, staff: str | None) -> str:
        return self.names.get(staff or "", "")

    def _closed(self) -> int:
        return sum(plan.status is PlanStatus.closed for plan in self.who.of(Plan).linked(client=self.client.id))

    def _lacks_plan(self, member: Member, plan: Plan | None) -> bool:
        if member.group is None or member.status not in IN_GROUP:
            return False
        over = self.groups[member.group].status in (GroupStatus.finished, GroupStatus.cancelled)
        return not over and (plan is None or member.plan != plan.id)

    def _group(self, member: Member) -> GroupPart:
        group = self.groups[member.group] if member.group else None
        meetings = self.sessions[member.group] if member.group else []
        return GroupPart(
            member=member.id,
            group=member.group,
            name=group.name if group else f"waitlist of {member.curriculum}",
            status=member.status,
            group_status=group.status if group else None,
            start=member.start,
            end=member.end,
            end_reason=member.end_reason,
            clinician=self._name(member.clinician),
            held=sum(s.status is SessionStatus.held for s in meetings),
            sessions=sum(s.status is not SessionStatus.cancelled for s in meetings),
        )

    def _contacts(self) -> tuple[ContactLine, ...]:
        contacts = sorted(enumerate(self.who.of(Contact).linked(client=self.client.id)), key=lambda c: (c[1].on, c[0]))
        return tuple(
            ContactLine(contact=c, by=self._name(c.by), overdue=c.due is not None and c.due < self.today)
            for _, c in reversed(contacts)
        )

    def _referrals(self) -> tuple[ReferralPart, ...]:
        screenings: dict[str, list[Screened]] = {}
        for s in reversed(self.who.of(Screening).linked(client=self.client.id)):
            screenings.setdefault(s.referral, []).append(Screened(screening=s, by=self._name(s.by)))
        decisions: dict[str, list[Decided]] = {}
        for d in reversed(self.who.of(Decision).linked(client=self.client.id)):
            decisions.setdefault(d.referral, []).append(Decided(decision=d, by=self._name(d.by)))
        return tuple(
            ReferralPart(
                referral=r, screenings=tuple(screenings.get(r.id, ())), decisions=tuple(decisions.get(r.id, ()))
            )
            for r in reversed(self.who.of(Referral).linked(client=self.client.id))
        )

    def _handoffs(self) -> tuple[HandoffLine, ...]:
        return tuple(
            HandoffLine(handoff=h, by=self._name(h.sent_by), overdue=h.due is not None and h.due < self.today)
            for h in reversed(self.who.of(Handoff).linked(client=self.client.id))
        )

    def _places(self, plan: Plan | None) -> tuple[Place, ...]:
        return tuple(
            Place(
                member=m.id,
                group=self.groups[m.group].name if m.group else f"waitlist of {m.curriculum}",
                status=m.status,
                linked=plan is not None and m.plan == plan.id,
            )
            for m in self.members
        )

    def _curricula(self) -> list[Curriculum]:
        return [self.groups[m.group].curriculum for m in self.members if m.group and m.status in IN_GROUP]

    def _attended(self, member: Member, group: str) -> Attended:
        of, marks = self.groups[group], self.attendance
        others = made_up(self.who, member.id, of, marks)
        return attended(of, self.sessions[group], member, marks, self.tasks, self.today, others)

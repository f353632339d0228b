"""The Members screen: everybody the clinic knows, one line a person, with where they stand and whether a plan is there.

Ten thousand people are read at once, so each table is read once, and of its documents what the line needs; after that
only those are read again whom the ledger has touched.
"""

from collections.abc import Set
from datetime import date
from enum import StrEnum
from operator import itemgetter

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.permissions import can_see, may_see
from groupcare.queries.stored import Folded, every
from groupcare.record.lookups import open_groups
from groupcare.record.sign_in import SignIn
from groupcare.rules.caseload import carers
from groupcare.rules.clinic import Staff
from groupcare.rules.group import IN_GROUP, Member, MemberStatus
from groupcare.rules.people import Client, Referral, ReferralStatus, full_name
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.policy import BLOCKING, Route
from groupcare.rules.safety import Hold, SafetyFinding

ALL_TIME = "9999-12-31"
_Order = tuple[str, str, int]


class PlanState(StrEnum):
    """Whether a person has an open individual plan; `unseen` for those who may not see plans."""

    none = "none"
    draft = "draft"
    signed = "signed"
    in_review = "in review"
    unseen = "unseen"


class Seat(Struct, frozen=True, kw_only=True, gc=False):
    """A place in a group that is forming or running; `linked` tells whether it is linked to the open plan."""

    member: str
    group: str
    name: str
    status: MemberStatus
    linked: bool


class MemberLine(Struct, frozen=True, kw_only=True, gc=False):
    """One person as the list shows them.

    `seats` are their places in groups that are forming or running, `waits_for` the ids of curricula they wait for,
    `earlier` how many places in groups are behind them; `referral` is how their newest referral stands. `plan_review`
    is the day of the plan's next review, `plan_overdue` whether it has passed. `plan_missing`: in a group without a
    link to an open plan. `clinician` is the name of who has them in care: as a place says, else who signed or wrote
    the plan.
    """

    id: str
    number: int
    name: str
    birth_year: int | None
    seats: tuple[Seat, ...]
    waits_for: tuple[str, ...]
    earlier: int
    referral: ReferralStatus | None
    held: bool
    plan: PlanState
    plan_review: date | None
    plan_overdue: bool
    plan_missing: bool
    clinician: str
    clinician_id: str


class _Referral(Struct, frozen=True, gc=False):
    client: str
    status: ReferralStatus


class _Place(Struct, frozen=True, gc=False):
    client: str
    status: MemberStatus
    curriculum: str
    group: str | None = None
    plan: str | None = None
    clinician: str | None = None


class _Content(Struct, frozen=True, gc=False):
    review_on: date


class _Plan(Struct, frozen=True, gc=False):
    client: str
    content: _Content
    status: PlanStatus
    written_by: str
    signed_by: str | None = None


class _Finding(Struct, frozen=True, gc=False):
    client: str
    route: Route
    ended_by: str | None = None


def members(who: SignIn) -> list[MemberLine]:
    """Everybody, by name; two of one name by number."""
    may_see(who, "members")
    with who.db.engine.snapshot():
        around = _Around(who)
        lines = up_to_date(who, "members", "client", around.stamp, around.lines, around.lines)
    return [line for _, line in sorted(lines.values(), key=itemgetter(0))]


def needs_plan(who: SignIn) -> list[MemberLine]:
    """Those in a group without a linked plan, by name."""
    may_see(who, "plans")
    return [line for line in members(who) if line.plan_missing]


class _Around:
    """What the lines of many people have to do with."""

    def __init__(self, who: SignIn) -> None:
        self.who, self.today = who, who.today()
        self.sees_plans = can_see(who, "plans")
        self.here = {staff.id: staff.name for staff in who.of(Staff).all() if staff.left_on is None}
        self.groups = {group.id: group.name for group in open_groups(who)}

    @property
    def stamp(self) -> object:
        """All lines are made anew when this differs."""
        return self.today, self.sees_plans, self.here, self.groups

    def lines(self, clients: Set[str] | None = None) -> dict[str, tuple[_Order, MemberLine]]:
        """The lines of these people, or of everybody, each with what it is ordered by."""
        folded, people = Folded(), _People(self, clients)
        found = every(self.who, Client, Client, "client", clients)
        return {i: (_sort_key(client, folded), people.line(i, client)) for i, client in found}


class _People:
    """All tables but the clients', by client."""

    def __init__(self, around: _Around, clients: Set[str] | None) -> None:
        who = around.who
        self.today, self.sees_plans = around.today, around.sees_plans
        self.here, self.groups = around.here, around.groups
        self.places: dict[str, list[tuple[str, _Place]]] = {}
        for i, place in every(who, Member, _Place, "client", clients):
            self.places.setdefault(place.client, []).append((i, place))
        self.referrals = {r.client: r.status for _, r in every(who, Referral, _Referral, "client", clients)}
        self.plans: dict[str, tuple[str, _Plan]] = {}
        for i, plan in every(who, Plan, _Plan, "client", clients):
            if plan.status is not PlanStatus.closed:
                self.plans.setdefault(plan.client, (i, plan))
        self.held = {h.client for h in who.of(Hold).open_work(ALL_TIME)}
        found = (f for _, f in every(who, SafetyFinding, _Finding, "client", clients))
        self.held |= {f.client for f in found if f.ended_by is None and f.route in BLOCKING}

    def line(self, client_id: str, client: Client) -> MemberLine:
        plan_id, plan = self.plans.get(client_id, ("", None))
        seats: list[Seat] = []
        waits_for: list[str] = []
        earlier, own = 0, ""
        for member_id, place in self.places.get(client_id, ()):
            name = self.groups.get(place.group or "")
            if name is not None and place.group and place.status in IN_GROUP:
                linked = plan is not None and place.plan == plan_id
                seats.append(Seat(member=member_id, group=place.group, name=name, status=place.status, linked=linked))
            elif place.status is MemberStatus.waitlist:
                waits_for.append(place.curriculum)
            else:
                earlier += place.group is not None and place.status is not MemberStatus.entered_in_error
                continue
            own = place.clinician or own
        signed_by, written_by = (plan.signed_by, plan.written_by) if plan is not None else (None, None)
        clinician = next(iter(carers(own, signed_by, written_by, self.here)), "")
        signed = self.sees_plans and plan is not None and plan.status is not PlanStatus.draft
        review = plan.content.review_on if plan is not None and signed else None
        return MemberLine(
            id=client_id,
            number=client.number,
            name=full_name(client),
            birth_year=client.date_of_birth.year if client.date_of_birth else None,
            seats=tuple(seats),
            waits_for=tuple(waits_for),
            earlier=earlier,
            referral=self.referrals.get(client_id),
            held=client_id in self.held,
            plan=self._state(plan),
            plan_review=review,
            plan_overdue=review is not None and review < self.today,
            plan_missing=self.sees_plans and any(not seat.linked for seat in seats),
            clinician=self.here.get(clinician, ""),
            clinician_id=clinician,
        )

    def _state(self, plan: _Plan | None) -> PlanState:
        if not self.sees_plans:
            return PlanState.unseen
        return PlanState.none if plan is None else PlanState(plan.status)


def _sort_key(client: Client, folded: Folded) -> _Order:
    family = client.family_name or client.given_name or full_name(client)
    return folded[family], folded[client.given_name], client.number

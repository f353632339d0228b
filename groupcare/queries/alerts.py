"""One alert with all that is needed to work on it: why, whom to call, how to reach the person, and what was done."""

from datetime import datetime

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.queries.progress import MeasurePart, measure_parts
from groupcare.record.lookups import blocked
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, full_name
from groupcare.rules.safety import Alert, Evaluation, SafetyFinding


class Step(Struct, frozen=True, kw_only=True):
    """What somebody did about it."""

    at: datetime
    by: str
    what: str


class Evaluated(Struct, frozen=True, kw_only=True):
    """A clinician's signed evaluation, with the name of who signed and the findings it named, in words."""

    evaluation: Evaluation
    by: str
    named: tuple[str, ...]


def evaluations(who: SignIn, client: str) -> tuple[Evaluated, ...]:
    """All signed evaluations of a person, the newest first."""
    names = {s.id: s.name for s in who.of(Staff).all()}
    details = {f.id: f.detail for f in who.of(SafetyFinding).linked(client=client)}
    signed = sorted(who.of(Evaluation).linked(client=client), key=lambda e: e.at, reverse=True)
    return tuple(
        Evaluated(evaluation=e, by=names.get(e.by, ""), named=tuple(details.get(f, "") for f in e.findings))
        for e in signed
    )


class AlertView(Struct, frozen=True, kw_only=True):
    """An alert ready to work on. `blocked` says in words what keeps the person from a group now."""

    alert: Alert
    client: Client
    name: str
    owner: str
    opened_by: str
    steps: tuple[Step, ...]
    whom_to_call: str
    blocked: tuple[str, ...]
    findings: tuple[SafetyFinding, ...]
    evaluations: tuple[Evaluated, ...]
    measures: tuple[MeasurePart, ...]


def alert_view(who: SignIn, alert_id: str) -> AlertView:
    """One alert. Raises NotFound."""
    may_see(who, "alerts")
    alert = who.of(Alert).get(alert_id)
    client = who.of(Client).get(alert.client)
    staff = {s.id: s.name for s in who.of(Staff).all()}
    return AlertView(
        alert=alert,
        client=client,
        name=full_name(client),
        owner=staff.get(alert.owner or "", ""),
        opened_by=staff.get(alert.opened_by, ""),
        steps=tuple(Step(at=a.at, by=staff.get(a.by, ""), what=a.what) for a in alert.actions),
        whom_to_call=who.whom_to_call,
        blocked=blocked(who, client.id),
        findings=tuple(f for f in who.of(SafetyFinding).linked(client=client.id) if f.ended_by is None),
        evaluations=evaluations(who, client.id),
        measures=measure_parts(who, who.of(Assessment).linked(client=client.id)),
    )

"""One alert with all that is needed to work on it: why, whom to call, how to reach the person, and what was done."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct, structs

from groupcare.queries.permissions import may_see
from groupcare.queries.progress import MeasurePart, measure_parts
from groupcare.record.lookups import blocked, sees_answers
from groupcare.record.sign_in import SignIn
from groupcare.rules.calls import waits
from groupcare.rules.clinic import Staff
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Contact, Referral, ReferralStatus, full_name
from groupcare.rules.safety import Alert, Evaluation, SafetyFinding, discreet_alert, discreet_finding
from groupcare.rules.safety_work import PhonedDecision, SafetyPlan, Step, newest_plan, steps_of, ticked


class Done(Struct, frozen=True, kw_only=True):
    """What somebody did about it."""

    at: datetime
    by: str
    what: str


class Ticked(Struct, frozen=True, kw_only=True):
    """A step of it, and who took it when, if anybody did."""

    step: Step
    at: datetime | None = None
    by: str = ""


class Evaluated(Struct, frozen=True, kw_only=True):
    """A clinician's signed evaluation, with the name of who signed and the findings it named, in words."""

    evaluation: Evaluation
    by: str
    named: tuple[str, ...]


def alerts_told(who: SignIn, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Alerts as this member of staff may see them."""
    return tuple(alerts) if sees_answers(who) else tuple(map(discreet_alert, alerts))


def findings_told(who: SignIn, findings: Iterable[SafetyFinding]) -> tuple[SafetyFinding, ...]:
    """Findings as this member of staff may see them."""
    return tuple(findings) if sees_answers(who) else tuple(map(discreet_finding, findings))


def evaluations(who: SignIn, client: str) -> tuple[Evaluated, ...]:
    """All signed evaluations of a person, the newest first; for who sees no answers without the clinician's words."""
    told = sees_answers(who)
    names = {s.id: s.name for s in who.of(Staff).all()}
    details = {f.id: f.detail for f in who.of(SafetyFinding).linked(client=client)}
    signed = sorted(who.of(Evaluation).linked(client=client), key=lambda e: e.at, reverse=True)
    return tuple(
        Evaluated(
            evaluation=e if told else structs.replace(e, text="", covers=()),
            by=names.get(e.by, ""),
            named=tuple(details.get(f, "") for f in e.findings) if told else (),
        )
        for e in signed
    )


def dropped_calls(who: SignIn) -> dict[str, Contact]:
    """Calls that dropped and wait to be called back, by whose they were."""
    return {c.client: c for c in who.of(Contact).open_work("9999-12-31") if waits(c)}


class Phoned(Struct, frozen=True, kw_only=True):
    """What a clinician decided by phone, with the names of who recorded and who signed it."""

    decision: PhonedDecision
    by: str
    signed_by: str


def phoned_decisions(who: SignIn, client: str) -> tuple[Phoned, ...]:
    """What was decided by phone about a person, the newest first."""
    names = {s.id: s.name for s in who.of(Staff).all()}
    found = sorted(who.of(PhonedDecision).linked(client=client), key=lambda p: p.decided_at, reverse=True)
    return tuple(
        Phoned(decision=p, by=names.get(p.recorded_by, ""), signed_by=names.get(p.signed_by or "", "")) for p in found
    )


class AlertView(Struct, frozen=True, kw_only=True):
    """An alert ready to work on. `blocked` says in words what keeps the person from a group now; `steps` are those to
    take, each with who took it, `done` all else that was done; `call` is the newest one in which it was asked where
    the person is; `referral` is the newest that has not ended, for whoever screens.
    """

    alert: Alert
    client: Client
    name: str
    owner: str
    opened_by: str
    steps: tuple[Ticked, ...]
    done: tuple[Done, ...]
    whom_to_call: str
    blocked: tuple[str, ...]
    findings: tuple[SafetyFinding, ...]
    evaluations: tuple[Evaluated, ...]
    measures: tuple[MeasurePart, ...]
    safety_plan: SafetyPlan | None
    phoned: tuple[Phoned, ...]
    call: Contact | None
    referral: str


def alert_view(who: SignIn, alert_id: str) -> AlertView:
    """One alert. Raises NotFound."""
    may_see(who, "alerts")
    alert = who.of(Alert).get(alert_id)
    client = who.of(Client).get(alert.client)
    staff = {s.id: s.name for s in who.of(Staff).all()}
    taken = ticked(alert)
    answers, words = sees_answers(who), {s.id: s.words for s in steps_of(alert)}
    return AlertView(
        alert=alerts_told(who, [alert])[0],
        client=client,
        name=full_name(client),
        owner=staff.get(alert.owner or "", ""),
        opened_by=staff.get(alert.opened_by, ""),
        steps=tuple(
            Ticked(step=s, at=t.at, by=staff.get(t.by, "")) if (t := taken.get(s.id)) else Ticked(step=s)
            for s in steps_of(alert)
        ),
        done=tuple(
            Done(at=a.at, by=staff.get(a.by, ""), what=a.what)
            for a in alert.actions
            if a.what != words.get(a.step)  # a step that was only ticked stands among the steps
        ),
        whom_to_call=who.whom_to_call,
        blocked=blocked(who, client.id),
        findings=findings_told(who, (f for f in who.of(SafetyFinding).linked(client=client.id) if f.ended_by is None)),
        evaluations=evaluations(who, client.id),
        measures=measure_parts(who, who.of(Assessment).linked(client=client.id)) if answers else (),
        safety_plan=newest_plan(who.of(SafetyPlan).linked(client=client.id)),
        phoned=phoned_decisions(who, client.id),
        call=_newest_call(who, client.id),
        referral=_open_referral(who, client.id) if answers else "",
    )


def _open_referral(who: SignIn, client: str) -> str:
    """The newest referral that has not ended; empty where there is none."""
    found = [r for r in who.of(Referral).linked(client=client) if r.status is not ReferralStatus.ended]
    return found[-1].id if found else ""


def _newest_call(who: SignIn, client: str) -> Contact | None:
    """The newest call in which somebody asked where the person is: help is sent there, or they are called back."""
    asked = [c for c in who.of(Contact).linked(client=client) if c.location or c.callback]
    return asked[-1] if asked else None

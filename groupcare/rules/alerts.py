"""Alerts: open work about a person's safety, and what asks for it.

Each has whom to call, an owner, actions, and a closing that names the clinician. Nothing here closes by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct, structs

from groupcare.rules import schedule
from groupcare.rules.clinic import Clinic, add_working_days
from groupcare.rules.findings import CONCERN, SafetyFinding, form_of
from groupcare.rules.kept import Kept
from groupcare.rules.policy import BLOCKING, GRAVITY, Route, graver, respond_within
from groupcare.rules.screening import AlertNeeded, Finding

DAY_ENDS = time(17, 0)
"""Local time by which "same day" and dated responses are due [P]."""


class AlertStatus(StrEnum):
    """Where open work about safety stands."""

    open = "open"
    owned = "owned"
    acted = "acted"
    closed = "closed"


class Action(Struct, frozen=True, kw_only=True):
    """What somebody did about an alert; `step` names the step of it that this was, if it was one. `taken_back` says
    that the step was ticked by mistake.
    """

    at: datetime
    by: str
    what: str
    step: str = ""
    taken_back: bool = False


SCREENING = "screening"
"""The kind of an alert that answers have opened; those that a concern has opened have the concern's."""


class Alert(Kept, frozen=True, kw_only=True):
    """Open work about a person's safety. `due` is the UTC instant by which to act, None once closed.

    `in_error`: a clinician found that it was raised by mistake; it is never undone. `again` are the rules of open
    findings that further forms have shown, each with the form: once for each of them somebody acts anew.
    `unasked_since` is the UTC instant since which it waits for answers that could be urgent, None where it does not.
    """

    client: str
    level: Route
    rules: tuple[str, ...]
    because: tuple[str, ...]
    opened_at: datetime
    opened_by: str
    respond: str
    kind: str = SCREENING
    status: AlertStatus = AlertStatus.open
    session: str | None = None
    owner: str | None = None
    actions: tuple[Action, ...] = ()
    closed_at: datetime | None = None
    closed_by: str | None = None
    clinician: str = ""
    took_over: str = ""
    in_error: bool = False
    due: datetime | None = None
    again: tuple[tuple[str, str], ...] = ()
    unasked_since: datetime | None = None


def joined(alert: Alert, needed: AlertNeeded, due: datetime, *, anew: bool = False) -> Alert:
    """The alert with further reasons: the graver level, the earlier `due`, and open work again where it had been acted
    on. The gravest reasons come first, of those as grave the newest. As it was where nothing of it is new, unless it
    has happened `anew`.
    """
    graver_now = graver(alert.level, needed.level)
    if set(needed.rules) <= set(alert.rules) and graver_now is alert.level and not anew:
        return alert
    earlier = alert.due is None or due < alert.due
    milder = GRAVITY[needed.level] < GRAVITY[alert.level]
    reasons = (*alert.because, *needed.because) if milder else (*needed.because, *alert.because)
    status = alert.status
    if status is AlertStatus.acted:
        status = AlertStatus.owned if alert.owner else AlertStatus.open
    return structs.replace(
        alert,
        level=graver_now,
        rules=tuple(dict.fromkeys((*alert.rules, *needed.rules))),
        because=tuple(dict.fromkeys(reasons)),
        respond=needed.respond if earlier else alert.respond,
        due=due if earlier else alert.due,
        status=status,
    )


class ConcernKind(StrEnum):
    """What a facilitator's concern is about."""

    self_harm = "self-harm"
    harm_to_others = "harm to others"
    abuse = "abuse or neglect"
    medical = "medical"
    intoxicated = "intoxicated"
    distressed = "distressed"


HOLDS = frozenset({ConcernKind.self_harm, ConcernKind.harm_to_others})
"""Kinds of concern that also put planned attendance on hold."""
CONCERN_RESPOND = {
    ConcernKind.self_harm: "now",
    ConcernKind.harm_to_others: "now",
    ConcernKind.abuse: "same day",
    ConcernKind.medical: "now",
    ConcernKind.intoxicated: "now",
    ConcernKind.distressed: "same day",
}


def discreet_alert(alert: Alert) -> Alert:
    """An alert without the answers that it rests on: its level, its steps, and what staff raised themselves."""
    raised = tuple(words for words in alert.because if words.startswith(CONCERN))
    return structs.replace(alert, because=raised or (f"a safety finding: {alert.level}",), rules=(), again=())


def said_again(
    found: Sequence[Finding],
    known: Iterable[SafetyFinding],
    alerts: Iterable[Alert],
    anew: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Of blocking findings that are not new, those that another form shows than any before, or that are reported
    `anew`: the person has said it again, and what was done about it before does not answer that.
    """
    told = {(k.rule, form_of(k.evidence)) for k in known} | {pair for alert in alerts for pair in alert.again}
    return [
        f
        for f in found
        if f.route in BLOCKING and not f.standing and (f.rule in anew or (f.rule, form_of(f.evidence)) not in told)
    ]


def needed_again(needed: AlertNeeded, again: Iterable[Finding], on: date) -> AlertNeeded:
    """What is needed, saying of what was said again that it was, and when."""
    rules = {f.rule for f in again}
    reasons = zip(needed.rules, needed.because, strict=True)
    because = (f"{words}; again on {on.isoformat()}" if rule in rules else words for rule, words in reasons)
    return structs.replace(needed, because=tuple(because))


def can_wait(alert: Alert) -> bool:
    """Whether it is a task for the coming days: answers that ask for a look, and nothing that blocks."""
    return alert.level not in BLOCKING and respond_within(alert.respond).days > 0


def worked_as_urgent(alert: Alert, now: datetime, clinic: Clinic) -> bool:
    """Whether answers that could be urgent were not got on the day on which they were missing: the alert is worked as
    urgent from then on, whatever was done so far. No route changes by the clock [P].
    """
    if alert.status is AlertStatus.closed or alert.unasked_since is None:
        return False
    return due_at("same day", alert.unasked_since, clinic, {}) < now


def needs_somebody(alert: Alert, now: datetime, clinic: Clinic, *, unreached: bool = False) -> bool:
    """Whether somebody must act on it now: nobody has yet, unless it can wait; or urgent, and nobody owns it or the
    person is `unreached` since their call dropped, whatever was done so far; or it is worked as urgent."""
    if alert.status is AlertStatus.closed:
        return False
    if worked_as_urgent(alert, now, clinic):
        return True
    if alert.level is Route.urgent and (unreached or alert.owner is None):
        return True
    late = alert.due is not None and alert.due < now
    return alert.status is not AlertStatus.acted and (late or not can_wait(alert))


def due_at(respond: str, opened: datetime, clinic: Clinic, closed: dict[date, str]) -> datetime:
    """The UTC instant by which an alert opened at this UTC instant must be acted on, in the clinic's zone.

    "now" and "same contact" are due at once; the others at the end of the working day they name, and "same day" never
    before the alert was opened.
    """
    within = respond_within(respond)
    if not within.days and not within.same_day:
        return opened
    day = schedule.local(opened, clinic.zone).date()
    if within.working:
        day = add_working_days(day, within.days, clinic.working_days, closed)
    else:
        day += timedelta(days=within.days)
    return max(opened, schedule.at(day, DAY_ENDS, clinic.zone).astimezone(UTC))


def reasons_against_closing(alert: Alert, clinician: str, took_over: str) -> list[str]:
    """Why an alert cannot be closed: it needs an owner, an action, a clinician's name and who took over."""
    reasons = []
    if alert.status is AlertStatus.closed:
        reasons.append("The alert is closed already.")
    if not alert.owner:
        reasons.append("Nobody owns the alert yet.")
    if not alert.actions:
        reasons.append("Nothing has been done yet: record what was done first.")
    if not clinician.strip():
        reasons.append("Name the clinician who decided.")
    if alert.level is Route.urgent and not took_over.strip():
        reasons.append("An urgent alert needs who took over.")
    return reasons

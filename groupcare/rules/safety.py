"""Safety: findings, holds, alerts and handoffs, and what may end them.

A safety finding belongs to the person, not to the form that showed it. It ends only by a clinician's signed
evaluation that names it; no later screening, correction, import or new referral ends it. Alerts are open work: each
has whom to call, an owner, actions, and a closing that names the clinician. Nothing here closes by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct, structs

from groupcare.rules import schedule
from groupcare.rules.clinic import Clinic, add_working_days
from groupcare.rules.kept import Kept
from groupcare.rules.people import EndReason
from groupcare.rules.policy import BLOCKING, GRAVITY, Policy, Route, graver, respond_within
from groupcare.rules.screening import AlertNeeded, Finding, Screening
from groupcare.rules.words import count

DAY_ENDS = time(17, 0)
"""Local time by which "same day" and dated responses are due [P]."""


class SafetyFinding(Kept, frozen=True, kw_only=True):
    """An urgent or individual finding about a person. `ended_by` is the evaluation that named it, or None."""

    client: str
    rule: str
    route: Route
    detail: str
    source: str
    respond: str
    evidence: str
    raised_at: datetime
    raised_by: str
    screening: str | None = None
    referral: str | None = None
    ended_by: str | None = None


class Verdict(StrEnum):
    """What a clinician's evaluation of findings came to."""

    group = "may take part in a group"
    individual = "individual care"
    raised_in_error = "raised in error"


class Evaluation(Kept, frozen=True, kw_only=True):
    """A clinician's signed evaluation, naming the findings it ends and the holds it releases.

    With `covers_until` it is a standing decision as well: until that day the rules in `covers`, at the same level,
    bring no new hold. `safety_plan_on` is the day of the safety plan that it rests on.
    """

    client: str
    findings: tuple[str, ...]
    verdict: Verdict
    text: str
    by: str
    at: datetime
    covers: tuple[str, ...] = ()
    covers_until: date | None = None
    safety_plan_on: date | None = None


class Hold(Kept, frozen=True, kw_only=True):
    """Blocks seating and planned attendance. `due` is the day it was opened while it stands, else None.

    `released_by` is the evaluation that released it; of one that stands `until_asked` only, it is the C-SSRS that was
    asked.
    """

    client: str
    because: tuple[str, ...]
    opened_at: datetime
    opened_by: str
    released_by: str | None = None
    due: date | None = None
    until_asked: bool = False


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


class Handoff(Kept, frozen=True, kw_only=True):
    """A person handed to individual care: sent, accepted, first seen, re-screened. `due` is the next step's day."""

    client: str
    referral: str
    to: str
    sent_on: date
    sent_by: str
    phone: str = ""
    outside: bool = False
    accepted_on: date | None = None
    accepted_by: str = ""
    first_seen_on: date | None = None
    rescreen_on: date | None = None
    due: date | None = None


class Choice(StrEnum):
    """What a person decides about a referral."""

    group = "group"
    individual = "individual care"
    not_now = "not now"
    declined = "declined"
    other_service = "other service"
    unable_to_reach = "unable to reach"


END_REASONS = {
    Choice.not_now: EndReason.not_now,
    Choice.declined: EndReason.declined,
    Choice.other_service: EndReason.other_service,
    Choice.unable_to_reach: EndReason.unable_to_reach,
}


class Decision(Kept, frozen=True, kw_only=True):
    """A person's own decision beside what the policy suggested."""

    client: str
    referral: str
    choice: Choice
    suggested: Route
    reason: str
    by: str
    at: datetime
    screening: str | None = None
    policy_version: str = ""
    curriculum: str = ""
    review_on: date | None = None


CONCERN = "concern about "
"""Begins the words of a concern that staff raised."""


def blocked_by(findings: Iterable[SafetyFinding], holds: Iterable[Hold], *, discreet: bool = False) -> tuple[str, ...]:
    """Why a person may not be seated or attend as planned now, in words; empty when nothing blocks.

    `discreet` gives levels and no answers, for whoever does not see screenings.
    """
    open_ = [f for f in findings if f.ended_by is None and f.route in BLOCKING][::-1]
    open_.sort(key=lambda f: (GRAVITY[f.route], f.raised_at), reverse=True)
    words = [f"{discreet_finding(f).detail if discreet else f.detail} ({f.route})" for f in open_]
    because = ("on hold: a clinician decides" if discreet else f"on hold: {'; '.join(h.because)}"
               for h in holds if h.released_by is None)  # fmt: skip
    return tuple(dict.fromkeys((*words, *because)))


def discreet_finding(finding: SafetyFinding) -> SafetyFinding:
    """A finding without the answers that it rests on: what staff raised themselves stays in words."""
    if finding.detail.startswith(CONCERN):
        return finding
    return structs.replace(finding, rule="", detail="a safety finding", source="", evidence="")


def discreet_alert(alert: Alert) -> Alert:
    """An alert without the answers that it rests on: its level, its steps, and what staff raised themselves."""
    raised = tuple(words for words in alert.because if words.startswith(CONCERN))
    return structs.replace(alert, because=raised or (f"a safety finding: {alert.level}",), rules=(), again=())


def new_findings(
    found: Sequence[Finding], known: Iterable[SafetyFinding], anew: frozenset[str] = frozenset()
) -> list[Finding]:
    """The blocking findings that are not already kept for this person.

    One is already kept when the same rule is still open with a route as grave, or when a clinician has evaluated it
    on these very answers. What intake saw or reported is one for the whole referral: an answer to another question
    brings it back as little as it takes it away. `anew` are rules that were seen or reported again just now.
    """
    known = list(known)
    still_open: dict[str, Route] = {}
    for k in known:
        if k.ended_by is None:
            still_open[k.rule] = graver(k.route, still_open.get(k.rule, Route.group))
    evaluated = {(k.rule, _answers(k.evidence)) for k in known if k.ended_by is not None}
    return [
        f
        for f in found
        if f.route in BLOCKING
        and not f.standing
        and GRAVITY[f.route] > GRAVITY[still_open.get(f.rule, Route.group)]
        and (f.rule in anew or (f.rule, _answers(f.evidence)) not in evaluated)
    ]


def _answers(evidence: str) -> str:
    """Which answers those are: a form's version, or a referral for all that intake asks."""
    return evidence.partition(":")[0]


def form_of(evidence: str) -> str:
    """The form, whatever was corrected in it since; a referral for all that intake asks."""
    return _answers(evidence).partition("@")[0]


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


def reasons_against_decision(
    choice: Choice, screening: Screening | None, blocked: Sequence[str], is_clinician: bool, reason: str
) -> list[str]:
    """Every reason, a sentence each, why this decision cannot be recorded."""
    reasons: list[str] = []
    if choice in END_REASONS and blocked and not is_clinician:
        reasons.append("A safety finding is open: a clinician decides how this referral ends.")
    if choice is Choice.unable_to_reach and blocked:
        reasons.append("A safety finding is open: this person cannot be closed as unable to reach.")
    if screening is None:
        return [*reasons, "There is no screening to decide on yet."] if choice is Choice.group else reasons
    if choice is Choice.group:
        reasons.extend(_against_group(screening, blocked, is_clinician))
    if differs(choice, screening.route) and not reason.strip():
        reasons.append(f"The policy suggests {screening.route}; say why the decision differs.")
    return reasons


def covers(decision: Decision, screening: Screening | None) -> bool:
    """Whether a decision for the group still holds: made on this screening, or on one that was no milder."""
    if decision.choice is not Choice.group or screening is None:
        return False
    if decision.screening == screening.id:
        return True
    order = GRAVITY.get(screening.route)
    return order is not None and order <= GRAVITY.get(decision.suggested, GRAVITY[Route.group])


def _against_group(screening: Screening, blocked: Sequence[str], is_clinician: bool) -> Iterable[str]:
    if screening.route is Route.urgent:
        yield "An urgent route is never overridden: evaluate, ask the C-SSRS anew, then screen again."
    elif screening.route is Route.incomplete:
        yield f"The screening is incomplete: {count(len(screening.missing), 'answer')} could still change the route."
    elif screening.route is not Route.group and not is_clinician:
        yield f"The route is {screening.route}: a clinician decides."
    for words in blocked:
        yield f"Open until a clinician's evaluation: {words}."


def differs(choice: Choice, route: Route) -> bool:
    """Whether this choice is another than the policy suggests."""
    if choice is Choice.group:
        return route is not Route.group
    if choice is Choice.individual:
        return route not in BLOCKING
    return True


def reasons_against_standing(
    verdict: Verdict, routes: Sequence[Route], today: date, until: date, safety_plan_on: date | None, policy: Policy
) -> list[str]:
    """Why this cannot be a standing decision: it is about findings that end, none urgent, it rests on a safety plan,
    and it holds for at most `standing_days` of the policy."""
    reasons = []
    if verdict is not Verdict.group:
        reasons.append("A standing decision goes with the verdict that the person may take part.")
    if not routes:
        reasons.append("A standing decision names the findings that it covers.")
    if Route.urgent in routes:
        reasons.append("An urgent finding is never covered: each one is evaluated by itself.")
    if safety_plan_on is None or safety_plan_on > today:
        reasons.append(
            "A standing decision rests on a safety plan that is recorded: give the day on which it was made."
        )
    days = policy.standing_days
    last = today + timedelta(days=days)
    if not today < until <= last:
        reasons.append(f"A standing decision holds for at most {days} days: until {last.isoformat()} at the latest.")
    return reasons


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

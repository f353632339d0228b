"""Findings about a person's safety, and holds: what raises them, what they block, and what may end them.

A safety finding belongs to the person, not to the form that showed it. It ends only by a clinician's signed
evaluation that names it; no later screening, correction, import or new referral ends it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import structs

from groupcare.rules.kept import Kept
from groupcare.rules.policy import BLOCKING, GRAVITY, Policy, Route, graver
from groupcare.rules.screening import Finding


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

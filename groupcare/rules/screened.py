"""What screening is told, and what each of its rules says: answers, findings, and answers that are missing."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from groupcare.rules.measures import Answers, Measure
from groupcare.rules.policy import GRAVITY, Policy, Route, Rule

STALE = "older than the policy allows: ask again"


class Administered(Struct, frozen=True, kw_only=True):
    """One measure's answers as screening sees them. `evidence` tells this very set of answers from any other."""

    measure: Measure
    answers: Answers
    on: date
    stated_total: int | None = None
    evidence: str = ""


class Answered(Struct, frozen=True, kw_only=True):
    """All that screening is told of one referral, and of its client's safety findings until now.

    `standing` are findings not yet evaluated, from any earlier screening of the person; `evaluated` are the rules of
    findings that a clinician has evaluated. `lifetime` is the C-SSRS screener asked before, where `cssrs` is the form
    since the last contact: that form does not ask for behaviour before it.
    """

    phq9: Administered | None = None
    gad7: Administered | None = None
    cssrs: Administered | None = None
    lifetime: Administered | None = None
    participation: Mapping[str, bool] = {}
    observations: Mapping[str, bool] = {}
    red_flags: Mapping[str, bool] = {}
    imminent_risk: bool = False
    date_of_birth: date | None = None
    evidence: str = ""
    standing: tuple["Finding", ...] = ()
    evaluated: frozenset[str] = frozenset()


class Finding(Struct, frozen=True, kw_only=True):
    """A rule that fired, in words, with its threshold and source."""

    rule: str
    route: Route
    detail: str
    source: str
    respond: str = ""
    evidence: str = ""
    standing: bool = False


class Missing(Struct, frozen=True, kw_only=True):
    """An answer that is not there and could still change the route: its key, what it is, and how far it could go."""

    key: str
    what: str
    could: Route


class Part(Struct, frozen=True, kw_only=True):
    """What one rule or measure contributes: findings that are sure, and the gravest it could still reach.

    `settled` is the route that stays whatever answers are still given, where that is not simply the findings' own.
    """

    findings: tuple[Finding, ...] = ()
    missing: tuple[Missing, ...] = ()
    worst: Route = Route.group
    remarks: tuple[str, ...] = ()
    settled: Route | None = None


def gravest(routes: Iterable[Route]) -> Route:
    return max(routes, key=lambda route: GRAVITY[route], default=Route.group)


def found(rule: Rule, detail: str, evidence: str, route: Route | None = None) -> Finding:
    """A finding of that rule, on that very set of answers."""
    return Finding(
        rule=rule.id,
        route=route or rule.route,
        detail=detail,
        source=rule.source,
        respond=rule.respond,
        evidence=evidence,
    )


def too_old(asked: date, on: date, policy: Policy) -> bool:
    """Whether answers of that day count as unanswered by now."""
    return (on - asked).days > policy.answers_valid_days

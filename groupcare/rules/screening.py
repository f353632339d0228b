"""Screening: from a referral's answers to a route that explains itself.

The program suggests; a clinician decides. Every rule is asked three ways: does it fire whatever the missing answers
are (yes), could it fire (maybe), or can it not (no). The rules that fire give the known route; those that could give
the worst a completion of the answers can reach. A referral is `incomplete` while no blocking finding is known and a
missing answer could reach a graver route than the known one: nothing unanswered ever clears anyone.

Answers too old, a bare total without items and a prorated score may raise a route, and count as unanswered otherwise.
Policy and thresholds: data/policy.toml; sources stand with each finding.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct

from groupcare.rules import cssrs
from groupcare.rules.kept import Kept
from groupcare.rules.measures import Answers, Measure, Score, score
from groupcare.rules.people import age_on
from groupcare.rules.policy import BLOCKING, GRAVITY, Kind, Policy, Route, Rule, graver, respond_within
from groupcare.rules.screened import STALE, Part, gravest
from groupcare.rules.screened import Administered as Administered
from groupcare.rules.screened import Answered as Answered
from groupcare.rules.screened import Finding as Finding
from groupcare.rules.screened import Missing as Missing
from groupcare.rules.screened import found as found
from groupcare.rules.screened import too_old as too_old
from groupcare.rules.screening_cssrs import cssrs_part

PHQ9, GAD7, CSSRS = "phq-9", "gad-7", "c-ssrs-screener"
CSSRS_SINCE_LAST = "c-ssrs-since-last"
UNASKED = "cssrs-unasked"


class AlertNeeded(Struct, frozen=True, kw_only=True):
    """Someone must act on this within `respond`."""

    level: Route
    respond: str
    because: tuple[str, ...]
    rules: tuple[str, ...]


class Outcome(Struct, frozen=True, kw_only=True):
    """What the policy makes of the answers: `known` is the findings' route, `worst` that of the worst completion."""

    route: Route
    known: Route
    worst: Route
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    alerts: tuple[AlertNeeded, ...]
    remarks: tuple[str, ...]


class PHQ9Summary(Struct, frozen=True, kw_only=True):
    """The PHQ-9 in one line. `total` and `severity` are None where answers are missing, `item9` where unanswered."""

    total: int | None
    least: int
    greatest: int
    severity: str | None
    item9: int | None
    stated_total: int | None = None


class Screening(Kept, frozen=True, kw_only=True):
    """One application of the policy to a referral, as kept. `basis` tells whether answers or policy changed since."""

    client: str
    referral: str
    on: date
    at: datetime
    by: str
    policy: str
    policy_version: str
    route: Route
    known: Route
    worst: Route
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    phq9: PHQ9Summary
    assessments: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    basis: str = ""


def screen(answered: Answered, policy: Policy, measures: Mapping[str, Measure], on: date) -> Outcome:
    """Apply the policy to the answers on that day. Every finding that fired is listed, gravest first."""
    parts = list(_parts(answered, policy, measures, on))
    here = [finding for part in parts for finding in part.findings]
    by_rule = {f.rule: f.route for f in sorted(here, key=lambda f: GRAVITY[f.route])}
    kept = [f for f in answered.standing if GRAVITY[f.route] > GRAVITY[by_rule.get(f.rule, Route.group)]]
    findings = sorted(here + kept, key=lambda f: -GRAVITY[f.route])
    known = gravest(f.route for f in findings)
    worst = graver(known, gravest(part.worst for part in parts))
    route = Route.incomplete if known not in BLOCKING and GRAVITY[worst] > GRAVITY[known] else known
    needed = [m for part in parts for m in part.missing]
    return Outcome(
        route=route,
        known=known,
        worst=worst,
        findings=tuple(findings),
        missing=_that_could_change(needed, _settled(parts, kept), findings, policy),
        alerts=tuple(_alerts(findings, known, worst, needed, policy)),
        remarks=tuple(remark for part in parts for remark in part.remarks),
    )


def _settled(parts: Iterable[Part], standing: Iterable[Finding]) -> Route:
    """The route that is known by answers and will not be lowered by any that are still missing."""
    routes = [gravest(f.route for f in part.findings) if part.settled is None else part.settled for part in parts]
    return gravest((*routes, *(f.route for f in standing)))


def _that_could_change(
    needed: Sequence[Missing], settled: Route, findings: Sequence[Finding], policy: Policy
) -> tuple[Missing, ...]:
    """The unanswered that could still change the route, gravest first; none where it is settled as urgent."""
    if settled is Route.urgent:
        return ()
    waited_for = {rule.id: cssrs.WAITED_FOR[rule.sign] for rule in policy.rule if rule.sign in cssrs.WAITED_FOR}
    keys = {key for f in findings for key in waited_for.get(f.rule, ())}
    wanted = (m for m in needed if GRAVITY[m.could] > GRAVITY[settled] or m.key in keys)
    return tuple(sorted(wanted, key=lambda m: -GRAVITY[m.could]))


def _parts(a: Answered, policy: Policy, measures: Mapping[str, Measure], on: date) -> Iterator[Part]:
    by_measure: dict[str, list[Rule]] = {}
    cssrs_rules: list[Rule] = []
    for rule in policy.rule:
        match rule.kind:
            case Kind.total | Kind.item:
                by_measure.setdefault(rule.measure, []).append(rule)
            case Kind.cssrs:
                cssrs_rules.append(rule)
            case Kind.imminent:
                if a.imminent_risk:
                    yield Part(findings=(found(rule, rule.says, a.evidence),))
            case Kind.age:
                yield _age(rule, a, policy, on)
            case Kind.observation:
                yield _checklist(rule, policy.observations, a.observations, True, "observation", a.evidence)
            case Kind.participation:
                yield _checklist(rule, policy.participation, a.participation, False, "participation", a.evidence)
            case Kind.red_flag:
                yield _checklist(rule, policy.red_flags, a.red_flags, True, "red_flag", a.evidence)
    if cssrs_rules:
        yield cssrs_part(cssrs_rules, a, measures[CSSRS], policy, on)
    for measure, rules in by_measure.items():
        given = {PHQ9: a.phq9, GAD7: a.gad7}.get(measure)
        if given is None and measure == GAD7:
            continue  # the GAD-7 counts as missing only once it has been begun
        yield _summed(rules, given, measures[measure], policy, on, a)


def _age(rule: Rule, a: Answered, policy: Policy, on: date) -> Part:
    evidence = f"{a.evidence.partition(':')[0]}@{a.date_of_birth or ''}"  # another birth date is another answer
    if a.date_of_birth is None:
        return Part(findings=(found(rule, "no birth date is recorded", evidence),))
    age = age_on(a.date_of_birth, on)
    if age >= policy.adult_age:
        return Part()
    return Part(findings=(found(rule, f"{age} years old, under {policy.adult_age}", evidence),))


def _checklist(
    rule: Rule, names: Sequence[str], given: Mapping[str, bool], fires_on: bool, prefix: str, evidence: str
) -> Part:
    fired = [name for name in names if given.get(name) is fires_on]
    missing = [name for name in names if name not in given]
    says = {True: "{}: {}", False: "{}: not yet able or agreed, {}"}[fires_on]
    return Part(
        findings=tuple(
            Finding(
                rule=f"{rule.id}: {name}",
                route=rule.route,
                detail=says.format(rule.says, name),
                source=rule.source,
                respond=rule.respond,
                evidence=evidence,
            )
            for name in fired
        ),
        missing=tuple(
            Missing(
                key=f"{prefix}_{name.replace(' ', '_')}", what=f"{prefix.replace('_', ' ')}: {name}", could=rule.route
            )
            for name in missing
        ),
        worst=rule.route if missing else Route.group,
    )


def _summed(
    rules: Sequence[Rule], given: Administered | None, measure: Measure, policy: Policy, on: date, a: Answered
) -> Part:
    blank: Answers = (None,) * len(measure.item)
    answers = given.answers if given else blank
    stale = given is not None and too_old(given.on, on, policy)
    evidence = given.evidence if given else ""
    now = score(measure, answers)
    open_ = score(measure, blank) if stale else now
    stated = given.stated_total if given and now.total is None else None
    findings: list[Finding] = []
    remarks: list[str] = []
    could: dict[str, Route] = {}
    totals = sorted((r for r in rules if r.kind is Kind.total), key=lambda r: r.at_least)
    sure = max(now.least, stated or 0)
    reached = [rule for rule in totals if sure >= rule.at_least]
    if reached:
        top = max(reached, key=lambda rule: (GRAVITY[rule.route], rule.at_least))
        findings.append(found(top, _total_words(top, now, stated), evidence))
    within_reach = [rule for rule in totals if sure < rule.at_least <= open_.greatest]
    if reached and stale:
        within_reach.append(reached[-1])
    for rule in within_reach:
        for key in _unanswered(measure, answers, stale):
            could[key] = graver(could.get(key, Route.group), rule.route)
    for rule in (r for r in rules if r.kind is Kind.item):
        key, answer = measure.item[rule.item - 1].key, answers[rule.item - 1]
        if answer is not None and answer >= rule.at_least:
            findings.append(found(rule, _item_words(rule, answer, a, policy, on), evidence))
        elif answer is None or stale:
            key = measure.id if stale and answer is not None else key
            could[key] = graver(could.get(key, Route.group), rule.route)
    if given and given.stated_total is not None and now.total is not None and given.stated_total != now.total:
        remarks.append(
            f"The {measure.name} total was stated as {given.stated_total}; its answers give {now.total}, which counts."
        )
        findings.extend(_mismatch(totals, given.stated_total, now.total, measure, evidence))
    worst = Route.group
    for route in could.values():
        worst = graver(worst, route)
    words = {item.key: f"{measure.name} item {n}" for n, item in enumerate(measure.item, start=1)}
    words[measure.id] = f"{measure.name}: answers {STALE}"
    return Part(
        findings=tuple(findings),
        missing=tuple(Missing(key=key, what=words[key], could=route) for key, route in could.items()),
        worst=worst,
        remarks=tuple(remarks),
    )


def _unanswered(measure: Measure, answers: Answers, stale: bool) -> Iterator[str]:
    for item, answer in zip(measure.item, answers, strict=True):
        if item.scored and answer is None:
            yield item.key
    if stale:
        yield measure.id


def _total_words(rule: Rule, now: Score, stated: int | None) -> str:
    if now.total is not None:
        amount = f"total {now.total}"
    elif stated is not None and stated > now.least:
        amount = f"stated total {stated}, without all its answers"
    else:
        amount = f"total at least {now.least}"
    return f"{rule.says}: {amount}, at or over {rule.at_least}"


def _item_words(rule: Rule, answer: int, a: Answered, policy: Policy, on: date) -> str:
    if rule.measure != PHQ9 or rule.item != 9:
        return f"{rule.says}: it is {answer}"
    given = a.cssrs.answers if a.cssrs else ()
    if any(given):
        after = "the C-SSRS is endorsed"
    elif cssrs.unanswered(given):
        after = "the C-SSRS is not fully asked: ask it in the same contact"
    elif a.cssrs and too_old(a.cssrs.on, on, policy):
        after = "the C-SSRS is too old to count: ask it in the same contact"
    else:
        after = "nothing is endorsed on the C-SSRS"
    return f"{rule.says}: it is {answer}, and {after}"


def _mismatch(totals: Sequence[Rule], stated: int, total: int, measure: Measure, evidence: str) -> Iterator[Finding]:
    """A stated total that would lead to a graver place than its answers do is looked at by a clinician."""
    graver_rules = [rule for rule in totals if total < rule.at_least <= stated]
    if graver_rules:
        yield Finding(
            rule=f"{measure.id}-total-differs",
            route=Route.review,
            detail=f"{measure.name} total stated as {stated}, while its answers give {total}: check the form",
            source="clinic policy [P]",
            evidence=evidence,
        )


# --- alerts ---------------------------------------------------------------------------------------------------------


def _alerts(
    findings: Sequence[Finding], known: Route, worst: Route, unanswered: Sequence[Missing], policy: Policy
) -> Iterator[AlertNeeded]:
    """One alert for what is known and must be acted on, one for a C-SSRS that must be asked now."""
    blocking = [f for f in findings if f.route in BLOCKING and not f.standing]
    if blocking:
        soonest = min((f.respond for f in blocking), key=urgency)
        yield AlertNeeded(
            level=known,
            respond=soonest,
            because=tuple(f.detail for f in blocking),
            rules=tuple(f.rule for f in blocking),
        )
    if any(f.route is Route.urgent and not f.standing for f in findings):
        return
    unasked = [m.what for m in unanswered if m.key.startswith(("cssrs_", "c-ssrs"))]
    item9_rules = {rule.id for rule in policy.rule if rule.kind is Kind.item and rule.measure == PHQ9}
    item9 = next((f for f in findings if f.rule in item9_rules), None)
    if item9 is not None and unasked:
        yield AlertNeeded(level=known, respond=item9.respond, because=(item9.detail,), rules=(UNASKED,))
    elif known is Route.individual and worst is Route.urgent:
        parts = dict.fromkeys(re.split(r" item| question|:", m.what)[0] for m in unanswered if m.could is Route.urgent)
        yield AlertNeeded(
            level=known,
            respond=policy.unasked_respond,
            because=(f"not asked in full, and could raise the route to urgent: {', '.join(parts)}",),
            rules=(UNASKED,),
        )


def missing_words(missing: Sequence[Missing]) -> list[str]:
    """What is not answered, in few words: a part of which nothing is answered is named once."""
    parts: dict[str, list[Missing]] = {}
    for m in missing:
        parts.setdefault(
            m.key.split("_")[0] if m.key.startswith(("cssrs", "phq9", "gad7")) else m.what.split(":")[0], []
        ).append(m)
    names = {"cssrs": ("C-SSRS", 7), "phq9": ("PHQ-9", 9), "gad7": ("GAD-7", 7)}
    words = []
    for part, of in parts.items():
        name, whole = names.get(part, (part, 0))
        if len(of) >= (whole or 2):
            words.append(
                f"{name}: nothing asked" if whole else f"{name}: {', '.join(m.what.split(': ')[1] for m in of)}"
            )
        else:
            words.extend(m.what for m in of)
    return words


def urgency(respond: str) -> tuple[int, int]:
    """Sorts response times, soonest first."""
    within = respond_within(respond)
    return (within.days, int(within.same_day))


def basis(policy: Policy, answered: Answered) -> str:
    """Tells whether answers or policy changed since a screening: a digest of all that could change its outcome.

    Findings that still stand are not part of it: a screening does not become outdated by what it found itself.
    """
    given = [g.evidence for g in (answered.phq9, answered.gad7, answered.cssrs, answered.lifetime) if g is not None]
    parts = [policy, given, answered.evidence, answered.date_of_birth, sorted(answered.evaluated)]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def phq9_summary(given: Administered | None, measure: Measure) -> PHQ9Summary:
    """The PHQ-9 line of a screening, for whatever answers there are."""
    answers = given.answers if given else (None,) * len(measure.item)
    scored = score(measure, answers)
    return PHQ9Summary(
        total=scored.total,
        least=scored.least,
        greatest=scored.greatest,
        severity=scored.band,
        item9=answers[8],
        stated_total=given.stated_total if given else None,
    )

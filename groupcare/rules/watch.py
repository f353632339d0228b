"""Watching somebody who is in a group: what the answers of one form ask for, there and then.

The thresholds are the screening policy's own. A rule that blocks holds the person; a rule that asks for review makes a
clinician's task; a total that is worse by `worse_by` points than the one before or the first makes one too (important
change of the PHQ-9: Löwe 2004). Item 9 above 0 asks for the C-SSRS before the person leaves, and holds them until it
has been asked; item 9 at 0 asks nothing more. A missing item 9 is unknown: it is asked again in the same contact.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from groupcare.rules import cssrs
from groupcare.rules.measures import Answers, Measure, score
from groupcare.rules.policy import BLOCKING, GRAVITY, Kind, Policy, Route, Rule, Sign
from groupcare.rules.screening import (
    CSSRS,
    CSSRS_SINCE_LAST,
    UNASKED,
    Administered,
    AlertNeeded,
    Finding,
    found,
    urgency,
)

CSSRS_FORMS = (CSSRS, CSSRS_SINCE_LAST)
WORSE = "worse"
"""Begins the rule of a task about a total that has risen."""
ITEM9_MISSING = "item-9-missing"
TOTAL_OPEN = "total-open"
"""Rules of what could not be told from a form that was not filled in."""


class Watched(Struct, frozen=True, kw_only=True):
    """One form of somebody in a group. `before` are the answers given to the same measure earlier, oldest first.

    `cssrs_on` is the day on which a C-SSRS was last asked in full, None where it never was. `evaluated` are the rules
    of findings that a clinician has evaluated.
    """

    given: Administered
    before: tuple[Answers, ...] = ()
    cssrs_on: date | None = None
    evaluated: frozenset[str] = frozenset()


class Watching(Struct, frozen=True, kw_only=True):
    """What a form asks for. `hold` says why the person is held until the C-SSRS has been asked, empty where they are
    not; `cssrs_asked` that this very form is a C-SSRS asked in full.
    """

    findings: tuple[Finding, ...] = ()
    alerts: tuple[AlertNeeded, ...] = ()
    hold: str = ""
    cssrs_asked: bool = False


def watch(watched: Watched, policy: Policy, *, under_way: bool = False) -> Watching:
    """Apply the policy to one form of somebody in a group.

    While it is `under_way` it shows only what one answer shows by itself: no totals, and nothing that is not answered.
    """
    given = watched.given
    if given.measure.id in CSSRS_FORMS:
        return _cssrs(watched, policy, under_way)
    hold, unasked = _item9(watched, policy)
    findings = tuple(_items(given, policy))
    if under_way:
        alerts = tuple(_alerts(findings, unasked if hold else (), (), policy))
        return Watching(findings=findings, alerts=alerts, hold=hold)
    totals = [r for r in policy.rule if r.kind is Kind.total and r.measure == given.measure.id]
    now = score(given.measure, given.answers)
    sure = max(now.least, (given.stated_total or 0) if now.total is None else 0)
    reached = [rule for rule in totals if sure >= rule.at_least]
    top = max(reached, key=lambda rule: (GRAVITY[rule.route], rule.at_least), default=None)
    tasks = []
    if top is not None:
        words = (
            f"{top.says}: {'total' if now.total is not None else 'total at least'} {sure}, at or over {top.at_least}"
        )
        if top.route in BLOCKING:
            findings += (found(top, words, given.evidence),)
        else:
            tasks.append((top.id, words))
    tasks += _worse(watched, policy, sure)
    graver = [r for r in totals if r.route in BLOCKING and sure < r.at_least <= now.greatest]
    if graver and now.total is None:
        unasked.append(
            (TOTAL_OPEN, f"{given.measure.name} not filled in: its total could be {graver[0].at_least} or more")
        )
    return Watching(findings=findings, alerts=tuple(_alerts(findings, unasked, tasks, policy)), hold=hold)


def _worse(watched: Watched, policy: Policy, sure: int) -> Iterator[tuple[str, str]]:
    """A total that has risen by so many points over the one before it, or over the first."""
    measure = watched.given.measure
    if not any(rule.kind is Kind.total and rule.measure == measure.id for rule in policy.rule):
        return  # a measure whose total the policy does not watch may rise as people get better
    totals = [s.total for a in watched.before if (s := score(measure, a)).total is not None]
    for name, earlier in (("the one before", totals[-1:]), ("the first", totals[:1])):
        if earlier and sure - earlier[0] >= policy.worse_by:
            yield f"{WORSE}: {measure.id}", f"{measure.name} {sure}, worse by {sure - earlier[0]} than {name}"
            return


def _items(given: Administered, policy: Policy) -> Iterator[Finding]:
    """Single answers that block by the clinic's own policy."""
    for rule in policy.rule:
        if rule.kind is Kind.item and rule.measure == given.measure.id and rule.route in BLOCKING:
            answer = given.answers[rule.item - 1]
            if answer is not None and answer >= rule.at_least:
                yield found(rule, f"{rule.says}: it is {answer}", given.evidence)


def _item9(watched: Watched, policy: Policy) -> tuple[str, list[tuple[str, str]]]:
    """Why the person is held until the C-SSRS has been asked, and what is to be asked in the same contact."""
    given = watched.given
    asked = watched.cssrs_on is not None and watched.cssrs_on >= given.on
    for rule in policy.rule:
        if rule.kind is not Kind.item or rule.measure != given.measure.id or asked:
            continue
        answer = given.answers[rule.item - 1]
        if answer is None:
            words = f"{given.measure.name} item {rule.item} not answered: ask it before the person leaves"
            return "", [(ITEM9_MISSING, words)]
        if answer >= rule.at_least:
            words = f"{rule.says}: it is {answer}, and the C-SSRS has not been asked since"
            return words, [(UNASKED, words)]
    return "", []


def _alerts(
    findings: Sequence[Finding], unasked: Sequence[tuple[str, str]], tasks: Sequence[tuple[str, str]], policy: Policy
) -> Iterator[AlertNeeded]:
    if findings:
        gravest_first = sorted(findings, key=lambda f: -GRAVITY[f.route])
        soonest = min((f.respond for f in findings), key=urgency)
        yield _needed(gravest_first[0].route, soonest, [(f.rule, f.detail) for f in gravest_first])
    if unasked:
        yield _needed(Route.review, "same contact", unasked)
    if tasks:
        yield _needed(Route.review, f"{policy.task_days} days", tasks)


def _needed(level: Route, respond: str, reasons: Sequence[tuple[str, str]]) -> AlertNeeded:
    rules, because = zip(*reasons, strict=True)
    return AlertNeeded(level=level, respond=respond, because=because, rules=rules)


def _cssrs(watched: Watched, policy: Policy, under_way: bool) -> Watching:
    q = watched.given.answers
    by_sign: Mapping[Sign | None, Rule] = {rule.sign: rule for rule in policy.rule if rule.kind is Kind.cssrs}
    shown = cssrs.signs(q)
    waits = cssrs.WAITED_FOR if under_way else {}
    fired = [by_sign[sign] for sign in Sign if sign in shown and sign in by_sign and sign not in waits]
    findings = tuple(
        found(rule, rule.says, watched.given.evidence)
        for rule in fired
        if not (rule.once_evaluated is not None and rule.id in watched.evaluated)
    )
    open_ = cssrs.unanswered(q)
    unasked = [(UNASKED, "the C-SSRS was begun and not fully asked")] if open_ and not under_way else []
    return Watching(
        findings=findings,
        alerts=tuple(_alerts(findings, unasked, (), policy)),
        cssrs_asked=not open_ and not under_way,
    )


def is_covered(finding: Finding, covered: frozenset[str]) -> bool:
    """Whether a clinician's standing decision covers it: the same rule at the same level. Urgent is never covered."""
    return finding.rule in covered and finding.route is not Route.urgent


def seen_above(measure: Measure) -> AlertNeeded:
    """What a paper form asks for on which item 9 was seen above 0, before the rest of it is entered."""
    words = f"{measure.name} handed in on paper: item 9 above 0, and the C-SSRS has not been asked since"
    return _needed(Route.review, "same contact", [(UNASKED, words)])

"""The C-SSRS in a screening: which of the policy's rules its answers fire, and which could still fire.

What the answers show by the form's own flow stands in `cssrs.py`; levels and routes are the policy's.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from groupcare.rules import cssrs
from groupcare.rules.measures import Answers, Measure
from groupcare.rules.policy import Policy, Route, Rule, Sign, graver
from groupcare.rules.screened import STALE, Answered, Finding, Missing, Part, found, gravest, too_old


def cssrs_part(rules: Sequence[Rule], a: Answered, measure: Measure, policy: Policy, on: date) -> Part:
    """What the C-SSRS's rules find in its answers, and what is not asked of it; `measure` is the screener."""
    given = a.cssrs
    measure = given.measure if given else measure
    blank: Answers = (None,) * len(measure.item)
    q = given.answers if given else blank
    stale = given is not None and too_old(given.on, on, policy)
    by_sign = {rule.sign: rule for rule in rules}

    def route_of(rule: Rule) -> Route:
        if rule.once_evaluated is not None and rule.id in a.evaluated:
            return rule.once_evaluated
        return rule.route

    findings: list[Finding] = []
    for sign in Sign:
        if given is not None and sign in by_sign and sign in cssrs.signs(q):
            rule = by_sign[sign]
            route = route_of(rule)
            history = "" if route is rule.route else "; evaluated by a clinician, kept as history"
            findings.append(found(rule, rule.says + history, given.evidence, route))
    missing = []
    for place in cssrs.unanswered(q):
        could = Route.group
        for sign in cssrs.could_show(q, place):
            could = graver(could, route_of(by_sign[sign]))
        item = measure.item[place]
        missing.append(Missing(key=item.key, what=f"C-SSRS {item.text}", could=could))
    if stale:
        missing.append(Missing(key=measure.id, what=f"C-SSRS: answers {STALE}", could=Route.urgent))
    if given is not None and len(q) == cssrs.SINCE_LAST:
        before, unasked = _before_it(by_sign[Sign.older_behaviour], a, by_sign, findings)
        findings += before
        missing += unasked
    worst = Route.group
    for m in missing:
        worst = graver(worst, m.could)
    return Part(
        findings=tuple(findings),
        missing=tuple(missing),
        worst=worst,
        settled=gravest(route_of(by_sign[sign]) for sign in cssrs.settled(cssrs.signs(q))),
    )


def _before_it(
    older: Rule, a: Answered, by_sign: Mapping[Sign | None, Rule], shown: Sequence[Finding]
) -> tuple[list[Finding], list[Missing]]:
    """Behaviour before the last contact, as the screener told it: history once a clinician has evaluated any of it."""
    ever = cssrs.behaviour_ever(a.lifetime.answers) if a.lifetime is not None else None
    if ever is None:
        return [], [Missing(key="cssrs_6", what="C-SSRS question 6: suicidal behaviour, lifetime", could=older.route)]
    if not ever or any(f.rule == older.id for f in shown):
        return [], []
    of_behaviour = {rule.id for sign, rule in by_sign.items() if sign in cssrs.OF_BEHAVIOUR}
    evaluated = bool(of_behaviour & a.evaluated)
    route = older.once_evaluated if evaluated and older.once_evaluated is not None else older.route
    words = f"{older.says}, told at the screener before"
    words += "; evaluated by a clinician, kept as history" if route is not older.route else ""
    evidence = a.lifetime.evidence if a.lifetime is not None else ""
    return [found(older, words, evidence, route)], []

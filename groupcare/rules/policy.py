"""The screening policy as data: which answers lead where, how soon a person must act, and by what source.

A policy is a versioned document. What each kind of rule means is here and in screening.py; thresholds, windows,
routes and response times are in the file (data/policy.toml), which a clinic can change.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.curriculum import Fault
from groupcare.rules.measures import Measure


class Route(StrEnum):
    """Where a referral goes first. `incomplete` stands outside the order of gravity."""

    group = "group"
    review = "review"
    individual = "individual"
    urgent = "urgent"
    incomplete = "incomplete"


GRAVITY = {Route.group: 0, Route.review: 1, Route.individual: 2, Route.urgent: 3}
BLOCKING = (Route.individual, Route.urgent)


def graver(a: Route, b: Route) -> Route:
    """The graver of two routes of the ordered four."""
    return a if GRAVITY[a] >= GRAVITY[b] else b


class Kind(StrEnum):
    """What a rule looks at."""

    imminent = "imminent"
    cssrs = "cssrs"
    total = "total"
    item = "item"
    observation = "observation"
    participation = "participation"
    red_flag = "red-flag"
    age = "age"


class Sign(StrEnum):
    """What the C-SSRS screener can show, gravest first."""

    intent_or_plan = "intent or plan"
    recent_behaviour = "recent behaviour"
    thoughts_not_followed_up = "thoughts not followed up"
    behaviour_not_dated = "behaviour not dated"
    method = "method"
    older_behaviour = "older behaviour"
    thoughts = "thoughts"


FLOOR = {
    Sign.intent_or_plan: Route.urgent,
    Sign.recent_behaviour: Route.urgent,
    Sign.thoughts_not_followed_up: Route.urgent,
    Sign.behaviour_not_dated: Route.urgent,
    Sign.method: Route.individual,
    Sign.older_behaviour: Route.individual,
    Sign.thoughts: Route.individual,
}
"""How grave each sign is at least, whatever a clinic changes: high, moderate and low of the C-SSRS triage."""
HISTORY = (Sign.older_behaviour, Route.review)
"""What alone may be milder once a clinician has evaluated it, and what it is then: all else counts anew each time."""


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason for a route. `once_evaluated` is its route after a clinician has evaluated the finding."""

    id: str
    kind: Kind
    route: Route
    says: str
    source: str
    respond: str = ""
    sign: Sign | None = None
    measure: str = ""
    item: int = 0
    at_least: int = 0
    once_evaluated: Route | None = None


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A whole policy; `version` is kept with every screening made under it.

    In a group: a clinician's task is due within `task_days`, a standing decision holds for at most `standing_days`, a
    total is worse from `worse_by` points on, and whoever was found in danger within `called_first_days` and stays away
    is called the same day. Until somebody handed off is first seen there is a contact every `contact_days`.
    """

    version: str
    name: str
    answers_valid_days: int
    screening_valid_days: int
    adult_age: int
    rescreen_weeks: int
    unasked_respond: str
    participation: tuple[str, ...]
    observations: tuple[str, ...]
    red_flags: tuple[str, ...]
    rule: tuple[Rule, ...]
    task_days: int = 7
    standing_days: int = 28
    worse_by: int = 5
    called_first_days: int = 60
    contact_days: int = 7


WINDOWS = (
    "answers_valid_days",
    "screening_valid_days",
    "task_days",
    "standing_days",
    "called_first_days",
    "contact_days",
)
LONGEST_WINDOW = 366


def faults_with(policy: Policy, measures: Mapping[str, Measure]) -> Iterator[Fault]:
    """Rules that could never fire, or read what is not there, given the measures there are."""
    for i, rule in enumerate(policy.rule):
        here = ("rule", i)
        if rule.kind not in (Kind.total, Kind.item):
            continue
        measure = measures.get(rule.measure)
        if measure is None:
            yield Fault((*here, "measure"), f"one of {', '.join(sorted(measures))}")
        elif rule.kind is Kind.total and rule.at_least > sum(item.high for item in measure.item if item.scored):
            yield Fault((*here, "at_least"), f"a total that the {measure.name} can reach")
        elif rule.kind is Kind.item and not rule.item <= len(measure.item):
            yield Fault((*here, "item"), f"an item of the {measure.name}, which has {len(measure.item)}")
        elif rule.kind is Kind.item and rule.at_least > measure.item[rule.item - 1].high:
            yield Fault((*here, "at_least"), f"an answer that item {rule.item} can have")


_RESPOND = re.compile(r"now|same contact|same day|([1-9][0-9]?) (working )?days?")


class Respond(Struct, frozen=True):
    """How soon: at once where both are None and `same_day` is false."""

    days: int = 0
    working: bool = False
    same_day: bool = False


def respond_within(text: str) -> Respond:
    """Read "now", "same contact", "same day", "3 days" or "5 working days". Raises ValueError on anything else."""
    match = _RESPOND.fullmatch(text)
    if match is None:
        raise ValueError(f'a response time such as "now", "same day", "3 days" or "5 working days", not {text!r}')
    if match.group(1):
        return Respond(days=int(match.group(1)), working=bool(match.group(2)))
    return Respond(same_day=text == "same day")


def faults(policy: Policy) -> Iterator[Fault]:
    """What would make a policy unsafe or unusable."""
    seen: set[str] = set()
    kinds = {rule.kind for rule in policy.rule}
    signs = {rule.sign for rule in policy.rule}
    for i, rule in enumerate(policy.rule):
        here = ("rule", i)
        if rule.id in seen:
            yield Fault((*here, "id"), f"each rule id once; {rule.id!r} stands twice")
        seen.add(rule.id)
        if rule.route not in (Route.review, Route.individual, Route.urgent):
            yield Fault((*here, "route"), "review, individual or urgent")
        if not rule.source.strip():
            yield Fault((*here, "source"), "the source of this rule")
        if rule.sign is not None and rule.sign in (other.sign for other in policy.rule[:i]):
            yield Fault((*here, "sign"), f"one rule for each sign; {rule.sign!s} has two")
        if rule.kind is Kind.item and rule.item < 1:
            yield Fault((*here, "item"), "the item's number, from 1")
        if rule.kind is Kind.cssrs and rule.sign is None:
            yield Fault((*here, "sign"), "a sign of the C-SSRS")
        if rule.kind in (Kind.total, Kind.item) and (not rule.measure or rule.at_least < 1):
            yield Fault((*here, "at_least"), "a measure and a threshold of 1 or more")
        if rule.route in BLOCKING and not rule.respond:
            yield Fault((*here, "respond"), "how soon a person must act")
        if rule.kind is Kind.item and not rule.respond:
            yield Fault((*here, "respond"), "how soon the C-SSRS must be asked")
        if rule.respond and not _RESPOND.fullmatch(rule.respond):
            yield Fault((*here, "respond"), '"now", "same contact", "same day", "3 days" or "5 working days"')
    for kind in Kind:
        if kind not in kinds:
            yield Fault(("rule",), f"a rule of kind {kind}: leaving one out would let people pass by it")
    for sign in Sign:
        if sign not in signs:
            yield Fault(("rule",), f"a C-SSRS rule with the sign {sign!s}")
    for i, rule in enumerate(policy.rule):
        if rule.sign is not None and GRAVITY.get(rule.route, 3) < GRAVITY[FLOOR[rule.sign]]:
            yield Fault(
                ("rule", i, "route"), f"{FLOOR[rule.sign]!s} or graver: the C-SSRS sign {rule.sign!s} is no less"
            )
        if rule.kind is Kind.imminent and rule.route is not Route.urgent:
            yield Fault(("rule", i, "route"), "urgent: that is what imminent risk is")
        if rule.once_evaluated is not None and (rule.sign, rule.once_evaluated) != HISTORY:
            yield Fault(("rule", i, "once_evaluated"), f"{HISTORY[1]!s}, and with the sign {HISTORY[0]!s} alone")
    if policy.adult_age < 1:
        yield Fault(("adult_age",), "an age of 1 or more")
    looked_at = {(rule.kind, rule.measure, rule.item) for rule in policy.rule if rule.route is not Route.group}
    if (Kind.total, "phq-9", 0) not in looked_at:
        yield Fault(("rule",), "a rule on the total of the phq-9")
    if (Kind.item, "phq-9", 9) not in looked_at:
        yield Fault(("rule",), "a rule on item 9 of the phq-9")
    for checklist in ("participation", "observations", "red_flags"):
        if not getattr(policy, checklist):
            yield Fault((checklist,), f"at least one name in {checklist}")
    if not _RESPOND.fullmatch(policy.unasked_respond):
        yield Fault(("unasked_respond",), '"now", "same day", "3 days" or "5 working days"')
    for window in WINDOWS:
        if not 1 <= getattr(policy, window) <= LONGEST_WINDOW:
            yield Fault((window,), f"from 1 to {LONGEST_WINDOW} days")
    if policy.worse_by < 1 or policy.rescreen_weeks < 1:
        yield Fault(("worse_by" if policy.worse_by < 1 else "rescreen_weeks",), "1 or more")

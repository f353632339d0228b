"""The screening policy once more, written by hand from the clinical facts (section 2), to judge the rules by.

It shares no code with the rules: routes are plain words, and what missing answers could do is found by filling them
in, one way after another, never by reasoning about bounds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import product

from groupcare.exchange.library import shipped_library
from groupcare.rules.screening import Administered, Answered, Finding, Outcome, screen

LIBRARY = shipped_library()
MEASURES, POLICY = LIBRARY.measures, LIBRARY.policy
TODAY = date(2026, 10, 6)
ORDER = ("group", "review", "individual", "urgent")
SOONER = ("now", "same contact", "same day", "3 days", "5 working days")

Answer = int | None
Form = tuple[Answer, ...]
EVERY_CSSRS: tuple[Form, ...] = tuple(product((None, 0, 1), repeat=7))
NOTHING_ENDORSED: Form = (0, 0, None, None, None, 0, None)
UNASKED: Form = (None,) * 7

PARTICIPATION = ("share", "listen", "practise", "attend", "language", "confidentiality")
OBSERVATIONS = ("psychosis", "mania", "cognitive impairment", "withdrawal", "acute crisis", "aggression")
RED_FLAGS = (
    "new weakness",
    "saddle numbness",
    "bladder or bowel change",
    "fever",
    "weight loss",
    "history of cancer",
    "trauma",
    "chest pain",
)


def gravest(routes: Iterable[str]) -> str:
    return max(routes, key=ORDER.index, default="group")


def mildest(routes: Iterable[str]) -> str:
    return min(routes, key=ORDER.index)


def is_graver(one: str, other: str) -> bool:
    return ORDER.index(one) > ORDER.index(other)


# --- the C-SSRS ------------------------------------------------------------------------------------------------------


def cssrs_rules(q: Form) -> dict[str, str]:
    """Each line of the policy that these answers (1 to 6, and 6 within 3 months) fire, with its route."""
    q1, q2, q3, q4, q5, q6, recent = q
    fired = {}
    if q4 == 1 or q5 == 1:
        fired["cssrs-intent-or-plan"] = "urgent"
    if recent == 1:
        fired["cssrs-recent-behaviour"] = "urgent"
    if q2 == 1 and None in (q3, q4, q5):
        fired["cssrs-thoughts-not-followed-up"] = "urgent"
    if q6 == 1 and recent is None:
        fired["cssrs-behaviour-not-dated"] = "urgent"
    if q3 == 1:
        fired["cssrs-method"] = "individual"
    if q6 == 1 and recent == 0:
        fired["cssrs-older-behaviour"] = "individual"
    if q1 == 1 or q2 == 1:
        fired["cssrs-thoughts"] = "individual"
    return fired


@cache
def cssrs_route(q: Form) -> str:
    return gravest(cssrs_rules(q).values())


def open_questions(q: Form) -> list[int]:
    """What the flow asks now and nobody has answered: 3 to 5 after a yes to 2, or once one of them is a yes."""
    follow_up = (2, 3, 4) if q[1] == 1 or 1 in q[2:5] else ()
    recency = (6,) if q[5] == 1 else ()
    return [place for place in (0, 1, *follow_up, 5, *recency) if q[place] is None]


def put(q: Form, place: int, answer: Answer) -> Form:
    return (*q[:place], answer, *q[place + 1 :])


@cache
def fillings(q: Form) -> frozenset[Form]:
    """Every way in which the flow could end from here."""
    asked = open_questions(q)
    if not asked:
        return frozenset({q})
    return frozenset(end for answer in (0, 1) for end in fillings(put(q, asked[0], answer)))


def may_be_asked(q: Form) -> set[int]:
    return {place for end in fillings(q) for place in range(7) if q[place] is None and end[place] is not None}


@cache
def cssrs_ends(q: Form) -> frozenset[str]:
    return frozenset(map(cssrs_route, fillings(q)))


# --- a whole referral ------------------------------------------------------------------------------------------------


def all_set(names: Iterable[str], value: bool) -> Mapping[str, bool]:
    return dict.fromkeys(names, value)


@dataclass(frozen=True)
class Case:
    """A referral's answers; as it stands, everything has been asked and nothing is of concern."""

    cssrs: Form | None = NOTHING_ENDORSED
    cssrs_age: int = 0
    phq9: Form | None = (0,) * 9
    phq9_age: int = 0
    stated: int | None = None
    gad7: Form | None = None
    gad7_age: int = 0
    participation: Mapping[str, bool] = field(default_factory=lambda: all_set(PARTICIPATION, True))
    observations: Mapping[str, bool] = field(default_factory=lambda: all_set(OBSERVATIONS, False))
    red_flags: Mapping[str, bool] = field(default_factory=lambda: all_set(RED_FLAGS, False))
    born: date | None = date(1980, 2, 29)
    imminent: bool = False
    standing: tuple[Finding, ...] = ()
    evaluated: frozenset[str] = frozenset()

    def answered(self) -> Answered:
        def given(
            measure: str, answers: Form | None, age: int, *more: Answer, stated: int | None = None
        ) -> Administered | None:
            if answers is None:
                return None
            return Administered(
                measure=MEASURES[measure],
                answers=(*answers, *more),
                on=TODAY - timedelta(days=age),
                stated_total=stated,
                evidence=f"{measure} {age}",
            )

        return Answered(
            phq9=given("phq-9", self.phq9, self.phq9_age, None, stated=self.stated),
            gad7=given("gad-7", self.gad7, self.gad7_age),
            cssrs=given("c-ssrs-screener", self.cssrs, self.cssrs_age),
            participation=self.participation,
            observations=self.observations,
            red_flags=self.red_flags,
            imminent_risk=self.imminent,
            date_of_birth=self.born,
            standing=self.standing,
            evaluated=self.evaluated,
        )

    def screened(self) -> Outcome:
        return screen(self.answered(), POLICY, MEASURES, TODAY)


@dataclass(frozen=True)
class Part:
    """One source of findings: the rules that fire, and the routes it may end with once all of it is answered."""

    fired: Mapping[str, str]
    ends: frozenset[str]

    @property
    def known(self) -> str:
        return gravest(self.fired.values())


def _cssrs_part(case: Case) -> Part:
    q = case.cssrs or UNASKED
    fired = cssrs_rules(q)
    if "cssrs-older-behaviour" in case.evaluated and "cssrs-older-behaviour" in fired:
        fired["cssrs-older-behaviour"] = "review"
    if case.cssrs_age > 14:
        return Part(fired, frozenset(gravest((gravest(fired.values()), end)) for end in cssrs_ends(UNASKED)))
    ends = set()
    for end in fillings(q):
        lines = cssrs_rules(end)
        if "cssrs-older-behaviour" in case.evaluated and "cssrs-older-behaviour" in lines:
            lines["cssrs-older-behaviour"] = "review"
        ends.add(gravest(lines.values()))
    return Part(fired, frozenset(ends))


def _phq9_lines(total: int, item9: Answer) -> dict[str, str]:
    fired = {}
    if total >= 20:
        fired["phq9-severe"] = "individual"
    elif total >= 15:
        fired["phq9-moderately-severe"] = "review"
    if item9 is not None and item9 >= 1:
        fired["phq9-item9"] = "review"
    return fired


def sums(answers: Form, most: int = 3) -> set[int]:
    """Every total that the missing answers allow."""
    found = {0}
    for answer in answers:
        found = {total + one for total in found for one in (range(most + 1) if answer is None else (answer,))}
    return found


def _phq9_part(case: Case) -> Part:
    answers = case.phq9 or (None,) * 9
    sure = min(sums(answers))
    if None in answers and case.stated is not None:
        sure = max(sure, case.stated)
    fired = _phq9_lines(sure, answers[8])
    known = gravest(fired.values())
    to_come: Form = (None,) * 9 if case.phq9_age > 14 else answers
    ends = set()
    for item9 in range(4) if to_come[8] is None else (to_come[8],):
        for total in sums((*to_come[:8], item9)):
            ends.add(gravest((known, *_phq9_lines(total, item9).values())))
    return Part(fired, frozenset(ends))


def _gad7_part(case: Case) -> Part:
    if case.gad7 is None:
        return Part({}, frozenset({"group"}))
    fired = {"gad7-severe": "review"} if min(sums(case.gad7)) >= 15 else {}
    to_come = (None,) * 7 if case.gad7_age > 14 else case.gad7
    worse = max(sums(to_come)) >= 15
    better = min(sums(to_come)) < 15 and not fired
    return Part(fired, frozenset((["review"] if worse or fired else []) + (["group"] if better else [])))


def _list_part(rule: str, names: Iterable[str], given: Mapping[str, bool], concern: bool, route: str) -> Part:
    fired = {f"{rule}: {name}": route for name in names if given.get(name) is concern}
    unasked = any(name not in given for name in names)
    return Part(fired, frozenset({route} if fired else {"group", route} if unasked else {"group"}))


def _people_part(case: Case) -> Part:
    fired = {"imminent-risk": "urgent"} if case.imminent else {}
    if case.born is None or not grown_up(case.born):
        fired["age"] = "review"
    return Part(fired, frozenset({gravest(fired.values())}))


def grown_up(born: date) -> bool:
    return (TODAY.year - born.year, TODAY.month, TODAY.day) >= (18, born.month, born.day)


@dataclass(frozen=True)
class Expected:
    fired: frozenset[str]
    known: str
    worst: str

    @property
    def route(self) -> str:
        blocking = self.known in ("individual", "urgent")
        return "incomplete" if not blocking and is_graver(self.worst, self.known) else self.known


def parts(case: Case) -> list[Part]:
    standing = Part({f.rule: f.route for f in case.standing}, frozenset({gravest(f.route for f in case.standing)}))
    return [
        standing,
        _people_part(case),
        _cssrs_part(case),
        _phq9_part(case),
        _gad7_part(case),
        _list_part("participation", PARTICIPATION, case.participation, False, "review"),
        _list_part("observation", OBSERVATIONS, case.observations, True, "individual"),
        _list_part("red-flag", RED_FLAGS, case.red_flags, True, "review"),
    ]


def expected(case: Case) -> Expected:
    """What the policy's table makes of the case."""
    all_parts = parts(case)
    known = gravest(part.known for part in all_parts)
    worst = gravest((known, *(end for part in all_parts for end in part.ends)))
    return Expected(frozenset(rule for part in all_parts for rule in part.fired), known, worst)

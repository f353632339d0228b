"""The individual plan: goals, objectives that can be told to be met, and what is done for them.

Plans frame function, not freedom from pain. What makes a plan *unusable* is refused (`plan_faults`); advice on a plan
(the plan check) is given beside it and never stands in the way.
"""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, structs

from groupcare.rules.curriculum import Coping
from groupcare.rules.kept import Kept
from groupcare.rules.measures import Better

REVIEW_DAYS = 90
"""A plan is reviewed at least this often [P]."""


class ScoreAim(Struct, frozen=True, kw_only=True, tag="score", forbid_unknown_fields=True):
    """A measure's score, as PCS 38 to 20; `prorated` where answers were missing from the baseline."""

    measure: str
    baseline: float | None = None
    target: float
    prorated: bool = False


class AmountAim(Struct, frozen=True, kw_only=True, tag="amount", forbid_unknown_fields=True):
    """An amount with its unit and direction, as rest 4.5 to 1.5 hours a day."""

    unit: str
    better: Better
    baseline: float | None = None
    target: float


class CountAim(Struct, frozen=True, kw_only=True, tag="count", forbid_unknown_fields=True):
    """So many a week, as three valued activities."""

    target: int
    baseline: int | None = None


class DaysAim(Struct, frozen=True, kw_only=True, tag="days", forbid_unknown_fields=True):
    """On k of n days or episodes, as a balanced thought in 4 of 7 flares, or 15 minutes on 5 of 7 days."""

    target: int
    of: int = 7
    what: str = "days"
    minutes: int | None = None
    baseline: int | None = None


class MilestoneAim(Struct, frozen=True, kw_only=True, tag="milestone", forbid_unknown_fields=True):
    """Something that is reached or not."""


Aim = ScoreAim | AmountAim | CountAim | DaysAim | MilestoneAim


class Objective(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to reach by a day. `key` is its number in the plan, as "2.1"; `every_days` how often it is assessed."""

    key: str
    words: str
    aim: Aim
    by: date
    every_days: int
    baseline_on: date | None = None
    weeks_in_a_row: int = 1


class Intervention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done, by whom and how often."""

    what: str
    who: str = ""
    how_often: str = ""
    coping: Coping = Coping.active


class Goal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A goal with its objectives and interventions; `own_words` are the member's, `task` the one concrete thing to do
    until next time, `weight` how much the goal counts when attainment is summed up."""

    number: int
    words: str
    objective: tuple[Objective, ...]
    intervention: tuple[Intervention, ...] = ()
    own_words: str = ""
    task: str = ""
    weight: int = 1


class AvoidedActivity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of the functional analysis; fear is 0 to 10."""

    activity: str
    stopped_since: str = ""
    done_instead: str = ""
    belief: str = ""
    fear: int | None = None
    mattered: str = ""


class Experiment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A behavioural experiment: what was feared, what happened, what was learned. `expected` and `actual` are how bad
    it was thought to be and was, 0 to 10."""

    activity: str
    feared: str = ""
    expected: int | None = None
    on: date | None = None
    happened: str = ""
    actual: int | None = None
    learned: str = ""


class PlanContact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody with whom care is coordinated: a physician, a physiotherapist, an employer."""

    name: str
    role: str = ""
    phone: str = ""
    about: str = ""


class Seen(StrEnum):
    """Where the person's individual clinician works."""

    unknown = ""
    inside = "in this clinic"
    outside = "outside"


class Heading(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the plan starts from, in concrete terms."""

    diagnoses: tuple[str, ...] = ()
    site: str = ""
    duration: str = ""
    pain: str = ""
    flares: str = ""
    function: str = ""
    work_hours: str = ""
    medicines: str = ""
    prescriber: str = ""
    earlier_treatment: str = ""
    risk: str = ""
    modality: str = ""
    frequency: str = ""
    length: str = ""
    individual_clinician: str = ""
    individual_seen: Seen = Seen.unknown
    coordination: str = ""
    expectations_discussed: bool = False
    agreed_with_member: bool = False
    copy_given: bool = False


class Attained(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a goal was reached, −2 to +2 with 0 as expected, in what words it stood then, and what was said."""

    goal: int
    words: str
    level: int
    weight: int = 1
    said: str = ""


class Reviewed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An objective as the review found it: in what words it stood then, where it stood (a word of Standing), and its
    baseline, newest reading and target in its own unit, with which of the two is `prorated`; `said` is what was said of
    it."""

    key: str
    words: str
    standing: str
    baseline: float | None = None
    latest: float | None = None
    latest_on: date | None = None
    target: float | None = None
    unit: str = ""
    said: str = ""
    baseline_prorated: bool = False
    latest_prorated: bool = False


class PlanReview(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A review of the plan with the member. What the record told that day stands with it as it was: the `objective`s,
    what was `attended` and `practised`, what the `measures` said, what was `regained`, each in words."""

    on: date
    attained: tuple[Attained, ...] = ()
    note: str = ""
    objective: tuple[Reviewed, ...] = ()
    attended: str = ""
    practised: str = ""
    measures: tuple[str, ...] = ()
    regained: tuple[str, ...] = ()
    next: str = ""


class PlanStatus(StrEnum):
    """Where a plan stands."""

    draft = "draft"
    signed = "signed"
    in_review = "in review"
    closed = "closed"


class PlanContent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a clinician writes: the part of a plan that a file or a form holds."""

    dated: date
    review_on: date
    goal: tuple[Goal, ...]
    heading: Heading = Heading()
    avoided: tuple[AvoidedActivity, ...] = ()
    experiment: tuple[Experiment, ...] = ()
    contact: tuple[PlanContact, ...] = ()
    review: tuple[PlanReview, ...] = ()


class KeptRemark(Struct, frozen=True, kw_only=True):
    """A remark of the plan check that a clinician kept as it is, and why. `of` tells what it was about: once that
    changes the remark stands again. `by` is a member of staff."""

    kind: str
    where: str
    of: str
    reason: str
    by: str
    on: date


class Plan(Kept, frozen=True, kw_only=True):
    """A client's individual plan as kept. `due` is its review day while it is signed, and while it is in review the day
    since which a change waits to be signed; `copy_given_on` the day on which the member was given a copy in plain
    language, None where that version never was."""

    client: str
    content: PlanContent
    written_by: str
    status: PlanStatus = PlanStatus.draft
    signed_by: str | None = None
    signed_at: datetime | None = None
    due: date | None = None
    kept_remarks: tuple[KeptRemark, ...] = ()
    closed_on: date | None = None
    closed_why: str = ""
    copy_given_on: date | None = None

    def is_overdue(self, on: date) -> bool:
        """Whether its review day has passed; a draft has none yet, a closed plan none any more."""
        return self.status in (PlanStatus.signed, PlanStatus.in_review) and self.content.review_on < on


def same_text(one: PlanContent, other: PlanContent) -> bool:
    """Whether both say the same, but for what is told after a plan and changes nothing that was signed: how the
    experiments went, and that a copy was given."""
    return _as_agreed(one) == _as_agreed(other)


def _as_agreed(plan: PlanContent) -> PlanContent:
    planned = (structs.replace(e, on=None, happened="", actual=None, learned="") for e in plan.experiment)
    heading = structs.replace(plan.heading, copy_given=False)
    return structs.replace(plan, experiment=tuple(planned), heading=heading)


def copy_words(plan: Plan, on: str) -> str:
    """Of a plan whose copy was given, whether it is known to be of this version; `on` says the day."""
    return f"yes, this version on {on}" if plan.copy_given_on else "yes, but not of this version as far as is known"


def objective(plan: PlanContent, key: str) -> Objective | None:
    """The objective of that key, or None."""
    return next((o for goal in plan.goal for o in goal.objective if o.key == key), None)


def ladder(plan: PlanContent) -> list[tuple[int, AvoidedActivity]]:
    """The rows of the functional analysis as the exposure ladder: least feared first, those without a number last;
    each with its place in the plan."""
    rows = enumerate(plan.avoided)
    return sorted(rows, key=lambda pair: (pair[1].fear is None, pair[1].fear or 0, pair[0]))

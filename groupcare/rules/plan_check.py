"""The plan check: nine kinds of known mistakes of plans in chronic pain (clinical facts, section 5).

It reads the plan and what the record knows around it, and advises; nothing is refused. The words it looks for are data
(data/plan-check.toml), diagnoses are (data/diagnoses.toml), and scores are judged by their measure's own file.
"""

from collections.abc import Iterator
from itertools import chain

from groupcare.rules.consent import release_to
from groupcare.rules.curriculum import Coping
from groupcare.rules.measures import band_of
from groupcare.rules.plan import (
    REVIEW_DAYS,
    AmountAim,
    DaysAim,
    Goal,
    Intervention,
    Objective,
    PlanContent,
    ScoreAim,
    Seen,
)
from groupcare.rules.plan_check_objectives import objective_remarks
from groupcare.rules.plan_remark import (
    FEAR_AVOIDANCE,
    MANUAL,
    POLICY,
    Around,
    Remark,
    RemarkKind,
    aim_for_digest,
    remark,
)
from groupcare.rules.text import name_key

PHQ9, TSK = "phq-9", "tsk-11"
DEPRESSED = 10
"""PHQ-9 from which major depression is likely: sensitivity 88 %, specificity 88 % (Kroenke 2001)."""
FEARFUL_BAND = 2
"""The third band of the TSK-11 from below and those above it count as elevated fear of movement [P]."""
AVOIDING = ("function", "flares", "earlier_treatment", "pain")
"""Fields of the heading that tell of activity given up."""
FUNCTION = "Say what the person will do or do more of, whatever the pain does; less pain may follow, and is no target."


def check(plan: PlanContent, around: Around) -> tuple[Remark, ...]:
    """All remarks on this plan, kind by kind."""
    parts = (
        _pain_as_target(plan, around),
        _fear(plan, around),
        _passive(plan, around),
        _depression(plan, around),
        _acute_advice(plan, around),
        (r for goal in plan.goal for o in goal.objective for r in objective_remarks(o, around)),
        _diagnoses(plan, around),
        _coordination(plan, around),
        _expectations(plan),
    )
    return tuple(chain.from_iterable(parts))


# --- 1 pain as the target -------------------------------------------------------------------------------------------


def _pain_as_target(plan: PlanContent, around: Around) -> Iterator[Remark]:
    kind, source = RemarkKind.pain_as_target, MANUAL
    for goal in plan.goal:
        said = around.words.pain_as_target.found(goal.words)
        if said:
            yield remark(kind, f"goal {goal.number}", _about_pain(said), FUNCTION, source, goal.words)
        for o in goal.objective:
            said = _pain_in(o, around)
            if said:
                about = [o.words, aim_for_digest(o.aim)]
                yield remark(kind, f"objective {o.key}", _about_pain(said), FUNCTION, source, about)


def _about_pain(said: str) -> str:
    return f"“{said}”: pain itself is the target, and each session with pain would count as failure."


def _pain_in(o: Objective, around: Around) -> str:
    words, aim = around.words, o.aim
    if isinstance(aim, ScoreAim) and aim.measure in words.pain_measures:
        measure = around.measures.get(aim.measure)
        return measure.name if measure else aim.measure
    if isinstance(aim, AmountAim) and words.pain_unit.found(aim.unit):
        return aim.unit
    counted = aim.what if isinstance(aim, DaysAim) else aim.unit if isinstance(aim, AmountAim) else ""
    return words.pain_as_target.found(o.words) or words.pain_as_target.found(counted)


# --- 2 fear and avoidance -------------------------------------------------------------------------------------------


def _fear(plan: PlanContent, around: Around) -> Iterator[Remark]:
    kind = RemarkKind.fear
    sign, where = _fear_sign(plan, around)
    means = [one.what for goal in plan.goal for one in goal.intervention]
    faced = plan.experiment or any(around.words.exposure.found(what) for what in means)
    if sign and not faced:
        why = f"{sign}, and no exposure or behavioural experiment is planned."
        mend = "Plan graded exposure or an experiment on what is avoided: feared before, happened after."
        yield remark(kind, where, why, mend, FEAR_AVOIDANCE, [sign, plan.avoided, means])
    if not plan.avoided:
        why = "The functional analysis is empty: what was given up, what is done instead, and what is feared."
        mend = "Write each activity stopped or reduced; its rows become the exposure ladder and the experiments."
        yield remark(kind, "avoided", why, mend, MANUAL, "functional analysis")


def _fear_sign(plan: PlanContent, around: Around) -> tuple[str, str]:
    """What shows that fear or avoidance keeps the person from doing things, and where; nothing where nothing does."""
    if plan.avoided:
        return f"{plan.avoided[0].activity} is avoided", "avoided 0"
    measure, point = around.measures.get(TSK), around.scores.get(TSK)
    if measure is not None and point is not None:
        fearful = [band.name for band in measure.band][FEARFUL_BAND:]
        if band_of(measure, point.value) in fearful:
            return f"The {measure.name} is {point.words}", "plan"
    for name in AVOIDING:
        said = around.words.avoidance.found(getattr(plan.heading, name))
        if said:
            return f"“{said}” stands under {name.replace('_', ' ')}", f"heading {name}"
    return "", ""


# --- 3 passive coping only ------------------------------------------------------------------------------------------


def coping_of(one: Intervention, around: Around) -> Coping | None:
    """Whether an intervention does or soothes, by its words and by how it was marked; None for neither, as education,
    measuring and arranging are. What was marked passive is passive; what only soothes by its words is, too."""
    words = around.words
    if words.neither.found(" ".join(one.what.split()[:3])):
        return None
    if one.coping is not Coping.passive and words.passive.found(one.what) and not words.active.found(one.what):
        return Coping.passive
    return one.coping


def _passive(plan: PlanContent, around: Around) -> Iterator[Remark]:
    means = [one for goal in plan.goal for one in goal.intervention]
    copings = [coping_of(one, around) for one in means]
    if any(coping in (Coping.active, Coping.both) for coping in copings):
        return
    modules = [module for curriculum in around.curricula for module in curriculum.module]
    soothing = sum(module.coping is Coping.passive for module in modules)
    doing = sum(module.coping is Coping.active for module in modules)
    if doing > soothing:
        return
    if Coping.passive in copings:
        why = "Only passive coping is planned: waiting for calm before doing."
    else:
        why = "Nothing is planned in which the person does something: no activation."
    if modules:
        why += f" Of the group's {len(modules)} modules, active are {doing} and passive {soothing}."
    mend = "Add activation: paced or valued activity, graded exposure, thoughts tested in flares."
    yield remark(RemarkKind.passive, "plan", why, mend, MANUAL, [means, doing, soothing])


# --- 4 depression ---------------------------------------------------------------------------------------------------


def _depression(plan: PlanContent, around: Around) -> Iterator[Remark]:
    kind, point = RemarkKind.depression, around.scores.get(PHQ9)
    if point is None:
        why = "No PHQ-9 is on record: depression goes with chronic pain in about half of people."
        yield remark(kind, "plan", why, "Ask the PHQ-9.", "Bair 2003, Arch Intern Med 163:2433", "no PHQ-9")
        return
    if point.value < DEPRESSED or any(_about_mood(goal, around) for goal in plan.goal):
        return
    measure = around.measures.get(PHQ9)
    band = band_of(measure, point.value) if measure else None
    why = f"The PHQ-9 is {point.words} ({DEPRESSED} or more), and no goal is about depression."
    mend = "Add a goal for mood: PHQ-9 as its objective, behavioural activation for it."
    source = "Kroenke 2001, J Gen Intern Med 16:606; Bair 2003, Arch Intern Med 163:2433"
    yield remark(kind, "plan", why, mend, source, [band, [goal.words for goal in plan.goal]])


def _about_mood(goal: Goal, around: Around) -> bool:
    texts = (goal.words, *(o.words for o in goal.objective))
    scores = (o.aim.measure for o in goal.objective if isinstance(o.aim, ScoreAim))
    return PHQ9 in scores or any(around.words.depression.found(text) for text in texts)


# --- 5 acute-pain advice, or against the medical plan ---------------------------------------------------------------


def _acute_advice(plan: PlanContent, around: Around) -> Iterator[Remark]:
    kind, words = RemarkKind.acute_advice, around.words
    for where, text in _advice(plan):
        said = words.acute_advice.found(text)
        if said:
            why = f"“{said}” is advice for a fresh injury; in chronic pain it feeds avoidance and weakness."
            mend = "Write activity by the clock and not by the pain, in small planned steps."
            yield remark(kind, where, why, mend, FEAR_AVOIDANCE, text)
        said = words.medical_change.found(text)
        if said and not words.professional.found(text):
            why = f"“{said}” is for the medical team to decide; a plan here must not work against theirs."
            mend = "Take it out, or say with which physician it is agreed."
            yield remark(kind, where, why, mend, MANUAL, text)


def _advice(plan: PlanContent) -> Iterator[tuple[str, str]]:
    """Everything in which the plan tells the person what to do, with where it stands."""
    for goal in plan.goal:
        yield f"goal {goal.number}", goal.words
        if goal.task:
            yield f"goal {goal.number}", goal.task
        for o in goal.objective:
            yield f"objective {o.key}", o.words
        for place, one in enumerate(goal.intervention):
            yield f"intervention {goal.number} {place}", one.what


# --- 7 diagnoses ----------------------------------------------------------------------------------------------------


def _diagnoses(plan: PlanContent, around: Around) -> Iterator[Remark]:
    kind, where, known = RemarkKind.diagnosis, "heading diagnoses", around.diagnoses
    written = plan.heading.diagnoses
    for one in filter(None, map(known.find, written)):
        if not one.billable:
            why = f"{one.words} is a category and cannot be billed."
            some = ", ".join(one.instead[:4]) + (" …" if len(one.instead) > 4 else "")
            yield remark(kind, where, why, f"Choose a code under it: {some}.", known.source, one.code)
    for first, second in known.excluding(written):
        why = f"{first} and {second} exclude each other (Excludes1)."
        yield remark(kind, where, why, "Keep the one that applies.", known.source, [first, second])


# --- 8 coordination and review --------------------------------------------------------------------------------------


def _coordination(plan: PlanContent, around: Around) -> Iterator[Remark]:
    kind = RemarkKind.coordination
    involved = _involved(plan, around)
    if involved and not plan.contact:
        why = f"{involved} is involved, and no coordination contact is named."
        mend = "Name somebody with role and phone: n, then a coordination contact."
        yield remark(kind, "contact", why, mend, MANUAL, involved)
    for place, contact in enumerate(plan.contact):
        if release_to(around.consents, contact.name, around.today) is None:
            why = f"No release to {contact.name} is in force: nothing may be sent or told."
            mend = "Record the release, to that very name (enter opens its form), or take the contact out."
            yield remark(kind, f"contact {place}", why, mend, POLICY, contact.name)
    clinician, named = plan.heading.individual_clinician, {name_key(contact.name) for contact in plan.contact}
    if clinician and plan.heading.individual_seen is Seen.outside and name_key(clinician) not in named:
        why = f"{clinician} sees the person outside, and is no coordination contact."
        yield remark(kind, "contact", why, "Name them with role and phone.", POLICY, clinician)
    begin = max((plan.dated, *(review.on for review in plan.review)))
    days = (plan.review_on - begin).days
    if days > REVIEW_DAYS:
        why = f"The review is {days} days away; plans are reviewed within {REVIEW_DAYS}."
        yield remark(kind, "plan", why, "Set an earlier review.", POLICY, plan.review_on)


def _involved(plan: PlanContent, around: Around) -> str:
    """Who of the medical team is involved, as written; nothing where nobody is known to be."""
    if plan.heading.prescriber:
        return plan.heading.prescriber
    means = (one.what for goal in plan.goal for one in goal.intervention)
    for text in (*around.referrers, plan.heading.coordination, *means):
        said = around.words.professional.found(text)
        if said:
            return text if text in around.referrers else f"“{said}”"
    return ""


# --- 9 expectations and agreement -----------------------------------------------------------------------------------


def _expectations(plan: PlanContent) -> Iterator[Remark]:
    kind = RemarkKind.expectations
    if not plan.heading.expectations_discussed:
        why = "Expectations are not marked as discussed: pain may not resolve, and the aim is function."
        mend = "Talk them through, then mark it in the heading."
        yield remark(kind, "heading expectations_discussed", why, mend, MANUAL, "expectations")
    if not plan.heading.agreed_with_member:
        why = "The plan is not marked as agreed with the member."
        mend = "Go through it together, then mark it in the heading."
        yield remark(kind, "heading agreed_with_member", why, mend, POLICY, "agreed")

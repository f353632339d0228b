"""Plans for the plan check: a sound one, and the sample plan of a textbook case entered whole. Nobody is real."""

from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from groupcare.exchange.library import shipped_library
from groupcare.rules.consent import Consent, ConsentHow, ConsentKind
from groupcare.rules.measures import Band, Better, Change, Item, Measure
from groupcare.rules.objectives import Point
from groupcare.rules.plan import (
    AmountAim,
    AvoidedActivity,
    CountAim,
    DaysAim,
    Goal,
    Heading,
    Intervention,
    Objective,
    PlanContact,
    PlanContent,
    ScoreAim,
)
from groupcare.rules.plan_remark import Around

LIBRARY = shipped_library()
DATED = date(2026, 3, 20)


def questionnaire(
    name: str, items: int, low: int, high: int, better: Better, bands: dict[str, int], **fields: Any
) -> Measure:
    """A measure of equal items, all added up."""
    return Measure(
        id=name.lower(),
        name=name,
        title=name,
        version="1",
        licence="for tests",
        source=f"{name} source",
        band_source=f"{name} bands",
        window="",
        better=better,
        item=tuple(Item(key=f"{name}{n}", text="", low=low, high=high) for n in range(items)),
        band=tuple(Band(name=word, at_least=least) for word, least in bands.items()),
        **fields,
    )


def important(points: float) -> tuple[Change, ...]:
    return (Change(points=points, kind="important", source="a source"),)


PCS = questionnaire("PCS", 13, 0, 4, Better.lower, {"low": 0, "raised": 20, "high": 31}, change=important(8))
PSEQ = questionnaire(
    "PSEQ", 10, 0, 6, Better.higher, {"severe": 0, "moderate": 20, "mild": 31, "minimal": 41}, change=important(7)
)
TSK = questionnaire("TSK-11", 11, 1, 4, Better.lower, {"none": 0, "mild": 23, "moderate": 29, "severe": 36})
BPI = questionnaire("BPI-interference", 1, 0, 10, Better.lower, {"low": 0, "middle": 5, "high": 7}, change=important(1))
MEASURES = {**LIBRARY.measures, **{m.id: m for m in (PCS, PSEQ, TSK, BPI)}}


def release(to: str, **fields: Any) -> Consent:
    return Consent(
        client="c", kind=ConsentKind.release, given=True, signed_on=DATED, how=ConsentHow.paper, by="s", to=to, **fields
    )


def around(**fields: Any) -> Around:
    given: dict[str, Any] = {
        "measures": MEASURES,
        "today": DATED,
        "words": LIBRARY.plan_words,
        "diagnoses": LIBRARY.diagnoses,
        "scores": {"phq-9": Point(DATED, 8)},
        "consents": (release("Dr Rivera"),),
    }
    return Around(**{**given, **fields})


def to_reach(key: str, words: str, aim: Any, weeks: int = 12, every: int = 28, **fields: Any) -> Objective:
    on = DATED if getattr(aim, "baseline", None) is not None else None
    return Objective(
        key=key, words=words, aim=aim, by=DATED + timedelta(weeks=weeks), every_days=every, baseline_on=on, **fields
    )


HEADING = Heading(diagnoses=("G89.29",), prescriber="Dr Rivera", expectations_discussed=True, agreed_with_member=True)
WALK = AmountAim(unit="minutes", better=Better.higher, baseline=5, target=30)


def sound(**fields: Any) -> PlanContent:
    """A small plan on which there is nothing to remark."""
    given: dict[str, Any] = {
        "dated": DATED,
        "review_on": DATED + timedelta(days=90),
        "heading": HEADING,
        "contact": (PlanContact(name="Dr Rivera", role="pain medicine", phone="555-0144"),),
        "avoided": (AvoidedActivity(activity="Walking", belief="I will fall", fear=7),),
        "goal": (
            Goal(
                number=1,
                words="Walk to the market again.",
                objective=(to_reach("1.1", "Walk by the clock, regardless of pain level.", WALK, every=7),),
                intervention=(Intervention(what="Graded exposure to walking"), Intervention(what="Relaxation")),
            ),
        ),
    }
    return PlanContent(**{**given, **fields})


def with_goal(**fields: Any) -> PlanContent:
    plan = sound()
    return replace(plan, goal=(replace(plan.goal[0], **fields),))


def with_aim(aim: Any, **fields: Any) -> PlanContent:
    return with_goal(objective=(to_reach("1.1", "Walk on.", aim, **fields),))


def with_heading(**fields: Any) -> PlanContent:
    return sound(heading=replace(HEADING, **fields))


def sample() -> PlanContent:
    """Chronic low back pain with depression, three goals with nine objectives, each in its own kind."""
    return PlanContent(
        dated=DATED,
        review_on=date(2026, 6, 18),
        heading=Heading(
            diagnoses=("G89.29 other chronic pain", "F32.1 depression, single episode, moderate"),
            site="low back",
            duration="3 years, since an injury at work",
            pain="constant, 6 to 7 of 10",
            flares="2 to 3 a week, to 9 of 10",
            function="Stopped gardening, walking and seeing friends, for fear of pain; lies down 4 to 5 hours a day",
            work_hours="20 a week, formerly full time",
            medicines="duloxetine 60 mg, NSAIDs as needed",
            prescriber="Dr Rivera",
            earlier_treatment="Physical therapy, discontinued after 4 sessions: “PT made me worse”",
            risk="Denies suicidal ideation",
            modality="CBT and ACT with behavioral activation",
            frequency="weekly, 53 minutes or more",
            length="12 to 16 sessions",
            coordination="Pain physician; back to physical therapy once fear allows exercise",
            expectations_discussed=True,
            agreed_with_member=True,
        ),
        contact=(PlanContact(name="Dr Rivera", role="pain management physician", phone="555-0144"),),
        avoided=(
            AvoidedActivity(activity="Gardening", done_instead="rests", belief="my back is getting worse", fear=9),
            AvoidedActivity(activity="Walking", belief="I will end up in a wheelchair", fear=7),
            AvoidedActivity(activity="Seeing friends", fear=4),
        ),
        goal=(_thoughts(), _activity(), _mood()),
    )


def _means(*texts: str) -> tuple[Intervention, ...]:
    return tuple(Intervention(what=text, who="clinician", how_often="weekly") for text in texts)


def _thoughts() -> Goal:
    return Goal(
        number=1,
        words="Reduce pain catastrophizing and develop adaptive thoughts about pain.",
        objective=(
            to_reach("1.1", "Reduce the Pain Catastrophizing Scale.", ScoreAim(measure="pcs", baseline=38, target=20)),
            to_reach(
                "1.2",
                "Find a balanced thought about pain in real time during flares, on a thought record.",
                DaysAim(target=4, of=7, what="pain flares"),
                8,
                7,
            ),
            to_reach("1.3", "Raise pain self-efficacy.", ScoreAim(measure="pseq", baseline=18, target=35)),
        ),
        intervention=_means(
            "Psychoeducation: biopsychosocial model, catastrophizing, fear-avoidance, deconditioning",
            "The cognitive model of catastrophizing: rumination, magnification, helplessness",
            "Cognitive restructuring with thought records and evidence",
            "Cognitive defusion for thoughts that resist restructuring: events in the mind, no facts about the body",
            "Thought monitoring between sessions, during pain flares",
        ),
    )


def _activity() -> Goal:
    return Goal(
        number=2,
        words="Reduce pain interference and engage in valued daily activities.",
        objective=(
            to_reach("2.1", "Reduce pain interference.", ScoreAim(measure="bpi-interference", baseline=7.4, target=4)),
            to_reach(
                "2.2",
                "Re-engage in previously avoided valued activities, with pacing, on an activity log.",
                CountAim(target=3, baseline=0),
                10,
                7,
            ),
            to_reach(
                "2.3",
                "Rest less by day, replacing rest with paced activity.",
                AmountAim(unit="hours a day lying down", better=Better.lower, baseline=4.5, target=1.5),
                12,
                7,
            ),
        ),
        intervention=_means(
            "Values clarification: the activities that matter most, and the gap to the present week",
            "Time-contingent (rather than pain-contingent) activity and rest, 10 to 20 % more a week",
            "Graded activity below tolerance first, then more, regardless of pain level",
            "Behavioral experiments on fear-avoidance beliefs: predicted vs. actual outcomes",
            "Willingness: discomfort in the service of valued activity; clean pain and dirty pain",
            "Coordinate with the pain management physician and the physical therapist on activity progression",
        ),
    )


def _mood() -> Goal:
    return Goal(
        number=3,
        words="Reduce comorbid depressive symptoms and improve quality of life.",
        objective=(
            to_reach("3.1", "Lower the PHQ-9.", ScoreAim(measure="phq-9", baseline=16, target=8), every=14),
            to_reach("3.2", "One social activity a week.", CountAim(target=1, baseline=0), 8, 7, weeks_in_a_row=4),
            to_reach("3.3", "Relaxation or mindfulness, on a practice log.", DaysAim(target=5, minutes=15), 6, 7),
        ),
        intervention=_means(
            "Administer the PHQ-9 every 2 weeks and assess for suicidal ideation",
            "Behavioral activation for depression and withdrawal, graded pleasant and mastery activities",
            "Progressive muscle relaxation without the painful region, and body scan",
            "Mindfulness of pain: from fighting it to observing it, noticing that it changes",
            "Values work on lost roles: more than a pain patient",
            "Coordinate with the prescribing physician on the antidepressant",
        ),
    )

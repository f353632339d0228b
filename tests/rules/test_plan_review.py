"""A review filled from the record: what is suggested for a goal and why, and how what the record tells is said."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from groupcare.rules.attendance import Mark
from groupcare.rules.group import Session, SessionKind, SessionStatus
from groupcare.rules.homework import Adherence, Rate
from groupcare.rules.homework_readings import Point
from groupcare.rules.measures import Better
from groupcare.rules.objectives import Progress, Standing, progress
from groupcare.rules.outcomes import Reading, Sure
from groupcare.rules.plan import AmountAim, Goal, MilestoneAim, Objective, PlanReview, ScoreAim
from groupcare.rules.plan_plain import plain_objective
from groupcare.rules.plan_review import (
    Told,
    attended_words,
    level_of,
    measure_words,
    next_review,
    practised_words,
    regained_words,
    review_draft,
    reviewed,
    reviewed_in_words,
    reviewed_since,
    suggested,
    told_in_words,
)
from groupcare.rules.regained import Regained
from tests.rules.plans import DATED, MEASURES, sound

END = DATED + timedelta(days=84)
LATE = DATED + timedelta(days=90)
WALK = AmountAim(unit="minutes", better=Better.higher, baseline=10, target=30)


def stands(value: float | None, *, on: date = END, today: date = LATE, aim: AmountAim | ScoreAim = WALK) -> Progress:
    """An objective from 10 to 30 in twelve weeks, with that reading."""
    objective = Objective(key="1.1", words="Walk.", aim=aim, by=END, every_days=28)
    measure = MEASURES.get(aim.measure) if isinstance(aim, ScoreAim) else None
    points = [] if value is None else [Point(on, value)]
    return progress(objective, points, measure, dated=DATED, first_session=None, today=today)


@pytest.mark.parametrize(
    ("value", "standing", "level"),
    [
        (40, Standing.met, 2),  # beyond its target by half of the way of 20
        (39, Standing.met, 1),
        (34, Standing.met, 1),  # by a fifth
        (33, Standing.met, 0),
        (30, Standing.met, 0),
        (29, Standing.overdue, -1),
        (21, Standing.overdue, -1),
        (20, Standing.overdue, -2),  # half of the way is missing
        (5, Standing.overdue, -2),
        (None, Standing.overdue, None),
    ],
)
def test_what_one_objective_suggests_after_its_day(value: float | None, standing: Standing, level: int | None) -> None:
    found = stands(value)
    assert (found.standing, level_of(found)) == (standing, level)


def test_before_its_day_an_objective_is_held_against_its_line() -> None:
    half = DATED + timedelta(days=42)  # where the line stands at 20
    at = {value: level_of(stands(value, on=half, today=half)) for value in (20, 19, 11, 10)}
    assert at == {20: 0, 19: -1, 11: -1, 10: -2}
    assert level_of(stands(None, today=half)) is None


def test_reliably_worse_is_much_less_than_expected() -> None:
    found = stands(24, on=DATED + timedelta(days=14), today=LATE, aim=ScoreAim(measure="phq-9", baseline=16, target=8))
    assert (found.standing, level_of(found)) == (Standing.worse, -2)


def test_a_milestone_suggests_what_is_known_of_it() -> None:
    found = replace(stands(None), objective=replace(stands(None).objective, aim=MilestoneAim()), line=None)
    assert level_of(found) is None
    assert level_of(replace(found, standing=Standing.met)) == 0
    assert level_of(replace(found, standing=Standing.overdue, points=(Point(END, 0),))) == -1


@given(st.integers(-10, 60), st.integers(-10, 60), st.integers(1, 89), st.booleans())
def test_a_better_reading_never_suggests_less(one: int, other: int, day: int, lower: bool) -> None:
    on = DATED + timedelta(days=day)
    aim = replace(WALK, better=Better.lower, baseline=30, target=10) if lower else WALK
    worse, better = sorted((one, other), reverse=lower)
    less, more = (level_of(stands(value, on=on, today=on, aim=aim)) for value in (worse, better))
    assert less is not None
    assert more is not None
    assert less <= more


def goal(*keys: str) -> Goal:
    return Goal(
        number=1,
        words="Walk.",
        objective=tuple(replace(stands(None).objective, key=key) for key in keys),
    )


def keyed(key: str, value: float | None) -> Progress:
    found = stands(value)
    return replace(found, objective=replace(found.objective, key=key))


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ((30, 30), 0),
        ((40, 30), 1),
        ((34, 30), 0),
        ((29, 30), -1),
        ((20, 30), -1),
        ((40, 40, 20), 1),
        ((30, 30, 20), -1),
        ((None, 34), 1),
    ],
)
def test_a_goal_is_suggested_the_level_nearest_to_the_mean_and_of_two_the_lower(
    values: tuple[float | None, ...], level: int
) -> None:
    keys = [f"1.{n}" for n in range(1, len(values) + 1)]
    found = suggested(goal(*keys), map(keyed, keys, values), MEASURES)
    assert found.level == level


@given(st.lists(st.sampled_from([None, 5, 20, 25, 30, 35, 45]), min_size=1, max_size=6))
def test_a_suggestion_lies_within_what_its_objectives_suggest(values: list[float | None]) -> None:
    keys = [f"1.{n}" for n in range(1, len(values) + 1)]
    levels = [level for value in values if (level := level_of(stands(value))) is not None]
    found = suggested(goal(*keys), map(keyed, keys, values), MEASURES)
    assert (found.level is None) == (not levels)
    if found.level is not None:
        assert min(levels) <= found.level <= max(levels)


def test_a_suggestion_says_why_and_what_it_does_not_count() -> None:
    found = suggested(goal("1.1", "1.2"), [keyed("1.1", 40), keyed("1.2", None), keyed("2.1", 5)], MEASURES)
    assert found.words == (
        "Suggested: +2 much more than expected (1.1 met, beyond its target; 1.2 overdue, not counted)."
    )
    assert suggested(goal("1.2"), [keyed("1.2", None)], MEASURES).words == (
        "Nothing is suggested (1.2 overdue, not counted)."
    )
    assert suggested(goal(), [], MEASURES).words == "Nothing is suggested: it has no objective."


def test_less_pain_is_never_counted_as_a_goal_reached() -> None:
    found = stands(2, aim=ScoreAim(measure="bpi-severity", baseline=7, target=3))
    assert MEASURES["bpi-severity"].intensity
    assert found.standing is Standing.met
    assert suggested(goal("1.1"), [found], MEASURES).level is None


# --- the draft ------------------------------------------------------------------------------------------------------


def test_a_draft_holds_what_is_known_and_nobodys_judgement() -> None:
    told = Told(since=DATED, on=LATE, objectives=(stands(34),), attended="3/4", measures=("PEG 7 → 5",))
    draft = review_draft(sound(), told, MEASURES, LATE + timedelta(days=90))
    assert (draft.review.on, draft.review.attended, draft.review.measures) == (LATE, "3/4", ("PEG 7 → 5",))
    (one,) = draft.review.objective
    assert (one.standing, one.baseline, one.latest, one.latest_on, one.target) == ("met", 10, 34, END, 30)
    assert draft.review.attained == ()
    assert [one.level for one in draft.suggested] == [1]
    assert draft.next_on == LATE + timedelta(days=90)


def test_a_review_looks_at_the_days_since_the_last_one() -> None:
    plan = sound()
    assert reviewed_since(plan, LATE) == DATED
    again = replace(plan, review=(PlanReview(on=END), PlanReview(on=LATE)))
    assert reviewed_since(again, LATE + timedelta(days=5)) == LATE + timedelta(days=1)
    assert reviewed_since(again, LATE) == END + timedelta(days=1)
    assert reviewed_since(plan, DATED - timedelta(days=1)) == DATED - timedelta(days=1)


# --- in words -------------------------------------------------------------------------------------------------------


def test_an_objective_is_said_with_its_values_as_far_as_they_are_known() -> None:
    assert reviewed_in_words(reviewed(stands(34))) == "1.1 Walk: 10 → 34, target 30 (minutes), Fri 12 Jun 2026: met"
    asked = replace(reviewed(stands(None)), said="To the market and back.")
    assert reviewed_in_words(asked) == "1.1 Walk: 10, target 30 (minutes): overdue – To the market and back."
    bare = replace(reviewed(stands(None)), baseline=None)
    assert reviewed_in_words(bare) == "1.1 Walk: no start, target 30 (minutes): overdue"
    assert reviewed_in_words(replace(bare, target=None, unit="", standing="met")) == "1.1 Walk: met"


def meetings(*held: bool) -> list[Session]:
    return [
        Session(
            id=str(n),
            group="g",
            number=n + 1,
            date=DATED + timedelta(weeks=n),
            start=time(14, 0),
            minutes=90,
            zone="UTC",
            modules=(1,),
            kind=SessionKind.module,
            status=SessionStatus.held if one else SessionStatus.planned,
        )
        for n, one in enumerate(held)
    ]


def test_attendance_is_told_of_the_days_looked_at_with_what_kept_them_away() -> None:
    four = meetings(True, True, True, True, False)
    marks = {"0": Mark.attended, "1": Mark.absent, "2": Mark.excused, "3": Mark.attended}
    whole = (DATED, LATE)
    assert attended_words("A", four, marks, whole, None) == (
        "A: 2/4 50 % of the sessions held, 1 told us ahead, 1 absent without notice"
    )
    since = (DATED + timedelta(days=20), LATE)
    assert attended_words("A", four, marks, since, None) == "A: 1/1 100 % of the sessions held"
    assert attended_words("A", four, {}, since, None) == "A: no session marked, 1 not marked yet"
    assert attended_words("A", four, marks, (LATE, LATE), None) == ""


def test_practice_is_told_with_what_is_not_known() -> None:
    assert practised_words(Adherence(Rate(11, 15), Rate(11, 20), 3.0, 1)) == (
        "11/15 73 % of the days set in what came in, 1 piece not handed in, quality 3 of 4"
    )
    assert practised_words(Adherence(Rate(0, 0), Rate(0, 10), None, 2)) == "2 pieces not handed in"
    assert practised_words(Adherence(Rate(0, 0), Rate(0, 0), None, 0)) == ""


@given(
    on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    working=st.sets(st.integers(1, 7)).map(sorted).map(tuple),
    closed=st.sets(st.integers(1, 90)),
    days=st.integers(1, 90),
)
def test_the_next_review_is_the_last_working_day_within_its_days(
    on: date, working: tuple[int, ...], closed: set[int], days: int
) -> None:
    shut = {on + timedelta(days=n): "closed" for n in closed}
    found = next_review(on, working, shut, days)
    could = [day for n in range(1, days + 1) if (day := on + timedelta(days=n)).isoweekday() in working]
    open_days = [day for day in could if day not in shut]
    assert found == (open_days[-1] if open_days else on + timedelta(days=days))


def read(on: date, value: float) -> Reading:
    return Reading(assessment="a", on=on, value=value, sure=Sure.total, band=None, says=f"{value:g}")


def test_a_measure_is_told_from_the_last_reading_before_to_the_newest() -> None:
    phq = MEASURES["phq-9"]
    days = [DATED - timedelta(days=3), DATED + timedelta(days=7), LATE, LATE + timedelta(days=1)]
    readings = [read(day, value) for day, value in zip(days, (18, 16, 9, 2), strict=True)]
    words = measure_words(phq, readings, DATED, LATE)
    assert words.startswith("PHQ-9 18, on Tue 17 Mar 2026 → 9, on Thu 18 Jun 2026: 9 points lower, better: important (")
    assert measure_words(phq, readings[1:], DATED, LATE).startswith("PHQ-9 16, on Fri 27 Mar 2026 → 9")
    assert measure_words(phq, readings[2:], DATED, LATE) == "PHQ-9 9, on Thu 18 Jun 2026: given once"
    assert measure_words(phq, readings[:1], DATED, LATE) == ""


def test_pain_intensity_is_labelled_as_no_measure_of_success() -> None:
    words = measure_words(MEASURES["bpi-severity"], [read(DATED, 7), read(LATE, 4)], DATED, LATE)
    assert "(not the measure of success)" in words


def test_what_was_regained_is_told_in_the_members_own_words() -> None:
    one = Regained(client="c", activity="Gardening", on=LATE, by="s", words="I potted two plants.", mattered="Home")
    assert regained_words(one) == "Gardening, Thu 18 Jun 2026: “I potted two plants.” Matters: Home"
    assert regained_words(replace(one, words="", mattered="")) == "Gardening, Thu 18 Jun 2026"
    review = PlanReview(on=LATE, attended="3/4", measures=("PEG 7 → 5",), regained=("Gardening",))
    assert [*told_in_words(review)] == ["Attended: 3/4", "Measure: PEG 7 → 5", "Regained: Gardening"]


def test_what_was_read_with_answers_missing_is_said_to_be_prorated() -> None:
    aim = ScoreAim(measure="phq-9", baseline=15.8, target=8, prorated=True)
    objective = Objective(key="1.1", words="Lower the PHQ-9.", aim=aim, by=END, every_days=28)
    points = [Point(DATED + timedelta(days=28), 14.6, prorated=True)]
    found = progress(objective, points, MEASURES["phq-9"], dated=DATED, first_session=None, today=points[0].on)
    assert "15.8 prorated → 14.6 prorated, target 8 (PHQ-9)" in reviewed_in_words(reviewed(found))
    plain = plain_objective(found, MEASURES["phq-9"])
    assert "At the start: 15.8 (some answers were missing, so about)" in plain
    assert "Now: 14.6 (some answers were missing, so about), on" in plain

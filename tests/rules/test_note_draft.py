"""Drafts: what a note says by itself, from facts alone."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.attendance import Mark, Mode, Participation
from groupcare.rules.curriculum import AgendaKind, HomeworkKind, HomeworkTask
from groupcare.rules.group import SessionKind
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.make_up import MakeUpStatus
from groupcare.rules.note import GROUP_SECTIONS, MEMBER_SECTIONS
from groupcare.rules.note_draft import draft_group, draft_member
from groupcare.rules.note_facts import GroupFacts, MadeUp, MemberFacts, Outreach, RiskFact, Scored, WorkedOn
from groupcare.rules.objectives import Standing
from groupcare.rules.policy import Route

DAY = date(2026, 10, 6)


def facts(**fields: object) -> MemberFacts:
    return MemberFacts(member="m", client="c", names=("Rosa",), on=DAY, **fields)  # type: ignore[arg-type]


def said(section: str, *, discreet: bool = False, **fields: object) -> str:
    return draft_member(facts(**fields), discreet=discreet)[section]


def task(practice: Practice | None = None, kind: HomeworkKind = HomeworkKind.practice) -> Homework:
    what = HomeworkTask(kind=kind, what="Breathe slowly. Then get up.", days=5)
    return Homework(
        client="c", member="m", group="g", session="s", task=what, days_set=5, set_on=DAY, practice=practice
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mark": Mark.attended, "minutes": 90}, "Attended on time, 90 minutes."),
        ({"mark": Mark.attended, "minutes": 70, "late": 12, "left_early": 8},
         "Attended, 12 minutes late, left 8 minutes early, 70 minutes."),
        ({"mark": Mark.attended, "minutes": 90, "mode": Mode.remote}, "Attended remotely, on time, 90 minutes."),
        ({"mark": Mark.attended, "minutes": 90, "guest": " to make up Coping Styles"},
         "Attended on time, 90 minutes. Came as a guest to make up Coping Styles."),
        ({"mark": Mark.excused, "told_ahead": True}, "Was excused and had given notice ahead."),
        ({"mark": Mark.absent, "outreach": (Outreach(on=DAY, tried=True),) * 2},
         "Did not attend and gave no notice. 2 calls were tried, the last on Tue 6 Oct."),
        ({"mark": Mark.held}, "Was held by us for safety and did not take part; the place is kept."),
        ({"mark": Mark.cancelled}, "Could not take part because the clinic cancelled."),
        ({}, ""),
    ],
)  # fmt: skip
def test_attendance_reads_as_a_person_would_write_it(fields: dict[str, object], words: str) -> None:
    assert said("attendance", **fields) == words


def test_homework_tells_what_was_done_of_what_was_set() -> None:
    done = Practice(days=4, on=DAY, barrier=Barrier.time)
    assert said("homework", asked=task(done)) == "Practised on 4 of 5 days; time stood in the way."
    surplus = task(Practice(days=7, on=DAY), HomeworkKind.experiment)
    assert said("homework", asked=surplus) == "Did the homework on 5 of 5 days.", "a surplus is not counted"
    assert "not known" in said("homework", asked=task())
    assert said("homework", mark=Mark.absent, asked=task()) == ""
    sent = task(Practice(days=2, on=DAY, while_absent=True, helped="The kettle."))
    words = "Practised on 2 of 5 days. Sent it in while absent. What helped: “The kettle”."
    assert said("homework", mark=Mark.absent, asked=sent) == words


def test_what_was_seen_and_said_and_worked_on() -> None:
    words = said("participation", participation=Participation.asked, mood=6, pain=4, mattered="Walked to the corner")
    assert (
        words == "Took part when asked. Mood 6 of 10. Pain 4 of 10. Did something that matters: “Walked to the corner”."
    )
    assert said("response", response="Relieved", note="Leaves early next week") == "Relieved. Leaves early next week."
    assert said("response", mark=Mark.absent, response="Relieved") == ""
    worked = WorkedOn(key="2.1", words="Rest less by day.", standing=Standing.near)
    assert said("objective", objective=worked) == "Worked on objective 2.1, Rest less by day; near its line."


def test_the_plan_tells_homework_make_ups_and_the_next_session() -> None:
    missed = MadeUp(title="Coping Styles")
    arranged = MadeUp(title="Coping Styles", on=date(2026, 10, 8), status=MakeUpStatus.arranged)
    made = MadeUp(title="Coping Styles", on=date(2026, 10, 8), status=MakeUpStatus.done)
    assert said("plan", make_ups=(missed,)) == "To make up: Coping Styles."
    assert said("plan", make_ups=(arranged,)) == "Coping Styles is to be made up on Thu 8 Oct."
    assert said("plan", make_ups=(made,)) == "Coping Styles was made up on Thu 8 Oct."
    following = said("plan", given=task(), next_on=date(2027, 1, 5), next_start=time(14), next_topic="Imagery")
    assert following == "Homework on 5 days: Breathe slowly. Next session Tue 5 Jan 2027, 14:00: Imagery."
    absent = said("plan", mark=Mark.absent, given=task())
    assert absent == "Homework set in the session, to be told to them: on 5 days, Breathe slowly."
    assert said("plan", mark=Mark.excused, given=task()) == absent, "nobody gave it to them"
    assert said("plan", last=True) == "This was the last session."


def test_an_alert_tells_its_level_and_what_was_done() -> None:
    risk = RiskFact(level=Route.urgent, concern="concern about medical", here=True, done=("Called 911.", "Waited."))
    words = "An alert was raised in this session (level urgent, open), concern about medical. Done: Called 911; Waited."
    assert said("risk", risks=(risk,)) == words
    open_ = RiskFact(level=Route.review)
    assert said("risk", risks=(open_,)) == "A safety alert stood (level review, open). Nothing is recorded as done yet."


MEMBERS = st.builds(
    facts,
    mark=st.sampled_from([None, *Mark]),
    minutes=st.none() | st.integers(1, 90),
    late=st.integers(0, 20),
    mood=st.none() | st.integers(0, 10),
    participation=st.none() | st.sampled_from(list(Participation)),
    response=st.text(max_size=20),
    held=st.booleans(),
    risks=st.lists(st.builds(RiskFact, level=st.sampled_from(list(Route)), here=st.booleans()), max_size=2).map(tuple),
    scores=st.lists(st.just(Scored(name="PHQ-9", on=DAY, says="14, moderate", band="moderate")), max_size=2).map(tuple),
    cssrs_on=st.none() | st.just(DAY),
    next_on=st.none() | st.just(DAY),
)


@given(MEMBERS)
def test_no_draft_says_that_there_is_no_risk_and_levels_alone_are_told_discreetly(one: MemberFacts) -> None:
    full, discreet = draft_member(one, discreet=False), draft_member(one, discreet=True)
    assert tuple(full) == tuple(discreet) == tuple(MEMBER_SECTIONS)
    assert full["risk"]
    assert "no risk" not in full["risk"].lower()
    assert ("No concern was raised" in full["risk"]) <= (one.came and not one.at_risk)
    assert "14" not in discreet["scores"]
    assert {s: full[s] for s in full if s != "scores"} == {s: discreet[s] for s in discreet if s != "scores"}
    if not one.came:
        assert not any(full[s] for s in ("participation", "response", "objective", "scores"))


def group(**fields: object) -> dict[str, str]:
    whole = {"on": DAY, "number": 2, "of": 8, "start": time(14), "minutes": 90, "expected": 8, **fields}
    return draft_group(GroupFacts(**whole))  # type: ignore[arg-type]


def test_the_group_note_tells_what_was_done_and_what_was_not_reached() -> None:
    assert tuple(group()) == tuple(GROUP_SECTIONS)
    done = group(
        covered=(AgendaKind.check_in, AgendaKind.skill), left=(AgendaKind.close,), skills=("Slow breathing. More.",)
    )
    assert done["interventions"] == "Check-in, teaching of the skill. Slow breathing. Not reached: closing round."
    planned = group(
        covered=(AgendaKind.check_in, AgendaKind.skill, AgendaKind.set_homework), ticked=False, skills=("Slow.",)
    )
    words = "Agenda as planned (not ticked): check-in, teaching of the skill. Homework was set."
    assert planned["interventions"] == words, "nobody said that any of it was done"
    assert group(kind=SessionKind.booster, topics=("Flares",))["topic"] == "Booster session. Flares."
    assert "Held remotely." in group(present=3, remote=3)["heading"]
    assert "3 of 8 members present, 1 of them remotely." in group(present=3, remote=1)["heading"]
    took = ((Participation.active, 2), (Participation.listened, 1))
    process = group(participation=took, barriers=((Barrier.pain_flare, 2),))["process"]
    assert process.startswith("Of those present 2 took part actively and 1 mostly listened.")
    assert process.endswith("What stood in the way of practice: pain flare (2).")

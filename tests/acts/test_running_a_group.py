"""Groups, seats, sessions, homework and plans: the facilitator's and clinician's day, act by act."""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from groupcare.acts import Refused, SignIn, Stale, group, homework, plan, refer, safety, screen, session
from groupcare.exchange.curriculum_file import find, read
from groupcare.queries.groups import group_view, session_sheet
from groupcare.rules import schedule
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.people import Client, Referral, ReferralStatus
from groupcare.rules.plan import Experiment, Heading, Plan, PlanContent, PlanStatus
from groupcare.rules.policy import Route
from groupcare.rules.safety import Choice, ConcernKind
from tests.clinic import House, all_present, new_group, referred, seated, sessions, waiting

PLAN = msgspec.convert(
    {
        "dated": "2026-10-06",
        "review_on": "2027-01-04",
        "goal": [
            {
                "number": 1,
                "words": "Do more of what matters.",
                "objective": [
                    {
                        "key": "1.1",
                        "words": "Rest less by day.",
                        "aim": {"type": "amount", "unit": "hours", "better": "lower", "baseline": 4.5, "target": 1.5},
                        "by": "2026-12-29",
                        "every_days": 7,
                    }
                ],
            }
        ],
    },
    PlanContent,
)


NEW = group.NewGroup(
    curriculum=read(find("eight-week")),
    name="A",
    first=date(2026, 10, 6),
    start=time(14),
    zone="America/New_York",
    weekdays=(2,),
)


def test_a_group_has_a_session_for_each_module_and_its_own_copy_of_the_curriculum(dana: SignIn) -> None:
    made = new_group(dana)
    assert [s.modules for s in sessions(dana, made)] == [(n,) for n in range(1, 9)]
    assert made.curriculum == read(find("eight-week"))


def test_a_preview_saves_nothing(dana: SignIn) -> None:
    assert len(group.preview_group(dana, NEW).schedule.meetings) == 8
    assert dana.of(Group).count() == 0


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "  ", "needs a name"),
        ("zone", "+02:00", "not a time zone"),
        ("zone", "Mars/Base", "not a time zone"),
        ("minutes", 5, "15 to 480 minutes"),
        ("seats", 0, "1 to 40 seats"),
        ("weekdays", (), "at least one weekday"),
        ("facilitators", ("Nobody Known",), "works here"),
        ("country", "XX", "No public holidays"),
        ("first", date(1900, 1, 1), "between the years"),
    ],
)
def test_a_group_that_cannot_be_made_is_refused_with_a_sentence(
    dana: SignIn, field: str, value: object, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        new_group(dana, **{field: value})
    assert dana.of(Group).count() == 0


def test_holidays_closures_and_skip_dates_move_the_sessions_behind_them(dana: SignIn) -> None:
    made = new_group(dana, first=date(2026, 11, 4), weekdays=(3, 4), country="US", skip=(date(2026, 11, 12),))
    days = [s.date for s in sessions(dana, made)]
    assert date(2026, 11, 11) not in days  # Veterans Day
    assert date(2026, 11, 26) not in days  # Thanksgiving
    assert date(2026, 11, 12) not in days
    assert days[:4] == [date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 18), date(2026, 11, 19)]


def test_what_is_odd_about_a_group_is_said_before_saving(dana: SignIn) -> None:
    new_group(dana, room="Room 2", facilitators=("Fay Facilitator",))
    new = msgspec.structs.replace(
        NEW,
        first=date(2026, 9, 30),
        start=time(15, 0),
        minutes=60,
        room="Room 2",
        facilitators=("fay facilitator",),
        seats=14,
    )
    text = " ".join(group.preview_group(dana, new).warnings)
    for said in (
        "60 minutes",
        "90853",
        "not one of the group's days",
        "Room 2 is taken",
        "Fay Facilitator leads",
        "clocks",
    ):
        assert said in text, said


def test_a_waiting_person_is_seated_from_the_first_session_to_come(dana: SignIn) -> None:
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    assert (member.status, member.group, member.start) == (MemberStatus.planned, made.id, date(2026, 10, 6))
    assert dana.of(Referral).get(member.referral).status is ReferralStatus.seated
    assert len(dana.of(Member).linked(client=member.client)) == 1


def test_a_person_with_an_open_safety_finding_is_not_seated_even_from_the_waitlist(dana: SignIn) -> None:
    made, referral = new_group(dana), waiting(dana)
    safety.raise_concern(dana, referral.client, ConcernKind.self_harm, "A note was found.")
    with pytest.raises(Refused, match="Safety: "):
        group.seat(dana, made.id, referral.id)


def test_an_undecided_person_is_not_seated(dana: SignIn) -> None:
    made, referral = new_group(dana), referred(dana)
    screen.screen_referral(dana, referral.id)
    with pytest.raises(Refused, match="no decision for the group"):
        group.seat(dana, made.id, referral.id)


def test_a_decision_does_not_cover_a_graver_screening_made_after_it(house: House) -> None:
    dana = house.sign_in()
    made, referral = new_group(dana), waiting(dana)
    refer.record_answers(dana, referral.id, "phq-9", (2,) * 8 + (0, None))
    with pytest.raises(Refused, match="screen again first"):
        group.seat(dana, made.id, referral.id)
    with pytest.raises(Refused, match="screen again first"):
        screen.decide(dana, referral.id, Choice.group, curriculum="eight-week")
    assert screen.screen_referral(dana, referral.id).route is Route.review
    with pytest.raises(Refused, match="covers the current screening"):
        group.seat(dana, made.id, referral.id)
    screen.decide(dana, referral.id, Choice.group, curriculum="eight-week", reason="Spoke with her; ready.")
    assert group.seat(dana, made.id, referral.id)


def test_a_full_group_takes_nobody(dana: SignIn) -> None:
    made = new_group(dana, seats=1)
    seated(dana, made, 1)
    with pytest.raises(Refused, match="All 1 seats are taken"):
        group.seat(dana, made.id, waiting(dana, family_name="Late").id)


def test_people_to_be_kept_apart_are_not_seated_together_whichever_of_them_says_so(dana: SignIn) -> None:
    made = new_group(dana)
    (first,) = seated(dana, made, 1)
    other = waiting(dana, family_name="Zoll")
    with dana.db.transaction(dana.staff_id, "intake", "keep apart"):
        dana.of(Client).change(dana.of(Client).get(first.client), keep_apart=(other.client,))
    with pytest.raises(Refused, match="must not sit with"):
        group.seat(dana, made.id, other.id)


def test_a_screening_too_old_for_the_first_session_is_not_enough(house: House) -> None:
    dana = house.sign_in()
    referral = waiting(dana)
    made = new_group(dana, first=date(2026, 11, 10))
    with pytest.raises(Refused, match="re-check renews it"):
        group.seat(dana, made.id, referral.id)


def test_a_closed_group_that_has_begun_takes_nobody_and_a_rolling_one_takes_people_at_entry_modules(
    house: House,
) -> None:
    dana = house.sign_in()
    closed, rolling = new_group(dana), new_group(dana, "twelve-module", name="Coping Twelve", start=time(16, 30))
    for made in (closed, rolling):
        all_present(dana, sessions(dana, made)[0], seated(dana, made, 2))
    with pytest.raises(Refused, match="closed and has begun"):
        group.seat(dana, closed.id, waiting(dana, family_name="Late").id)
    house.clock.forward(days=1)
    member, _ = group.seat(dana, rolling.id, waiting(dana, "twelve-module", family_name="Later").id)
    entry = next(s for s in sessions(dana, rolling) if s.modules == (3,))
    assert (member.start, member.status) == (entry.date, MemberStatus.active)


def test_marking_the_first_member_begins_the_session_and_sets_the_group_running(dana: SignIn) -> None:
    made = new_group(dana)
    first, members = sessions(dana, made)[0], seated(dana, made, 2)
    kept, remarks = session.mark(dana, first.id, members[0].id, Mark.attended, session.Details(late=12))
    assert (kept.minutes, remarks) == (78, [])
    assert dana.of(Session).get(first.id).status is SessionStatus.in_progress
    assert dana.of(Group).get(made.id).status is GroupStatus.running
    assert dana.of(Member).get(members[1].id).status is MemberStatus.active


def test_a_mark_made_again_replaces_the_first_and_both_stand_in_the_ledger(dana: SignIn) -> None:
    made = new_group(dana)
    first, (member,) = sessions(dana, made)[0], seated(dana, made, 1)
    session.mark(dana, first.id, member.id, Mark.absent)
    kept, _ = session.mark(dana, first.id, member.id, Mark.attended)
    assert (kept.mark, kept.rev) == (Mark.attended, 2)
    assert len(dana.db.engine.history([kept.id])) == 2


def test_a_session_to_come_takes_only_notice_ahead(dana: SignIn) -> None:
    made = new_group(dana)
    second, (member,) = sessions(dana, made)[1], seated(dana, made, 1)
    with pytest.raises(Refused, match="still to come"):
        session.mark(dana, second.id, member.id, Mark.attended)
    kept, _ = session.mark(dana, second.id, member.id, Mark.excused)
    assert kept.noticed_ahead
    assert dana.of(Session).get(second.id).status is SessionStatus.planned


def test_someone_held_who_attends_is_recorded_as_what_happened_with_a_word_of_what_to_do(dana: SignIn) -> None:
    made = new_group(dana)
    first, (member,) = sessions(dana, made)[0], seated(dana, made, 1)
    safety.raise_concern(dana, member.client, ConcernKind.self_harm, "")
    _, remarks = session.mark(dana, first.id, member.id, Mark.attended)
    assert "on hold" in remarks[0]
    assert session.mark(dana, first.id, member.id, Mark.held)[1] == []


def test_a_session_closes_only_when_everybody_is_marked_and_its_concerns_have_owners(dana: SignIn) -> None:
    made = new_group(dana)
    first, members = sessions(dana, made)[0], seated(dana, made, 2)
    session.mark(dana, first.id, members[0].id, Mark.attended)
    with pytest.raises(Refused, match=r"Not marked yet: Kim B\."):
        session.close_session(dana, first.id)
    session.mark(dana, first.id, members[1].id, Mark.absent)
    alert = safety.raise_concern(dana, members[0].client, ConcernKind.distressed, "", session=first.id)
    with pytest.raises(Refused, match="no owner"):
        session.close_session(dana, first.id)
    safety.take_alert(dana, alert.id)
    assert session.close_session(dana, first.id).status is SessionStatus.held


def test_a_session_entered_on_a_later_day_is_marked_as_such_and_has_no_invented_times(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    first, (member,) = sessions(dana, made)[0], seated(dana, made, 1)
    house.clock.forward(days=3)
    kept, _ = session.mark(dana, first.id, member.id, Mark.attended)
    closed = session.close_session(dana, first.id)
    assert kept.late_entry
    assert (closed.began, closed.ended) == (None, None)


def test_a_session_begun_after_its_end_on_the_same_day_has_no_invented_times(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    first, (member,) = sessions(dana, made)[0], seated(dana, made, 1)
    end = schedule.at(first.date, first.start, first.zone) + timedelta(minutes=first.minutes)
    house.clock.now = end
    session.mark(dana, first.id, member.id, Mark.attended)
    begun = dana.of(Session).get(first.id)
    assert (begun.began, begun.led_by, begun.leads) == (None, (dana.staff_id,), ())
    assert session.close_session(dana, first.id).ended is None


def test_a_session_begun_within_its_time_keeps_when_it_began_and_ended(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    first, (member,) = sessions(dana, made)[0], seated(dana, made, 1)
    began = schedule.at(first.date, first.start, first.zone) + timedelta(minutes=first.minutes - 1)
    house.clock.now = began
    session.mark(dana, first.id, member.id, Mark.attended)
    house.clock.forward(minutes=5)
    closed = session.close_session(dana, first.id)
    assert (closed.began, closed.ended) == (began, house.clock.now)


def test_a_cancelled_session_tells_calendars_and_takes_no_marks(dana: SignIn) -> None:
    made = new_group(dana)
    second, (member,) = sessions(dana, made)[1], seated(dana, made, 1)
    cancelled = session.cancel_session(dana, second.id, "facilitator ill")
    assert (cancelled.sequence, cancelled.status, cancelled.due) == (1, SessionStatus.cancelled, None)
    with pytest.raises(Refused, match="was cancelled"):
        session.mark(dana, second.id, member.id, Mark.excused)


def test_a_group_whose_sessions_are_all_over_is_finished(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 1)
    for one in sessions(dana, made):
        house.clock.now = house.clock.now.replace(year=one.date.year, month=one.date.month, day=one.date.day, hour=20)
        all_present(dana, one, members)
    assert dana.of(Group).get(made.id).status is GroupStatus.finished
    line = group_view(dana, made).roster[0]
    assert (line.rates.held.done, line.rates.held.of, line.rates.planned.percent) == (8, 8, 100)


def test_homework_is_the_modules_own_with_days_that_follow_the_gap(dana: SignIn) -> None:
    made = new_group(dana, skip=(date(2026, 10, 13),))
    first, _ = sessions(dana, made)[0], seated(dana, made, 2)
    given = homework.set_homework(dana, first.id)
    task = made.curriculum.module[0].homework
    assert [(h.task, h.days_set, h.hand_in_by) for h in given] == [(task, 2 * task.days, date(2026, 10, 20))] * 2


def test_homework_is_handed_in_waits_for_review_and_is_reviewed(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    first, _ = sessions(dana, made)[0], seated(dana, made, 1)
    (given,) = homework.set_homework(dana, first.id, days=5)
    house.clock.forward(days=7)
    handed = homework.hand_in(dana, given.id, Practice(days=6, on=dana.today(), barrier=Barrier.time))
    assert [h.id for h in dana.of(Homework).open_work("2026-10-13")] == [handed.id]
    reviewed = homework.review(dana, given.id, quality=3, comment="Well paced.")
    assert reviewed.due is None
    line = group_view(dana, made).roster[0]
    assert (line.homework.known.done, line.homework.known.of, line.homework.quality) == (5, 5, 3.0)


@pytest.mark.parametrize(
    ("practice", "sentence"),
    [
        (Practice(days=8, on=date(2026, 10, 6)), "from 0 to 7"),
        (Practice(days=-1, on=date(2026, 10, 6)), "from 0 to 7"),
        (Practice(days=2, on=date(2026, 10, 7)), "not in the future"),
        (Practice(days=2, on=date(2026, 10, 5)), "after it was set"),
        (Practice(days=2, on=date(2026, 10, 6), difficulty=11), "0 to 10"),
    ],
)
def test_a_log_that_cannot_be_is_refused(dana: SignIn, practice: Practice, sentence: str) -> None:
    made = new_group(dana)
    seated(dana, made, 1)
    (given,) = homework.set_homework(dana, sessions(dana, made)[0].id)
    with pytest.raises(Refused, match=sentence):
        homework.hand_in(dana, given.id, practice)


def test_homework_set_again_replaces_what_was_set_until_something_is_handed_in(dana: SignIn) -> None:
    made = new_group(dana)
    first, (member,) = sessions(dana, made)[0], seated(dana, made, 1)
    (given,) = homework.set_homework(dana, first.id, days=5)
    (again,) = homework.set_homework(dana, first.id, members=[member.id], days=3)
    assert (again.id, again.days_set) == (given.id, 3)
    homework.hand_in(dana, given.id, Practice(days=3, on=dana.today()))
    with pytest.raises(Refused, match="handed this homework in already"):
        homework.set_homework(dana, first.id)


def test_a_review_needs_something_to_review(dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 1)
    (given,) = homework.set_homework(dana, sessions(dana, made)[0].id)
    with pytest.raises(Refused, match="nothing to review"):
        homework.review(dana, given.id, quality=2)


def test_a_plan_is_linked_to_the_members_places_and_signed_with_its_review_due(dana: SignIn) -> None:
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    assert not group_view(dana, made).roster[0].plan
    written = plan.write_plan(dana, member.client, PLAN)
    assert dana.of(Member).get(member.id).plan == written.id
    assert group_view(dana, made).roster[0].plan
    signed = plan.sign_plan(dana, written.id)
    assert (signed.status, signed.due) == (PlanStatus.signed, date(2027, 1, 4))
    assert plan.write_plan(dana, member.client, PLAN).status is PlanStatus.signed, "its text is as it was signed"
    changed = msgspec.structs.replace(PLAN, review_on=date(2026, 12, 1))
    assert plan.write_plan(dana, member.client, changed).status is PlanStatus.in_review


def test_how_an_experiment_went_leaves_the_plan_signed_and_what_is_feared_of_it_does_not(dana: SignIn) -> None:
    planned = Experiment(activity="Garden 15 minutes", feared="two days in bed", expected=9)
    tried = msgspec.structs.replace(planned, on=date(2026, 10, 6), happened="sore", actual=4, learned="it passes")
    client = referred(dana).client
    written = plan.write_plan(dana, client, msgspec.structs.replace(PLAN, experiment=(planned,)))
    signed = plan.sign_plan(dana, written.id)
    plan.give_copy(dana, signed.id)
    with_outcome = msgspec.structs.replace(dana.of(Plan).get(signed.id).content, experiment=(tried,))
    kept = plan.write_plan(dana, client, with_outcome)
    assert (kept.status, kept.due, kept.signed_at) == (PlanStatus.signed, signed.due, signed.signed_at)
    assert kept.copy_given_on is not None
    assert kept.content.experiment == (tried,)
    other = msgspec.structs.replace(tried, feared="a week in bed")
    changed = plan.write_plan(dana, client, msgspec.structs.replace(with_outcome, experiment=(other,)))
    assert (changed.status, changed.copy_given_on) == (PlanStatus.in_review, None)
    again = plan.write_plan(dana, client, msgspec.structs.replace(with_outcome, experiment=(other, planned)))
    assert again.status is PlanStatus.in_review


def test_marking_that_a_copy_was_given_leaves_the_plan_signed_and_keeps_the_day(dana: SignIn) -> None:
    client = referred(dana).client
    signed = plan.sign_plan(dana, plan.write_plan(dana, client, PLAN).id)
    marked = msgspec.structs.replace(PLAN, heading=Heading(copy_given=True))
    kept = plan.write_plan(dana, client, marked)
    assert (kept.status, kept.due, kept.copy_given_on) == (PlanStatus.signed, signed.due, dana.today())
    back = plan.write_plan(dana, client, PLAN)
    assert (back.status, back.copy_given_on) == (PlanStatus.signed, None)
    changed = msgspec.structs.replace(marked, heading=Heading(copy_given=True, site="Low back"))
    assert plan.write_plan(dana, client, changed).status is PlanStatus.in_review


def test_two_people_writing_one_plan_never_overwrite_each_other(dana: SignIn) -> None:
    client = referred(dana).client
    written = plan.write_plan(dana, client, PLAN)
    changed = msgspec.structs.replace(PLAN, review_on=date(2026, 12, 1))
    plan.write_plan(dana, client, changed, over_rev=written.rev)
    with pytest.raises(Stale, match="Somebody else saved"):
        plan.write_plan(dana, client, PLAN, over_rev=written.rev)
    assert dana.of(Plan).get(written.id).content == changed


def test_a_form_of_a_plan_that_was_closed_meanwhile_writes_neither_a_new_one_nor_into_the_next(dana: SignIn) -> None:
    client = referred(dana).client
    closed = plan.close_plan(dana, plan.write_plan(dana, client, PLAN).id, "They move away.")
    changed = msgspec.structs.replace(PLAN, review_on=date(2026, 12, 1))
    with pytest.raises(Refused, match="closed this plan meanwhile"):
        plan.write_plan(dana, client, changed, over_rev=1, over_plan=closed.id)
    following = plan.write_plan(dana, client, PLAN)
    with pytest.raises(Refused, match="closed this plan meanwhile"):
        plan.write_plan(dana, client, changed, over_rev=following.rev, over_plan=closed.id)
    assert dana.of(Plan).linked(client=client) == [dana.of(Plan).get(closed.id), following]


def test_a_plan_that_cannot_stand_is_refused_with_all_that_must_be_mended(dana: SignIn) -> None:
    client = referred(dana).client
    broken: Any = msgspec.to_builtins(PLAN)
    broken["review_on"] = "2026-10-01"
    broken["goal"][0]["objective"][0]["key"] = "2.1"
    with pytest.raises(Refused, match=r"review date must be after.*2\.1"):
        plan.write_plan(dana, client, msgspec.convert(broken, PlanContent))


def test_a_sheet_shows_everybody_expected_and_what_is_still_open(dana: SignIn) -> None:
    made = new_group(dana)
    first, members = sessions(dana, made)[0], seated(dana, made, 3)
    session.mark(dana, first.id, members[0].id, Mark.attended)
    sheet = session_sheet(dana, dana.of(Session).get(first.id))
    assert [line.attendance is not None for line in sheet.lines] == [True, False, False]
    assert sheet.titles == ("Relaxation I",)


def test_a_running_group_keeps_its_curriculum_when_the_file_changes(dana: SignIn, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(find("eight-week").read_text(encoding="utf-8"), encoding="utf-8")
    made, _ = group.make_group(dana, msgspec.structs.replace(NEW, curriculum=read(file)))
    file.write_text(file.read_text(encoding="utf-8").replace("Relaxation I", "Something else"), encoding="utf-8")
    assert read(file).module[0].title == "Something else"
    assert dana.of(Group).get(made.id).curriculum.module[0].title == "Relaxation I"


def test_a_person_decided_for_one_curriculum_is_not_seated_in_another(dana: SignIn) -> None:
    made, referral = new_group(dana, "twelve-module"), waiting(dana, "eight-week")
    with pytest.raises(Refused, match="The decision was for eight-week; this group runs twelve-module"):
        group.seat(dana, made.id, referral.id)


def test_only_modules_of_the_curriculum_are_covered(dana: SignIn) -> None:
    made = new_group(dana)
    first, members = sessions(dana, made)[0], seated(dana, made, 1)
    session.mark(dana, first.id, members[0].id, Mark.attended)
    with pytest.raises(Refused, match="and no others"):
        session.close_session(dana, first.id, [99])


def test_homework_serves_only_an_objective_that_the_members_plan_has(dana: SignIn) -> None:
    made = new_group(dana)
    first, (member,) = sessions(dana, made)[0], seated(dana, made, 1)
    with pytest.raises(Refused, match="plan has an objective"):
        homework.set_homework(dana, first.id, objective="1.1")
    plan.write_plan(dana, member.client, PLAN)
    assert homework.set_homework(dana, first.id, objective="1.1")[0].objective == "1.1"

"""Places end, pause, move and are come back to; nobody is lost from sight, and no seat is given twice."""

from datetime import date, time

import pytest
from msgspec import structs

from groupcare.acts import Refused, SignIn, group, make_ups, merging, places, refer, safety, screen, session
from groupcare.queries.coverage import coverage_grid
from groupcare.queries.groups import group_view, session_sheet
from groupcare.record.errors import NotPermitted
from groupcare.record.lookups import expected_members, had
from groupcare.rules.attendance import Mark
from groupcare.rules.coverage import Standing
from groupcare.rules.group import Group, Member, MemberStatus, Session
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.people import Client, EndReason, Referral, ReferralStatus
from groupcare.rules.safety import Choice, ConcernKind, SafetyFinding, Verdict
from tests.clinic import House, looked_at, new_group, seated, sessions, waiting


def held(house: House, who: SignIn, of: Group, number: int, members: list[Member], **marks: Mark) -> Session:
    """Hold a session on its day; everybody is there but for who is named by family name."""
    one = sessions(who, of)[number - 1]
    house.clock.now = house.clock.now.replace(month=one.date.month, day=one.date.day, hour=20)
    for member in members:
        family = who.of(Client).get(member.client).family_name
        session.mark(who, one.id, member.id, marks.get(family, Mark.attended))
    looked_at(who, one)
    return session.close_session(who, one.id)


def rolling(who: SignIn, name: str = "Coping Twelve", **fields: object) -> Group:
    return new_group(who, "twelve-module", name=name, **fields)


# --- ending ---------------------------------------------------------------------------------------------------------


def test_a_place_that_ends_frees_the_seat_and_ends_the_referral_with_its_reason(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, seats=3)
    members = seated(dana, made, 3)
    held(house, dana, made, 1, members)
    house.clock.forward(days=2)
    ended = places.end(dana, members[0].id, EndReason.moved_away, words="To her daughter's.")
    assert (ended.status, ended.end, ended.end_words) == (
        MemberStatus.finished,
        date(2026, 10, 8),
        "To her daughter's.",
    )
    referral = dana.of(Referral).get(ended.referral)
    assert (referral.status, referral.end_reason) == (ReferralStatus.ended, EndReason.moved_away)
    view = group_view(dana, made)
    assert view.line.seated == 2
    assert [line.rates.held.of for line in view.roster] == [1, 1, 1], "what was recorded stays"
    assert [m.id for m in expected_members(dana, sessions(dana, made)[1])] == [m.id for m in members[1:]]
    with pytest.raises(Refused, match="nothing to end"):
        places.end(dana, ended.id, EndReason.moved_away)


def test_who_never_came_is_cancelled_and_stands_on_no_sheet(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    (member,) = seated(dana, made, 1)
    ended = places.end(dana, member.id, EndReason.declined)
    assert (ended.status, ended.end) == (MemberStatus.cancelled, date(2026, 10, 5)), "today's session has not begun"
    assert session_sheet(dana, sessions(dana, made)[0]).lines == ()


def test_a_place_does_not_end_before_a_session_at_which_they_are_marked_nor_in_advance(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 1)
    held(house, dana, made, 1, members)
    house.clock.forward(days=3)
    for on, sentence in ((date(2026, 10, 5), "cannot have ended before"), (date(2026, 10, 20), "not in advance")):
        with pytest.raises(Refused, match=sentence):
            places.end(dana, members[0].id, EndReason.stopped_coming, on=on)
    assert places.end(dana, members[0].id, EndReason.stopped_coming, on=date(2026, 10, 6)).end == date(2026, 10, 6)


def test_who_wants_another_group_waits_for_it_with_what_they_had_before(house: House) -> None:
    dana = house.sign_in()
    made, other = new_group(dana), new_group(dana, name="Autumn B", first=date(2026, 10, 8), weekdays=(4,))
    members = seated(dana, made, 2)
    held(house, dana, made, 1, members)
    places.end(dana, members[0].id, EndReason.times, another=True)
    referral = dana.of(Referral).get(members[0].referral)
    assert referral.status is ReferralStatus.waitlisted
    again, _ = group.seat(dana, other.id, referral.id)
    assert (again.came_from, again.group, again.start) == (members[0].id, other.id, date(2026, 10, 15))
    assert had(dana, again) == {1}, "module 2 is what they need, so they begin there"
    with pytest.raises(Refused, match="does not wait for another group"):
        places.end(dana, members[1].id, EndReason.moved_away, another=True)


@pytest.mark.parametrize("another", [False, True])
def test_an_open_safety_finding_is_never_lost_from_sight_by_an_ending(house: House, another: bool) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 1)
    held(house, dana, made, 1, members)
    safety.raise_concern(dana, members[0].client, ConcernKind.self_harm, "")
    with pytest.raises(Refused, match="a clinician evaluates it first"):
        places.end(dana, members[0].id, EndReason.stopped_coming, another=another)
    places.end(dana, members[0].id, EndReason.other_care)
    assert dana.of(Referral).get(members[0].referral).status is ReferralStatus.individual_care
    with pytest.raises(Refused, match="decide for the group first"):
        places.bring_back(dana, members[0].id, made.id)


def test_an_error_is_only_what_nothing_was_recorded_on(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 2)
    session.mark(dana, sessions(dana, made)[0].id, members[0].id, Mark.attended)
    with pytest.raises(Refused, match="marked at 1 session"):
        places.end(dana, members[0].id, EndReason.entered_in_error)
    assert places.end(dana, members[1].id, EndReason.entered_in_error).status is MemberStatus.entered_in_error
    assert len(group_view(dana, made).roster) == 1


def test_a_place_is_completed_by_a_person_once_every_module_was_had_or_waived(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 1)
    for number in range(1, 8):
        held(house, dana, made, number, members)
    with pytest.raises(Refused, match="Not had yet: 8 Spirituality"):
        places.finish(dana, members[0].id)
    assert not places.may_complete(dana, dana.of(Member).get(members[0].id))
    places.waive(dana, members[0].id, 8, "Her own pastor goes through this with her.")
    assert dana.of(Member).get(members[0].id).status is MemberStatus.active, "nothing happens by itself"
    done = places.finish(dana, members[0].id)
    assert (done.status, done.end_reason) == (MemberStatus.finished, EndReason.completed)
    assert coverage_grid(dana, made).rows[0].coverage.standings[7] is Standing.waived
    with pytest.raises(NotPermitted, match="takes the role clinician"):
        places.waive(house.sign_in("Fay Facilitator"), members[0].id, 8, "x")


# --- on hold --------------------------------------------------------------------------------------------------------


def test_on_hold_keeps_the_seat_and_is_expected_at_no_session_until_taken_up_again(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana, seats=2)
    members = seated(dana, made, 2)
    held(house, dana, made, 1, members)
    paused = places.put_on_hold(dana, members[0].id, "Surgery.")
    assert (paused.status, paused.paused[0].since) == (MemberStatus.on_hold, date(2026, 10, 7))
    assert group_view(dana, made).line.seated == 2
    with pytest.raises(Refused, match="All 2 seats are taken"):
        group.seat(dana, made.id, waiting(dana, family_name="Late").id)
    held(house, dana, made, 2, members[1:])
    house.clock.forward(days=7)
    back = places.take_up(dana, members[0].id)
    assert (back.status, back.paused[0].until) == (MemberStatus.active, date(2026, 10, 19))
    held(house, dana, made, 3, members)
    rates = {line.member: line.rates.planned.of for line in group_view(dana, made).roster}
    assert (rates[members[0].id], rates[members[1].id]) == (7, 8), "the session in between counts for them in no rate"
    row = next(r for r in coverage_grid(dana, made).rows if r.member == members[0].id)
    assert row.coverage.standings[:3] == (Standing.attended, Standing.on_hold, Standing.attended)
    assert row.coverage.next == 2


# --- transfer -------------------------------------------------------------------------------------------------------


def parallel(house: House, who: SignIn) -> tuple[Group, Group, list[Member]]:
    """Two closed groups of one curriculum under way, the second two days behind the first."""
    one, two = new_group(who), new_group(who, name="Autumn B", first=date(2026, 10, 8), weekdays=(4,), seats=3)
    members = seated(who, one, 2)
    referral = waiting(who, family_name="Zoll", given_name="Ada")
    others = [group.seat(who, two.id, referral.id)[0]]
    held(house, who, one, 1, members)
    held(house, who, two, 1, others)
    return one, two, members


def test_a_transfer_goes_on_where_they_are_with_plan_and_what_they_had(house: House) -> None:
    dana = house.sign_in()
    one, two, members = parallel(house, dana)
    moved, _ = places.transfer(dana, members[0].id, two.id, "Thursdays suit her.")
    before = dana.of(Member).get(members[0].id)
    assert (before.end_reason, before.status, before.end) == (
        EndReason.transferred,
        MemberStatus.finished,
        date(2026, 10, 8),
    )
    assert (moved.came_from, moved.start, moved.status) == (before.id, date(2026, 10, 15), MemberStatus.active)
    assert dana.of(Referral).get(moved.referral).status is ReferralStatus.seated
    row = next(r for r in coverage_grid(dana, two).rows if r.member == moved.id)
    assert (row.coverage.had, row.coverage.next) == (1, 2)
    assert row.coverage.standings[0] is Standing.earlier
    old = next(r for r in coverage_grid(dana, one).rows if r.member == before.id)
    assert old.coverage.standings[:2] == (Standing.attended, Standing.left)


def test_a_transfer_is_refused_for_every_reason_that_a_seat_is(house: House) -> None:
    dana = house.sign_in()
    one, two, members = parallel(house, dana)
    twelve = rolling(dana)
    with pytest.raises(Refused, match="and they are in eight-week"):
        places.transfer(dana, members[0].id, twelve.id)
    with pytest.raises(Refused, match="the group that they are in"):
        places.transfer(dana, members[0].id, one.id)
    zoll = dana.of(Member).linked(group=two.id)[0]
    from groupcare.acts import person

    person.keep_apart(dana, zoll.client, members[0].client, "sisters who do not speak")
    with pytest.raises(Refused, match="must not sit with this person"):
        places.transfer(dana, members[0].id, two.id)
    safety.raise_concern(dana, members[1].client, ConcernKind.self_harm, "")
    with pytest.raises(Refused, match="Safety: "):
        places.transfer(dana, members[1].id, two.id)
    with dana.db.transaction(dana.staff_id, "manager", "fewer seats"):
        dana.of(Group).change(dana.of(Group).get(two.id), seats=1)
    with pytest.raises(Refused, match="All 1 seats are taken"):
        places.transfer(dana, members[0].id, two.id)
    assert {dana.of(Member).get(m.id).status for m in members} == {MemberStatus.active}


# --- coming back ----------------------------------------------------------------------------------------------------


def test_leaving_returning_and_transferring_keeps_the_whole_history(house: House) -> None:
    dana = house.sign_in()
    one, two, members = parallel(house, dana)
    left = places.end(dana, members[0].id, EndReason.stopped_coming)
    held(house, dana, one, 2, members[1:])
    back, _ = places.bring_back(dana, left.id, one.id)
    assert (back.came_from, back.group, back.start) == (left.id, one.id, date(2026, 10, 20))
    held(house, dana, one, 3, [*members[1:], back])
    moved, _ = places.transfer(dana, back.id, two.id)
    assert had(dana, moved) == {1, 3}
    assert moved.start == date(2026, 10, 29), "module 3, on the 22nd, they have had"
    assert [m.id for m in dana.of(Member).linked(client=moved.client)] == [left.id, back.id, moved.id]
    row = next(r for r in coverage_grid(dana, two).rows if r.member == moved.id)
    assert (row.coverage.standings[0], row.coverage.standings[2]) == (Standing.earlier, Standing.earlier)
    assert (row.coverage.next, row.coverage.next_on, row.coverage.make_ups) == (4, date(2026, 10, 29), 1)


def test_who_comes_back_without_a_group_waits_and_a_new_referral_links_to_what_was(house: House) -> None:
    dana = house.sign_in()
    _, two, members = parallel(house, dana)
    left = places.end(dana, members[0].id, EndReason.stopped_coming)
    place, _ = places.bring_back(dana, left.id)
    assert (place.status, place.came_from) == (MemberStatus.waitlist, left.id)
    assert dana.of(Referral).get(left.referral).status is ReferralStatus.waitlisted
    seat, _ = group.seat(dana, two.id, left.referral)
    assert had(dana, seat) == {1}
    with pytest.raises(Refused, match="has another place in this curriculum already"):
        places.bring_back(dana, left.id)


def test_a_return_asks_for_a_screening_that_is_valid_on_the_day(house: House) -> None:
    dana = house.sign_in()
    _, two, members = parallel(house, dana)
    left = places.end(dana, members[0].id, EndReason.stopped_coming)
    house.clock.forward(days=36)
    with pytest.raises(Refused, match="a short re-check renews it"):
        places.bring_back(dana, left.id, two.id)
    assert dana.of(Referral).get(left.referral).status is ReferralStatus.ended, "refused, nothing is done"


@pytest.mark.parametrize("how", ["seat", "transfer", "return", "guest"])
def test_no_act_places_somebody_with_an_open_finding(house: House, how: str) -> None:
    dana = house.sign_in()
    _, two, members = parallel(house, dana)
    member = members[0]
    if how in ("seat", "return"):
        places.end(dana, member.id, EndReason.times, another=how == "seat")
    safety.raise_concern(dana, member.client, ConcernKind.self_harm, "said so")
    module = next(s for s in sessions(dana, two) if s.modules == (2,))
    act = {
        "seat": lambda: group.seat(dana, two.id, member.referral),
        "transfer": lambda: places.transfer(dana, member.id, two.id),
        "return": lambda: places.bring_back(dana, member.id, two.id),
        "guest": lambda: make_ups.arrange(dana, member.id, 2, session=module.id),
    }[how]
    with pytest.raises(Refused, match="Safety: "):
        act()


def test_somebody_evaluated_may_go_back_to_the_group(house: House) -> None:
    dana = house.sign_in()
    one, _, members = parallel(house, dana)
    safety.raise_concern(dana, members[0].client, ConcernKind.self_harm, "")
    left = places.end(dana, members[0].id, EndReason.other_care)
    findings = [f.id for f in dana.of(SafetyFinding).linked(client=left.client)]
    screen.evaluate(dana, left.client, findings, Verdict.group, "Spoke at length; safe to go on.")
    refer.record_answers(dana, left.referral, "phq-9", (0,) * 9 + (None,))
    screen.screen_referral(dana, left.referral)
    screen.decide(dana, left.referral, Choice.group, curriculum="eight-week", reason="Evaluated; ready again.")
    back, _ = places.bring_back(dana, left.id, one.id)
    assert (back.came_from, had(dana, back)) == (left.id, {1})


# --- the plan after a miss ------------------------------------------------------------------------------------------


def test_a_missed_session_asks_the_clinician_to_look_at_the_plan_once(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 3)
    held(house, dana, made, 1, members, Alvarez=Mark.absent, Brandt=Mark.excused)
    assert [dana.of(Member).get(m.id).due for m in members] == [date(2026, 10, 6), date(2026, 10, 6), None]
    with pytest.raises(NotPermitted, match="takes the role clinician"):
        places.look_at_plan(house.sign_in("Fay Facilitator"), members[0].id)
    assert places.look_at_plan(house.sign_in("Carl Clinician"), members[0].id).due is None
    with pytest.raises(Refused, match="No missed session waits"):
        places.look_at_plan(dana, members[0].id)


def test_make_ups_that_were_arranged_end_with_the_place(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    members = seated(dana, made, 1)
    one = make_ups.arrange(dana, members[0].id, 1, on=date(2026, 10, 9))
    places.end(dana, members[0].id, EndReason.moved_away)
    assert (dana.of(MakeUp).get(one.id).status, dana.of(MakeUp).get(one.id).due) == (MakeUpStatus.cancelled, None)


def test_two_records_with_a_seat_in_one_group_merge_once_one_place_has_ended(house: House) -> None:
    dana = house.sign_in()
    made = new_group(dana)
    keep, other = seated(dana, made, 2)
    with pytest.raises(Refused, match=r"Both records have a seat in .*; end one of the two first"):
        merging.merge(dana, keep.client, other.client, "the same birth date and phone")
    places.end(dana, other.id, EndReason.entered_in_error)
    merging.merge(dana, keep.client, other.client, "the same birth date and phone")
    statuses = {m.status for m in dana.of(Member).linked(client=keep.client)}
    assert statuses == {MemberStatus.planned, MemberStatus.entered_in_error}


def test_undoing_a_transfer_puts_both_places_back(house: House) -> None:
    from groupcare.acts.undo import undo

    dana = house.sign_in()
    _, two, members = parallel(house, dana)
    before = dana.of(Member).get(members[0].id)
    places.transfer(dana, before.id, two.id)
    undo(dana)
    again = dana.of(Member).get(before.id)
    assert structs.replace(again, rev=0) == structs.replace(before, rev=0)
    assert len(dana.of(Member).linked(group=two.id)) == 1


def test_a_rolling_group_is_joined_at_an_entry_module_and_what_was_before_is_no_absence(house: House) -> None:
    dana = house.sign_in()
    made = rolling(dana, start=time(16, 30))
    early = seated(dana, made, 2)
    for number in (1, 2):
        held(house, dana, made, number, early)
    late, remarks = group.seat(dana, made.id, waiting(dana, "twelve-module", family_name="Later").id)
    assert "Due alone with a facilitator before their first session: module 1." in remarks
    one = make_ups.arrange(dana, late.id, 1)
    make_ups.done(dana, one.id, minutes=50, words="Understanding pain, with her own example.")
    held(house, dana, made, 3, [*early, dana.of(Member).get(late.id)])
    row = next(r for r in coverage_grid(dana, made).rows if r.member == late.id)
    assert row.coverage.standings[:3] == (Standing.individually, Standing.before, Standing.attended)
    line = next(x for x in group_view(dana, made).roster if x.member == late.id)
    assert (line.rates.held.of, line.rates.planned.of, line.misses) == (1, 10, 0)
    assert row.coverage.make_ups == 1, "module 2 is still needed before the last one"
    assert [(s.module, s.on) for s in row.coverage.path][-2:] == [(2, None), (12, date(2026, 12, 22))]

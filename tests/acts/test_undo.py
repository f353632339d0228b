"""Undo puts back the newest act of a sign-in, as an act of its own, and only where nobody built on it."""

import pytest

from groupcare.acts import Refused, SignIn, group, homework, plan, refer, safety, screen, session, undo
from groupcare.queries import history
from groupcare.record.schema import TABLES
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.people import Client, ContactKind, Referral, ReferralStatus
from groupcare.rules.safety import Alert, Choice, ConcernKind
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, referred, row, seated, sessions, waiting


def stored(who: SignIn) -> dict[str, dict[str, str]]:
    return {name: {r.id: r.doc for r in who.db.engine.select(name, {})} for name in TABLES}


def test_nothing_is_undone_before_anything_was_done(dana: SignIn) -> None:
    assert undo.last_act(dana) is None
    with pytest.raises(Refused, match="Nothing was done since you signed in"):
        undo.undo(dana)


def test_a_mark_is_undone_and_the_session_is_as_it_was(dana: SignIn) -> None:
    made = new_group(dana)
    member = seated(dana, made, 1)[0]
    first = sessions(dana, made)[0]
    before = stored(dana)
    session.mark(dana, first.id, member.id, Mark.attended)
    assert undo.undo(dana).act == "mark attendance"
    assert stored(dana) == before
    assert dana.of(Session).get(first.id).status is SessionStatus.planned
    assert dana.of(Group).get(made.id).status is GroupStatus.forming
    assert dana.of(Attendance).linked(session=first.id) == []


def test_undoing_again_undoes_the_act_before(dana: SignIn) -> None:
    made = new_group(dana)
    members = seated(dana, made, 2)
    first = sessions(dana, made)[0]
    before = stored(dana)
    for member in members:
        session.mark(dana, first.id, member.id, Mark.attended)
    undo.undo(dana)
    assert len(dana.of(Attendance).linked(session=first.id)) == 1
    undo.undo(dana)
    assert stored(dana) == before


def test_everything_of_a_run_is_undone_step_by_step_and_the_record_stays_proved(dana: SignIn) -> None:
    made = new_group(dana)
    states = [stored(dana)]
    referral = waiting(dana)
    del dana.db.done[:]
    steps = (
        lambda: group.seat(dana, made.id, referral.id),
        lambda: session.start_session(dana, sessions(dana, made)[0].id),
        lambda: session.mark(
            dana, sessions(dana, made)[0].id, dana.of(Member).linked(group=made.id)[0].id, Mark.absent
        ),
        lambda: homework.set_homework(dana, sessions(dana, made)[0].id),
        lambda: plan.write_plan(dana, referral.client, PLAN),
        lambda: safety.add_contact(dana, referral.client, ContactKind.check_in, outcome="Well."),
        lambda: session.close_session(dana, sessions(dana, made)[0].id),
    )
    states = []
    for step in steps:
        states.append(stored(dana))
        step()
    for state in reversed(states):
        undo.undo(dana)
        assert stored(dana) == state
    assert history.proof(dana).faults == ()


def test_undo_is_an_act_of_its_own_in_the_ledger(dana: SignIn) -> None:
    referral = refer.refer(dana, row())
    undo.undo(dana)
    assert dana.of(Referral).find(referral.id) is None
    happened = history.history(dana, referral.id)
    assert [h.act for h in happened] == ["refer", "undo"]
    assert happened[-1].reason.endswith(": refer")


def test_a_number_given_once_is_not_given_again_after_undoing(dana: SignIn) -> None:
    refer.refer(dana, row())
    undo.undo(dana)
    assert dana.of(Client).get(refer.refer(dana, row()).client).number == 2


def test_what_somebody_else_has_changed_since_stays(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    member = seated(dana, made, 1)[0]
    first = sessions(dana, made)[0]
    session.mark(dana, first.id, member.id, Mark.attended)
    session.mark(house.sign_in("Fay Facilitator"), first.id, member.id, Mark.absent)
    with pytest.raises(Refused, match="Fay Facilitator has changed this attendance since"):
        undo.undo(dana)
    assert dana.of(Attendance).linked(session=first.id)[0].mark is Mark.absent


def test_what_somebody_else_has_built_upon_stays(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    one, other = seated(dana, made, 2)
    first = sessions(dana, made)[0]
    session.mark(dana, first.id, one.id, Mark.attended)
    session.mark(house.sign_in("Fay Facilitator"), first.id, other.id, Mark.attended)
    with pytest.raises(Refused, match=r"Fay Facilitator has recorded something on this since .attendance."):
        undo.undo(dana)
    assert dana.of(Session).get(first.id).status is SessionStatus.in_progress


def test_answers_that_raised_a_finding_stay_with_it(dana: SignIn) -> None:
    referral = refer.refer(dana, row())
    refer.record_answers(dana, referral.id, "phq-9", (3,) * 8 + (1, None))
    assert undo.last_act(dana).never  # type: ignore[union-attr]
    with pytest.raises(Refused, match="concerns safety"):
        undo.undo(dana)
    assert dana.of(Alert).linked(client=referral.client)


def test_a_concern_is_never_undone(dana: SignIn) -> None:
    referral = refer.refer(dana, row())
    safety.raise_concern(dana, referral.client, ConcernKind.distressed, "in tears")
    with pytest.raises(Refused, match="concerns safety"):
        undo.undo(dana)


def test_a_signature_is_never_undone(dana: SignIn) -> None:
    referral = refer.refer(dana, row())
    written = plan.write_plan(dana, referral.client, PLAN)
    plan.sign_plan(dana, written.id)
    with pytest.raises(Refused, match="“sign a plan” is never undone"):
        undo.undo(dana)


def test_only_acts_of_this_sign_in_are_undone(house: House, dana: SignIn) -> None:
    refer.refer(house.sign_in("Ines Intake"), row())
    with pytest.raises(Refused, match="Nothing was done"):
        undo.undo(dana)


def test_a_decision_and_a_seat_are_taken_back_to_the_waitlist(dana: SignIn) -> None:
    made = new_group(dana)
    referral = referred(dana)
    screen.screen_referral(dana, referral.id)
    screen.decide(dana, referral.id, Choice.group, curriculum="eight-week")
    group.seat(dana, made.id, referral.id)
    undo.undo(dana)
    assert dana.of(Referral).get(referral.id).status is ReferralStatus.waitlisted
    assert [m.status for m in dana.of(Member).linked(referral=referral.id)] == [MemberStatus.waitlist]
    undo.undo(dana)
    assert dana.of(Referral).get(referral.id).status is ReferralStatus.screened
    assert dana.of(Member).linked(referral=referral.id) == []

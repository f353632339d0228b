"""The tables of acts × roles and views × roles, tested in full; and who is in the house."""

from collections.abc import Callable
from datetime import date

import pytest

from groupcare.acts import (
    Refused,
    SignIn,
    backups,
    calls,
    caseload,
    clinic,
    consents,
    erasing,
    feedback,
    group,
    group_changes,
    homework,
    homework_ideas,
    ideas,
    importing,
    leading,
    leave,
    make_ups,
    measuring,
    merging,
    notes,
    notices,
    permissions,
    person,
    places,
    plan,
    plan_drafts,
    policy,
    readings,
    refer,
    regained,
    rescheduling,
    safety,
    safety_work,
    screen,
    session,
    store,
    wording,
)
from groupcare.queries import (
    access,
    audit,
    chart,
    find,
    groups,
    history,
    members,
    plans,
    referrals,
    reports,
    staff,
    today,
)
from groupcare.queries import homework as homework_query
from groupcare.queries import notes as notes_query
from groupcare.queries.permissions import SEEN_AS, VIEWS
from groupcare.record.errors import NotPermitted, RecordError
from groupcare.record.schema import TABLES
from groupcare.rules.attendance import Mark
from groupcare.rules.clinic import OnCall, Role
from groupcare.rules.consent import ConsentKind
from groupcare.rules.group import Group
from groupcare.rules.homework import Practice
from groupcare.rules.people import Client, ContactKind, EndReason
from groupcare.rules.plan_remark import Remark, RemarkKind
from groupcare.rules.reflow import MoveTo
from groupcare.rules.safety import Choice, ConcernKind, Verdict
from tests.acts.test_running_a_group import NEW, PLAN
from tests.clinic import House, row

NAMES = {
    Role.intake: "Ines Intake",
    Role.facilitator: "Fay Facilitator",
    Role.clinician: "Carl Clinician",
    Role.manager: "Mona Manager",
}
NOBODY = "0" * 32
REMARK = Remark(kind=RemarkKind.depression, where="plan", why="", mend="", source="", of="0")


def rotated(who: SignIn) -> None:
    """Changing the key needs the store alone: only whether the role allows it is asked here."""
    permissions.role_for("change the key", who.staff)
    raise Refused("not here")


DONE: dict[str, Callable[[SignIn], object]] = {
    "change the clinic": lambda w: clinic.change_clinic(w, lock_minutes=5),
    "say who is on call": lambda w: clinic.set_on_call(w, [OnCall(name="Dr Lee", phone="555-0137")]),
    "add staff": lambda w: store.add_staff(w, "New Person", (Role.intake,), "a long enough passphrase"),
    "back up": lambda w: backups.back_up(w, w.opened.folder.with_name("backup.zip")),
    "keep a daily backup": lambda w: backups.automatic(w, w.now()),
    "refer": lambda w: refer.refer(w, row()),
    "import referrals": lambda w: importing.import_referrals(w, [row(line=2)]),
    "record answers": lambda w: refer.record_answers(w, NOBODY, "gad-7", (0,) * 7),
    "correct a person": lambda w: person.correct_person(w, NOBODY, person.Person(family_name="Ruiz")),
    "tell apart": lambda w: person.tell_apart(w, NOBODY, "1" * 32),
    "note a call": lambda w: calls.call_dropped(w, NOBODY),
    "keep apart": lambda w: person.keep_apart(w, NOBODY, "1" * 32, "x"),
    "screen": lambda w: screen.screen_referral(w, NOBODY),
    "decide": lambda w: screen.decide(w, NOBODY, Choice.declined, reason="x"),
    "evaluate": lambda w: screen.evaluate(w, NOBODY, [NOBODY], Verdict.group, "x"),
    "hand off": lambda w: safety.hand_off(w, NOBODY, "Dr Lee"),
    "follow a handoff": lambda w: safety.accept_handoff(w, NOBODY, "x"),
    "raise a concern": lambda w: safety.raise_concern(w, NOBODY, ConcernKind.medical, "x"),
    "take an alert": lambda w: safety.take_alert(w, NOBODY),
    "act on an alert": lambda w: safety.act_on_alert(w, NOBODY, "x"),
    "close an alert": lambda w: safety.close_alert(w, NOBODY, clinician="x"),
    "record a measure": lambda w: measuring.record_measure(w, NOBODY, "phq-9", (1,) * 9 + (None,)),
    "record a safety plan": lambda w: safety_work.record_safety_plan(w, NOBODY),
    "record a phoned decision": lambda w: safety_work.record_phoned_decision(w, NOBODY, "Dr Lee", "x", read_back=True),
    "sign a phoned decision": lambda w: safety_work.sign_phoned_decision(w, NOBODY),
    "add a contact": lambda w: safety.add_contact(w, NOBODY, ContactKind.check_in),
    "record a consent": lambda w: consents.record_consent(w, NOBODY, ConsentKind.treatment),
    "revoke a consent": lambda w: consents.revoke_consent(w, NOBODY),
    "make a group": lambda w: group.make_group(w, NEW),
    "change a group": lambda w: group_changes.stop_group(w, NOBODY, "x"),
    "reschedule": lambda w: rescheduling.move_group(w, NOBODY, MoveTo(first=date(2026, 10, 13))),
    "tell of a change": lambda w: notices.told(w, NOBODY, "phone"),
    "say when staff are away": lambda w: leave.say_away(w, w.staff_id, date(2026, 10, 6)),
    "seat": lambda w: group.seat(w, NOBODY, NOBODY),
    "end a place": lambda w: places.end(w, NOBODY, EndReason.stopped_coming),
    "put a place on hold": lambda w: places.put_on_hold(w, NOBODY, "x"),
    "transfer": lambda w: places.transfer(w, NOBODY, NOBODY),
    "bring a member back": lambda w: places.bring_back(w, NOBODY),
    "waive a module": lambda w: places.waive(w, NOBODY, 1, "x"),
    "look at a plan": lambda w: places.look_at_plan(w, NOBODY),
    "set a clinician": lambda w: caseload.set_clinician(w, [NOBODY], w.staff_id),
    "arrange a make-up": lambda w: make_ups.arrange(w, NOBODY, 1),
    "record a make-up": lambda w: make_ups.done(w, NOBODY, minutes=30),
    "hold a session": lambda w: session.start_session(w, NOBODY),
    "take over a session": lambda w: leading.take_over(w, NOBODY),
    "mark attendance": lambda w: session.mark(w, NOBODY, NOBODY, Mark.attended),
    "keep an idea": lambda w: ideas.add_idea(w, ideas.IdeaWords(what="walk with a friend"), curriculum="eight-week"),
    "set homework": lambda w: homework.set_homework(w, NOBODY),
    "hand in homework": lambda w: homework.hand_in(w, NOBODY, Practice(days=1, on=date(2026, 10, 6))),
    "review homework": lambda w: homework.review(w, NOBODY, quality=1),
    "link homework": lambda w: homework.link_homework(w, NOBODY, "1.1"),
    "offer an idea": lambda w: homework_ideas.offer_idea(w, NOBODY, NOBODY),
    "follow an idea": lambda w: homework_ideas.follow_idea(w, NOBODY, NOBODY, tried=False),
    "remove staff": lambda w: store.remove_staff(w, NOBODY),
    "change the key": lambda w: rotated(w),
    "change the policy": lambda w: policy.set_policy(w, w.policy, "", "x"),
    "load a wording": lambda w: wording.load_wording(w, "c-ssrs-screener", ("x",) * 7, "ours"),
    "merge": lambda w: merging.merge(w, NOBODY, "1" * 32, "x"),
    "erase": lambda w: erasing.erase(w, NOBODY, "x"),
    "write notes": lambda w: notes.write_section(w, NOBODY, "process", "x"),
    "sign notes": lambda w: notes.sign_all(w, NOBODY),
    "write a plan": lambda w: plan.write_plan(w, NOBODY, PLAN),
    "draft plans": lambda w: plan_drafts.draft_plans(w, NOBODY, {NOBODY: PLAN}),
    "sign a plan": lambda w: plan.sign_plan(w, NOBODY),
    "close a plan": lambda w: plan.close_plan(w, NOBODY, "x"),
    "keep a remark": lambda w: plan.keep_remark(w, NOBODY, REMARK, "so"),
    "record a reading": lambda w: readings.record_reading(w, NOBODY, "1.1", value=3),
    "keep what was regained": lambda w: regained.keep_regained(w, NOBODY, "gardening"),
    "give feedback": lambda w: feedback.give_feedback(w, NOBODY, "1.1"),
    "give a copy of the plan": lambda w: plan.give_copy(w, NOBODY),
}
SEEN: dict[str, Callable[[SignIn], object]] = {
    "referrals": referrals.referrals,
    "screenings": referrals.screenings,
    "alerts": referrals.alerts,
    "groups": groups.groups,
    "sessions": lambda w: groups.session_sheet(w, w.of(groups.Session).linked(group=find.group(w, "G-001").id)[0]),
    "plans": lambda w: plans.plan_view(w, next(w.of(Client).all())),
    "notes": lambda w: notes_query.notes_lines(w, find.group(w, "G-001")),
    "members": members.members,
    "charts": lambda w: chart.chart(w, next(w.of(Client).all())),
    "homework": homework_query.to_review,
    "reports": lambda w: reports.answer(w, "waits"),
    "today": today.today,
    "staff": staff.staff,
    "history": lambda w: history.history(w, next(w.of(Group).all()).id),
    "access log": access.access_log,
    "audit": audit.audit,
    "proof": history.proof,
}


def test_every_act_and_every_view_of_the_tables_is_tested_here() -> None:
    assert set(DONE) == set(permissions.ACTS) - {"set up the clinic", "change own passphrase"}
    assert set(SEEN) == set(VIEWS)


def _refusal(do: Callable[[], object]) -> RecordError | None:
    """What stood in the way: nothing, or that there is no such document."""
    try:
        do()
    except RecordError as refused:
        return refused
    return None


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", sorted(DONE))
def test_an_act_is_done_by_its_roles_and_refused_to_all_others(house: House, act: str, role: Role) -> None:
    who = house.sign_in(NAMES[role])
    head = who.db.engine.head()
    if role in permissions.ACTS[act]:
        assert not isinstance(_refusal(lambda: DONE[act](who)), NotPermitted)
        return
    with pytest.raises(NotPermitted, match=f"To {act} takes the role .*{NAMES[role]} is {role}. Nothing was done."):
        DONE[act](who)
    assert who.db.engine.head() == head


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("view", sorted(SEEN))
def test_a_view_is_seen_by_its_roles_and_refused_to_all_others(house: House, view: str, role: Role) -> None:
    dana = house.sign_in()
    refer.refer(dana, row())
    group.make_group(dana, NEW)
    who = house.sign_in(NAMES[role])
    if role in VIEWS[view]:
        SEEN[view](who)
        return
    with pytest.raises(NotPermitted, match=f"To see {view} takes the role"):
        SEEN[view](who)


def test_every_kind_of_document_is_seen_by_some_view() -> None:
    assert SEEN_AS.keys() == TABLES.keys()
    assert set(SEEN_AS.values()) <= VIEWS.keys()


def test_a_history_tells_who_and_when_to_a_manager_and_what_to_a_clinician(house: House) -> None:
    dana = house.sign_in()
    made = refer.refer(dana, row(family_name="Quist", reason="back pain"))
    refer.record_answers(dana, made.id, "phq-9", (3,) * 8 + (1, 2))
    for name, told in (("Carl Clinician", True), ("Mona Manager", False)):
        happened = history.history(house.sign_in(name), made.client)
        assert [h.act for h in happened] == [h.act for h in history.history(dana, made.client)]
        assert {h.withheld for h in happened if SEEN_AS[h.table] != "alerts"} == {not told}
        assert ("Quist" in str(happened)) == ("back pain" in str(happened)) == told


def test_the_ledger_names_the_role_an_act_was_done_under(house: House) -> None:
    dana = house.sign_in()
    refer.refer(dana, row())
    made, _ = group.make_group(dana, NEW)
    roles = {entry.act: entry.role for entry in dana.db.engine.ledger()}
    assert (roles["refer"], roles["make a group"]) == ("intake", "facilitator")
    assert made.number == 1


def test_whoever_has_left_does_nothing_more(house: House) -> None:
    dana, ines = house.sign_in(), house.sign_in("Ines Intake")
    with dana.db.transaction(dana.staff_id, "manager", "leave"):
        dana.of(store.Staff).change(ines.staff, left_on=dana.today())
    with pytest.raises(NotPermitted, match="no longer works here"):
        refer.refer(ines, row())


def test_the_first_member_of_staff_is_always_also_manager(tmp_path: object) -> None:
    from groupcare.rules.clinic import Clinic
    from tests.clinic import PASSPHRASE, Clock, shipped_library

    folder = tmp_path / "store"  # type: ignore[operator]
    store.make_store(folder, Clinic(name="C", zone="Europe/Paris"), "Ada", (Role.intake,), PASSPHRASE, Clock())
    who = store.open_store(folder, "ada", PASSPHRASE, shipped_library(), Clock())
    assert who.staff.roles == (Role.intake, Role.manager)
    who.close()


def test_two_members_of_staff_cannot_have_one_name(house: House) -> None:
    with pytest.raises(Refused, match="already"):
        store.add_staff(house.sign_in(), "dana  REYES", (Role.intake,), "a long enough passphrase")


def test_a_newcomer_signs_in_and_is_asked_for_a_passphrase_of_their_own(house: House) -> None:
    from groupcare.exchange.library import shipped_library

    store.add_staff(house.sign_in(), "New Person", (Role.intake,), "given by the manager")
    who = store.open_store(house.folder, "New Person", "given by the manager", shipped_library(), house.clock)
    assert store.must_change_passphrase(who)
    store.change_own_passphrase(who, "one of my very own")
    assert not store.must_change_passphrase(who)
    who.close()
    again = store.open_store(house.folder, "New Person", "one of my very own", shipped_library(), house.clock)
    assert not store.must_change_passphrase(again)
    again.close()

"""Notes on a session, act by act: made at the close, drafted from the record, written, checked, signed, added to."""

from datetime import date

import msgspec
import pytest

from groupcare.acts import (
    NotFound,
    Refused,
    SignIn,
    Stale,
    drafts,
    erasing,
    homework,
    leading,
    measuring,
    merging,
    notes,
    plan,
    refer,
    safety,
    session,
    undo,
)
from groupcare.queries import history
from groupcare.queries.notes import NoteView, client_notes, notes_lines, session_notes, unsigned_notes
from groupcare.record.errors import NotPermitted
from groupcare.rules.attendance import Attendance, Mark, Mode, Participation
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, Member
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.note import GroupNote, MemberNote, NoteStatus
from groupcare.rules.people import ContactKind
from groupcare.rules.safety import ConcernKind
from tests.acts.test_erasing import content
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, all_present, new_group, row, seated, sessions


class Clinic:
    """A group of three whose second session is closed: one there, one absent without notice, one excused."""

    def __init__(self, house: House, who: SignIn | None = None) -> None:
        self.house, self.dana = house, house.sign_in()
        dana = self.dana
        self.group = new_group(dana, room="Room 2", facilitators=("Dana Reyes", "Fay Facilitator"))
        self.rosa, self.kim, self.min = seated(dana, self.group)
        self.first, self.second, *_ = sessions(dana, self.group)
        all_present(dana, self.first, [self.rosa, self.kim, self.min])
        homework.set_homework(dana, self.first.id)
        house.clock.forward(days=7, hours=2)
        leader = who or dana
        session.start_session(leader, self.second.id)
        session.mark(leader, self.second.id, self.rosa.id, Mark.attended, session.Details(late=12, mood=6))
        session.mark(leader, self.second.id, self.kim.id, Mark.absent)
        session.mark(leader, self.second.id, self.min.id, Mark.excused)

    def close(self) -> None:
        self.house.clock.forward(minutes=88)
        session.close_session(self.dana, self.second.id)

    def note(self, member: Member | None = None, who: SignIn | None = None) -> NoteView:
        found = session_notes(who or self.dana, self.second.id)
        return next(one for one in found.layers if one.member == (member.id if member else ""))

    def text(self, section: str, member: Member | None = None, who: SignIn | None = None) -> str:
        return next(s.text for s in self.note(member, who).sections if s.name == section)

    def amend(self, member: Member, **fields: object) -> None:
        """What other pages record of a member at the session."""
        marks = self.dana.of(Attendance).linked(session=self.second.id)
        mark = next(a for a in marks if a.member == member.id)
        with self.dana.db.transaction(self.dana.staff_id, "facilitator", "mark attendance"):
            self.dana.of(Attendance).change(mark, **fields)


@pytest.fixture
def clinic(house: House) -> Clinic:
    made = Clinic(house)
    made.close()
    return made


# --- made at the close ----------------------------------------------------------------------------------------------


def test_closing_makes_one_note_for_the_group_and_one_for_each_member_all_due(clinic: Clinic) -> None:
    (shared,) = clinic.dana.of(GroupNote).linked(session=clinic.second.id)
    members = clinic.dana.of(MemberNote).linked(session=clinic.second.id)
    assert {n.member for n in members} == {clinic.rosa.id, clinic.kim.id, clinic.min.id}
    assert {n.due for n in (shared, *members)} == {date(2026, 10, 13)}
    assert not any(getattr(n, s) for n in members for s in ("attendance", "risk", "plan")), "drafts are not stored"


def test_undoing_the_close_takes_the_notes_away_and_closing_again_makes_them_once(house: House) -> None:
    made = Clinic(house)
    made.close()
    assert undo.undo(made.dana).act == "hold a session"
    assert made.dana.of(MemberNote).linked(session=made.second.id) == []
    assert made.dana.of(GroupNote).linked(session=made.second.id) == []
    made.close()
    assert len(made.dana.of(MemberNote).linked(session=made.second.id)) == 3


def test_no_notes_are_written_on_a_session_that_was_not_held(clinic: Clinic) -> None:
    third = sessions(clinic.dana, clinic.group)[2]
    with pytest.raises(Refused, match="planned; notes are written once"):
        notes.write_section(clinic.dana, third.id, "process", "x")


# --- drafted from the record ----------------------------------------------------------------------------------------


def test_drafts_say_what_was_recorded_and_a_late_correction_is_never_missing(clinic: Clinic) -> None:
    assert clinic.text("attendance", clinic.rosa) == "Attended, 12 minutes late, 78 minutes."
    assert clinic.text("participation", clinic.rosa) == "Mood 6 of 10."
    assert clinic.text("homework", clinic.rosa) == "Homework was not handed in, so what was done is not known."
    task = next(h for h in clinic.dana.of(Homework).linked(session=clinic.first.id) if h.member == clinic.rosa.id)
    homework.hand_in(clinic.dana, task.id, Practice(days=4, on=date(2026, 10, 13), barrier=Barrier.time))
    homework.review(clinic.dana, task.id, quality=3)
    clinic.amend(
        clinic.rosa,
        participation=Participation.active,
        response="Tried the breathing at once",
        mode=Mode.remote,
        location="at home",
        phone="555-0199",
    )
    words = f"Practised on 4 of {task.days_set} days; time stood in the way. Reviewed: mostly as meant (3 of 4)."
    assert clinic.text("homework", clinic.rosa) == words
    assert clinic.text("participation", clinic.rosa) == "Took part actively. Mood 6 of 10."
    assert clinic.text("response", clinic.rosa) == "Tried the breathing at once."
    told = clinic.text("attendance", clinic.rosa)
    assert told == "Attended remotely (at home), 12 minutes late, 78 minutes."
    assert "555-0199" not in str(clinic.note(clinic.rosa))


def test_who_was_not_there_gets_the_short_note_that_fits(clinic: Clinic) -> None:
    assert clinic.text("attendance", clinic.kim) == "Did not attend and gave no notice. No call is recorded yet."
    for section in ("participation", "response", "objective", "scores", "homework"):
        assert clinic.text(section, clinic.kim) == ""
    assert clinic.note(clinic.kim).ready, "and what does not fit is not asked for"
    safety.add_contact(clinic.dana, clinic.kim.client, ContactKind.call_attempt, mode="phone")
    assert "A call was tried on Tue 13 Oct." in clinic.text("attendance", clinic.kim)
    safety.add_contact(clinic.dana, clinic.kim.client, ContactKind.check_in, mode="phone")
    assert "Was reached on Tue 13 Oct." in clinic.text("attendance", clinic.kim)
    assert clinic.text("attendance", clinic.min) == "Was excused."
    assert "To make up: Relaxation II." in clinic.text("plan", clinic.min)
    assert "Next session Tue 20 Oct, 14:00: Coping Styles." in clinic.text("plan", clinic.min)
    assert clinic.text("risk", clinic.kim) == "Was not seen in this session; no safety alert or hold is open."


def test_the_shared_layer_tells_what_was_done_by_whom_and_for_how_many(clinic: Clinic) -> None:
    fay = clinic.house.sign_in("Fay Facilitator")
    with clinic.dana.db.transaction(clinic.dana.staff_id, "manager", "add staff"):
        clinic.dana.of(Staff).change(clinic.dana.staff, credentials="LCSW")
    clinic.amend(clinic.rosa, participation=Participation.active)
    heading = clinic.text("heading", who=fay)
    assert heading == (
        "Tue 13 Oct 2026, session 2 of 8. Planned 14:00–15:30, held 14:00–15:28. Room 2, in person. "
        "Led by Dana Reyes, LCSW. 1 of 3 members present."
    )
    assert clinic.text("topic") == "Relaxation II."
    planned = clinic.text("interventions")
    assert planned.startswith("Agenda as planned (not ticked): check-in, review of homework and of what stood in its")
    assert "omework was set" not in planned
    assert clinic.text("process") == "Of those present 1 took part actively."


def test_only_what_was_ticked_was_done_and_homework_was_set_where_the_record_has_it(clinic: Clinic) -> None:
    dana, on = clinic.dana, clinic.second.id
    leading.tick_agenda(dana, on, 1)
    words = clinic.text("interventions")
    assert words.startswith("Check-in. Not reached: review of homework")
    assert "setting of homework" in words
    homework.set_homework(dana, on)
    assert clinic.text("interventions").startswith("Check-in, setting of homework. Not reached: review")


def test_risk_tells_level_and_what_was_done_and_never_that_there_is_none(house: House) -> None:
    made = Clinic(house)
    alert = safety.raise_concern(
        made.dana, made.rosa.client, ConcernKind.self_harm, "said goodbye", session=made.second.id
    )
    safety.take_alert(made.dana, alert.id)
    safety.act_on_alert(made.dana, alert.id, "Spoke in private, phoned the clinician.")
    made.close()
    risk = made.text("risk", made.rosa)
    assert "raised in this session (level urgent, open), concern about self-harm: said goodbye." in risk
    assert "Done: Spoke in private, phoned the clinician." in risk
    assert "On hold" in risk
    made.amend(made.min, mark=Mark.attended, minutes=90)
    assert made.text("risk", made.min) == "No concern was raised in this session."
    every = [s.text for one in session_notes(made.dana, made.second.id).layers for s in one.sections]
    assert not any("no risk" in text.lower() for text in every)


def test_scores_are_told_as_levels_to_whoever_does_not_see_answers(house: House) -> None:
    made = Clinic(house)
    measuring.record_measure(made.dana, made.rosa.client, "phq-9", (2, 2, 2, 2, 2, 0, 0, 0, 0, None))
    measuring.record_measure(made.dana, made.rosa.client, "c-ssrs-since-last", (0, 0, None, None, None, 0))
    made.close()
    fay = house.sign_in("Fay Facilitator")
    assert made.text("scores", made.rosa) == "PHQ-9 on Tue 13 Oct: 10, moderate."
    assert made.text("scores", made.rosa, fay) == "PHQ-9 on Tue 13 Oct: moderate."
    assert made.text("risk", made.rosa, fay).endswith("The C-SSRS was asked on Tue 13 Oct.")
    notes.write_section(made.dana, made.second.id, "scores", "PHQ-9 10, item 9 at 0.", member=made.rosa.id)
    assert made.text("scores", made.rosa, fay) == "The scores are told to whoever may see answers."
    with pytest.raises(Refused, match="only such a person changes them"):
        notes.write_section(fay, made.second.id, "scores", "x", member=made.rosa.id)
    signed = notes.sign_note(made.dana, made.second.id, member=made.rosa.id, over_advice=True)
    assert isinstance(signed, MemberNote)
    assert signed.scores == "PHQ-9 10, item 9 at 0.", "signing takes nothing out"
    assert "item 9" not in str(session_notes(fay, made.second.id))
    assert "item 9" not in str(client_notes(fay, made.rosa.client))
    assert "item 9" in str(client_notes(made.dana, made.rosa.client))


# --- writing --------------------------------------------------------------------------------------------------------


def test_what_was_written_stays_and_says_when_the_record_has_changed_since(clinic: Clinic) -> None:
    notes.write_section(clinic.dana, clinic.second.id, "participation", "Spoke first.", member=clinic.rosa.id)
    sections = {s.name: s for s in clinic.note(clinic.rosa).sections}
    assert (sections["participation"].drafted, sections["participation"].changed) == (False, False)
    assert sections["attendance"].drafted
    clinic.amend(clinic.rosa, mood=3)
    sections = {s.name: s for s in clinic.note(clinic.rosa).sections}
    assert (sections["participation"].text, sections["participation"].changed) == ("Spoke first.", True)
    notes.write_section(clinic.dana, clinic.second.id, "participation", "  ", member=clinic.rosa.id)
    assert clinic.text("participation", clinic.rosa) == "Mood 3 of 10.", "nothing is the draft again"


def test_the_very_words_of_the_draft_are_the_draft(clinic: Clinic) -> None:
    words = clinic.text("attendance", clinic.rosa)
    notes.write_section(clinic.dana, clinic.second.id, "attendance", words, member=clinic.rosa.id)
    clinic.amend(clinic.rosa, late=0, minutes=90)
    assert clinic.text("attendance", clinic.rosa) == "Attended on time, 90 minutes."


def test_writing_over_what_somebody_else_saved_meanwhile_is_refused(clinic: Clinic) -> None:
    rev = clinic.note(clinic.rosa).rev
    fay = clinic.house.sign_in("Fay Facilitator")
    notes.write_section(fay, clinic.second.id, "response", "Calmer.", member=clinic.rosa.id)
    with pytest.raises(Stale):
        notes.write_section(clinic.dana, clinic.second.id, "response", "x", member=clinic.rosa.id, over_rev=rev)
    with pytest.raises(Refused, match="no section 'mood'"):
        notes.write_section(fay, clinic.second.id, "mood", "x", member=clinic.rosa.id)
    with pytest.raises(NotFound):
        notes.write_section(fay, clinic.second.id, "risk", "x", member="0" * 32)


def test_writing_is_undone_and_signing_never_is(clinic: Clinic) -> None:
    notes.write_section(clinic.dana, clinic.second.id, "response", "Calmer.", member=clinic.rosa.id)
    undo.undo(clinic.dana)
    assert clinic.text("response", clinic.rosa) == ""
    notes.sign_note(clinic.dana, clinic.second.id, member=clinic.rosa.id)
    with pytest.raises(Refused, match="“sign notes” is never undone"):
        undo.undo(clinic.dana)


# --- signing --------------------------------------------------------------------------------------------------------


def test_signing_writes_every_section_out_and_nothing_later_changes_it(clinic: Clinic) -> None:
    before = clinic.note(clinic.rosa)
    signed = notes.sign_note(clinic.dana, clinic.second.id, member=clinic.rosa.id, seen=before.seen)
    assert (signed.status, signed.signed_by, signed.due) == (NoteStatus.signed, clinic.dana.staff_id, None)
    clinic.amend(clinic.rosa, late=0, minutes=90, mood=1)
    after = clinic.note(clinic.rosa)
    assert [s.text for s in after.sections] == [s.text for s in before.sections]
    assert {s.name for s in after.sections if s.changed} == {"attendance", "participation"}
    with pytest.raises(Refused, match="signed and stays as it is"):
        notes.write_section(clinic.dana, clinic.second.id, "response", "x", member=clinic.rosa.id)
    with pytest.raises(Refused, match="signed already"):
        notes.sign_note(clinic.dana, clinic.second.id, member=clinic.rosa.id)


def test_what_was_read_is_what_is_signed(clinic: Clinic) -> None:
    seen = clinic.note(clinic.rosa).seen
    clinic.amend(clinic.rosa, mood=2)
    with pytest.raises(Refused, match="changed since you read"):
        notes.sign_note(clinic.dana, clinic.second.id, member=clinic.rosa.id, seen=seen)


def test_another_members_name_blocks_everybody_and_the_shared_layer_names_nobody(clinic: Clinic) -> None:
    notes.write_section(clinic.dana, clinic.second.id, "response", "Comforted KIM warmly.", member=clinic.rosa.id)
    notes.write_section(clinic.dana, clinic.second.id, "process", "Rosa led the talk.")
    (remark,) = clinic.note(clinic.rosa).remarks
    assert (remark.where, remark.why, remark.blocks) == (
        "response",
        "Response: “KIM” is a name of another member.",
        True,
    )
    for member in (clinic.rosa.id, ""):
        with pytest.raises(Refused, match=r"has to be mended: .* is a name of"):
            notes.sign_note(clinic.dana, clinic.second.id, member=member, over_advice=True)


def test_a_danger_that_is_not_spoken_of_blocks(house: House) -> None:
    made = Clinic(house)
    made.close()
    notes.write_section(made.dana, made.second.id, "risk", "Was in good spirits.", member=made.rosa.id)
    safety.raise_concern(made.dana, made.rosa.client, ConcernKind.self_harm, "", session=made.second.id)
    (remark,) = made.note(made.rosa).remarks
    assert remark.blocks
    assert "the record changed since" in remark.why
    notes.write_section(
        made.dana, made.second.id, "risk", "No concern was raised in this session.", member=made.rosa.id
    )
    with pytest.raises(Refused, match="there is an alert or a hold"):
        notes.sign_note(made.dana, made.second.id, member=made.rosa.id, over_advice=True)
    notes.write_section(made.dana, made.second.id, "risk", "", member=made.rosa.id)
    assert notes.sign_note(made.dana, made.second.id, member=made.rosa.id, over_advice=True).status is NoteStatus.signed


def test_advice_is_mended_by_a_facilitator_and_signed_over_by_a_clinician(house: House) -> None:
    made = Clinic(house)
    plan.write_plan(made.dana, made.rosa.client, PLAN)
    made.close()
    fay, carl = house.sign_in("Fay Facilitator"), house.sign_in("Carl Clinician")
    with pytest.raises(Refused, match=r"Objective: none of the plan's is named \(1.1\)"):
        notes.sign_note(fay, made.second.id, member=made.rosa.id)
    with pytest.raises(Refused, match="Only a clinician signs over"):
        notes.sign_note(fay, made.second.id, member=made.rosa.id, over_advice=True)
    assert notes.sign_note(carl, made.second.id, member=made.rosa.id, over_advice=True).signed_by == carl.staff_id


def test_the_objective_worked_on_is_named_with_where_it_stands(house: House) -> None:
    made = Clinic(house)
    plan.write_plan(made.dana, made.rosa.client, PLAN)
    made.amend(made.rosa, objective="1.1")
    made.close()
    assert made.text("objective", made.rosa) == "Worked on objective 1.1, Rest less by day; no data yet."
    assert made.note(made.rosa).ready


def test_one_key_signs_all_without_remark_and_leaves_the_others(clinic: Clinic) -> None:
    notes.write_section(clinic.dana, clinic.second.id, "response", "Sat by Min.", member=clinic.rosa.id)
    signed = notes.sign_all(clinic.dana, clinic.second.id)
    assert {n.member for n in signed if isinstance(n, MemberNote)} == {clinic.kim.id, clinic.min.id}
    assert clinic.note(clinic.rosa).signed is False
    with pytest.raises(Refused, match="without a look"):
        notes.sign_all(clinic.dana, clinic.second.id)


def test_addenda_are_signed_by_name_and_hour_and_only_follow_a_signature(clinic: Clinic) -> None:
    with pytest.raises(Refused, match="not signed yet"):
        notes.add_addendum(clinic.dana, clinic.second.id, "Late.", member=clinic.rosa.id)
    notes.sign_note(clinic.dana, clinic.second.id, member=clinic.rosa.id)
    fay = clinic.house.sign_in("Fay Facilitator")
    with pytest.raises(Refused, match="what is to be added"):
        notes.add_addendum(fay, clinic.second.id, " ", member=clinic.rosa.id)
    notes.add_addendum(fay, clinic.second.id, "Was 5 minutes late, not 12.", member=clinic.rosa.id)
    (added,) = clinic.note(clinic.rosa).addenda
    assert (added.text, added.by, added.at) == ("Was 5 minutes late, not 12.", "Fay Facilitator", clinic.dana.now())
    with pytest.raises(Refused, match="never undone"):
        undo.undo(fay)


@pytest.mark.parametrize("name", ["Ines Intake", "Mona Manager"])
def test_intake_and_managers_neither_see_nor_write_notes(clinic: Clinic, name: str) -> None:
    who = clinic.house.sign_in(name)
    for refused in (
        lambda: session_notes(who, clinic.second.id),
        lambda: client_notes(who, clinic.rosa.client),
        lambda: notes_lines(who, clinic.group),
        lambda: notes.write_section(who, clinic.second.id, "process", "x"),
        lambda: notes.sign_all(who, clinic.second.id),
    ):
        with pytest.raises(NotPermitted):
            refused()


# --- lists ----------------------------------------------------------------------------------------------------------


def test_what_waits_for_a_signature_waits_for_whoever_led(house: House) -> None:
    fay = house.sign_in("Fay Facilitator")
    made = Clinic(house, fay)
    made.close()
    assert [(u.session.number, u.members, u.group) for u in unsigned_notes(made.dana)] == [(1, 3, True)]
    assert [(u.session.number, u.members) for u in unsigned_notes(fay)] == [(2, 3)]
    carl = house.sign_in("Carl Clinician")
    assert unsigned_notes(carl) == []
    with made.dana.db.transaction(made.dana.staff_id, "manager", "remove staff"):
        made.dana.of(Staff).change(fay.staff, left_on=date(2026, 10, 13))
    assert [u.session.number for u in unsigned_notes(carl)] == [2], "nobody's notes are forgotten"


def test_a_groups_sessions_say_how_their_notes_stand(clinic: Clinic) -> None:
    notes.sign_note(clinic.dana, clinic.second.id, member=clinic.kim.id)
    second, first = notes_lines(clinic.dana, clinic.dana.of(Group).get(clinic.group.id))
    assert (second.number, second.unsigned, second.signed, second.group_signed) == (2, 2, 1, False)
    assert (first.number, first.due) == (1, date(2026, 10, 6))


def test_notes_can_be_written_on_a_session_closed_before_notes_were_kept(clinic: Clinic) -> None:
    with clinic.dana.db.transaction(clinic.dana.staff_id, "facilitator", "undo"):
        for kind, table in ((GroupNote, "group_note"), (MemberNote, "member_note")):
            for note in clinic.dana.of(kind).linked(session=clinic.second.id):  # type: ignore[type-var]
                clinic.dana.db.table(table).remove(doc_ids=[note.id])  # type: ignore[list-item]
    assert notes_lines(clinic.dana, clinic.group)[0].group_signed is None
    notes.write_section(clinic.dana, clinic.second.id, "response", "Calmer.", member=clinic.rosa.id)
    assert clinic.text("response", clinic.rosa) == "Calmer."
    notes.sign_all(clinic.dana, clinic.second.id)
    assert clinic.note(clinic.rosa).signed


# --- erased, merged, proved -----------------------------------------------------------------------------------------


def test_erasing_a_person_takes_their_notes_and_what_was_typed_of_them(clinic: Clinic) -> None:
    dana, rosa = clinic.dana, clinic.rosa
    notes.write_section(dana, clinic.second.id, "response", "Frobozz.", member=rosa.id)
    notes.sign_note(dana, clinic.second.id, member=rosa.id)
    notes.add_addendum(dana, clinic.second.id, "Xyzzy.", member=rosa.id)
    drafts.keep_draft(dana, f"note {clinic.second.id} {rosa.id} risk", {"text": "Plugh."})
    assert all(word in content(dana) for word in ("Frobozz", "Xyzzy", "Plugh"))
    erasing.erase(dana, rosa.client, "request of 3 Oct 2026")
    assert not any(word in content(dana) for word in ("Frobozz", "Xyzzy", "Plugh"))
    assert {one.member for one in session_notes(dana, clinic.second.id).layers} == {"", clinic.kim.id, clinic.min.id}
    assert history.proof(dana).faults == ()


def test_merging_two_records_moves_the_notes_and_changes_no_word_of_a_signed_one(clinic: Clinic) -> None:
    dana = clinic.dana
    signed = notes.sign_note(dana, clinic.second.id, member=clinic.rosa.id)
    other = refer.refer(dana, row(family_name="Alvarez", given_name="Rosita"))
    merging.merge(dana, other.client, clinic.rosa.client, "she said so on the phone")
    moved = dana.of(MemberNote).get(signed.id)
    assert moved == msgspec.structs.replace(signed, client=other.client, rev=moved.rev)
    assert [one.note.member for one in client_notes(dana, other.client)] == [clinic.rosa.id, clinic.rosa.id]
    assert history.proof(dana).faults == ()


def test_the_history_of_a_note_tells_its_words_to_clinicians_and_not_to_managers(clinic: Clinic) -> None:
    notes.write_section(clinic.dana, clinic.second.id, "response", "Frobozz.", member=clinic.rosa.id)
    for name, told in (("Carl Clinician", True), ("Mona Manager", False)):
        happened = history.history(clinic.house.sign_in(name), clinic.rosa.client)
        of_notes = [one for one in happened if one.table == "member_note"]
        assert [one.act for one in of_notes] == ["hold a session", "hold a session", "write notes"]
        assert ("Frobozz" in str(of_notes)) == told


def test_only_a_clinician_signs_all_over_advice_and_what_is_blocked_is_left(house: House) -> None:
    made = Clinic(house)
    plan.write_plan(made.dana, made.rosa.client, PLAN)
    made.close()
    notes.write_section(made.dana, made.second.id, "attendance", "Rang Rosa.", member=made.kim.id)
    with pytest.raises(Refused, match="Only a clinician"):
        notes.sign_all(house.sign_in("Fay Facilitator"), made.second.id, over_advice=True)
    signed = notes.sign_all(house.sign_in("Carl Clinician"), made.second.id, over_advice=True)
    assert {n.member for n in signed if isinstance(n, MemberNote)} == {made.rosa.id, made.min.id}

"""A group whose papers are made: a week after its first session, with people who need something, and notes."""

import os
from datetime import date, time
from pathlib import Path
from typing import Any

import msgspec

from groupcare.acts import SignIn, homework, person, safety, session
from groupcare.acts.act import act
from groupcare.exchange.paper_text import paper_text
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Group, Member, MemberStatus, Session
from groupcare.rules.note import Addendum, GroupNote, MemberNote, NoteStatus
from groupcare.rules.paper import Paper
from groupcare.rules.people import Client, EndReason, Interpreter
from tests.clinic import House, looked_at, new_group, seated, sessions

TEXTS = Path(__file__).parent / "papers"


class Printed(msgspec.Struct):
    """The group, its members in order (Alvarez, Brandt, Cho, Diaz), and its sessions."""

    group: Group
    members: list[Member]
    sessions: list[Session]

    @property
    def held(self) -> Session:
        return self.sessions[0]

    @property
    def next(self) -> Session:
        return self.sessions[1]


def printed(house: House, who: SignIn) -> Printed:
    """Tuesday 13 October, noon: session 1 is held and homework set; session 2 is at 14:00."""
    made = new_group(who, room="Room 2", facilitators=("Dana Reyes", "Fay Facilitator"))
    members = seated(who, made, 4)
    known = {
        0: person.Person(family_name="Alvarez", given_name="Rosa", date_of_birth=date(1980, 2, 3), phone="555-0101",
                         safe_contact="text only, not after 18:00", access_needs="step-free; a chair with arms",
                         emergency_contact="Luis Alvarez, brother, 555-0199"),
        1: person.Person(family_name="Brandt", given_name="Kim", preferred_name="Kit", phone="555-0102",
                         date_of_birth=date(1980, 2, 3), language="Korean", interpreting=Interpreter.professional),
    }  # fmt: skip
    for place, fields in known.items():
        person.correct_person(who, members[place].client, fields)
    first = sessions(who, made)[0]
    house.clock.forward(hours=2)
    for member in members:
        session.mark(who, first.id, member.id, Mark.attended)
    homework.set_homework(who, first.id)
    looked_at(who, first)
    house.clock.forward(minutes=88)
    session.close_session(who, first.id)
    house.clock.forward(days=6, hours=20, minutes=32)
    safety.raise_concern(who, members[2].client, safety.ConcernKind.self_harm, "said so on the telephone")
    session.mark(who, sessions(who, made)[1].id, members[3].id, Mark.excused)
    return Printed(who.of(Group).get(made.id), members, sessions(who, made))


def noted(who: SignIn, of: Printed, *, signed: bool = True) -> None:
    """Notes on the session held, on the group and on each member, as the acts that write and sign them leave them."""
    at = who.now()
    lock: dict[str, Any] = (
        {"status": NoteStatus.signed, "signed_by": who.staff_id, "signed_at": at, "due": None} if signed else {}
    )
    said = {
        "attendance": "Attended, on time.",
        "participation": "Took part actively.",
        "objective": "1.1 Gardening by the clock.",
        "homework": "First set today.",
        "scores": "Mood 6 of 10.",
        "risk": "Asked; nothing of concern.",
        "plan": "Practise on five days.",
    }
    about = {"session": of.held.id, "group": of.group.id}
    with act(who, "mark attendance"):
        group = GroupNote(**about, topic="Relaxation.", interventions="Breathing.", process="A lively hour.", **lock)
        before = who.of(GroupNote).linked(session=of.held.id)
        _keep(who, group, before[0] if before else None)
        drafts = {note.member: note for note in who.of(MemberNote).linked(session=of.held.id)}
        for member in of.members:
            added = (Addendum(text="She rang: the log was left at home.", by=who.staff_id, at=at),)
            late = added if signed and member is of.members[0] else ()
            own = {**about, "member": member.id, "client": member.client, "with_answers": True}
            note = MemberNote(**own, addenda=late, **said, **lock)
            _keep(who, note, drafts.get(member.id))


def _keep(who: SignIn, note: GroupNote | MemberNote, before: GroupNote | MemberNote | None) -> None:
    if before is None:
        who.of(type(note)).add(note)
    else:
        who.of(type(note)).save(msgspec.structs.replace(note, id=before.id, rev=before.rev))


def finished(who: SignIn, member: Member) -> Member:
    """They have had all that the curriculum asks for."""
    with act(who, "seat"):
        return who.of(Member).change(
            who.of(Member).get(member.id),
            status=MemberStatus.finished,
            end=who.today(),
            end_reason=EndReason.completed,
            due=None,
        )


def named(who: SignIn, member: Member, family: str, given: str = "Rosa") -> Client:
    """The same person under another name."""
    return person.correct_person(
        who, member.client, person.Person(family_name=family, given_name=given, date_of_birth=date(1980, 2, 3))
    )


def golden(paper: Paper) -> None:
    """Compare the paper as text with what is kept of it; GROUPCARE_FRAMES=write writes it anew."""
    path, text = TEXTS / f"{paper.kind}.txt", "\n".join(paper_text(paper)) + "\n"
    if os.environ.get("GROUPCARE_FRAMES") == "write":
        TEXTS.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; now it is:\n{text}"


AFTER = time(16, 30)
"""When another group can meet on the same day."""

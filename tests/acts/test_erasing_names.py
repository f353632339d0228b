"""An erased person's name goes out of what stands about others in their groups, and the ledger still proves itself."""

from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest

from groupcare.acts import Refused, SignIn, drafts, erasing, ideas, leading, notes, session
from groupcare.queries import history
from groupcare.record.prose import GROUP_PROSE
from groupcare.record.schema import TABLES, Reason
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.group import Debrief, Group, Member, Session
from groupcare.rules.idea import Idea
from groupcare.rules.note import MemberNote
from groupcare.rules.people import Client
from groupcare.rules.unnamed import ERASED
from tests.acts.test_erasing import content
from tests.clinic import House, looked_at, new_group, seated, sessions

AUTHORITY = "Request of 3 Oct 2026, GDPR art. 17"


@pytest.fixture
def dana(house: House) -> SignIn:
    return house.sign_in("Dana Reyes")


@pytest.fixture
def held(dana: SignIn) -> tuple[Group, list[Member], Session]:
    """A held session of Rosa Alvarez, Kim Brandt and Min Cho; Rosa's name stands in debrief, notes, mark and idea."""
    of = new_group(dana)
    members = seated(dana, of, 3)
    first = sessions(dana, of)[0]
    for member in members:
        session.mark(dana, first.id, member.id, Mark.attended)
    session.amend(dana, first.id, members[1].id, note="Sat beside rosa.")
    looked_at(dana, first)
    first = session.close_session(dana, first.id)
    leading.debrief_session(
        dana, first.id, Debrief(quiet="Rosa A. and Kim", drifted="Alvarez, Rosa told of pain", carry_over="x")
    )
    notes.write_section(dana, first.id, "process", "Rosa spoke first.")
    notes.write_section(dana, first.id, "response", "Agreed with Rosa.", member=members[1].id)
    ideas.add_idea(
        dana, ideas.IdeaWords(what="Swimming as Rosa does"), group=of.id, session=first.id, although_named=True
    )
    return of, members, first


Held = tuple[Group, list[Member], Session]


def test_no_planted_name_is_left_anywhere_and_the_chain_is_whole(dana: SignIn, held: Held) -> None:
    of, members, first = held
    drafts.keep_draft(dana, f"idea {of.id}", {"what": "Rosa walks"})
    assert "rosa" in content(dana).casefold()
    erased = erasing.erase(dana, members[0].client, AUTHORITY)
    assert erased.others >= 5
    left = content(dana).casefold()
    assert "rosa" not in left
    assert "alvarez" not in left
    assert history.proof(dana).faults == ()
    debrief = dana.of(Session).get(first.id).debrief
    assert debrief == Debrief(quiet=f"{ERASED}. and Kim", drifted=f"{ERASED} told of pain", carry_over="x")
    assert dana.of(Idea).linked(group=of.id)[0].what == f"Swimming as {ERASED} does"
    mark = next(m for m in dana.of(Attendance).linked(session=first.id) if m.member == members[1].id)
    assert (mark.note, mark.mark) == (f"Sat beside {ERASED}.", Mark.attended)
    kept = drafts.draft(dana, f"idea {of.id}")
    assert kept is not None
    assert kept.fields == {"what": f"{ERASED} walks"}
    assert any(reason.text.endswith(AUTHORITY) for reason in dana.of(Reason).all())


def test_a_name_that_was_put_right_since_goes_out_of_the_ledger_and_what_is_said_now_stays(
    dana: SignIn, held: Held
) -> None:
    of, members, _ = held
    idea = dana.of(Idea).linked(group=of.id)[0]
    ideas.correct_idea(dana, idea.id, ideas.IdeaWords(what="Swimming"))
    erasing.erase(dana, members[0].client, AUTHORITY)
    assert dana.of(Idea).get(idea.id).what == "Swimming"
    assert "Swimming as" not in content(dana)
    assert history.proof(dana).faults == ()


def test_the_changed_documents_can_be_changed_on_and_still_prove_themselves(dana: SignIn, held: Held) -> None:
    of, members, first = held
    erasing.erase(dana, members[0].client, AUTHORITY)
    leading.debrief_session(dana, first.id, Debrief(quiet="nobody"))
    idea = dana.of(Idea).linked(group=of.id)[0]
    ideas.correct_idea(dana, idea.id, ideas.IdeaWords(what="Swimming"))
    assert history.proof(dana).faults == ()


def test_others_of_the_same_name_keep_it_in_what_is_about_them(dana: SignIn, held: Held) -> None:
    _, members, first = held
    kim = dana.of(Client).get(members[1].client)
    with dana.db.transaction(dana.staff_id, "intake", "change a person"):
        dana.of(Client).change(kim, given_name="Rosa")
    erasing.erase(dana, members[0].client, AUTHORITY)
    note = next(n for n in dana.of(MemberNote).linked(session=first.id) if n.member == members[1].id)
    assert note.response == "Agreed with Rosa."
    assert history.proof(dana).faults == ()


def test_a_word_can_be_left_and_the_count_is_told_before(dana: SignIn, held: Held) -> None:
    _, members, first = held
    told = erasing.names_elsewhere(dana, members[0].client)
    assert told["Rosa"] >= 5
    assert told["Alvarez"] == 1
    erasing.erase(dana, members[0].client, AUTHORITY, leave=["rosa"])
    debrief = dana.of(Session).get(first.id).debrief
    assert debrief is not None
    assert debrief.quiet == "Rosa A. and Kim"
    assert debrief.drifted == f"{ERASED}, Rosa told of pain"


def test_an_authority_that_names_them_refuses(dana: SignIn, held: Held) -> None:
    _, members, _ = held
    with pytest.raises(Refused, match="is of their name"):
        erasing.erase(dana, members[0].client, "Letter of Rosa, 3 Oct")
    assert dana.of(Client).find(members[0].client) is not None


NOT_PROSE = {
    "session": {"group", "zone", "led_by", "leaders", "room", "leads.staff"},
    "member": {"client", "referral", "curriculum", "group", "plan", "clinician", "came_from", "waived.by", "paused.by"},
    "attendance": {"session", "group", "member", "client", "marked_by", "phone", "objective"},
    "homework": {
        "client", "member", "group", "session", "objective", "task.unit", "practice.log.unit", "review.by",
        "tried.idea", "tried.by", "practice.log.type",
    },
    "make_up": {"client", "member", "group", "by", "session"},
    "notice": {"client", "member", "group", "session", "told_by", "sessions"},
    "idea": {"added_by", "group", "session", "curriculum"},
    "group_note": {"session", "group", "drafted_from", "signed_by", "addenda.by"},
    "member_note": {"session", "group", "member", "client", "drafted_from", "signed_by", "addenda.by"},
}  # fmt: skip


def _texts(kind: object, at: str = "") -> Iterator[str]:
    if kind is str:
        yield at
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            if field.name not in ("id", "rev"):
                yield from _texts(field.type, f"{at}.{field.name}" if at else field.name)
    else:
        for part in get_args(kind):
            yield from _texts(part, at)


@pytest.mark.parametrize("table", sorted(GROUP_PROSE))
def test_every_text_of_a_group_is_known_as_free_or_not(table: str) -> None:
    known = set(GROUP_PROSE[table]) | NOT_PROSE[table]
    assert set(_texts(TABLES[table].kind)) <= known


def test_every_kind_of_document_of_a_group_is_looked_through() -> None:
    assert {name for name, table in TABLES.items() if "group" in table.links} == set(GROUP_PROSE)

"""Papers of a group: what stands on each and what does not, who may have it, and what takes a release."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from groupcare.acts import Refused, SignIn, consents, homework, session
from groupcare.acts.act import act
from groupcare.exchange.paper_html import paper_html
from groupcare.exchange.paper_text import paper_text
from groupcare.queries.certificate_paper import certificate, certificates
from groupcare.queries.handout_paper import blank_log, handout, member_log
from groupcare.queries.note_paper import group_note, member_note, member_notes
from groupcare.queries.outgoing import NotReleased, Whose, released_to
from groupcare.queries.roster_paper import expected_on, roster
from groupcare.queries.sign_in_paper import sign_in_sheet, sign_in_slips
from groupcare.record.errors import NotFound, NotPermitted
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.clinic import Role
from groupcare.rules.consent import ConsentKind
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.group import Member
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.note import GroupNote, NoteStatus
from groupcare.rules.paper import Grid, Heading, PageBreak, Paper, Paragraph, Rule, Signature, file_name
from tests.clinic import House, new_group, seated, sessions
from tests.exchange.test_papers import HOSTILE, Read
from tests.queries.paper_scene import AFTER, Printed, finished, golden, named, noted, printed

PAGE_ROWS = 80
"""Lines of some 110 letters that a page of A4 or Letter holds at the least."""


@pytest.fixture
def of(house: House, dana: SignIn) -> Printed:
    return printed(house, dana)


def said(paper: Paper) -> str:
    """The paper as text, without its lines being broken."""
    return "\n".join(paper_text(paper, 2000))


EVERY: dict[str, Callable[[SignIn, Printed], Paper]] = {
    "sign-in": lambda w, of: sign_in_sheet(w, of.next.id),
    "sign-in-slips": lambda w, of: sign_in_slips(w, of.next.id),
    "roster": lambda w, of: roster(w, of.group.id),
    "expected": lambda w, of: expected_on(w, of.next.date),
    "handout": lambda w, of: handout(w, of.group.id, (1,)),
    "blank log": lambda w, of: blank_log(w, of.next.id),
    "log": lambda w, of: member_log(w, of.held.id, of.members[0].id),
    "group-note": lambda w, of: group_note(w, of.held.id),
    "member-note": lambda w, of: member_note(w, of.held.id, of.members[0].id),
    "member-notes": lambda w, of: member_notes(w, of.held.id),
    "certificate": lambda w, of: certificate(w, of.members[0].id),
    "certificates": lambda w, of: certificates(w, of.group.id),
}
STAFF = {
    Role.intake: "Ines Intake",
    Role.facilitator: "Fay Facilitator",
    Role.clinician: "Carl Clinician",
    Role.manager: "Mona Manager",
}
THERAPISTS = {Role.facilitator, Role.clinician}
HOUSE = {*THERAPISTS, Role.intake}
MAY_HAVE = {name: THERAPISTS if "note" in name or name == "log" else HOUSE for name in EVERY}


def ready(who: SignIn, of: Printed) -> None:
    """So that every paper can be made."""
    noted(who, of)
    finished(who, of.members[0])


# --- all of them ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in EVERY if name != "blank log"])
def test_each_paper_reads_as_it_did(dana: SignIn, of: Printed, name: str) -> None:
    noted(dana, of)
    if name.startswith("certificate"):
        finished(dana, of.members[0])
        finished(dana, of.members[1])
    golden(EVERY[name](dana, of))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("role", list(STAFF))
def test_a_role_has_the_papers_of_the_views_it_sees(
    house: House, dana: SignIn, of: Printed, name: str, role: Role
) -> None:
    ready(dana, of)
    who = house.sign_in(STAFF[role])
    if role in MAY_HAVE[name]:
        assert EVERY[name](who, of).blocks
    else:
        with pytest.raises(NotPermitted):
            EVERY[name](who, of)


@pytest.mark.parametrize("name", EVERY)
def test_no_name_stands_in_a_file_name_or_a_title(dana: SignIn, of: Printed, name: str) -> None:
    ready(dana, of)
    paper = EVERY[name](dana, of)
    (title,) = Read(paper_html(paper)).of("title")
    for word in ("Alvarez", "Rosa", "Brandt", "Kim", "Kit", "Cho", "Diaz"):
        assert word not in file_name(paper, "html") + title
    assert paper.made_on.isoformat() in file_name(paper, "html")


@pytest.mark.parametrize("name", EVERY)
def test_a_hostile_name_is_a_name_and_changes_nothing_around_it(dana: SignIn, of: Printed, name: str) -> None:
    ready(dana, of)
    plain = Counter(tag for tag, _ in Read(paper_html(EVERY[name](dana, of))).tags)
    for hostile in HOSTILE:
        client = named(dana, of.members[0], hostile, hostile)
        paper = EVERY[name](dana, of)
        content = paper_html(paper)
        assert Counter(tag for tag, _ in Read(content).tags) == plain
        assert client.family_name not in file_name(paper, "html")
        assert client.family_name not in "".join(Read(content).of("title", "style"))


@pytest.mark.parametrize(
    "name", [name for name in EVERY if name not in ("member-notes", "certificates", "sign-in-slips")]
)
def test_each_fits_one_page(dana: SignIn, of: Printed, name: str) -> None:
    ready(dana, of)
    assert len(paper_text(EVERY[name](dana, of), 110)) <= PAGE_ROWS


def test_what_is_about_one_person_says_of_whom_to_the_access_log(dana: SignIn, of: Printed) -> None:
    ready(dana, of)
    rosa = of.members[0].client
    for name in ("log", "member-note", "certificate"):
        assert EVERY[name](dana, of).clients == (rosa,)
    assert set(EVERY["member-notes"](dana, of).clients) == {m.client for m in of.members}
    for name in ("sign-in", "handout", "blank log", "group-note"):
        assert EVERY[name](dana, of).clients == ()


# --- signing in -----------------------------------------------------------------------------------------------------


def test_a_sign_in_sheet_has_first_names_and_initials_and_nothing_more(dana: SignIn, of: Printed) -> None:
    paper = sign_in_sheet(dana, of.next.id)
    (grid,) = (block for block in paper.blocks if isinstance(block, Grid))
    assert [row[0] for row in grid.rows] == ["Kit B.", "Leo D.", "Min C.", "Rosa A.", "", ""]
    assert all(not cell for row in grid.rows for cell in row[1:])
    assert grid.to_fill
    for word in ("Alvarez", "Brandt", "GC-", "■", "Kim", "told us", "Korean", "555-"):
        assert word not in said(paper)


def test_two_of_one_first_name_and_initial_are_told_apart_on_the_sheet(dana: SignIn, of: Printed) -> None:
    named(dana, of.members[1], "Albers")
    paper = sign_in_sheet(dana, of.next.id)
    assert "Rosa Alb." in said(paper)
    assert "Rosa Alv." in said(paper)


def test_no_slip_names_anybody_else(dana: SignIn, of: Printed) -> None:
    slips: list[list[object]] = [[]]
    for block in sign_in_slips(dana, of.next.id).blocks:
        slips[-1].append(block)
        if block == Rule(cut=True):
            slips.append([])
    assert slips.pop() == []
    assert [str(slip[0]) for slip in slips] == [str(Heading(text=n)) for n in ("Kit B.", "Leo D.", "Min C.", "Rosa A.")]
    assert all(isinstance(slip[2], Signature) for slip in slips)


def test_for_a_session_that_is_off_there_is_no_sheet(dana: SignIn, of: Printed) -> None:
    session.cancel_session(dana, of.sessions[2].id, "leader ill")
    with pytest.raises(Refused, match="This session is cancelled: nobody signs in"):
        sign_in_sheet(dana, of.sessions[2].id)


def test_where_nobody_is_expected_there_is_no_sheet(dana: SignIn) -> None:
    made = new_group(dana)
    for make in (sign_in_sheet, sign_in_slips):
        with pytest.raises(Refused, match="Nobody has a seat"):
            make(dana, sessions(dana, made)[0].id)


# --- staff's lists --------------------------------------------------------------------------------------------------


def test_a_roster_tells_how_to_reach_everybody_and_holds_no_reason(dana: SignIn, of: Printed) -> None:
    words = said(roster(dana, of.group.id))
    for part in (
        "Alvarez, Rosa · GC-0001",
        "555-0101",
        "text only, not after 18:00",
        "step-free; a chair with arms",
        "Luis Alvarez, brother, 555-0199",
        "Brandt, Kim · called Kit · GC-0002",
        "professional interpreter; speaks Korean",
        "■ Cho, Min · GC-0003",
        "■ kept from groups for now: a clinician decides",
        "4 of 10 seats",
    ):
        assert part in words, f"{part!r} is not in\n{words}"
    for part in ("self-harm", "said so", "PHQ", "risk", "concern"):
        assert part not in words


def test_the_days_list_has_all_groups_with_who_comes_and_who_told_us(house: House, dana: SignIn, of: Printed) -> None:
    """Nobody is rung up without being told how it is safe."""
    other = new_group(dana, "twelve-module", name="Coping Twelve", start=AFTER, zone="America/Chicago", room="Room 3")
    words = said(expected_on(dana, of.next.date))
    assert words.index("PAIN SKILLS, AUTUMN A") < words.index("COPING TWELVE")
    for part in ("14:00–15:30 · PAIN SKILLS, AUTUMN A · ROOM 2", "told us ahead: not coming", "■ Cho, Min",
                 "professional interpreter", "16:30–18:00 (AMERICA/CHICAGO) · COPING TWELVE · ROOM 3",
                 "555-0101; text only, not after 18:00", "Nobody has a seat at this session.",
                 "Dana Reyes; Fay Facilitator"):  # fmt: skip
        assert part in words, f"{part!r} is not in\n{words}"
    session.cancel_session(dana, sessions(dana, other)[0].id, "leader ill")
    words = said(expected_on(dana, of.next.date))
    assert "Session 1 is cancelled: leader ill. Tell whoever comes." in words
    assert "No group meets on this day." in said(expected_on(dana, of.next.date + timedelta(days=1)))


def test_the_days_list_says_who_is_new_and_who_was_remote(house: House, dana: SignIn, of: Printed) -> None:
    first = next(a for a in dana.of(Attendance).linked(session=of.held.id) if a.member == of.members[0].id)
    with act(dana, "mark attendance"):
        dana.of(Attendance).change(first, mode=Mode.remote)
    rows = {row[0]: row[1] for block in expected_on(dana, of.next.date).blocks if isinstance(block, Grid)
            for row in block.rows}  # fmt: skip
    assert rows["Alvarez, Rosa · GC-0001"] == "remote last time"
    assert rows["Brandt, Kim · called Kit · GC-0002"] == ""
    assert rows["■ Cho, Min · GC-0003"] == ""
    session.mark(dana, of.next.id, of.members[0].id, Mark.attended, details=session.Details(
        mode=Mode.remote, location="at her sister's", phone="555-0177"))  # fmt: skip
    assert "remote, at her sister's, 555-0177" in said(expected_on(dana, of.next.date))


def test_somebody_at_their_first_session_is_new(dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 1)
    assert "new" in said(expected_on(dana, dana.today())).split()


# --- to take home ---------------------------------------------------------------------------------------------------


def test_a_handout_has_every_word_of_the_module_and_names_nobody(dana: SignIn, of: Printed) -> None:
    for module in of.group.curriculum.module:
        words = " ".join(said(handout(dana, of.group.id, (module.number,))).split()).casefold()
        for line in module.handout.splitlines():
            assert " ".join(line.removeprefix("- ").split()).casefold() in words
    assert handout(dana, of.group.id, (1,)).large


def test_two_modules_of_a_session_begin_a_page_each(dana: SignIn, of: Printed) -> None:
    paper = handout(dana, of.group.id, (1, 2))
    assert paper.reference == "G-001-module-1-2"
    assert sum(isinstance(block, PageBreak) for block in paper.blocks) == 1
    with pytest.raises(NotFound, match="no module 99"):
        handout(dana, of.group.id, (99,))
    with pytest.raises(Refused, match="no module"):
        handout(dana, of.group.id, ())


def test_a_blank_log_has_a_row_for_each_day_to_the_next_session_and_no_name(dana: SignIn, of: Printed) -> None:
    paper = blank_log(dana, of.held.id)
    (grid,) = (block for block in paper.blocks if isinstance(block, Grid))
    assert [row[0] for row in grid.rows] == ["Wed 7 Oct", "Thu 8 Oct", "Fri 9 Oct", "Sat 10 Oct", "Sun 11 Oct",
                                             "Mon 12 Oct", "Tue 13 Oct"]  # fmt: skip
    assert "on 5 of 7 days" in said(paper)
    assert "Bring it on Tue 13 Oct 2026." in said(paper)
    assert "Rosa" not in said(paper)


def test_a_members_log_has_what_was_set_for_them_and_their_first_name_only(dana: SignIn, of: Printed) -> None:
    own = HomeworkTask(kind=HomeworkKind.own_task, what="Water the plants on the balcony.", days=2)
    homework.set_homework(dana, of.held.id, members=[of.members[0].id], task=own, days=2)
    words = said(member_log(dana, of.held.id, of.members[0].id))
    assert "Water the plants on the balcony." in words
    assert "on 2 of 7 days" in words
    assert "Rosa A." in words
    assert "Alvarez" not in words
    assert "Water the plants" not in said(member_log(dana, of.held.id, of.members[1].id))


@pytest.mark.parametrize("kind", list(HomeworkKind))
def test_every_kind_of_homework_has_a_log_that_fits_a_page(dana: SignIn, of: Printed, kind: HomeworkKind) -> None:
    task = HomeworkTask(kind=kind, what="As agreed.", days=3, minutes=10)
    homework.set_homework(dana, of.held.id, task=task, days=3)
    paper = member_log(dana, of.held.id, of.members[0].id)
    (grid,) = (block for block in paper.blocks if isinstance(block, Grid))
    assert len(grid.head) > 2
    assert len(paper_text(paper, 90)) <= 60


def test_nobody_from_elsewhere_has_a_log_of_a_session(dana: SignIn, of: Printed) -> None:
    (other,) = seated(dana, new_group(dana, name="Other", start=AFTER), 1)
    with pytest.raises(NotFound, match="expected at session 1"):
        member_log(dana, of.held.id, other.id)


# --- notes ----------------------------------------------------------------------------------------------------------


def test_a_draft_says_so_first_and_has_lines_to_sign(dana: SignIn, of: Printed) -> None:
    noted(dana, of, signed=False)
    for paper in (group_note(dana, of.held.id), member_note(dana, of.held.id, of.members[0].id)):
        first = paper.blocks[0]
        assert isinstance(first, Paragraph)
        assert first.strong
        assert first.text.startswith("DRAFT, NOT SIGNED")
        assert isinstance(paper.blocks[-1], Signature)
    pages = said(member_notes(dana, of.held.id))
    assert pages.count("DRAFT, NOT SIGNED") == 4


def test_a_signed_note_says_by_whom_and_when_and_what_was_added(dana: SignIn, of: Printed) -> None:
    noted(dana, of)
    words = said(member_note(dana, of.held.id, of.members[0].id))
    assert "Signed Tue 13 Oct 2026 12:00 by Dana Reyes." in words
    assert "She rang: the log was left at home." in words
    assert "DRAFT" not in words


def test_a_signed_note_whose_shared_part_is_a_draft_says_so_there_and_leaves_for_nobody(
    dana: SignIn, of: Printed
) -> None:
    noted(dana, of)
    shared = dana.of(GroupNote).linked(session=of.held.id)[0]
    with act(dana, "mark attendance"):
        dana.of(GroupNote).change(shared, status=NoteStatus.draft, signed_by=None, signed_at=None)
    words = said(member_note(dana, of.held.id, of.members[0].id))
    assert "! This part, which all members share, is not signed yet." in words
    assert "DRAFT" not in words
    with pytest.raises(Refused, match="not signed yet"):
        member_note(dana, of.held.id, of.members[0].id, whose=Whose.member)


def test_a_members_note_carries_that_member_only(dana: SignIn, of: Printed) -> None:
    noted(dana, of)
    words = said(member_note(dana, of.held.id, of.members[0].id))
    for other in ("Brandt", "Kim", "Kit", "Cho", "Diaz", "GC-0002"):
        assert other not in words
    assert "A lively hour." not in words, "what is about the others stays in the group's note"
    assert "Breathing." in words
    pages = said(member_notes(dana, of.held.id)).split("═" * 2000)
    assert ["Kit" in page or "GC-0002" in page for page in pages] == [False, True, False, False]
    for place, name in enumerate(("Rosa Alvarez", "Kim Brandt", "Min Cho", "Leo Diaz")):
        assert [name in page for page in pages] == [n == place for n in range(4)]


def test_scores_are_printed_for_whoever_may_see_answers_alone(house: House, dana: SignIn, of: Printed) -> None:
    noted(dana, of)
    for name, seen in (("Carl Clinician", True), ("Fay Facilitator", False)):
        who = house.sign_in(name)
        for words in (said(member_note(who, of.held.id, of.members[0].id)), said(member_notes(who, of.held.id))):
            assert ("Mood 6 of 10." in words) is seen
            assert ("The scores are told to whoever may see answers." in words) is not seen


def test_the_group_note_names_no_member(dana: SignIn, of: Printed) -> None:
    noted(dana, of)
    words = said(group_note(dana, of.held.id))
    for name in ("Alvarez", "Rosa", "Brandt", "Kim", "GC-"):
        assert name not in words
    assert "4 members" in words


def test_without_a_note_there_is_no_paper(dana: SignIn, of: Printed) -> None:
    for make in (group_note, member_notes, lambda w, s: member_note(w, s, of.members[0].id)):
        with pytest.raises(Refused, match="notes are written once"):
            make(dana, of.next.id)
    noted(dana, of)
    (other,) = seated(dana, new_group(dana, name="Other", start=AFTER), 1)
    with pytest.raises(Refused, match="no note on this"):
        member_note(dana, of.held.id, other.id)


# --- certificates ---------------------------------------------------------------------------------------------------


def test_a_certificate_says_what_when_and_how_often_and_nothing_clinical(dana: SignIn, of: Printed) -> None:
    finished(dana, of.members[0])
    words = said(certificate(dana, of.members[0].id))
    for part in ("Rosa Alvarez has completed the programme below.", "8 weeks · pain skills", "Tue 6 Oct 2026",
                 "1 session", "Dana Reyes", "Fay Facilitator", "Handed to the person themself."):  # fmt: skip
        assert part in words, f"{part!r} is not in\n{words}"
    for part in ("diagnos", "score", "PHQ", "M54", "mood", "risk", "safety", "born"):
        assert part.casefold() not in words.casefold()


def test_a_certificate_counts_what_was_had_before_a_transfer_and_individually(dana: SignIn, of: Printed) -> None:
    rosa = of.members[0]
    other = new_group(dana, name="Other", start=AFTER)
    with act(dana, "seat"):
        now = dana.of(Member).add(
            Member(client=rosa.client, referral=rosa.referral, curriculum=rosa.curriculum, status=rosa.status,
                   start=dana.today(), group=other.id, came_from=rosa.id)
        )  # fmt: skip
        dana.of(MakeUp).add(
            MakeUp(client=rosa.client, member=now.id, group=other.id, module=2, on=date(2026, 10, 12),
                   by=dana.staff_id, status=MakeUpStatus.done)
        )  # fmt: skip
        dana.of(MakeUp).add(
            MakeUp(client=rosa.client, member=now.id, group=other.id, module=3, on=date(2026, 10, 13),
                   by=dana.staff_id, status=MakeUpStatus.missed)
        )  # fmt: skip
    words = said(certificate(dana, finished(dana, now).id))
    assert "1 session and 1 individual meeting" in words
    assert "Mon 12 Oct 2026" in words


def test_whoever_has_not_finished_or_never_came_has_no_certificate(dana: SignIn, of: Printed) -> None:
    with pytest.raises(Refused, match="GC-0001 has not completed"):
        certificate(dana, of.members[0].id)
    with pytest.raises(Refused, match="Nobody has completed"):
        certificates(dana, of.group.id)
    (never,) = seated(dana, new_group(dana, name="Other", start=AFTER), 1)
    finished(dana, never)
    with pytest.raises(Refused, match="marked at no session"):
        certificate(dana, never.id)


def test_certificates_of_a_group_are_a_page_for_each_who_has_finished(dana: SignIn, of: Printed) -> None:
    finished(dana, of.members[0])
    finished(dana, of.members[3])
    pages = said(certificates(dana, of.group.id)).split("═" * 2000)
    assert ["Rosa Alvarez" in page for page in pages] == [True, False]
    assert ["Leo Diaz" in page for page in pages] == [False, True]
    assert all("CERTIFICATE OF COMPLETION" in page and "Handed to the person themself" in page for page in pages)


# --- what leaves the clinic -----------------------------------------------------------------------------------------


SENT: dict[str, Callable[[SignIn, Printed, str], Paper]] = {
    "certificate": lambda w, of, to: certificate(w, of.members[0].id, to=to),
    "member-note": lambda w, of, to: member_note(w, of.held.id, of.members[0].id, to=to),
}


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize(
    "fields",
    [
        None,
        {"to": "Dr Lee"},
        {"given": False},
        {"signed_on": date(2026, 9, 1), "expires_on": date(2026, 10, 12)},
    ],
    ids=["none", "to another", "refused", "expired"],
)
def test_without_a_release_in_force_to_exactly_that_person_nothing_is_sent(
    dana: SignIn, of: Printed, name: str, fields: dict[str, object] | None
) -> None:
    ready(dana, of)
    client = of.members[0].client
    if fields is not None:
        consents.record_consent(dana, client, ConsentKind.release, **{"to": "Dr Rivera", **fields})  # type: ignore[arg-type]
    consents.record_consent(dana, of.members[1].client, ConsentKind.release, to="Dr Rivera")
    with pytest.raises(NotReleased, match="No release of information from GC-0001 to Dr Rivera") as refused:
        SENT[name](dana, of, "Dr Rivera")
    assert "Alvarez" not in str(refused.value)


@pytest.mark.parametrize("name", SENT)
def test_with_a_release_it_is_sent_and_says_on_what_right_until_it_is_taken_back(
    dana: SignIn, of: Printed, name: str
) -> None:
    ready(dana, of)
    client = of.members[0].client
    kept = consents.record_consent(dana, client, ConsentKind.release, to="Dr Rivera", expires_on=date(2027, 1, 4))
    paper = SENT[name](dana, of, "dr  rivera")
    assert paper.about.startswith("To Dr Rivera\n")
    assert "Sent to Dr Rivera by the person's release of information, signed Tue 13 Oct 2026" in said(paper)
    assert "in force until Mon 4 Jan 2027" in said(paper)
    assert released_to(dana, client) == ("Dr Rivera",)
    consents.revoke_consent(dana, kept.id)
    assert released_to(dana, client) == ()
    with pytest.raises(NotReleased):
        SENT[name](dana, of, "Dr Rivera")


def test_what_stays_and_what_is_handed_over_needs_no_release_and_says_which(dana: SignIn, of: Printed) -> None:
    ready(dana, of)
    place = of.held.id, of.members[0].id
    assert "It stays in the house" in said(member_note(dana, *place))
    assert "Handed to the person themself" in said(member_note(dana, *place, whose=Whose.member))
    assert "It stays in the house" in said(group_note(dana, of.held.id))
    for name in ("roster", "expected"):
        assert "For the clinic's own use" in said(EVERY[name](dana, of))


@pytest.mark.parametrize("to", ["", "Dr Rivera"])
def test_a_draft_leaves_the_clinic_for_nobody(dana: SignIn, of: Printed, to: str) -> None:
    noted(dana, of, signed=False)
    consents.record_consent(dana, of.members[0].client, ConsentKind.release, to="Dr Rivera")
    with pytest.raises(Refused, match="not signed yet"):
        member_note(dana, of.held.id, of.members[0].id, to=to, whose=Whose.member)

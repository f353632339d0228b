"""Names of others, layers nearly the same, and what a note lacks before it is signed."""

import re
import unicodedata
from datetime import date, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from groupcare.rules.attendance import Mark
from groupcare.rules.note import GROUP_SECTIONS, GroupNote, MemberNote, NoteStatus
from groupcare.rules.note_check import (
    ALSO_WORDS,
    PARTICLES,
    names_in,
    nearly_same,
    parts,
    percent_alike,
    remarks_on_group,
    remarks_on_member,
)
from groupcare.rules.note_draft import NO_CONCERN, draft_group, draft_member
from groupcare.rules.note_facts import GroupFacts, MemberFacts, RiskFact
from groupcare.rules.note_layers import NoteFacts, layers
from groupcare.rules.policy import Route
from groupcare.rules.text import clean, name_key

DAY = date(2026, 10, 6)
CALENDAR = {
    name
    for month in range(1, 13)
    for name in (f"{date(2026, month, 1):%b}".lower(), f"{date(2026, month, 1):%B}".lower())
}


def member(number: int, *names: str, **fields: object) -> MemberFacts:
    return MemberFacts(member=f"m{number}", client=f"c{number}", names=names, on=DAY, **fields)  # type: ignore[arg-type]


# --- names ----------------------------------------------------------------------------------------------------------


def found(text: str, *names: str) -> bool:
    return bool(names_in(text, parts(names)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Rosa", "ROSA was moved."),
        ("Rosa", "It was rosa’s idea."),
        ("Müller", "Sat beside muller."),
        ("Zoë", "Zoe\u0308 laughed."),
        ("O'Neil", "Spoke with O’Neil."),
        ("García-Lopez", "Agreed with Lopez."),
        ("[/red] O'Neil", "neil"),
        ("van der Berg", "Berg said so."),
        ("Will", "Then Will spoke."),
        ("May", "Sat by May."),
        ("Jan", "Was helped by Jan."),
        ("Sunita", "Saw Sunita 5 May."),
        ("Jo", "Sat beside Jo."),
        ("小明", "和小明说了话"),
        ("שלום", "דיבר עם שלום."),
        ("นภา", "คุยกับนภาแล้ว"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, text: str) -> None:
    assert found(text, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Rosa", "Has rosacea."),
        ("Ann", "The annual review."),
        ("Will", "She will practise."),
        ("May", "It may rest."),
        ("May", "Next session Tue 5 May, 14:00."),
        ("May", "Better since May."),
        ("April", "April 2027 is the review."),
        ("Min", "Was 12 min late."),
        ("Jo", "jo"),
        ("van der Berg", "Came by van."),
        ("An", "An idea came up."),
        ("", "anything"),
    ],
)
def test_what_only_looks_like_a_name_is_none(name: str, text: str) -> None:
    assert not found(text, name)


def test_phrases_of_the_record_are_no_names_of_members_and_single_words_hide_none() -> None:
    wanted = parts(("Reyes", "Styles"))
    assert not names_in("Led by Dana Reyes. Topic: Coping Styles.", wanted, ("Dana Reyes", "Coping Styles"))
    assert names_in("Dana and Reyes talked.", wanted, ("Dana Reyes", "Reyes")) == ("Reyes",)


WORD = st.text(st.characters(categories=("Lu", "Ll")), min_size=3, max_size=12)
AROUND = st.text("abc 012.,;:!?()[]’'\n–", max_size=20)
BETWEEN = st.sampled_from([" ", ".", ", ", "’", "\n", "(", "–", "'"])


@given(WORD, AROUND, AROUND, BETWEEN, BETWEEN, st.sampled_from(["as it is", "upper", "lower", "apart", "joined"]))
def test_no_name_hides_behind_case_accents_or_punctuation(
    name: str, before: str, after: str, left: str, right: str, how: str
) -> None:
    name = clean(name)
    assume(name_key(name) not in ALSO_WORDS | PARTICLES | CALENDAR and len(name) >= 3)
    written = {
        "upper": name.upper(),
        "lower": name.lower(),
        "apart": unicodedata.normalize("NFD", name),
        "joined": unicodedata.normalize("NFC", name),
    }.get(how, name)
    assume(name_key(written) == name_key(name) and parts((name,)))
    assert names_in(f"{before}{left}{written}{right}{after}", parts((name,)))


NAMES = ("Alvarez", "Rosa", "Brandt", "Kim", "Cho", "Diaz", "Leo")
SAID = st.lists(st.sampled_from([*NAMES, "rosa", "KIM’s", "calm", "spoke", "1.1", "early", "[/b]"]), max_size=9).map(
    " ".join
)


@given(st.lists(SAID, min_size=3, max_size=3), SAID, st.sampled_from([Mark.attended, Mark.absent, None]))
def test_no_other_members_name_survives_in_a_layer_that_could_be_signed(
    written: list[str], process: str, mark: Mark | None
) -> None:
    people = (("Alvarez", "Rosa"), ("Brandt", "Kim"), ("Diaz", "Leo", "Rosa"))
    members = tuple(member(i, *names, mark=mark) for i, names in enumerate(people))
    notes = {
        m.member: MemberNote(session="s", group="g", member=m.member, client=m.client, response=text)
        for m, text in zip(members, written, strict=True)
    }
    facts = NoteFacts(
        group=GroupFacts(on=DAY, number=1, of=8, start=time(14), minutes=90),
        group_note=GroupNote(session="s", group="g", process=process),
        members=members,
        notes=notes,
        names={m.client: m.names for m in members},
        allowed=(),
    )
    for layer in layers(facts, discreet=False):
        own = {name for m in members if m.member == layer.member for name in m.names}
        others = {name for names in people for name in names} - own
        words = {word.lower() for text in layer.texts.values() for word in re.findall(r"[A-Za-z]+", text)}
        named = bool({name.lower() for name in others} & words)
        assert layer.blocked == named


# --- alike ----------------------------------------------------------------------------------------------------------


def test_layers_are_nearly_the_same_by_what_people_wrote_in_them() -> None:
    one = "Tried the breathing in the group and will do it on three days of the week."
    assert nearly_same({"a": one, "b": one.upper(), "c": "Said little and left early, tired after a bad night."}) == {
        "a",
        "b",
    }
    assert percent_alike(one, one) == 100
    assert percent_alike("Calmer now.", "Calmer now.") == 0, "a few words tell nothing"


@given(st.text("ab cd", max_size=60), st.text("ab cd", max_size=60))
def test_alike_is_the_same_both_ways_and_within_bounds(one: str, other: str) -> None:
    assert percent_alike(one, other) == percent_alike(other, one)
    assert 0 <= percent_alike(one, other) <= 100


# --- what a layer lacks ---------------------------------------------------------------------------------------------


def lacking(facts: MemberFacts, **texts: str) -> dict[str, bool]:
    """Sections with a remark, and whether it blocks."""
    return {r.where: r.blocks for r in remarks_on_member({**draft_member(facts, discreet=False), **texts}, facts)}


def test_an_objective_is_cited_by_its_key_and_no_other_number_is_taken_for_one() -> None:
    facts = member(1, mark=Mark.attended, mood=5, next_on=DAY, objectives=("1.1", "2.1"))
    assert lacking(facts) == {"objective": False}
    assert lacking(facts, response="Worked on 2.1 at home.") == {}
    assert lacking(facts, response="Worked on 2.1.") == {}
    assert lacking(facts, response="Scored 12.1 and 2.15.") == {"objective": False}
    assert lacking(member(1, mark=Mark.attended, mood=5, next_on=DAY)) == {}, "without a plan there is none to cite"
    assert lacking(member(1, mark=Mark.absent, next_on=DAY, objectives=("1.1",))) == {}


def test_only_sections_that_fit_are_asked_for() -> None:
    assert lacking(member(1, mark=Mark.attended, next_on=DAY)) == {"participation": False}
    assert lacking(member(1, mark=Mark.attended, next_on=DAY), response="Calmer.") == {}
    assert lacking(member(1)) == {"participation": False, "attendance": False, "plan": False}
    assert lacking(member(1, mark=Mark.excused, next_on=DAY)) == {}


@given(st.sampled_from(list(Mark)), st.booleans(), st.sampled_from(["", NO_CONCERN, f"Well. {NO_CONCERN}"]))
def test_a_danger_blocks_until_the_risk_section_speaks_of_it(mark: Mark, held: bool, risk: str) -> None:
    risks = () if held else (RiskFact(level=Route.review, here=True, done=("Called.",)),)
    facts = member(1, mark=mark, mood=5, held=held, risks=risks)
    assert lacking(facts, risk=risk)["risk"] is True
    assert "risk" not in lacking(facts)


@pytest.mark.parametrize(
    ("fields", "remarked"),
    [({}, True), ({"done": ("Called.",)}, False), ({"closed": True}, False), ({"in_error": True}, False)],
)
def test_an_open_alert_on_which_nothing_was_done_is_looked_at_before_signing(
    fields: dict[str, object], remarked: bool
) -> None:
    risk = RiskFact(level=Route.urgent, here=True, **fields)  # type: ignore[arg-type]
    facts = member(1, mark=Mark.attended, mood=5, next_on=DAY, risks=(risk,))
    assert lacking(facts) == ({"risk": False} if remarked else {}), "advice, which a clinician may sign over"


@pytest.mark.parametrize(
    ("began", "ended", "doubtful"),
    [
        (time(14, 39), time(14, 43), True),
        (time(14), time(14, 44), True),
        (time(14), time(14, 45), False),
        (time(23, 30), time(0, 50), False),
        (time(14), None, False),
    ],
)
def test_times_shorter_than_half_of_the_session_are_not_drafted_and_are_to_be_looked_at(
    began: time, ended: time | None, doubtful: bool
) -> None:
    facts = GroupFacts(on=DAY, number=1, of=8, start=time(14), minutes=90, began=began, ended=ended)
    texts = {**dict.fromkeys(GROUP_SECTIONS, "Something."), "heading": draft_group(facts)["heading"]}
    assert ("Planned 14:00–15:30." in texts["heading"]) == doubtful
    remarks = remarks_on_group(texts, facts)
    assert [(r.where, r.blocks) for r in remarks] == ([("heading", False)] if doubtful else [])
    assert remarks_on_group({**texts, "heading": "Held from 14:00 to 15:30."}, facts) == []


def test_a_concern_raised_in_error_alone_is_no_danger() -> None:
    facts = member(1, mark=Mark.attended, mood=5, risks=(RiskFact(level=Route.urgent, here=True, in_error=True),))
    assert "risk" not in lacking(facts)
    assert "raised in error" in draft_member(facts, discreet=True)["risk"]


def test_a_signed_note_has_no_remarks() -> None:
    one = member(1, "Rosa", mark=Mark.attended)
    note = MemberNote(session="s", group="g", member="m1", client="c1", response="Kim", status=NoteStatus.signed)
    facts = NoteFacts(
        group=GroupFacts(on=DAY, number=1, of=8, start=time(14), minutes=90),
        group_note=GroupNote(session="s", group="g"),
        members=(one,),
        notes={"m1": note},
        names={"c1": ("Rosa",), "c2": ("Kim",)},
        allowed=(),
    )
    assert layers(facts, discreet=True)[1].remarks == ()

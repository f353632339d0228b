"""The plan check on the record: what it reads beside the plan, and a remark that a clinician keeps."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from groupcare.acts import Refused, SignIn, consents, plan, refer
from groupcare.queries import find
from groupcare.queries.chart import chart
from groupcare.queries.plan_check import plan_check
from groupcare.record.db import StoredDocument
from groupcare.record.documents import decode
from groupcare.record.errors import NotPermitted
from groupcare.record.schema import TABLE_OF
from groupcare.rules.consent import ConsentHow, ConsentKind
from groupcare.rules.group import Group, Member
from groupcare.rules.people import Client, Referral
from groupcare.rules.plan import Attained, Experiment, Plan, PlanContact, PlanContent, PlanReview, PlanStatus
from groupcare.rules.plan_remark import Remark, RemarkKind
from tests.clinic import House, new_group, referred
from tests.rules.plans import sound


def written(who: SignIn, referral: Referral, content: PlanContent | None = None) -> Plan:
    content = content or sound()
    today = who.today()
    goal = replace(
        content.goal[0],
        objective=tuple(
            replace(o, by=today + timedelta(weeks=12), baseline_on=today) for o in content.goal[0].objective
        ),
    )
    dated = replace(content, dated=today, review_on=today + timedelta(days=90), goal=(goal,))
    return plan.write_plan(who, referral.client, dated)


def remarks(who: SignIn, referral: Referral) -> list[tuple[RemarkKind, str]]:
    _, found = plan_check(who, client(who, referral))
    return [(r.kind, r.where) for r in found.stand]


def client(who: SignIn, referral: Referral) -> Client:
    return who.of(Client).get(referral.client)


def test_the_check_reads_scores_consents_and_the_referrer(dana: SignIn) -> None:
    referral = referred(dana, phq9="222221110", referrer="Dr Rivera, pain medicine")
    written(dana, referral, sound(heading=replace(sound().heading, prescriber=""), contact=()))
    assert remarks(dana, referral) == [(RemarkKind.depression, "plan"), (RemarkKind.coordination, "contact")]
    refer.record_answers(dana, referral.id, "phq-9", (*(0,) * 9, 0))
    written(dana, referral)
    assert remarks(dana, referral) == [(RemarkKind.coordination, "contact 0")]
    consents.record_consent(dana, referral.client, ConsentKind.release, how=ConsentHow.paper, to="Dr Rivera")
    assert remarks(dana, referral) == []


def test_the_check_reads_the_curriculum_of_the_persons_group(dana: SignIn) -> None:
    referral = referred(dana)
    consents.record_consent(dana, referral.client, ConsentKind.release, how=ConsentHow.paper, to="Dr Rivera")
    goal = replace(sound().goal[0], intervention=())
    written(dana, referral, sound(goal=(goal,), experiment=(Experiment(activity="Stairs"),)))
    assert remarks(dana, referral) == [(RemarkKind.passive, "plan")]
    group = new_group(dana, "twelve-module")
    seated(dana, group, referral)
    assert remarks(dana, referral) == []


def seated(who: SignIn, group: Group, referral: Referral) -> None:
    with who.db.transaction(who.staff_id, "facilitator", "seat"):
        member = Member(
            client=referral.client, group=group.id, curriculum=group.curriculum.id, referral=referral.id,
            start=who.today(), status="active",
        )  # fmt: skip
        who.of(Member).add(member)


def one(who: SignIn, referral: Referral) -> Remark:
    _, found = plan_check(who, client(who, referral))
    (remark,) = found.stand
    return remark


def test_a_remark_is_kept_with_a_reason_and_the_plan_stays_signed(dana: SignIn) -> None:
    referral = referred(dana)
    made = plan.sign_plan(dana, written(dana, referral).id)
    remark = one(dana, referral)
    with pytest.raises(Refused, match="Say in a few words why"):
        plan.keep_remark(dana, made.id, remark, "  ")
    kept = plan.keep_remark(dana, made.id, remark, "She will sign the release on Friday.")
    assert kept.status is PlanStatus.signed
    assert [(k.reason, k.by, k.on) for k in kept.kept_remarks] == [
        ("She will sign the release on Friday.", dana.staff_id, dana.today())
    ]
    shown = chart(dana, find.client(dana, referral.client)).checked
    assert shown.stand == ()
    assert [(r.where, k.reason) for r, k in shown.kept] == [("contact 0", "She will sign the release on Friday.")]


def test_another_reason_takes_the_place_of_the_first(dana: SignIn) -> None:
    referral = referred(dana)
    made = written(dana, referral)
    remark = one(dana, referral)
    plan.keep_remark(dana, made.id, remark, "first")
    assert [k.reason for k in plan.keep_remark(dana, made.id, remark, "second").kept_remarks] == ["second"]


def test_a_kept_remark_stands_again_once_its_part_was_changed(dana: SignIn) -> None:
    referral = referred(dana)
    made = written(dana, referral)
    plan.keep_remark(dana, made.id, one(dana, referral), "known")
    content = replace(made.content, contact=(PlanContact(name="Dr Osei"),))
    after = plan.write_plan(dana, referral.client, content)
    assert len(after.kept_remarks) == 1
    assert "Dr Osei" in one(dana, referral).why


def test_facilitators_see_the_check_and_keep_nothing(dana: SignIn, house: House) -> None:
    referral = referred(dana)
    made = written(dana, referral)
    fay = house.sign_in("Fay Facilitator")
    assert remarks(fay, referral) == [(RemarkKind.coordination, "contact 0")]
    with pytest.raises(NotPermitted):
        plan.keep_remark(fay, made.id, one(dana, referral), "no")


def test_a_plan_of_before_is_read_with_what_it_lacks_left_empty(dana: SignIn) -> None:
    made = written(dana, referred(dana))
    stored = dict(dana.of(Plan).table.get(doc_id=made.id) or {})
    del stored["kept_remarks"]
    for name in ("experiment", "contact", "review"):
        del stored["content"][name]
    for name in ("site", "duration", "length", "individual_clinician", "individual_seen"):
        del stored["content"]["heading"][name]
    for goal in stored["content"]["goal"]:
        del goal["task"], goal["weight"]
    old = decode(TABLE_OF[Plan], StoredDocument(stored, made.id))
    assert old.content == replace(made.content, contact=())
    assert old.kept_remarks == ()


def test_a_review_holds_what_was_attained(dana: SignIn) -> None:
    referral = referred(dana)
    content = written(dana, referral).content
    review = PlanReview(on=dana.today(), attained=(Attained(goal=1, words="Walk", level=1, said="to the market"),))
    assert plan.write_plan(dana, referral.client, replace(content, review=(review,))).content.review == (review,)
    wrong = replace(review, attained=(replace(review.attained[0], level=3),))
    with pytest.raises(Refused, match="from −2 to \\+2"):
        plan.write_plan(dana, referral.client, replace(content, review=(wrong,)))

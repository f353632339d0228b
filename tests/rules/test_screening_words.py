"""What a screening says: each finding in words, with its source and the very answers it rests on; what is missing."""

from datetime import date

import pytest
from msgspec import structs

from groupcare.rules.policy import Kind, Route, Rule
from groupcare.rules.screening import UNASKED as ASK_IT
from groupcare.rules.screening import Finding, Missing, Outcome, missing_words, screen
from tests.rules.cases import standing
from tests.rules.oracle import (
    MEASURES,
    OBSERVATIONS,
    PARTICIPATION,
    POLICY,
    RED_FLAGS,
    TODAY,
    UNASKED,
    Answer,
    Case,
    all_set,
)
from tests.rules.test_screening_cssrs import since_last

ITEM9 = (0, 0, 0, 0, 0, 0, 0, 0, 2)
SEVERE = (3, 3, 3, 3, 3, 3, 2, 0, 0)
OLDER = (0, 0, None, None, None, 1, 0)
TOLD = "C-SSRS question 6 is yes, more than 3 months ago: moderate risk"


def of(rule: str, out: Outcome) -> Finding:
    (one,) = [f for f in out.findings if f.rule == rule]
    return one


def intake(case: Case) -> Outcome:
    return screen(structs.replace(case.answered(), evidence="this intake"), POLICY, MEASURES, TODAY)


# --- words, and what they rest on ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "rule", "words"),
    [
        (Case(imminent=True), "imminent-risk", "staff report imminent risk"),
        (Case(born=None), "age", "no birth date is recorded"),
        (Case(born=date(2010, 1, 2)), "age", "16 years old, under 18"),
        (
            Case(observations={**all_set(OBSERVATIONS, False), "mania": True}),
            "observation: mania",
            "clinical observation: mania",
        ),
        (
            Case(participation={**all_set(PARTICIPATION, True), "listen": False}),
            "participation: listen",
            "taking part in a group: not yet able or agreed, listen",
        ),
        (
            Case(red_flags={**all_set(RED_FLAGS, False), "fever": True}),
            "red-flag: fever",
            "medical red flag: medical reassessment first: fever",
        ),
    ],
)
def test_what_intake_asked_and_saw_is_said_and_rests_on_this_intake(case: Case, rule: str, words: str) -> None:
    finding = of(rule, intake(case))
    assert (finding.detail, finding.evidence.partition("@")[0]) == (words, "this intake")


@pytest.mark.parametrize(
    ("phq9", "stated", "words"),
    [
        (SEVERE, None, "total 20"),
        ((*SEVERE[:7], None, 0), None, "total at least 20"),
        ((*SEVERE[:7], None, 0), 20, "total at least 20"),
        ((*SEVERE[:7], None, 0), 21, "stated total 21, without all its answers"),
    ],
)
def test_a_severe_total_says_how_it_is_known(phq9: tuple[Answer, ...], stated: int | None, words: str) -> None:
    finding = of("phq9-severe", Case(phq9=phq9, stated=stated).screened())
    assert finding.detail == f"PHQ-9 in the severe band: {words}, at or over 20"
    assert finding.evidence == "phq-9 0"


@pytest.mark.parametrize(
    ("more", "after"),
    [
        ({"cssrs": (1, 0, None, None, None, 0, None)}, "the C-SSRS is endorsed"),
        ({"cssrs": UNASKED}, "the C-SSRS is not fully asked: ask it in the same contact"),
        ({"cssrs": None}, "the C-SSRS is not fully asked: ask it in the same contact"),
        ({"cssrs_age": 15}, "the C-SSRS is too old to count: ask it in the same contact"),
        ({}, "nothing is endorsed on the C-SSRS"),
    ],
)
def test_item_9_says_what_the_c_ssrs_told(more: dict[str, object], after: str) -> None:
    finding = of("phq9-item9", Case(phq9=ITEM9, **more).screened())  # type: ignore[arg-type]
    assert finding.detail == f"PHQ-9 item 9 is above 0: it is 2, and {after}"


@pytest.mark.parametrize(("measure", "item"), [("phq-9", 1), ("gad-7", 1)])
def test_another_item_that_a_clinic_looks_at_says_its_answer_alone(measure: str, item: int) -> None:
    own = Rule(
        id="own", kind=Kind.item, route=Route.review, says="asked about", source="x", measure=measure, item=item,
        at_least=1, respond="same day",
    )  # fmt: skip
    policy = structs.replace(POLICY, rule=(*POLICY.rule, own))
    case = Case(phq9=(1, 0, 0, 0, 0, 0, 0, 0, 0), gad7=(1, 0, 0, 0, 0, 0, 0))
    assert of("own", screen(case.answered(), policy, MEASURES, TODAY)).detail == "asked about: it is 1"


@pytest.mark.parametrize(
    ("total", "stated", "differs"), [(19, 20, True), (15, 20, True), (15, 16, False), (20, 27, False), (27, 20, False)]
)
def test_a_stated_total_that_would_lead_to_a_graver_place_is_looked_at(total: int, stated: int, differs: bool) -> None:
    phq9 = tuple(max(0, min(3, total - 3 * place)) for place in range(9))
    out = Case(phq9=phq9, stated=stated).screened()
    assert out.remarks == (f"The PHQ-9 total was stated as {stated}; its answers give {total}, which counts.",)
    found = [f for f in out.findings if f.rule == "phq-9-total-differs"]
    assert bool(found) == differs
    for finding in found:
        assert finding.detail == f"PHQ-9 total stated as {stated}, while its answers give {total}: check the form"
        assert (finding.route, finding.source, finding.evidence) == (Route.review, "clinic policy [P]", "phq-9 0")


def test_every_finding_names_its_lines_source() -> None:
    sources = {rule.id: rule.source for rule in POLICY.rule}
    everything = Case(
        cssrs=(1,) * 7, phq9=(3,) * 9, gad7=(3,) * 7, born=None, imminent=True,
        observations=all_set(OBSERVATIONS, True), participation=all_set(PARTICIPATION, False),
        red_flags=all_set(RED_FLAGS, True),
    )  # fmt: skip
    found = everything.screened().findings
    assert {f.rule.split(":")[0] for f in found} > {"age", "observation", "participation", "red-flag", "phq9-severe"}
    assert all(f.source == sources[f.rule.split(":")[0]] for f in found)


def test_a_threshold_of_1_is_reached_by_a_total_of_1_and_by_no_less() -> None:
    rules = tuple(structs.replace(r, at_least=1) if r.id == "phq9-severe" else r for r in POLICY.rule)
    policy = structs.replace(POLICY, rule=rules)
    for total, fired in ((0, False), (1, True)):
        out = screen(Case(phq9=(total, *(0,) * 8)).answered(), policy, MEASURES, TODAY)
        assert any(f.rule == "phq9-severe" for f in out.findings) == fired


def test_an_unasked_answer_of_a_list_is_named_with_its_list() -> None:
    flags = {name: False for name in RED_FLAGS if name != "weight loss"}
    (missing,) = Case(red_flags=flags).screened().missing
    assert (missing.key, missing.what) == ("red_flag_weight_loss", "red flag: weight loss")


def test_the_method_is_asked_for_though_it_could_make_nothing_graver() -> None:
    out = Case(cssrs=(0, 1, None, 0, 0, 0, None)).screened()
    assert [m.key for m in out.missing] == ["cssrs_3"]


def test_a_line_that_stands_and_fires_again_is_listed_once() -> None:
    out = Case(phq9=SEVERE, standing=(standing("phq9-severe", Route.individual),)).screened()
    assert [f.standing for f in out.findings] == [False]


def test_the_order_of_a_policys_lines_lets_nothing_pass() -> None:
    gad7_first = sorted(POLICY.rule, key=lambda rule: rule.id != "gad7-severe")
    turned = structs.replace(POLICY, rule=tuple(gad7_first))
    for case in (Case(phq9=SEVERE), Case(phq9=None), Case(phq9=ITEM9, cssrs=OLDER)):
        out, usual = screen(case.answered(), turned, MEASURES, TODAY), case.screened()
        assert (out.route, out.worst, {f.rule for f in out.findings}, {m.key for m in out.missing}) == (
            usual.route, usual.worst, {f.rule for f in usual.findings}, {m.key for m in usual.missing}
        )  # fmt: skip


# --- the C-SSRS, and the alert that goes with it ---------------------------------------------------------------------

SCREENER = "c-ssrs-screener 0"


def test_a_finding_of_the_c_ssrs_says_which_question_and_rests_on_that_form() -> None:
    finding = of("cssrs-older-behaviour", Case(cssrs=OLDER).screened())
    assert (finding.detail, finding.route, finding.evidence) == (TOLD, Route.individual, SCREENER)


def test_older_behaviour_that_a_clinician_has_evaluated_is_kept_as_history() -> None:
    finding = of("cssrs-older-behaviour", Case(cssrs=OLDER, evaluated=frozenset({"cssrs-older-behaviour"})).screened())
    words = f"{TOLD}; evaluated by a clinician, kept as history"
    assert (finding.detail, finding.route, finding.evidence) == (words, Route.review, SCREENER)


def test_an_alert_tells_every_reason_and_the_soonest_of_their_hours() -> None:
    out = Case(phq9=SEVERE, cssrs=(1, 1, 0, 1, 0, 0, None)).screened()
    blocking = [f for f in out.findings if f.route in (Route.individual, Route.urgent)]
    (alert,) = out.alerts
    assert len(blocking) > 1
    assert (alert.level, alert.respond) == (Route.urgent, "now")
    assert alert.because == tuple(f.detail for f in blocking)
    assert alert.rules == tuple(f.rule for f in blocking)


def test_item_9_above_0_with_a_c_ssrs_that_is_too_old_asks_for_it_in_the_same_contact() -> None:
    out = Case(phq9=ITEM9, cssrs=(0, 0, None, None, None, 0, None), cssrs_age=400).screened()
    (alert,) = out.alerts
    assert (alert.level, alert.respond, alert.rules) == (Route.review, "same contact", (ASK_IT,))
    assert alert.because == (of("phq9-item9", out).detail,)


def test_a_severe_total_names_the_form_that_could_still_make_it_urgent() -> None:
    out = Case(phq9=SEVERE, cssrs=None).screened()
    ask = next(a for a in out.alerts if ASK_IT in a.rules)
    assert ask.because == ("not asked in full, and could raise the route to urgent: C-SSRS",)


# --- behaviour before the last contact -------------------------------------------------------------------------------

NOTHING_NEW = (0, 0, None, None, None, 0)


def test_behaviour_told_before_rests_on_the_screener_that_told_it() -> None:
    finding = of("cssrs-older-behaviour", since_last(*NOTHING_NEW, before=OLDER))
    assert (finding.detail, finding.route) == (f"{TOLD}, told at the screener before", Route.individual)
    assert finding.evidence == "then"


def test_behaviour_told_before_and_evaluated_is_kept_as_history() -> None:
    finding = of(
        "cssrs-older-behaviour",
        since_last(*NOTHING_NEW, before=OLDER, evaluated=frozenset({"cssrs-older-behaviour"})),
    )
    words = f"{TOLD}, told at the screener before; evaluated by a clinician, kept as history"
    assert (finding.detail, finding.route, finding.evidence) == (words, Route.review, "then")


def test_behaviour_told_before_is_listed_beside_other_findings() -> None:
    out = since_last(1, 0, None, None, None, 0, before=OLDER)
    assert {f.rule for f in out.findings} == {"cssrs-thoughts", "cssrs-older-behaviour"}
    out = since_last(1, 0, None, None, None, 1, before=OLDER)
    assert {f.rule for f in out.findings} == {"cssrs-thoughts", "cssrs-recent-behaviour", "cssrs-older-behaviour"}


def test_behaviour_that_nobody_asked_about_before_is_a_question_to_ask() -> None:
    (missing,) = since_last(*NOTHING_NEW, before=None).missing
    assert (missing.key, missing.could) == ("cssrs_6", Route.individual)


# --- what is missing, in few words -----------------------------------------------------------------------------------


def test_a_form_that_nobody_has_begun_is_named_once_and_single_answers_by_themselves() -> None:
    out = Case(phq9=None, cssrs=None, participation={}).screened()
    assert missing_words(out.missing) == [
        "C-SSRS: nothing asked",
        "PHQ-9: nothing asked",
        "participation: share, listen, practise, attend, language, confidentiality",
    ]
    one = Case(phq9=(*ITEM9[:8], None), gad7=(3, 3, 3, 3, 2, None, None)).screened()
    assert missing_words(one.missing) == ["PHQ-9 item 9", "GAD-7 item 6", "GAD-7 item 7"]
    gad7 = Case(gad7=(None,) * 7).screened()
    assert missing_words(gad7.missing) == ["GAD-7: nothing asked"]


def test_two_of_a_list_are_named_together_and_one_by_itself() -> None:
    def flag(name: str) -> Missing:
        return Missing(key=f"red_flag_{name}", what=f"red flag: {name}", could=Route.review)

    assert missing_words([flag("fever")]) == ["red flag: fever"]
    assert missing_words([flag("fever"), flag("trauma")]) == ["red flag: fever, trauma"]
    assert missing_words([]) == []
    cssrs = [Missing(key=f"cssrs_{n}", what=f"C-SSRS question {n}", could=Route.urgent) for n in (4, 5)]
    assert missing_words(cssrs) == ["C-SSRS question 4", "C-SSRS question 5"]

"""The PHQ-9 and GAD-7 in screening: thresholds, missing answers by bounds, stated totals, answers too old."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groupcare.rules.measures import score
from groupcare.rules.screening import phq9_summary
from tests.rules.cases import cssrs_forms, items
from tests.rules.oracle import MEASURES, NOTHING_ENDORSED, ORDER, Case, Form, expected, sums

few = settings(max_examples=120, deadline=None)
phq9_items = items(9)
whole_phq9 = st.tuples(*[st.integers(0, 3)] * 9)


def routed(phq9: Form | None, **more: object) -> str:
    return Case(phq9=phq9, **more).screened().route  # type: ignore[arg-type]


def of_total(total: int, item9: int = 0) -> Form:
    """Nine answers with that total and that item 9."""
    answers = []
    left = total - item9
    for _ in range(8):
        answers.append(min(3, left))
        left -= answers[-1]
    assert left == 0
    return (*answers, item9)


# --- all answered ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "route"), [(0, "group"), (14, "group"), (15, "review"), (19, "review"), (20, "individual")]
)
def test_the_total_alone_gives_the_route_of_its_band(total: int, route: str) -> None:
    assert routed(of_total(total)) == route


@pytest.mark.parametrize("item9", [1, 2, 3])
def test_item_9_above_0_is_review_whatever_the_total_and_with_nothing_endorsed(item9: int) -> None:
    out = Case(phq9=of_total(item9, item9)).screened()
    assert out.route == "review"
    assert [f.rule for f in out.findings] == ["phq9-item9"]
    assert "nothing is endorsed" in out.findings[0].detail
    assert out.alerts == ()


def test_a_total_of_20_with_item_9_at_0_is_individual() -> None:
    out = Case(phq9=of_total(20)).screened()
    assert [f.rule for f in out.findings] == ["phq9-severe"]
    assert [(a.level, a.respond) for a in out.alerts] == [("individual", "5 working days")]


def test_item_9_and_the_total_are_two_findings_side_by_side() -> None:
    assert [f.rule for f in Case(phq9=of_total(20, 1)).screened().findings] == ["phq9-severe", "phq9-item9"]
    assert {f.rule for f in Case(phq9=of_total(15, 1)).screened().findings} == {"phq9-moderately-severe", "phq9-item9"}


def test_a_total_of_17_with_no_c_ssrs_is_incomplete_and_not_review() -> None:
    out = Case(phq9=of_total(17), cssrs=None).screened()
    assert (out.route, out.known, out.worst) == ("incomplete", "review", "urgent")


# --- some answers missing --------------------------------------------------------------------------------------------


@few
@given(phq9_items, st.one_of(st.just(NOTHING_ENDORSED), cssrs_forms))
@example((3, 3, 3, 3, 3, 3, 2, None, None), NOTHING_ENDORSED)
@example((0, 0, 0, 0, 0, 0, 0, 0, None), NOTHING_ENDORSED)
def test_any_pattern_of_missing_answers_is_judged_by_every_way_of_filling_it(phq9: Form, cssrs: Form) -> None:
    case = Case(phq9=phq9, cssrs=cssrs)
    out, right = case.screened(), expected(case)
    assert (out.route, out.known, out.worst) == (right.route, right.known, right.worst)
    assert {f.rule for f in out.findings} == right.fired


@few
@given(st.permutations([3] * 6 + [2]), st.tuples(*[st.sampled_from((None, 0, 1, 2, 3))] * 2))
def test_with_the_least_possible_total_at_20_the_route_is_individual_whatever_the_rest(
    high: list[int], rest: tuple[int | None, int | None]
) -> None:
    phq9 = (rest[0], *high, rest[1])
    assert min(sums(phq9)) >= 20
    out = Case(phq9=phq9).screened()
    assert out.route == "individual"
    assert out.missing == ()


@few
@given(st.permutations([None, None, None, 1, 1, 1, 1, 1]), st.sampled_from((0, 1)))
def test_with_the_greatest_possible_total_under_15_and_item_9_at_0_the_missing_answers_change_nothing(
    eight: list[int | None], low: int
) -> None:
    phq9: Form = (*(None if answer is None else low for answer in eight), 0)
    assert max(sums(phq9)) < 15
    out = Case(phq9=phq9).screened()
    assert out.route == "group"
    assert out.missing == ()


def test_a_missing_item_9_is_never_taken_as_zero() -> None:
    out = Case(phq9=(0, 0, 0, 0, 0, 0, 0, 0, None)).screened()
    assert (out.route, out.worst) == ("incomplete", "review")
    assert [m.key for m in out.missing] == ["phq9_9"]


def test_a_missing_item_9_is_named_however_high_the_total_is_until_it_can_change_nothing() -> None:
    assert [m.key for m in Case(phq9=(*of_total(14)[:8], None)).screened().missing] == ["phq9_9"]
    assert Case(phq9=(*of_total(15)[:8], None)).screened().missing == ()
    assert [m.key for m in Case(phq9=(*of_total(17)[:8], None)).screened().missing] == ["phq9_9"]


@few
@given(phq9_items)
def test_exactly_the_missing_items_that_could_change_the_route_are_named(phq9: Form) -> None:
    case = Case(phq9=phq9)
    named = {m.key for m in case.screened().missing}
    for place, answer in enumerate(phq9):
        if answer is None:
            known = expected(case).known
            rest = (*phq9[:place], 0, *phq9[place + 1 :])
            least, most = min(sums(rest)), max(sums(rest))
            crosses = any(
                least < line <= most + 3
                for line, route in ((15, "review"), (20, "individual"))
                if ORDER.index(route) > ORDER.index(known) and min(sums(phq9)) < line <= max(sums(phq9))
            )
            could = crosses or (place == 8 and known == "group")
            assert (f"phq9_{place + 1}" in named) == could, (phq9, place)


def test_the_functional_question_is_never_scored_nor_missing() -> None:
    measure = MEASURES["phq-9"]
    for difficulty in (None, 0, 3):
        assert score(measure, (*[1] * 9, difficulty)).total == 9
    assert not any("diffic" in m.key for m in Case(phq9=None).screened().missing)


def test_nothing_known_of_the_phq_9_names_all_nine_items() -> None:
    out = Case(phq9=None).screened()
    assert [m.key for m in out.missing] == [f"phq9_{n}" for n in range(1, 10)]
    assert (out.route, out.worst) == ("incomplete", "individual")


def test_a_prorated_score_clears_nobody() -> None:
    out = Case(phq9=(2, 2, 2, 2, 2, 2, 2, None, 0)).screened()  # prorated to 15.8, but 17 is possible, and 14
    assert (out.route, out.known, out.worst) == ("incomplete", "group", "review")


# --- a stated total --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stated", range(28))
def test_a_bare_total_gives_individual_from_20_and_clears_nobody_below(stated: int) -> None:
    out = Case(phq9=(None,) * 9, stated=stated).screened()
    assert out.route == ("individual" if stated >= 20 else "incomplete")
    assert out.known == ("individual" if stated >= 20 else "review" if stated >= 15 else "group")


def test_the_finding_of_a_bare_total_says_that_the_answers_are_not_there() -> None:
    (finding,) = Case(phq9=(None,) * 9, stated=22).screened().findings
    assert "stated total 22" in finding.detail


@few
@given(phq9_items, st.integers(0, 8), st.integers(0, 27))
def test_a_stated_total_beside_missing_answers_only_ever_raises(phq9: Form, unanswered: int, stated: int) -> None:
    phq9 = (*phq9[:unanswered], None, *phq9[unanswered + 1 :])
    case = Case(phq9=phq9, stated=stated)
    out, right, without = case.screened(), expected(case), Case(phq9=phq9).screened()
    assert (out.route, out.known, out.worst) == (right.route, right.known, right.worst)
    assert ORDER.index(out.known) >= ORDER.index(without.known)
    assert ORDER.index(out.worst) >= ORDER.index(without.worst)


@few
@given(whole_phq9, st.integers(0, 27))
def test_a_stated_total_never_lowers_what_the_answers_give_and_a_mismatch_is_shown(phq9: Form, stated: int) -> None:
    out, without = Case(phq9=phq9, stated=stated).screened(), Case(phq9=phq9).screened()
    assert ORDER.index(out.known) >= ORDER.index(without.known)
    total = sum(answer or 0 for answer in phq9)
    assert bool(out.remarks) == (stated != total)
    for remark in out.remarks:
        assert str(stated) in remark
        assert str(total) in remark


# --- old answers -----------------------------------------------------------------------------------------------------


@few
@given(phq9_items)
def test_answers_older_than_14_days_may_raise_a_route_and_never_clear(phq9: Form) -> None:
    fresh, old = Case(phq9=phq9, phq9_age=14).screened(), Case(phq9=phq9, phq9_age=15).screened()
    assert fresh.route == Case(phq9=phq9).screened().route
    assert old.known == fresh.known
    assert old.route in ("incomplete", "individual")
    if old.route == "incomplete":
        assert "phq-9" in {m.key for m in old.missing}


def test_old_answers_at_20_or_more_are_still_individual() -> None:
    assert routed(of_total(20), phq9_age=400) == "individual"


# --- GAD-7 -----------------------------------------------------------------------------------------------------------


def test_the_gad_7_counts_as_missing_only_once_it_has_been_begun() -> None:
    assert Case(gad7=None).screened().route == "group"
    out = Case(gad7=(0, None, None, None, None, None, None)).screened()
    assert (out.route, out.worst) == ("incomplete", "review")
    assert [m.key for m in out.missing] == [f"gad7_{n}" for n in range(2, 8)]


@pytest.mark.parametrize(("total", "route"), [(14, "group"), (15, "review"), (21, "review")])
def test_a_gad_7_of_15_or_more_is_review(total: int, route: str) -> None:
    answers = (3, 3, 3, 3, 2, 0, 0) if total == 14 else (3, 3, 3, 3, 3, 0, 0) if total == 15 else (3,) * 7
    assert Case(gad7=answers).screened().route == route


@few
@given(items(7), st.sampled_from((0, 15)))
def test_any_gad_7_is_judged_by_every_way_of_filling_it(gad7: Form, age: int) -> None:
    case = Case(gad7=gad7, gad7_age=age)
    out, right = case.screened(), expected(case)
    assert (out.route, out.known, out.worst) == (right.route, right.known, right.worst)


def test_a_missing_gad_7_answer_is_not_named_once_review_is_certain() -> None:
    assert Case(gad7=(3, 3, 3, 3, 3, None, None)).screened().missing == ()


# --- the line that is shown ------------------------------------------------------------------------------------------


@few
@given(phq9_items)
def test_the_summary_gives_total_and_severity_only_when_all_is_answered(phq9: Form) -> None:
    given = replace(Case(), phq9=phq9, stated=5).answered().phq9
    line = phq9_summary(given, MEASURES["phq-9"])
    assert (line.least, line.greatest) == (min(sums(phq9)), max(sums(phq9)))
    assert line.item9 == phq9[8]
    assert line.stated_total == 5
    if None in phq9:
        assert (line.total, line.severity) == (None, None)
    else:
        names = {0: "minimal", 5: "mild", 10: "moderate", 15: "moderately severe", 20: "severe"}
        assert line.total == sum(answer or 0 for answer in phq9)
        assert line.severity == names[max(least for least in names if least <= line.total)]


def test_the_summary_of_no_phq_9_at_all_is_all_unknown() -> None:
    line = phq9_summary(None, MEASURES["phq-9"])
    assert (line.total, line.least, line.greatest, line.severity, line.item9) == (None, 0, 27, None, None)

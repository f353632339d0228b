"""Does it help: who improved, stayed or got worse, in which order measures are told, what few people do not show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groupcare.exchange.library import shipped_library
from groupcare.rules.change_report import HEADINGS, MOST_GROUPS, NOT_SUCCESS, does_it_help
from groupcare.rules.changes import ChangesIn, Taken, changes_of, changes_together, in_order
from groupcare.rules.reports import Answer, Asked
from tests.clinic import NOON

MEASURES = shipped_library().measures
ASKED = Asked("Dana Reyes", NOON)


def told(*groups: ChangesIn) -> Answer:
    return does_it_help(groups, MEASURES, ASKED)


def group(name: str, *taken: Taken, curriculum: str = "Pain skills", under_way: int = 0) -> ChangesIn:
    return ChangesIn(group=name, curriculum=curriculum, changes=changes_of(taken, MEASURES), under_way=under_way)


def row(found: Answer, where: str, measure: str) -> dict[str, str]:
    rows = [dict(zip(HEADINGS, (cell.shown for cell in r.cells), strict=True)) for r in found.rows]
    return next(r for r in rows if (r["Where"], r["Measure"]) == (where, measure))


def phq9(*pairs: tuple[float | None, float | None]) -> list[Taken]:
    return [Taken("phq-9", first, last) for first, last in pairs]


def test_members_are_judged_by_the_reliable_change_and_recover_across_the_cut_off() -> None:
    """PHQ-9: 6 points are reliable (NHS Talking Therapies), 10 and more is clinical (Kroenke 2001)."""
    found = changes_of(phq9((16, 9), (16, 10), (15, 9), (9, 3), (12, 7), (8, 14), (11, 11), (10, 4)), MEASURES)["phq-9"]
    assert (found.improved, found.unchanged, found.worse) == (5, 2, 1)
    assert (found.recovered, found.cases) == (3, 6)


def test_a_measure_that_rises_improves_by_rising() -> None:
    found = changes_of([Taken("pseq", 20, 32), Taken("pseq", 30, 18), Taken("pseq", 20, 31)], MEASURES)["pseq"]
    assert (found.improved, found.unchanged, found.worse) == (1, 1, 1)
    assert (found.cases, found.recovered) == (0, 0)


def test_where_no_reliable_change_is_known_the_important_one_judges_and_nobody_recovers() -> None:
    peg = [Taken("peg", 6, 4.9), Taken("peg", 6, 5.5), Taken("peg", 3, 4), Taken("peg", 5, 1), Taken("peg", 5, 4)]
    shown = row(told(group("A", *peg)), "A", "PEG")
    assert (shown["Improved"], shown["Unchanged"], shown["Worse"]) == ("3", "1", "1")
    assert (shown["Improved %"], shown["Recovered"], shown["Judged by"]) == ("60 %", "–", "important change")


def test_a_task_without_a_threshold_is_told_and_not_judged() -> None:
    walk = [Taken("functional-walk", 5, 12 + n) for n in range(5)]
    found = told(group("A", *walk))
    shown = row(found, "A", "Walking")
    assert (shown["Better by"], shown["Improved"], shown["Improved %"]) == ("9.0", "–", "–")
    assert (shown["Effect size"], shown["Judged by"]) == ("–", "no threshold")
    assert found.sentence == "On Walking 5 members have a start and an end reading, too few for a mean."


def test_means_spreads_and_the_effect_size_of_a_group_are_those_worked_out_by_hand() -> None:
    """Starts 10 to 14: mean 12, SD √2.5. Ends 6 lower but for one: mean 7, gains 6 6 6 6 1. d = 0.798 · 5 / √2.5;
    the interval's half is 1.96 · √(5 / (2.5 · 4) + d² / 8) = 2.23."""
    found = told(group("A", *phq9((10, 4), (11, 5), (12, 6), (13, 7), (14, 13), (9, None), (None, 3), (None, None))))
    shown = row(found, "A", "PHQ-9")
    assert (shown["Over"], shown["Both"], shown["No start"], shown["No end"], shown["Neither"]) == (*"85111",)
    assert (shown["Mean at start"], shown["SD at start"]) == ("12.0", "1.6")
    assert (shown["Mean at end"], shown["SD at end"], shown["Better by"]) == ("7.0", "3.5", "5.0")
    assert (shown["Effect size"], shown["95 % from"], shown["95 % to"]) == ("2.52", "0.29", "4.75")
    assert found.sentence == (
        "On PHQ-9 5 members have a start and an end reading: on average 5.0 points better (effect size 2.52, 95 % "
        "interval 0.29 to 4.75); 4 of 5 (80 %) had a reliable improvement, 0 a reliable worsening. 3 of 8 lack a "
        "reading."
    )


def test_getting_worse_is_said_so() -> None:
    found = told(group("A", *phq9((4, 10), (5, 11), (6, 12), (7, 13), (8, 9)), under_way=1))
    assert "on average 5.0 points worse (effect size −2.52, 95 % interval −4.75 to −0.29)" in found.sentence
    assert "0 of 5 (0 %) had a reliable improvement, 4 a reliable worsening. 1 member is still under way." in (
        found.sentence
    )
    assert [(bar.label, bar.value) for bar in found.series.bars] == [("PHQ-9", -2.52)]


@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), min_size=1, max_size=4))
def test_fewer_than_five_have_no_mean_no_effect_size_and_no_percentage(pairs: list[tuple[int, int]]) -> None:
    found = told(group("A", *phq9(*pairs)))
    assert "%" not in "".join(cell.shown for r in found.rows for cell in r.cells)
    shown = row(found, "A", "PHQ-9")
    hidden = ("Mean at start", "SD at start", "Mean at end", "SD at end", "Better by", "Effect size", "95 % from")
    assert {shown[heading] for heading in hidden} == {"–"}
    assert shown["Improved %"] == f"{shown['Improved']} of {len(pairs)}"
    assert "too few for a mean" in found.sentence
    assert [bar.value for bar in found.series.bars] == [None]


def test_function_is_told_first_and_pain_itself_last_and_never_as_a_success() -> None:
    order = [m.id for m in in_order(MEASURES)]
    assert order[:4] == ["bpi-interference", "peg", "pseq", "functional-walk"]
    assert order[4:7] == ["gad-7", "phq-2", "phq-9"]
    assert order[7:] == ["pcs", "tsk-11", "isi", "bpi-severity"]
    pain = [Taken("bpi-severity", 8, 2 + n / 10) for n in range(6)]
    found = told(group("A", *pain, *phq9(*[(12 + n, 11 + n) for n in range(6)])))
    assert found.sentence.startswith("On PHQ-9 ")
    assert found.rows[-1].cells[1].shown == f"BPI severity, {NOT_SUCCESS}"
    assert found.rows[-1].cells[-1].shown == f"pain itself, {NOT_SUCCESS}"
    assert found.series.bars[-1].label == f"BPI severity, {NOT_SUCCESS}"
    assert told(group("A", *pain)).sentence.startswith("No member has both")


def test_groups_add_up_to_their_curriculum_and_curricula_to_all() -> None:
    first, second = phq9((12, 5), (14, 9), (11, 11)), phq9((9, 10), (20, 12), (16, None))
    other = [*phq9((10, 2)), Taken("pcs", 30, 20)]
    found = told(
        group("A", *first), group("B", *second), group("C", *other, curriculum="Coping"), group("D", under_way=4)
    )
    where = [(r.cells[0].shown, r.sums) for r in found.rows]
    assert where == [
        ("All groups", True),
        ("All groups", True),
        ("All of Pain skills", True),
        ("A", False),
        ("B", False),
        ("C", False),
        ("C", False),
    ]
    whole = told(group("X", *first, *second, *other))
    for measure in ("PHQ-9", "PCS"):
        assert list(row(found, "All groups", measure).values())[1:] == list(row(whole, "X", measure).values())[1:]
    assert found.sentence.endswith("1 of 7 lack a reading. 4 members are still under way.")


@given(st.lists(st.tuples(st.integers(0, 27) | st.none(), st.integers(0, 27) | st.none()), max_size=30))
def test_everybody_is_counted_once(pairs: list[tuple[int | None, int | None]]) -> None:
    for of in changes_of(phq9(*pairs), MEASURES).values():
        assert of.over == len(pairs)
        assert of.judged == of.both.n
        assert of.recovered <= min(of.cases, of.improved)
        assert changes_together([of]) == of


def test_of_very_many_groups_only_the_sums_are_told_and_the_report_says_so() -> None:
    groups = [group(f"G{n}", *phq9((12, 5), (11, 9))) for n in range(MOST_GROUPS + 1)]
    found = told(*groups)
    assert [r.cells[0].shown for r in found.rows] == ["All of Pain skills"]
    assert found.definition[-1].endswith("a period, a curriculum or a group of fewer shows each by itself.")
    assert len(told(*groups[1:]).rows) == MOST_GROUPS + 1


def test_the_definition_says_what_was_counted_and_by_which_cut_offs() -> None:
    words = " ".join(told(group("A", *phq9((12, 5)), Taken("pcs", 40, 20))).definition)
    for said in (
        "clinic policy",
        "Becker 1988",
        "Bonett",
        "PHQ-9 10 or more, Kroenke 2001",
        "PCS over 30",
        "people who died",
    ):
        assert said in words
    assert "GAD-7 8" not in words


@pytest.mark.parametrize("under_way", [0, 3])
def test_without_any_pair_it_says_how_it_fills(under_way: int) -> None:
    found = told(group("A", *phq9((12, None), (None, 5)), under_way=under_way))
    assert "this fills as measures are given at the start and at the end" in found.sentence
    assert ("3 members are still under way" in found.sentence) is bool(under_way)

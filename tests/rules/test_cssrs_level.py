"""The C-SSRS as a level and numbers of questions: what is certain, and never a word of what is asked."""

from itertools import product

import pytest

from groupcare.rules import cssrs
from groupcare.rules.cssrs import Level, endorsed, in_words, level
from groupcare.rules.policy import Sign
from tests.clinic import answers
from tests.rules.oracle import cssrs_rules, fillings

ORDER = (Level.nothing, Level.low, Level.moderate, Level.high)
FORMS = tuple(product((0, 1, None), repeat=7))


def test_the_level_is_the_one_of_the_triage_for_every_form() -> None:
    for form in FORMS:
        fired = cssrs_rules(form).keys()
        if fired & {"cssrs-intent-or-plan", "cssrs-recent-behaviour"}:
            assert level(form) is Level.high, form
        elif fired & {"cssrs-method", "cssrs-older-behaviour", "cssrs-behaviour-not-dated"}:
            assert level(form) is Level.moderate, form
        else:
            assert level(form) is (Level.low if fired else Level.nothing), form


def test_answers_still_to_come_never_lower_the_level() -> None:
    for form in FORMS:
        assert all(ORDER.index(level(filled)) >= ORDER.index(level(form)) for filled in fillings(form)), form


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("nn---n-", "nothing endorsed"),
        ("yn---n-", "low risk; yes to 1"),
        ("nyynnn-", "moderate risk; yes to 2, 3"),
        ("nn---yn", "moderate risk; yes to 6"),
        ("nn---yy", "high risk; yes to 6 in the past 3 months"),
        ("yyyyyyy", "high risk; yes to 1, 2, 3, 4, 5, 6 in the past 3 months"),
        ("ny---n-", "so far low risk; yes to 2; not answered: 3, 4, 5; urgent until asked"),
        ("nn---y-", "so far moderate risk; yes to 6; not answered: 6 (when); urgent until asked"),
        ("n------", "so far nothing endorsed; not answered: 2, 3, 4, 5, 6, 6 (when)"),
    ],
)
def test_what_the_answers_show_is_said_by_level_and_number(pattern: str, words: str) -> None:
    assert in_words(answers(pattern)) == words


def test_the_form_since_last_contact_has_no_second_answer_to_question_6() -> None:
    assert in_words((0, 0, None, None, None, 1)) == "high risk; yes to 6"
    assert endorsed((0, 0, None, None, None, 0)) == ()


def test_nothing_endorsed_is_said_of_a_whole_form_only() -> None:
    for form in FORMS:
        if in_words(form) == "nothing endorsed":
            assert not cssrs.unanswered(form)
            assert not any(form)


@pytest.mark.parametrize(
    ("pattern", "place", "could"),
    [
        ("-------", 0, {Sign.thoughts}),
        ("n------", 1, {Sign.thoughts, Sign.intent_or_plan}),
        ("n--nn--", 1, {Sign.thoughts}),
        ("n--n---", 1, {Sign.thoughts, Sign.intent_or_plan}),
        ("n---n--", 1, {Sign.thoughts, Sign.intent_or_plan}),
        ("n--nnn-", 1, {Sign.thoughts}),
        ("ny-----", 2, {Sign.method}),
        ("ny-----", 3, {Sign.intent_or_plan}),
        ("ny-----", 4, {Sign.intent_or_plan}),
        ("nn-----", 5, {Sign.recent_behaviour}),
        ("nn----n", 5, {Sign.older_behaviour}),
        ("nn----y", 5, {Sign.recent_behaviour}),
        ("nn----", 5, {Sign.recent_behaviour}),
        ("nn---y-", 6, {Sign.recent_behaviour}),
    ],
)
def test_what_a_yes_at_each_question_could_show(pattern: str, place: int, could: set[Sign]) -> None:
    assert set(cssrs.could_show(answers(pattern), place)) == could


@pytest.mark.parametrize(
    ("pattern", "ever"),
    [
        ("nn---n-", False),
        ("nn---y-", True),
        ("nn---yn", True),
        ("nn----y", True),
        ("nn-----", None),
        ("nn----n", None),
        ("nn---n", False),
        ("nn---y", True),
        ("nn----", None),
    ],
)
def test_behaviour_at_any_time_is_told_by_question_6_of_either_form(pattern: str, ever: bool | None) -> None:
    assert cssrs.behaviour_ever(answers(pattern)) is ever

"""The fictitious clinic's data before anything is made of it: it must fit together."""

import re

import pytest

from groupcare.demo.aims import AIMS
from groupcare.demo.answers import gad7, phq9
from groupcare.demo.courses import CLOSED, FINISHED, FORMING, ROLLING, THERE, Course
from groupcare.demo.people import PEOPLE, RETURNING
from groupcare.exchange.library import shipped_library
from groupcare.rules.measures import score

HELD = [(key, course, held) for held, run in ((3, CLOSED), (6, ROLLING), (8, FINISHED)) for key, course in run.items()]


@pytest.mark.parametrize(("key", "course", "held"), HELD, ids=[f"{key}-{held}" for key, _, held in HELD])
def test_a_course_has_a_sign_for_each_session(key: str, course: Course, held: int) -> None:
    there = held - course.entry + 1
    homework = there - 1 if held == 8 else there
    assert len(course.marks) == len(course.moods) == there
    assert len(course.practice) == len(course.barriers) == len(course.quality) == homework
    attended = [mark in THERE for mark in course.marks]
    assert [mood != "." for mood in course.moods] == attended
    assert len(course.mattered) <= sum(attended)
    for session in (*course.phq9, *course.gad7):
        assert attended[session - course.entry], "a questionnaire is filled in by somebody who is there"
    for session in course.helped:
        assert course.at(session).days is not None
    for session in range(course.entry, held):
        part = course.at(session)
        assert (part.days is None) == (part.quality is None), "all but the latest homework is reviewed"
        assert part.days is not None or part.barrier == "."


def test_the_barriers_of_the_closed_group_are_those_that_the_board_shows() -> None:
    signs = "".join(course.barriers for course in CLOSED.values())
    assert (signs.count("t"), signs.count("f")) == (5, 3)


def test_everybody_in_a_group_is_a_person_of_the_clinic() -> None:
    assert {*CLOSED, *ROLLING, *FINISHED, *FORMING, *AIMS, *RETURNING} <= set(PEOPLE)


def test_nobody_can_be_reached_by_these_phone_numbers() -> None:
    phones = [person.phone for person in PEOPLE.values()]
    assert len(set(phones)) == len(phones)
    assert all(re.fullmatch(r"555-01[0-9]{2}", phone) for phone in phones)


def test_names_of_several_scripts_are_among_them() -> None:
    names = "".join(person.family + person.given for person in PEOPLE.values())
    for first, last in (("À", "ɏ"), ("一", "鿿"), ("א", "ת"), ("ء", "ي")):
        assert any(first <= char <= last for char in names)


def test_totals_become_answers_of_that_total() -> None:
    measures = shipped_library().measures
    for total in range(25):
        assert score(measures["phq-9"], phq9(total)).total == total
    assert score(measures["phq-9"], phq9(19, 2)).total == 19
    assert phq9(19, 2)[8] == 2
    for total in range(22):
        assert score(measures["gad-7"], gad7(total)).total == total

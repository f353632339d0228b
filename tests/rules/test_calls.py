"""Which call of an interview is going on, which one waits to be called back, and what is known of it in words."""

from datetime import UTC, date, datetime

import pytest

from groupcare.rules.calls import current_call, dropped_call, is_asked, place_words, talk_words
from groupcare.rules.people import Contact, ContactKind

TODAY = date(2026, 10, 6)


def call(on: date = TODAY, *, dropped: bool = False, reached: bool = False, **facts: object) -> Contact:
    return Contact(
        client="c",
        kind=ContactKind.intake,
        on=on,
        by="s",
        referral="r",
        dropped_at=datetime(2026, 10, 6, 16, tzinfo=UTC) if dropped else None,
        due=on if dropped and not reached else None,
        **facts,  # type: ignore[arg-type]
    )


def test_a_call_goes_on_until_it_has_dropped_and_the_person_was_reached_again() -> None:
    for going_on in (call(), call(dropped=True)):
        assert current_call([going_on], TODAY) == going_on
    assert current_call([call(dropped=True, reached=True)], TODAY) is None
    assert current_call([call(date(2026, 10, 5))], TODAY) is None
    assert current_call([], TODAY) is None


def test_a_call_that_dropped_waits_also_on_the_days_after() -> None:
    yesterday = call(date(2026, 10, 5), dropped=True)
    assert dropped_call([yesterday, call()]) == yesterday
    assert dropped_call([call(dropped=True, reached=True)]) is None


@pytest.mark.parametrize(
    ("location", "with_whom", "words"),
    [
        ("at home", "her sister", "at home, with her sister"),
        ("at home", "with her sister", "at home, with her sister"),
        ("in the car", "Nobody", "in the car, alone"),
        ("", "her sister", "with her sister"),
        ("", "", ""),
    ],
)
def test_where_and_with_whom_read_as_one(location: str, with_whom: str, words: str) -> None:
    assert place_words(call(location=location, with_whom=with_whom)) == words


def test_not_asking_whether_they_can_talk_is_no_answer() -> None:
    assert talk_words(call()) == "not asked whether they can talk freely"
    assert talk_words(call(can_talk=False)) == "cannot talk freely"
    assert not is_asked(call())
    assert not is_asked(None)
    assert is_asked(call(can_talk=False))

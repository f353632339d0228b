"""Consent: when it is in force, which answer counts, and how it stands in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from groupcare.rules.consent import (
    EXPIRES_SOON,
    Consent,
    ConsentHow,
    ConsentKind,
    called,
    expires_soon,
    in_force,
    newest,
    release_to,
    state_words,
    to_look_after,
)

TODAY = date(2026, 10, 6)
DAYS = st.dates(date(2026, 9, 1), date(2026, 11, 30))
ONE_DAY = timedelta(days=1)


def release(**fields: object) -> Consent:
    given: dict[str, object] = {
        "client": "c",
        "kind": ConsentKind.release,
        "given": True,
        "to": "Dr Rivera",
        "signed_on": date(2026, 10, 1),
        "how": ConsentHow.paper,
        "by": "s",
    }
    return Consent(**{**given, **fields})  # type: ignore[arg-type]


releases = st.builds(
    release,
    given=st.booleans(),
    to=st.sampled_from(("Dr Rivera", "dr RIVERA ", "Dr Rivéra", "Dr Lee")),
    signed_on=DAYS,
    expires_on=st.none() | DAYS,
    revoked_on=st.none() | DAYS,
)


@settings(max_examples=300, deadline=None)
@given(releases, DAYS)
def test_a_consent_holds_from_its_day_to_its_last_and_not_on_the_day_it_was_taken_back(one: Consent, on: date) -> None:
    if in_force(one, on):
        assert one.given
        assert not in_force(one, one.signed_on - ONE_DAY)
        assert one.expires_on is None or not in_force(one, one.expires_on + ONE_DAY)
        assert not in_force(structs.replace(one, revoked_on=on), on)
        assert not in_force(structs.replace(one, given=False), on)
        assert in_force(structs.replace(one, expires_on=on), on)
    else:
        held = structs.replace(one, given=True, signed_on=on, expires_on=on, revoked_on=on + ONE_DAY)
        assert in_force(held, on)


@settings(max_examples=300, deadline=None)
@given(releases, DAYS, st.integers(1, 60))
def test_what_has_ended_never_comes_back_by_itself(one: Consent, on: date, later: int) -> None:
    if on >= one.signed_on and not in_force(one, on):
        assert not in_force(one, on + timedelta(days=later))


@settings(max_examples=300, deadline=None)
@given(st.lists(releases, max_size=5), DAYS)
def test_a_release_is_the_newest_answer_and_in_force(some: list[Consent], on: date) -> None:
    found = release_to(some, "Dr Rivera", on)
    about = [c for c in some if c.to != "Dr Lee" and c.signed_on <= on]
    if found is None:
        last = max(about, key=lambda c: c.signed_on, default=None)
        same_day = [c for c in about if last is not None and c.signed_on == last.signed_on]
        assert not same_day or not in_force(same_day[-1], on)
    else:
        assert in_force(found, on)
        assert all(c.signed_on <= found.signed_on for c in about)


def test_a_refusal_ends_what_was_agreed_before_and_an_end_is_not_carried_on() -> None:
    agreed = release()
    refused = release(given=False, signed_on=date(2026, 10, 3))
    ended = release(signed_on=date(2026, 10, 3), expires_on=date(2026, 10, 5))
    assert release_to([agreed], "Dr Rivera", TODAY) == agreed
    assert release_to([agreed, refused], "Dr Rivera", TODAY) is None
    assert release_to([refused, agreed], "Dr Rivera", TODAY) is None, "the order of recording does not matter"
    assert release_to([agreed, refused], "Dr Rivera", date(2026, 10, 2)) == agreed
    assert release_to([agreed, ended], "Dr Rivera", TODAY) is None


@pytest.mark.parametrize("name", ["", " ", "Rivera", "Dr Rivera's clinic", "Dr River", "everybody"])
def test_a_release_to_somebody_is_to_nobody_else(name: str) -> None:
    assert release_to([release(), release(to="Dr Lee")], name, TODAY) is None


def test_only_a_release_releases() -> None:
    assert release_to([release(kind=ConsentKind.guardian)], "Dr Rivera", TODAY) is None


def test_of_one_day_the_last_recorded_counts_and_matters_stay_apart() -> None:
    agreed, refused = release(), release(given=False)
    other, treatment = release(to="Dr Lee"), release(kind=ConsentKind.treatment, to="")
    assert newest([agreed, other, refused, treatment]) == (refused, other, treatment)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "in force"),
        ({"given": False}, "refused Thu 1 Oct"),
        ({"revoked_on": date(2026, 10, 5)}, "revoked Mon 5 Oct"),
        ({"expires_on": date(2026, 10, 5)}, "expired Mon 5 Oct"),
        ({"expires_on": TODAY}, "ends soon, until Tue 6 Oct"),
        ({"expires_on": TODAY + EXPIRES_SOON}, "ends soon, until Thu 5 Nov"),
        ({"expires_on": TODAY + EXPIRES_SOON + ONE_DAY}, "in force, until Fri 6 Nov"),
    ],
)
def test_how_it_stands_is_said_in_words(fields: dict[str, object], words: str) -> None:
    assert state_words(release(**fields), TODAY, replaced=False) == words
    assert state_words(release(**fields), TODAY, replaced=True) == "replaced by a later answer"


def test_it_ends_soon_only_while_it_holds() -> None:
    ends = {"expires_on": TODAY + ONE_DAY}
    assert expires_soon(release(**ends), TODAY)
    assert not expires_soon(release(**ends, revoked_on=TODAY), TODAY)
    assert not expires_soon(release(**ends, given=False), TODAY)
    assert not expires_soon(release(), TODAY)


def test_only_the_end_of_what_counts_is_looked_after() -> None:
    older, newer = release(expires_on=TODAY), release(signed_on=date(2026, 10, 2), expires_on=TODAY + ONE_DAY)
    assert to_look_after([older, newer], older) is None
    assert to_look_after([older, newer], newer) == TODAY + ONE_DAY
    revoked = structs.replace(newer, revoked_on=TODAY)
    assert to_look_after([older, revoked], revoked) is None


def test_what_it_is_about_names_whom_it_names() -> None:
    assert called(release()) == "release to Dr Rivera"
    assert called(release(kind=ConsentKind.guardian, to="Ana Ruiz")) == "guardian Ana Ruiz"
    assert called(release(kind=ConsentKind.group, to="")) == "group confidentiality and its limits"

"""Measures of intake of people not yet seated: one line of Today, and the list behind it."""

import pytest

from groupcare.acts import SignIn, group, refer
from groupcare.acts.measuring import record_form
from groupcare.queries.intake_measures import intake_measures
from groupcare.queries.needs import Need
from groupcare.queries.today import today
from groupcare.record.errors import NotPermitted
from tests.clinic import House, new_group, row, waiting
from tests.queries.test_measures_due import ANSWERS

LACKS = ("BPI interference", "GAD-7", "PCS", "PSEQ")


def lines(who: SignIn) -> list[Need]:
    return [n for n in today(who).needs if "not asked yet" in n.words]


def test_who_was_screened_and_not_seated_is_listed_with_what_they_have_not_given(house: House, dana: SignIn) -> None:
    first = waiting(dana, family_name="Ito", given_name="Kei")
    [one] = intake_measures(dana)
    assert (one.name, one.since, one.late, one.measures) == ("Ito, Kei", first.received_on, False, LACKS)
    [line] = lines(dana)
    assert (line.key, line.words) == (
        f"chart {first.client} measures",
        "not asked yet at intake: BPI interference, GAD-7, PCS, PSEQ",
    )
    house.clock.forward(days=7)
    assert (intake_measures(dana)[0].late, lines(dana)[0].late) == (True, True)


def test_of_several_today_says_how_many_lack_what_and_leads_to_the_list(dana: SignIn) -> None:
    people = [waiting(dana, family_name=name) for name in ("Ito", "Kahn", "Lund")]
    record_form(dana, people[0].client, "pcs", ANSWERS["pcs"])
    [line] = lines(dana)
    assert (line.key, line.words) == ("intake-measures all", "not asked yet: 3 people not seated")
    assert line.more == "BPI interference 3, GAD-7 3, PSEQ 3, PCS 2"


def test_who_was_never_screened_stands_as_to_be_screened_alone(dana: SignIn) -> None:
    refer.refer(dana, row(family_name="New"))
    assert (intake_measures(dana), lines(dana)) == ((), [])


def test_nothing_stands_once_all_is_given_or_a_seat_is_taken(dana: SignIn) -> None:
    made = new_group(dana)
    given, seated = waiting(dana, family_name="Ito"), waiting(dana, family_name="Kahn")
    assert len(intake_measures(dana)) == 2
    for measure in ("pcs", "pseq", "gad-7", "bpi-interference"):
        record_form(dana, given.client, measure, ANSWERS[measure])
    assert [one.client for one in intake_measures(dana)] == [seated.client]
    group.seat(dana, made.id, seated.id)
    assert (intake_measures(dana), lines(dana)) == ((), [])


def test_asked_again_it_is_what_somebody_who_asks_first_reads(house: House, dana: SignIn) -> None:
    one = waiting(dana, family_name="Ito")
    intake_measures(dana)
    waiting(dana, family_name="Kahn")
    record_form(dana, one.client, "pcs", ANSWERS["pcs"])
    assert intake_measures(dana) == intake_measures(house.sign_in())


def test_a_facilitator_alone_is_not_told(house: House) -> None:
    with pytest.raises(NotPermitted):
        intake_measures(house.sign_in("Fay Facilitator"))

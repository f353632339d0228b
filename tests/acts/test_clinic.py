"""The clinic's own facts: what a manager sets is what urgent steps, dates and screens go by from then on."""

from datetime import date

import pytest

from groupcare.acts import Refused, SignIn, clinic
from groupcare.queries import history, today
from groupcare.rules.clinic import OnCall
from tests.clinic import House, new_group, sessions
from tests.tui.kit import program


def test_whom_to_phone_is_what_urgent_steps_name(dana: SignIn) -> None:
    assert "Nobody is on call" in dana.whom_to_call
    clinic.set_on_call(
        dana,
        [OnCall(name=" Dr Lee ", phone="555-0137", hours="until 18:00"), OnCall(name="Dr Osei", phone="555-0148")],
    )
    assert dana.whom_to_call.startswith("On call: Dr Lee 555-0137 until 18:00; Dr Osei 555-0148.")
    assert [one.person.name for one in today.today(dana).on_call] == ["Dr Lee", "Dr Osei"]
    clinic.set_on_call(dana, [])
    assert "Nobody is on call" in dana.whom_to_call
    assert history.proof(dana).faults == ()


@pytest.mark.parametrize(("name", "phone"), [("", "555"), ("Dr Lee", ""), ("  ", "555"), ("Dr Lee", " \u200b ")])
def test_nobody_is_on_call_without_a_name_and_a_phone(dana: SignIn, name: str, phone: str) -> None:
    before = dana.clinic
    with pytest.raises(Refused, match="cannot be empty"):
        clinic.set_on_call(dana, [OnCall(name=name, phone=phone)])
    assert dana.clinic == before


def test_only_what_is_given_is_changed(dana: SignIn) -> None:
    before = dana.clinic
    changed = clinic.change_clinic(dana, crisis_line="555-1000", lock_minutes=3, working_days=(5, 1, 1))
    assert (changed.crisis_line, changed.lock_minutes, changed.working_days) == ("555-1000", 3, (1, 5))
    assert (changed.name, changed.zone, changed.country) == (before.name, before.zone, before.country)
    assert dana.clinic == changed


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"zone": "Mars/Olympus"}, "is not a time zone"),
        ({"country": "ZZ"}, "ZZ"),
        ({"name": " "}, "cannot be empty"),
        ({"crisis_line": ""}, "cannot be empty"),
        ({"lock_minutes": 0}, "1 to 60 minutes"),
        ({"lock_minutes": 61}, "1 to 60 minutes"),
        ({"working_days": ()}, "at least one"),
        ({"working_days": (0, 8)}, "numbers from 1"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(dana: SignIn, fields: dict[str, object], told: str) -> None:
    before = dana.clinic
    with pytest.raises(Refused, match=told):
        clinic.change_clinic(dana, **fields)  # type: ignore[arg-type]
    assert dana.clinic == before


def test_a_closed_day_is_left_out_of_dates_made_afterwards(dana: SignIn) -> None:
    first = dana.today()
    clinic.close_on(dana, date(2026, 10, 13), "staff day")
    clinic.close_on(dana, date(2026, 10, 13), "training")
    assert [(c.on, c.reason) for c in dana.clinic.closures] == [(date(2026, 10, 13), "training")]
    made = new_group(dana)
    assert date(2026, 10, 13) not in [s.date for s in sessions(dana, made)]
    assert sessions(dana, made)[0].date == first
    clinic.open_on(dana, date(2026, 10, 13))
    assert dana.clinic.closures == ()
    with pytest.raises(Refused, match="not noted as closed"):
        clinic.open_on(dana, date(2026, 10, 13))


async def test_an_open_screen_shows_whom_to_phone_as_soon_as_it_is_set(house: House, dana: SignIn) -> None:
    async with program(house.sign_in("Ines Intake"), (120, 40)) as run:
        clinic.set_on_call(dana, [OnCall(name="Dr [red]Lee[/red]", phone="555-0137")])
        await run.until("Dr [red]Lee[/red] 555-0137")

"""Consents on the chart: what stands, recording one, taking one back."""

from datetime import date

import pytest

from groupcare.acts import SignIn, consents, refer
from groupcare.rules.consent import Consent, ConsentHow, ConsentKind
from groupcare.rules.people import Client
from tests.clinic import House, row
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, Run, program


@pytest.fixture
def ruiz(dana: SignIn) -> Client:
    return dana.of(Client).get(refer.refer(dana, row(phone="555-0162", referrer="Dr Rivera")).client)


async def opened(run: Run, client: Client) -> None:
    run.app.open_place("chart", client.id)
    await run.settle()


def kept(who: SignIn, client: Client) -> list[Consent]:
    return who.of(Consent).linked(client=client.id)


def record(who: SignIn, client: Client, kind: ConsentKind, **fields: object) -> Consent:
    return consents.record_consent(who, client.id, kind, **fields)  # type: ignore[arg-type]


@LOOKS
async def test_the_overview_says_in_words_how_each_consent_stands(
    dana: SignIn, ruiz: Client, size: tuple[int, int]
) -> None:
    record(dana, ruiz, ConsentKind.treatment, signed_on=date(2026, 9, 28))
    record(dana, ruiz, ConsentKind.remote, given=False, how=ConsentHow.verbal)
    taken_back = record(dana, ruiz, ConsentKind.group, signed_on=date(2026, 9, 28))
    consents.revoke_consent(dana, taken_back.id)
    record(dana, ruiz, ConsentKind.release, to="Dr Rivera", expires_on=date(2026, 10, 20))
    record(dana, ruiz, ConsentKind.release, to="Hill Physio", signed_on=date(2026, 9, 1), expires_on=date(2026, 10, 1))
    async with program(dana, size) as run:
        await opened(run, ruiz)
        run.shows("○ Consents", "in force", "refused Tue 6 Oct", "revoked Tue 6 Oct")
        run.shows("Dr Rivera · ends soon, until Tue 20 Oct", "Hill Physio · expired Thu 1 Oct")
        run.frame("chart-consents")


async def test_where_no_consent_is_recorded_the_chart_says_so_and_n_records_one(dana: SignIn, ruiz: Client) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, ruiz)
        run.shows("none recorded", "n records one, or a refusal")
        await run.press("n", "t")
        run.shows("Consent to treatment")
        await run.press("ctrl+s")
        run.shows("Recorded Elena R.'s answer: treatment.", "treatment   in force")
    [one] = kept(dana, ruiz)
    assert (one.kind, one.given, one.signed_on) == (ConsentKind.treatment, True, date(2026, 10, 6))


@LOOKS
async def test_a_release_is_offered_to_whoever_referred_them(dana: SignIn, ruiz: Client, size: tuple[int, int]) -> None:
    async with program(dana, size) as run:
        await opened(run, ruiz)
        await run.press("n", "i")
        run.shows("Consent to release of information · Elena R.", "Dr Rivera")
        run.frame("chart-consent-form")
        await run.press("tab", "tab", "tab", "tab")
        await run.type("+90")
        await run.press("ctrl+s")
        run.shows("Dr Rivera · in force, until Mon 4 Jan 2027")
    [one] = kept(dana, ruiz)
    assert (one.to, one.expires_on) == ("Dr Rivera", date(2027, 1, 4))


async def test_what_cannot_be_is_said_in_the_form_and_stays_there(dana: SignIn, ruiz: Client) -> None:
    async with program(dana, NARROW) as run:
        await opened(run, ruiz)
        await run.press("n", "g", "ctrl+s")
        run.shows("Guardian is needed.")
        await run.type("Ana Ruiz")
        await run.press("tab", "tab", "tab")
        await run.type("tomorrow")
        await run.press("ctrl+s")
        run.shows("cannot have been signed in the future", "Ana Ruiz")
        assert kept(dana, ruiz) == []


async def test_a_consent_is_taken_back_by_x_and_only_where_there_is_one(dana: SignIn, ruiz: Client) -> None:
    record(dana, ruiz, ConsentKind.remote)
    async with program(dana, NARROW) as run:
        await opened(run, ruiz)
        assert "x revoke" not in run.text
        await run.press("x", "end")
        run.shows("x revoke")
        await run.press("enter")
        run.shows("signed Tue 6 Oct, on paper · recorded by Dana Reyes")
        await run.press("escape", "x")
        run.shows("takes back: remote sessions")
        await run.press("ctrl+s")
        run.shows("revoked Tue 6 Oct")
        assert "x revoke" not in run.text
    assert [c.revoked_on for c in kept(dana, ruiz)] == [date(2026, 10, 6)]


async def test_a_consent_that_ends_soon_stands_on_today_and_leads_to_the_chart(
    dana: SignIn, ruiz: Client, house: House
) -> None:
    record(dana, ruiz, ConsentKind.release, to="Dr Rivera", expires_on=date(2026, 11, 6))
    async with program(dana, NARROW) as run:
        assert "ends soon" not in run.text
    house.clock.forward(days=1)
    async with program(dana, NARROW) as run:
        run.shows("Consents", "release to Dr Rivera ends soon")
        await run.press("end", "enter")
        run.shows("[o Overview]", "Dr Rivera · ends soon, until Fri 6 Nov")


async def test_names_with_markup_in_a_consent_are_shown_literally(dana: SignIn, ruiz: Client) -> None:
    for name in HOSTILE[:6]:
        record(dana, ruiz, ConsentKind.release, to=name, note=name)
    async with program(dana, NARROW) as run:
        await opened(run, ruiz)
        await run.press("end")
        run.shows("[/red] O'Neil", "[@click=app.quit]Press", "[31mRed[0m Alarm")
        await run.press("enter")
        run.shows("release to [/red] O'Neil")


@SIZES
async def test_a_manager_does_not_see_consents(house: House, ruiz: Client, size: tuple[int, int]) -> None:
    async with program(house.sign_in("Mona Manager"), size) as run:
        await opened(run, ruiz)
        run.shows("To see charts takes the role")
        await run.press("n", "x")
        assert "agrees to" not in run.text

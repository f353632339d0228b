"""Consents are recorded as given or refused, and taken back; the newest answer counts."""

from collections.abc import Callable
from datetime import date

import pytest

from groupcare.acts import Refused, SignIn, consents, erasing, refer, undo
from groupcare.queries import history
from groupcare.record.errors import NotFound
from groupcare.rules.consent import Consent, ConsentHow, ConsentKind, in_force
from groupcare.rules.people import Client
from tests.acts.test_erasing import content
from tests.clinic import House, row

NOVEMBER = date(2026, 11, 3)


@pytest.fixture
def ruiz(dana: SignIn) -> Client:
    return dana.of(Client).get(refer.refer(dana, row()).client)


def test_a_consent_is_kept_as_it_was_given(dana: SignIn, ruiz: Client) -> None:
    kept = consents.record_consent(
        dana,
        ruiz.id,
        ConsentKind.release,
        to="  Dr\x1b Rivera ",
        signed_on=date(2026, 10, 1),
        expires_on=NOVEMBER,
        how=ConsentHow.verbal,
        note="Read back\nby phone.",
    )
    assert kept == dana.of(Consent).get(kept.id)
    assert (kept.to, kept.note, kept.by) == ("Dr Rivera", "Read back\nby phone.", dana.staff_id)
    assert (kept.given, kept.due) == (True, NOVEMBER)
    assert history.proof(dana).faults == ()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"kind": ConsentKind.release}, "to whom information may go"),
        ({"kind": ConsentKind.release, "to": " \u200b "}, "to whom information may go"),
        ({"kind": ConsentKind.guardian}, "the guardian"),
        ({"kind": ConsentKind.remote, "to": "Dr Lee"}, "names nobody"),
        ({"signed_on": date(2026, 10, 7)}, "in the future"),
        ({"signed_on": date(2026, 10, 2), "expires_on": date(2026, 10, 1)}, "end before it was signed"),
        ({"given": False, "expires_on": NOVEMBER}, "has no end"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(
    dana: SignIn, ruiz: Client, fields: dict[str, object], why: str
) -> None:
    given = {"kind": ConsentKind.treatment, **fields}
    with pytest.raises(Refused, match=f"{why}.* Nothing was recorded"):
        consents.record_consent(dana, ruiz.id, **given)  # type: ignore[arg-type]
    assert dana.of(Consent).count() == 0


def test_nobody_agrees_for_somebody_who_is_not_there(dana: SignIn) -> None:
    with pytest.raises(NotFound):
        consents.record_consent(dana, "0" * 32, ConsentKind.treatment)


def test_a_later_answer_replaces_an_earlier_one_and_what_is_looked_after(dana: SignIn, ruiz: Client) -> None:
    first = consents.record_consent(dana, ruiz.id, ConsentKind.remote, expires_on=NOVEMBER)
    consents.record_consent(dana, ruiz.id, ConsentKind.remote, given=False)
    assert dana.of(Consent).get(first.id).due is None
    assert dana.of(Consent).open_work("9999-12-31") == []
    with pytest.raises(Refused, match="A later answer counts"):
        consents.revoke_consent(dana, first.id)


def test_a_consent_is_taken_back_once(dana: SignIn, ruiz: Client, house: House) -> None:
    kept = consents.record_consent(dana, ruiz.id, ConsentKind.treatment, expires_on=NOVEMBER)
    house.clock.forward(days=3)
    gone = consents.revoke_consent(dana, kept.id)
    assert (gone.revoked_on, gone.due) == (date(2026, 10, 9), None)
    assert in_force(gone, date(2026, 10, 8))
    assert not in_force(gone, date(2026, 10, 9))
    with pytest.raises(Refused, match="There is no consent to take back: treatment"):
        consents.revoke_consent(dana, kept.id)


@pytest.mark.parametrize(("on", "why"), [(date(2026, 10, 7), "on the day"), (date(2026, 10, 5), "before it was")])
def test_a_consent_is_revoked_neither_ahead_nor_before_it_began(dana: SignIn, ruiz: Client, on: date, why: str) -> None:
    kept = consents.record_consent(dana, ruiz.id, ConsentKind.treatment)
    with pytest.raises(Refused, match=why):
        consents.revoke_consent(dana, kept.id, on=on)
    assert dana.of(Consent).get(kept.id) == kept


@pytest.mark.parametrize("last", ["record", "revoke"])
def test_undo_puts_back_what_was_there(dana: SignIn, ruiz: Client, last: str) -> None:
    kept = consents.record_consent(dana, ruiz.id, ConsentKind.remote, expires_on=NOVEMBER)
    doing: dict[str, Callable[[], object]] = {
        "record": lambda: consents.record_consent(dana, ruiz.id, ConsentKind.remote, given=False),
        "revoke": lambda: consents.revoke_consent(dana, kept.id),
    }
    doing[last]()
    undo.undo(dana)
    [back] = dana.of(Consent).linked(client=ruiz.id)
    assert (back.id, back.revoked_on, back.due) == (kept.id, None, NOVEMBER)
    assert history.proof(dana).faults == ()


def test_erasing_takes_consents_out_with_all_their_changes(dana: SignIn, ruiz: Client) -> None:
    kept = consents.record_consent(dana, ruiz.id, ConsentKind.release, to="Frobozz", note="Plughxyzzy")
    consents.revoke_consent(dana, kept.id)
    assert "Frobozz" in content(dana)
    erasing.erase(dana, ruiz.id, "court order")
    assert not [word for word in ("Frobozz", "Plughxyzzy") if word in content(dana)]
    assert dana.of(Consent).count() == 0
    assert history.proof(dana).faults == ()

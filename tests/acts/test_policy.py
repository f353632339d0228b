"""A clinic's own policy: put in force with a reason, never reusing a version, never letting people pass by."""

from pathlib import Path

import pytest
from msgspec import structs

from groupcare.acts import Refused, screen
from groupcare.acts.policy import set_policy
from groupcare.exchange.library import default_policy_text, read_policy_file, shipped_library
from groupcare.queries.policy import policies
from groupcare.record.errors import NotPermitted
from groupcare.rules.policy import Policy, Route
from groupcare.rules.safety import Choice
from groupcare.rules.screening import Screening
from tests.clinic import House, referred, waiting

OWN = default_policy_text().replace('version = "1"', 'version = "2"').replace("at_least = 15", "at_least = 10", 1)


@pytest.fixture
def own(tmp_path: Path) -> tuple[Policy, str]:
    """The clinic's own file: PHQ-9 from 10 is reviewed."""
    path = tmp_path / "policy.toml"
    path.write_text(OWN)
    return read_policy_file(path, shipped_library().measures)


def test_a_new_policy_is_in_force_at_once_and_old_screenings_keep_theirs(house: House, own: tuple[Policy, str]) -> None:
    dana = house.sign_in()
    waits = waiting(dana, phq9="222220000")
    set_policy(dana, *own, "our clinicians look at every moderate score")
    assert dana.policy.version == "2"
    with pytest.raises(Refused, match="policy changed since the screening"):
        screen.decide(dana, waits.id, Choice.group, curriculum="eight-week")
    assert screen.screen_referral(dana, waits.id).route is Route.review
    assert [s.policy_version for s in dana.of(Screening).linked(referral=waits.id)] == ["1", "2"]
    assert [(p.policy.version, p.in_force) for p in policies(dana)] == [("2", True), ("1", False)]
    assert policies(dana)[0].text == OWN


def test_a_milder_policy_ends_no_finding(house: House, own: tuple[Policy, str]) -> None:
    dana = house.sign_in()
    severe = referred(dana, phq9="333333320")
    rules = [structs.replace(r, at_least=27) if r.id == "phq9-severe" else r for r in own[0].rule]
    set_policy(dana, structs.replace(own[0], rule=tuple(rules)), own[1], "trial")
    kept = screen.screen_referral(dana, severe.id)
    assert kept.route is Route.individual
    assert "not yet evaluated" in kept.findings[0].detail


def test_a_version_is_given_once_and_a_reason_is_needed(house: House, own: tuple[Policy, str]) -> None:
    dana = house.sign_in()
    for policy, why, words in (
        (structs.replace(own[0], version="1"), "x", "of its own"),
        (own[0], "  ", "Say why"),
        (structs.replace(own[0], rule=own[0].rule[1:]), "x", "pass by"),
        (dana.policy, "x", "in force already"),
    ):
        with pytest.raises(Refused, match=words):
            set_policy(dana, policy, "", why)
    assert dana.policy == shipped_library().policy


def test_only_a_manager_changes_it(house: House, own: tuple[Policy, str]) -> None:
    with pytest.raises(NotPermitted):
        set_policy(house.sign_in("Carl Clinician"), *own, "x")

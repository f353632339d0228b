"""The library of interventions as it is shipped, and a file that cannot be one."""

from pathlib import Path

import pytest

from groupcare.exchange.files import FileFault
from groupcare.exchange.interventions import read, shipped_interventions
from groupcare.rules.curriculum import Coping
from groupcare.rules.phrases import PlanWords
from groupcare.rules.plan_check import coping_of
from tests.rules.plans import LIBRARY, around


def test_four_approaches_are_shipped_each_under_its_own_letter() -> None:
    found = shipped_interventions()
    assert {a.id for a in found} == {"act", "cbt", "graded-exposure", "mindfulness"}
    assert len({a.key for a in found}) == 4
    assert all(one.what and one.who and one.how_often for a in found for one in a.intervention)


def test_no_suggestion_trips_the_plan_check_and_its_mark_agrees_with_its_words() -> None:
    words = LIBRARY.plan_words
    for one in (one for a in shipped_interventions() for one in a.intervention):
        assert not words.acute_advice.found(one.what), one.what
        assert not words.medical_change.found(one.what), one.what
        assert coping_of(one.intervention, around()) in (one.coping, None), one.what
    assert words != PlanWords()


def test_exposure_soothing_and_doing_are_among_them() -> None:
    exposing = [one for a in shipped_interventions() if a.id == "graded-exposure" for one in a.intervention]
    assert sum(bool(LIBRARY.plan_words.exposure.found(one.what)) for one in exposing) >= 3
    assert {one.coping for a in shipped_interventions() for one in a.intervention} == {Coping.active, Coping.passive}


def test_two_of_one_letter_are_a_fault_with_its_line(tmp_path: Path) -> None:
    one = '[[intervention]]\nkey = "a"\nshort = "x"\nwhat = "x"\nwho = ""\nhow_often = ""\ncoping = "active"\n'
    path = tmp_path / "own.toml"
    path.write_text('id = "own"\nkey = "o"\nname = "Own"\nsource = "us"\n' + one + one, encoding="utf-8")
    with pytest.raises(FileFault, match="one letter") as fault:
        read(path)
    assert fault.value.line is not None

"""Lawful erasure by command."""

from tests.cli.conftest import Command


def test_a_person_is_erased_and_the_record_still_proves_itself(groupcare: Command) -> None:
    groupcare("referrals", "import", "tests/data/referrals-nhanes-phq9.csv")
    head = groupcare.json("verify")["head"]
    refused = groupcare("erase", "GC-0001", "--authority", "request of 3 Oct", ok=False)
    assert refused.code == 1
    assert "cannot be undone" in refused.err
    told = groupcare("erase", "GC-0001", "--authority", "request of 3 Oct", "--yes")
    assert "GC-0001 is erased" in told.out
    assert "went out of 0 documents about others" in told.out
    assert "Backups" in told.out
    proof = groupcare.json("verify", "--head", head)
    assert proof["faults"] == []
    assert proof["against_head"] == ""
    assert proof["erased"] > 0
    gone = groupcare("history", "GC-0001", ok=False)
    assert gone.code == 1
    older = groupcare("verify", "--head", "99999-00000000-00000000-00000000-00000000", ok=False)
    assert older.code == 1
    assert "older copy" in older.out

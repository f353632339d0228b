"""Staff come, change their passphrase and leave; the record then gets a new key."""

from tests.cli.conftest import Command


def test_who_has_left_signs_in_no_more_and_the_record_is_encrypted_anew(groupcare: Command) -> None:
    first, own, later = "a first passphrase", "a passphrase of my own", "a later passphrase"
    groupcare("staff", "add", "Kit Lee", "--roles", "manager", GROUPCARE_NEW_PASSPHRASE=first)
    groupcare("--as", "Kit Lee", "staff", "list", GROUPCARE_PASSPHRASE=first, GROUPCARE_NEW_PASSPHRASE=own)
    groupcare(
        "--as", "Kit Lee", "staff", "passphrase", GROUPCARE_PASSPHRASE=own, GROUPCARE_NEW_PASSPHRASE=later
    )  # fmt: skip
    old = groupcare("--as", "Kit Lee", "staff", "list", ok=False, GROUPCARE_PASSPHRASE=own)
    assert "That is not the passphrase of Kit Lee" in old.err
    left = groupcare("--as", "Dana Reyes", "staff", "remove", "kit lee")
    assert "Kit Lee can no longer sign in" in left.out
    gone = groupcare("--as", "Kit Lee", "staff", "list", ok=False, GROUPCARE_PASSPHRASE=later)
    assert "Nobody named 'Kit Lee' can sign in here" in gone.err
    assert "new key" in groupcare("staff", "new-key").out
    assert [s["name"] for s in groupcare.json("staff", "list") if s["left_on"] is None] == ["Dana Reyes"]
    assert groupcare.json("verify")["faults"] == []


def test_the_only_manager_cannot_leave(groupcare: Command) -> None:
    told = groupcare("staff", "remove", "Dana Reyes", ok=False)
    assert told.code == 1
    assert "is the only manager" in told.err
    assert groupcare("staff", "remove", "Nobody", ok=False).code == 1


def test_a_manager_says_who_is_on_call_and_what_is_closed(groupcare: Command) -> None:
    assert "Nobody is on call in this record." in groupcare("clinic", "show").out
    done = groupcare(
        "clinic", "on-call", "--person", "Dr Lee", "555-0137", "until", "18:00", "--person", "Dr Osei", "5"
    )
    assert "On call: Dr Lee 555-0137 until 18:00\nOn call: Dr Osei 5\n" in done.out
    refused = groupcare("clinic", "on-call", ok=False)
    assert (refused.code, refused.out) == (1, "")
    assert "or say --nobody" in refused.err
    assert groupcare("clinic", "on-call", "--person", "Dr Lee", ok=False).code == 1
    groupcare("clinic", "close", "2026-12-24", "staff day")
    out = groupcare("clinic", "set", "--lock-minutes", "5", "--working-days", "1,3").out
    assert "Works Mon, Wed; screens lock after 5 minutes." in out
    assert "Closed 2026-12-24: staff day" in out
    assert groupcare.json("clinic", "open", "2026-12-24")["closures"] == []
    assert "On call: Dr Lee" in groupcare("clinic", "show").out
    assert groupcare.json("clinic", "on-call", "--nobody")["on_call"] == []

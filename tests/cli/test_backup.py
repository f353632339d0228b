"""backup and restore as commands: what they say, how they end, and what stands there afterwards."""

import stat
from pathlib import Path

from tests.cli.conftest import Command


def test_a_store_comes_back_from_its_backup_here_and_elsewhere(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    done = groupcare("backup", file)
    assert done.err == ""
    assert done.out.startswith(f"{file} holds the whole store, proved: 1 acts, 0.")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = groupcare("backup", file, ok=False)
    assert (again.code, again.out) == (1, "")
    assert "exists already. Nothing was written over it" in again.err

    (tmp_path / "stick").mkdir()
    made = groupcare.json("backup", tmp_path / "stick")
    (dated,) = (tmp_path / "stick").iterdir()
    assert (made["file"], made["size"], made["acts"]) == (str(dated), dated.stat().st_size, 2)

    refused = groupcare("restore", file, ok=False)
    assert refused.code == 1
    assert "Nothing was changed; add --aside" in refused.err
    restored = groupcare.json("restore", file, "--aside")
    assert (restored["store"], restored["acts"]) == (str(groupcare.store), 1)
    assert restored["head"] in done.out
    assert Path(restored["aside"]).name.startswith("store.before-restore-")
    proved = groupcare.json("verify")
    assert (proved["head"], proved["faults"]) == (restored["head"], [])

    elsewhere = Command(tmp_path / "else", {**groupcare.env, "GROUPCARE_STORE": str(tmp_path / "else")})
    told = elsewhere("restore", dated, GROUPCARE_PASSPHRASE="").out
    assert f"UTC is at {tmp_path / 'else'}, with 2 acts." in told
    assert "Sign in with any passphrase that was valid then" in told
    assert elsewhere.json("verify")["head"] == made["head"]


def test_what_cannot_be_restored_is_one_line_and_makes_nothing(bare: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("Dear Ana")
    done = bare("restore", tmp_path / "letter.zip", ok=False)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "no backup that GroupCare made" in done.err
    assert not bare.store.exists()

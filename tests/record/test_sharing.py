"""A store for a team: everybody in its Unix group opens it with an account of their own, and nobody else does."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from groupcare.acts import backups, refer, store
from groupcare.exchange.library import shipped_library
from groupcare.queries import history
from groupcare.record.errors import Refused
from groupcare.record.sharing import group_of
from groupcare.rules.clinic import Clinic, Role
from groupcare.rules.people import Client
from tests.clinic import row

TEAM, NOBODY, ANA, BO = 60123, 65534, 60201, 60202
PASSPHRASE = "a long enough passphrase"
"loaded".encode("cp437")  # zipfile looks it up only when it writes, and another account may not read where it lies
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


def by(uid: int, groups: list[int], work: Callable[[], object]) -> str:
    """Do it in a process of another account; gives "done" or the sentence."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reads)
        told = "done"
        try:
            os.setgroups(groups)
            os.setgid(uid)
            os.setuid(uid)
            work()
        except BaseException as error:  # noqa: BLE001  # told to the test
            told = f"{type(error).__name__}: {error}"
        os.write(writes, told.encode())
        os._exit(0)
    os.close(writes)
    told = b""
    while more := os.read(reads, 65536):
        told += more
    os.close(reads)
    os.waitpid(pid, 0)
    return told.decode()


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the group's, made by root, where everybody can reach it."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder.name.startswith(("pytest", "test_", "popen")):
            folder.chmod(0o711)
    monkeypatch.setattr("groupcare.record.sharing.group_id", lambda name: TEAM)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "nowhere"))
    made = tmp_path / "team"
    clinic = Clinic(name="Clinic", zone="America/New_York", country="US")
    store.make_store(made, clinic, "Ana", (Role.intake,), PASSPHRASE, unix_group="team")
    who = store.open_store(made, "Ana", PASSPHRASE, shipped_library())
    store.add_staff(who, "Bo", (Role.intake, Role.clinician), PASSPHRASE)
    who.close()
    return made


def modes(folder: Path) -> dict[str, str]:
    return {p.name: oct(stat.S_IMODE(p.stat().st_mode)) for p in (folder, *folder.rglob("*"))}


@root_only
def test_the_teams_files_are_the_groups_and_nobody_elses(team: Path) -> None:
    assert modes(team) == {"team": "0o2770", "record.db": "0o660", "keys.json": "0o660"}
    assert {p.stat().st_gid for p in (team, *team.iterdir())} == {TEAM}


@root_only
def test_accounts_of_the_group_work_in_it_together(team: Path, tmp_path: Path) -> None:
    def acts(name: str, passphrase: str) -> None:
        who = store.open_store(team, name, passphrase, shipped_library())
        refer.refer(who, row(family_name=name))
        store.change_own_passphrase(who, f"{name}'s own passphrase")
        backups.automatic(who, who.now())
        who.close()

    def wrong() -> None:
        store.open_store(team, "Bo", "wrong", shipped_library())

    assert by(ANA, [TEAM], wrong).startswith("WrongPassphrase")
    assert by(BO, [TEAM], lambda: acts("Bo", PASSPHRASE)) == "done"
    assert by(ANA, [TEAM], lambda: acts("Ana", PASSPHRASE)) == "done"
    assert by(BO, [TEAM], lambda: acts("Bo", "Bo's own passphrase")) == "done"
    found = modes(team)
    assert {mode for name, mode in found.items() if name not in ("team", "backups")} == {"0o660"}
    assert found["backups"] == "0o2770"
    who = store.open_store(team, "Ana", "Ana's own passphrase", shipped_library())
    assert sorted(c.family_name for c in who.of(Client).all()) == ["Ana", "Bo", "Bo"]
    assert history.proof(who).faults == ()
    who.close()


@root_only
def test_while_one_has_it_open_another_writes(team: Path) -> None:
    who = store.open_store(team, "Ana", PASSPHRASE, shipped_library())
    refer.refer(who, row(family_name="Ana"))

    def acts() -> None:
        other = store.open_store(team, "Bo", PASSPHRASE, shipped_library())
        refer.refer(other, row(family_name="Bo"))
        other.close()

    assert by(BO, [TEAM], acts) == "done"
    assert who.of(Client).count() == 2
    who.close()


@root_only
def test_an_account_outside_of_the_group_is_told_so(team: Path) -> None:
    told = by(NOBODY, [], lambda: store.open_store(team, "Ana", PASSPHRASE, shipped_library()))
    assert "permission" in told.lower()
    assert told.split(":")[0] in ("Damaged", "Refused", "NotFound")


@root_only
def test_a_restored_store_is_the_groups_again(team: Path, tmp_path: Path) -> None:
    who = store.open_store(team, "Ana", PASSPHRASE, shipped_library())
    backups.back_up(who, tmp_path / "b.zip")
    who.close()
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    backups.restore(tmp_path / "b.zip", team, aside=True)
    assert group_of(team) == TEAM
    assert set(modes(team).values()) == {"0o2770", "0o660"}


def test_a_group_that_does_not_exist_makes_nothing(tmp_path: Path) -> None:
    clinic = Clinic(name="Clinic", zone="America/New_York", country="US")
    with pytest.raises(Refused, match="no Unix group 'no such group here'"):
        store.make_store(tmp_path / "s", clinic, "Ana", (), PASSPHRASE, unix_group="no such group here")
    assert not (tmp_path / "s").exists()


def test_a_store_of_ones_own_is_open_to_nobody_else(tmp_path: Path) -> None:
    clinic = Clinic(name="Clinic", zone="America/New_York", country="US")
    store.make_store(tmp_path / "s", clinic, "Ana", (), PASSPHRASE)
    assert modes(tmp_path / "s") == {"s": "0o700", "record.db": "0o600", "keys.json": "0o600"}
    assert group_of(tmp_path / "s") is None

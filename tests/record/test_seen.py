"""An older copy of a store put in its place is noticed, once, wherever the store was open before."""

import shutil
from pathlib import Path

import pytest

from groupcare.acts import SignIn, refer, store
from groupcare.exchange.library import shipped_library
from groupcare.record import seen
from tests.clinic import PASSPHRASE, House, row


def signed_in(folder: Path) -> SignIn:
    return store.open_store(folder, "Dana Reyes", PASSPHRASE, shipped_library())


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """A store that nobody has open."""
    return Path(shutil.copytree(house.folder, tmp_path / "own"))


def test_going_on_says_nothing_and_an_older_copy_is_noticed_once(folder: Path, tmp_path: Path) -> None:
    who = signed_in(folder)
    assert who.opened.older == ""
    refer.refer(who, row())
    who.close()
    older = shutil.copytree(folder, tmp_path / "older")
    who = signed_in(folder)
    assert who.opened.older == ""
    refer.refer(who, row(family_name="Later"))
    who.close()
    shutil.rmtree(folder)
    older.rename(folder)
    who = signed_in(folder)
    assert "is not the one that was open here last" in who.opened.older
    who.close()
    who = signed_in(folder)
    assert who.opened.older == "", "it was said; what is here now is what is known"
    who.close()


def test_another_history_of_the_same_length_is_noticed(folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    for place, name in ((folder, "One"), (other, "Two")):
        who = signed_in(place)
        refer.refer(who, row(family_name=name))
        who.close()
    assert "is not the one" in signed_in(folder).opened.older


@pytest.mark.parametrize("content", ["", "[]", '{"x": 3}', '{"x": ["a", 1]}', "\x00"])
def test_a_broken_note_says_nothing_and_is_written_anew(folder: Path, content: str) -> None:
    seen._file().parent.mkdir(parents=True)
    seen._file().write_text(content)
    who = signed_in(folder)
    assert who.opened.older == ""
    who.close()
    assert oct(seen._file().stat().st_mode)[-3:] == "600"
    assert str(who.opened.slot.staff if who.opened.slot else "") not in seen._file().read_text()


def test_where_nothing_can_be_written_nothing_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/proc/nowhere")
    who = signed_in(folder)
    assert who.opened.older == ""
    who.close()

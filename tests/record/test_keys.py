"""keys.json: who can open the store, and that nothing in it can be changed without being noticed."""

import base64
import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from groupcare.record import keys, store
from groupcare.record.errors import Damaged, NewerStore, NotFound, RecordError, Refused, WrongPassphrase
from groupcare.record.keys import KeyFile
from tests.record.kit import KEY, Ticking, hear, start

SECRET = "a long enough passphrase"
ANA, BO = f"{1:032x}", f"{2:032x}"


@pytest.fixture
def folder(tmp_path: Path, cheap_kdf: None) -> Path:
    """A store of two people with the same passphrase, and its recovery key in a file beside it."""
    folder = tmp_path / "store"
    folder.mkdir()
    db, recovery = store.create(folder, ANA, "Ana Ruiz", SECRET)
    db.close()
    file = keys.read_keys(folder / store.KEYS)
    key = keys.open_slot(file.slots[0], SECRET)
    both = (*file.slots, keys.new_slot(BO, "Bo Okafor", SECRET, key))
    keys.write_keys(folder / store.KEYS, structs.replace(file, slots=both), key)
    (tmp_path / "recovery").write_text(recovery)
    return folder


def sign_in(folder: Path, name: str, passphrase: str = SECRET) -> None:
    store.open_store(folder, name, passphrase, Ticking()).db.close()


def content(folder: Path) -> Any:
    return json.loads((folder / store.KEYS).read_bytes())


def refused_everywhere(folder: Path) -> set[str]:
    """How each person fares with this key file; nothing but an error of the record may be raised."""
    told = set()
    for slot in content(folder).get("slots") or [{}]:
        name = slot.get("name") if isinstance(slot, dict) else None
        (folder / store.ATTEMPTS).unlink(missing_ok=True)
        try:
            sign_in(folder, name if isinstance(name, str) else "Ana Ruiz")
        except RecordError as error:
            told.add("passphrase shown" if SECRET in str(error) else type(error).__name__)
        else:
            told.add("signed in")
    return told


def leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every single value in the key file with the way to it."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*at, key))
    else:
        yield at, value


def other_values(at: tuple[Any, ...], value: Any) -> list[Any]:
    """What somebody might put there instead: near, empty, absurd, of another kind."""
    if isinstance(value, bool):
        return [not value, None, 1]
    if isinstance(value, int):
        return [value + 1, 0, -1, 2**40, 2**70, None, "1", 1.5, True]
    near = [value[:-1] + "?", value + "A", "", "ü", "\x00 \n", value[::-1], None, 7, [], {}]
    if value and at[-1] not in ("staff", "name", "store"):
        raw = base64.b64decode(value)
        bent = [bytes([raw[0] ^ 1, *raw[1:]]), raw[:-1], raw[:3], raw + b"\x00", bytes(len(raw)), b"\xff" * len(raw)]
        near += [base64.b64encode(some).decode() for some in bent if some != raw]
    return [other for other in near if other != value]


# --- the file ---------------------------------------------------------------------------------------------------------


def test_each_single_value_changed_in_the_key_file_is_noticed(folder: Path) -> None:
    """Damaged, wrong passphrase, newer or not found, as a sentence; never signed in, never a traceback."""
    whole = content(folder)
    assert refused_everywhere(folder) == {"signed in"}
    for at, value in list(leaves(whole)):
        for other in other_values(at, value):
            bent = json.loads(json.dumps(whole))
            place = bent
            for step in at[:-1]:
                place = place[step]
            place[at[-1]] = other
            (folder / store.KEYS).write_text(json.dumps(bent))
            try:
                told = refused_everywhere(folder)
            except Exception as error:  # noqa: BLE001
                pytest.fail(f"{at} = {other!r}: {type(error).__name__}: {error}")
            assert not told & {"signed in", "passphrase shown"}, (at, other)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["slots"].reverse(),
        lambda c: c["slots"].pop(),
        lambda c: c["slots"].append(c["slots"][0]),
        lambda c: c["slots"].clear(),
        lambda c: [c["slots"][0].update(sealed=c["slots"][1]["sealed"])],
        lambda c: [c["slots"][0].update(wrapped=c["slots"][1]["wrapped"], kdf=c["slots"][1]["kdf"])],
        lambda c: c.update(recovery={**c["recovery"], "sealed": c["slots"][0]["sealed"]}),
        lambda c: [s.update(n) for s, n in zip(c["slots"], [{"name": "Bo Okafor"}, {"name": "Ana Ruiz"}], strict=True)],
        lambda c: [s.update(n) for s, n in zip(c["slots"], [{"staff": BO}, {"staff": ANA}], strict=True)],
        lambda c: c.update(extra=1),
        lambda c: c["slots"][0].update(extra=1),
        lambda c: c.pop("mac"),
        lambda c: c["slots"][0]["kdf"].pop("passes"),
    ],
)
def test_slots_swapped_taken_out_or_added_are_noticed(folder: Path, change: Callable[[Any], Any]) -> None:
    bent = content(folder)
    change(bent)
    assert bent != content(folder)
    (folder / store.KEYS).write_text(json.dumps(bent))
    assert "signed in" not in refused_everywhere(folder)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"7",
        b"\xff\xfe",
        b'{"format": 1}',
        b'{"format": "1"}',
        b'{"format": 1.0, "slots": []}',
        b"{}" * 2,
        b'{"format": 1, "store": ' + b"9" * 100_000 + b"}",
    ],
)
def test_a_file_that_is_no_key_file_is_told_as_damaged(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / store.KEYS).write_bytes(raw)
    with pytest.raises(Damaged, match="backup"):
        keys.read_keys(tmp_path / store.KEYS)


def test_a_key_file_cut_short_anywhere_is_told_as_damaged(folder: Path) -> None:
    whole = (folder / store.KEYS).read_bytes()
    for length in range(0, len(whole) - 1, 97):
        (folder / store.KEYS).write_bytes(whole[:length])
        with pytest.raises(Damaged):
            keys.read_keys(folder / store.KEYS)


def test_a_newer_format_is_refused_whatever_else_it_holds(folder: Path) -> None:
    (folder / store.KEYS).write_text('{"format": 2, "vaults": []}')
    with pytest.raises(NewerStore, match="newer GroupCare"):
        sign_in(folder, "Ana Ruiz")


def test_a_missing_key_file_is_no_store_and_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="groupcare init"):
        keys.read_keys(tmp_path / "nowhere" / store.KEYS)
    (tmp_path / store.KEYS).mkdir()
    with pytest.raises(Damaged, match="cannot be read"):
        keys.read_keys(tmp_path / store.KEYS)


def test_another_stores_key_file_does_not_open_this_record(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    db, _ = store.create(tmp_path / "other", ANA, "Ana Ruiz", SECRET)
    db.close()
    (folder / store.KEYS).write_bytes((tmp_path / "other" / store.KEYS).read_bytes())
    with pytest.raises(Damaged):
        sign_in(folder, "Ana Ruiz")


def test_writing_the_key_file_gives_back_what_was_read(folder: Path) -> None:
    path = folder / store.KEYS
    before, raw = keys.read_keys(path), path.read_bytes()
    key = keys.open_slot(before.slots[0], SECRET)
    keys.check_mac(before, key)
    keys.write_keys(path, before, key)
    assert keys.read_keys(path) == before
    assert path.read_bytes() == raw
    assert {found.name for found in folder.iterdir()} == {store.KEYS, store.RECORD}


def test_a_half_written_key_file_is_never_seen_not_even_after_a_kill(folder: Path) -> None:
    path = folder / store.KEYS
    file = keys.read_keys(path)
    keys.write_keys(path, structs.replace(file, slots=file.slots[:1]), KEY)
    for _ in range(4):
        writer = start("write_keys", folder)
        assert hear(writer) == "ready"
        begun, lengths = time.monotonic(), set()
        while len(lengths) < 2 or time.monotonic() < begun + 0.3:
            assert time.monotonic() < begun + 60, "nothing is written meanwhile"
            keys.check_mac(keys.read_keys(path), KEY)
            lengths.add(path.stat().st_size)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        keys.check_mac(keys.read_keys(path), KEY)


def test_a_key_file_that_cannot_be_written_is_told_and_the_old_one_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = folder / store.KEYS
    before, file = path.read_bytes(), keys.read_keys(path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(RecordError):
        keys.write_keys(path, file, KEY)
    assert path.read_bytes() == before
    assert {found.name for found in folder.iterdir()} == {store.KEYS, store.RECORD}


# --- slots ------------------------------------------------------------------------------------------------------------


def test_a_slot_opens_with_its_passphrase_and_no_other(folder: Path) -> None:
    slot = keys.read_keys(folder / store.KEYS).slots[0]
    assert len(keys.open_slot(slot, SECRET)) == 32
    for wrong in ("", SECRET.upper(), SECRET + " ", " " + SECRET, "x" * 5000):
        with pytest.raises(WrongPassphrase, match="Nothing was opened"):
            keys.open_slot(slot, wrong)


def test_a_passphrase_with_broken_characters_is_wrong_and_not_a_traceback(folder: Path) -> None:
    """What the environment holds need not be text: Python hands such bytes over as lone surrogates."""
    slot = keys.read_keys(folder / store.KEYS).slots[0]
    with pytest.raises(RecordError):
        keys.open_slot(slot, "caf\udce9 au lait")
    with pytest.raises(RecordError):
        keys.new_slot("e" * 32, "Eve", "caf\udce9 au lait", KEY)


@pytest.mark.parametrize("passphrase", ["", "short", "x" * 7, "x" * 1025])
def test_a_passphrase_that_nobody_should_use_is_refused(passphrase: str) -> None:
    with pytest.raises(Refused, match="8 to 1,024 characters"):
        keys.new_slot("e" * 32, "Eve", passphrase, KEY)


def test_two_slots_of_one_passphrase_have_nothing_in_common(folder: Path) -> None:
    one, two = keys.read_keys(folder / store.KEYS).slots
    values = [
        {slot.public, slot.kdf.salt, slot.wrapped.data, slot.wrapped.nonce, slot.sealed.data} for slot in (one, two)
    ]
    assert not values[0] & values[1]
    assert keys.open_slot(one, SECRET) == keys.open_slot(two, SECRET)


def test_the_usual_work_is_that_of_the_design() -> None:
    slot = keys.new_slot(ANA, "Ana", SECRET, KEY)
    assert (slot.kdf.memory_kib, slot.kdf.passes, slot.kdf.lanes, len(slot.kdf.salt)) == (65536, 3, 4, 16)
    assert keys.open_slot(slot, SECRET) == KEY


@pytest.mark.parametrize(
    "more",
    [
        {"memory_kib": 2**31},
        {"memory_kib": 1024 * 1024 + 1},
        {"memory_kib": 8},
        {"memory_kib": 0},
        {"passes": 17},
        {"passes": 0},
        {"lanes": 17},
        {"lanes": 0},
        {"lanes": -1},
        {"salt": b""},
        {"salt": b"1234567"},
    ],
)
def test_work_beyond_all_bounds_is_damage_and_not_begun(folder: Path, more: dict[str, Any]) -> None:
    slot = keys.read_keys(folder / store.KEYS).slots[0]
    begun = time.monotonic()
    with pytest.raises(Damaged):
        keys.open_slot(structs.replace(slot, kdf=structs.replace(slot.kdf, **more)), SECRET)
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    "name", ["Ana Ruiz", "ana ruiz", " ANA  RUIZ ", "Ána Ruíz", "A\u0301na Rui\u0301z", "ａｎａ ｒｕｉｚ", ANA]
)
def test_a_name_is_found_however_it_is_spelt(folder: Path, name: str) -> None:
    assert keys.read_keys(folder / store.KEYS).slot(name).staff == ANA


@pytest.mark.parametrize("name", ["", "Ana", "Ruiz Ana", "Ana Ruiz\x1b[31m", "[/red]", "c" * 32])
def test_an_unknown_name_is_told_with_the_names_there_are(folder: Path, name: str) -> None:
    with pytest.raises(NotFound, match="Known are: Ana Ruiz, Bo Okafor") as told:
        keys.read_keys(folder / store.KEYS).slot(name)
    assert "\x1b" not in str(told.value)


# --- the recovery key -------------------------------------------------------------------------------------------------


def test_the_recovery_key_opens_however_it_is_typed(folder: Path, tmp_path: Path) -> None:
    recovery = (tmp_path / "recovery").read_text()
    file = keys.read_keys(folder / store.KEYS)
    expected = keys.open_slot(file.slots[0], SECRET)
    for typed in (recovery, recovery.lower(), recovery.replace("-", " "), f"  {recovery.replace('-', '')}\n"):
        assert keys.open_recovery(file.recovery, typed) == expected
    assert len(recovery.replace("-", "")) == 56


def test_the_recovery_key_of_another_store_is_refused(folder: Path) -> None:
    _, other = keys.new_recovery(KEY)
    with pytest.raises(WrongPassphrase, match="not the recovery key of this store"):
        keys.open_recovery(keys.read_keys(folder / store.KEYS).recovery, other)


RECOVERY, SPELLED = keys.new_recovery(KEY)


@given(st.integers(0, 55), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567018é -"), st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_recovery_key_mistyped_in_one_place_is_told(place: int, letter: str, left_out: bool) -> None:
    plain = SPELLED.replace("-", "")
    typed = plain[:place] + ("" if left_out else letter) + plain[place + 1 :]
    if typed != plain:
        with pytest.raises(WrongPassphrase, match="mistyped"):
            keys.open_recovery(RECOVERY, typed)


@given(st.text(max_size=80))
@settings(max_examples=50, deadline=None)
def test_any_other_text_for_a_recovery_key_is_told(typed: str) -> None:
    with pytest.raises(WrongPassphrase):
        keys.open_recovery(RECOVERY, typed)


def test_the_key_file_is_one_struct_that_tells_unknown_fields() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"format": 1, "store": "s", "slots": [], "recovery": {}, "door": 1}, KeyFile)

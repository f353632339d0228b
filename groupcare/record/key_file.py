"""keys.json as it stands: who can sign in to a store. It opens nothing; `keys` does.

Apart from `keys`, so that the program can ask for a name and a passphrase before anything else has been loaded.
"""

import re
from pathlib import Path

import msgspec
from msgspec import Struct

from groupcare.record.errors import Damaged, NewerStore, NotFound
from groupcare.rules.text import name_key

KEYS, KEYS_NEXT = "keys.json", "keys.next.json"
"""The key file, and the one that waits while the record changes its key."""
ASIDE = ".before-restore-"
"""Stands between a store's name and a time in the name of the folder that a restore moved the store to."""
FORMAT = 1
_STAFF_ID = re.compile(r"[0-9a-f]{32}")


class Kdf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Argon2id's cost: KiB of memory, passes and lanes."""

    salt: bytes
    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


class Box(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An AEAD ciphertext with its nonce; `ephemeral` is the sender's public key where it is sealed to one."""

    nonce: bytes
    data: bytes
    ephemeral: bytes = b""


class Slot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person's way in. `given`: the passphrase was chosen by somebody else and is to be changed."""

    staff: str
    name: str
    public: bytes
    kdf: Kdf
    wrapped: Box
    sealed: Box
    given: bool = False


class Recovery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The way in with the recovery key."""

    public: bytes
    sealed: Box


class KeyFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """keys.json."""

    format: int
    store: str
    slots: tuple[Slot, ...]
    recovery: Recovery
    mac: bytes = b""

    def slot(self, name: str) -> Slot:
        """The slot of that name, however it is spelt. Raises NotFound with the names there are."""
        for slot in self.slots:
            if name_key(slot.name) == name_key(name) or slot.staff == name:
                return slot
        names = ", ".join(slot.name for slot in self.slots)
        raise NotFound(f"Nobody named {name!r} can sign in here. Known are: {names}.")


def read_keys(path: Path) -> KeyFile:
    """keys.json. Raises NotFound, Damaged or NewerStore."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        if any(path.parent.glob("*.db")):
            raise Damaged(f"The key file of the store in {path.parent} is missing. Restore it from a backup.") from None
        moved = moved_aside(path.parent)
        if moved is not None:
            raise NotFound(
                f"There is no store in {path.parent}: a restore was stopped, and the store that was there is whole in "
                f"{moved}. Restore again, or rename that folder back; `groupcare init` would make a new one."
            ) from None
        raise NotFound(f"There is no store in {path.parent}. Make one with `groupcare init`.") from None
    except OSError as error:
        raise Damaged(f"The key file cannot be read ({error.strerror}). Check the folder's permissions.") from None
    try:
        found = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        format_ = msgspec.json.decode(found["format"], type=int)
        if format_ > FORMAT:
            raise NewerStore("This store's keys were written by a newer GroupCare. Nothing was changed.")
        file = msgspec.json.decode(raw, type=KeyFile)
        if not all(_STAFF_ID.fullmatch(slot.staff) for slot in file.slots):
            raise ValueError
        return file
    except (msgspec.MsgspecError, KeyError, ValueError):
        raise Damaged("The key file is damaged. Restore keys.json from the newest backup.") from None


def names(folder: Path) -> list[str]:
    """Who can sign in to this store, in the order they joined. Raises as `read_keys` does."""
    return [slot.name for slot in read_keys(folder / KEYS).slots]


def moved_aside(folder: Path) -> Path | None:
    """Where no folder stands: the newest store that a restore moved from there, if there is one."""
    try:
        beside = [] if folder.exists() else list(folder.parent.iterdir())
    except OSError:
        return None
    return max((p for p in beside if p.name.startswith(folder.name + ASIDE)), default=None)

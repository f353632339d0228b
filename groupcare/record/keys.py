"""Keys: who can open the store.

The database has one random key. Each member of staff has an X25519 key pair; the private key is wrapped under the
passphrase (Argon2id), and the database key is sealed to each public key, and to that of a recovery key shown once. So
staff are added and removed, and keys rotated, without anybody else's passphrase. All of it stands in keys.json, under
a MAC made with the database key, so that a slot that was swapped or edited is noticed as soon as the store is opened.
A stolen key file can be guessed at as long as anyone likes: only a long passphrase guards against that.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import structs

from groupcare.record import sharing
from groupcare.record.errors import Damaged, DiskFull, Refused, WrongPassphrase
from groupcare.record.key_file import FORMAT, Box, Kdf, KeyFile, Recovery, Slot, read_keys

LEAST_PASSPHRASE = 8
MOST_PASSPHRASE = 1024
T = TypeVar("T")


def check_passphrase(passphrase: str) -> None:
    """Raise Refused, with a sentence, for one that nobody should use."""
    if not passphrase.isprintable():
        raise Refused("A passphrase is made of letters, digits, signs and spaces; this one holds something else.")
    if not LEAST_PASSPHRASE <= len(passphrase) <= MOST_PASSPHRASE:
        raise Refused(f"A passphrase has {LEAST_PASSPHRASE} to {MOST_PASSPHRASE:,} characters; several words are best.")


def _wrapping_key(passphrase: str, kdf: Kdf) -> bytes:
    # Bounded when read, or an edited key file could ask for all the memory there is.
    sane = 8 * 1024 <= kdf.memory_kib <= 1024 * 1024 and 1 <= kdf.passes <= 16 and 1 <= kdf.lanes <= 16
    if not sane or not 8 <= len(kdf.salt) <= 64:
        raise Damaged("The key file asks for an impossible amount of work. Restore it from the newest backup.")
    raw = Argon2id(salt=kdf.salt, length=32, iterations=kdf.passes, lanes=kdf.lanes, memory_cost=kdf.memory_kib)
    # The same words typed on another system may be composed of other characters.
    return raw.derive(unicodedata.normalize("NFC", passphrase).encode(errors="surrogateescape"))


def _encrypt(key: bytes, content: bytes, about: bytes) -> Box:
    nonce = secrets.token_bytes(12)
    return Box(nonce=nonce, data=ChaCha20Poly1305(key).encrypt(nonce, content, about))


def _shared_key(secret: bytes, ephemeral: bytes, public: bytes) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(), length=32, salt=None, info=b"groupcare sealed database key" + ephemeral + public
    ).derive(secret)


def _seal(database_key: bytes, public: bytes, about: bytes) -> Box:
    sender = X25519PrivateKey.generate()
    ephemeral = sender.public_key().public_bytes_raw()
    shared = sender.exchange(X25519PublicKey.from_public_bytes(public))
    box = _encrypt(_shared_key(shared, ephemeral, public), database_key, about)
    return structs.replace(box, ephemeral=ephemeral)


def _open_seal(box: Box, private: X25519PrivateKey, about: bytes) -> bytes:
    shared = private.exchange(X25519PublicKey.from_public_bytes(box.ephemeral))
    key = _shared_key(shared, box.ephemeral, private.public_key().public_bytes_raw())
    return ChaCha20Poly1305(key).decrypt(box.nonce, box.data, about)


def new_slot(
    staff: str, name: str, passphrase: str, database_key: bytes, *, given: bool = False, public_words: bool = False
) -> Slot:
    """A fresh key pair for a person. Raises Refused for a poor passphrase, unless all may know it (`public_words`)."""
    if not public_words:
        check_passphrase(passphrase)
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    kdf = Kdf(salt=secrets.token_bytes(16))
    return Slot(
        staff=staff,
        name=name,
        public=public,
        kdf=kdf,
        wrapped=_encrypt(_wrapping_key(passphrase, kdf), private.private_bytes_raw(), staff.encode()),
        sealed=_seal(database_key, public, staff.encode()),
        given=given,
    )


def sealed_anew(slot: Slot, database_key: bytes) -> Slot:
    """The same way in for the same passphrase, to another database key."""
    return structs.replace(slot, sealed=_seal(database_key, slot.public, slot.staff.encode()))


def recovery_sealed_anew(recovery: Recovery, database_key: bytes) -> Recovery:
    """The same recovery key, to another database key."""
    return structs.replace(recovery, sealed=_seal(database_key, recovery.public, b"recovery"))


def open_slot(slot: Slot, passphrase: str) -> bytes:
    """The database key. Raises WrongPassphrase, or Damaged when the slot itself is not whole."""
    key = _wrapping_key(passphrase, slot.kdf)
    try:
        raw = ChaCha20Poly1305(key).decrypt(slot.wrapped.nonce, slot.wrapped.data, slot.staff.encode())
    except (InvalidTag, ValueError):
        raise WrongPassphrase(f"That is not the passphrase of {slot.name}. Nothing was opened.") from None
    return _guarded(lambda: _open_seal(slot.sealed, X25519PrivateKey.from_private_bytes(raw), slot.staff.encode()))


def _guarded(open_: Callable[[], T]) -> T:
    try:
        return open_()
    except (InvalidTag, ValueError):
        raise Damaged("The key file is not as it was written. Restore it from the newest backup.") from None


def new_recovery(database_key: bytes) -> tuple[Recovery, str]:
    """A recovery slot, and the recovery key to show once."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return Recovery(public=public, sealed=_seal(database_key, public, b"recovery")), _spell(private.private_bytes_raw())


def open_recovery(recovery: Recovery, spelled: str) -> bytes:
    """The database key by the recovery key. Raises WrongPassphrase when it is not the one of this store."""
    private = X25519PrivateKey.from_private_bytes(_unspell(spelled))
    if private.public_key().public_bytes_raw() != recovery.public:
        raise WrongPassphrase("That is not the recovery key of this store. Nothing was opened.")
    return _guarded(lambda: _open_seal(recovery.sealed, private, b"recovery"))


def _spell(raw: bytes) -> str:
    text = base64.b32encode(raw + hashlib.sha256(raw).digest()[:3]).decode()
    return "-".join(text[i : i + 7] for i in range(0, len(text), 7))


def _unspell(spelled: str) -> bytes:
    try:
        raw = base64.b32decode("".join(spelled.upper().split()).replace("-", ""))
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 35 or hashlib.sha256(raw[:32]).digest()[:3] != raw[32:]:
        raise WrongPassphrase("That recovery key is mistyped: its check letters do not fit.")
    return raw[:32]


# --- the file -------------------------------------------------------------------------------------------------------


def _mac(file: KeyFile, database_key: bytes) -> bytes:
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"groupcare key file").derive(database_key)
    return hmac.digest(key, msgspec.json.encode(structs.replace(file, mac=b"")), "sha256")


def check_mac(file: KeyFile, database_key: bytes) -> None:
    """Raise Damaged unless the key file is as somebody with the database key wrote it."""
    if not hmac.compare_digest(file.mac, _mac(file, database_key)):
        raise Damaged(
            "The key file was changed by something other than GroupCare. The record itself is untouched; restore "
            "keys.json from the newest backup, and find out who changed it."
        )


def write_keys(path: Path, file: KeyFile, database_key: bytes) -> None:
    """Put the key file in place whole or not at all."""
    raw = msgspec.json.format(msgspec.json.encode(structs.replace(file, mac=_mac(file, database_key))), indent=1)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = sharing.create(fresh, os.O_EXCL | os.O_WRONLY)
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise DiskFull(f"The key file cannot be written ({error.strerror}). The old one stands; make room.") from None
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = [
    "FORMAT",
    "Box",
    "Kdf",
    "KeyFile",
    "Recovery",
    "Slot",
    "check_mac",
    "check_passphrase",
    "new_recovery",
    "new_slot",
    "open_recovery",
    "open_slot",
    "read_keys",
    "recovery_sealed_anew",
    "sealed_anew",
    "sync_folder",
    "write_keys",
]

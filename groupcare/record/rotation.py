"""A new key for the record, so that who has left, or has seen a key file, can open nothing that is written from now on.

Every slot is sealed anew to its own public key, so nobody else's passphrase is needed. The new key file is written
beside the old one first; then the database changes its key in one transaction of its own; then the new file takes the
old one's place. Killed at any moment, the record opens with one of the two: signing in tries the waiting one where the
other does not fit. Backups made before keep the old key.
"""

import secrets
from contextlib import suppress

from msgspec import structs

from groupcare.record import keys
from groupcare.record.errors import RecordError
from groupcare.record.key_file import KEYS, KEYS_NEXT, read_keys
from groupcare.record.store import Opened


def change_key(opened: Opened) -> None:
    """Give the record a new random key. Raises Busy while any other connection has it open; nothing is changed then."""
    path, waiting = opened.folder / KEYS, opened.folder / KEYS_NEXT
    file = read_keys(path)
    keys.check_mac(file, opened.database_key)
    fresh = secrets.token_bytes(32)
    sealed = structs.replace(
        file,
        slots=tuple(keys.sealed_anew(slot, fresh) for slot in file.slots),
        recovery=keys.recovery_sealed_anew(file.recovery, fresh),
    )
    keys.write_keys(waiting, sealed, fresh)
    try:
        opened.db.engine.change_key(fresh)
    except RecordError:
        with suppress(OSError):
            waiting.unlink()
        raise
    keys.write_keys(path, sealed, fresh)
    with suppress(OSError):
        waiting.unlink()
    opened.database_key = fresh

"""The newest head of each store that this machine has seen, kept outside the store: an older copy put back is noticed.

A file of the person's own, with numbers and hashes only. Where it cannot be read or written nothing is noticed, and
nothing else is lost.
"""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

import platformdirs

from groupcare.record.engine import Engine
from groupcare.record.ledger import fingerprint
from groupcare.record.rows import GENESIS


def _file() -> Path:
    return Path(platformdirs.user_state_dir("groupcare")) / "heads.json"


def _heads() -> dict[str, tuple[int, str]]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
        return {str(store): (int(seq), str(head)) for store, (seq, head) in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def older_copy(store: str, engine: Engine) -> str:
    """What is to be said where this record is not one that goes on from the head last seen of it; else nothing."""
    seen = _heads().get(store)
    if seen is None:
        return ""
    seq, head = seen
    last, _ = engine.head()
    if seq <= last and _hash_at(engine, seq) == head:
        return ""
    was, now = fingerprint(seq, bytes.fromhex(head)), fingerprint(*engine.head())
    return (
        f"This record is not the one that was open here last: it ended at {was}, and now at {now}. If a backup was "
        f"restored, what was done since is missing and has to be entered again; if not, keep this copy, find out who "
        f"put it there, and restore the newest backup."
    )


def _hash_at(engine: Engine, seq: int) -> str:
    if not seq:
        return GENESIS.hex()
    entry = engine.act(seq)
    return entry[0].hash.hex() if entry is not None else ""


def remember(store: str, engine: Engine) -> None:
    """Note the head as it is now."""
    seq, head = engine.head()
    heads = _heads()
    if heads.get(store) == (seq, head.hex()):
        return
    file = _file()
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump({**heads, store: (seq, head.hex())}, out)
        fresh.replace(file)

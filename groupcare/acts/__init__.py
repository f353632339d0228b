"""What people do: one function per act. Each checks the role, reads, asks rules/, and commits one transaction.

An act that cannot be done raises `Refused` (or another `RecordError`) with a sentence for the person; nothing of it
has happened then.
"""

from groupcare.record.errors import (
    Busy,
    Damaged,
    DiskFull,
    NewerStore,
    NotFound,
    RecordError,
    Refused,
    Stale,
    TooSoon,
    WrongPassphrase,
)
from groupcare.record.sign_in import SignIn

__all__ = [
    "Busy",
    "Damaged",
    "DiskFull",
    "NewerStore",
    "NotFound",
    "RecordError",
    "Refused",
    "SignIn",
    "Stale",
    "TooSoon",
    "WrongPassphrase",
]

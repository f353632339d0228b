"""What people do: one function per act. Each checks the role, reads, asks rules/, and commits one transaction.

An act that cannot be done raises `Refused` (or another `RecordError`) with a sentence for the person; nothing of it
has happened then.
"""

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from groupcare.record.sign_in import SignIn


def __getattr__(name: str) -> Any:
    """The record is loaded when somebody signs in, not when the program asks who they are."""
    if name == "SignIn":
        from groupcare.record.sign_in import SignIn

        return SignIn
    raise AttributeError(name)


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

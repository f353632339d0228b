"""Who can sign in to a store, before anybody has."""

from groupcare.record.key_file import moved_aside
from groupcare.record.key_file import names as staff_names

__all__ = ["moved_aside", "staff_names"]

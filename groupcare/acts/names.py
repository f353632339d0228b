"""Who can sign in to a store, before anybody has."""

from groupcare.record.key_file import names as staff_names

__all__ = ["staff_names"]

"""What is typed in the fields of more than one form, read; a fault stands at its field."""

from collections.abc import Mapping
from datetime import date

from groupcare.rules.words import NotADay, read_birth_date, read_day
from groupcare.tui.forms import FieldFault


def birth_date(values: Mapping[str, str], today: date, field: str = "date_of_birth") -> date | None:
    """The birth date typed in that field, or None where it is empty. Raises FieldFault."""
    if not values[field].strip():
        return None
    try:
        return read_birth_date(values[field], today)
    except NotADay as fault:
        raise FieldFault(field, str(fault)) from None


def a_day(values: Mapping[str, str], field: str, today: date) -> date | None:
    """The day typed in that field, or None where it is empty. Raises FieldFault."""
    if not values[field].strip():
        return None
    try:
        return read_day(values[field], today)
    except NotADay as fault:
        raise FieldFault(field, str(fault)) from None

"""Who works here."""

from groupcare.queries.permissions import may_see
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff


def staff(who: SignIn) -> list[Staff]:
    """All members of staff, those who left included, in the order they joined."""
    may_see(who, "staff")
    return list(who.of(Staff).all())

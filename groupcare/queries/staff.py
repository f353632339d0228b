"""Who works here, and what they were to lead while they are away."""

from collections.abc import Iterator
from datetime import timedelta

from groupcare.queries.permissions import may_see
from groupcare.record.sign_in import SignIn
from groupcare.record.taken import planned_on
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Session, leaders_of


def staff(who: SignIn) -> list[Staff]:
    """All members of staff, those who left included, in the order they joined."""
    may_see(who, "staff")
    return list(who.of(Staff).all())


def led_while_away(who: SignIn, person: Staff) -> Iterator[tuple[str, Session, str]]:
    """Planned sessions from today on that they were to lead on days on which they are away: group, session, why."""
    may_see(who, "staff")
    today = who.today()
    for span in person.away:
        first = max(span.first, today)
        days = [first + timedelta(days=n) for n in range((span.last - first).days + 1)]
        for group, session in planned_on(who, days, kept=True):
            if person.id in leaders_of(session, group):
                yield group.name, session, f"{person.name} is away"

"""When staff are away: days on which they lead no group. Everybody says it for themselves, a manager for all."""

from datetime import date

from groupcare.acts.act import act
from groupcare.record.errors import NotPermitted, Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Away, Role, Staff
from groupcare.rules.text import clean

LONGEST = 731
"""Days of one leave; longer is a slip of the year."""


def say_away(who: SignIn, staff_id: str, first: date, last: date | None = None, reason: str = "") -> Staff:
    """Somebody is away from the first to the last day, both included; leave that it touches becomes one with it."""
    last = last or first
    if last < first or (last - first).days >= LONGEST:
        raise Refused(f"Leave goes from its first day to its last, at most {LONGEST} days. Nothing was changed.")
    words = clean(reason, of="The reason")
    with act(who, "say when staff are away"):
        person = _whose(who, staff_id)
        touched = [a for a in person.away if a.first <= last and first <= a.last]
        span = Away(
            first=min([first, *(a.first for a in touched)]),
            last=max([last, *(a.last for a in touched)]),
            reason=words or next((a.reason for a in touched if a.reason), ""),
        )
        kept = [a for a in person.away if a not in touched]
        return who.of(Staff).change(person, away=tuple(sorted([*kept, span], key=lambda a: a.first)))


def say_back(who: SignIn, staff_id: str, on: date) -> Staff:
    """The leave in which that day lies is none. Raises Refused where nothing is noted for it."""
    with act(who, "say when staff are away"):
        person = _whose(who, staff_id)
        kept = tuple(a for a in person.away if not a.first <= on <= a.last)
        if kept == person.away:
            raise Refused(f"Nothing is noted for {person.name} on {on.isoformat()}.")
        return who.of(Staff).change(person, away=kept)


def _whose(who: SignIn, staff_id: str) -> Staff:
    person = who.of(Staff).get(staff_id)
    if person.id != who.staff_id and Role.manager not in who.staff.roles:
        raise NotPermitted(f"{who.staff.name} can say it for themselves only; for others it takes a manager.")
    if person.left_on is not None:
        raise Refused(f"{person.name} no longer works here.")
    return person

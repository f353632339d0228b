"""Who is away, and what they were to lead meanwhile, for the page of leave."""

from datetime import date

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.queries.staff import led_while_away, staff
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Away, Role
from groupcare.rules.text import name_key


class LedAway(Struct, frozen=True, kw_only=True):
    """A planned session that they were to lead on a day of their leave."""

    session: str
    group: str
    group_name: str
    number: int
    date: date


class Leave(Struct, frozen=True, kw_only=True):
    """One leave of one member of staff; `away` is None where none is noted from today on.

    `may_say`: whoever looks may note it and take it back, their own or, as a manager, everybody's.
    """

    staff: str
    name: str
    away: Away | None
    led: tuple[LedAway, ...]
    may_say: bool


def leaves(who: SignIn) -> tuple[Leave, ...]:
    """Leave that is not over, the nearest first; then whoever has none, by name. Raises NotPermitted."""
    may_see(who, "staff")
    today, manages, found = who.today(), Role.manager in who.staff.roles, []
    for person in (one for one in staff(who) if one.left_on is None):
        led = [
            LedAway(session=s.id, group=s.group, group_name=name, number=s.number, date=s.date)
            for name, s, _ in led_while_away(who, person)
        ]
        spans: list[Away | None] = [span for span in person.away if span.last >= today]
        for away in spans or [None]:
            found.append(
                Leave(
                    staff=person.id,
                    name=person.name,
                    away=away,
                    led=tuple(one for one in led if away is not None and away.first <= one.date <= away.last),
                    may_say=manages or person.id == who.staff_id,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.away.first if one.away else date.max, name_key(one.name))))

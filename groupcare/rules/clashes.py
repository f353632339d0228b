"""What cannot be at two places at once: a room, whoever leads, members with a seat in two groups; and who is away."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time

from msgspec import Struct

from groupcare.rules.clinic import Away
from groupcare.rules.text import name_key
from groupcare.rules.words import count


class Clash(Struct, frozen=True, kw_only=True):
    """What stands against a session on that day; `words` are short, `sentence` names the day, too."""

    date: date
    words: str
    sentence: str


class Taken(Struct, frozen=True, kw_only=True):
    """One session as it takes up a room and people: `start` is local, `leaders` are ids with
    names, `clients` and `guests` (who make something up there) ids, and `whose` says what clients are to the group."""

    session: str
    group: str
    name: str
    date: date
    start: time
    begins: datetime
    ends: datetime
    room: str = ""
    leaders: tuple[tuple[str, str], ...] = ()
    clients: frozenset[str] = frozenset()
    guests: frozenset[str] = frozenset()
    whose: str = "of its members"


def clashes(one: Taken, others: Iterable[Taken]) -> Iterator[Clash]:
    """What sessions of other groups have at the same time."""
    for other in others:
        if other.group == one.group or other.ends <= one.begins or one.ends <= other.begins:
            continue
        when = f"on {one.date} at {other.start:%H:%M}."
        if one.room and name_key(one.room) == name_key(other.room):
            words = f"{one.room} is taken by {other.name}"
            yield Clash(date=one.date, words=words, sentence=f"{words} {when}")
        both = [name for leader, name in one.leaders if leader in {i for i, _ in other.leaders}]
        if both:
            words = f"{' and '.join(both)} {'lead' if both[1:] else 'leads'} {other.name}"
            yield Clash(date=one.date, words=words, sentence=f"{words} {when}")
        if shared := len(one.clients & other.clients):
            words = f"{shared} {one.whose} {'have' if shared > 1 else 'has'} a seat in {other.name} then"
            yield Clash(date=one.date, words=words, sentence=f"{words}, {when}")
        if shared := len(one.guests & (other.clients | other.guests)):
            words = f"{count(shared, 'guest')} {'have' if shared > 1 else 'has'} to be at {other.name} then"
            yield Clash(date=one.date, words=words, sentence=f"{words}, {when}")
        if away := len(one.clients & other.guests):
            words = f"{away} {one.whose} {'are guests' if away > 1 else 'is a guest'} of {other.name} then"
            yield Clash(date=one.date, words=words, sentence=f"{words}, {when}")


def is_away(away: Sequence[Away], on: date) -> Away | None:
    """The leave in which that day lies, or None."""
    return next((span for span in away if span.first <= on <= span.last), None)


def absences(one: Taken, away: dict[str, tuple[Away, ...]]) -> Iterator[Clash]:
    """Leaders of this session who are away on its day; `away` is by their ids."""
    for leader, name in one.leaders:
        if (span := is_away(away.get(leader, ()), one.date)) is not None:
            words = f"{name} is away" + (f" ({span.reason})" if span.reason else "")
            yield Clash(date=one.date, words=words, sentence=f"{words} on {one.date}.")

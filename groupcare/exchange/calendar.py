"""Calendar files (RFC 5545) of a group's sessions, and their writing to disk.

It owns what a calendar shows: the group, the session's number and modules, the room, local times with their zones. It
refuses all else: no client, member or facilitator, no reason for a cancellation, no METHOD (the file invites nobody)
and no alarm. A session keeps its UID over every export, so a later file changes the appointment instead of doubling it.

Each zone comes with its own VTIMEZONE of one block per transition. icalendar's generated one holds RDATE lists, of
which ical.js (Thunderbird and others) takes only the first value: a London session on 1 March came out an hour off.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import pendulum
from msgspec import Struct, structs

from groupcare.exchange.files import FileFault
from groupcare.rules.group import Group, Session, SessionStatus, room_of, session_titles
from groupcare.rules.schedule import local, meet

if TYPE_CHECKING:
    from icalendar import Event, Timezone

PRODUCT = "-//GroupCare//GroupCare//EN"
MARGIN = timedelta(days=366)
"""Before the first and after the last session, so that its VTIMEZONE also serves an appointment moved by hand."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_NOT_HELD = (SessionStatus.cancelled, SessionStatus.not_held)
_BREAKS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def group_calendar(group: Group, sessions: Sequence[Session], *, clinic: str, stamped: datetime) -> bytes:
    """The .ics file of these sessions of the group, all its bytes; the same arguments give the same bytes.

    `stamped` is the instant of the export. Raises ValueError where it has no zone, or a session has no id yet.
    """
    from icalendar import Calendar

    if stamped.tzinfo is None:
        raise ValueError("The instant of an export needs its zone.")
    if any(not session.id for session in sessions):
        raise ValueError("A session that is not saved yet has no place in a calendar.")
    calendar = Calendar()
    calendar.add("prodid", _Text(PRODUCT), encode=False)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = _Text(" · ".join(part for part in (group.name, clinic) if part))
    calendar.add("name", name, encode=False)
    calendar.add("x-wr-calname", name, encode=False)
    for zone in sorted({session.zone for session in sessions if not _is_utc(session.zone)}):
        calendar.add_component(_timezone(zone, [session for session in sessions if session.zone == zone]))
    for session in sorted(sessions, key=lambda s: (s.date, s.start, s.number, s.id)):
        calendar.add_component(_event(group, session, stamped.astimezone(UTC)))
    return bytes(calendar.to_ical())


def write_calendar(path: Path, content: bytes) -> None:
    """Write the file whole or not at all, readable by its owner only. An older file there is replaced.

    Raises FileFault where the folder is missing or nothing can be written; then an older file is as it was.
    """
    try:
        if not path.parent.is_dir():
            raise FileFault(path, None, f"there is no folder {path.parent} to write into")
        if path.exists() and not path.is_file():
            raise FileFault(
                path, None, "something that is no file stands there; nothing was changed, choose another name"
            )
        # mkstemp gives 0600, whatever the umask.
        handle, name = tempfile.mkstemp(prefix=".groupcare-", suffix=".tmp", dir=path.parent)
        try:
            with open(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise FileFault(path, None, f"the calendar cannot be written here ({reason}); nothing was changed") from error


class _Text(Struct, frozen=True):
    """A TEXT value. It escapes itself, because icalendar's escaping turns the two signs `\\N` into a line break."""

    text: str

    def to_ical(self) -> bytes:
        """The value as it stands in the file, before folding. Control characters, which TEXT forbids, are left out."""
        text = _CONTROLS.sub("", _BREAKS.sub("\n", self.text))
        return re.sub(r"[\\;,]", r"\\\g<0>", text).replace("\n", "\\n").encode()


def _event(group: Group, session: Session, stamped: datetime) -> "Event":
    from icalendar import Event

    meeting = meet(session.number, session.modules, session.date, session.start, session.minutes, session.zone)
    event = Event()
    event.add("uid", _Text(f"{session.id}@groupcare"), encode=False)
    event.add("dtstamp", stamped)
    for name, instant in (("dtstart", meeting.utc_start), ("dtend", meeting.utc_end)):
        moment = _moment(instant, session.zone)
        event.add(name, moment, parameters={} if moment.tzinfo else {"TZID": session.zone})
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if session.status in _NOT_HELD else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("summary", _Text(_summary(group, session)), encode=False)
    if room := room_of(session, group):
        event.add("location", _Text(room), encode=False)
    return event


def _summary(group: Group, session: Session) -> str:
    known = {m.number: m.title for m in group.curriculum.module}
    modules = tuple(n for n in session.modules if n in known)
    titles = ", ".join(session_titles(structs.replace(session, modules=modules, covered=()), known))
    return " · ".join(part for part in (group.name, str(session.number), titles) if part)


def _moment(instant: datetime, zone: str) -> datetime:
    """The instant as naive wall time; in UTC where that wall time comes twice, when the clocks go back.

    RFC 5545 means the first then, ical.js reads the second, and the second could not be said at all: a session that
    ends in it would end too soon, or before it began.
    """
    wall = local(instant, zone)
    first, second = (wall.replace(tzinfo=pendulum.timezone(zone), fold=fold).utcoffset() for fold in (0, 1))
    return instant if _is_utc(zone) or first != second else wall


def _is_utc(zone: str) -> bool:
    return zone.upper() == "UTC"  # written as Z: TZID must not stand with UTC, and no VTIMEZONE is needed


class _Onset(Struct, frozen=True):
    """From `instant` on, the offset is `after`; it was `before`."""

    instant: datetime
    before: timedelta
    after: timedelta
    name: str


def _timezone(zone: str, sessions: Iterable[Session]) -> "Timezone":
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    meetings = [meet(s.number, s.modules, s.date, s.start, s.minutes, s.zone) for s in sessions]
    first, last = min(m.utc_start for m in meetings), max(m.utc_end for m in meetings)
    onsets = list(_onsets(pendulum.timezone(zone), first - MARGIN, last + MARGIN))
    timezone = Timezone()
    timezone.add("tzid", zone)
    for onset in onsets:
        # By the clock alone: Dublin's law calls the winter its daylight saving, with a negative one. A lone block is
        # STANDARD, which readers expect to find.
        forward = onset.after > onset.before and len(onsets) > 1
        block = TimezoneDaylight() if forward else TimezoneStandard()
        block.add("dtstart", (onset.instant + onset.before).replace(tzinfo=None))
        block.add("tzoffsetfrom", onset.before)
        block.add("tzoffsetto", onset.after)
        block.add("tzname", _Text(onset.name), encode=False)
        timezone.add_component(block)
    return timezone


def _onsets(tz: tzinfo, start: datetime, end: datetime) -> Iterator[_Onset]:
    """The change of offset that is in force at `start`, then each one until `end`."""
    yield _last_onset(tz, start)
    while start < end:
        following = min(start + _DAY, end)
        if _offset(tz, start) != _offset(tz, following):
            yield _onset_between(tz, start, following)
        start = following


def _last_onset(tz: tzinfo, start: datetime) -> _Onset:
    later = start
    while later > _EPOCH:
        earlier = max(later - _DAY, _EPOCH)
        if _offset(tz, earlier) != _offset(tz, later):
            return _onset_between(tz, earlier, later)
        later = earlier
    offset = _offset(tz, start)
    return _Onset(_EPOCH - offset, offset, offset, _name(tz, start))


def _onset_between(tz: tzinfo, low: datetime, high: datetime) -> _Onset:
    """The one change between two instants of whole seconds, found by halving."""
    before, after = _offset(tz, low), _offset(tz, high)
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        if _offset(tz, middle) == before:
            low = middle
        else:
            high = middle
    return _Onset(high, before, after, _name(tz, high))


def _offset(tz: tzinfo, instant: datetime) -> timedelta:
    return instant.astimezone(tz).utcoffset() or timedelta()


def _name(tz: tzinfo, instant: datetime) -> str:
    return f"{instant.astimezone(tz):%Z}"

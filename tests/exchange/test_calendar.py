"""What calendar programs read from a group's calendar file, and how the file is written."""

import itertools
import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groupcare.exchange.calendar import group_calendar, write_calendar
from groupcare.exchange.files import FileFault
from groupcare.rules.curriculum import Admission, Coping, Curriculum, HomeworkKind, HomeworkTask, Module
from groupcare.rules.group import Group, Session, SessionStatus
from groupcare.rules.schedule import at

STAMPED = datetime(2026, 9, 1, 7, 30, tzinfo=UTC)
ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Nuuk",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Almaty",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)
FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
HOSTILE = (
    "Pain; skills, part 1",
    "C:\\New\\notes",
    "a literal \\n and \\N, \\; and \\\\",
    "two\nlines",
    "BEGIN:VALARM\nEND:VEVENT",
    "قبول الألم · קבוצה",
    "🧘🏽‍♀️ 👨‍👩‍👧‍👦",
    "a" * 200,
    "é" * 200,
    "🧘" * 200,
    "\\" * 200,
    ",;" * 100,
    'quoted "name" = 50%2C:x',
)

# --- what is exported ---


def module(number: int, title: str) -> Module:
    return Module(
        number=number,
        title=title,
        coping=Coping.active,
        aims=("An aim",),
        skill="A skill",
        notes="Notes",
        precautions=(),
        handout="A handout",
        homework=HomeworkTask(kind=HomeworkKind.practice, what="Practise", days=5),
        agenda=(),
    )


def curriculum(*titles: str) -> Curriculum:
    return Curriculum(
        name="Pain skills",
        version="1",
        language="en",
        summary="A summary",
        source="A source",
        minutes=90,
        sharing_minutes=0,
        admission=Admission.closed,
        module=tuple(module(number, title) for number, title in enumerate(titles, 1)),
    )


GROUP = Group(
    id="9" * 32,
    rev=1,
    number=12,
    name="Pain Skills, Autumn A",
    curriculum=curriculum("Gate Control", "Pacing", "Coping Styles"),
    first=date(2026, 9, 7),
    weekdays=(1,),
    start=time(10, 30),
    minutes=90,
    zone="Europe/London",
    seats=10,
    admission=Admission.closed,
    room="Room 4",
    facilitators=("Dana Reyes",),
)


def session(
    number: int = 3,
    day: date = date(2026, 9, 21),
    start: time = time(10, 30),
    minutes: int = 90,
    zone: str = "Europe/London",
    **more: object,
) -> Session:
    given_too: dict[str, object] = {"modules": (3,), **more}
    return msgspec.convert(
        {
            "id": f"{number:032x}",
            "group": GROUP.id,
            "number": number,
            "date": day,
            "start": start,
            "minutes": minutes,
            "zone": zone,
            **given_too,
        },
        Session,
    )


def exported(*sessions: Session, group: Group = GROUP, clinic: str = "Elm Street Clinic") -> bytes:
    return group_calendar(group, sessions, clinic=clinic, stamped=STAMPED)


# --- what two independent readers make of it ---

_names = itertools.count()


def with_its_own_zones(content: bytes) -> bytes:
    """The file with its zones renamed, so that a reader must use the file's VTIMEZONE and not its own knowledge."""
    return re.sub(rb"(TZID[:=])([A-Za-z])", rb"\1ours-%d-\2" % next(_names), content)


def read_by_icalendar(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def read_by_vobject(content: bytes) -> list[vobject.base.Component]:
    # By itself vobject leaves out a zone that equals UTC from 2000 to 2020, as London's does before its first block.
    for zone in vobject.readOne(content.decode(), transform=False).contents.get("vtimezone", []):
        vobject.icalendar.registerTzid(zone.tzid.value, zone.transformToNative().tzinfo)
    return list(vobject.readOne(content.decode()).contents.get("vevent", []))


def times_by_icalendar(content: bytes) -> dict[str, tuple[datetime, datetime]]:
    return {
        str(event["uid"]): (event.decoded("dtstart").astimezone(UTC), event.decoded("dtend").astimezone(UTC))
        for event in read_by_icalendar(with_its_own_zones(content))
    }


def times_by_vobject(content: bytes) -> dict[str, tuple[datetime, datetime]]:
    return {
        event.uid.value: (event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC))
        for event in read_by_vobject(with_its_own_zones(content))
    }


def times_meant(*sessions: Session) -> dict[str, tuple[datetime, datetime]]:
    starts = {f"{s.id}@groupcare": (at(s.date, s.start, s.zone), s.minutes) for s in sessions}
    return {uid: (start, start + timedelta(minutes=minutes)) for uid, (start, minutes) in starts.items()}


def unfolded(content: bytes) -> str:
    return content.replace(b"\r\n ", b"").decode()


def lines(content: bytes, name: str) -> list[str]:
    return [line for line in unfolded(content).split("\r\n") if line.startswith(name)]


def changes(zone: str, year: int) -> list[datetime]:
    """The hours of a year, in UTC, at whose end or within which a zone's offset changes."""
    tz, hour = ZoneInfo(zone), timedelta(hours=1)

    def changing(start: datetime, span: timedelta) -> bool:
        return start.astimezone(tz).utcoffset() != (start + span).astimezone(tz).utcoffset()

    days = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(366))
    return [h for day in days if changing(day, 24 * hour) for n in range(24) if changing(h := day + n * hour, hour)]


CHANGES = {zone: [change for year in (2020, 2024, 2026, 2035) for change in changes(zone, year)] for zone in ZONES}


@st.composite
def any_sessions(draw: st.DrawFn) -> list[Session]:
    """One to five sessions in one zone: anywhere in the years, or around a clock change."""
    zone = draw(st.sampled_from(ZONES))
    anywhere = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(lambda d: d.replace(second=0))  # noqa: DTZ001
    near = st.nothing()
    if CHANGES[zone]:
        around = st.integers(-5 * 60, 5 * 60).map(lambda minutes: timedelta(minutes=minutes))
        near = st.builds(
            lambda change, by: change.astimezone(ZoneInfo(zone)) + by, st.sampled_from(CHANGES[zone]), around
        )
    moments = draw(st.lists(anywhere | near, min_size=1, max_size=5))
    return [
        session(n, moment.date(), time(moment.hour, moment.minute), draw(st.integers(15, 480)), zone)
        for n, moment in enumerate(moments, 1)
    ]


# --- times ---


@settings(deadline=None, max_examples=100)
@given(any_sessions())
def test_both_readers_see_every_session_at_the_instant_meant(sessions: list[Session]) -> None:
    content = exported(*sessions)
    assert times_by_icalendar(content) == times_meant(*sessions)
    assert times_by_vobject(content) == times_meant(*sessions)


@pytest.mark.parametrize("zone", ZONES)
def test_sessions_around_every_clock_change_are_read_right(zone: str) -> None:
    walls = {
        (change + timedelta(minutes=by)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for change in [*CHANGES[zone], datetime(2026, 3, 1, 10, tzinfo=UTC)]
        for by in range(-90, 180, 30)
    }
    sessions = [session(n, w.date(), w.time(), 90, zone) for n, w in enumerate(sorted(walls), 1)]
    content = exported(*sessions)
    assert times_by_icalendar(content) == times_meant(*sessions)
    assert times_by_vobject(content) == times_meant(*sessions)


def test_a_london_session_on_the_first_of_march_is_in_winter_time() -> None:
    content = exported(session(day=date(2026, 3, 1), start=time(10)))
    [(start, end)] = times_by_vobject(content).values()
    assert (start, end) == (datetime(2026, 3, 1, 10, tzinfo=UTC), datetime(2026, 3, 1, 11, 30, tzinfo=UTC))


def test_times_stand_as_local_wall_time_with_their_zone() -> None:
    content = exported(session(day=date(2026, 7, 6), start=time(10, 30)))
    assert lines(content, "DTSTART;") == ["DTSTART;TZID=Europe/London:20260706T103000"]
    assert lines(content, "DTEND;") == ["DTEND;TZID=Europe/London:20260706T120000"]


def test_a_session_through_the_spring_change_ends_after_its_real_minutes() -> None:
    content = exported(session(day=date(2026, 3, 29), start=time(0, 30), minutes=90))
    assert lines(content, "DTEND") == ["DTEND;TZID=Europe/London:20260329T030000"]


def test_a_time_that_comes_twice_is_given_in_utc() -> None:
    content = exported(session(day=date(2026, 10, 25), start=time(1, 15), minutes=60))
    [event] = read_by_icalendar(content)
    assert (event["dtstart"].to_ical(), event["dtend"].to_ical()) == (b"20261025T001500Z", b"20261025T011500Z")


def test_a_time_that_does_not_exist_is_never_written() -> None:
    skipped = session(day=date(2026, 3, 29), start=time(1, 30), minutes=60)
    content = exported(skipped)
    assert not [line for line in lines(content, "DTSTART;") if "20260329T01" in line]
    assert times_by_vobject(content) == times_meant(skipped)


def test_a_session_over_midnight_ends_on_the_next_day() -> None:
    content = exported(session(day=date(2026, 7, 6), start=time(23), minutes=90))
    assert lines(content, "DTEND;") == ["DTEND;TZID=Europe/London:20260707T003000"]


def test_sessions_in_utc_need_no_zone() -> None:
    content = exported(session(zone="UTC"))
    assert lines(content, "DTSTART") == ["DTSTART:20260921T103000Z"]
    assert b"TZID" not in content


# --- zones ---


def test_each_transition_has_a_block_of_its_own_and_no_rule() -> None:
    content = exported(session(day=date(2026, 7, 6)))
    assert "RDATE" not in unfolded(content)
    assert "RRULE" not in unfolded(content)
    assert lines(content, "DTSTART:") == [
        "DTSTART:20250330T010000",
        "DTSTART:20251026T020000",
        "DTSTART:20260329T010000",
        "DTSTART:20261025T020000",
        "DTSTART:20270328T010000",
    ]


def test_each_block_begins_with_the_offset_that_the_one_before_left() -> None:
    for zone in ZONES:
        content = exported(session(1, FIRST, zone=zone), session(2, LAST, zone=zone))
        before, after = lines(content, "TZOFFSETFROM:"), lines(content, "TZOFFSETTO:")
        assert [line.partition(":")[2] for line in before[1:]] == [line.partition(":")[2] for line in after[:-1]]


@pytest.mark.parametrize("zone", ["Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "America/New_York"])
def test_daylight_is_the_larger_offset(zone: str) -> None:
    calendar = icalendar.Calendar.from_ical(exported(session(1, FIRST, zone=zone), session(2, LAST, zone=zone)))
    standard = {block["tzoffsetto"].td for block in calendar.walk("STANDARD")}
    daylight = {block["tzoffsetto"].td for block in calendar.walk("DAYLIGHT")}
    assert len(standard) == len(daylight) == 1
    assert standard < daylight or max(standard) < min(daylight)


@pytest.mark.parametrize(
    ("zone", "begins"), [("Asia/Kolkata", "19700101T000000"), ("Europe/Istanbul", "20160327T030000")]
)
def test_a_zone_without_changes_has_one_standard_block(zone: str, begins: str) -> None:
    content = exported(session(zone=zone))
    assert lines(content, "BEGIN:STANDARD") == ["BEGIN:STANDARD"]
    assert not lines(content, "BEGIN:DAYLIGHT")
    assert lines(content, "DTSTART:") == [f"DTSTART:{begins}"]


def test_sessions_in_two_zones_bring_both() -> None:
    sessions = session(1), session(2, date(2026, 12, 7), zone="America/New_York")
    content = exported(*sessions)
    assert lines(content, "TZID:") == ["TZID:America/New_York", "TZID:Europe/London"]
    assert times_by_vobject(content) == times_meant(*sessions)


# --- what is shown, and what never is ---


def test_the_file_is_a_calendar_that_invites_nobody_and_rings_no_alarm() -> None:
    content = exported(session())
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert lines(content, "VERSION") == ["VERSION:2.0"]
    assert lines(content, "CALSCALE") == ["CALSCALE:GREGORIAN"]
    assert lines(content, "PRODID")
    for never in ("METHOD", "BEGIN:VALARM", "ORGANIZER", "ATTENDEE"):
        assert not lines(content, never)
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_session_shows_group_number_modules_and_room() -> None:
    [event] = read_by_vobject(exported(session(modules=(2, 3))))
    assert event.summary.value == "Pain Skills, Autumn A · 3 · Pacing, Coping Styles"
    assert event.location.value == "Room 4"
    assert event.contents["class"][0].value == "PRIVATE"
    assert event.dtstamp.value == STAMPED


def test_titles_come_from_the_groups_own_copy_of_the_curriculum() -> None:
    group = msgspec.structs.replace(GROUP, curriculum=curriculum("One", "Two", "As it was taught"))
    [event] = read_by_vobject(exported(session(), group=group))
    assert event.summary.value.endswith(" · As it was taught")


def test_a_session_without_modules_or_room_has_neither() -> None:
    [event] = read_by_vobject(exported(session(modules=(9,)), group=msgspec.structs.replace(GROUP, room="")))
    assert event.summary.value == "Pain Skills, Autumn A · 3"
    assert "location" not in event.contents


def test_the_calendar_is_named_after_group_and_clinic() -> None:
    content = exported(session())
    for name in ("NAME", "X-WR-CALNAME"):
        assert lines(content, name) == [f"{name}:Pain Skills\\, Autumn A · Elm Street Clinic"]


def test_no_person_and_no_reason_is_in_the_file() -> None:
    content = exported(session(status="not held", reason="Sam Okafor was ill", led_by=("Dana Reyes",)))
    assert "Okafor" not in unfolded(content)
    assert "Reyes" not in unfolded(content)


def test_a_session_keeps_its_uid_over_exports() -> None:
    planned = session()
    moved = msgspec.structs.replace(planned, date=date(2026, 9, 28), start=time(14), sequence=1, rev=2)
    [first], [second] = read_by_icalendar(exported(planned)), read_by_icalendar(exported(moved))
    assert first["uid"] == second["uid"] == f"{planned.id}@groupcare"
    assert (first["sequence"], second["sequence"]) == (0, 1)


def test_every_session_has_a_uid_of_its_own() -> None:
    content = exported(*(session(n) for n in range(1, 9)))
    assert len(set(lines(content, "UID:"))) == 8


@pytest.mark.parametrize("status", SessionStatus)
def test_status_follows_the_session(status: SessionStatus) -> None:
    shown = "CANCELLED" if status in (SessionStatus.cancelled, SessionStatus.not_held) else "CONFIRMED"
    assert lines(exported(session(status=status)), "STATUS") == [f"STATUS:{shown}"]


def test_the_same_arguments_give_the_same_bytes_in_any_order() -> None:
    sessions = [session(n, date(2026, 9, n)) for n in range(1, 9)]
    assert exported(*sessions) == exported(*reversed(sessions))


def test_a_group_without_sessions_gives_an_empty_calendar() -> None:
    assert not read_by_vobject(exported())


def test_an_unsaved_session_or_an_export_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="not saved"):
        exported(session(id=""))
    with pytest.raises(ValueError, match="zone"):
        group_calendar(GROUP, [session()], clinic="", stamped=datetime(2026, 9, 1))  # noqa: DTZ001


# --- hostile text ---

# vobject takes a folded line of nothing but white space for an empty one, and drops it.
ANY_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029") | st.sampled_from('\n\\,;:"=nN'),
    min_size=1,
    max_size=200,
).filter(lambda text: not re.search(r"\s{20,}", text))


@settings(deadline=None, max_examples=100)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("\\N", "\\n", "\\\n")
def test_any_name_comes_back_as_it_was(name: str, title: str, room: str) -> None:
    group = msgspec.structs.replace(GROUP, name=name, curriculum=curriculum(title), room=room)
    [event] = read_by_vobject(exported(session(modules=(1,)), group=group))
    assert event.summary.value == f"{name} · 3 · {title}"
    assert event.location.value == room


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_back_and_lines_stay_within_75_octets(name: str) -> None:
    content = exported(session(), group=msgspec.structs.replace(GROUP, name=name, room=name), clinic=name)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    [event] = read_by_vobject(content)
    assert (event.summary.value, event.location.value) == (f"{name} · 3 · Coping Styles", name)
    assert len(read_by_icalendar(content)) == 1
    assert not lines(content, "BEGIN:VALARM")


@pytest.mark.parametrize("name", ["Pain; skills, part 1", "two\nlines", "قبول الألم", "🧘🏽‍♀️" * 30])
def test_icalendar_reads_hostile_names_too(name: str) -> None:
    [event] = read_by_icalendar(exported(session(), group=msgspec.structs.replace(GROUP, name=name)))
    assert event["summary"] == f"{name} · 3 · Coping Styles"


@pytest.mark.parametrize("sign", ["\r", "\r\n", "\x85", "\u2028", "\v"])
def test_every_kind_of_line_break_is_one_in_the_text_and_none_in_the_file(sign: str) -> None:
    content = exported(session(), group=msgspec.structs.replace(GROUP, room=f"a{sign}X-EVIL:b"))
    assert lines(content, "LOCATION") == ["LOCATION:a\\nX-EVIL:b"]


def test_control_characters_are_left_out() -> None:
    content = exported(session(), group=msgspec.structs.replace(GROUP, room="a\x00\x1b[31mb\x7f\ud800"))
    assert lines(content, "LOCATION") == ["LOCATION:a[31mb"]


# --- the file on disk ---


def test_the_file_is_written_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        write_calendar(tmp_path / "group.ics", b"whole")
    finally:
        os.umask(old)
    assert (tmp_path / "group.ics").read_bytes() == b"whole"
    assert (tmp_path / "group.ics").stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["group.ics"]


def test_a_second_export_replaces_the_first(tmp_path: Path) -> None:
    path = tmp_path / "group.ics"
    path.write_bytes(b"older, and longer than the newer one")
    path.chmod(0o644)
    write_calendar(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "group.ics"
    path.write_bytes(b"older")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(FileFault, match=r"No space left on device.*nothing was changed"):
        write_calendar(path, b"newer")
    assert path.read_bytes() == b"older"
    assert os.listdir(tmp_path) == ["group.ics"]


def test_a_write_that_is_interrupted_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "group.ics"
    path.write_bytes(b"older")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_calendar(path, b"newer")
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"older", ["group.ics"])


def test_a_missing_folder_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="there is no folder"):
        write_calendar(tmp_path / "nowhere" / "group.ics", b"x")


def test_a_folder_that_may_not_be_written_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", denied)
    with pytest.raises(FileFault, match="Permission denied"):
        write_calendar(tmp_path / "group.ics", b"x")


def test_a_folder_that_may_not_be_looked_at_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", denied)
    with pytest.raises(FileFault, match="Permission denied"):
        write_calendar(tmp_path / "group.ics", b"x")


def test_a_folder_in_the_files_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "group.ics").mkdir()
    with pytest.raises(FileFault, match="nothing was changed"):
        write_calendar(tmp_path / "group.ics", b"x")
    assert os.listdir(tmp_path) == ["group.ics"]


def test_the_slow_library_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, groupcare.exchange.calendar; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

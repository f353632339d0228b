"""The form for a new group: its fields, and how what is typed becomes a `NewGroup`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from msgspec import Struct
from textual.widget import Widget

from groupcare.acts.group import NewGroup
from groupcare.queries.groups import Ground
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.words import NotADay, read_day
from groupcare.tui.forms import Field, FieldFault, Form
from groupcare.tui.groups.toggles import Toggles

WEEKDAYS = tuple(zip("1234567", ("mo", "tu", "we", "th", "fr", "sa", "su"), strict=True))
KEEP = "keep"
"""Before a date in the list of own dates: a session is held then, closed or not."""
UNNAMED = "New group"


class GroupForm(Form):
    """A form with two rows of switches: weekdays and facilitators."""

    DEFAULT_CSS = """
    GroupForm .label { width: 15; }
    GroupForm TextArea { height: 4; }
    """

    def __init__(self, ground: Ground, curricula: Sequence[Curriculum]) -> None:
        self.ground = ground
        super().__init__(fields(ground, curricula))

    def _widget(self, field: Field) -> Widget:
        if field.name == "days":
            return Toggles(WEEKDAYS, id="field-days")
        if field.name == "facilitators":
            return Toggles(self.ground.staff, id="field-facilitators")
        return super()._widget(field)

    def value_of(self, name: str) -> str:
        widget = self.query_one(f"#field-{name}")
        return widget.value if isinstance(widget, Toggles) else super().value_of(name)

    def fill(self, values: Mapping[str, str]) -> None:
        """Put these into the fields of their names; what fits no field is passed over."""
        super().fill(values)
        for toggles in self.query(Toggles):
            name = str(toggles.id).removeprefix("field-")
            toggles.value = values.get(name, toggles.value)

    def on_toggles_changed(self, event: Toggles.Changed) -> None:
        self._tell(event.toggles, event)


def fields(ground: Ground, curricula: Sequence[Curriculum]) -> Iterable[Field]:
    """In the order in which a group is thought of: what, when, where, by whom, and what to leave out."""
    yield Field("curriculum", "Curriculum", "choice", curricula[0].id if curricula else "",
                tuple((c.id, c.name) for c in curricula), needed=True)  # fmt: skip
    yield Field("name", "Name", needed=True, hint="Pain Skills, Winter A")
    yield Field("first", "First date", needed=True, hint="2026-10-06, 6 oct or +7")
    yield Field("days", "Days")
    yield Field("time", "Time", needed=True, hint="14:00")
    yield Field("minutes", "Minutes", hint="as the curriculum says")
    yield Field("room", "Room", hint=", ".join(ground.rooms[:4]) or "Room 2, or remote")
    yield Field("seats", "Seats", value="10", needed=True)
    yield Field("minimum", "Minimum", value="4", needed=True, hint="0 where any number will do")
    yield Field("facilitators", "Facilitators")
    yield Field("country", "Holidays of", value=ground.country, hint="US; empty skips no holidays")
    yield Field("subdivision", "  state", value=ground.subdivision, hint="MA; may be empty")
    yield Field("order", "Order", hint="1 2 3+4 5 5 6; or empty")
    yield Field("rounds", "Rounds", hint="more if it is rolling")
    yield Field("afterwards", "Afterwards", hint="booster 3 months")
    yield Field("dates", "Own dates", "lines", hint="2026-11-10 staff day\nkeep 2026-11-11")
    yield Field("zone", "Zone", value=ground.zone, needed=True, hint="America/New_York")


class OwnDates(Struct, frozen=True):
    """Dates to skip, each with its words, and dates to keep though they are closed."""

    skip: dict[date, str]
    keep: tuple[date, ...]


def read_dates(text: str, today: date) -> OwnDates:
    """A date a line, with words behind it; `keep` before it keeps it. Raises FieldFault for a line that is none."""
    skip: dict[date, str] = {}
    keep: list[date] = []
    for line in text.splitlines():
        words = line.split()
        kept = bool(words) and words[0].lower() == KEEP
        rest = words[1:] if kept else words
        if not words:
            continue
        found = _leading_day(rest, today)
        if found is None:
            raise FieldFault("dates", f"Own dates: “{line.strip()}” begins with no day. Write 2026-11-10 staff day.")
        on, behind = found
        if kept:
            keep.append(on)
        else:
            skip[on] = behind
    return OwnDates(skip, tuple(dict.fromkeys(keep)))


def _leading_day(words: Sequence[str], today: date) -> tuple[date, str] | None:
    for length in (3, 2, 1):
        if len(words) >= length:
            try:
                return read_day(" ".join(words[:length]), today), " ".join(words[length:])
            except NotADay:
                continue
    return None


def with_date(text: str, on: date, today: date, *, skipped: bool, own: bool) -> str:
    """The own dates with one switched over: a session's date is skipped, a skipped date is kept.

    `skipped` is how it stands now, `own` whether that comes from a line of these.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    others = [line for line in lines if not _names(line, on, today)]
    if own and len(others) < len(lines):
        return "\n".join(others)
    return "\n".join([*others, f"{KEEP} {on}" if skipped else str(on)])


def _names(line: str, on: date, today: date) -> bool:
    try:
        dates = read_dates(line, today)
    except FieldFault:
        return False
    return on in dates.skip or on in dates.keep


def read_time(text: str) -> time:
    """14:00, 14.00, 1400 or 14. Raises FieldFault."""
    digits = "".join(c for c in text if c.isdigit() and c.isascii())
    bare = text.strip().replace(":", "").replace(".", "").replace(" ", "")
    try:
        if bare != digits or len(digits) not in (1, 2, 3, 4):
            raise ValueError
        hour, minute = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
        return time(int(hour), int(minute))
    except ValueError:
        raise FieldFault("time", f"“{text.strip()}” is no time of day. Write 14:00.") from None


def read_number(name: str, label: str, text: str) -> int:
    """A whole number. Raises FieldFault."""
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise FieldFault(name, f"{label}: “{text.strip()}” is no number.")
    return int(text)


def read_group(typed: Mapping[str, str], curricula: Sequence[Curriculum], today: date) -> NewGroup:
    """What is typed, as a group to be made. Raises FieldFault with the field to mend."""
    curriculum = next((c for c in curricula if c.id == typed["curriculum"]), None)
    if curriculum is None:
        raise FieldFault("curriculum", "Choose a curriculum.")
    if not typed["first"].strip():
        raise FieldFault("first", "Give the first date: the dates appear here.")
    try:
        first = read_day(typed["first"], today)
    except NotADay as wrong:
        raise FieldFault("first", str(wrong)) from None
    if not typed["time"].strip():
        raise FieldFault("time", "Give the time of day, such as 14:00.")
    if not typed["days"]:
        raise FieldFault("days", "Choose at least one weekday.")
    dates = read_dates(typed["dates"], today)
    return NewGroup(
        curriculum=curriculum,
        name=typed["name"].strip() or UNNAMED,
        first=first,
        start=read_time(typed["time"]),
        zone=typed["zone"].strip(),
        weekdays=tuple(int(number) for number in typed["days"].split()),
        minutes=read_number("minutes", "Minutes", typed["minutes"]) if typed["minutes"].strip() else None,
        country=typed["country"].strip() or None,
        subdivision=typed["subdivision"].strip() or None,
        skip=tuple(sorted(dates.skip)),
        skip_words=dates.skip,
        keep=dates.keep,
        seats=read_number("seats", "Seats", typed["seats"]),
        minimum=read_number("minimum", "Minimum", typed["minimum"]),
        room=typed["room"],
        facilitators=tuple(typed["facilitators"].split()),
        order=typed["order"],
        rounds=read_number("rounds", "Rounds", typed["rounds"]) if typed["rounds"].strip() else 1,
        afterwards=typed["afterwards"],
    )

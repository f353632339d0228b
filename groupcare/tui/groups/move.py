"""Dialogs that change when and where a group meets. Each shows its whole effect before anything is saved."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from groupcare.acts import RecordError, SignIn, rescheduling
from groupcare.acts.effects import Effect
from groupcare.queries.groups import SessionLine
from groupcare.rules.clashes import Clash
from groupcare.rules.clinic import Role, Staff
from groupcare.rules.group import Group, Session, SessionKind, leaders_of
from groupcare.rules.reflow import OVER, MoveTo, Way
from groupcare.rules.schedule import at
from groupcare.rules.words import NotADay, count, day, read_day
from groupcare.tui.dialogs import Choice, Choose, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.groups.group_form import WEEKDAYS, read_time
from groupcare.tui.page import AnyPage

OWN_DATE = "own date"
MOST_DATES = 7
"""New dates that are all listed."""
WAYS = (
    (Way.push, "p", "push: all move one meeting on"),
    (Way.merge, "m", "merge with the next"),
    (Way.add, "a", "add a date at the end"),
    (OWN_DATE, "o", "on a day of its own"),
    (Way.drop, "d", "drop it"),
)
KINDS = (("module", "a session of the course"), ("booster", "a booster"), ("follow-up", "a follow-up"))


def effect_words(effect: Effect, today: date) -> str:
    """What it does, a sentence a line, then what to know; one clash on several dates is one line."""
    known = [*effect.remarks, *clash_words(effect.clashes, today)]
    return "\n".join([*_shortened(effect.sentences), *(f"! {words}" for words in known)])


def clash_words(clashes: Iterable[Clash], today: date) -> list[str]:
    """One clash on several dates is one sentence."""
    found: dict[str, list[date]] = defaultdict(list)
    for clash in clashes:
        found[clash.words].append(clash.date)
    return [f"{words}: {', '.join(day(on, today) for on in dict.fromkeys(dates))}." for words, dates in found.items()]


def _shortened(sentences: Sequence[str]) -> list[str]:
    """Of many new dates, or of many that fall away, the first and the last, so that a dialog stays in sight whole."""
    moves = [sentence for sentence in sentences if "→" in sentence or sentence.endswith("is cancelled.")]
    if len(moves) <= MOST_DATES:
        return list(sentences)
    hidden = moves[3:-1]
    words = [f"… and {count(len(hidden), 'session')} more in between." if s == hidden[0] else s for s in sentences]
    return [s for s in words if s not in hidden]


# --- a session is lost ----------------------------------------------------------------------------------------------


async def lose(page: AnyPage, line: SessionLine) -> None:
    """Ask what becomes of the session, each way with its effect, then why. Call it in a worker of the page."""
    if not page.may("reschedule"):
        return
    session = line.session
    today = page.who.today(session.zone)
    effects = {str(way): _tried(page.who, session, way) for way in Way}
    choices = [Choice(str(way), letter, words, *_short(effects.get(str(way)), today)) for way, letter, words in WAYS]
    is_past = page.who.now() >= at(session.date, session.start, session.zone)
    title = f"Session {session.number}, {day(session.date, today)}, {'was not' if is_past else 'cannot be'} held"
    chosen = await page.app.push_screen_wait(Choose(title, choices, "What becomes of its modules?"))
    if chosen is None:
        return
    if chosen == OWN_DATE:
        page.app.push_screen(_lose_to_own_date(session, page.who))
        return
    way = Way(chosen)
    effect = effects[chosen]
    if isinstance(effect, str):
        page.app.tell(effect)
    elif effect is not None:
        page.app.push_screen(_lose_dialog(session, way, effect, page.who))


def _tried(who: SignIn, session: Session, way: Way) -> Effect | str:
    try:
        return rescheduling.preview_loss(who, session.id, way)
    except RecordError as refused:
        return str(refused)


def _short(effect: Effect | str | None, today: date) -> tuple[str, str]:
    """The effect in a few words, and its tone."""
    if effect is None:
        return "you say which", ""
    if isinstance(effect, str):
        return "not possible: enter says why", "quiet"
    plan = effect.plan
    moved = sum(c.moves for c in plan.changes)
    parts = [
        f"{count(moved, 'date')} {'change' if moved > 1 else 'changes'}" if moved else "",
        f"{count(len(plan.dropped), 'module')} lost" if plan.dropped else "",
        f"ends {day(plan.last, today)}" if plan.last else "",
        f"! {len(effect.warnings)}" if effect.warnings else "",
    ]
    return ", ".join(part for part in parts if part), ""


def _lose_dialog(session: Session, way: Way, effect: Effect, who: SignIn) -> FormDialog[Effect]:
    def act(values: dict[str, str]) -> Callable[[SignIn], Effect]:
        return lambda writer: rescheduling.lose_session(writer, session.id, way, values["reason"])

    status = next((c.after.status for c in effect.plan.changes if c.after.status in OVER), None)
    names = {Way.push: "Push", Way.merge: "Merge", Way.add: "Add a date for", Way.drop: "Drop"}
    said = {Way.push: "pushed", Way.merge: "merged", Way.add: "gave a date of its own to", Way.drop: "dropped"}
    what = f"session {session.number}"
    dropped = f"{status} {what}" if way is Way.drop and status is not None else f"{said[way]} {what}"
    return FormDialog(
        f"{names[way]} {what}",
        [Field("reason", "Reason", needed=True, hint="facilitator ill")],
        act,
        dropped,
        words=effect_words(effect, who.today(session.zone)),
    )


def _lose_to_own_date(session: Session, who: SignIn) -> FormDialog[Effect]:
    today = who.today(session.zone)

    def act(values: dict[str, str]) -> Callable[[SignIn], Effect]:
        on = _a_day("on", values["on"], today)
        return lambda writer: rescheduling.lose_session(writer, session.id, Way.add, values["reason"], on)

    def sure(values: dict[str, str]) -> str:
        on = _a_day("on", values["on"], today)
        return _asked(lambda: rescheduling.preview_loss(who, session.id, Way.add, on), "on", today)

    fields = [
        Field("on", "New day", needed=True, hint="2026-11-12, 12 nov or +7"),
        Field("reason", "Reason", needed=True, hint="facilitator ill"),
    ]
    return FormDialog(
        f"Session {session.number} on a day of its own", fields, act, f"gave session {session.number} a day of its own",
        words="The effect is shown before it is saved.", sure=sure,
    )  # fmt: skip


def _asked(preview: Callable[[], Effect], field: str, today: date) -> str:
    """The whole effect as a question. Raises FieldFault where it cannot be done."""
    try:
        return effect_words(preview(), today) + "\n\nSave it so?"
    except RecordError as refused:
        raise FieldFault(field, str(refused)) from None


def _a_day(field: str, text: str, today: date) -> date:
    try:
        return read_day(text, today)
    except NotADay as wrong:
        raise FieldFault(field, str(wrong)) from None


# --- the whole group ------------------------------------------------------------------------------------------------


def move_dialog(group: Group, who: SignIn) -> FormDialog[Effect]:
    """Move all sessions still to come; what is left empty stays."""
    today = who.today(group.zone)

    def act(values: dict[str, str]) -> Callable[[SignIn], Effect]:
        to = read_move(values, today)
        return lambda writer: rescheduling.move_group(writer, group.id, to, values["reason"])

    def sure(values: dict[str, str]) -> str:
        to = read_move(values, today)
        return _asked(lambda: rescheduling.preview_move(who, group.id, to), "first", today)

    names = " ".join(words for number, words in WEEKDAYS if int(number) in group.weekdays)
    fields = [
        Field("first", "First new date", hint="empty: as they come"),
        Field("days", "Days", hint=f"{names}; or others, such as mo th"),
        Field("time", "Time", hint=f"{group.start:%H:%M}"),
        Field("room", "Room", hint=group.room or "none so far"),
        Field("reason", "Reason", hint="Room 2 is rebuilt"),
    ]
    words = "Only sessions still to come are moved; what is left empty stays. The effect is shown before it is saved."
    return FormDialog(f"Move {group.name}", fields, act, f"moved {group.name}", words=words, sure=sure)


def read_move(values: Mapping[str, str], today: date) -> MoveTo:
    """What is typed, as a move. Raises FieldFault."""
    return MoveTo(
        first=_a_day("first", values["first"], today) if values["first"].strip() else None,
        weekdays=_weekdays(values["days"]) if values["days"].strip() else None,
        start=read_time(values["time"]) if values["time"].strip() else None,
        room=values["room"] if values["room"].strip() else None,
    )


def _weekdays(text: str) -> tuple[int, ...]:
    known = {words: int(number) for number, words in WEEKDAYS}
    found = []
    for word in text.lower().replace(",", " ").split():
        if word[:2] not in known:
            raise FieldFault("days", f"Days: “{word}” is no weekday. Write tu or mo th.")
        found.append(known[word[:2]])
    return tuple(dict.fromkeys(found))


# --- one session ----------------------------------------------------------------------------------------------------


def substitute_dialog(line: SessionLine, group: Group, who: SignIn) -> FormDialog[Effect]:
    """Who leads this one session, and where it is."""
    session, today = line.session, who.today(group.zone)
    staff = [s for s in who.of(Staff).all() if s.left_on is None and Role.facilitator in s.roles]
    options = tuple((s.id, s.name) for s in staff)
    now = (*leaders_of(session, group), "", "")

    def given(values: Mapping[str, str]) -> tuple[list[str], str]:
        return [i for i in (values["lead"], values["with"]) if i], values["room"]

    def act(values: dict[str, str]) -> Callable[[SignIn], Effect]:
        leaders, room = given(values)
        return lambda writer: rescheduling.substitute(writer, session.id, leaders, room)

    def sure(values: dict[str, str]) -> str:
        leaders, room = given(values)
        return _asked(lambda: rescheduling.preview_substitute(who, session.id, leaders, room), "lead", today)

    fields = [
        Field("lead", "Leads", "choice", now[0], options, hint="as the group"),
        Field("with", "with", "choice", now[1], (("", "nobody else"), *options)),
        Field("room", "Room", value=session.room, hint=group.room or "as the group"),
    ]
    title = f"Session {session.number}, {day(session.date, today)}"
    words = "For this session alone. Who really led it is noted when it is begun."
    return FormDialog(title, fields, act, f"changed who leads session {session.number}, or where", words=words,
                      sure=sure)  # fmt: skip


def add_dialog(group: Group, who: SignIn) -> FormDialog[Effect]:
    """A further session, a booster or a follow-up: on a day, or so long after the last session."""
    today = who.today(group.zone)

    def run(values: Mapping[str, str], *, save: bool) -> Callable[[SignIn], Effect]:
        kind = SessionKind(values["kind"])
        when = values["on"].strip()
        if when.split()[1:] and when.split()[1].lower().rstrip("s") in ("week", "month"):
            if kind is SessionKind.module:
                raise FieldFault("on", "Only boosters and follow-ups are counted from the last session: give a day.")
            act = rescheduling.add_afterwards if save else rescheduling.preview_afterwards
            return lambda writer: act(writer, group.id, f"{kind} {when}")
        on, modules = _a_day("on", when, today), _modules(values["modules"])
        start = read_time(values["time"]) if values["time"].strip() else None
        add = rescheduling.add_session if save else rescheduling.preview_session
        return lambda writer: add(writer, group.id, on, modules, kind, start)

    def sure(values: dict[str, str]) -> str:
        preview = run(values, save=False)
        return _asked(lambda: preview(who), "on", today)

    fields = [
        Field("kind", "What", "choice", "module", KINDS, needed=True),
        Field("on", "When", needed=True, hint="2026-11-12, +7; or 3 months, after the last"),
        Field("modules", "Modules", hint="3 or 3+4; a booster needs none"),
        Field("time", "Time", hint=f"{group.start:%H:%M}"),
    ]
    words = "The effect is shown before it is saved."
    return FormDialog("Add a session", fields, lambda values: run(values, save=True), _added, words=words, sure=sure)


def _modules(text: str) -> list[int]:
    parts = text.replace("+", " ").replace(",", " ").split()
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise FieldFault("modules", f"Modules: “{text.strip()}” are no numbers. Write 3 or 3+4.")
    return [int(part) for part in parts]


def _added(effect: Effect) -> str:
    numbers = ", ".join(str(s.number) for s in effect.plan.added)
    return f"added session {numbers}"

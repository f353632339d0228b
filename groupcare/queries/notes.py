"""The notes of a session, of a group's sessions, and of one person, as far as whoever asks may see them."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from groupcare.queries.groups import GroupLine, group_line
from groupcare.queries.needs import ALL, Need, Section
from groupcare.queries.permissions import may_see
from groupcare.record.errors import NotPermitted
from groupcare.record.lookups import GroupOutline, sees_answers
from groupcare.record.note_lookups import leaders_of, note_facts
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group, Session, SessionStatus
from groupcare.rules.note import GROUP_SECTIONS, MEMBER_SECTIONS, GroupNote, MemberNote, NoteStatus
from groupcare.rules.note_check import Remark
from groupcare.rules.note_layers import Layer, layers, signed_layer
from groupcare.rules.people import Client, full_name
from groupcare.rules.words import count, day

UNSEEN = "The scores are told to whoever may see answers."


class NoteSection(Struct, frozen=True, kw_only=True):
    """One section as shown. `drafted` while nobody wrote it; `changed` where the record has changed since."""

    name: str
    title: str
    text: str
    drafted: bool
    changed: bool


class Added(Struct, frozen=True, kw_only=True):
    """An addendum, by whom (a name) and when."""

    text: str
    by: str
    at: datetime


class NoteView(Struct, frozen=True, kw_only=True):
    """One layer. `member` is empty for the shared one, and its `name` is the group's. `seen` goes with signing it."""

    member: str
    client: str
    client_number: int
    name: str
    rev: int
    sections: tuple[NoteSection, ...]
    remarks: tuple[Remark, ...]
    signed: bool
    signed_by: str
    signed_at: datetime | None
    addenda: tuple[Added, ...]
    came: bool
    seen: str

    @property
    def ready(self) -> bool:
        """Whether it can be signed without a look."""
        return not self.signed and not self.remarks


class SessionNotes(Struct, frozen=True, kw_only=True):
    """The notes of one session: the shared layer first, then the members' by name."""

    session: Session
    group: str
    group_name: str
    titles: tuple[str, ...]
    layers: tuple[NoteView, ...]


def session_notes(who: SignIn, session_id: str) -> SessionNotes:
    """All layers of a session's notes, the unsigned ones as they would be signed now. Raises Refused where it was not
    held."""
    may_see(who, "notes")
    with who.db.engine.snapshot():
        session = who.of(Session).get(session_id)
        group, facts = who.of(Group).get(session.group), note_facts(who, session)
        names = {staff.id: staff.name for staff in who.of(Staff).all()}
        found = [_view(who, layer, names, group.name) for layer in layers(facts, discreet=not sees_answers(who))]
    return SessionNotes(
        session=session, group=group.id, group_name=group.name, titles=facts.group.topics, layers=tuple(found)
    )


def _view(who: SignIn, layer: Layer, names: Mapping[str, str], group: str) -> NoteView:
    note = layer.note
    client = who.of(Client).get(layer.client) if layer.client else None
    hidden = isinstance(note, MemberNote) and note.with_answers and not sees_answers(who)
    titles = MEMBER_SECTIONS if layer.member else GROUP_SECTIONS
    return NoteView(
        member=layer.member,
        client=layer.client,
        client_number=client.number if client else 0,
        name=full_name(client) if client else group,
        rev=note.rev,
        sections=tuple(
            NoteSection(
                name=name,
                title=titles[name],
                text=UNSEEN if hidden and name == "scores" else text,
                drafted=not layer.signed and name not in layer.written,
                changed=name in layer.changed,
            )
            for name, text in layer.texts.items()
        ),
        remarks=layer.remarks,
        signed=layer.signed,
        signed_by=names.get(note.signed_by or "", ""),
        signed_at=note.signed_at,
        addenda=tuple(Added(text=one.text, by=names.get(one.by, ""), at=one.at) for one in note.addenda),
        came=layer.came,
        seen=layer.seen,
    )


class NotesLine(Struct, frozen=True, kw_only=True):
    """A held session and how its notes stand. `unsigned` and `signed` count members' notes; `group_signed` is None
    where there is no note on the group, as of sessions that were closed before notes were kept."""

    session: str
    number: int
    on: date
    titles: tuple[str, ...]
    unsigned: int
    signed: int
    group_signed: bool | None
    due: date | None


def notes_lines(who: SignIn, group: Group) -> tuple[NotesLine, ...]:
    """A group's held sessions with how their notes stand, the newest first."""
    may_see(who, "notes")
    shared = {note.session: note for note in who.of(GroupNote).linked(group=group.id)}
    members: dict[str, list[NoteStatus]] = {}
    for note in who.of(MemberNote).linked(group=group.id):
        members.setdefault(note.session, []).append(note.status)
    titles = {m.number: m.title for m in group.curriculum.module}
    held = [s for s in who.of(Session).linked(group=group.id) if s.status is SessionStatus.held]
    lines = []
    for session in sorted(held, key=lambda s: (s.date, s.number), reverse=True):
        states, own = members.get(session.id, []), shared.get(session.id)
        unsigned = states.count(NoteStatus.draft)
        open_ = unsigned or (own is not None and own.status is NoteStatus.draft)
        lines.append(
            NotesLine(
                session=session.id,
                number=session.number,
                on=session.date,
                titles=tuple(titles.get(n, str(n)) for n in session.covered or session.modules),
                unsigned=unsigned,
                signed=states.count(NoteStatus.signed),
                group_signed=None if own is None else own.status is NoteStatus.signed,
                due=session.date if open_ else None,
            )
        )
    return tuple(lines)


class GroupNotes(Struct, frozen=True, kw_only=True):
    """A group with its held sessions and how their notes stand; `unseen` says why somebody does not see them."""

    line: GroupLine
    group: Group
    lines: tuple[NotesLine, ...]
    unseen: str = ""


def group_notes(who: SignIn, group: Group) -> GroupNotes:
    """The notes of a group's sessions, for its page."""
    line = group_line(who, group)
    try:
        return GroupNotes(line=line, group=group, lines=notes_lines(who, group))
    except NotPermitted as refused:
        return GroupNotes(line=line, group=group, lines=(), unseen=str(refused))


class ClientNote(Struct, frozen=True, kw_only=True):
    """A note on one person, with the session it is of."""

    session: str
    number: int
    on: date
    group: str
    titles: tuple[str, ...]
    note: NoteView


def client_notes(who: SignIn, client_id: str) -> tuple[ClientNote, ...]:
    """A person's own notes, the newest first: their layers alone."""
    may_see(who, "notes")
    found: list[ClientNote] = []
    groups: dict[str, Group] = {}
    names = {staff.id: staff.name for staff in who.of(Staff).all()}
    for note in who.of(MemberNote).linked(client=client_id):
        session = who.of(Session).get(note.session)
        if session.group not in groups:
            groups[session.group] = who.of(Group).get(session.group)
        group = groups[session.group]
        titles = (group.curriculum.find(n) for n in session.covered or session.modules)
        found.append(
            ClientNote(
                session=session.id,
                number=session.number,
                on=session.date,
                group=group.name,
                titles=tuple(m.title for m in titles if m is not None),
                note=_view(who, _own(who, session, note), names, group.name),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.on, one.number), reverse=True))


def _own(who: SignIn, session: Session, note: MemberNote) -> Layer:
    """One member's layer: as it was signed, or as it would be now."""
    if note.status is NoteStatus.signed:
        return signed_layer(note)
    facts = note_facts(who, session, only=note.member)
    return next(one for one in layers(facts, discreet=not sees_answers(who)) if one.member == note.member)


class Unsigned(Struct, frozen=True, kw_only=True):
    """Notes of one session that wait to be signed: how many members', and whether the group's does."""

    session: Session
    members: int
    group: bool


def unsigned_notes(who: SignIn) -> list[Unsigned]:
    """What waits for this person's signature: of sessions they led, and of those whose leaders no longer work here;
    the oldest first."""
    may_see(who, "notes")
    waiting: dict[str, int] = {}
    for note in who.of(MemberNote).open_work(ALL):
        waiting[note.session] = waiting.get(note.session, 0) + 1
    shared = {note.session for note in who.of(GroupNote).open_work(ALL)}
    sessions = [who.of(Session).get(i) for i in {*waiting, *shared}]
    return [
        Unsigned(session=s, members=waiting.get(s.id, 0), group=s.id in shared)
        for s in sorted(sessions, key=lambda s: (s.date, s.start, s.id))
        if who.staff_id in (led := _led_by(who, s)) or not led
    ]


def _led_by(who: SignIn, session: Session) -> tuple[str, ...]:
    """Those who led it and still work here."""
    staff = (who.of(Staff).find(i) for i in leaders_of(session))
    return tuple(one.id for one in staff if one is not None and one.left_on is None)


def notes_needs(who: SignIn, on: date, groups: Mapping[str, GroupOutline]) -> list[Need]:
    """The lines of Today: a session each whose notes wait for this person."""
    return [
        Need(
            section=Section.sessions,
            kind="notes",
            id=one.session.id,
            name=groups[one.session.group].name,
            words=f"session {one.session.number}: {_waiting(one)} unsigned",
            since=day(one.session.date, on),
            late=one.session.date < on,
        )
        for one in unsigned_notes(who)
    ]


def _waiting(one: Unsigned) -> str:
    return count(one.members, "member note") if one.members else "the group note"

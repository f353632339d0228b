"""Staff's papers for the day: a group's roster, and who is expected at the groups of a day."""

from collections.abc import Iterable
from datetime import date

from groupcare.queries.paper_facts import KEPT_IN, Met, listed_staff, met
from groupcare.queries.permissions import may_see
from groupcare.queries.run_sheet import OVER
from groupcare.record.lookups import blocked, expected_members
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.clinic import Staff
from groupcare.rules.group import IN_GROUP, Group, Member, MemberStatus, Session
from groupcare.rules.paper import Block, Grid, Heading, Paper, Paragraph, facts
from groupcare.rules.people import Client, client_number, full_name, group_number, interpreter_words
from groupcare.rules.text import name_key
from groupcare.rules.words import span, whole_day

HELD = "■ kept from groups for now: a clinician decides; whoever comes all the same is spoken with in private."


def roster(who: SignIn, group_id: str) -> Paper:
    """Everybody with a place, how to reach them and what they need. Raises NotPermitted, NotFound."""
    may_see(who, "members")
    group = who.of(Group).get(group_id)
    members = _by_name(who, (m for m in who.of(Member).linked(group=group.id) if m.status in IN_GROUP))
    rows = tuple(
        (_name(who, client, member), client.phone, client.safe_contact, _needs(client), _emergency(client))
        for member, client in members
    )
    head = ("Member", "Phone", "Safe way to reach", "Access needs", "In an emergency")
    led = listed_staff(found for i in group.facilitators if (found := who.of(Staff).find(i)) is not None)
    grid: Block = Grid(head=head, rows=rows) if rows else Paragraph(text="Nobody has a place in this group yet.")
    return Paper(
        kind="roster",
        title="Roster",
        reference=group_number(group.number),
        clinic=who.clinic.name,
        made_on=who.today(),
        about=" · ".join(part for part in (group.name, f"{len(rows)} of {group.seats} seats", group.room, led) if part),
        blocks=(grid,),
        foot=(*([HELD] if _any_held(rows) else []), KEPT_IN),
    )


def expected_on(who: SignIn, on: date) -> Paper:
    """Who is expected at each group of that day, in what room, and what they need. Raises NotPermitted."""
    may_see(who, "groups")
    found = sorted(who.of(Session).linked(date=on.isoformat()), key=lambda s: (s.start, s.group))
    blocks = [block for session in found for block in _session(who, met(who, session.id))]
    rows = [row for block in blocks if isinstance(block, Grid) for row in block.rows]
    return Paper(
        kind="expected",
        title="Who is expected",
        reference=on.isoformat(),
        clinic=who.clinic.name,
        made_on=who.today(),
        about=whole_day(on),
        blocks=tuple(blocks) or (Paragraph(text="No group meets on this day."),),
        foot=(*([HELD] if _any_held(rows) else []), KEPT_IN),
    )


def _session(who: SignIn, one: Met) -> Iterable[Block]:
    session = one.session
    zone = f" ({session.zone})" if session.zone != who.clinic.zone else ""
    yield Heading(
        text=f"{span(session.start, session.minutes)}{zone} · {one.group.name} · {one.where or 'no room named'}"
    )
    if session.status in OVER:
        why = f": {session.reason}" if session.reason else ""
        yield Paragraph(text=f"Session {session.number} is {session.status}{why}. Tell whoever comes.", strong=True)
        return
    yield facts(
        ("Session", f"{session.number} of {one.of}" + (f", {one.titles}" if one.titles else "")),
        ("Led by", one.led_by),
    )
    marks = {a.member: a for a in who.of(Attendance).linked(session=session.id)}
    members = _by_name(who, expected_members(who, session))
    if not members:
        yield Paragraph(text="Nobody has a seat at this session.")
        return
    yield Grid(
        head=("Expected", "This time", "Access needs", "Phone, safe way"),
        rows=tuple(
            (
                _name(who, client, member),
                _this_time(who, one, member, marks.get(member.id)),
                _needs(client),
                "; ".join(part for part in (client.phone, client.safe_contact) if part),
            )
            for member, client in members
        ),
    )


def _this_time(who: SignIn, one: Met, member: Member, mark: Attendance | None) -> str:
    """What is known of them for this session: told us ahead, remote, new, or a guest from another group."""
    said = []
    if mark is not None and mark.mark is not Mark.attended:
        said.append("told us ahead: not coming" if mark.noticed_ahead else str(mark.mark))
    if mark is not None and mark.mode is Mode.remote:
        said.append(", ".join(part for part in ("remote", mark.location, mark.phone) if part))
    elif mark is None and _was_remote(who, member, one.session):
        said.append("remote last time")
    if member.group != one.group.id:
        said.append("guest, to make up a module")
    elif not any(a.member == member.id for a in who.of(Attendance).linked(group=one.group.id)):
        said.append("new")
    return "; ".join(said)


def _was_remote(who: SignIn, member: Member, before: Session) -> bool:
    theirs = [a for a in who.of(Attendance).linked(member=member.id) if a.session != before.id]
    came = [a for a in theirs if a.mark is Mark.attended]
    return bool(came) and max(came, key=lambda a: a.marked_at).mode is Mode.remote


def _by_name(who: SignIn, members: Iterable[Member]) -> list[tuple[Member, Client]]:
    found = [(member, who.of(Client).get(member.client)) for member in members]
    return sorted(found, key=lambda pair: (name_key(full_name(pair[1])), pair[1].number))


def _name(who: SignIn, client: Client, member: Member) -> str:
    called = client.preferred_name if client.preferred_name not in ("", client.given_name) else ""
    parts = (
        full_name(client),
        f"called {called}" if called and called != full_name(client) else "",
        client_number(client.number),
        str(member.status) if member.status is MemberStatus.on_hold else "",
    )
    held = "■ " if blocked(who, client.id) else ""
    return held + " · ".join(part for part in parts if part)


def _needs(client: Client) -> str:
    language = f"speaks {client.language}" if client.language else ""
    return "; ".join(part for part in (client.access_needs, interpreter_words(client), language) if part)


def _emergency(client: Client) -> str:
    guardian = ", ".join(part for part in (client.guardian, client.guardian_phone) if part)
    return "; ".join(part for part in (client.emergency_contact, f"guardian {guardian}" if guardian else "") if part)


def _any_held(rows: Iterable[tuple[str, ...]]) -> bool:
    return any(row[0].startswith("■ ") for row in rows)

"""The notes on a session as papers: the group's, which names no member, and a member's, which names no other."""

from collections.abc import Iterator, Mapping

from groupcare.queries.note_sections import PROCESS, Layer, sections
from groupcare.queries.outgoing import HOUSE, Whose, going
from groupcare.queries.paper_facts import Met, letter_name, met, person_reference
from groupcare.queries.permissions import may_see
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.group import Member
from groupcare.rules.paper import Block, Listing, Paper, Paragraph, Rule, Signature, facts, pages, part
from groupcare.rules.people import Client, client_number, full_name, group_number
from groupcare.rules.schedule import local
from groupcare.rules.text import name_key
from groupcare.rules.words import count, whole_moment

DRAFT = "DRAFT, NOT SIGNED: it can still change, and is no part of the record yet."
NONE_YET = "There is no note on this yet: notes are written once a session was held."
SHARED_DRAFT = "This part, which all members share, is not signed yet."


def group_note(who: SignIn, session_id: str) -> Paper:
    """The layer that all members share. Raises NotPermitted, NotFound, and Refused where there is none."""
    may_see(who, "notes")
    one = met(who, session_id)
    layer = _found(sections(who, one.session), "")
    return Paper(
        kind="group-note",
        title="Group note",
        reference=one.reference,
        clinic=who.clinic.name,
        made_on=who.today(),
        about=one.about,
        blocks=(*_draft(layer.signed), _facts_of(who, one), *_written(layer), *_signed(who, layer)),
        foot=(f"It names no member. {HOUSE}",),
    )


def member_note(who: SignIn, session_id: str, member_id: str, *, to: str = "", whose: Whose = Whose.house) -> Paper:
    """One member's note with the layer that all share, for the record, for the person, or to somebody they named.

    Raises NotPermitted, NotFound, NotReleased, and Refused where there is no note, or one that is not signed is to be
    handed over or sent.
    """
    may_see(who, "notes")
    one = met(who, session_id)
    client = who.of(Client).get(who.of(Member).get(member_id).client)
    gone = going(who, client, to, whose)
    layers = sections(who, one.session)
    shared, own = _found(layers, ""), _found(layers, member_id)
    if (gone.to or whose is Whose.member) and not (shared.signed and own.signed):
        raise Refused("This note is not signed yet, and a draft leaves the clinic for nobody: sign it first.")
    return Paper(
        kind="member-note",
        title="Session note",
        reference=person_reference(client, one.reference),
        clinic=who.clinic.name,
        made_on=who.today(),
        about=(f"To {gone.to}\n" if gone.to else "") + _person(client),
        blocks=tuple(_member_page(who, one, shared, own)),
        foot=(gone.foot,),
        clients=(client.id,),
    )


def member_notes(who: SignIn, session_id: str) -> Paper:
    """The notes of all members who have one, each on a page of its own, for each one's own record.

    Raises NotPermitted, NotFound, and Refused where there is none.
    """
    may_see(who, "notes")
    one = met(who, session_id)
    layers = sections(who, one.session)
    shared = _found(layers, "")
    found = [(who.of(Client).get(who.of(Member).get(i).client), own) for i, own in layers.items() if i]
    if not found:
        raise Refused(NONE_YET)
    found.sort(key=lambda pair: (name_key(full_name(pair[0])), pair[0].number))
    about, blocks = pages((_person(client), tuple(_member_page(who, one, shared, own))) for client, own in found)
    return Paper(
        kind="member-notes",
        title="Session note",
        reference=one.reference,
        clinic=who.clinic.name,
        made_on=who.today(),
        about=about,
        blocks=blocks,
        foot=(HOUSE,),
        clients=tuple(client.id for client, _ in found),
    )


def _found(layers: Mapping[str, Layer], member: str) -> Layer:
    if member not in layers:
        raise Refused(NONE_YET)
    return layers[member]


def _person(client: Client) -> str:
    birth = client.date_of_birth
    born = f"born {birth.day} {birth:%b} {birth.year}" if birth else ""
    return " · ".join(part for part in (letter_name(client), client_number(client.number), born) if part)


def _member_page(who: SignIn, one: Met, shared: Layer, own: Layer) -> Iterator[Block]:
    """What the group went through is about the others, too: its process stays out of a member's paper."""
    yield from _draft(own.signed)
    yield _facts_of(who, one)
    done = [Paragraph(text=f"{title}: {text}") for title, text in shared.sections if title != PROCESS]
    if done and own.signed and not shared.signed:
        done.insert(0, Paragraph(text=SHARED_DRAFT, strong=True))
    yield from part("What the group did", *done)
    yield from _written(own)
    yield from _signed(who, own)


def _draft(signed: bool) -> tuple[Block, ...]:
    return () if signed else (Paragraph(text=DRAFT, strong=True),)


def _facts_of(who: SignIn, one: Met) -> Block:
    """Date, times, place and mode, who led, how many were there: what billing asks of a group note."""
    session = one.session
    marks = [a for a in who.of(Attendance).linked(session=session.id) if a.mark is Mark.attended]
    remote = sum(a.mode is Mode.remote for a in marks)
    present = session.present if session.present is not None else len(marks)
    there = count(present, "member") + (f", {remote} of them remote" if remote else "")
    return facts(
        ("Session", f"{one.group.name} ({group_number(one.group.number)}), session {session.number} of {one.of}"),
        ("Planned", one.when),
        ("Held", _really(one)),
        ("Place", one.where),
        ("Led by", one.led_by),
        ("Present", there),
    )


def _really(one: Met) -> str:
    """The actual times, local to the session; nothing where nobody kept them."""
    began, ended, zone = one.session.began, one.session.ended, one.session.zone
    if began is None or ended is None:
        return f"from {local(began, zone):%H:%M}" if began is not None else ""
    minutes = int((ended.replace(second=0) - began.replace(second=0)).total_seconds() // 60)
    return f"{local(began, zone):%H:%M}–{local(ended, zone):%H:%M}, {count(minutes, 'minute')}"


def _written(layer: Layer) -> Iterator[Block]:
    for label, text in layer.sections:
        yield from part(label, Paragraph(text=text))


def _added(who: SignIn, layer: Layer) -> tuple[Block, ...]:
    lines = tuple(f"{whole_moment(a.at, who.clinic.zone)}, {a.by}: {a.text}" for a in layer.addenda)
    return (Listing(items=lines),) if lines else ()


def _signed(who: SignIn, layer: Layer) -> tuple[Block, ...]:
    if layer.signed_at is None:
        return (Signature(labels=("Facilitator", "Credentials", "Date")),)
    when = whole_moment(layer.signed_at, who.clinic.zone)
    signed = Paragraph(text=f"Signed {when} by {layer.signed_by}.")
    return (Rule(), signed, *part("Added after signing", *_added(who, layer)))

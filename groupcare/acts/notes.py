"""Notes on a session: made as empty drafts when it is closed, written section by section, signed, added to.

What nobody has written is drafted from the record each time it is shown; signing writes it all out. A signed note
never changes, and no undoing takes a signature back: what is put right later is an addendum.
"""

from typing import Any

from msgspec import structs

from groupcare.acts.act import act
from groupcare.record.errors import NotFound, Refused
from groupcare.record.lookups import expected_members, sees_answers
from groupcare.record.note_lookups import note_facts
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Role
from groupcare.rules.group import Session
from groupcare.rules.note import GROUP_SECTIONS, MEMBER_SECTIONS, Addendum, GroupNote, MemberNote, NoteStatus
from groupcare.rules.note_layers import Layer, digests_text, known_digests, layers
from groupcare.rules.text import PROSE, clean

Note = GroupNote | MemberNote


def make_notes(who: SignIn, session: Session) -> None:
    """Empty drafts for the group and everybody expected, due on the session's day; within the act that closes it."""
    if not who.of(GroupNote).linked(session=session.id):
        who.of(GroupNote).add(GroupNote(session=session.id, group=session.group, due=session.date))
    there = {note.member for note in who.of(MemberNote).linked(session=session.id)}
    for member in expected_members(who, session):
        if member.id not in there:
            who.of(MemberNote).add(
                MemberNote(
                    session=session.id, group=session.group, member=member.id, client=member.client, due=session.date
                )
            )


def write_section(
    who: SignIn, session_id: str, section: str, text: str, *, member: str = "", over_rev: int | None = None
) -> Note:
    """Keep what somebody wrote in one section of a member's layer, or of the shared one. Nothing, or the very words of
    the draft, is the draft again. `over_rev` is the revision a form began from. Raises Refused once it is signed."""
    titles = MEMBER_SECTIONS if member else GROUP_SECTIONS
    if section not in titles:
        raise Refused(f"There is no section {section!r}; there are {', '.join(titles)}.")
    text = clean(text, of=titles[section], limit=PROSE, lines=True)
    with act(who, "write notes"):
        layer = _layer(who, session_id, member)
        if layer.signed:
            raise Refused("This note is signed and stays as it is; what is put right is an addendum.")
        if section not in layer.written and text == layer.texts[section]:
            text = ""
        digests = {name: value for name, value in known_digests(layer.note).items() if name != section}
        if text:
            digests[section] = layer.digests[section]
        changed: dict[str, Any] = {section: text, "drafted_from": digests_text(digests)}
        if section == "scores":
            _refuse_unseen(who, layer.note)
            changed["with_answers"] = bool(text) and sees_answers(who)
        note = layer.note if over_rev is None else structs.replace(layer.note, rev=over_rev)
        return _kept(who, structs.replace(note, **changed))


def _refuse_unseen(who: SignIn, note: Note) -> None:
    if isinstance(note, MemberNote) and note.with_answers and not sees_answers(who):
        raise Refused("The scores were written by somebody who may see answers; only such a person changes them.")


def sign_note(who: SignIn, session_id: str, *, member: str = "", seen: str = "", over_advice: bool = False) -> Note:
    """Sign one layer as it stands. `seen` tells what was read (`Layer.seen`): where the record has changed since, it
    is not signed. Advice is mended first, or a clinician signs over it (`over_advice`). Raises Refused with all
    remarks.
    """
    with act(who, "sign notes"):
        layer = _layer(who, session_id, member)
        if layer.signed:
            raise Refused("This note is signed already.")
        if seen and seen != layer.seen:
            raise Refused("The record has changed since you read this note. Nothing was signed: read it again.")
        blocks = [remark.why for remark in layer.remarks if remark.blocks]
        advice = [remark.why for remark in layer.remarks if not remark.blocks]
        if blocks:
            raise Refused(f"Not signed; this has to be mended: {' '.join(blocks)}")
        if advice and not over_advice:
            raise Refused(f"Not signed yet: {' '.join(advice)} Mend it; a clinician may sign over it.")
        if advice and Role.clinician not in who.staff.roles:
            raise Refused(f"Only a clinician signs over this: {' '.join(advice)}")
        return _signed(who, layer)


def sign_all(who: SignIn, session_id: str, *, over_advice: bool = False) -> list[Note]:
    """Sign every layer of a session of which there is no remark; a clinician may sign those with advice as well. What
    is blocked is left. Raises Refused where none is left to sign so."""
    with act(who, "sign notes"):
        if over_advice and Role.clinician not in who.staff.roles:
            raise Refused("Only a clinician signs over advice.")
        open_ = [layer for layer in _layers(who, session_id) if not layer.signed]
        ready = [layer for layer in open_ if not layer.remarks or (over_advice and not layer.blocked)]
        if not ready:
            raise Refused("No note is left that could be signed without a look: each has a remark, or is signed.")
        return [_signed(who, layer) for layer in ready]


def add_addendum(who: SignIn, session_id: str, text: str, *, member: str = "") -> Note:
    """Add to a signed note, under the name of whoever does and the time. It is never taken back."""
    text = clean(text, of="The addendum", limit=PROSE, lines=True)
    if not text:
        raise Refused("Say what is to be added.")
    with act(who, "sign notes"):
        layer = _layer(who, session_id, member)
        if not layer.signed:
            raise Refused("This note is not signed yet: edit it instead.")
        added = Addendum(text=text, by=who.staff_id, at=who.now())
        return _kept(who, structs.replace(layer.note, addenda=(*layer.note.addenda, added)))


def _layers(who: SignIn, session_id: str) -> tuple[Layer, ...]:
    return layers(note_facts(who, who.of(Session).get(session_id)), discreet=not sees_answers(who))


def _layer(who: SignIn, session_id: str, member: str) -> Layer:
    for layer in _layers(who, session_id):
        if layer.member == member:
            return layer
    raise NotFound("This person was neither expected at that session nor there; there is no note on them.")


def _signed(who: SignIn, layer: Layer) -> Note:
    """Written out, with what each section says, and locked."""
    note = layer.note
    fields: dict[str, Any] = dict(layer.texts)
    if isinstance(note, MemberNote):
        drafted = "scores" not in layer.written and bool(layer.texts["scores"])
        fields["with_answers"] = note.with_answers or (drafted and sees_answers(who))
    digests = {**layer.digests, **{name: known_digests(note)[name] for name in layer.written & layer.changed}}
    return _kept(
        who,
        structs.replace(
            note,
            **fields,
            drafted_from=digests_text(digests),
            status=NoteStatus.signed,
            signed_by=who.staff_id,
            signed_at=who.now(),
            due=None,
        ),
    )


def _kept(who: SignIn, note: Note) -> Note:
    if isinstance(note, GroupNote):
        return who.of(GroupNote).save(note) if note.id else who.of(GroupNote).add(note)
    return who.of(MemberNote).save(note) if note.id else who.of(MemberNote).add(note)

"""The layers of a session's notes as they stand: what was written, the rest as drafted, and what is to be mended."""

from collections.abc import Iterable, Mapping

from msgspec import Struct, structs

from groupcare.rules.note import MEMBER_SECTIONS, GroupNote, MemberNote, NoteStatus
from groupcare.rules.note_check import (
    ALIKE,
    Remark,
    nearly_same,
    parts,
    remarks_on_group,
    remarks_on_member,
    remarks_on_names,
)
from groupcare.rules.note_draft import digest, draft_group, draft_member
from groupcare.rules.note_facts import GroupFacts, MemberFacts


class NoteFacts(Struct, frozen=True, kw_only=True):
    """All that the notes of one session are made from. `notes` are by member; a note not kept yet has no id.

    `names` are what anybody of the group is called, by client; `allowed` phrases in which a name is none.
    """

    group: GroupFacts
    group_note: GroupNote
    members: tuple[MemberFacts, ...]
    notes: dict[str, MemberNote]
    names: dict[str, tuple[str, ...]]
    allowed: tuple[str, ...]


class Layer(Struct, frozen=True, kw_only=True):
    """One layer. `member` is empty for the shared one. `texts` are its sections in order, `written` those that somebody
    wrote, `changed` those of them whose facts in the record have changed since. A signed note has no remarks."""

    member: str
    client: str
    note: GroupNote | MemberNote
    texts: dict[str, str]
    digests: dict[str, str]
    written: frozenset[str]
    changed: frozenset[str]
    remarks: tuple[Remark, ...] = ()
    came: bool = True

    @property
    def signed(self) -> bool:
        return self.note.status is NoteStatus.signed

    @property
    def seen(self) -> str:
        """By which an act knows that what is signed is what was read."""
        return digest("\n".join(self.texts.values()))

    @property
    def blocked(self) -> bool:
        """Whether it cannot be signed by anybody as it stands."""
        return any(remark.blocks for remark in self.remarks)


def known_digests(note: GroupNote | MemberNote) -> dict[str, str]:
    """What each written section was drafted from."""
    return dict(pair.split(":", 1) for pair in note.drafted_from.split() if ":" in pair)


def digests_text(digests: Mapping[str, str]) -> str:
    """`known_digests` as kept."""
    return " ".join(f"{section}:{value}" for section, value in digests.items())


def _layer(
    note: GroupNote | MemberNote, told: Mapping[str, str], full: Mapping[str, str], facts: MemberFacts | None
) -> Layer:
    """`told` is the draft for the person who asks, `full` the one that digests are made of."""
    kept = {section: getattr(note, section) for section in told}
    signed = note.status is NoteStatus.signed
    digests, known = {section: digest(text) for section, text in full.items()}, known_digests(note)
    written = {s for s, text in kept.items() if text and (not signed or text not in (told[s], full[s]))}
    return Layer(
        member=facts.member if facts else "",
        client=facts.client if facts else "",
        note=note,
        texts={s: text if signed else text or told[s] for s, text in kept.items()},
        digests=digests,
        written=frozenset(written),
        changed=frozenset(s for s in (known if signed else written) if s in known and known[s] != digests.get(s)),
        came=facts is None or facts.came,
    )


def signed_layer(note: MemberNote) -> Layer:
    """A member's signed layer by itself: nothing but what was signed."""
    texts = {section: getattr(note, section) for section in MEMBER_SECTIONS}
    nothing: frozenset[str] = frozenset()
    return Layer(
        member=note.member, client=note.client, note=note, texts=texts, digests={}, written=nothing, changed=nothing
    )


def layers(facts: NoteFacts, *, discreet: bool) -> tuple[Layer, ...]:
    """The shared layer first, then each member's; `discreet` for whoever does not see answers."""
    shared = draft_group(facts.group)
    members = [
        _layer(facts.notes[f.member], draft_member(f, discreet=discreet), draft_member(f, discreet=False), f)
        for f in facts.members
    ]
    alike = nearly_same({m.member: " ".join(m.texts[s] for s in m.texts if s in m.written) for m in members})
    every = parts(name for names in facts.names.values() for name in names)
    group = _layer(facts.group_note, shared, shared, None)
    against = [
        *remarks_on_names(group.texts, every, facts.allowed, shared=True),
        *remarks_on_group(group.texts, facts.group),
    ]
    found = [_remarked(group, against)]
    for layer, of in zip(members, facts.members, strict=True):
        others = every_other(facts.names, of.client)
        remarks = [
            *remarks_on_names(layer.texts, others, facts.allowed),
            *remarks_on_member(layer.texts, of, layer.changed),
        ]
        found.append(_remarked(layer, [*remarks, ALIKE] if layer.member in alike else remarks))
    return tuple(found)


def every_other(names: Mapping[str, tuple[str, ...]], client: str) -> frozenset[str]:
    """The parts of names of all but this person, without those that are their own as well."""
    return parts(n for other, theirs in names.items() if other != client for n in theirs) - parts(names.get(client, ()))


def _remarked(layer: Layer, remarks: Iterable[Remark]) -> Layer:
    if layer.signed:
        return layer
    return structs.replace(layer, remarks=tuple(remarks))

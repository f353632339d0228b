"""A group after it was made: another name, other leaders or seats; and the end of it before its time."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.acts.effects import Effect, effect_of
from groupcare.acts.group import facilitators
from groupcare.acts.rescheduled import reflowed, save, sessions_of
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.record.taken import Diary
from groupcare.rules.clashes import Clash
from groupcare.rules.group import (
    IN_GROUP,
    MOST_FOR_90853,
    MOST_SEATS,
    Group,
    GroupStatus,
    Member,
    Session,
    SessionStatus,
    remarks_on_seats,
)
from groupcare.rules.moved import stop
from groupcare.rules.reflow import Reflow
from groupcare.rules.text import clean
from groupcare.rules.words import count

OVER = (GroupStatus.finished, GroupStatus.cancelled)


class Changes(Struct, frozen=True, kw_only=True):
    """What of a group becomes another; None stays. `facilitators` are names or ids, `minimum` is how many it takes."""

    name: str | None = None
    facilitators: Sequence[str] | None = None
    seats: int | None = None
    minimum: int | None = None


class Changed(Struct, frozen=True, kw_only=True):
    """The group as it would be, and what to know of it."""

    group: Group
    remarks: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Remarks and clashes, a sentence each."""
        return (*self.remarks, *(clash.sentence for clash in self.clashes))


def preview_change(who: SignIn, group_id: str, changes: Changes) -> Changed:
    """What `change_group` would do. Raises Refused."""
    group = who.of(Group).get(group_id)
    if group.status in OVER:
        raise Refused(f"{group.name} is {group.status}; it stays as it was.")
    name = group.name if changes.name is None else clean(changes.name, of="The group's name")
    if not name:
        raise Refused("A group needs a name.")
    seats = group.seats if changes.seats is None else changes.seats
    minimum = group.minimum if changes.minimum is None else changes.minimum
    seated = sum(m.status in IN_GROUP for m in who.of(Member).linked(group=group.id))
    if not 1 <= seats <= MOST_SEATS:
        raise Refused(f"A group has from 1 to {MOST_SEATS} seats.")
    if seats < seated:
        raise Refused(f"{count(seated, 'person has', 'people have')} a seat: there cannot be fewer seats than that.")
    if not 0 <= minimum <= seats:
        raise Refused("The members that it takes to run are from 0 to the number of seats.")
    lead = group.facilitators if changes.facilitators is None else facilitators(who, changes.facilitators)
    after = structs.replace(group, name=name, seats=seats, minimum=minimum, facilitators=lead)
    if after == group:
        raise Refused("That is how it is already. Nothing was changed.")
    remarks = remarks_on_seats(after, seats if seats > MOST_FOR_90853 else seated) if seats != group.seats else []
    return Changed(group=after, remarks=tuple(remarks), clashes=tuple(_new_clashes(who, group, after)))


def _new_clashes(who: SignIn, before: Group, after: Group) -> Iterator[Clash]:
    """Where whoever leads from now on leads another group, or is away."""
    if after.facilitators == before.facilitators:
        return
    diary, today = Diary(who), who.today(before.zone)
    for session in sessions_of(who, before):
        if session.status is SessionStatus.planned and session.date >= today:
            known = set(diary.against(diary.taken(session, before)))
            yield from (clash for clash in diary.against(diary.taken(session, after)) if clash not in known)


def change_group(who: SignIn, group_id: str, changes: Changes) -> Changed:
    """Give a group another name, other leaders or seats. Sessions that have substitutes keep them, and what was held
    keeps who led it."""
    with act(who, "change a group"):
        changed = preview_change(who, group_id, changes)
        who.of(Group).save(changed.group)
        return changed


# --- the end of a group before its time -----------------------------------------------------------------------------


def preview_stop(who: SignIn, group_id: str) -> Effect:
    """What `stop_group` would do. Raises Refused."""
    group = who.of(Group).get(group_id)
    stopped, plan = _stopped(who, group, "")
    return effect_of(who, stopped, sessions_of(who, group), plan, group)


def stop_group(who: SignIn, group_id: str, reason: str) -> Effect:
    """Cancel all that is to come: the group is finished where a session was held, else cancelled.

    Its places stay open until a person transfers or ends each of them, so that nobody is lost from sight; all who have
    one stand on the call sheet.
    """
    reason = clean(reason, of="The reason")
    if not reason:
        raise Refused("Say why the group ends.")
    with act(who, "change a group", why=reason):
        group = who.of(Group).get(group_id)
        stopped, plan = _stopped(who, group, reason)
        return save(who, stopped, group, plan)


def _stopped(who: SignIn, group: Group, reason: str) -> tuple[Group, Reflow]:
    if group.status in OVER:
        raise Refused(f"{group.name} is {group.status} already.")
    plan = reflowed(who, group, lambda sessions, ground: stop(sessions, ground, reason))
    was_held = _any_held(sessions_of(who, group))
    return structs.replace(group, status=GroupStatus.finished if was_held else GroupStatus.cancelled), plan


def _any_held(sessions: Iterable[Session]) -> bool:
    return any(s.status is SessionStatus.held for s in sessions)

"""Giving somebody a seat in a group, and everything that is asked first."""

from datetime import date

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.lookups import blocked_to_place, guests_at, had_before, latest_screening, needs_screening
from groupcare.record.sign_in import SignIn
from groupcare.rules.consent import Consent, ConsentKind, in_force, newest
from groupcare.rules.coverage import TO_COME
from groupcare.rules.group import (
    IN_GROUP,
    Group,
    GroupStatus,
    Member,
    MemberStatus,
    SeatCase,
    Session,
    asks_again,
    first_session_for,
    reasons_against_seat,
    remarks_on_guests,
    remarks_on_seats,
)
from groupcare.rules.people import Client, Referral, ReferralStatus
from groupcare.rules.safety import Decision, covers


class SeatPlan(Struct, frozen=True, kw_only=True):
    """A seat before it is given: every reason against it, the day from which it would be theirs, and what to know.

    `ask_again`: the screening is among the reasons, and asking again mends it.
    """

    against: tuple[str, ...]
    starts: date | None
    ask_again: bool = False
    remarks: tuple[str, ...] = ()


def preview_seat(who: SignIn, group_id: str, referral_id: str) -> SeatPlan:
    """What `seat` would do, before anything is saved."""
    return plan_of(who, seat_case(who, group_id, referral_id))


def plan_of(who: SignIn, case: SeatCase) -> SeatPlan:
    """The reasons against that seat, and what would come of it."""
    against = tuple(reasons_against_seat(case, who.policy))
    return SeatPlan(
        against=against,
        starts=first_session_for(case),
        ask_again=not case.moved and asks_again(case, who.policy),
        remarks=tuple(_remarks(case)) if not against else (),
    )


def seat(who: SignIn, group_id: str, referral_id: str) -> tuple[Member, list[str]]:
    """Give a person a seat in a group, with remarks. Raises Refused with every reason against it."""
    with act(who, "seat"):
        return seated(who, seat_case(who, group_id, referral_id), waiting_place(who, referral_id))


def seated(who: SignIn, case: SeatCase, place: Member | None) -> tuple[Member, list[str]]:
    """Seat them, on the waiting place that they have or on a new one. Inside an act; raises Refused."""
    if against := reasons_against_seat(case, who.policy):
        raise Refused(" ".join(against))
    starts = first_session_for(case)
    assert starts is not None
    new = place or Member(
        client=case.client, referral=case.referral.id, curriculum="", status=MemberStatus.planned, start=starts
    )
    given = structs.replace(
        new,
        status=MemberStatus.active if case.group.status is GroupStatus.running else MemberStatus.planned,
        group=case.group.id,
        curriculum=case.group.curriculum.id,
        start=starts,
    )
    member = who.of(Member).save(given) if given.id else who.of(Member).add(given)
    if case.referral.status is not ReferralStatus.seated:
        who.of(Referral).change(case.referral, status=ReferralStatus.seated, due=None)
    return member, _remarks(case)


def _remarks(case: SeatCase) -> list[str]:
    """What to know of the number of members then, and what is due before they come."""
    found = remarks_on_seats(case.group, sum(m.status in IN_GROUP for m in case.members) + 1)
    found += remarks_on_guests(case)
    alone = [n for n in case.group.curriculum.individual_first if n not in (case.before or ())]
    if alone:
        modules = " and ".join(f"module {n}" for n in alone)
        found.append(f"Due alone with a facilitator before their first session: {modules}.")
    return found


def waiting_place(who: SignIn, referral_id: str) -> Member | None:
    """The referral's place on a waitlist."""
    waiting = (m for m in who.of(Member).linked(referral=referral_id) if m.status is MemberStatus.waitlist)
    return next(waiting, None)


def seat_case(who: SignIn, group_id: str, referral_id: str) -> SeatCase:
    """All that decides about this seat, as it is now."""
    group = who.of(Group).get(group_id)
    referral = who.of(Referral).get(referral_id)
    client = who.of(Client).get(referral.client)
    members = tuple(who.of(Member).linked(group=group_id))
    screening = latest_screening(who, referral_id)
    decisions = who.of(Decision).linked(referral=referral_id)
    consents = newest(who.of(Consent).linked(client=client.id))
    place = waiting_place(who, referral_id)
    goes_on = place is not None and place.curriculum == group.curriculum.id
    sessions = tuple(who.of(Session).linked(group=group_id))
    return SeatCase(
        group=group,
        sessions=sessions,
        members=members,
        client=client.id,
        keep_apart=tuple(sorted(apart_from(who, client, [m.client for m in members]))),
        referral=referral,
        screening=screening,
        accepted=referral.status is ReferralStatus.waitlisted and bool(decisions) and covers(decisions[-1], screening),
        blocked=blocked_to_place(who, client.id),
        today=who.today(group.zone),
        outdated=needs_screening(who, referral),
        born=client.date_of_birth,
        guardian_agreed=any(c.kind is ConsentKind.guardian and in_force(c, who.today()) for c in consents),
        before=had_before(who, place) if place is not None and goes_on else None,
        guests=tuple((s.date, many) for s in sessions if s.status in TO_COME and (many := len(guests_at(who, s)))),
    )


def apart_from(who: SignIn, client: Client, others: list[str]) -> set[str]:
    """Clients who must not sit with this one: whom their record names, and those of `others` that name them."""
    return {*client.keep_apart, *(i for i in others if client.id in who.of(Client).get(i).keep_apart)}

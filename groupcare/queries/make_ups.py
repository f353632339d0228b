"""Make-ups: where a member can have a module that they missed, and what became of those that were arranged."""

from collections.abc import Iterator
from datetime import date, time

from msgspec import Struct

from groupcare.queries.needs import ALL, Need, Section, in_days, name_and_number
from groupcare.queries.permissions import may_see
from groupcare.record.lookups import group_outlines
from groupcare.record.make_ups import lost_session, make_up_cases, sessions_teaching
from groupcare.record.sign_in import SignIn
from groupcare.rules.coverage import NOT_DELIVERED
from groupcare.rules.group import Group, Member, Session
from groupcare.rules.make_up import MakeUp, MakeUpStatus, reasons_against_make_up
from groupcare.rules.people import Client, full_name
from groupcare.rules.words import day

ALONE = ""
"""The key of a make-up alone with a member of staff."""


class Opening(Struct, frozen=True, kw_only=True):
    """A session of another group that teaches the module, with every reason against it; `free` seats there, and so
    many `expected` without this guest."""

    session: str
    group: str
    group_number: int
    number: int
    date: date
    start: time
    minutes: int
    room: str
    free: int
    expected: int
    against: tuple[str, ...]


class MakeUpChoices(Struct, frozen=True, kw_only=True):
    """Where a member can have a module: sessions of other groups, those that nothing stands against first, or alone.

    `lost` are the ids of those `arranged` whose session does not take place.
    """

    member: Member
    client_number: int
    name: str
    group: str
    module: int
    title: str
    openings: tuple[Opening, ...]
    alone_against: tuple[str, ...]
    arranged: tuple[MakeUp, ...]
    lost: tuple[str, ...] = ()


def make_up_choices(who: SignIn, member_id: str, module: int) -> MakeUpChoices:
    """The choices for one module of a member with a place in a group."""
    may_see(who, "groups")
    member = who.of(Member).get(member_id)
    client, group = who.of(Client).get(member.client), who.of(Group).get(str(member.group))
    openings: list[Opening] = []
    alone: tuple[str, ...] = ()
    for case in make_up_cases(who, member, module, [None, *sessions_teaching(who, member, module)]):
        against = tuple(reasons_against_make_up(case))
        if case.session is None or case.group is None:
            alone = against
            continue
        session, there = case.session, case.group
        openings.append(
            Opening(
                session=session.id,
                group=there.name,
                group_number=there.number,
                number=session.number,
                date=session.date,
                start=session.start,
                minutes=session.minutes,
                room=session.room or there.room,
                free=max(0, there.seats - case.expected),
                expected=case.expected,
                against=against,
            )
        )
    found = group.curriculum.find(module)
    arranged = tuple(m for m in make_ups_of(who, member_id) if m.status is MakeUpStatus.arranged)
    return MakeUpChoices(
        member=member,
        client_number=client.number,
        name=full_name(client),
        group=group.name,
        module=module,
        title=found.title if found is not None else "",
        openings=tuple(sorted(openings, key=lambda o: (bool(o.against), o.date, o.start))),
        alone_against=alone,
        arranged=arranged,
        lost=tuple(m.id for m in arranged if lost_session(who, m) is not None),
    )


def make_ups_of(who: SignIn, member_id: str) -> list[MakeUp]:
    """All make-ups of a place, the oldest first."""
    may_see(who, "groups")
    return sorted(who.of(MakeUp).linked(member=member_id), key=lambda m: m.on)


def where_words(who: SignIn, one: MakeUp) -> str:
    """As a guest of Autumn B, session 3, or alone."""
    if one.session is None:
        return "alone"
    session = who.of(Session).get(one.session)
    return f"as a guest of {who.of(Group).get(session.group).name}, session {session.number}"


def make_up_needs(who: SignIn, on: date) -> Iterator[Need]:
    """Make-ups that need somebody: one alone whose day has come, a guest's whose session does not take place."""
    names = {g.id: g for g in group_outlines(who)}
    for one in who.of(MakeUp).open_work(ALL):
        session = who.of(Session).get(one.session) if one.session is not None else None
        if session is None and one.on <= on:
            words = f"make-up of module {one.module}: write down what came of it"
        elif session is not None and session.status in NOT_DELIVERED:
            where = f"{names[session.group].name}, {day(session.date, on)}"
            words = f"make-up of module {one.module} at {where}, is {session.status}: find another"
        else:
            continue
        name, number = name_and_number(who, one.client)
        yield Need(
            section=Section.sessions,
            kind="make-up",
            id=one.member,
            place=str(one.module),
            name=name,
            client_number=number,
            words=words,
            more=names[one.group].name,
            since=in_days(one.on, on) if session is None else "",
            late=one.on < on or session is not None,
        )

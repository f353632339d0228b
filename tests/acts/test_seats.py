"""Whatever is done with seats and make-ups, in any order: no group has more members than seats, nobody two places in
one group, nobody with an open finding is newly placed, and what somebody has had is never lost."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from groupcare.acts import Refused, group, make_ups, places, safety, session
from groupcare.record.lookups import blocked_to_place, expected_members, had
from groupcare.rules.attendance import Mark
from groupcare.rules.group import IN_GROUP, Group, Member, Session, SessionStatus
from groupcare.rules.people import EndReason, Referral
from groupcare.rules.safety import ConcernKind
from tests.clinic import House, Template, looked_at, new_group, sessions, waiting

PEOPLE = ("Alvarez", "Brandt", "Cho", "Diaz")
WHO = st.integers(0, len(PEOPLE) - 1)
WHERE = st.integers(0, 1)
REASONS = (EndReason.stopped_coming, EndReason.times, EndReason.other_care)


class Seats(RuleBasedStateMachine):
    """Four people and two groups of one curriculum, each with two seats."""

    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.house = House.copy(self.template, self.folder / "store")
        self.who = self.house.sign_in()
        self.known: dict[str, frozenset[int]] = {}

    def teardown(self) -> None:
        self.house.close()
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        self.groups = [
            new_group(self.who, seats=2),
            new_group(self.who, name="Autumn B", seats=2, first=date(2026, 10, 7), weekdays=(3,)),
        ]
        self.people = [waiting(self.who, family_name=name) for name in PEOPLE]

    def _try(self, act: Callable[[], tuple[Member, object]], client: str) -> None:
        """Somebody placed is somebody whom nothing blocked."""
        stopped = blocked_to_place(self.who, client)
        try:
            act()
        except Refused:
            return
        assert not stopped, "placed with an open finding"

    def _places(self, person: int) -> list[Member]:
        client = self.people[person].client
        return [m for m in self.who.of(Member).linked(client=client) if m.group is not None]

    @rule(person=WHO, where=WHERE)
    def seat(self, person: int, where: int) -> None:
        referral = self.people[person]
        self._try(lambda: group.seat(self.who, self.groups[where].id, referral.id), referral.client)

    @rule(person=WHO, where=WHERE)
    def transfer(self, person: int, where: int) -> None:
        for member in self._places(person)[-1:]:
            self._try(lambda m=member: places.transfer(self.who, m.id, self.groups[where].id), member.client)  # type: ignore[misc]

    @rule(person=WHO, where=st.sampled_from([0, 1, None]))
    def come_back(self, person: int, where: int | None) -> None:
        to = None if where is None else self.groups[where].id
        for member in self._places(person)[-1:]:
            self._try(lambda m=member: places.bring_back(self.who, m.id, to), member.client)  # type: ignore[misc]

    @rule(person=WHO, reason=st.sampled_from(REASONS), another=st.booleans())
    def end(self, person: int, reason: EndReason, another: bool) -> None:
        for member in self._places(person)[-1:]:
            self._quietly(lambda m=member: places.end(self.who, m.id, reason, another=another))  # type: ignore[misc]

    @rule(person=WHO)
    def pause_or_go_on(self, person: int) -> None:
        for member in self._places(person)[-1:]:
            self._quietly(lambda m=member: places.put_on_hold(self.who, m.id, "an operation"))  # type: ignore[misc]
            if member.status == "on hold":
                self._quietly(lambda m=member: places.take_up(self.who, m.id))  # type: ignore[misc]

    @rule(person=WHO)
    def concern(self, person: int) -> None:
        safety.raise_concern(self.who, self.people[person].client, ConcernKind.self_harm, "")

    @rule(person=WHO, module=st.integers(1, 3), where=WHERE)
    def visit(self, person: int, module: int, where: int) -> None:
        there = next(s for s in sessions(self.who, self.groups[where]) if s.modules == (module,))
        for member in self._places(person)[-1:]:
            self._try(
                lambda m=member: (m, make_ups.arrange(self.who, m.id, module, session=there.id)),  # type: ignore[misc]
                member.client,
            )

    @precondition(lambda self: self.house.clock.now.date() < date(2026, 10, 28))
    @rule(marks=st.lists(st.sampled_from([Mark.attended, Mark.absent]), min_size=4, max_size=4))
    def hold_the_next_session(self, marks: list[Mark]) -> None:
        open_ = [s for g in self.groups for s in sessions(self.who, g) if s.status is SessionStatus.planned]
        one = min(open_, key=lambda s: (s.date, s.group))
        if one.date > self.house.clock.now.date():
            self.house.clock.now = self.house.clock.now.replace(day=one.date.day)
        for member, mark in zip(expected_members(self.who, one), marks, strict=False):
            session.mark(self.who, one.id, member.id, mark)
        if expected_members(self.who, one):
            looked_at(self.who, self.who.of(Session).get(one.id))
            self._quietly(lambda: session.close_session(self.who, one.id))

    def _quietly(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Refused:
            return

    @invariant()
    def seats_never_exceed(self) -> None:
        for one in getattr(self, "groups", ()):
            inside = [m for m in self.who.of(Member).linked(group=one.id) if m.status in IN_GROUP]
            assert len(inside) <= self.who.of(Group).get(one.id).seats
            assert len({m.client for m in inside}) == len(inside)

    @invariant()
    def nobody_is_lost(self) -> None:
        for referral in getattr(self, "people", ()):
            mine = self.who.of(Member).linked(client=referral.client)
            inside = [m for m in mine if m.status in IN_GROUP]
            assert len(inside) <= 1
            if inside:
                assert self.who.of(Referral).get(referral.id).status == "seated"
            for member in mine:
                now = had(self.who, member) if member.group is not None else frozenset()
                assert now >= self.known.get(member.id, frozenset()), "a module that was had is had no more"
                self.known[member.id] = now
                before = next((m for m in mine if m.id == member.came_from), None)
                if before is not None and member.group is not None:
                    assert now >= had(self.who, before)


def test_seats_in_any_order(template: Template) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Seats.template = template
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Seats,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

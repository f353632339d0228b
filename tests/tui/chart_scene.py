"""A person with much in the chart: four weeks in a group, with scores, a plan, homework and contacts; and one without
a plan beside her."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from groupcare.acts import SignIn, group, homework, plan, refer, safety, screen, session
from groupcare.rules.attendance import Mark
from groupcare.rules.curriculum import Coping
from groupcare.rules.group import Group, Member
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.measures import Better
from groupcare.rules.people import Client, ContactKind, Referral
from groupcare.rules.plan import (
    AmountAim,
    AvoidedActivity,
    DaysAim,
    Goal,
    Heading,
    Intervention,
    Objective,
    PlanContent,
    ScoreAim,
)
from groupcare.rules.safety import Choice
from tests.clinic import NOON, House, Template, looked_at, new_group, referred, sessions

FOUR_WEEKS = timedelta(days=28)


class Scene(NamedTuple):
    """Who and where: Rosa has a plan, Kim has none."""

    group: Group
    rosa: Client
    kim: Client
    referral: Referral


class Played(NamedTuple):
    """The scene in a store of its own, to be copied for each test."""

    template: Template
    scene: Scene

    @classmethod
    def once(cls, template: Template, folder: Path) -> "Played":
        house = House.copy(template, folder)
        played = scene(house, house.sign_in())
        house.close()
        return cls(replace(template, folder=folder), played)


def scene(house: House, who: SignIn) -> Scene:
    """Play it with the acts; it ends on Tuesday 6 October 2026, noon, the day of the fifth session."""
    house.clock.now = NOON - FOUR_WEEKS
    made = new_group(who)
    rosa = _seated(who, made, "Alvarez", "Rosa", "222222220", phone="555-0111", referrer="Dr Rivera")
    kim = _seated(who, made, "Brandt", "Kim", "111110000")
    refer.record_answers(who, rosa.id, "gad-7", (2, 2, 2, 1, 1, 1, 1))
    _contact(who, rosa.client, ContactKind.intake, "Referral gone through, measures asked.", minutes=50)
    kept = plan.write_plan(who, rosa.client, rosas_plan(who.today()))
    plan.sign_plan(who, kept.id)
    for week, (days, mark) in enumerate(
        ((5, Mark.attended), (2, Mark.attended), (None, Mark.absent), (4, Mark.attended))
    ):
        _meeting(who, made, week, mark, rosa)
        house.clock.forward(days=7)
        _hand_in(who, rosa.client, days)
    refer.record_answers(who, rosa.id, "phq-9", (*(2, 1, 1, 1, 1, 1, 1, 1, 0), 1))
    safety.add_contact(
        who,
        rosa.client,
        ContactKind.check_in,
        mode="phone",
        minutes=10,
        outcome="Her bus did not come last week.",
        next_step="Ask how the garden went",
        due=who.today() + timedelta(days=3),
    )
    clients = who.of(Client)
    return Scene(made, clients.get(rosa.client), clients.get(kim.client), who.of(Referral).get(rosa.id))


def _seated(who: SignIn, made: Group, family: str, given: str, phq9: str, **fields: object) -> Referral:
    received = date(2026, 9, 1)
    referral = referred(who, family_name=family, given_name=given, phq9=phq9, received_on=received, **fields)
    screen.screen_referral(who, referral.id)
    screen.decide(
        who, referral.id, Choice.group, curriculum=made.curriculum.id, reason="Seen; ready to learn in a group."
    )
    group.seat(who, made.id, referral.id)
    return referral


def _meeting(who: SignIn, made: Group, week: int, mark: Mark, rosa: Referral) -> None:
    one = sessions(who, made)[week]
    for member in group_members(who, made):
        hers = member.client == rosa.client
        session.mark(who, one.id, member.id, mark if hers else Mark.attended)
        if hers and mark is Mark.attended:
            session.amend(who, one.id, member.id, mood=4 + week)
    hers_only = [m.id for m in group_members(who, made) if m.client == rosa.client]
    homework.set_homework(who, one.id, members=hers_only, days=5, objective="1.2")
    looked_at(who, one)
    session.close_session(who, one.id)


def group_members(who: SignIn, made: Group) -> list[Member]:
    return list(who.of(Member).linked(group=made.id))


def _hand_in(who: SignIn, client: str, days: int | None) -> None:
    task = who.of(Homework).linked(client=client)[-1]
    if days is not None:
        homework.hand_in(who, task.id, Practice(days=days, on=who.today(), barrier=Barrier.time))


def _contact(who: SignIn, client: str, kind: ContactKind, outcome: str, minutes: int) -> None:
    safety.add_contact(who, client, kind, mode="in person", minutes=minutes, outcome=outcome)


def rosas_plan(dated: date) -> PlanContent:
    """Gardening by the clock, practice, and mood."""
    return PlanContent(
        dated=dated,
        review_on=dated + timedelta(days=90),
        heading=Heading(diagnoses=("G89.29", "F32.1"), pain="Low back, three years", expectations_discussed=True),
        avoided=(AvoidedActivity(activity="Gardening", belief="Bending will damage my back", fear=8),),
        goal=(
            Goal(
                number=1,
                words="Take up gardening again, in amounts that can be planned.",
                own_words="I want my garden back.",
                objective=(
                    Objective(
                        key="1.1",
                        words="Gardening by the clock.",
                        aim=AmountAim(unit="minutes", better=Better.higher, baseline=5, target=30),
                        by=dated + timedelta(weeks=10),
                        every_days=7,
                        baseline_on=dated,
                    ),
                    Objective(
                        key="1.2",
                        words="Practise what the group sets.",
                        aim=DaysAim(target=5, minutes=15, baseline=0),
                        by=dated + timedelta(weeks=6),
                        every_days=7,
                        baseline_on=dated,
                    ),
                ),
                intervention=(
                    Intervention(what="Graded exposure in small steps", who="Clinician", how_often="every 2 weeks"),
                    Intervention(what="Relaxation", who="Group", how_often="weekly", coping=Coping.passive),
                ),
            ),
            Goal(
                number=2,
                words="Lift mood.",
                objective=(
                    Objective(
                        key="2.1",
                        words="Lower the PHQ-9.",
                        aim=ScoreAim(measure="phq-9", baseline=16, target=8),
                        by=dated + timedelta(weeks=12),
                        every_days=14,
                        baseline_on=dated,
                    ),
                ),
            ),
        ),
    )

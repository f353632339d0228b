"""Scenes that several tests look at: a group under way with homework handed in, and names that mean harm."""

from datetime import time, timedelta

import msgspec

from groupcare.acts import SignIn, homework, safety, screen, session
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Group, Member
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.plan import DaysAim, Goal, Objective, PlanContent, ScoreAim
from groupcare.rules.safety import Choice
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, new_group, referred, seated, sessions, waiting

HOSTILE = (
    "[/red]",
    "Smith [Jr]",
    "[@click=app.quit]x[/]",
    "\u05d0\u05d1\u05e8\u05d4\u05dd",
    "محمد",
    "Z" * 200,
    "=1+1",
    "%s{0}",
)
"""Markup, right-to-left scripts, the longest name there may be, formulas and formats."""

MEASURED = msgspec.structs.replace(
    PLAN,
    goal=(
        Goal(
            number=1,
            words="Lift mood.",
            objective=(
                Objective(
                    key="1.1",
                    words="Lower the PHQ-9.",
                    aim=ScoreAim(measure="phq-9", baseline=16, target=8),
                    by=PLAN.review_on,
                    every_days=14,
                ),
                Objective(
                    key="1.2", words="Practise on five days.", aim=DaysAim(target=5), by=PLAN.review_on, every_days=7
                ),
            ),
        ),
    ),
)
"""A plan with a score and with days of homework to reach."""
assert isinstance(MEASURED, PlanContent)


class UnderWay(msgspec.Struct):
    """A group of four, a week after its first session, at which five days were set.

    Alvarez did five of them, Brandt two and names time, Cho handed nothing in, Diaz had been absent.
    """

    group: Group
    members: list[Member]
    tasks: dict[str, Homework]


def under_way(house: House, who: SignIn, **group: object) -> UnderWay:
    """Play it with the acts, leaving the clock a week on."""
    made = new_group(who, **group)  # type: ignore[arg-type]
    members = seated(who, made, 4)
    first = sessions(who, made)[0]
    for member in members:
        session.mark(who, first.id, member.id, Mark.absent if member is members[3] else Mark.attended)
    tasks = {h.member: h for h in homework.set_homework(who, first.id, days=5)}
    session.close_session(who, first.id)
    house.clock.forward(days=7)
    today = who.today()
    homework.hand_in(who, tasks[members[0].id].id, Practice(days=5, on=today))
    homework.hand_in(who, tasks[members[1].id].id, Practice(days=2, on=today, barrier=Barrier.time, helped="music"))
    return UnderWay(made, [who.of(Member).get(m.id) for m in members], tasks)


AFTERNOON = time(16, 30)
"""When a second group can meet."""


def everywhere(house: House, dana: SignIn) -> None:
    """Nine referrals of 5 October, seen on the 26th: one seated, one waitlisted, one not screened, one not decided on;
    two in individual care, of whom one was first seen on the 12th; and three ended, one of them "not now" until the
    20th."""
    seated(dana, new_group(dana), 1)
    waiting(dana, family_name="Waits")
    referred(dana, family_name="New")
    open_ = referred(dana, family_name="Open", phq9="222222220")
    screen.screen_referral(dana, open_.id)
    for family, care in (("Seen", True), ("Sent", False)):
        one = referred(dana, family_name=family, phq9="333333300")
        screen.screen_referral(dana, one.id)
        handoff = safety.hand_off(dana, one.id, "Dr Lee")
        if care:
            seen = handoff.id
    for family, choice in (("Later", Choice.not_now), ("No", Choice.declined), ("Lost", Choice.unable_to_reach)):
        one = referred(dana, family_name=family)
        if choice is not Choice.unable_to_reach:
            screen.screen_referral(dana, one.id)
        review = dana.today() + timedelta(days=14) if choice is Choice.not_now else None
        screen.decide(dana, one.id, choice, reason="Said so.", review_on=review)
    house.clock.forward(days=6)
    safety.accept_handoff(dana, seen, "Dr Lee")
    safety.first_seen(dana, seen)
    house.clock.forward(days=14)

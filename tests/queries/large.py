"""A large store of invented people, thrown away at the end: for measuring, see `measure.py`."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from groupcare.acts import SignIn
from groupcare.exchange.curriculum_file import find, read
from groupcare.record.db import GroupDB, StoredDocument
from groupcare.record.store import RECORD, Opened
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Barrier, Homework, Practice, Review
from groupcare.rules.kept import Kept
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Contact, ContactKind, EndReason, Referral, ReferralStatus
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.policy import Route
from groupcare.rules.safety import Choice, Decision, Hold, SafetyFinding
from groupcare.rules.screening import PHQ9Summary, Screening
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, Template

FAMILY = ("Alvarez", "Brandt", "Çelik", "Diaz", "Evans", "Faye", "Gross", "Hale", "Ito", "Núñez", "O'Brien", "Østby")
GIVEN = ("Ada", "Ben", "Cho", "Ana María", "Elif", "Finn", "Grace", "Hugo", "Inès", "Jo", "Kim", "Lea", "Mina", "Noor")
START = datetime(2021, 10, 5, 18, 0, tzinfo=UTC)


class Filler:
    """Adds documents, so many to a transaction, on a clock that it moves on."""

    def __init__(self, who: SignIn, seed: int) -> None:
        self.who, self.dice = who, random.Random(seed)
        self.waiting: list[Kept] = []

    def add(self, kept: Kept) -> str:
        kept = msgspec.structs.replace(kept, id=f"{self.dice.getrandbits(128):032x}")
        self.waiting.append(kept)
        if len(self.waiting) >= 2000:
            self.flush()
        return kept.id

    def flush(self) -> None:
        with self.who.db.transaction(self.who.staff_id, "clinician", "fill"):
            for kept in self.waiting:
                table = self.who.of(type(kept))
                content = msgspec.to_builtins(kept)
                del content["id"], content["rev"]
                table.table.insert(StoredDocument({"schema": 1, **content}, kept.id))
        self.waiting.clear()


def fill(who: SignIn, people: int) -> None:
    """That many people, 60 % of them in groups of ten with attendance and homework, a tenth of the groups running."""
    filler, dice = Filler(who, 7), random.Random(42)
    curriculum = read(find("eight-week"))
    seats: list[tuple[str, str]] = []
    for number in range(1, people + 1):
        family, given = dice.choice(FAMILY) + ("" if number % 3 else f"-{dice.choice(FAMILY)}"), dice.choice(GIVEN)
        received = START.date() + timedelta(days=number * 1800 // people)
        seated, waiting = number % 5 < 3, number % 5 == 3
        client = filler.add(
            Client(
                number=number,
                family_name=family,
                given_name=given,
                date_of_birth=date(1940 + number % 65, 1 + number % 12, 1 + number % 28),
                phone=f"555-{number:07d}",
            )
        )
        status = ReferralStatus.seated if seated else ReferralStatus.waitlisted if waiting else ReferralStatus.new
        referral = filler.add(
            Referral(number=number, client=client, received_on=received, status=status, curriculum="eight-week")
        )
        route = Route.group if number % 7 else Route.individual
        if status is not ReferralStatus.new:
            filler.add(_screening(client, referral, received + timedelta(days=number % 9), route))
            filler.add(_decision(client, referral, received + timedelta(days=number % 9 + 2), Choice.group))
        if waiting:
            filler.add(
                Member(
                    client=client,
                    referral=referral,
                    curriculum="eight-week",
                    status=MemberStatus.waitlist,
                    start=received,
                )
            )
        if number % 20 == 0:
            filler.add(_finding(client))
        if number % 200 == 0:
            filler.add(Hold(client=client, because=("x",), opened_at=START, opened_by="s", due=received))
        if seated:
            seats.append((client, referral))
        if number % 3 == 0:
            status_of = PlanStatus.signed if number % 2 else PlanStatus.draft
            filler.add(Plan(client=client, content=PLAN, written_by=who.staff_id, status=status_of))
    for place in range(0, len(seats), 10):
        _group(filler, dice, curriculum, place // 10, seats[place : place + 10], place >= len(seats) * 0.9)
    filler.flush()


def _group(
    filler: Filler, dice: random.Random, curriculum: Any, number: int, people: list[tuple[str, str]], running: bool
) -> None:
    first = date(2026, 9, 1) if running else date(2022, 1, 4) + timedelta(weeks=number % 200)
    group = filler.add(
        Group(
            number=number + 1,
            name=f"Pain Skills {number + 1}",
            curriculum=curriculum,
            first=first,
            weekdays=(2,),
            start=datetime(2026, 1, 1, 14).time(),  # noqa: DTZ001
            minutes=90,
            zone="America/New_York",
            seats=10,
            admission=curriculum.admission,
            status=GroupStatus.running if running else GroupStatus.finished,
        )
    )
    places = []
    for place, (client, referral) in enumerate(people):
        left = place == 9
        places.append(
            (
                client,
                filler.add(
                    Member(
                        client=client,
                        referral=referral,
                        curriculum="eight-week",
                        status=MemberStatus.finished if left else MemberStatus.active,
                        start=first,
                        group=group,
                        clinician=filler.who.staff_id if place % 2 else None,
                        end=first + timedelta(weeks=3) if left else None,
                        end_reason=EndReason.declined if left else None,
                    )
                ),
            )
        )
    for n in range(1, 9):
        day = first + timedelta(weeks=n - 1)
        held = not running or n <= 5
        session = filler.add(
            Session(
                group=group,
                number=n,
                modules=(n,),
                date=day,
                start=datetime(2026, 1, 1, 14).time(),  # noqa: DTZ001
                minutes=90,
                zone="America/New_York",
                status=SessionStatus.held if held else SessionStatus.planned,
                due=None if held else day,
            )
        )
        for client, member in places if held else ():
            mark = Mark.attended if dice.random() < 0.8 else Mark.absent
            links: dict[str, Any] = {"client": client, "member": member, "session": session, "group": group}
            filler.add(Attendance(mark=mark, marked_at=START, marked_by="s", minutes=90, mood=5, **links))
            practice = None
            if dice.random() < 0.7:
                barrier = dice.choice(list(Barrier))
                practice = Practice(days=dice.randint(0, 6), on=day + timedelta(days=7), barrier=barrier)
            fresh = running and n >= 4
            review = Review(quality=3, comment="", by=filler.who.staff_id, at=START)
            filler.add(
                Homework(
                    task=curriculum.module[n - 1].homework,
                    days_set=5,
                    set_on=day,
                    hand_in_by=day + timedelta(days=7),
                    practice=practice,
                    review=None if fresh or practice is None else review,
                    due=practice.on if fresh and practice is not None else None,
                    **links,
                )
            )


def _screening(client: str, referral: str, on: date, route: Route) -> Screening:
    return Screening(
        client=client,
        referral=referral,
        on=on,
        at=START,
        by="s",
        policy="p",
        policy_version="1",
        route=route,
        known=route,
        worst=route,
        findings=(),
        missing=(),
        phq9=PHQ9Summary(total=8, least=8, greatest=8, severity="mild", item9=0),
        assessments=(),
    )


def _decision(client: str, referral: str, on: date, choice: Choice) -> Decision:
    at = datetime(on.year, on.month, on.day, 15, tzinfo=UTC)
    return Decision(client=client, referral=referral, choice=choice, suggested=Route.group, reason="", by="s", at=at)


def _finding(client: str) -> SafetyFinding:
    return SafetyFinding(
        client=client,
        rule="r",
        route=Route.individual,
        detail="d",
        source="s",
        respond="now",
        evidence="e",
        raised_at=START,
        raised_by="s",
        ended_by="x" * 32,
    )


def five_years(who: SignIn) -> Client:
    """One person with five years behind them: six groups, two hundred contacts, a PHQ-9 a fortnight, plans revised."""
    filler, dice = Filler(who, 8), random.Random(1)
    curriculum = read(find("twelve-module"))
    client = filler.add(Client(number=900_001, family_name="Long", given_name="Stay"))
    referral = filler.add(Referral(number=900_001, client=client, received_on=START.date()))
    filler.flush()
    for year in range(6):
        _group(filler, dice, curriculum, 900_000 + year, [(client, referral)] * 1, running=year == 5)
    for week in range(0, 260, 2):
        day = START.date() + timedelta(weeks=week)
        answers = (*(dice.randint(0, 3) for _ in range(8)), 0, None)
        filler.add(Assessment(client=client, measure="phq-9", version="1", answers=answers, on=day))
        filler.add(Contact(client=client, kind=ContactKind.check_in, on=day, by=who.staff_id, outcome="well"))
    for _ in range(10):
        filler.add(_screening(client, referral, START.date(), Route.group))
    filler.flush()
    plan = who.of(Plan)
    with who.db.transaction(who.staff_id, "clinician", "write a plan"):
        kept = plan.add(Plan(client=client, content=PLAN, written_by=who.staff_id))
    for review in range(20):
        content = msgspec.structs.replace(PLAN, review_on=PLAN.review_on + timedelta(days=review))
        with who.db.transaction(who.staff_id, "clinician", "write a plan"):
            kept = plan.change(kept, content=content)
    for kind in (Homework, Attendance):
        for document in who.of(kind).linked(client=client):  # each is looked at once more, as real ones are
            for _ in range(3):
                table = who.of(kind)
                with who.db.transaction(who.staff_id, "facilitator", "mark attendance"):
                    field: dict[str, Any] = (
                        {"due": date(2026, 1, 1)} if kind is Homework else {"mood": dice.randint(0, 9)}
                    )
                    document = table.change(document, **field)  # type: ignore[arg-type]
    return who.of(Client).get(client)


@contextmanager
def large_store(people: int) -> Iterator[SignIn]:
    """A filled store, thrown away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        house = House.copy(Template.make(Path(folder) / "template"), Path(folder) / "store")
        db = GroupDB(house.folder / RECORD, house.template.key, clock=house.clock, durable=False)
        slot = house.template.slots["Dana Reyes"]
        who = SignIn(Opened(house.folder, db, slot, house.template.key, []), house.sign_in().library)
        fill(who, people)
        yield who
        who.close()
        house.close()

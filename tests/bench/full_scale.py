"""A clinic's ten years of invented people, as large as the program is meant for: 10,000 clients and 1,000 groups.

What is over was written as it came, session by session, each act a transaction of its own with its ledger row; what is
open today was made by the acts themselves. The same store comes out each time, but for the ids and the day it ends on.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from groupcare.acts import SignIn, refer, safety, screen, store
from groupcare.exchange.curriculum_file import find, read
from groupcare.exchange.library import shipped_library
from groupcare.record.db import GroupDB
from groupcare.record.store import RECORD, Opened
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.clinic import Clinic, Role, Staff
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Barrier, Homework, Practice, Review
from groupcare.rules.kept import Kept
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Contact, ContactKind, EndReason, Referral, ReferralStatus
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.policy import Route
from groupcare.rules.safety import (
    Alert,
    AlertStatus,
    Choice,
    ConcernKind,
    Decision,
    Evaluation,
    Handoff,
    Hold,
    SafetyFinding,
    Verdict,
)
from groupcare.rules.screening import PHQ9Summary, Screening
from tests.clinic import CLEAR, PASSPHRASE, PEOPLE, Clock, answers, referred, row, waiting
from tests.queries.scenes import MEASURED

YEARS = 10
ZONE = "America/New_York"
DANA = "Dana Reyes"
FIRST = "Al Ber Cor Dun El Fal Gre Hol Ib Jen Kov Lin Mar Nor Ols Pet Quin Ros San Tor Ul Var Wal Xu Yil Zim"
LAST = "arez andt dez erg ez feld holm ić iksen inski ley man ner o onen os ov quist sen sson ton ueva wood"
GIVEN = (
    "Ada Ben Cho Elif Finn Grace Hugo Inès Jo Kim Lea Mina Noor Olu Pia Quentin Rosa Sami Tess Uma Viktor Wanda Xenia "
    "Yusuf Zoë Ana-María Bo Cyril Dora Emil"
)
STARTS = (time(9), time(10, 30), time(13), time(14, 30), time(16))


class Person:
    """Somebody who was ever referred."""

    def __init__(self, dice: random.Random) -> None:
        self.family, self.given = dice.choice(FIRST.split()) + dice.choice(LAST.split()), dice.choice(GIVEN.split())
        self.born = date(1940, 1, 1) + timedelta(days=dice.randrange(24_000))
        self.client = ""


class Seat:
    """A person's place in a group, up to the session `leaves`."""

    def __init__(self, person: Person, leaves: int) -> None:
        self.person, self.leaves = person, leaves
        self.referral = self.member = ""
        self.open: Homework | None = None


class Run:
    """A group with its seats and the days of its sessions."""

    def __init__(self, number: int, curriculum: Curriculum, first: date, seats: list[Seat]) -> None:
        self.number, self.curriculum, self.first, self.seats = number, curriculum, first, seats
        self.days = [first + timedelta(weeks=n) for n in range(len(curriculum.module))]
        self.sessions: list[Session] = []
        self.group = ""


class Event(NamedTuple):
    """Something that is to be written as of that day."""

    on: date
    order: int
    write: Callable[[], None]


class TenYears:
    """Plans everything that happened, then writes it in the order of its days."""

    def __init__(self, who: SignIn, clock: Clock, groups: int) -> None:
        self.who, self.clock, self.groups, self.dice = who, clock, groups, random.Random(4)
        self.now, self.today = clock.now, clock.now.date()
        self.begins = self.today - timedelta(days=365 * YEARS)
        self.events: list[Event] = []
        self.numbers = {Client: 0, Referral: 0}
        self.staff = [s.id for s in who.of(Staff).all()]
        self.curricula = (read(find("eight-week")), read(find("twelve-module")))

    def part(self, of_thousand: float) -> int:
        """So many at a thousand groups; fewer where there are fewer, and at least one."""
        return max(1, round(of_thousand * self.groups / 1000))

    def write(self) -> None:
        """All of it."""
        self._plan()
        for event in sorted(self.events, key=lambda e: (e.on, e.order)):
            self.clock.now = datetime.combine(event.on, time(16), UTC)
            event.write()
        self.clock.now = self.now
        self._open_work()

    # --- what happened when -----------------------------------------------------------------------------------------

    def _at(self, on: date, write: Callable[[], None]) -> None:
        self.events.append(Event(on, len(self.events), write))

    def _plan(self) -> None:
        dice = self.dice
        stays = Person(dice)
        seen: list[Person] = []
        people = 0
        for run in self._runs():
            for place in range(dice.choice((10, 11, 12))):
                if place == 0 and run.number % max(1, self.groups // YEARS) == 1:
                    person = stays
                elif len(seen) > 250 and dice.random() < 0.3:
                    person = seen[dice.randrange(len(seen) - 200)]
                else:
                    person = Person(dice)
                    seen.append(person)
                    people += 1
                sessions = len(run.days)
                run.seats.append(Seat(person, dice.randint(2, sessions - 1) if dice.random() < 0.12 else sessions))
            for seat in run.seats:
                received = run.first - timedelta(days=dice.randint(14, 60))
                self._at(received, lambda seat=seat: self._referred(seat.person, seat))  # type: ignore[misc]
            self._at(run.first - timedelta(days=7), lambda run=run: self._seated(run))  # type: ignore[misc]
            for n, day in enumerate(run.days):
                if day < self.today:
                    self._at(day, lambda run=run, n=n: self._held(run, n))  # type: ignore[misc]
        for _ in range(max(1, self.groups * 10 - people - self.part(200))):
            day = self.begins + timedelta(days=dice.randrange(365 * YEARS - 40))
            self._at(day, lambda: self._referred(Person(dice), None))

    def _runs(self) -> Iterator[Run]:
        running, forming = self.part(36), self.part(4)
        over = self.groups - running - forming
        for number in range(1, self.groups + 1):
            curriculum = self.curricula[number % 2]
            weeks = len(curriculum.module)
            if number <= over:
                first = self.begins + timedelta(days=(365 * YEARS - 90) * number // over)
            elif number <= over + running:
                first = self.today - timedelta(days=7 * (number % (weeks - 1)) + number % 7)
            else:
                first = self.today + timedelta(days=3 + number % 14)
            yield Run(number, curriculum, first, [])

    # --- what is over -----------------------------------------------------------------------------------------------

    def _add(self, kept: Any) -> Any:
        return self.who.of(type(kept)).add(kept)

    def _act(self, name: str) -> Any:
        return self.who.db.transaction(self.dice.choice(self.staff), Role.clinician, name)

    def _number(self, kind: type[Kept]) -> int:
        self.numbers[kind] += 1
        return self.numbers[kind]

    def _asked(self, client: str, measure: str, on: date, **links: str) -> None:
        dice = self.dice
        if measure == "c-ssrs-screener":
            given = answers(CLEAR)
        else:
            items = 9 if measure == "phq-9" else 7
            given = (*(dice.choice((0, 0, 1, 1, 2, 3)) for _ in range(items - 1)), 0, None)
        self._add(
            Assessment(
                client=client,
                measure=measure,
                version="1",
                answers=given,
                on=on,
                mode="in person",
                entered_by=self.staff[1],
                entered_at=self.clock.now,
                **links,  # type: ignore[arg-type]
            )
        )

    def _referred(self, person: Person, seat: Seat | None) -> None:
        """Referred, asked, screened and decided; those without a seat went to individual care or ended."""
        dice, on = self.dice, self.clock.now.date()
        with self._act("refer"):
            if not person.client:
                number = self._number(Client)
                person.client = self._add(
                    Client(
                        number=number,
                        family_name=person.family,
                        given_name=person.given,
                        date_of_birth=person.born,
                        phone=f"555-{number:07d}",
                        email=f"person{number}@example.org",
                        emergency_contact="sister, 555-0100" if number % 3 else "",
                    )
                ).id
            care = seat is None and dice.random() < 0.35
            status = ReferralStatus.seated if seat else ReferralStatus.individual_care if care else ReferralStatus.ended
            policy = self.who.policy
            referral = self._add(
                Referral(
                    number=self._number(Referral),
                    client=person.client,
                    received_on=on,
                    source="primary care",
                    referrer="Dr Lee",
                    reason="Low back pain for six years; sleeps badly, has stopped work and sees few people.",
                    diagnosis="M54.5",
                    status=status,
                    participation=dict.fromkeys(policy.participation, True),
                    observations=dict.fromkeys(policy.observations, False),
                    red_flags=dict.fromkeys(policy.red_flags, False),
                    curriculum=self.curricula[0].id if seat else "",
                    end_reason=EndReason.declined if status is ReferralStatus.ended else None,
                )
            ).id
            self._asked(person.client, "phq-9", on, referral=referral)
            self._asked(person.client, "c-ssrs-screener", on, referral=referral)
            if dice.random() < 0.5:
                self._asked(person.client, "gad-7", on, referral=referral)
            self._contact(person.client, ContactKind.intake, on)
        if seat is not None:
            seat.referral = referral
        self._decided(person.client, referral, seat, care)

    def _contact(self, client: str, kind: ContactKind, on: date) -> None:
        by, words = self.dice.choice(self.staff), "Spoke for a while; knows when and where to come."
        self._add(Contact(client=client, kind=kind, on=on, by=by, mode="phone", minutes=15, outcome=words))

    def _decided(self, client: str, referral: str, seat: Seat | None, care: bool) -> None:
        on, now, found = self.clock.now.date(), self.clock.now, care or self.dice.random() < 0.05
        route = Route.individual if found else Route.group
        with self._act("screen"):
            screening = self._add(
                Screening(
                    client=client,
                    referral=referral,
                    on=on,
                    at=now,
                    by=self.staff[1],
                    policy=self.who.policy.name,
                    policy_version=self.who.policy.version,
                    route=route,
                    known=route,
                    worst=route,
                    findings=(),
                    missing=(),
                    phq9=PHQ9Summary(total=8, least=8, greatest=8, severity="mild", item9=0),
                    assessments=(referral,),
                    basis="0" * 64,
                )
            ).id
            if found:
                self._evaluated(client, referral, screening)
        choice = Choice.group if seat else Choice.individual if care else Choice.declined
        with self._act("decide"):
            self._add(
                Decision(
                    client=client,
                    referral=referral,
                    choice=choice,
                    suggested=route,
                    reason="" if choice is Choice.group else "Talked over with the person.",
                    by=self.staff[0],
                    at=now,
                    screening=screening,
                    policy_version=self.who.policy.version,
                    curriculum=self.curricula[0].id if seat else "",
                )
            )
            if care:
                seen = on + timedelta(days=9)
                self._add(
                    Handoff(
                        client=client,
                        referral=referral,
                        to="Dr Moss",
                        sent_on=on,
                        sent_by=self.staff[0],
                        accepted_on=on,
                        accepted_by="Dr Moss",
                        first_seen_on=seen,
                    )
                )

    def _evaluated(self, client: str, referral: str, screening: str) -> None:
        """A finding of long ago with its hold and alert, all of it ended."""
        now, by = self.clock.now, self.staff[0]
        rule, detail = "phq9-item9", "PHQ-9 item 9: it is 1, and nothing is endorsed on the C-SSRS"
        finding = self._add(
            SafetyFinding(
                client=client,
                rule=rule,
                route=Route.individual,
                detail=detail,
                source="clinic policy",
                respond="same day",
                evidence=screening,
                raised_at=now,
                raised_by=by,
                screening=screening,
                referral=referral,
            )
        )
        signed = self._add(
            Evaluation(
                client=client, findings=(finding.id,), verdict=Verdict.group, text="Seen and asked.", by=by, at=now
            )
        )
        self.who.of(SafetyFinding).change(finding, ended_by=signed.id)
        self._add(Hold(client=client, because=(detail,), opened_at=now, opened_by=by, released_by=signed.id))
        self._add(
            Alert(
                client=client,
                level=Route.individual,
                rules=(rule,),
                because=(detail,),
                opened_at=now,
                opened_by=by,
                respond="same day",
                status=AlertStatus.closed,
                owner=by,
                closed_at=now,
                closed_by=by,
                clinician="Dana Reyes",
            )
        )

    def _seated(self, run: Run) -> None:
        """The group is made and its members are seated, each with a plan but for a few."""
        dice, last = self.dice, run.days[-1]
        over, begun = last < self.today, run.first < self.today
        status = GroupStatus.finished if over else GroupStatus.running if begun else GroupStatus.forming
        with self._act("make a group"):
            group = self._add(
                Group(
                    number=run.number,
                    name=f"Pain Skills {run.first:%B %Y} {'ABCDEFGHIJ'[run.number % 10]}",
                    curriculum=run.curriculum,
                    first=run.first,
                    weekdays=(run.first.isoweekday(),),
                    start=STARTS[run.number % 5],
                    minutes=run.curriculum.minutes,
                    zone=ZONE,
                    seats=12,
                    admission=run.curriculum.admission,
                    status=status,
                    room=f"Room {run.number % 6 + 1}",
                    facilitators=(self.staff[2],),
                )
            )
            run.group = group.id
            for n, day in enumerate(run.days):
                held = day < self.today
                run.sessions.append(
                    self._add(
                        Session(
                            group=group.id,
                            number=n + 1,
                            modules=(n + 1,),
                            date=day,
                            start=group.start,
                            minutes=group.minutes,
                            zone=ZONE,
                            status=SessionStatus.held if held else SessionStatus.planned,
                            led_by=(self.staff[2],) if held else (),
                            covered=(n + 1,) if held else (),
                            due=None if held else day,
                        )
                    )
                )
        for seat in run.seats:
            with self._act("seat"):
                self._seat(run, seat, over, begun)
                if dice.random() < 0.8:
                    self._contact(seat.person.client, ContactKind.orientation, self.clock.now.date())

    def _seat(self, run: Run, seat: Seat, over: bool, begun: bool) -> None:
        client, plan, leaves = seat.person.client, None, seat.leaves < len(run.days)
        left = leaves and run.days[seat.leaves - 1] < self.today
        if self.dice.random() < 0.8:
            status = PlanStatus.closed if over else self.dice.choice((*[PlanStatus.signed] * 8, PlanStatus.draft))
            signed = status is PlanStatus.signed
            plan = self._add(
                Plan(
                    client=client,
                    content=MEASURED,
                    written_by=self.staff[0],
                    status=status,
                    signed_by=self.staff[0] if status is not PlanStatus.draft else None,
                    signed_at=self.clock.now,
                    due=run.first + timedelta(days=90) if signed else None,
                )
            ).id
        ended = left or over
        status_now = MemberStatus.finished if ended else MemberStatus.active if begun else MemberStatus.planned
        seat.member = self._add(
            Member(
                client=client,
                referral=seat.referral,
                curriculum=run.curriculum.id,
                status=status_now,
                start=run.first,
                group=run.group,
                plan=plan,
                clinician=self.dice.choice(self.staff),
                end=run.days[seat.leaves - 1] if ended else None,
                end_reason=(EndReason.declined if left else EndReason.completed) if ended else None,
            )
        ).id

    def _held(self, run: Run, n: int) -> None:
        """Homework of the session before comes in, everybody is marked, homework is set, a few are asked."""
        dice, on, session = self.dice, self.clock.now.date(), run.sessions[n]
        here = [seat for seat in run.seats if seat.leaves > n]
        with self._act("hand in homework"):
            for seat in run.seats:
                self._handed_in(seat, on)
        with self._act("mark attendance"):
            for seat in here:
                mark = dice.choices((Mark.attended, Mark.absent, Mark.excused), (80, 13, 7))[0]
                self._add(
                    Attendance(
                        session=session.id,
                        group=run.group,
                        member=seat.member,
                        client=seat.person.client,
                        mark=mark,
                        marked_at=self.clock.now,
                        marked_by=self.staff[2],
                        minutes=90 if mark is Mark.attended else None,
                        mood=dice.randint(2, 9) if mark is Mark.attended else None,
                        mattered="Walked to the corner and back" if mark is Mark.attended else "",
                    )
                )
                if mark is Mark.absent and dice.random() < 0.4:
                    self._contact(seat.person.client, ContactKind.call_attempt, on)
        with self._act("set homework"):
            for seat in here:
                seat.open = self._add(
                    Homework(
                        client=seat.person.client,
                        member=seat.member,
                        group=run.group,
                        session=session.id,
                        task=run.curriculum.module[n].homework,
                        days_set=5,
                        set_on=on,
                        hand_in_by=on + timedelta(days=7),
                    )
                )
        if n in (0, len(run.days) - 1) or (n == 4 and run.number % 2):
            with self._act("record answers"):
                for seat in here:
                    self._asked(seat.person.client, "phq-9", on, member=seat.member, session=session.id)

    def _handed_in(self, seat: Seat, on: date) -> None:
        task, seat.open = seat.open, None
        if task is None or self.dice.random() > 0.72:
            return
        barrier = self.dice.choice((None, None, *Barrier))
        practice = Practice(days=self.dice.randint(0, 6), on=on, barrier=barrier, helped="music" if barrier else "")
        recent = (self.today - on).days < 14 and self.dice.random() < 0.4
        review = Review(quality=self.dice.randint(1, 4), comment="Well done.", by=self.staff[0], at=self.clock.now)
        self.who.of(Homework).change(
            task, practice=practice, review=None if recent else review, due=on if recent else None
        )

    # --- what is open today -----------------------------------------------------------------------------------------

    def _open_work(self) -> None:
        """Referrals on their way, alerts, handoffs, contacts to make: by the acts."""
        who, dice = self.who, self.dice
        asked: dict[str, Any]
        for n in range(self.part(200)):
            person = Person(dice)
            waited = timedelta(days=dice.randrange(2, 50) if n % 20 < 12 else dice.randrange(16))
            self.clock.now = self.now - waited
            asked = {
                "received_on": self.clock.now.date(),
                "family_name": person.family,
                "given_name": person.given,
                "date_of_birth": person.born,
                "external_id": f"MRN-{n:05d}",
            }
            match n % 20:
                case 0 | 1:
                    refer.refer(who, row(**asked))
                case 2 | 3:
                    referred(who, **asked)
                case 4:
                    screen.screen_referral(who, referred(who, cssrs=None, **asked).id)
                case 5 | 6:
                    screen.screen_referral(who, referred(who, phq9="222111000", **asked).id)
                case 7:
                    self._in_care(asked)
                case 8 if n % 40 == 8:
                    screen.screen_referral(who, referred(who, cssrs="yyyn-n-", **asked).id)
                case _:
                    waiting(who, **asked)
        self.clock.now = self.now - timedelta(days=2)
        running = who.of(Session).open_work(self.today.isoformat())
        members = [m for s in running for m in who.of(Member).linked(group=s.group)] or list(who.of(Member).all())
        for member in dice.sample(members, min(len(members), self.part(25))):
            kind = dice.choice((ConcernKind.distressed, ConcernKind.abuse, ConcernKind.self_harm))
            alert = safety.raise_concern(who, member.client, kind, "Said so at the end of the session.")
            if dice.random() < 0.6:
                safety.take_alert(who, alert.id)
                safety.act_on_alert(who, alert.id, "Called and talked; sister stays the night.")
        self.clock.now = self.now
        for member in dice.sample(members, min(len(members), self.part(30))):
            due = self.today + timedelta(days=dice.randint(-5, 5))
            with who.db.transaction(who.staff_id, Role.clinician, "record a contact"):
                kind, said = ContactKind.check_in, "Call again about the medicines."
                contact = Contact(
                    client=member.client, kind=kind, on=self.today, by=who.staff_id, next_step=said, due=due
                )
                self._add(contact)

    def _in_care(self, asked: dict[str, Any]) -> None:
        referral = referred(self.who, phq9="222222221", cssrs="ynn--n-", **asked)
        screen.screen_referral(self.who, referral.id)
        screen.decide(self.who, referral.id, Choice.individual)
        safety.hand_off(self.who, referral.id, "Dr Moss", phone="555-0101")
        self.clock.now = self.now


def make(folder: Path, groups: int = 1000) -> None:
    """Such a store in `folder`, which must not be there yet; a minute or two for a thousand groups."""
    now = datetime.now(UTC).replace(hour=16, minute=0, second=0, microsecond=0)
    clock = Clock(now - timedelta(days=(now.weekday() - 1) % 7))  # a Tuesday, so that there are sessions today
    end = clock.now
    clock.now -= timedelta(days=365 * YEARS + 90)
    store.make_store(folder, Clinic(name="Hill Clinic", zone=ZONE, country="US"), DANA, tuple(Role), PASSPHRASE, clock)
    who = store.open_store(folder, DANA, PASSPHRASE, shipped_library(), clock)
    for name, roles in list(PEOPLE.items())[1:]:
        store.add_staff(who, name, roles, PASSPHRASE)
    opened = who.opened
    who.close()
    db = GroupDB(folder / RECORD, opened.database_key, clock=clock, durable=False)
    quick = SignIn(Opened(folder, db, opened.slot, opened.database_key, []), who.library)
    clock.now = end
    TenYears(quick, clock, groups).write()
    quick.close()


@contextmanager
def signed_in(folder: Path) -> Iterator[tuple[SignIn, Clock]]:
    """Dana, who may see and do everything, on the day on which the store ends."""
    clock = Clock(datetime.now(UTC))
    who = store.open_store(folder, DANA, PASSPHRASE, shipped_library(), clock)
    newest = max(who.db.engine.ledger(who.db.engine.head()[0] - 1), key=lambda entry: entry.seq)
    clock.now = datetime.fromisoformat(newest.at)
    try:
        yield who, clock
    finally:
        who.close()

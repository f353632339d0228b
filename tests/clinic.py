"""A clinic for tests: a real store, four people with one role each and one with all, and a clock that can be set."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from groupcare.acts import SignIn, group, refer, screen, session, store
from groupcare.exchange.curriculum_file import find, read
from groupcare.exchange.library import shipped_library
from groupcare.record import keys
from groupcare.record.db import GroupDB
from groupcare.record.lookups import forms_not_looked_at
from groupcare.record.store import KEYS, RECORD, Opened
from groupcare.rules.attendance import Attendance, Looked, Mark
from groupcare.rules.clinic import Clinic, Role
from groupcare.rules.group import Group, Member, Session
from groupcare.rules.intake import ReferralRow
from groupcare.rules.people import Referral
from groupcare.rules.safety import Choice

PASSPHRASE = "a long enough passphrase"
PEOPLE = {
    "Dana Reyes": tuple(Role),
    "Ines Intake": (Role.intake,),
    "Fay Facilitator": (Role.facilitator,),
    "Carl Clinician": (Role.clinician,),
    "Mona Manager": (Role.manager,),
}
NOON = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)
"""Tuesday 6 October 2026, noon in New York."""


@dataclass
class Clock:
    """Hands out the instant it was set to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Template:
    """A store made once, to be copied for each test."""

    folder: Path
    key: bytes
    slots: dict[str, keys.Slot]

    @classmethod
    def make(cls, folder: Path) -> "Template":
        clinic = Clinic(name="Hill Clinic", zone="America/New_York", country="US")
        library = shipped_library()
        with pytest.MonkeyPatch.context() as patch:  # the least work that a passphrase may cost: each sign-in does it
            patch.setattr(keys, "Kdf", partial(keys.Kdf, memory_kib=8 * 1024, passes=1, lanes=1))
            store.make_store(folder, clinic, "Dana Reyes", tuple(Role), PASSPHRASE, Clock())
            who = store.open_store(folder, None, PASSPHRASE, library, Clock())
            for name, roles in list(PEOPLE.items())[1:]:
                store.add_staff(who, name, roles, PASSPHRASE)
            who.close()
        file = keys.read_keys(folder / KEYS)
        return cls(folder, keys.open_slot(file.slots[0], PASSPHRASE), {slot.name: slot for slot in file.slots})


@dataclass
class House:
    """One test's own clinic."""

    folder: Path
    template: Template
    clock: Clock = field(default_factory=Clock)
    _opened: list[SignIn] = field(default_factory=list)

    @classmethod
    def copy(cls, template: Template, folder: Path) -> "House":
        shutil.copytree(template.folder, folder)
        return cls(folder, template)

    def sign_in(self, name: str = "Dana Reyes") -> SignIn:
        db = GroupDB(self.folder / RECORD, self.template.key, clock=self.clock)
        opened = Opened(self.folder, db, self.template.slots[name], self.template.key, [])
        self._opened.append(SignIn(opened, shipped_library()))
        return self._opened[-1]

    def close(self) -> None:
        for who in self._opened:
            who.close()


CLEAR = "nn---n-"


def answers(text: str) -> tuple[int | None, ...]:
    """C-SSRS answers from y, n and -."""
    return tuple({"y": 1, "n": 0, "-": None}[c] for c in text)


def row(**fields: object) -> ReferralRow:
    """A referral of an adult with a birth date, received yesterday."""
    given: dict[str, object] = {
        "received_on": date(2026, 10, 5),
        "family_name": "Ruiz",
        "given_name": "Elena",
        "date_of_birth": date(1980, 2, 3),
    }
    return ReferralRow(**{**given, **fields})  # type: ignore[arg-type]


def referred(who: SignIn, *, cssrs: str | None = CLEAR, phq9: str = "000000000", **fields: object) -> Referral:
    """A referral whose intake has been asked in full, and nothing of concern said, unless given otherwise."""
    referral = refer.refer(who, row(**fields))
    refer.record_answers(who, referral.id, "phq-9", (*(None if c == "-" else int(c) for c in phq9), None))
    if cssrs is not None:
        refer.record_answers(who, referral.id, "c-ssrs-screener", answers(cssrs))
    policy = who.policy
    return refer.record_intake(
        who,
        referral.id,
        participation=dict.fromkeys(policy.participation, True),
        observations=dict.fromkeys(policy.observations, False),
        red_flags=dict.fromkeys(policy.red_flags, False),
    )


def waiting(who: SignIn, curriculum: str = "eight-week", **fields: object) -> Referral:
    """A referral screened for group and decided so."""
    referral = referred(who, **fields)
    screen.screen_referral(who, referral.id)
    screen.decide(who, referral.id, Choice.group, curriculum=curriculum)
    return who.of(Referral).get(referral.id)


def new_group(who: SignIn, curriculum: str = "eight-week", **fields: object) -> Group:
    """A group that begins today, on Tuesdays at 14:00."""
    given: dict[str, object] = {
        "curriculum": read(find(curriculum)),
        "name": "Pain Skills, Autumn A",
        "first": who.today(),
        "start": time(14, 0),
        "zone": "America/New_York",
        "weekdays": (2,),
    }
    made, _ = group.make_group(who, group.NewGroup(**{**given, **fields}))  # type: ignore[arg-type]
    return made


def sessions(who: SignIn, of: Group) -> list[Session]:
    """A group's sessions in order."""
    return sorted(who.of(Session).linked(group=of.id), key=lambda s: s.number)


NAMES = ("Alvarez Rosa", "Brandt Kim", "Cho Min", "Diaz Leo", "Evans Ruth", "Faye Ola", "Gross Ann", "Hale Jo")


def seated(who: SignIn, of: Group, count: int = 3) -> list[Member]:
    """Members with a seat from the first session on."""
    members = []
    for name in NAMES[:count]:
        family, given = name.split()
        referral = waiting(who, of.curriculum.id, family_name=family, given_name=given)
        members.append(group.seat(who, of.id, referral.id)[0])
    return members


def all_present(who: SignIn, one: Session, members: list[Member]) -> Session:
    """Mark everybody as attended, with nothing at item 9 of a form that is due, and close the session."""
    for member in members:
        session.mark(who, one.id, member.id, Mark.attended)
    looked_at(who, one)
    return session.close_session(who, one.id)


def looked_at(who: SignIn, one: Session) -> None:
    """Somebody has looked at every form that is due, and none has anything at item 9."""
    forms = forms_not_looked_at(who, one)
    for attendance in who.of(Attendance).linked(session=one.id):
        if attendance.client in forms:
            session.look_at_form(who, one.id, attendance.member, Looked.zero)

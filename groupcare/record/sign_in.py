"""A person signed in: the record with their name on it, the clinic's clock, and the data that acts and queries need."""

from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from groupcare.record.db import GroupDB
from groupcare.record.documents import Records
from groupcare.record.schema import StoredPolicy
from groupcare.record.store import Opened
from groupcare.rules import schedule
from groupcare.rules.clinic import Clinic, Staff, closed_days
from groupcare.rules.closures import public_holidays
from groupcare.rules.kept import Kept
from groupcare.rules.library import Library
from groupcare.rules.on_call import whom_to_call
from groupcare.rules.policy import Policy
from groupcare.rules.wording import Wording, worded

K = TypeVar("K", bound=Kept)


class SignIn:
    """Who acts, and on what. Every act and every query takes one first."""

    def __init__(self, opened: Opened, library: Library, staff_id: str | None = None) -> None:
        self.opened, self._shipped = opened, library
        self.db: GroupDB = opened.db
        self.staff_id = staff_id or (opened.slot.staff if opened.slot is not None else "")
        self.worked_out: dict[str, Any] = {}
        """What queries keep between two askings (`queries/kept.py`); it goes with the connection."""

    @property
    def shipped(self) -> Library:
        """What came with the program, for somebody else who signs in beside."""
        return self._shipped

    def again(self) -> "SignIn":
        """The same person on a further connection, for another thread."""
        return SignIn(self.opened.again(), self._shipped, self.staff_id)

    def of(self, kind: type[K]) -> Records[K]:
        """All documents of one kind."""
        return Records(self.db, kind)

    @cached_property
    def library(self) -> Library:
        """What came with the program, with the clinic's own wordings as they were at sign-in."""
        return worded(self._shipped, self.of(Wording).all())

    @property
    def staff(self) -> Staff:
        """The person, as the record knows them now."""
        return self.of(Staff).get(self.staff_id)

    @property
    def clinic(self) -> Clinic:
        """The clinic of this store."""
        return next(self.of(Clinic).all())

    @property
    def policy(self) -> Policy:
        """The screening policy in force: the clinic's newest, else the default."""
        own = list(self.of(StoredPolicy).all())
        return own[-1].policy if own else self.library.policy

    def now(self) -> datetime:
        """The instant, UTC."""
        return self.db.clock()

    def today(self, zone: str | None = None) -> date:
        """Today in that zone, by default the clinic's."""
        return schedule.local(self.now(), zone or self.clinic.zone).date()

    @property
    def whom_to_call(self) -> str:
        """Whom to phone about somebody's safety at this hour, in words."""
        clinic = self.clinic
        return whom_to_call(clinic, schedule.local(self.now(), clinic.zone))

    def closed(self, first: date, years: int = 1) -> dict[date, str]:
        """The clinic's closed days from the year of `first` on."""
        clinic = self.clinic
        span = range(first.year, first.year + years + 1)
        return closed_days(clinic, public_holidays(clinic.country, clinic.subdivision, span))

    def close(self) -> None:
        """Sign out."""
        self.opened.remember_head()
        self.db.close()

"""Which readings of a measure count as that of a member's start, and as that of their end.

The days are the milestones of the member's own course: their first session, and the last meeting of their programme or
the day on which they left. All spans are clinic policy [P]; the two weeks are those within which a measure that is due
at a milestone counts as given.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from msgspec import Struct

from groupcare.rules.measures_due import NEAR

END_OPEN = timedelta(weeks=6)
"""So long after the end an end reading may still be given [P]: half the way to the follow-up after three months."""


class Scored(Struct, frozen=True, gc=False):
    """A score, the day on which its answers were given, and the referral that they were asked for, if one."""

    on: date
    value: float
    referral: str | None = None


def start_reading(given: Sequence[Scored], start: date, near: timedelta = NEAR) -> Scored | None:
    """The last one of less than `near` before the first session or of that day; else the first within `near` after."""
    before = [one for one in given if start - near < one.on <= start]
    after = [one for one in given if start < one.on <= start + near]
    return _latest(before) or _earliest(after)


def end_reading(
    given: Sequence[Scored],
    end: date,
    start: Scored | None = None,
    near: timedelta = NEAR,
    referrals: Collection[str] = (),
) -> Scored | None:
    """The last one of less than `near` before the end or of that day; else the first within END_OPEN after.

    One that is not later than the start reading is none; nor is, after the end, one that was asked for a referral other
    than the programme's own `referrals`: who is referred again is asked because of how they are then.
    """
    later = [one for one in given if start is None or one.on > start.on]
    before = [one for one in later if end - near < one.on <= end]
    after = [one for one in later if end < one.on <= end + END_OPEN and one.referral in (None, *referrals)]
    return _latest(before) or _earliest(after)


def _latest(given: Sequence[Scored]) -> Scored | None:
    """Of several on one day, the one that stands last."""
    found = None
    for one in given:
        if found is None or one.on >= found.on:
            found = one
    return found


def _earliest(given: Sequence[Scored]) -> Scored | None:
    return min(given, key=lambda one: one.on, default=None)

"""The make-ups of one place, for its chart: which module, where and with whom, and what came of it."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from groupcare.queries.make_ups import make_ups_of, where_words
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group
from groupcare.rules.make_up import MakeUpStatus


class MadeUp(Struct, frozen=True, kw_only=True):
    """One make-up. `session` is the one visited, None for one alone with somebody; `attendance` is the guest's mark.

    `words` are what was written down of it, `title` and `where` what to call it.
    """

    id: str
    member: str
    module: int
    title: str
    on: date
    status: MakeUpStatus
    where: str
    session: str | None
    minutes: int | None
    words: str
    attendance: Attendance | None


def made_up(who: SignIn, member_id: str, group: Group, marks: Iterable[Attendance]) -> tuple[MadeUp, ...]:
    """All make-ups of a place in this group, the oldest first; `marks` are all of the person's. Raises NotPermitted."""
    by_session = {mark.session: mark for mark in marks if mark.member == member_id}
    found = []
    for one in make_ups_of(who, member_id):
        module, staff = group.curriculum.find(one.module), who.of(Staff).find(one.by)
        alone = f"alone with {staff.name}" if staff is not None else "alone"
        mark = by_session.get(one.session) if one.session is not None else None
        found.append(
            MadeUp(
                id=one.id,
                member=one.member,
                module=one.module,
                title=module.title if module is not None else f"module {one.module}",
                on=one.on,
                status=one.status,
                where=alone if one.session is None else where_words(who, one),
                session=one.session,
                minutes=one.minutes if mark is None else mark.minutes,
                words=one.words,
                attendance=mark,
            )
        )
    return tuple(found)

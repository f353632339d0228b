"""What reviewers wrote about a group's homework: for whoever meets the members next."""

from datetime import date

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.queries.stored import folded
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.clinic import Staff
from groupcare.rules.group import IN_GROUP, Member, Session
from groupcare.rules.homework import Homework
from groupcare.rules.people import Client, full_name


class Comment(Struct, frozen=True, kw_only=True):
    """A reviewer's comment on a member's homework of a session; `by` is a name, `on` the day in the clinic's zone."""

    member: str
    client: str
    client_number: int
    name: str
    comment: str
    quality: int | None
    by: str
    on: date
    session_number: int


def comments(who: SignIn, group_id: str, since: date) -> tuple[Comment, ...]:
    """Comments of reviews made on `since` or later about those who are in the group, by name, the newest first."""
    may_see(who, "homework")
    zone = who.clinic.zone
    with who.db.engine.snapshot():
        here = {m.id for m in who.of(Member).linked(group=group_id) if m.status in IN_GROUP}
        found = [
            (task, task.review, schedule.local(task.review.at, zone).date())
            for task in who.of(Homework).linked(group=group_id)
            if task.member in here and task.review and task.review.comment
        ]
        recent = [one for one in found if one[2] >= since]
        clients = {task.client: who.of(Client).get(task.client) for task, _, _ in recent}
        names = {staff.id: staff.name for staff in who.of(Staff).all()}
        numbers = {task.session: who.of(Session).get(task.session).number for task, _, _ in recent}
    recent.sort(key=lambda one: one[1].at, reverse=True)
    lines = (
        Comment(
            member=task.member,
            client=task.client,
            client_number=clients[task.client].number,
            name=full_name(clients[task.client]),
            comment=review.comment,
            quality=review.quality,
            by=names.get(review.by, ""),
            on=on,
            session_number=numbers[task.session],
        )
        for task, review, on in recent
    )
    return tuple(sorted(lines, key=lambda c: (folded(c.name), c.client_number)))

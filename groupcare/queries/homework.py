"""The homework board of a group, what waits for a review, and one piece of homework ready to be reviewed.

What was not handed in is unknown, never none; what is still to come in is neither, and stands in no rate yet.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from groupcare.queries.caseload import in_care
from groupcare.queries.members import ALL_TIME
from groupcare.queries.permissions import may_see
from groupcare.queries.stored import folded
from groupcare.record.lookups import group_outlines, open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.attendance import Attendance, Mark
from groupcare.rules.clinic import Staff
from groupcare.rules.group import IN_GROUP, Group, Member, Session
from groupcare.rules.homework import Adherence, Barrier, Homework, adherence, done
from groupcare.rules.people import Client, full_name
from groupcare.rules.plan import Plan, objective
from groupcare.rules.practising import State, awaited, is_new, state_of


class Column(Struct, frozen=True, kw_only=True):
    """A session at which homework was set; `title` names its modules."""

    session: str
    number: int
    date: date
    title: str


class Cell(Struct, frozen=True, kw_only=True):
    """One member's homework of one session: days done (None: unknown) of days set; `new` while nobody reviewed it."""

    homework: str
    state: State
    done: int | None
    of: int
    new: bool
    quality: int | None


class BoardLine(Struct, frozen=True, kw_only=True):
    """A member's row: a cell a column, None where nothing was set. `adherence` leaves out what is still to come in.

    `reviewed_on` is the day of the last review in the clinic's zone, `reviewer` the initials of who made it.
    """

    member: str
    client: str
    client_number: int
    name: str
    in_group: bool
    clinician: str
    cells: tuple[Cell | None, ...]
    adherence: Adherence
    new: int
    reviewed_on: date | None
    reviewer: str


class Board(Struct, frozen=True, kw_only=True):
    """A group's homework. `to_review` counts what is new in these lines, `to_review_all` in the whole group.

    `barriers` are those of the whole group, the most frequent first.
    """

    group: str
    number: int
    name: str
    columns: tuple[Column, ...]
    lines: tuple[BoardLine, ...]
    barriers: tuple[tuple[Barrier, int], ...]
    to_review: int
    to_review_all: int


def board(who: SignIn, group: Group, caseload: str | None = None, *, new_first: bool = False) -> Board:
    """A group's board by name, or with what is new first; with the id of a member of staff, their caseload alone."""
    may_see(who, "homework")
    with who.db.engine.snapshot():
        tasks = who.of(Homework).linked(group=group.id)
        sessions = sorted(who.of(Session).linked(group=group.id), key=lambda s: (s.date, s.number))
        marks = {(a.session, a.member): a.mark for a in who.of(Attendance).linked(group=group.id)}
        members = who.of(Member).linked(group=group.id)
        names, zone = {s.id: s.name for s in who.of(Staff).all()}, who.clinic.zone
        set_at = [s for s in sessions if any(t.session == s.id for t in tasks)]
        of_member = {m.id: {t.session: t for t in tasks if t.member == m.id} for m in members}
        lines = [
            _line(who, member, of_member[member.id], set_at, marks, names, zone)
            for member in members
            if (member.status in IN_GROUP or of_member[member.id]) and (not caseload or in_care(who, member, caseload))
        ]
    lines.sort(key=lambda line: (-line.new if new_first else 0, folded(line.name), line.client_number))
    barriers = Counter(t.practice.barrier for t in tasks if t.practice and t.practice.barrier)
    return Board(
        group=group.id,
        number=group.number,
        name=group.name,
        columns=tuple(Column(session=s.id, number=s.number, date=s.date, title=title_of(group, s)) for s in set_at),
        lines=tuple(lines),
        barriers=tuple(barriers.most_common()),
        to_review=sum(line.new for line in lines),
        to_review_all=sum(map(is_new, tasks)),
    )


def _line(
    who: SignIn,
    member: Member,
    tasks: Mapping[str, Homework],
    columns: Sequence[Session],
    marks: Mapping[tuple[str, str], Mark],
    names: Mapping[str, str],
    zone: str,
) -> BoardLine:
    client, today = who.of(Client).get(member.client), who.today(zone)
    reviews = sorted((t.review for t in tasks.values() if t.review), key=lambda r: r.at)
    last = reviews[-1] if reviews else None
    return BoardLine(
        member=member.id,
        client=client.id,
        client_number=client.number,
        name=full_name(client),
        in_group=member.status in IN_GROUP,
        clinician=names.get(member.clinician or "", ""),
        cells=tuple(cell(tasks.get(s.id), marks.get((s.id, member.id)), today) for s in columns),
        adherence=adherence(t for t in tasks.values() if not awaited(t, today)),
        new=sum(map(is_new, tasks.values())),
        reviewed_on=schedule.local(last.at, zone).date() if last else None,
        reviewer=initials(names.get(last.by, "")) if last else "",
    )


def cell(task: Homework | None, mark: Mark | None, today: date) -> Cell | None:
    """A piece of homework as a cell; `mark` is the member's at the session at which it was set."""
    if task is None:
        return None
    return Cell(
        homework=task.id,
        state=state_of(task, mark, today),
        done=done(task),
        of=task.days_set,
        new=is_new(task),
        quality=task.review.quality if task.review else None,
    )


def initials(name: str) -> str:
    """DR of Dana Reyes; empty of nothing."""
    parts = name.split()
    return "".join(part[0].upper() for part in (*parts[:1], *parts[1:][-1:]))


def title_of(group: Group, session: Session) -> str:
    """The titles of the modules of a session."""
    found = (group.curriculum.find(n) for n in session.modules)
    return " + ".join(module.title for module in found if module is not None)


class ReviewLine(Struct, frozen=True, kw_only=True):
    """Homework that waits for a review; `mine` where the member is in the care of the person who asks."""

    homework: str
    client: str
    client_number: int
    name: str
    group: str
    group_name: str
    session_number: int
    title: str
    handed_in: date
    done: int
    of: int
    barrier: Barrier | None
    mine: bool


def to_review(who: SignIn) -> list[ReviewLine]:
    """All homework that was handed in and nobody has reviewed, in all groups, the oldest handed in first."""
    may_see(who, "homework")
    lines = []
    with who.db.engine.snapshot():
        waiting = [t for t in who.of(Homework).open_work(ALL_TIME) if is_new(t)]
        groups = {group.id: group for group in group_outlines(who)}
        sessions = {i: who.of(Session).get(i) for i in {t.session for t in waiting}}
        clients = {i: who.of(Client).get(i) for i in {t.client for t in waiting}}
        mine = {i for i in {t.member for t in waiting} if in_care(who, who.of(Member).get(i), who.staff_id)}
    for task in waiting:
        assert task.practice is not None
        client, session, group = clients[task.client], sessions[task.session], groups[task.group]
        lines.append(
            ReviewLine(
                homework=task.id,
                client=client.id,
                client_number=client.number,
                name=full_name(client),
                group=group.id,
                group_name=group.name,
                session_number=session.number,
                title=" + ".join(group.modules[n] for n in session.modules if n in group.modules),
                handed_in=task.practice.on,
                done=done(task) or 0,
                of=task.days_set,
                barrier=task.practice.barrier,
                mine=task.member in mine,
            )
        )
    return sorted(lines, key=lambda line: (line.handed_in, folded(line.name), line.client_number))


class Item(Struct, frozen=True, kw_only=True):
    """A piece of homework with the session it was set at; `done` days are None while unknown."""

    homework: Homework
    state: State
    done: int | None
    session_number: int
    date: date
    title: str


class ReviewCase(Struct, frozen=True, kw_only=True):
    """One piece of homework ready to be reviewed: the task as set, what was handed in, and any review are within it.

    `objective` is what it serves, with its number and words; `objectives` are those of the member's plan; `reviewer`
    is the name of who reviewed it; `earlier` the member's homework of the group before it, newest first.
    """

    item: Item
    client: str
    client_number: int
    name: str
    group: str
    group_name: str
    objective: str
    objectives: tuple[tuple[str, str], ...]
    reviewer: str
    earlier: tuple[Item, ...]


def review_case(who: SignIn, homework_id: str) -> ReviewCase:
    """All that a reviewer looks at. Raises NotFound."""
    may_see(who, "homework")
    with who.db.engine.snapshot():
        task = who.of(Homework).get(homework_id)
        group, client = who.of(Group).get(task.group), who.of(Client).get(task.client)
        items = _items(who, group, task.member)
        reviewer = who.of(Staff).find(task.review.by) if task.review else None
        plan = open_plan(who, task.client)
    place = next(i for i, item in enumerate(items) if item.homework.id == task.id)
    return ReviewCase(
        item=items[place],
        client=client.id,
        client_number=client.number,
        name=full_name(client),
        group=group.id,
        group_name=group.name,
        objective=_objective(plan, task),
        objectives=tuple((o.key, o.words) for goal in plan.content.goal for o in goal.objective) if plan else (),
        reviewer=reviewer.name if reviewer else "",
        earlier=tuple(reversed(items[:place])),
    )


def _items(who: SignIn, group: Group, member: str) -> list[Item]:
    """All homework of a member in the order of its sessions."""
    today = who.today()
    marks = {a.session: a.mark for a in who.of(Attendance).linked(member=member)}
    tasks = {t.session: t for t in who.of(Homework).linked(member=member)}
    sessions = [s for s in who.of(Session).linked(group=group.id) if s.id in tasks]
    return [
        Item(
            homework=tasks[s.id],
            state=state_of(tasks[s.id], marks.get(s.id), today),
            done=done(tasks[s.id]),
            session_number=s.number,
            date=s.date,
            title=title_of(group, s),
        )
        for s in sorted(sessions, key=lambda s: (s.date, s.number))
    ]


def _objective(plan: Plan | None, task: Homework) -> str:
    if task.objective is None:
        return ""
    found = objective(plan.content, task.objective) if plan else None
    return f"{task.objective} {found.words}" if found else f"{task.objective}, no longer in the plan"

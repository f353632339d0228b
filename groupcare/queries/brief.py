"""The brief of a session: one page to know beforehand. It is for whoever leads, not for the room."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from groupcare.queries.homework import initials
from groupcare.queries.ideas import ideas_for
from groupcare.queries.measures_due import due_at_session
from groupcare.queries.permissions import can_see, may_see
from groupcare.queries.reached import reached_of
from groupcare.queries.run_sheet import RunSheet, SheetRow
from groupcare.queries.suggestions import suggested
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.agenda import agenda_of, not_covered
from groupcare.rules.attendance import Mark, Mode
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Debrief, Group, Member, Session, SessionStatus
from groupcare.rules.homework import Barrier, Homework
from groupcare.rules.idea import Idea
from groupcare.rules.people import Client, Interpreter


class Comment(Struct, frozen=True, kw_only=True):
    """What a reviewer wrote on a member's homework since the last session, with the reviewer's initials."""

    member: str
    words: str
    by: str


class Brief(Struct, frozen=True, kw_only=True):
    """What to know before the session; people are members' ids.

    `returning` tells which group they were in before, `remote` where they are that day and by which number they are
    reached, `needs` what they need in the room. `barriers` are those named in each one's newest log. `carried` is what
    the last session left out, `ideas` what may help with a barrier or this module, the closest first. `suggested` is
    what the curriculum's own rules on attendance suggest; `reached` what somebody has reached and was not told yet.
    `due` are the measures due at this session, each by name with the members who are due it, what most are due first.
    """

    new: tuple[str, ...]
    returning: tuple[tuple[str, str], ...]
    missed_last: tuple[str, ...]
    told_ahead: tuple[str, ...]
    remote: tuple[tuple[str, str], ...]
    held: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]
    plan_missing: tuple[str, ...]
    homework_open: tuple[str, ...]
    comments: tuple[Comment, ...]
    barriers: tuple[tuple[Barrier, tuple[str, ...]], ...]
    carried: tuple[str, ...]
    debrief: Debrief | None
    ideas: tuple[Idea, ...]
    suggested: tuple[tuple[str, str], ...] = ()
    reached: tuple[tuple[str, str], ...] = ()
    due: tuple[tuple[str, tuple[str, ...]], ...] = ()


def brief(who: SignIn, sheet: RunSheet) -> Brief:
    """The brief of a sheet that was asked for before."""
    may_see(who, "sessions")
    rows, before = sheet.rows, sheet.before
    own = [row for row in rows if row.makes_up is None]
    earlier = ((row.member, _earlier_group(who, row.client, sheet.group.id)) for row in own)
    needs = ((row.member, _needs(who.of(Client).get(row.client))) for row in rows)
    logs = who.of(Homework).linked(group=sheet.group.id)
    barriers = _barriers(sheet, logs)
    return Brief(
        new=tuple(r.member for r in rows if r.new),
        returning=tuple((member, group) for member, group in earlier if group),
        missed_last=tuple(r.member for r in rows if r.missed_last),
        told_ahead=tuple(r.member for r in rows if r.here is Mark.excused),
        remote=tuple(
            (r.member, ", ".join(w for w in (r.attendance.location, r.attendance.phone) if w))
            for r in rows
            if r.attendance is not None and r.attendance.mode is Mode.remote
        ),
        held=tuple(r.member for r in rows if r.held),
        needs=tuple((member, words) for member, words in needs if words),
        plan_missing=tuple(r.member for r in rows if not r.has_plan),
        homework_open=tuple(r.member for r in rows if r.asked is not None and r.asked.practice is None),
        comments=tuple(_comments(who, sheet, logs)),
        barriers=barriers,
        carried=tuple(_carried(sheet.group, before)) if before is not None else (),
        debrief=before.debrief if before is not None else None,
        ideas=_ideas(who, sheet, [barrier for barrier, _ in barriers]),
        suggested=tuple((one.member, one.sentence) for one in suggested(who, sheet.group.id)),
        reached=tuple(_reached(who, rows)) if can_see(who, "plans") else (),
        due=_due(who, sheet),
    )


def _reached(who: SignIn, rows: Iterable[SheetRow]) -> Iterator[tuple[str, str]]:
    for row in rows:
        for found in reached_of(who, row.client) if row.has_plan else ():
            yield row.member, f"{found.objective.key} {found.objective.words}"


def _due(who: SignIn, sheet: RunSheet) -> tuple[tuple[str, tuple[str, ...]], ...]:
    members: dict[str, list[str]] = defaultdict(list)
    lines = due_at_session(who, sheet.session)
    for row in sheet.rows:
        for one in lines.get(row.member, ()):
            members[one.name].append(row.member)
    return tuple((name, tuple(some)) for name, some in sorted(members.items(), key=lambda pair: -len(pair[1])))


def _earlier_group(who: SignIn, client: str, now: str) -> str:
    places = [m for m in who.of(Member).linked(client=client) if m.group and m.group != now]
    return who.of(Group).get(str(places[-1].group)).name if places else ""


def _needs(client: Client) -> str:
    """What a person needs in the room."""
    known = client.interpreting in (Interpreter.professional, Interpreter.staff)
    words = str(client.interpreting) if known else "interpreter" if client.interpreter else ""
    if words and client.language:
        words += f" ({client.language})"
    return "; ".join(one for one in (client.access_needs, words) if one)


def _barriers(sheet: RunSheet, logs: list[Homework]) -> tuple[tuple[Barrier, tuple[str, ...]], ...]:
    """What stands in the way now: the barrier of each one's newest log, the most frequent first."""
    newest = {h.member: h.practice for h in sorted(logs, key=lambda h: h.set_on) if h.practice is not None}
    people: dict[Barrier, list[str]] = defaultdict(list)
    for row in sheet.rows:
        practice = newest.get(row.member)
        if practice is not None and practice.barrier is not None:
            people[practice.barrier].append(row.member)
    return tuple((b, tuple(members)) for b, members in sorted(people.items(), key=lambda pair: -len(pair[1])))


def _comments(who: SignIn, sheet: RunSheet, logs: list[Homework]) -> Iterator[Comment]:
    since = _ended(sheet.before) if sheet.before is not None else None
    names = {one.id: one.name for one in who.of(Staff).all()}
    here = [row.member for row in sheet.rows]
    fresh = [h for h in logs if h.member in here and h.review is not None and h.review.comment]
    for homework in sorted(fresh, key=lambda h: here.index(h.member)):
        made = homework.review
        if made is not None and (since is None or made.at >= since):
            yield Comment(member=homework.member, words=made.comment, by=initials(names.get(made.by, "")))


def _ended(session: Session) -> datetime:
    meeting = schedule.meet(0, (), session.date, session.start, session.minutes, session.zone)
    return session.ended or meeting.utc_end


def _carried(group: Group, before: Session) -> Iterator[str]:
    """What the last session did not cover: modules planned for it, and parts of its agenda where somebody ticked it."""
    if before.status is not SessionStatus.held:
        return
    modules = [module for n in before.modules if (module := group.curriculum.find(n)) is not None]
    for module in modules:
        if module.number not in before.covered:
            goes_on = "goes on" if module.number in before.continues else "was not covered"
            yield f"module {module.number}, {module.title}, {goes_on}"
    parts = agenda_of(modules, before.minutes)
    for _, part in not_covered(parts, {done.item for done in before.agenda_done}):
        if part.module in before.covered or len(modules) == 1:
            yield f"{part.kind}: {part.what.strip()}"


def _ideas(who: SignIn, sheet: RunSheet, barriers: list[Barrier]) -> tuple[Idea, ...]:
    """Those for the most frequent barrier first, then for the others, then for the modules."""
    group = sheet.group
    found: dict[str, Idea] = {}
    for barrier in barriers:
        found.update({i.id: i for i in ideas_for(who, barrier=barrier, curriculum=group.curriculum.id, group=group.id)})
    for module in sheet.modules:
        near = ideas_for(who, module=module.number, curriculum=group.curriculum.id, group=group.id)
        found.update({i.id: i for i in near if i.id not in found})
    return tuple(found.values())

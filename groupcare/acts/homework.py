"""Homework: set for the members of a session, handed in, reviewed."""

from collections.abc import Sequence

import msgspec

from groupcare.acts.act import act
from groupcare.record.errors import Refused, Stale
from groupcare.record.lookups import expected_members, open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.curriculum import HomeworkTask, task_faults
from groupcare.rules.group import Group, Session, SessionStatus
from groupcare.rules.homework import QUALITY, Homework, Practice, Review, days_to_set, fault_in_practice
from groupcare.rules.homework_log import LONGEST_WORDS, ExperimentLog, Log, OwnTaskLog, PacedLog, Trial
from groupcare.rules.plan import objective as objective_of
from groupcare.rules.text import PROSE, clean


def set_homework(
    who: SignIn,
    session_id: str,
    *,
    members: Sequence[str] | None = None,
    task: HomeworkTask | None = None,
    days: int | None = None,
    objective: str | None = None,
) -> list[Homework]:
    """Set homework at a session for some or all of its members.

    The task is the module's own unless another is given; days follow the gap to the next meeting unless given. Set
    again for a member who has handed nothing in, it replaces what was set; the objective stays unless one is given.
    """
    own = _sound(task) if task else None
    with act(who, "set homework"):
        session = who.of(Session).get(session_id)
        if session.status in (SessionStatus.cancelled, SessionStatus.not_held):
            raise Refused(f"This session was {session.status}; nothing is set at it.")
        if session.date > who.today(session.zone):
            raise Refused("This session is still to come; homework is set when it is held.")
        chosen = own or _modules_task(who, session)
        following = _next(who, session)
        gap = (following.date - session.date).days if following else 7
        days_set = days if days is not None else days_to_set(chosen.days, gap)
        if not 1 <= days_set <= max(gap, 7):
            raise Refused(f"The days to set must be from 1 to {max(gap, 7)}.")
        expected = expected_members(who, session, guests=False)
        wanted = [m for m in expected if members is None or m.id in members]
        if members is not None and len(wanted) != len(set(members)):
            raise Refused("Homework can only be set for members with a seat at this session.")
        if not wanted:
            raise Refused("The session has no members to set homework for.")
        if objective and not all(_has(who, member.client, objective) for member in wanted):
            raise Refused(f"Not every member's plan has an objective {objective}; set it for those whose plan has.")
        already = {h.member: h for h in who.of(Homework).linked(session=session_id)}
        given = []
        for member in wanted:
            before = already.get(member.id)
            if before is not None and before.practice is not None:
                raise Refused("Somebody has handed this homework in already; what was set for them stays.")
            fresh = Homework(
                id=before.id if before else "",
                rev=before.rev if before else 0,
                client=member.client,
                member=member.id,
                group=session.group,
                session=session.id,
                task=chosen,
                days_set=days_set,
                set_on=session.date,
                hand_in_by=following.date if following else None,
                objective=objective or (before.objective if before else None),
                tried=before.tried if before else (),
            )
            given.append(who.of(Homework).save(fresh) if before else who.of(Homework).add(fresh))
        return given


def link_homework(who: SignIn, homework_id: str, objective: str | None) -> Homework:
    """Say which objective of the member's plan this homework serves, at any time; None where it serves none."""
    with act(who, "link homework"):
        homework = who.of(Homework).get(homework_id)
        if objective and not _has(who, homework.client, objective):
            raise Refused(f"The member's plan has no objective {objective}.")
        return who.of(Homework).change(homework, objective=objective or None)


def _has(who: SignIn, client: str, objective: str) -> bool:
    plan = open_plan(who, client)
    return plan is not None and objective_of(plan.content, objective) is not None


def _sound(task: HomeworkTask) -> HomeworkTask:
    what = clean(task.what, of="What is set", limit=PROSE, lines=True)
    made = msgspec.structs.replace(task, what=what, unit=clean(task.unit, of="The unit"))
    for fault in task_faults(made):
        raise Refused(f"This cannot be set: expected {fault.expected}.")
    return made


def _modules_task(who: SignIn, session: Session) -> HomeworkTask:
    curriculum = who.of(Group).get(session.group).curriculum
    module = curriculum.find(session.modules[-1]) if session.modules else None
    if module is None:
        raise Refused("This session delivers no module; say what is set.")
    return module.homework


def _next(who: SignIn, session: Session) -> Session | None:
    later = [
        s
        for s in who.of(Session).linked(group=session.group)
        if s.status in (SessionStatus.planned, SessionStatus.in_progress, SessionStatus.held) and s.date > session.date
    ]
    return min(later, key=lambda s: s.date, default=None)


def hand_in(
    who: SignIn, homework_id: str, practice: Practice, *, only: Sequence[str] = (), over_rev: int | None = None
) -> Homework:
    """Keep what a member handed in; it waits for a review from then on.

    Where only the number is handed in again, the log that was there stays while it shows that number. `only` are the
    fields that are told now: of what came in before all others stay. `over_rev` is the revision that a form began
    from; raises Stale where somebody has saved since.
    """
    with act(who, "hand in homework"):
        homework = who.of(Homework).get(homework_id)
        if over_rev is not None and homework.rev != over_rev:
            raise Stale("Somebody else has saved this homework meanwhile.")
        if only and homework.practice is not None:
            told = {name: getattr(practice, name) for name in only}
            practice = msgspec.structs.replace(homework.practice, **told)
        if homework.review is not None:
            raise Refused("This homework has been reviewed; what was handed in stays as it was.")
        cleaned = msgspec.structs.replace(
            practice,
            helped=clean(practice.helped, of="What helped", limit=PROSE, lines=True),
            log=_log(practice, homework.practice),
        )
        gap = (homework.hand_in_by - homework.set_on).days if homework.hand_in_by else None
        fault = fault_in_practice(homework, cleaned, gap)
        if fault is not None:
            raise Refused(fault)
        if not homework.set_on <= practice.on <= who.today():
            raise Refused("Homework is handed in after it was set, and not in the future.")
        return who.of(Homework).change(homework, practice=cleaned, due=practice.on)


def _log(practice: Practice, before: Practice | None) -> Log | None:
    if before is not None and practice.log in (None, before.log):
        return before.log if practice.days == before.days else None
    return _cleaned(practice.log) if practice.log else None


def _cleaned(log: Log) -> Log:
    """With every text in it as it may be kept."""

    def words(text: str) -> str:
        return clean(text, of="The log", limit=LONGEST_WORDS)

    def rated(said: int | str) -> int | str:
        return words(said) if isinstance(said, str) else said

    match log:
        case PacedLog(unit=unit):
            return msgspec.structs.replace(log, unit=words(unit))
        case ExperimentLog(trials=trials):
            each = (Trial(feared=rated(t.feared), happened=rated(t.happened), learned=words(t.learned)) for t in trials)
            return ExperimentLog(trials=tuple(each))
        case OwnTaskLog():
            return msgspec.structs.replace(log, words=words(log.words))
        case _:
            return log


def review(who: SignIn, homework_id: str, *, quality: int | None = None, comment: str = "") -> Homework:
    """Review what was handed in. `quality` is 0 to 4, by its anchors."""
    comment = clean(comment, of="The comment", limit=PROSE, lines=True)
    if quality is not None and not 0 <= quality < len(QUALITY):
        raise Refused(f"Quality is from 0 ({QUALITY[0]}) to {len(QUALITY) - 1} ({QUALITY[-1]}).")
    if quality is None and not comment:
        raise Refused("A review needs a quality or a comment.")
    with act(who, "review homework"):
        homework = who.of(Homework).get(homework_id)
        if homework.practice is None:
            raise Refused("Nothing has been handed in yet; there is nothing to review.")
        made = Review(quality=quality, comment=comment, by=who.staff_id, at=who.now())
        return who.of(Homework).change(homework, review=made, due=None)

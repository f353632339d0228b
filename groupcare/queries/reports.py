"""Reports: questions that a clinic asks of itself, each answered in a sentence, a table and a chart."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from functools import partial

from msgspec import Struct, structs

from groupcare.queries.change_report import outcomes
from groupcare.queries.kept import up_to_date
from groupcare.queries.permissions import may_see
from groupcare.queries.report_referrals import referrals_of
from groupcare.queries.report_scope import groups_of, known, scope_words, seats_had
from groupcare.queries.stored import every
from groupcare.record.errors import NotFound
from groupcare.record.ledger import fingerprint
from groupcare.record.lookups import OPEN_GROUPS, GroupOutline
from groupcare.record.sign_in import SignIn
from groupcare.rules.attendance import Attendance, Mark, Rate, rates
from groupcare.rules.change_report import does_it_help
from groupcare.rules.changes import ChangesIn
from groupcare.rules.curriculum import AttendancePolicy
from groupcare.rules.going_on import Place, how_they_go_on
from groupcare.rules.group import GroupStatus, Member, Session, SessionStatus
from groupcare.rules.homework import Homework, adherence
from groupcare.rules.own_round import own_round
from groupcare.rules.practising import Practised, PractisedIn, PractiseOf, awaited, practised, who_practises
from groupcare.rules.reports import EVERYTHING, QUESTIONS, Answer, Asked, Scope, grouped
from groupcare.rules.retention import Stay, Stays, StaysIn, stays, who_stays
from groupcare.rules.seats_report import Filled, SeatsIn, are_seats_filled, filled
from groupcare.rules.waiting import how_long

__all__ = ["QUESTIONS", "answer"]


def answer(who: SignIn, key: str, scope: Scope = EVERYTHING) -> Answer:
    """The answer to one of QUESTIONS, as the record is now, about what the scope says. Raises NotFound, Refused."""
    may_see(who, "reports")
    if key not in QUESTIONS:
        raise NotFound(f"There is no report {key!r}; there are {', '.join(QUESTIONS)}.")
    with who.db.engine.snapshot():
        head = fingerprint(*who.db.engine.head())
        if scope.curriculum and scope.curriculum not in (there := curricula(who)):
            raise NotFound(
                f"There is no curriculum {scope.curriculum!r} here; there are: {', '.join(there) or 'none'}."
            )
        return _ANSWERS[key](who, Asked(who.staff.name, who.now(), head, scope, scope_words(who, scope)))


def curricula(who: SignIn) -> dict[str, str]:
    """Names by id of what groups run and of what referrals were decided for."""
    found = known(who).curricula
    return {i: i for i in sorted({r.waits.curriculum for r in referrals_of(who, EVERYTHING)}) if i} | found


class _Mark(Struct, frozen=True, gc=False):
    member: str
    session: str
    mark: Mark


class _Stayed(Struct, frozen=True):
    """What a group adds to the answer: its members' stays, and by session number how many came, of how many."""

    stays: Stays
    attended: Mapping[int, tuple[int, int]]


def _stays(who: SignIn, asked: Asked) -> Answer:
    groups, names = groups_of(who, asked.scope)
    make = partial(_stayed, who, known(who).groups)
    found = up_to_date(who, "who stays", "group", None, make, make)
    of = [StaysIn(group=names[i], curriculum=g.curriculum_name, stays=found[i].stays) for i, g in groups.items()]
    attended: dict[int, Rate] = {}
    for i in groups:
        for n, (there, marked) in found[i].attended.items():
            before = attended.get(n, Rate(0, 0))
            attended[n] = Rate(before.done + there, before.of + marked)
    return who_stays(of, attended, asked)


def _stayed(who: SignIn, groups: Mapping[str, GroupOutline], some: Set[str] | None = None) -> dict[str, _Stayed]:
    wanted = groups.keys() if some is None else some & groups.keys()
    sessions: dict[str, list[Session]] = {i: [] for i in wanted}
    for i, session in every(who, Session, Session, "group", some):
        sessions[session.group].append(structs.replace(session, id=i))
    marks: dict[str, dict[str, Mark]] = {}
    for _, given in every(who, Attendance, _Mark, "group", some):
        marks.setdefault(given.member, {})[given.session] = given.mark
    members: dict[str, list[Member]] = {i: [] for i in wanted}
    for i, member in seats_had(who, "group", some):
        members[member.group or ""].append(structs.replace(member, id=i))
    return {i: _stayed_in(groups[i], sessions[i], members[i], marks) for i in wanted}


def _stayed_in(
    group: GroupOutline,
    sessions: Sequence[Session],
    members: Iterable[Member],
    marks: Mapping[str, Mapping[str, Mark]],
) -> _Stayed:
    known, attended = [], dict[int, tuple[int, int]]()
    for member in members if group.status is not GroupStatus.cancelled else ():  # nobody could stay in it
        mine = marks.get(member.id, {})
        theirs = [s for s in sessions if not any(pause.covers(s.date) for pause in member.paused)]
        theirs = own_round(group.admission, (s for s in theirs if s.date >= member.start), mine)
        whole = rates(theirs, mine, member.start)
        known.append(
            Stay(
                group=group.status,
                status=member.status,
                whole=whole,
                own=whole if member.end is None else rates(theirs, mine, member.start, member.end),
                completion_percent=(group.attendance or AttendancePolicy()).completion_percent,
                reason=member.end_reason,
            )
        )
        for session in sessions:
            if session.status is SessionStatus.held and mine.get(session.id) in THEIRS:
                there, of = attended.get(session.number, (0, 0))
                attended[session.number] = there + (mine[session.id] is Mark.attended), of + 1
    return _Stayed(stays(known), attended)


def _helps(who: SignIn, asked: Asked) -> Answer:
    groups, names = groups_of(who, asked.scope)
    found = outcomes(who, known(who).groups)
    of = [
        ChangesIn(
            group=names[i],
            curriculum=g.curriculum_name,
            changes=found[i].changes,
            under_way=found[i].under_way,
        )
        for i, g in groups.items()
        if i in found
    ]
    return does_it_help(of, who.library.measures, asked)


def _practises(who: SignIn, asked: Asked) -> Answer:
    groups, names = groups_of(who, asked.scope)
    today = who.today()
    make = partial(_practised, who, today)
    found = up_to_date(who, "who practises", "group", today, make, make)
    return who_practises([PractisedIn(group=names[i], practised=found[i]) for i in groups if i in found], asked)


def _practised(who: SignIn, today: date, some: Set[str] | None = None) -> dict[str, Practised]:
    tasks: dict[str, dict[str, list[Homework]]] = {}
    for _, task in every(who, Homework, Homework, "group", some):
        tasks.setdefault(task.group, {}).setdefault(task.member, []).append(task)
    return {i: practised(_practised_by(given, today) for given in of.values()) for i, of in tasks.items()}


def _practised_by(given: Sequence[Homework], today: date) -> PractiseOf:
    due = [t for t in given if not awaited(t, today)]
    return PractiseOf(
        adherence=adherence(due),
        barriers=tuple(t.practice.barrier for t in due if t.practice and t.practice.barrier),
        qualities=tuple(t.review.quality for t in due if t.review and t.review.quality is not None),
        to_come=len(given) - len(due),
    )


def _seats(who: SignIn, asked: Asked) -> Answer:
    groups, names = groups_of(who, asked.scope)
    make = partial(_filled, who)
    found = up_to_date(who, "seats", "group", None, make, make)
    seats = [
        SeatsIn(
            group=names[i],
            curriculum=g.curriculum or "",
            offered=g.seats,
            filled=found.get(i, Filled()),
            open=g.status in OPEN_GROUPS,
        )
        for i, g in groups.items()
        if g.status is not GroupStatus.cancelled
    ]
    waiting = Counter(r.waits.curriculum for r in referrals_of(who, asked.scope) if r.stands.place is Place.waitlisted)
    return are_seats_filled(seats, None if asked.scope.group else waiting, known(who).curricula, asked)


def _filled(who: SignIn, some: Set[str] | None = None) -> dict[str, Filled]:
    return {i: filled(of) for i, of in grouped((m.group or "", m) for _, m in seats_had(who, "group", some)).items()}


def _waits(who: SignIn, asked: Asked) -> Answer:
    return how_long((r.waits for r in referrals_of(who, asked.scope)), asked, known(who).curricula)


def _goes_on(who: SignIn, asked: Asked) -> Answer:
    return how_they_go_on((r.stands for r in referrals_of(who, asked.scope)), asked)


THEIRS = (Mark.attended, Mark.excused, Mark.absent)
"""Marks that count in a rate: what the member did."""
_ANSWERS: Mapping[str, Callable[[SignIn, Asked], Answer]] = {
    "stays": _stays,
    "helps": _helps,
    "practises": _practises,
    "waits": _waits,
    "goes_on": _goes_on,
    "seats": _seats,
}

"""What the notes of a session are made from, gathered from the record; deciding and wording are left to rules/."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time

from groupcare.record.errors import Refused
from groupcare.record.lookups import contacts_since, expected_members, open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.agenda import agenda_of
from groupcare.rules.attendance import Attendance, Mark, Mode
from groupcare.rules.clinic import Staff
from groupcare.rules.coverage import NOT_DELIVERED
from groupcare.rules.curriculum import AgendaKind
from groupcare.rules.group import Group, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Homework
from groupcare.rules.homework_readings import Point, homework_readings
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.measures import Assessment
from groupcare.rules.note import GroupNote, MemberNote
from groupcare.rules.note_facts import GroupFacts, MadeUp, MemberFacts, Outreach, RiskFact, Scored, WorkedOn
from groupcare.rules.note_layers import NoteFacts
from groupcare.rules.objective_reading import ObjectiveReading
from groupcare.rules.objectives import progress
from groupcare.rules.outcomes import reading
from groupcare.rules.people import Client, ContactKind, full_name
from groupcare.rules.plan import Plan, ScoreAim
from groupcare.rules.plan import objective as objective_of
from groupcare.rules.safety import CONCERN, Alert, AlertStatus, Hold, discreet_alert
from groupcare.rules.text import name_key
from groupcare.rules.watch import CSSRS_FORMS


def note_facts(who: SignIn, session: Session, *, only: str = "") -> NoteFacts:
    """The facts of one session's notes, the members by name, or of one member alone. Raises Refused where it was not
    held."""
    if session.status is not SessionStatus.held:
        raise Refused(f"This session is {session.status}; notes are written once it is closed as held.")
    return _Gatherer(who, session).facts(only)


class _Gatherer:
    """Reads what is linked to one session, each kind once."""

    def __init__(self, who: SignIn, session: Session) -> None:
        self.who, self.session = who, session
        self.group = who.of(Group).get(session.group)
        every = sorted(who.of(Session).linked(group=self.group.id), key=lambda s: (s.date, s.number))
        self.sessions = [s for s in every if s.status not in NOT_DELIVERED]
        here = (session.date, session.number)
        earlier = [s for s in self.sessions if (s.date, s.number) < here]
        later = [s for s in self.sessions if (s.date, s.number) > here]
        self.before, self.after = (earlier[-1] if earlier else None), (later[0] if later else None)
        self.titles = {m.number: m.title for m in self.group.curriculum.module}
        self.marks = {a.member: a for a in who.of(Attendance).linked(session=session.id)}
        self.asked = {h.member: h for h in who.of(Homework).linked(session=self.before.id)} if self.before else {}
        self.given = {h.member: h for h in who.of(Homework).linked(session=session.id)}
        self.notes = {n.member: n for n in who.of(MemberNote).linked(session=session.id)}
        self.expected = expected_members(who, session)
        self.people: dict[str, Client] = {}

    def facts(self, only: str) -> NoteFacts:
        known = {m.id: m for m in self.expected}
        for i in (*self.marks, *self.notes):  # whoever was there and has since left has a note all the same
            if i not in known and (found := self.who.of(Member).find(i)) is not None:
                known[i] = found
        roster = [m for m in self.who.of(Member).linked(group=self.group.id) if m.status is not MemberStatus.waitlist]
        for member in (*known.values(), *roster):
            self.people.setdefault(member.client, self.who.of(Client).get(member.client))
        wanted = [m for m in known.values() if only in ("", m.id)]
        members = sorted(wanted, key=lambda m: name_key(full_name(self.people[m.client])))
        shared = self.who.of(GroupNote).linked(session=self.session.id)
        mine = GroupNote(session=self.session.id, group=self.group.id, due=self.session.date)
        return NoteFacts(
            group=self._group(),
            group_note=shared[0] if shared else mine,
            members=tuple(map(self._member, members)),
            notes={m.id: self.notes.get(m.id) or self._fresh(m) for m in members},
            names={i: _called(client) for i, client in self.people.items()},
            allowed=self._allowed(),
        )

    def _fresh(self, member: Member) -> MemberNote:
        session = self.session
        return MemberNote(
            session=session.id, group=session.group, member=member.id, client=member.client, due=session.date
        )

    def _allowed(self) -> tuple[str, ...]:
        """Phrases of several words that hold no member's name: staff, whom to phone, modules, group and room."""
        staff = (s.name for s in self.who.of(Staff).all())
        on_call = (one.name for one in self.who.clinic.on_call)
        return (*staff, *on_call, *self.titles.values(), self.group.name, self.session.room, self.group.room)

    # --- the group ----------------------------------------------------------------------------------------------

    def _group(self) -> GroupFacts:
        session, group = self.session, self.group
        modules = [m for n in session.covered or session.modules if (m := group.curriculum.find(n)) is not None]
        planned = [m for n in session.modules if (m := group.curriculum.find(n)) is not None]
        agenda = [part.kind for part in agenda_of(planned, session.minutes)]
        ticked = {one.item for one in session.agenda_done}
        covered = [
            kind
            for place, kind in enumerate(agenda, 1)
            if (self.given if kind is AgendaKind.set_homework else not ticked or place in ticked)
        ]
        left = [kind for place, kind in enumerate(agenda, 1) if ticked and place not in ticked and kind not in covered]
        here = [a for a in self.marks.values() if a.mark is Mark.attended]
        taken = Counter(a.participation for a in here if a.participation is not None)
        logs = [h.practice for h in self.asked.values() if h.practice is not None]
        barriers = Counter(log.barrier for log in logs if log.barrier is not None)
        return GroupFacts(
            on=session.date,
            number=session.number,
            of=max((s.number for s in self.sessions), default=session.number),
            start=session.start,
            minutes=session.minutes,
            kind=session.kind,
            began=self._clock(session.began),
            ended=self._clock(session.ended),
            place=session.room or group.room,
            leaders=self._leaders(),
            present=session.present if session.present is not None else len(here),
            remote=sum(a.mode is Mode.remote for a in here),
            expected=max(len(self.expected), len(here)),
            topics=tuple(m.title for m in modules),
            covered=tuple(dict.fromkeys(covered)),
            ticked=bool(ticked),
            left=tuple(dict.fromkeys(left)),
            skills=tuple(m.skill for m in modules),
            participation=tuple(taken.most_common()),
            barriers=tuple(barriers.most_common()),
        )

    def _clock(self, instant: datetime | None) -> time | None:
        if instant is None:
            return None
        return schedule.local(instant, self.session.zone).time().replace(second=0, microsecond=0)

    def _leaders(self) -> tuple[str, ...]:
        said = []
        for i in leaders_of(self.session) or self.session.leaders or self.group.facilitators:
            staff = self.who.of(Staff).find(i)
            if staff is not None:
                said.append(f"{staff.name}, {staff.credentials}" if staff.credentials else staff.name)
        return tuple(said)

    # --- a member -----------------------------------------------------------------------------------------------

    def _member(self, member: Member) -> MemberFacts:
        session, mark = self.session, self.marks.get(member.id)
        guest = member.group != session.group
        plan = open_plan(self.who, member.client)
        alerts, held = self._safety(member.client)
        asked_cssrs, scores = self._scores(member)
        after = self._after_in_own_group(member) if guest else self.after
        return MemberFacts(
            member=member.id,
            client=member.client,
            names=_called(self.people[member.client]),
            on=session.date,
            mark=mark.mark if mark else None,
            minutes=mark.minutes if mark else None,
            late=mark.late if mark else 0,
            left_early=mark.left_early if mark else 0,
            mode=mark.mode if mark else Mode.in_person,
            location=mark.location if mark else "",
            told_ahead=mark.noticed_ahead if mark else False,
            guest=self._as_guest(mark) if guest else "",
            outreach=self._outreach(member.client) if mark and mark.mark is Mark.absent else (),
            mood=mark.mood if mark else None,
            pain=mark.pain if mark else None,
            mattered=mark.mattered if mark else "",
            participation=mark.participation if mark else None,
            response=mark.response if mark else "",
            note=mark.note if mark else "",
            objectives=tuple(o.key for goal in plan.content.goal for o in goal.objective) if plan else (),
            objective=self._worked_on(member, plan, mark),
            asked=self.asked.get(member.id),
            given=self.given.get(member.id),
            scores=scores,
            cssrs_on=asked_cssrs,
            risks=alerts,
            held=held,
            make_ups=self._make_ups(member, mark),
            next_on=after.date if after else None,
            next_start=after.start if after else None,
            next_topic=" and ".join(self.titles.get(n, "") for n in after.modules) if after else "",
            last=not guest and after is None,
        )

    def _after_in_own_group(self, guest: Member) -> Session | None:
        own = self.who.of(Session).linked(group=guest.group) if guest.group is not None else []
        later = [s for s in own if s.status not in NOT_DELIVERED and s.date > self.session.date]
        return min(later, key=lambda s: (s.date, s.number), default=None)

    def _as_guest(self, mark: Attendance | None) -> str:
        title = self.titles.get(mark.makes_up or 0, "") if mark else ""
        return f" to make up {title}" if title else " from another group"

    def _outreach(self, client: str) -> tuple[Outreach, ...]:
        found = sorted(contacts_since(self.who, client, self.session), key=lambda c: c.on)
        return tuple(Outreach(on=c.on, tried=c.kind is ContactKind.call_attempt) for c in found)

    def _safety(self, client: str) -> tuple[tuple[RiskFact, ...], bool]:
        """Alerts of this session or that stood on its day, and whether a hold that stood then still does."""
        zone, on = self.session.zone, self.session.date

        def day_of(instant: datetime) -> date:
            return schedule.local(instant, zone).date()

        told = []
        for alert in self.who.of(Alert).linked(client=client):
            here = alert.session == self.session.id
            stood = day_of(alert.opened_at) <= on and (alert.closed_at is None or day_of(alert.closed_at) >= on)
            if here or stood:
                told.append(_risk(alert, here=here))
        holds = self.who.of(Hold).linked(client=client)
        return tuple(told), any(h.released_by is None and day_of(h.opened_at) <= on for h in holds)

    def _scores(self, member: Member) -> tuple[date | None, tuple[Scored, ...]]:
        """When the C-SSRS was asked, and what was scored, since the session before."""
        since, on = (self.before.date if self.before else None), self.session.date
        cssrs, scores = None, []
        for one in sorted(self.who.of(Assessment).linked(client=member.client), key=lambda a: a.on):
            if one.on > on or (one.on <= since if since else one.on < member.start):
                continue
            measure = self.who.library.measures.get(one.measure)
            if one.measure in CSSRS_FORMS:
                cssrs = one.on
            elif measure is not None:
                read = reading(measure, one)
                scores.append(Scored(name=measure.name, on=one.on, says=read.says, band=read.band))
        return cssrs, tuple(scores)

    def _worked_on(self, member: Member, plan: Plan | None, mark: Attendance | None) -> WorkedOn | None:
        if plan is None:
            return None
        key, asked = mark.objective if mark else None, self.asked.get(member.id)
        by_homework = key is None and asked is not None and asked.objective is not None
        key = asked.objective if by_homework and asked is not None else key
        found = objective_of(plan.content, key) if key else None
        if found is None:
            return None
        points: list[Point] = []
        if isinstance(found.aim, ScoreAim):
            wanted = self.who.library.measures.get(found.aim.measure)
            given = [a for a in self.who.of(Assessment).linked(client=member.client) if a.measure == found.aim.measure]
            read = [reading(wanted, a) for a in given if a.on <= self.session.date] if wanted else []
            points = [Point(r.on, r.value) for r in sorted(read, key=lambda r: r.on) if r.value is not None]
        else:
            tasks = self.who.of(Homework).linked(client=member.client)
            since = plan.content.dated
            serving = [t for t in tasks if t.objective == found.key and t.set_on >= since]
            points = homework_readings(found.aim, serving)
        stands = progress(
            found,
            [point for point in points if point.on <= self.session.date],
            self.who.library.measures.get(found.aim.measure) if isinstance(found.aim, ScoreAim) else None,
            dated=plan.content.dated,
            first_session=member.start if member.start >= plan.content.dated else None,
            today=self.session.date,
            told=[
                r
                for r in self.who.of(ObjectiveReading).linked(plan=plan.id)
                if r.objective == found.key and r.on <= self.session.date
            ],
        )
        return WorkedOn(key=found.key, words=found.words, standing=stands.standing, by_homework=by_homework)

    def _make_ups(self, member: Member, mark: Attendance | None) -> tuple[MadeUp, ...]:
        """Modules of this session that were missed, with what was arranged for them."""
        if mark is None or mark.mark is Mark.attended or member.group != self.session.group:
            return ()
        arranged = {m.module: m for m in self.who.of(MakeUp).linked(member=member.id)}
        found = []
        for number in self.session.covered or self.session.modules:
            one = arranged.get(number)
            open_ = one is not None and one.status in (MakeUpStatus.arranged, MakeUpStatus.done)
            found.append(
                MadeUp(
                    title=self.titles.get(number, f"module {number}"),
                    on=one.on if one is not None and open_ else None,
                    status=one.status if one is not None and open_ else None,
                )
            )
        return tuple(found)


def leaders_of(session: Session) -> tuple[str, ...]:
    """Who really led it, by id, in the order they did."""
    return tuple(dict.fromkeys((*(lead.staff for lead in session.leads), *session.led_by)))


def _called(client: Client) -> tuple[str, ...]:
    return tuple(name for name in (client.family_name, client.given_name, client.preferred_name) if name)


def _risk(alert: Alert, *, here: bool) -> RiskFact:
    told = discreet_alert(alert)
    concerns: Sequence[str] = [words for words in told.because if words.startswith(CONCERN)]
    return RiskFact(
        level=alert.level,
        concern="; ".join(concerns),
        here=here,
        closed=alert.status is AlertStatus.closed,
        in_error=alert.in_error,
        done=tuple(action.what for action in alert.actions if not action.taken_back),
    )

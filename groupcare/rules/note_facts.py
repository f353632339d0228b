"""What a session's notes are drafted from: facts that the record has, gathered into one piece a layer."""

from datetime import date, time

from msgspec import Struct

from groupcare.rules.attendance import Mark, Mode, Participation
from groupcare.rules.curriculum import AgendaKind
from groupcare.rules.group import SessionKind
from groupcare.rules.homework import Barrier, Homework
from groupcare.rules.make_up import MakeUpStatus
from groupcare.rules.objectives import Standing
from groupcare.rules.policy import Route


class GroupFacts(Struct, frozen=True, kw_only=True):
    """What the record has of a session. Clock times are local; `leaders` have their credentials behind the name.

    `covered` are the kinds of agenda that were covered (only planned unless `ticked`: nobody has said which), `left`
    those that were not; homework is set where the record has it, ticked or not. `skills` tell what each module teaches.
    """

    on: date
    number: int
    of: int
    start: time
    minutes: int
    kind: SessionKind = SessionKind.module
    began: time | None = None
    ended: time | None = None
    place: str = ""
    leaders: tuple[str, ...] = ()
    present: int = 0
    remote: int = 0
    expected: int = 0
    topics: tuple[str, ...] = ()
    covered: tuple[AgendaKind, ...] = ()
    ticked: bool = True
    left: tuple[AgendaKind, ...] = ()
    skills: tuple[str, ...] = ()
    participation: tuple[tuple[Participation, int], ...] = ()
    barriers: tuple[tuple[Barrier, int], ...] = ()

    @property
    def clock_doubtful(self) -> bool:
        """Whether the clock has less than half of the planned minutes between beginning and closing [P]: it was most
        likely begun late in the program, not in the room.
        """
        if self.began is None or self.ended is None:
            return False
        began, ended = (clock.hour * 60 + clock.minute for clock in (self.began, self.ended))
        return 2 * ((ended - began) % (24 * 60)) < self.minutes


class Outreach(Struct, frozen=True, kw_only=True):
    """A contact with somebody since a session that they missed; `tried` where nobody knows that they were reached."""

    on: date
    tried: bool


class WorkedOn(Struct, frozen=True, kw_only=True):
    """An objective of the plan with where it stood on the session's day. `by_homework`: through what was set alone."""

    key: str
    words: str
    standing: Standing | None = None
    by_homework: bool = False


class Scored(Struct, frozen=True, kw_only=True):
    """A measure that was taken: in words with its total, and its band, where it has either."""

    name: str
    on: date
    says: str
    band: str | None


class RiskFact(Struct, frozen=True, kw_only=True):
    """An alert as a note may tell it: its level, words of staff's own, and what was done. Never an answer."""

    level: Route
    concern: str = ""
    here: bool = False
    closed: bool = False
    in_error: bool = False
    done: tuple[str, ...] = ()


class MadeUp(Struct, frozen=True, kw_only=True):
    """A module that is made up, or is to be: its title, and when, where that is arranged."""

    title: str
    on: date | None = None
    status: MakeUpStatus | None = None


class MemberFacts(Struct, frozen=True, kw_only=True):
    """What the record has of one member at a session; `asked` is the homework of before, `given` what was set at it.

    `names` are all that this person is called. `objectives` are the keys of their plan, none without one.
    """

    member: str
    client: str
    names: tuple[str, ...]
    on: date
    mark: Mark | None = None
    minutes: int | None = None
    late: int = 0
    left_early: int = 0
    mode: Mode = Mode.in_person
    location: str = ""
    told_ahead: bool = False
    guest: str = ""
    outreach: tuple[Outreach, ...] = ()
    mood: int | None = None
    pain: int | None = None
    mattered: str = ""
    participation: Participation | None = None
    response: str = ""
    note: str = ""
    objectives: tuple[str, ...] = ()
    objective: WorkedOn | None = None
    asked: Homework | None = None
    given: Homework | None = None
    scores: tuple[Scored, ...] = ()
    cssrs_on: date | None = None
    risks: tuple[RiskFact, ...] = ()
    held: bool = False
    make_ups: tuple[MadeUp, ...] = ()
    next_on: date | None = None
    next_start: time | None = None
    next_topic: str = ""
    last: bool = False

    @property
    def came(self) -> bool:
        """Whether they were there, or may have been: nobody who is not marked is taken for absent."""
        return self.mark in (Mark.attended, None)

    @property
    def at_risk(self) -> bool:
        """Whether the note must speak of safety."""
        return self.held or self.mark is Mark.held or any(not risk.in_error for risk in self.risks)

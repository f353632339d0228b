"""Papers that members take home: a module's handout, and the log of their homework. Neither names a diagnosis."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from groupcare.queries.paper_facts import Met, met, person_reference
from groupcare.queries.permissions import may_see
from groupcare.queries.run_sheet import room_names
from groupcare.record.errors import NotFound, Refused
from groupcare.record.lookups import expected_members
from groupcare.record.sign_in import SignIn
from groupcare.rules.curriculum import HomeworkTask
from groupcare.rules.group import Group, Member, Session, SessionStatus
from groupcare.rules.handout import handout_blocks
from groupcare.rules.homework import Homework, days_to_set
from groupcare.rules.log_form import WEEK, log_form
from groupcare.rules.paper import Block, Grid, Paper, Paragraph, Signature, facts, pages
from groupcare.rules.people import Client, group_number
from groupcare.rules.words import whole_day

TAKEN_HOME = "Yours to keep. It holds nothing about your health."
LOG_TAKEN_HOME = "Handed to the member themself; bring it to the next session."
OPEN = (SessionStatus.planned, SessionStatus.in_progress, SessionStatus.held)


def handout(who: SignIn, group_id: str, modules: Sequence[int]) -> Paper:
    """The handout of these modules, from the group's own copy of its curriculum, each on a page of its own.

    Raises NotPermitted, and NotFound for a module that the curriculum does not have.
    """
    may_see(who, "groups")
    group = who.of(Group).get(group_id)
    found = []
    for number in modules:
        module = group.curriculum.find(number)
        if module is None:
            raise NotFound(f"{group.name} has no module {number}.")
        found.append(module)
    if not found:
        raise Refused("This session teaches no module, so there is no handout.")
    about, blocks = pages((module.title, handout_blocks(module.handout)) for module in found)
    numbers = "-".join(str(module.number) for module in found)
    return Paper(
        kind="handout",
        title="Handout",
        reference=f"{group_number(group.number)}-module-{numbers}",
        clinic=who.clinic.name,
        made_on=who.today(),
        about=about,
        blocks=blocks,
        foot=(TAKEN_HOME,),
        lang=group.curriculum.language,
        large=True,
    )


class _ToDo(Struct, frozen=True, kw_only=True):
    """What a log is for: days set, over so many days from `first` on."""

    task: HomeworkTask
    days_set: int
    first: date
    days: int
    hand_in: date | None


def blank_log(who: SignIn, session_id: str) -> Paper:
    """The log of what is set at a session, for anybody to fill in. Raises NotPermitted, NotFound, and Refused where the
    session sets nothing.
    """
    may_see(who, "groups")
    one = met(who, session_id)
    return _log(who, one, _modules_task(who, one), one.reference, facts(("Name", "________________")))


def member_log(who: SignIn, session_id: str, member_id: str) -> Paper:
    """The log of what was set for one member, else of what the session sets. Raises NotPermitted, NotFound, Refused."""
    may_see(who, "homework")
    one = met(who, session_id)
    member = who.of(Member).get(member_id)
    expected = expected_members(who, one.session)
    given = next((h for h in who.of(Homework).linked(session=session_id) if h.member == member_id), None)
    if given is None and member.id not in [m.id for m in expected]:
        raise NotFound(f"Nobody of that number is expected at session {one.session.number} of {one.group.name}.")
    client = who.of(Client).get(member.client)
    others = {m.client: who.of(Client).get(m.client) for m in expected}
    name = room_names({**others, client.id: client}.values())[client.id]
    to_do = _modules_task(who, one) if given is None else _set(given)
    reference = person_reference(client, one.reference)
    return _log(who, one, to_do, reference, facts(("Name", name)), clients=(client.id,))


def _set(given: Homework) -> _ToDo:
    until = given.hand_in_by
    days = (until - given.set_on).days if until is not None and until > given.set_on else WEEK
    return _ToDo(
        task=given.task, days_set=given.days_set, first=given.set_on + timedelta(days=1), days=days, hand_in=until
    )


def _modules_task(who: SignIn, one: Met) -> _ToDo:
    """What the session's last module sets, over the days until the next meeting."""
    if not one.modules:
        raise Refused("This session teaches no module, so there is no homework to write down.")
    task, on = one.modules[-1].homework, one.session.date
    later = [s.date for s in who.of(Session).linked(group=one.group.id) if s.status in OPEN and s.date > on]
    until = min(later, default=None)
    days = (until - on).days if until is not None else WEEK
    return _ToDo(
        task=task, days_set=days_to_set(task.days, days), first=on + timedelta(days=1), days=days, hand_in=until
    )


def _log(who: SignIn, one: Met, to_do: _ToDo, reference: str, whose: Block, clients: tuple[str, ...] = ()) -> Paper:
    form = log_form(to_do.task, to_do.days_set, to_do.first, to_do.days)
    questions: list[Block] = []
    for words, choices in form.questions:
        if choices:
            questions.append(Paragraph(text=f"{words} {' · '.join(f'{choice} ☐' for choice in choices)}"))
        else:
            questions.append(Signature(labels=(words,)))
    until = f"Bring it on {whole_day(to_do.hand_in)}." if to_do.hand_in is not None else ""
    return Paper(
        kind="log",
        title="My log",
        reference=reference,
        clinic=who.clinic.name,
        made_on=who.today(),
        about=f"{one.group.name} · session {one.session.number} of {one.of}",
        blocks=(
            whose,
            Paragraph(text=form.task),
            facts(("How often", form.often), ("How", form.how), ("When", until)),
            Grid(head=form.columns, rows=form.rows, to_fill=True),
            *questions,
        ),
        foot=(LOG_TAKEN_HOME,),
        lang=one.group.curriculum.language,
        large=True,
        clients=clients,
    )

"""What is kept between two askings is what would be found by asking anew, whatever was done in between."""

from collections.abc import Callable
from datetime import date

import pytest

from groupcare.acts import SignIn, homework, importing, plan, refer, safety, screen, session, undo
from groupcare.acts.group import seat
from groupcare.queries import groups, members, referral_queue, reports, search
from groupcare.queries.kept import MOST
from groupcare.rules.attendance import Mark
from groupcare.rules.homework import Homework, Practice
from groupcare.rules.people import Client
from groupcare.rules.safety import Choice, ConcernKind
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, all_present, new_group, referred, row, seated, sessions, waiting


def answers(who: SignIn) -> dict[str, object]:
    """Every answer that keeps something, as of now."""
    return {
        "members": members.members(who),
        "groups": groups.groups(who),
        "found": [search.index(who).find(said, 500) for said in ("a", "pain", "pain 1", "gc-1", "Ruiz")],
        **{key: reports.answer(who, key) for key in reports.QUESTIONS},
    }


def test_every_act_is_seen_as_by_somebody_who_asks_for_the_first_time(house: House, dana: SignIn) -> None:
    reader, queues = house.sign_in(), [referral_queue.queue(dana, older_from=1)]

    def same() -> None:
        fresh = house.sign_in()
        assert answers(reader) == answers(fresh) == answers(dana)
        queues.append(referral_queue.queue(dana, older_from=1, before=queues[-1]))
        assert queues[-1].lines == referral_queue.queue(fresh, older_from=1).lines

    same()
    made = new_group(dana)
    same()
    people = seated(dana, made, 3)
    same()
    second = new_group(dana, name="Pain Skills, Autumn B", weekdays=(3,))
    other = waiting(dana, family_name="Ito")
    same()
    newcomer = seat(dana, second.id, other.id)[0]
    plan.write_plan(dana, newcomer.client, PLAN)
    first, following = sessions(dana, made)[:2]
    session.mark(dana, first.id, people[0].id, Mark.absent)
    same()
    all_present(dana, first, people)
    tasks = homework.set_homework(dana, first.id, days=5)
    same()
    house.clock.forward(days=1)
    same()
    house.clock.forward(days=6)
    homework.hand_in(dana, tasks[0].id, Practice(days=5, on=dana.today()))
    same()
    homework.review(dana, tasks[0].id, quality=3)
    session.cancel_session(dana, following.id, "Snow")
    undo.undo(dana)
    same()
    safety.raise_concern(dana, people[1].client, ConcernKind.self_harm, "words")
    late = referred(dana, family_name="Zoll", phq9="222222222")
    screen.screen_referral(dana, late.id)
    screen.decide(dana, late.id, Choice.individual, reason="Asked for it.")
    safety.hand_off(dana, late.id, "Dr Lee")
    same()
    assert dana.of(Homework).count()
    assert len(members.members(reader)) == 5


def test_many_changes_at_once_are_seen_and_what_is_taken_out_is_gone(house: House, dana: SignIn) -> None:
    reader = house.sign_in()
    with dana.db.transaction(dana.staff_id, "intake", "x"):
        gone = dana.of(Client).add(Client(number=1, family_name="Gone")).id
    assert [m.id for m in members.members(reader)] == [gone]
    with dana.db.transaction(dana.staff_id, "intake", "x"):
        dana.of(Client).table.remove(doc_ids=[gone])
    assert members.members(reader) == []
    rows = [row(family_name=f"Family {n}", given_name="", received_on=date(2026, 10, 5)) for n in range(MOST)]
    importing.import_referrals(dana, rows)
    assert len(members.members(reader)) == MOST == len(search.index(reader))


ASKED: dict[str, Callable[[SignIn], object]] = {"members": members.members, "groups": groups.groups}


@pytest.mark.parametrize("name", ASKED)
def test_inside_an_act_nothing_is_kept(dana: SignIn, name: str) -> None:
    referral = refer.refer(dana, row())
    before = ASKED[name](dana)

    def given_up() -> None:
        with dana.db.transaction(dana.staff_id, "intake", "x"):
            client = dana.of(Client).get(referral.client)
            dana.of(Client).change(client, family_name="Not kept")
            ASKED[name](dana)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        given_up()
    assert ASKED[name](dana) == before

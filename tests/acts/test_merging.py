"""Two records of one person become one: nothing is lost, and the worst of both stands."""

import pytest

from groupcare.acts import Refused, SignIn, erasing, group, refer, safety, screen, undo
from groupcare.acts.merging import merge
from groupcare.queries import find, history, members
from groupcare.record.schema import TABLES
from groupcare.rules.people import Client, Referral
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, Choice, ConcernKind, Hold, SafetyFinding
from groupcare.rules.screening import CSSRS
from tests.clinic import House, answers, new_group, referred, row, waiting

WHY = "same birth date and phone; she confirmed it on the phone"


def two(dana: SignIn) -> tuple[Referral, Referral]:
    """One person twice: waiting for a group, and with intent stated in another referral."""
    first = waiting(dana, phone="555-0162")
    second = refer.refer(dana, row(given_name="Helena", phone="555-0199", email="h@example.org"))
    refer.record_answers(dana, second.id, CSSRS, answers("yyyynn-"))
    return first, second


def test_merging_moves_everything_and_keeps_the_worst_of_both(house: House) -> None:
    dana = house.sign_in()
    first, second = two(dana)
    before = {name: dana.db.engine.count(name) for name in TABLES}
    done = merge(dana, first.client, second.client, WHY, ["phone"])
    assert (done.gone, done.client.phone, done.client.given_name) == ("GC-0002", "555-0199", "Elena")
    assert done.client.email == "h@example.org"
    after = {name: dana.db.engine.count(name) for name in TABLES}
    assert {**before, "client": 1, "reason": 1} == after
    for kind in (t.kind for t in TABLES.values() if "client" in t.links):
        assert dana.of(kind).linked(client=second.client) == []
    assert Route.urgent in {f.route for f in dana.of(SafetyFinding).linked(client=first.client)}
    assert dana.of(Hold).linked(client=first.client)
    assert dana.of(Alert).linked(client=first.client)
    with pytest.raises(Refused, match="Safety: "):
        group.seat(dana, new_group(dana).id, first.id)
    assert history.proof(dana).faults == ()


def test_the_number_that_is_gone_still_finds_the_person_and_their_history(house: House) -> None:
    dana = house.sign_in()
    first, second = two(dana)
    merge(dana, first.client, second.client, WHY)
    for said in ("GC-0002", "gc2", "GC-0001"):
        assert find.client(dana, said).id == first.client
    told = [h.act for h in history.history(dana, first.client)]
    assert told.count("refer") == len([h for h in history.history(dana, second.client) if h.act == "refer"]) * 2
    assert [line.number for line in members.members(dana)] == [1]


def test_erasing_a_merged_person_takes_out_both_records(house: House) -> None:
    dana = house.sign_in()
    first, second = waiting(dana), refer.refer(dana, row(given_name="Frobozz", family_name="Plugh"))
    merge(dana, first.client, second.client, WHY)
    erasing.erase(dana, first.client, "request of 3 Oct 2026")
    sql = dana.db.engine._sql
    left = "\n".join(str(r) for t in ("change", "client", "referral") for r in sql.execute(f'SELECT * FROM "{t}"'))
    assert "Plugh" not in left
    assert history.proof(dana).faults == ()


def test_people_who_must_be_kept_apart_from_one_record_are_kept_apart_from_the_other(house: House) -> None:
    dana = house.sign_in()
    first, second, third = (refer.refer(dana, row(given_name=n)) for n in ("Ann", "Anne", "Ola"))
    clients = dana.of(Client)
    with dana.db.transaction(dana.staff_id, "intake", "correct a person"):
        clients.change(clients.get(third.client), keep_apart=(second.client,))
    merge(dana, first.client, second.client, WHY)
    assert clients.get(third.client).keep_apart == (first.client,)
    with pytest.raises(Refused, match="two people"):
        merge(dana, first.client, third.client, WHY)


def test_two_seats_in_one_group_a_missing_reason_and_an_unknown_fact_are_refused(house: House) -> None:
    dana = house.sign_in()
    first, second = waiting(dana), waiting(dana, given_name="Helena")
    made = new_group(dana)
    for referral in (first, second):
        group.seat(dana, made.id, referral.id)
    for why, take, words in ((" ", (), "how it is known"), (WHY, ("shoe size",), "shoe size"), (WHY, (), "a seat in")):
        with pytest.raises(Refused, match=words):
            merge(dana, first.client, second.client, why, take)
    assert dana.of(Client).count() == 2


def test_a_merge_is_never_undone(house: House) -> None:
    dana = house.sign_in()
    first, second = (refer.refer(dana, row(given_name=n)) for n in ("Ann", "Anne"))
    merge(dana, first.client, second.client, WHY)
    with pytest.raises(Refused, match="never undone"):
        undo.undo(dana)


def test_an_open_concern_of_the_other_record_is_still_to_be_worked_on(house: House) -> None:
    dana = house.sign_in()
    first, second = waiting(dana), refer.refer(dana, row(given_name="Helena"))
    alert = safety.raise_concern(dana, second.client, ConcernKind.self_harm, "said so at the door")
    merge(dana, first.client, second.client, WHY)
    assert [a.id for a in safety.open_alerts(dana, first.client)] == [alert.id]
    screen.screen_referral(dana, first.id)
    with pytest.raises(Refused, match="self-harm"):
        screen.decide(dana, first.id, Choice.group, curriculum="eight-week", reason="x")
    assert referred(dana).client != first.client

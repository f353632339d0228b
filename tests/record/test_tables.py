"""A table of the record is a TinyDB table: the same methods with the same answers, written only inside an act."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import operations, where
from tinydb.table import Document

from groupcare.record.db import GroupDB
from groupcare.record.errors import Refused
from tests.record.kit import KEY, acting, document, faults, plain, taken_back

ROWS = [document(f"c{n}", client="ana" if n % 2 else "bo", n=n, tags=["x", str(n)]) for n in range(5)]
ANA = where("client") == "ana"


@pytest.fixture
def contacts(db: GroupDB) -> Any:
    with acting(db):
        db.table("contact").insert_multiple(ROWS)
    return db.table("contact")


def numbers(found: list[Any]) -> list[int]:
    return [one["n"] for one in found]


def test_insert_gives_a_new_id_of_32_hex_digits(db: GroupDB) -> None:
    with acting(db):
        doc_id = db.table("contact").insert({"n": 1})
    assert len(doc_id) == 32  # type: ignore[arg-type]
    assert int(doc_id, 16) >= 0  # type: ignore[call-overload]
    assert plain(db.table("contact").all()) == [(doc_id, {"n": 1})]


def test_a_document_that_brings_its_own_id_keeps_it(db: GroupDB) -> None:
    with acting(db):
        assert db.table("contact").insert(document("own", n=1)) == "own"
        assert db.table("contact").insert_multiple([document("two", n=2), document("three", n=3)]) == ["two", "three"]
    assert plain(db.table("contact").all()) == [("own", {"n": 1}), ("two", {"n": 2}), ("three", {"n": 3})]


def test_tinydbs_own_document_keeps_its_id_too(db: GroupDB) -> None:
    with acting(db):
        db.table("contact").insert(Document({"n": 1}, "own"))  # type: ignore[arg-type]
    assert db.table("contact").get(doc_id="own") == {"n": 1}


def test_an_id_that_is_no_text_is_refused_or_proved_like_any_other(db: GroupDB) -> None:
    try:
        with acting(db):
            db.table("contact").insert(document(7, n=1))  # type: ignore[arg-type]
    except (Refused, ValueError, TypeError):
        assert len(db.table("contact")) == 0
    assert faults(db) == ()


def test_the_same_id_twice_is_refused_and_the_first_stands(db: GroupDB) -> None:
    with acting(db):
        db.table("contact").insert(document("one", n=1))
    for again in ([document("one", n=2)], [document("new", n=3), document("one", n=2)]):
        with pytest.raises(ValueError, match="already exists"), acting(db):
            db.table("contact").insert_multiple(again)
    assert plain(db.table("contact").all()) == [("one", {"n": 1})]


@pytest.mark.parametrize(
    ("call", "changed"),
    [
        (lambda t: t.update({"n": 0}, ANA), {"c1": 0, "c3": 0}),
        (lambda t: t.update({"n": 0}), {f"c{n}": 0 for n in range(5)}),
        (lambda t: t.update({"n": 0}, doc_ids=["c2", "gone"]), {"c2": 0}),
        (lambda t: t.update(operations.increment("n"), ANA), {"c1": 2, "c3": 4}),
        (lambda t: t.update_multiple([({"n": 0}, ANA), (operations.decrement("n"), where("n") == 4)]), {}),
        (lambda t: t.upsert({"n": 0}, where("n") > 2), {"c3": 0, "c4": 0}),
        (lambda t: t.upsert(document("c2", n=0)), {"c2": 0}),
    ],
)
def test_update_changes_what_was_meant_and_nothing_else(
    db: GroupDB, contacts: Any, call: Callable[[Any], list[Any]], changed: dict[str, int]
) -> None:
    with acting(db):
        told = call(contacts)
    changed = changed or {"c1": 0, "c3": 0, "c4": 3}
    assert {i: d["n"] for i, d in plain(contacts.all())} == {f"c{n}": n for n in range(5)} | changed
    assert sorted(told) == sorted(changed)
    assert {change.id for change in db.engine.changes(after=1)} == {i for i, n in changed.items() if n != int(i[1])}


def test_upsert_of_what_is_not_there_inserts_it(db: GroupDB, contacts: Any) -> None:
    with acting(db):
        told = contacts.upsert({"n": 77}, where("n") == 77)
    assert plain(contacts.all())[-1] == (told[0], {"n": 77})


def test_nested_values_are_updated_in_place(db: GroupDB, contacts: Any) -> None:
    with acting(db):
        contacts.update(lambda found: found["tags"].append("new"), ANA)
    assert [d["tags"] for _, d in plain(contacts.search(ANA))] == [["x", "1", "new"], ["x", "3", "new"]]


@pytest.mark.parametrize(
    ("call", "left"),
    [
        (lambda t: t.remove(ANA), [0, 2, 4]),
        (lambda t: t.remove(doc_ids=["c0", "gone"]), [1, 2, 3, 4]),
        (lambda t: t.truncate(), []),
    ],
)
def test_remove_takes_out_what_was_meant(
    db: GroupDB, contacts: Any, call: Callable[[Any], Any], left: list[int]
) -> None:
    with acting(db):
        call(contacts)
    assert numbers(contacts.all()) == left
    assert faults(db) == ()


def test_remove_of_everything_by_mistake_is_refused_as_in_tinydb(db: GroupDB, contacts: Any) -> None:
    with pytest.raises(RuntimeError), acting(db):
        contacts.remove()
    assert len(contacts) == 5


def test_get_finds_by_id_by_several_ids_and_by_condition(contacts: Any) -> None:
    assert contacts.get(doc_id="c3")["n"] == 3
    assert contacts.get(doc_id="gone") is None
    assert contacts.get(ANA)["n"] == 1
    assert contacts.get(where("n") == 99) is None
    assert sorted(numbers(contacts.get(doc_ids=["c4", "c1", "gone"]))) == [1, 4]
    with pytest.raises(RuntimeError):
        contacts.get()


def test_get_by_several_ids_gives_them_in_the_tables_order_as_tinydb_does(contacts: Any) -> None:
    assert numbers(contacts.get(doc_ids=["c4", "c1"])) == [1, 4]


def test_contains_count_len_all_and_iteration_agree(db: GroupDB, contacts: Any) -> None:
    assert contacts.contains(doc_id="c0")
    assert not contacts.contains(doc_id="c9")
    assert contacts.contains(ANA)
    assert not contacts.contains(where("client") == "cy")
    assert contacts.count(ANA) == 2
    assert len(contacts) == 5
    assert numbers(contacts.all()) == numbers(list(contacts)) == [0, 1, 2, 3, 4]
    assert len(db) == 0  # the default table


def test_a_plain_function_is_a_query_as_in_tinydb(contacts: Any) -> None:
    assert numbers(contacts.search(lambda found: found["n"] > 2)) == [3, 4]


def test_what_is_handed_out_is_a_copy_all_the_way_down(contacts: Any) -> None:
    for found in (
        contacts.get(doc_id="c1"),
        contacts.search(ANA)[0],
        contacts.all()[1],
        contacts.get(doc_ids=["c1"])[0],
    ):
        found["tags"].append("leak")
        found["client"] = "leak"
    assert dict(contacts.get(doc_id="c1")) == dict(ROWS[1])


def test_what_was_handed_in_can_be_changed_afterwards_without_harm(db: GroupDB) -> None:
    tags = ["x"]
    with acting(db):
        doc_id = db.table("contact").insert({"tags": tags})
        tags.append("leak")
        fields = {"deep": {"n": [1]}}
        db.table("contact").update(fields, doc_ids=[doc_id])
        fields["deep"]["n"].append(2)
    assert db.table("contact").get(doc_id=doc_id) == {"tags": ["x"], "deep": {"n": [1]}}


@pytest.mark.parametrize(
    "write",
    [
        lambda t: t.insert({"n": 9}),
        lambda t: t.insert_multiple([{"n": 9}]),
        lambda t: t.update({"n": 9}),
        lambda t: t.update({"n": 9}, ANA),
        lambda t: t.update({"n": 9}, doc_ids=["c1"]),
        lambda t: t.update_multiple([({"n": 9}, ANA)]),
        lambda t: t.upsert({"n": 9}, ANA),
        lambda t: t.remove(ANA),
        lambda t: t.remove(doc_ids=["c1"]),
        lambda t: t.truncate(),
    ],
)
def test_writing_outside_an_act_is_refused_and_nothing_was_changed(contacts: Any, write: Callable[[Any], Any]) -> None:
    with pytest.raises(Refused, match="nothing was changed"):
        write(contacts)
    assert plain(contacts.all()) == plain(ROWS)


@pytest.mark.parametrize(
    "drop",
    [
        lambda db: db.drop_table("contact"),
        lambda db: db.drop_tables(),
        lambda db: db.storage.write({}),
        lambda db: db.storage.write({"contact": {}}),
        lambda db: db.storage.read(),
    ],
)
def test_the_record_is_never_dropped_nor_written_or_read_as_a_whole(
    db: GroupDB, contacts: Any, drop: Callable[[GroupDB], Any]
) -> None:
    with pytest.raises(Refused):
        drop(db)
    with pytest.raises(Refused), acting(db):
        drop(db)
    assert plain(contacts.all()) == plain(ROWS)
    assert db.engine.head()[0] == 1


def test_a_table_that_the_record_does_not_have_is_refused(db: GroupDB) -> None:
    with pytest.raises(Refused, match="no table"):
        db.table("contact; DROP TABLE ledger")


def test_a_table_empties_fast_enough_to_be_used(db: GroupDB) -> None:
    """TinyDB's truncate takes rows out one at a time: asking for all ids before each would be quadratic."""
    asked = 0
    ids = db.engine.ids

    def counted(table: str) -> list[str]:
        nonlocal asked
        asked += 1
        return ids(table)

    with acting(db):
        db.table("contact").insert_multiple([{"n": n} for n in range(30)])
        db.engine.ids = counted  # type: ignore[method-assign]
        db.table("contact").truncate()
    assert asked < 30


def test_iteration_goes_on_when_another_program_removes_a_document_meanwhile(db: GroupDB, contacts: Any) -> None:
    other = GroupDB(db.engine.path, KEY)
    seen = []
    for found in contacts:
        seen.append(found["n"])
        if found["n"] == 1:
            with acting(other):
                other.table("contact").remove(doc_ids=["c3"])
    other.close()
    assert seen in ([0, 1, 2, 4], [0, 1, 2, 3, 4])


def test_the_repr_of_the_record_and_of_a_table_holds_no_content(db: GroupDB, contacts: Any) -> None:
    assert "ana" not in repr(db) + repr(contacts)


def test_the_document_is_stored_as_json_that_other_programs_read(db: GroupDB, path: Path) -> None:
    content = {"client": "Zoë \u202e [/red]", "n": 2**53, "x": 0.1, "deep": [None, True, {"a": "\u0000\n"}]}
    with acting(db):
        db.table("contact").insert(document("one", **content))
    row = db.engine.read("contact", "one")
    assert row is not None
    assert json.loads(row.doc) == content


LINKS = st.fixed_dictionaries(
    {"client": st.sampled_from(["ana", "bo", "", None, 5, 1.5, True, ["x"]]), "n": st.integers(0, 2)},
    optional={"due": st.sampled_from(["2026-10-06", "2026-10-06T12:00:00Z", None])},
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINKS, min_size=1, max_size=6))
def test_a_document_is_always_looked_up_by_what_stands_in_it(db: GroupDB, versions: list[dict[str, Any]]) -> None:
    with taken_back(db):
        for content in versions:
            db.table("contact").upsert(document("one", **{"due": None, **content}))
            assert db.engine.astray("contact") == []
            found = db.engine.open_work("contact", "9")
            assert [row.id for row in found] == (["one"] if content.get("due") else [])
        for name in ("ana", "bo", ""):
            assert len(db.table("contact").search(where("client") == name)) == (versions[-1]["client"] == name)

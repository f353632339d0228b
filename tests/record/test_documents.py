"""The typed edge: every Struct comes back as it went in, older documents are upgraded as read, newer ones refused."""

import datetime as dates
import enum
import traceback
import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs
from tinydb import where

from groupcare.record import schema
from groupcare.record.db import GroupDB
from groupcare.record.documents import Records
from groupcare.record.errors import Damaged, NewerStore, NotFound, RecordError, Stale
from groupcare.record.schema import TABLES, Reason, Table
from groupcare.rules.clinic import Clinic, Closure
from groupcare.rules.kept import Kept
from groupcare.rules.people import Client
from groupcare.rules.plan import Goal, Objective, Plan, PlanContent, ScoreAim
from tests.record.kit import KEY, acting, document, faults, put, taken_back, tampering

# --- any value of a type ----------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    type(None): st.none(),
    dates.date: st.dates(),
    dates.time: st.times(),
    dates.datetime: st.datetimes(timezones=st.just(dates.UTC)),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of this type, as rules/ writes types."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        types_ = typing.get_type_hints(kind)
        parts = {field.name: anything(types_[field.name]) for field in structs.fields(kind)}
        return st.builds(kind, **parts)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return st.one_of([anything(part) for part in inside])
    if origin is tuple and inside[-1] is Ellipsis:
        return st.lists(anything(inside[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(anything, inside))
    if origin in (dict, Mapping):
        return st.dictionaries(anything(inside[0]), anything(inside[1]), max_size=2)
    raise NotImplementedError(f"no strategy for {kind}")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GroupDB]:
    made = GroupDB(tmp_path_factory.mktemp("documents") / "record.db", KEY, create=True)
    yield made
    made.close()


each_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
some = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@each_table
def test_whatever_a_struct_holds_comes_back_the_same(record: GroupDB, table: Table) -> None:
    @given(anything(table.kind))
    @some
    def check(kept: Kept) -> None:
        kept = structs.replace(kept, id="", rev=0)
        records = Records(record, table.kind)
        with taken_back(record):
            added = records.add(kept)
            assert added == structs.replace(kept, id=added.id, rev=1)
            assert records.get(added.id) == added
            assert list(records.all()) == [added]

    check()


@each_table
def test_what_is_saved_is_what_is_read_whether_it_was_changed_or_not(record: GroupDB, table: Table) -> None:
    @given(anything(table.kind), anything(table.kind))
    @some
    def check(kept: Kept, second: Kept) -> None:
        records = Records(record, table.kind)
        with taken_back(record):
            added = records.add(structs.replace(kept, id="", rev=0))
            read = records.get(added.id)
            assert records.save(read) == read
            assert records.get(added.id) == read
            other = records.save(structs.replace(second, id=added.id, rev=1))
            assert records.get(added.id) == other

    check()


# --- Records ----------------------------------------------------------------------------------------------------------


def test_a_document_saved_unchanged_can_be_saved_again(db: GroupDB) -> None:
    records = Records(db, Clinic)
    with acting(db):
        clinic = records.add(Clinic(name="Hill", zone="Europe/Paris"))
    with acting(db) as transaction:
        same = records.save(clinic)
    assert transaction.seq is None
    assert same == clinic
    with acting(db):
        changed = records.change(same, name="Dale")
    assert records.get(clinic.id) == changed
    assert changed.rev == 2


def test_what_is_stored_has_its_schema_number_and_neither_id_nor_revision(db: GroupDB) -> None:
    with acting(db):
        added = Records(db, Reason).add(Reason(tx="t", text="x"))
    stored = db.table("reason").get(doc_id=added.id)
    assert dict(stored) == {"schema": 1, "tx": "t", "text": "x", "client": None}  # type: ignore[call-overload]


def test_a_document_added_with_an_id_keeps_it_and_may_come_back_after_it_was_taken_out(db: GroupDB) -> None:
    records = Records(db, Reason)
    with acting(db):
        first = records.add(Reason(id="own", tx="t", text="x"))
    assert (first.id, first.rev) == ("own", 1)
    with acting(db):
        db.table("reason").remove(doc_ids=["own"])
    with acting(db):
        again = records.add(Reason(id="own", tx="t", text="y"))
    assert again == records.get("own")
    assert again.rev == 3
    with acting(db):
        records.change(again, text="z")


def test_finding_getting_and_linking(db: GroupDB) -> None:
    records = Records(db, Reason)
    with acting(db):
        one, two, three = (records.add(Reason(tx="t", text=str(n), client="abb"[n])) for n in range(3))
    assert records.find(one.id) == one
    assert records.find("gone") is None
    with pytest.raises(NotFound, match="There is no reason 'gone'"):
        records.get("gone")
    assert records.linked(client="b") == [two, three]
    assert records.linked(client="b", tx="t") == [two, three]
    assert records.search((where("client") == "b") & (where("text") == "2")) == [three]
    assert list(records.all()) == [one, two, three]
    assert records.count() == 3


def test_saving_what_is_not_there_is_told(db: GroupDB) -> None:
    with pytest.raises(NotFound), acting(db):
        Records(db, Reason).save(Reason(id="gone", rev=1, tx="t", text="x"))


@pytest.mark.parametrize("rev", [0, 1, 3])
def test_a_revision_that_is_not_the_stored_one_is_stale(db: GroupDB, rev: int) -> None:
    records = Records(db, Reason)
    with acting(db):
        added = records.add(Reason(tx="t", text="one"))
        records.change(added, text="two")
    with pytest.raises(Stale), acting(db):
        records.save(structs.replace(added, rev=rev, text="mine"))
    assert records.get(added.id).text == "two"


@pytest.mark.parametrize("target", [float("nan"), float("inf"), -float("inf")])
def test_a_value_that_would_not_read_back_is_refused_and_not_stored(db: GroupDB, target: float) -> None:
    """JSON has no such numbers: stored as null, a plan could never be read again. rules/ refuses them; so must this."""
    aim = ScoreAim(measure="phq-9", target=target)
    objective = Objective(key="a", words="x", aim=aim, by=dates.date(2027, 1, 1), every_days=7)
    content = PlanContent(
        dated=dates.date(2026, 10, 6),
        review_on=dates.date(2027, 1, 1),
        goal=(Goal(number=1, words="x", objective=(objective,)),),
    )
    records = Records(db, Plan)
    with suppress(RecordError, ValueError), acting(db):
        records.add(Plan(client="c", content=content, written_by="s"))
    assert list(records.all()) == []


@pytest.mark.parametrize("asked", ["\udce9", "\x00", "x" * 100_000, "' OR 1=1 --", ""])
def test_whatever_is_asked_for_as_an_id_is_there_or_not(db: GroupDB, asked: str) -> None:
    """What a person types on the command line need not be text: Python hands odd bytes over as lone surrogates."""
    records = Records(db, Reason)
    with acting(db):
        records.add(Reason(tx="t", text="x", client="c"))
    assert records.find(asked) is None
    assert records.linked(client=asked) == []
    with pytest.raises(NotFound):
        records.get(asked)


@pytest.mark.parametrize("asked", [0, -1, 2**63 - 1, 2**63, 10**30])
def test_whatever_is_asked_for_as_a_number_is_there_or_not(db: GroupDB, asked: int) -> None:
    assert Records(db, Client).numbered(asked) is None


# --- numbers ----------------------------------------------------------------------------------------------------------


def client(db: GroupDB) -> Client:
    records = Records(db, Client)
    with acting(db):
        return records.add(Client(number=records.next_number()))


def test_numbers_begin_at_one_and_go_on(db: GroupDB) -> None:
    made = [client(db) for _ in range(3)]
    assert [one.number for one in made] == [1, 2, 3]
    assert Records(db, Client).numbered(2) == made[1]
    assert Records(db, Client).numbered(9) is None


def test_the_number_of_an_act_that_failed_is_given_again(db: GroupDB) -> None:
    records = Records(db, Client)
    with taken_back(db):
        records.add(Client(number=records.next_number()))
    assert client(db).number == 1


def test_a_number_is_never_given_twice_even_when_its_document_is_gone(db: GroupDB) -> None:
    client(db)
    last = client(db)
    with acting(db):
        db.table("client").remove(doc_ids=[last.id])
    assert client(db).number == 3


# --- schemas ----------------------------------------------------------------------------------------------------------


class PetThen(Kept, frozen=True, kw_only=True):
    """As it was first."""

    name: str


class PetNow(Kept, frozen=True, kw_only=True):
    """As it is two schemas later."""

    names: tuple[str, ...]
    legs: int


def second(content: dict[str, Any]) -> dict[str, Any]:
    return {"names": [content["name"]]}


def third(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "legs": 4}


THEN = Table(name="pet", kind=PetThen)
NOW = Table(name="pet", kind=PetNow, schema=3, upgrades={1: second, 2: third})


@pytest.fixture
def pets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GroupDB]:
    """A record in which Rex was stored by the program of then, read by the program of now."""
    monkeypatch.setitem(schema.TABLES, "pet", THEN)  # type: ignore[arg-type]
    monkeypatch.setitem(schema.TABLE_OF, PetThen, THEN)  # type: ignore[arg-type]
    made = GroupDB(tmp_path / "pets.db", KEY, create=True)
    with acting(made):
        Records(made, PetThen).add(PetThen(id="rex", name="Rex"))
    monkeypatch.setitem(schema.TABLES, "pet", NOW)  # type: ignore[arg-type]
    monkeypatch.setitem(schema.TABLE_OF, PetNow, NOW)  # type: ignore[arg-type]
    yield made
    made.close()


REX = PetNow(id="rex", rev=1, names=("Rex",), legs=4)


def test_an_older_document_is_upgraded_as_it_is_read_and_stays_as_it_was_stored(pets: GroupDB) -> None:
    before = pets.engine.read("pet", "rex")
    assert Records(pets, PetNow).get("rex") == REX
    assert list(Records(pets, PetNow).all()) == [REX]
    assert pets.engine.read("pet", "rex") == before
    assert faults(pets) == ()


def test_an_older_document_is_rewritten_when_it_changes_and_the_proof_holds(pets: GroupDB) -> None:
    with acting(pets):
        Records(pets, PetNow).change(REX, legs=3)
    assert dict(pets.table("pet").get(doc_id="rex")) == {"schema": 3, "names": ["Rex"], "legs": 3}  # type: ignore[call-overload]
    assert Records(pets, PetNow).get("rex") == structs.replace(REX, rev=2, legs=3)
    assert faults(pets) == ()


def test_an_older_document_saved_unchanged_is_not_rewritten(pets: GroupDB) -> None:
    with acting(pets) as transaction:
        assert Records(pets, PetNow).save(REX) == REX
    assert transaction.seq is None


def test_a_document_of_a_newer_schema_is_refused(pets: GroupDB) -> None:
    put(pets, "pet", "tom", {"schema": 4, "wings": 2})
    with pytest.raises(NewerStore, match="newer GroupCare"):
        Records(pets, PetNow).get("tom")


def test_a_document_without_a_number_is_of_the_first_schema(pets: GroupDB) -> None:
    put(pets, "pet", "tom", {"name": "Tom"})
    assert Records(pets, PetNow).get("tom").names == ("Tom",)


def test_fields_that_this_program_does_not_know_are_passed_over(db: GroupDB) -> None:
    put(db, "reason", "r", {"schema": 1, "tx": "t", "text": "x", "later": {"deep": [1]}, "id": "no", "rev": 99})
    assert Records(db, Reason).get("r") == Reason(id="r", rev=1, tx="t", text="x")


@pytest.mark.parametrize(
    "content",
    [
        {"name": "Xyzzy", "zone": 5},
        {"name": ["Xyzzy"]},
        {"name": "Xyzzy", "zone": "Europe/Paris", "closures": [{"on": "Xyzzy", "reason": "x"}]},
        {"name": "Xyzzy", "zone": "Europe/Paris", "closures": [{"on": "2026-02-30", "reason": "Xyzzy"}]},
        {"name": "Xyzzy", "zone": "Europe/Paris", "working_days": {"Xyzzy": 1}},
        {"schema": "Xyzzy", "name": "Xyzzy", "zone": "Europe/Paris"},
        {"schema": None, "name": "Xyzzy", "zone": "Europe/Paris"},
        {"schema": 0, "name": "Xyzzy", "zone": "Europe/Paris"},
        {"schema": -1, "name": "Xyzzy", "zone": "Europe/Paris"},
        {},
    ],
)
def test_a_document_that_is_not_what_it_should_be_is_damage_told_without_its_content(
    db: GroupDB, content: dict[str, Any]
) -> None:
    put(db, "clinic", "one", content)
    with pytest.raises(Damaged, match="groupcare verify") as told:
        Records(db, Clinic).get("one")
    assert "Xyzzy" not in "".join(traceback.format_exception(told.value))


def test_an_older_document_that_its_upgrade_cannot_read_is_damage_too(pets: GroupDB) -> None:
    put(pets, "pet", "tom", {"schema": 1, "nom": "Xyzzy"})
    with pytest.raises(Damaged) as told:
        Records(pets, PetNow).get("tom")
    assert "Xyzzy" not in str(told.value)


def test_one_damaged_document_does_not_keep_the_others_from_being_read(db: GroupDB) -> None:
    put(db, "reason", "bad", {"schema": 1})
    put(db, "reason", "good", {"schema": 1, "tx": "t", "text": "x", "client": "c"})
    assert Records(db, Reason).get("good").text == "x"
    assert len(Records(db, Reason).linked(client="c")) == 1


def test_a_document_edited_behind_its_back_is_found_by_the_proof_though_it_still_reads(db: GroupDB) -> None:
    with acting(db):
        Records(db, Clinic).add(
            Clinic(
                id="one", name="Hill", zone="Europe/Paris", closures=(Closure(on=dates.date(2026, 1, 2), reason="x"),)
            )
        )
    with tampering(db.engine.path) as sql:
        sql.execute("UPDATE clinic SET doc = replace(doc, '2026-01-02', '2026-01-03')")
    assert Records(db, Clinic).get("one").closures[0].on == dates.date(2026, 1, 3)
    assert faults(db)


def test_errors_of_the_edge_are_errors_of_the_record() -> None:
    for kind in (Damaged, NewerStore, NotFound, Stale):
        assert issubclass(kind, RecordError)


def test_tinydbs_own_documents_and_records_are_the_same_ones(db: GroupDB) -> None:
    with acting(db):
        db.table("reason").insert(document("r", schema=1, tx="t", text="x", client="c"))
    assert Records(db, Reason).linked(client="c") == [Reason(id="r", rev=1, tx="t", text="x", client="c")]

"""What GroupDB rests on in TinyDB 4.9: three private hooks of a table, and the shape of a query's hash.

These tests look at stock TinyDB alone. When one fails after an upgrade, groupcare/record/db.py has to be looked at.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

import pytest
import tinydb
from tinydb import Query, where
from tinydb.queries import QueryInstance
from tinydb.table import Document, Table


class Hooked(Table):
    """A stock table with nothing but the three hooks, over a dict. It has no storage at all to go round them to."""

    document_id_class = str  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__(None, "hooked", cache_size=0)  # type: ignore[arg-type]
        self.rows: dict[str, Any] = {f"id-{n}": {"n": n, "even": n % 2 == 0} for n in range(4)}
        self.asked: list[str] = []

    def _read_table(self) -> dict[str, Any]:
        self.asked.append("read")
        return self.rows

    def _update_table(self, updater: Callable[[MutableMapping[Any, Any]], None]) -> None:
        self.asked.append("update")
        updater(self.rows)

    def _get_next_id(self) -> Any:
        self.asked.append("id")
        return f"new-{self.asked.count('id')}"


def bump(found: dict[str, Any]) -> None:
    found["n"] += 10


EVEN = where("even") == True  # noqa: E712


@pytest.mark.parametrize(
    ("call", "hooks"),
    [
        (lambda t: t.insert({"n": 9}), {"id", "update"}),
        (lambda t: t.insert(Document({"n": 9}, "own")), {"update"}),  # type: ignore[arg-type]
        (lambda t: t.insert_multiple([{"n": 8}, {"n": 9}]), {"id", "update"}),
        (lambda t: t.update({"seen": 1}), {"update"}),
        (lambda t: t.update({"seen": 1}, EVEN), {"update"}),
        (lambda t: t.update(bump, doc_ids=["id-1"]), {"update"}),
        (lambda t: t.update_multiple([(bump, EVEN), ({"odd": 1}, ~EVEN)]), {"update"}),
        (lambda t: t.upsert({"seen": 1}, EVEN), {"update"}),
        (lambda t: t.upsert({"n": 7}, where("n") == 7), {"id", "update"}),
        (lambda t: t.remove(EVEN), {"update"}),
        (lambda t: t.remove(doc_ids=["id-1"]), {"update"}),
        (lambda t: t.truncate(), {"update"}),
        (lambda t: t.search(EVEN), {"read"}),
        (lambda t: t.get(EVEN), {"read"}),
        (lambda t: t.get(doc_id="id-1"), {"read"}),
        (lambda t: t.get(doc_ids=["id-1"]), {"read"}),
        (lambda t: t.contains(EVEN), {"read"}),
        (lambda t: t.contains(doc_id="id-1"), {"read"}),
        (lambda t: t.count(EVEN), {"read"}),
        (lambda t: t.all(), {"read"}),
        (lambda t: list(t), {"read"}),
        (len, {"read"}),
    ],
)
def test_every_method_of_a_table_goes_through_the_three_hooks(call: Callable[[Any], Any], hooks: set[str]) -> None:
    table = Hooked()
    call(table)
    assert set(table.asked) == hooks


def test_an_updater_changes_the_rows_it_was_handed_in_place_and_does_not_set_them_back() -> None:
    class Watched(dict[str, Any]):
        set_back: list[str] = []  # noqa: RUF012

        def __setitem__(self, key: str, value: Any) -> None:
            self.set_back.append(key)
            super().__setitem__(key, value)

    table = Hooked()
    table.rows = Watched(table.rows)
    table.update({"seen": 1}, EVEN)
    assert table.rows["id-0"]["seen"] == 1
    assert Watched.set_back == []


def test_a_cache_of_no_size_keeps_no_answers() -> None:
    table = Hooked()
    first = table.search(EVEN)
    table.rows["id-8"] = {"even": True}
    assert len(table.search(EVEN)) == len(first) + 1


def test_stock_drop_table_deletes_before_a_storage_can_refuse() -> None:
    """Why GroupDB overrides it."""
    db = tinydb.TinyDB(storage=tinydb.storages.MemoryStorage)
    db.table("kept").insert({})
    db.storage.write = lambda data: (_ for _ in ()).throw(RuntimeError("refused"))  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        db.drop_table("kept")
    assert db.storage.read() == {}


def test_a_stock_document_shares_its_nested_values_with_the_store() -> None:
    """Why every document of GroupDB is decoded anew."""
    table = Hooked()
    table.rows["deep"] = {"in": {"n": 1}}
    table.get(doc_id="deep")["in"]["n"] = 2
    assert table.rows["deep"]["in"]["n"] == 2


@pytest.mark.parametrize(
    ("query", "shape"),
    [
        (where("a") == "x", ("==", ("a",), "x")),
        (where("a") == None, ("==", ("a",), None)),  # noqa: E711
        (Query().a.b == 1, ("==", ("a", "b"), 1)),
        (Query()["a"]["b"] == 1, ("==", ("a", "b"), 1)),
        (where("a") != "x", ("!=", ("a",), "x")),
        (where("a") < 3, ("<", ("a",), 3)),
        (where("a").exists(), ("exists", ("a",))),
        (where("a").one_of(["x"]), ("one_of", ("a",), ("x",))),
        (~(where("a") == "x"), ("not", ("==", ("a",), "x"))),
        (
            (where("a") == "x") & (where("b") == "y"),
            ("and", frozenset({("==", ("a",), "x"), ("==", ("b",), "y")})),
        ),
        (
            (where("a") == "x") | (where("b") == "y"),
            ("or", frozenset({("==", ("a",), "x"), ("==", ("b",), "y")})),
        ),
        ((where("a") == "x") & (where("a") == "x"), ("and", frozenset({("==", ("a",), "x")}))),
    ],
)
def test_a_querys_hash_tells_what_it_asks(query: QueryInstance, shape: tuple[Any, ...]) -> None:
    assert query._hash == shape


@pytest.mark.parametrize(
    "query",
    [
        where("a") == bytearray(b"x"),
        where("a").map(str.lower) == "x",
        (where("a").map(str.lower) == "x") & (where("b") == "y"),
        (where("a").map(str.lower) == "x") | (where("b") == "y"),
        ~(where("a").map(str.lower) == "x"),
    ],
)
def test_a_query_that_cannot_be_told_by_a_hash_has_none(query: QueryInstance) -> None:
    assert query._hash is None

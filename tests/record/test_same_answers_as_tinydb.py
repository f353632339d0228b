"""For any documents and any query, a table of the record answers exactly as stock TinyDB, in the same order."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tinydb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tinydb import Query, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from groupcare.record.db import GroupDB, StoredDocument
from tests.record.kit import KEY, TakenBack, Ticking, acting, faults, plain, taken_back

FIELDS = ("client", "session", "group", "member", "mark", "n")
"""Four links of an attendance and two fields that are none."""

texts = st.sampled_from(["", "a", "A", "b", "7", "null", "1.0", "ä", "é", "e\u0301", "名前", "a' OR 1=1 --", '["a"]'])
values = st.one_of(
    st.none(), st.integers(-3, 9), texts, st.booleans(), st.text(max_size=3), st.lists(texts, max_size=2)
)
numbers = st.dictionaries(st.just("count"), st.integers(0, 9))
documents = st.builds(dict.__or__, st.dictionaries(st.sampled_from(FIELDS), values), numbers)
fields = st.sampled_from(FIELDS)

simple = st.one_of(
    st.builds(lambda f, v: where(f) == v, fields, values),
    st.builds(lambda f, v: where(f) == v, fields, texts),
    st.builds(lambda f, v: where(f) != v, fields, values),
    st.builds(lambda v: where("count") < v, st.integers(0, 9)),
    st.builds(lambda f: where(f).exists(), fields),
    st.builds(lambda f: where(f).matches("[a-z]"), fields),
    st.builds(lambda f: where(f).search("a|7"), fields),
    st.builds(lambda f: where(f).test(lambda v: bool(v)), fields),
    st.builds(lambda f, v: where(f).any(v), fields, st.lists(texts, max_size=3)),
    st.builds(lambda f, v: where(f).one_of(v), fields, st.lists(values, max_size=3)),
    st.builds(lambda f, v: where(f).map(str) == v, fields, texts),
    st.builds(lambda f, g, v: Query()[f][g] == v, fields, fields, texts),
    st.builds(lambda d: Query().fragment(d), st.dictionaries(fields, values, max_size=2)),
)
queries: st.SearchStrategy[QueryInstance] = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GroupDB]:
    made = GroupDB(tmp_path_factory.mktemp("same") / "record.db", KEY, create=True)
    yield made
    made.close()


@given(st.lists(documents, max_size=12), st.lists(queries, min_size=1, max_size=5))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_search_get_count_and_contains_answer_as_stock_tinydb(
    record: GroupDB, rows: list[dict[str, Any]], asked: list[QueryInstance]
) -> None:
    stock = tinydb.TinyDB(storage=MemoryStorage).table("attendance")
    stock.insert_multiple(rows)
    with taken_back(record):
        ours = record.table("attendance")
        ours.insert_multiple(rows)
        for query in asked:
            expected = [dict(found) for found in stock.search(query)]
            assert [dict(found) for found in ours.search(query)] == expected
            assert ours.get(query) == stock.get(query)
            assert ours.count(query) == stock.count(query)
            assert ours.contains(query) == stock.contains(query)
        assert ours.all() == stock.all()


class TextIds(Table):
    """Stock TinyDB with ids like ours."""

    document_id_class = str  # type: ignore[assignment]


ids = st.sampled_from([f"id-{n}" for n in range(6)])


class SameAsTinyDB(RuleBasedStateMachine):
    """Any run of acts, kept or taken back, leaves what stock TinyDB would hold, in its order, and a clean proof."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.db = GroupDB(Path(self.folder.name) / "record.db", KEY, clock=Ticking(), create=True)
        self.ours = self.db.table("attendance")
        stock = tinydb.TinyDB(storage=MemoryStorage)
        self.stock = TextIds(stock.storage, "attendance")
        self.kept = 0

    def act(self, keep: bool, *steps: Callable[[Any, Callable[..., Any]], Any]) -> None:
        """Run the steps in one act on ours; where it is kept, on the twin too, with the same answers."""
        try:
            with acting(self.db) as transaction:
                ours = [step(self.ours, StoredDocument) for step in steps]
                if not keep:
                    raise TakenBack
        except TakenBack:
            return
        assert ours == [step(self.stock, Document) for step in steps]
        self.kept += transaction.seq is not None

    @rule(doc_id=ids, content=documents, keep=st.booleans())
    def insert(self, doc_id: str, content: dict[str, Any], keep: bool) -> None:
        if not self.stock.contains(doc_id=doc_id):  # type: ignore[arg-type]
            self.act(keep, lambda table, kind: table.insert(kind(content, doc_id)))

    @rule(content=documents, query=queries, keep=st.booleans())
    def update(self, content: dict[str, Any], query: QueryInstance, keep: bool) -> None:
        self.act(keep, lambda table, _: table.update(content, query))

    @rule(content=documents, doc_ids=st.lists(ids, max_size=3), keep=st.booleans())
    def update_by_ids(self, content: dict[str, Any], doc_ids: list[str], keep: bool) -> None:
        self.act(keep, lambda table, _: table.update(content, doc_ids=doc_ids))

    @rule(query=queries, keep=st.booleans())
    def remove(self, query: QueryInstance, keep: bool) -> None:
        self.act(keep, lambda table, _: table.remove(query))

    @rule(doc_id=ids, content=documents)
    def upsert(self, doc_id: str, content: dict[str, Any]) -> None:
        self.act(True, lambda table, kind: table.upsert(kind(content, doc_id)))

    @rule(doc_id=ids, first=documents, second=documents)
    @precondition(lambda self: len(self.stock) > 0)
    def replace_in_one_act(self, doc_id: str, first: dict[str, Any], second: dict[str, Any]) -> None:
        self.act(
            True,
            lambda table, kind: table.upsert(kind(first, doc_id)),
            lambda table, _: table.remove(doc_ids=[doc_id]),
            lambda table, kind: table.insert(kind(second, doc_id)),
        )

    @rule()
    def truncate(self) -> None:
        self.act(True, lambda table, _: table.truncate())

    @invariant()
    def the_same_documents_in_the_same_order(self) -> None:
        assert plain(self.ours.all()) == plain(self.stock.all())
        assert self.db.engine.head()[0] == self.kept

    def teardown(self) -> None:
        try:
            assert faults(self.db) == ()
        finally:
            self.db.close()
            self.folder.cleanup()


SameAsTinyDB.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
test_any_run_of_acts_leaves_what_stock_tinydb_would_hold = SameAsTinyDB.TestCase

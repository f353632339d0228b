"""Every link that is followed, every number and all open work are looked up by an index, however full the record is."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from msgspec import structs
from tinydb import where

from groupcare.record.db import GroupDB
from groupcare.record.engine import Engine
from groupcare.record.schema import TABLES, Table
from tests.record.kit import KEY, acting, raw

ROWS = 3000
LINKS = [(name, link) for name, table in TABLES.items() for link in table.links]
DUE = [name for name, table in TABLES.items() if table.due]
OUTLINED = [name for name, table in TABLES.items() if table.outline]
NUMBERED = [name for name, table in TABLES.items() if table.numbered]


def row(table: Table, n: int) -> dict[str, object]:
    """Links of many values, open work in one document of sixty, and a status of few values, as in life."""
    content: dict[str, object] = {link: f"{link}-{n // 7}" for link in table.links}
    content |= {"number": n, "status": f"s{n % 3}", "due": f"2026-10-{n % 28 + 1:02}" if n % 60 == 0 else None}
    return content


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GroupDB]:
    """Thousands of documents in each table that is looked into, before and after ANALYZE."""
    made = GroupDB(tmp_path_factory.mktemp("plans") / "record.db", KEY, create=True)
    for name in ("attendance", "homework", "member", "session", "assessment", "alert", "referral"):
        for start in range(0, ROWS, 60):
            with acting(made):
                made.table(name).insert_multiple([row(TABLES[name], n) for n in range(start, start + 60)])
    yield made
    made.close()


@pytest.fixture(scope="module")
def analyzed(full: GroupDB) -> GroupDB:
    copy = full.engine.path.with_name("analyzed.db")
    full.engine.backup_into(copy)
    with raw(copy) as sql:
        sql.execute("ANALYZE")
    return GroupDB(copy, KEY)


def searches(plan: str, table: str, *links: str) -> bool:
    return any(plan.startswith(f"SEARCH {table} USING INDEX {table}_{link} ({link}=?)") for link in links)


@pytest.mark.parametrize(("table", "link"), LINKS)
def test_each_link_of_each_table_is_followed_by_its_index(
    db: GroupDB, full: GroupDB, analyzed: GroupDB, table: str, link: str
) -> None:
    for record in (db, full, analyzed):
        assert searches(record.engine.plan(table, [link]), table, link)


@pytest.mark.parametrize("table", [name for name, table in TABLES.items() if len(table.links) > 1])
def test_several_links_at_once_are_followed_by_the_index_of_one(
    db: GroupDB, full: GroupDB, analyzed: GroupDB, table: str
) -> None:
    for record in (db, full, analyzed):
        for size in range(2, len(TABLES[table].links) + 1):
            for links in combinations(TABLES[table].links, size):
                assert searches(record.engine.plan(table, links), table, *links)


@pytest.mark.parametrize("table", DUE)
def test_open_work_is_found_by_the_partial_index(db: GroupDB, full: GroupDB, analyzed: GroupDB, table: str) -> None:
    for record in (db, full, analyzed):
        assert record.engine.plan_open_work(table) == f"SEARCH {table} USING INDEX {table}_due (due>? AND due<?)"


@pytest.mark.parametrize("table", NUMBERED)
def test_a_number_is_found_by_its_index(db: GroupDB, path: object, table: str) -> None:
    with raw(db.engine.path) as sql:
        plans = [
            sql.execute(f'EXPLAIN QUERY PLAN {statement} "{table}" {rest}').fetchone()[3]
            for statement, rest in (("SELECT doc FROM", "WHERE number = 1"), ("SELECT MAX(number) FROM", ""))
        ]
    assert all(f"{table}_number" in plan for plan in plans)


@pytest.mark.parametrize(
    "read",
    [
        lambda engine: engine.history(["x"]),
        lambda engine: engine.history(["x", "y"], clients=["client-1"]),
        lambda engine: engine.last_rev("x"),
        lambda engine: engine.has_transaction("x"),
        lambda engine: list(engine.changes(after=1)),
    ],
)
def test_the_ledger_is_looked_into_by_its_indexes(
    full: GroupDB, analyzed: GroupDB, read: Callable[[Engine], object]
) -> None:
    for record in (full, analyzed):
        ran: list[str] = []
        record.engine._sql.set_trace_callback(ran.append)
        read(record.engine)
        record.engine._sql.set_trace_callback(None)
        plans = [row[3] for sql in ran for row in record.engine._sql.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert plans
        assert [plan for plan in plans if plan.startswith("SCAN")] == []


def test_there_is_no_index_on_what_has_few_values(db: GroupDB) -> None:
    with raw(db.engine.path) as sql:
        indexes = {
            row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
        }
    links = {f"{table}_{link}" for table, link in LINKS}
    others = {f"{table}_due" for table in DUE} | {f"{table}_number" for table in NUMBERED}
    outlines = {f"{table}_outline" for table in OUTLINED}
    assert indexes == links | others | outlines | {"change_id", "change_client", "access_client"}


@pytest.mark.parametrize("table", OUTLINED)
def test_outlines_are_read_from_their_index_alone(db: GroupDB, full: GroupDB, analyzed: GroupDB, table: str) -> None:
    for record in (db, full, analyzed):
        assert record.engine.plan_outlines(table).startswith(f"SCAN {table} USING COVERING INDEX {table}_outline")


def test_an_outline_that_an_older_program_left_out_or_made_otherwise_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    made = GroupDB(path, KEY, create=True)
    with acting(made):
        made.table("client").insert({"schema": 1, "number": 1, "family_name": "Ruiz"})
    made.close()
    with raw(path) as sql:
        sql.execute('DROP INDEX "group_outline"')
        sql.execute('DROP INDEX "client_outline"')
        sql.execute("""CREATE INDEX "client_outline" ON "client"(json_object('id', id))""")
    again = GroupDB(path, KEY)
    assert again.engine.outlines("group") == []
    assert '"family_name":"Ruiz"' in again.engine.outlines("client")[0]
    again.close()


def test_a_query_on_a_link_reads_the_linked_documents_and_no_others(
    full: GroupDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    select = full.engine.select
    monkeypatch.setattr(
        full.engine, "select", lambda table, equals: [read.append(1) or row for row in select(table, equals)]
    )
    table = full.table("attendance")
    linked = where("client") == "client-9"
    for query in (
        linked,
        linked & (where("status") == "s1"),
        (where("status") == "s1") & linked,
        linked & ((where("n") == 1) | (where("status") == "s1")),
        linked & ~(where("status") == "s1"),
        linked & where("number").test(lambda n: n > 3),
    ):
        read.clear()
        assert table.search(query)
        assert len(read) == 7


def test_only_an_equality_that_must_hold_narrows_the_search(full: GroupDB) -> None:
    table = full.table("attendance")
    nine, ten = where("client") == "client-9", where("client") == "client-10"
    assert table.count(nine | ten) == 14
    assert table.count(~nine) == ROWS - 7
    assert table.count(nine & ten) == 0
    assert table.count(nine & ~ten) == 7
    assert table.count((nine | ten) & (where("session") == "session-9")) == 7


def test_open_work_is_what_is_due_the_longest_due_first(db: GroupDB) -> None:
    due = {"a": "2026-10-07", "b": "2026-10-05", "c": None, "d": "2026-10-06T23:59:59Z", "e": "2026-10-06", "f": "2027"}
    with acting(db):
        for name, day in due.items():
            db.table("alert").insert({"name": name, "due": day})
        db.table("alert").insert({"name": "without"})
    table = db.table("alert")

    def found(until: str) -> str:
        return "".join(one["name"] for one in table.open_work(until))  # type: ignore[attr-defined]

    assert found("2026-10-04") == ""
    assert found("2026-10-05") == "b"
    assert found("2026-10-06") == "bed"
    assert found("2026-10-06T12:00:00Z") == "be"
    assert found("2026-10-07") == "beda"
    with acting(db):
        table.update({"due": None}, where("name") == "b")
    assert found("2026-10-07") == "eda"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_a_table_indexes_is_a_field_of_its_struct(table: Table) -> None:
    names = {field.name for field in structs.fields(table.kind)}
    assert set(table.links) <= names
    assert table.numbered == ("number" in names and table.name != "session")
    assert table.due == ("due" in names)
    assert "schema" not in names

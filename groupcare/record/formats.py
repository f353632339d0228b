"""Making the tables of a new record, and bringing those of an older format up to date when it is opened.

Each runs in one transaction: a record is of one format or of the other. Formats, newest first:

6   readings of objectives, what was regained, feedback
5   make-ups, notices, ideas, notes; members hold open work
4   consents, safety plans, phoned decisions, standing decisions, merged records
3   what documents are looked up by stands in columns of its own; in 1 and 2 SQLite made it up from the document
2   backups, the access log
"""

from typing import Any

from groupcare.record.errors import Damaged, NewerStore
from groupcare.record.schema import (
    ACCESS,
    ACCESS_SQL,
    APPLICATION_ID,
    DRAFT,
    DRAFT_SQL,
    LEDGER_SQL,
    STORE_FORMAT,
    TABLES,
    Table,
    copy_sql,
    document_index_sql,
    document_table_sql,
    outline_index,
    outline_index_sql,
)


def create(sql: Any) -> None:
    """The ledger of a new record; `bring_up_to_date` makes the rest."""
    sql.execute("PRAGMA journal_mode = WAL")
    sql.execute("BEGIN IMMEDIATE")
    for statement in LEDGER_SQL:
        sql.execute(statement)
    sql.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    sql.execute(f"PRAGMA user_version = {STORE_FORMAT}")
    sql.execute("COMMIT")


def check(sql: Any) -> None:
    """Raises Damaged where the file is not ours, NewerStore where only a newer program can read it."""
    if _number(sql, "application_id") != APPLICATION_ID:
        raise Damaged("This file is not a GroupCare record.")
    if (format_ := _number(sql, "user_version")) > STORE_FORMAT:
        raise NewerStore(
            f"This store was written by a newer GroupCare (format {format_}; this one knows {STORE_FORMAT}). "
            "Nothing was changed; use the newer program."
        )


def bring_up_to_date(sql: Any) -> None:
    """Tables, columns and outlines that this program knows and the one that made the store did not."""
    there = _there(sql)
    if _is_up_to_date(sql, there):
        return
    try:
        if any(_is_other(table, there) for table in TABLES.values()):
            _be_alone(sql)
        sql.execute("BEGIN IMMEDIATE")
        there = _there(sql)
        for table in TABLES.values():
            if table.name not in there:
                _make(sql, table)
            elif _is_other(table, there):
                _make_anew(sql, table)
        there = _there(sql)
        for name, statement in _outlines().items():
            if there.get(name) != statement:
                sql.execute(f'DROP INDEX IF EXISTS "{name}"')
                sql.execute(statement)
        if DRAFT not in there:
            sql.execute(DRAFT_SQL)
        for statement in ACCESS_SQL if ACCESS not in there else ():
            sql.execute(statement)
        sql.execute(f"PRAGMA user_version = {STORE_FORMAT}")
        sql.execute("COMMIT")
    finally:
        if sql.in_transaction:
            sql.execute("ROLLBACK")
        sql.execute("PRAGMA locking_mode = NORMAL")
        sql.execute("PRAGMA journal_mode = WAL").fetchall()


def _is_other(table: Table, there: dict[str, str]) -> bool:
    """Whether the table is there with other columns than this program's."""
    return there.get(table.name, document_table_sql(table)) != document_table_sql(table)


def _be_alone(sql: Any) -> None:
    """Fails as locked while another program has the record open: one of before would write on without the columns.

    Only a connection that is alone can leave the -wal; whoever opens the record next finds the new tables.
    """
    sql.execute("PRAGMA locking_mode = EXCLUSIVE")
    sql.execute("PRAGMA journal_mode = DELETE").fetchall()


def _is_up_to_date(sql: Any, there: dict[str, str]) -> bool:
    return (
        _number(sql, "user_version") == STORE_FORMAT
        and there.keys() >= {*TABLES, DRAFT, ACCESS}
        and all(there.get(name) == statement for name, statement in _outlines().items())
    )


def _make(sql: Any, table: Table) -> None:
    for statement in (document_table_sql(table), *document_index_sql(table)):
        sql.execute(statement)


def _make_anew(sql: Any, table: Table) -> None:
    before = f"{table.name} before"
    sql.execute(f'ALTER TABLE "{table.name}" RENAME TO "{before}"')
    sql.execute(document_table_sql(table))
    sql.execute(copy_sql(table, before))
    sql.execute(f'DROP TABLE "{before}"')
    for statement in document_index_sql(table):
        sql.execute(statement)


def _there(sql: Any) -> dict[str, str]:
    return dict(sql.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')"))


def _outlines() -> dict[str, str]:
    return {outline_index(table): outline_index_sql(table) for table in TABLES.values() if table.outline}


def _number(sql: Any, pragma: str) -> int:
    return int(sql.execute(f"PRAGMA {pragma}").fetchone()[0])

"""The shape of the stored database: one SQL table a kind of document, a ledger, and the changes behind each row of it.

Each document table holds id, rev and the document as JSON, and beside them what is looked up by: the links that are
followed, the number where there is one, and `due` where the documents hold open work. SQLite takes those out of the
document as it is written; as generated columns they would have every index written anew with each change. There is
deliberately no index on columns of few values: SQLite would prefer it to the link (see ARCHITECTURE.md).
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from groupcare.rules import (
    attendance,
    backups,
    clinic,
    consent,
    feedback,
    group,
    homework,
    idea,
    make_up,
    measures,
    note,
    notice,
    objective_reading,
    people,
    plan,
    policy,
    regained,
    safety,
    safety_work,
    screening,
    wording,
)
from groupcare.rules.kept import Kept

STORE_FORMAT = 6
"""Rises when an older program could no longer read or write the store rightly."""

APPLICATION_ID = 0x47724361
"""Marks the file as ours ("GrCa")."""

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


class Reason(Kept, frozen=True, kw_only=True):
    """Why somebody did something, in their own words; `tx` is the transaction it belongs to."""

    tx: str
    text: str
    client: str | None = None


class StoredPolicy(Kept, frozen=True, kw_only=True):
    """A clinic's own screening policy. The newest one is in force; older ones explain older decisions.

    `since` is the UTC instant as text; `text` is the file as the clinic wrote it, with its comments.
    """

    policy: policy.Policy
    since: str
    text: str = ""


class Table(Struct, frozen=True, kw_only=True):
    """One kind of document: its Struct, the links indexed, and how older schemas are read.

    `upgrades[n]` turns a stored document of schema n into one of schema n + 1. `outline` names parts of large documents
    by their JSON paths (several paths give a list): they stand in an index, where they are read without the documents.
    """

    name: str
    kind: type[Kept]
    links: tuple[str, ...] = ()
    numbered: bool = False
    due: bool = False
    schema: int = 1
    upgrades: Mapping[int, Upgrade] = {}
    outline: Mapping[str, tuple[str, ...]] = {}


MOST_MODULES = 24
"""Modules of a group's curriculum whose titles stand in its outline; a group with more is read whole."""


def _of_modules(field: str) -> tuple[str, ...]:
    return tuple(f"curriculum.module[{place}].{field}" for place in range(MOST_MODULES))


GROUP_OUTLINE: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in ("number", "name", "status", "first", "room", "seats", "admission")},
    "curriculum": ("curriculum.id",),
    "curriculum_name": ("curriculum.name",),
    "attendance": ("curriculum.attendance",),
    "individual_first": ("curriculum.individual_first",),
    "milestones": ("curriculum.milestones",),
    "numbers": _of_modules("number"),
    "required": _of_modules("required"),
    "titles": _of_modules("title"),
    "more": (f"curriculum.module[{MOST_MODULES}].number",),
}
"""A group holds its whole curriculum, some 70 kB; lists of groups need 1 kB of it."""

CLIENT_OUTLINE: Mapping[str, tuple[str, ...]] = {n: (n,) for n in ("family_name", "given_name", "date_of_birth")}
"""Everybody's name is looked through to find who may be one person."""

TABLES: Mapping[str, Table] = {
    t.name: t
    for t in (
        Table(name="clinic", kind=clinic.Clinic),
        Table(name="staff", kind=clinic.Staff),
        Table(name="policy", kind=StoredPolicy),
        Table(name="wording", kind=wording.Wording),
        Table(name="reason", kind=Reason, links=("client",)),
        Table(name="client", kind=people.Client, numbered=True, outline=CLIENT_OUTLINE),
        Table(name="referral", kind=people.Referral, links=("client",), numbered=True, due=True),
        Table(name="contact", kind=people.Contact, links=("client",), due=True),
        Table(name="consent", kind=consent.Consent, links=("client",), due=True),
        Table(name="assessment", kind=measures.Assessment, links=("client", "referral", "member", "session")),
        Table(name="screening", kind=screening.Screening, links=("client", "referral")),
        Table(name="decision", kind=safety.Decision, links=("client", "referral")),
        Table(name="finding", kind=safety.SafetyFinding, links=("client",)),
        Table(name="evaluation", kind=safety.Evaluation, links=("client",)),
        Table(name="hold", kind=safety.Hold, links=("client",), due=True),
        Table(name="alert", kind=safety.Alert, links=("client", "session"), due=True),
        Table(name="safety_plan", kind=safety_work.SafetyPlan, links=("client",)),
        Table(name="phoned_decision", kind=safety_work.PhonedDecision, links=("client", "alert"), due=True),
        Table(name="handoff", kind=safety.Handoff, links=("client", "referral"), due=True),
        Table(name="group", kind=group.Group, numbered=True, outline=GROUP_OUTLINE),
        Table(name="session", kind=group.Session, links=("group", "date"), due=True),
        Table(name="member", kind=group.Member, links=("client", "referral", "group", "plan"), due=True),
        Table(name="attendance", kind=attendance.Attendance, links=("client", "session", "group", "member")),
        Table(name="homework", kind=homework.Homework, links=("client", "session", "group", "member"), due=True),
        Table(name="make_up", kind=make_up.MakeUp, links=("client", "member", "group", "session"), due=True),
        Table(name="notice", kind=notice.Notice, links=("client", "group", "session"), due=True),
        Table(name="idea", kind=idea.Idea, links=("group", "session")),
        Table(name="group_note", kind=note.GroupNote, links=("group", "session"), due=True),
        Table(name="member_note", kind=note.MemberNote, links=("client", "member", "group", "session"), due=True),
        Table(name="plan", kind=plan.Plan, links=("client",), due=True),
        Table(name="objective_reading", kind=objective_reading.ObjectiveReading, links=("client", "plan")),
        Table(name="regained", kind=regained.Regained, links=("client",)),
        Table(name="feedback", kind=feedback.Feedback, links=("client", "plan")),
        Table(name="backup", kind=backups.Backup),
    )
}

TABLE_OF: Mapping[type[Kept], Table] = {t.kind: t for t in TABLES.values()}


def document_table_sql(table: Table) -> str:
    """The statement that makes one document table."""
    columns = ["id TEXT PRIMARY KEY NOT NULL", "rev INTEGER NOT NULL"]
    columns += [f'"{name}" {kind}' for name, kind in _looked_up(table).items()]
    return f'CREATE TABLE "{table.name}" ({", ".join([*columns, "doc TEXT NOT NULL"])}) STRICT'


def document_index_sql(table: Table) -> list[str]:
    """The statements that make its indexes, outlines aside."""
    indexes = [f'CREATE INDEX "{table.name}_{link}" ON "{table.name}"("{link}")' for link in table.links]
    if table.numbered:
        indexes.append(f'CREATE UNIQUE INDEX "{table.name}_number" ON "{table.name}"(number)')
    if table.due:
        indexes.append(f'CREATE INDEX "{table.name}_due" ON "{table.name}"(due) WHERE due IS NOT NULL')
    return indexes


def _looked_up(table: Table) -> dict[str, str]:
    """The columns beside the document, with their types."""
    columns = dict.fromkeys(table.links, "TEXT")
    if table.numbered:
        columns["number"] = "INTEGER"
    if table.due:
        columns["due"] = "TEXT"
    return columns


@cache
def insert_sql(name: str) -> str:
    """The statement that stores a new document; ?1 is its id, ?2 its revision, ?3 its text."""
    columns = _looked_up(TABLES[name])
    named = "".join(f', "{column}"' for column in columns)
    taken = "".join(f", {_taken(column)}" for column in columns)
    return f'INSERT INTO "{name}" (id, rev, doc{named}) VALUES (?1, ?2, ?3{taken})'


@cache
def update_sql(name: str) -> tuple[str, ...]:
    """The statements that store a changed one, with the same values.

    What it is looked up by is written only where it changes: an UPDATE that names a column writes its index anew.
    `due` changes often and the links hardly ever, so they are not written together.
    """
    columns = _looked_up(TABLES[name])
    found = [f'UPDATE "{name}" SET rev = ?2, doc = ?3 WHERE id = ?1']
    for together in ([c for c in columns if c != "due"], [c for c in columns if c == "due"]):
        if together:
            put = ", ".join(f'"{column}" = {_taken(column)}' for column in together)
            other = " OR ".join(f'"{column}" IS NOT {_taken(column)}' for column in together)
            found.append(f'UPDATE "{name}" SET {put} WHERE id = ?1 AND ({other})')
    return tuple(found)


def copy_sql(table: Table, source: str) -> str:
    """The statement that fills a new table from one of an earlier format, in the same order."""
    columns = _looked_up(table)
    named = "".join(f', "{column}"' for column in columns)
    taken = "".join(f", {_taken(column, 'doc')}" for column in columns)
    return f"""INSERT INTO "{table.name}" (rowid, id, rev, doc{named})
        SELECT rowid, id, rev, doc{taken} FROM "{source}" ORDER BY rowid"""


def astray_sql(table: Table) -> str:
    """The query for documents that are looked up by something else than stands in them; empty without links."""
    wrong = [f'"{column}" IS NOT {_taken(column, "doc")}' for column in _looked_up(table)]
    return f'SELECT id FROM "{table.name}" WHERE {" OR ".join(wrong)}' if wrong else ""


def _taken(column: str, text: str = "?3") -> str:
    return f"json_extract({text}, '$.{column}')"


def _quoted(paths: tuple[str, ...]) -> list[str]:
    return [f"'$.{path}'" for path in paths]


def outline_sql(table: Table) -> str:
    """The expression that gives the outline of a document as JSON, with its id and its schema."""
    fields = []
    for name, paths in {"schema": ("schema",), **table.outline}.items():
        fields.append(f"'{name}', json_extract(doc, {', '.join(_quoted(paths))})")
    return f"json_object('id', id, {', '.join(fields)})"


def outline_index(table: Table) -> str:
    """The name of the index that holds the outlines."""
    return f"{table.name}_outline"


def outline_index_sql(table: Table) -> str:
    """The statement that makes that index."""
    return f'CREATE INDEX "{outline_index(table)}" ON "{table.name}"({outline_sql(table)})'


DRAFT = "draft"
DRAFT_SQL = """CREATE TABLE draft (
    staff TEXT NOT NULL, form TEXT NOT NULL, at TEXT NOT NULL, fields TEXT NOT NULL,
    PRIMARY KEY (staff, form)) STRICT"""
"""What a person has typed and not saved. It stands outside the ledger: nothing of it has been recorded yet."""

ACCESS = "access"
ACCESS_SQL = (
    """CREATE TABLE access (
        at TEXT NOT NULL, staff TEXT NOT NULL, what TEXT NOT NULL, client TEXT NOT NULL) STRICT""",
    "CREATE INDEX access_client ON access(client)",
    """CREATE TRIGGER access_kept BEFORE DELETE ON access
        BEGIN SELECT RAISE(ABORT, 'the access log is never shortened'); END""",
    """CREATE TRIGGER access_unchanged BEFORE UPDATE ON access
        BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END""",
)
"""Who looked at whose chart, and what was exported. It stands outside the ledger: looking changes nothing."""

LEDGER_SQL = (
    """CREATE TABLE numbering ("table" TEXT PRIMARY KEY NOT NULL, last INTEGER NOT NULL) STRICT""",
    """CREATE TABLE ledger (
        seq INTEGER PRIMARY KEY NOT NULL, tx TEXT NOT NULL UNIQUE, at TEXT NOT NULL, staff TEXT NOT NULL,
        role TEXT NOT NULL, act TEXT NOT NULL, reason TEXT NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT""",
    """CREATE TABLE change (
        seq INTEGER NOT NULL REFERENCES ledger(seq), n INTEGER NOT NULL, client TEXT, "table" TEXT NOT NULL,
        id TEXT NOT NULL, rev INTEGER NOT NULL, before TEXT, after TEXT, salt BLOB, digest BLOB NOT NULL,
        PRIMARY KEY (seq, n)) STRICT""",
    "CREATE INDEX change_id ON change(id)",
    "CREATE INDEX change_client ON change(client) WHERE client IS NOT NULL",
    """CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END""",
    """CREATE TRIGGER ledger_unchanged BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is never changed'); END""",
    """CREATE TRIGGER change_kept BEFORE DELETE ON change
        BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END""",
    """CREATE TRIGGER change_unchanged BEFORE UPDATE ON change
        WHEN NEW.before IS NOT NULL OR NEW.after IS NOT NULL OR NEW.salt IS NOT NULL
            OR NEW.seq IS NOT OLD.seq OR NEW.n IS NOT OLD.n OR NEW.client IS NOT OLD.client
            OR NEW."table" IS NOT OLD."table" OR NEW.id IS NOT OLD.id OR NEW.rev IS NOT OLD.rev
            OR NEW.digest IS NOT OLD.digest
        BEGIN SELECT RAISE(ABORT, 'a change is never rewritten, only erased'); END""",
)

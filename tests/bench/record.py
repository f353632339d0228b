"""What the record costs at the size it is meant for, each figure beside that of a named peer in the same run.

`python -m tests.bench record [--keep DIR]` makes the full-scale store (kept in DIR for the next run) and prints a table
for the README. Ours and the peer take turns, so that what else the machine does hits both.
"""

import argparse
import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlcipher3 import dbapi2 as sqlcipher
from tinydb import TinyDB
from tinydb.storages import JSONStorage

from groupcare.acts import SignIn
from groupcare.queries import history
from groupcare.record.ledger import Proof
from groupcare.record.schema import TABLE_OF
from groupcare.record.store import RECORD
from groupcare.rules.attendance import Attendance
from tests.bench import full_scale
from tests.bench.screen_queries import queries
from tests.bench.screens import first_paint
from tests.cli.conftest import as_people_have_it
from tests.clinic import PASSPHRASE

SMALL = 4
"""Groups of the small store, of about 1,000 documents."""
NEWEST = 1000
"""An act changes one of so many documents: those of the last weeks."""
QUERY_MS, SIGN_IN_MS, MEMORY_MIB = 50, 300, 120


class Line(NamedTuple):
    """A line of the table, ready to print."""

    what: str
    ours: str
    peer: str
    ratio: str
    aim: str
    kept: bool | None = None


def took(work: Callable[[], Any]) -> float:
    """Milliseconds by the clock."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def in_turns(works: Sequence[Callable[[], Any]], times: int) -> list[list[float]]:
    """Milliseconds of each, one after the other and again."""
    rounds = [[took(work) for work in works] for _ in range(times)]
    return [list(column) for column in zip(*rounds, strict=True)]


# --- one act ------------------------------------------------------------------------------------------------------


class OneChange:
    """Ours: one attendance changes its mood, in a transaction, with its ledger row."""

    def __init__(self, who: SignIn) -> None:
        self.who, self.table = who, who.of(Attendance)
        self.ids = who.db.engine.ids("attendance")[-NEWEST:]
        self.done = 0

    def __call__(self) -> None:
        self.done += 1
        at = self.ids[self.done * 7919 % len(self.ids)]
        with self.who.db.transaction(self.who.staff_id, "facilitator", "mark attendance"):
            document = self.table.get(at)
            self.table.change(document, mood=((document.mood or 0) + 1) % 11)

    def bytes_written(self) -> int:
        """What one such act adds to the -wal, the most of several."""
        wal = Path(f"{self.who.db.engine.path}-wal")
        sizes = []
        for _ in range(8):
            self.who.db.engine._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self()
            sizes.append(wal.stat().st_size)
        return int(statistics.median(sizes))


class Bare:
    """The least that is safe: so many bytes appended to a file, and fdatasync."""

    def __init__(self, path: Path, size: int) -> None:
        self.handle, self.content = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), os.urandom(size)

    def __call__(self) -> None:
        os.write(self.handle, self.content)
        os.fdatasync(self.handle)


class PlainSqlite:
    """The same tables, triggers and rows without encryption, and the same statements, in Python's own sqlite3."""

    def __init__(self, who: SignIn, path: Path) -> None:
        engine = who.db.engine
        source = sqlcipher.connect(str(engine.path))
        source.execute("PRAGMA cipher_log_level = NONE")
        source.execute(f"PRAGMA key = \"x'{who.opened.database_key.hex()}'\"")
        source.execute(f"ATTACH DATABASE '{path}' AS plain KEY ''")
        source.execute("SELECT sqlcipher_export('plain')")
        source.close()
        self.sql = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        self.sql.execute("PRAGMA journal_mode = WAL")
        self.sql.execute("PRAGMA synchronous = FULL")
        self.sql.execute("PRAGMA recursive_triggers = ON")
        self.sql.execute("PRAGMA temp_store = MEMORY")
        self.sql.execute("PRAGMA cache_size = -32768")
        self.ids = [row[0] for row in self.sql.execute("SELECT id FROM attendance ORDER BY rowid")][-NEWEST:]
        self.done = 0

    def __call__(self) -> None:
        self.done += 1
        at, run = self.ids[self.done * 7919 % len(self.ids)], self.sql.execute
        run("BEGIN IMMEDIATE")
        rev, before = run("SELECT rev, doc FROM attendance WHERE id = ?", (at,)).fetchone()
        content = json.loads(before)
        content["mood"] = ((content["mood"] or 0) + 1) % 11
        after = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
        run("UPDATE attendance SET rev = ?, doc = ? WHERE id = ?", (rev + 1, after, at))
        seq, head = run("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
        act = (seq + 1, os.urandom(16).hex(), "2026-10-06T16:00:00Z", "0" * 32, "facilitator", "mark attendance", "")
        run("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*act, head, os.urandom(32)))
        change = (seq + 1, 0, content["client"], "attendance", at, rev + 1, before, after)
        run("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*change, os.urandom(16), os.urandom(32)))
        run("COMMIT")

    def get(self) -> Any:
        """One document by its id."""
        self.done += 1
        at = self.ids[self.done * 7919 % len(self.ids)]
        return json.loads(self.sql.execute("SELECT doc FROM attendance WHERE id = ?", (at,)).fetchone()[0])


class StockTinyDB:
    """TinyDB as it comes, with the same 100,000 documents in a JSON file."""

    def __init__(self, who: SignIn, path: Path, most: int = 100_000) -> None:
        rows = who.db.engine.select("attendance", {})[:most]
        documents = {str(n): msgspec.json.decode(row.doc) for n, row in enumerate(rows, 1)}
        path.write_text(json.dumps({"attendance": documents}))
        self.table, self.done = TinyDB(path, storage=JSONStorage).table("attendance"), 0

    def __call__(self) -> None:
        self.done += 1
        self.table.update({"mood": self.done % 11}, doc_ids=[self.done * 7919 % 100_000 + 1])

    def get(self) -> Any:
        """One document by its id."""
        return self.table.get(doc_id=self.done * 7919 % 100_000 + 1)


def quickest(took_: Sequence[float]) -> float:
    """The slowest of the quickest tenth: what other programs do on the machine does not show in it."""
    return statistics.quantiles(took_, n=10)[0]


def act_lines(small: SignIn, full: SignIn, scratch: Path) -> Iterator[Line]:
    """One change at both sizes, against a bare write, plain SQLite, and TinyDB as it comes."""
    ours, few = OneChange(full), OneChange(small)
    plain, plain_few = PlainSqlite(full, scratch / "plain.db"), PlainSqlite(small, scratch / "few.db")
    size = ours.bytes_written()
    bare = Bare(scratch / "bare", size)
    for work in (ours, few, plain, plain_few):
        in_turns([work], 30)
    a, b, c, d, e = map(quickest, in_turns([ours, few, bare, plain, plain_few], 400))
    total = f"{documents(full):,}"
    yield against(f"an act with its ledger row, {total} documents", "write + fdatasync of its bytes", a, c, 3)
    yield against(f"an act with its ledger row, {total} documents", "the same in plain sqlite3", a, d, 1.5)
    yield against(f"an act with its ledger row, {documents(small):,} documents", "the same in plain sqlite3", b, e, 1.5)
    yield against(f"an act, {total} documents", f"an act, {documents(small):,} documents", a, b, 1.3)
    stock = StockTinyDB(full, scratch / "stock.json")
    stock()
    slow, mine = (min(t) for t in in_turns([stock, ours], 9))
    times = slow / mine
    yield Line(
        "an act, against an update at 100,000",
        f"{mine:.2f} ms",
        f"TinyDB with JSONStorage {slow:,.0f} ms",
        f"{times:,.0f} times faster",
        "≥ 500 times",
        times >= 500,
    )
    table = full.db.table("attendance")
    got = in_turns([lambda: table.get(doc_id=ours.ids[ours.done * 7919 % len(ours.ids)]), plain.get], 400)
    a, b = map(quickest, got)
    yield Line("get by id", f"{a:.3f} ms", f"plain sqlite3 {b:.3f} ms", f"{a / b:.2f}", "")
    slow = statistics.median(in_turns([stock.get], 3)[0])
    yield Line(
        "get by id", f"{a:.3f} ms", f"TinyDB with JSONStorage {slow:,.0f} ms", f"{slow / a:,.0f} times faster", ""
    )


def against(what: str, peer: str, ours: float, theirs: float, aim: float) -> Line:
    """A line with a ratio that is to stay under the aim."""
    ratio = ours / theirs
    return Line(what, f"{ours:.2f} ms", f"{peer} {theirs:.2f} ms", f"{ratio:.2f}", f"≤ {aim}", ratio <= aim)


# --- screens ------------------------------------------------------------------------------------------------------


def query_lines(who: SignIn, times: int) -> Iterator[Line]:
    """The query behind every screen: the median and the most of several calls, each after somebody has
    been marked elsewhere, what one takes of the processor, and the
    first call of all, when nothing of it has been read yet."""
    mark = OneChange(who)
    for name, ask in queries(who).items():
        first, found, processor = took(ask), [], 0.0
        for _ in range(times):
            mark()
            began = time.process_time()
            found.append(took(ask))
            processor += 1000 * (time.process_time() - began) / times
        middle, most = statistics.median(found), max(found)
        shown = (f"{ms:.1f} ms" for ms in (middle, most, processor, first))
        yield Line(name, *shown, middle < QUERY_MS)


# --- proof --------------------------------------------------------------------------------------------------------


def proof_lines(who: SignIn) -> Iterator[Line]:
    """`groupcare verify`: pages, chain, and the replay of everything."""
    found: list[Proof] = []
    ms = took(lambda: found.append(history.proof(who)))
    assert found[0].faults == ()
    per = f"{100_000 * ms / found[0].changes / 1000:.1f} s for 100,000"
    yield Line(f"verify, {found[0].changes:,} changes", f"{ms / 1000:.1f} s", per, "", "seconds for 100,000")


# --- signing in ---------------------------------------------------------------------------------------------------


def sign_in_lines(folder: Path, times: int) -> Iterator[Line]:
    """Signing in and opening, in this process; and the whole program on Today, in a process of its own."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        with full_scale.signed_in(folder) as (who, _):
            found.append(1000 * (time.perf_counter() - began))
            assert who.staff.name
    least, middle = min(found), f"median {statistics.median(found):.0f} ms"
    yield Line("sign in and open", f"{least:.0f} ms", middle, "", f"< {SIGN_IN_MS} ms", least < SIGN_IN_MS)
    env = as_people_have_it()
    env |= {"TERM": "xterm-256color", "GROUPCARE_STORE": str(folder), "GROUPCARE_STAFF": full_scale.DANA}
    env |= {"GROUPCARE_PASSPHRASE": PASSPHRASE}
    runs = [
        (first_paint(["-m", "groupcare"], "Needs you now", env), first_paint(["-m", "tests.bench.hello"], "HELLO", env))
        for _ in range(3)
    ]
    shown, hello = (statistics.median(run[n][0] for run in runs) for n in (0, 1))
    yield Line(
        "process started to Today shown", f"{shown:.0f} ms", f"hello-world {hello:.0f} ms", f"{shown / hello:.2f}", ""
    )
    used, bare = (statistics.median(run[n][1] for run in runs) for n in (0, 1))
    kept = used < MEMORY_MIB
    aim = f"< {MEMORY_MIB} MiB"
    yield Line("memory on Today", f"{used:.0f} MiB", f"hello-world {bare:.0f} MiB", f"{used / bare:.2f}", aim, kept)


# --- the table ----------------------------------------------------------------------------------------------------


def documents(who: SignIn) -> int:
    """How many documents there are."""
    return sum(who.of(kind).count() for kind in TABLE_OF)


def machine() -> str:
    """What this was measured on, without its name."""
    info = Path("/proc/cpuinfo")
    cpus = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    model = cpus[0] if cpus else platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, {platform.system()}"


def table(title: Sequence[str], lines: Iterator[Line]) -> None:
    """Print as Markdown, each line as soon as it is known."""
    print(f"\n| {' | '.join(title)} |\n|{'---|' * len(title)}", flush=True)
    for line in lines:
        kept = {None: "", True: "yes", False: "**no**"}[line.kept]
        print(f"| {' | '.join((line.what, line.ours, line.peer, line.ratio, line.aim, kept))} |", flush=True)


@contextmanager
def stores(keep: Path | None) -> Iterator[tuple[Path, Path, Path]]:
    """The full and the small store, made where they are not there yet, and a folder for what is thrown away."""
    with tempfile.TemporaryDirectory() as scratch:
        where = keep or Path(scratch)
        where.mkdir(parents=True, exist_ok=True)
        for name, groups in (("full", 1000), ("small", SMALL)):
            if not (where / name).exists():
                print(f"making the {name} store …", file=sys.stderr, flush=True)
                full_scale.make(where / name, groups)
        yield where / "full", where / "small", Path(scratch)


def main(args: Sequence[str]) -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench record")
    parser.add_argument("--keep", type=Path, help="a folder to keep the stores in for the next run")
    parser.add_argument("--only", choices=("acts", "queries", "proof", "sign-in"), help="one part of the table")
    parser.add_argument("--times", type=int, default=9, help="calls of each query")
    said = parser.parse_args(args)
    with stores(said.keep) as (full_at, small_at, scratch):
        with full_scale.signed_in(full_at) as (full, _), full_scale.signed_in(small_at) as (small, _):
            size = (full_at / RECORD).stat().st_size / 2**20
            acts = full.db.engine.head()[0]
            counts = ", ".join(f"{full.of(kind).count():,} {spec.name}" for kind, spec in TABLE_OF.items())
            print(f"{machine()}.\n\n{documents(full):,} documents in {acts:,} acts, {size:,.0f} MiB: {counts}.")
            if said.only in (None, "acts"):
                title = ("What", "GroupCare", "Beside it", "Ratio", "Aim", "Kept")
                table(title, act_lines(small, full, scratch))
            if said.only in (None, "queries"):
                title = ("Query behind the screen", "Median", "Most", "Processor", "First", f"Under {QUERY_MS} ms")
                table(title, query_lines(full, said.times))
            if said.only in (None, "proof"):
                table(("What", "GroupCare", "", "", "Aim", ""), proof_lines(full))
        if said.only in (None, "sign-in"):
            table(("What", "GroupCare", "Beside it", "Ratio", "Aim", "Kept"), sign_in_lines(full_at, said.times))

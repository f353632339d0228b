"""Proves a record without GroupCare: python prove_chain.py record.db KEY_IN_HEX prints its faults, or "whole"."""

import hashlib
import json
import sys

from sqlcipher3 import dbapi2 as sqlite


def part(text):
    return b"-" if text is None else b"%d:" % len(text.encode()) + text.encode()


sql = sqlite.connect(sys.argv[1])
sql.execute(f"PRAGMA key = \"x'{sys.argv[2]}'\"")
faults, previous, now = [], bytes(32), {}
for number, act in enumerate(sql.execute("SELECT * FROM ledger ORDER BY seq").fetchall(), start=1):
    seq, *words, prev, hashed = act
    changes = sql.execute("SELECT * FROM change WHERE seq = ? ORDER BY n", (seq,)).fetchall()
    header = [seq, *words, [[n, client, table, doc_id, rev] for _, n, client, table, doc_id, rev, *_ in changes]]
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    if hashlib.sha256(prev + text + b"".join(c[9] for c in changes)).digest() != hashed:
        faults.append(f"act {seq} is not as it was written")
    if seq != number or prev != previous:
        faults.append(f"act {seq} does not follow")
    previous = hashed
    for _, _, _, table, doc_id, rev, before, after, salt, digest in changes:
        if salt is not None and hashlib.sha256(salt + part(before) + part(after)).digest() != digest:
            faults.append(f"a change of act {seq} is not as it was written")
        now[table, doc_id] = (rev, after)
for table in [row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%doc TEXT NOT NULL%'")]:
    for doc_id, rev, doc in sql.execute(f'SELECT id, rev, doc FROM "{table}"'):
        if now.pop((table, doc_id), None) != (rev, doc):
            faults.append(f"{table} {doc_id} is not what the ledger says")
faults += [f"{place} is not stored" for place, (_, after) in now.items() if after is not None]
print("\n".join(faults) or "whole")

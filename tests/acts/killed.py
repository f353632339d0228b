"""A program that acts until it is killed: `python killed.py FOLDER KEY`, then a line `SEED SECONDS` for each child.

A child signs in and does acts of every kind, each acknowledged by its number and the ledger's hash after it; after so
many seconds it is killed. What it acknowledged stands on one line of the answer.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from groupcare.acts import SignIn, homework, importing, refer, safety, screen, session
from groupcare.exchange.library import shipped_library
from groupcare.record.db import GroupDB
from groupcare.record.store import RECORD, Opened
from groupcare.rules.attendance import Mark
from groupcare.rules.group import Member, Session
from groupcare.rules.homework import Homework, Practice
from groupcare.rules.people import Referral, ReferralStatus
from tests.clinic import row

ROWS = 25
"""Referrals in one imported file."""


def sign_in(folder: Path, key: bytes, staff: str) -> SignIn:
    """Without asking for the passphrase, which is slow on purpose."""
    db = GroupDB(folder / RECORD, key, clock=lambda: datetime(2026, 10, 13, 19, 0, tzinfo=UTC))
    return SignIn(Opened(folder, db, None, key, []), shipped_library(), staff)


def acts(who: SignIn, dice: random.Random, tag: str) -> Iterator[Callable[[], object]]:
    """Acts of every kind, without end."""
    number = 0
    held = next(s for s in who.of(Session).all() if s.number == 1)
    members = [m for m in who.of(Member).linked(group=held.group) if m.start <= held.date]
    while True:
        number += 1
        name = f"{tag}-{number}"
        yield lambda name=name: refer.refer(who, row(family_name=name))
        new = [r for r in who.of(Referral).open_work("9999") if r.status is ReferralStatus.new]
        some = dice.choice(new).id
        item9 = dice.choice((0, 0, 1, 3))
        scores = (*(dice.randrange(4) for _ in range(8)), item9, None)
        yield lambda some=some, scores=scores: refer.record_answers(who, some, "phq-9", scores)
        yield lambda some=some: screen.screen_referral(who, some)
        rows = [row(family_name=f"import {name}", given_name=f"n{i}", line=i + 2) for i in range(ROWS)]
        yield lambda rows=rows: importing.import_referrals(who, rows)
        member = dice.choice(members)
        mark = dice.choice((Mark.attended, Mark.absent, Mark.excused))
        yield lambda member=member, mark=mark: session.mark(who, held.id, member.id, mark)
        yield lambda member=member, name=name: safety.add_contact(who, member.client, f"call {name}")
        task = dice.choice([h for h in who.of(Homework).linked(group=held.group) if h.review is None])
        log = Practice(days=dice.randrange(6), on=held.date + timedelta(days=7), helped=f"log {name}")
        yield lambda task=task, log=log: homework.hand_in(who, task.id, log)


def act_for_ever(folder: Path, key: bytes, staff: str, seed: int, heard: int) -> None:
    """Say each act as soon as it is done, and not before."""
    who, dice = sign_in(folder, key, staff), random.Random(seed)
    os.write(heard, b"ready ")
    for work in acts(who, dice, f"s{seed}"):
        work()
        seq, head = who.db.engine.head()
        os.write(heard, f"{seq}:{head.hex()} ".encode())


def child(folder: Path, key: bytes, staff: str, seed: int, seconds: float) -> str:
    """What one acknowledged before it was killed."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reads)
        try:
            act_for_ever(folder, key, staff, seed, writes)
        except BaseException as error:  # noqa: BLE001  # told to the test, which fails on it
            os.write(writes, f"failed:{type(error).__name__}:{str(error).replace(' ', '_')} ".encode())
        os._exit(0)
    os.close(writes)
    said = b""
    while b"ready " not in said and (more := os.read(reads, 65536)):
        said += more
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while more := os.read(reads, 65536):
        said += more
    os.close(reads)
    return said.decode()


def main() -> None:
    folder, key, staff = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3]
    who = sign_in(folder, key, staff)
    importing.import_referrals(who, [row(family_name="tried")], dry_run=True)  # what children need is loaded once
    who.close()
    for line in sys.stdin:
        seed, seconds = line.split()
        print(child(folder, key, staff, int(seed), float(seconds)), flush=True)


if __name__ == "__main__":
    main()

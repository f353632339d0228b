"""Killed at any moment of any act or import: what was acknowledged is there, and no half of anything.

`pytest -m long tests/acts/test_killed.py` kills five hundred times.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from groupcare.acts import SignIn, homework
from groupcare.queries import history
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client
from groupcare.rules.safety import Alert
from groupcare.rules.screening import PHQ9
from tests.acts.killed import ROWS
from tests.clinic import House, all_present, new_group, seated, sessions

SCRIPT = Path(__file__).with_name("killed.py")
ROOT = SCRIPT.parent.parent.parent
ITEM_9 = 8


def whole(who: SignIn) -> None:
    """Imports are whole or not there; whoever's item 9 is above 0 has their alert; the ledger proves the documents."""
    imported = Counter(c.family_name for c in who.of(Client).all() if c.family_name.startswith("import"))
    assert set(imported.values()) <= {ROWS}
    alerted = {alert.client for alert in who.of(Alert).all()}
    for given in who.of(Assessment).all():
        if given.measure == PHQ9 and given.answers[ITEM_9]:
            assert given.client in alerted
    assert history.proof(who).faults == ()


@pytest.mark.parametrize("kills", [50, pytest.param(500, marks=pytest.mark.long)])
def test_killed_during_acts_and_imports_nothing_acknowledged_is_lost_and_nothing_is_half(
    house: House, dana: SignIn, kills: int
) -> None:
    group = new_group(dana)
    members = seated(dana, group, 4)
    first = sessions(dana, group)[0]
    homework.set_homework(dana, first.id)
    all_present(dana, first, members)
    before = dana.db.engine.head()[0]
    key = house.template.key.hex()
    running = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(house.folder), key, dana.staff_id],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert running.stdin is not None
    assert running.stdout is not None
    dice, acknowledged = random.Random(kills), 0
    with running:
        for turn in range(kills):
            print(turn, dice.uniform(0, 0.25), file=running.stdin, flush=True)
            ready, *said = running.stdout.readline().split()
            assert ready == "ready"
            for one in said:
                seq, _, head = one.partition(":")
                assert seq != "failed", one
                entry = dana.db.engine.act(int(seq))
                assert entry is not None
                assert entry[0].hash.hex() == head
            last = int(said[-1].partition(":")[0]) if said else before
            before = dana.db.engine.head()[0]
            assert before - last <= 1, "an act lasts that was never acknowledged, and not for being the last"
            acknowledged += len(said)
            if turn % 10 == 9:
                whole(dana)
        running.stdin.close()
    assert acknowledged > kills
    whole(dana)

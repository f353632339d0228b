"""Whole tables read the short way hold exactly what the long way gives."""

from typing import Any

import msgspec
import pytest

from groupcare.acts import SignIn, plan, safety, screen
from groupcare.queries.stored import Folded, every, folded
from groupcare.record.db import StoredDocument
from groupcare.record.errors import Damaged, NewerStore
from groupcare.record.schema import TABLE_OF
from groupcare.rules.people import Client
from groupcare.rules.safety import Choice, ConcernKind
from groupcare.rules.text import name_key
from tests.acts.test_running_a_group import PLAN
from tests.clinic import House, referred
from tests.queries.scenes import HOSTILE, under_way


class _Name(msgspec.Struct, frozen=True):
    number: int
    family_name: str = ""


def test_every_kind_reads_the_same_both_ways(house: House, dana: SignIn) -> None:
    under_way(house, dana)
    other = referred(dana, family_name="Zoll", phq9="222222222")
    screen.screen_referral(dana, other.id)
    screen.decide(dana, other.id, Choice.individual, reason="Asked for it.")
    safety.hand_off(dana, other.id, "Dr Lee")
    safety.raise_concern(dana, other.client, ConcernKind.self_harm, "words")
    plan.write_plan(dana, other.client, PLAN)
    seen = 0
    for kind in TABLE_OF:
        short = [msgspec.structs.replace(one, id=i, rev=0) for i, one in every(dana, kind, kind)]
        long = [msgspec.structs.replace(one, rev=0) for one in dana.of(kind).all()]
        assert short == long, kind
        seen += bool(short)
    assert seen >= 15


def test_an_older_document_is_upgraded_and_a_newer_one_refused(dana: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    referred(dana, family_name="Old")

    def upgrade(content: dict[str, Any]) -> dict[str, Any]:
        return {**content, "family_name": content["family_name"].upper()}

    spec: Any = TABLE_OF
    newer = msgspec.structs.replace(TABLE_OF[Client], schema=2, upgrades={1: upgrade})
    with monkeypatch.context() as patched:
        patched.setitem(spec, Client, newer)
        assert [one.family_name for _, one in every(dana, Client, _Name)] == ["OLD"]
    with dana.db.transaction(dana.staff_id, "intake", "x"):
        dana.of(Client).table.insert(StoredDocument({"schema": 9, "number": 77}, "f" * 32))
    with pytest.raises(NewerStore):
        list(every(dana, Client, _Name))


def test_a_document_that_cannot_be_read_is_refused_as_everywhere(dana: SignIn) -> None:
    with dana.db.transaction(dana.staff_id, "intake", "x"):
        dana.of(Client).table.insert(StoredDocument({"schema": 1, "number": 5, "family_name": 7}, "f" * 32))
    with pytest.raises(Damaged, match="groupcare verify"):
        list(every(dana, Client, _Name))


def test_folding_is_name_key_for_every_text() -> None:
    memo = Folded()
    for text in (*HOSTILE, "  Çelik  ", "O'Brien", "ÅSA Öz", "", "a  b", "ﬁ"):
        assert folded(text) == name_key(text) == memo[text] == memo[text]

"""Lawful erasure: everything that is kept of one person is taken out, everywhere, and the ledger still proves itself.

Documents of the person go, with every change that the ledger holds of them and every draft about them. Their name goes
out of what was written about others in their groups (`erasing_names.py`). What stays is that somebody was erased, when,
by whom and on which authority. Copies made before, such as backups and exports, hold
the person until they are deleted: that is for people to do, and is said each time.
"""

from collections.abc import Iterable

from msgspec import Struct

from groupcare.acts.act import act
from groupcare.acts.erasing_names import Namesake
from groupcare.acts.permissions import role_for
from groupcare.record.errors import Refused
from groupcare.record.ledger import ERASURE
from groupcare.record.schema import TABLES, Reason
from groupcare.record.sign_in import SignIn
from groupcare.rules.idea import names_in
from groupcare.rules.people import Client, client_number
from groupcare.rules.safety import Alert, AlertStatus
from groupcare.rules.text import PROSE, clean
from groupcare.rules.words import listed


class Erased(Struct, frozen=True, kw_only=True):
    """What was taken out: the person's number, how many documents, and of how many others their name."""

    number: str
    documents: int
    others: int = 0


def names_elsewhere(who: SignIn, client_id: str) -> dict[str, int]:
    """By each word of the person's names, how many documents about others an erasure would take it out of."""
    role_for(ERASURE, who.staff)
    with who.db.engine.snapshot():
        return Namesake(who, who.of(Client).get(client_id)).count()


def erase(who: SignIn, client_id: str, authority: str, leave: Iterable[str] = ()) -> Erased:
    """Erase a person on a legal authority, in words that name nobody. `leave` as in Namesake.

    Raises Refused without an authority or where it names them, and while a safety alert of theirs is open: first
    somebody takes care of it.
    """
    authority = clean(authority, of="The authority", limit=PROSE, lines=True)
    if not authority:
        raise Refused("Say on which authority, such as the request's date and the law. Nothing was erased.")
    with act(who, ERASURE) as (transaction, _):
        client = who.of(Client).get(client_id)
        number = client_number(client.number)
        if any(alert.status is not AlertStatus.closed for alert in who.of(Alert).linked(client=client.id)):
            raise Refused(f"{number} has an open safety alert. Nothing was erased; close it first.")
        names = Namesake(who, client, leave)
        if found := names_in(authority, names.words):
            words = listed([f"“{word}”" for word in found])
            raise Refused(f"The authority stays for good, and {words} is of their name. Nothing was erased.")
        count = _take_out(who, client)
        others = names.erase()
        who.of(Reason).add(Reason(tx=transaction.tx, text=f"{number}: {authority}"))
    who.db.engine.settle()
    return Erased(number=number, documents=count, others=others)


def _take_out(who: SignIn, client: Client) -> int:
    """Everything of the person, and of records that were merged into theirs."""
    engine = who.db.engine
    linked = [table.name for table in TABLES.values() if "client" in table.links]
    found: set[tuple[str, str]] = set()
    for one in (client.id, *client.merged):
        found |= {("client", one), *engine.changed_of(one)}
        found |= {(table, row.id) for table in linked for row in engine.select(table, {"client": one})}
    count = 0
    for table, doc_id in sorted(found):
        count += who.db.table(table).erase(doc_id, client.id)  # type: ignore[attr-defined]
        engine.forget_drafts_with(doc_id)
    return count

"""Lawful erasure: everything that is kept of one person is taken out, everywhere, and the ledger still proves itself.

Documents of the person go, with every change that the ledger holds of them and every draft about them; what stays is
that somebody was erased, when, by whom and on which authority. Copies made before, such as backups and exports, hold
the person until they are deleted: that is for people to do, and is said each time.
"""

from msgspec import Struct

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.ledger import ERASURE
from groupcare.record.schema import TABLES, Reason
from groupcare.record.sign_in import SignIn
from groupcare.rules.people import Client, client_number
from groupcare.rules.safety import Alert, AlertStatus
from groupcare.rules.text import PROSE, clean


class Erased(Struct, frozen=True, kw_only=True):
    """What was taken out: the person's number, and how many documents."""

    number: str
    documents: int


def erase(who: SignIn, client_id: str, authority: str) -> Erased:
    """Erase a person on a legal authority, in words that name nobody.

    Raises Refused without an authority, and while a safety alert of theirs is open: first somebody takes care of it.
    """
    authority = clean(authority, of="The authority", limit=PROSE, lines=True)
    if not authority:
        raise Refused("Say on which authority, such as the request's date and the law. Nothing was erased.")
    with act(who, ERASURE) as (transaction, _):
        client = who.of(Client).get(client_id)
        number = client_number(client.number)
        if any(alert.status is not AlertStatus.closed for alert in who.of(Alert).linked(client=client.id)):
            raise Refused(f"{number} has an open safety alert. Nothing was erased; close it first.")
        count = _take_out(who, client)
        who.of(Reason).add(Reason(tx=transaction.tx, text=f"{number}: {authority}"))
    who.db.engine.settle()
    return Erased(number=number, documents=count)


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

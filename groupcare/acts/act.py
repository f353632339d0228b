"""One act: a role that may do it, and one transaction in which all of it is kept or none."""

from collections.abc import Iterator
from contextlib import contextmanager

from groupcare.acts.permissions import role_for
from groupcare.record.db import Transaction
from groupcare.record.schema import Reason
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Role
from groupcare.rules.text import PROSE, clean


@contextmanager
def act(
    who: SignIn, name: str, *, code: str = "", why: str = "", client: str | None = None, tx: str | None = None
) -> Iterator[tuple[Transaction, Role]]:
    """Do `name` in one transaction, under the role that allows it on the state it runs on.

    `code` says in a word why, in the ledger; `why` in the person's own words, as a document of its own.
    """
    role = role_for(name, who.staff)
    with who.db.transaction(who.staff_id, role, name, code, tx) as transaction:
        role_for(name, who.staff)
        yield transaction, role
        if why:
            text = clean(why, of="The reason", limit=PROSE, lines=True)
            who.of(Reason).add(Reason(tx=transaction.tx, text=text, client=client))

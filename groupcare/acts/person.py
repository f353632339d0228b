"""Who somebody is: putting it right, and telling two people apart."""

from datetime import date

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.acts.findings import raise_from_answers
from groupcare.record.errors import Refused, Stale
from groupcare.record.sign_in import SignIn
from groupcare.rules.people import Client, Interpreter, Referral, ReferralStatus, born_fault
from groupcare.rules.text import clean

BORN, INTERPRETING = "date_of_birth", "interpreting"


def check_born(who: SignIn, born: date | None) -> None:
    """Raises Refused where nobody whom a clinic sees was born on that day."""
    fault = born_fault(born, who.today()) if born is not None else ""
    if fault:
        raise Refused(fault)


class Person(Struct, frozen=True, kw_only=True):
    """Who somebody is and how to reach them, as a form holds it. None leaves a guardian as noted before."""

    family_name: str = ""
    given_name: str = ""
    preferred_name: str = ""
    date_of_birth: date | None = None
    phone: str = ""
    email: str = ""
    safe_contact: str = ""
    language: str = ""
    interpreting: Interpreter = Interpreter.not_asked
    access_needs: str = ""
    emergency_contact: str = ""
    guardian: str | None = None
    guardian_phone: str | None = None


WAITING = (ReferralStatus.new, ReferralStatus.screened, ReferralStatus.waitlisted)


def correct_person(who: SignIn, client_id: str, person: Person, *, over_rev: int | None = None) -> Client:
    """Put right who somebody is and how to reach them.

    `over_rev` is the revision that a form was filled from: raises Stale where somebody else has saved since. With
    another birth date the policy is asked again what the answers of a waiting referral show.
    """
    given = structs.asdict(person).items()
    texts = {
        name: clean(text, of="This field") for name, text in given if isinstance(text, str) and name != INTERPRETING
    }
    check_born(who, person.date_of_birth)
    with act(who, "correct a person", client=client_id):
        before = who.of(Client).get(client_id)
        if not (before.identifiers or texts["family_name"] or texts["given_name"] or texts["preferred_name"]):
            raise Refused("A person needs a name or an outside number.")
        if over_rev is not None and over_rev != before.rev:
            raise Stale(
                "Somebody else has changed this person meanwhile. Nothing was overwritten: leave this form, and open "
                "it again with what they saved."
            )
        kept = who.of(Client).change(
            before,
            date_of_birth=person.date_of_birth,
            interpreting=person.interpreting,
            interpreter=_needed(before, person.interpreting),
            **texts,
        )
        if kept.date_of_birth != before.date_of_birth:
            for referral in who.of(Referral).linked(client=client_id):
                if referral.status in WAITING:
                    raise_from_answers(who, referral)
        return kept


def _needed(before: Client, interpreting: Interpreter) -> bool:
    """Not asking who interprets changes nothing about an interpreter being needed."""
    if interpreting is Interpreter.not_asked:
        return before.interpreter
    return interpreting is not Interpreter.no


def tell_apart(who: SignIn, client: str, other: str) -> Client:
    """Record that two clients who could be one person are two, after somebody has looked."""
    if client == other:
        raise Refused("These are one and the same client.")
    with act(who, "tell apart", client=client):
        clients = who.of(Client)
        first, second = clients.get(client), clients.get(other)
        clients.change(second, told_apart=tuple(dict.fromkeys((*second.told_apart, first.id))))
        return clients.change(first, told_apart=tuple(dict.fromkeys((*first.told_apart, second.id))))


def keep_apart(who: SignIn, client: str, other: str, why: str) -> Client:
    """These two must not sit in one group, and why, in words: the rule stands with both of them."""
    if client == other:
        raise Refused("These are one and the same client.")
    if not why.strip():
        raise Refused("Say in words why they must not sit together.")
    with act(who, "keep apart", code="apart", why=why, client=client):
        first, second = who.of(Client).get(client), who.of(Client).get(other)
        if first.id in second.keep_apart and second.id in first.keep_apart:
            raise Refused("These two are kept apart already.")
        who.of(Client).change(second, keep_apart=tuple(dict.fromkeys((*second.keep_apart, first.id))))
        return who.of(Client).change(first, keep_apart=tuple(dict.fromkeys((*first.keep_apart, second.id))))


def let_together(who: SignIn, client: str, other: str, why: str) -> Client:
    """These two may sit in one group again, and why, in words."""
    if not why.strip():
        raise Refused("Say in words why they may sit together.")
    with act(who, "keep apart", code="together", why=why, client=client):
        first, second = who.of(Client).get(client), who.of(Client).get(other)
        if first.id not in second.keep_apart and second.id not in first.keep_apart:
            raise Refused("These two are not kept apart.")
        who.of(Client).change(second, keep_apart=tuple(one for one in second.keep_apart if one != first.id))
        return who.of(Client).change(first, keep_apart=tuple(one for one in first.keep_apart if one != second.id))

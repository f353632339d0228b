"""Referrals enter from a file.

An import is one act: all good rows, or none. The same row twice adds nothing; a row that differs under a known key
changes nothing either and is named, since nobody may lose an answer to a file.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.acts.refer import EXTERNAL, FILE, add_client, add_referral, cleaned
from groupcare.record.sign_in import SignIn
from groupcare.rules.intake import ReferralRow, Remark
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Referral, client_number
from groupcare.rules.safety import Alert
from groupcare.rules.screening import CSSRS, GAD7, PHQ9
from groupcare.rules.text import name_key


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did. `referrals` are the ids of those added, `alerts` how many their answers raised."""

    accepted: int
    duplicates: int
    warnings: tuple[Remark, ...]
    referrals: tuple[str, ...]
    alerts: int = 0


class _DryRun(Exception):
    """Ends an import that was only tried, so that nothing of it is kept."""

    def __init__(self, done: Imported) -> None:
        self.done = done


def import_referrals(who: SignIn, rows: Sequence[ReferralRow], *, dry_run: bool = False) -> Imported:
    """Enter all these referrals in one transaction; rows already known are counted and left as they are.

    A dry run does the same and keeps nothing of it.
    """
    try:
        with act(who, "import referrals"):
            done = _import(who, rows)
            if dry_run:
                raise _DryRun(done)
            return done
    except _DryRun as tried:
        return structs.replace(tried.done, referrals=())


def _import(who: SignIn, rows: Sequence[ReferralRow]) -> Imported:
    known = _Known(who)
    client_no, referral_no = who.of(Client).next_number(), who.of(Referral).next_number()
    added: list[str] = []
    warnings: list[Remark] = []
    duplicates = 0
    today, alerts = who.today(), who.of(Alert).count()
    for row in map(cleaned, rows):
        before = known.same(row)
        if before is not None:
            duplicates += 1
            if before != structs.replace(row, line=0):
                warnings.append(_remark(row, "this referral is known with other content; nothing was changed"))
            continue
        person = known.client(row)
        if person is None:
            warnings.extend(_namesakes(known, row))
            person = add_client(who, row, client_no)
            client_no += 1
        referral = add_referral(who, person, row, referral_no)
        referral_no += 1
        known.note(row, person)
        added.append(referral.id)
        if row.received_on > today:
            warnings.append(_remark(row, "received_on is in the future", "received_on"))
    return Imported(
        accepted=len(added),
        duplicates=duplicates,
        warnings=tuple(warnings),
        referrals=tuple(added),
        alerts=who.of(Alert).count() - alerts,
    )


def _remark(row: ReferralRow, reason: str, column: str = "") -> Remark:
    return Remark(line=row.line, column=column, reason=reason)


def _namesakes(known: "_Known", row: ReferralRow) -> Iterator[Remark]:
    others = known.namesakes(row)
    if others:
        numbers = ", ".join(client_number(n) for n in list(dict.fromkeys(others))[:3])
        yield _remark(row, f"may be the same person as {numbers}; kept apart until somebody has looked")


class _Known:
    """The clients and referrals there are, by the keys under which a row may meet them."""

    def __init__(self, who: SignIn) -> None:
        self._clients = {c.id: c for c in who.of(Client).all()}
        self._by_external = {i.value: c.id for c in self._clients.values() for i in c.identifiers}
        self._by_name: dict[str, list[str]] = {}
        for c in self._clients.values():
            self._by_name.setdefault(name_key(c.family_name, c.given_name), []).append(c.id)
        by_referral: dict[str, list[Assessment]] = {}
        for a in who.of(Assessment).all():
            if a.referral is not None and a.mode == FILE:
                by_referral.setdefault(a.referral, []).append(a)
        self._rows: dict[tuple[str, ...], ReferralRow] = {}
        for r in who.of(Referral).all():
            row = _as_row(self._clients[r.client], r, by_referral.get(r.id, []))
            self._rows[_key(row)] = row

    def same(self, row: ReferralRow) -> ReferralRow | None:
        return self._rows.get(_key(row))

    def client(self, row: ReferralRow) -> Client | None:
        """The client with this outside number; a name alone never makes two people one."""
        return self._clients[i] if row.external_id and (i := self._by_external.get(row.external_id)) else None

    def namesakes(self, row: ReferralRow) -> list[int]:
        key = name_key(row.family_name, row.given_name)
        found = [self._clients[i] for i in self._by_name.get(key, [])] if key else []
        return [c.number for c in found if _could_be_one(c.date_of_birth, row.date_of_birth)]

    def note(self, row: ReferralRow, person: Client) -> None:
        self._clients[person.id] = person
        if row.external_id:
            self._by_external[row.external_id] = person.id
        self._by_name.setdefault(name_key(row.family_name, row.given_name), []).append(person.id)
        self._rows[_key(row)] = structs.replace(row, line=0)


def _key(row: ReferralRow) -> tuple[str, ...]:
    received = row.received_on.isoformat()
    if row.external_id:
        return ("external", row.external_id, received)
    name = name_key(row.family_name, row.given_name)
    if row.date_of_birth is None or not name:
        # A name alone does not tell two people apart: only the very same row is known already.
        return ("row", repr(structs.replace(row, line=0)))
    return ("person", name, row.date_of_birth.isoformat(), received)


def _could_be_one(born: date | None, other: date | None) -> bool:
    return born == other or born is None or other is None


def _as_row(client: Client, referral: Referral, assessments: Iterable[Assessment]) -> ReferralRow:
    """A known referral as the row that would bring it again."""
    answers: dict[str, Assessment] = {a.measure: a for a in assessments}
    phq9 = answers[PHQ9].answers if PHQ9 in answers else (None,) * 10
    return ReferralRow(
        external_id=next((i.value for i in client.identifiers if i.system == EXTERNAL), ""),
        family_name=client.family_name,
        given_name=client.given_name,
        preferred_name=client.preferred_name,
        date_of_birth=client.date_of_birth,
        phone=client.phone,
        email=client.email,
        received_on=referral.received_on,
        source=referral.source,
        referrer=referral.referrer,
        reason=referral.reason,
        diagnosis=referral.diagnosis,
        phq9=phq9[:9],
        phq9_difficulty=phq9[9],
        phq9_total=answers[PHQ9].stated_total if PHQ9 in answers else None,
        gad7=answers[GAD7].answers if GAD7 in answers else (None,) * 7,
        cssrs=answers[CSSRS].answers if CSSRS in answers else (None,) * 7,
    )

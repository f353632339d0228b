"""Referrals enter: one from a form, many from a file, and what intake asks besides the measures.

An import is one act: all good rows, or none. The same row twice adds nothing; a row that differs under a known key
changes nothing either and is named, since nobody may lose an answer to a file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.acts.findings import raise_from_answers
from groupcare.record.errors import Refused, Stale
from groupcare.record.sign_in import SignIn
from groupcare.rules.intake import ReferralRow, Remark
from groupcare.rules.measures import Answers, Assessment, check_answers
from groupcare.rules.people import Client, Identifier, Referral, ReferralStatus, born_fault, client_number
from groupcare.rules.safety import Alert
from groupcare.rules.screening import CSSRS, GAD7, PHQ9
from groupcare.rules.text import PROSE, clean, name_key

EXTERNAL = "external"
"""The system of an identifier that came with a referral file."""
FILE = "referral file"
BORN = "date_of_birth"


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did. `referrals` are the ids of those added, `alerts` how many their answers raised."""

    accepted: int
    duplicates: int
    warnings: tuple[Remark, ...]
    referrals: tuple[str, ...]
    alerts: int = 0


def refer(who: SignIn, row: ReferralRow, *, client: str | None = None) -> Referral:
    """Enter one referral: of a known client, or of a new one."""
    row = _cleaned(row)
    if not _named(row) and client is None:
        raise Refused("A referral needs a name or an outside number.")
    with act(who, "refer", client=client):
        person = who.of(Client).get(client) if client else _add_client(who, row, who.of(Client).next_number())
        return _add_referral(who, person, row, who.of(Referral).next_number())


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
    for row in map(_cleaned, rows):
        before = known.same(row)
        if before is not None:
            duplicates += 1
            if before != structs.replace(row, line=0):
                warnings.append(_remark(row, "this referral is known with other content; nothing was changed"))
            continue
        person = known.client(row)
        if person is None:
            warnings.extend(_namesakes(known, row))
            person = _add_client(who, row, client_no)
            client_no += 1
        referral = _add_referral(who, person, row, referral_no)
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


def _named(row: ReferralRow) -> bool:
    return bool(row.external_id or row.family_name or row.given_name or row.preferred_name)


def _cleaned(row: ReferralRow) -> ReferralRow:
    one_line = ("external_id", "family_name", "given_name", "preferred_name", "phone", "email", "source", "referrer")
    fields = {name: clean(getattr(row, name), of=f"The field {name}") for name in one_line}
    for name in ("reason", "diagnosis"):
        fields[name] = clean(getattr(row, name), of=f"The field {name}", limit=PROSE, lines=True)
    return structs.replace(row, **fields)


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


def _add_client(who: SignIn, row: ReferralRow, number: int) -> Client:
    identifiers = (Identifier(system=EXTERNAL, value=row.external_id),) if row.external_id else ()
    return who.of(Client).add(
        Client(
            number=number,
            family_name=row.family_name,
            given_name=row.given_name,
            preferred_name=row.preferred_name,
            date_of_birth=row.date_of_birth,
            phone=row.phone,
            email=row.email,
            identifiers=identifiers,
        )
    )


def _add_referral(who: SignIn, client: Client, row: ReferralRow, number: int) -> Referral:
    referral = who.of(Referral).add(
        Referral(
            number=number,
            client=client.id,
            received_on=row.received_on,
            source=row.source,
            referrer=row.referrer,
            reason=row.reason,
            diagnosis=row.diagnosis,
            due=row.received_on,
        )
    )
    mode = FILE if row.line else ""
    for measure, answers, stated in (
        (PHQ9, (*row.phq9, row.phq9_difficulty), row.phq9_total),
        (GAD7, row.gad7, None),
        (CSSRS, row.cssrs, None),
    ):
        if stated is not None or any(answer is not None for answer in answers):
            _add_assessment(who, referral, measure, answers, row.received_on, stated, mode)
    raise_from_answers(who, referral)
    return referral


def _add_assessment(
    who: SignIn,
    referral: Referral,
    measure: str,
    answers: Answers,
    on: date,
    stated: int | None,
    mode: str,
    asked_by: str = "",
) -> Assessment:
    known = who.library.measures[measure]
    _check(who, measure, answers)
    return who.of(Assessment).add(
        Assessment(
            client=referral.client,
            referral=referral.id,
            measure=measure,
            version=known.version,
            answers=answers,
            on=on,
            stated_total=stated,
            mode=mode,
            asked_by=asked_by,
            entered_by=who.staff_id,
            entered_at=who.now(),
        )
    )


def _check(who: SignIn, measure: str, answers: Answers) -> None:
    try:
        check_answers(who.library.measures[measure], answers)
    except ValueError as fault:
        raise Refused(str(fault)) from None


def record_answers(
    who: SignIn,
    referral_id: str,
    measure: str,
    answers: Answers,
    *,
    on: date | None = None,
    mode: str = "in person",
    asked_by: str = "",
    over: str | None = None,
    under_way: bool = False,
    more_to_come: bool = False,
) -> Assessment:
    """Keep one administration of a measure for a referral; earlier ones stay, and the newest counts.

    `over` is the assessment of this same administration when answers are added to it or corrected: a new version. Where
    it was undone meanwhile, what is given now is kept as a new one: an answer is never lost.
    `under_way` says that the form is not done yet, so that no finding is raised from its total so far;
    `more_to_come` that it is, and that the interview goes on with another.
    """
    if measure not in who.library.measures:
        raise Refused(f"There is no measure {measure!r}; known are {', '.join(sorted(who.library.measures))}.")
    day = on or who.today()
    if day > who.today():
        raise Refused("Answers cannot have been given in the future.")
    mode, asked_by = clean(mode, of="How it was asked"), clean(asked_by, of="Who asked")
    with act(who, "record answers"):
        referral = _open(who, referral_id)
        before = None if over is None else who.of(Assessment).find(over)
        if before is None:
            kept = _add_assessment(who, referral, measure, answers, day, None, mode, asked_by)
        else:
            kept = _correct(who, referral, before, measure, answers)
        raise_from_answers(who, referral, under_way=under_way, more_to_come=more_to_come)
        return kept


def _correct(who: SignIn, referral: Referral, before: Assessment, measure: str, answers: Answers) -> Assessment:
    if before.referral != referral.id or before.measure != measure:
        raise Refused("These answers belong to another form. Nothing was changed.")
    _check(who, measure, answers)
    return who.of(Assessment).change(before, answers=answers)


def record_intake(
    who: SignIn,
    referral_id: str,
    *,
    participation: Mapping[str, bool] | None = None,
    observations: Mapping[str, bool] | None = None,
    red_flags: Mapping[str, bool] | None = None,
    imminent_risk: bool | None = None,
    date_of_birth: date | None = None,
) -> Referral:
    """Keep what intake asked and saw. Only what is given is set; an answer that is not given stays unanswered."""
    _check_born(who, date_of_birth)
    policy = who.policy
    for given, allowed in (
        (participation, policy.participation),
        (observations, policy.observations),
        (red_flags, policy.red_flags),
    ):
        for name in given or ():
            if name not in allowed:
                raise Refused(f"The policy asks nothing called {name!r}; it asks {', '.join(allowed)}.")
    with act(who, "record answers"):
        referral = _open(who, referral_id)
        if date_of_birth is not None:
            who.of(Client).change(who.of(Client).get(referral.client), date_of_birth=date_of_birth)
        kept = who.of(Referral).change(
            referral,
            participation={**referral.participation, **(participation or {})},
            observations={**referral.observations, **(observations or {})},
            red_flags={**referral.red_flags, **(red_flags or {})},
            imminent_risk=_reported(who, referral, imminent_risk),
        )
        raise_from_answers(who, kept)
        return kept


def _check_born(who: SignIn, born: date | None) -> None:
    fault = born_fault(born, who.today()) if born is not None else ""
    if fault:
        raise Refused(fault)


class Person(Struct, frozen=True, kw_only=True):
    """Who somebody is and how to reach them, as a form holds it."""

    family_name: str = ""
    given_name: str = ""
    preferred_name: str = ""
    date_of_birth: date | None = None
    phone: str = ""
    email: str = ""
    safe_contact: str = ""
    emergency_contact: str = ""


WAITING = (ReferralStatus.new, ReferralStatus.screened, ReferralStatus.waitlisted)


def correct_person(who: SignIn, client_id: str, person: Person, *, over_rev: int | None = None) -> Client:
    """Put right who somebody is and how to reach them.

    `over_rev` is the revision that a form was filled from: raises Stale where somebody else has saved since. With
    another birth date the policy is asked again what the answers of a waiting referral show.
    """
    texts = {name: clean(text, of="This field") for name, text in structs.asdict(person).items() if name != BORN}
    _check_born(who, person.date_of_birth)
    with act(who, "correct a person", client=client_id):
        before = who.of(Client).get(client_id)
        if not (before.identifiers or texts["family_name"] or texts["given_name"] or texts["preferred_name"]):
            raise Refused("A person needs a name or an outside number.")
        if over_rev is not None and over_rev != before.rev:
            raise Stale(
                "Somebody else has changed this person meanwhile. Nothing was overwritten: leave this form, and open "
                "it again with what they saved."
            )
        kept = who.of(Client).change(before, date_of_birth=person.date_of_birth, **texts)
        if kept.date_of_birth != before.date_of_birth:
            for referral in who.of(Referral).linked(client=client_id):
                if referral.status in WAITING:
                    raise_from_answers(who, referral)
        return kept


def tell_apart(who: SignIn, client: str, other: str) -> Client:
    """Record that two clients who could be one person are two, after somebody has looked."""
    if client == other:
        raise Refused("These are one and the same client.")
    with act(who, "tell apart", client=client):
        clients = who.of(Client)
        first, second = clients.get(client), clients.get(other)
        clients.change(second, told_apart=tuple(dict.fromkeys((*second.told_apart, first.id))))
        return clients.change(first, told_apart=tuple(dict.fromkeys((*first.told_apart, second.id))))


def _reported(who: SignIn, referral: Referral, imminent_risk: bool | None) -> datetime | None:
    """When imminent risk was reported. A new report is a new instant, so that an evaluated one does not cover it."""
    if imminent_risk is None:
        return referral.imminent_risk
    return who.now() if imminent_risk else None


def _open(who: SignIn, referral_id: str) -> Referral:
    referral = who.of(Referral).get(referral_id)
    if referral.status is ReferralStatus.ended:
        raise Refused("This referral has ended; enter a new one.")
    return referral

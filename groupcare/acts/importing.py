"""Referrals enter from a file.

An import is one act: all good rows, or none. The same row twice adds nothing; a row that differs under a known key
changes nothing either and is named, since nobody may lose an answer to a file. Who may be somebody already known is
pointed out and kept apart: nobody is made one with another here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.acts.refer import EXTERNAL, add_client, add_referral, cleaned
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.intake import Came, ReferralRow, Remark, came
from groupcare.rules.measures import FILE, Assessment
from groupcare.rules.near import NearIndex, Traits
from groupcare.rules.people import Client, Referral, client_number
from groupcare.rules.safety import Alert
from groupcare.rules.screening import CSSRS, GAD7, PHQ9
from groupcare.rules.text import name_key

STEP = 50
"""Rows after which progress is told."""


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did. `referrals` are the ids of those added, `alerts` how many their answers raised."""

    accepted: int
    duplicates: int
    warnings: tuple[Remark, ...]
    referrals: tuple[str, ...]
    alerts: int = 0


class Stopped(Refused):
    """The person stopped it: nothing of it is kept."""


class _DryRun(Exception):
    """Ends an import that was only tried, so that nothing of it is kept."""

    def __init__(self, done: Imported) -> None:
        self.done = done


def import_referrals(
    who: SignIn,
    rows: Sequence[ReferralRow],
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Imported:
    """Enter all these referrals in one transaction; rows already known are counted and left as they are.

    A dry run does the same and keeps nothing of it. `progress` is told how many rows are done, and of how many; what it
    raises, such as Stopped, gives the whole act up.
    """
    try:
        with act(who, "import referrals"):
            done = _import(who, rows, progress)
            if dry_run:
                raise _DryRun(done)
            return done
    except _DryRun as tried:
        return structs.replace(tried.done, referrals=())


def _import(who: SignIn, rows: Sequence[ReferralRow], progress: Callable[[int, int], None]) -> Imported:
    known = _Known(who)
    client_no, referral_no = who.of(Client).next_number(), who.of(Referral).next_number()
    added: list[str] = []
    warnings: list[Remark] = []
    duplicates = 0
    today, alerts = who.today(), who.of(Alert).count()
    for done, row in enumerate(map(cleaned, rows)):
        if done % STEP == 0:
            progress(done, len(rows))
        this = came(row)
        before = known.same(this)
        if before is not None:
            duplicates += 1
            if before != this.row:
                warnings.append(_remark(row, "this referral is known with other content; nothing was changed"))
            continue
        person = known.client(row)
        if person is None:
            person = add_client(who, row, client_no)
            client_no += 1
            warnings.extend(known.near(row, person))
        else:
            warnings.extend(_differs(row, person))
        referral = add_referral(who, person, row, referral_no, this)
        referral_no += 1
        known.note(row, this, person)
        added.append(referral.id)
        for column in ("received_on", "phq9_on", "gad7_on", "cssrs_on"):
            day = getattr(row, column)
            if day is not None and day > today:
                taken = "" if column == "received_on" else ": taken as asked on received_on, at the latest today"
                warnings.append(_remark(row, f"in the future{taken}", column))
    progress(len(rows), len(rows))
    return Imported(
        accepted=len(added),
        duplicates=duplicates,
        warnings=(*warnings, *known.remarks()),
        referrals=tuple(added),
        alerts=who.of(Alert).count() - alerts,
    )


def _remark(row: ReferralRow, reason: str, column: str = "") -> Remark:
    return Remark(line=row.line, column=column, reason=reason)


def _differs(row: ReferralRow, person: Client) -> Iterator[Remark]:
    """An outside number that is somebody else's would put answers into the wrong chart."""
    names = (name_key(row.family_name, row.given_name), name_key(person.family_name, person.given_name))
    other = [
        what
        for what, here, there in (("name", *names), ("birth date", row.date_of_birth, person.date_of_birth))
        if here and there and here != there
    ]
    if other:
        reason = f"is that of {client_number(person.number)}, whose {' and '.join(other)} differs: check who it is"
        yield _remark(row, reason, "external_id")


class _Known:
    """The clients and referrals there are, by the keys under which a row may meet them."""

    def __init__(self, who: SignIn) -> None:
        self._clients = {c.id: c for c in who.of(Client).all()}
        self._by_external = {i.value: c.id for c in self._clients.values() for i in c.identifiers}
        self._near = NearIndex(Traits(c, c.number) for c in self._clients.values())
        self._lines: dict[int, int] = {}
        self._fillers: dict[object, ReferralRow] = {}
        self._rows: dict[str, str] = {}
        """What is known under each key, as a digest; nothing where it was told otherwise than it is now."""
        by_form: list[Referral] = []
        for r in who.of(Referral).all():
            if r.file_key:
                self._rows[r.file_key] = r.file_row
                now = came(_as_row(self._clients[r.client], r, ()))
                if now.names_somebody:
                    self._rows.setdefault(now.key, "")
            else:
                by_form.append(r)
        self._note_kept(by_form, who)

    def _note_kept(self, referrals: Sequence[Referral], who: SignIn) -> None:
        """Those entered by form, or from a file before records held what it told."""
        answers: dict[str, list[Assessment]] = {r.id: [] for r in referrals}
        for a in who.of(Assessment).all() if referrals else ():
            if a.referral in answers and a.mode == FILE:
                answers[a.referral].append(a)
        for r in referrals:
            now = came(_as_row(self._clients[r.client], r, answers[r.id]))
            self._rows[now.key] = now.row

    def same(self, this: Came) -> str | None:
        """What is known of this very referral, as a digest; None where it is not known."""
        return self._rows.get(this.key)

    def client(self, row: ReferralRow) -> Client | None:
        """The client with this outside number; a name alone never makes two people one."""
        return self._clients[i] if row.external_id and (i := self._by_external.get(row.external_id)) else None

    def near(self, row: ReferralRow, person: Client) -> Iterator[Remark]:
        """Who may be the same person as this new one, who is one of those there are from now on."""
        one = Traits(row, person.number)
        found = self._near.near(one)
        self._near.add(one)
        self._lines[person.number] = row.line
        if self._near.is_filler(one.born):
            self._fillers.setdefault(one.born, row)
        if found:
            others = "; ".join(f"{self._place(other.number)} ({reason})" for other, reason in found)
            number = client_number(person.number)
            yield _remark(row, f"{number} may be the same person as {others}: kept apart until somebody has looked")

    def _place(self, number: int) -> str:
        line = self._lines.get(number)
        return f"{client_number(number)} of line {line:,}" if line else client_number(number)

    def remarks(self) -> Iterator[Remark]:
        """What is to be said once of many."""
        for row in self._fillers.values():
            reason = "very many have this birth date, so none may be theirs: like names were not looked for among them"
            yield _remark(row, reason, "date_of_birth")

    def note(self, row: ReferralRow, this: Came, person: Client) -> None:
        """This row is known from now on."""
        self._clients[person.id] = person
        if row.external_id:
            self._by_external[row.external_id] = person.id
        self._rows[this.key] = this.row


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

"""One referral as it is screened: the answers in the record, what they show, what was decided, and whom to call.

A screen puts the answers that are being given into `answered` and asks the rules anew; everything else stands here.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from groupcare.queries.apart import KeptApart, kept_apart
from groupcare.queries.consents import consent_words
from groupcare.queries.permissions import may_see
from groupcare.record.lookups import answered_for, blocked, latest_screening, needs_screening, who_may_be
from groupcare.record.sign_in import SignIn
from groupcare.rules.calls import attempts_of, calls_of, current_call, dropped_call
from groupcare.rules.clinic import Role, Staff
from groupcare.rules.measures import Answers, Assessment, Measure, came_in_file
from groupcare.rules.people import Client, Contact, Referral, ReferralStatus, client_number, could_be_one, full_name
from groupcare.rules.policy import Policy, Route
from groupcare.rules.safety import Alert, AlertStatus, Choice, Decision, Handoff, reasons_against_decision
from groupcare.rules.screening import Answered, Screening

ON_HOLD = "on hold: "
ANY_REASON = "given"
"""Stands for the person's own reason when the reasons against a choice are asked before it is typed."""


class Given(Struct, frozen=True, kw_only=True):
    """The newest administration of a measure: its assessment, and how and by whom it was asked."""

    id: str
    measure: str
    answers: Answers
    on: date
    mode: str
    asked_by: str
    stated_total: int | None
    from_file: bool = False


class Namesake(Struct, frozen=True, kw_only=True):
    """Somebody who may be the same person; `blocked` says in words what keeps them from groups."""

    client: str
    number: int
    name: str
    born: date | None
    blocked: tuple[str, ...]


class OpenAlert(Struct, frozen=True, kw_only=True):
    """An alert about this person that is not closed; `owner` is a name, or nothing."""

    id: str
    level: Route
    because: tuple[str, ...]
    owner: str
    acted: bool


class Decided(Struct, frozen=True, kw_only=True):
    """The newest decision, and who made it."""

    decision: Decision
    by: str
    at: datetime


class Attempt(Struct, frozen=True, kw_only=True):
    """A try to reach the person: what came of it, when and by whom (a name)."""

    outcome: str
    at: datetime
    by: str


class ScreeningCase(Struct, frozen=True, kw_only=True):
    """All a screen needs. `outdated`: answers or policy changed since `screening`, or there is none.

    `call` is the one going on today, `earlier` the one before it, `dropped` one that waits to be called back;
    `attempts` are the tries since the last that dropped, oldest first; `consents` say how each that counts stands.
    `namesakes` are only those with something open. `others` are the ids looked at to find them, for the next asking.
    """

    referral: Referral
    client: Client
    name: str
    on: date
    policy: Policy
    measures: Mapping[str, Measure]
    answered: Answered
    given: Mapping[str, Given]
    screening: Screening | None
    outdated: bool
    decided: Decided | None
    handoff: Handoff | None
    alerts: tuple[OpenAlert, ...]
    blocked: tuple[str, ...]
    namesakes: tuple[Namesake, ...]
    others: tuple[str, ...]
    whom_to_call: str
    staff: str
    clinicians: tuple[str, ...]
    zone: str
    call: Contact | None
    earlier: Contact | None
    dropped: Contact | None
    attempts: tuple[Attempt, ...]
    apart: tuple[KeptApart, ...]
    consents: tuple[str, ...]


def screening_case(who: SignIn, referral_id: str, *, others: tuple[str, ...] | None = None) -> ScreeningCase:
    """One referral. `others` are those found before who may be the same person; without them all are looked through."""
    may_see(who, "screenings")
    referral = who.of(Referral).get(referral_id)
    client = who.of(Client).get(referral.client)
    others = tuple(other.id for other in who_may_be(who, client)) if others is None else others
    everybody = tuple(who.of(Staff).all())
    staff = {s.id: s.name for s in everybody}
    decisions = who.of(Decision).linked(referral=referral.id)
    handoffs = who.of(Handoff).linked(referral=referral.id)
    ended = referral.status is ReferralStatus.ended
    contacts = who.of(Contact).linked(client=client.id)
    calls = calls_of(contacts, referral.id)
    call = current_call(calls, who.today())
    earlier = [c for c in calls if c != call]
    return ScreeningCase(
        referral=referral,
        client=client,
        name=full_name(client),
        on=who.today(),
        policy=who.policy,
        measures=who.library.measures,
        answered=answered_for(who, referral),
        given={g.measure: g for g in _given(who, referral)},
        screening=latest_screening(who, referral.id),
        outdated=not ended and needs_screening(who, referral),
        decided=Decided(decision=decisions[-1], by=staff.get(decisions[-1].by, ""), at=decisions[-1].at)
        if decisions
        else None,
        handoff=handoffs[-1] if handoffs else None,
        alerts=tuple(_alerts(who, client, staff)),
        blocked=blocked(who, client.id),
        namesakes=tuple(_namesakes(who, client, others)),
        others=others,
        whom_to_call=who.whom_to_call,
        staff=who.staff.name,
        clinicians=tuple(s.name for s in everybody if Role.clinician in s.roles and s.left_on is None),
        zone=who.clinic.zone,
        call=call,
        earlier=earlier[-1] if earlier else None,
        dropped=dropped_call(calls),
        attempts=tuple(_attempts(contacts, calls, referral, staff)),
        apart=kept_apart(who, client),
        consents=consent_words(who, client),
    )


def _attempts(
    contacts: Sequence[Contact], calls: list[Contact], referral: Referral, staff: Mapping[str, str]
) -> Iterator[Attempt]:
    """Since the last call that dropped; all of them where none did."""
    since = max((c.dropped_at for c in calls if c.dropped_at is not None), default=None)
    for one in attempts_of(contacts, referral.id):
        if one.at is not None and (since is None or one.at >= since):
            yield Attempt(outcome=one.outcome, at=one.at, by=staff.get(one.by, ""))


def _given(who: SignIn, referral: Referral) -> list[Given]:
    """Each measure's newest, the newest last, in the order in which screening takes them."""
    found = sorted(who.of(Assessment).linked(referral=referral.id), key=lambda a: a.on)
    return [
        Given(
            id=a.id,
            measure=a.measure,
            answers=a.answers,
            on=a.on,
            mode=a.mode,
            asked_by=a.asked_by,
            stated_total=a.stated_total,
            from_file=came_in_file(a),
        )
        for a in found
    ]


def _alerts(who: SignIn, client: Client, staff: Mapping[str, str]) -> list[OpenAlert]:
    found = [a for a in who.of(Alert).linked(client=client.id) if a.status is not AlertStatus.closed]
    found.sort(key=lambda a: (a.level is not Route.urgent, a.status is AlertStatus.acted, a.opened_at))
    return [
        OpenAlert(
            id=a.id,
            level=a.level,
            because=a.because,
            owner=staff.get(a.owner or "", ""),
            acted=a.status is AlertStatus.acted,
        )
        for a in found
    ]


def _namesakes(who: SignIn, client: Client, others: tuple[str, ...]) -> list[Namesake]:
    found = []
    for other in map(who.of(Client).find, others):
        if other is None or not could_be_one(client, other):
            continue  # merged or erased since, or known by another name now
        if words := blocked(who, other.id):
            found.append(
                Namesake(
                    client=other.id,
                    number=other.number,
                    name=full_name(other),
                    born=other.date_of_birth,
                    blocked=words,
                )
            )
    return found


def against(who: SignIn, case: ScreeningCase) -> dict[Choice, tuple[str, ...]]:
    """For each choice, every reason why this person could not record it now, whatever reason they give."""
    clinician = Role.clinician in who.staff.roles
    found = {}
    for choice in Choice:
        words = (*_once(case.blocked), *_namesake_words(case)) if choice is Choice.group else case.blocked
        found[choice] = tuple(reasons_against_decision(choice, case.screening, words, clinician, ANY_REASON))
    return found


def _once(blocked: tuple[str, ...]) -> list[str]:
    """A hold that says no more than the findings do is left out."""
    findings = [words for words in blocked if not words.startswith(ON_HOLD)]
    told = " ".join(findings)
    return [*findings, *(w for w in blocked if w.startswith(ON_HOLD) and not _says(told, w.removeprefix(ON_HOLD)))]


def _says(told: str, hold: str) -> bool:
    return all(part in told for part in hold.split("; "))


def _namesake_words(case: ScreeningCase) -> list[str]:
    return [
        f"may be the same person as {client_number(n.number)}: {w}" for n in case.namesakes for w in _once(n.blocked)
    ]

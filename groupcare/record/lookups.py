"""What acts and queries both have to look up: reads of the record that follow links and leave deciding to rules/."""

import hashlib

import msgspec

from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Member, MemberStatus, Session
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Referral, client_number, could_be_one
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.safety import Hold, SafetyFinding, blocked_by
from groupcare.rules.screening import CSSRS, GAD7, PHQ9, Administered, Answered, Finding, Screening, basis


def latest_screening(who: SignIn, referral_id: str) -> Screening | None:
    """The referral's current screening, if it has one."""
    found = who.of(Screening).linked(referral=referral_id)
    return found[-1] if found else None


def needs_screening(who: SignIn, referral: Referral) -> bool:
    """Whether answers or policy changed since the last screening, or there was none."""
    last = latest_screening(who, referral.id)
    if last is None:
        return True
    return last.basis != basis(who.policy, answered_for(who, referral))


def answered_for(who: SignIn, referral: Referral) -> Answered:
    """All that screening is told of a referral: its newest answers, what intake asked, and the person's findings."""
    newest = {a.measure: a for a in sorted(who.of(Assessment).linked(referral=referral.id), key=lambda a: a.on)}
    client = who.of(Client).get(referral.client)
    findings = who.of(SafetyFinding).linked(client=client.id)

    def given(measure: str) -> Administered | None:
        assessment = newest.get(measure)
        if assessment is None:
            return None
        return Administered(
            measure=who.library.measures[measure],
            answers=assessment.answers,
            on=assessment.on,
            stated_total=assessment.stated_total,
            evidence=f"{assessment.id}@{assessment.rev}",
        )

    standing = tuple(
        Finding(
            rule=f.rule,
            route=f.route,
            detail=f"{f.detail}; found on {f.raised_at.date().isoformat()} and not yet evaluated",
            source=f.source,
            respond=f.respond,
            evidence=f.evidence,
            standing=True,
        )
        for f in findings
        if f.ended_by is None
    )
    asked = msgspec.json.encode(
        [referral.participation, referral.observations, referral.red_flags, referral.imminent_risk]
    )
    return Answered(
        phq9=given(PHQ9),
        gad7=given(GAD7),
        cssrs=given(CSSRS),
        participation=referral.participation,
        observations=referral.observations,
        red_flags=referral.red_flags,
        imminent_risk=referral.imminent_risk is not None,
        date_of_birth=client.date_of_birth,
        evidence=f"{referral.id}:{hashlib.sha256(asked).hexdigest()[:12]}",
        standing=standing,
        evaluated=frozenset(f.rule for f in findings if f.ended_by is not None),
    )


def blocked_to_place(who: SignIn, client_id: str) -> tuple[str, ...]:
    """Why this person may not be placed: what blocks them, and what blocks anybody who may be the same person."""
    clients = who.of(Client)
    client = clients.get(client_id)
    born = client.date_of_birth.isoformat() if client.date_of_birth else None
    words = list(blocked(who, client_id))
    for document in clients.table:
        if born and document.get("date_of_birth") not in (born, None):
            continue  # most of ten thousand; only the others are read as clients
        other = clients.get(str(document.doc_id))
        if could_be_one(client, other):
            words += [f"may be the same person as {client_number(other.number)}: {w}" for w in blocked(who, other.id)]
    return tuple(words)


def blocked(who: SignIn, client: str) -> tuple[str, ...]:
    """Why this person may not be seated now, in words; empty when nothing blocks."""
    return blocked_by(who.of(SafetyFinding).linked(client=client), who.of(Hold).linked(client=client))


def expected_members(who: SignIn, session: Session) -> list[Member]:
    """Members who have a seat on the day of this session, in the order they were seated."""
    return [
        m
        for m in who.of(Member).linked(group=session.group)
        if m.status in (MemberStatus.planned, MemberStatus.active, MemberStatus.on_hold, MemberStatus.finished)
        and m.start <= session.date
        and (m.end is None or session.date <= m.end)
    ]


def open_plan(who: SignIn, client: str) -> Plan | None:
    """The client's plan that is not closed, if there is one."""
    return next((p for p in who.of(Plan).linked(client=client) if p.status is not PlanStatus.closed), None)

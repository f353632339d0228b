"""Referrals as reports count them: where each stands, how long it waited, and what it led to."""

from collections.abc import Iterator, Set
from datetime import date, datetime
from functools import partial

from msgspec import Struct

from groupcare.queries.kept import up_to_date
from groupcare.queries.report_scope import seats_had
from groupcare.queries.stored import every
from groupcare.record.sign_in import SignIn
from groupcare.rules import schedule
from groupcare.rules.going_on import Referred, Standing, standing
from groupcare.rules.people import EndReason, Referral, ReferralStatus
from groupcare.rules.policy import Route
from groupcare.rules.reports import EVERYTHING, Scope, grouped
from groupcare.rules.safety import Decision, Handoff
from groupcare.rules.screening import Screening
from groupcare.rules.waiting import Waited, WaitsOf, waits_of


class OfReport(Struct, frozen=True, gc=False):
    """A referral as reports count it, and the groups that it led to a place in."""

    received: date
    groups: tuple[str, ...]
    waits: WaitsOf
    stands: Standing


class _Screening(Struct, frozen=True, gc=False):
    referral: str
    on: date
    route: Route


class _Decision(Struct, frozen=True, gc=False):
    referral: str
    at: datetime


class _Handoff(Struct, frozen=True, gc=False):
    referral: str
    sent_on: date
    accepted_on: date | None = None
    first_seen_on: date | None = None


def referrals_of(who: SignIn, scope: Scope) -> Iterator[OfReport]:
    """Those that the scope holds, by the day they were received."""
    zone, today = who.clinic.zone, who.today()
    make = partial(_by_client, who, zone, today)
    for of in up_to_date(who, "referrals", "client", (zone, today), make, make).values():
        for r in of:
            if scope is EVERYTHING or (
                scope.has(r.received)
                and (not scope.group or scope.group in r.groups)
                and scope.curriculum in ("", r.waits.curriculum)
            ):
                yield r


def _by_client(who: SignIn, zone: str, today: date, some: Set[str] | None = None) -> dict[str, list[OfReport]]:
    return grouped(_referred(who, zone, today, some))


def _referred(who: SignIn, zone: str, today: date, some: Set[str] | None) -> Iterator[tuple[str, OfReport]]:
    """Every referral that counts, with its client."""
    screenings: dict[str, list[_Screening]] = {}
    for _, screening in every(who, Screening, _Screening, "client", some):
        screenings.setdefault(screening.referral, []).append(screening)
    decided: dict[str, list[date]] = {}
    for _, decision in every(who, Decision, _Decision, "client", some):
        decided.setdefault(decision.referral, []).append(schedule.local(decision.at, zone).date())
    handoffs: dict[str, list[_Handoff]] = {}
    for _, handoff in every(who, Handoff, _Handoff, "client", some):
        handoffs.setdefault(handoff.referral, []).append(handoff)
    seats: dict[str, date] = {}
    led_to: dict[str, tuple[str, ...]] = {}
    for _, member in seats_had(who, "client", some):
        led_to[member.referral] = (*led_to.get(member.referral, ()), member.group or "")
        if member.start <= today and (member.end is None or member.end >= member.start):
            seats[member.referral] = min(member.start, seats.get(member.referral, member.start))
    for i, referral in every(who, Referral, Referral, "client", some):
        if referral.end_reason is EndReason.entered_in_error:
            continue
        screened, days, sent = screenings.get(i, []), decided.get(i, []), handoffs.get(i, [])
        given_up = None
        if referral.status in (ReferralStatus.ended, ReferralStatus.individual_care):
            given_up = max((*days, *(h.sent_on for h in sent)), default=referral.received_on)
        waited = Waited(
            route=screened[-1].route if screened else None,
            received=referral.received_on,
            screened=min((s.on for s in screened), default=None),
            decided=min(days, default=None),
            seated=seats.get(i),
            given_up=given_up,
        )
        referred = Referred(
            waited=waited,
            status=referral.status,
            end_reason=referral.end_reason,
            review_on=referral.review_on,
            handed_off=bool(sent),
            accepted=sent[-1].accepted_on if sent else None,
            first_seen=sent[-1].first_seen_on if sent else None,
        )
        waits, stands = waits_of(waited, today, referral.curriculum), standing(referred, today)
        yield referral.client, OfReport(referral.received_on, led_to.get(i, ()), waits, stands)

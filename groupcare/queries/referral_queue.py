"""The queue of referrals: every open request for care in exactly one place, by the step that comes next.

Open referrals are found by the open work they carry; those in individual care by their handoffs, holds and alerts.
A queue keeps what it found of each person, and asks again only about those whom the ledger has touched since: after an
import of a thousand referrals a mark elsewhere costs no more than before it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.lookups import latest_screening, needs_screening
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.people import Client, Referral, ReferralStatus, full_name
from groupcare.rules.policy import GRAVITY, Policy, Route
from groupcare.rules.safety import Alert, AlertStatus, Decision, Handoff, Hold, SafetyFinding
from groupcare.rules.screening import Screening, missing_words
from groupcare.rules.words import count, day

ALL = "9999-12-31"
LATE_DAYS = 14
"""From so many days of waiting on a referral is overdue [P]."""
RECENT_DAYS = 30
RECENT_NUMBERS = 60
"""How far back, in days and in numbers, a referral that has ended still stands in the queue."""
STEP = 300
"""Older referrals that one key shows more of: they are read within 50 ms."""
OF_EVERYBODY = frozenset({"policy", "staff", "clinic"})
"""Kinds of documents whose change can alter every line."""


class Place(StrEnum):
    """Where a referral stands in the queue, in this order."""

    urgent = "Urgent"
    to_screen = "To screen"
    incomplete = "Incomplete"
    to_decide = "To decide"
    individual = "Individual care"
    waitlist = "Waitlist"
    seated = "Seated"
    ended = "Ended recently"


ORDER = {place: order for order, place in enumerate(Place)}


class QueueLine(Struct, frozen=True, kw_only=True):
    """One referral. `words` say where it goes or what is missing, `owner` whose the next step is.

    `short` is first name and initial; `route` is the policy's, None while nobody has screened. `grave` is for safety,
    `late` for what is overdue.
    """

    id: str
    number: int
    client: str
    client_number: int
    name: str
    short: str
    place: Place
    status: ReferralStatus
    received_on: date
    days: int
    words: str
    owner: str
    route: Route | None = None
    alert: str = ""
    grave: bool = False
    late: bool = False


class Queue(Struct, frozen=True, kw_only=True):
    """The lines in order, as of that day and that act of the ledger (`seq`). `older_from` is the number from which on
    referrals stand here whatever became of them, None where only the open and recent ones do.
    """

    on: date
    seq: int
    lines: tuple[QueueLine, ...]
    older_from: int | None = None


def next_older(who: SignIn, found: Queue) -> int | None:
    """The number from which on a queue shows one step more of what was; None once it shows everything."""
    newest = who.of(Referral).next_number()
    shown = newest if found.older_from is None else found.older_from
    return max(1, shown - STEP) if shown > 1 else None


def queue(who: SignIn, *, older_from: int | None = None, before: Queue | None = None) -> Queue:
    """All open referrals, and those that ended recently; with `older_from` also every other from that number on.

    `before` is the queue asked for last: what has not changed since is taken from it.
    """
    may_see(who, "referrals")
    with who.db.engine.snapshot():
        on, seq = who.today(), who.db.engine.head()[0]
        touched = None if before is None or before.on != on else _touched(who, before)
        asked = _Asked(who, on)
        known: dict[str, QueueLine] = {}
        if before is not None and touched is not None:
            known = {line.id: line for line in before.lines if line.client not in touched}
        lines = [known.get(r.id) or asked.line(r) for r in asked.referrals()]
        if older_from is not None:
            lines += _older(asked, older_from, lines, {line.number: line for line in known.values()})
    lines.sort(key=_in_order)
    return Queue(on=on, seq=seq, lines=tuple(lines), older_from=older_from)


def _older(
    asked: "_Asked", first: int, there: Iterable[QueueLine], known: Mapping[int, QueueLine]
) -> Iterator[QueueLine]:
    """The lines of all other referrals from number `first` on."""
    numbers, records = {line.number for line in there}, asked.who.of(Referral)
    for number in range(first, records.next_number()):
        if number in numbers:
            continue
        if number in known:
            yield known[number]
        elif (referral := records.numbered(number)) is not None:
            yield asked.line(referral)


def _in_order(line: QueueLine) -> tuple[object, ...]:
    """By place; an alert first, on the waitlist the graver route before the longer wait."""
    gravity = GRAVITY.get(line.route, 0) if line.route is not None and line.place is Place.waitlist else 0
    return (ORDER[line.place], not line.alert, -gravity, line.received_on, line.number)


def _touched(who: SignIn, before: Queue) -> set[str] | None:
    """Whom the ledger has touched since; None where that can be everybody."""
    changes = list(who.db.engine.changes(before.seq))
    if any(change.table in OF_EVERYBODY for change in changes):
        return None
    return {change.client for change in changes if change.client is not None}


class _Asked:
    """What one asking looks up once for all lines."""

    def __init__(self, who: SignIn, on: date) -> None:
        self.who, self.on, self.policy = who, on, who.policy
        self.staff = {s.id: s.name for s in who.of(Staff).all()}
        self.holds = {h.client: h for h in who.of(Hold).open_work(ALL)}
        self.alerts: dict[str, list[Alert]] = {}
        for alert in who.of(Alert).open_work(ALL):
            self.alerts.setdefault(alert.client, []).append(alert)

    # --- which ----------------------------------------------------------------------------------------------------

    def referrals(self) -> Iterable[Referral]:
        """Each once."""
        found = {r.id: r for r in self.who.of(Referral).open_work(ALL)}
        for referral in (*self._in_care(), *self._ended()):
            found.setdefault(referral.id, referral)
        return found.values()

    def _in_care(self) -> Iterator[Referral]:
        """Individual care carries no work of its own: it is found by what does."""
        people = {h.client for h in self.who.of(Handoff).open_work(ALL)} | set(self.holds) | set(self.alerts)
        for client in people:
            for referral in self.who.of(Referral).linked(client=client):
                if referral.status is ReferralStatus.individual_care:
                    yield referral

    def _ended(self) -> Iterator[Referral]:
        records = self.who.of(Referral)
        last = records.next_number() - 1
        for number in range(last, max(0, last - RECENT_NUMBERS), -1):
            referral = records.numbered(number)
            if referral is not None and referral.status is ReferralStatus.ended:
                decided = self.who.of(Decision).linked(referral=referral.id)
                if decided and (self.on - decided[-1].at.date()).days <= RECENT_DAYS:
                    yield referral

    # --- what of each -----------------------------------------------------------------------------------------------

    def line(self, referral: Referral) -> QueueLine:
        """Where it stands, in words."""
        client = self.who.of(Client).get(referral.client)
        screening = latest_screening(self.who, referral.id)
        route = screening.route if screening is not None else None
        alert = self._alert(referral) if referral.status is not ReferralStatus.ended else None
        place, words, owner, late = self._stands(referral, screening)
        if (alert is not None and alert.level is Route.urgent) or self._urgent_finding(referral):
            place, late = Place.urgent, False
            words = alert.because[0] if alert is not None and alert.because else words
            owner = self.staff.get(alert.owner or "", "no owner") if alert is not None else owner
        elif place is Place.to_screen and alert is not None:
            words, late = f"{words}; alert: {'; '.join(alert.because)}", late or alert.status is not AlertStatus.acted
        return QueueLine(
            id=referral.id,
            number=referral.number,
            client=client.id,
            client_number=client.number,
            name=full_name(client),
            short=short_name(client),
            place=place,
            status=referral.status,
            received_on=referral.received_on,
            days=(self.on - referral.received_on).days,
            words=words,
            owner=owner,
            route=route,
            alert=alert.id if alert is not None else "",
            grave=place is Place.urgent,
            late=late,
        )

    def _alert(self, referral: Referral) -> Alert | None:
        """The person's gravest alert that nobody has acted on, or acted on and handed over."""
        cared_for = referral.status is ReferralStatus.individual_care
        found = [a for a in self.alerts.get(referral.client, ()) if not (cared_for and a.status is AlertStatus.acted)]
        return min(found, key=lambda a: (a.level is not Route.urgent, a.status is AlertStatus.acted), default=None)

    def _urgent_finding(self, referral: Referral) -> bool:
        if referral.client not in self.holds or referral.status not in (ReferralStatus.new, ReferralStatus.screened):
            return False
        found = self.who.of(SafetyFinding).linked(client=referral.client)
        return any(f.route is Route.urgent and f.ended_by is None for f in found)

    def _stands(self, referral: Referral, screening: Screening | None) -> tuple[Place, str, str, bool]:
        """Its place, the words, whose the next step is, and whether it is overdue."""
        waits = (self.on - referral.received_on).days > LATE_DAYS
        match referral.status:
            case ReferralStatus.ended:
                return self._ended_words(referral)
            case ReferralStatus.seated:
                return Place.seated, "seated in a group", "", False
            case ReferralStatus.individual_care:
                return self._care_words(referral)
            case ReferralStatus.new if screening is None:
                return Place.to_screen, "to screen", "intake", waits
        if screening is None or needs_screening(self.who, referral, screening):
            words = "answers or policy changed: screen again"
            if referral.status is ReferralStatus.waitlisted:
                words = f"waitlisted for {referral.curriculum}; {words}"
            return Place.to_screen, words, "intake", waits
        if referral.status is ReferralStatus.waitlisted:
            return self._waits_words(referral, screening)
        if screening.route is Route.incomplete:
            return Place.incomplete, _not_asked(screening), "intake", waits
        owner = "intake" if screening.route is Route.group else "clinician"
        return Place.to_decide, f"the policy suggests {route_words(screening.route)}", owner, waits

    def _waits_words(self, referral: Referral, screening: Screening) -> tuple[Place, str, str, bool]:
        members = self.who.of(Member).linked(referral=referral.id)
        since = next((m.start for m in members if m.status is MemberStatus.waitlist), referral.received_on)
        long = f"{count((self.on - since).days, 'day')}" if since < self.on else "since today"
        words = f"waits for {referral.curriculum}, {long}"
        hold = self.holds.get(referral.client)
        if hold is not None:
            return Place.waitlist, f"{words}; on hold: {'; '.join(hold.because)}", "clinician", True
        if ran_out(screening, self.policy, self.on):
            words += f"; the screening of {day(screening.on, self.on)} has run out: ask again"
            return Place.waitlist, words, "intake", True
        return Place.waitlist, words, "intake", (self.on - since).days > LATE_DAYS

    def _care_words(self, referral: Referral) -> tuple[Place, str, str, bool]:
        handoffs = self.who.of(Handoff).linked(referral=referral.id)
        if not handoffs:
            return Place.individual, "individual care first: not handed off to anybody yet", "intake", True
        handoff = handoffs[-1]
        late = handoff.due is not None and handoff.due < self.on
        return Place.individual, handoff_words(handoff, self.on), handoff.to, late

    def _ended_words(self, referral: Referral) -> tuple[Place, str, str, bool]:
        if referral.review_on is not None and referral.due is not None:
            if referral.review_on <= self.on:
                words = f"said “not now” until {day(referral.review_on, self.on)}: time to look again"
                return Place.to_decide, words, "intake", True
            return Place.ended, f"not now; look again {day(referral.review_on, self.on)}", "intake", False
        return Place.ended, str(referral.end_reason or "ended"), "", False


def _not_asked(screening: Screening) -> str:
    words = "; ".join(missing_words(screening.missing)).replace(": nothing asked", "")
    return f"not asked yet: {words}" if words else "incomplete"


def short_name(client: Client) -> str:
    """Elena R., as sentences name people."""
    given = client.preferred_name or client.given_name
    return f"{given} {client.family_name[:1]}." if given and client.family_name else full_name(client)


def route_words(route: Route) -> str:
    """A route as sentences use it."""
    return {
        Route.group: "the group",
        Route.review: "review by a clinician",
        Route.individual: "individual care first",
        Route.urgent: "an urgent evaluation",
        Route.incomplete: "nothing yet: incomplete",
    }[route]


def handoff_words(handoff: Handoff, on: date) -> str:
    """How far a handoff has come."""
    to = f"{handoff.to}{', ' + handoff.phone if handoff.phone else ''}"
    if handoff.first_seen_on is not None:
        again = f", screen again from {day(handoff.rescreen_on, on)}" if handoff.rescreen_on and handoff.due else ""
        return f"first seen {day(handoff.first_seen_on, on)} by {to}{again}"
    if handoff.accepted_on is not None:
        return f"accepted {day(handoff.accepted_on, on)} by {handoff.accepted_by}, not seen yet: {to}"
    return f"handed off {day(handoff.sent_on, on)}, not accepted yet: {to}"


def ran_out(screening: Screening, policy: Policy, on: date) -> bool:
    """Whether a screening is too old to seat anybody on."""
    return on > screening.on + timedelta(days=policy.screening_valid_days)

"""How referrals go on: where each one is now, how those that ended did, and the answer that a report gives.

Nobody is dropped: every referral is in exactly one place, those who still wait as much as those who came somewhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from groupcare.rules.attendance import Rate
from groupcare.rules.people import EndReason, ReferralStatus
from groupcare.rules.policy import Route
from groupcare.rules.reports import (
    BY_RECEIVED,
    QUESTIONS,
    Answer,
    Asked,
    Bar,
    Cell,
    Kind,
    Row,
    Series,
    answer,
    number,
    people,
    share,
    text,
)
from groupcare.rules.ties import across, down
from groupcare.rules.waiting import ROUTES, Wait, Waited, half_within, wait
from groupcare.rules.words import count, listed


class Place(StrEnum):
    """Where a referral is now, in this order; every referral is in exactly one."""

    to_screen = "to screen"
    to_decide = "to decide"
    waitlisted = "waitlisted"
    to_hand_off = "to hand off"
    handed_off = "handed off"
    accepted = "accepted"
    first_seen = "first seen"
    seated = "seated"
    later = "not now, later"
    due = "not now, due"
    declined = "declined"
    other_service = "other service"
    unable_to_reach = "unable to reach"
    otherwise = "ended otherwise"


IN_CARE = (Place.to_hand_off, Place.handed_off, Place.accepted, Place.first_seen)
ENDED = (Place.later, Place.due, Place.declined, Place.other_service, Place.unable_to_reach, Place.otherwise)
STAGES: Mapping[str, tuple[Place, ...]] = {
    "to screen": (Place.to_screen,),
    "to decide": (Place.to_decide,),
    "waitlisted": (Place.waitlisted,),
    "individual care": IN_CARE,
    "seated": (Place.seated,),
    "ended": ENDED,
}
"""The places taken together, as the chart shows them."""


class Referred(Struct, frozen=True, kw_only=True):
    """One referral as it stands. `accepted` and `first_seen` are the days of its newest handoff, if there is one
    (`handed_off`); `review_on` is the day to look again after a "not now"."""

    waited: Waited
    status: ReferralStatus
    end_reason: EndReason | None = None
    review_on: date | None = None
    handed_off: bool = False
    accepted: date | None = None
    first_seen: date | None = None


def place_of(of: Referred, today: date) -> Place:
    """Where it is now."""
    match of.status:
        case ReferralStatus.new:
            return Place.to_screen
        case ReferralStatus.screened:
            return Place.to_decide
        case ReferralStatus.waitlisted:
            return Place.waitlisted
        case ReferralStatus.seated:
            return Place.seated
        case ReferralStatus.individual_care:
            return _in_care(of)
        case ReferralStatus.ended:
            return _ended(of, today)


def _in_care(of: Referred) -> Place:
    if of.first_seen is not None:
        return Place.first_seen
    if of.accepted is not None:
        return Place.accepted
    return Place.handed_off if of.handed_off else Place.to_hand_off


def _ended(of: Referred, today: date) -> Place:
    match of.end_reason:
        case EndReason.not_now:
            return Place.later if of.review_on is not None and of.review_on > today else Place.due
        case EndReason.declined:
            return Place.declined
        case EndReason.other_service:
            return Place.other_service
        case EndReason.unable_to_reach:
            return Place.unable_to_reach
        case _:
            return Place.otherwise


class Standing(Struct, frozen=True):
    """One referral's place, with its wait for a first session, and for its ending or for being first seen in
    individual care where it went there."""

    route: Route | None
    place: Place
    to_seat: Wait
    to_here: Wait | None


def standing(of: Referred, today: date) -> Standing:
    """Where it is today, and how long that took or has taken so far."""
    waited, place = of.waited, place_of(of, today)
    to_here = None
    if place in IN_CARE:
        to_here = wait(waited.received, of.first_seen, None, today)
    elif place in ENDED:
        to_here = wait(waited.received, waited.given_up, None, today)
    to_seat = wait(waited.received, waited.seated, waited.given_up, today)
    return Standing(waited.route, place, to_seat, to_here)


def half_by(place: Place, every: Mapping[Standing, int]) -> int | None:
    """The day from receipt on by which half were there; None where that is not reached, and where people still wait.

    Of all referrals for a seat, of those in individual care for being first seen, of those who ended so for an ending.
    """
    return half_within(_waits_for(place, every))


def _waits_for(place: Place, every: Mapping[Standing, int]) -> Counter[Wait]:
    if place is Place.seated:
        return _tally((of.to_seat, n) for of, n in every.items())
    if place is not Place.first_seen and place not in ENDED:
        return Counter()
    counted = IN_CARE if place is Place.first_seen else (place,)
    return _tally((of.to_here, n) for of, n in every.items() if of.to_here and of.place in counted)


def _tally(pairs: Iterable[tuple[Wait, int]]) -> Counter[Wait]:
    found: Counter[Wait] = Counter()
    for one, n in pairs:
        found[one] += n
    return found


def how_they_go_on(every: Iterable[Standing] | Mapping[Standing, int], asked: Asked) -> Answer:
    """Places by route; equal standings may be given once with how many there are."""
    so_many = Counter(every)
    at: Counter[tuple[Route | None, Place]] = Counter()
    places: Counter[Place] = Counter()
    for of, n in so_many.items():
        at[of.route, of.place] += n
        places[of.place] += n
    routes = [route for route in ROUTES if any(of.route is route for of in so_many)]
    rows = [
        Row(
            cells=(
                text(place),
                *(_many(at[route, place]) for route in routes),
                _many(places[place]),
                _half_by(place, so_many),
            )
        )
        for place in (Place if so_many else ())
        if place is not Place.otherwise or places[place]
    ]
    if rows:
        whole = [people(sum(at[route, place] for place in Place)) for route in routes]
        rows.append(Row(cells=(text("all"), *whole, people(places.total()), number(None)), sums=True))
    stages = _stages(places) if so_many else {}
    bars = (Bar(label=stage, value=n, shown=f"{n:,}") for stage, n in stages.items())
    return answer(
        "goes_on",
        asked,
        _sentence(places),
        ("Where now", *(str(route or "not screened").capitalize() for route in routes), "All", "Half by"),
        rows,
        Series(title="Where referrals are now", unit="referrals", bars=tuple(bars)),
        (
            "Every referral stands in one row; its column is the route of its newest screening. To decide: screened, "
            "and nobody has decided yet.",
            "Individual care: to hand off where nobody was asked yet, then how far the newest handoff has come: "
            "handed off, accepted, first seen. Seated: has or had a seat, also one whose first session is to come; "
            f"what became of it, “{QUESTIONS['stays']}” tells.",
            "Not now, due: the day to look again has come. Not now, later: it is still to come.",
            "Half by: so many days after they were received, half had come there. Seated: of all referrals, as in "
            f"“{QUESTIONS['waits']}”. First seen: of those in individual care. Those who still wait count for as long "
            "as they have waited so far, those who ended or went to individual care until that day (product-limit "
            "estimate, Kaplan & Meier 1958). An ending: of those who ended so.",
            BY_RECEIVED,
            "Not counted: referrals entered in error.",
        ),
        ties=(
            down([(len(rows) - 1, range(len(rows) - 1))] if rows else (), range(1, len(routes) + 2)),
            across(len(routes) + 1, range(1, len(routes) + 1)),
        ),
        tells=[(len(routes) + 2, len(routes) + 1)],
    )


def _half_by(place: Place, every: Mapping[Standing, int]) -> Cell:
    came = sum(n for one, n in _waits_for(place, every).items() if one.came)
    return number(half_by(place, every), "d", came)


def _stages(places: Mapping[Place, int]) -> dict[str, int]:
    return {stage: sum(places[place] for place in of) for stage, of in STAGES.items()}


def _many(n: int) -> Cell:
    """How many, nobody as a dot: most places of a table by route are empty, and what is not must stand out."""
    return people(n) if n else Cell(kind=Kind.number, shown="·", value=0)


def _sentence(places: Mapping[Place, int]) -> str:
    total = sum(places.values())
    if not total:
        return "There is no referral yet; this fills as referrals come in."
    stages = _stages(places)
    seated, care, seen = stages["seated"], stages["individual care"], places[Place.first_seen]
    percent = share(Rate(seated, total))
    waits = stages["to screen"] + stages["to decide"]
    here = [
        (seated, "seated" + (f" ({percent.shown})" if percent.kind is Kind.percent else "")),
        (stages["waitlisted"], "waitlisted"),
        (care, "in individual care" + (f" ({seen:,} of them first seen)" if seen else "")),
        (waits, "still to be screened or decided on"),
    ]
    said = [(n, words) for n, words in here if n]
    known = [f"{n:,} {'' if at else _verb(n, 'is', 'are')}{words}" for at, (n, words) in enumerate(said)]
    if ended := stages["ended"]:
        known.append(f"{ended:,} {_verb(ended, 'has', 'have')}ended")
    due = places[Place.due]
    again = f"; {due:,} “not now” {_verb(due, 'is', 'are')}due to be looked at again" if due else ""
    return f"Of {count(total, 'referral')} {listed(known)}{again}."


def _verb(n: int, one: str, many: str) -> str:
    return f"{one if n == 1 else many} "

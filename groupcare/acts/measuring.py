"""Forms of somebody who is in a group: kept, and watched at once."""

from datetime import date

from groupcare.acts.act import act
from groupcare.acts.refer import add_assessment, record_answers
from groupcare.acts.watching import watch_form
from groupcare.record.errors import Refused
from groupcare.record.lookups import seated_referral
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import IN_GROUP, Member
from groupcare.rules.measures import Answers, Assessment
from groupcare.rules.people import Client, Referral, ReferralStatus
from groupcare.rules.text import clean
from groupcare.rules.watch import Watching


def record_form(who: SignIn, client_id: str, measure: str, answers: Answers, *, on: date | None = None) -> Assessment:
    """Keep a paper form of anybody: of somebody in a group as `record_measure` does, else with their open referral."""
    if seated_referral(who, client_id) is not None:
        return record_measure(who, client_id, measure, answers, on=on)[0]
    waits = [r for r in who.of(Referral).linked(client=client_id) if r.status is not ReferralStatus.ended]
    if not waits:
        raise Refused("This person has neither a seat nor an open referral; enter a new referral first.")
    return record_answers(who, waits[-1].id, measure, answers, on=on, mode="on paper")


def record_measure(
    who: SignIn,
    client_id: str,
    measure: str,
    answers: Answers,
    *,
    on: date | None = None,
    mode: str = "on paper",
    asked_by: str = "",
    session: str | None = None,
) -> tuple[Assessment, Watching]:
    """Keep one form of somebody in a group, with what it asks for. Raises Refused for somebody without a seat."""
    if measure not in who.library.measures:
        raise Refused(f"There is no measure {measure!r}; known are {', '.join(sorted(who.library.measures))}.")
    day = on or who.today()
    if day > who.today():
        raise Refused("Answers cannot have been given in the future.")
    if all(answer is None for answer in answers):
        raise Refused("Nothing is answered on this form. Nothing was saved.")
    mode, asked_by = clean(mode, of="How it was asked"), clean(asked_by, of="Who asked")
    with act(who, "record a measure", client=client_id):
        person = who.of(Client).get(client_id)
        referral = seated_referral(who, person.id)
        if referral is None:
            raise Refused(
                "This person has no seat in a group: answers are recorded at the screening of their referral."
            )
        places = [m for m in who.of(Member).linked(client=person.id) if m.status in IN_GROUP]
        kept = add_assessment(who, referral, measure, answers, day, None, mode, asked_by)
        if places or session:
            kept = who.of(Assessment).change(kept, member=places[-1].id if places else None, session=session)
        return kept, watch_form(who, referral, kept)

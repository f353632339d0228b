"""Referrals enter, and what intake asks: answers to measures, taking part, observations, red flags."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import structs

from groupcare.acts.act import act
from groupcare.acts.findings import raise_from_answers
from groupcare.acts.person import check_born
from groupcare.acts.watching import watch_form
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.intake import Came, ReferralRow
from groupcare.rules.measures import Answers, Assessment, check_answers
from groupcare.rules.people import Client, Identifier, Referral, ReferralStatus
from groupcare.rules.policy import Kind
from groupcare.rules.screening import CSSRS, GAD7, PHQ9
from groupcare.rules.text import PROSE, clean

EXTERNAL = "external"
"""The system of an identifier that came with a referral file."""
NOT_FILED = Came()


def refer(who: SignIn, row: ReferralRow, *, client: str | None = None) -> Referral:
    """Enter one referral: of a known client, or of a new one."""
    row = cleaned(row)
    if not named(row) and client is None:
        raise Refused("A referral needs a name or an outside number.")
    with act(who, "refer", client=client):
        person = who.of(Client).get(client) if client else add_client(who, row, who.of(Client).next_number())
        return add_referral(who, person, row, who.of(Referral).next_number())


def named(row: ReferralRow) -> bool:
    """Whether it says whom it is about."""
    return bool(row.external_id or row.family_name or row.given_name or row.preferred_name)


NAMES = ("external_id", "family_name", "given_name", "preferred_name")
ONE_LINE = (*NAMES, "phone", "email", "source", "referrer", "asked_by", "mode")


def cleaned(row: ReferralRow) -> ReferralRow:
    """Its texts as the record takes them. Raises where one cannot be taken."""
    fields = {name: clean(getattr(row, name), of=f"The field {name}") for name in ONE_LINE}
    for name in ("reason", "diagnosis"):
        fields[name] = clean(getattr(row, name), of=f"The field {name}", limit=PROSE, lines=True)
    return structs.replace(row, **fields)


def add_client(who: SignIn, row: ReferralRow, number: int) -> Client:
    """A new person, as a referral names them. Inside an act."""
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


def add_referral(who: SignIn, client: Client, row: ReferralRow, number: int, came: Came = NOT_FILED) -> Referral:
    """A request for care with its answers, and what these raise; `came` is what a row of a file told. Inside an act."""
    for before in who.of(Referral).linked(client=client.id):
        if before.status is ReferralStatus.ended and before.due is not None:
            who.of(Referral).change(before, due=None)  # "not now" was looked at again: here is what came of it
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
            file_key=came.key,
            file_row=came.row,
        )
    )
    today = who.today()
    for measure, answers, stated, on in (
        (PHQ9, (*row.phq9, row.phq9_difficulty), row.phq9_total, row.phq9_on),
        (GAD7, row.gad7, row.gad7_total, row.gad7_on),
        (CSSRS, row.cssrs, None, row.cssrs_on),
    ):
        if stated is not None or any(answer is not None for answer in answers):
            day = asked_on(row, on, today)
            add_assessment(
                who, referral, measure, answers, day, stated, row.mode, row.asked_by, from_file=bool(row.line)
            )
    raise_from_answers(who, referral)
    return referral


def asked_on(row: ReferralRow, on: date | None, today: date) -> date:
    """The day a measure was asked: no day to come, or its answers would not grow old in time."""
    return on if on is not None and on <= today else min(row.received_on, today)


def add_assessment(
    who: SignIn,
    referral: Referral,
    measure: str,
    answers: Answers,
    on: date,
    stated: int | None,
    mode: str,
    asked_by: str = "",
    from_file: bool = False,
) -> Assessment:
    """One administration of a measure. Inside an act."""
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
            from_file=from_file,
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
        referral = open_referral(who, referral_id)
        before = None if over is None else who.of(Assessment).find(over)
        if before is None:
            kept = add_assessment(who, referral, measure, answers, day, None, mode, asked_by)
        else:
            kept = _correct(who, referral, before, measure, answers)
        raise_from_answers(who, referral, kept=kept, under_way=under_way, more_to_come=more_to_come)
        if referral.status is ReferralStatus.seated:
            watch_form(who, referral, kept, under_way=under_way)
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
    participation: Mapping[str, bool | None] | None = None,
    observations: Mapping[str, bool | None] | None = None,
    red_flags: Mapping[str, bool | None] | None = None,
    imminent_risk: bool | None = None,
    date_of_birth: date | None = None,
) -> Referral:
    """Keep what intake asked and saw. Only what is given is set; an answer that is not given stays as it is.

    A name given as None takes its answer back: it is unanswered again. A finding that it has raised stays.
    """
    check_born(who, date_of_birth)
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
        referral = open_referral(who, referral_id)
        if date_of_birth is not None:
            who.of(Client).change(who.of(Client).get(referral.client), date_of_birth=date_of_birth)
        kept = who.of(Referral).change(
            referral,
            participation=_with(referral.participation, participation),
            observations=_with(referral.observations, observations),
            red_flags=_with(referral.red_flags, red_flags),
            imminent_risk=_reported(who, referral, imminent_risk),
        )
        raise_from_answers(who, kept, anew=_told_now(who, referral, kept, imminent_risk))
        return kept


def _told_now(who: SignIn, before: Referral, now: Referral, imminent_risk: bool | None) -> frozenset[str]:
    """The rules of what was just reported, or seen where it was not before: evaluated once, it still counts anew."""
    rules = []
    for rule in who.policy.rule:
        match rule.kind:
            case Kind.imminent if imminent_risk:
                rules.append(rule.id)
            case Kind.observation:
                rules += [f"{rule.id}: {name}" for name in _new(before.observations, now.observations, True)]
            case Kind.participation:
                rules += [f"{rule.id}: {name}" for name in _new(before.participation, now.participation, False)]
            case Kind.red_flag:
                rules += [f"{rule.id}: {name}" for name in _new(before.red_flags, now.red_flags, True)]
    return frozenset(rules)


def _new(before: Mapping[str, bool], now: Mapping[str, bool], answer: bool) -> list[str]:
    """The names that are answered so now and were not before."""
    return [name for name, given in now.items() if given is answer and before.get(name) is not answer]


def _with(before: Mapping[str, bool], given: Mapping[str, bool | None] | None) -> dict[str, bool]:
    return {name: answer for name, answer in {**before, **(given or {})}.items() if answer is not None}


def _reported(who: SignIn, referral: Referral, imminent_risk: bool | None) -> datetime | None:
    """When imminent risk was reported. A new report is a new instant, so that an evaluated one does not cover it."""
    if imminent_risk is None:
        return referral.imminent_risk
    return who.now() if imminent_risk else None


def open_referral(who: SignIn, referral_id: str) -> Referral:
    """The referral, as long as it has not ended. Raises Refused."""
    referral = who.of(Referral).get(referral_id)
    if referral.status is ReferralStatus.ended:
        raise Refused("This referral has ended; enter a new one.")
    return referral

"""Papers to whoever referred somebody: a reply where the person has agreed to it, else an acknowledgement.

A reply says what was decided, what comes next, and what is asked of the referrer. Scores, answers and anything about
safety are not in it even where a release is in force: nobody needs them to go on from here. Without a release naming
the referrer there is no reply, only the word that the referral has come.
"""

from collections.abc import Iterator

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.errors import Refused
from groupcare.record.lookups import blocked
from groupcare.record.sign_in import SignIn
from groupcare.rules.consent import Consent, release_to
from groupcare.rules.paper import Block, Heading, Listing, Paper, Paragraph, Signature
from groupcare.rules.people import Client, Referral, ReferralStatus, client_number, full_name, referral_number
from groupcare.rules.safety import Choice, Decision
from groupcare.rules.words import whole_day


class NoRelease(Refused):
    """The person has not agreed to tell the referrer anything; an acknowledgement can be sent all the same."""


DECIDED = {
    Choice.group: "We can offer {name} a place in our group programme.",
    Choice.individual: "We have agreed on individual care first. A group can be looked at again after that.",
    Choice.not_now: "We have agreed that this is not the time to begin in a group.",
    Choice.declined: "{name} has chosen not to take part in the group programme.",
    Choice.other_service: "We have agreed that another service suits {name} better at present.",
    Choice.unable_to_reach: "We have not been able to reach {name}, and have closed the referral for now.",
}
NEXT = {
    Choice.group: "{name} is on our waiting list; we arrange the first session with them directly.",
    Choice.individual: "We arrange the first appointment with {name} directly.",
    Choice.declined: "You are welcome to refer again whenever {name} wishes.",
    Choice.other_service: "You are welcome to refer again when a group may help.",
    Choice.unable_to_reach: "If you see {name}, please ask them to call us; a new referral can be made at any time.",
}
SEATED = "{name} has a place in a group; we arrange everything with them directly."
UNDECIDED = "We are looking at it with care, and write again when it is decided."
LATER = "You are welcome to refer again when the time has come."
ASKED = "Please tell us of any change in health or treatment that bears on taking part."


class _Case(Struct, frozen=True, kw_only=True):
    """What a letter rests on. `blocked`: something keeps the person from groups now."""

    referral: Referral
    client: Client
    decision: Decision | None
    release: Consent | None
    blocked: bool

    @property
    def made(self) -> Decision | None:
        """The decision that can be told: one for the group is open again while something keeps the person from it."""
        made = self.decision
        return None if made is not None and made.choice is Choice.group and self.blocked else made

    @property
    def name(self) -> str:
        """The person as a letter names them."""
        client = self.client
        names = " ".join(part for part in (client.given_name, client.family_name) if part)
        return names or full_name(client)


def _case(who: SignIn, referral_id: str) -> _Case:
    """Raises NotPermitted, NotFound, and Refused where the referral names nobody who referred them."""
    may_see(who, "screenings")
    referral = who.of(Referral).get(referral_id)
    if not referral.referrer:
        raise Refused(
            f"{referral_number(referral.number)} names nobody who referred this person, so there is nobody to write to."
        )
    decisions = who.of(Decision).linked(referral=referral.id)
    consents = who.of(Consent).linked(client=referral.client)
    return _Case(
        referral=referral,
        client=who.of(Client).get(referral.client),
        decision=decisions[-1] if decisions else None,
        release=release_to(consents, referral.referrer, who.today()),
        blocked=bool(blocked(who, referral.client)),
    )


def reply_to_referrer(who: SignIn, referral_id: str) -> Paper:
    """The reply. Raises NoRelease, with what to do, where no release to the referrer is in force."""
    case = _case(who, referral_id)
    if case.release is None:
        number = client_number(case.client.number)
        raise NoRelease(
            f"No release of information from {number} to {case.referral.referrer} is in force, so no reply is made. "
            "Ask the person, and record what they say on the overview of their chart, or with "
            f"groupcare consent add {number} release. An acknowledgement, with nothing clinical in it, can be sent."
        )
    referred = f"your referral of {whole_day(case.referral.received_on)}"
    born = f", born {case.client.date_of_birth.year}" if case.client.date_of_birth else ""
    until = f", in force until {whole_day(case.release.expires_on)}" if case.release.expires_on else ""
    return _letter(
        who,
        case,
        kind="reply",
        title="Reply to a referral",
        about=f"{case.name}{born} · {referred} · our number {referral_number(case.referral.number)}",
        blocks=tuple(_reply(case)),
        foot=(
            f"Sent by the person's release of information to {case.referral.referrer}, signed "
            f"{whole_day(case.release.signed_on)}{until}. It holds no scores, no answers and nothing about safety. "
            "Please pass it on to nobody without the person's consent.",
        ),
    )


def _reply(case: _Case) -> Iterator[Block]:
    def say(words: str) -> Paragraph:
        return Paragraph(text=words.format(name=case.name))

    yield say("Thank you for referring {name} to us.")
    yield Heading(text="What was decided")
    yield say("No decision stands at present." if case.made is None else DECIDED[case.made.choice])
    yield Heading(text="What comes next")
    yield say(_next(case))
    yield Heading(text="What we ask of you")
    flags = [name for name, found in case.referral.red_flags.items() if found]
    if flags:
        yield Paragraph(text="Please see them for a medical reassessment first. When we asked, this was reported:")
        yield Listing(items=tuple(flags))
    yield say(ASKED)


def _next(case: _Case) -> str:
    made = case.made
    if made is None:
        return UNDECIDED
    if made.choice is Choice.group and case.referral.status is ReferralStatus.seated:
        return SEATED
    if made.choice is Choice.not_now:
        return f"We look at it again with them on {whole_day(made.review_on)}." if made.review_on else LATER
    return NEXT[made.choice]


def acknowledgement(who: SignIn, referral_id: str) -> Paper:
    """That the referral has come and is being looked after: no name but initials, and nothing clinical."""
    case = _case(who, referral_id)
    number, received = referral_number(case.referral.number), whole_day(case.referral.received_on)
    words = (
        f"Thank you for your referral, which we received on {received} and are looking after. If you have a question, "
        f"please give our number, {number}, and not the person's name."
    )
    foot = (
        f"No release of information to {case.referral.referrer} is in force, so this says no more than that the "
        "referral was received."
        if case.release is None
        else "This says no more than that the referral was received."
    )
    return _letter(
        who,
        case,
        kind="acknowledgement",
        title="Your referral was received",
        about=f"{_initials(case.client)}your referral of {received} · our number {number}",
        blocks=(Paragraph(text=words),),
        foot=(foot,),
    )


def _initials(client: Client) -> str:
    """E. R., by which the referrer tells which of their people it is; nothing where there are no names."""
    names = [name for name in (client.given_name, client.family_name) if name]
    return " ".join(f"{name[0]}." for name in names) + " · " if names else ""


def _letter(
    who: SignIn, case: _Case, *, kind: str, title: str, about: str, blocks: tuple[Block, ...], foot: tuple[str, ...]
) -> Paper:
    referral = case.referral
    to = f"To {referral.referrer}" + (f", {referral.source}" if referral.source else "")
    by = ", ".join(part for part in (who.staff.name, who.staff.credentials) if part)
    return Paper(
        kind=kind,
        title=title,
        reference=referral_number(referral.number),
        clinic=who.clinic.name,
        made_on=who.today(),
        about=f"{to}\n{about}",
        blocks=(Paragraph(text=f"Dear {referral.referrer},"), *blocks, Paragraph(text="With kind regards,"),
                Signature(labels=(f"{by}, {who.clinic.name}",))),
        foot=foot,
    )  # fmt: skip

"""People and their requests for care: clients, referrals, and every touch outside a group session."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, field

from groupcare.rules.kept import Kept
from groupcare.rules.text import name_key


class Identifier(Struct, frozen=True, kw_only=True):
    """A number that another system gave."""

    system: str
    value: str


class Interpreter(StrEnum):
    """Whether a person needs an interpreter, and who interprets: never a relative where safety is asked about."""

    not_asked = "not asked"
    no = "no"
    professional = "professional interpreter"
    staff = "bilingual staff"


class Client(Kept, frozen=True, kw_only=True):
    """A person. `number` is shown as GC-0042. `keep_apart` lists clients who must not sit in one group,
    `told_apart` those of the same name who somebody has found to be other people, `merged` the ids of records that
    were found to be this person's.

    `interpreter` says that one is needed, `interpreting` who interprets; before that was asked, only the first was.
    """

    number: int
    family_name: str = ""
    given_name: str = ""
    preferred_name: str = ""
    date_of_birth: date | None = None
    phone: str = ""
    email: str = ""
    identifiers: tuple[Identifier, ...] = ()
    language: str = ""
    interpreter: bool = False
    safe_contact: str = ""
    access_needs: str = ""
    emergency_contact: str = ""
    keep_apart: tuple[str, ...] = ()
    told_apart: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    interpreting: Interpreter = Interpreter.not_asked
    guardian: str = ""
    guardian_phone: str = ""


class ReferralStatus(StrEnum):
    """Where a request for care stands; every referral is in exactly one of these."""

    new = "new"
    screened = "screened"
    waitlisted = "waitlisted"
    individual_care = "individual care"
    seated = "seated"
    ended = "ended"


class EndReason(StrEnum):
    """Why a referral ended without a place, or a place ended."""

    completed = "completed"
    not_now = "not now"
    declined = "declined"
    other_service = "other service"
    unable_to_reach = "unable to reach"
    transferred = "transferred"
    stopped_coming = "stopped coming"
    moved_away = "moved away"
    times = "cannot attend the times"
    not_helping = "does not help them"
    other_care = "needs other care"
    died = "died"
    entered_in_error = "entered in error"
    group_ended = "the group ended"


class Referral(Kept, frozen=True, kw_only=True):
    """A request for care, with what intake asked besides the measures.

    `participation`, `observations` and `red_flags` hold the answers given, by name; a name that is not there is
    unanswered. `imminent_risk` is when staff reported it. `due` is the day it was received while it waits to be
    screened or decided, else None. `file_key` and `file_row` are digests of what a file told when it came in one: by
    them the same row is known when it is brought again, whatever has been put right here since.
    """

    number: int
    client: str
    received_on: date
    source: str = ""
    referrer: str = ""
    reason: str = ""
    diagnosis: str = ""
    status: ReferralStatus = ReferralStatus.new
    participation: dict[str, bool] = field(default_factory=dict)
    observations: dict[str, bool] = field(default_factory=dict)
    red_flags: dict[str, bool] = field(default_factory=dict)
    imminent_risk: datetime | None = None
    curriculum: str = ""
    end_reason: EndReason | None = None
    review_on: date | None = None
    due: date | None = None
    file_key: str = ""
    file_row: str = ""


class ContactKind(StrEnum):
    """What a touch outside a group session was for."""

    call_attempt = "call attempt"
    intake = "intake"
    orientation = "orientation"
    individual = "individual session"
    make_up = "make-up"
    safety_check = "safety check"
    check_in = "check-in"
    coordination = "coordination"
    caregiver = "caregiver"
    booster = "booster"


class CallOutcome(StrEnum):
    """What came of trying to reach somebody by telephone."""

    reached = "reached"
    no_answer = "no answer"
    left_message = "left a message"


class Contact(Kept, frozen=True, kw_only=True):
    """One dated touch: with whom, how, for how long, what came of it and what comes next (`due` while that is open).

    Of an interview's call: for which `referral`, the person's `location` then, a number to call back, whether they
    `can_talk` freely (None: not asked), and when the call `dropped_at`, a UTC instant.
    """

    client: str
    kind: ContactKind
    on: date
    by: str
    with_whom: str = ""
    mode: str = ""
    minutes: int | None = None
    outcome: str = ""
    next_step: str = ""
    due: date | None = None
    at: datetime | None = None
    referral: str | None = None
    location: str = ""
    callback: str = ""
    can_talk: bool | None = None
    dropped_at: datetime | None = None


def could_be_one(a: Client, b: Client) -> bool:
    """Whether two clients may be one person: one name, and birth dates that do not differ where both are known."""
    if a.id == b.id or b.id in a.told_apart or not name_key(a.family_name, a.given_name):
        return False
    if None not in (a.date_of_birth, b.date_of_birth) and a.date_of_birth != b.date_of_birth:
        return False
    return name_key(a.family_name, a.given_name) == name_key(b.family_name, b.given_name)


def interpreter_words(client: Client) -> str:
    """Who interprets; nothing where nobody is needed or nobody has asked."""
    if client.interpreting in (Interpreter.professional, Interpreter.staff):
        return str(client.interpreting)
    needed = client.interpreter and client.interpreting is Interpreter.not_asked
    return "interpreter needed, not said who" if needed else ""


def full_name(client: Client) -> str:
    """Family name first, as lists show it; a client known only by an outside number is shown by that."""
    names = ", ".join(n for n in (client.family_name, client.given_name) if n)
    if names:
        return names
    return client.preferred_name or next((i.value for i in client.identifiers), "") or client_number(client.number)


def client_number(number: int) -> str:
    """GC-0042."""
    return f"GC-{number:04d}"


def referral_number(number: int) -> str:
    """R-0107."""
    return f"R-{number:04d}"


def group_number(number: int) -> str:
    """G-012."""
    return f"G-{number:03d}"


def age_on(born: date, day: date) -> int:
    """Completed years. A person born on 29 February has a birthday on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


EARLIEST_BIRTH = date(1900, 1, 1)
OLDEST = 120
"""Years that nobody is older than."""


def needs_guardian(client: Client, today: date, adult_age: int) -> bool:
    """Whether this is a minor of whom no guardian is noted."""
    born = client.date_of_birth
    return born is not None and age_on(born, today) < adult_age and not client.guardian


def born_fault(born: date, today: date) -> str:
    """Why nobody whom a clinic sees was born on that day, in a sentence; nothing where somebody could be."""
    if born > today:
        return f"{born.day} {born:%b} {born.year} is in the future."
    if born < EARLIEST_BIRTH or age_on(born, today) > OLDEST:
        return f"Born {born.day} {born:%b} {born.year}? A birth date lies within the last {OLDEST} years."
    return ""

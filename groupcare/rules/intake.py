"""A referral as it arrives, from a form or a row of a file, before the record has numbers and ids for it."""

from datetime import date

from msgspec import Struct

from groupcare.rules.measures import Answers


class ReferralRow(Struct, frozen=True, kw_only=True):
    """A request for care with what came along. `line` is where it stands in a file, 0 for a form.

    Answers stand by item, None where unanswered; C-SSRS: questions 1 to 6, then whether 6 was within the past
    3 months, yes 1 and no 0. `phq9_total` is the total as stated.
    """

    received_on: date
    line: int = 0
    external_id: str = ""
    family_name: str = ""
    given_name: str = ""
    preferred_name: str = ""
    date_of_birth: date | None = None
    phone: str = ""
    email: str = ""
    source: str = ""
    referrer: str = ""
    reason: str = ""
    diagnosis: str = ""
    phq9: Answers = (None,) * 9
    phq9_difficulty: int | None = None
    phq9_total: int | None = None
    gad7: Answers = (None,) * 7
    cssrs: Answers = (None,) * 7


class Remark(Struct, frozen=True, kw_only=True):
    """Something about a line of a file, in a sentence; `column` is empty where the whole line is meant."""

    line: int
    column: str
    reason: str

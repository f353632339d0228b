"""A referral as it arrives, from a form or a row of a file, before the record has numbers and ids for it."""

import hashlib
from datetime import date

import msgspec
from msgspec import Struct, structs

from groupcare.rules.measures import Answers
from groupcare.rules.text import name_key

MODES = ("in person", "phone", "video", "paper", "through a professional interpreter", "by bilingual staff")
"""How a measure is asked; a file, and what was kept before, may hold other words."""


class ReferralRow(Struct, frozen=True, kw_only=True):
    """A request for care with what came along. `line` is where it stands in a file, 0 for a form.

    Answers stand by item, None where unanswered; C-SSRS: questions 1 to 6, then whether 6 was within the past
    3 months, yes 1 and no 0. `phq9_total` and `gad7_total` are totals as stated. `phq9_on`, `gad7_on` and `cssrs_on`
    are the days on which each was asked, None for the day the referral was received; `asked_by` and `mode` say by whom
    and how.
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
    gad7_total: int | None = None
    phq9_on: date | None = None
    gad7_on: date | None = None
    cssrs_on: date | None = None
    asked_by: str = ""
    mode: str = ""


def told(row: ReferralRow) -> ReferralRow:
    """What a row says, wherever it stands in a file: days, by whom and how only of measures that have answers."""
    phq9 = _begun((*row.phq9, row.phq9_difficulty, row.phq9_total))
    gad7 = _begun((*row.gad7, row.gad7_total))
    cssrs = _begun(row.cssrs)
    asked = phq9 or gad7 or cssrs
    return structs.replace(
        row,
        line=0,
        phq9_on=(row.phq9_on or row.received_on) if phq9 else None,
        gad7_on=(row.gad7_on or row.received_on) if gad7 else None,
        cssrs_on=(row.cssrs_on or row.received_on) if cssrs else None,
        asked_by=row.asked_by if asked else "",
        mode=row.mode if asked else "",
    )


def _begun(answers: Answers) -> bool:
    return any(answer is not None for answer in answers)


_DEFAULTS = structs.asdict(ReferralRow(received_on=date.min))


def digest(row: ReferralRow) -> str:
    """Tells what a row says from what any other does. A field that is added later changes no digest made before."""
    said = {name: value for name, value in structs.asdict(told(row)).items() if value != _DEFAULTS[name]}
    return digest_of(said)


class Came(Struct, frozen=True):
    """What a row said when it came, as digests: `key` is by what it is known again, `row` all of it."""

    key: str = ""
    row: str = ""

    @property
    def names_somebody(self) -> bool:
        """Whether the key tells the person, and not merely this very row."""
        return self.key != self.row


def came(row: ReferralRow) -> Came:
    """Known again by outside number and day, else by name, birth date and day, else by all that it says.

    A name alone does not tell two people apart.
    """
    whole = digest(row)
    name = "" if row.external_id or row.date_of_birth is None else name_key(row.family_name, row.given_name)
    if row.external_id:
        return Came(digest_of(["external", row.external_id, row.received_on]), whole)
    if name:
        return Came(digest_of(["person", name, row.date_of_birth, row.received_on]), whole)
    return Came(whole, whole)


def digest_of(value: object) -> str:
    """32 hex digits that stand for any plain value."""
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()[:32]


class Remark(Struct, frozen=True, kw_only=True):
    """Something about a line of a file, in a sentence; `column` is empty where the whole line is meant."""

    line: int
    column: str
    reason: str

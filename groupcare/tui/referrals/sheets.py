"""The answers of a screening while they are being given, kept beside what the record holds.

A sheet is what is saved as one: a measure's administration, or all that intake asks with yes and no. It knows what is
not saved yet, and takes in what another program has saved meanwhile without losing a key pressed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from groupcare.queries.screening_case import Given, ScreeningCase
from groupcare.rules.measures import Answers, Measure
from groupcare.rules.people import Referral

INTAKE = "intake"
CHECKLISTS = ("participation", "observations", "red_flags")


@dataclass(frozen=True)
class Kept:
    """A sheet as the record holds it, or as it is on its way there.

    `under_way` tells that it was saved before it was done, so that what its total shows is still to be raised;
    `more_to_come` that it is done and the interview went on, so that what was not asked is still to be raised.
    """

    answers: dict[str, int | None]
    under_way: bool = False
    more_to_come: bool = False


@dataclass
class Sheet:
    """`record` is what the record holds as far as is known here, `sent` what is on its way there, oldest first, and
    `refusal` why the last of it did not arrive. `over` is the assessment that is continued, `left` one that a new
    administration was begun after.

    `older` tells that this is an administration of an earlier day or of a file, shown and not written into.
    """

    id: str
    answers: dict[str, int | None]
    record: Kept = field(default_factory=lambda: Kept({}))
    sent: list[Kept] = field(default_factory=list)
    refusal: str = ""
    over: str | None = None
    left: str | None = None
    on: date | None = None
    mode: str = ""
    asked_by: str = ""
    from_file: bool = False
    stated_total: int | None = None
    older: bool = False

    def __post_init__(self) -> None:
        self.record = Kept(dict(self.answers))

    @property
    def kept(self) -> Kept:
        """What the record holds once everything has arrived that is on its way."""
        return self.sent[-1] if self.sent else self.record

    @property
    def unsaved(self) -> bool:
        """Whether an answer stands here that is neither in the record nor on its way there."""
        return self.answers != self.kept.answers

    @property
    def is_done(self) -> bool:
        """Whether the record has all of it, and knows that there is no more."""
        return not (self.sent or self.unsaved or self.record.under_way or self.record.more_to_come)

    @property
    def begun(self) -> bool:
        """Whether anything is answered, or was recorded."""
        return self.over is not None or any(a is not None for a in self.answers.values())

    def values(self) -> Answers:
        """The answers in order."""
        return tuple(self.answers.values())

    def changed(self) -> dict[str, int | None]:
        """The answers that the record does not have yet."""
        return {key: answer for key, answer in self.answers.items() if answer != self.record.answers[key]}

    def send(self, *, under_way: bool = False, more_to_come: bool = False) -> Kept:
        """It goes to the record as it stands; what is sent arrives or fails in this order."""
        self.sent.append(Kept(dict(self.answers), under_way, more_to_come))
        return self.sent[-1]

    def arrived(self) -> None:
        """The oldest of what was sent is in the record."""
        self.record, self.refusal = self.sent.pop(0), ""

    def failed(self, refusal: str) -> None:
        """The oldest of what was sent is not: the record holds what it held."""
        self.sent.pop(0)
        self.refusal = refusal

    def take(self, theirs: Mapping[str, int | None]) -> None:
        """What the record holds now. An answer that was changed here and is not saved yet stays."""
        if self.sent:
            return
        for key, answer in theirs.items():
            if self.answers[key] == self.record.answers[key]:
                self.answers[key] = answer
        self.record = replace(self.record, answers=dict(theirs))

    def anew(self) -> None:
        """Begin a new administration, with nothing answered; the one before stays in the record."""
        self.left = self.over
        self.answers = dict.fromkeys(self.answers)
        self.record, self.refusal = Kept(dict(self.answers)), ""
        self.over, self.on, self.mode, self.asked_by, self.stated_total = None, None, "", "", None
        self.from_file = self.older = False


def measure_sheet(measure: Measure) -> Sheet:
    """An empty administration."""
    return Sheet(measure.id, {item.key: None for item in measure.item})


def intake_sheet(case: ScreeningCase) -> Sheet:
    """The checklists of the policy, nothing answered."""
    keys = (f"{name}:{what}" for name in CHECKLISTS for what in getattr(case.policy, name))
    return Sheet(INTAKE, dict.fromkeys(keys))


def take_given(sheet: Sheet, given: Given | None, today: date, *, seated: bool = False) -> None:
    """Bring a measure's sheet up to what the record holds. A form of an earlier day, or of a file, is shown as that, as
    is what led to a seat: a stray key must not change what somebody was admitted on.
    """
    if sheet.sent:
        return
    if given is None:
        if sheet.over is not None:  # it was undone
            unsaved = sheet.changed()
            sheet.anew()
            sheet.answers.update(unsaved)
        return
    begun_here = sheet.over is None and sheet.unsaved and given.on < today
    if given.id == sheet.left or begun_here:
        return
    if sheet.over != given.id:
        sheet.over, sheet.older = given.id, given.on < today or given.from_file or seated
    sheet.on, sheet.mode, sheet.asked_by, sheet.stated_total = given.on, given.mode, given.asked_by, given.stated_total
    sheet.from_file = given.from_file
    sheet.take(dict(zip(sheet.answers, given.answers, strict=True)))


def take_intake(sheet: Sheet, referral: Referral) -> None:
    """Bring the checklists up to what the record holds."""
    theirs = dict.fromkeys(sheet.answers, None)
    for name in CHECKLISTS:
        for what, answer in getattr(referral, name).items():
            if f"{name}:{what}" in theirs:
                theirs[f"{name}:{what}"] = int(answer)
    sheet.take(theirs)


def checklist(sheet: Sheet, name: str) -> dict[str, bool]:
    """One checklist's answers, by name; what is not answered is not there."""
    own = {key.split(":", 1)[1]: answer for key, answer in sheet.answers.items() if key.startswith(f"{name}:")}
    return {what: bool(answer) for what, answer in own.items() if answer is not None}

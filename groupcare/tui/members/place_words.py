"""What the dialogs on a place say before anything is done."""

from collections.abc import Iterator
from datetime import date

from groupcare.queries.places import PlaceView
from groupcare.rules.group import MemberStatus
from groupcare.rules.people import EndReason
from groupcare.rules.words import count, day
from groupcare.tui.dialogs import Choice

END, FINISH, HOLD, RESUME, TRANSFER, RETURN = "end", "finish", "hold", "resume", "transfer", "return"
MAKE_UP, WAIVE, LOOKED, FOLLOW, CLINICIAN = "make-up", "waive", "looked", "follow", "clinician"


def standing_words(view: PlaceView, today: date) -> str:
    """Where the place stands, in a few sentences."""
    member, of = view.member, view.coverage
    said = [f"{_status(view, today)} {of.had} of {of.needed} modules had."]
    if view.completes:
        said.append(f"They have {'had all' if of.has_had_all else 'attended enough'}: the place may be completed.")
    said += [s.sentence for s in view.suggested]
    if member.due is not None:
        said.append(f"Missed the session of {day(member.due, today)}: nobody has looked at the plan since.")
    if view.blocked:
        said.append("Held by safety: no other group takes them until a clinician's evaluation.")
    if member.end_words:
        said.append(member.end_words)
    return " ".join(said)


def _status(view: PlaceView, today: date) -> str:
    member = view.member
    if member.end is not None and not view.is_open:
        reason = member.end_reason or member.status
        return f"{reason[:1].upper()}{reason[1:]}; last day {day(member.end, today)}."
    if member.status is MemberStatus.on_hold and member.paused:
        pause = member.paused[-1]
        return f"On hold from {day(pause.since, today)}: {pause.why.rstrip('.')}."
    return f"{'Begins' if member.start > today else 'Since'} {day(member.start, today)}."


def choices(view: PlaceView, today: date) -> Iterator[Choice]:
    """What can be done with this place now."""
    member = view.member
    if not view.is_open:
        yield Choice(RETURN, "b", "come back", "to a seat, or to the waitlist; what they had counts on")
        return
    if member.due is not None:
        yield Choice(LOOKED, "v", "plan looked at", f"after the session missed on {day(member.due, today)}", "accent")
    if view.completes:
        why = "has had all" if view.coverage.has_had_all else "attended enough"
        yield Choice(FINISH, "c", "complete", why, "good")
    yield Choice(FOLLOW, "f", "follow up", "a next step, with the day by which it is due")
    if view.missing:
        yield Choice(MAKE_UP, "m", "make-up", "in another group, or alone with somebody")
    if member.status is MemberStatus.on_hold:
        yield Choice(RESUME, "r", "take up again", "expected at sessions from a day on")
    else:
        yield Choice(HOLD, "h", "on hold", "the seat is kept, no session expects them")
    yield Choice(CLINICIAN, "o", "own clinician", view.clinician or "none: whoever signed the plan")
    yield Choice(TRANSFER, "t", "transfer", "to another group of this curriculum")
    if view.missing:
        yield Choice(WAIVE, "w", "waive a module", "a clinician decides")
    yield Choice(END, "e", "end", "the seat is free then", "warning")


def end_words(view: PlaceView, today: date) -> str:
    """What an ending brings with it."""
    said = [f"The seat in {view.group} is free then. The last day is {day(view.last, today)}, unless another is given."]
    if view.arranged:
        said.append(f"{_make_ups(view.arranged)} called off.")
    if view.blocked:
        said.append("A safety finding is open: until a clinician's evaluation it ends as “needs other care” alone.")
    said.append("What was recorded stays to be read.")
    return " ".join(said)


def sure_words(view: PlaceView, name: str, reason: EndReason, last: date, *, another: bool, today: date) -> str:
    """The question before a place is ended."""
    then = "The referral ends."
    if another:
        then = "They go back to the waitlist, for another group."
    elif reason is EndReason.other_care:
        then = "The referral goes on to individual care: somebody hands it off."
    return f"End the place of {name} in {view.group}, “{reason}”, last day {day(last, today)}? {then}"


def finish_words(view: PlaceView, today: date) -> str:
    """What completing brings with it."""
    said = f"Every required module was had or waived. The last day is {day(view.last, today)}, unless another is given."
    return f"{said} The seat is free then, and the referral ends as completed."


def transfer_words(view: PlaceView, name: str, to: str, starts: date | None, today: date, remarks: list[str]) -> str:
    """The question before a transfer."""
    begins = f"from {day(starts, today)}" if starts is not None else ""
    said = [f"{name} moves from {view.group} to {to}, {begins}. The place here ends on {day(view.last, today)}."]
    said.append("Modules had, plan and clinician go with them.")
    if view.arranged:
        said.append(f"{_make_ups(view.arranged)} called off.")
    return " ".join([*said, *remarks])


def _make_ups(number: int) -> str:
    return f"{count(number, 'make-up')} that {'is' if number == 1 else 'are'} arranged {'is' if number == 1 else 'are'}"

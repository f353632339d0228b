"""The decision: what the policy suggests beside what a person chooses.

Everything that the record would refuse is said before anybody types; the act looks again and has the last word.
"""

from collections.abc import Callable, Mapping
from datetime import date

from groupcare.acts import SignIn, screen
from groupcare.exchange import curriculum_file
from groupcare.queries.referral_queue import route_words
from groupcare.queries.screening_case import ScreeningCase
from groupcare.rules.policy import BLOCKING, Route
from groupcare.rules.safety import Choice, Decision
from groupcare.tui import dialogs
from groupcare.tui.dialogs import Choose, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.referrals.handing import day_of, handing_off, handoff_fields
from groupcare.tui.referrals.route import GLYPHS, HEADLINES

LETTERS = {
    Choice.group: "g",
    Choice.individual: "i",
    Choice.not_now: "n",
    Choice.declined: "d",
    Choice.other_service: "o",
    Choice.unable_to_reach: "u",
}
WORDS = {
    Choice.group: "Group: on to the waitlist",
    Choice.individual: "Individual care first",
    Choice.not_now: "Not now, look again later",
    Choice.declined: "Declined by the person",
    Choice.other_service: "Another service",
    Choice.unable_to_reach: "Unable to reach",
}


def suggested(route: Route) -> Choice | None:
    """What the policy's route comes to as a choice, where it comes to one."""
    return Choice.group if route is Route.group else Choice.individual if route in BLOCKING else None


def route_of(case: ScreeningCase) -> Route:
    """The current screening's route."""
    return case.screening.route if case.screening is not None else Route.incomplete


def decision_choice(case: ScreeningCase, against: Mapping[Choice, tuple[str, ...]], name: str) -> Choose:
    """The six ways a referral can go on, with what stands against each."""
    route = route_of(case)
    title, words = HEADLINES[route]
    intro = f"The policy suggests: {GLYPHS[route]} {title}, {words}."
    choices = [
        dialogs.Choice(
            str(choice),
            LETTERS[choice],
            WORDS[choice],
            "suggested" if choice is suggested(route) else _count(against[choice]),
            "strong" if choice is suggested(route) else "quiet" if against[choice] else "",
        )
        for choice in sorted(Choice, key=lambda c: c is not suggested(route))
    ]
    return Choose(f"Decide · {name}", choices, intro)


def _count(against: tuple[str, ...]) -> str:
    if not against:
        return ""
    return "not now: one reason against" if len(against) == 1 else f"not now: {len(against)} reasons against"


def decision_form(case: ScreeningCase, choice: Choice, against: tuple[str, ...], name: str) -> FormDialog[Decision]:
    """What one choice still needs: a curriculum, a provider, a day; and a reason where it differs."""
    route = route_of(case)
    differs = choice is not suggested(route)
    words = f"The policy suggests {route_words(route)}."
    if against:
        words += "\nThis will be refused:\n" + "\n".join(f"– {reason}" for reason in against)
    hint = "why this differs from the policy" if differs else "if there is more to say"
    fields = [*_fields(case, choice), Field("reason", "Reason", "lines", needed=differs, hint=hint)]
    said = f"decided for {name}: {choice}"

    def act(values: dict[str, str]) -> Callable[[SignIn], Decision]:
        return _decide(case, choice, values, case.on)

    draft = f"decide {case.referral.id} {choice}"
    return FormDialog(f"{WORDS[choice]} · {name}", fields, act, said, words=words, save="decide", draft=draft)


def _fields(case: ScreeningCase, choice: Choice) -> list[Field]:
    match choice:
        case Choice.group:
            options = curricula()
            chosen = case.referral.curriculum or (options[0][0] if options else "")
            return [Field("curriculum", "Curriculum", "choice", chosen, options, needed=True)]
        case Choice.individual:
            first = case.handoff is None
            return handoff_fields(case.clinicians, needed=first)
        case Choice.not_now:
            return [Field("review_on", "Look again on", hint="+30, or a day such as 10 nov", needed=True)]
    return []


def curricula() -> tuple[tuple[str, str], ...]:
    """The shipped curricula: id, and words."""
    found = (curriculum_file.read(path) for path in curriculum_file.shipped())
    return tuple((c.id, f"{c.name}, {len(c.module)} modules") for c in found)


def _decide(case: ScreeningCase, choice: Choice, values: dict[str, str], on: date) -> Callable[[SignIn], Decision]:
    review_on = day_of(values, "review_on", on) if choice is Choice.not_now else None
    referral = case.referral.id
    hand_off = handing_off(values, referral) if "to" in values else None

    def act(who: SignIn) -> Decision:
        made = screen.decide(
            who,
            referral,
            choice,
            reason=values["reason"],
            curriculum=values.get("curriculum", ""),
            review_on=review_on,
        )
        if hand_off is not None:
            hand_off(who)
        return made

    return act

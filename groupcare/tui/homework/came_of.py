"""Asking what came of an idea that was offered: whether it was tried, and whether it helped."""

from datetime import date
from functools import partial

from groupcare.acts import homework_ideas
from groupcare.queries.homework_barriers import Offer
from groupcare.rules.words import day
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.page import AnyPage

OUTCOMES = {
    "helped": ("h", "tried it, and it helped", True, True),
    "no help": ("n", "tried it, and it did not help", True, False),
    "tried": ("t", "tried it, cannot say yet", True, None),
    "not tried": ("o", "did not try it", False, None),
}


def ask_what_came(page: AnyPage, offer: Offer, name: str, today: date) -> None:
    """Ask, and keep the answer. `name` as it may be shown now."""
    choices = [Choice(key, letter, words) for key, (letter, words, _, _) in OUTCOMES.items()]
    said = f"{name} was offered on {day(offer.offered_on, today)}:\n{offer.what}"
    page.app.push_screen(Choose("What came of it?", choices, said), partial(_told, page, offer))


def _told(page: AnyPage, offer: Offer, outcome: str | None) -> None:
    if outcome is not None:
        _, words, tried, helped = OUTCOMES[outcome]
        page.do(
            partial(
                homework_ideas.follow_idea, homework_id=offer.homework, idea_id=offer.idea, tried=tried, helped=helped
            ),
            words,
        )

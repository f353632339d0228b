"""The C-SSRS screener: which questions its flow asks, and what the answers show. Levels and routes are the policy's.

Answers stand in the order of the form: questions 1 to 6, then whether 6 was within the past 3 months; 1 is yes, 0 is
no, None is unanswered. Six answers are the form "since last contact", where question 6 is recent by itself.
Source of the levels: Posner 2011, Am J Psychiatry 168:1266; triage as in SAFE-T with C-SSRS.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from groupcare.rules.policy import Sign

WAITED_FOR = {
    Sign.thoughts_not_followed_up: ("cssrs_3", "cssrs_4", "cssrs_5"),
    Sign.behaviour_not_dated: ("cssrs_6_recent",),
}
"""Answers whose absence is itself the sign: urgent until asked. Given, they could also lower the route."""


SINCE_LAST = 6
"""Answers of the form "since last contact"."""
OF_BEHAVIOUR = frozenset({Sign.recent_behaviour, Sign.behaviour_not_dated, Sign.older_behaviour})


def behaviour_ever(answers: Sequence[int | None]) -> bool | None:
    """Whether a screener told of suicidal behaviour at any time; None where it was not answered."""
    ever, recent = answers[5], answers[6] if len(answers) > SINCE_LAST else None
    if ever or recent:
        return True
    return None if ever is None else False


def unanswered(answers: Sequence[int | None]) -> tuple[int, ...]:
    """Places (0-based) of the questions that the form's flow asks, or may still ask, and that have no answer.

    Questions 1, 2 and 6 always; 3 to 5 unless 2 is no and none of them is endorsed; recency unless 6 is no. Answers
    out of flow are kept and count.
    """
    q = tuple(answers) or (None,) * 7
    follow_up = q[1] != 0 or any(q[2:5])
    asked = [0, 1, *((2, 3, 4) if follow_up else ()), 5]
    if len(q) > 6 and (q[5] != 0 or q[6]):
        asked.append(6)
    return tuple(place for place in asked if q[place] is None)


def signs(answers: Sequence[int | None]) -> frozenset[Sign]:
    """What the answers show for certain. Six answers are the form "since last contact", where question 6 is recent."""
    q = tuple(answers)
    since_last = len(q) == SINCE_LAST
    recent = q[5] if since_last else q[6]
    found = set()
    if q[3] or q[4]:
        found.add(Sign.intent_or_plan)
    if recent:
        found.add(Sign.recent_behaviour)
    if q[1] and None in q[2:5]:
        found.add(Sign.thoughts_not_followed_up)
    if q[5] and recent is None:
        found.add(Sign.behaviour_not_dated)
    if q[2]:
        found.add(Sign.method)
    if q[5] and recent == 0:
        found.add(Sign.older_behaviour)
    if q[0] or q[1]:
        found.add(Sign.thoughts)
    return frozenset(found)


def could_show(q: Sequence[int | None], place: int) -> tuple[Sign, ...]:
    """What a yes at this place could show, with whatever else it would have us ask."""
    match place:
        case 0:
            return (Sign.thoughts,)
        case 1:
            further = (Sign.intent_or_plan,) if q[3] is None or q[4] is None else ()
            return (Sign.thoughts, *further)
        case 2:
            return (Sign.method,)
        case 3 | 4:
            return (Sign.intent_or_plan,)
        case 5:
            return (Sign.older_behaviour,) if len(q) > 6 and q[6] == 0 else (Sign.recent_behaviour,)
        case _:
            return (Sign.recent_behaviour,)


def settled(shown: Iterable[Sign]) -> frozenset[Sign]:
    """What stays shown whatever is still answered. Behaviour that is not dated was at least older; recent is graver."""
    stays = {sign for sign in shown if sign not in WAITED_FOR}
    return frozenset(stays | {Sign.older_behaviour} if Sign.behaviour_not_dated in shown else stays)


class Level(StrEnum):
    """How grave the answers are, by the triage of the screener; nothing endorsed is no low risk."""

    high = "high risk"
    moderate = "moderate risk"
    low = "low risk"
    nothing = "nothing endorsed"


LEVELS = {
    Level.high: {Sign.intent_or_plan, Sign.recent_behaviour},
    Level.moderate: {Sign.method, Sign.older_behaviour},
    Level.low: {Sign.thoughts},
}


def level(answers: Sequence[int | None]) -> Level:
    """The level that is certain, whatever is still answered; with questions unanswered it can be graver."""
    shown = settled(signs(answers))
    return next((level for level, of in LEVELS.items() if of & shown), Level.nothing)


def endorsed(answers: Sequence[int | None]) -> tuple[str, ...]:
    """The numbers of the questions answered with yes: 1, 2, 6 in the past 3 months."""
    numbers = [str(place + 1) for place, answer in enumerate(answers[:6]) if answer]
    if len(answers) > 6 and answers[6]:
        numbers = [*(n for n in numbers if n != "6"), "6 in the past 3 months"]
    return tuple(numbers)


def in_words(answers: Sequence[int | None]) -> str:
    """The level and numbers of questions, never their wording: high risk; yes to 1, 2, 4."""
    left = tuple("6 (when)" if place == 6 else str(place + 1) for place in unanswered(answers))
    words = [f"{'so far ' if left else ''}{level(answers)}"]
    if yes := endorsed(answers):
        words.append(f"yes to {', '.join(yes)}")
    if left:
        words.append(f"not answered: {', '.join(left)}")
    if signs(answers) & WAITED_FOR.keys():
        words.append("urgent until asked")
    return "; ".join(words)

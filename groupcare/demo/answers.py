"""Totals turned into answers item by item, in the order in which pain usually brings the symptoms."""

from groupcare.rules.measures import Answers

PHQ9_ORDER = (3, 2, 3, 0, 2, 1, 3, 6, 0, 4, 2, 1, 5, 7, 6, 0, 1, 4, 5, 6, 7, 4, 5, 7)
"""Items (0-based) that each point adds to: tiredness and sleep first. Item 9 is never among them."""
GAD7_ORDER = (1, 2, 0, 3, 2, 1, 5, 0, 3, 4, 2, 1, 6, 5, 0, 3, 4, 6, 5, 4, 6)
NOTHING_ENDORSED: Answers = (0, 0, None, None, None, 0, None)
"""C-SSRS: questions 1, 2 and 6 answered no, so that the others are not asked."""
STATED_INTENT: Answers = (1, 1, 1, 1, 0, 0, None)
OLD_ATTEMPT: Answers = (0, 0, None, None, None, 1, 0)
WISH_SINCE_LAST: Answers = (1, 0, None, None, None, 0)
"""Of the form "since last contact": question 1 alone."""


def phq9(total: int, item9: int = 0) -> Answers:
    """The nine answers of that total, and how difficult it makes things."""
    points = PHQ9_ORDER[: total - item9]
    return (*(points.count(item) for item in range(8)), item9, min(3, total // 6))


def gad7(total: int) -> Answers:
    """The seven answers of that total."""
    return tuple(GAD7_ORDER[:total].count(item) for item in range(7))

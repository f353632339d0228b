"""What is not answered, in few words, with how far it could go."""

import pytest

from groupcare.rules.missing import missing_parts
from groupcare.rules.policy import Route
from groupcare.rules.screening import Missing


def items(*numbers: int, could: Route = Route.individual) -> list[Missing]:
    return [Missing(key=f"phq9_{n}", what=f"PHQ-9 item {n}", could=could) for n in numbers]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((2,), "PHQ-9 item 2"),
        ((2, 7), "PHQ-9 item 2; PHQ-9 item 7"),
        ((2, 3, 4), "PHQ-9 items 2–4"),
        ((1, 3, 4, 7, 8, 9), "PHQ-9 items 1, 3, 4, 7–9"),
        (tuple(range(1, 10)), "PHQ-9: nothing asked"),
    ],
)
def test_items_are_named_by_their_numbers(numbers: tuple[int, ...], words: str) -> None:
    assert missing_parts(items(*numbers)) == [(words, Route.individual)]


def test_a_part_says_the_gravest_that_any_of_it_could_lead_to() -> None:
    found = [*items(2, could=Route.review), *items(9, could=Route.individual)]
    found += [Missing(key="red_flag_fever", what="red flag: fever", could=Route.review)]
    assert missing_parts(found) == [
        ("PHQ-9 item 2; PHQ-9 item 9", Route.individual),
        ("red flag: fever", Route.review),
    ]


def test_nothing_missing_is_nothing() -> None:
    assert missing_parts([]) == []

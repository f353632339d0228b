"""Answers as they are keyed, for every measure that is shipped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groupcare.exchange.library import shipped_library
from groupcare.rules import entry
from groupcare.rules.measures import Measure

MEASURES = shipped_library().measures
any_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda m: m.id)


def keyed(measure: Measure, answer: int | None) -> str:
    """An answer as a person keys it."""
    if answer is None:
        return "-"
    if entry.asks_yes_no(measure):
        return "ny"[answer]
    return "t" if answer == 10 and not entry.in_numbers(measure) else str(answer)


@any_measure
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_keyed_is_what_is_kept(measure: Measure, data: st.DataObject) -> None:
    answers = data.draw(st.tuples(*(st.one_of(st.none(), st.integers(i.low, i.high)) for i in measure.item)))
    typed = " ".join(keyed(measure, answer) for answer in answers)
    assert entry.read_answers(measure, typed) == answers
    if not entry.in_numbers(measure):
        assert entry.read_answers(measure, typed.replace(" ", "").upper()) == answers


@pytest.mark.parametrize(
    ("measure", "typed", "says"),
    [
        ("phq-9", "12345678", "9 digits are needed; these are 8"),
        ("phq-9", "123456789", "'4', in place 4, is no answer: 0 to 3, or -"),
        ("tsk-11", "01234123412", "'0', in place 1, is no answer: 1 to 4, or -"),
        ("pseq", "6666666667", "'7', in place 10, is no answer: 0 to 6"),
        ("peg", "78x", "'x', in place 3, is no answer: 0 to 9, t for ten, or -"),
        ("pcs", "333t333333333", "'t', in place 4, is no answer: 0 to 4"),
        ("functional-walk", "", "One number is needed; these are 0"),
        ("functional-walk", "15 20", "One number is needed; these are 2"),
        ("functional-walk", "241", "'241', in place 1, is no answer: 0 to 240"),
        ("functional-walk", "²", "is no answer"),
        ("c-ssrs-since-last", "1yynnn", "'1', in place 1, is no answer: y, n"),
    ],
)
def test_what_means_no_answer_is_said_with_what_would(measure: str, typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        entry.read_answers(MEASURES[measure], typed)


def test_the_unscored_question_may_be_left_away() -> None:
    assert entry.read_answers(MEASURES["phq-9"], "000000000") == (*(0,) * 9, None)

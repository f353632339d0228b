"""A screening's sheet knows at every moment whether the record holds what stands on it."""

from hypothesis import given
from hypothesis import strategies as st

from groupcare.tui.referrals.sheets import Kept, Sheet

KEYS = ("a", "b", "c")
STEPS = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(KEYS), st.integers(0, 3) | st.none()),
    st.tuples(st.just("send"), st.booleans(), st.booleans()),
    st.tuples(st.sampled_from(["arrives", "fails"])),
    st.tuples(st.just("take"), st.sampled_from(KEYS), st.integers(0, 3)),
)


@given(st.lists(STEPS, max_size=30))
def test_an_answer_is_on_its_way_in_the_record_or_known_to_be_unsaved(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    sheet = Sheet("phq9", dict.fromkeys(KEYS))
    held: dict[str, int | None] = dict.fromkeys(KEYS)
    done = True
    way: list[Kept] = []
    for step in steps:
        match step:
            case "answer", key, value:
                sheet.answers[key] = value
            case "send", under_way, more:
                way.append(sheet.send(under_way=under_way, more_to_come=more))
            case ("arrives",) if way:
                held, done = way[0].answers, not (way[0].under_way or way[0].more_to_come)
                del way[0]
                sheet.arrived()
            case ("fails",) if way:
                del way[0]
                sheet.failed("The disk is full.")
            case "take", key, value if not way:
                before = dict(sheet.answers)
                changed = {k for k in KEYS if sheet.answers[k] != held[k]}
                held = {**held, key: value}
                sheet.take(held)
                assert all(sheet.answers[k] == before[k] for k in changed)
        assert sheet.unsaved == (sheet.answers != (way[-1].answers if way else held))
        assert sheet.is_done == (not way and sheet.answers == held and done)
        assert {**held, **sheet.changed()} == sheet.answers


def test_of_two_that_fail_neither_is_taken_for_saved() -> None:
    sheet = Sheet("phq9", dict.fromkeys(KEYS))
    sheet.answers["a"] = 1
    sheet.send(under_way=True)
    sheet.send()
    sheet.failed("Another program is writing.")
    sheet.failed("Another program is writing.")
    assert sheet.unsaved
    assert not sheet.is_done


def test_what_could_not_be_told_to_be_done_stays_under_way() -> None:
    sheet = Sheet("phq9", dict.fromkeys(KEYS))
    sheet.answers["a"] = 1
    sheet.send(under_way=True)
    sheet.arrived()
    sheet.send()
    sheet.failed("Another program is writing.")
    assert not sheet.unsaved
    assert not sheet.is_done

"""Who somebody is, from two records: nothing that only one of them knew is lost."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from groupcare.rules.merging import differing, facts, merged, pointed_anew
from groupcare.rules.people import Client, Identifier

WORDS = st.sampled_from(["", "Ruiz", "Elena", "555-0162"])


def clients(id_: str, number: int) -> st.SearchStrategy[Client]:
    return st.builds(
        Client,
        id=st.just(id_),
        number=st.just(number),
        family_name=WORDS,
        given_name=WORDS,
        phone=WORDS,
        safe_contact=WORDS,
        date_of_birth=st.sampled_from([None, date(1980, 2, 3), date(1981, 1, 1)]),
        interpreter=st.booleans(),
        identifiers=st.lists(st.builds(Identifier, system=st.just("external"), value=WORDS), max_size=2).map(tuple),
        keep_apart=st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=3).map(tuple),
        merged=st.lists(st.sampled_from(["x", "y"]), max_size=1).map(tuple),
    )


@given(clients("a", 1), clients("b", 2), st.sets(st.sampled_from(facts())))
def test_whatever_either_record_knew_is_known_after(keep: Client, other: Client, take: set[str]) -> None:
    one = merged(keep, other, take)
    differ = differing(keep, other)
    for name in facts():
        mine, theirs, now = getattr(keep, name), getattr(other, name), getattr(one, name)
        known = mine if mine and mine != "not asked" else theirs
        assert now == (theirs if name in take else mine) if name in differ else now == known
    assert one.interpreter == (keep.interpreter or other.interpreter)
    assert {*keep.identifiers, *other.identifiers} < set(one.identifiers)
    assert {*keep.keep_apart, *other.keep_apart} - {"a", "b"} == set(one.keep_apart)
    assert {*keep.merged, *other.merged, "b"} == set(one.merged)
    assert (one.id, one.number) == ("a", 1)


def test_others_who_must_not_sit_with_the_record_that_goes_must_not_sit_with_the_one_that_stays() -> None:
    third = Client(id="c", number=3, keep_apart=("b", "d"), told_apart=("a", "b"))
    anew = pointed_anew(third, "b", "a")
    assert (anew.keep_apart, anew.told_apart) == (("a", "d"), ("a",))

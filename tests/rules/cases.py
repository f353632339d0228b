"""Referrals of every kind, for properties: anything answered or not, fresh or old, stated or standing."""

from datetime import date

from hypothesis import strategies as st

from groupcare.rules.policy import Route
from groupcare.rules.screening import Finding
from tests.rules.oracle import OBSERVATIONS, PARTICIPATION, RED_FLAGS, Case, Form

cssrs_forms = st.tuples(*[st.sampled_from((None, 0, 1))] * 7)
ages = st.sampled_from((0, 0, 0, 14, 15, 400))


def items(count: int) -> st.SearchStrategy[Form]:
    """Answers of 0 to 3, from all given to none given, mild and grave ones as likely."""
    low = st.sampled_from((0, 0, 0, 1, None))
    high = st.sampled_from((3, 3, 3, 2, None))
    whole = st.sampled_from((0, 1, 2, 3))
    return st.sampled_from((low, high, whole, st.sampled_from((None, 0, 1, 2, 3)))).flatmap(
        lambda one: st.tuples(*[one] * count)
    )


def answers_to(names: tuple[str, ...], fine: bool) -> st.SearchStrategy[dict[str, bool]]:
    """A checklist: mostly all fine, else anything."""
    everything = st.just(dict.fromkeys(names, fine))
    anything = st.dictionaries(st.sampled_from(names), st.booleans())
    return st.one_of(everything, everything, st.one_of(anything, everything.map(lambda d: {**d, names[0]: not fine})))


def standing(rule: str, route: Route) -> Finding:
    return Finding(rule=rule, route=route, detail="found before", source="", respond="same day", standing=True)


earlier = st.sampled_from(
    (
        (),
        (),
        (),
        (standing("concern: self-harm", Route.urgent),),
        (standing("an older policy's rule", Route.individual),),
    )
)

cases = st.builds(
    Case,
    cssrs=st.one_of(st.none(), st.just((0, 0, None, None, None, 0, None)), cssrs_forms),
    cssrs_age=ages,
    phq9=st.one_of(st.none(), st.just((0,) * 9), items(9)),
    phq9_age=ages,
    gad7=st.one_of(st.none(), items(7)),
    gad7_age=ages,
    participation=answers_to(PARTICIPATION, True),
    observations=answers_to(OBSERVATIONS, False),
    red_flags=answers_to(RED_FLAGS, False),
    born=st.sampled_from((date(1980, 2, 29), date(1980, 2, 29), None, date(2008, 10, 6), date(2008, 10, 7))),
    imminent=st.sampled_from((False, False, False, True)),
    standing=earlier,
    evaluated=st.sampled_from((frozenset(), frozenset(), frozenset({"cssrs-older-behaviour"}))),
)

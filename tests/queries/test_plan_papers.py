"""The plan on paper: the copy to take home in plain words, and the whole of it for the record."""

import re
from datetime import timedelta

import pytest
from msgspec import structs

from groupcare.acts import Refused, SignIn, consents, feedback, homework, measuring, plan, readings, regained
from groupcare.exchange.library import shipped_library
from groupcare.exchange.paper_html import paper_html
from groupcare.exchange.paper_text import paper_text
from groupcare.queries.outgoing import NotReleased, Whose
from groupcare.queries.plan_copy_paper import goals_in_our_words, plan_copy
from groupcare.queries.plan_paper import plan_paper
from groupcare.record.errors import NotFound, NotPermitted
from groupcare.record.lookups import open_plan
from groupcare.rules.consent import ConsentKind
from groupcare.rules.measures import Better
from groupcare.rules.plan import Plan, ScoreAim
from tests.clinic import House, sessions
from tests.exchange.test_papers import HOSTILE
from tests.queries.paper_scene import golden
from tests.tui.chart_scene import Scene

pytestmark = pytest.mark.usefixtures("played")


def of(who: SignIn, seen: Scene) -> Plan:
    found = open_plan(who, seen.rosa.id)
    assert found is not None
    return found


def said(who: SignIn, seen: Scene) -> str:
    """The copy as text, without its lines being broken."""
    return "\n".join(paper_text(plan_copy(who, seen.rosa.id), 2000))


def lived(who: SignIn, seen: Scene) -> None:
    """Something reached and told, something that came back, a task, and homework that is out."""
    content = of(who, seen).content
    goal = structs.replace(content.goal[0], task="Pot two plants.")
    kept = plan.write_plan(who, seen.rosa.id, structs.replace(content, goal=(goal, *content.goal[1:])))
    plan.sign_plan(who, kept.id)
    readings.record_reading(who, kept.id, "1.1", value=31)
    feedback.give_feedback(who, kept.id, "1.1", "Six times what it was!")
    regained.keep_regained(who, seen.rosa.id, "Gardening", words="I planted two pots.", mattered="things that grow")
    homework.set_homework(who, sessions(who, seen.group)[4].id, days=5)


def test_the_copy_as_it_is_printed(dana: SignIn, seen: Scene) -> None:
    lived(dana, seen)
    golden(plan_copy(dana, seen.rosa.id))


def test_the_copy_says_all_that_somebody_takes_home(dana: SignIn, seen: Scene) -> None:
    lived(dana, seen)
    text = said(dana, seen)
    for words in (
        "Rosa Alvarez · of Tue 8 Sep 2026",
        "“I WANT MY GARDEN BACK.”",
        "Gardening by the clock. At the start: 5 minutes. The aim: 30 minutes or more, by Tue 17 Nov 2026.",
        "Now: 31 minutes, on Tue 6 Oct 2026. You have reached this.",
        "The aim: 5 of 7 days or more, 15 minutes each time",
        "How low your mood and your energy are: a questionnaire (PHQ-9; 0 to 27, less is better). At the start: 16.",
        "Now: 9, on Tue 6 Oct 2026. That is 7 points better than at the start, more than chance explains.",
        "– Pot two plants.",
        ": on 5 days",
        "Gardening by the clock, since Tue 6 Oct 2026.",
        "“Six times what it was!”",
        "Gardening, Tue 6 Oct 2026: “I planted two pots.” What mattered: things that grow",
        "On Mon 7 Dec 2026, or when you ask.",
        "Dana Reyes",
        "Pain Skills, Autumn A",
        "988, call or text",
        "911 and the nearest emergency department",
    ):
        assert words in text, f"{words!r} is not in\n{text}"


def test_no_diagnosis_and_no_word_of_the_trade_stands_on_the_copy(dana: SignIn, seen: Scene) -> None:
    lived(dana, seen)
    text, content = said(dana, seen), of(dana, seen).content
    for code in content.heading.diagnoses:
        assert code not in text
        found = shipped_library().diagnoses.find(code)
        assert found is not None
        assert found.title not in text
    for word in ("baseline", "objective", "intervention", "exposure", "severe", "band", "reliabl", "off track"):
        assert not re.search(rf"\b{word}", text, re.IGNORECASE), word


def test_every_measure_that_a_plan_can_name_says_in_plain_words_what_it_asks() -> None:
    for measure in shipped_library().measures.values():
        if measure.better is not Better.none:
            assert measure.plain, measure.id
            assert measure.name not in measure.plain
            assert measure.plain[0].islower(), "it goes on in a sentence"


def test_a_change_that_can_be_chance_is_not_told_as_more(dana: SignIn, seen: Scene) -> None:
    measuring.record_measure(dana, seen.rosa.id, "phq-9", (2, 2, 2, 2, 2, 1, 1, 1, 0, 1))
    assert "That is 3 points better than at the start, which can still be chance." in said(dana, seen)
    measuring.record_measure(dana, seen.rosa.id, "phq-9", (3, 3, 3, 3, 2, 2, 2, 1, 0, 1), on=dana.today())
    assert "less good than at the start" in said(dana, seen)


def test_less_pain_is_never_told_as_reached(dana: SignIn, seen: Scene) -> None:
    content = of(dana, seen).content
    [score] = content.goal[1].objective
    aim = ScoreAim(measure="bpi-severity", baseline=8, target=4)
    goal = structs.replace(content.goal[1], objective=(structs.replace(score, aim=aim),))
    kept = plan.write_plan(dana, seen.rosa.id, structs.replace(content, goal=(content.goal[0], goal)))
    plan.sign_plan(dana, kept.id)
    measuring.record_measure(dana, seen.rosa.id, "bpi-severity", (3, 3, 3, 3))
    text = said(dana, seen)
    assert "How strong your pain is" in text
    assert "WHAT YOU HAVE REACHED" not in text


def test_what_is_not_signed_goes_home_with_nobody(dana: SignIn, seen: Scene) -> None:
    content = of(dana, seen).content
    plan.write_plan(dana, seen.rosa.id, structs.replace(content, review_on=content.review_on + timedelta(days=1)))
    for make in (
        lambda: plan_copy(dana, seen.rosa.id),
        lambda: plan_paper(dana, seen.rosa.id, whose=Whose.member),
    ):
        with pytest.raises(Refused, match="not signed as it stands"):
            make()
    assert "DRAFT, NOT SIGNED" in "\n".join(paper_text(plan_paper(dana, seen.rosa.id)))
    with pytest.raises(NotFound, match="GC-0002 has no plan yet"):
        plan_copy(dana, seen.kim.id)


def test_goals_without_words_of_their_own_are_named(dana: SignIn, seen: Scene) -> None:
    assert goals_in_our_words(of(dana, seen)) == [2]


def test_the_whole_plan_as_it_is_printed(dana: SignIn, seen: Scene) -> None:
    lived(dana, seen)
    golden(plan_paper(dana, seen.rosa.id))


def test_the_whole_plan_leaves_to_whom_a_release_names(dana: SignIn, seen: Scene) -> None:
    with pytest.raises(NotReleased):
        plan_paper(dana, seen.rosa.id, to="Dr Rivera")
    consents.record_consent(dana, seen.rosa.id, ConsentKind.release, to="Dr Rivera")
    sent = plan_paper(dana, seen.rosa.id, to="Dr Rivera")
    assert sent.about.startswith("To Dr Rivera\n")
    assert "G89.29 Other chronic pain" in "\n".join(paper_text(sent, 2000))


@pytest.mark.parametrize("name", ["Ines Intake", "Mona Manager"])
def test_who_sees_no_plans_gets_neither(house: House, dana: SignIn, seen: Scene, name: str) -> None:
    who = house.sign_in(name)
    for make in (plan_copy, plan_paper):
        with pytest.raises(NotPermitted, match="To see plans"):
            make(who, seen.rosa.id)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_words(dana: SignIn, seen: Scene, text: str) -> None:
    regained.keep_regained(dana, seen.rosa.id, "Gardening", words=text)
    for paper in (plan_copy(dana, seen.rosa.id), plan_paper(dana, seen.rosa.id)):
        assert "<script" not in paper_html(paper).lower()
        assert paper.clients == (seen.rosa.id,)
        assert "Alvarez" not in paper.title + paper.reference

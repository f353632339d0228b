"""Ideas and resources: kept without names, corrected, checked, withdrawn, and found by what they help with."""

import pytest

from groupcare.acts import Refused, SignIn, ideas, undo
from groupcare.acts.ideas import IdeaWords
from groupcare.queries.ideas import idea_called, ideas_of_group
from groupcare.queries.ideas import ideas_for as found_for
from groupcare.record.errors import NotFound, NotPermitted
from groupcare.rules.homework import Barrier
from groupcare.rules.idea import Idea, IdeaKind
from tests.clinic import House, new_group, seated, sessions


def test_an_idea_of_a_session_knows_its_group_and_curriculum_and_a_place_makes_it_a_resource(dana: SignIn) -> None:
    made = new_group(dana)
    one = sessions(dana, made)[0]
    idea = ideas.add_idea(dana, IdeaWords(what="kettle timer", new_way="practise while it boils"), session=one.id)
    assert (idea.kind, idea.group, idea.session, idea.curriculum) == (IdeaKind.idea, made.id, one.id, "eight-week")
    assert idea.checked_on is None
    warm = ideas.add_idea(dana, IdeaWords(what="Warm pool", where="Hill baths"), curriculum="eight-week")
    assert (warm.kind, warm.checked_on, warm.group) == (IdeaKind.resource, dana.today(), None)
    undo.undo(dana)
    assert dana.of(Idea).find(warm.id) is None


def test_a_members_name_is_refused_unless_somebody_looked_at_it(dana: SignIn) -> None:
    made = new_group(dana)
    seated(dana, made, 2)
    for words in (
        IdeaWords(what="Rosa rests before lunch"),
        IdeaWords(what="rest", mattered="says brandt"),
        IdeaWords(what="rest", where="at kim's"),
    ):
        with pytest.raises(Refused, match="is a name in this group"):
            ideas.add_idea(dana, words, group=made.id)
    assert dana.of(Idea).count() == 0
    kept = ideas.add_idea(dana, IdeaWords(what="plant a rosa rugosa"), group=made.id, although_named=True)
    with pytest.raises(Refused, match="is a name in this group"):
        ideas.correct_idea(dana, kept.id, IdeaWords(what="Rosa’s roses"))
    assert ideas.correct_idea(dana, kept.id, IdeaWords(what="plant a rose", module=2)).module == 2


def test_it_needs_words_a_home_and_a_module_that_there_is(dana: SignIn) -> None:
    made = new_group(dana)
    with pytest.raises(Refused, match="what it is"):
        ideas.add_idea(dana, IdeaWords(what=" "), group=made.id)
    with pytest.raises(Refused, match="group or curriculum"):
        ideas.add_idea(dana, IdeaWords(what="walk"))
    with pytest.raises(Refused, match="no module 9"):
        ideas.add_idea(dana, IdeaWords(what="walk", module=9), group=made.id)


def test_only_a_resource_is_checked_and_what_is_withdrawn_is_in_no_list(house: House, dana: SignIn) -> None:
    made = new_group(dana)
    idea = ideas.add_idea(dana, IdeaWords(what="walk"), group=made.id)
    pool = ideas.add_idea(dana, IdeaWords(what="pool", where="baths"), group=made.id)
    house.clock.forward(days=30)
    with pytest.raises(Refused, match="Only a resource"):
        ideas.check_resource(dana, idea.id)
    assert ideas.check_resource(dana, pool.id).checked_on == dana.today()
    ideas.withdraw_idea(dana, idea.id)
    assert [line.idea.what for line in ideas_of_group(dana, made).lines] == ["pool"]
    with pytest.raises(Refused, match="withdrawn"):
        ideas.correct_idea(dana, idea.id, IdeaWords(what="walk more"))


def test_the_closest_comes_first_and_a_barrier_is_the_same_everywhere(dana: SignIn) -> None:
    made = new_group(dana)

    def keep(what: str, curriculum: str = "eight-week", **words: object) -> None:
        ideas.add_idea(dana, IdeaWords(what=what, **words), curriculum=curriculum)  # type: ignore[arg-type]

    keep("of neither")
    keep("of the module", module=2)
    keep("of the barrier", barrier=Barrier.time)
    keep("of both", module=2, barrier=Barrier.time)
    keep("of another programme's module", "twelve-module", module=2)
    keep("of another programme, same barrier", "twelve-module", barrier=Barrier.time)
    ideas.add_idea(dana, IdeaWords(what="our own", module=2), group=made.id)

    def found(**asked: object) -> list[str]:
        return [idea.what for idea in found_for(dana, **asked)]  # type: ignore[arg-type]

    assert found(barrier=Barrier.time, curriculum="eight-week", module=2, group=made.id)[0] == "of both"
    assert set(found(barrier=Barrier.time)) == {
        "of both",
        "of the barrier",
        "of another programme, same barrier",
    }
    assert found(curriculum="eight-week", module=2, group=made.id)[0] == "our own"
    assert set(found(curriculum="eight-week", module=2)) == {"our own", "of the module", "of both"}
    assert len(found(curriculum="eight-week")) == 5
    assert len(found()) == 7
    assert found(barrier=Barrier.mood) == []


def test_facilitators_and_clinicians_keep_ideas_and_an_idea_is_called_by_the_beginning_of_its_id(house: House) -> None:
    words = IdeaWords(what="walk")
    for name in ("Fay Facilitator", "Carl Clinician"):
        kept = ideas.add_idea(house.sign_in(name), words, curriculum="eight-week")
    with pytest.raises(NotPermitted):
        ideas.add_idea(house.sign_in("Ines Intake"), words, curriculum="eight-week")
    carl = house.sign_in("Carl Clinician")
    assert idea_called(carl, kept.id[:10]) == kept
    with pytest.raises(NotFound):
        idea_called(carl, "zzz")
    with pytest.raises(NotFound):
        idea_called(carl, "")

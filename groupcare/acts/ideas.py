"""Ideas and resources that members find for each other: kept without names, corrected, withdrawn, checked again."""

from typing import Any

from msgspec import Struct, structs

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.lookups import names_of_members
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Group, Session
from groupcare.rules.homework import Barrier
from groupcare.rules.idea import Idea, IdeaKind, names_in
from groupcare.rules.text import PROSE, clean
from groupcare.rules.words import listed


class IdeaWords(Struct, frozen=True, kw_only=True):
    """What is said of an idea. With a `where` it is a resource; `module` and `barrier` are what it helps with."""

    what: str
    mattered: str = ""
    new_way: str = ""
    where: str = ""
    module: int | None = None
    barrier: Barrier | None = None


def add_idea(
    who: SignIn,
    words: IdeaWords,
    *,
    group: str | None = None,
    session: str | None = None,
    curriculum: str = "",
    although_named: bool = False,
) -> Idea:
    """Keep something that helps, from a group (or one of its sessions) or for a curriculum.

    Raises Refused where a word of it is the name of a member of the group, unless somebody has looked at that.
    """
    with act(who, "keep an idea"):
        if session is not None:
            group = who.of(Session).get(session).group
        of = who.of(Group).get(group) if group is not None else None
        if of is None and not curriculum:
            raise Refused("Say of which group or curriculum it is.")
        idea = Idea(
            kind=IdeaKind.idea,
            what="",
            added_on=who.today(of.zone if of else None),
            added_by=who.staff_id,
            group=group,
            session=session,
            curriculum=of.curriculum.id if of else curriculum,
        )
        said = _said(who, words)
        if said["kind"] is IdeaKind.resource:
            said["checked_on"] = idea.added_on
        return who.of(Idea).add(_worded(who, idea, said, of, although_named=although_named))


def correct_idea(who: SignIn, idea_id: str, words: IdeaWords, *, although_named: bool = False) -> Idea:
    """Say it anew; where it comes from stays. Raises Refused as `add_idea` does."""
    with act(who, "keep an idea"):
        idea = _there(who, idea_id)
        of = who.of(Group).get(idea.group) if idea.group else None
        return who.of(Idea).save(_worded(who, idea, _said(who, words), of, although_named=although_named))


def withdraw_idea(who: SignIn, idea_id: str) -> Idea:
    """Take it out of every list: it did not help, or is no longer there. The record keeps it."""
    with act(who, "keep an idea"):
        return who.of(Idea).change(_there(who, idea_id), withdrawn=True)


def check_resource(who: SignIn, idea_id: str) -> Idea:
    """Keep that somebody looked today, and that it is still there."""
    with act(who, "keep an idea"):
        idea = _there(who, idea_id)
        if idea.kind is not IdeaKind.resource:
            raise Refused("Only a resource is checked: an idea is in no place that could be gone.")
        return who.of(Idea).change(idea, checked_on=who.today())


def _there(who: SignIn, idea_id: str) -> Idea:
    idea = who.of(Idea).get(idea_id)
    if idea.withdrawn:
        raise Refused("This was withdrawn; add it again if it helps after all.")
    return idea


def _said(who: SignIn, words: IdeaWords) -> dict[str, Any]:
    what, where = clean(words.what, of="The idea"), clean(words.where, of="Where it is")
    if not what:
        raise Refused("Say in a few words what it is.")
    return {
        "what": what,
        "kind": IdeaKind.resource if where else IdeaKind.idea,
        "mattered": clean(words.mattered, of="What mattered", limit=PROSE, lines=True),
        "new_way": clean(words.new_way, of="The new way", limit=PROSE, lines=True),
        "where": where,
        "module": words.module,
        "barrier": words.barrier,
    }


def _worded(who: SignIn, idea: Idea, said: dict[str, Any], of: Group | None, *, although_named: bool) -> Idea:
    if of is not None and said["module"] is not None and of.curriculum.find(said["module"]) is None:
        raise Refused(f"The curriculum has no module {said['module']}.")
    text = " ".join(said[name] for name in ("what", "mattered", "new_way", "where"))
    if of is not None and not although_named and (found := names_in(text, names_of_members(who, of.id))):
        words = listed([f"“{word}”" for word in found])
        raise Refused(f"Ideas are kept without names, and {words} is a name in this group. Nothing was kept.")
    return structs.replace(idea, **said)

"""Ideas against what stands in the way of homework: offered to a member, and asked about the next time."""

import msgspec

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.homework import Homework, Tried
from groupcare.rules.idea import Idea


def offer_idea(who: SignIn, homework_id: str, idea_id: str) -> Homework:
    """Offer an idea to the member whose homework it is; whether it was tried and helped is asked the next time."""
    with act(who, "offer an idea"):
        homework, idea = who.of(Homework).get(homework_id), who.of(Idea).get(idea_id)
        if idea.withdrawn:
            raise Refused("This idea was withdrawn; offer another one.")
        every = [one for task in who.of(Homework).linked(member=homework.member) for one in task.tried]
        if any(one.idea == idea.id and one.tried is None for one in every):
            raise Refused("This idea was offered to this member already, and nobody has asked since what came of it.")
        offered = Tried(idea=idea.id, offered_on=who.today(), by=who.staff_id)
        return who.of(Homework).change(homework, tried=(*homework.tried, offered))


def follow_idea(who: SignIn, homework_id: str, idea_id: str, *, tried: bool, helped: bool | None = None) -> Homework:
    """Keep what came of an idea: whether it was tried, and whether it helped; None where that cannot be told yet."""
    if helped is not None and not tried:
        raise Refused("What was not tried can neither have helped nor not helped.")
    with act(who, "follow an idea"):
        homework = who.of(Homework).get(homework_id)
        places = [place for place, one in enumerate(homework.tried) if one.idea == idea_id]
        if not places:
            raise Refused("This idea was not offered against this homework.")
        told = list(homework.tried)
        told[places[-1]] = msgspec.structs.replace(told[places[-1]], tried=tried, helped=helped)
        return who.of(Homework).change(homework, tried=tuple(told))

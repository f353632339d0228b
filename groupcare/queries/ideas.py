"""Ideas and resources: of a group and its curriculum, for a barrier or a module, without anybody's name."""

from collections.abc import Iterable

from msgspec import Struct

from groupcare.queries.groups import GroupLine, group_line
from groupcare.queries.permissions import may_see
from groupcare.record.errors import NotFound, Refused
from groupcare.record.lookups import names_of_members
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.group import Group
from groupcare.rules.homework import Barrier
from groupcare.rules.idea import Idea


def ideas_for(
    who: SignIn, *, barrier: Barrier | None = None, curriculum: str = "", module: int | None = None, group: str = ""
) -> tuple[Idea, ...]:
    """What may help, the closest first: for this barrier and module, then for the barrier, then for the module.

    Asked for neither, all of them; an idea from `group` before others of the same curriculum. A module is looked for
    only within its curriculum. Withdrawn ones are left out.
    """
    may_see(who, "groups")
    found = [
        idea
        for idea in who.of(Idea).all()
        if not idea.withdrawn
        and (not (curriculum or group) or _of(idea, curriculum, group) or _any_programme(idea, barrier))
        and (not (barrier or module) or _near(idea, barrier, curriculum, module))
    ]
    return tuple(
        sorted(found, key=lambda i: (-_near(i, barrier, curriculum, module), i.group != group, -i.added_on.toordinal()))
    )


def _of(idea: Idea, curriculum: str, group: str) -> bool:
    return bool((group and idea.group == group) or (curriculum and idea.curriculum == curriculum))


def _any_programme(idea: Idea, barrier: Barrier | None) -> bool:
    """What stands in the way is much the same in every programme; a module's number is not."""
    return barrier is not None and idea.barrier is barrier


def _near(idea: Idea, barrier: Barrier | None, curriculum: str, module: int | None) -> int:
    """How close it is to what is asked for: 0 where it helps with neither."""
    of_module = module is not None and idea.module == module and (not curriculum or idea.curriculum == curriculum)
    return 2 * (barrier is not None and idea.barrier is barrier) + of_module


class IdeaLine(Struct, frozen=True, kw_only=True):
    """An idea as a list shows it. `group` and `by` are names, `title` the module's; empty where there is none."""

    idea: Idea
    group: str
    by: str
    title: str


class IdeasOfGroup(Struct, frozen=True, kw_only=True):
    """What a group has found, and others of its curriculum; `names` are its members', to be kept out."""

    line: GroupLine
    group: Group
    lines: tuple[IdeaLine, ...]
    names: tuple[str, ...]


def ideas_of_group(who: SignIn, group: Group) -> IdeasOfGroup:
    """A group's own ideas first, then those of its curriculum; the newest first."""
    return IdeasOfGroup(
        line=group_line(who, group),
        group=group,
        lines=idea_lines(who, ideas_for(who, curriculum=group.curriculum.id, group=group.id)),
        names=names_of_members(who, group.id),
    )


def idea_lines(who: SignIn, ideas: Iterable[Idea]) -> tuple[IdeaLine, ...]:
    """Ideas with the names that belong to them."""
    staff = {one.id: one.name for one in who.of(Staff).all()}
    groups: dict[str, Group | None] = {}
    lines = []
    for idea in ideas:
        if idea.group and idea.group not in groups:
            groups[idea.group] = who.of(Group).find(idea.group)
        of = groups.get(idea.group or "")
        module = of.curriculum.find(idea.module) if of is not None and idea.module is not None else None
        lines.append(
            IdeaLine(
                idea=idea,
                group=of.name if of is not None else "",
                by=staff.get(idea.added_by, ""),
                title=module.title if module is not None else "",
            )
        )
    return tuple(lines)


def names_in_group(who: SignIn, group: Group) -> tuple[str, ...]:
    """The names that no idea of this group may hold."""
    may_see(who, "groups")
    return names_of_members(who, group.id)


def idea_called(who: SignIn, said: str) -> Idea:
    """The idea of that id, or whose id begins so. Raises NotFound, or Refused where several do."""
    may_see(who, "groups")
    fits = [idea for idea in who.of(Idea).all() if said and idea.id.startswith(said.strip().lower())]
    if not fits:
        raise NotFound(f"There is no idea {said!r}.")
    if len(fits) > 1:
        raise Refused(f"{said!r} fits several: {', '.join(idea.id[:12] for idea in fits[:5])}. Give more of the id.")
    return fits[0]

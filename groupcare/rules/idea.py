"""Ideas and resources: what members find for each other, kept without names and found again when it helps."""

from datetime import date
from enum import StrEnum

from groupcare.rules.homework import Barrier
from groupcare.rules.kept import Kept


class IdeaKind(StrEnum):
    """Something that a member does, or somewhere to find more."""

    idea = "idea"
    resource = "resource"


class Idea(Kept, frozen=True, kw_only=True):
    """One thing that helps. Of an idea: the activity (`what`), what `mattered` about it and the `new_way` of doing it.
    Of a resource: its title (`what`), `where` it is and when somebody last `checked_on` it.

    `module` and `barrier` are what it helps with. It holds no client's name.
    """

    kind: IdeaKind
    what: str
    added_on: date
    added_by: str
    mattered: str = ""
    new_way: str = ""
    where: str = ""
    checked_on: date | None = None
    group: str | None = None
    session: str | None = None
    curriculum: str = ""
    module: int | None = None
    barrier: Barrier | None = None
    withdrawn: bool = False

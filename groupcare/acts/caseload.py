"""Members' own clinicians: whose caseload they are in, and who is told of what is late."""

from collections.abc import Sequence

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Role, Staff
from groupcare.rules.group import IN_GROUP, Member, MemberStatus


def set_clinician(who: SignIn, members: Sequence[str], clinician: str | None) -> list[Member]:
    """Give these places that clinician, or none of their own: then whoever signed or wrote the plan has them in care.

    All of them or none; gives those that changed. Raises Refused where one of the places is over, or where it is so
    already for all of them.
    """
    with act(who, "set a clinician"):
        if clinician is not None:
            _can_have(who.of(Staff).get(clinician))
        found = [who.of(Member).get(i) for i in dict.fromkeys(members)]
        for member in found:
            if member.status not in (*IN_GROUP, MemberStatus.waitlist):
                raise Refused(f"One of these places is {member.status}: nobody has it in care any more.")
        changed = [m for m in found if m.clinician != clinician]
        if not changed:
            raise Refused("It is so already: nothing was changed.")
        return [who.of(Member).change(member, clinician=clinician) for member in changed]


def _can_have(staff: Staff) -> None:
    if staff.left_on is not None:
        raise Refused(f"{staff.name} no longer works here.")
    if Role.clinician not in staff.roles:
        raise Refused(f"{staff.name} is no clinician.")

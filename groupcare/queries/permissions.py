"""Who may see what: the table of views × roles."""

from groupcare.record.errors import NotPermitted
from groupcare.record.lookups import SEES_ANSWERS
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import ANYONE, Role

INTAKE, FACILITATOR, CLINICIAN, MANAGER = Role.intake, Role.facilitator, Role.clinician, Role.manager

VIEWS: dict[str, tuple[Role, ...]] = {
    "referrals": (INTAKE, CLINICIAN),
    "screenings": SEES_ANSWERS,
    "alerts": ANYONE,
    "groups": (FACILITATOR, CLINICIAN, INTAKE),
    "sessions": (FACILITATOR, CLINICIAN),
    "plans": (CLINICIAN, FACILITATOR),
    "notes": (FACILITATOR, CLINICIAN),
    "members": (CLINICIAN, FACILITATOR, INTAKE),
    "charts": (CLINICIAN, FACILITATOR, INTAKE),
    "homework": (CLINICIAN, FACILITATOR),
    "reports": (CLINICIAN, FACILITATOR, MANAGER),
    "staff": ANYONE,
    "today": ANYONE,
    "history": (CLINICIAN, MANAGER),
    "access log": (MANAGER,),
    "audit": (MANAGER,),
    "proof": ANYONE,
}


SEEN_AS: dict[str, str] = {
    "clinic": "staff",
    "staff": "staff",
    "policy": "staff",
    "wording": "staff",
    "backup": "proof",
    "client": "charts",
    "contact": "charts",
    "consent": "charts",
    "reason": "charts",
    "referral": "referrals",
    "decision": "referrals",
    "handoff": "referrals",
    "safety_plan": "alerts",
    "phoned_decision": "alerts",
    "assessment": "screenings",
    "screening": "screenings",
    "finding": "screenings",
    "evaluation": "screenings",
    "hold": "screenings",
    "alert": "screenings",
    "group": "groups",
    "session": "sessions",
    "attendance": "sessions",
    "member": "members",
    "homework": "homework",
    "make_up": "members",
    "notice": "groups",
    "idea": "groups",
    "group_note": "notes",
    "member_note": "notes",
    "plan": "plans",
    "objective_reading": "plans",
    "regained": "plans",
    "feedback": "plans",
}
"""The view that shows what stands in a kind of document: its history tells the fields to nobody else."""


def can_see(who: SignIn, view: str) -> bool:
    """Whether this person sees that view at all."""
    return who.staff.left_on is None and any(role in who.staff.roles for role in VIEWS[view])


def may_see(who: SignIn, view: str) -> Role:
    """The role under which this person sees that view. Raises NotPermitted with a plain sentence."""
    staff = who.staff
    if staff.left_on is None:
        for role in VIEWS[view]:
            if role in staff.roles:
                return role
    needed = " or ".join(VIEWS[view])
    raise NotPermitted(f"To see {view} takes the role {needed}; {staff.name} is {', '.join(staff.roles)}.")

"""Who may do what: the table of acts × roles. The first role of an act that a person holds is the one recorded."""

from groupcare.record.errors import NotPermitted
from groupcare.rules.clinic import ANYONE, Role, Staff

INTAKE, FACILITATOR, CLINICIAN, MANAGER = Role.intake, Role.facilitator, Role.clinician, Role.manager

ACTS: dict[str, tuple[Role, ...]] = {
    "set up the clinic": (MANAGER,),
    "change the clinic": (MANAGER,),
    "say who is on call": (MANAGER,),
    "add staff": (MANAGER,),
    "remove staff": (MANAGER,),
    "change the key": (MANAGER,),
    "change the policy": (MANAGER,),
    "load a wording": (MANAGER,),
    "merge": (MANAGER,),
    "erase": (MANAGER,),
    "back up": (MANAGER,),
    "keep a daily backup": ANYONE,
    "change own passphrase": ANYONE,
    "refer": (INTAKE, CLINICIAN),
    "import referrals": (INTAKE,),
    "record answers": (INTAKE, CLINICIAN),
    "record a measure": (CLINICIAN, FACILITATOR, INTAKE),
    "correct a person": (INTAKE, CLINICIAN),
    "tell apart": (INTAKE, CLINICIAN),
    "note a call": (INTAKE, CLINICIAN),
    "keep apart": (INTAKE, CLINICIAN, FACILITATOR),
    "screen": (INTAKE, CLINICIAN),
    "decide": (CLINICIAN, INTAKE),
    "hand off": (INTAKE, CLINICIAN),
    "follow a handoff": (INTAKE, CLINICIAN),
    "seat": (INTAKE, FACILITATOR),
    "end a place": (FACILITATOR, CLINICIAN),
    "put a place on hold": (FACILITATOR, CLINICIAN),
    "transfer": (FACILITATOR, CLINICIAN, INTAKE),
    "bring a member back": (FACILITATOR, CLINICIAN, INTAKE),
    "waive a module": (CLINICIAN,),
    "look at a plan": (CLINICIAN,),
    "set a clinician": (CLINICIAN, FACILITATOR, INTAKE),
    "arrange a make-up": (FACILITATOR, CLINICIAN, INTAKE),
    "record a make-up": (FACILITATOR, CLINICIAN),
    "evaluate": (CLINICIAN,),
    "raise a concern": ANYONE,
    "take an alert": ANYONE,
    "act on an alert": ANYONE,
    "close an alert": (CLINICIAN,),
    "add a contact": ANYONE,
    "record a safety plan": (CLINICIAN, INTAKE, FACILITATOR),
    "record a phoned decision": ANYONE,
    "sign a phoned decision": (CLINICIAN,),
    "record a consent": (INTAKE, CLINICIAN, FACILITATOR),
    "revoke a consent": (INTAKE, CLINICIAN, FACILITATOR),
    "make a group": (FACILITATOR,),
    "change a group": (FACILITATOR,),
    "reschedule": (FACILITATOR,),
    "tell of a change": (INTAKE, FACILITATOR, CLINICIAN),
    "say when staff are away": (MANAGER, FACILITATOR, CLINICIAN),
    "hold a session": (FACILITATOR,),
    "take over a session": (FACILITATOR,),
    "mark attendance": (FACILITATOR,),
    "keep an idea": (FACILITATOR, CLINICIAN),
    "set homework": (FACILITATOR,),
    "hand in homework": (FACILITATOR, CLINICIAN),
    "review homework": (CLINICIAN, FACILITATOR),
    "write notes": (FACILITATOR, CLINICIAN),
    "sign notes": (FACILITATOR, CLINICIAN),
    "link homework": (CLINICIAN, FACILITATOR),
    "offer an idea": (FACILITATOR, CLINICIAN),
    "follow an idea": (FACILITATOR, CLINICIAN),
    "write a plan": (CLINICIAN,),
    "draft plans": (CLINICIAN,),
    "sign a plan": (CLINICIAN,),
    "close a plan": (CLINICIAN,),
    "keep a remark": (CLINICIAN,),
    "record a reading": (CLINICIAN, FACILITATOR),
    "keep what was regained": (FACILITATOR, CLINICIAN),
    "give feedback": (FACILITATOR, CLINICIAN),
    "give a copy of the plan": (CLINICIAN, FACILITATOR),
}


def role_for(act: str, staff: Staff) -> Role:
    """The role under which this person does that act. Raises NotPermitted with a plain sentence."""
    if staff.left_on is not None:
        raise NotPermitted(f"{staff.name} no longer works here. Nothing was done.")
    for role in ACTS[act]:
        if role in staff.roles:
            return role
    needed = " or ".join(dict.fromkeys(ACTS[act]))
    held = ", ".join(staff.roles)
    raise NotPermitted(f"To {act} takes the role {needed}; {staff.name} is {held}. Nothing was done.")

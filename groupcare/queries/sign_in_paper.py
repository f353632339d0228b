"""The sign-in sheet of a session: first names and initials, as the group room may read them; or one slip each, so that
nobody reads who else is there.
"""

from groupcare.queries.paper_facts import Met, expected, met
from groupcare.queries.permissions import may_see
from groupcare.queries.run_sheet import OVER, room_names
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.paper import Block, Facts, Grid, Heading, Paper, Rule, Signature
from groupcare.rules.text import name_key

SPARE = 2
"""Empty rows, for whoever is seated after the sheet was printed."""
FOOT = "First names and initials only, since others read it too. It stays in the clinic."


def sign_in_sheet(who: SignIn, session_id: str) -> Paper:
    """One sheet for all who are expected. Raises NotPermitted, NotFound, and Refused where nobody comes."""
    one, names = _names(who, session_id)
    rows = [(name, "", "", "") for name in names]
    rows += [("", "", "", "")] * SPARE
    grid = Grid(head=("Name", "Came at", "Left at", "Signature"), rows=tuple(rows), to_fill=True)
    led = tuple(staff.name for staff in one.leaders) or ("Facilitator",)
    return _paper(who, one, "sign-in", "Sign-in sheet", (grid, Signature(labels=led)), (FOOT,))


def sign_in_slips(who: SignIn, session_id: str) -> Paper:
    """A slip for each, to be cut apart. Raises NotPermitted, NotFound, and Refused where nobody comes."""
    one, names = _names(who, session_id)
    blocks: list[Block] = []
    for name in names:
        blocks += [
            Heading(text=name),
            Facts(pairs=(("Session", f"{one.group.name}, {one.when}"),)),
            Signature(labels=("Came at", "Left at", "Signature")),
            Rule(cut=True),
        ]
    return _paper(who, one, "sign-in-slips", "Sign-in slips", tuple(blocks), ("Cut apart: a slip each. " + FOOT,))


def _names(who: SignIn, session_id: str) -> tuple[Met, list[str]]:
    may_see(who, "groups")
    one = met(who, session_id)
    if one.session.status in OVER:
        raise Refused(f"This session is {one.session.status}: nobody signs in.")
    return one, sorted(room_names(client for _, client in expected(who, one.session)).values(), key=name_key)


def _paper(who: SignIn, one: Met, kind: str, title: str, blocks: tuple[Block, ...], foot: tuple[str, ...]) -> Paper:
    return Paper(
        kind=kind,
        title=title,
        reference=one.reference,
        clinic=who.clinic.name,
        made_on=who.today(),
        about=one.about,
        blocks=blocks,
        foot=foot,
    )

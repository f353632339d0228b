"""Whose caseload somebody is in: the own clinician of one member, or of a whole roster."""

from collections.abc import Callable, Sequence

from groupcare.acts import SignIn, caseload
from groupcare.queries.caseload import InCare, clinicians, in_care_of
from groupcare.queries.places import PlaceView
from groupcare.rules.group import Group, Member
from groupcare.rules.words import count
from groupcare.tui.dialogs import Choice, Choose, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.page import AnyPage

NOBODY = "nobody"
NONE_YET, EVERYBODY, ONE = "none", "all", "one"
NO_OWN = "nobody: whoever signed or wrote the plan"
WORDS = "Caseloads, reviews of homework and lines about late measures follow the own clinician; else whoever signed or "
WORDS += "wrote the plan."


async def choose_clinician(page: AnyPage, view: PlaceView, name: str) -> None:
    """For one place. Inside a worker."""
    now = view.member.clinician
    choices = [
        Choice(i, str(number) if number < 10 else "", who, "now" if i == now else "")
        for number, (i, who) in enumerate(clinicians(page.who), 1)
    ]
    choices.append(Choice(NOBODY, "n", NO_OWN, "" if now else "now"))
    chosen = await page.app.push_screen_wait(Choose(f"Own clinician · {name}", choices, WORDS))
    if chosen is not None and (None if chosen == NOBODY else chosen) != now:
        to = None if chosen == NOBODY else chosen
        page.do(lambda who: caseload.set_clinician(who, [view.member.id], to), lambda _: _said([name], to, page.who))


def clinicians_dialog(who: SignIn, group: Group, at: str, named: Callable[[str, int], str]) -> FormDialog[list[Member]]:
    """For a group: those who have none, everybody, or the member with this id."""
    roster = in_care_of(who, group)
    without = [m for m in roster if not m.clinician]
    here = [m for m in roster if m.member == at]
    options = [(EVERYBODY, f"everybody ({len(roster)})")]
    if without:
        options.insert(0, (NONE_YET, f"those who have none ({len(without)})"))
    options += [(ONE, f"{named(m.name, m.client_number)} alone") for m in here]

    def act(values: dict[str, str]) -> Callable[[SignIn], list[Member]]:
        some = {NONE_YET: without, EVERYBODY: roster, ONE: here}[values["whom"]]
        to = None if values["clinician"] == NOBODY else values["clinician"]
        return lambda writer: caseload.set_clinician(writer, [m.member for m in some], to)

    fields = [
        Field("clinician", "Clinician", "choice", options=(*clinicians(who), (NOBODY, NO_OWN)), needed=True),
        Field("whom", "For whom", "choice", options[0][0], tuple(options), needed=True),
    ]
    return FormDialog(
        f"Own clinicians · {group.name}",
        fields,
        act,
        lambda done: f"set the clinician of {count(len(done), 'member')}",
        words="\n".join([*_caseloads(roster, named), "", WORDS]),
    )


def _caseloads(roster: Sequence[InCare], named: Callable[[str, int], str]) -> list[str]:
    """Dana Reyes 3: Alvarez, Rosa; Brandt, Kim … a line a clinician, who has none first."""
    by: dict[str, list[str]] = {}
    for one in sorted(roster, key=lambda m: m.clinician):
        by.setdefault(one.clinician, []).append(named(one.name, one.client_number))
    return [f"{clinician or 'none yet'}, {len(names)}: {'; '.join(names)}" for clinician, names in by.items()]


def _said(names: Sequence[str], to: str | None, who: SignIn) -> str:
    known = dict(clinicians(who))
    return f"{names[0]}: {known.get(to or '', 'no clinician of their own')}"

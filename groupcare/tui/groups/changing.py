"""Dialogs that change a group after it was made, or end it before its time; each effect is shown before it is saved."""

from collections.abc import Callable, Mapping

from groupcare.acts import RecordError, SignIn, group_changes
from groupcare.acts.effects import Effect
from groupcare.acts.group_changes import Changed, Changes
from groupcare.rules.clinic import Role, Staff
from groupcare.rules.group import Group
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.groups.move import clash_words, effect_words
from groupcare.tui.page import AnyPage

LEADERS = 2
"""Fields for so many leaders, and for as many as there are."""
PLACES = (
    "Its places stay open until somebody transfers or ends each of them (L on the roster); Today lists them. Those who "
    "have one stand on the call sheet."
)


def change_dialog(group: Group, who: SignIn) -> FormDialog[Changed]:
    """The group's name, who leads it from now on, and its seats."""
    today = who.today(group.zone)
    staff = [s for s in who.of(Staff).all() if s.id in group.facilitators or _may_lead(s)]
    options = (("", "nobody else"), *((s.id, s.name) for s in staff))
    leaders = [*group.facilitators, *[""] * LEADERS][: max(LEADERS, len(group.facilitators))]

    def read(values: Mapping[str, str]) -> Changes:
        return Changes(
            name=values["name"],
            facilitators=[i for n in range(len(leaders)) if (i := values[f"lead{n}"])],
            seats=_number("seats", "Seats", values["seats"]),
            minimum=_number("minimum", "Needed to run", values["minimum"] or "0"),
        )

    def act(values: dict[str, str]) -> Callable[[SignIn], Changed]:
        changes = read(values)
        return lambda writer: group_changes.change_group(writer, group.id, changes)

    def sure(values: dict[str, str]) -> str:
        try:
            changed = group_changes.preview_change(who, group.id, read(values))
        except RecordError as refused:
            raise FieldFault("name", str(refused)) from None
        known = [*changed.remarks, *clash_words(changed.clashes, today)]
        return "\n".join([*(f"! {words}" for words in known), "", "Save it so?"]) if known else ""

    lead = [
        Field(f"lead{n}", "with" if n else "Leads", "choice", leader, options) for n, leader in enumerate(leaders)
    ]  # fmt: skip
    fields = [
        Field("name", "Name", value=group.name, needed=True),
        *lead,
        Field("seats", "Seats", value=str(group.seats), needed=True),
        Field("minimum", "Needed to run", value=str(group.minimum or ""), hint="members that it takes; not said"),
    ]
    words = "For all that is to come; a substitute stays (u), and who led what was held stays. Days and room: d."
    return FormDialog(f"Change {group.name}", fields, act, f"changed {group.name}", words=words, sure=sure)


def _may_lead(staff: Staff) -> bool:
    return staff.left_on is None and Role.facilitator in staff.roles


def _number(name: str, label: str, text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise FieldFault(name, f"{label}: “{text.strip()}” is no number.")
    return int(text)


def end_group(page: AnyPage, group: Group) -> None:
    """Show all that ending the group cancels, and ask why; or say why it cannot end now."""
    today = page.who.today(group.zone)

    def act(values: dict[str, str]) -> Callable[[SignIn], Effect]:
        return lambda writer: group_changes.stop_group(writer, group.id, values["reason"])

    try:
        effect = group_changes.preview_stop(page.who, group.id)
    except RecordError as refused:
        page.app.tell(str(refused))
        return
    page.app.push_screen(
        FormDialog(
            f"End {group.name}",
            [Field("reason", "Reason", needed=True, hint="too few members")],
            act,
            lambda done: f"{group.name} is {done.group.status}",
            words=f"{effect_words(effect, today)}\n{PLACES}",
            save="end the group",
        )
    )

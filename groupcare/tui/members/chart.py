"""The chart of one person: who it is above, seven tabs below; it opens on the overview, or on the tab asked for."""

from collections.abc import Iterable
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.queries import find
from groupcare.queries.chart import Chart, chart
from groupcare.queries.places import places_of
from groupcare.rules.group import IN_GROUP, GroupStatus, MemberStatus
from groupcare.rules.people import client_number
from groupcare.rules.words import day
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.members.attendance import AttendanceTab
from groupcare.tui.members.contacts import ContactsTab
from groupcare.tui.members.measures import MeasuresTab
from groupcare.tui.members.notes import NotesTab
from groupcare.tui.members.overview import OverviewTab
from groupcare.tui.members.place_menu import place_menu
from groupcare.tui.members.place_words import standing_words
from groupcare.tui.members.plan import PlanTab
from groupcare.tui.members.tabs import Tab, TabBar
from groupcare.tui.members.timeline import TimelineTab
from groupcare.tui.page import Page
from groupcare.tui.safe import cut, joined

TABS: tuple[type[Tab], ...] = (OverviewTab, ContactsTab, PlanTab, MeasuresTab, AttendanceTab, NotesTab, TimelineTab)
HELD = "■ held: "
NAMES = tuple(tab.NAME for tab in TABS)


def _binding(tab: type[Tab]) -> Binding:
    words = tab.TITLE.lower()
    return Binding(
        tab.LETTER, f"tab('{tab.NAME}')", words, id=f"tab-{tab.NAME}", tooltip=f"Turn to the {words}", show=False
    )


class ChartPage(Page[Chart]):
    """Everything about one person that this role may see."""

    HELP = """One person. Their name, groups and plan stand above; the letters before the tabs, or [ and ], go from tab
    to tab. Enter opens what the cursor is on: an alert, a group, a session, a make-up, what was answered, what was
    changed. L lists what can be done with their place in a group, and that the plan was looked at after a missed
    session. On the plan, d writes down what they did, which is a reading of the objective under the cursor or an
    activity that came back, and f that they were told what they have reached. D prints the copy of the plan that they
    take home. Parts that belong to other roles say so."""
    CSS_PATH = "chart.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(_binding(tab) for tab in TABS),
        Binding("left_square_bracket", "step(-1)", "tab before", id="tab-before", key_display="[", show=False,
                tooltip="The tab before this one"),
        Binding("right_square_bracket", "step(1)", "next tab", id="tab-after", key_display="]", show=False,
                tooltip="The tab after this one"),
        Binding("L", "place", "place", id="place", key_display="L",
                tooltip="Their place in a group: end, on hold, transfer, come back, plan looked at"),
        Binding("D", "papers", "papers", id="papers", key_display="D", tooltip="Documents to print: plan, log, "
                "notes, certificate, for the person or for whom they have agreed to"),
    ]  # fmt: skip

    def __init__(self, client_id: str, tab: str = "", place: str = "") -> None:
        super().__init__()
        self.client_id = client_id
        self.tab = tab if tab in NAMES else NAMES[0]
        self._place = place
        """The line to stand on once the tab is filled."""

    def body(self) -> Iterable[Widget]:
        bar = TabBar((tab.NAME, tab.LETTER, tab.TITLE) for tab in TABS)
        yield Vertical(Static(id="heading"), bar, TABS[NAMES.index(self.tab)](), classes="body", id="chart")

    def load(self) -> Chart:
        return chart(self.who, find.client(self.who, self.client_id))

    def viewed(self) -> tuple[str, str]:
        return "chart", self.found.client.id

    def show(self, found: Chart) -> None:
        self.query_one("#heading", Static).update(self._heading(found))
        self._turn_to(self.tab, self._place)

    def on_resize(self, event: events.Resize) -> None:
        if hasattr(self, "found"):
            self.query_one("#heading", Static).update(self._heading(self.found))

    # --- the heading --------------------------------------------------------------------------------------------

    def _heading(self, found: Chart) -> Content:
        name = self.named(found.name, found.client.number)
        first = [joined((name, "bold"))]
        if name != client_number(found.client.number):
            first.append(joined(client_number(found.client.number)))
        if found.client.date_of_birth is not None:
            first.append(joined(f"born {found.client.date_of_birth.year}"))
        places = self._places(found)
        if places:
            first.append(joined(places))
        parts = [joined(" · ").join(first)]
        plan = self._plan(found)
        if plan.plain:
            parts.append(plan)
        lines = [joined(" · ").join(parts)] if self.size.width >= 100 else parts
        if found.blocked:
            more = f" and {len(found.blocked) - 1} more" if len(found.blocked) > 1 else ""
            words = cut(" ".join(found.blocked[0].split()), self.size.width - len(HELD) - len(more) - 2)
            lines.append(joined((HELD, "bold $error"), (words, "$error"), more))
        return Content("\n").join(lines)

    def _places(self, found: Chart) -> str:
        said = []
        for part in found.groups:
            if part.status is MemberStatus.waitlist:
                said.append(part.name)
            elif part.status in IN_GROUP and part.group_status in (GroupStatus.forming, GroupStatus.running):
                said.append(f"{part.name}, {part.held} of {part.sessions}")
        return "; ".join(said)

    def _plan(self, found: Chart) -> Content:
        plan, today = found.plan, self.who.today()
        if plan is None:
            return joined(("no plan: p writes one", "bold $warning")) if found.plan_missing else Content("")
        said = f"plan of {day(plan.content.dated, today)}"
        if plan.status != "signed":
            said += f", {plan.status}"
        review = day(plan.content.review_on, today)
        due = (f"review was due {review}", "$warning") if found.plan_overdue else f"review due {review}"
        parts = [joined(f"{said}, "), joined(due)]
        if found.plan_missing:
            parts.append(joined((" · not linked to the group: p, then l", "bold $warning")))
        return Content("").join(parts)

    # --- tabs ---------------------------------------------------------------------------------------------------

    def _turn_to(self, name: str, place: str = "") -> None:
        """Show that tab, made when it is first asked for, and stand on that line of it."""
        self.tab, self._place = name, place
        self.query_one(TabBar).current = name
        tabs = {tab.NAME: tab for tab in self.query(Tab)}
        if name not in tabs:
            self.query_one("#chart").mount(TABS[NAMES.index(name)]())
        for tab in tabs.values():
            tab.display = name == tab.NAME
        if name in tabs and tabs[name].is_ready:
            self._fill(tabs[name])

    def _fill(self, tab: Tab) -> None:
        tab.show(self.found)
        if self.focused is None or tab not in self.focused.ancestors:
            tab.lines.focus()
        if self._place:
            tab.lines.go_to(self._place)
            self._place = ""

    def on_tab_ready(self, event: Tab.Ready) -> None:
        """A tab is there: it is filled if it is still wanted, as soon as there is something to fill it with."""
        event.tab.display = self.tab == event.tab.NAME
        if event.tab.display and hasattr(self, "found"):
            self._fill(event.tab)

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("tab", "step", "papers") and self.has_class("-refused"):
            return False
        if action == "papers" and not hasattr(self, "found"):
            return False
        return super().allows(action, parameters)

    def action_tab(self, name: str) -> None:
        if name != self.tab:
            self._turn_to(name)
            self.refresh_bindings()

    def action_step(self, by: int) -> None:
        self.action_tab(NAMES[(NAMES.index(self.tab) + by) % len(NAMES)])

    @work(group="dialog", exclusive=True)
    async def action_place(self) -> None:
        """Which of their places, where there are several; then what is to be done with it."""
        places = places_of(self.who, self.found.client.id)
        if not places:
            self.app.tell("This person has had no place in a group yet.")
            return
        member: str | None = places[0].member.id
        if len(places) > 1:
            today = self.who.today()
            choices = [
                Choice(p.member.id, str(n) if n < 10 else "", p.group, standing_words(p, today))
                for n, p in enumerate(places, 1)
            ]
            member = await self.app.push_screen_wait(Choose("Which place", choices))
        if member is not None:
            await place_menu(self, member)

    @work(group="dialog", exclusive=True)
    async def action_papers(self) -> None:
        from groupcare.tui.groups.papers import choose_paper, of_person

        await choose_paper(self, "Papers about this person", of_person(self.who, self.found.client.id))

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        self.action_tab(event.name)

    def on_tab_elsewhere(self, event: Tab.Elsewhere) -> None:
        self._turn_to(event.tab, event.place)
        self.refresh_bindings()

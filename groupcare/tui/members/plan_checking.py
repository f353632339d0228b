"""The plan check on the plan tab: beside the plan, or in its place on a narrow screen; and where its remarks lead."""

from groupcare.acts import plan as acts
from groupcare.queries.chart import Chart
from groupcare.rules.consent import ConsentKind
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.members import check_pane
from groupcare.tui.members.check_pane import CheckPane, title_of
from groupcare.tui.members.consents import consent_dialog
from groupcare.tui.members.plan_writing import PlanWriting
from groupcare.tui.safe import plain


class PlanChecking(PlanWriting):
    """`show_check` shows the remarks of a chart."""

    def show_check(self, chart: Chart) -> None:
        for pane in self.query(CheckPane):
            pane.put(chart.checked, self.today)
            pane.set_class(chart.plan is None or bool(self.refused), "-nothing")
            self._fold(checking=self.has_class("-checking") and chart.plan is not None)
        self._name_check()

    def _name_check(self) -> None:
        """Where the check is folded away, the title says what it holds."""
        chart = self.chart
        folded = chart is not None and chart.plan is not None and not self.refused and self.screen.has_class("-narrow")
        self.name_it(f"{self.TITLE} · w {title_of(chart.checked).lower()}" if chart and folded else self.TITLE)

    def on_resize(self) -> None:
        self._name_check()

    def _fold(self, *, checking: bool) -> None:
        """On a narrow screen the check stands in the place of the plan while it is looked at."""
        self.set_class(checking, "-checking")
        self.show_keys()

    def show_keys(self) -> None:
        super().show_keys()
        if self.has_class("-checking") and self.screen.has_class("-narrow"):
            self.border_subtitle = plain(f"{check_pane.KEYS} · w back")

    def action_check(self) -> None:
        """To the remarks, and back to the plan."""
        pane = self.query_one(CheckPane)
        away = not pane.has_focus_within
        self._fold(checking=away)
        self.call_after_refresh((pane.lines if away else self.lines).focus)

    def on_check_pane_go_there(self, event: CheckPane.GoThere) -> None:
        """To the line it is about; to a form where nothing stands there yet; to the release that a contact lacks."""
        self._fold(checking=False)
        self.call_after_refresh(self.lines.focus)
        if event.where in ("contact", "avoided"):
            if self.may("write a plan"):
                self.app.push_screen(self._forms().new(event.where, 1))
        elif event.where and not self.lines.go_to(event.where):
            self.lines.go_to("plan")
        elif event.where.startswith("contact "):
            self._ask_release(int(event.where.partition(" ")[2]))

    def _ask_release(self, place: int) -> None:
        """The form of a release to the contact of that place in the plan, by the very name that stands there."""
        chart = self.shown
        if chart.plan is not None and self.may("record a consent"):
            name = chart.plan.content.contact[place].name
            form = consent_dialog(chart.client.id, self.person, ConsentKind.release, self.today, name)
            self.app.push_screen(form)

    def on_check_pane_keep(self, event: CheckPane.Keep) -> None:
        plan = self.shown.plan
        if plan is None or not self.may("keep a remark"):
            return
        self.app.push_screen(
            FormDialog(
                "Keep it as it is written",
                [Field("reason", "Why", value=event.reason, hint="what makes it right for this person", needed=True)],
                lambda values: lambda who: acts.keep_remark(who, plan.id, event.remark, values["reason"]),
                "kept a remark on the plan",
                words=f"{event.remark.why}\n\nIt stands again once that part of the plan changes.",
            )
        )

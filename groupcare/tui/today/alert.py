"""One alert: why it was raised, whom to call, how to reach the person; then taken, acted on, evaluated, closed."""

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import SignIn, safety
from groupcare.queries.alerts import AlertView, Ticked, alert_view
from groupcare.rules.calls import place_words, waits
from groupcare.rules.clinic import Role
from groupcare.rules.people import Client, client_number
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, AlertStatus, worked_as_urgent
from groupcare.rules.safety_work import HANDED
from groupcare.rules.words import moment
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import Choice, Choose, Confirm, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.page import Page
from groupcare.tui.safe import joined
from groupcare.tui.today.evaluation import evaluated_words, evaluation_dialog
from groupcare.tui.today.safety_work import (
    YES_NO,
    phoned_dialog,
    phoned_words,
    plan_words,
    safety_plan_dialog,
    sign_dialog,
)

LETTERS = "abcdefghijklm"
CLINICIANS_KEYS = ("take", "step", "act", "evaluate", "close", "interview", "phoned", "plan", "sign", "chart")
OTHERS_KEYS = ("take", "step", "act", "phoned", "interview", "plan", "chart")
"""Whoever is no clinician records what one decides by phone, and neither evaluates nor closes."""


class AlertPage(Page[AlertView]):
    """It closes only by a person, once it has an owner, something was done, and a clinician decided."""

    HELP = """Open work about a person's safety. Phone first: the page says whom. Take it, so that others see whose it
    is; tick the steps and write down what was done as you go. What a clinician decides by phone is read back and
    recorded (v); it releases nothing, and they sign it the next working day. A clinician evaluates the findings it
    names, and closes it. Closing an alert ends no finding: the person stays blocked until a clinician's signed
    evaluation."""
    CSS_PATH = "today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "take", "take it", id="take", tooltip="Take this alert: you are its owner", show=False),
        Binding("s", "step", "step taken", id="step", tooltip="Tick a step that was taken", show=False),
        Binding("a", "act", "what was done", id="act", tooltip="Write down what was done", show=False),
        Binding("v", "phoned", "phoned decision", id="phoned", tooltip="What a clinician decided by phone", show=False),
        Binding(
            "S", "sign", "sign it", id="sign", key_display="S", tooltip="Sign what was decided by phone", show=False
        ),
        Binding("p", "plan", "safety plan", id="plan", tooltip="Safety plan, and means made safe", show=False),
        Binding("e", "evaluate", "evaluate", id="evaluate", tooltip="A clinician's signed evaluation", show=False),
        Binding("x", "close", "close it", id="close", tooltip="Close it, naming the clinician", show=False),
        Binding("i", "interview", "interview", id="interview", tooltip="To the questions and the call log", show=False),
        Binding("c", "chart", "chart", id="chart", tooltip="The person's chart", show=False),
    ]

    def __init__(self, alert: str) -> None:
        super().__init__()
        self.alert_id = alert

    def body(self) -> Iterable[Widget]:
        yield Pane(
            VerticalScroll(Static(id="alert"), classes="text"),
            title="Alert",
            keys=CLINICIANS_KEYS if Role.clinician in self.who.staff.roles else OTHERS_KEYS,
            classes="body",
            id="alert-pane",
        )

    def load(self) -> AlertView:
        return alert_view(self.who, self.alert_id)

    def viewed(self) -> tuple[str, str]:
        return "alert", self.found.client.id

    def show(self, found: AlertView) -> None:
        name = self.named(found.name, found.client.number)
        urgent = found.alert.level is Route.urgent
        self.query_one("#alert-pane", Pane).name_it(f"{'‼ ' if urgent else ''}{name} · {found.alert.level} alert")
        self.query_one("#alert", Static).update(self._text(found))

    def _text(self, found: AlertView) -> Content:
        alert, client = found.alert, found.client
        zone, on = self.who.clinic.zone, self.who.today()
        done = alert.status is AlertStatus.closed
        at_once = alert.due is not None and alert.due <= alert.opened_at
        due = ", to be acted on at once" if at_once else ""
        if alert.due is not None and not at_once:
            due = f", to be acted on by {moment(alert.due, zone, on)}"
        as_urgent = worked_as_urgent(alert, self.who.now(), self.who.clinic) and alert.level is not Route.urgent
        parts = [
            joined(("‼ Not asked within the day: work it as urgent.\n" if as_urgent else "", "bold $error")),
            joined((f"{alert.status}".capitalize(), "bold" if done else "bold $error"), f" · raised "
                   f"{moment(alert.opened_at, zone, on)} by {found.opened_by}{due}\n"),
            joined(("Owner   ", "$text-quiet"), found.owner or "nobody yet: o takes it", "\n\n"),
            joined(("Reach\n", "bold")),
            joined(f"  {self._who(found)} · "
                   f"{self._phone(client)}\n"),
            *self._call(found),
            *([joined(f"  Safe way: {client.safe_contact}\n")] if client.safe_contact else []),
            *([joined(f"  Emergency contact: {client.emergency_contact}\n")] if client.emergency_contact else []),
            joined(("\nWhom to call\n", "bold"), f"  {found.whom_to_call}\n"),
            joined(("\nBecause\n", "bold")),
            *(joined("  ", words, "\n") for words in alert.because),
        ]  # fmt: skip
        if found.done:
            parts.append(joined(("\nWhat was done\n", "bold")))
            parts += [joined(f"  {moment(done.at, zone, on)}  {done.by}: {done.what}\n") for done in found.done]
        if found.steps:
            parts.append(joined(("\nSteps", "bold"), ("  s ticks one\n", "$text-quiet")))
            parts += [self._step(ticked) for ticked in found.steps]
        if not alert.actions:
            parts.append(joined(("  Nothing yet: a writes down what was done.\n", "$warning")))
        for line in found.phoned:
            parts.append(joined(("\nDecided by phone\n", "bold"), f"  {phoned_words(line, zone, on)}\n"))
        if found.safety_plan is not None:
            parts.append(joined(("\nSafety plan\n", "bold"), f"  {plan_words(found.safety_plan, on)}\n"))
        if found.blocked:
            parts.append(joined(("\nKept from groups by\n", "bold")))
            parts += [joined(f"  {words}\n") for words in found.blocked]
        if found.evaluations:
            parts.append(joined(("\nEvaluated\n", "bold")))
            parts += [joined(f"  {evaluated_words(line, zone, on)}\n") for line in found.evaluations]
        if done:
            error = "Raised in error. " if alert.in_error else ""
            parts.append(joined(f"\n{error}Closed by decision of {alert.clinician}. {alert.took_over and 'Took over: '}"
                                f"{alert.took_over}\n"))  # fmt: skip
        return Content("").join(parts)

    def _call(self, found: AlertView) -> Iterator[Content]:
        """Where they were last, and the number to call back: help is sent there."""
        call = found.call
        if call is None or call.at is None or self.app.names_hidden:
            return
        when = moment(call.at, self.who.clinic.zone, self.who.today())
        back = f"call back {call.callback}" if call.callback else ""
        words = " · ".join(part for part in (place_words(call), back) if part)
        yield joined(("  Asked ", "bold"), f"{when}: {words}\n")
        if waits(call):
            yield joined(("  The call dropped", "bold $warning"), ": i notes each try to call back, and goes on\n")

    def _step(self, ticked: Ticked) -> Content:
        if ticked.at is None:
            return joined(("  · ", "$warning"), f"{ticked.step.words}\n")
        when = moment(ticked.at, self.who.clinic.zone, self.who.today())
        return joined(("  ✓ ", "$success"), ticked.step.words, (f"  {when}, {ticked.by}\n", "$text-quiet"))

    def _who(self, found: AlertView) -> str:
        number = client_number(found.client.number)
        return number if self.app.names_hidden else f"{found.name} · {number}"

    def _phone(self, client: Client) -> str:
        if self.app.names_hidden:
            return "phone hidden: f2 shows it"
        return client.phone or "no phone number"

    def allows(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        found = getattr(self, "found", None)
        if action in ("take", "act", "close") and found is not None:
            return found.alert.status is not AlertStatus.closed
        if action == "step" and found is not None:
            return found.alert.status is not AlertStatus.closed and bool(found.steps)
        if action == "interview" and found is not None:
            return bool(found.referral)
        if action == "sign" and found is not None:
            return any(p.decision.signed_by is None for p in found.phoned)
        if action == "evaluate" and found is not None:
            return bool(found.findings or found.blocked)
        return super().allows(action, parameters)

    @work(group="dialog", exclusive=True)
    async def action_take(self) -> None:
        owner = self.found.owner
        if owner and self.found.alert.owner != self.who.staff_id:
            question = f"{owner} owns this alert. Take it over?"
            if not await self.app.push_screen_wait(Confirm(question, yes="take it over")):
                return
        self.do(lambda who: safety.take_alert(who, self.alert_id), "taken: you own this alert now")

    def action_act(self) -> None:
        def act(values: dict[str, str]) -> Callable[[SignIn], Alert]:
            return lambda who: safety.act_on_alert(who, self.alert_id, values["what"])

        fields = [Field("what", "What was done", "lines", needed=True, hint="whom you reached, what was agreed")]
        self.app.push_screen(
            FormDialog("What was done", fields, act, "recorded what was done", draft=f"alert {self.alert_id}")
        )

    @work(group="dialog", exclusive=True)
    async def action_step(self) -> None:
        """Each step keeps its letter; one that is ticked can be taken back."""
        steps = self.found.steps
        choices = [
            Choice(t.step.id, letter, f"{'·' if t.at is None else '✓'} {t.step.words}")
            for t, letter in zip(steps, LETTERS, strict=False)
        ]
        chosen = await self.app.push_screen_wait(Choose("Steps: · ticks, ✓ takes a tick back", choices))
        if chosen is None:
            return
        if any(t.step.id == chosen and t.at is not None for t in steps):
            question = "Was this step ticked by mistake? What was said of it stays in the record."
            if await self.app.push_screen_wait(Confirm(question, yes="take it back")):
                self.do(lambda who: safety.act_on_alert(who, self.alert_id, step=chosen, taken_back=True), "taken back")
        elif chosen == HANDED.id:
            self.app.push_screen(self._handed_dialog())
        else:
            self.do(lambda who: safety.act_on_alert(who, self.alert_id, step=chosen), "ticked")

    def _handed_dialog(self) -> FormDialog[Alert]:
        def act(values: dict[str, str]) -> Callable[[SignIn], Alert]:
            return lambda who: safety.act_on_alert(who, self.alert_id, values["name"], step=HANDED.id)

        fields = [Field("name", "Who took over", needed=True, hint="who cares for the person from now on")]
        return FormDialog(HANDED.words, fields, act, "ticked")

    def action_phoned(self) -> None:
        self.app.push_screen(phoned_dialog(self.found.client.id, self.found.whom_to_call, self.alert_id))

    def action_sign(self) -> None:
        if self.may("sign a phoned decision"):
            unsigned = next(p for p in self.found.phoned if p.decision.signed_by is None)
            self.app.push_screen(sign_dialog(unsigned))

    def action_plan(self) -> None:
        if self.may("record a safety plan"):
            self.app.push_screen(
                safety_plan_dialog(self.found.client.id, self.found.safety_plan, self.who.today(), self.alert_id)
            )

    def action_close(self) -> None:
        if not self.may("close an alert"):
            return

        def act(values: dict[str, str]) -> Callable[[SignIn], Alert]:
            error = values["in_error"] == "yes"
            return lambda who: safety.close_alert(
                who, self.alert_id, clinician=values["clinician"], took_over=values["took_over"], in_error=error
            )

        urgent = self.found.alert.level is Route.urgent
        fields = [
            Field("clinician", "Clinician", value=self._clinician, needed=True, hint="who decided"),
            Field("took_over", "Who took over", needed=urgent, hint="who cares for the person from now on"),
            Field("in_error", "Raised in error", "choice", "no", YES_NO, needed=True),
        ]
        words = "Closing ends the open work."
        if left := [t.step.words for t in self.found.steps if t.at is None]:
            words += "\nNot ticked:\n" + "\n".join(f"– {step}" for step in left)
        if self.found.findings:
            words += "\nThe findings stay until a clinician's evaluation."
        self.app.push_screen(FormDialog("Close the alert", fields, act, "closed the alert", words=words, save="close"))

    @property
    def _clinician(self) -> str:
        """Whoever closes it is a clinician, and decided it themselves as a rule."""
        return self.who.staff.name if Role.clinician in self.who.staff.roles else ""

    def action_interview(self) -> None:
        """To the questions, where somebody is reached again."""
        if self.found.referral:
            self.app.open_place("screening", self.found.referral)

    def action_evaluate(self) -> None:
        if self.may("evaluate"):
            self.app.push_screen(evaluation_dialog(self.found, self.who.today()))

    def action_chart(self) -> None:
        self.app.open_place("chart", self.found.client.id)

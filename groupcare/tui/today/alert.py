"""One alert: why it was raised, whom to call, how to reach the person; then taken, acted on, evaluated, closed."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from groupcare.acts import SignIn, safety, screen
from groupcare.queries.alerts import AlertView, Evaluated, alert_view
from groupcare.queries.chart import Chart
from groupcare.queries.progress import MeasurePart
from groupcare.rules.people import Client, client_number
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, AlertStatus, Evaluation, Verdict
from groupcare.rules.words import count, moment
from groupcare.tui.chrome import Pane
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.members.measures import verdict
from groupcare.tui.page import Page
from groupcare.tui.safe import joined


class AlertPage(Page[AlertView]):
    """It closes only by a person, once it has an owner, something was done, and a clinician decided."""

    HELP = """Open work about a person's safety. Phone first: the page says whom. Take it, so that others see whose it
    is; write down what was done as you go; a clinician evaluates the findings it names, and closes it. Closing an alert
    ends no finding: the person stays blocked until a clinician's signed evaluation."""
    CSS_PATH = "today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "take", "take it", id="take", tooltip="Take this alert: you are its owner", show=False),
        Binding("a", "act", "what was done", id="act", tooltip="Write down what was done", show=False),
        Binding("e", "evaluate", "evaluate", id="evaluate", tooltip="A clinician's signed evaluation", show=False),
        Binding("x", "close", "close it", id="close", tooltip="Close it, naming the clinician", show=False),
        Binding("c", "chart", "chart", id="chart", tooltip="The person's chart", show=False),
    ]

    def __init__(self, alert: str) -> None:
        super().__init__()
        self.alert_id = alert

    def body(self) -> Iterable[Widget]:
        yield Pane(
            VerticalScroll(Static(id="alert"), classes="text"),
            title="Alert",
            keys=("take", "act", "evaluate", "close", "chart", "back"),
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
        due = "" if alert.due is None else f", to be acted on by {moment(alert.due, zone, on)}"
        parts = [
            joined((f"{alert.status}".capitalize(), "bold" if done else "bold $error"), f" · raised "
                   f"{moment(alert.opened_at, zone, on)} by {found.opened_by}{due}\n"),
            joined(("Owner   ", "$text-quiet"), found.owner or "nobody yet: o takes it", "\n\n"),
            joined(("Because\n", "bold")),
            *(joined("  ", words, "\n") for words in alert.because),
            joined(("\nReach\n", "bold")),
            joined(f"  {self._who(found)} · "
                   f"{self._phone(client)}\n"),
            *([joined(f"  Safe way: {client.safe_contact}\n")] if client.safe_contact else []),
            *([joined(f"  Emergency contact: {client.emergency_contact}\n")] if client.emergency_contact else []),
            joined(("\nWhom to call\n", "bold"), f"  {found.whom_to_call}\n"),
            joined(("\nWhat was done\n", "bold")),
            *(joined(f"  {moment(step.at, zone, on)}  {step.by}: {step.what}\n") for step in found.steps),
        ]  # fmt: skip
        if not found.steps:
            parts.append(joined(("  Nothing yet: a writes down what was done.\n", "$warning")))
        if found.blocked:
            parts.append(joined(("\nKept from groups by\n", "bold")))
            parts += [joined(f"  {words}\n") for words in found.blocked]
        if found.evaluations:
            parts.append(joined(("\nEvaluated\n", "bold")))
            parts += [joined(f"  {evaluated_words(line, zone, on)}\n") for line in found.evaluations]
        if done:
            parts.append(joined(f"\nClosed by decision of {alert.clinician}. {alert.took_over and 'Took over: '}"
                                f"{alert.took_over}\n"))  # fmt: skip
        return Content("").join(parts)

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
        if action == "evaluate" and found is not None:
            return bool(found.findings)
        return super().allows(action, parameters)

    def action_take(self) -> None:
        self.do(lambda who: safety.take_alert(who, self.alert_id), "taken: you own this alert now")

    def action_act(self) -> None:
        def act(values: dict[str, str]) -> Callable[[SignIn], Alert]:
            return lambda who: safety.act_on_alert(who, self.alert_id, values["what"])

        fields = [Field("what", "What was done", "lines", needed=True, hint="whom you reached, what was agreed")]
        self.app.push_screen(
            FormDialog("What was done", fields, act, "recorded what was done", draft=f"alert {self.alert_id}")
        )

    def action_close(self) -> None:
        if not self.may("close an alert"):
            return

        def act(values: dict[str, str]) -> Callable[[SignIn], Alert]:
            return lambda who: safety.close_alert(who, self.alert_id, **values)

        urgent = self.found.alert.level is Route.urgent
        fields = [
            Field("clinician", "Clinician", needed=True, hint="who decided: first and family name"),
            Field("took_over", "Who took over", needed=urgent, hint="who cares for the person from now on"),
        ]
        words = "Closing ends the open work."
        if self.found.findings:
            words += " The findings stay until a clinician's evaluation."
        self.app.push_screen(FormDialog("Close the alert", fields, act, "closed the alert", words=words, save="close"))

    def action_evaluate(self) -> None:
        if self.may("evaluate"):
            self.app.push_screen(evaluation_dialog(self.found))

    def action_chart(self) -> None:
        self.app.open_place("chart", self.found.client.id)


def evaluated_words(line: Evaluated, zone: str, on: date) -> str:
    """Tue 6 Oct 14:32 by Dana Reyes: individual care. In their words."""
    signed = line.evaluation
    return f"{moment(signed.at, zone, on)} by {line.by}: {signed.verdict}. {signed.text}"


def evaluation_dialog(found: AlertView | Chart) -> FormDialog[Evaluation]:
    """A clinician's signed evaluation of everything that stands for this person, beside what they scored last."""
    ids = tuple(f.id for f in found.findings)

    def act(values: dict[str, str]) -> Callable[[SignIn], Evaluation]:
        verdict = Verdict(values["verdict"])
        return lambda who: screen.evaluate(who, found.client.id, ids, verdict, values["text"])

    def sure(values: dict[str, str]) -> str:
        ends = Verdict(values["verdict"]) is not Verdict.individual
        what = "It ends these findings, and the hold with them." if ends else "The findings and the hold stay."
        return f"Sign “{values['verdict']}” for {count(len(ids), 'finding')}? {what} Signing is not undone."

    newest = [f"– {part.name} {_reading(part)}" for part in found.measures if part.readings]
    words = "\n".join(
        (
            "You sign for these findings:",
            *(f"– {f.detail} ({f.route})" for f in found.findings),
            *(("Last answered:", *newest) if newest else ()),
        )
    )
    fields = [
        Field("verdict", "Verdict", "choice", options=tuple((v.value, v.value) for v in Verdict), needed=True),
        Field("text", "Seen, and why", "lines", needed=True),
    ]
    return FormDialog(
        "Evaluation",
        fields,
        act,
        "signed the evaluation",
        words=words,
        save="sign",
        draft=f"evaluate {found.client.id}",
        sure=sure,
    )


def _reading(part: MeasurePart) -> str:
    last = part.readings[-1]
    moved = "" if part.move is None else f" · {verdict(part.move)}"
    return f"on {last.on:%d %b %Y}: {last.says}{moved}"

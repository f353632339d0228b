"""A clinician's signed evaluation: what it is about, the verdict, and a standing decision where there is to be one."""

from collections.abc import Callable
from datetime import date

from groupcare.acts import SignIn, screen
from groupcare.queries.alerts import AlertView, Evaluated
from groupcare.queries.chart import Chart
from groupcare.queries.progress import MeasurePart
from groupcare.rules.policy import Route
from groupcare.rules.safety import Evaluation, Verdict
from groupcare.rules.words import count, day, moment
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.members.measures import verdict
from groupcare.tui.typed import a_day

ALL = "all"


def evaluated_words(line: Evaluated, zone: str, on: date) -> str:
    """Tue 6 Oct 14:32 by Dana Reyes: individual care. In their words."""
    signed = line.evaluation
    stands = f" Standing until {day(signed.covers_until, on)}." if signed.covers_until is not None else ""
    return f"{moment(signed.at, zone, on)} by {line.by}: {signed.verdict}.{stands} {signed.text}"


def evaluation_dialog(found: AlertView | Chart, today: date) -> FormDialog[Evaluation]:
    """A clinician's signed evaluation of what stands for this person, of all of it or of one finding, beside what they
    scored last.

    A standing decision is offered where nothing urgent stands: the same level brings no new hold until its day.
    """
    ids = tuple(f.id for f in found.findings)
    can_stand = bool(ids) and all(f.route is not Route.urgent for f in found.findings)

    def act(values: dict[str, str]) -> Callable[[SignIn], Evaluation]:
        verdict = Verdict(values["verdict"])
        until = a_day(values, "covers_until", today) if can_stand else None
        made = a_day(values, "safety_plan_on", today) if can_stand else None
        named = about(values)
        return lambda who: screen.evaluate(
            who, found.client.id, named, verdict, values["text"], covers_until=until, safety_plan_on=made
        )

    def about(values: dict[str, str]) -> tuple[str, ...]:
        chosen = values.get("about", ALL)
        return ids if chosen == ALL else (chosen,)

    def sure(values: dict[str, str]) -> str:
        ends = Verdict(values["verdict"]) is not Verdict.individual
        named = about(values)
        if not ends:
            what = "The findings and the hold stay."
        elif len(named) < len(ids):
            what = "It ends this finding; the others stand, and the hold with them."
        else:
            what = "It ends these findings, and the hold with them."
        one = next((f"“{f.detail}” alone" for f in found.findings if ids[1:] and named == (f.id,)), "")
        matter = one or (count(len(named), "finding") if named else "the hold")
        return f"Sign “{values['verdict']}” for {matter}? {what} Signing is not undone."

    newest = [f"– {part.name} {_reading(part, today)}" for part in found.measures if part.readings]
    words = "\n".join(
        (
            "You sign for these findings:" if ids else "No finding stands. You sign for what holds the person:",
            *(f"– {f.detail} ({f.route})" for f in found.findings),
            *(() if ids else (f"– {words}" for words in found.blocked)),
            *(("Last answered:", *newest) if newest else ()),
        )
    )
    each = tuple((f.id, f"{f.detail} ({f.route})") for f in found.findings)
    fields = [Field("about", "About", "choice", ALL, ((ALL, "all of these"), *each), needed=True)] if each[1:] else []
    fields += [
        Field("verdict", "Verdict", "choice", options=tuple((v.value, v.value) for v in Verdict), needed=True),
        Field("text", "Seen, and why", "lines", needed=True),
    ]
    if can_stand:
        plan = str(found.safety_plan.made_on) if found.safety_plan is not None else ""
        fields += [
            Field("covers_until", "Standing until", hint="empty, or a day: the same again is no new hold"),
            Field("safety_plan_on", "Safety plan of", value=plan, hint="needed for a standing decision"),
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


def _reading(part: MeasurePart, today: date) -> str:
    last = part.readings[-1]
    moved = "" if part.move is None else f" · {verdict(part.move)}"
    return f"on {day(last.on, today)}: {last.says}{moved}"

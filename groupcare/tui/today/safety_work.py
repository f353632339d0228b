"""The forms of the work on somebody's safety: what was decided by phone, the safety plan and means made safe."""

from collections.abc import Callable
from datetime import date

from groupcare.acts import SignIn, safety_work
from groupcare.queries.alerts import Phoned
from groupcare.rules.safety_work import PhonedDecision, SafetyPlan
from groupcare.rules.words import day, moment
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.typed import a_day

YES_NO = (("yes", "yes"), ("no", "no"))


def phoned_words(line: Phoned, zone: str, on: date) -> str:
    """Tue 6 Oct 16:58 Dr Lee, read back to Ines Intake: stays home with her sister. Not signed yet."""
    said = line.decision
    signed = f"Signed by {line.signed_by}." if said.signed_by is not None else "Not signed yet."
    what = said.decision.removesuffix(".")
    return f"{moment(said.decided_at, zone, on)} {said.clinician}, read back to {line.by}: {what}. {signed}"


def plan_words(plan: SafetyPlan, on: date) -> str:
    """Made Tue 6 Oct, a copy given. Medicines: … Firearms: …"""
    words = [f"Made {day(plan.made_on, on)}, {'a copy given' if plan.copy_given else 'no copy given yet'}."]
    words.append(f"Medicines: {plan.medicines or 'not asked'}.")
    words.append(f"Firearms: {plan.firearms or 'not asked'}.")
    if plan.where_kept:
        words.append(f"Kept: {plan.where_kept}.")
    return " ".join(word.replace("..", ".") for word in words)


def phoned_dialog(client: str, whom_to_call: str, alert: str | None = None) -> FormDialog[PhonedDecision]:
    """What a clinician decided by phone, read back to them."""

    def act(values: dict[str, str]) -> Callable[[SignIn], PhonedDecision]:
        if values["read_back"] != "yes":
            raise FieldFault("read_back", "Read it back to the clinician first; they confirm it, then it counts.")
        return lambda who: safety_work.record_phoned_decision(
            who, client, values["clinician"], values["decision"], read_back=True, alert=alert
        )

    fields = [
        Field("clinician", "Clinician", needed=True, hint="who decided: first and family name"),
        Field("decision", "Decided", "lines", needed=True, hint="in their words, and what happens next"),
        Field("read_back", "Read back to them", "choice", options=YES_NO, needed=True),
    ]
    return FormDialog(
        "Decided by phone, just now",
        fields,
        act,
        "recorded; the clinician signs it the next working day",
        words=f"{whom_to_call}\nWhat blocks the person stays: a phoned decision releases nothing.",
        draft=f"phoned {client}",
    )


def sign_dialog(line: Phoned) -> FormDialog[PhonedDecision]:
    """A clinician's signature under what was decided by phone."""
    said = line.decision
    return FormDialog(
        "Sign a phoned decision",
        [],
        lambda _: lambda who: safety_work.sign_phoned_decision(who, said.id),
        "signed",
        words=f"Decided by {said.clinician}, recorded by {line.by}:\n{said.decision}",
        save="sign",
    )


def safety_plan_dialog(
    client: str, before: SafetyPlan | None, today: date, alert: str | None = None
) -> FormDialog[SafetyPlan]:
    """That a safety plan was made, and what was said about means; filled with the plan before, where there is one."""

    def act(values: dict[str, str]) -> Callable[[SignIn], SafetyPlan]:
        made = a_day(values, "made_on", today)
        return lambda who: safety_work.record_safety_plan(
            who,
            client,
            made_on=made,
            copy_given=values["copy_given"] == "yes",
            medicines=values["medicines"],
            firearms=values["firearms"],
            where_kept=values["where_kept"],
            alert=alert,
        )

    fields = [
        Field("made_on", "Made on", value="today", needed=True),
        Field("copy_given", "Copy given", "choice", options=YES_NO, needed=True),
        Field(
            "medicines", "Stored medicines", value=before.medicines if before else "", hint="what, and made safe how"
        ),
        Field("firearms", "Firearms", value=before.firearms if before else "", hint="any at hand, and made safe how"),
        Field("where_kept", "Where it is kept", value=before.where_kept if before else "", hint="so that it is found"),
    ]
    words = "Empty means that nobody asked."
    return FormDialog("Safety plan", fields, act, "kept the safety plan", words=words, draft=f"safety plan {client}")

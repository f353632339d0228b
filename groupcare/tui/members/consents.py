"""The consents of a chart: a line each on the overview, and the forms that record one and take one back."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from textual.content import Content

from groupcare.acts import SignIn
from groupcare.acts.consents import record_consent, revoke_consent
from groupcare.queries.chart import Chart
from groupcare.queries.consents import ConsentLine
from groupcare.rules.consent import NAMES_SOMEBODY, Consent, ConsentHow, ConsentKind, called
from groupcare.rules.words import NotADay, day, read_day
from groupcare.tui.dialogs import Choice, FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.lines import Cell, Line
from groupcare.tui.safe import joined

LETTERS = "tcrig"
KINDS = tuple(Choice(kind.name, letter, str(kind)) for kind, letter in zip(ConsentKind, LETTERS, strict=True))
"""The kinds to choose from: treatment, confidentiality, remote, information, guardian."""
SHORT = {ConsentKind.group: "confidentiality", ConsentKind.release: "release", ConsentKind.guardian: "guardian"}
YES, NO = "yes", "no"


def consent_rows(chart: Chart, today: date) -> Iterator[Line]:
    """A line a consent, with its state in words; where there is none it says so, for that is worth knowing."""
    for line in chart.consents:
        consent = line.consent
        warn = line.counts and (line.ended or "ends soon" in line.state)
        tone = "warning" if warn else "" if line.counts else "quiet"
        about = f"{consent.to} · {line.state}" if consent.to else line.state
        cells = (
            Cell("!" if warn else "", tone),
            Cell(SHORT.get(consent.kind, str(consent.kind)), tone),
            Cell(about, tone),
            Cell(day(consent.signed_on, today), "quiet"),
        )
        yield Line(f"consent {consent.id}", cells)
    if not chart.consents:
        yield Line("consent", ("", Cell("none recorded", "quiet"), Cell("n records one, or a refusal", "quiet"), ""))


def consent_text(line: ConsentLine, today: date) -> Content:
    """All of one consent."""
    consent = line.consent
    said = [joined((called(consent), "bold")), joined(line.state)]
    said.append(joined(f"signed {day(consent.signed_on, today)}, {consent.how} · recorded by {line.by}"))
    if consent.note:
        said.append(joined("\n", consent.note))
    return Content("\n").join(said)


def can_be_revoked(chart: Chart, consent_id: str) -> bool:
    """Whether there is something to take back."""
    found = (line for line in chart.consents if line.consent.id == consent_id)
    return any(line.counts and line.consent.given and line.consent.revoked_on is None for line in found)


def consent_dialog(client: str, person: str, kind: ConsentKind, today: date, to: str = "") -> FormDialog[Consent]:
    """A consent of that kind to be recorded, given or refused; what is typed comes back. `to` is offered as whom a
    release goes to."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Consent]:
        given = values["given"] == YES
        signed, until = _day(values, "signed_on", today), _day(values, "expires_on", today)
        if until is not None and not given:
            raise FieldFault("expires_on", "What is refused has no end: leave this empty.")
        return lambda who: record_consent(
            who,
            client,
            kind,
            given=given,
            to=values.get("to", ""),
            signed_on=signed,
            expires_on=until,
            how=ConsentHow(values["how"]),
            note=values["note"],
        )

    fields = [
        Field("given", "Answer", "choice", YES, ((YES, "given"), (NO, "refused")), needed=True),
        Field("how", "How", "choice", ConsentHow.paper, tuple((how, str(how)) for how in ConsentHow), needed=True),
        Field("signed_on", "Signed", hint=f"today, {day(today, today)}"),
        Field("expires_on", "Until", hint=f"no end, or {day(today + timedelta(days=365), today)}"),
        Field("note", "Note", "lines"),
    ]
    if kind in NAMES_SOMEBODY:
        release = kind is ConsentKind.release
        field = Field("to", "To" if release else "Guardian", value=to if release else "", needed=True)
        fields.insert(0, field)
    words = f"{NAMES_SOMEBODY[kind][:1].upper()}{NAMES_SOMEBODY[kind][1:]}." if kind in NAMES_SOMEBODY else ""
    title = f"Consent to {kind} · {person}" if kind is not ConsentKind.guardian else f"Guardian · {person}"
    said = f"recorded {person}'s answer: {kind}"
    draft = f"consent {client} {kind.name} {to[:40]}".rstrip()
    return FormDialog(title, fields, act, said, words=words, draft=draft)


def revoke_dialog(chart: Chart, person: str, consent_id: str, today: date) -> FormDialog[Consent] | None:
    """Taking that consent back, as of a day; None where there is nothing to take back."""
    if not can_be_revoked(chart, consent_id):
        return None
    consent = next(line.consent for line in chart.consents if line.consent.id == consent_id)

    def act(values: dict[str, str]) -> Callable[[SignIn], Consent]:
        on = _day(values, "on", today)
        return lambda who: revoke_consent(who, consent_id, on=on)

    words = f"{person} takes back: {called(consent)}. From this day on nothing may rest on it."
    fields = [Field("on", "Said on", hint=f"today, {day(today, today)}")]
    said = f"noted that {person} has taken back: {called(consent)}"
    return FormDialog("Revoke a consent", fields, act, said, words=words, save="revoke")


def referrer_to_ask(chart: Chart) -> str:
    """Whoever referred them last, where no answer about them is recorded yet."""
    referrer = next((part.referral.referrer for part in chart.referrals if part.referral.referrer), "")
    asked = any(line.consent.kind is ConsentKind.release and line.consent.to == referrer for line in chart.consents)
    return "" if asked else referrer


def _day(values: dict[str, str], name: str, today: date) -> date | None:
    try:
        return read_day(values[name], today) if values[name].strip() else None
    except NotADay as fault:
        raise FieldFault(name, str(fault)) from None

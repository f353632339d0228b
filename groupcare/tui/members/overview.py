"""The overview of a chart: safety, next steps, places, referrals and progress; beside it how to reach the person."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from groupcare.acts import SignIn, safety
from groupcare.queries.chart import Chart, GroupPart, HandoffLine, ReferralPart
from groupcare.rules.consent import ConsentKind
from groupcare.rules.group import IN_GROUP, MemberStatus
from groupcare.rules.objectives import Standing
from groupcare.rules.people import client_number, interpreter_words, referral_number
from groupcare.rules.safety import CONCERN_RESPOND, HOLDS, Alert, ConcernKind
from groupcare.rules.words import count, day, moment, rate
from groupcare.tui.dialogs import Choice, Choose, FormDialog
from groupcare.tui.forms import Field
from groupcare.tui.lines import Cell, Column, Line, Lines, heading
from groupcare.tui.members.apart import ApartDialog
from groupcare.tui.members.consents import (
    KINDS,
    can_be_revoked,
    consent_dialog,
    consent_rows,
    consent_text,
    referrer_to_ask,
    revoke_dialog,
)
from groupcare.tui.members.measures import by_score, verdict
from groupcare.tui.members.merging import merge_dialog, other_dialog
from groupcare.tui.members.person import person_dialog
from groupcare.tui.members.reading import ReadDialog
from groupcare.tui.members.tabs import Tab
from groupcare.tui.safe import joined
from groupcare.tui.today.evaluation import evaluation_dialog
from groupcare.tui.today.safety_work import phoned_words, plan_words, safety_plan_dialog, sign_dialog


class OverviewTab(Tab):
    """What stands about a person now; each line opens the place it is about."""

    NAME, LETTER, TITLE = "overview", "o", "Overview"
    KEYS = ("open", "concern", "correct", "evaluate", "consent", "revoke", "filter")
    COLUMNS = (Column(width=1), Column(most=26), Column(share=1), Column(right=True, most=22))
    EMPTY = "Nothing is recorded of this person but how to reach them. n under c writes a contact."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("exclamation_mark", "concern", "concern", id="concern", key_display="!", tooltip="Raise a concern: it "
                "opens an alert, and where it must a hold", show=False),
        Binding("E", "correct", "correct", id="correct", key_display="E", tooltip="Correct name, birth date, phone and "
                "how to reach them", show=False),
        Binding("M", "merge", "merge", id="merge", key_display="M", tooltip="Another record is this person's, "
                "too: merge the two", show=False),
        Binding("S", "sign", "sign phoned", id="sign", key_display="S", tooltip="Sign what was decided by phone",
                show=False),
        Binding("P", "safety_plan", "safety plan", id="safety-plan", key_display="P", tooltip="Safety plan, and means "
                "made safe", show=False),
        Binding("k", "keep_apart", "keep apart", id="keep-apart", tooltip="Who must not sit in one group with them",
                show=False),
        Binding("e", "evaluate", "evaluate", id="evaluate", tooltip="A clinician's signed evaluation", show=False),
        Binding("n", "consent", "consent", id="consent", tooltip="Record what they have agreed to, or refused",
                show=False),
        Binding("x", "revoke", "revoke", id="revoke", tooltip="They take this consent back", show=False),
    ]  # fmt: skip

    # --- the list -----------------------------------------------------------------------------------------------

    def rows(self, chart: Chart) -> Iterator[Line]:
        """Section by section; none without a line."""
        for title, tone, rows in (
            ("‼ Safety", "safety", self._safety(chart)),
            ("○ Handed to individual care", "heading", map(self._handoff, chart.handoffs)),
            ("○ Next steps", "heading", self._next_steps(chart)),
            ("○ Groups", "heading", map(self._place, chart.groups)),
            ("○ Progress", "heading", self._progress(chart)),
            ("○ Referrals", "heading", map(self._referral, chart.referrals)),
            ("○ Consents", "heading", consent_rows(chart, self.today)),
        ):
            found = list(rows)
            if found:
                yield heading(title, tone)
                yield from found

    def _safety(self, chart: Chart) -> Iterator[Line]:
        zone = self.app.who.clinic.zone
        for alert in chart.alerts:
            due = "" if alert.due is None else f"due {moment(alert.due, zone, self.today)}"
            label = f"{alert.level} alert, {alert.status}"
            cells = (Cell("‼", "safety"), Cell(label, "safety"), Cell("; ".join(alert.because)), Cell(due, "safety"))
            yield Line(f"alert {alert.id}", cells)
        for finding in chart.findings:
            since = f"since {moment(finding.raised_at, zone, self.today)}"
            cells = (Cell("■", "safety"), Cell(f"{finding.route} finding"), Cell(finding.detail), Cell(since, "quiet"))
            yield Line(f"finding {finding.id}", cells)
        for phoned in chart.phoned:
            if phoned.decision.signed_by is None or chart.findings:
                said = Cell(phoned_words(phoned, zone, self.today))
                yield Line(f"phoned {phoned.decision.id}", (Cell("☏", "warning"), Cell("decided by phone"), said, ""))
        if chart.safety_plan is not None:
            said = Cell(plan_words(chart.safety_plan, self.today))
            yield Line(f"safety-plan {chart.safety_plan.id}", (Cell("✓", "quiet"), Cell("safety plan"), said, ""))
        for line in chart.evaluations[: None if chart.findings else 1]:
            signed = line.evaluation
            when = Cell(moment(signed.at, zone, self.today), "quiet")
            standing = f", standing until {day(signed.covers_until, self.today)}" if signed.covers_until else ""
            words = f"{signed.verdict}{standing} · {line.by}: {signed.text}"
            yield Line(f"evaluation {signed.id}", (Cell("✓", "quiet"), Cell("evaluated"), Cell(words), when))
        found = {f"{f.detail} ({f.route})" for f in chart.findings}
        for place, words in enumerate(w for w in chart.blocked if w not in found):
            yield Line(f"hold {place}", (Cell("■", "safety"), Cell("kept from groups"), Cell(words)))

    def _handoff(self, line: HandoffLine) -> Line:
        handoff = line.handoff
        said = [f"sent {day(handoff.sent_on, self.today)}"]
        said.append(f"accepted by {handoff.accepted_by}" if handoff.accepted_on else "not yet accepted")
        seen = handoff.first_seen_on
        said.append(f"first seen {day(seen, self.today)}" if seen else "not yet seen")
        due = "" if handoff.due is None else f"{'since' if line.overdue else 'by'} {day(handoff.due, self.today)}"
        tone = "warning" if line.overdue else ""
        cells = (Cell("!" if line.overdue else "", tone), Cell(handoff.to), Cell(" · ".join(said)), Cell(due, tone))
        return Line(f"referral {handoff.referral}", cells)

    def _next_steps(self, chart: Chart) -> Iterator[Line]:
        for line in chart.contacts:
            contact = line.contact
            if contact.due is not None:
                tone = "warning" if line.overdue else ""
                due = f"{'since' if line.overdue else 'by'} {day(contact.due, self.today)}"
                label = Cell(f"after {contact.kind}", "quiet")
                cells = (Cell("!" if line.overdue else "", tone), label, Cell(contact.next_step), Cell(due, tone))
                yield Line(f"contact {contact.id}", cells)

    def _place(self, part: GroupPart) -> Line:
        now = part.status in (*IN_GROUP, MemberStatus.waitlist)
        said = [f"{part.held} of {part.sessions} held"] if part.group else []
        if part.end_reason:
            said.append(str(part.end_reason))
        if part.clinician:
            said.append(part.clinician)
        when = day(part.end, self.today) if part.end else f"from {day(part.start, self.today)}"
        tone = "" if now else "quiet"
        cells = ("", Cell(part.standing, tone), Cell(" · ".join([part.name, *said]), tone), Cell(when, "quiet"))
        return Line(f"group {part.group or ''} {part.member}", cells)

    def _progress(self, chart: Chart) -> Iterator[Line]:
        for part in by_score(chart.measures):
            if not part.readings:
                continue
            last = part.readings[-1]
            said = last.says if part.move is None else f"{last.says} · {verdict(part.move)}"
            yield Line(f"measure {last.assessment}", ("", part.name, said, Cell(day(last.on, self.today), "quiet")))
        if chart.plan is not None and chart.objectives:
            stand = [(s, sum(o.standing is s for o in chart.objectives)) for s in Standing]
            words = ", ".join(f"{number} {standing}" for standing, number in stand if number)
            yield Line("plan", ("", count(len(chart.objectives), "objective"), words, ""))
        for attended in chart.attended:
            if attended.lines:
                words = f"{rate(attended.rates.held)} of those held"
                if attended.homework.with_unknown.of:
                    words += f", homework {rate(attended.homework.known)}"
                yield Line(f"attended {attended.group}", ("", "attended", f"{words} · {attended.group}", ""))

    def _referral(self, part: ReferralPart) -> Line:
        referral = part.referral
        said = [words for words in (referral.referrer or referral.source, referral.reason) if words]
        if part.screenings:
            said.append(f"route {part.screenings[0].screening.route}")
        if part.decisions:
            decided = part.decisions[0]
            said.append(f"decided {decided.decision.choice} by {decided.by}")
        status = f"{referral.status}" + (f", {referral.end_reason}" if referral.end_reason else "")
        label = f"{referral_number(referral.number)} {status}"
        return Line(
            f"referral {referral.id}",
            ("", label, " · ".join(said), Cell(day(referral.received_on, self.today), "quiet")),
        )

    # --- beside it ----------------------------------------------------------------------------------------------

    def detail(self, chart: Chart, key: str) -> Content:
        """Who it is and how to reach them: the same whatever the cursor is on."""
        client = chart.client
        born = ""
        if client.date_of_birth is not None:
            born = f"{client.date_of_birth:%Y-%m-%d}, {count(chart.age or 0, 'year')}"
        outside = ", ".join(f"{i.system} {i.value}" for i in client.identifiers)
        language = ", ".join(words for words in (client.language, interpreter_words(client)) if words)
        guardian = ", ".join(words for words in (client.guardian, client.guardian_phone) if words)
        apart = "; ".join(self.app.named(f"{client_number(o.number)} {o.name}", o.number) for o in chart.apart)
        called = "" if self.app.names_hidden else client.preferred_name
        rows = (
            ("Called", called),
            ("Phone", client.phone),
            ("Safe way", client.safe_contact),
            ("Emergency", client.emergency_contact),
            ("Email", client.email),
            ("Guardian", guardian),
            ("Language", language),
            ("Needs", client.access_needs),
            ("Born", born),
            ("Known as", outside),
            ("Not in one group with", apart),
        )
        said = [joined((f"{label}: ", "$text-quiet"), words) for label, words in rows if words]
        if not client.phone and not client.safe_contact:
            said.insert(0, joined(("No phone number and no safe way to reach them is known.", "$warning")))
        return joined(("  ·  ", "$text-quiet")).join(said)

    # --- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "evaluate" and self.chart is not None:
            return bool(self.chart.findings)
        if action == "revoke":
            kind, consent = self.kind_and_id
            return self.chart is not None and kind == "consent" and can_be_revoked(self.chart, consent)
        return True

    def on_lines_opened(self, event: Lines.Opened) -> None:
        kind, rest = self.kind_and_id
        match kind:
            case "alert":
                self.app.open_place("alert", rest)
            case "finding" | "hold":
                self.action_evaluate()
            case "phoned":
                self.action_sign()
            case "safety-plan":
                self.action_safety_plan()
            case "referral":
                self.app.open_place("screening", rest)
            case "group":
                group, _, member = rest.partition(" ")
                if group:
                    self.app.open_place("group", group, member)
            case "consent":
                self._open_consent(rest)
            case "contact":
                self.post_message(self.Elsewhere("contacts", rest))
            case "measure":
                self.post_message(self.Elsewhere("measures", rest))
            case "plan":
                self.post_message(self.Elsewhere("plan"))
            case "attended":
                self.post_message(self.Elsewhere("attendance"))

    @work
    async def action_concern(self) -> None:
        title = f"Raise a concern about {self.person}"
        kind = await self.app.push_screen_wait(Choose(title, concern_choices()))
        if kind is not None:
            self.app.push_screen(concern_dialog(self.shown.client.id, self.person, ConcernKind(kind)))

    @work
    async def action_consent(self) -> None:
        if self.may("record a consent"):
            kind = await self.app.push_screen_wait(Choose(f"What {self.person} agrees to, or refuses", KINDS))
            if kind is not None:
                to = referrer_to_ask(self.shown)
                self.app.push_screen(
                    consent_dialog(self.shown.client.id, self.person, ConsentKind[kind], self.today, to)
                )

    def _open_consent(self, consent: str) -> None:
        line = next((line for line in self.shown.consents if line.consent.id == consent), None)
        if line is None:
            self.action_consent()
        else:
            self.app.push_screen(ReadDialog(f"Consent of {self.person}", consent_text(line, self.today)))

    def action_revoke(self) -> None:
        dialog = revoke_dialog(self.shown, self.person, self.kind_and_id[1], self.today)
        if dialog is not None and self.may("revoke a consent"):
            self.app.push_screen(dialog)

    def action_correct(self) -> None:
        if not self.may("correct a person"):
            return
        if self.app.names_hidden:
            self.app.tell("Names are hidden: f2 shows them, then they can be corrected.")
            return
        self.app.push_screen(person_dialog(self.shown.client, self.person, self.today, self.app.who.policy.adult_age))

    def action_keep_apart(self) -> None:
        if self.may("keep apart"):
            self.app.push_screen(ApartDialog(self.shown.client, self.person))

    @work(group="dialog")
    async def action_merge(self) -> None:
        """Another record is this person's, too."""
        if not self.may("merge"):
            return
        keep = self.shown.client
        other = await self.app.push_screen_wait(other_dialog(keep))
        if other is not None:
            await self.app.push_screen_wait(merge_dialog(keep, other))

    def action_sign(self) -> None:
        unsigned = [p for p in self.shown.phoned if p.decision.signed_by is None]
        if not unsigned:
            self.app.tell("Nothing that was decided by phone waits to be signed.")
        elif self.may("sign a phoned decision"):
            self.app.push_screen(sign_dialog(unsigned[-1]))

    def action_safety_plan(self) -> None:
        if self.may("record a safety plan"):
            self.app.push_screen(safety_plan_dialog(self.shown.client.id, self.shown.safety_plan, self.today))

    def action_evaluate(self) -> None:
        if (self.shown.findings or self.shown.blocked) and self.may("evaluate"):
            self.app.push_screen(evaluation_dialog(self.shown, self.today))


LETTERS = "shamid"
"""A letter for each kind of concern, in their order."""


def concern_choices() -> list[Choice]:
    """The kinds of concern, each with what it sets going."""
    return [
        Choice(
            kind, letter, str(kind), "alert and hold" if kind in HOLDS else "alert", "safety" if kind in HOLDS else ""
        )
        for kind, letter in zip(ConcernKind, LETTERS, strict=True)
    ]


def concern_dialog(client: str, person: str, kind: ConcernKind) -> FormDialog[Alert]:
    """A concern of that kind about a person, in words."""

    def act(values: dict[str, str]) -> Callable[[SignIn], Alert]:
        return lambda who: safety.raise_concern(who, client, kind, values["words"])

    effect = "opens an alert and holds the place of this person" if kind in HOLDS else "opens an alert"
    return FormDialog(
        f"Concern: {kind}",
        [Field("words", "In words", "lines", hint="what was said or seen, and whom you have told")],
        act,
        f"raised a concern about {person} and opened an alert",
        words=f"Saving {effect}, due {CONCERN_RESPOND[kind]}. The alert says whom to call.",
        save="raise it",
        draft=f"concern {client}",
    )

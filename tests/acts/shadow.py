"""What must be true of everybody's safety after whatever was done, kept beside the record and judged by hand.

It remembers each finding, hold and alert as it was first seen, and who was merged with whom. It asks the record only
for what is kept, and none of the rules and lookups that decide.
"""

from datetime import timedelta
from typing import Any

from msgspec import structs

from groupcare.acts import SignIn
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, AlertStatus, Evaluation, Hold, SafetyFinding, Verdict
from tests.clinic import PEOPLE
from tests.rules.oracle import ORDER, cssrs_rules, open_questions

SINCE_LAST = "c-ssrs-since-last"
WATCHED = ("record answers", "record a measure")
"""Acts by which somebody in a group may show again what a standing decision covers."""
BLOCKS = ("individual", "urgent")

DEFAULT = {
    "cssrs-intent-or-plan": "urgent",
    "cssrs-recent-behaviour": "urgent",
    "cssrs-thoughts-not-followed-up": "urgent",
    "cssrs-behaviour-not-dated": "urgent",
    "cssrs-method": "individual",
    "cssrs-older-behaviour": "individual",
    "cssrs-thoughts": "individual",
    "phq9-severe": "individual",
    "observation": "individual",
    "imminent-risk": "urgent",
}
MILDER = {**DEFAULT, "observation": "review"}
STRICTER = {
    **DEFAULT,
    "cssrs-older-behaviour": "urgent",
    "cssrs-thoughts": "urgent",
    "observation": "urgent",
    "gad7-severe": "individual",
    "phq9-item9": "individual",
}
SEVERE_FROM = {"default": 20, "milder": 27, "stricter": 16}
ROUTES = {"default": DEFAULT, "milder": MILDER, "stricter": STRICTER}
UNTIL_ASKED = ("cssrs-thoughts-not-followed-up", "cssrs-behaviour-not-dated")


def least(answers: tuple[int | None, ...]) -> int:
    return sum(answer or 0 for answer in answers)


def whole(measure: str, answers: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """A C-SSRS as the screener's seven answers: since the last contact, behaviour is recent."""
    return (*answers, answers[5]) if measure == SINCE_LAST else answers


def shown(measure: str, answers: tuple[int | None, ...], policy: str, under_way: bool) -> dict[str, str]:
    """The blocking rules that these answers fire by themselves, with their routes."""
    routes = ROUTES[policy]
    if measure.startswith("c-ssrs"):
        fired = [r for r in cssrs_rules(whole(measure, answers)) if not (under_way and r in UNTIL_ASKED)]
    elif measure == "phq-9":
        fired = ["phq9-severe"] if not under_way and least(answers[:9]) >= SEVERE_FROM[policy] else []
        fired += ["phq9-item9"] if answers[8] else []
    else:
        fired = ["gad7-severe"] if not under_way and least(answers) >= 15 else []
    return {rule: routes[rule] for rule in fired if routes.get(rule) in BLOCKS}


class Shadow:
    """One clinic's safety as it must be."""

    def __init__(self, who: SignIn) -> None:
        self.who = who
        self.into: dict[str, str] = {}
        self.told: set[frozenset[str]] = set()
        self.findings: dict[str, SafetyFinding] = {}
        self.holds: dict[str, Hold] = {}
        self.alerts: dict[str, Alert] = {}
        self.signed: dict[str, Evaluation] = {}
        self.clinicians = {
            slot.staff for name, slot in who_are(who).items() if any(r == "clinician" for r in PEOPLE[name])
        }

    def person(self, client: str) -> str:
        """The record that this client's is part of by now."""
        while client in self.into:
            client = self.into[client]
        return client

    def open_findings(self, client: str) -> list[SafetyFinding]:
        me = self.person(client)
        return [f for f in self.findings.values() if f.ended_by is None and self.person(f.client) == me]

    def blocked(self, client: str) -> bool:
        """Whether a finding is open or a hold stands."""
        me = self.person(client)
        held = any(h.released_by is None and self.person(h.client) == me for h in self.holds.values())
        return held or any(f.route in BLOCKS for f in self.open_findings(client))

    def blocked_to_place(self, client: str) -> bool:
        """The same of this person and of whoever may be them: one name, birth dates that do not differ."""
        clients = {c.id: c for c in self.who.of(Client).all()}
        me = clients[self.person(client)]
        apart = {frozenset(map(self.person, pair)) for pair in self.told}
        alike = [c.id for c in clients.values() if c.id != me.id and may_be_one(c, me)]
        return any(map(self.blocked, [me.id, *(i for i in alike if frozenset((i, me.id)) not in apart)]))

    # --- after each act ----------------------------------------------------------------------------------------

    def look(self, did: str) -> list[SafetyFinding]:
        """Read everything anew and compare it with what was known. Gives the findings that were raised just now."""
        evaluations = {e.id: e for e in self.who.of(Evaluation).all()}
        self._only_moved(self.signed, evaluations)
        self.signed = evaluations
        alerts = {a.id: a for a in self.who.of(Alert).all()}
        self._look_at_alerts(alerts, did)
        holds = {h.id: h for h in self.who.of(Hold).all()}
        self._look_at_holds(holds, did)
        raised = self._look_at_findings({f.id: f for f in self.who.of(SafetyFinding).all()}, did)
        for finding in self.findings.values():
            if finding.ended_by is None and finding.route in BLOCKS:
                assert self._held(finding.client), f"open and not held: {finding.rule}"
        return raised

    def _only_moved(self, before: dict[str, Any], now: dict[str, Any], *but: str) -> None:
        """Nothing is gone, and nothing differs but whose it is, and what `but` names."""
        assert before.keys() <= now.keys(), "something about safety has disappeared"
        for id_, old in before.items():
            same = {name: getattr(now[id_], name) for name in ("client", "rev", *but)}
            assert structs.replace(old, **same) == now[id_]
            assert self.person(old.client) == now[id_].client, "it belongs to another person now"

    def _held(self, client: str) -> bool:
        me = self.person(client)
        return any(h.released_by is None and not h.until_asked and h.client == me for h in self.holds.values())

    def _look_at_findings(self, now: dict[str, SafetyFinding], did: str) -> list[SafetyFinding]:
        self._only_moved(self.findings, now, "ended_by")
        for id_, old in self.findings.items():
            if now[id_].ended_by != old.ended_by:
                assert old.ended_by is None, "it was ended twice"
                assert did == "evaluate", f"a finding was ended by: {did}"
                self._ends(self.signed[now[id_].ended_by or ""], now[id_])
        raised = [f for id_, f in now.items() if id_ not in self.findings]
        self.findings = now
        for finding in raised:
            if finding.ended_by is not None:
                self._covers(self.signed[finding.ended_by], finding, did)
            elif finding.route in BLOCKS:
                assert any(
                    a.client == finding.client
                    and a.status is not AlertStatus.closed
                    and finding.rule in a.rules
                    and ORDER.index(a.level) >= ORDER.index(finding.route)
                    for a in self.alerts.values()
                ), f"no open alert as grave as the finding: {finding.rule}"
        return raised

    def _ends(self, signed: Evaluation, finding: SafetyFinding) -> None:
        assert signed.by in self.clinicians
        assert signed.client == finding.client
        assert finding.id in signed.findings
        assert signed.text
        assert signed.verdict in (Verdict.group, Verdict.raised_in_error)

    def _covers(self, signed: Evaluation, finding: SafetyFinding, did: str) -> None:
        """A finding that was ended as it was raised: only by a standing decision that is in force."""
        assert did in WATCHED
        assert signed.by in self.clinicians
        assert (signed.client, signed.verdict) == (finding.client, Verdict.group)
        assert finding.rule in signed.covers
        assert signed.covers_until is not None
        assert self.who.today() <= signed.covers_until <= self.who.today() + timedelta(days=28)
        assert finding.route is not Route.urgent
        about = [self.findings[f].route for f in signed.findings if self.findings[f].rule == finding.rule]
        assert finding.route in about, "covered at another level than it was signed for"

    def _look_at_holds(self, now: dict[str, Hold], did: str) -> None:
        self._only_moved(self.holds, now, "because", "released_by", "due")
        for id_, old in self.holds.items():
            new = now[id_]
            assert set(old.because) <= set(new.because)
            if new.released_by == old.released_by:
                continue
            assert old.released_by is None
            if new.released_by in self.signed:
                assert did == "evaluate"
                assert self.signed[new.released_by].by in self.clinicians
                assert self.signed[new.released_by].client == new.client
            else:
                assert old.until_asked
                asked = self.who.of(Assessment).get(new.released_by or "")
                assert (asked.client, asked.measure.startswith("c-ssrs")) == (new.client, True)
                assert open_questions(whole(asked.measure, asked.answers)) == []
        self.holds = now

    def _look_at_alerts(self, now: dict[str, Alert], did: str) -> None:
        worked_on = ("level", "rules", "because", "respond", "status", "session", "owner", "actions", "due", "again")
        worked_on = (*worked_on, "unasked_since", "closed_at", "closed_by", "clinician", "took_over")
        self._only_moved(self.alerts, now, *worked_on)
        for id_, alert in now.items():
            old = self.alerts.get(id_)
            if alert.status is AlertStatus.closed:
                assert alert.owner
                assert alert.actions
                assert alert.clinician
                assert alert.closed_by in self.clinicians
                assert alert.took_over or alert.level is not Route.urgent
            if old is None:
                assert alert.status is AlertStatus.open
                continue
            assert ORDER.index(old.level) <= ORDER.index(alert.level)
            assert set(old.rules) <= set(alert.rules)
            assert set(old.because) <= set(alert.because)
            assert old.actions == alert.actions[: len(old.actions)]
            assert alert.status is not AlertStatus.closed or did == "close an alert" or old.status is AlertStatus.closed
            if old.status is AlertStatus.closed:
                assert structs.replace(old, client=alert.client, rev=alert.rev) == alert
        self.alerts = now


def who_are(who: SignIn) -> dict[str, Any]:
    """The staff's slots by name."""
    from groupcare.record import keys
    from groupcare.record.store import KEYS

    return {slot.name: slot for slot in keys.read_keys(who.opened.folder / KEYS).slots}


def may_be_one(a: Client, b: Client) -> bool:
    if (a.family_name, a.given_name) != (b.family_name, b.given_name):
        return False
    return a.date_of_birth is None or b.date_of_birth is None or a.date_of_birth == b.date_of_birth

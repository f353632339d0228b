"""The whole life of a client, in any order, with several staff at once: safety is never passed by.

Hypothesis picks the acts; the `Shadow` says after each one whether everybody's safety is still as it must be.
"""

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from msgspec import structs

from groupcare.acts import RecordError, group, importing, measuring, merging, person, refer, safety
from groupcare.acts import safety_work as work
from groupcare.acts import screen as screening
from groupcare.acts import session as sessions
from groupcare.acts.policy import set_policy
from groupcare.acts.undo import undo
from groupcare.queries import history
from groupcare.rules.attendance import Looked, Mark
from groupcare.rules.group import IN_GROUP, Group, Member, Session, SessionStatus
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Client, Referral, ReferralStatus
from groupcare.rules.policy import Policy, Route
from groupcare.rules.safety import AlertStatus, Choice, ConcernKind, Handoff, Verdict
from groupcare.rules.safety_work import PhonedDecision
from tests.acts.shadow import BLOCKS, ROUTES, SEVERE_FROM, SINCE_LAST, Shadow, shown
from tests.clinic import House, Template, answers, new_group, row, seated, waiting

T = TypeVar("T")
CURRICULUM = "twelve-module"
SEATS, MOST = 3, 5
"""Of the group, and of people in the record at once: so few that much happens to each."""
PEOPLE = (
    ("Ruiz", "Elena", date(1980, 2, 3)),
    ("Ruiz", "Elena", None),
    ("Cho", "Min", date(1975, 5, 6)),
    ("Diaz", "Leo", None),
)
"""Two of them may be one person."""

days = st.sampled_from((0, 0, 0, 3, 20))
yes_no = st.sampled_from("nnny-")
forms = {
    "phq-9": st.one_of(
        st.just((0,) * 9),
        st.tuples(*[st.sampled_from((0, 1, 2, 3, 3, None))] * 9),
        st.tuples(*[st.sampled_from((2, 3, 3, 3))] * 8, st.just(0)),
    ).map(lambda form: (*form, None)),
    "gad-7": st.tuples(*[st.sampled_from((0, 2, 3, 3, None))] * 7),
    "c-ssrs-screener": st.one_of(st.just("nn---n-"), st.lists(yes_no, min_size=7, max_size=7)).map(answers),
    SINCE_LAST: st.one_of(st.just("nn---n"), st.lists(yes_no, min_size=6, max_size=6)).map(answers),
}
measures = st.sampled_from(sorted(forms))
ASK = ("Ines Intake", "Carl Clinician", "Dana Reyes")
"""Who may ask and screen."""
ANYBODY = ("Ines Intake", "Fay Facilitator", "Carl Clinician", "Dana Reyes")
LEAD = ("Fay Facilitator", "Dana Reyes")
who_asks, anybody, leads = st.sampled_from(ASK), st.sampled_from(ANYBODY), st.sampled_from(LEAD)
evaluates = st.sampled_from(("Carl Clinician", "Carl Clinician", "Dana Reyes", "Ines Intake"))
verdicts = st.sampled_from((Verdict.group, Verdict.group, *Verdict))
kinds = st.sampled_from((ConcernKind.self_harm, ConcernKind.self_harm, *ConcernKind))
some = st.integers(0, 11)
"""Which one of those there are."""


def policy_of(name: str, default: Policy, version: str) -> Policy:
    """The default policy, milder or stricter, as a clinic may change it."""
    changed = []
    for one in default.rule:
        if (route := ROUTES[name].get(one.id)) is not None and route != one.route:
            one = structs.replace(one, route=Route(route), respond="now" if route == "urgent" else "same day")
        if one.id == "phq9-severe":
            one = structs.replace(one, at_least=SEVERE_FROM[name])
        changed.append(one)
    return structs.replace(default, version=version, rule=tuple(changed))


class LifeOfAClient(RuleBasedStateMachine):
    """One clinic, a few people, and whatever its staff may do about them."""

    template: Template

    @initialize(members=st.sampled_from((0, 1, 1, 2)), waits=st.booleans())
    def open_the_clinic(self, members: int, waits: bool) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.house = House.copy(self.template, Path(self._folder.name) / "store")
        self.staff = {name: self.house.sign_in(name) for name in (*ANYBODY, "Mona Manager")}
        self.dana = self.staff["Dana Reyes"]
        seated(self.dana, new_group(self.dana, CURRICULUM, seats=SEATS), members)
        if waits:
            waiting(self.dana, CURRICULUM)
        self.dana.db.done.clear()  # the group's making is not to be undone
        self.shadow = Shadow(self.dana)
        self.policy, self.versions = "default", 1
        self.last = "Dana Reyes"

    def teardown(self) -> None:
        if not hasattr(self, "house"):
            return
        try:
            self.nobody_in_danger_could_sit()
            assert history.proof(self.dana).faults == ()
        finally:
            self.house.close()
            self._folder.cleanup()

    # --- doing ---------------------------------------------------------------------------------------------------

    def do(self, by: str, did: str, act: Callable[..., T], *given: Any, **more: Any) -> T | None:
        """One act a minute. What is refused has changed nothing; after what is done, the shadow looks."""
        self.house.clock.forward(minutes=1)
        who, self.last = self.staff[by], by
        before = who.db.engine.head()
        self.raised: list[Any] = []
        try:
            done = act(who, *given, **more)
        except RecordError:
            assert who.db.engine.head() == before
            return None
        self.raised = self.shadow.look(did)
        return done

    def all(self, kind: type[T]) -> list[T]:
        return list(self.dana.of(kind).all())  # type: ignore[type-var]

    def one(self, kind: type[T], which: int, but: Callable[[T], bool] = lambda _: True) -> T | None:
        found = [one for one in self.all(kind) if but(one)]
        return found[which % len(found)] if found else None

    def expect(self, client: str, fired: dict[str, str]) -> None:
        """What was just answered has its finding: one that is open, or that was raised and covered just now."""
        known = [*self.shadow.open_findings(client), *self.raised]
        history_only = {
            f.rule
            for f in self.shadow.findings.values()
            if f.ended_by and self.shadow.person(f.client) == self.shadow.person(client)
        } & {"cssrs-older-behaviour"}
        for name, route in fired.items():
            if name not in history_only:
                assert any(f.rule == name and f.route in BLOCKS for f in known), f"{name} ({route}) was passed by"

    # --- referrals and answers -------------------------------------------------------------------------------------

    def few_people(self) -> bool:
        return hasattr(self, "house") and len(self.all(Client)) < MOST

    @precondition(few_people)
    @rule(by=who_asks, which=some)
    def refer_somebody(self, by: str, which: int) -> None:
        family, given, born = PEOPLE[which % len(PEOPLE)]
        self.do(by, "refer", refer.refer, row(family_name=family, given_name=given, date_of_birth=born))

    @rule(by=who_asks, which=some)
    def refer_again(self, by: str, which: int) -> None:
        if client := self.one(Client, which):
            self.do(by, "refer", refer.refer, row(), client=client.id)

    @precondition(few_people)
    @rule(which=some, data=st.data())
    def import_somebody(self, which: int, data: st.DataObject) -> None:
        family, given, born = PEOPLE[which % len(PEOPLE)]
        phq9, cssrs = (data.draw(forms[m]) for m in ("phq-9", "c-ssrs-screener"))
        one = row(
            line=2, external_id=f"X-{which % 3}", family_name=family, given_name=given, date_of_birth=born,
            received_on=self.dana.today() - timedelta(days=which), phq9=phq9[:9], cssrs=cssrs,
        )  # fmt: skip
        done = self.do("Ines Intake", "import referrals", importing.import_referrals, [one])
        for added in done.referrals if done else ():
            client = self.dana.of(Referral).get(added).client
            self.expect(client, shown("phq-9", phq9, self.policy, False))
            self.expect(client, shown("c-ssrs-screener", cssrs, self.policy, False))

    @rule(by=who_asks, which=some, sits=st.booleans())
    def nothing_of_concern(self, by: str, which: int, sits: bool) -> None:
        """Asked in full, with nothing to be found, screened and decided: the way to a seat."""
        if (one := self.one(Referral, which)) is None:
            return
        policy = self.dana.policy
        self.do(by, "record answers", refer.record_answers, one.id, "phq-9", (0,) * 9 + (None,))
        self.do(by, "record answers", refer.record_answers, one.id, "c-ssrs-screener", answers("nn---n-"))
        self.do(
            by, "record answers", refer.record_intake, one.id,
            participation=dict.fromkeys(policy.participation, True),
            observations=dict.fromkeys(policy.observations, False),
            red_flags=dict.fromkeys(policy.red_flags, False),
            date_of_birth=date(1980, 2, 3), imminent_risk=False,
        )  # fmt: skip
        self.do(by, "screen", screening.screen_referral, one.id)
        self.decide(by, which, Choice.group, "the clinician agrees")
        if sits:
            self.sit("Fay Facilitator", one)

    @rule(
        by=who_asks,
        which=some,
        measure=measures,
        data=st.data(),
        under_way=st.booleans(),
        ago=st.sampled_from((0, 0, 0, 3, 20)),
    )
    def record_answers(self, by: str, which: int, measure: str, data: st.DataObject, under_way: bool, ago: int) -> None:
        if (one := self.one(Referral, which)) is None:
            return
        given, on = data.draw(forms[measure]), self.dana.today() - timedelta(days=ago)
        done = self.do(
            by, "record answers", refer.record_answers, one.id, measure, given, on=on, under_way=under_way
        )  # fmt: skip
        if done is not None:
            self.expect(one.client, shown(measure, given, self.policy, under_way))

    @rule(by=who_asks, which=some, data=st.data(), under_way=st.booleans())
    def correct_answers(self, by: str, which: int, data: st.DataObject, under_way: bool) -> None:
        """Any form's, and as often as not one that a newer form has overtaken."""
        every = [(a.referral, a.measure, a.id) for a in self.all(Assessment)]
        last = {(referral, measure): id_ for referral, measure, id_ in every}
        overtaken = [id_ for referral, measure, id_ in every if last[referral, measure] != id_]
        one = self.one(Assessment, which, lambda a: not (overtaken and which % 2) or a.id in overtaken)
        if one is None:
            return
        given = data.draw(forms[one.measure])
        done = self.do(
            by, "record answers", refer.record_answers, one.referral, one.measure, given,
            over=one.id, under_way=under_way,
        )  # fmt: skip
        if done is not None and given != one.answers:  # the same answers, once evaluated, are not raised again
            self.expect(one.client, shown(one.measure, given, self.policy, under_way))

    @rule(
        by=who_asks, which=some, imminent=st.sampled_from((None, None, False, True)),
        seen=st.sampled_from((None, None, "psychosis", "aggression")), seen_as=st.sampled_from((None, False, True)),
        flag=st.sampled_from((None, False, True)),
    )  # fmt: skip
    def record_intake(
        self, by: str, which: int, imminent: bool | None, seen: str | None, seen_as: bool | None, flag: bool | None
    ) -> None:
        if (one := self.one(Referral, which)) is None:
            return
        done = self.do(
            by, "record answers", refer.record_intake, one.id, imminent_risk=imminent,
            observations=None if seen is None else {seen: seen_as}, red_flags={"fever": flag},
        )  # fmt: skip
        if done is not None and imminent:
            self.expect(one.client, {"imminent-risk": "urgent"})
        newly = done is not None and seen is not None and seen_as and seen not in one.observations
        if newly and ROUTES[self.policy]["observation"] in BLOCKS:
            self.expect(one.client, {f"observation: {seen}": "individual"})

    @rule(by=who_asks, which=some)
    def screen(self, by: str, which: int) -> None:
        if one := self.one(Referral, which):
            self.do(by, "screen", screening.screen_referral, one.id)

    @rule(by=who_asks, which=some, choice=st.sampled_from(list(Choice)), reason=st.sampled_from(("", "agreed")))
    def decide(self, by: str, which: int, choice: Choice, reason: str) -> None:
        if (one := self.one(Referral, which)) is None:
            return
        waits = self.shadow.blocked_to_place(one.client) if choice is Choice.group else self.shadow.blocked(one.client)
        done = self.do(
            by, "decide", screening.decide, one.id, choice, reason=reason, curriculum=CURRICULUM,
            review_on=self.dana.today() + timedelta(days=30),
        )  # fmt: skip
        if done is not None and choice in (Choice.group, Choice.unable_to_reach):
            assert not waits, f"decided as {choice} while a finding or a hold is open"

    @rule(by=leads, which=some)
    def seat(self, by: str, which: int) -> None:
        """Somebody who waits, and of those first who must not be seated."""
        self.nobody_in_danger_could_sit()
        waitlisted = [r for r in self.all(Referral) if r.status is ReferralStatus.waitlisted]
        waitlisted = [r for r in waitlisted if self.shadow.blocked_to_place(r.client)] or waitlisted
        if those := waitlisted or self.all(Referral):
            self.sit(by, those[which % len(those)])

    def nobody_in_danger_could_sit(self) -> None:
        """A seat says of everybody whether safety stands against it."""
        into = self.all(Group)[0].id
        for one in self.all(Referral):
            said = any(words.startswith("Safety: ") for words in group.preview_seat(self.dana, into, one.id).against)
            assert said == self.shadow.blocked_to_place(one.client), "a seat and the shadow tell differently"

    def sit(self, by: str, one: Referral) -> None:
        waits = self.shadow.blocked_to_place(one.client)
        done = self.do(by, "seat", group.seat, self.all(Group)[0].id, one.id)
        assert done is None or not waits, "seated while a finding or a hold is open"

    # --- safety -----------------------------------------------------------------------------------------------------

    @rule(by=evaluates, which=some, named=st.integers(1, 7), verdict=verdicts)
    def evaluate(self, by: str, which: int, named: int, verdict: Verdict) -> None:
        """Any of the findings that are open, all of them as often as not."""
        if found := self.one(Client, which, lambda c: self.shadow.blocked(c.id)) or self.one(Client, which):
            open_ = self.shadow.open_findings(found.id)
            those = [f.id for place, f in enumerate(open_) if named > 4 or named >> place % 3 & 1]
            self.do(by, "evaluate", screening.evaluate, found.id, those, verdict, "seen and spoken with")

    @rule(by=evaluates, which=some, days=st.sampled_from((1, 28, 28, 29)), but_urgent=st.booleans())
    def stand(self, by: str, which: int, days: int, but_urgent: bool) -> None:
        """A standing decision about all that is open, or all of it that may be covered."""
        if found := self.one(Client, which, lambda c: self.shadow.blocked(c.id)):
            open_ = self.shadow.open_findings(found.id)
            those = [f.id for f in open_ if not (but_urgent and f.route is Route.urgent)]
            today = self.dana.today()
            self.do(
                by, "evaluate", screening.evaluate, found.id, those, Verdict.group, "comes with a safety plan",
                covers_until=today + timedelta(days=days), safety_plan_on=today,
            )  # fmt: skip

    @rule(by=anybody, which=some, kind=kinds)
    def raise_a_concern(self, by: str, which: int, kind: ConcernKind) -> None:
        """About anybody, and as often as not about somebody who waits for a seat."""
        wait = {r.client for r in self.all(Referral) if r.status is ReferralStatus.waitlisted}
        if client := self.one(Client, which, lambda c: not (wait and which % 2) or c.id in wait):
            done = self.do(by, "raise a concern", safety.raise_concern, client.id, kind, "said so in the group")
            if done is not None and kind in (ConcernKind.self_harm, ConcernKind.harm_to_others):
                self.expect(client.id, {f"concern: {kind}": "urgent"})

    @rule(by=anybody, which=some, how_far=st.integers(0, 4), took_over=st.sampled_from(("", "the crisis team")))
    def work_on_an_alert(self, by: str, which: int, how_far: int, took_over: str) -> None:
        alerts = [a for a in self.shadow.alerts.values() if a.status is not AlertStatus.closed]
        if not alerts:
            return
        alert = alerts[which % len(alerts)].id
        if how_far in (0, 2, 4):
            self.do(by, "take an alert", safety.take_alert, alert)
        if how_far in (1, 2, 4):
            self.do(by, "act on an alert", safety.act_on_alert, alert, "phoned", step="clinician" if which else "")
        if how_far in (3, 4):
            self.do(by, "close an alert", safety.close_alert, alert, clinician="Dr Lee", took_over=took_over)

    @rule(by=who_asks, which=some)
    def hand_off(self, by: str, which: int) -> None:
        waits = self.one(Handoff, which, lambda h: h.first_seen_on is None)
        if waits is not None and waits.accepted_on is None:
            self.do(by, "follow a handoff", safety.accept_handoff, waits.id, "Ms Park")
        elif waits is not None:
            self.do(by, "follow a handoff", safety.first_seen, waits.id)
        elif one := self.one(Referral, which):
            self.do(by, "hand off", safety.hand_off, one.id, "Dr Stone")

    @rule(by=anybody, which=some)
    def decide_by_phone(self, by: str, which: int) -> None:
        if unsigned := self.one(PhonedDecision, which, lambda d: d.signed_by is None):
            self.do(by, "sign a phoned decision", work.sign_phoned_decision, unsigned.id)
        elif client := self.one(Client, which):
            decision = ("Dr Lee", "may come on Tuesday")
            self.do(by, "phone", work.record_phoned_decision, client.id, *decision, read_back=True)

    # --- in the group -----------------------------------------------------------------------------------------------

    def members(self) -> list[Member]:
        return [m for m in self.all(Member) if m.group and m.status in IN_GROUP] if hasattr(self, "house") else []

    @precondition(members)
    @rule(by=anybody, which=some, measure=measures, data=st.data(), again=st.booleans())
    def record_measure(self, by: str, which: int, measure: str, data: st.DataObject, again: bool) -> None:
        """A form of somebody in the group; `again` with the answers that they gave before."""
        members = self.members()
        client = members[which % len(members)].client
        before = [a for a in self.all(Assessment) if a.client == client and a.measure != "gad-7"]
        if again and before:
            measure, given = before[-1].measure, before[-1].answers
        else:
            given = data.draw(forms[measure])
        done = self.do(by, "record a measure", measuring.record_measure, client, measure, given)
        if done is not None:
            self.expect(client, shown(measure, given, self.policy, False))

    @precondition(members)
    @rule(by=leads, which=some, mark=st.sampled_from(list(Mark)), looked=st.sampled_from((None, *Looked)))
    def run_a_session(self, by: str, which: int, mark: Mark, looked: Looked | None) -> None:
        """Mark somebody at the next session, look at their form, and try to close it."""
        today, members = self.dana.today(), self.members()
        open_ = [s for s in self.all(Session) if s.status in sessions.OPEN and s.date <= today]
        if not open_:
            return
        session, member = min(open_, key=lambda s: s.number), members[which % len(members)]
        self.do(by, "mark attendance", sessions.mark, session.id, member.id, mark)
        if looked is not None:
            self.do(by, "mark attendance", sessions.look_at_form, session.id, member.id, looked)
        done = self.do(by, "hold a session", sessions.close_session, session.id)
        if done is not None:
            assert done.status is SessionStatus.held
            assert not any(
                a.session == session.id and a.status is AlertStatus.open for a in self.shadow.alerts.values()
            ), "closed while nobody owns a concern that was raised in it"

    # --- the record, and time -----------------------------------------------------------------------------------------

    @rule(by=who_asks, which=some, other=some)
    def tell_apart(self, by: str, which: int, other: int) -> None:
        one, two = self.one(Client, which), self.one(Client, other)
        if one and two and self.do(by, "tell apart", person.tell_apart, one.id, two.id):
            self.shadow.told.add(frozenset((one.id, two.id)))

    @rule(by=st.sampled_from(("Mona Manager", "Dana Reyes")), which=some, other=some)
    def merge(self, by: str, which: int, other: int) -> None:
        gone = self.one(Client, other, lambda c: not which % 2 or self.shadow.blocked(c.id))
        keep = self.one(Client, which, lambda c: gone is None or c.id != gone.id)
        if keep is None or gone is None:
            return
        self.shadow.into[gone.id] = keep.id
        if self.do(by, "merge", merging.merge, keep.id, gone.id, "they said so") is None:
            del self.shadow.into[gone.id]

    @rule(by=st.sampled_from((None, None, *ANYBODY)))
    def undo(self, by: str | None) -> None:
        """The newest act of somebody, as often as not of whoever did something last."""
        by = by or self.last
        told = {c.id: c.told_apart for c in self.all(Client)}
        if self.do(by, "undo", undo) is not None:
            now = {c.id: c.told_apart for c in self.all(Client)}
            for id_, before in told.items():
                for other in set(before) - set(now.get(id_, ())):
                    self.shadow.told.discard(frozenset((id_, other)))

    @rule(name=st.sampled_from(sorted(ROUTES)))
    def change_the_policy(self, name: str) -> None:
        if name == self.policy:
            return
        self.versions += 1
        own = policy_of(name, self.dana.library.policy, f"own {self.versions}")
        assert self.do("Mona Manager", "change the policy", set_policy, own, "", "agreed by the clinicians")
        self.policy = name

    @rule(hours=st.sampled_from((1, 5, 24, 24 * 7, 24 * 29)))
    def time_passes(self, hours: int) -> None:
        self.house.clock.forward(hours=hours)


def live(template: Template, lives: int, acts: int) -> None:
    machine = type("Life", (LifeOfAClient,), {"template": template})
    profile = settings(
        max_examples=lives, stateful_step_count=acts, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck), database=None,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=profile)


@pytest.mark.parametrize(
    ("lives", "acts"), [pytest.param(40, 30, id="some"), pytest.param(1500, 60, id="many", marks=pytest.mark.long)]
)
def test_whatever_is_done_safety_is_never_passed_by(template: Template, lives: int, acts: int) -> None:
    live(template, lives, acts)

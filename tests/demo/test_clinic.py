"""The fictitious clinic, made as of instants on every weekday, holidays, clock changes and a leap day."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from groupcare.acts import SignIn, store, undo
from groupcare.acts.screen import PHQ9
from groupcare.demo.clinic import DANA, ZONE, make
from groupcare.exchange.library import shipped_library
from groupcare.queries import find, groups, history, referrals, reports
from groupcare.queries.outcome_paper import answers
from groupcare.record.schema import TABLES
from groupcare.rules import schedule
from groupcare.rules.closures import public_holidays
from groupcare.rules.group import Group, GroupStatus, Member, MemberStatus, Session, SessionStatus
from groupcare.rules.homework import Homework, done
from groupcare.rules.measures import Assessment, score
from groupcare.rules.people import Client, Contact, Referral, ReferralStatus, full_name
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.plan_faults import faults
from groupcare.rules.policy import Route
from groupcare.rules.reports import FEWEST, Cell, Kind, number
from groupcare.rules.safety import Alert, AlertStatus, Choice, Decision, Evaluation, Handoff, Hold, SafetyFinding
from groupcare.rules.shared import HIDDEN
from groupcare.rules.ties import expanded
from tests.demo import hand_count_people as people
from tests.demo.hand_count import counted

COUNTED = ("member", "attendance", "assessment")
TUESDAY = datetime(2026, 10, 6, 18, 32, tzinfo=UTC)
LATER = TUESDAY + timedelta(minutes=5)
INSTANTS = {
    "a Tuesday": TUESDAY,
    "minutes after midnight on the Monday after the clocks changed": datetime(2027, 3, 15, 4, 5, tzinfo=UTC),
    "a Wednesday between the years": datetime(2026, 12, 30, 15, 0, tzinfo=UTC),
    "Thanksgiving itself": datetime(2026, 11, 26, 16, 0, tzinfo=UTC),
    "a Friday after two Fridays of holidays": datetime(2027, 1, 15, 17, 0, tzinfo=UTC),
    "a Saturday": datetime(2026, 7, 4, 13, 0, tzinfo=UTC),
    "the hour that comes twice": datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    "29 February": datetime(2028, 2, 29, 20, 0, tzinfo=UTC),
}


class Made(NamedTuple):
    """The clinic as of an instant."""

    now: datetime
    today: date
    who: SignIn

    def group(self, name: str) -> Group:
        """The group whose name ends, or begins, so."""
        return next(g for g in self.who.of(Group).all() if g.name.endswith(name) or g.name.startswith(name))

    def sessions(self, group: Group) -> list[Session]:
        return sorted(self.who.of(Session).linked(group=group.id), key=lambda s: s.number)

    def client(self, name: str) -> Client:
        return next(c for c in self.who.of(Client).all() if full_name(c) == name)


@pytest.fixture(scope="module", params=INSTANTS.values(), ids=INSTANTS.keys())
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    who = make(tmp_path_factory.mktemp("clinic"), shipped_library(), request.param)[DANA]
    yield Made(request.param, schedule.local(request.param, ZONE).date(), who)
    who.close()


def test_two_groups_meet_today(made: Made) -> None:
    closed, rolling = made.sessions(made.group(" A"))[3], made.sessions(made.group("Coping Twelve"))[6]
    assert (closed.date, closed.start, closed.status) == (made.today, time(14, 0), SessionStatus.planned)
    assert (rolling.date, rolling.start, rolling.status) == (made.today, time(16, 30), SessionStatus.planned)
    assert (closed.modules, rolling.modules) == ((4,), (7,))


def test_the_groups_stand_where_a_clinic_in_full_swing_has_them(made: Made) -> None:
    lines = {line.id: line for line in groups.groups(made.who)}
    closed, rolling, forming = (lines[made.group(name).id] for name in (" A", "Coping Twelve", " B"))
    finished = next(line for line in lines.values() if line.status is GroupStatus.finished)
    assert (closed.held, closed.seated, closed.seats, closed.status) == (3, 9, 10, GroupStatus.running)
    assert (rolling.held, rolling.seated, rolling.seats, rolling.status) == (6, 8, 12, GroupStatus.running)
    assert (forming.held, forming.seated, forming.seats, forming.status) == (0, 5, 10, GroupStatus.forming)
    assert forming.next_on is not None
    assert made.today + timedelta(days=2) <= forming.next_on <= made.today + timedelta(days=7)
    assert (finished.held, finished.sessions, finished.seated) == (8, 8, 0)
    assert len(lines) == len({line.name for line in lines.values()}) == 4


def test_no_session_falls_on_a_closed_day_unless_that_is_today(made: Made) -> None:
    years = range(made.today.year - 1, made.today.year + 2)
    holidays = public_holidays("US", None, years)
    for group in made.who.of(Group).all():
        assert (group.country is None) == (made.today in holidays and group.status is GroupStatus.running)
        if group.country is not None:
            dates = {session.date for session in made.sessions(group)}
            assert not dates & {*holidays, *(closure.on for closure in made.who.clinic.closures)}


def test_every_route_and_every_status_occurs(made: Made) -> None:
    lines = referrals.referrals(made.who)
    assert {line.status for line in lines} == set(ReferralStatus)
    assert {line.route for line in lines} == {*Route, None}
    assert 40 <= made.who.of(Client).count() <= 46
    ended = {r.end_reason for r in made.who.of(Referral).all() if r.status is ReferralStatus.ended}
    assert len(ended) == 6
    assert {m.status for m in made.who.of(Member).all()} == {
        MemberStatus.planned,
        MemberStatus.active,
        MemberStatus.waitlist,
        MemberStatus.finished,
    }


def test_new_referrals_wait_for_screening(made: Made) -> None:
    waiting = list(referrals.to_screen(made.who))
    assert {r.status for r in waiting} == {ReferralStatus.new}
    assert len(waiting) == 5
    assert max((made.today - r.received_on).days for r in waiting) == 9


def test_a_few_wait_for_a_seat(made: Made) -> None:
    waits = [(made.today - m.start).days for m in made.who.of(Member).all() if m.status is MemberStatus.waitlist]
    assert len(waits) == 4
    assert 22 <= max(waits) <= 26


def test_the_alerts_that_need_somebody_now(made: Made) -> None:
    alerts = {alert.client: alert for alert in made.who.of(Alert).open_work("9999")}
    okafor, quist, diaz = (alerts[made.client(n).id] for n in ("Okafor, Ada", "Quist, Per", "Diaz, Leo"))
    assert (okafor.status, okafor.level) == (AlertStatus.owned, Route.urgent)
    assert schedule.local(okafor.opened_at, ZONE).date() == made.today - timedelta(days=1)
    assert quist.status is AlertStatus.open
    assert made.now - timedelta(minutes=15) <= quist.opened_at <= made.now
    assert diaz.status is AlertStatus.acted
    assert len(alerts) == 3
    handoff = made.who.of(Handoff).linked(client=okafor.client)[0]
    assert handoff.accepted_on is None


def test_one_member_is_held_and_keeps_the_seat(made: Made) -> None:
    roster = groups.group_view(made.who, made.group("Coping Twelve")).roster
    assert [line.name for line in roster if line.held] == ["Diaz, Leo"]
    for name in (" A", " B"):
        assert not any(line.held for line in groups.group_view(made.who, made.group(name)).roster)


def test_nobody_was_seated_whom_safety_blocked_or_nobody_decided_on(made: Made) -> None:
    who = made.who
    seated = [m for m in who.of(Member).all() if m.group is not None]
    assert len(seated) == 30
    evaluated = {e.id: e.at for e in who.of(Evaluation).all()}
    for member in seated:
        seats = [h.at for h in history.history(who, member.id) if h.act == "seat"]
        assert len(seats) == 1
        at = datetime.fromisoformat(seats[0])
        for finding in who.of(SafetyFinding).linked(client=member.client):
            assert finding.raised_at > at or evaluated[finding.ended_by or ""] <= at
        for hold in who.of(Hold).linked(client=member.client):
            assert hold.opened_at > at or evaluated[hold.released_by or ""] <= at
        decisions = [d for d in who.of(Decision).linked(referral=member.referral) if d.choice is Choice.group]
        assert decisions
        assert decisions[-1].at <= at
        assert decisions[-1].suggested in (Route.group, Route.review)
        assert (decisions[-1].suggested is Route.group) == (not decisions[-1].reason)


def test_somebody_was_held_and_evaluated_before_joining(made: Made) -> None:
    client = made.client("Haile, Tesfaye")
    assert [f.rule for f in made.who.of(SafetyFinding).linked(client=client.id)] == ["cssrs-older-behaviour"]
    assert all(hold.released_by for hold in made.who.of(Hold).linked(client=client.id))


def test_everybody_expected_at_a_held_session_is_marked(made: Made) -> None:
    for group in made.who.of(Group).all():
        for session in made.sessions(group):
            lines = groups.session_sheet(made.who, session).lines
            if session.status is SessionStatus.held:
                assert lines
                assert all(line.attendance is not None for line in lines)
            else:
                assert session.date >= made.today
                assert all(line.attendance is None for line in lines)


def test_homework_is_done_within_what_can_be(made: Made) -> None:
    tasks = list(made.who.of(Homework).all())
    assert all((done(task) or 0) <= task.days_set for task in tasks)
    assert all(task.practice.days <= task.days_set for task in tasks if task.practice)
    assert any(task.practice is None and task.hand_in_by and task.hand_in_by < made.today for task in tasks)
    to_review = Counter(made.who.of(Group).get(task.group).name for task in made.who.of(Homework).open_work("9999"))
    assert to_review == {made.group(" A").name: 4, "Coping Twelve": 2}


def test_plans_are_sound_and_their_reviews_spread(made: Made) -> None:
    plans = list(made.who.of(Plan).all())
    measures = made.who.library.measures
    for plan in plans:
        assert not list(faults(plan.content, measures))
        assert all(goal.intervention for goal in plan.content.goal)
        assert plan.content.avoided
    assert Counter(plan.status for plan in plans) == {
        PlanStatus.signed: 19,
        PlanStatus.in_review: 1,
        PlanStatus.draft: 1,
    }
    due = [(p.due - made.today).days for p in plans if p.due is not None and p.status is PlanStatus.signed]
    assert sum(days < 0 for days in due) == 1
    assert sum(0 <= days <= 7 for days in due) == 1
    unplanned = [m for m in made.who.of(Member).linked(group=made.group(" A").id) if m.plan is None]
    assert len(unplanned) == 1


def test_moods_and_questionnaires_tell_one_story(made: Made) -> None:
    who = made.who
    changes = []
    for member in who.of(Member).linked(group=next(g for g in who.of(Group).all() if g.status == "finished").id):
        asked = [a for a in who.of(Assessment).linked(referral=member.referral) if a.measure == PHQ9]
        totals = [score(who.library.measures[PHQ9], a.answers).total or 0 for a in sorted(asked, key=lambda a: a.on)]
        changes.append(totals[-1] - totals[0])
    assert sum(change <= -2 for change in changes) >= 5
    assert sum(change >= 5 for change in changes) == 1


def test_where_referrals_are_agrees_with_a_count_by_hand(made: Made) -> None:
    status = Counter(r.status for r in made.who.of(Referral).all())
    reasons = Counter(str(r.end_reason) for r in made.who.of(Referral).all() if r.end_reason)
    seen = sum(h.first_seen_on is not None for h in made.who.of(Handoff).all())
    found = reports.answer(made.who, "goes_on")
    places = {row.cells[0].value: row.cells[-2].value for row in found.rows}
    assert [bar.value for bar in found.series.bars] == [
        *(status[ReferralStatus.new], status[ReferralStatus.screened], status[ReferralStatus.waitlisted]),
        *(status[ReferralStatus.individual_care], status[ReferralStatus.seated], status[ReferralStatus.ended]),
    ]
    assert (places["first seen"], places["not now, later"]) == (seen, reasons["not now"]) == (1, 1)
    assert all(places[reason] == reasons[reason] == 1 for reason in ("declined", "other service"))
    assert places["all"] == status.total() == 48


def test_does_it_help_agrees_with_a_count_by_hand(made: Made) -> None:
    group = next(g for g in made.who.of(Group).all() if g.status is GroupStatus.finished)
    tables = {name: [{**d, "id": d.doc_id} for d in made.who.db.table(name).all()] for name in COUNTED}
    by_hand = counted(tables, group.id)
    found = reports.answer(made.who, "helps")
    rows = [dict(zip(found.headings, row.cells, strict=True)) for row in found.rows]
    assert [str(row["Where"].value) for row in rows] == [group.name] * len(rows)
    assert len(rows) == len(by_hand)
    for row, hand in zip(rows, by_hand.values(), strict=True):
        numbers = [row[h].value for h in ("Over", "Both", "Improved", "Unchanged", "Worse")]
        assert numbers == [hand.over, hand.both, hand.improved, hand.unchanged, hand.worse]
        assert [row[h].value for h in ("No start", "No end", "Neither")] == [*hand.missing]
        assert row["Recovered"].shown == hand.recovered
        for end, spread in (("start", hand.start), ("end", hand.end)):
            shown = (row[f"Mean at {end}"].value, row[f"SD at {end}"].value)
            assert shown == (pytest.approx(spread, abs=0.051) if spread else (None, None))
    assert (by_hand["pcs"].over, by_hand["pcs"].both) == (8, 6)
    assert found.sentence.startswith("On BPI interference 6 members have a start and an end reading: on average")


def test_seats_agree_with_a_count_by_hand(made: Made) -> None:
    groups = [g for g in made.who.of(Group).all() if g.status is not GroupStatus.cancelled]
    most = {}
    for one in groups:
        there = [m for m in made.who.of(Member).linked(group=one.id) if m.status is not MemberStatus.entered_in_error]
        days = [made.today + timedelta(days=n) for n in range(-400, 400)]
        taken = (sum(m.start <= on and (m.end is None or m.end >= on) for m in there) for on in days)
        most[one.name] = max(taken)
    rows = {str(row.cells[0].value): row.cells for row in reports.answer(made.who, "seats").rows}
    assert {name: cells[2].value for name, cells in rows.items() if name in most} == most
    whole = [cell.value for cell in rows["All groups"]]
    assert whole[1:3] == [sum(g.seats for g in groups), sum(most.values())]
    assert whole[7] == sum(r.status is ReferralStatus.waitlisted for r in made.who.of(Referral).all()) > 0


def stored(made: Made) -> dict[str, list[dict[str, Any]]]:
    """Every document that is counted by hand."""
    return {name: [{**d, "id": d.doc_id} for d in made.who.db.table(name).all()] for name in people.COUNTED}


def rows_of(made: Made, key: str, name: str) -> dict[str, list[Cell]]:
    """The cells of an answer's rows behind the first, by what the column of that name says."""
    found = reports.answer(made.who, key)
    place = found.headings.index(name)
    return {str(row.cells[place].value): list(row.cells[place + 1 :]) for row in found.rows}


def said(of: tuple[int, int]) -> str:
    """A share as a report shows it."""
    done, every = of
    return "–" if not every else f"{int(100 * done / every + 0.5)} %" if every >= FEWEST else f"{done} of {every}"


def test_who_stays_agrees_with_a_count_by_hand(made: Made) -> None:
    tables, rows = stored(made), rows_of(made, "stays", "Group")
    for group in tables["group"]:
        hand, cells = people.stayed(tables, group), rows[group["name"]]
        assert [cells[i].value for i in (0, 1, 3, 4, 5, 6, 7)] == [*hand[:7]]
        assert cells[8].shown == said(hand.held)
    whole = [people.stayed(tables, group) for group in tables["group"]]
    assert rows["All groups"][0].value == sum(hand.began for hand in whole) == 25
    assert rows["All groups"][8].shown == said((sum(h.held[0] for h in whole), sum(h.held[1] for h in whole)))


def test_who_practises_agrees_with_a_count_by_hand(made: Made) -> None:
    tables, rows = stored(made), rows_of(made, "practises", "Group")
    names = [group["name"] for group in tables["group"] if group["name"] in rows]
    assert len(names) == 3
    for group in (group for group in tables["group"] if group["name"] in rows):
        hand, cells = people.practised(tables, group["id"], made.today), rows[group["name"]]
        assert [cells[i].value for i in (0, 4, 5)] == [hand.members, hand.not_handed_in, hand.to_come]
        assert [cell.shown for cell in cells[1:4]] == [said(hand.half), said(hand.known), said(hand.with_unknown)]
        assert cells[6].value == pytest.approx(hand.quality, abs=0.051)


def test_how_long_people_wait_agrees_with_a_count_by_hand(made: Made) -> None:
    found = reports.answer(made.who, "waits")
    for row, (step, hand) in zip(found.rows[-3:], people.waited(stored(made), ZONE, made.today).items(), strict=True):
        assert [row.cells[0].value, row.cells[1].value] == ["all", step]
        assert [cell.value for cell in row.cells[2:]] == [*hand]


def test_the_outcome_report_adds_up_and_its_shared_copy_tells_of_nobody_few(made: Made) -> None:
    for found, copy in zip(answers(made.who), answers(made.who, share=True), strict=True):
        unshown = dict(found.unshown)
        for tie in expanded(found.ties or (), len(found.rows)):
            whole, *parts = (
                found.rows[r].cells[c] if c < len(found.headings) else number(unshown.get((r, c), 0))
                for r, c in (tie.whole, *tie.parts)
            )
            counts = {type(cell.value) for cell in (whole, *parts)} == {int} and whole.kind is Kind.number
            assert not counts or whole.value == sum(int(cell.value or 0) for cell in parts)
        shown = [cell for row in copy.rows for cell in row.cells]
        assert all(cell.people is None or cell.people == 0 or cell.people >= FEWEST for cell in shown)
        assert any(cell.shown == HIDDEN for cell in shown)


def test_contacts_leave_work_behind(made: Made) -> None:
    due = [contact.due for contact in made.who.of(Contact).open_work("9999") if contact.due]
    assert sum(day < made.today for day in due) == 1
    assert sum(day >= made.today for day in due) >= 3


def test_nothing_happened_out_of_order_or_after_now(made: Made) -> None:
    at = [row.at for row in made.who.db.engine.ledger()]
    assert at == sorted(at)
    assert at[-1] <= made.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert made.who.now() == made.now
    for contact in made.who.of(Contact).all():
        assert contact.on <= made.today


def test_the_story_is_not_undone(made: Made) -> None:
    assert undo.last_act(made.who) is None


def test_the_record_proves_itself(made: Made) -> None:
    assert history.proof(made.who).faults == ()


IDS, DIGESTS = re.compile(r"\b[0-9a-f]{32}\b"), re.compile(r"\b[0-9a-f]{64}\b|(?<=:)[0-9a-f]{12}\b")


def told(who: SignIn) -> list[str]:
    """Every document and every act, with ids numbered as they come and digests left out."""
    seen: dict[str, str] = {}
    texts = [row.doc for table in TABLES for row in who.db.engine.select(table, {})]
    texts += [f"{row.at} {row.staff} {row.act}" for row in who.db.engine.ledger()]
    return [
        DIGESTS.sub("digest", IDS.sub(lambda found: seen.setdefault(found.group(), f"id {len(seen)}"), text))
        for text in texts
    ]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, SignIn]]:
    """The clinic of the Tuesday with a passphrase, and with a clock that goes on."""
    made = make(tmp_path_factory.mktemp("kept"), shipped_library(), TUESDAY, "demo", lambda: LATER)
    yield made
    made[DANA].close()


def test_the_same_instant_gives_the_same_clinic(kept: dict[str, SignIn], tmp_path: Path) -> None:
    other = make(tmp_path, shipped_library(), TUESDAY)[DANA]
    assert told(other) == told(kept[DANA])
    other.close()


def test_time_goes_on_where_a_clock_is_given(kept: dict[str, SignIn]) -> None:
    assert len(kept) == 6
    assert {who.now() for who in kept.values()} == {LATER}


def test_with_a_passphrase_the_clinic_can_be_opened_again(kept: dict[str, SignIn]) -> None:
    who = store.open_store(kept[DANA].opened.folder, DANA, "demo", shipped_library())
    assert find.client(who, "Okafor, Ada").phone == "555-0142"
    assert history.proof(who).faults == ()
    who.close()

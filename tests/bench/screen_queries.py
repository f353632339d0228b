"""The query behind every screen, as the page asks it, on a store that is there."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

from groupcare.acts import SignIn
from groupcare.exchange import plan_templates
from groupcare.queries import (
    alerts,
    answers,
    brief,
    call_sheet,
    caseload,
    chart,
    coverage,
    find,
    groups,
    homework,
    homework_barriers,
    homework_groups,
    ideas,
    intake_measures,
    leave,
    make_ups,
    members,
    missing_readings,
    month,
    notes,
    outcome_paper,
    places,
    plan_check,
    plan_copy_paper,
    plan_drafts,
    plan_paper,
    plan_review,
    plan_versions,
    reached,
    referral_queue,
    referrals,
    report_scope,
    reports,
    run_sheet,
    screening_case,
    search,
    seat_choices,
    seating,
)
from groupcare.queries.today import today
from groupcare.rules.group import Group, GroupStatus, Member, Session, SessionStatus
from groupcare.rules.measures import Assessment
from groupcare.rules.people import Referral, ReferralStatus
from groupcare.rules.plan import Plan, PlanStatus
from groupcare.rules.reports import Scope
from groupcare.rules.safety import Alert
from groupcare.rules.shared import shared

Queries = dict[str, Callable[[], Any]]


def queries(who: SignIn) -> Queries:
    """Each by the name of its screen; one in the middle of the store stands for all of its kind."""
    running = [g for g in who.of(Group).all() if g.status is GroupStatus.running]
    group = running[len(running) // 2]
    held = [s for s in who.of(Session).linked(group=group.id) if s.status is SessionStatus.held][-1]
    waiting = [r for r in who.of(Referral).open_work("9999") if r.status is ReferralStatus.waitlisted]
    alert = who.of(Alert).open_work("9999")[0]
    seated = who.of(Referral).get(_referral_in(who, group))
    given = who.of(Assessment).linked(client=seated.client)[-1]
    longest, member = _longest(who), who.of(Member).linked(group=group.id)[0]
    waits, planned = waiting[len(waiting) // 2], who.of(Plan).open_work("9999")[0].client
    tasks = homework.to_review(who)
    year = Scope(since=held.date.replace(month=1, day=1), until=held.date)
    copied = next(p.client for p in who.of(Plan).all() if p.status is PlanStatus.signed)
    index = cache(lambda: search.index(who))
    return {
        "Today": lambda: today(who),
        "alerts waiting (header)": lambda: referrals.alerts_waiting(who),
        "alert": lambda: alerts.alert_view(who, alert.id),
        "referral queue": lambda: referral_queue.queue(who),
        "referral queue, again": _again(who),
        "referral queue, older ones": _older(who),
        "measures of intake": lambda: intake_measures.intake_measures(who),
        "new referral: names so far": lambda: referrals.Names(who),
        "screening": lambda: screening_case.screening_case(who, waits.id),
        "seat choices": lambda: seat_choices.seat_choices(who, waits.id),
        "groups": lambda: groups.groups(who),
        "group, roster": lambda: groups.group_view(who, find.group(who, group.id)),
        "group, drafts of plans": lambda: plan_drafts.plan_drafts(
            who, find.group(who, group.id), plan_templates.shipped_templates()[-1]
        ),
        "group, own clinicians": lambda: caseload.in_care_of(who, find.group(who, group.id)),
        "group, sessions": lambda: groups.group_days(who, find.group(who, group.id)),
        "group, coverage": lambda: coverage.coverage_grid(who, find.group(who, group.id)),
        "group, seating": lambda: seating.seating(who, find.group(who, group.id)),
        "group, ideas": lambda: ideas.ideas_of_group(who, find.group(who, group.id)),
        "group, notes": lambda: notes.group_notes(who, find.group(who, group.id)),
        "notes of a session": lambda: notes.session_notes(who, held.id),
        "month of all groups": lambda: month.month(who, held.date.replace(day=1)),
        "leave": lambda: leave.leaves(who),
        "call sheet": lambda: call_sheet.call_sheet(who, find.group(who, group.id)),
        "make-up": lambda: make_ups.make_up_choices(who, member.id, 2),
        "a place": lambda: places.place(who, member.id),
        "plan review": lambda: plan_review.plan_review(who, find.client(who, planned)),
        "plan versions": lambda: plan_versions.plan_versions(who, find.client(who, planned)),
        "plan check": lambda: plan_check.plan_check(who, find.client(who, member.client)),
        "new group": lambda: groups.ground(who),
        "run sheet": lambda: run_sheet.run_sheet(who, held.id),
        "the plan as a copy to take home": lambda: plan_copy_paper.plan_copy(who, copied),
        "the whole plan on paper": lambda: plan_paper.plan_paper(who, copied),
        "reached and not told": lambda: reached.reached_of(who, copied),
        "run sheet, brief": lambda: brief.brief(who, run_sheet.run_sheet(who, held.id)),
        "closing a session": lambda: run_sheet.closing(who, held.id),
        "members": lambda: members.members(who),
        "chart": lambda: chart.chart(who, find.client(who, seated.client)),
        "chart, ten years in ten groups": lambda: chart.chart(who, find.client(who, longest)),
        "a set of answers": lambda: answers.answer_set(who, given.id),
        "homework, which group": lambda: homework_groups.board_groups(who),
        "homework board": lambda: homework.board(who, find.group(who, group.id)),
        "homework board, caseload": lambda: homework.board(who, group, who.staff_id, new_first=True),
        "homework barriers": lambda: homework_barriers.in_the_way(who, group.id),
        "review": lambda: (homework.to_review(who), homework.review_case(who, tasks[0].homework)),
        "missing readings": lambda: missing_readings.missing_readings(who),
        "find: made ready": lambda: search.index(who),
        "find: a letter typed": lambda: index().find("mar"),
        **{f"report: {key}": lambda key=key: reports.answer(who, key) for key in reports.QUESTIONS},  # type: ignore[misc]
        **{f"report of a year: {key}": lambda key=key: reports.answer(who, key, year) for key in reports.QUESTIONS},  # type: ignore[misc]
        "report, shared": lambda: shared(reports.answer(who, "stays")),
        "reports: what about": lambda: (report_scope.known(who), reports.curricula(who)),
        "outcome report": lambda: outcome_paper.outcome_paper(who),
    }


def _again(who: SignIn) -> Callable[[], Any]:
    """The queue, asked again as its page does, with what it found before."""
    before: list[Any] = []

    def ask() -> None:
        before[:] = [referral_queue.queue(who, before=before[0] if before else None)]

    return ask


def _older(who: SignIn) -> Callable[[], Any]:
    """One step more of what was, each time."""
    before = [referral_queue.queue(who)]

    def ask() -> None:
        first = referral_queue.next_older(who, before[0])
        before[:] = [referral_queue.queue(who, older_from=first, before=before[0])]

    return ask


def _referral_in(who: SignIn, group: Group) -> str:
    """The referral of a member in the middle of the group."""
    seats = who.of(Member).linked(group=group.id)
    return seats[len(seats) // 2].referral


def _longest(who: SignIn) -> str:
    """Who has had the most places in groups."""
    return Counter(m.client for m in who.of(Member).all()).most_common(1)[0][0]

"""plan review, versions and close."""

import argparse
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from groupcare.acts import NotFound, Refused, SignIn, access
from groupcare.acts import plan as acts
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.queries import find
from groupcare.queries.plan_review import plan_review
from groupcare.queries.plan_versions import PlanHistory, plan_versions
from groupcare.queries.plans import plan_view
from groupcare.rules import plan_edit
from groupcare.rules.attainment import LEVELS, level_sign
from groupcare.rules.people import client_number
from groupcare.rules.plan import Attained, Plan
from groupcare.rules.plan_review import ReviewDraft, reviewed_in_words, told_in_words
from groupcare.rules.words import NotADay, day, moment, read_day


def add_to(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare them among the commands of `plan`."""
    review = own.add_parser(
        "review",
        parents=[common],
        help="show a review filled from the record, and write it",
        description="Shows the review of today, filled from the record, with what is suggested for each goal. Nothing "
        "is written but with --write; how far a goal was reached is never set unless --attained says it.",
    )
    review.add_argument("client", metavar="CLIENT")
    review.add_argument("--on", metavar="DAY", default="today", help="as the record told it on that day")
    review.add_argument("--write", action="store_true", help="keep it; the plan is then in review until it is signed")
    review.add_argument(
        "--attained",
        metavar="GOAL=LEVEL",
        action="append",
        default=[],
        help="from -2 to 2, for each goal rated",
    )
    review.add_argument("--note", metavar="TEXT", default="")
    review.add_argument("--agreed", metavar="TEXT", default="", help="what was agreed until the next review")
    review.add_argument(
        "--next", metavar="DAY", default="", help="the next review, else the last working day within 90"
    )
    review.set_defaults(run=run_review)
    versions = own.add_parser("versions", parents=[common], help="every signed version, and what it changed")
    versions.add_argument("client", metavar="CLIENT")
    versions.set_defaults(run=run_versions)
    close = own.add_parser("close", parents=[common], help="close a plan; it stays to be read under versions")
    close.add_argument("client", metavar="CLIENT")
    close.add_argument("--reason", metavar="TEXT", required=True)
    close.set_defaults(run=run_close)


def run_review(args: Args) -> int:
    """Show the review of a day, filled from the record; with --write keep it."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        try:
            on = read_day(args.on, who.today())
            next_on = read_day(args.next, who.today()) if args.next else None
        except NotADay as fault:
            raise Refused(str(fault)) from None
        plan, draft = plan_review(who, client, on)
        access.note(who, "plan", client.id)
        if args.write:
            review = replace(draft.review, attained=_attained(args, plan), note=args.note, next=args.agreed)
            content = plan_edit.put_review(None, review, next_on or draft.next_on)(plan.content)
            written = acts.write_plan(who, client.id, content, over_rev=plan.rev, over_plan=plan.id)
            plan, draft = written, replace(draft, review=review)
        elif args.attained or args.note or args.agreed or args.next:
            raise Refused("Nothing was written: --write keeps a review.")
        number = client_number(client.number)
        if args.json:
            answer_json({"client": number, "written": args.write, "status": plan.status, "draft": draft})
        else:
            answer(_review_lines(who, number, plan, draft))
    return DONE


def _attained(args: Args, plan: Plan) -> tuple[Attained, ...]:
    levels: dict[str, int] = {}
    for said in args.attained:
        goal, _, level = said.partition("=")
        if level.removeprefix("+") not in map(str, LEVELS):
            raise Refused(f"{said!r} is no attainment: write GOAL=LEVEL, as 1=0, with a level from -2 to 2.")
        levels[goal] = int(level)
    unknown = [goal for goal in levels if goal not in {str(g.number) for g in plan.content.goal}]
    if unknown:
        raise Refused(f"There is no goal {', '.join(unknown)} in this plan. Nothing was written.")
    return tuple(
        Attained(goal=goal.number, words=goal.words, level=levels[str(goal.number)], weight=goal.weight)
        for goal in plan.content.goal
        if str(goal.number) in levels
    )


def _review_lines(who: SignIn, number: str, plan: Plan, draft: ReviewDraft) -> Iterator[str]:
    today, review = who.today(), draft.review
    yield f"{number}: review of {day(review.on, today)}, from {day(draft.since, today)} on; plan {plan.status}"
    yield from told_in_words(review)
    rated = {one.goal: one for one in review.attained}
    for goal in plan.content.goal:
        yield f"{goal.number} {goal.words}"
        keys = {objective.key for objective in goal.objective}
        yield from (f"    {reviewed_in_words(one)}" for one in review.objective if one.key in keys)
        if goal.number in rated:
            level = rated[goal.number].level
            yield f"    Attained: {level_sign(level)} {LEVELS[level]}"
        else:
            yield from (f"    {one.words}" for one in draft.suggested if one.goal == goal.number)
    if review.note:
        yield f"Note: {review.note}"
    if review.next:
        yield f"Until the next one: {review.next}"


def run_versions(args: Args) -> int:
    """Every signed version of a client's plans, the newest first, with what it changed."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        found = plan_versions(who, client)
        access.note(who, "plan versions", client.id)
        number = client_number(client.number)
        if args.json:
            answer_json({"client": number, "plans": found.plans})
        elif not found.plans:
            answer([f"{number} has no plan yet.", "Write one: groupcare plan write"])
        else:
            for plan in found.plans:
                answer(_version_lines(who, number, plan))
    return DONE


def _version_lines(who: SignIn, number: str, plan: PlanHistory) -> Iterator[str]:
    today = who.today()
    closed = f" on {day(plan.closed_on, today)}" if plan.closed_on is not None else ""
    by = f" by {plan.closed_by}: {plan.closed_why}" if plan.closed_why else ""
    yield f"{number}: plan of {day(plan.dated, today)}, {plan.status}{closed}{by}"
    for version in plan.versions:
        at = moment(version.at, who.clinic.zone, today)
        yield (
            f"  version {version.number}, signed {at} by {version.by}"
            if version.number
            else (f"  not signed yet, written {at} by {version.by}")
        )
        yield from (f"    {change.where}: {change.words}" for change in version.changes)


def run_close(args: Args) -> int:
    """Close a client's plan."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        number, plan = client_number(client.number), plan_view(who, client).plan
        if plan is None:
            raise NotFound(f"{number} has no open plan.")
        plan = acts.close_plan(who, plan.id, args.reason)
        if args.json:
            answer_json({"plan": plan.id, "client": number, "status": plan.status})
        else:
            answer([f"{number}: plan of {plan.content.dated}, {plan.status}."])
    return DONE

"""plan write, sign, show, check; diagnoses search; interventions list. More of plan: plan_drafts, plan_reviews, …"""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from groupcare.acts import NotFound, access
from groupcare.acts import plan as acts
from groupcare.cli import plan_drafts, plan_reviews
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in, table
from groupcare.cli.plan_progress import add_progress
from groupcare.exchange import plan_file
from groupcare.exchange.interventions import shipped_interventions
from groupcare.exchange.library import shipped_library
from groupcare.queries import find
from groupcare.queries import plans as query
from groupcare.queries.plan_check import plan_check
from groupcare.rules.people import client_number
from groupcare.rules.plan import AmountAim, CountAim, DaysAim, MilestoneAim, Objective, Plan, ScoreAim
from groupcare.rules.plan_edit import contact_in_words, review_in_words
from groupcare.rules.plan_remark import Checked
from groupcare.rules.words import count, day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("plan", help="individual plans").add_subparsers(required=True, metavar="COMMAND")
    for name, help_, run in (
        ("show", "show a client's plan", run_show),
        ("write", "write a client's plan from a file", run_write),
        ("sign", "sign it", run_sign),
        ("check", "check it for known mistakes", run_check),
    ):
        parser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("client", metavar="CLIENT")
        if name == "write":
            parser.add_argument("file", type=Path, metavar="FILE.toml")
        parser.set_defaults(run=run)
    plan_reviews.add_to(own, common)
    add_progress(own, common)
    plan_drafts.add_to(own, common)
    known = commands.add_parser("diagnoses", help="codes of ICD-10-CM").add_subparsers(required=True, metavar="COMMAND")
    search = known.add_parser("search", parents=[common], help="find codes by code or words")
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.set_defaults(run=run_search)
    library = commands.add_parser("interventions", help="what a plan can choose from")
    library = library.add_subparsers(required=True, metavar="COMMAND")
    library.add_parser("list", parents=[common], help="list the library").set_defaults(run=run_interventions)


def run_write(args: Args) -> int:
    """Write a plan from a file."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        plan = acts.write_plan(who, client.id, plan_file.read(args.file))
        return _told(args, plan, client.number)


def run_sign(args: Args) -> int:
    """Sign a plan."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        plan = query.plan_view(who, client).plan
        if plan is None:
            raise NotFound(f"{client_number(client.number)} has no plan yet.")
        return _told(args, acts.sign_plan(who, plan.id), client.number)


def _told(args: Args, plan: Plan, number: int) -> int:
    if args.json:
        answer_json({"plan": plan.id, "client": client_number(number), "status": plan.status})
    else:
        answer([f"{client_number(number)}: plan of {plan.content.dated}, {plan.status}."])
    return DONE


def run_show(args: Args) -> int:
    """Show a plan with the places it is linked to."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        view = query.plan_view(who, client)
        access.note(who, "plan", client.id)
        if args.json:
            answer_json({**_places(view), "plan": view.plan})
            return DONE
        if view.plan is None:
            answer(
                [f"{client_number(view.client_number)} {view.name} has no plan yet.", "Write one: groupcare plan write"]
            )
            return DONE
        answer(_lines(view, view.plan, who.today()))
    return DONE


def run_check(args: Args) -> int:
    """Say what the plan check finds. It advises, so remarks are no reason for an exit code but 0."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        plan, found = plan_check(who, client)
        access.note(who, "plan", client.id)
        number = client_number(client.number)
        if plan is None:
            raise NotFound(f"{number} has no plan yet.")
        if args.json:
            kept = [{"remark": remark, "reason": reason.reason, "on": reason.on} for remark, reason in found.kept]
            answer_json({"client": number, "remarks": found.stand, "kept": kept})
        else:
            answer(_check_lines(number, found, who.today()))
    return DONE


def _check_lines(number: str, found: Checked, today: date) -> Iterator[str]:
    yield f"{number}: {count(len(found.stand), 'remark')}" + (f", {len(found.kept)} kept" if found.kept else "")
    for remark in found.stand:
        yield f"! {remark.where}: {remark.why}"
        yield f"    {remark.mend}"
        yield f"    {remark.kind}; {remark.source}"
    for remark, reason in found.kept:
        yield f"– {remark.where}: {remark.why}"
        yield f"    kept {day(reason.on, today)}: {reason.reason}"


def run_search(args: Args) -> int:
    """Find diagnoses. A category is marked: it cannot be billed."""
    known = shipped_library().diagnoses
    found = known.search(" ".join(args.words))
    if args.json:
        answer_json({"release": known.release, "diagnoses": found})
    elif not found:
        answer([f"No code or title in the list has “{' '.join(args.words)}” ({known.release})."])
    else:
        answer(table(["Code", "", "Title"], [[d.code, "" if d.billable else "category", d.title] for d in found]))
        say(f"ICD-10-CM, {known.release}.")
    return DONE


def run_interventions(args: Args) -> int:
    """List the library of interventions, approach by approach."""
    found = shipped_interventions()
    if args.json:
        answer_json(found)
    else:
        rows = [[a.id, one.short, one.coping, one.how_often, one.what] for a in found for one in a.intervention]
        answer(table(["Approach", "What", "Coping", "How often", "In a plan"], rows))
        for approach in found:
            say(f"{approach.name}: {approach.source}.")
    return DONE


def _places(view: query.PlanView) -> dict[str, Any]:
    return {
        "client": client_number(view.client_number),
        "places": [{"member": p.member, "group": p.group, "status": p.status, "linked": p.linked} for p in view.places],
    }


def _lines(view: query.PlanView, plan: Plan, today: date) -> Iterator[str]:
    content = plan.content
    yield (
        f"{client_number(view.client_number)} {view.name} · plan of {day(content.dated, today)}, {plan.status} · "
        f"review due {day(content.review_on, today)}"
    )
    for place in view.places:
        yield f"    {place.group} ({place.status}): {'linked' if place.linked else 'not linked'}"
    for goal in content.goal:
        yield f"{goal.number} {goal.words}"
        for objective in goal.objective:
            yield f"    {objective.key} {objective.words}"
            yield f"        {aim_words(objective)} by {day(objective.by, today)}, every {objective.every_days} days"
        for intervention in goal.intervention:
            yield f"    – {intervention.what}"
        if goal.task:
            yield f"    until next time: {goal.task}"
    for contact in content.contact:
        yield f"Coordination: {contact_in_words(contact)}"
    for review in content.review:
        yield f"Reviewed {review_in_words(review, today)}"


def aim_words(objective: Objective) -> str:
    """An objective's aim in short: PCS 38 → 20."""
    match objective.aim:
        case ScoreAim(measure=measure, baseline=baseline, target=target):
            words = f"{measure} {_number(baseline)} → {_number(target)}"
        case AmountAim(unit=unit, baseline=baseline, target=target):
            words = f"{_number(baseline)} → {_number(target)} {unit}"
        case CountAim(target=target, baseline=baseline):
            words = f"{_number(baseline)} → {target} a week"
        case DaysAim(target=target, of=of, what=what, minutes=minutes):
            words = f"{target} of {of} {what}" + (f", {minutes} min each" if minutes else "")
        case MilestoneAim():
            words = "reached or not"
    if objective.weeks_in_a_row > 1:
        words += f", {objective.weeks_in_a_row} weeks in a row"
    return words


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"

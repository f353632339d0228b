"""plan write, sign and show."""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from groupcare.acts import NotFound, access
from groupcare.acts import plan as acts
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.exchange import plan_file
from groupcare.queries import find
from groupcare.queries import plans as query
from groupcare.rules.people import client_number
from groupcare.rules.plan import AmountAim, CountAim, DaysAim, MilestoneAim, Objective, Plan, ScoreAim
from groupcare.rules.words import day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("plan", help="individual plans").add_subparsers(required=True, metavar="COMMAND")
    for name, help_, run in (
        ("show", "show a client's plan", run_show),
        ("write", "write a client's plan from a file", run_write),
        ("sign", "sign it", run_sign),
    ):
        parser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("client", metavar="CLIENT")
        if name == "write":
            parser.add_argument("file", type=Path, metavar="FILE.toml")
        parser.set_defaults(run=run)


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

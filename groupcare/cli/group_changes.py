"""group change and group end: a group after it was made. With --dry-run nothing is saved."""

import argparse
from typing import Any

from groupcare.acts import group_changes
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in
from groupcare.cli.rescheduling import show_effect
from groupcare.queries import find
from groupcare.rules.clinic import Staff
from groupcare.rules.people import group_number


def add_commands(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    change = own.add_parser("change", parents=[common], help="another name, other leaders or seats")
    change.add_argument("group", metavar="ID")
    change.add_argument("--name")
    change.add_argument("--facilitator", action="append", metavar="NAME", help="once for each who leads from now on")
    change.add_argument("--seats", type=int, metavar="N")
    change.add_argument("--minimum", type=int, metavar="N", help="members that it takes to run")
    change.add_argument("--dry-run", action="store_true", help="show what there is to know and save nothing")
    change.set_defaults(run=run_change)
    end = own.add_parser("end", parents=[common], help="end a group before its time: cancel all that is to come")
    end.add_argument("group", metavar="ID")
    end.add_argument("--because", default="", metavar="WORDS", help="needed to save it")
    end.add_argument("--dry-run", action="store_true", help="show the effect and save nothing")
    end.set_defaults(run=run_end)


def run_change(args: Args) -> int:
    """Change a group."""
    with signed_in(args) as who:
        group = find.group(who, args.group)
        changes = group_changes.Changes(
            name=args.name, facilitators=args.facilitator, seats=args.seats, minimum=args.minimum
        )
        act = group_changes.preview_change if args.dry_run else group_changes.change_group
        found = act(who, group.id, changes)
        leaders = [who.of(Staff).get(i).name for i in found.group.facilitators]
        number = group_number(found.group.number)
        if args.json:
            answer_json(
                {
                    "group": number,
                    "saved": not args.dry_run,
                    "name": found.group.name,
                    "facilitators": leaders,
                    "seats": found.group.seats,
                    "minimum": found.group.minimum,
                    "warnings": found.warnings,
                }
            )
            return DONE
        answer([f"{number} {found.group.name}{' (nothing saved)' if args.dry_run else ''}"])
        answer([f"{found.group.seats} seats, led by {', '.join(leaders) or 'nobody yet'}"])
        for warning in found.warnings:
            say(f"warning: {warning}")
    return DONE


def run_end(args: Args) -> int:
    """End a group."""
    with signed_in(args) as who:
        group = find.group(who, args.group)
        if args.dry_run:
            return show_effect(args, group_changes.preview_stop(who, group.id))
        return show_effect(args, group_changes.stop_group(who, group.id, args.because))

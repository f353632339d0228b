"""export calendar; and papers, which are in papers.py, group_papers.py and plan_papers.py."""

import argparse
from pathlib import Path
from typing import Any

from groupcare.acts import access
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.cli.group_papers import add_group_papers
from groupcare.cli.papers import add_papers
from groupcare.cli.plan_papers import add_plan_papers
from groupcare.exchange import calendar
from groupcare.queries import find
from groupcare.queries import groups as query
from groupcare.rules.people import group_number


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("export", help="files for other programs").add_subparsers(required=True, metavar="WHAT")
    parser = own.add_parser("calendar", parents=[common], help="a group's sessions as a calendar file, without names")
    parser.add_argument("--group", required=True, metavar="ID")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.ics")
    parser.set_defaults(run=run_calendar)
    add_papers(own, common)
    add_group_papers(own, common)
    add_plan_papers(own, common)


def run_calendar(args: Args) -> int:
    """Write a group's calendar."""
    with signed_in(args) as who:
        view = query.group_view(who, find.group(who, args.group))
        content = calendar.group_calendar(view.group, view.sessions, clinic=who.clinic.name, stamped=who.now())
        calendar.write_calendar(args.output, content)
        access.note(who, f"export of calendar {group_number(view.group.number)}")
        if args.json:
            number = group_number(view.group.number)
            answer_json({"group": number, "file": str(args.output), "events": len(view.sessions)})
        else:
            answer([f"{len(view.sessions)} sessions written to {args.output}; no client is named in it."])
    return DONE
